"""Trafford's copies of Fingertips: two layouts, two lengths of period in one file."""

from datetime import date

import pandas as pd

BRADFORD, CALDERDALE, KIRKLEES, LEEDS, WAKEFIELD = (f"E0800003{n}" for n in range(2, 7))
NEW, OLD = "trafford/2026.csv", "trafford/2020.csv"
RELEASED = date(2026, 11, 1)


def test_published_life_expectancy(read, one, shared_data):
    folder = shared_data / "indicators" / "fingertips_trafford_2026"
    reading = read("trafford", folder / "life_expectancy.csv", published_on=RELEASED)
    assert reading.faults == ()
    start = pd.Timestamp(2022, 1, 1)
    men = one(reading, area_code=BRADFORD, sex="male", period_start=start)
    women = one(reading, area_code=BRADFORD, sex="female", period_start=start)
    assert (men["value"], women["value"]) == (77, 81.7)
    assert (men["period_end"], men["period_type"]) == (
        pd.Timestamp(2024, 12, 31),
        "rolling 3 years",
    )


def test_published_inequality_mortality_and_smoking(read, one, shared_data):
    folder = shared_data / "indicators" / "fingertips_trafford_2026"
    inequality = read("trafford", folder / "inequality_life_expectancy.csv", published_on=RELEASED)
    mortality = read("trafford", folder / "mortality_rate.csv", published_on=RELEASED)
    smoking = read("trafford", folder / "adults_smoking_manual.csv", published_on=RELEASED)
    assert inequality.faults == mortality.faults == smoking.faults == ()
    row = one(inequality, area_code=BRADFORD, sex="female", period_end=pd.Timestamp(2024, 12, 31))
    assert row["value"] == 10.2
    year = {"area_code": WAKEFIELD, "period_end": pd.Timestamp(2024, 12, 31)}
    assert one(mortality, sex="persons", **year)["value"] == 173.9
    assert one(mortality, sex="male", **year)["value"] == 227.2
    kirklees = {"area_code": KIRKLEES, "period_start": pd.Timestamp(2019, 1, 1)}
    yearly = one(smoking, indicator_id="smoking_routine_and_manual", **kirklees)
    pooled = one(smoking, indicator_id="smoking_routine_and_manual_three_years", **kirklees)
    assert (yearly["value"], yearly["period_type"]) == (24.4, "calendar year")
    assert (pooled["value"], pooled["period_type"]) == (24.1, "rolling 3 years")


def test_published_obesity_by_year_and_by_deprivation(read, one, shared_data):
    folder = shared_data / "indicators" / "fingertips_trafford_2026"
    reception = read("trafford", folder / "obese_reception.csv", published_on=RELEASED)
    year_6 = read("trafford", folder / "obese_year6.csv", published_on=RELEASED)
    assert reception.faults == year_6.faults == ()
    row = one(reception, area_code=CALDERDALE, period_end=pd.Timestamp(2025, 8, 31))
    assert (row["value"], row["period_type"], row["age"]) == (12.3, "academic year", "4 to 5")
    poorest = one(year_6, area_code="E92000001", breakdown_value="quintile 1 (most deprived)")
    assert (poorest["value"], poorest["period_type"]) == (28.9, "rolling 5 years")
    assert poorest["period_start"] == pd.Timestamp(2020, 9, 1)
    scilly = one(year_6, area_code="E06000053", period_start=pd.Timestamp(2014, 9, 1))
    assert scilly["missing_reason"] == "not published"
    # Trafford's own wards pool three years, which is none of our series.
    assert sum(year_6.left_out.values()) == 21


def test_published_mortality_with_severe_mental_illness(read, one, shared_data):
    folder = shared_data / "indicators" / "fingertips_trafford_2020"
    reading = read("trafford", folder / "mortality_serious_mental_illness.csv")
    assert reading.faults == ()
    row = one(reading, area_code=LEEDS, period_start=pd.Timestamp(2014, 4, 1))
    assert (row["value"], row["period_type"]) == (452.1, "financial year")


