"""Classes of a map: another implementation's, every partition there is, ties, refusals."""

from __future__ import annotations

import tomllib
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.errors import MethodError
from indicators.methods import breaks

TABLE = tomllib.loads(
    (Path(__file__).parents[2] / "reference" / "breaks.toml").read_text(encoding="utf-8")
)
CASES = [(one["values"], case) for one in TABLE["set"] for case in one["classes"]]
METHODS = {"natural": breaks.natural, "quantile": breaks.quantile, "equal": breaks.equal}

few = st.lists(st.integers(-50, 50), min_size=1, max_size=9)
many = st.lists(st.integers(-40, 40).map(lambda tenths: tenths / 10), min_size=1, max_size=90)
classes = st.integers(2, 9)


def squares(groups: list[list[float]]) -> float:
    return sum(float(np.square(np.subtract(group, np.mean(group))).sum()) for group in groups)


def least_of_every_partition(values: list[float], k: int) -> float:
    """The least sum of squares, by trying every way to cut the different values."""
    distinct = sorted(set(values))
    best = np.inf
    for cuts in combinations(range(1, len(distinct)), min(k, len(distinct)) - 1):
        ends = [*cuts, len(distinct)]
        parts = [distinct[a:b] for a, b in zip([0, *cuts], ends, strict=True)]
        best = min(best, squares([[v for v in values if v in part] for part in parts]))
    return best


def grouped(values: list[float], found: breaks.Breaks) -> list[list[float]]:
    of = np.array(found.class_of)
    return [list(np.array(values)[of == i]) for i in range(len(found.counts))]


@pytest.mark.parametrize("case", CASES)
def test_agrees_with_another_implementation(case: tuple) -> None:
    values, expected = case
    found = METHODS[expected["method"]](values, expected["k"])
    assert found.class_of.tolist() == expected["class_of"]
    assert found.counts.tolist() == np.bincount(expected["class_of"]).tolist()
    assert found.edges[-1] == pytest.approx(expected["bins"][-1], rel=1e-10)
    if expected["method"] == "equal":
        np.testing.assert_allclose(found.edges[1:], expected["bins"], rtol=1e-10)


@given(few, st.integers(2, 5))
def test_no_partition_has_a_smaller_sum_of_squares_than_natural_breaks(values, k) -> None:
    found = breaks.natural(values, k)
    assert squares(grouped(values, found)) == pytest.approx(
        least_of_every_partition(values, k), abs=1e-9
    )


@given(st.lists(st.integers(0, 10**6), min_size=6, max_size=9, unique=True), st.integers(1, 3))
def test_outliers_at_both_ends_cost_natural_breaks_no_digits(thousandths, k) -> None:
    values = [v / 1000 for v in thousandths]
    found = breaks.natural([-3e9, *values, 5e9], k + 2)
    inner = grouped([-3e9, *values, 5e9], found)[1:-1]
    best = least_of_every_partition(values, k) if k > 1 else squares([values])
    assert squares(inner) == pytest.approx(best, rel=1e-6, abs=1e-9)


@given(few, st.integers(2, 5))
def test_natural_breaks_do_not_depend_on_unit_or_order(values, k) -> None:
    found = breaks.natural(values, k)
    turned = breaks.natural([4 * v + 24 for v in reversed(values)], k)
    np.testing.assert_array_equal(found.class_of, turned.class_of[::-1])
    np.testing.assert_array_equal(found.edges * 4 + 24, turned.edges)


def test_a_large_map_has_the_natural_breaks_of_a_plain_programme() -> None:
    values = np.random.default_rng(4).gamma(2, 10, 300).round(3)
    ordered = np.sort(values)

    def within(a: int, b: int) -> float:
        return float(np.square(ordered[a:b] - ordered[a:b].mean()).sum())

    best = [within(0, end) for end in range(1, 301)]
    for made in range(1, 6):
        best = [
            min((best[start - 1] + within(start, end) for start in range(made, end)), default=0.0)
            for end in range(1, 301)
        ]
    found = breaks.natural(values, 6)
    assert squares(grouped(list(values), found)) == pytest.approx(best[-1], rel=1e-10)


@given(many, classes)
def test_every_value_lies_between_the_edges_of_its_class(values, k) -> None:
    for method in METHODS.values():
        found = method(values, k)
        assert len(found.edges) == len(found.counts) + 1 <= k + 1
        assert found.counts.sum() == len(values)
        assert (np.diff(found.edges) >= 0).all()
        assert (found.edges[0], found.edges[-1]) == (min(values), max(values))
        lower, upper = found.edges[found.class_of], found.edges[found.class_of + 1]
        assert (np.array(values) >= lower - 1e-9).all()
        below = (np.array(values) < upper - 1e-12) | (found.class_of == len(found.counts) - 1)
        assert below.all()
        assert bool(found.reason) == (len(found.counts) < k)


@given(many, classes)
def test_equal_values_share_a_class_and_no_class_of_values_is_empty(values, k) -> None:
    for method in (breaks.natural, breaks.quantile):
        found = method(values, k)
        assert len(set(zip(values, found.class_of.tolist(), strict=True))) == len(set(values))
        assert (found.counts > 0).all()


@given(st.integers(2, 9), st.integers(0, 60))
def test_without_ties_quantile_classes_differ_by_one_at_most(k, more) -> None:
    found = breaks.quantile(range(k + more), k)
    assert len(found.counts) == k
    assert found.counts.max() - found.counts.min() <= 1


