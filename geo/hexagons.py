"""Hexagons as a drawing: one for each area, laid out by `geo.hexmap`."""

from __future__ import annotations

from geo import approximate
from geo.drawn import Drawn
from geo.topology import clockwise, topology
from geo.vintages import Vintage

NOTE = (
    "Hexagons: one of the same size for each area, near where it lies. "
    "They show no boundaries and no distances."
)


def is_drawable(vintage: Vintage) -> bool:
    """Whether areas of the vintage can be laid out: from the points of their LSOAs."""
    try:
        import geo.hexmap  # noqa: F401
    except ImportError:
        return False
    return approximate.is_drawable(vintage)


def drawn(vintage: Vintage) -> Drawn:
    """The hexagons of a vintage that is drawable."""
    from geo.hexmap import hexagon_polygons

    found = hexagon_polygons(vintage.level, vintage.year)
    codes = tuple(sorted(found))
    shapes = topology([[clockwise(found[code])] for code in codes])
    labels = {}
    for code in codes:
        across, down = zip(*found[code], strict=True)
        labels[code] = (round(sum(across) / len(across)), round(sum(down) / len(down)))
    return Drawn(codes, shapes, labels, NOTE)
