"""Approximate shapes as they ship: cells of LSOAs, joined to larger areas by published lookups.

`geo.boundaries` makes the files and tells how. Wards of 2018 are in no published lookup from LSOAs,
and those of 2026 in none yet, so neither can be drawn from cells.
"""

from __future__ import annotations

import json
from functools import cache
from types import MappingProxyType
from typing import Any

from geo.areas import PLACES_FOLDER, AreaType
from geo.drawn import PLACES_VINTAGE, Drawn, labelled
from geo.topology import Topology, from_document
from geo.vintages import VINTAGES, Vintage, lsoa_parents

NOTE = (
    "Approximate shapes: each neighbourhood is the ground nearest to its published centre point. "
    "They are not official boundaries."
)
CENSUS_OF_WARDS = MappingProxyType({2017: 2011, 2019: 2011, 2020: 2021})


def is_drawable(vintage: Vintage) -> bool:
    """Whether published lookups tell which LSOAs make up the areas of the vintage."""
    if vintage.level is AreaType.WARD:
        return vintage.year in CENSUS_OF_WARDS
    return vintage in VINTAGES or vintage == PLACES_VINTAGE


def drawn(vintage: Vintage) -> Drawn:
    """The approximate shapes of a vintage that is drawable."""
    census = CENSUS_OF_WARDS[vintage.year] if vintage.level is AreaType.WARD else vintage.year
    cells, shapes = _document(census)
    if vintage.level is AreaType.LSOA:
        codes, column = tuple(cells["codes"]), "code"
    else:
        lookup = lsoa_parents(vintage.level, census, vintage.year)
        codes, shapes = shapes.dissolved(lookup.loc[cells["codes"]].tolist())
        column = _column(vintage, census)
    return Drawn(codes, shapes, labelled(codes, cells["labels"][column]), NOTE)


def _column(vintage: Vintage, census: int) -> str:
    if vintage.level is AreaType.LOCAL_AUTHORITY:
        return "place"
    if vintage.level is AreaType.MSOA:
        return f"census_{census}_msoa"
    return f"census_{census}_ward_{2021 if vintage.year == 2020 else vintage.year}"


@cache
def _document(census: int) -> tuple[dict[str, Any], Topology]:
    file = PLACES_FOLDER / f"approximate_shapes_{census}.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    shapes = from_document(document)
    return {part: document[part] for part in ("codes", "labels")}, shapes
