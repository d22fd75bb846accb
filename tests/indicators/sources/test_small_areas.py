"""Fuel poverty and census residents of neighbourhoods."""

import pandas as pd
import pytest

FUEL = "desnz/fuel_poverty_2020.csv"
AGES = "census/age_groups.csv"
LATER, EARLIER = "E01033898", "E01010677"  # made by the census of 2021; ended with that of 2011


def test_published_fuel_poverty(read, one, shared_data):
    path = shared_data / "ward_indicators" / "wy_lsoa11_fuel_poverty_2020.csv"
    reading = read("desnz-fuel-poverty", path)
    assert reading.faults == ()
    assert len(reading.rows) == 1388
    row = one(reading, area_code="E01010569")
    assert (row["value"], row["numerator"], row["denominator"]) == (20.678, 183, 885)
    assert (row["period_start"], row["period_type"]) == (pd.Timestamp(2020, 1, 1), "calendar year")


def test_published_census_residents(read, one, shared_data):
    path = shared_data / "population" / "wy_lsoa21_census2021_age_groups.csv"
    reading = read("census", path)
    assert reading.faults == ()
    assert one(reading, area_code="E01010569", age="65 and over")["value"] == 390
    # The five places as ONS published them: 546,373 + 206,656 + 433,206 + 811,960 + 353,378.
    assert reading.rows["value"].sum() == 2_351_573
    assert set(reading.rows["period_end"]) == {pd.Timestamp(2021, 3, 21)}


def test_neighbourhoods_elsewhere_are_counted(read, fixtures):
    for name, path in (("desnz-fuel-poverty", FUEL), ("census", AGES)):
        reading = read(name, fixtures / path)
        assert reading.faults == ()
        assert reading.left_out == {"outside West Yorkshire": 1}


def test_ages_are_in_the_suites_words_and_nobody_is_nought(read, one, fixtures):
    reading = read("census", fixtures / AGES)
    assert set(reading.rows["age"]) == {"0 to 15", "16 to 24", "65 and over"}
    assert one(reading, area_code="E01010569")["value"] == 0


def test_the_year_of_fuel_poverty_must_stand_in_the_name(read, told, fixtures, tmp_path):
    text = (fixtures / FUEL).read_text()
    for name, found in (("fuel.csv", "no year"), ("fuel_2020_in_2022.csv", "years 2020 and 2022")):
        path = tmp_path / name
        path.write_text(text)
        assert f"{name}: found {found}" in told(read("desnz-fuel-poverty", path))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (",20\n", ",0.2\n", "expected households_fuel_poor for each 100 households"),
        ("900.0,180.0", "180.0,900.0", "expected no more than households. Are columns swapped?"),
        (",20\n", ",120\n", "found '120'; expected a number from 0 to 100"),
        ("E01010569", LATER, "expected a neighbourhood of the 2011 census"),
        ("E01010569", "Total", "column LSOA11CD: found 'Total'"),
        ("pct_fuel_poor", "percent", "no column 'pct_fuel_poor'"),
    ],
)
def test_damaged_fuel_poverty_is_told(read, told, changed, old, new, words):
    assert words in told(read("desnz-fuel-poverty", changed(FUEL, old, new)))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Aged 16 to 24 years", "16-24", "column age_group: found '16-24'; expected an age group"),
        (",120\n", ",120.5\n", "expected a whole number of people"),
        (",120\n", ",\n", "column usual_residents: found ''"),
        ("E01010569", EARLIER, "expected a neighbourhood of the 2021 census"),
        ("usual_residents", "people", "no column 'usual_residents'"),
    ],
)
def test_damaged_census_is_told(read, told, changed, old, new, words):
    assert words in told(read("census", changed(AGES, old, new)))


@pytest.mark.parametrize(("name", "path"), [("desnz-fuel-poverty", FUEL), ("census", AGES)])
def test_a_table_of_another_part_of_the_country_is_refused(
    read, told, fixtures, tmp_path, name, path
):
    lines = (fixtures / path).read_text().splitlines(keepends=True)
    elsewhere = tmp_path / "elsewhere_2020.csv"
    elsewhere.write_text(lines[0] + lines[-1])
    reading = read(name, elsewhere)
    assert reading.rows.empty
    assert "found no area of West Yorkshire; expected at least one" in told(reading)
