"""Fingertips downloads: widths, doubled rows, breakdowns, reasons in notes, and damage."""

import math

import pandas as pd

LEEDS, WAKEFIELD, ENGLAND = "E08000035", "E08000036", "E92000001"
WIDE, NARROW = "fingertips/27_columns.csv", "fingertips/26_columns.csv"
START = pd.Timestamp(2023, 4, 1)


def test_published_injury_admissions(read, one, shared_data):
    folder = shared_data / "indicators" / "fingertips_raw"
    reading = read("fingertips", folder / "la_hospital_admissions_2324__iid90284.csv")
    assert reading.faults == ()
    headline = {"period_start": START, "breakdown": "none"}
    leeds = one(reading, area_code=LEEDS, sex="persons", **headline)
    assert (leeds["value"], leeds["lower_95"], leeds["upper_95"]) == (65.00794, 60.93926, 69.27683)
    assert (leeds["numerator"], leeds["denominator"]) == (950, 146_136)
    assert (leeds["period_type"], leeds["age"]) == ("financial year", "under 15")
    # England stands twice in the file, once under no parent and once under itself.
    england = one(reading, area_code=ENGLAND, sex="female", **headline)
    assert (england["value"], england["numerator"]) == (66.40638, 32_231)


def test_published_breakdowns_stand_under_england_as_breakdowns(read, one, shared_data):
    folder = shared_data / "indicators" / "fingertips_raw"
    reading = read("fingertips", folder / "la_hospital_admissions_2324__iid90284.csv")
    poorest = one(
        reading,
        area_code=ENGLAND,
        sex="persons",
        period_start=START,
        breakdown="District & UA deprivation deciles in England (IMD2019, 4/23 geography)",
        breakdown_value="Most deprived decile (IMD2019)",
    )
    assert (poorest["value"], poorest["denominator"]) == (83.46205, 1_508_470)


def test_published_reasons_come_from_the_notes(read, one, shared_data):
    folder = shared_data / "indicators" / "fingertips_raw"
    reading = read("fingertips", folder / "la_hospital_admissions_2324__iid90284.csv")
    rutland = one(reading, area_code="E06000017", sex="male", period_start=pd.Timestamp(2021, 4, 1))
    assert (rutland["missing_reason"], rutland["denominator"]) == ("suppressed", 3186)
    bracknell = one(
        reading, area_code="E06000036", sex="male", period_start=pd.Timestamp(2022, 4, 1)
    )
    assert bracknell["missing_reason"] == "not published"
    assert math.isnan(bracknell["lower_95"])  # -1 in the file: a mark, never a limit


def test_rows_of_a_download_with_27_columns(read, one, fixtures):
    reading = read("fingertips", fixtures / WIDE)
    assert reading.faults == ()
    assert reading.left_out == {
        "11601": 1,
        "90366, calendar year figures": 1,
        "outside England": 1,
    }
    england = one(reading, area_code=ENGLAND, indicator_id="suicide_rate")
    assert (england["value"], england["age"]) == (20.5, "10 and over")
    assert england["period_type"] == "rolling 3 years"
    assert (england["period_start"], england["period_end"]) == (
        pd.Timestamp(2019, 1, 1),
        pd.Timestamp(2021, 12, 31),
    )
    assert reading.area_names["E08000034"] == "Kirklees"


def test_a_suppressed_figure_leaves_nothing_beside_it(read, one, fixtures):
    row = one(read("fingertips", fixtures / WIDE), area_code=LEEDS, sex="male")
    assert row["missing_reason"] == "suppressed"
    assert row[["value", "lower_95", "upper_95", "numerator"]].isna().all()


def test_a_note_beside_a_value_is_no_reason(read, one, fixtures):
    row = one(read("fingertips", fixtures / WIDE), indicator_id="life_expectancy_at_birth")
    assert (row["value"], row["sex"]) == (90.5, "female")
    assert pd.isna(row["missing_reason"])


def test_one_year_and_three_years_are_two_indicators(read, one, fixtures):
    reading = read("fingertips", fixtures / WIDE)
    assert one(reading, indicator_id="smoking_routine_and_manual")["value"] == 33.3
    pooled = one(reading, indicator_id="smoking_routine_and_manual_three_years")
    assert (pooled["value"], pooled["period_type"]) == (31.1, "rolling 3 years")


def test_school_years_are_academic_years(read, one, fixtures):
    row = one(read("fingertips", fixtures / WIDE), indicator_id="obesity_reception")
    assert (row["period_type"], row["period_start"]) == (
        "academic year",
        pd.Timestamp(2023, 9, 1),
    )


