"""Official boundaries: read in every form, made to fit, and drawn in place of approximate ones."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo import areas, official_store
from geo.areas import PLACES, WEST_YORKSHIRE, AreaType
from geo.grid import EASTING, METRES, NORTHING
from geo.official import Loaded, load
from geo.official_fit import TOLERANCES_METRES, fitted
from geo.shapes import Drawing, Shapes, drawings, drawn_vintages, shapes
from geo.vintages import lsoa_parents, vintage_in

pytestmark = pytest.mark.usefixtures("boundaries_folder")
Write = Callable[..., Path]
WARDS_2025 = areas.codes("ward", WEST_YORKSHIRE, 2025)
WARDS_2026 = areas.codes("ward", WEST_YORKSHIRE, 2026)
FORMS = ("geojson", "gpkg", "shp", "zip", "parquet")
PUBLISHED = [  # file, column, level and year drawn, areas left out, bytes on the wire at most
    ("geography/wy_wd25_bgc.geojson", "WD25CD", "ward", 2025, 0, 60_000),
    ("geography/wy_wd21_bsc.geojson", "WD21CD", "ward", 2021, 0, 60_000),
    ("geography/wy_msoa21_bgc.geojson", "MSOA21CD", "msoa", 2021, 0, 200_000),
    ("geography/wy_lsoa11_bgc.geojson", "LSOA11CD", "lsoa", 2011, 0, 350_000),
    ("geography/wy_lsoa21_bgc.geojson", "LSOA21CD", "lsoa", 2021, 0, 350_000),
    ("geography/wy_lad25_bgc_derived_from_wd25.geojson", "LAD25CD", "place", None, 0, 60_000),
    ("national/uk_wd21_bsc.parquet", "WD21CD", "ward", 2021, 8_570, 60_000),
    ("national/ew_lsoa21_bsc.parquet", "lsoa21_code", "lsoa", 2021, 34_268, 350_000),
    ("national/uk_lad24_buc.parquet", "LAD24CD", "place", None, 356, 60_000),
]


def polygons(drawn: Shapes) -> np.ndarray:
    """The areas as a browser would fill them, in metres of British National Grid."""
    found = []
    for area in range(len(drawn.codes)):
        whole = shapely.Polygon()
        for ring in drawn.topology.corners(area):
            whole = whole.symmetric_difference(shapely.Polygon(ring))
        found.append(whole)
    return shapely.transform(np.array(found), lambda xy: [EASTING, NORTHING] + xy * [10, -10])


def published(path: Path) -> gpd.GeoDataFrame:
    return gpd.read_parquet(path) if path.suffix == ".parquet" else gpd.read_file(path)


def test_the_grid_is_of_ten_metres() -> None:
    assert METRES == 10


@pytest.mark.parametrize(("file", "column", "level", "year", "outside", "heaviest"), PUBLISHED)
def test_published_boundaries_are_drawn_as_published(
    shared_data: Path,
    file: str,
    column: str,
    level: str,
    year: int | None,
    outside: int,
    heaviest: int,
) -> None:
    """Laid over the publisher's polygons they differ little; neighbours share every edge."""
    made = load(shared_data / file)
    drawn = shapes(level, year)
    assert drawn.drawing is Drawing.OFFICIAL
    assert not drawn.is_approximate
    assert drawn.codes == tuple(sorted(made.vintage.codes()))
    told = (
        f"{outside:,} areas not among West Yorkshire’s {made.vintage.label} left out." in made.notes
    )
    assert told == bool(outside)
    ours = polygons(drawn)
    assert shapely.coverage_is_valid(ours)
    given = published(shared_data / file).set_index(column).loc[list(drawn.codes)].to_crs(27700)
    theirs = shapely.make_valid(given.geometry.to_numpy())
    both = shapely.area(shapely.intersection(ours, theirs))
    overlap = both / (shapely.area(ours) + shapely.area(theirs) - both)
    assert overlap.mean() > 0.98
    assert overlap.min() > 0.85
    assert shapely.contains_properly(ours, shapely.points(_labels(drawn))).all()
    assert len(gzip.compress(drawn.document, 6)) < heaviest


@pytest.mark.parametrize(
    ("form", "crs"),
    [
        *((form, crs) for form in FORMS for crs in (27700, 4326)),
        *(("gpkg", crs) for crs in (7405, 3857, 4258)),
    ],
)
def test_every_form_and_projection_gives_the_same_map(
    shared_data: Path, tmp_path: Path, form: str, crs: int
) -> None:
    """Corners are moved by less than half a grid's unit where a projection is made and unmade."""
    path = shared_data / "geography" / "wy_wd21_bsc.geojson"
    load(path)
    before = polygons(shapes("ward"))
    table = published(path).to_crs(crs)
    made = tmp_path / f"wards.{form}"
    if form == "parquet":
        table.to_parquet(made)
    elif form == "zip":
        table.to_file(tmp_path / "wards.shp")
        with zipfile.ZipFile(made, "w") as archive:
            for part in tmp_path.glob("wards.???"):
                if part != made:
                    archive.write(part, f"download/{part.name}")
    else:
        table.to_file(made)
    loaded = load(made, AreaType.WARD, 2021)
    assert loaded.replaced
    assert loaded.notes == ()
    after = polygons(shapes("ward"))
    differing = shapely.area(shapely.symmetric_difference(before, after)) / shapely.area(before)
    assert differing.max() < 0.02


