"""Wilson's limits: another implementation's results, properties, refusals.

The reference figures were given by PHEindicatormethods 2.1.0 (R) for invented counts.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.errors import MethodError
from indicators.methods import proportion

REFERENCE = [
    # x, n, confidence, lower %, upper %
    (0, 10, 0.95, 0.0, 27.753279986288916),
    (1, 1, 0.95, 20.65493143772375, 100.0),
    (65, 100, 0.95, 55.25444329688797, 73.635751756902465),
    (123456, 9876543, 0.95, 1.2430820071767164, 1.2569399683414988),
    (2.5, 10, 0.95, 8.094782420999449, 55.781857572145007),
    (5, 100, 0.998, 1.386532072599737, 16.458852282596268),
    (1, 3, 0.998, 2.9827928198891391, 89.048784894055601),
    (65, 100, 0.90, 56.85335442834738, 72.356363948157409),
]

counts = st.integers(0, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n or 1)))


@pytest.mark.parametrize(("x", "n", "confidence", "lower", "upper"), REFERENCE)
def test_agrees_with_another_implementation(
    x: float, n: float, confidence: float, lower: float, upper: float
) -> None:
    result = proportion.estimate(x, n, confidence)
    assert math.isclose(result.value, x / n)
    assert math.isclose(result.lower * 100, lower, rel_tol=1e-10, abs_tol=1e-12)
    assert math.isclose(result.upper * 100, upper, rel_tol=1e-10)


@given(counts)
def test_limits_hold_the_value_and_stay_within_nought_and_one(count: tuple[int, int]) -> None:
    value, lower, upper = proportion.estimate(*count)
    assert 0 <= lower <= value <= upper <= 1


@given(counts)
def test_limits_widen_with_confidence(count: tuple[int, int]) -> None:
    narrow, wide = proportion.estimate(*count, 0.9), proportion.estimate(*count, 0.99)
    assert wide.lower <= narrow.lower
    assert narrow.upper <= wide.upper


@given(counts)
def test_the_rest_has_the_mirrored_limits(count: tuple[int, int]) -> None:
    x, n = count
    one, rest = proportion.estimate(x, n), proportion.estimate(n - x, n)
    assert math.isclose(one.lower, 1 - rest.upper, abs_tol=1e-12)


def test_missing_stays_missing_and_arrays_keep_their_shape() -> None:
    result = proportion.estimate([[np.nan, 5], [1, 2]], [[50, np.nan], [3, 4]])
    assert result.value.shape == (2, 2)
    assert np.isnan(result.value[0]).all()
    assert np.isnan(result.lower[0]).all()
    assert np.isfinite(result.upper[1]).all()


def test_every_bad_position_is_told_at_once() -> None:
    with pytest.raises(MethodError) as refusal:
        proportion.estimate([-1, 5, 1], [10, 4, 0])
    text = str(refusal.value)
    assert "position 0: found '-1'; expected a numerator of 0 or more" in text
    assert "position 1: found '5'; expected a numerator no larger than its denominator" in text
    assert "position 2: found '0'; expected a denominator above 0" in text


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(MethodError, match="arrays of one shape"):
        proportion.estimate([1, 2], [1, 2, 3])


@pytest.mark.parametrize("confidence", [0, 1, 95, float("nan")])
def test_confidence_must_be_a_share(confidence: float) -> None:
    with pytest.raises(MethodError, match="Confidence must lie between 0 and 1"):
        proportion.estimate(1, 2, confidence)
