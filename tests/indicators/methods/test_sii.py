"""The slope and relative index of inequality: least squares, simulation, properties, refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import chi2, norm

from indicators.errors import MethodError
from indicators.methods import sii

# Life expectancy by tenths of an invented area, from most to least deprived.
LIFE = np.array([75.9, 78.3, 83.8, 83.6, 80.5, 81.1, 81.7, 84.2, 80.6, 86.3])
SE = np.array([1.64, 1.58, 1.51, 1.78, 1.70, 1.56, 1.37, 1.40, 2.43, 1.57])
PEOPLE = np.array([7291, 7997, 6105, 7666, 5790, 6934, 5918, 5974, 7147, 7534])
SIZES = [5, 10, 23]

groups = st.lists(
    st.tuples(st.floats(1, 99), st.floats(0.01, 3), st.floats(100, 1e5)), min_size=5, max_size=30
)


def columns(rows: list) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    value, se, people = map(np.array, zip(*rows, strict=True))
    return value, se, people


def least_squares(people: np.ndarray) -> np.ndarray:
    """What turns values into intercept and slope, by NumPy's least squares of weighted rows."""
    share = people / people.sum()
    middle = [share[:i].sum() + share[i] / 2 for i in range(len(share))]
    root = np.sqrt(share)
    design = np.column_stack([root, root * middle])
    return np.linalg.lstsq(design, np.diag(root), rcond=None)[0]


def back(scale: str, fitted: float) -> float:
    return {"identity": fitted, "log": math.exp(fitted), "logit": 1 / (1 + math.exp(-fitted))}[
        scale
    ]


