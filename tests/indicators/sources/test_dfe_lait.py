"""The local authority interactive tool: numbers for areas, years by their end, text for values."""

import pandas as pd
import pytest

LEEDS, BRADFORD, CALDERDALE, ENGLAND = "E08000035", "E08000032", "E08000033", "E92000001"
LAIT = "dfe/lait.csv"


@pytest.fixture(scope="module")
def published(read, shared_data):
    return read("dfe-lait", shared_data / "indicators" / "dfe_lait" / "bds_long_selected.parquet")


@pytest.mark.parametrize(
    ("indicator_id", "area", "end", "value"),
    [
        ("child_protection_plan_rate", BRADFORD, "2025-03-31", 32.8),
        ("child_protection_plan_rate", CALDERDALE, "2025-03-31", 51.6),
        ("child_protection_plan_rate", ENGLAND, "2025-03-31", 40.6),
        ("child_protection_plan_rate", "E12000003", "2025-03-31", 48.5),
        ("children_in_need_rate", "E08000036", "2025-03-31", 382.4),
        ("referrals_rate", BRADFORD, "2025-03-31", 522.9),
        ("infant_mortality", BRADFORD, "2023-12-31", 7.4),
        ("overweight_reception", LEEDS, "2016-08-31", 21.33),
        ("overweight_year_6", LEEDS, "2025-08-31", 36.3),
        ("permanent_exclusions", LEEDS, "2024-08-31", 0.02121),
        ("suspensions", "E08000036", "2024-08-31", 21.4895),
        ("first_time_entrants_to_youth_justice", "E08000034", "2024-12-31", 100),
    ],
)
def test_published_figures(published, one, indicator_id, area, end, value):
    row = one(published, indicator_id=indicator_id, area_code=area, period_end=pd.Timestamp(end))
    assert row["value"] == pytest.approx(value)


def test_published_file_is_read_without_faults(published):
    assert published.faults == ()
    assert published.left_out["RTA"] == 1190
    assert len(set(published.rows["indicator_id"])) == 9


def test_a_dash_is_not_published_and_never_zero(read, one, fixtures):
    reading = read("dfe-lait", fixtures / LAIT)
    assert reading.faults == ()
    row = one(reading, area_code=CALDERDALE)
    assert pd.isna(row["value"])
    assert row["missing_reason"] == "not published"


def test_marks_of_the_spreadsheet_are_read_as_the_numbers_they_are(read, one, fixtures):
    reading = read("dfe-lait", fixtures / LAIT)
    assert one(reading, indicator_id="child_protection_plan_rate", area_code=LEEDS)["value"] == 35.1
    assert one(reading, indicator_id="permanent_exclusions")["value"] == 0.022


def test_an_authority_has_the_code_in_force_when_the_period_ended(read, one, fixtures):
    reading = read("dfe-lait", fixtures / LAIT)
    # Somerset's council changed on 1 April 2023, the day after the first of these figures.
    assert one(reading, area_code="E10000027")["period_end"] == pd.Timestamp(2023, 3, 31)
    assert one(reading, area_code="E06000066")["period_end"] == pd.Timestamp(2024, 3, 31)
    assert reading.left_out == {
        "RTA": 1,
        "CPP_rate: Inner and Outer London, which are not regions": 1,
        "CPP_rate: years in which the authority did not exist": 1,
    }


def test_years_follow_the_kind_of_each_measure(read, one, fixtures):
    reading = read("dfe-lait", fixtures / LAIT)
    kinds = {
        "infant_mortality": ("calendar year", "2023-01-01"),
        "permanent_exclusions": ("academic year", "2023-09-01"),
        "referrals_rate": ("financial year", "2024-04-01"),
    }
    for indicator_id, (kind, start) in kinds.items():
        row = one(reading, indicator_id=indicator_id)
        assert (row["period_type"], row["period_start"]) == (kind, pd.Timestamp(start))


def test_the_same_rows_come_from_parquet(read, fixtures, tmp_path):
    table = pd.read_csv(fixtures / LAIT, dtype={"Values": str, "Years": str})
    path = tmp_path / "lait.parquet"
    table.to_parquet(path)
    pd.testing.assert_frame_equal(
        read("dfe-lait", path).rows, read("dfe-lait", fixtures / LAIT).rows
    )


def test_a_truncated_parquet_file_is_refused(read, told, fixtures, tmp_path):
    whole = tmp_path / "whole.parquet"
    pd.read_csv(fixtures / LAIT).to_parquet(whole)
    path = tmp_path / "cut.parquet"
    path.write_bytes(whole.read_bytes()[:400])
    reading = read("dfe-lait", path)
    assert len(reading.rows) == 0
    assert "cut.parquet: found a Parquet file that cannot be read" in told(reading)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("24.5,383", "124.5,383", "column Values: found '124.5'; expected a number from 0 to 100"),
        ("24.5,383", "n/a,383", "column Values: found 'n/a'; expected a number, or '-'"),
        ("24.5,383", "24.5,", "column LA Number: found ''; expected the number of an authority"),
        ("24.5,383", "24.5,999", "column LA Number: found '999'"),
        ("ExcessRec,,2025,Leeds", "ExcessRec,,25,Leeds", "row 11, column Years: found '25'"),
        ("2023/24", "2023/25", "column Years: found '2023/25'; expected a year"),
        ("Short Desc", "Code", "no column 'Short Desc'"),
        ("Values,LA Number", "LA Number,Values", "column LA Number: found '35.100000000000001'"),
        ("Kirklees,25.5,382", "Leeds,25.5,383", "found different figures for overweight_reception"),
    ],
)
def test_damage_is_told(read, told, changed, old, new, words):
    assert words in told(read("dfe-lait", changed(LAIT, old, new)))


def test_percentages_as_fractions_are_refused(read, told, fixtures, tmp_path):
    text = (fixtures / LAIT).read_text()
    for percent in ("20.5", "24.5", "25.5"):
        text = text.replace(percent, f"0.{percent.replace('.', '')}")
    path = tmp_path / "lait.csv"
    path.write_text(text)
    assert "expected percentages from 0 to 100. Multiply fractions by 100" in told(
        read("dfe-lait", path)
    )


def test_a_file_without_known_measures_is_refused(read, told, fixtures, tmp_path):
    lines = (fixtures / LAIT).read_text().splitlines(keepends=True)
    path = tmp_path / "lait.csv"
    path.write_text(lines[0] + lines[-1])
    reading = read("dfe-lait", path)
    assert "column Short Desc: found 'RTA'; expected one of InfMort, ExcessRec" in told(reading)
    assert len(reading.rows) == 0


def test_an_endless_parquet_file_is_refused_before_it_is_read(
    read, told, fixtures, tmp_path, monkeypatch
):
    path = tmp_path / "lait.parquet"
    pd.read_csv(fixtures / LAIT).to_parquet(path)
    monkeypatch.setattr("indicators.sources.parquet.MOST_ROWS", 10)
    assert "lait.parquet: found 15 rows; expected at most 10" in told(read("dfe-lait", path))
