"""Hexagons: a cell for each area, places in one piece, neighbours kept together, north up."""

from __future__ import annotations

import math
import subprocess
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo.areas import BRADFORD, CALDERDALE, KIRKLEES, LEEDS, WAKEFIELD, parent_place
from geo.errors import GeographyError
from geo.hex_layout import laid_out as lay_out
from geo.hexmap import FRAME, cells, hexagon_polygons, laid_out, steps_apart
from geo.restate_hexagons import refuse_pieces
from geo.shapes import shapes
from geo.vintages import vintage_in

ROOT = Path(__file__).resolve().parents[2]
LAYOUTS = [("ward", 2025), ("ward", 2019), ("ward", 2017), ("msoa", 2021)]


def bordering(level: str, year: int) -> list[tuple[str, str]]:
    """Every pair of areas whose approximate shapes share an edge."""
    neighbours = shapes(level, year, "approximate").neighbours
    return [(one, other) for one, of in neighbours.items() for other in of if one < other]


def turned(level: str, year: int) -> np.ndarray:
    """By how many degrees the way to a neighbour differs from that on the approximate map."""
    labels, found = shapes(level, year, "approximate").labels, cells(level, year)
    angles = []
    for one, other in bordering(level, year):
        (x, y), (east, south) = labels[one], labels[other]
        (column, row), (across, down) = found[one], found[other]
        way = math.atan2((down - row) * math.sqrt(3), across - column)
        angles.append(abs(math.remainder(way - math.atan2(south - y, east - x), math.tau)))
    return np.degrees(angles)


@pytest.mark.parametrize(("level", "year"), LAYOUTS)
def test_every_area_has_a_cell_of_its_own(level: str, year: int) -> None:
    found = cells(level, year)
    assert found.keys() == vintage_in(level, year).codes()
    assert len(set(found.values())) == len(found)
    assert all((column + row) % 2 == 0 for column, row in found.values())


@pytest.mark.parametrize(("level", "year"), LAYOUTS)
def test_each_place_is_one_piece_and_there_is_no_hole(level: str, year: int) -> None:
    polygons = {code: shapely.Polygon(ring) for code, ring in hexagon_polygons(level, year).items()}
    assert shapely.coverage_is_valid(list(polygons.values()))
    by_place = defaultdict(list)
    for code, polygon in polygons.items():
        by_place[parent_place(code)].append(polygon)
        by_place["West Yorkshire"].append(polygon)
    assert len(by_place) == 5 + 1
    for parts in by_place.values():
        whole = shapely.coverage_union_all(parts)
        assert whole.geom_type == "Polygon"
        assert not whole.interiors


@pytest.mark.parametrize(("level", "year"), LAYOUTS)
def test_most_neighbours_stay_neighbours(level: str, year: int) -> None:
    """Of 344 pairs of wards that share an edge, 72% or 73% are hexagons side by side."""
    found = cells(level, year)
    kept = [steps_apart(found[one], found[other]) == 1 for one, other in bordering(level, year)]
    assert np.mean(kept) >= 0.7


@pytest.mark.parametrize(("level", "year"), LAYOUTS)
def test_neighbours_keep_their_directions(level: str, year: int) -> None:
    angles = turned(level, year)
    assert angles.mean() < 25
    assert np.quantile(angles, 0.9) < 60


@pytest.mark.parametrize(("level", "year"), LAYOUTS)
@pytest.mark.parametrize("axis", [0, 1])
def test_what_lies_farther_north_or_east_does_so_among_hexagons(
    level: str, year: int, axis: int
) -> None:
    labels, found = shapes(level, year, "approximate").labels, cells(level, year)
    farther = [
        found[other][axis] - found[one][axis]
        for one in found
        for other in found
        if labels[other][axis] - labels[one][axis] > 150  # more than 1.5 km
    ]
    assert np.mean(np.array(farther) < 0) < 0.03


def test_west_yorkshire_looks_like_itself() -> None:
    middles = {}
    for place in (BRADFORD, CALDERDALE, KIRKLEES, LEEDS, WAKEFIELD):
        inside = [cell for code, cell in cells("ward", 2025).items() if parent_place(code) == place]
        middles[place] = np.mean(inside, axis=0)
    west, north = 0, 1
    for one, other, axis in [
        (CALDERDALE, BRADFORD, west),
        (BRADFORD, LEEDS, west),
        (CALDERDALE, KIRKLEES, west),
        (KIRKLEES, WAKEFIELD, west),
        (BRADFORD, CALDERDALE, north),
        (CALDERDALE, KIRKLEES, north),
        (LEEDS, WAKEFIELD, north),
        (LEEDS, KIRKLEES, north),
    ]:
        assert middles[one][axis] < middles[other][axis]


