"""Shrinkage: another implementation's results, areas that differ by less than chance, refusals."""

from __future__ import annotations

import math
import tomllib
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import gamma

from indicators.errors import MethodError
from indicators.methods import shrinkage

TABLE = tomllib.loads(
    (Path(__file__).parents[2] / "reference" / "small_areas.toml").read_text(encoding="utf-8")
)
EVENTS, PEOPLE = np.array(TABLE["events"]), np.array(TABLE["population"])
EXPECTED = PEOPLE * EVENTS.sum() / PEOPLE.sum()
# Rates a hair apart, far less than chance would set them: the variance between areas comes out
# negative, and used as it is would set the highest lowest.
ALIKE = np.array([20, 31, 39, 52]), np.array([1000, 1500, 2000, 2500])

areas = st.lists(
    st.tuples(st.integers(0, 300), st.integers(1, 20_000)), min_size=2, max_size=25
).map(lambda pairs: tuple(np.array(pairs).T))


def test_agrees_with_another_implementation() -> None:
    found = shrinkage.marshall(EVENTS, PEOPLE)
    np.testing.assert_allclose(found.value, TABLE["marshall"], rtol=1e-12)
    assert math.isclose(found.between, TABLE["between"], rel_tol=1e-12)
    assert math.isclose(found.overall, TABLE["overall"], rel_tol=1e-12)


@given(areas)
def test_marshall_agrees_with_fractions(pairs: tuple[np.ndarray, np.ndarray]) -> None:
    x, n = ([Fraction(int(v)) for v in column] for column in pairs)
    overall = sum(x) / sum(n)
    spread = sum(b * (a / b - overall) ** 2 for a, b in zip(x, n, strict=True)) / sum(n)
    between = max(Fraction(0), spread - overall / (sum(n) / len(n)))
    expected = [
        overall + between / (between + overall / b) * (a / b - overall) if between else overall
        for a, b in zip(x, n, strict=True)
    ]
    found = shrinkage.marshall(*pairs)
    scale = float(spread + overall)  # the variance is a difference, of which a hair may be left
    assert math.isclose(found.between, between, rel_tol=1e-9, abs_tol=1e-13 * scale)
    if between > spread / 10**6 or found.between == 0:
        np.testing.assert_allclose(found.value, np.array(expected, float), rtol=1e-8)


@given(areas)
def test_a_shrunk_rate_lies_between_its_own_and_the_overall_rate(
    pairs: tuple[np.ndarray, np.ndarray],
) -> None:
    found = shrinkage.marshall(*pairs)
    rate = pairs[0] / pairs[1]
    ends = np.sort([rate, np.full(rate.shape, found.overall)], axis=0)
    hair = 1e-12 * ends[1]
    assert (ends[0] - hair <= found.value).all()
    assert (found.value <= ends[1] + hair).all()
    assert ((found.weight >= 0) & (found.weight <= 1)).all()


@given(areas, st.randoms(use_true_random=False))
def test_the_order_of_areas_is_of_no_matter(pairs: tuple[np.ndarray, np.ndarray], dice) -> None:
    order = dice.sample(range(len(pairs[0])), len(pairs[0]))
    for method in (shrinkage.marshall, shrinkage.gamma_poisson):
        there, shuffled = method(*pairs), method(*(column[order] for column in pairs))
        np.testing.assert_allclose(shuffled.value, there.value[order], rtol=1e-6, atol=1e-12)


def test_areas_that_differ_by_less_than_chance_are_all_given_the_overall_rate() -> None:
    found = shrinkage.marshall(*ALIKE)
    assert found.between == 0
    np.testing.assert_array_equal(found.value, np.full(4, 142 / 7000))
    ratios = shrinkage.gamma_poisson(ALIKE[0], ALIKE[1] * 0.02)
    np.testing.assert_array_equal(ratios.value, np.full(4, 142 / 140))
    assert np.isnan(ratios.lower).all()
    assert np.isnan(ratios.above_one).all()
    assert ratios.reason == (
        "The areas differ no more than chance would make them, so each is given the overall ratio "
        "without limits."
    )


def test_the_less_an_area_rests_on_the_more_it_is_shrunk() -> None:
    found = shrinkage.marshall([1, 10, 100, 1000, 300], [10, 100, 1000, 10_000, 100_000])
    assert (np.diff(found.weight) > 0).all()


def test_missing_stays_missing_and_is_left_out_of_the_whole() -> None:
    whole = shrinkage.marshall(EVENTS, PEOPLE)
    found = shrinkage.marshall([*EVENTS, np.nan, 5], [*PEOPLE, 900, np.nan])
    np.testing.assert_array_equal(found.value[:-2], whole.value)
    assert np.isnan(found.value[-2:]).all()
    assert np.isnan(found.weight[-2:]).all()
    ratios = shrinkage.gamma_poisson([*EVENTS, np.nan], [*EXPECTED, 4.0])
    assert ratios.alpha == shrinkage.gamma_poisson(EVENTS, EXPECTED).alpha
    assert np.isnan([ratios.value[-1], ratios.lower[-1], ratios.above_one[-1]]).all()


