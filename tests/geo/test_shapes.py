"""Shapes: whole, fitting together, drawable as they are, and as near the truth as claimed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo import areas
from geo.areas import PLACES_FOLDER
from geo.errors import GeographyError
from geo.shapes import Shapes, shapes

LEVELS = [("lsoa", 2011), ("lsoa", 2021), ("msoa", 2011), ("msoa", 2021), ("ward", 2025)]


def polygons(drawn: Shapes) -> pd.Series:
    """Shapely geometries read back from the SVG paths, by code."""
    import shapely

    found = {}
    for code, path in drawn.paths.items():
        rings = [
            shapely.Polygon([tuple(map(float, pair.split(","))) for pair in ring.split()])
            for ring in re.findall(r"M([^Z]*)Z", path)
        ]
        found[code] = rings[0]
        for ring in rings[1:]:  # a hole where it lies inside, another part where it does not
            found[code] = found[code].symmetric_difference(ring)
    return pd.Series(found)


@pytest.mark.parametrize(("level", "vintage"), LEVELS)
def test_every_area_has_a_shape_and_a_label(level: str, vintage: int) -> None:
    drawn = shapes(level, vintage)
    assert list(drawn.codes) == areas.codes(level, vintage=vintage)
    assert set(drawn.labels) == set(drawn.codes)
    assert all(re.fullmatch(r"(M[\d., ]+Z)+", path) for path in drawn.paths.values())


def test_places_are_outlined_at_every_level() -> None:
    for level, vintage in LEVELS:
        assert list(shapes(level, vintage).outlines) == sorted(areas.PLACES)


@pytest.mark.parametrize(("level", "vintage"), LEVELS)
def test_neighbours_share_their_edges(level: str, vintage: int) -> None:
    import shapely

    found = polygons(shapes(level, vintage))
    in_units = shapely.transform(found.to_numpy(), lambda xy: np.rint(xy * 10))
    assert shapely.coverage_is_valid(in_units)


def test_labels_lie_inside_and_the_drawing_inside_its_viewbox() -> None:
    import shapely

    drawn = shapes("ward")
    found = polygons(drawn)
    inside = [shapely.Point(drawn.labels[code]).within(found[code]) for code in drawn.codes]
    assert all(inside)
    west, north, east, south = shapely.total_bounds(found.to_numpy())
    assert west >= 0
    assert north >= 0
    assert east <= drawn.width == 1000
    assert south <= drawn.height
    assert drawn.viewbox == f"0 0 1000 {drawn.height:g}"


def test_north_is_up_and_west_is_left() -> None:
    labels = shapes("local authority").labels
    assert labels[areas.BRADFORD][1] < labels[areas.WAKEFIELD][1]
    assert labels[areas.CALDERDALE][0] < labels[areas.LEEDS][0]


def test_approximate_shapes_say_so() -> None:
    drawn = shapes("ward")
    assert drawn.is_approximate
    assert drawn.note.startswith("Approximate shapes")
    assert "not official boundaries" in drawn.note


@pytest.mark.parametrize(
    ("level", "vintage", "expected"),
    [("wards", None, "Did you mean 'ward'"), ("ward", 2026, "for 2026"), ("region", None, "lsoa")],
)
def test_shapes_that_are_not_held_are_refused(
    level: str, vintage: int | None, expected: str
) -> None:
    with pytest.raises(GeographyError, match=expected):
        shapes(level, vintage)


def test_the_folder_of_places_is_small() -> None:
    total = sum(path.stat().st_size for path in PLACES_FOLDER.iterdir())
    assert total < 1_500_000


@pytest.mark.parametrize(
    ("file", "code", "level", "mean", "worst"),
    [
        ("wy_wd25_bgc.geojson", "WD25CD", "ward", 0.69, 0.45),
        ("wy_lad25_bgc_derived_from_wd25.geojson", "LAD25CD", "local authority", 0.85, 0.80),
    ],
)
def test_overlap_with_official_boundaries_is_as_claimed(
    shared_data: Path, file: str, code: str, level: str, mean: float, worst: float
) -> None:
    """Intersection over union; the published finding for wards is a mean of 0.70, worst 0.48."""
    import geopandas as gpd
    import shapely

    official = gpd.read_file(shared_data / "geography" / file).to_crs(27700).set_index(code)
    grid = json.loads((PLACES_FOLDER / "approximate_shapes_2021.json").read_text("utf-8"))["grid"]
    unit = grid["metres_per_unit"] * 10
    corner = np.array([grid["easting"], grid["northing"]])
    drawn = polygons(shapes(level)).loc[official.index]
    ours = shapely.transform(drawn.to_numpy(), lambda xy: corner + xy * [unit, -unit])
    theirs = shapely.make_valid(official.geometry.to_numpy())
    both = shapely.area(shapely.intersection(ours, theirs))
    overlap = both / (shapely.area(ours) + shapely.area(theirs) - both)
    assert overlap.mean() > mean
    assert overlap.min() > worst
