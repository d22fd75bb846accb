"""Antibacterial prescriptions by integrated care board and month."""

import pandas as pd
import pytest

WY_BOARD = "E54000054"
MONTHS = "nhsbsa/prescriptions.csv"


def test_published_months(read, one, shared_data):
    path = shared_data / "indicators" / "ukhsa" / "prescriptions_summary_ICB_monthly.csv"
    reading = read("nhsbsa", path)
    assert reading.faults == ()
    first = one(reading, area_code=WY_BOARD, period_start=pd.Timestamp(2015, 4, 1))
    assert (first["value"], first["period_end"]) == (124_093, pd.Timestamp(2015, 4, 30))
    last = one(reading, area_code=WY_BOARD, period_start=pd.Timestamp(2023, 12, 1))
    assert (last["value"], last["period_type"]) == (128_993, "month")
    assert reading.rows["area_code"].nunique() == 42


def test_nhs_codes_become_area_codes_and_february_ends_when_it_does(read, one, fixtures):
    reading = read("nhsbsa", fixtures / MONTHS)
    assert reading.faults == ()
    row = one(reading, area_code=WY_BOARD, value=115_000)
    assert row["period_end"] == pd.Timestamp(2024, 2, 29)
    assert reading.left_out == {"column UNIQUE_PATIENTS": 3}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("QHM", "ALL", "row 4, column ICB_CODE: found 'ALL'; expected the NHS code"),
        ("202402", "202413", "column YEAR_MONTH: found '202413'; expected a year and month"),
        ("100000,115000", "115000,100000", "at least as many prescriptions as UNIQUE_PATIENTS"),
        ("100000,115000", "100000,115000.5", "expected a whole number of prescriptions"),
        ("100000,115000", '100000,"115,000"', "column TOTAL_PRESCRIPTIONS: found '115,000'"),
        ("TOTAL_PRESCRIPTIONS", "ITEMS", "no column 'TOTAL_PRESCRIPTIONS'"),
        ("202402", "202312", "rows 2, 3: found different figures"),
    ],
)
def test_damage_is_told(read, told, changed, old, new, words):
    assert words in told(read("nhsbsa", changed(MONTHS, old, new)))
