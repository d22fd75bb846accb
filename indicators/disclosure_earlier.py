"""What earlier releases tell of the cells of a table: further unknowns, and equations with them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from indicators.disclosure_cells import HIDDEN, UNPUBLISHED, Cells, Relation
from indicators.disclosure_policy import Policy
from indicators.errors import DisclosureError, Fault

PASSES = 20
Identity = frozenset[tuple[str, str]]


class Standing(StrEnum):
    """How a release's counts stand to those of the table in the same cells.

    Children on a plan are some of the children in need: a count of the one is no more than the
    count of the other, and what they differ by is a count as well.
    """

    SAME = "the same"
    WHOLE = "wholes of which the table's counts are parts"
    PART = "parts of the table's counts"


@dataclass(frozen=True)
class Release:
    """One release as anyone could see it: its cells, their states and values, and its rule.

    `truth` are the counts themselves, for the owner who has kept them; no ledger holds them, nor
    how the release stands to a table.
    """

    name: str
    measure: str
    cells: Cells
    states: tuple[str, ...]
    values: tuple[int | None, ...]
    policy: Policy
    digest: str = ""
    truth: Mapping[Identity, int] = field(default_factory=dict)
    standing: Standing = Standing.SAME


class Unknown(NamedTuple):
    """A count of an earlier release: its name and the least and most that it can be.

    `most_small` is the largest small count by that release's rule where it was hidden, else 0, and
    `was` what it was, where that is known.
    """

    name: str
    low: int
    high: int | None
    most_small: int = 0
    was: int | None = None

    @property
    def may_be_small(self) -> bool:
        """Whether it was hidden and may have been so for being small."""
        return self.most_small > 0 and (self.was is None or 0 < self.was <= self.most_small)


class Link(NamedTuple):
    """A cell that an earlier release had too: its position now (or later), then, and what it is."""

    now: int
    then: int
    identity: Identity
    is_leaf: bool


@dataclass(frozen=True)
class Earlier:
    """The unknowns of earlier releases, which follow the `first` cells, with their relations.

    A link says that the two counts are the same, unless the cell was revised. `rests` are the
    positions of what wholes and their parts differ by.
    """

    first: int = 0
    unknowns: tuple[Unknown, ...] = ()
    relations: tuple[Relation, ...] = ()
    links: tuple[Link, ...] = ()
    rests: tuple[int, ...] = ()

    def equations(self, broken: Collection[int] = ()) -> tuple[Relation, ...]:
        """All relations; a link, unless it is broken, makes one of two counts that are the same."""
        same = [
            Relation(link.then, (link.now,))
            for at, link in enumerate(self.links)
            if at not in broken
        ]
        return (*self.relations, *same)

    def stated(self, revised: Collection[Identity]) -> set[int]:
        """The links of cells of which it is stated that they were revised since all releases."""
        return {
            at
            for at, link in enumerate(self.links)
            if link.identity in revised and link.now < self.first
        }

    def with_rests(self, base: Sequence[int]) -> Earlier:
        """With the rests as they are, which follow from the counts: no release has them."""
        every = list(self.unknowns)
        for position in self.rests:
            at = position - self.first
            every[at] = every[at]._replace(was=base[at])
        return replace(self, unknowns=tuple(every))

    def apart(self, broken: Collection[int] = ()) -> list[int]:
        """Where counts stand that were hidden, may be small, and are no count of the table now."""
        joined: set[int] = set()
        for at, link in reversed(list(enumerate(self.links))):  # the newest first
            if at not in broken and (link.now < self.first or link.now in joined):
                joined.add(link.then)
        return [
            position
            for position, one in enumerate(self.unknowns, start=self.first)
            if one.may_be_small and position not in joined
        ]


def range_of(value: int, policy: Policy, is_national: bool) -> tuple[int, int]:
    """The least and most that a count can be that is shown so; small counts are never shown."""
    base = policy.base(is_national)
    low, high = max(value - base // 2, 0), value - base // 2 + base - 1
    if value == 0 and policy.shows_zero:
        return (0, high) if high >= policy.threshold else (0, 0)
    return max(low, policy.threshold), high


def earlier(cells: Cells, releases: Sequence[Release]) -> Earlier:
    """What the releases, oldest first, tell of the cells, which are the same by their values.

    A cell's count is linked with that of the release before it, and the table's with the last. A
    count of a whole and one of its part are held against each other as they were known together.
    """
    now = {cells.identity(position): position for position in range(len(cells.keys))}
    last: dict[Standing, dict[Identity, int]] = {one: {} for one in Standing}
    rules: dict[int, Policy] = {}
    unknowns: list[Unknown] = []
    relations: list[Relation] = []
    links: list[Link] = []
    pairs: list[tuple[int, int, int]] = []  # a whole, its part, and the one known before the other
    many = len(cells.keys)
    for release in releases:
        first = many + len(unknowns)
        standing = release.standing
        for position, (state, value) in enumerate(zip(release.states, release.values, strict=True)):
            identity, here = release.cells.identity(position), first + position
            unknowns.append(_unknown(release, position, state, value, identity))
            before = last[standing].get(identity)
            if before is not None:
                is_leaf = release.cells.leaves[position] == 1
                links.append(Link(here, before, identity, is_leaf))
            pairs += _pairs(standing, here, identity, last)
            last[standing][identity] = here
            rules[here] = release.policy
        relations += [
            Relation(first + total, tuple(first + part for part in parts))
            for total, parts in release.cells.relations
        ]
    for identity, here in now.items():
        before = last[Standing.SAME].get(identity)
        if before is not None:
            links.append(Link(here, before, identity, cells.leaves[here] == 1))
        pairs += _pairs(Standing.SAME, here, identity, last)
    rests = []
    for whole, part, older in pairs:
        rests.append(many + len(unknowns))
        name = f"what is left of {unknowns[older - many].name}"
        unknowns.append(Unknown(name, 0, None, max(rules[older].threshold - 1, 0)))
        relations.append(Relation(whole, (part, rests[-1])))
    return Earlier(many, tuple(unknowns), tuple(relations), tuple(links), tuple(rests))


def _pairs(
    standing: Standing, here: int, identity: Identity, last: Mapping[Standing, dict[Identity, int]]
) -> Iterator[tuple[int, int, int]]:
    """The cell with the newest count of its whole and of its part: whole, part, and the older."""
    others = (Standing.WHOLE, Standing.PART) if standing is Standing.SAME else (Standing.SAME,)
    for other in others:
        then = last[other].get(identity)
        if then is not None:
            is_whole = Standing.WHOLE is other or standing is Standing.PART
            yield (then, here, then) if is_whole else (here, then, then)


def _unknown(
    release: Release, position: int, state: str, value: int | None, identity: Identity
) -> Unknown:
    name = f"{release.cells.name(position)} in {release.name}"
    count = release.truth.get(identity)
    if state == UNPUBLISHED or value is None:
        least = int(state == HIDDEN and release.policy.shows_zero)
        most_small = release.policy.threshold - 1 if state == HIDDEN else 0
        return Unknown(name, least, None, max(most_small, 0), count)
    low, high = range_of(value, release.policy, release.cells.is_national[position])
    return Unknown(name, low, high, was=count)


def explained(
    counts: Sequence[int], told: Earlier, revised: Collection[Identity] = (), seconds: float = 10
) -> tuple[list[int], frozenset[int]]:
    """Counts of earlier releases that fit the counts now, and the fewest links to be broken.

    A broken link is told by its number among the links: that cell was revised since. Counts that
    are known are taken as they were; of others as few as can be were revised, sums not counted, as
    they follow from their parts. The table's own links of `revised` cells are broken anyhow. Raises
    DisclosureError where no counts fit at all.
    """
    many, more = len(counts), len(told.unknowns)
    broken = told.stated(revised)
    if not more:
        return [], frozenset(broken)
    lowest = [*counts, *(one.low if one.was is None else one.was for one in told.unknowns)]
    highest = _highest(counts, told)
    broken |= {
        at
        for at, link in enumerate(told.links)
        if max(lowest[link.now], lowest[link.then]) > min(highest[link.now], highest[link.then])
    }
    rows = [({total: 1, **dict.fromkeys(parts, -1)}, 0.0) for total, parts in told.relations]
    for at, link in enumerate(told.links):
        if at not in broken:  # the difference is nothing, unless the link is broken
            switch = many + more + at
            for one, other in ((link.then, link.now), (link.now, link.then)):
                most = max(highest[one] - lowest[other], 0)
                rows.append(({one: 1, other: -1, switch: -most}, -np.inf))
    matrix = csr_array(
        (
            [float(value) for row, _ in rows for value in row.values()],
            (
                [at for at, (row, _) in enumerate(rows) for _ in row],
                [column for row, _ in rows for column in row],
            ),
        ),
        shape=(len(rows), many + more + len(told.links)),
    )
    # One part that was revised weighs more than all sums.
    weights = [1.0 + len(told.links) * link.is_leaf for link in told.links]
    found = milp(
        np.array([*[0.0] * (many + more), *weights]),
        constraints=LinearConstraint(matrix, [low for _, low in rows], 0),
        bounds=Bounds(
            [*lowest, *[0] * len(told.links)],
            [*highest, *[1] * len(told.links)],
        ),
        integrality=np.ones(matrix.shape[1]),
        options={"time_limit": seconds, "mip_rel_gap": 0},
    )
    if found.x is None:
        fault = Fault("earlier releases", "no counts that fit them all", "whole counts that do")
        raise DisclosureError("Earlier releases cannot be taken into account.", [fault])
    every = [*counts, *(round(value) for value in found.x[many : many + more])]
    broken |= {at for at, link in enumerate(told.links) if every[link.then] != every[link.now]}
    return every[many:], frozenset(broken)


def _highest(counts: Sequence[int], told: Earlier) -> list[int]:
    """A number that no count passes: of a part, its total; where nothing bounds it, a great one."""
    reach = 2 * max([1000, *counts, *(max(one.high or 0, one.was or 0) for one in told.unknowns)])
    known = [one.high if one.was is None else one.was for one in told.unknowns]
    made = [*counts, *(reach if one is None else one for one in known)]
    for _ in range(PASSES):
        before = list(made)
        for total, parts in told.relations:
            for part in parts:
                made[part] = min(made[part], made[total])
        if made == before:
            break
    return made