@pytest.mark.parametrize(
    ("x", "n", "value"), [([0, 0], [100, 50], [0, 0]), ([7], [100], [0.07]), ([0], [9], [0])]
)
def test_one_area_or_no_event_leaves_nothing_to_shrink(
    x: list[int], n: list[int], value: list[float]
) -> None:
    np.testing.assert_allclose(shrinkage.marshall(x, n).value, value)


def clayton_and_kaldor(x: np.ndarray, expected: np.ndarray) -> tuple[float, float]:
    """The prior by the iteration of the paper, run until it stands still."""
    alpha = beta = 1.0
    for _ in range(20_000):
        ratio = (x + alpha) / (expected + beta)
        mean = ratio.mean()
        variance = ((1 + beta / expected) * (ratio - mean) ** 2).sum() / (len(x) - 1)
        last, alpha, beta = beta, mean**2 / variance, mean / variance
        if math.isclose(last, beta, rel_tol=1e-15):
            break
    return alpha, beta


def test_the_prior_is_the_one_to_which_the_published_iteration_comes() -> None:
    found = shrinkage.gamma_poisson(EVENTS, EXPECTED)
    alpha, beta = clayton_and_kaldor(EVENTS, EXPECTED)
    assert math.isclose(found.alpha, alpha, rel_tol=1e-10)
    assert math.isclose(found.beta, beta, rel_tol=1e-10)
    assert found.reason == ""


@given(areas)
def test_the_posterior_is_a_gamma_around_its_value(
    pairs: tuple[np.ndarray, np.ndarray],
) -> None:
    x, expected = pairs[0], pairs[1] / 20
    found = shrinkage.gamma_poisson(x, expected)
    if found.reason:
        return
    # The moment equations of the paper hold at the solution.
    mean = found.value.mean()
    assert math.isclose(mean, found.alpha / found.beta, rel_tol=1e-6)
    apart = ((1 + found.beta / expected) * (found.value - mean) ** 2).sum() / (len(x) - 1)
    assert math.isclose(apart, found.alpha / found.beta**2, rel_tol=1e-5)
    posterior = gamma(x + found.alpha, scale=1 / (expected + found.beta))
    np.testing.assert_allclose(found.value, posterior.mean())
    np.testing.assert_allclose(found.above_one, posterior.sf(1), atol=1e-9)
    np.testing.assert_allclose(posterior.cdf(found.lower), 0.025, rtol=1e-6)
    np.testing.assert_allclose(posterior.cdf(found.upper), 0.975, rtol=1e-6)


def test_the_areas_truly_higher_are_found_and_limits_widen_with_confidence() -> None:
    random = np.random.default_rng(11)
    expected = random.uniform(5, 60, 300)
    truth = random.gamma(8, 1 / 8, 300)
    x = random.poisson(truth * expected)
    found = shrinkage.gamma_poisson(x, expected)
    assert 5 < found.alpha < 12  # drawn with 8
    inside = (found.lower <= truth) & (truth <= found.upper)
    assert 0.91 < inside.mean() < 0.99
    assert ((found.value - truth) ** 2).mean() < ((x / expected - truth) ** 2).mean()
    sure = found.above_one > 0.99
    assert (truth[sure] > 1).mean() > 0.95
    wide = shrinkage.gamma_poisson(x, expected, 0.998)
    assert (wide.lower < found.lower).all()
    assert (wide.upper > found.upper).all()


@pytest.mark.parametrize(
    ("x", "ratio", "reason"),
    [
        (
            [3],
            1.5,
            "One area alone shows no difference between areas, so its ratio stands as it is.",
        ),
        ([0, 0], 0.0, "No event was observed in any area, so there is nothing to tell them apart."),
    ],
)
def test_what_has_no_prior_says_why(x: list[int], ratio: float, reason: str) -> None:
    found = shrinkage.gamma_poisson(x, [2] * len(x))
    assert found.reason == reason
    np.testing.assert_array_equal(found.value, [ratio] * len(x))
    assert np.isnan(found.upper).all()
    assert math.isnan(found.alpha)


def test_areas_as_far_apart_as_can_be_keep_their_own_ratios() -> None:
    found = shrinkage.gamma_poisson([0, 10_000_000], [1, 1])
    assert found.reason == ""
    np.testing.assert_allclose(found.value[1], 1e7, rtol=1e-6)
    assert found.lower[0] < 1


@pytest.mark.parametrize("method", [shrinkage.marshall, shrinkage.gamma_poisson])
def test_every_bad_position_is_told_at_once(method: object) -> None:
    with pytest.raises(MethodError) as refusal:
        method([-1, 2, 3], [10, 0, 5])
    assert "position 0: found '-1'; expected a count of 0 or more" in str(refusal.value)
    assert "position 1: found '0'; expected a" in str(refusal.value)
    with pytest.raises(MethodError, match="No area has both a count and a size"):
        method([np.nan, 1], [5, np.nan])
    with pytest.raises(MethodError, match="No area has both a count and a size"):
        method([], [])
    with pytest.raises(MethodError, match="too large or too small"):
        method([1e300, 1], [1, 1])
    with pytest.raises(MethodError, match="position 0: found 'two'"):
        method(["two"], [5])


def test_confidence_must_be_a_share() -> None:
    with pytest.raises(MethodError, match="Confidence must lie between 0 and 1"):
        shrinkage.gamma_poisson(EVENTS, EXPECTED, 95)
