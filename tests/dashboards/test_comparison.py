"""Better and worse are said on limits only, and never of suicide."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboards.viewmodel.comparison import Standing, benchmark, standing
from indicators.catalogue import catalogue

NAN = float("nan")


def row(code: str, value: float, lower: float = NAN, upper: float = NAN, year: int = 2022):
    return {
        "area_code": code,
        "value": value,
        "lower_95": lower,
        "upper_95": upper,
        "period_end": pd.Timestamp(year, 12, 31),
        "period_type": "calendar year",
        "sex": "persons",
        "age": "all ages",
    }


def judged(indicator: str, value: float, lower: float, upper: float, england: float) -> Standing:
    rows = pd.DataFrame([row("E08000035", value, lower, upper), row("E92000001", england)])
    own = rows.iloc[0]
    return standing(own, benchmark(rows, own), catalogue()[indicator])


@pytest.mark.parametrize(
    ("indicator", "lower", "upper", "expected"),
    [
        ("early_stage_cancer", 51.0, 53.0, Standing.BETTER),  # high is good
        ("early_stage_cancer", 47.0, 49.0, Standing.WORSE),
        ("early_stage_cancer", 49.0, 50.0, Standing.SIMILAR),  # a limit that touches excludes not
        ("preventable_mortality_under_75", 51.0, 53.0, Standing.WORSE),  # low is good
        ("child_protection_plan_rate", 51.0, 53.0, Standing.HIGHER),  # no judgement
        ("suicide_rate", 51.0, 53.0, Standing.HIGHER),  # low is good, and still not judged
        ("early_stage_cancer", NAN, NAN, Standing.NO_LIMITS),
        ("suicide_deaths", 51.0, 53.0, Standing.NOT_COMPARABLE),  # a count against a country's
    ],
)
def test_standing_against_england(indicator, lower, upper, expected):
    assert judged(indicator, (lower + upper) / 2, lower, upper, 50.0) is expected


def test_england_of_another_period_is_no_benchmark():
    rows = pd.DataFrame([row("E08000035", 52, 51, 53), row("E92000001", 50, year=2021)])
    own = rows.iloc[0]
    assert benchmark(rows, own) is None
    assert standing(own, None, catalogue()["early_stage_cancer"]) is Standing.NOT_COMPARABLE
