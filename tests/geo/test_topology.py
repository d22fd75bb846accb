"""Topology: each shared edge held once, and areas that come back from it as they went in."""

from __future__ import annotations

import re

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.topology import OUTSIDE, Topology, clockwise, from_document, topology

SIDE = 4
SQUARE = [(0, 0), (1, 0), (1, 1), (0, 1)]  # clockwise on the screen, where y grows downwards


def square(column: int, row: int) -> list[tuple[int, int]]:
    return [(column + x, row + y) for x, y in SQUARE]


def chequered() -> Topology:
    """Sixteen squares in rows of four."""
    return topology([[square(number % SIDE, number // SIDE)] for number in range(SIDE * SIDE)])


def drawn(path: str) -> list[list[tuple[int, int]]]:
    """The points of each ring of an SVG path, read as a browser reads it."""
    rings = []
    for ring in re.findall(r"M([^Mz]*)", path):
        numbers = [int(number) for number in re.findall(r"-?\d+", ring)]
        x = y = 0
        points = []
        for east, south in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + east, y + south
            points.append((x, y))
        rings.append(points)
    return rings


def area_of(shapes: Topology, area: int) -> shapely.Geometry:
    """What the even-odd rule fills of the area's path."""
    found = shapely.Polygon()
    for ring in drawn(shapes.path(area)):
        found = found.symmetric_difference(shapely.Polygon(ring))
    return found


def test_a_shared_edge_is_held_once() -> None:
    shapes = topology([[square(0, 0)], [square(1, 0)]])
    assert len(shapes.arcs) == 3
    assert {frozenset(pair) for pair in shapes.sides} == {
        frozenset((OUTSIDE, 0)),
        frozenset((OUTSIDE, 1)),
        frozenset((0, 1)),
    }
    lengths = sum(len(arc) - 1 for arc in shapes.arcs)
    assert lengths == 7, "two squares of four edges, one of them shared"


def test_areas_that_touch_in_a_point_are_no_neighbours() -> None:
    assert chequered().neighbours[0] == (1, SIDE)
    assert chequered().neighbours[5] == (1, 4, 6, 9)


def test_the_path_is_short_and_in_whole_numbers() -> None:
    assert topology([[[(12, 5), (15, 1), (17, 1)]]]).path(0) == "M12 5l3-4 2 0z"


def test_a_hole_runs_the_other_way_and_an_island_stands_alone() -> None:
    around = [(0, 0), (3, 0), (3, 3), (0, 3)]
    shapes = topology([[around, square(1, 1)[::-1]], [square(1, 1)], [square(5, 5)]])
    assert shapes.neighbours == ((1,), (0,), ())
    assert area_of(shapes, 0).equals(
        shapely.Polygon(around).difference(shapely.Polygon(square(1, 1)))
    )
    assert area_of(shapes, 1).equals(shapely.Polygon(square(1, 1)))


def test_a_document_gives_the_same_topology() -> None:
    shapes = chequered()
    again = from_document(shapes.document())
    assert (again.arcs, again.rings) == (shapes.arcs, shapes.rings)


def test_a_mesh_has_the_edges_between_groups_and_around_them() -> None:
    groups = [str(number // SIDE < 2) for number in range(SIDE * SIDE)]
    lines = [shapely.LineString(line) for line in drawn(chequered().mesh(groups))]
    assert sum(line.length for line in lines) == 4 * SIDE + SIDE
    assert shapely.MultiLineString([[(0, 2), (4, 2)]]).within(shapely.union_all(lines))


def test_overlapping_areas_are_refused() -> None:
    with pytest.raises(ValueError, match="areas 0 and 1 overlap"):
        topology([[square(0, 0)], [square(0, 0)]])


def test_a_ring_is_wound_clockwise_on_the_screen() -> None:
    assert clockwise(SQUARE) == SQUARE
    assert sorted(clockwise(SQUARE[::-1])) == sorted(SQUARE)
    assert clockwise(SQUARE[::-1]) != SQUARE[::-1]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from("abc"), min_size=SIDE * SIDE, max_size=SIDE * SIDE))
def test_dissolved_areas_are_the_unions_of_their_parts(groups: list[str]) -> None:
    """Shapely's union is the reference: parts, holes and corners that touch included."""
    names, joined = chequered().dissolved(groups)
    assert names == tuple(sorted(set(groups)))
    for position, name in enumerate(names):
        parts = [
            shapely.Polygon(square(number % SIDE, number // SIDE))
            for number, group in enumerate(groups)
            if group == name
        ]
        assert area_of(joined, position).equals(shapely.union_all(parts))
        for ring in joined.corners(position):
            assert shapely.LinearRing(ring).is_simple
