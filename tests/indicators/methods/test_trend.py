"""The recent trend: another implementation's results, the textbook's statistic, refusals."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import pearsonr

from indicators.errors import MethodError
from indicators.methods import trend
from indicators.methods.trend import TrendDirection

TABLE = tomllib.loads(
    (Path(__file__).parents[2] / "reference" / "trend.toml").read_text(encoding="utf-8")
)
UNTESTED = TrendDirection.CANNOT_BE_TESTED

counted = st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n + 1), st.just(n + 1)))
five_counted = st.lists(counted, min_size=5, max_size=5)
five_measured = st.lists(
    st.tuples(st.floats(-100, 100), st.floats(0.01, 10)), min_size=5, max_size=5
)


@pytest.mark.parametrize("case", TABLE["trend"], ids=lambda case: case["direction"])
def test_agrees_with_another_implementation(case: dict) -> None:
    of_counts = trend.recent(count=case["count"], denominator=case["denominator"])
    of_values = trend.recent(value=case["value"], lower=case["lower"], upper=case["upper"])
    for found, expected in ((of_counts, case["of_counts"]), (of_values, case["of_values"])):
        assert found.direction == case["direction"]
        assert found.significant == (case["direction"] != "no significant change")
        assert math.isclose(found.chi2, expected["chi2"], rel_tol=1e-10)
        assert math.isclose(found.p, expected["p"], rel_tol=1e-10)


@given(five_counted)
def test_chi_squared_of_counts_is_n_times_the_squared_correlation(
    pairs: list[tuple[int, int]],
) -> None:
    # Cochran-Armitage without correction is N r², of one row a person: event against year.
    x, n = np.array(pairs).T
    assume(0 < x.sum() < n.sum())
    event = np.concatenate([np.repeat([1, 0], [a, b - a]) for a, b in pairs])
    year = np.repeat(np.arange(5), n)
    expected = event.size * pearsonr(event, year).statistic ** 2
    assert math.isclose(trend.recent(count=x, denominator=n).chi2, expected, abs_tol=1e-9)


@given(five_measured)
def test_chi_squared_of_values_is_that_of_a_weighted_line(
    pairs: list[tuple[float, float]],
) -> None:
    value, half = np.array(pairs).T
    weight = (3.92 / (2 * half)) ** 2
    # The squared coefficient over its variance, from the normal equations of a + b t.
    design = np.column_stack([np.ones(5), np.arange(1.0, 6)])
    variance = np.linalg.inv(design.T @ (weight[:, None] * design))
    slope = (variance @ (design.T @ (weight * value)))[1]
    found = trend.recent(value=value, lower=value - half, upper=value + half)
    assert math.isclose(found.chi2, slope**2 / variance[1, 1], rel_tol=1e-6, abs_tol=1e-6)


@given(five_counted)
def test_the_trend_backwards_is_the_opposite(pairs: list[tuple[int, int]]) -> None:
    x, n = np.array(pairs).T
    there = trend.recent(count=x, denominator=n)
    back = trend.recent(count=x[::-1], denominator=n[::-1])
    opposite = {TrendDirection.INCREASING: "decreasing", TrendDirection.DECREASING: "increasing"}
    assert back.direction == opposite.get(there.direction, there.direction)
    np.testing.assert_allclose(back.chi2, there.chi2, rtol=1e-9, atol=1e-9)


@given(five_measured, st.floats(0.001, 1000))
def test_the_unit_of_the_values_is_of_no_matter(
    pairs: list[tuple[float, float]], scale: float
) -> None:
    value, half = np.array(pairs).T
    one = trend.recent(value=value, lower=value - half, upper=value + half)
    assume(abs(one.chi2 - trend.CHI2_NEEDED) > 1e-6)
    other = trend.recent(
        value=value * scale, lower=(value - half) * scale, upper=(value + half) * scale
    )
    assert one.significant == other.significant
    assert math.isclose(one.chi2, other.chi2, rel_tol=1e-6, abs_tol=1e-9)


def test_only_the_latest_five_points_count() -> None:
    x, n = [200, 220, 245, 260, 290], [1000] * 5
    longer = trend.recent(count=[900, np.nan, 5, *x], denominator=[1000, 1000, 1000, *n])
    assert longer == trend.recent(count=x, denominator=n)


def test_the_threshold_is_stricter_than_one_in_twenty() -> None:
    # A steady rise with p of 0.004: significant by habit, not by the rule.
    found = trend.recent(count=[100, 107, 114, 121, 131], denominator=[1000] * 5)
    assert 0.002 < found.p < 0.05
    assert found.direction is TrendDirection.NO_CHANGE
    assert found.reason == "The change over the latest 5 points is within what chance would give."


def test_a_change_that_one_point_makes_alone_is_no_trend() -> None:
    found = trend.recent(count=[120, 110, 105, 100, 300], denominator=[1000] * 5)
    assert found.chi2 > trend.CHI2_NEEDED
    assert not found.significant
    assert found.direction is TrendDirection.NO_CHANGE
    assert found.reason == "The change over the latest 5 points rests on one of them alone."


def test_a_step_after_the_first_point_rests_on_that_point() -> None:
    # Without it the rest is level: a slope of 0, whatever the unit and its binary fractions.
    for unit in (1, 3, 0.1, 1e-6):
        value = np.array([0, 24.75, 24.75, 24.75, 24.75]) * unit
        half = np.array([1, 1, 0.5, 1, 1]) * unit
        found = trend.recent(value=value, lower=value - half, upper=value + half)
        assert found.chi2 > 900
        assert found.direction is TrendDirection.NO_CHANGE


@pytest.mark.parametrize("unit", [1, 3, 7, 0.1, 0.3, 0.7, 1e-3, 1e6])
def test_what_is_level_without_one_point_has_no_sign_to_keep(unit: float) -> None:
    # -1.5 × 0.1 - 0.5 × 0.4 + 0.5 × 0.1 + 1.5 × 0.2 = 0, which binary fractions may miss.
    value = np.array([-5, 0.1, 0.4, 0.1, 0.2]) * unit
    found = trend.recent(value=value, lower=value - unit, upper=value + unit)
    assert found.chi2 > trend.CHI2_NEEDED
    assert found.direction is TrendDirection.NO_CHANGE


def test_figures_that_stay_the_same_have_no_change() -> None:
    same = trend.recent(count=[20] * 5, denominator=[100] * 5)
    assert (same.direction, same.chi2, same.p) == (TrendDirection.NO_CHANGE, 0.0, 1.0)
    same = trend.recent(value=[0.1] * 5, lower=[0.05] * 5, upper=[0.2] * 5)
    assert same.direction is TrendDirection.NO_CHANGE
    assert math.isclose(same.p, 1.0)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"count": [], "denominator": []}, "Only 0 points are held; 5 are needed."),
        ({"count": [1], "denominator": [9]}, "Only 1 point is held; 5 are needed."),
        ({"count": [1] * 4, "denominator": [9] * 4}, "Only 4 points are held; 5 are needed."),
        (
            {"count": [1, 1, np.nan, 1, 1], "denominator": [9] * 5},
            "One or more of the latest 5 points is missing.",
        ),
        (
            {"count": [1] * 5, "denominator": [9, 9, 9, np.nan, 9]},
            "One or more of the latest 5 points is missing.",
        ),
        (
            {"count": [0] * 5, "denominator": [0, 9, 9, 9, 9]},
            "One of the latest 5 points counts nobody, so it has no proportion.",
        ),
        (
            {"count": [0] * 5, "denominator": [9] * 5},
            "No case was counted in the latest 5 points, so there is no trend to test.",
        ),
        (
            {"count": [9] * 5, "denominator": [9] * 5},
            "Everybody was counted in the latest 5 points, so there is no trend to test.",
        ),
        (
            {"value": [1] * 5, "lower": [0, 0, 0, 0, np.nan], "upper": [2] * 5},
            "One or more of the latest 5 points is missing or has no limits.",
        ),
        (
            {"value": [1] * 5, "lower": [0, 0, 1, 0, 0], "upper": [2, 2, 1, 2, 2]},
            "One of the latest 5 points has limits of no width, so chance cannot be judged.",
        ),
    ],
)
def test_what_cannot_be_tested_says_why(given: dict, reason: str) -> None:
    found = trend.recent(**given)
    assert (found.direction, found.reason) == (UNTESTED, reason)
    assert math.isnan(found.chi2)
    assert math.isnan(found.p)
    assert found.significant is False


def test_every_bad_position_is_told_at_once() -> None:
    with pytest.raises(MethodError) as refusal:
        trend.recent(count=[-1, 2, 3, 4, 50], denominator=[10, 10, -10, 10, 10])
    text = str(refusal.value)
    assert "position 0: found '-1'; expected a count of 0 or more" in text
    assert "position 2: found '-10'; expected a denominator of 0 or more" in text
    assert "position 4: found '50'; expected a count no larger than its denominator" in text


@pytest.mark.parametrize(
    "given",
    [
        {"count": [1e300] * 5, "denominator": [2e300] * 5},
        {"value": [1] * 5, "lower": [-1.7e308] * 5, "upper": [1.7e308] * 5},
    ],
)
def test_numbers_beyond_reckoning_are_refused(given: dict) -> None:
    with pytest.raises(MethodError, match="too large or too small"):
        trend.recent(**given)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Give count and denominator, or value, lower and upper"),
        ({"count": [1] * 5}, "Give count and denominator, or value, lower and upper"),
        (
            {"count": [1] * 5, "denominator": [9] * 5, "value": [1] * 5},
            "Give count and denominator, or value, lower and upper",
        ),
        ({"value": [1] * 5, "lower": [0] * 5}, "Give count and denominator"),
        (
            {"value": [1] * 5, "lower": [2] * 5, "upper": [1] * 5},
            "position 0, 1, 2, 3, 4: found '2'; expected a lower limit no higher than the upper",
        ),
        ({"count": ["few"], "denominator": [9]}, "count, position 0: found 'few'"),
        ({"count": [[1]], "denominator": [[9]]}, "must each be one series, oldest point first"),
        ({"count": [1, 2], "denominator": [1, 2, 3]}, "must be arrays of one shape"),
    ],
)
def test_impossible_input_is_refused_in_words(given: dict, said: str) -> None:
    with pytest.raises(MethodError) as refusal:
        trend.recent(**given)
    assert said in str(refusal.value)
