"""Funnels: another implementation's limits and classes, the intervals they stand for, refusals."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from indicators.errors import MethodError
from indicators.methods import funnel, proportion

TABLE = tomllib.loads(
    (Path(__file__).parents[2] / "reference" / "funnel.toml").read_text(encoding="utf-8")
)
AVERAGE = TABLE["average"]
PER = 100_000

levels = st.sampled_from(funnel.LEVELS)
averages = st.floats(0.001, 0.999)
counts = st.integers(0, 3000)


@pytest.mark.parametrize("case", TABLE["on_the_limit"], ids=lambda c: f"{c['side']} {c['level']}")
def test_limits_agree_with_another_implementation(case: dict) -> None:
    population, events = np.array(case["population"]), np.array(case["events"])
    limits = funnel.limits("rate", population * AVERAGE / PER, AVERAGE)[case["level"]]
    found = getattr(limits, case["side"]) / PER * population
    np.testing.assert_allclose(found, events, rtol=1e-4)  # the tool searched to five figures


def test_classes_agree_with_another_implementation() -> None:
    areas = TABLE["areas"]
    expected = np.array(areas["population"]) * AVERAGE / PER
    found = funnel.classify("rate", areas["observed"], expected, AVERAGE)
    assert found.side.tolist() == areas["side"]
    assert np.nan_to_num(found.level).tolist() == areas["level"]


@given(st.floats(1e-4, 1e5), levels)
def test_a_count_on_the_limit_has_an_exact_interval_that_just_reaches_the_expected(
    expected: float, level: float
) -> None:
    # Held against the tails of the Poisson distribution, which are stepwise: the whole counts on
    # either side of a limit must lie on either side of the probability.
    lower, upper, _ = funnel.limits("ratio", expected, 1.0, [level])[level]
    tail = (1 - level) / 2
    fewest, most = math.floor(lower * expected + 1e-9), math.ceil(upper * expected - 1e-9)
    if lower > 0:
        assert poisson.cdf(fewest, expected) <= tail * (1 + 1e-6)
    assert poisson.cdf(fewest + 1, expected) >= tail * (1 - 1e-6)
    assert poisson.sf(most - 1, expected) <= tail * (1 + 1e-6)
    assert most < 1 or poisson.sf(most - 2, expected) >= tail * (1 - 1e-6)


@given(counts, st.floats(0.01, 3000))
def test_a_rate_is_outside_its_limits_exactly_when_it_is_so_classed(
    observed: int, expected: float
) -> None:
    found = funnel.classify("rate", observed, expected, 7.0)
    by_limits = funnel.outside(7.0 * observed / expected, funnel.limits("rate", expected, 7.0))
    assert found.side == by_limits.side
    np.testing.assert_equal(found.level, by_limits.level)


@given(counts.flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n or 1))), averages, levels)
def test_a_proportion_is_outside_exactly_when_its_interval_excludes_the_average(
    count: tuple[int, int], average: float, level: float
) -> None:
    x, n = count
    _, lower, upper = proportion.estimate(x, n, level)
    found = funnel.classify("proportion", x, n, average, [level])
    if not (math.isclose(lower, average) or math.isclose(upper, average)):
        assert found.side == ("low" if upper < average else "high" if lower > average else "")


@given(st.sampled_from(["proportion", "rate", "ratio"]), st.floats(1, 1e6), averages)
def test_limits_hold_the_average_and_narrow_with_size(
    kind: funnel.FunnelKind, size: float, average: float
) -> None:
    for level, (lower, upper, name) in funnel.limits(kind, [size, size * 2], average).items():
        assert level in funnel.LEVELS
        assert name == "limits for chance alone"
        assert (lower <= average).all()
        assert (average <= upper).all()
        assert upper[1] - lower[1] <= upper[0] - lower[0]
    within, around = funnel.limits(kind, size, average).values()
    assert around.lower <= within.lower
    assert within.upper <= around.upper


def test_the_two_levels_of_a_proportion_by_hand() -> None:
    found = funnel.limits("proportion", [100, 10_000], 0.5)
    np.testing.assert_allclose(found[0.95].upper, [0.5 + 1.959964 * 0.05, 0.5 + 1.959964 * 0.005])
    np.testing.assert_allclose(found[0.998].lower, [0.5 - 3.090232 * 0.05, 0.5 - 3.090232 * 0.005])
    small = funnel.limits("proportion", 3, 0.1)[0.998]
    assert (small.lower, small.upper <= 1) == (0, True)


def test_no_event_is_low_only_where_some_were_to_be_expected() -> None:
    found = funnel.classify("rate", [0, 0, 0], [3.6, 3.7, 7.0], 10.0)
    assert found.side.tolist() == ["", "low", "low"]
    np.testing.assert_array_equal(found.level, [np.nan, 0.95, 0.998])


def test_a_missing_count_is_neither_low_nor_high() -> None:
    for kind in ("proportion", "rate"):
        found = funnel.classify(kind, [np.nan, 0], [50, 50], 0.5)
        assert found.side.tolist() == ["", "low"]
        assert np.isnan(found.level[0])


def test_overdispersion_by_hand() -> None:
    # z of -5 to 5, drawn in to -4 to 4: the sum of squares is 92, and every weight is 1.
    phi, tau2 = funnel.overdispersion(np.arange(-5.0, 6.0), 0.0, np.ones(11))
    assert math.isclose(phi, 92 / 11)
    assert math.isclose(tau2, (92 - 10) / (11 - 11 / 11))
    # Unequal weights 1 and 4 in turn: Σw - Σw²/Σw = 30 - 102/30.
    error = np.array([1, 0.5] * 6)
    z = np.array([-6, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6.0])
    drawn = np.clip(z, -4.9, 4.9)  # deciles of 12 values lie a tenth of the way from 5 to 4
    phi, tau2 = funnel.overdispersion(2 + z * error, 2.0, error)
    assert math.isclose(phi, (drawn**2).mean())
    assert math.isclose(tau2, ((drawn**2).sum() - 11) / (30 - 102 / 30))


def test_no_overdispersion_is_found_where_chance_is_all_there_is() -> None:
    random = np.random.default_rng(3)
    error = random.uniform(0.5, 2, 400)
    calm = funnel.overdispersion(10 + random.normal(size=400) * error, 10.0, error)
    assert calm.tau2 < 0.05
    restless = funnel.overdispersion(
        10 + random.normal(size=400) * np.sqrt(error**2 + 9), 10.0, error
    )
    assert 5 < restless.tau2 < 13  # a variance of 9 between areas, a little drawn in
    assert restless.phi > calm.phi
    assert funnel.overdispersion([9.9, 10.1, 10.0], 10.0, [1, 1, 1]).tau2 == 0


def test_areas_without_a_value_do_not_count_in_the_overdispersion() -> None:
    held = funnel.overdispersion([1, 5, 9], 5.0, [1, 1, 1])
    assert funnel.overdispersion([1, np.nan, 5, 9, 2], 5.0, [1, 1, 1, 1, np.nan]) == held


def test_limits_widened_for_overdispersion_say_so() -> None:
    chance = funnel.widened("rate", 400.0, 20.0, 0.0)[0.95]
    assert math.isclose(chance.upper, 20 + 1.959964 * 1, rel_tol=1e-7)
    wide = funnel.widened("rate", 400.0, 20.0, 3.0)[0.95]
    assert math.isclose(wide.upper, 20 + 1.959964 * 2, rel_tol=1e-7)
    assert wide.name == "limits widened for overdispersion"
    assert funnel.widened("proportion", 10.0, 0.9, 1.0)[0.95].upper == 1
    assert funnel.widened("rate", 10.0, 0.9, 1.0)[0.95].lower == 0
    error = funnel.standard_error("proportion", 100, 0.5)
    assert math.isclose(error, 0.05)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: funnel.limits("rates", 5, 1.0), "Did you mean 'rate'?"),
        (lambda: funnel.limits("rate", [5, 0], 1.0), "position 1: found '0'; expected an expected"),
        (lambda: funnel.limits("proportion", [np.nan], 0.5), "expected a denominator above 0"),
        (
            lambda: funnel.limits("proportion", 5, 19.0),
            "must be a number from 0 to 1; found '19.0'",
        ),
        (lambda: funnel.limits("rate", 5, -1.0), "must be a number of 0 or more; found '-1.0'"),
        (lambda: funnel.limits("rate", 5, "high"), "must be a number of 0 or more; found 'high'"),
        (lambda: funnel.limits("rate", 5, 1.0, [95]), "Confidence must lie between 0 and 1"),
        (lambda: funnel.limits("proportion", 5, 0.5, [95]), "Confidence must lie between 0 and 1"),
        (lambda: funnel.classify("rate", [1, -2], 5, 1.0), "position 1: found '-2'; expected a"),
        (lambda: funnel.classify("proportion", [6], 5, 0.5), "no larger than its denominator"),
        (lambda: funnel.classify("rate", ["no"], 5, 0.5), "observed, position 0: found 'no'"),
        (lambda: funnel.overdispersion([1, 2], 1.0, [1, 0]), "a standard error above 0"),
        (lambda: funnel.overdispersion([1e300, 1], 0.0, [1, 1]), "too large or too small"),
        (lambda: funnel.overdispersion([1], 1.0, [1]), "at least 2 areas with a value; found 1"),
        (lambda: funnel.overdispersion([1, 2], None, [1, 1]), "The average must be a number"),
        (lambda: funnel.widened("rate", 5, 1.0, -1.0), "must be 0 or more; found '-1.0'"),
    ],
)
def test_what_cannot_be_a_funnel_is_refused_in_words(call: object, said: str) -> None:
    with pytest.raises(MethodError) as refusal:
        call()
    assert said in str(refusal.value)


@pytest.mark.parametrize("levels", [0.95, None, "0.95", [], [[0.95]]])
def test_levels_are_a_list(levels: object) -> None:
    with pytest.raises(MethodError, match=r"Levels must be a list of one or more, as \[0\.95, "):
        funnel.limits("rate", [12.0], 250.0, levels)
    with pytest.raises(MethodError, match="Levels must be a list"):
        funnel.classify("ratio", [3], [12.0], 1.0, levels)
    with pytest.raises(MethodError, match="Levels must be a list"):
        funnel.widened("ratio", [12.0], 1.0, 0.1, levels)
