"""Loading England's areas from a boundary file that covers it, thinned to a national map."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.areas import AreaType
from geo.errors import Fault, GeographyError
from geo.grid import BRITISH_NATIONAL_GRID
from geo.national import CELL_METRES, METRES, NORTH, WEST, path_of
from geo.national_fit import arcs_of, rounded, simplified, streamed
from geo.national_lookup import name_column
from geo.official import ATTRIBUTION
from geo.official_axes import swapped_words
from geo.official_codes import Areas, areas_of
from geo.official_fit import repaired
from geo.official_read import BoundaryFile, read
from geo.official_store import keep

KINDS = {AreaType.LSOA: "E01", AreaType.WARD: "E05"}
TOLERANCE_METRES = 100
ENGLAND_METRES = (86_000, 7_000, 655_000, 657_000)  # how far England reaches each way
ENGLAND_SQUARE_KM = 130_500
LEAST, MOST = 0.95, 1.1  # of it: the extent of the realm reaches into the sea
NEAR_METRES = 40_000  # a file whose areas come so near to all four ends covers England
REFUSED = "England’s areas cannot be read; nothing was changed."
SHORT_NAMES = {"W": "Wales", "S": "Scotland", "N": "Northern Ireland"}
AUTHORITIES = r"E0[6-9]\d{6}"


@dataclass(frozen=True)
class EnglandRead:
    """England's areas as read: their level and year, how many, what to know of them, and the text
    to keep.
    """

    level: AreaType
    year: int
    areas: int
    notes: tuple[str, ...]
    text: str

    def store(self) -> Path:
        """Keep it, whole or not at all; where it is kept."""
        path = path_of(self.level, self.year)
        keep(path, self.text)
        return path


def read_england(
    file: Path, level: AreaType | None = None, year: int | None = None
) -> EnglandRead | None:
    """England's wards or LSOAs of a file; None for a file that does not reach across England.

    Raises GeographyError for a file that cannot be read, is not of the level and year asserted, has
    areas twice, or areas far from England.
    """
    given = read(file)
    areas = areas_of(file.name, given.rows, level, year)
    kind = areas.vintage.level
    if kind not in KINDS:
        return None
    is_english = areas.codes.str.startswith(KINDS[kind])
    rows = given.rows[is_english].assign(code=areas.codes[is_english])
    rows = rows.sort_values("code", ignore_index=True)
    metres = rows.to_crs(BRITISH_NATIONAL_GRID)
    if not len(rows) or not _covers_england(metres.total_bounds):
        return None
    _refuse_strange(file.name, rows, metres.total_bounds)
    shapes = repaired(metres.geometry.to_numpy())
    is_drawable = ~shapely.is_empty(shapes)
    shapes, rows = shapes[is_drawable], rows[is_drawable].reset_index(drop=True)
    when = areas.year if kind is AreaType.WARD else areas.vintage.year
    doubt = _incomplete(shapes)
    left_out = _left_out(areas.codes[~is_english], int((~is_drawable).sum()))
    notes = (*left_out, *filter(None, [doubt]))
    made = _document(given, kind, when, areas, rows, shapes, notes, doubt)
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    return EnglandRead(kind, when, len(rows), notes, text)


def _refuse_strange(where: str, rows: gpd.GeoDataFrame, bounds: np.ndarray) -> None:
    """Raise where areas stand twice or lie far off, by their bounds in metres."""
    faults = []
    codes = rows["code"]
    if number := int(codes.duplicated().sum()):
        first = codes[codes.duplicated()].iloc[0]
        faults.append(Fault(where, f"{number:,} codes twice, as {first}", "each code once"))
    west, south, east, north = ENGLAND_METRES
    left, bottom, right, top = bounds
    far = (west - left, south - bottom, right - east, top - north)
    if not max(far) < NEAR_METRES:  # nor for what is no number
        reach = ", ".join(f"{one:,.0f}" for one in bounds)
        found = f"shapes of England from {reach} in metres"
        faults.append(Fault(where, found, "ground near England", swapped_words(rows)))
    if faults:
        raise GeographyError(REFUSED, faults)


def _incomplete(shapes: np.ndarray) -> str:
    """A sentence where much of England is left out, or counted twice; empty for the whole."""
    square = float(shapely.area(shapes).sum()) / 1e6
    if LEAST < square / ENGLAND_SQUARE_KM < MOST:
        return ""
    return (
        f"Doubtful: these areas have {square:,.0f} square kilometres in all, where England has "
        f"about {ENGLAND_SQUARE_KM:,}."
    )


def _covers_england(bounds: np.ndarray) -> bool:
    west, south, east, north = ENGLAND_METRES
    near = NEAR_METRES
    left, bottom, right, top = bounds
    return bool(
        left < west + near and bottom < south + near and right > east - near and top > north - near
    )


def _left_out(others: pd.Series, without_ground: int) -> tuple[str, ...]:
    notes = []
    for letter, where in SHORT_NAMES.items():
        if count := int(others.str.startswith(letter).sum()):
            notes.append(f"{count:,} of {where} left out of England.")
    if without_ground:
        notes.append(f"{without_ground:,} areas without ground left out of England.")
    return tuple(notes)


def _document(
    given: BoundaryFile,
    kind: AreaType,
    year: int,
    areas: Areas,
    rows: gpd.GeoDataFrame,
    shapes: np.ndarray,
    notes: tuple[str, ...],
    doubt: str,
) -> dict[str, Any]:
    rings = rounded(shapes, WEST, NORTH, METRES)
    arcs, references = arcs_of(rings)
    thinned = simplified(arcs, references, TOLERANCE_METRES / METRES)
    points = np.array([point for arc in thinned for point in arc])
    place, places = _authorities(rows)
    return {
        "codes": rows["code"].tolist(),
        "names": _names(rows),
        "place": place,
        "places": places,
        "box": [*points.min(axis=0).tolist(), *points.max(axis=0).tolist()],
        "shape": streamed(thinned, references),
        "cells": _cells(shapes),
        "about": {
            "file": given.path.name,
            "sha256": given.sha256,
            "loaded_on": datetime.date.today().isoformat(),
            "level": kind.value,
            "year": year,
            "notes": notes,
            "doubt": doubt,
            "note": _note(areas.year, doubt),
        },
    }


def _note(year: int, doubt: str) -> str:
    thinned = f"thinned to about {TOLERANCE_METRES} m for a map of England."
    told = [f"Official boundaries of {year}, {thinned}", doubt, ATTRIBUTION.format(year=year)]
    return " ".join(filter(None, told))


def _names(rows: gpd.GeoDataFrame) -> list[str]:
    """The areas' names as the file gives them beside their codes; codes where it gives none."""
    columns = [str(label) for label in rows.columns]
    for label in columns:
        beside = name_column(label, columns)
        if beside and label != "geometry" and (_as_text(rows[label]) == rows["code"]).all():
            return _as_text(rows[beside]).tolist()
    return rows["code"].tolist()