def test_a_ward_that_lasts_stays_where_it_is() -> None:
    patterns = [cells("ward", year) for year in (2017, 2019, 2025)]
    for earlier, later in pairwise(patterns):
        lasting = earlier.keys() & later.keys()
        assert len(lasting) >= 124 - 33  # Leeds recoded its 33
        assert all(earlier[code] == later[code] for code in lasting)


@pytest.mark.parametrize(("level", "year"), LAYOUTS)
def test_hexagons_side_by_side_share_their_edge_exactly(level: str, year: int) -> None:
    """The topology finds neighbours by edges in common, and knows nothing of cells."""
    drawn, found = shapes(level, year, "hexagons"), cells(level, year)
    for code in drawn.codes:
        beside = {other for other in found if steps_apart(found[code], found[other]) == 1}
        assert set(drawn.neighbours[code]) == beside


@pytest.mark.parametrize(("level", "year"), LAYOUTS)
def test_hexagons_are_regular_alike_and_fill_the_frame(level: str, year: int) -> None:
    assert shapes(level, year, "approximate").box == FRAME
    rings = np.array(list(hexagon_polygons(level, year).values()))
    sides = np.hypot(*np.moveaxis(rings - np.roll(rings, 1, axis=1), 2, 0))
    assert np.ptp(sides) < 0.01 * sides.mean()
    assert np.ptp(rings - rings[:, :1], axis=0).max() == 0
    low, high = rings.min(axis=(0, 1)), rings.max(axis=(0, 1))
    left, top, right, bottom = FRAME
    assert left <= low[0] < high[0] <= right
    assert top <= low[1] < high[1] <= bottom
    assert max((high[0] - low[0]) / (right - left), (high[1] - low[1]) / (bottom - top)) > 0.97


def test_points_that_lie_as_hexagons_do_come_back_as_they_are() -> None:
    """The whole honeycomb keeps every neighbour; only where it begins may differ."""
    comb = [(column, row) for row in range(5) for column in range(row % 2, 12, 2)]
    points = np.array([(column, row * math.sqrt(3)) for column, row in comb]) * 700 + 1_000
    pairs = [
        (one, other)
        for one in range(len(comb))
        for other in range(one)
        if steps_apart(comb[one], comb[other]) == 1
    ]
    groups = ["west" if column < 6 else "east" for column, _ in comb]
    found = lay_out(points, pairs, groups)
    moved = {(one[0] - two[0], one[1] - two[1]) for one, two in zip(found, comb, strict=True)}
    assert len(moved) == 1


LAY_OUT = """
import numpy as np
from geo.hex_layout import laid_out
points = np.random.default_rng(4).uniform(0, 9_000, (40, 2))
near = [np.argsort(((points - point) ** 2).sum(1))[1:5] for point in points]
pairs = sorted({(min(i, j), max(i, j)) for i, of in enumerate(near) for j in map(int, of)})
print(laid_out(points, pairs, [str(int(x // 3_000)) for x, _ in points]))
"""


def test_the_layout_does_not_depend_on_hashes_or_threads() -> None:
    said = {
        subprocess.run(
            [sys.executable, "-c", LAY_OUT],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "OMP_NUM_THREADS": threads},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, threads in (("1", "1"), ("77", "2"))
    }
    assert len(said) == 1
    assert len(said.pop()) > 40 * len("(0, 0), ")


def test_hexagons_are_read_without_scipy_or_a_geometry_library() -> None:
    code = (
        "import sys; from geo.hexmap import hexagon_polygons; hexagon_polygons('ward', 2025); "
        "print(*{'scipy', 'shapely', 'geopandas'} & sys.modules.keys())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""


@pytest.mark.parametrize(("level", "year"), [("lsoa", 2021), ("ward", 2026), ("msoa", 2011)])
def test_areas_without_a_layout_are_refused_by_name(level: str, year: int) -> None:
    with pytest.raises(GeographyError) as refused:
        hexagon_polygons(level, year)
    assert f"There are no hexagons of {vintage_in(level, year).label}." in str(refused.value)
    assert "wards of 2020 to 2025" in str(refused.value)
    assert vintage_in(level, year) not in laid_out()


def test_a_place_in_pieces_and_a_hole_are_refused() -> None:
    ring = {"a": (2, 0), "b": (4, 0), "c": (5, 1), "d": (4, 2), "e": (2, 2), "f": (1, 1)}
    refuse_pieces("wards", dict(ring, g=(3, 1)), dict.fromkeys("abcdefg", "Leeds"))
    with pytest.raises(GeographyError) as refused:
        refuse_pieces("wards", ring, {**dict.fromkeys("abcef", "Leeds"), "d": "Wakefield"})
    assert "what lies around the areas in 2 pieces" in str(refused.value)
    with pytest.raises(GeographyError) as refused:
        refuse_pieces("wards", {"a": (0, 0), "b": (4, 0)}, dict.fromkeys("ab", "Leeds"))
    assert "Leeds in 2 pieces; expected one piece" in str(refused.value)
