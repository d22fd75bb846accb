"""What a drawing is made of, wherever it comes from: codes, their topology, labels, and a note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geo.areas import AreaType
from geo.topology import Point, Topology
from geo.vintages import Vintage

PLACES_VINTAGE = Vintage(AreaType.LOCAL_AUTHORITY, None, None)  # the five have kept their bounds


@dataclass(frozen=True, eq=False)
class Drawn:
    """Areas in code order, their shapes on the grid, a point well inside each, and a note."""

    codes: tuple[str, ...]
    topology: Topology
    labels: Mapping[str, Point]
    note: str


def labelled(codes: Sequence[str], flat: Sequence[int]) -> dict[str, Point]:
    """Labels by code, from x, y, x, y, ... in the order of the codes."""
    return dict(zip(codes, zip(flat[::2], flat[1::2], strict=True), strict=True))