def _authorities(rows: gpd.GeoDataFrame) -> tuple[list[int], list[tuple[str, str]]]:
    """The authority of each area by the file's own columns; none where it has no such column."""
    columns = [str(label) for label in rows.columns]
    for label in columns:
        codes = _as_text(rows[label]) if label not in ("code", "geometry") else pd.Series(dtype=str)
        if len(codes) and codes.str.fullmatch(AUTHORITIES).all():
            beside = name_column(label, columns)
            named = _as_text(rows[beside]) if beside else codes
            places = sorted(set(zip(codes, named, strict=True)))
            position = {code: at for at, (code, _) in enumerate(places)}
            return codes.map(position).tolist(), places
    return [], []


def _as_text(column: pd.Series) -> pd.Series:
    return column.astype("string").fillna("").str.strip().astype(object)


def _cells(shapes: np.ndarray) -> list[int]:
    """Squares of a kilometre by the area that holds their middle: row, first, how many, area."""
    west, south, east, north = shapely.total_bounds(shapes)
    columns = np.arange((west - WEST) // CELL_METRES, (east - WEST) // CELL_METRES + 1)
    rows = np.arange((NORTH - north) // CELL_METRES, (NORTH - south) // CELL_METRES + 1)
    across, down = (grid.ravel().astype(int) for grid in np.meshgrid(columns, rows))
    x, y = WEST + (across + 0.5) * CELL_METRES, NORTH - (down + 0.5) * CELL_METRES
    cell, area = shapely.STRtree(shapes).query(shapely.points(x, y), predicate="within")
    holder = np.full(len(across), -1)
    holder[cell] = area
    begins = np.flatnonzero((np.diff(holder, prepend=-2) != 0) | (np.diff(down, prepend=-1) != 0))
    many = np.diff(begins, append=len(holder))
    runs = np.column_stack([down[begins], across[begins], many, holder[begins]])
    return runs[holder[begins] >= 0].ravel().tolist()
