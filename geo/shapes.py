"""Shapes ready to draw: SVG paths by area code, without a geometry library.

The shapes that ship are approximate, from LSOA points (`geo.boundaries`), and say so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from geo.areas import PLACES_FOLDER, AreaType
from geo.errors import Fault, GeographyError, did_you_mean, quoted

APPROXIMATE_NOTE = (
    "Approximate shapes: each neighbourhood is the ground nearest to its published centre point. "
    "They are not official boundaries."
)
UNITS_PER_VIEWBOX = 10  # the files' grid is ten times finer than the viewBox
LEVELS = {  # the census whose points make the shapes of a level in a year
    AreaType.LSOA: {2011: 2011, 2021: 2021},
    AreaType.MSOA: {2011: 2011, 2021: 2021},
    AreaType.WARD: dict.fromkeys(range(2020, 2026), 2021),
    AreaType.LOCAL_AUTHORITY: {2011: 2011, 2021: 2021},
    AreaType.COMBINED_AUTHORITY: {2011: 2011, 2021: 2021},
}
USUAL_VINTAGE = {AreaType.WARD: 2025}


@dataclass(frozen=True)
class Shapes:
    """The shapes of one level of area, for an SVG of the given viewBox (y downwards).

    `paths` is the `d` of an SVG path by area code, areas in code order; `labels` a point inside
    each area; `outlines` the paths of the five places on the same grid. A `note` to show wherever
    they are drawn.
    """

    level: AreaType
    vintage: int
    paths: Mapping[str, str]
    labels: Mapping[str, tuple[float, float]]
    outlines: Mapping[str, str]
    width: float
    height: float
    is_approximate: bool
    note: str

    @property
    def codes(self) -> tuple[str, ...]:
        """Area codes, in order."""
        return tuple(self.paths)

    @property
    def viewbox(self) -> str:
        """The SVG viewBox: about 1,000 units wide."""
        return f"0 0 {self.width:g} {self.height:g}"


def shapes(level: AreaType | str, vintage: int | None = None) -> Shapes:
    """The approximate shapes of a level: LSOA, MSOA, ward, local authority or combined authority.

    `vintage` is a census year, 2011 or 2021 (the default), or for wards a year from 2020 to 2025
    (2025). Raises GeographyError for a level or vintage that has no shapes.
    """
    kind = _kind(level)
    year = vintage if vintage is not None else USUAL_VINTAGE.get(kind, 2021)
    if year not in LEVELS[kind]:
        held = ", ".join(map(str, LEVELS[kind]))
        fault = Fault(f"shapes of {kind} areas", f"vintage {year}", f"one of {held}")
        raise GeographyError(f"There are no shapes of {kind} areas for {year}.", [fault])
    return _drawn(kind, year, LEVELS[kind][year])


@cache
def _drawn(kind: AreaType, year: int, census: int) -> Shapes:
    document = _document(census)
    found, places = document["levels"][kind], document["levels"][AreaType.LOCAL_AUTHORITY]
    scaled = {
        code: (shape["label"][0] / UNITS_PER_VIEWBOX, shape["label"][1] / UNITS_PER_VIEWBOX)
        for code, shape in found.items()
    }
    return Shapes(
        level=kind,
        vintage=year,
        paths=MappingProxyType({code: path(shape["rings"]) for code, shape in found.items()}),
        labels=MappingProxyType(scaled),
        outlines=MappingProxyType({code: path(shape["rings"]) for code, shape in places.items()}),
        width=document["grid"]["width"] / UNITS_PER_VIEWBOX,
        height=document["grid"]["height"] / UNITS_PER_VIEWBOX,
        is_approximate=True,
        note=APPROXIMATE_NOTE,
    )


def path(rings: Sequence[Sequence[int]]) -> str:
    """An SVG path's `d` from rings of whole grid units, each flat: x, y, x, y, ...

    Holes run the other way round from outlines, so either fill rule draws them.
    """
    return "".join(f"M{' '.join(_corners(ring))}Z" for ring in rings)


def _corners(ring: Sequence[int]) -> list[str]:
    pairs = zip(ring[::2], ring[1::2], strict=True)
    return [f"{x / UNITS_PER_VIEWBOX:g},{y / UNITS_PER_VIEWBOX:g}" for x, y in pairs]


def _kind(level: AreaType | str) -> AreaType:
    words = [kind.value for kind in LEVELS]
    if level not in words:
        fault = Fault("level", quoted(level), ", ".join(words), did_you_mean(level, words))
        raise GeographyError(f"There are no shapes of {quoted(level)}.", [fault])
    return AreaType(level)


@cache
def _document(census: int) -> dict[str, Any]:
    file = PLACES_FOLDER / f"approximate_shapes_{census}.json"
    return json.loads(file.read_text(encoding="utf-8"))
