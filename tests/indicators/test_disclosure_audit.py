"""The audit against every whole table there is, and the cheapest choice against every choice."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.disclosure import Policy, audit, protect, table_from
from tests.indicators import every_table

CELLS = ["area", "group"]
steady = settings(deadline=None, derandomize=True, database=None, max_examples=40)
THRESHOLD = 3
CAPS = {2: 20, 3: 8}  # by areas, of two groups


def rows(areas: int, groups: int, most: int = 5) -> st.SearchStrategy[list[list[int]]]:
    counts = st.lists(st.integers(0, most), min_size=groups, max_size=groups)
    return st.lists(counts, min_size=areas, max_size=areas)


def shown_of(safe) -> list[int | None]:  # type: ignore[no-untyped-def]
    return list(safe.published.values)


@steady
@given(rows(2, 2) | rows(3, 2, 2))
def test_the_audit_finds_the_interval_that_every_table_gives(counts: list[list[int]]) -> None:
    safe = protect(table_from(every_table.frame(counts), CELLS), threshold=THRESHOLD)
    shown, cap = shown_of(safe), CAPS[len(counts)]
    rule = [int(value is None) for value in shown]
    expected = every_table.intervals(safe.table.cells, shown, rule, cap)
    by_counts = every_table.intervals(safe.table.cells, shown, [0] * len(shown), cap)
    for one in safe.findings:
        assert one.low == expected[one.cell][0]
        assert min(one.high, cap) == min(expected[one.cell][1], cap)
        # Below 2 it is not asked what the rule on zeros adds.
        assert one.low_by_counts == (by_counts[one.cell][0] if one.low > 1 else one.low)


@steady
@given(rows(2, 2) | rows(3, 2, 2))
def test_every_small_count_is_protected(counts: list[list[int]]) -> None:
    safe = protect(table_from(every_table.frame(counts), CELLS), threshold=THRESHOLD)
    hidden = frozenset(at for at, value in enumerate(shown_of(safe)) if value is None)
    assert every_table.is_safe(
        safe.table.cells, safe.table.counts, hidden, THRESHOLD, CAPS[len(counts)]
    )
    assert safe.audit[safe.audit["hidden_as"] == "small"]["protected"].all()


@settings(steady, max_examples=20)
@given(rows(2, 2, 4))
def test_no_cheaper_choice_is_safe(counts: list[list[int]]) -> None:
    """Cost: twice the people and leaves of a cell, less one, as every choice of cells is tried."""
    table = table_from(every_table.frame(counts), CELLS)
    safe = protect(table, threshold=THRESHOLD)
    small = [at for at, n in enumerate(table.counts) if 1 <= n < THRESHOLD]
    others = [at for at, n in enumerate(table.counts) if n >= THRESHOLD]
    leaves = [len(held) for held in every_table.leaves_under(table.cells)]
    cost = {at: 2 * (table.counts[at] + leaves[at]) - 1 for at in others}
    cheapest = min(
        sum(cost[at] for at in more)
        for more in every_table.subsets(others)
        if every_table.is_safe(table.cells, table.counts, more | set(small), THRESHOLD, 10)
    )
    assert safe.choice.cost == cheapest
    assert safe.choice.gap == 0
    assert not safe.choice.is_fallback


@steady
@given(rows(2, 2, 9))
def test_where_zeros_are_hidden_too_nobody_knows_a_zero(counts: list[list[int]]) -> None:
    rule = Policy(threshold=4, zero="hidden")
    safe = protect(table_from(every_table.frame(counts), CELLS), rule)
    shown = shown_of(safe)
    expected = every_table.intervals(safe.table.cells, shown, [0] * len(shown), 20)
    for at, count in enumerate(safe.table.counts):
        if count < 4:
            assert shown[at] is None
            assert expected[at][0] <= 1
            assert expected[at][1] >= 3


@steady
@given(rows(2, 2, 12))
def test_rounded_figures_are_taken_for_all_that_they_may_be(counts: list[list[int]]) -> None:
    """1 to 3 hidden, the rest to the nearest 5, and each sum rounded on its own."""
    rule = Policy(threshold=4, rounding=5)
    safe = protect(table_from(every_table.frame(counts), CELLS), rule)
    values = safe.published.values
    cap = 24
    may_be = {
        value: [n for n in range(120) if 5 * int(n / 5 + 0.5) == value and not 1 <= n < 4]
        for value in values
        if value is not None
    }
    shown = [None if value is None else may_be[value] for value in values]
    rule_floor = [int(value is None) for value in values]
    expected = every_table.intervals(safe.table.cells, shown, rule_floor, cap)
    for one in safe.findings:
        assert one.low == expected[one.cell][0]
        assert min(one.high, cap) == min(expected[one.cell][1], cap)
    assert safe.audit[safe.audit["hidden_as"] == "small"]["protected"].all()


def test_an_interval_under_rounding_by_hand() -> None:
    """Hidden + 10 (from 8 to 12) = 15 (from 13 to 17), so that it is 1 to 9; it is 1 or more."""
    published = pd.DataFrame(
        {
            "area": ["a", "b", "all"],
            "published": [math.nan, 10, 15],
            "state": ["hidden", "rounded", "rounded"],
        }
    )
    found = audit(published, policy=Policy(threshold=8, rounding=5), cells=["area"]).iloc[0]
    assert (found["low"], found["high"], found["protected"]) == (1, 9, True)


def naive(counts: list[list[int]], threshold: int) -> pd.DataFrame:
    """The table with its small counts hidden, and nothing else."""
    rule = Policy(threshold=threshold, secondary=False)
    table = table_from(every_table.frame(counts), CELLS)
    cells = table.cells
    return pd.DataFrame(
        {
            "area": [key[0] for key in cells.keys],
            "group": [key[1] for key in cells.keys],
            "published": [math.nan if rule.is_small(n) else float(n) for n in table.counts],
            "state": ["hidden" if rule.is_small(n) else "shown" for n in table.counts],
        }
    )


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ([[5, 20], [30, 40]], 5, 5),  # hidden alone in its row and column
        ([[1, 20], [1, 40]], 1, 1),  # two that add up to 2, neither of which is a zero
        ([[3, 4], [4, 5]], 1, 6),  # a block of four: 7, 9, 7 and 9 are its sums
    ],
)
def test_the_audit_tells_what_hiding_small_counts_alone_gives_away(
    counts: list[list[int]], low: int, high: int
) -> None:
    frame = naive(counts, threshold=8 if counts[0][0] != 3 else 6)
    found = audit(frame, cells=CELLS, threshold=6 if counts[0][0] == 3 else 8).iloc[0]
    assert (found["low"], found["high"]) == (low, high)


def test_only_the_needed_cells_are_looked_into() -> None:
    frame = naive([[5, 20], [3, 40]], threshold=8)
    found = audit(frame, cells=CELLS, threshold=8, needed=[{"area": "a1", "group": "g0"}])
    assert found["area"].tolist() == ["a1"]
    assert not found["protected"].any() or found["high"].iloc[0] >= 7


def test_the_textbook_example() -> None:
    """Fischetti and Salazar 2001, investment by activity and region: 22 is hidden with 8, 17 and
    12, and their attacker places it between 5 and 30."""
    counts = [[20, 50, 10], [8, 19, 22], [17, 32, 12]]
    hidden = {("a1", "g0"), ("a1", "g2"), ("a2", "g0"), ("a2", "g2")}
    table = table_from(every_table.frame(counts), CELLS)
    rows = list(zip(table.cells.keys, table.counts, strict=True))
    published = pd.DataFrame(
        {
            "area": [key[0] for key, _ in rows],
            "group": [key[1] for key, _ in rows],
            "published": [math.nan if key in hidden else count for key, count in rows],
            "state": ["hidden" if key in hidden else "shown" for key, _ in rows],
        }
    )
    found = audit(published, cells=CELLS, policy=Policy(threshold=23, zero="hidden"))
    (wanted,) = found[(found["area"] == "a1") & (found["group"] == "g2")].to_dict("records")
    assert (wanted["low"], wanted["high"]) == (5, 30)
