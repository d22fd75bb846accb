"""Groups of nearly equal size: another implementation's labels, exact fractions, refusals."""

from __future__ import annotations

import math
import tomllib
from collections import Counter
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.errors import MethodError
from indicators.methods import quantile

TABLE = tomllib.loads(
    (Path(__file__).parents[2] / "reference" / "quantile.toml").read_text(encoding="utf-8")
)
CASES = [(one["values"], case) for one in TABLE["set"] for case in one["assigned"]]

groups_and_values = st.integers(2, 20).flatmap(
    lambda groups: st.tuples(
        st.just(groups), st.lists(st.integers(-30, 30), min_size=groups, max_size=90)
    )
)


def exact(values: list[int], groups: int) -> list[int]:
    """OHID's rule in exact fractions, the highest values in group 1."""
    size = Fraction(len(values), groups)
    return [
        groups + 1 - math.ceil((len(values) - sum(other > value for other in values)) / size)
        for value in values
    ]


@pytest.mark.parametrize("case", CASES)
def test_agrees_with_another_implementation(case: tuple) -> None:
    values, expected = case
    assigned = quantile.assign(values, expected["groups"], expected["highest_is"])
    np.testing.assert_array_equal(assigned, expected["quantiles"])


@given(groups_and_values)
def test_agrees_with_exact_fractions(given_values: tuple[int, list[int]]) -> None:
    groups, values = given_values
    assert quantile.assign(values, groups).tolist() == exact(values, groups)
    turned = quantile.assign(np.negative(values), groups, highest_is=groups)
    assert turned.tolist() == exact(values, groups)


def test_a_boundary_that_floats_would_miss_is_kept() -> None:
    # The eighth of 28 in 20 groups: 21 / 1.4 is 15, but a hair more in floating point.
    assert quantile.assign(range(28, 0, -1), 20)[7] == 6


@given(groups_and_values)
def test_a_higher_value_is_never_in_a_later_group(given_values: tuple[int, list[int]]) -> None:
    groups, values = given_values
    assigned = quantile.assign(values, groups)[np.argsort(np.negative(values), kind="stable")]
    assert (np.diff(assigned) >= 0).all()
    assert assigned[0] == 1


@given(st.integers(2, 12), st.integers(0, 60))
def test_without_ties_groups_differ_by_one_at_most(groups: int, more: int) -> None:
    sizes = Counter(quantile.assign(range(groups + more), groups).tolist())
    assert sorted(sizes) == list(range(1, groups + 1))
    assert max(sizes.values()) - min(sizes.values()) <= 1


def test_missing_values_are_in_no_group_and_change_no_other() -> None:
    assigned = quantile.assign([np.nan, 9, 1, np.nan, 5, 7], groups=2)
    np.testing.assert_array_equal(assigned, [np.nan, 1, 2, np.nan, 2, 1])
    assert assigned.reason == ""


@pytest.mark.parametrize(
    ("values", "held"),
    [([3, np.nan, 4], "Only 2 values are"), ([np.nan, 1], "Only 1 value is"), ([], "No value is")],
)
def test_with_too_few_values_none_is_assigned_and_the_reason_is_said(
    values: list, held: str
) -> None:
    assigned = quantile.assign(values, groups=5)
    assert np.isnan(assigned).all()
    assert assigned.shape == (len(values),)
    assert assigned.reason == f"{held} held; 5 groups need at least 5."


def test_what_cannot_be_grouped_is_refused() -> None:
    with pytest.raises(MethodError, match="Quantiles need one row of values"):
        quantile.assign([[1, 2], [3, 4]])
    with pytest.raises(MethodError, match="expected a finite number"):
        quantile.assign([1, np.inf], groups=2)
    for groups in (1, 2.5, "ten", True):
        with pytest.raises(MethodError, match="Quantiles need a whole number of groups, 2 or more"):
            quantile.assign([1, 2], groups)
    with pytest.raises(MethodError, match="can be group 1 or group 5; found '10'"):
        quantile.assign(range(9), groups=5, highest_is=10)
