"""The grid that every drawing of West Yorkshire shares: British National Grid in units of 10 m.

x grows eastwards and y downwards from one corner, so official, approximate and hexagon drawings of
all levels and vintages lie in one frame, in whole numbers.
"""

from __future__ import annotations

BRITISH_NATIONAL_GRID = 27700
EASTING = 388_000
NORTHING = 452_500
METRES = 10  # a unit of the grid
