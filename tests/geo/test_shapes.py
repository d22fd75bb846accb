"""Shapes: whole, fitting together, drawable as they are, and as near the truth as claimed."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo import areas
from geo.areas import PLACES_FOLDER, AreaType
from geo.errors import GeographyError
from geo.grid import EASTING, METRES, NORTHING
from geo.shapes import Drawing, Shapes, drawings, drawn_vintages, shapes
from geo.topology import from_document
from geo.vintages import lsoa_parents

LEVELS = [
    ("lsoa", 2011),
    ("lsoa", 2021),
    ("msoa", 2011),
    ("msoa", 2021),
    ("ward", 2017),
    ("ward", 2019),
    ("ward", 2025),
]


def polygons(drawn: Shapes) -> np.ndarray:
    """Shapely geometries of the areas, in the order of their codes."""
    found = []
    for area in range(len(drawn.codes)):
        whole = shapely.Polygon()
        for ring in drawn.topology.corners(area):
            whole = whole.symmetric_difference(shapely.Polygon(ring))
        found.append(whole)
    return np.array(found)


def edges(outline: str) -> set[frozenset[tuple[int, int]]]:
    """Every edge of an SVG path of open lines, whichever way it runs."""
    found = set()
    for line in outline.split("M")[1:]:
        steps = np.array(re.findall(r"-?\d+", line), dtype=int).reshape(-1, 2).cumsum(axis=0)
        found |= {frozenset(pair) for pair in pairwise(map(tuple, steps.tolist()))}
    return found


@pytest.mark.parametrize(("level", "vintage"), LEVELS)
def test_every_area_has_a_shape_and_a_label(level: str, vintage: int) -> None:
    drawn = shapes(level, vintage)
    assert list(drawn.codes) == areas.codes(level, areas.WEST_YORKSHIRE, vintage)
    for by_code in (drawn.labels, drawn.paths, drawn.boxes, drawn.neighbours):
        assert tuple(by_code) == drawn.codes
    assert all(drawn.neighbours.values())


@pytest.mark.parametrize(("level", "vintage"), LEVELS)
def test_areas_fit_together_and_labels_lie_inside(level: str, vintage: int) -> None:
    drawn = shapes(level, vintage)
    found = polygons(drawn)
    assert shapely.coverage_is_valid(found)
    points = shapely.points(np.array(list(drawn.labels.values())))
    assert shapely.contains_properly(found, points).all()
    assert tuple(shapely.total_bounds(found)) == drawn.box


def test_neighbours_are_those_that_share_an_edge() -> None:
    """Shapely's intersection is the reference: of some length, not a mere corner."""
    drawn = shapes("ward")
    found = polygons(drawn)
    for code, shape in zip(drawn.codes, found, strict=True):
        shared = shapely.length(shapely.intersection(shape, found)) > 0
        expected = {
            other for other, is_shared in zip(drawn.codes, shared, strict=True) if is_shared
        }
        assert set(drawn.neighbours[code]) == expected - {code}


@pytest.mark.parametrize(("wards", "census", "lookup"), [(2017, 2011, 2017), (2019, 2011, 2019)])
def test_earlier_wards_are_joined_by_the_lookup_of_their_own_year(
    wards: int, census: int, lookup: int
) -> None:
    cells, drawn = shapes("lsoa", census), shapes("ward", wards)
    of = lsoa_parents(AreaType.WARD, census, lookup)
    land = shapely.area(polygons(cells))
    expected = dict.fromkeys(drawn.codes, 0.0)
    for code, area in zip(cells.codes, land, strict=True):
        expected[of[code]] += area
    assert list(shapely.area(polygons(drawn))) == list(expected.values())


def test_larger_areas_outline_smaller_ones() -> None:
    drawn = shapes("lsoa")
    assert set(drawn.parents) == {"place", "msoa", "ward"}
    assert set(drawn.parents["place"]) == set(areas.PLACES)
    for by, level in (("place", "place"), ("ward", "ward"), ("msoa", "msoa")):
        assert edges(drawn.outline(by)) == edges(shapes(level).outline(level))
    assert set(shapes("ward").parents) == {"place"}
    assert shapes("place").parents == {}
    with pytest.raises(GeographyError, match="expected place"):
        shapes("ward").outline("msoa")


def test_a_place_can_be_zoomed_to() -> None:
    drawn = shapes("msoa")
    for place in areas.PLACES:
        assert drawn.place_box(place) == shapes("place").boxes[place]
    with pytest.raises(GeographyError, match="No areas are drawn of 'E08000001'"):
        drawn.place_box("E08000001")


def test_north_is_up_and_west_is_left() -> None:
    labels = shapes("place").labels
    assert labels[areas.BRADFORD][1] < labels[areas.WAKEFIELD][1]
    assert labels[areas.CALDERDALE][0] < labels[areas.LEEDS][0]
    assert shapes("local authority") is shapes("place")


def test_approximate_shapes_say_so() -> None:
    drawn = shapes("ward")
    assert drawn.drawing is Drawing.APPROXIMATE
    assert drawn.is_approximate
    assert drawn.note.startswith("Approximate shapes")
    assert "not official boundaries" in drawn.note


