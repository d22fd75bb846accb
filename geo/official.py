"""Loading official boundaries: read, judged by their codes, made to fit, and stored at once.

Whatever is wrong with a file is told together, and leaves what was loaded before as it was.
"""

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

from geo.areas import AreaType, parent_place
from geo.boundaries import joined, labels_of
from geo.errors import Fault, GeographyError
from geo.official_codes import Areas, areas_of, missing_faults, named_area, some_named
from geo.official_fit import Fit, fitted, repaired
from geo.official_notes import (
    is_finer,
    kept_words,
    left_out,
    lost,
    seams,
    spacing_of,
)
from geo.official_place import doubt
from geo.official_read import BoundaryFile, in_metres, read
from geo.official_store import held_about, keep, path_of
from geo.vintages import Vintage

HEAVIEST_BYTES = {AreaType.LSOA: 280_000, AreaType.MSOA: 120_000}  # of the topology, compressed
HEAVIEST_USUAL = 45_000
NOT_DRAWABLE = "The file's areas cannot be drawn; nothing was changed."
MOSTLY = 0.5  # of a file's areas, for it to be one of West Yorkshire
ATTRIBUTION = (
    "Source: Office for National Statistics licensed under the Open Government Licence v3.0. "
    "Contains OS data © Crown copyright and database right {year}."
)


@dataclass(frozen=True)
class Loaded:
    """What was loaded: its vintage, how many areas, and what a person should know of them.

    `kept` says why West Yorkshire's own stayed as they were; empty where these took their place.
    `doubt` says that the shapes seem not to be those of their codes; empty where they do.
    """

    vintage: Vintage
    areas: int
    notes: tuple[str, ...]
    path: Path
    replaced: bool
    kept: str = ""
    doubt: str = ""


def load(
    file: Path,
    level: AreaType | None = None,
    year: int | None = None,
    accept_missing: bool = False,
) -> Loaded:
    """Load the boundaries of one vintage of West Yorkshire's areas from a file.

    `level` and `year` assert what the codes must be of. Raises GeographyError, and stores nothing,
    for a file that cannot be read, placed, told by its codes, or drawn; whose shapes are not those
    of its codes; or that lacks areas, unless `accept_missing`. A file that reaches far beyond West
    Yorkshire does not take the place of finer boundaries that were loaded before.
    """
    given = read(file)
    areas = areas_of(file.name, given.rows, level, year)
    wanted = given.rows[areas.is_wanted].assign(code=areas.codes).sort_values("code")
    _refuse_undrawable(file.name, wanted)
    missing = missing_faults(file.name, areas)
    if missing and not accept_missing:
        many = f"{len(missing):,} of the {len(areas.vintage.codes()):,} {areas.vintage.label}"
        summary = f"The file lacks {many}; --accept-missing loads it without. Nothing was changed."
        raise GeographyError(summary, missing)
    codes = wanted["code"].tolist()
    shapes, repairs = _repaired(file.name, in_metres(file, wanted), codes)
    spacing = spacing_of(shapes)
    doubtful = doubt(file.name, shapes, codes, areas.vintage)
    before = held_about(areas.vintage)
    if before and not areas.is_wanted.mean() > MOSTLY and is_finer(before, spacing):
        kept = kept_words(before, spacing)
        return Loaded(areas.vintage, len(codes), (), path_of(areas.vintage), False, kept, doubtful)
    fit = _fitted(file.name, shapes, codes, areas.vintage.level)
    notes = (
        *given.notes,
        *left_out(given.rows, areas),
        *(f"{fault.found[0].upper()}{fault.found[1:]}." for fault in missing),
        *repairs,
        *seams(fit, codes),
        *lost(before, areas, spacing),
    )
    path = path_of(areas.vintage)
    told = {"doubt": doubtful, "note": _note(areas, fit, spacing, doubtful)}
    made = _document(given, areas, codes, fit, notes, spacing, told)
    keep(path, json.dumps(made, ensure_ascii=False, separators=(",", ":")))
    return Loaded(areas.vintage, len(codes), notes, path, bool(before), doubt=doubtful)


