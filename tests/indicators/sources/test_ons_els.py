"""ONS Explore Local Statistics: intervals, status marks, and labels that changed their meaning."""

from datetime import date

import pandas as pd
import pytest

BRADFORD, KIRKLEES, LEEDS, WAKEFIELD = "E08000032", "E08000034", "E08000035", "E08000036"
ALL = "ons_els/all_series.csv"
RELEASED = date(2026, 11, 1)
LOW_INCOME = "children_in_relative_low_income"
OLD_SERIES = "children_in_relative_low_income_2014_series"
POVERTY = "Children in poverty"


@pytest.fixture(scope="module")
def published(read, shared_data):
    """A published file's reading, which must be without faults."""

    def reading(name, series=None):
        path = shared_data / "indicators" / "ons_els" / name
        found = read("ons-els", path, series or {}, published_on=RELEASED)
        assert found.faults == ()
        return found

    return reading


def test_published_early_stage_cancer(published, one):
    reading = published("cancer-diagnosis-at-stage-1-and-2.csv")
    year = {"period_start": pd.Timestamp(2022, 1, 1), "period_type": "calendar year"}
    leeds = one(reading, area_code=LEEDS, **year)
    assert (leeds["value"], leeds["lower_95"], leeds["upper_95"]) == (55.09816, 53.35824, 56.8257)
    darlington = one(reading, area_code="E06000005", **year)
    assert darlington["missing_reason"] == "unreliable"
    assert pd.isna(darlington["value"])


def test_published_low_income_in_two_series(published, one):
    year = {"area_code": BRADFORD, "period_start": pd.Timestamp(2023, 4, 1)}
    now = published("children-in-relative-poverty.csv")
    assert one(now, indicator_id=LOW_INCOME, **year)["value"] == 40.61816149
    after = one(now, indicator_id=f"{LOW_INCOME}_after_housing_costs", **year)
    assert (after["value"], after["period_type"]) == (43.7592844, "financial year")
    name = "children-in-relative-poverty__OLD_series_2014-15_to_2023-24.csv"
    old = published(name, {POVERTY: OLD_SERIES})
    assert one(old, indicator_id=OLD_SERIES, **year)["value"] == 44.2
    first = published("children-in-relative-poverty__2026-03_vintage.csv", {POVERTY: LOW_INCOME})
    assert one(first, indicator_id=LOW_INCOME, **year)["value"] == pytest.approx(40.61816149)


def test_published_pay_is_for_a_day(published, one):
    reading = published("gross-median-weekly-pay.csv")
    day = pd.Timestamp(2025, 4, 30)
    leeds = one(reading, area_code=LEEDS, period_start=day)
    assert (leeds["value"], leeds["period_end"], leeds["period_type"]) == (610.7, day, "snapshot")
    cumberland = one(reading, area_code="E06000063", period_start=pd.Timestamp(2013, 4, 17))
    assert cumberland["missing_reason"] == "not published"


def test_published_healthy_life_expectancy(published, one):
    reading = published("healthy-life-expectancy.csv")
    end = pd.Timestamp(2024, 12, 31)
    men = one(reading, area_code=WAKEFIELD, sex="male", period_end=end)
    women = one(reading, area_code=WAKEFIELD, sex="female", period_end=end)
    assert (men["value"], men["lower_95"], men["upper_95"]) == (54.0, 50.4, 57.7)
    assert (women["value"], women["period_type"]) == (53.8, "rolling 3 years")


def test_published_work_school_and_heart(published, one):
    wy = {"area_code": "E47000003", "period_start": pd.Timestamp(2023, 1, 1)}
    assert one(published("claimant-count.csv"), **wy)["value"] == 4.6
    employment = published("employment-rate.csv")
    assert one(employment, **wy)["value"] == 73.6
    assert employment.left_out == {"Economically inactive": 3560}
    small = one(employment, area_code="E09000001", period_start=pd.Timestamp(2018, 1, 1))
    assert small["value"] == 76.0
    assert small[["lower_95", "upper_95"]].isna().all()
    absence = published("persistent-absences-for-all-pupils.csv")
    row = one(absence, area_code=KIRKLEES, period_start=pd.Timestamp(2023, 9, 1))
    assert (row["value"], row["period_type"]) == (20.21491, "academic year")
    heart = published("preventable-cardiovascular-mortality-england.csv")
    row = one(heart, area_code="E92000001", period_start=pd.Timestamp(2022, 1, 1))
    assert (row["lower_95"], row["unit"]) == (29.9500674608297, "per 100,000")


