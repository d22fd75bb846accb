"""Wilson's limits: another implementation's results, properties, refusals."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.errors import MethodError
from indicators.methods import proportion

TABLE = tomllib.loads(
    (Path(__file__).parents[2] / "reference" / "proportion.toml").read_text(encoding="utf-8")
)

counts = st.integers(0, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n or 1)))


@pytest.mark.parametrize("case", TABLE["case"])
def test_agrees_with_another_implementation(case: list[float]) -> None:
    x, n, confidence, *percentages = case
    result = proportion.estimate(x, n, confidence)
    np.testing.assert_allclose(np.multiply(result, 100), percentages, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("group", TABLE["group"])
def test_agrees_on_groups_summed_first(group: dict[str, list[float]]) -> None:
    result = proportion.estimate(sum(group["x"]), sum(group["n"]))
    np.testing.assert_allclose(result, group["estimate"], rtol=1e-10, atol=1e-12)


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