def test_many_equal_values_leave_fewer_classes_and_the_reason_is_said() -> None:
    low, high = breaks.quantile([0] * 50 + [1, 2], 3), breaks.quantile([2] * 50 + [1, 0], 3)
    assert (low.counts.tolist(), high.counts.tolist()) == ([50, 2], [2, 50])
    assert low.reason == "Many values are the same, so there are 2 classes and not 3."
    assert breaks.natural([3, 3, 8], 5).reason == (
        "Only 2 different values are held, so there are 2 classes and not 5."
    )
    for method in METHODS.values():
        same = method([4, 4, 4])
        assert (same.edges.tolist(), same.counts.tolist()) == ([4, 4], [3])
        assert same.reason == "Every value is the same, so there is one class."


def test_a_figure_printed_as_an_edge_lies_above_it() -> None:
    # Three steps of 0.2 are a hair above 0.6 in floating point.
    tenths = [step / 10 for step in range(11)]
    assert breaks.equal(tenths).class_of.tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 4]
    assert breaks.published([4, 8, 16], [0, 8, 16]).class_of.tolist() == [0, 1, 1]


def test_missing_values_are_in_no_class_and_change_no_other() -> None:
    values = [np.nan, 9, 1, np.nan, 5, 7]
    for method in METHODS.values():
        found, without = method(values, 2), method([9, 1, 5, 7], 2)
        assert found.class_of[[0, 3]].tolist() == [-1, -1]
        np.testing.assert_array_equal(found.class_of[[1, 2, 4, 5]], without.class_of)
        np.testing.assert_array_equal(found.counts, without.counts)


def test_published_bands_are_kept_as_stated_also_where_empty() -> None:
    # National tenths of deprivation in five bands, as a map shows them.
    found = breaks.published([1, 2, 4, 5, 10, np.nan], [1, 2, 3, 4, 6, 10])
    assert found.class_of.tolist() == [0, 1, 3, 3, 4, -1]
    assert found.counts.tolist() == [1, 1, 0, 2, 1]


@given(many, st.integers(-50, 50), st.sampled_from([2, 4, 6, 8]))
def test_the_middle_is_an_edge_and_parts_the_values(values, middle, k) -> None:
    middle = middle / 10
    for by in ("quantile", "equal"):
        found = breaks.around(values, middle, k, by)
        assert found.edges[found.below] == middle
        assert (np.diff(found.edges) >= 0).all()
        is_below = np.array(values) < middle - 1e-9
        np.testing.assert_array_equal(found.class_of < found.below, is_below)
        assert found.counts.sum() == len(values)
        assert found.below <= k // 2
        assert len(found.counts) - found.below <= k // 2
        assert found.edges[0] <= min(values) + 1e-9
        assert found.edges[-1] >= max(values) - 1e-9


def test_equal_steps_around_the_middle_reach_as_far_on_either_side() -> None:
    found = breaks.around([8, 11, 16], 10, 6, by="equal")
    assert found.edges.tolist() == [4, 6, 8, 10, 12, 14, 16]
    assert found.counts.tolist() == [0, 0, 1, 1, 0, 1]


def test_each_side_of_the_middle_has_its_own_quantiles() -> None:
    found = breaks.around([1, 2, 3, 4, 6, 7, 8, 90], 5, 4)
    assert found.edges.tolist() == [1, 3, 5, 8, 90]
    assert (found.counts.tolist(), found.below, found.reason) == ([2, 2, 2, 2], 2, "")


def test_a_side_with_fewer_classes_is_told_of() -> None:
    above = breaks.around([6, 7, 8, 9], 5, 4)
    assert (above.edges.tolist(), above.below) == ([5, 8, 9], 0)
    assert above.reason == "No value is below the middle."
    tied = breaks.around([1, 1, 6, 7], 5, 4)
    assert (tied.edges.tolist(), tied.below) == ([1, 5, 7, 7], 1)
    assert tied.reason == "Only 1 class is below the middle, as values tie or are few."


def test_what_cannot_be_classed_is_refused() -> None:
    for method in (*METHODS.values(), lambda values, k=5: breaks.around(values, 1, k)):
        with pytest.raises(MethodError, match="No value is held, so there are no classes"):
            method([np.nan, np.nan])
        with pytest.raises(MethodError, match="expected a finite number"):
            method([1, np.inf])
        with pytest.raises(MethodError, match="Classes need one row of values"):
            method([[1, 2], [3, 4]])
        for k in (1, 2.5, "five", True):
            with pytest.raises(MethodError, match="Classes are a whole number, 2 or more"):
                method([1, 2], k)
    with pytest.raises(MethodError, match="found 5, which is odd"):
        breaks.around([1, 2], 1.5, 5)
    with pytest.raises(MethodError, match="The middle must be a finite number; found 'England'"):
        breaks.around([1, 2], "England", 4)
    with pytest.raises(MethodError, match="no way to divide a side 'quantiles'"):
        breaks.around([1, 2], 1.5, 4, by="quantiles")
    for bands in ([1], [1, 1, 2], [3, 2, 1]):
        with pytest.raises(MethodError, match="two edges or more, each above the one before"):
            breaks.published([1, 2], bands)
    with pytest.raises(MethodError, match="position 1, 2: found '0'; expected a value from 1 to 5"):
        breaks.published([1, 0, 6, np.nan], [1, 3, 5])
    with pytest.raises(MethodError, match="too large or too small"):
        breaks.natural([-1e308, 0, 1e308], 2)