def test_26_columns_a_short_row_a_region_as_parent_and_a_name_on_two_lines(read, one, fixtures):
    reading = read("fingertips", fixtures / NARROW)
    assert reading.faults == ()
    assert one(reading, area_code=LEEDS)["value"] == 222.5
    assert one(reading, area_code=WAKEFIELD)["numerator"] == 1375  # its row lacks the last cell


def test_rows_are_numbered_as_lines_of_the_file(read, changed, told):
    path = changed(NARROW, "211.5,201", "211.5x,201")
    reading = read("fingertips", path)
    assert len(reading.rows) == 1  # the good row is still read
    assert told(reading) == (
        "26_columns.csv, row 4, column Value: found '211.5x'; expected a number, or '' for missing."
    )


def test_two_cells_too_few(read, changed, told):
    text = told(read("fingertips", changed(NARROW, "Worse,Similar,20170000,\n", "Worse\n")))
    assert "row 4: found 22 cells; expected 26 cells." in text


def test_limits_that_do_not_hold_their_value(read, changed, told):
    text = told(read("fingertips", changed(WIDE, "21.5,19,24.25", "21.5,24.25,19")))
    assert "row 4, column Lower CI 95.0 limit: found '24.25'" in text
    assert "row 4, column Upper CI 95.0 limit: found '19'" in text


def test_a_count_larger_than_its_denominator(read, changed, told):
    text = told(read("fingertips", changed(WIDE, "4440,10000", "10000,4440")))
    assert "row 9, column Count: found '10000'; expected a count no larger" in text


def test_what_cannot_be(read, changed, told):
    assert "column Value: found '-20.5'; expected a number from 0 to 100000" in told(
        read("fingertips", changed(WIDE, ",20.5,20.1", ",-20.5,20.1"))
    )
    assert "column Time period: found '2019 - 33'" in told(
        read("fingertips", changed(WIDE, "2019 - 21", "2019 - 33"))
    )
    assert "expected a period that had ended by the release, 1 July 2025" in told(
        read("fingertips", changed(WIDE, "2019 - 21", "2023 - 25"))
    )
    assert "column Age: found 'grown up'; expected an age like" in told(
        read("fingertips", changed(WIDE, "18-64 yrs", "grown up"))
    )
    assert "column Area Code: found 'E08000999'; expected the code of an area" in told(
        read("fingertips", changed(WIDE, "E08000035", "E08000999"))
    )


def test_two_figures_for_one_area_and_period(read, changed, told):
    text = told(
        read(
            "fingertips",
            changed(
                WIDE,
                ",20.5,20.1,20.9,,,31000,151000000,,,Similar",
                ",20.6,20.1,20.9,,,31000,151000000,,,Similar",
            ),
        )
    )
    assert "rows 2, 3: found different figures for suicide_rate, E92000001" in text


def test_a_number_that_changed_its_meaning_needs_the_origins_word(read, one, changed, told):
    path = changed(WIDE, "92445,Smoking", "93700,Smoking")
    path.write_text(path.read_text().replace(",2023,33.3", ",2022/23,33.3"))
    assert "Say in the origin, under [series]" in told(read("fingertips", path))
    series = {"93700": "children_in_relative_low_income_2014_series"}
    reading = read("fingertips", path, series)
    row = one(reading, indicator_id="children_in_relative_low_income_2014_series")
    assert (row["value"], row["period_type"]) == (33.3, "financial year")


def test_a_value_gone_without_a_note_is_pointed_out(read, changed):
    reading = read("fingertips", changed(WIDE, ",21.5,19,24.25", ",,,"))
    assert reading.errors == ()
    (fault,) = reading.faults
    assert fault.severity == "warning"
    assert "row 4, column Value: found ''; expected a value beside its count" in str(fault)


def test_a_broken_number_or_category_is_not_left_out_in_silence(read, changed, told):
    text = told(read("fingertips", changed(WIDE, "90319,", "9O319,")))
    assert "row 9, column Indicator ID: found '9O319'; expected the number of an indicator" in text
    text = told(read("fingertips", changed(WIDE, "(IMD2019),Most deprived decile (IMD2019)", "x,")))
    assert "row 9, column Category: found ''; expected a category of its" in text


def test_a_download_of_other_indicators_is_refused(read, changed, fixtures, told):
    text = (fixtures / NARROW).read_text().replace("90284", "11111")
    path = changed(NARROW, "90284", "11111")
    assert path.read_text() == text
    reading = read("fingertips", path)
    assert reading.rows.empty
    assert "found no series that this reader knows ('11111'); expected at least one of" in told(
        reading
    )


def test_a_renamed_column(read, changed, told):
    text = told(read("fingertips", changed(WIDE, "Area Code,", "Areacode,")))
    assert "found no column 'Area Code'; expected that column. It has 'Areacode' instead." in text
