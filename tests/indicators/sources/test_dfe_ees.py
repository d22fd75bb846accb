"""Explore education statistics: children in need, on plans, referred and looked after."""

import pandas as pd

LEEDS, CALDERDALE, KIRKLEES, WAKEFIELD = "E08000035", "E08000033", "E08000034", "E08000036"
PLANS = "dfe/ees_child_protection.csv"
LOOKED_AFTER = "dfe/ees_looked_after.csv"
FACTORS = "dfe/ees_assessment_factors.csv"


def test_published_child_protection_plans(read, one, shared_data):
    folder = shared_data / "indicators" / "dfe_csc"
    reading = read("dfe-ees", folder / "d5_cpps_at31march_by_duration_2013_to_2025.csv")
    assert reading.faults == ()
    day = pd.Timestamp(2025, 3, 31)
    at_day = {
        code: one(reading, area_code=code, period_end=day)["value"]
        for code in (*(f"E0800003{n}" for n in range(2, 7)), "E92000001")
    }
    # As DATA.md quotes the release: the five places add up to 2,385.
    assert list(at_day.values()) == [468, 233, 483, 634, 567, 49_420]
    leeds = one(reading, area_code=LEEDS, period_end=day)
    assert (leeds["period_start"], leeds["period_type"]) == (day, "snapshot")
    assert (leeds["unit"], leeds["age"], leeds["sex"]) == ("children", "0 to 17", "persons")


def test_published_counts_of_leeds(read, one, shared_data):
    folder = shared_data / "indicators" / "dfe_csc"
    names = {
        "b1_children_in_need_2013_to_2025.csv": {"children_in_need": (5775, "2025-03-31")},
        "c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv": {
            "referrals": (10_304, "2025-03-31")
        },
        "c3_factors_identified_at_end_of_assessment_2018_to_2025.csv": {
            "assessments_with_factors": (9564, "2025-03-31")
        },
        "ons_mid-year_population_estimates_2012_to_2024.csv": {
            "population_0_to_17": (176_239, "2024-06-30")
        },
    }
    for name, wanted in names.items():
        reading = read("dfe-ees", folder / name)
        assert reading.faults == ()
        for indicator_id, (value, end) in wanted.items():
            row = one(
                reading,
                indicator_id=indicator_id,
                area_code=LEEDS,
                period_end=pd.Timestamp(end),
            )
            assert row["value"] == value


def test_published_looked_after_rate_carries_its_count_and_population(read, one, shared_data):
    folder = shared_data / "indicators" / "dfe_csc"
    reading = read("dfe-ees", folder / "cla_number_and_rate_per_10k_children.csv")
    assert reading.faults == ()
    day = pd.Timestamp(2025, 3, 31)
    row = one(reading, area_code=WAKEFIELD, period_end=day)
    assert (row["value"], row["numerator"], row["denominator"]) == (89, 692, 77_481)
    assert one(reading, area_code="E06000053", period_end=day)["missing_reason"] == "not applicable"


def test_marks_become_reasons_and_zero_stays_zero(read, one, fixtures):
    reading = read("dfe-ees", fixtures / PLANS)
    assert reading.faults == ()
    reasons = {
        code: one(reading, area_code=code)["missing_reason"]
        for code in (CALDERDALE, WAKEFIELD, KIRKLEES)
    }
    assert list(reasons.values()) == ["suppressed", "unreliable", "not published"]
    assert one(reading, area_code="E08000032")["value"] == 0
    assert reading.left_out == {
        "Inner and Outer London, which are not regions": 1,
        "column 3_months_or_less": 7,
        "column 3_months_or_less_percent": 7,
    }
    assert reading.area_names[LEEDS] == "Leeds"


def test_referrals_and_assessments_are_of_the_year_to_31_march(read, one, fixtures):
    reading = read("dfe-ees", fixtures / FACTORS)
    row = one(reading, area_code=LEEDS, indicator_id="assessments_with_domestic_abuse_of_parent")
    assert row["value"] == 3100
    assert row["period_type"] == "financial year"
    assert row["period_start"] == pd.Timestamp(2024, 4, 1)


