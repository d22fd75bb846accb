"""Topology: areas drawn by arcs, so that an edge two areas share is held, and sent, once.

Points are whole units of the grid, y downwards. Rings refer to arcs as in TopoJSON: `i`, or `~i`
for the same arc run backwards. Outer rings run clockwise on the screen and holes the other way, so
an area lies on the right of its rings, and either fill rule of SVG draws it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

Point = tuple[int, int]
Line = tuple[Point, ...]
Ring = tuple[int, ...]
Box = tuple[int, int, int, int]
Piece = tuple[Line, int, int]  # a line, the area on its left and the one on its right
OUTSIDE = -1


@dataclass(frozen=True, eq=False)
class Topology:
    """Arcs, each a line of points, and for each area its rings of references to arcs."""

    arcs: tuple[Line, ...]
    rings: tuple[tuple[Ring, ...], ...]

    @cached_property
    def sides(self) -> tuple[tuple[int, int], ...]:
        """For each arc the position of the area on its left and on its right, OUTSIDE for none."""
        left, right = [OUTSIDE] * len(self.arcs), [OUTSIDE] * len(self.arcs)
        for area, rings in enumerate(self.rings):
            for ring in rings:
                for arc in ring:
                    if arc >= 0:
                        right[arc] = area
                    else:
                        left[~arc] = area
        return tuple(zip(left, right, strict=True))

    @cached_property
    def neighbours(self) -> tuple[tuple[int, ...], ...]:
        """For each area the positions of those it shares an edge of some length with."""
        found: list[set[int]] = [set() for _ in self.rings]
        for left, right in self.sides:
            if OUTSIDE not in (left, right):
                found[left].add(right)
                found[right].add(left)
        return tuple(tuple(sorted(one)) for one in found)

    def corners(self, area: int) -> list[list[Point]]:
        """The area's rings as points, the first corner not repeated."""
        return [
            [point for arc in ring for point in _run(self.arcs, arc)[:-1]]
            for ring in self.rings[area]
        ]

    def path(self, area: int) -> str:
        """The `d` of an SVG path that draws the area."""
        return "".join(f"{_moves(ring)}z" for ring in self.corners(area))

    def box(self, area: int) -> Box:
        """Left, top, right and bottom of the area."""
        return box_of(point for ring in self.corners(area) for point in ring)

    def mesh(self, groups: Sequence[str]) -> str:
        """One SVG path of the edges that part areas of different groups, or any from the outside.

        `groups` has one word for each area, in their order.
        """
        return "".join(map(_moves, self.dissolved(groups)[1].arcs))

    def dissolved(self, groups: Sequence[str]) -> tuple[tuple[str, ...], Topology]:
        """The groups in order, and their shapes: each the union of its areas."""
        names = tuple(sorted(set(groups)))
        position = {name: number for number, name in enumerate(names)}
        group = [*(position[name] for name in groups), OUTSIDE]  # so that group[OUTSIDE] is OUTSIDE
        pieces = [
            (arc, group[left], group[right])
            for arc, (left, right) in zip(self.arcs, self.sides, strict=True)
            if group[left] != group[right]
        ]
        return names, _joined(pieces, len(names))

    def document(self) -> dict[str, Any]:
        """`arcs` as flat lists (a point, then steps from point to point) and `rings`, for JSON."""
        return {
            "arcs": [[value for pair in _steps(arc) for value in pair] for arc in self.arcs],
            "rings": self.rings,
        }


def from_document(document: Mapping[str, Any]) -> Topology:
    """The topology that `Topology.document` wrote."""
    arcs = []
    for flat in document["arcs"]:
        x = y = 0
        line = []
        for east, south in zip(flat[::2], flat[1::2], strict=True):
            x, y = x + east, y + south
            line.append((x, y))
        arcs.append(tuple(line))
    rings = tuple(tuple(map(tuple, one)) for one in document["rings"])
    return Topology(tuple(arcs), rings)


def topology(areas: Sequence[Sequence[Sequence[Point]]]) -> Topology:
    """The topology of areas given as rings of points, outer rings clockwise on the screen.

    A ring's first point is not repeated. Where two areas meet, each must have the other's corners.
    Raises ValueError where two areas lie on the same side of an edge: they overlap.
    """
    sides: dict[tuple[Point, Point], list[int]] = {}
    for area, rings in enumerate(areas):
        for ring in rings:
            for start, end in zip(ring, [*ring[1:], ring[0]], strict=True):
                forwards = start < end
                edge = sides.setdefault(
                    (start, end) if forwards else (end, start), [OUTSIDE, OUTSIDE]
                )
                if edge[forwards] != OUTSIDE:
                    raise ValueError(f"areas {edge[forwards]} and {area} overlap at {start}")
                edge[forwards] = area
    return _joined([(line, left, right) for line, (left, right) in sides.items()], len(areas))


