"""What must be hidden so that small counts stay unknown: cells, what each may be, and needs.

Everything is told as deviations from the true counts. What an attacker holds possible is a vector
of deviations that every relation maps to nothing, within bounds: a cell that is shown may not
deviate (or only as far as its rounding lets it), one that is hidden may.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from indicators.disclosure_cells import Cells, Relation
from indicators.disclosure_earlier import Earlier, range_of
from indicators.disclosure_policy import Policy, rounded

NOTHING_EARLIER = Earlier()
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Need(NamedTuple):
    """A cell must seem able to deviate by `amount`, upwards (sign 1) or downwards (sign -1).

    A `loose` need is for an attacker who does not know that what is hidden is no zero.
    """

    cell: int
    sign: int
    amount: int
    loose: bool = False


@dataclass(frozen=True)
class Problem:
    """Bounds of each deviation when shown and when hidden, relations as rows, costs and needs.

    `open` cells deviate whatever is chosen: small counts, cells that are not published and those
    of earlier releases. `may_hide` are the others that can be hidden to any use.
    """

    matrix: csr_array
    shown_low: Ints
    shown_high: Ints
    hidden_low: Ints
    loose_low: Ints
    hidden_high: Ints
    is_open: Flags
    may_hide: Flags
    cost: Ints
    needs: tuple[Need, ...]

    def lowest(self, loose: bool) -> Ints:
        return self.loose_low if loose else self.hidden_low


def problem_of(
    cells: Cells,
    counts: Sequence[int],
    policy: Policy,
    told: Earlier,
    base: Sequence[int] = (),
    broken: frozenset[int] = frozenset(),
    before: Mapping[int, tuple[float, float]] = MappingProxyType({}),
) -> Problem:
    """The problem that a table sets under a policy, with what earlier releases tell.

    `base` are counts that fit the earlier releases, and `broken` the links that do not hold.
    `before` are earlier counts that must stay as unknown as they were: from the least to the most
    that was known of each.
    """
    many = len(counts)
    true = np.array([*counts, *base], dtype=np.int64)
    reach = 1000 * max(policy.threshold, 10)
    small = np.array([policy.is_small(count) for count in counts], dtype=bool)
    published = np.array(cells.is_published, dtype=bool)
    ranges = [
        range_of(rounded(count, policy.base(national)), policy, national)
        for count, national in zip(counts, cells.is_national, strict=True)
    ]
    is_zero = (true[:many] == 0) & policy.shows_zero
    floor = np.where(published & policy.shows_zero & ~is_zero, 1, 0)
    old_low = [one.low for one in told.unknowns]
    old_high = [reach + known if one.high is None else one.high
                for one, known in zip(told.unknowns, base, strict=True)]  # fmt: skip
    old_loose = [0 if one.high is None else one.low for one in told.unknowns]
    hidden_low = np.concatenate([floor, old_low]).astype(np.int64) - true
    loose_low = np.concatenate([np.zeros(many), old_loose]).astype(np.int64) - true
    hidden_high = np.concatenate([np.where(is_zero, 0, reach), np.array(old_high) - true[many:]])
    hidden_high = hidden_high.astype(np.int64)
    for low in (hidden_low, loose_low):
        _narrow(low, hidden_high, told, broken)
    may_vary = (hidden_low < 0) | (hidden_high > 0)
    return Problem(
        matrix=matrix_of((*cells.relations, *told.equations(broken)), len(true)),
        shown_low=np.array([*(r[0] for r in ranges), *true[many:]], dtype=np.int64) - true,
        shown_high=np.array([*(r[1] for r in ranges), *true[many:]], dtype=np.int64) - true,
        hidden_low=hidden_low,
        loose_low=loose_low,
        hidden_high=hidden_high,
        is_open=np.concatenate([(small & published) | ~published, np.ones(len(base), dtype=bool)]),
        may_hide=may_vary
        & np.concatenate([published & ~small & ~is_zero, np.zeros(len(base), dtype=bool)]),
        cost=np.concatenate([_cost(cells, counts), np.zeros(len(base))]).astype(np.int64),
        needs=(
            *_needs(counts, policy, small, least_by_zeros(cells, counts, policy, told, broken)),
            *_still(before, true, told),
        ),
    )


def _narrow(low: Ints, high: Ints, told: Earlier, broken: Collection[int]) -> None:
    """Let linked counts, which are the same, vary no more than any of them can.

    A count that was shown before and not revised is known, and to hide it now is of no use.
    """
    whole = [link for at, link in enumerate(told.links) if at not in broken]
    for ordered in (whole, whole[::-1]):
        for now, then, _, _ in ordered:
            low[now] = low[then] = max(low[now], low[then])
            high[now] = high[then] = min(high[now], high[then])


def matrix_of(relations: Sequence[Relation], width: int) -> csr_array:
    """A row for each relation: 1 for the total, -1 for each part."""
    rows = [at for at, (_, parts) in enumerate(relations) for _ in range(1 + len(parts))]
    columns = [position for total, parts in relations for position in (total, *parts)]
    values = [value for _, parts in relations for value in (1.0, *[-1.0] * len(parts))]
    return csr_array((values, (rows, columns)), shape=(len(relations), width))


def _cost(cells: Cells, counts: Sequence[int]) -> Ints:
    """What it costs to hide each cell: by its people and its leaves.

    A total of several parts costs more than all of them, so that none is hidden where parts do.
    """
    leaves = np.array(cells.leaves, dtype=np.int64)
    return (np.array(counts, dtype=np.int64) + leaves) * 2 - 1


def _needs(counts: Sequence[int], policy: Policy, small: Flags, least: Ints) -> list[Need]:
    """The needs of every small count, those that are not published among them.

    What two groupings differ by is such a count: the one less the other gives it.
    """
    made = []
    for cell in map(int, np.flatnonzero(small)):
        count = counts[cell]
        up, down = policy.threshold - 1 - count, count - max(1, least[cell])
        made += [Need(cell, 1, up)] if up > 0 else []
        made += [Need(cell, -1, down)] if down > 0 else []
        if least[cell] > 1 and count > 1:
            made.append(Need(cell, -1, count - 1, loose=True))
    return made


def _still(before: Mapping[int, tuple[float, float]], true: Ints, told: Earlier) -> Iterator[Need]:
    """The needs of small counts of earlier releases, which a sum shown now could give away."""
    for cell, (low, high) in before.items():
        count, most = int(true[cell]), told.unknowns[cell - told.first].most_small
        up, down = int(min(most, high)) - count, count - int(max(1, low))
        if up > 0:
            yield Need(cell, 1, up)
        if down > 0:
            yield Need(cell, -1, down)


def least_by_zeros(
    cells: Cells,
    counts: Sequence[int],
    policy: Policy,
    told: Earlier = NOTHING_EARLIER,
    broken: Collection[int] = (),
) -> Ints:
    """The least each cell can be for one who knows only which cells are zero, now and before.

    Where zeros are shown, every other cell is 1 or more, so that a sum of three such is 3 or more.
    """
    many = len(counts)
    if not policy.shows_zero:
        return np.zeros(many, dtype=np.int64)
    least = [
        int(count > 0 and public) for count, public in zip(counts, cells.is_published, strict=True)
    ]
    least += [min(one.low, 1) for one in told.unknowns]
    relations = (*cells.relations, *told.equations(broken))
    is_new = True
    while is_new:  # no cell is ever more than its count, so that this ends
        is_new = False
        for total, parts in relations:
            found = sum(least[part] for part in parts)
            if found > least[total]:
                least[total], is_new = found, True
            elif len(parts) == 1 and least[total] > found:  # two counts that are the same
                least[parts[0]], is_new = least[total], True
    return np.array(least[:many], dtype=np.int64)
