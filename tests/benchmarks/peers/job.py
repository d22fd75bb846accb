"""The job that every contestant does: areas, and a choice of three measures to colour them by.

Figures come from `indicators.compute` and shapes from `geo.shapes`, so that all draw the same map.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

from geo.areas import name as area_name
from geo.grid import METRES
from geo.shapes import shapes
from indicators import contract
from indicators.catalogue import catalogue
from indicators.compute import compute
from indicators.store import open_store

MEASURES = {
    "ward": ("imd_2025_score", "fuel_poverty", "individual_insolvency_rate"),
    "lsoa": ("imd_2025_score", "imd_2025_decile", "residents_census_2021"),
}
AREAS = {"ward": 124, "lsoa": 1_404}
PALETTE = ("#eff3ff", "#bdd7e7", "#6baed6", "#3182bd", "#08519c")
WEST, NORTH = -2.18, 53.97  # near where the grid begins; what is timed asks for no better
DEGREES_EAST, DEGREES_SOUTH = METRES / 65_500, METRES / 111_300


@dataclass(frozen=True)
class Job:
    """What to draw: in the order of `codes`, names, rings of grid points, and figures by title."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    rings: tuple[list[list[tuple[int, int]]], ...]
    figures: dict[str, list[float | None]]

    def geojson(self) -> dict[str, object]:
        """The areas as GeoJSON near where they lie, outer rings clockwise as Plotly wants them."""
        return {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "id": code,
                    "properties": {"name": name},
                    "geometry": {
                        "type": "MultiPolygon",
                        "coordinates": _polygons(rings),
                    },
                }
                for code, name, rings in zip(self.codes, self.names, self.rings, strict=True)
            ],
        }


def job(level: str) -> Job:
    """The job at a level, 'ward' or 'lsoa': the latest figures of its three measures."""
    drawn = shapes(level)
    store, known = open_store(), catalogue()
    figures: dict[str, list[float | None]] = {}
    for measure in MEASURES[level]:
        definition = known[measure]
        rows = contract.headline(compute(measure, store, f"{level}s", catalogue=known))
        rows = rows[(rows["age"] == definition.age) & rows["value"].notna()]
        rows = rows[rows["period_end"] == rows["period_end"].max()]
        held = rows.set_index("area_code")["value"]
        figures[definition.short_title] = [
            float(held[code]) if code in held.index else None for code in drawn.codes
        ]
    rings = tuple(drawn.topology.corners(area) for area in range(len(drawn.codes)))
    return Job(drawn.codes, tuple(map(area_name, drawn.codes)), rings, figures)


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """What a peer's server is started with: `--level` and `--port`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--level", choices=tuple(MEASURES), default="ward")
    parser.add_argument("--port", type=int, default=0)
    return parser.parse_args(given)


def is_outer(ring: list[tuple[int, int]]) -> bool:
    """Whether a ring runs clockwise as seen, y downwards; holes run the other way."""
    ends = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(x * y_next - x_next * y for (x, y), (x_next, y_next) in ends) > 0


def _polygons(rings: list[list[tuple[int, int]]]) -> list[list[list[list[float]]]]:
    """Each outer ring with the holes that follow it."""
    polygons: list[list[list[list[float]]]] = []
    for ring in rings:
        if is_outer(ring) or not polygons:
            polygons.append([])
        polygons[-1].append(_degrees(ring))
    return polygons


def _degrees(ring: list[tuple[int, int]]) -> list[list[float]]:
    corners = [*ring, ring[0]]
    return [
        [round(WEST + x * DEGREES_EAST, 5), round(NORTH - y * DEGREES_SOUTH, 5)] for x, y in corners
    ]