def test_invalid_polygons_are_repaired_and_named(shared_data: Path) -> None:
    """The two that are invalid as published, and no other."""
    notes = load(shared_data / "geography" / "wy_msoa21_bgc.geojson").notes
    assert [note.split(" was not valid (ring self-intersection)")[0] for note in notes] == [
        "E02002322 (Marsden & Pole Moor)",
        "E02002338 (Guiseley East & South)",
    ]
    assert all(note.endswith("and was repaired.") for note in notes)


def test_wards_of_2026_can_be_drawn_once_loaded(made_boundaries: Write) -> None:
    assert drawings("ward", 2026) == ()
    made = load(made_boundaries("wards.gpkg", WARDS_2026, "WD26CD"))
    assert (made.areas, made.vintage.label) == (125, "wards from 2026")
    drawn = shapes("ward", 2026)
    assert drawn.codes == tuple(WARDS_2026)
    assert drawings("ward", 2026)[0] is Drawing.OFFICIAL
    assert drawn_vintages("ward")[0] == vintage_in("ward", 2026)
    assert "2026" in drawn.note
    assert shapes("ward").is_approximate, "other vintages stay as they were"


def test_squares_come_back_as_squares(made_boundaries: Write) -> None:
    """Each of 200 by 200 units, beside the neighbours it was given."""
    load(made_boundaries("wards.gpkg", WARDS_2025))
    drawn = shapes("ward")
    left, top, right, bottom = drawn.boxes[WARDS_2025[0]]
    assert (left, bottom) == ((400_000 - EASTING) / 10, (NORTHING - 420_000) / 10)
    assert (right - left, bottom - top) == (200, 200)
    assert drawn.neighbours[WARDS_2025[0]] == (WARDS_2025[1], WARDS_2025[12])
    assert drawn.labels[WARDS_2025[0]] == (left + 100, top + 100)


def test_what_is_loaded_again_is_drawn_at_once(made_boundaries: Write) -> None:
    load(made_boundaries("wards.gpkg", WARDS_2025))
    first = shapes("ward")
    assert shapes("ward") is first
    moved = {WARDS_2025[0]: shapely.box(399_000, 420_000, 402_000, 422_000)}
    load(made_boundaries("moved.gpkg", WARDS_2025, shapes=moved))
    assert shapes("ward").fingerprint != first.fingerprint
    official_store.remove(official_store.path_of(first.vintage))
    assert shapes("ward").is_approximate


def test_gaps_and_overlaps_are_closed_and_told(made_boundaries: Write) -> None:
    """A strip of 10 m belongs to nobody, one of 50 m to two wards, and a square is left open."""
    one, two, three, four = WARDS_2025[24:28]
    west, south = 400_000, 424_000
    given = {
        one: shapely.box(west, south, west + 1_990, south + 2_000),
        three: shapely.box(west + 3_950, south, west + 6_000, south + 2_000),
        four: shapely.box(west + 6_000, south, west + 8_000, south + 2_000).difference(
            shapely.box(west + 6_500, south + 500, west + 7_500, south + 1_500)
        ),
    }
    notes = load(made_boundaries("wards.gpkg", WARDS_2025, shapes=given)).notes
    names = {code: f"{code} ({areas.name(code)})" for code in (one, two, three, four)}
    assert len(notes) == 3
    assert f"Gap of 1.00 square kilometres between {names[four]}: left open." in notes
    assert (
        f"Overlap of 0.10 square kilometres between {names[two]} and {names[three]}: "
        f"given to {names[two]}." in notes
    )
    (closed,) = (note for note in notes if note.startswith("Gap of 0.02 square kilometres"))
    assert names[one] in closed
    assert names[two] in closed
    found = dict(zip(WARDS_2025, polygons(shapes("ward")), strict=True))
    assert shapely.coverage_is_valid(np.array(list(found.values())))
    assert found[four].area == 3e6
    assert found[one].area + found[two].area == 8e6
    assert found[three].area == 4e6


