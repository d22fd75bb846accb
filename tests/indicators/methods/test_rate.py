"""Byar's and exact Poisson limits: another implementation's results, properties, refusals.

The reference figures were given by PHEindicatormethods 2.1.0 (R) for invented counts.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.errors import MethodError
from indicators.methods import rate

REFERENCE = [
    # x, n, confidence, lower, upper per 100,000
    (0, 1000, 0.95, 0.0, 368.8879454113935),
    (1, 1000, 0.95, 2.53178079842899, 557.16433909388991),
    (9, 9000, 0.95, 45.726367748648144, 189.831149460213),
    (9.5, 9000, 0.95, 49.480647122155403, 197.10486614292915),
    (10, 10000, 0.95, 47.874499139675642, 183.91458605756475),
    (100, 54321, 0.95, 149.78020561206142, 223.90592511037445),
    (100000, 56000000, 0.95, 177.46634395550657, 179.68168712082488),
    (5, 5000, 0.998, 14.787434638356654, 329.09490407360209),
    (1000, 1000000, 0.998, 90.511495459596716, 110.16329451227749),
    (11, 11000, 0.90, 56.066863294474757, 165.48847692138222),
]

counts = st.just(0.0) | st.floats(1e-3, 1e6)
populations = st.floats(1, 1e9)


@pytest.mark.parametrize(("x", "n", "confidence", "lower", "upper"), REFERENCE)
def test_agrees_with_another_implementation(
    x: float, n: float, confidence: float, lower: float, upper: float
) -> None:
    result = rate.estimate(x, n, confidence)
    assert math.isclose(result.value, x / n * 100_000)
    assert math.isclose(result.lower, lower, rel_tol=1e-10)
    assert math.isclose(result.upper, upper, rel_tol=1e-10)


@given(counts, populations)
def test_limits_hold_the_value(x: float, n: float) -> None:
    value, lower, upper = rate.estimate(x, n)
    assert lower <= value <= upper


@given(counts, populations)
def test_limits_widen_with_confidence(x: float, n: float) -> None:
    narrow, wide = rate.estimate(x, n, 0.9), rate.estimate(x, n, 0.99)
    assert wide.lower <= narrow.lower
    assert narrow.upper <= wide.upper


@given(counts, populations, st.sampled_from([1, 100, 1_000, 10_000]))
def test_the_multiplier_only_scales(x: float, n: float, per: int) -> None:
    one, many = rate.estimate(x, n, per=1), rate.estimate(x, n, per=per)
    np.testing.assert_allclose(np.array(one) * per, np.array(many), rtol=1e-12)


def test_more_events_than_people_is_allowed() -> None:
    assert rate.estimate(15, 10, per=10).value == 15


def test_missing_stays_missing() -> None:
    result = rate.estimate([np.nan, 4], [100, np.nan])
    assert np.isnan(result.value).all()
    assert np.isnan(result.upper).all()


def test_every_bad_position_is_told_at_once() -> None:
    with pytest.raises(MethodError) as refusal:
        rate.estimate([-2, 3], [10, 0])
    assert "position 0: found '-2'; expected a count of 0 or more" in str(refusal.value)
    assert "position 1: found '0'; expected a population above 0" in str(refusal.value)


def test_the_multiplier_must_be_above_nought() -> None:
    with pytest.raises(MethodError, match="a multiplier above 0"):
        rate.estimate(1, 2, per=0)
