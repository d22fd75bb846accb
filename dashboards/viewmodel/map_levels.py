"""The sizes of area a map can show, and which measures have figures for them."""

from __future__ import annotations

import pandas as pd

from dashboards.figures import Figures
from geo.areas import PLACES, AreaType, name, parent_place
from indicators.definition import Definition

LEVEL_AREAS = {"ward": "wards", "msoa": "msoas", "lsoa": "lsoas", "place": "places"}
LEVEL_TYPES = {
    "ward": AreaType.WARD,
    "msoa": AreaType.MSOA,
    "lsoa": AreaType.LSOA,
    "place": AreaType.LOCAL_AUTHORITY,
}
LEVEL_WORDS = {
    "ward": ("ward", "wards"),
    "msoa": ("neighbourhood group (MSOA)", "neighbourhood groups (MSOA)"),
    "lsoa": ("neighbourhood (LSOA)", "neighbourhoods (LSOA)"),
    "place": ("place", "places"),
}
LEVELS_DOWN_TO = {
    AreaType.LSOA: ("ward", "msoa", "lsoa", "place"),
    AreaType.WARD: ("ward", "place"),
    AreaType.LOCAL_AUTHORITY: ("place",),
}
OWN_LEVELS = ("ward", "lsoa")  # for which a place's own returns give figures
SMALL_AREAS = {AreaType.LSOA, AreaType.MSOA, AreaType.WARD}


def mappable(figures: Figures) -> tuple[Definition, ...]:
    """The indicators that can be shown on the map, those of small areas first."""
    return figures.once(("mappable",), lambda: _mappable(figures))


def _mappable(figures: Figures) -> tuple[Definition, ...]:
    rank = list(LEVELS_DOWN_TO)
    held = [
        d
        for d in figures.catalogue.values()
        if d.lowest_geography in LEVELS_DOWN_TO
        and (figures.held_types(d.id) & SMALL_AREAS or len(at_level(figures, d, "place")))
    ]
    return tuple(sorted(held, key=lambda d: rank.index(d.lowest_geography)))


def levels_of(figures: Figures, definition: Definition) -> tuple[str, ...]:
    """The levels at which areas of West Yorkshire have figures, the usual one first.

    Those of places' own returns come last: one address begins with the same map for everyone.
    """

    def found() -> tuple[str, ...]:
        public = LEVELS_DOWN_TO.get(definition.lowest_geography, ())
        mine = [one for one in OWN_LEVELS if figures.is_own(definition.id, one)]
        every = dict.fromkeys((*public, *mine))
        return tuple(level for level in every if len(at_level(figures, definition, level)))

    return figures.once(("levels", definition.id), found)


def smallest(figures: Figures, definition: Definition) -> AreaType:
    """The smallest areas there are figures for, as LEVELS_DOWN_TO names them."""
    held = levels_of(figures, definition)
    if {"msoa", "lsoa"} & set(held):
        return AreaType.LSOA
    return AreaType.WARD if "ward" in held else AreaType.LOCAL_AUTHORITY


def at_level(figures: Figures, definition: Definition, level: str) -> pd.DataFrame:
    """Headline figures of the level's areas, whatever their vintage; of places, of the five."""

    def chosen() -> pd.DataFrame:
        rows = figures.headline(definition, LEVEL_AREAS[level])
        return rows[rows["area_code"].isin(PLACES)] if level == "place" else rows

    return figures.once(("at level", definition.id, level), chosen)


def place_name(area_code: str) -> str:
    """The name of the place that the area is or lies in; empty for one in none of the five."""
    place = parent_place(area_code)
    return name(place) if place else ""