def test_missing_areas_can_be_accepted_and_stay_told(made_boundaries: Write) -> None:
    made = load(made_boundaries("some.gpkg", WARDS_2025[1:]), accept_missing=True)
    named = f"{WARDS_2025[0]} ({areas.name(WARDS_2025[0])})"
    assert made.notes == (f"No shape of {named}.",)
    drawn = shapes("ward")
    assert drawn.codes == tuple(WARDS_2025[1:])
    assert "1 have no shape in the file" in drawn.note
    assert shapes("place").is_approximate, "places are not joined from some of their wards"


def test_few_areas_outside_are_named(made_boundaries: Write) -> None:
    made = load(made_boundaries("wards.gpkg", [*WARDS_2025, "E05000026", "E05000027"]))
    assert made.notes == (
        "2 areas not among West Yorkshire’s wards of 2020 to 2025 left out: E05000026, E05000027.",
    )


def test_places_are_joined_from_official_wards(shared_data: Path) -> None:
    """The publisher's own union of the same wards is the reference."""
    load(shared_data / "geography" / "wy_wd25_bgc.geojson")
    drawn = shapes("place")
    assert drawn.drawing is Drawing.OFFICIAL
    assert drawn.codes == PLACES
    file = shared_data / "geography" / "wy_lad25_bgc_derived_from_wd25.geojson"
    theirs = published(file).to_crs(27700).sort_values("LAD25CD").geometry.to_numpy()
    ours = polygons(drawn)
    both = shapely.area(shapely.intersection(ours, theirs))
    assert (both / shapely.area(shapely.union(ours, theirs))).min() > 0.99
    load(file)
    assert shapes("place").note != drawn.note or shapes("place") is not drawn


def test_official_wards_outline_official_small_areas(shared_data: Path) -> None:
    """Wards are not made of whole LSOAs, so joined LSOAs only stand in until wards are loaded."""
    load(shared_data / "geography" / "wy_lsoa21_bgc.geojson")
    drawn = shapes("lsoa")
    wards = lsoa_parents("ward", 2021).loc[list(drawn.codes)]
    assert drawn.outline("ward") == drawn.topology.mesh(wards.tolist())
    load(shared_data / "geography" / "wy_wd25_bgc.geojson")
    assert drawn.outline("ward") == shapes("ward").outline("ward")
    msoas = lsoa_parents("msoa", 2021).loc[list(drawn.codes)]
    assert drawn.outline("msoa") == drawn.topology.mesh(msoas.tolist())


def test_heavy_shapes_are_simplified_until_they_are_light() -> None:
    """A coast of many teeth: drawn finely it is too heavy for the bytes allowed."""
    across = np.arange(0, 40_000, 25)
    teeth = np.column_stack([across, np.random.default_rng(4).uniform(0, 60, across.size)])
    land = shapely.Polygon([*teeth, (40_000, 9_000), (0, 9_000)])
    shape = shapely.transform(np.array([land]), lambda xy: xy + np.array([400_000, 410_000]))
    assert fitted(shape, 50_000).tolerance_metres == TOLERANCES_METRES[0]
    light = fitted(shape, 300)
    assert light.tolerance_metres > TOLERANCES_METRES[0]


def test_a_projection_that_is_not_stated_is_judged_by_its_numbers(made_boundaries: Write) -> None:
    for crs, words in (
        (27700, "metres of British National Grid"),
        (4326, "degrees of longitude and latitude"),
        (3857, "metres of Web Mercator"),
    ):
        file = made_boundaries(f"wards_{crs}.gpkg", WARDS_2025, crs=crs, stated=None)
        (note,) = load(file).notes
        assert note.startswith(
            f"The file states no projection; its coordinates are read as {words}"
        )
        left, _, _, bottom = shapes("ward").boxes[WARDS_2025[0]]
        assert left == pytest.approx((400_000 - EASTING) / 10, abs=1)
        assert bottom == pytest.approx((NORTHING - 420_000) / 10, abs=1)


def test_geojson_in_metres_that_states_nothing_is_no_longitude(made_boundaries: Write) -> None:
    (note,) = load(made_boundaries("wards.geojson", WARDS_2025, stated=None)).notes
    assert "metres of British National Grid" in note


def test_what_was_loaded_is_kept_beside_the_shapes(made_boundaries: Write) -> None:
    made: Loaded = load(made_boundaries("wards.gpkg", WARDS_2025, "wd19cd"), year=2025)
    about = official_store.document(made.vintage)["about"]
    assert about["file"] == "wards.gpkg"
    assert about["year"] == 2025
    assert len(about["sha256"]) == 64
    assert made.path.name == "ward-2020.json"
    names = [official_store.path_of(one).name for one in drawn_vintages("ward")]
    assert names == ["ward-2020.json", "ward-2019.json", "ward-before-2018.json"]


def _labels(drawn: Shapes) -> np.ndarray:
    return np.array(list(drawn.labels.values())) * [10, -10] + [EASTING, NORTHING]
