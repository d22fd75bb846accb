"""Byar's and exact Poisson limits: another implementation's results, properties, refusals."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.errors import MethodError
from indicators.methods import rate

TABLE = tomllib.loads(
    (Path(__file__).parents[2] / "reference" / "rate.toml").read_text(encoding="utf-8")
)

counts = st.just(0.0) | st.floats(1e-3, 1e6)
populations = st.floats(1, 1e9)


@pytest.mark.parametrize("case", TABLE["case"])
def test_agrees_with_another_implementation(case: list[float]) -> None:
    x, n, confidence, *rates = case
    np.testing.assert_allclose(rate.estimate(x, n, confidence), rates, rtol=1e-10)


@pytest.mark.parametrize("group", TABLE["group"])
def test_agrees_on_groups_summed_first(group: dict[str, list[float]]) -> None:
    result = rate.estimate(sum(group["x"]), sum(group["n"]))
    np.testing.assert_allclose(result, group["estimate"], rtol=1e-10)


def chance_of_at_most(count: int, mean: float) -> float:
    return math.exp(-mean) * sum(mean**k / math.factorial(k) for k in range(count + 1))


@pytest.mark.parametrize("x", range(1, 10))
def test_below_ten_the_limits_leave_a_poisson_tail_each(x: int) -> None:
    lower, upper = map(float, rate.count_limits(x, 0.95))
    assert 1 - chance_of_at_most(x - 1, lower) == pytest.approx(0.025, rel=1e-10)
    assert chance_of_at_most(x, upper) == pytest.approx(0.025, rel=1e-10)


@given(st.floats(10, 1e7), st.sampled_from([0.9, 0.95, 0.998]))
def test_from_ten_the_limits_are_byars(x: float, confidence: float) -> None:
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    expected = (
        x * (1 - 1 / (9 * x) - z / (3 * math.sqrt(x))) ** 3,
        (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * math.sqrt(x + 1))) ** 3,
    )
    np.testing.assert_allclose(rate.count_limits(x, confidence), expected, rtol=1e-10)


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


def test_a_count_below_nought_has_no_limits() -> None:
    with pytest.raises(MethodError, match="position 1: found '-3'; expected a count of 0 or more"):
        rate.count_limits([1, -3])