def test_sex_stands_in_either_of_two_columns(read, one, fixtures):
    reading = read("trafford", fixtures / NEW, published_on=RELEASED)
    assert reading.faults == ()
    life = {"indicator_id": "life_expectancy_at_birth"}
    assert one(reading, sex="male", **life)["value"] == 91.4
    assert one(reading, sex="female", **life)["value"] == 93.2
    deaths = {"indicator_id": "preventable_mortality_under_75"}
    assert one(reading, sex="male", **deaths)["value"] == 402.5
    assert one(reading, sex="persons", **deaths)["value"] == 311.5


def test_inequality_may_be_below_nought(read, one, fixtures):
    reading = read("trafford", fixtures / NEW, published_on=RELEASED)
    row = one(reading, indicator_id="inequality_in_life_expectancy_at_birth")
    assert row["value"] == -0.7


def test_the_layout_of_2020(read, one, fixtures):
    reading = read("trafford", fixtures / OLD)
    assert reading.faults == ()
    row = one(reading, area_code=LEEDS, period_start=pd.Timestamp(2014, 4, 1))
    assert (row["value"], row["age"]) == (552.5, "18 to 74")
    assert one(reading, area_code="E47000001")["missing_reason"] == "not published"


def test_damage_is_told_by_row_and_column(read, changed, told):
    def errors(old: str, new: str) -> str:
        return told(read("trafford", changed(NEW, old, new), published_on=RELEASED))

    assert "row 7, column value: found '34,5'; expected a number with a decimal point" in errors(
        "Persons,34.5,", 'Persons,"34,5",'
    )
    assert "row 7, column value: found '345'; expected a number from 0 to 100" in errors(
        "34.5", "345"
    )
    assert "row 2, column measure: found 'Percentage'; expected 'Life expectancy'" in errors(
        "birth,Life expectancy,Years,91.4", "birth,Percentage,Years,91.4"
    )
    assert "row 2, column unit: found 'Months'; expected one of 'Persons'" in errors(
        "Years,91.4", "Months,91.4"
    )
    assert "row 2, column inequality: found 'Boys'; expected one of 'Persons'" in errors(
        "91.4,Worse,Male", "91.4,Worse,Boys"
    )
    assert "row 10, column period: found '2024/27'; expected a period like" in errors(
        "2024/25,Reception", "2024/27,Reception"
    )
    assert "row 2, column area_code: found 'Bradford'; expected the code" in errors(
        "E08000032,Bradford,UA,2021 - 23,Life expectancy at birth,Life expectancy,Years,91.4",
        "Bradford,E08000032,UA,2021 - 23,Life expectancy at birth,Life expectancy,Years,91.4",
    )


def test_a_sex_that_is_nowhere_said_is_not_taken_for_everyone(read, changed, told):
    path = changed(NEW, "91.4,Worse,Male", "91.4,Worse,NA")
    text = told(read("trafford", path, published_on=RELEASED))
    assert "row 2, column unit: found 'Years'; expected a sex" in text
    path = changed(NEW, ",inequality", ",inequalities")
    text = told(read("trafford", path, published_on=RELEASED))
    assert "found no column 'inequality'" in text


def test_a_pooled_figure_is_never_taken_for_a_year(read, changed, told):
    path = changed(NEW, "2024/25,Reception", "2022/23 - 24/25,Reception")
    text = told(read("trafford", path, published_on=RELEASED))
    assert "found '2022/23 - 24/25'; expected a period of type 'academic year'" in text


def test_a_total_row_is_no_area(read, changed, told):
    path = changed(OLD, "E47000001,Greater Manchester", "Total,Total")
    assert "row 4, column area_code: found 'Total'" in told(read("trafford", path))


def test_percentages_as_fractions(read, fixtures, tmp_path, told):
    heading, *lines = (fixtures / NEW).read_text().splitlines()
    row = next(line for line in lines if ",2019,Smoking" in line)
    codes = (BRADFORD, CALDERDALE, KIRKLEES, LEEDS, WAKEFIELD)
    rows = [row.replace(KIRKLEES, code).replace("34.5", "0.345") for code in codes]
    path = tmp_path / "fractions.csv"
    path.write_text("\n".join([heading, *rows]) + "\n")
    assert "found 0.345, and no figure over 1 in 5 rows" in told(read("trafford", path))
