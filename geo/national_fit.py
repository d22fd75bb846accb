"""Thinning the areas of a country to what one map of it shows, each shared edge kept once.

Corners are rounded to a coarse grid, and lines between the points where areas meet are simplified,
so that neighbours share their edges whatever was thinned. No area is lost: one that would be flat
keeps its rounded outline, and one that rounding flattens a triangle of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import shapely

Point = tuple[int, int]
Ring = list[Point]
Arcs = list[list[Point]]
References = list[list[list[int]]]  # for each area its rings, of arc i or, run backwards, ~i


def rounded(areas: np.ndarray, west: float, north: float, unit: float) -> list[list[Ring]]:
    """Each area's rings in whole units of the grid, y downwards, without spikes and flat rings."""

    def on_grid(points: np.ndarray) -> Ring:
        whole = np.rint((points - (west, north)) / (unit, -unit)).astype(int)
        return [(x, y) for x, y in whole.tolist()]

    made: list[list[Ring]] = []
    for area in areas:
        outlines = shapely.get_rings(shapely.get_parts(area))
        points, of = shapely.get_coordinates(outlines, return_index=True)
        lines = np.split(points, np.flatnonzero(np.diff(of)) + 1)
        rings = [ring for line in lines if len(ring := _without_spikes(on_grid(line[:-1]))) > 2]
        if not rings:
            x, y = on_grid(shapely.get_coordinates(shapely.point_on_surface(area)))[0]
            rings = [[(x, y), (x + 1, y), (x, y + 1)]]
        made.append(rings)
    return made


def arcs_of(areas: Sequence[Sequence[Ring]]) -> tuple[Arcs, References]:
    """The lines between the points where more than two meet, each once, and the areas by them."""
    beside: dict[Point, set[Point]] = {}
    for rings in areas:
        for ring in rings:
            for at, point in enumerate(ring):
                beside.setdefault(point, set()).update((ring[at - 1], ring[(at + 1) % len(ring)]))
    arcs: Arcs = []
    number: dict[tuple[Point, Point], int] = {}  # two points follow each other in one arc only

    def reference(arc: list[Point]) -> int:
        if (arc[0], arc[1]) not in number:
            number[arc[-1], arc[-2]] = ~len(arcs)
            number[arc[0], arc[1]] = len(arcs)
            arcs.append(arc)
        return number[arc[0], arc[1]]

    made = [[[reference(arc) for arc in _cut(ring, beside)] for ring in rings] for rings in areas]
    return arcs, made


def simplified(arcs: Arcs, areas: References, tolerance: float) -> Arcs:
    """The arcs with fewer points, none further than the tolerance off, but for rings left flat."""
    lines = shapely.linestrings(
        np.array([point for arc in arcs for point in arc], dtype=float),
        indices=np.repeat(np.arange(len(arcs)), [len(arc) for arc in arcs]),
    )
    points, of = shapely.get_coordinates(
        shapely.simplify(lines, tolerance, preserve_topology=False), return_index=True
    )
    starts = np.searchsorted(of, np.arange(len(arcs) + 1))
    whole = [(x, y) for x, y in points.astype(int).tolist()]
    made = [whole[start:end] for start, end in pairwise(starts.tolist())]
    for rings in areas:
        for ring in rings:
            if not _doubled_area([p for ref in ring for p in run(made, ref)[:-1]]):
                for ref in ring:
                    made[max(ref, ~ref)] = arcs[max(ref, ~ref)]
    return made


def streamed(arcs: Arcs, areas: References) -> list[int]:
    """The areas as one row of whole numbers, each arc written where it is first met.

    For each area its number of rings, for each ring its number of arcs, and for each arc either 0,
    its number of steps and the steps, or how many arcs ago it was written: it is run backwards, or
    along where that is negative. A ring whose first arc is new says after the 0 where it begins, as
    a step from where the last such ring began.
    """
    out: list[int] = []
    written: dict[int, tuple[int, int]] = {}  # when, and which way
    x = y = 0
    for rings in areas:
        out.append(len(rings))
        for ring in rings:
            out.append(len(ring))
            for at, ref in enumerate(ring):
                arc = max(ref, ~ref)
                if arc in written:
                    when, way = written[arc]
                    ago = len(written) - when
                    out.append(-ago if way == ref else ago)
                    continue
                written[arc] = (len(written), ref)
                line = run(arcs, ref)
                out.append(0)
                if at == 0:
                    out += [line[0][0] - x, line[0][1] - y]
                    x, y = line[0]
                out.append(len(line) - 1)
                for (left, above), (right, below) in pairwise(line):
                    out += [right - left, below - above]
    return out


def run(arcs: Arcs, ref: int) -> list[Point]:
    """The points of the arc, the other way for ~i."""
    return arcs[ref] if ref >= 0 else arcs[~ref][::-1]


def _doubled_area(ring: Sequence[Point]) -> int:
    """Twice the ground inside the ring."""
    pairs = zip(ring, [*ring[1:], *ring[:1]], strict=True)
    return abs(sum(x * below - right * y for (x, y), (right, below) in pairs))


def _without_spikes(ring: Ring) -> Ring:
    """The ring without points twice in a row, and without lines that go there and back again."""
    made: Ring = []
    for point in ring:
        if made and point == made[-1]:
            continue
        if len(made) > 1 and point == made[-2]:
            made.pop()
        else:
            made.append(point)
    while len(made) > 1 and (made[0] == made[-1] or made[0] == made[-2] or made[1] == made[-1]):
        made = made[1:] if made[1] == made[-1] else made[:-1]
    return made


def _cut(ring: Ring, beside: dict[Point, set[Point]]) -> Arcs:
    """The ring as arcs between the points where more than two lines meet."""
    ends = [at for at, point in enumerate(ring) if len(beside[point]) != 2]
    if not ends:
        first = ring.index(min(ring))
        return [[*ring[first:], *ring[: first + 1]]]
    turned = [*ring[ends[0] :], *ring[: ends[0] + 1]]
    cuts = [at - ends[0] for at in ends] + [len(ring)]
    return [turned[start : end + 1] for start, end in pairwise(cuts)]
