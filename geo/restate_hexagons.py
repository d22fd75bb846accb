"""Make the table of hexagons from the approximate shapes: who borders whom, and where each lies.

Wards of 2020 and MSOAs of 2021 are laid out afresh (`geo.hex_layout`); the wards of earlier years
take the cells of the wards of 2020 that they share most LSOAs with, so that a ward stays where it
is from one map to the next. The five places are kept in one piece each.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from geo.areas import AreaType
from geo.errors import Fault, GeographyError
from geo.hex_layout import laid_out
from geo.hexmap import STEPS, Cell
from geo.topology import from_document

COLUMNS = ["level", "vintage", "code", "column", "row"]
CENSUS = 2021
LAID_OUT = {
    (AreaType.WARD, 2020): "census_2021_ward_2021",
    (AreaType.MSOA, 2021): "census_2021_msoa",
}
CARRIED = {2019: "census_2011_ward_2019", 2017: "census_2011_ward_2017"}
CARRIED_FROM = "census_2011_ward_2021"


def write_hexagons(lsoas: pd.DataFrame, out: Path) -> Path:
    """The file written: hexagons.csv, beside the approximate shapes, which it is made from.

    `lsoas` is the table of `geo.restate.lsoa_table`. Raises GeographyError if a place is in pieces
    or the layout has a hole.
    """
    document = json.loads((out / f"approximate_shapes_{CENSUS}.json").read_text(encoding="utf-8"))
    found = {
        (level, vintage): _laid_out(document, lsoas, column, f"hexagons of {level} areas")
        for (level, vintage), column in LAID_OUT.items()
    }
    wards = found[AreaType.WARD, 2020]
    for vintage, column in CARRIED.items():
        found[AreaType.WARD, vintage] = _carried(wards, lsoas, column)
    table = pd.DataFrame(
        [
            (level.value, vintage, code, *cells[code])
            for (level, vintage), cells in sorted(found.items())
            for code in sorted(cells)
        ],
        columns=COLUMNS,
    )
    path = out / "hexagons.csv"
    table.to_csv(path, index=False, lineterminator="\n")
    return path


def _laid_out(
    document: Mapping[str, Any], lsoas: pd.DataFrame, column: str, where: str
) -> dict[str, Cell]:
    """The cells of the areas that the column names, which are joined from the document's LSOAs."""
    of_census = lsoas.set_index("code").loc[document["codes"]]
    codes, shapes = from_document(document).dissolved(of_census[column].tolist())
    place = dict(zip(of_census[column], of_census["place"], strict=True))
    points = np.array(document["labels"][column], dtype=float).reshape(-1, 2)
    pairs = [
        (one, other) for one, of in enumerate(shapes.neighbours) for other in of if one < other
    ]
    found = laid_out(points, pairs, [place[code] for code in codes])
    cells = dict(zip(codes, found, strict=True))
    refuse_pieces(where, cells, place)
    return cells


def _carried(cells: dict[str, Cell], lsoas: pd.DataFrame, column: str) -> dict[str, Cell]:
    """The cells given to other wards, so that as many LSOAs as can be stay in their cell."""
    shared = pd.crosstab(lsoas[column], lsoas[CARRIED_FROM])
    shared = shared.loc[shared.index != "", sorted(cells)]
    wards, chosen = linear_sum_assignment(-shared.to_numpy())
    return {
        shared.index[ward]: cells[shared.columns[cell]]
        for ward, cell in zip(wards, chosen, strict=True)
    }


def refuse_pieces(where: str, cells: Mapping[str, Cell], place: Mapping[str, str]) -> None:
    """Nothing where each place's cells are in one piece and there is no hole among them all.

    Raises GeographyError otherwise.
    """
    groups = {
        of: {cells[code] for code in cells if place[code] == of} for of in set(place.values())
    }
    taken = set(cells.values())
    across, down = max(column for column, _ in taken), max(row for _, row in taken)
    free = {
        (column, row)
        for row in range(-1, down + 2)
        for column in range(-2, across + 3)
        if (column + row) % 2 == 0
    } - taken
    parts = [*sorted(groups.items()), ("what lies around the areas", free)]
    faults = [
        Fault(where, f"{what} in {pieces} pieces", "one piece")
        for what, pieces in ((what, _pieces(group)) for what, group in parts)
        if pieces != 1
    ]
    if faults:
        raise GeographyError("The hexagons do not hold together.", faults)


def _pieces(cells: set[Cell]) -> int:
    left = set(cells)
    pieces = 0
    while left:
        pieces += 1
        reached = [left.pop()]
        while reached:
            column, row = reached.pop()
            near = {(column + across, row + down) for across, down in STEPS} & left
            left -= near
            reached += near
    return pieces