def clockwise(ring: Sequence[Point]) -> list[Point]:
    """The ring's points in the order that is clockwise on the screen."""
    doubled = sum(
        x * below - right * y
        for (x, y), (right, below) in zip(ring, [*ring[1:], ring[0]], strict=True)
    )
    return list(ring) if doubled > 0 else list(reversed(ring))


def box_of(points: Iterable[Point]) -> Box:
    """Left, top, right and bottom of the points."""
    across, down = zip(*points, strict=True)
    return min(across), min(down), max(across), max(down)


def _joined(pieces: Sequence[Piece], areas: int) -> Topology:
    """Lines joined into arcs as long as they can be, and arcs into rings."""
    lines = [line for line, _, _ in pieces]
    arcs: list[Line] = []
    bounds: list[list[int]] = [[] for _ in range(areas)]
    for chain in _chains(pieces):
        runs = [_run(lines, ref) for ref in chain]
        arcs.append((*(point for run in runs for point in run[:-1]), runs[-1][-1]))
        _, left, right = pieces[_number(chain[0])]
        if chain[0] < 0:
            left, right = right, left
        if right != OUTSIDE:
            bounds[right].append(len(arcs) - 1)
        if left != OUTSIDE:
            bounds[left].append(~(len(arcs) - 1))
    return Topology(tuple(arcs), tuple(tuple(_rings(arcs, one)) for one in bounds))


def _chains(pieces: Sequence[Piece]) -> list[list[int]]:
    """Pieces in runs between the points where more than two meet; those left are closed loops."""
    leaving: dict[Point, list[int]] = defaultdict(list)
    for number, (line, _, _) in enumerate(pieces):
        leaving[line[0]].append(number)
        leaving[line[-1]].append(~number)
    done = [False] * len(pieces)

    def chain(ref: int) -> list[int]:
        run = [ref]
        while True:
            done[_number(run[-1])] = True
            line = pieces[_number(run[-1])][0]
            there = leaving[line[-1] if run[-1] >= 0 else line[0]]
            if len(there) != 2:
                return run
            onward = there[1] if there[0] == ~run[-1] else there[0]
            if onward == run[0]:
                return run
            run.append(onward)

    meeting = [ref for refs in leaving.values() if len(refs) != 2 for ref in refs]
    chains = [chain(ref) for ref in meeting if not done[_number(ref)]]
    return [*chains, *(chain(number) for number in range(len(pieces)) if not done[number])]


def _rings(arcs: Sequence[Line], bounds: Sequence[int]) -> list[Ring]:
    """The arcs that bound one area as rings, none of which passes a point twice."""
    leaving: dict[Point, list[int]] = defaultdict(list)
    for ref in bounds:
        leaving[_run(arcs, ref)[0]].append(ref)
    rings = []
    for first in list(leaving):
        while leaving[first]:
            path: list[int] = []
            position = {first: 0}
            point = first
            while path or leaving[first]:
                path.append(leaving[point].pop())
                point = _run(arcs, path[-1])[-1]
                if point not in position:
                    position[point] = len(path)
                    continue
                ring = path[position[point] :]
                del path[position[point] :]
                for ref in ring[1:]:
                    del position[_run(arcs, ref)[0]]
                rings.append(tuple(ring))
    return rings


def _number(ref: int) -> int:
    return ref if ref >= 0 else ~ref


def _run(lines: Sequence[Line], ref: int) -> Line:
    return lines[ref] if ref >= 0 else lines[~ref][::-1]


def _steps(line: Sequence[Point]) -> list[Point]:
    """The first point, then the step from each point to the next."""
    return [
        line[0],
        *((x - x0, y - y0) for (x0, y0), (x, y) in pairwise(line)),
    ]


def _moves(line: Sequence[Point]) -> str:
    """The line as commands of an SVG path: 'M12 5l3-4 2 0'."""
    (x, y), *steps = _steps(line)
    numbers = "".join(f" {value}" if value >= 0 else f"{value}" for pair in steps for value in pair)
    return f"M{x} {y}l{numbers.removeprefix(' ')}".replace(" -", "-")