@pytest.mark.parametrize(("level", "vintage"), [("ward", 2025), ("ward", 2019), ("msoa", 2021)])
def test_hexagons_are_of_one_size_and_fit_together(level: str, vintage: int) -> None:
    drawn = shapes(level, vintage, "hexagons")
    assert drawn.codes == shapes(level, vintage).codes
    assert "no boundaries" in drawn.note
    assert drawn.is_approximate
    found = polygons(drawn)
    assert shapely.coverage_is_valid(found)
    assert set(map(len, drawn.topology.corners(0))) == {6}
    assert np.unique(shapely.area(found)).size == 1
    assert max(map(len, drawn.neighbours.values())) <= 6


def test_places_of_hexagons_are_outlined_by_their_wards() -> None:
    drawn = shapes("place", None, Drawing.HEXAGONS)
    assert edges(drawn.outline("place")) == edges(shapes("ward", None, "hexagons").outline())
    labels = shapely.points(np.array(list(drawn.labels.values())))
    assert shapely.contains_properly(polygons(drawn), labels).all()


def test_the_document_tells_a_browser_everything() -> None:
    drawn = shapes("lsoa")
    document = json.loads(drawn.document)
    assert document["label"] == "LSOAs of the 2021 census"
    assert document["codes"] == list(drawn.codes)
    assert document["names"] == [areas.name(code) for code in drawn.codes]
    places = [document["places"][index][0] for index in document["place"]]
    assert places == list(drawn.parents["place"])
    again = from_document(document)
    assert [again.path(area) for area in range(len(drawn.codes))] == list(drawn.paths.values())
    for by in ("msoa", "ward"):
        assert again.mesh([str(group) for group in document["parents"][by]])
    assert document["box"] == list(drawn.box)
    assert len(document["labels"]) == 2 * len(drawn.codes)


@pytest.mark.parametrize(("level", "limit"), [("ward", 60_000), ("lsoa", 350_000)])
def test_shapes_are_light_on_the_wire(level: str, limit: int) -> None:
    assert len(gzip.compress(shapes(level).document, 6)) < limit


def test_fingerprints_tell_documents_apart() -> None:
    drawn = [shapes(level, vintage) for level, vintage in LEVELS]
    assert len({one.fingerprint for one in drawn}) == len(LEVELS)
    assert all(len(one.fingerprint) == 12 for one in drawn)


def test_what_can_be_drawn_is_told() -> None:
    assert drawings("ward") == (Drawing.APPROXIMATE, Drawing.HEXAGONS)
    assert drawings("lsoa") == (Drawing.APPROXIMATE,)
    assert drawings("ward", 2026) == drawings("ward", 2018) == ()
    labels = [vintage.label for vintage in drawn_vintages("ward")]
    assert labels == ["wards of 2020 to 2025", "wards of 2019", "wards up to 2017"]
    assert [vintage.year for vintage in drawn_vintages("lsoa")] == [2021, 2011]
    assert [vintage.label for vintage in drawn_vintages("place")] == ["places"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (("wards",), "Did you mean 'ward'"),
        (("region",), "lsoa, msoa, ward, place"),
        (("ward", 2026), r"Wards from 2026 cannot be drawn\.\n.*boundaries load FILE"),
        (("ward", 2018), "Wards of 2018 cannot be drawn.*\n.*wards of 2019"),
        (("ward", 2025, "official"), r"found 'official'; expected one of: approximate.*load FILE"),
        (("ward", 2025, "hexagon"), "Did you mean 'hexagons'"),
    ],
)
def test_shapes_that_are_not_held_are_refused(asked: tuple, expected: str) -> None:
    with pytest.raises(GeographyError, match=expected):
        shapes(*asked)


def test_the_folder_of_places_is_small() -> None:
    total = sum(path.stat().st_size for path in PLACES_FOLDER.iterdir())
    assert total < 1_500_000


def test_drawing_needs_no_geometry_library() -> None:
    asked = (
        "import sys; from geo.shapes import shapes; shapes('lsoa').document; "
        "sys.exit(any(name in sys.modules for name in ('shapely', 'geopandas')))"
    )
    subprocess.run([sys.executable, "-c", asked], check=True)


@pytest.mark.parametrize(
    ("file", "code", "level", "mean", "worst"),
    [
        ("wy_wd25_bgc.geojson", "WD25CD", "ward", 0.69, 0.45),
        ("wy_lad25_bgc_derived_from_wd25.geojson", "LAD25CD", "place", 0.85, 0.80),
    ],
)
def test_overlap_with_official_boundaries_is_as_claimed(
    shared_data: Path, file: str, code: str, level: str, mean: float, worst: float
) -> None:
    """Intersection over union; the published finding for wards is a mean of 0.70, worst 0.48."""
    import geopandas as gpd

    official = gpd.read_file(shared_data / "geography" / file).to_crs(27700).set_index(code)
    ours = shapely.transform(
        polygons(shapes(level)), lambda xy: [EASTING, NORTHING] + xy * [METRES, -METRES]
    )
    theirs = shapely.make_valid(official.geometry.sort_index().to_numpy())
    both = shapely.area(shapely.intersection(ours, theirs))
    overlap = both / (shapely.area(ours) + shapely.area(theirs) - both)
    assert overlap.mean() > mean
    assert overlap.min() > worst


@pytest.mark.parametrize("year", ["2025", True, 2025.0])
def test_a_year_that_is_no_number_is_refused(year: object) -> None:
    with pytest.raises(GeographyError, match="expected a whole number, as 2025"):
        shapes("ward", year)  # type: ignore[arg-type]
