"""The audit of what is published: for each hidden cell, what anyone can work out of it.

The attacker knows every published figure, now and before, which cells are sums of which, that
counts are whole and not negative, how figures are rounded, and the rule itself: that small counts
are hidden and, where zeros are shown, that what is hidden is no zero. Nobody tells the attacker
which cells are hidden as small and which to protect others. The true counts are not used.
"""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from indicators.disclosure_attack import Attack
from indicators.disclosure_cells import HIDDEN, Published
from indicators.disclosure_earlier import Earlier
from indicators.disclosure_policy import Policy
from indicators.disclosure_table import Table

SECONDS = 120.0


@dataclass(frozen=True)
class Finding:
    """What can be worked out of one hidden cell.

    Its count lies from `low` to `high` (infinity where nothing bounds it). `low_by_counts` is the
    low end for one who does not know that a hidden cell is no zero, and `floor` what the shown
    zeros alone tell. `protected` is whether all that is wide enough for a small count. An interval
    that is not exact is attained, so that it may be wider and not narrower.
    """

    cell: int
    low: float
    high: float
    low_by_counts: float
    floor: float
    is_exact: bool
    protected: bool


def attack(
    published: Published,
    told: Earlier,
    policy: Policy,
    broken: Collection[int] = (),
    wanted: Collection[int] | None = None,
    seconds: float = SECONDS,
    exact_seconds: float = SECONDS,
) -> list[Finding]:
    """A finding for each cell without a published value, or for those `wanted`.

    Protected is what can be 1 or less and can be the largest small count or more; where zeros are
    shown, 1 or less for the figures alone and no more than they tell for the figures with the
    rule. What was not proved by `seconds` is not protected; from `exact_seconds` on, intervals
    that are wide enough are not sought to their ends. Raises DisclosureError for figures that
    contradict each other.
    """
    start = time.monotonic()
    deadline, exact_by = start + seconds, start + exact_seconds
    wide = (1.0, policy.threshold - 1.0)
    chosen = None if wanted is None else set(wanted)
    unknown = [at for at, value in enumerate(published.values) if value is None]
    asked = [at for at in unknown if chosen is None or at in chosen]
    if not asked:
        return []
    relations = told.equations(broken)
    every = (*published.cells.relations, *relations)
    low, high = bounds(published, told, policy, knows_rule=True)
    found = Attack(low, high, every).intervals(asked, deadline, wide, exact_by)
    above = [at for at in asked if found[at].low > 1]
    by_counts = floors = {at: interval for at, interval in found.items() if at in above}
    if above and policy.shows_zero:
        low, high = bounds(published, told, policy, knows_rule=False)
        by_counts = Attack(low, high, every).intervals(above, deadline, wide, exact_by, True)
        low, high = _zeros_alone(published, told)
        attacked = Attack(low, high, every)
        floors = attacked.intervals(above, deadline, only_low=True)
    made = []
    for at in asked:
        interval = found[at]
        low_alone = by_counts[at].low if at in by_counts else interval.low
        floor = floors[at].low if at in floors else interval.low
        if at in floors and not floors[at].is_exact:
            floor = 1  # what is not proved is not claimed
        protected = (
            interval.high >= policy.threshold - 1
            and low_alone <= 1
            and interval.low <= max(1, floor if policy.shows_zero else 0)
        )
        ends = (interval.low, interval.high, low_alone, floor)
        made.append(Finding(at, *ends, interval.is_exact, protected))
    return made


def known_before(
    table: Table, policy: Policy, told: Earlier, broken: Collection[int], seconds: float
) -> dict[int, tuple[float, float]]:
    """The least and most that is known without the table of each small count that earlier releases
    hid and that is no count of the table.

    Which counts of the table are zero is known all the same where the rule shows zeros, as nothing
    can hide it. What is not proved by then counts as not known, so that no less is asked for.
    """
    asked = told.apart(broken)
    if not asked:
        return {}
    low, high = [0.0] * len(table.counts), [math.inf] * len(table.counts)
    for at, (count, is_published) in enumerate(
        zip(table.counts, table.cells.is_published, strict=True)
    ):
        if policy.shows_zero and is_published:
            low[at], high[at] = (1.0, math.inf) if count else (0.0, 0.0)
    low += [float(one.low) for one in told.unknowns]
    high += [math.inf if one.high is None else float(one.high) for one in told.unknowns]
    attacker = Attack(low, high, (*table.cells.relations, *told.equations(broken)))
    deadline = time.monotonic() + seconds
    found = attacker.intervals(asked, deadline, _wide(asked, told), deadline)
    return {
        at: (one.low, one.high) if one.is_exact else (0.0, math.inf) for at, one in found.items()
    }


def given_away(
    published: Published,
    told: Earlier,
    policy: Policy,
    broken: Collection[int],
    before: Mapping[int, tuple[float, float]],
    seconds: float,
) -> list[int]:
    """Those counts of earlier releases of which the publication tells more than was known."""
    if not before:
        return []
    low, high = bounds(published, told, policy, knows_rule=True)
    attacker = Attack(low, high, (*published.cells.relations, *told.equations(broken)))
    deadline = time.monotonic() + seconds
    found = attacker.intervals(before, deadline, _wide(before, told), deadline)
    return [
        at
        for at, one in found.items()
        if one.low > max(1, before[at][0])
        or one.high < min(told.unknowns[at - told.first].most_small, before[at][1])
    ]


def _wide(positions: Iterable[int], told: Earlier) -> tuple[float, float]:
    """What is wide enough for each of the counts."""
    return 1.0, float(max(told.unknowns[at - told.first].most_small for at in positions))


def bounds(
    published: Published, told: Earlier, policy: Policy, knows_rule: bool
) -> tuple[list[float], list[float]]:
    """The least and most of each count before anything is worked out, earlier counts last."""
    low: list[float] = []
    high: list[float] = []
    for state, value, national in zip(
        published.states, published.values, published.cells.is_national, strict=True
    ):
        if value is not None:
            possible = _rounds_to(value, policy, national)
            low.append(possible[0])
            high.append(possible[-1])
        else:
            low.append(float(state == HIDDEN and policy.shows_zero and knows_rule))
            high.append(math.inf)
    for unknown in told.unknowns:
        low.append(unknown.low if knows_rule or unknown.high is not None else 0)
        high.append(math.inf if unknown.high is None else unknown.high)
    return low, high


def _rounds_to(value: int, policy: Policy, is_national: bool) -> list[int]:
    """The counts that would be shown so; the value itself if there is none, as something is off."""
    base = policy.base(is_national)
    near = range(max(value - base, 0), value + base + 1)
    return [
        count
        for count in near
        if math.floor(count / base + 0.5) * base == value and not policy.is_small(count)
    ] or [value]


def _zeros_alone(published: Published, told: Earlier) -> tuple[list[float], list[float]]:
    """Bounds for one who knows only which published cells are zero, now and before."""
    is_zero = [value == 0 for value in published.values]
    low = [
        float(public and not zero)
        for public, zero in zip(published.cells.is_published, is_zero, strict=True)
    ]
    high = [0.0 if zero else math.inf for zero in is_zero]
    low += [float(min(one.low, 1)) for one in told.unknowns]
    high += [0.0 if one.high == 0 else math.inf for one in told.unknowns]
    return low, high