@given(groups, st.sampled_from([0.9, 0.95, 0.998]))
def test_the_slope_and_its_limits_agree_with_least_squares(rows: list, confidence: float) -> None:
    value, se, people = columns(rows)
    fit = least_squares(people)
    intercept, slope = fit @ value
    reach = norm.ppf(0.5 + confidence / 2) * math.sqrt(np.sum((fit[1] * se) ** 2))
    result = sii.slope_index(value, se, people, confidence)
    figures = (result.sii, result.sii_lower, result.sii_upper, result.intercept)
    expected = (slope, slope - reach, slope + reach, intercept)
    np.testing.assert_allclose(figures, expected, rtol=1e-9, atol=1e-9)
    if intercept > 1e-9:
        assert result.rii == pytest.approx((intercept + slope) / intercept, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("scale", ["log", "logit"])
@given(rows=groups)
def test_off_the_straight_scale_the_middle_is_held(scale: str, rows: list) -> None:
    share, se, people = columns(rows)
    share, se = share / 100, se / 10
    forth = np.log(share) if scale == "log" else np.log(share / (1 - share))
    fit = least_squares(people)
    intercept, slope = fit @ forth
    middle = intercept + slope / 2
    reach = norm.ppf(0.975) * math.sqrt(np.sum((fit[1] * se) ** 2))
    expected = []
    for s in (slope, slope - reach, slope + reach):
        most, least = back(scale, middle - s / 2), back(scale, middle + s / 2)
        expected += [least - most, least / most]
    result = sii.slope_index(share, se, people, scale=scale)
    figures = (result.sii, result.rii, result.sii_lower, result.rii_lower)
    np.testing.assert_allclose(
        (*figures, result.sii_upper, result.rii_upper), expected, rtol=1e-8, atol=1e-10
    )
    assert result.intercept == pytest.approx(back(scale, intercept), rel=1e-9)


@pytest.mark.parametrize("rii", ["intercept", "inverse", "mean"])
def test_limits_agree_with_a_million_simulated_areas(rii: str) -> None:
    areas = np.random.default_rng(7).normal(LIFE, SE, (1_000_000, 10))
    intercepts, slopes = least_squares(PEOPLE) @ areas.T
    ratios = {
        "intercept": (intercepts + slopes) / intercepts,
        "inverse": intercepts / (intercepts + slopes),
        "mean": slopes / (intercepts + slopes / 2),
    }
    result = sii.slope_index(LIFE, SE, PEOPLE, rii=rii)
    simulated = np.quantile(slopes, [0.025, 0.975])
    np.testing.assert_allclose((result.sii_lower, result.sii_upper), simulated, atol=0.015)
    simulated = np.quantile(ratios[rii], [0.025, 0.975])
    np.testing.assert_allclose((result.rii_lower, result.rii_upper), simulated, atol=0.0003)


def test_each_relative_index_says_what_it_is_a_ratio_of() -> None:
    intercept, inverse, mean = (
        sii.slope_index(LIFE, SE, PEOPLE, rii=rii) for rii in ("intercept", "inverse", "mean")
    )
    assert intercept.rii_is == "the least deprived end divided by the most deprived end"
    assert inverse.rii_is == "the most deprived end divided by the least deprived end"
    assert mean.rii_is == "the slope index divided by the average"
    assert inverse.rii == pytest.approx(1 / intercept.rii, rel=1e-12)
    assert inverse.rii_lower == pytest.approx(1 / intercept.rii_upper, rel=1e-9)
    assert mean.rii == pytest.approx(mean.sii / np.average(LIFE, weights=PEOPLE), rel=1e-12)


@pytest.mark.parametrize("scale", ["identity", "log", "logit"])
@given(value=st.floats(0.01, 0.99), size=st.sampled_from(SIZES), se=st.floats(0.001, 0.01))
def test_equal_groups_have_no_slope_and_a_ratio_of_one(
    scale: str, value: float, size: int, se: float
) -> None:
    people = np.arange(1, size + 1) * 100.0
    result = sii.slope_index([value] * size, [se / 10] * size, people, scale=scale)
    assert (result.sii, result.rii) == (0, 1)
    assert result.sii_lower < 0 < result.sii_upper
    assert result.rii_lower < 1 < result.rii_upper


@given(groups)
def test_limits_widen_with_confidence_and_hold_the_figure(rows: list) -> None:
    narrow, wide = (sii.slope_index(*columns(rows), confidence) for confidence in (0.9, 0.99))
    assert wide.sii_lower < narrow.sii_lower < narrow.sii < narrow.sii_upper < wide.sii_upper
    assume(math.isfinite(wide.rii_lower))
    assert wide.rii_lower < narrow.rii_lower < narrow.rii < narrow.rii_upper < wide.rii_upper


@given(groups, st.sampled_from([0.01, 3, 1000]), st.sampled_from([0.5, 100]))
def test_the_unit_scales_the_slope_and_leaves_the_ratio(
    rows: list, unit: float, people: float
) -> None:
    before = sii.slope_index(*columns(rows))
    value, se, population = columns(rows)
    after = sii.slope_index(value * unit, se * unit, population * people)
    figures = (after.sii / unit, after.sii_lower / unit, after.sii_upper / unit)
    expected = (before.sii, before.sii_lower, before.sii_upper)
    np.testing.assert_allclose(figures, expected, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(after.rii, before.rii, rtol=1e-7)


@given(groups)
def test_turned_round_the_gap_changes_its_sign(rows: list) -> None:
    there, back_again = sii.slope_index(*columns(rows)), sii.slope_index(*columns(rows[::-1]))
    assert back_again.sii == pytest.approx(-there.sii, rel=1e-9, abs=1e-9)
    assert back_again.sii_lower == pytest.approx(-there.sii_upper, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("scale", ["identity", "log", "logit"])
def test_standard_errors_come_from_limits_on_the_scale_of_the_fit(scale: str) -> None:
    forth = {"identity": float, "log": math.log, "logit": lambda p: math.log(p / (1 - p))}[scale]
    expected = (forth(0.4) - forth(0.3)) / (2 * norm.ppf(0.999))
    result = sii.standard_error([0.3, np.nan], [0.4, 0.5], 0.998, scale)
    np.testing.assert_allclose(result, [expected, np.nan], rtol=1e-12)


def test_without_standard_errors_there_is_a_slope_and_a_reason_for_the_rest() -> None:
    known, unknown = sii.slope_index(LIFE, SE, PEOPLE), sii.slope_index(LIFE, None, PEOPLE)
    assert (unknown.sii, unknown.rii) == (known.sii, known.rii)
    assert np.isnan([unknown.sii_lower, unknown.rii_upper]).all()
    assert unknown.reason == (
        "There are no limits, because the groups' standard errors are not known."
    )
    assert known.reason == ""


@pytest.mark.parametrize(
    ("values", "intercept"),
    [([0, 1, 2, 3, 4], -0.5), ([0.1, 0.3, 0.5, 0.7, 0.9], 0)],  # the line begins below the first
)
def test_a_ratio_to_nothing_is_not_given(values: list, intercept: float) -> None:
    result = sii.slope_index(values, [0.01] * 5, [1] * 5)
    assert result.intercept == pytest.approx(intercept, abs=1e-12)
    assert np.isnan([result.rii, result.rii_lower, result.rii_upper]).all()
    assert result.reason == (
        "There is no ratio, because what it would be divided by is not above zero."
    )


def test_a_line_that_falls_below_nought_says_so_of_its_ratio() -> None:
    steep = [50, 20, 10, 5, 2]
    result = sii.slope_index(steep, [1] * 5, [1] * 5)
    intercept, slope = least_squares(np.ones(5)) @ steep
    assert result.rii == pytest.approx((intercept + slope) / intercept)
    assert result.rii < 0
    assert result.reason == "The ratio means little, because the fitted line falls below zero."
    assert sii.slope_index(steep, [0.1] * 5, [1] * 5, scale="log").reason == ""


def test_a_ratio_to_what_may_be_nothing_has_no_limits() -> None:
    result = sii.slope_index([1, 2, 3, 4, 5], [2] * 5, [1] * 5)
    assert result.rii == pytest.approx(11)
    assert np.isnan([result.rii_lower, result.rii_upper]).all()
    assert result.reason == "The ratio has no limits, because what it is divided by may be zero."


@given(groups)
def test_the_test_of_linearity_is_chi_squared_of_the_nearest_line(rows: list) -> None:
    value, se, people = columns(rows)
    share = people / people.sum()
    middle = np.cumsum(share) - share / 2
    line = np.polynomial.Polynomial.fit(middle, value, 1, w=1 / se)
    expected = np.sum(((value - line(middle)) / se) ** 2)
    result = sii.linearity(value, se, people)
    assert result.statistic == pytest.approx(expected, rel=1e-8, abs=1e-8)
    assert result.p == pytest.approx(chi2.sf(expected, len(rows) - 2), rel=1e-6, abs=1e-12)
    assert result.holds == (result.p >= 0.05)


def test_a_straight_line_holds_and_a_bend_does_not() -> None:
    people = np.array([4, 1, 3, 2, 5, 5.0])
    middle = np.cumsum(people / 20) - people / 40
    straight = sii.linearity(10 - 3 * middle, [0.1] * 6, people)
    assert straight.holds
    assert straight.explained == pytest.approx(1)
    assert straight.reason == "The groups lie on a straight line as nearly as chance allows."
    bent = sii.linearity(10 + 9 * (middle - 0.5) ** 2, [0.1] * 6, people)
    assert bent.holds is False
    assert bent.explained < 0.3
    assert bent.reason == (
        "The groups do not lie on a straight line, so the slope does not tell all of the gap."
    )


def test_a_line_on_logarithms_is_straight_on_logarithms() -> None:
    rates = np.exp(np.linspace(0, 3, 7))
    assert sii.linearity(rates, [0.05] * 7, [1] * 7, scale="log").holds
    assert not sii.linearity(rates, [0.05] * 7, [1] * 7).holds


def test_one_straight_series_in_twenty_is_doubted() -> None:
    random = np.random.default_rng(11)
    line = np.linspace(20, 12, 10)
    doubted = [
        not sii.linearity(random.normal(line, SE), SE, [100] * 10).holds for _ in range(2000)
    ]
    assert np.mean(doubted) == pytest.approx(0.05, abs=0.015)


@pytest.mark.parametrize("se", [None, [0.0, 1, 1, 1, 1]])
def test_linearity_is_not_tested_without_standard_errors(se: list | None) -> None:
    result = sii.linearity([1, 2, 3, 4, 6], se, [1] * 5)
    assert result.holds is None
    assert np.isnan([result.statistic, result.p]).all()
    assert "cannot be tested without a standard error for every group" in result.reason


def test_equal_groups_leave_nothing_to_explain() -> None:
    result = sii.linearity([3.3] * 6, [0.1] * 6, [1, 2, 3, 4, 5, 6])
    assert (result.statistic, result.p, result.holds) == (0, 1, True)
    assert np.isnan(result.explained)


@pytest.mark.parametrize(("count", "found"), [(4, "found 4"), (101, "found 101"), (0, "found 0")])
def test_too_few_or_too_many_groups_are_refused(count: int, found: str) -> None:
    with pytest.raises(MethodError, match=f"one row of 5 to 100 groups; {found}"):
        sii.slope_index([1] * count, [1] * count, [1] * count)
    assert sii.slope_index(range(100), [1] * 100, [1] * 100).sii > 0


def test_every_bad_position_is_told_at_once() -> None:
    with pytest.raises(MethodError) as refusal:
        sii.slope_index([1, np.nan, 0, 4, 5], [1] * 5, [0, 1, -1, np.nan, 1], scale="log")
    assert str(refusal.value) == (
        "No slope index can be given:\n"
        "  position 1: found 'nan'; expected a value for every group.\n"
        "  position 0, 2, 3: found '0'; expected a population above 0.\n"
        "  position 2: found '0'; expected a rate above 0, for its logarithm."
    )
    with pytest.raises(MethodError, match="position 1, 3: found '-1'; expected a standard error"):
        sii.linearity([1, 2, 3, 4, 5], [1, -1, 1, np.nan, 1], [1] * 5)
    with pytest.raises(MethodError, match="a share between 0 and 1, not a percentage"):
        sii.slope_index([10, 20, 30, 40, 50], [1] * 5, [1] * 5, scale="logit")
    with pytest.raises(MethodError, match="a lower limit no higher than the upper one"):
        sii.standard_error([2], [1])


def test_unknown_words_are_refused_with_the_nearest_that_is_known() -> None:
    with pytest.raises(MethodError, match=r"no scale 'logs'; it is one of .* Did you mean 'log'"):
        sii.slope_index(LIFE, SE, PEOPLE, scale="logs")
    with pytest.raises(MethodError, match=r"no relative index 'ratio'; it is one of intercept, "):
        sii.slope_index(LIFE, SE, PEOPLE, rii="ratio")


def test_limits_without_width_do_not_miss_the_ratio() -> None:
    found = sii.slope_index([1, 2, 3, 4, 6], [0] * 5, [100] * 5)
    assert found.rii_lower <= found.rii <= found.rii_upper
    assert found.rii == pytest.approx(31)  # from 0.2 at one end to 6.2 at the other
