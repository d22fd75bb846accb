"""The funnel of an indicator: limits by plain scipy, and in words why there is none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import indicators as wy
from geo.areas import ENGLAND
from indicators.authorities import Authorities, authorities
from indicators.outliers import Funnel, funnel_of

RATE, SHARE = "injury_admissions_under_15", "domestic_abuse_assessment_factor"


@pytest.fixture(scope="module")
def store():
    return wy.open_store()


def shipped(store, indicator: str) -> tuple[Authorities, pd.Series, Funnel]:
    """The latest period's authorities, England's row for it, and their funnel."""
    definition = wy.catalogue()[indicator]
    kept = {"breakdown": "none", "sex": "persons", "age": definition.age}

    def latest(rows: pd.DataFrame) -> pd.DataFrame:
        for column, value in kept.items():
            rows = rows[rows[column] == value]
        return rows[rows["period_end"] == rows["period_end"].max()]

    england = latest(wy.compute(indicator, store, [ENGLAND])).iloc[0]
    held = authorities(latest(wy.compute(indicator, store, "local authorities")), definition)
    return held, england, funnel_of(held.rows, england, definition)


def test_authorities_beyond_a_rates_limits_are_those_whose_poisson_tail_is_small(store):
    held, england, funnel = shipped(store, RATE)
    rows = held.held
    expected = rows["denominator"] * england["numerator"] / england["denominator"]
    for level in (0.95, 0.998):
        tail = (1 - level) / 2
        high = stats.poisson.sf(rows["numerator"] - 1, expected) < tail
        low = stats.poisson.cdf(rows["numerator"], expected) < tail
        assert (funnel.outside(level, "high"), funnel.outside(level, "low")) == (
            int(high.sum()),
            int(low.sum()),
        )


def test_a_shares_limits_are_the_normal_ones_around_englands(store):
    held, england, funnel = shipped(store, SHARE)
    average = england["numerator"] / england["denominator"]
    for suffix, z in (("95", 1.959963984540054), ("998", 3.0902323061678132)):
        reach = 100 * z * np.sqrt(average * (1 - average) / funnel.curve["denominator"])
        np.testing.assert_allclose(
            funnel.curve[f"upper_{suffix}"], 100 * average + reach, rtol=1e-9
        )
        np.testing.assert_allclose(
            funnel.curve[f"lower_{suffix}"], 100 * average - reach, rtol=1e-9
        )
    held_rows = held.held
    reach = 1.959963984540054 * np.sqrt(average * (1 - average) / held_rows["denominator"])
    share = held_rows["numerator"] / held_rows["denominator"]
    assert funnel.outside(0.95, "high") == int((share > average + reach).sum())


@pytest.mark.parametrize("indicator", [RATE, SHARE])
def test_limits_that_allow_for_overdispersion_are_wider_and_leave_fewer_outside(store, indicator):
    _, _, funnel = shipped(store, indicator)
    assert funnel.overdispersion.phi > 1
    big = funnel.curve.iloc[-1]
    assert big["wide_upper_95"] > big["upper_95"]
    assert big["wide_lower_95"] < big["lower_95"]
    for level in (0.95, 0.998):
        wide = funnel.outside(level, "high", True) + funnel.outside(level, "low", True)
        assert wide < funnel.outside(level, "high") + funnel.outside(level, "low")
    assert funnel.by_chance(0.95) == pytest.approx(len(funnel.points) / 20)


@pytest.mark.parametrize(
    ("indicator", "words"),
    [
        ("suicide_rate", "would single out places"),
        ("preventable_mortality_under_75", "An age-adjusted rate is not one count over another"),
        ("early_stage_cancer", "are not published for authorities; a funnel needs both"),
        ("fuel_poverty", "Counts are held for only 5 authorities; a funnel needs 10"),
    ],
)
def test_why_there_is_no_funnel_is_said(store, indicator, words):
    definition = wy.catalogue()[indicator]
    rows = wy.compute(indicator, store, "local authorities")
    rows = rows[rows["period_end"] == rows["period_end"].max()]
    rows = rows[rows["sex"] == rows["sex"].iloc[0]]
    funnel = funnel_of(rows, None, definition)
    assert words in funnel.reason
    assert funnel.points.empty
    assert funnel.curve.empty
    assert funnel.outside(0.95, "high") == 0


def test_without_englands_figure_there_is_no_average(store):
    held, _, _ = shipped(store, RATE)
    assert "No England figure" in funnel_of(held.rows, None, wy.catalogue()[RATE]).reason


def made_up(figures: list[tuple[float, float]], per: int = 100) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area_code": [f"E0600{at:04d}" for at in range(1, len(figures) + 1)],
            "value": [x / n * per for x, n in figures],
            "numerator": [x for x, _ in figures],
            "denominator": [n for _, n in figures],
        }
    )


@pytest.mark.parametrize("england", [0.0, 100.0])
def test_an_average_of_none_or_all_leaves_nothing_to_chance(england):
    rows = made_up([(england, 100.0)] * 12)
    average = pd.Series({"value": england, "numerator": np.nan, "denominator": np.nan})
    assert "none or all" in funnel_of(rows, average, wy.catalogue()[SHARE]).reason


def test_authorities_that_are_all_alike_lie_inside_and_vary_no_more_than_chance():
    rows = made_up([(30.0, 100.0)] * 12)
    average = pd.Series({"value": 30.0, "numerator": np.nan, "denominator": np.nan})
    funnel = funnel_of(rows, average, wy.catalogue()[SHARE])
    assert funnel.reason == ""
    assert funnel.overdispersion.tau2 == 0
    assert funnel.points["side"].eq("").all()


def test_a_part_above_its_whole_by_rounding_is_left_out():
    rows = made_up([(30.0, 100.0)] * 12 + [(105.0, 100.0)])
    average = pd.Series({"value": 30.0, "numerator": np.nan, "denominator": np.nan})
    assert len(funnel_of(rows, average, wy.catalogue()[SHARE]).points) == 12
