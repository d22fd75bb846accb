"""Hexagons as a drawing: one for each area, laid out by `geo.hexmap`; places are their wards'."""

from __future__ import annotations

from collections.abc import Sequence

from geo.areas import USUAL_YEAR, AreaType, parent_place
from geo.drawn import PLACES_VINTAGE, Drawn
from geo.hexmap import hexagon_polygons, laid_out
from geo.topology import Point, clockwise, topology
from geo.vintages import Vintage, vintage_in

NOTE = (
    "Hexagons: one of the same size for each area, near where it lies. "
    "They show no boundaries and no distances."
)


def is_drawable(vintage: Vintage) -> bool:
    """Whether areas of the vintage are laid out."""
    return (_wards() if vintage == PLACES_VINTAGE else vintage) in laid_out()


def drawn(vintage: Vintage) -> Drawn:
    """The hexagons of a vintage that is drawable."""
    if vintage == PLACES_VINTAGE:
        return _places()
    found = hexagon_polygons(vintage.level, vintage.year)
    codes = tuple(sorted(found))
    shapes = topology([[clockwise(found[code])] for code in codes])
    return Drawn(codes, shapes, {code: _centre(found[code]) for code in codes}, NOTE)


def _places() -> Drawn:
    """Each place as the union of its wards' hexagons, labelled in the one most in the middle."""
    wards = drawn(_wards())
    of = [parent_place(code) or "" for code in wards.codes]
    places, shapes = wards.topology.dissolved(of)
    labels = {}
    for place in places:
        centres = [
            wards.labels[code] for code, its in zip(wards.codes, of, strict=True) if its == place
        ]
        x, y = _centre(centres)
        labels[place] = min(centres, key=lambda one: (one[0] - x) ** 2 + (one[1] - y) ** 2)
    return Drawn(places, shapes, labels, NOTE)


def _wards() -> Vintage:
    return vintage_in(AreaType.WARD, USUAL_YEAR[AreaType.WARD])


def _centre(points: Sequence[Point]) -> Point:
    across, down = zip(*points, strict=True)
    return round(sum(across) / len(across)), round(sum(down) / len(down))
