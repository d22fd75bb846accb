"""Student's limits: another implementation's results, closed forms, properties, refusals."""

from __future__ import annotations

import math
import statistics
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.errors import MethodError
from indicators.methods import mean

TABLE = tomllib.loads(
    (Path(__file__).parents[2] / "reference" / "mean.toml").read_text(encoding="utf-8")
)
CASES = [(series["values"], *case) for series in TABLE["series"] for case in series["estimate"]]

numbers = st.integers(-1000, 1000).map(lambda i: i / 8)
several = st.lists(numbers, min_size=2, max_size=30)


@pytest.mark.parametrize("case", CASES)
def test_agrees_with_another_implementation(case: tuple) -> None:
    values, confidence, *expected = case
    np.testing.assert_allclose(mean.estimate(values, confidence), expected, rtol=1e-10)


@given(numbers, numbers, st.floats(0.5, 0.999))
def test_two_values_have_cauchy_limits(a: float, b: float, confidence: float) -> None:
    # One degree of freedom: the t quantile is a tangent.
    reach = math.tan(math.pi * confidence / 2) * abs(a - b) / 2
    expected = ((a + b) / 2, (a + b) / 2 - reach, (a + b) / 2 + reach)
    np.testing.assert_allclose(mean.estimate([a, b], confidence), expected, rtol=1e-9, atol=1e-9)


@given(numbers, numbers, numbers, st.floats(0.5, 0.999))
def test_three_values_have_the_limits_of_two_degrees_of_freedom(
    a: float, b: float, c: float, confidence: float
) -> None:
    t = confidence * math.sqrt(2 / (1 - confidence**2))
    middle, reach = (a + b + c) / 3, t * statistics.stdev([a, b, c]) / math.sqrt(3)
    expected = (middle, middle - reach, middle + reach)
    result = mean.estimate([a, b, c], confidence)
    np.testing.assert_allclose(result, expected, rtol=1e-10, atol=1e-10)


@given(several)
def test_limits_hold_the_mean_and_widen_with_confidence(values: list[float]) -> None:
    narrow, wide = mean.estimate(values, 0.9), mean.estimate(values, 0.99)
    assert wide.lower <= narrow.lower <= narrow.value <= narrow.upper <= wide.upper


@given(several, st.randoms())
def test_order_does_not_matter(values: list[float], random: object) -> None:
    shuffled = list(values)
    random.shuffle(shuffled)
    np.testing.assert_allclose(
        mean.estimate(shuffled), mean.estimate(values), rtol=1e-12, atol=1e-12
    )


@given(several, st.sampled_from([0.01, 2, 1000]))
def test_the_unit_only_scales(values: list[float], unit: float) -> None:
    scaled = mean.estimate(np.multiply(values, unit))
    np.testing.assert_allclose(scaled, np.multiply(mean.estimate(values), unit), rtol=1e-10)


@given(several)
def test_a_published_summary_gives_what_its_values_give(values: list[float]) -> None:
    summary = mean.from_summary(
        statistics.fmean(values), statistics.stdev(values), len(values), 0.998
    )
    np.testing.assert_allclose(summary, mean.estimate(values, 0.998), rtol=1e-10, atol=1e-10)


def test_equal_values_have_exactly_their_mean() -> None:
    assert mean.estimate([0.1] * 7) == (0.1, 0.1, 0.1)


def test_one_value_has_a_mean_and_no_limits() -> None:
    value, lower, upper = mean.estimate([7])
    assert value == 7
    assert np.isnan([lower, upper]).all()


def test_each_row_has_its_mean_and_a_missing_value_makes_its_own_missing() -> None:
    result = mean.estimate([[1, 2, 3], [4, np.nan, 5]])
    np.testing.assert_array_equal(result.value, [2, np.nan])
    assert np.isnan(result.upper[1])


def test_bad_input_is_refused_in_words() -> None:
    with pytest.raises(MethodError, match="A mean needs at least one value; found none"):
        mean.estimate([])
    with pytest.raises(MethodError, match="Confidence must lie between 0 and 1"):
        mean.estimate([1, 2], 95)
    with pytest.raises(MethodError) as refusal:
        mean.from_summary(5, [-1, 2], [3, 0])
    assert "position 0: found '-1'; expected a standard deviation of 0 or more" in str(
        refusal.value
    )
    assert "position 1: found '0'; expected 1 value or more" in str(refusal.value)