def _refuse_undrawable(where: str, rows: gpd.GeoDataFrame) -> None:
    """Raise for codes that stand twice, and for areas without a polygon."""
    faults = [
        Fault(where, f"{named_area(code)} {count} times", "each code once")
        for code, count in rows["code"].value_counts().sort_index().items()
        if count > 1
    ]
    unusable: dict[str, list[str]] = {}
    for code, shape in zip(rows["code"], rows.geometry, strict=True):
        if problem := _undrawable(shape):
            unusable.setdefault(problem, []).append(code)
    faults += [
        Fault(where, f"{problem} {some_named(found)}", "a polygon for each area")
        for problem, found in unusable.items()
    ]
    if faults:
        raise GeographyError(NOT_DRAWABLE, faults)


def _undrawable(shape: shapely.Geometry | None) -> str:
    """What keeps a shape from being drawn; empty for areas."""
    if shape is None or shape.is_empty:
        return "no shape for"
    if shape.geom_type not in ("Polygon", "MultiPolygon", "GeometryCollection"):
        return f"a {shape.geom_type} for"
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        return "a corner that is no number in"
    return ""


def _repaired(
    where: str, rows: gpd.GeoDataFrame, codes: list[str]
) -> tuple[np.ndarray, tuple[str, ...]]:
    """The areas as valid polygons, and a note of each that was not valid."""
    given = rows.geometry.to_numpy()
    shapes = repaired(given)
    reasons = shapely.is_valid_reason(given)
    lost = [
        Fault(where, f"no ground inside the outline of {named_area(code)}", "a polygon")
        for code, shape in zip(codes, shapes, strict=True)
        if shape.is_empty
    ]
    if lost:
        raise GeographyError(NOT_DRAWABLE, lost)
    return shapes, tuple(
        f"{named_area(code)} was not valid ({reason.split('[')[0].lower()}) and was repaired."
        for code, shape, reason in zip(codes, given, reasons, strict=True)
        if not shape.is_valid
    )


def _fitted(where: str, shapes: np.ndarray, codes: list[str], level: AreaType) -> Fit:
    try:
        return fitted(shapes, HEAVIEST_BYTES.get(level, HEAVIEST_USUAL))
    except ValueError as problem:
        code = codes[int(str(problem))]
        found = f"nothing left of {named_area(code)} beside its neighbours, at 10 metres"
        fault = Fault(where, found, "ground of its own, more than a few metres wide")
        raise GeographyError(NOT_DRAWABLE, [fault]) from None


def _document(
    given: BoundaryFile,
    areas: Areas,
    codes: list[str],
    fit: Fit,
    notes: tuple[str, ...],
    spacing: int,
    told: dict[str, str],
) -> dict[str, Any]:
    places = pd.Series([parent_place(code) for code in codes])
    return {
        "codes": codes,
        "labels": {
            "code": labels_of(fit.areas),
            "place": labels_of(joined(fit.areas, places)),
        },
        **fit.topology.document(),
        "about": {
            "file": given.path.name,
            "sha256": given.sha256,
            "loaded_on": datetime.date.today().isoformat(),
            "level": areas.vintage.level.value,
            "vintage": areas.vintage.label,
            "year": areas.year,
            "missing": areas.missing,
            "notes": notes,
            "corner_metres": spacing,
            **told,
        },
    }


def _note(areas: Areas, fit: Fit, spacing: int, doubtful: str) -> str:
    lacking = f" {len(areas.missing):,} have no shape in the file." if areas.missing else ""
    drawn = (
        f"Official boundaries of {areas.year}, thinned by about {fit.tolerance_metres} m; the file "
        f"has a corner about every {spacing} m."
    )
    doubted = f" {doubtful}" if doubtful else ""
    return f"{drawn}{lacking}{doubted} {ATTRIBUTION.format(year=areas.year)}"
