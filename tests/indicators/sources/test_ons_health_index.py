"""The Health Index's underlying data: what a year's label stands for, and damage."""

import pandas as pd

WAKEFIELD, LEEDS = "E08000036", "E08000035"
SMALL = "ons_health_index/underlying.csv"


def test_published_suicide_rates_are_three_years_up_to_the_label(read, one, shared_data):
    folder = shared_data / "indicators" / "ons_health_index"
    reading = read("ons-health-index", folder / "england_health_index_indicators_2015_2021.csv")
    assert reading.faults == ()
    row = one(
        reading,
        indicator_id="suicide_rate",
        area_code=WAKEFIELD,
        period_end=pd.Timestamp(2021, 12, 31),
    )
    assert (row["value"], row["age"]) == (17.3, "10 and over")
    assert (row["period_start"], row["period_type"]) == (
        pd.Timestamp(2019, 1, 1),
        "rolling 3 years",
    )
    assert reading.left_out["Smoking"] == 2149


def test_published_self_harm_repeats_a_year_and_is_read_as_it_stands(read, shared_data):
    folder = shared_data / "indicators" / "ons_health_index"
    reading = read("ons-health-index", folder / "england_health_index_indicators_2015_2021.csv")
    rows = reading.rows
    rows = rows[(rows["indicator_id"] == "self_harm_admissions") & (rows["area_code"] == WAKEFIELD)]
    years = rows.set_index("period_start")["value"]
    assert years[pd.Timestamp(2020, 4, 1)] == years[pd.Timestamp(2021, 4, 1)] == 210.7108877
    assert set(rows["period_type"]) == {"financial year"}


def test_the_small_file(read, one, fixtures):
    reading = read("ons-health-index", fixtures / SMALL)
    assert reading.faults == ()
    assert reading.left_out == {"Smoking": 1}
    row = one(reading, indicator_id="self_harm_admissions", period_end=pd.Timestamp(2022, 3, 31))
    assert (row["value"], row["unit"]) == (266.25, "per 100,000")


def test_damage_is_told_by_row_and_column(read, changed, told):
    def errors(old: str, new: str) -> str:
        return told(read("ons-health-index", changed(SMALL, old, new)))

    assert "row 4, column year: found '2021.0'; expected a year like '2021'" in errors(
        "E08000035,2021,Suicides", "E08000035,2021.0,Suicides"
    )
    assert "row 4, column value: found '-23.9'; expected a number from 0 to 100000" in errors(
        "23.9", "-23.9"
    )
    assert "row 4, column value: found 'n/k'; expected a number, or '', 'NA' for missing" in errors(
        "23.9", "n/k"
    )
    assert "row 5, column ltla21_code: found 'E08000077'" in errors(
        "E08000035,2020", "E08000077,2020"
    )
    assert "rows 2, 3: found different figures for suicide_rate, E08000032" in errors(
        "E08000032,2020", "E08000032,2021"
    )
    assert "row 7, column indicator: found ''; expected the name of a series" in errors(
        "Smoking", ""
    )
    assert "found no column 'value'; expected that column. It has 'values' instead" in errors(
        ",value", ",values"
    )