def test_every_series_of_the_layout(read, one, fixtures):
    reading = read("ons-els", fixtures / ALL)
    assert reading.faults == ()
    assert reading.left_out == {"Economically inactive": 1, "outside England": 1}
    pay = {"indicator_id": "median_weekly_pay"}
    assert one(reading, area_code=LEEDS, **pay)["value"] == 810.5  # provisional, but a value
    assert one(reading, area_code="E09000001", **pay)["missing_reason"] == "not published"
    row = one(reading, indicator_id="persistent_absence")
    assert (row["period_start"], row["age"]) == (pd.Timestamp(2023, 9, 1), "school age")


def test_a_label_that_changed_its_meaning_needs_the_origins_word(read, one, changed, told):
    path = changed(ALL, "Children in relative poverty before housing costs", POVERTY)
    text = told(read("ons-els", path))
    assert "row 10, column indicator: found 'Children in poverty'; expected a label" in text
    assert "Say in the origin, under [series], which indicator" in text
    reading = read("ons-els", path, {POVERTY: OLD_SERIES})
    assert reading.faults == ()
    assert one(reading, indicator_id=OLD_SERIES)["value"] == 50.5


def test_an_origin_that_names_an_unknown_series(read, fixtures, told):
    text = told(read("ons-els", fixtures / ALL, {"Poverty": "early_stage_cancr"}))
    assert "series 'Poverty': found 'early_stage_cancr'" in text
    assert "Did you mean 'early_stage_cancer'?" in text


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("65.5,Percentage", "6x5.5,Percentage", "row 2, column observation: found '6x5.5'"),
        ("65.5,Percentage", "165.5,Percentage", "expected a number from 0 to 100"),
        ("65.5,Percentage", '"65,5",Percentage', "a number with a decimal point"),
        ("65.5,Percentage", "65.5,Number", "column measure: found 'Number'; expected 'Percentage'"),
        ("63.25,67.75", "67.75,63.25", "column lci_95: found '67.75'; expected a lower limit no"),
        ("63.25,67.75", "-63.25,67.75", "column lci_95: found '-63.25'; expected a limit that"),
        ("63.25,67.75", "63.25,167.75", "column uci_95: found '167.75'; expected a limit that"),
        (",u,", ",?,", "row 3, column status: found '?'; expected one of 'x'"),
        ("63.25,67.75,,", "63.25,67.75,q,", "row 2, column status: found 'q'; expected one of ''"),
        ("2025-04-30", "30/04/2025", "column period: found '30/04/2025'; expected a period like"),
        ("2025-04-30", "2025-04-31", "column period: found '2025-04-31'; expected a period like"),
        ("2022-01-01/P3Y", "2022-01-01/P1Y", "expected a period of type 'rolling 3 years'"),
        ("2023-04-01/P1Y", "2033-04-01/P1Y", "a period that had ended by the release"),
        ("E08000034,Kirklees", "Kirklees,E08000034", "column areacd: found 'Kirklees'"),
        ("E08000034,", "E08000099,", "found 'E08000099'; expected the code of an area known"),
        ("areacd,areanm", "area_code,areanm", "found no column 'areacd'"),
        ("areacd,areanm", "areanm,areanm", "column 'areanm' twice"),
    ],
)
def test_damage_is_told_by_row_and_column(read, changed, told, old, new, words):
    assert words in told(read("ons-els", changed(ALL, old, new)))


def test_columns_in_another_order_are_no_damage(read, fixtures, tmp_path):
    frame = pd.read_csv(fixtures / ALL, dtype="str", keep_default_na=False)
    path = tmp_path / "turned.csv"
    frame[frame.columns[::-1]].to_csv(path, index=False)
    turned, straight = read("ons-els", path), read("ons-els", fixtures / ALL)
    assert turned.faults == ()
    pd.testing.assert_frame_equal(turned.rows, straight.rows)


def test_good_rows_are_read_beside_a_bad_one(read, changed, fixtures):
    whole = read("ons-els", fixtures / ALL)
    reading = read("ons-els", changed(ALL, "810.5", "eight hundred"))
    assert len(reading.errors) == 1
    assert len(reading.rows) == len(whole.rows) - 1
