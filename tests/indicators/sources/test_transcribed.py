"""Figures quoted in reports: suicide in its releases, and the trust tables of ambition 9."""

import csv
import hashlib

import pandas as pd
import pytest

from indicators.origins import read_origins

QUOTED = "transcribed/quoted.csv"
WEST_YORKSHIRE, LEEDS = "E47000003", "E08000035"


@pytest.fixture(scope="module")
def shipped(root):
    return root / "data" / "transcribed"


def test_the_rate_of_2019_to_2021_stands_as_first_published_and_as_revised(read, one, shipped):
    window = {"indicator_id": "suicide_rate", "period_start": pd.Timestamp(2019, 1, 1)}
    first = read("transcribed", shipped / "suicide-ons-2021-registrations.csv")
    revised = read("transcribed", shipped / "suicide-ons-2022-registrations.csv")
    assert first.faults == revised.faults == ()
    assert one(first, **window, area_code=WEST_YORKSHIRE)["value"] == 13.2
    assert one(revised, **window, area_code=WEST_YORKSHIRE)["value"] == 13.0
    assert one(first, **window, area_code=LEEDS)["value"] == 13.9
    assert one(revised, **window, area_code=LEEDS)["value"] == 13.3
    assert set(first.rows.query("indicator_id == 'suicide_rate'")["period_type"]) == {
        "rolling 3 years"
    }


def test_deaths_told_to_the_board(read, one, shipped):
    reading = read("transcribed", shipped / "suicide-board-report-2022-12.csv")
    deaths = {row.period_start.year: row.value for row in reading.rows.itertuples()}
    assert deaths == {2015: 227, 2019: 277}


def test_every_quoted_suicide_figure_is_there_and_the_audit_of_leeds_is_not(shipped, shared_data):
    path = shared_data / "indicators/crosschecks/suicide_reference_points_from_web_pages.csv"
    with path.open(encoding="utf-8", newline="") as file:
        quoted = [row for row in csv.DictReader(file) if "audit" not in row["measure"]]
    kept = pd.concat(pd.read_csv(file) for file in sorted(shipped.glob("suicide-*.csv")))
    assert sorted(kept["value"]) == sorted(float(row["value"]) for row in quoted)


def test_trusts_as_the_board_saw_them(read, one, shipped):
    reading = read("transcribed", shipped / "climate-board-report-2022-12.csv")
    assert reading.faults == ()
    energy = reading.rows.query("indicator_id == 'building_energy_quartile'")
    assert energy.set_index("area_code")["value"].to_dict() == {
        "RCF": 4,
        "TAD": 4,
        "RAE": 4,
        "RWY": 3,
        "RCD": 4,
        "RGD": 3,
        "RY6": 3,
        "RR8": 2,
        "RXF": 4,
        "RXG": 1,
        "RX8": 3,
    }
    sustainable = {"indicator_id": "sustainable_development_quartile"}
    assert one(reading, **sustainable, area_code="RR8")["missing_reason"] == "not published"
    assert one(reading, **sustainable, area_code="RX8")["value"] == 4
    plans = reading.rows.query("indicator_id == 'green_plan'").set_index("area_code")
    assert plans.loc["RY6", "value"] == 1
    assert set(plans.drop("RY6")["missing_reason"]) == {"not collected"}


def test_origins_name_the_very_tables_that_ship(root, shipped):
    origins = read_origins(root / "data" / "origins").values()
    named = {f.name: f.sha256 for o in origins if o.source == "transcribed" for f in o.files}
    there = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in shipped.glob("*.csv")}
    assert named == there


def test_a_reason_stands_for_a_missing_value(read, one, fixtures):
    reading = read("transcribed", fixtures / QUOTED)
    assert reading.faults == ()
    row = one(reading, area_code="RCF")
    assert pd.isna(row["value"])
    assert row["missing_reason"] == "not collected"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (",12.1,,", ",,,", "column value: found ''; expected a number, or a missing_reason"),
        (",12.1,,", ",12.1,suppressed,", "expected none beside a value"),
        (",12.1,,", ",-12.1,,", "found '-12.1'; expected a number from 0"),
        ("not collected", "no data", "column missing_reason: found 'no data'; expected one of"),
        ("rolling 3 years", "3 years", "column period_type: found '3 years'; expected one of"),
        ("2021-12-31", "31/12/2021", "found '31/12/2021'; expected a day, as '2021-12-31'"),
        ("E47000003", "E47999999", "column area_code: found 'E47999999'"),
        (",yes-no,no data", ",,no data", "row 4, column unit: found ''; expected a word"),
        ("missing_reason", "reason", "no column 'missing_reason'"),
    ],
)
def test_damage_is_told(read, told, changed, old, new, words):
    assert words in told(read("transcribed", changed(QUOTED, old, new)))
