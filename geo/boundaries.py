"""Approximate shapes from LSOA points, for maps without boundary files; and the land of areas.

Each LSOA's shape is the ground nearer to its published point than to any other's (its Voronoi
cell, in British National Grid), inside a buffered concave hull of all the points. MSOAs, wards and
places are the union of their LSOAs by the published lookups, joined when they are read. The hull's
two settings gave the best mean overlap with the official wards of 2025 when tried over a grid
(intersection over union 0.70, worst ward 0.48). Corners are rounded to the grid before areas are
joined, so that neighbours share their edges exactly.

Run when data/places is made, never when pages are served: `geo.approximate` reads what is written.
"""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.errors import Fault, GeographyError
from geo.grid import BRITISH_NATIONAL_GRID, EASTING, METRES, NORTHING
from geo.topology import Point, Topology, clockwise, topology

HULL_RATIO = 0.25
HULL_BUFFER_METRES = 1_000
JOINED = {  # the columns of the LSOA table by which cells are joined, and so need labels
    2011: ("code", "census_2011_msoa", "census_2011_ward_2017", "census_2011_ward_2019"),
    2021: ("code", "census_2021_msoa", "census_2021_ward_2021", "place"),
}


def write_shapes(lsoas: pd.DataFrame, out: Path) -> list[Path]:
    """The files written: approximate_shapes_2011.json and approximate_shapes_2021.json.

    `lsoas` is the table of `geo.restate.lsoa_table`. Raises GeographyError if the shapes of a
    census leave gaps or overlap.
    """
    points = _in_metres(lsoas)
    hull = shapely.concave_hull(
        shapely.MultiPoint(points[lsoas["census_2021_msoa"] != ""].to_numpy()), ratio=HULL_RATIO
    ).buffer(HULL_BUFFER_METRES)
    written = []
    for census, columns in JOINED.items():
        of_census = lsoas[lsoas[f"census_{census}_msoa"] != ""].sort_values("code")
        cells = on_grid(_cells(points[of_census.index], hull))
        if not (shapely.is_valid(cells).all() and shapely.coverage_is_valid(cells)):
            fault = Fault(f"LSOAs of {census}", "gaps or overlaps", "neighbours that share edges")
            raise GeographyError("The approximate shapes do not fit together.", [fault])
        path = out / f"approximate_shapes_{census}.json"
        path.write_text(_as_json(cells, of_census, columns), encoding="utf-8")
        written.append(path)
    return written


def square_km(path: Path, code: str) -> pd.Series:
    """Land in square kilometres by area, measured on the published shapes of a GeoParquet file."""
    shapes = gpd.read_parquet(path).set_index(code).to_crs(BRITISH_NATIONAL_GRID)
    return shapes.area / 1e6


def to_grid(areas: np.ndarray) -> np.ndarray:
    """Shapes in metres of British National Grid, in units of the drawing's grid, not rounded."""
    return shapely.transform(areas, lambda xy: (xy - [EASTING, NORTHING]) / [METRES, -METRES])


def on_grid(areas: np.ndarray) -> np.ndarray:
    """The shapes in whole units of the drawing's grid."""
    return shapely.remove_repeated_points(shapely.transform(to_grid(areas), np.rint))


def topology_of(areas: np.ndarray) -> Topology:
    """The topology of polygons on the grid that fit together."""
    return topology([_rings(area) for area in areas])


def labels_of(areas: np.ndarray) -> list[int]:
    """A point well inside each area's largest part, as x, y, x, y, ..."""
    labels = []
    for area in areas:
        largest = max(shapely.get_parts(area), key=lambda part: part.area)
        centre = shapely.maximum_inscribed_circle(largest, tolerance=0.5).coords[0]
        labels += [round(value) for value in centre]
    return labels


def joined(areas: np.ndarray, codes: pd.Series) -> np.ndarray:
    """The union of the areas of each code, in code order."""
    parts = pd.Series(areas).groupby(codes.to_numpy())
    return parts.agg(lambda found: shapely.coverage_union_all(found.to_numpy())).to_numpy()


def _in_metres(lsoas: pd.DataFrame) -> gpd.GeoSeries:
    points = gpd.points_from_xy(lsoas["longitude"], lsoas["latitude"])
    return gpd.GeoSeries(points, index=lsoas.index, crs=4326).to_crs(BRITISH_NATIONAL_GRID)


def _cells(points: gpd.GeoSeries, hull: shapely.Polygon) -> np.ndarray:
    nearest = shapely.voronoi_polygons(
        shapely.MultiPoint(points.to_numpy()), extend_to=hull.envelope, ordered=True
    )
    return shapely.intersection(shapely.get_parts(nearest), hull)


def _rings(area: shapely.Geometry) -> list[list[Point]]:
    """Rings wound as a topology needs them: outer rings clockwise, holes the other way."""
    rings = []
    for part in shapely.get_parts(shapely.normalize(area)):
        outer, *holes = (_corners(ring) for ring in (part.exterior, *part.interiors))
        rings += [clockwise(outer), *(clockwise(hole)[::-1] for hole in holes)]
    return rings


def _corners(ring: shapely.LinearRing) -> list[Point]:
    return [(int(x), int(y)) for x, y in shapely.get_coordinates(ring)[:-1]]


def _as_json(cells: np.ndarray, lsoas: pd.DataFrame, columns: tuple[str, ...]) -> str:
    document = {
        "codes": lsoas["code"].tolist(),
        "labels": {column: labels_of(joined(cells, lsoas[column])) for column in columns},
        **topology_of(cells).document(),
    }
    # One arc or ring a line: compact, and a change can be seen in a comparison of versions.
    return json.dumps(document, separators=(",", ":")).replace("],[", "],\n[") + "\n"
