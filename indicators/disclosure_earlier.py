"""What earlier releases tell of the cells of a table: further unknowns, and equations with them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from indicators.disclosure_cells import HIDDEN, UNPUBLISHED, Cells, Relation
from indicators.disclosure_policy import Policy
from indicators.errors import DisclosureError, Fault

PASSES = 20
Identity = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Release:
    """One release as anyone could see it: its cells, their states and values, and its rule."""

    name: str
    measure: str
    cells: Cells
    states: tuple[str, ...]
    values: tuple[int | None, ...]
    policy: Policy
    digest: str = ""


class Unknown(NamedTuple):
    """A count of an earlier release: its name and the least and most that it can be."""

    name: str
    low: int
    high: int | None


class Link(NamedTuple):
    """A cell that an earlier release had too: the position now, then, and what both are."""

    now: int
    then: int
    identity: Identity


@dataclass(frozen=True)
class Earlier:
    """The unknowns of earlier releases, which follow the cells in number, with their relations.

    A link says that the two counts are the same, unless the cell was revised.
    """

    unknowns: tuple[Unknown, ...] = ()
    relations: tuple[Relation, ...] = ()
    links: tuple[Link, ...] = ()

    def equations(self, broken: Collection[int] = ()) -> tuple[Relation, ...]:
        """All relations; a link, unless it is broken, makes one of two counts that are the same."""
        same = [
            Relation(link.then, (link.now,))
            for at, link in enumerate(self.links)
            if at not in broken
        ]
        return (*self.relations, *same)


def range_of(value: int, policy: Policy, is_national: bool) -> tuple[int, int]:
    """The least and most that a count can be that is shown so; small counts are never shown."""
    base = policy.base(is_national)
    low, high = max(value - base // 2, 0), value - base // 2 + base - 1
    if value == 0 and policy.shows_zero:
        return (0, high) if high >= policy.threshold else (0, 0)
    return max(low, policy.threshold), high


def earlier(cells: Cells, releases: Sequence[Release]) -> Earlier:
    """What the releases tell of the cells. Cells are the same by their values in each column."""
    now = {cells.identity(position): position for position in range(len(cells.keys))}
    last: dict[Identity, int] = {}
    unknowns: list[Unknown] = []
    relations: list[Relation] = []
    links: list[Link] = []
    for release in releases:
        first = len(cells.keys) + len(unknowns)
        for position, (state, value) in enumerate(zip(release.states, release.values, strict=True)):
            identity = release.cells.identity(position)
            unknowns.append(_unknown(release, position, state, value))
            # A cell that is not published now may link two earlier releases.
            same = now.get(identity, last.get(identity))
            if same is not None:
                links.append(Link(same, first + position, identity))
            last[identity] = first + position
        relations += [
            Relation(first + total, tuple(first + part for part in parts))
            for total, parts in release.cells.relations
        ]
    return Earlier(tuple(unknowns), tuple(relations), tuple(links))


def _unknown(release: Release, position: int, state: str, value: int | None) -> Unknown:
    name = f"{release.cells.name(position)} in {release.name}"
    if state == UNPUBLISHED or value is None:
        least = int(state == HIDDEN and release.policy.shows_zero)
        return Unknown(name, least, None)
    low, high = range_of(value, release.policy, release.cells.is_national[position])
    return Unknown(name, low, high)


def explained(
    counts: Sequence[int], told: Earlier, revised: Collection[Identity] = (), seconds: float = 10
) -> tuple[list[int], frozenset[int]]:
    """Counts of earlier releases that fit the counts now, and the fewest links to be broken.

    A broken link is told by its number among the links: that cell was revised since. Links of
    `revised` cells are broken anyhow. Raises DisclosureError where no counts fit at all.
    """
    many, more = len(counts), len(told.unknowns)
    broken = {at for at, link in enumerate(told.links) if link.identity in revised}
    if not more:
        return [], frozenset(broken)
    lowest = [*counts, *(one.low for one in told.unknowns)]
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
    found = milp(
        np.repeat([0.0, 1.0], [many + more, len(told.links)]),
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
    reach = 2 * max([1000, *counts, *(one.high or 0 for one in told.unknowns)])
    made = [*counts, *(reach if one.high is None else one.high for one in told.unknowns)]
    for _ in range(PASSES):
        before = list(made)
        for total, parts in told.relations:
            for part in parts:
                made[part] = min(made[part], made[total])
        if made == before:
            break
    return made
