"""The slow and certain attacker: every table of whole counts that fits what is published."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
import pandas as pd

from indicators.disclosure_cells import Cells

Interval = tuple[int, int]
Shown = int | Sequence[int] | None  # a count, those that a rounded one may be, or hidden


def leaves_under(cells: Cells) -> list[frozenset[int]]:
    """The leaves that each cell is the sum of, by their positions."""
    parts = dict(cells.relations)
    known: dict[int, frozenset[int]] = {}

    def under(cell: int) -> frozenset[int]:
        if cell not in known:
            found = parts.get(cell)
            known[cell] = frozenset().union(*map(under, found)) if found else frozenset([cell])
        return known[cell]

    return [under(cell) for cell in range(len(cells.keys))]


@cache
def grid(leaves: int, cap: int) -> np.ndarray:
    """Every choice of as many counts from 0 to the cap, one a row."""
    return np.indices((cap + 1,) * leaves, dtype=np.int16).reshape(leaves, -1).T


def tables(cells: Cells, shown: Sequence[Shown], least: Sequence[int], cap: int) -> np.ndarray:
    """Every table, a row with the count of each cell, in which shown cells are as shown and the
    others `least` or more. Counts that nothing is the sum of go up to the cap."""
    under = leaves_under(cells)
    leaves = [cell for cell in range(len(under)) if under[cell] == {cell}]
    tried = grid(len(leaves), cap)
    kept, made = np.ones(len(tried), dtype=bool), []
    for held, value, low in zip(under, shown, least, strict=True):
        count = tried[:, [leaves.index(leaf) for leaf in sorted(held)]].sum(axis=1)
        made.append(count)
        kept &= np.isin(count, value) if value is not None else count >= low
    return np.column_stack(made)[kept]


def intervals(
    cells: Cells, shown: Sequence[Shown], least: Sequence[int], cap: int
) -> list[Interval]:
    """The least and most of each cell over every table; from the cap on it may have no bound."""
    found = tables(cells, shown, least, cap)
    assert len(found), "no table fits"
    return list(zip(found.min(axis=0).tolist(), found.max(axis=0).tolist(), strict=True))


def is_safe(
    cells: Cells, counts: Sequence[int], hidden: frozenset[int], threshold: int, cap: int
) -> bool:
    """Whether nobody can place a small count closer than from 1 to the largest small count.

    Zeros are shown. For sums of several hidden counts, none of which can be zero, one who knows
    that may know that they are as many, and one who does not may not even know that.
    """
    shown = [None if at in hidden else count for at, count in enumerate(counts)]
    small = [at for at, count in enumerate(counts) if 1 <= count < threshold]
    if not set(small) <= hidden:
        return False
    by_rule = intervals(cells, shown, [int(value is None) for value in shown], cap)
    by_counts = intervals(cells, shown, [0] * len(shown), cap)
    nonzero = [sum(counts[leaf] > 0 for leaf in held) for held in leaves_under(cells)]
    return all(
        by_rule[at][1] >= threshold - 1 and by_rule[at][0] <= nonzero[at] and by_counts[at][0] <= 1
        for at in small
    )


def subsets(cells: Sequence[int]) -> Iterator[frozenset[int]]:
    """Every set of the cells."""
    for size in range(len(cells) + 1):
        yield from map(frozenset, itertools.combinations(cells, size))


def frame(rows: Sequence[Sequence[int]]) -> pd.DataFrame:
    """Counts as a frame: a row is an area, a column a group."""
    return pd.DataFrame(
        {"area": f"a{row}", "group": f"g{column}", "count": count}
        for row, counts in enumerate(rows)
        for column, count in enumerate(counts)
    )