def test_an_origin_can_point_a_column_to_another_indicator(read, fixtures):
    reading = read("dfe-ees", fixtures / PLANS, {"CPP_At31": "plans_in_a_trial"})
    assert set(reading.rows["indicator_id"]) == {"plans_in_a_trial"}


def test_a_bad_cell_is_told_and_the_rest_is_read(read, told, changed):
    reading = read("dfe-ees", changed(PLANS, ",601,", ",6O1,"))
    assert "ees_child_protection.csv, row 5, column CPP_At31: found '6O1'" in told(reading)
    assert LEEDS not in set(reading.rows["area_code"])
    assert len(reading.rows) == 6


def test_decimal_comma_negative_and_wrong_year_are_refused(read, told, changed):
    comma = read("dfe-ees", changed(PLANS, ",601,", ',"601,5",'))
    assert "found '601,5'; expected a number with a decimal point" in told(comma)
    part = read("dfe-ees", changed(PLANS, ",601,", ",601.5,"))
    assert "found '601.5'; expected a whole number of children" in told(part)
    negative = read("dfe-ees", changed(PLANS, ",601,", ",-601,"))
    assert "found '-601'; expected a number from 0" in told(negative)
    year = read("dfe-ees", changed(PLANS, "2025,Reporting year,National", "20255,x,National"))
    assert "row 2, column time_period: found '20255'; expected a year, as '2025'" in told(year)
    assert "row 2, column time_identifier: found 'x'; expected 'Reporting year'" in told(year)


def test_total_row_and_swapped_codes_are_refused(read, told, changed):
    total = read("dfe-ees", changed(PLANS, "381,E08000033,Calderdale", ",,Total"))
    assert "row 6, column new_la_code: found ''; expected the code of an area" in told(total)
    columns = "region_code,region_name,old_la_code,new_la_code"
    swapped = changed(PLANS, columns, "new_la_code,region_name,old_la_code,region_code")
    text = told(read("dfe-ees", swapped))
    assert "found 'E12000003'; expected the code of a local authority area" in text
    assert "Are columns swapped?" in text


def test_renamed_columns_are_refused(read, told, changed):
    text = told(read("dfe-ees", changed(PLANS, "CPP_At31", "Plans")))
    assert "found 'Plans', '3_months_or_less'" in text
    assert "one of the measures 'CPP_At31'" in text
    text = told(read("dfe-ees", changed(FACTORS, "Domestic_Abuse_parent", "DA_parent")))
    assert "no column 'Domestic_Abuse_parent'" in text
    text = told(read("dfe-ees", changed(LOOKED_AFTER, "children_count", "count")))
    assert "no column 'children_count'" in text
    text = told(read("dfe-ees", changed(PLANS, "time_identifier", "time_id")))
    assert "no column 'time_identifier'" in text


def test_a_rate_its_own_count_contradicts_is_refused(read, told, changed):
    text = told(read("dfe-ees", changed(LOOKED_AFTER, "1360,80", "1360,0.8")))
    assert "row 2, column rate_per_10000: found '0.8'" in text
    assert "children_count for each 10,000 of population_estimate" in text


def test_a_data_set_without_known_measures_is_refused(read, told, changed):
    path = changed(LOOKED_AFTER, "looked after on 31 March", "somewhere on 31 March")
    assert "found no such rows" in told(read("dfe-ees", path))


def test_rows_that_contradict_each_other_are_refused(read, told, changed):
    kirklees_twice = changed(PLANS, "380,E08000032,Bradford", "382,E08000034,Kirklees")
    text = told(read("dfe-ees", kirklees_twice))
    assert "rows 8, 9: found different figures for child_protection_plans, E08000034" in text


def test_a_total_that_is_not_its_parts_is_refused(shared_data, read, tmp_path):
    name = "d5_cpps_at31march_by_duration_2013_to_2025.csv"
    path = shared_data / "indicators" / "dfe_csc" / name
    text = path.read_text(encoding="utf-8")
    head, rest = text.split("\n", 1)
    swapped = head.replace("CPP_At31,3_months_or_less,", "3_months_or_less,CPP_At31,")
    assert swapped != head
    (tmp_path / name).write_text(f"{swapped}\n{rest}", encoding="utf-8")
    told = read("dfe-ees", tmp_path / name).errors
    assert any("expected the sum of 3_months_or_less" in str(fault) for fault in told)
