"""Boundary files with shapes that lie where their codes say: the approximate ones that ship."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from geo.grid import EASTING, METRES, NORTHING
from geo.shapes import shapes


def in_place(
    path: Path, level: str, order: Callable[[list[str]], list[str]] = list, moved_metres: float = 0
) -> Path:
    """The file, written; `order` rearranges the codes beside the shapes."""
    drawn = shapes(level, 2021, "approximate")
    outlines = []
    for area in range(len(drawn.codes)):
        whole = shapely.Polygon()
        for ring in drawn.topology.corners(area):
            whole = whole.symmetric_difference(shapely.Polygon(ring))
        outlines.append(whole)
    start = np.array([EASTING + moved_metres, NORTHING])
    metres = shapely.transform(np.array(outlines), lambda xy: start + xy * [METRES, -METRES])
    codes = order(list(drawn.codes))
    gpd.GeoDataFrame({"CODE": codes}, geometry=metres, crs=27700).to_file(path)
    return path
