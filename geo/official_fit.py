"""Making boundaries fit: repaired, without gaps or overlaps, simplified, and on the grid.

Every line is cut where lines meet, and each face between them is given to one area, once in metres
and once more after rounding to the grid, so that whatever a publisher's rounding did, neighbours
share their edges exactly in the end.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from geo.boundaries import to_grid, topology_of
from geo.topology import Topology

TOLERANCES_METRES = (10, 15, 20, 30, 45, 70)  # the finest that keeps shapes light is taken
NARROW_METRES = 20  # gaps no wider in the mean are closed
BY = 0.01  # edges this near to an area are its own: cuts are rounded
SLIVER_UNITS = 10  # faces of fewer square units that rounding left to nobody are given away


@dataclass(frozen=True)
class Seam:
    """Ground that no area has, or several: which areas touch it, its size, and what became of it.

    Areas are positions; `owner` is the one that got the ground, None where it stays open.
    """

    areas: tuple[int, ...]
    square_metres: float
    is_gap: bool
    owner: int | None


@dataclass(frozen=True)
class Fit:
    """Areas on the grid, their topology, what did not fit, and how far they were simplified."""

    areas: np.ndarray
    topology: Topology
    seams: tuple[Seam, ...]
    tolerance_metres: int


def repaired(areas: np.ndarray) -> np.ndarray:
    """The polygons of each area, made valid; empty where nothing of it is left."""
    valid = np.where(shapely.is_valid(areas), areas, shapely.make_valid(areas))
    return np.array([_polygons(area) for area in valid])


def fitted(areas: np.ndarray, heaviest: int) -> Fit:
    """Valid areas in metres of British National Grid, fitted together on the grid.

    `heaviest` is how many bytes their topology may take, compressed. Raises ValueError naming the
    position of an area of which nothing is left.
    """
    whole, gaps, seams = _without_seams(areas)
    for tolerance in TOLERANCES_METRES:
        drawn = _on_grid(whole, gaps, tolerance)
        shapes = topology_of(drawn)
        text = json.dumps(shapes.document(), separators=(",", ":"))
        if len(gzip.compress(text.encode(), 6)) <= heaviest:
            break
    return Fit(drawn, shapes, seams, tolerance)


def _polygons(area: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shapely.get_parts(area))
    return shapely.union_all([part for part in parts if part.geom_type == "Polygon"])


def _without_seams(areas: np.ndarray) -> tuple[np.ndarray, np.ndarray, tuple[Seam, ...]]:
    """The areas as a coverage, the gaps that stay open, and every seam."""
    faces = _faces(areas)
    tree = shapely.STRtree(areas)
    holders: list[list[int]] = [[] for _ in faces]
    for face, area in tree.query(shapely.point_on_surface(faces), predicate="within").T:
        holders[face].append(int(area))
    owners: list[int | None] = []
    seams = []
    for face, holding in zip(faces, holders, strict=True):
        touching = tuple(sorted(holding)) if holding else _touching(face, areas, tree)
        is_narrow = 2 * face.area < NARROW_METRES * face.length
        owners.append(touching[0] if holding or is_narrow else None)
        if len(holding) != 1:
            seams.append(Seam(touching, face.area, not holding, owners[-1]))
    open_gaps = faces[[owner is None for owner in owners]]
    return _joined(faces, owners, len(areas)), open_gaps, tuple(seams)


def _on_grid(areas: np.ndarray, gaps: np.ndarray, tolerance: float) -> np.ndarray:
    """The areas simplified, in whole units of the grid, sharing every corner on a shared edge."""
    # Gaps that stay open are simplified with the areas around them, so their edges stay shared.
    simple = to_grid(shapely.coverage_simplify([*areas, *gaps], tolerance))
    faces = _faces(simple, grid_size=1)
    tree = shapely.STRtree(simple)
    owners: list[int | None] = [None] * len(faces)
    for face, area in tree.query(shapely.point_on_surface(faces), predicate="within").T:
        owners[face] = int(area)
    for number, face in enumerate(faces):
        if owners[number] is None and face.area < SLIVER_UNITS:
            owners[number] = next(iter(_touching(face, simple, tree)), None)
    return _joined(faces, owners, len(areas))


def _faces(areas: np.ndarray, grid_size: float | None = None) -> np.ndarray:
    """The smallest pieces of ground between all outlines, cut wherever these meet."""
    lines = shapely.union_all(shapely.boundary(areas), grid_size=grid_size)
    return shapely.get_parts(shapely.polygonize([lines]))


def _touching(face: shapely.Polygon, areas: np.ndarray, tree: shapely.STRtree) -> tuple[int, ...]:
    """Positions of the areas around a face, the one that shares most of its edge first."""
    near = tree.query(face, predicate="intersects")
    shared = shapely.length(shapely.intersection(face.exterior, shapely.buffer(areas[near], BY)))
    order = sorted(zip(-shared, near, strict=True))
    return tuple(int(area) for length, area in order if length < 0)


def _joined(faces: np.ndarray, owners: Sequence[int | None], count: int) -> np.ndarray:
    """The union of each area's faces. Raises ValueError for an area without any."""
    parts: list[list[shapely.Polygon]] = [[] for _ in range(count)]
    for face, owner in zip(faces, owners, strict=True):
        if owner is not None and owner < count:
            parts[owner].append(face)
    for position, found in enumerate(parts):
        if not found:
            raise ValueError(position)
    return np.array([shapely.coverage_union_all(found) for found in parts])
