"""Approximate shapes from LSOA points, for maps without boundary files; and the land of areas.

Each LSOA's shape is the ground nearer to its published point than to any other's (its Voronoi
cell, in British National Grid), inside a buffered concave hull of all the points. MSOAs, wards and
places are the union of their LSOAs by the published lookups. The hull's two settings gave the best
mean overlap with the official wards of 2025 when tried over a grid (intersection over union 0.70,
worst ward 0.48). Corners are rounded to the drawing's grid before areas are joined, so that
neighbours share their edges exactly.

Run when data/places is made, never when pages are served: `geo.shapes` reads what is written here.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.areas import WEST_YORKSHIRE, AreaType
from geo.errors import Fault, GeographyError

HULL_RATIO = 0.25
HULL_BUFFER_METRES = 1_000
BRITISH_NATIONAL_GRID = 27700
GRID_WIDTH = 10_000  # whole units across West Yorkshire, about 7 metres each
WARD_YEAR = 2025

Shape = dict[str, Any]


def write_shapes(lsoas: pd.DataFrame, out: Path) -> list[Path]:
    """The files written: approximate_shapes_2011.json and approximate_shapes_2021.json.

    `lsoas` is the table of `geo.restate.lsoa_table`. Raises GeographyError if the shapes of a
    census leave gaps or overlap.
    """
    eastings = _in_metres(lsoas)
    hull = shapely.concave_hull(
        shapely.MultiPoint(eastings[lsoas["census_2021_msoa"] != ""].to_numpy()), ratio=HULL_RATIO
    ).buffer(HULL_BUFFER_METRES)
    written = []
    for census in (2011, 2021):
        of_census = lsoas[lsoas[f"census_{census}_msoa"] != ""]
        cells = _on_grid(_cells(eastings[of_census.index], hull), hull)
        if not shapely.coverage_is_valid(cells.to_numpy()):
            fault = Fault(f"LSOAs of {census}", "gaps or overlaps", "neighbours that share edges")
            raise GeographyError("The approximate shapes do not fit together.", [fault])
        path = out / f"approximate_shapes_{census}.json"
        path.write_text(_as_json(cells, of_census, census, hull), encoding="utf-8")
        written.append(path)
    return written


def square_km(path: Path, code: str) -> pd.Series:
    """Land in square kilometres by area, measured on the published shapes of a GeoParquet file."""
    shapes = gpd.read_parquet(path).set_index(code).to_crs(BRITISH_NATIONAL_GRID)
    return shapes.area / 1e6


def _in_metres(lsoas: pd.DataFrame) -> gpd.GeoSeries:
    points = gpd.points_from_xy(lsoas["longitude"], lsoas["latitude"])
    return gpd.GeoSeries(points, index=lsoas.index, crs=4326).to_crs(BRITISH_NATIONAL_GRID)


def _cells(points: gpd.GeoSeries, hull: shapely.Polygon) -> pd.Series:
    nearest = shapely.voronoi_polygons(
        shapely.MultiPoint(points.to_numpy()), extend_to=hull.envelope, ordered=True
    )
    cells = shapely.intersection(shapely.get_parts(nearest), hull)
    return pd.Series(cells, index=points.index)


def _on_grid(cells: pd.Series, hull: shapely.Polygon) -> pd.Series:
    """The cells in whole units of the drawing's grid, y downwards."""
    west, _, _, north = hull.bounds
    unit = _metres_per_unit(hull)

    def rounded(xy: np.ndarray) -> np.ndarray:
        return np.rint((xy - [west, north]) * [1 / unit, -1 / unit])

    return pd.Series(shapely.transform(cells.to_numpy(), rounded), index=cells.index)


def _metres_per_unit(hull: shapely.Polygon) -> float:
    west, _, east, _ = hull.bounds
    return (east - west) / GRID_WIDTH


def _as_json(cells: pd.Series, lsoas: pd.DataFrame, census: int, hull: shapely.Polygon) -> str:
    west, south, _, north = hull.bounds
    unit = _metres_per_unit(hull)
    parents = {
        AreaType.LSOA: lsoas["code"],
        AreaType.MSOA: lsoas[f"census_{census}_msoa"],
        AreaType.WARD: lsoas[f"census_{census}_ward_2021"],
        AreaType.LOCAL_AUTHORITY: lsoas["place"],
        AreaType.COMBINED_AUTHORITY: pd.Series(WEST_YORKSHIRE, index=lsoas.index),
    }
    document = {
        "grid": {
            "easting": round(west, 1),
            "northing": round(north, 1),
            "metres_per_unit": round(unit, 5),
            "width": GRID_WIDTH,
            "height": int(np.ceil((north - south) / unit)),
        },
        "levels": {str(level): _dissolved(cells, codes) for level, codes in parents.items()},
    }
    # One area a line: compact, and a change can be seen in a comparison of versions.
    return json.dumps(document, separators=(",", ":")).replace('},"E', '},\n"E') + "\n"


def _dissolved(cells: pd.Series, codes: pd.Series) -> dict[str, Shape]:
    joined = cells.groupby(codes).agg(lambda parts: shapely.coverage_union_all(parts.to_numpy()))
    return {str(code): _shape(joined[code]) for code in sorted(joined.index)}


def _shape(area: shapely.Geometry) -> Shape:
    """Rings as flat lists x, y, x, y, ... (first corner not repeated), and a point for a label."""
    parts = shapely.get_parts(shapely.normalize(area))
    rings = shapely.get_rings(parts)
    largest = max(parts, key=lambda part: part.area)
    label = shapely.maximum_inscribed_circle(largest).coords[0]
    return {
        "rings": [
            shapely.get_coordinates(ring)[:-1].astype(int).ravel().tolist() for ring in rings
        ],
        "label": [round(value) for value in label],
    }
