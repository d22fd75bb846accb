"""What a person should know of loaded boundaries: what was left out, closed, kept or lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo.official_codes import NAMED_AT_MOST, Areas, named_area
from geo.official_fit import Fit

NOTED_SEAM_SQUARE_METRES = 100  # smaller ones are told together
CLEARLY = 1.5  # times as far from corner to corner


def left_out(rows: pd.DataFrame, areas: Areas) -> tuple[str, ...]:
    """A note of the rows that are no areas of West Yorkshire, named where they are few."""
    outside = areas.codes[~areas.is_wanted]
    if outside.empty:
        return ()
    named = ""
    if len(outside) <= NAMED_AT_MOST:
        named = f": {', '.join(code or 'a row without a code' for code in outside)}"
    count = "1 area" if len(outside) == 1 else f"{len(outside):,} areas"
    return (f"{count} not among West Yorkshire’s {areas.vintage.label} left out{named}.",)


def seams(fit: Fit, codes: list[str]) -> tuple[str, ...]:
    """Notes of gaps and overlaps: each of some size, and the small ones together."""
    notes = []
    small = [one for one in fit.seams if one.square_metres < NOTED_SEAM_SQUARE_METRES]
    for seam in sorted(fit.seams, key=lambda one: -one.square_metres):
        if seam in small:
            continue
        kind = "Gap" if seam.is_gap else "Overlap"
        around = " and ".join(named_area(codes[area]) for area in seam.areas[:2])
        what = "left open" if seam.owner is None else f"given to {named_area(codes[seam.owner])}"
        notes.append(f"{kind} of {_size(seam.square_metres)} between {around}: {what}.")
    if small:
        total = sum(one.square_metres for one in small)
        notes.append(
            f"{len(small):,} gaps or overlaps of under {NOTED_SEAM_SQUARE_METRES} square metres, "
            f"{_size(total)} in all, were closed."
        )
    return tuple(notes)


def spacing_of(shapes: np.ndarray) -> int:
    """How far the file's corners lie from each other along its outlines, in metres, on average."""
    corners = int(shapely.get_num_coordinates(shapes).sum())
    return round(float(shapely.length(shapes).sum()) / corners)


def is_finer(before: Mapping[str, Any], spacing: int) -> bool:
    return spacing > CLEARLY * before.get("corner_metres", spacing)


def kept_words(before: Mapping[str, Any], spacing: int) -> str:
    return (
        f"West Yorkshire keeps the finer boundaries of {before['year']} loaded before from "
        f"{before['file']}, with a corner about every {before['corner_metres']} m: this file has "
        f"one about every {spacing} m. To show these instead, remove those first."
    )


def lost(before: Mapping[str, Any], areas: Areas, spacing: int) -> tuple[str, ...]:
    """Notes of what those loaded before had: another year, and finer lines."""
    notes = []
    if before and before["year"] != areas.year:
        notes.append(f"Those loaded before were of {before['year']}; these are of {areas.year}.")
    if before and is_finer(before, spacing):
        notes.append(
            f"Those loaded before were finer: a corner about every {before['corner_metres']} m, "
            f"not {spacing} m."
        )
    return tuple(notes)


def _size(square_metres: float) -> str:
    if square_metres < 10_000:
        return f"{square_metres:,.1f} square metres"
    return f"{square_metres / 1e6:,.2f} square kilometres"
