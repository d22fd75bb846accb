"""A hexagon for each area, all of one size: where each lies, and its corners on the map's grid.

The layout is made when data/places is (`geo.restate_hexagons`) and read here from a small table.
A cell is (column, row) in doubled columns: its neighbours are two columns away in its own row and
one column away in the rows above and below. Rows run downwards.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from geo.areas import PLACES_FOLDER, AreaType
from geo.errors import Fault, GeographyError
from geo.topology import Point
from geo.vintages import VINTAGES, Vintage, vintage_in

Cell = tuple[int, int]

STEPS: tuple[Cell, ...] = ((2, 0), (1, 1), (-1, 1), (-2, 0), (-1, -1), (1, -1))  # in a ring
# In units of half a hexagon's width across and half a side down, corners are whole numbers.
CORNERS: tuple[Point, ...] = ((0, -2), (1, -1), (1, 1), (0, 2), (-1, 1), (-1, -1))  # clockwise
FRAME = (182, 159, 6458, 4771)  # what the approximate shapes take up of the grid


def steps_apart(one: Cell, other: Cell) -> int:
    """How many steps from cell to cell lie between two cells: 1 for neighbours."""
    across, down = abs(one[0] - other[0]), abs(one[1] - other[1])
    return down + max(0, (across - down) // 2)


def laid_out() -> tuple[Vintage, ...]:
    """The vintages of wards and small areas that have a layout, newest first within each level."""
    return tuple(vintage for vintage in VINTAGES if (vintage.level, vintage.year) in _table())


def cells(level: AreaType | str, year: int) -> Mapping[str, Cell]:
    """The cell of each area of the level in a year, by code.

    Raises GeographyError for areas that are not laid out.
    """
    vintage = vintage_in(level, year)
    if vintage not in laid_out():
        held = ", ".join(one.label for one in laid_out())
        fault = Fault(f"hexagons of {vintage.label}", "no layout", f"one of: {held}")
        raise GeographyError(f"There are no hexagons of {vintage.label}.", [fault])
    return _table()[vintage.level, vintage.year]


@cache
def hexagon_polygons(level: AreaType | str, vintage_year: int) -> Mapping[str, list[Point]]:
    """The corners of each area's hexagon, clockwise from the top, by code.

    Whole units of the grid, so that hexagons beside each other share an edge exactly, and as large
    as the frame of the map allows. Raises GeographyError for areas that are not laid out.
    """
    found = cells(level, vintage_year)
    across = max(column for column, _ in found.values()) + 2
    down = 3 * max(row for _, row in found.values()) + 4
    left, top, right, bottom = FRAME
    half_side = min((bottom - top) // down, math.floor((right - left) / across / math.sqrt(3)))
    half_width = round(half_side * math.sqrt(3))
    left += (right - left - across * half_width) // 2 + half_width
    top += (bottom - top - down * half_side) // 2 + 2 * half_side
    return MappingProxyType(
        {
            code: [
                (left + (column + x) * half_width, top + (3 * row + y) * half_side)
                for x, y in CORNERS
            ]
            for code, (column, row) in found.items()
        }
    )


@cache
def _table() -> Mapping[tuple[str, int], Mapping[str, Cell]]:
    """The cells by level and year of the vintage, and code."""
    found: dict[tuple[str, int], dict[str, Cell]] = {}
    with open(PLACES_FOLDER / "hexagons.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            place = found.setdefault((row["level"], int(row["vintage"])), {})
            place[row["code"]] = (int(row["column"]), int(row["row"]))
    return MappingProxyType({key: MappingProxyType(of) for key, of in found.items()})
