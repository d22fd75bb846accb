"""Differences: the examples of the method's author, simulated coverage, properties, refusals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.errors import MethodError
from indicators.methods import difference, proportion, rate

# Newcombe 1998, Table II, method 10: x of n less y of m, with its limits to four places.
NEWCOMBE = [
    ((56, 70), (48, 80), (0.0524, 0.3339)),
    ((9, 10), (3, 10), (0.1705, 0.8090)),
    ((6, 7), (2, 7), (0.0582, 0.8062)),
    ((5, 56), (0, 29), (-0.0381, 0.1926)),
    ((0, 10), (0, 20), (-0.1611, 0.2775)),
    ((0, 10), (0, 10), (-0.2775, 0.2775)),
    ((10, 10), (0, 20), (0.6791, 1.0)),
    ((10, 10), (0, 10), (0.6075, 1.0)),
]
triples = st.lists(st.integers(0, 1000), min_size=3, max_size=3).map(
    lambda drawn: (sorted(drawn)[1], sorted(drawn)[0], sorted(drawn)[2])
)


@pytest.mark.parametrize(("one", "other", "limits"), NEWCOMBE)
def test_agrees_with_the_published_examples(one, other, limits) -> None:
    found = difference.estimate(proportion.estimate(*one), proportion.estimate(*other))
    assert float(found.value) == pytest.approx(one[0] / one[1] - other[0] / other[1])
    assert (float(found.lower), float(found.upper)) == pytest.approx(limits, abs=5e-5)


def test_agrees_with_arithmetic_by_hand() -> None:
    # 10 (7 to 14) less 6 (3 to 10): 4, as far below as a 3-4-5 triangle is long.
    found = difference.estimate((10, 7, 14), (6, 3, 10))
    assert tuple(float(part) for part in found) == (4, 4 - 5, 4 + 5)


@pytest.mark.parametrize(("people", "shares"), [(300, (0.1, 0.15)), (60, (0.5, 0.5))])
def test_limits_of_shares_hold_the_true_difference_about_as_often_as_they_say(
    people: int, shares: tuple[float, float]
) -> None:
    random = np.random.default_rng(1998)
    one, other = (
        proportion.estimate(random.binomial(people, share, 20_000), people) for share in shares
    )
    found = difference.estimate(one, other)
    true = shares[0] - shares[1]
    assert 0.94 < ((found.lower <= true) & (true <= found.upper)).mean() < 0.965


@pytest.mark.parametrize("means", [(4, 4), (12, 30), (200, 240)])
def test_limits_of_counts_hold_the_true_difference_at_least_as_often_as_they_say(means) -> None:
    random = np.random.default_rng(2008)
    one, other = (rate.estimate(random.poisson(mean, 20_000), 1, per=1) for mean in means)
    found = difference.estimate(one, other)
    true = means[0] - means[1]
    # Exact limits of a count hold more than they say, the more the smaller it is.
    assert 0.945 < ((found.lower <= true) & (true <= found.upper)).mean() < 0.985


@given(triples, triples)
def test_turning_the_two_about_turns_the_sign(one, other) -> None:
    there, back = difference.estimate(one, other), difference.estimate(other, one)
    assert tuple(map(float, there)) == (-back.value, -back.upper, -back.lower)
    assert there.lower <= there.value <= there.upper


@given(triples, st.integers(0, 1000))
def test_less_a_number_without_doubt_the_limits_are_only_moved(one, number) -> None:
    found = difference.estimate(one, (number, number, number))
    np.testing.assert_allclose(found, np.array(one) - number)


def test_missing_stays_missing_and_changes_no_other() -> None:
    found = difference.estimate(([10, np.nan], [7, 7], [14, 14]), ([6, 6], [3, np.nan], 10))
    assert found.lower.tolist()[0] == -1
    assert np.isnan([found.value[1], found.lower[1], found.upper[1]]).all()


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(MethodError, match="found '20'; expected a value between its own limits"):
        difference.estimate((20, 7, 14), (6, 3, 10))
    with pytest.raises(MethodError, match="found '2'; expected a value between its own limits"):
        difference.estimate((10, 7, 14), (2, 3, 10))
    with pytest.raises(MethodError, match="expected a finite number"):
        difference.estimate((10, 7, np.inf), (6, 3, 10))
    with pytest.raises(MethodError, match="too large or too small"):
        difference.estimate((1e300, -1e300, 1e300), (0, -1e300, 0))
