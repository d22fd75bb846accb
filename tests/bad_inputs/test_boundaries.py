"""Boundary files that are not what they seem: refused in one line, and nothing is changed."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo import areas, official_store
from geo.areas import PLACES, WEST_YORKSHIRE, AreaType
from geo.errors import GeographyError
from geo.official import load
from geo.shapes import shapes

pytestmark = pytest.mark.usefixtures("boundaries_folder")
Write = Callable[..., Path]
WARDS = areas.codes("ward", WEST_YORKSHIRE, 2025)
FIRST, SECOND = WARDS[:2]
NAMED = f"{FIRST} ({areas.name(FIRST)})"


def refusal(file: Path, **said: object) -> str:
    """The text of the refusal; what was loaded before must stay."""
    before = official_store.held()
    with pytest.raises(GeographyError) as problem:
        load(file, **said)
    assert official_store.held() == before
    assert not list(official_store.folder().glob("*.part"))
    return str(problem.value)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("empty.geojson", b"", "empty.geojson: found an empty file; expected GeoJSON, GeoPackage"),
        ("words.geojson", b"hello", "found not readable as GeoJSON; expected a whole GeoJSON"),
        ("page.geojson", b"<html></html>", "found not readable as GeoJSON"),
        ("other.json", b'{"a": 1}', "found not readable as GeoJSON"),
        ("none.geojson", b'{"type": "FeatureCollection", "features": []}', "found no shapes"),
        ("words.gpkg", b"hello", "found not readable as GeoPackage"),
        ("words.parquet", b"hello", "found not readable as GeoParquet"),
        ("words.zip", b"hello", "found a damaged zip file"),
        ("words.shp", b"hello", r"found no .dbf and no .shx beside it; expected both. Keep"),
        ("wards.csv", b"WD25CD\n", "found a file that ends in '.csv'; expected GeoJSON"),
    ],
)
def test_what_is_no_boundary_file_is_refused(
    tmp_path: Path, name: str, content: bytes, expected: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    assert expected in refusal(file)


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert "wards.gpkg: found nothing there" in refusal(tmp_path / "wards.gpkg")
    assert "found a folder; expected one file" in refusal(tmp_path)


@pytest.mark.parametrize("form", ["geojson", "gpkg", "parquet", "dbf"])
def test_files_that_were_cut_short_are_refused(made_boundaries: Write, form: str) -> None:
    file = made_boundaries(f"wards.{'shp' if form == 'dbf' else form}", WARDS)
    cut = file.with_suffix(f".{form}")
    cut.write_bytes(cut.read_bytes()[: cut.stat().st_size // 2])
    assert f"{file.name}: found not readable as" in refusal(file)


def test_a_shapefile_that_was_cut_short_lacks_shapes(made_boundaries: Write) -> None:
    """Its other parts still list every area."""
    file = made_boundaries("wards.shp", WARDS)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    told = refusal(file)
    assert "wards.shp: found no shape for" in told
    assert "more; expected a polygon for each area" in told
    assert told.count("\n") == 1


def test_a_table_without_shapes_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "lookup.parquet"
    pd.DataFrame({"WD25CD": WARDS}).to_parquet(file)
    assert "lookup.parquet: found not readable as GeoParquet" in refusal(file)


def test_zips_with_none_or_two_boundary_files_are_refused(
    made_boundaries: Write, tmp_path: Path
) -> None:
    file = made_boundaries("wards.geojson", WARDS)
    for count, expected in ((0, "0 boundary files in it (none)"), (2, "'0.geojson', '1.geojson'")):
        made = tmp_path / f"{count}.zip"
        with zipfile.ZipFile(made, "w") as archive:
            archive.writestr("readme.txt", "hello")
            for number in range(count):
                archive.write(file, f"{number}.geojson")
        assert expected in refusal(made)


def test_a_geopackage_of_two_layers_is_refused(made_boundaries: Write) -> None:
    file = made_boundaries("wards.gpkg", WARDS)
    gpd.read_file(file).to_file(file, layer="again")
    assert "found 2 layers ('wards', 'again'); expected one layer" in refusal(file)


def test_a_file_without_codes_is_refused_with_its_columns(made_boundaries: Write) -> None:
    file = made_boundaries("wards.gpkg", [f"Ward {number}" for number in range(9)])
    assert "found no codes of areas in 'WD25CD', 'NAME'; expected codes of West" in refusal(file)


def beside_places(file: Path, codes: list[object]) -> Path:
    """The boundary file with other codes of wards, and codes of places beside them."""
    table = gpd.read_file(file).assign(WD25CD=codes)
    table["LAD25CD"] = [areas.parent_place(code) for code in WARDS]
    made = file.with_name("beside.gpkg")
    table.to_file(made)
    return made


@pytest.mark.parametrize(
    ("spoilt", "example"),
    [
        (lambda code: int(code[1:]), f"'{FIRST[1:].lstrip('0')}'"),
        (
            lambda code: f"\u0415{code[1:]}",
            f"'\u0415{FIRST[1:]}' (with CYRILLIC CAPITAL LETTER IE)",
        ),
    ],
)
def test_a_column_of_spoilt_codes_is_told_and_no_other_taken(
    made_boundaries: Write, spoilt: Callable[[str], object], example: str
) -> None:
    made = made_boundaries("wards.gpkg", WARDS)
    file = beside_places(made, [spoilt(code) for code in WARDS])
    for said in ({}, {"level": AreaType.WARD}):
        summary, fault = refusal(file, **said).splitlines()
        assert summary == "No column holds the codes of wards; nothing was changed."
        assert "found none in 'WD25CD', 'NAME', 'LAD25CD'; 'WD25CD' holds " in fault
        assert f"holds {example}, '" in fault
        assert "expected codes of wards, as E05001341. See that 'WD25CD' holds the codes" in fault
    alone = gpd.read_file(file).drop(columns="LAD25CD")
    alone.to_file(made)
    assert f"'WD25CD' holds {example}, '" in refusal(made)


def test_places_in_several_parts_are_no_wards(made_boundaries: Write) -> None:
    told = refusal(made_boundaries("places.gpkg", [*PLACES, *PLACES], "LAD25CD"))
    assert "2 times; expected each code once" in told


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (["S13002516", "S13002517"], "'CODE' has S13002516, S13002517"),
        (["E14001118"], "'CODE' has E14001118"),
        (["75056", "69123"], "no codes of areas in 'CODE', 'NAME'"),
    ],
)
def test_files_of_other_areas_are_refused(
    made_boundaries: Write, codes: list[str], expected: str
) -> None:
    told = refusal(made_boundaries("other.gpkg", codes, "CODE"))
    assert "holds no area of West Yorkshire that can be drawn" in told
    assert expected in told


def test_a_code_that_stands_twice_is_refused(made_boundaries: Write) -> None:
    told = refusal(made_boundaries("wards.gpkg", [*WARDS, FIRST]))
    assert f"wards.gpkg: found {NAMED} 2 times; expected each code once." in told


def test_codes_that_stand_twice_outside_are_no_matter(made_boundaries: Write) -> None:
    load(made_boundaries("wards.gpkg", [*WARDS, "E05000026", "E05000026"]))
    assert shapes("ward").codes == tuple(WARDS)


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (None, "no shape for"),
        (shapely.Polygon(), "no shape for"),
        (shapely.Point(400_000, 420_000), "a Point for"),
        (shapely.LineString([(400_000, 420_000), (402_000, 420_000)]), "a LineString for"),
    ],
)
def test_areas_that_are_no_areas_are_refused(
    made_boundaries: Write, shape: object, expected: str
) -> None:
    file = made_boundaries("wards.parquet", WARDS, shapes={FIRST: shape})
    assert f"{expected} {NAMED}; expected a polygon for each area" in refusal(file)


def test_areas_of_which_nothing_is_left_are_refused(made_boundaries: Write) -> None:
    line = shapely.Polygon([(400_000, 420_000), (402_000, 420_000), (401_000, 420_000)])
    told = refusal(made_boundaries("wards.parquet", WARDS, shapes={FIRST: line}))
    assert f"found no ground inside the outline of {NAMED}" in told
    tiny = shapely.box(390_000, 420_000, 390_001, 420_001)
    told = refusal(made_boundaries("tiny.parquet", WARDS, shapes={FIRST: tiny}))
    assert f"found nothing left of {NAMED}" in told


def test_one_area_under_another_is_refused(made_boundaries: Write) -> None:
    square = shapely.box(400_000, 420_000, 402_000, 422_000)
    file = made_boundaries("wards.parquet", WARDS, shapes={FIRST: square, SECOND: square})
    assert f"found nothing left of {SECOND}" in refusal(file)


def test_missing_wards_are_named(made_boundaries: Write) -> None:
    told = refusal(made_boundaries("wards.gpkg", WARDS[2:]))
    assert "The file lacks 2 of the 124 wards of 2020 to 2025; --accept-missing loads it" in told
    assert f"no shape of {NAMED}; expected all 124 wards of 2020 to 2025" in told
    assert f"no shape of {SECOND} ({areas.name(SECOND)})" in told


def test_another_vintage_than_was_said_is_refused(made_boundaries: Write) -> None:
    told = refusal(made_boundaries("wards.gpkg", WARDS), level=AreaType.WARD, year=2019)
    assert "The codes are not all wards of 2019. They look like wards of 2020 to 2025." in told
    small = areas.codes("lsoa", PLACES[1], 2011)
    told = refusal(made_boundaries("small.gpkg", small, "LSOACD"), year=2021)
    assert "not all LSOAs of the 2021 census. They look like LSOAs of the 2011 census." in told


def test_a_refusal_of_another_year_is_short_and_says_what_to_do(made_boundaries: Write) -> None:
    """Every ward of four places has another code from 2026; a few are enough to see it."""
    told = refusal(made_boundaries("wards.gpkg", WARDS), level=AreaType.WARD, year=2026)
    changed = len(set(WARDS) - set(areas.codes("ward", WEST_YORKSHIRE, 2026)))
    assert changed == 91  # all of 2025 but the 33 of Leeds
    assert f"wards.gpkg: found {NAMED}, {SECOND} (" in told
    assert f" and {changed - 5} more; expected only wards from 2026." in told
    assert told.endswith("Leave --year out, and the vintage is found from the codes.")
    assert told.count("\n") == 1
    mixed = sorted({*WARDS, *areas.codes("ward", WEST_YORKSHIRE, 2026)})
    told = refusal(made_boundaries("mixed.gpkg", mixed), year=2026)
    assert told.endswith("Take a file of one vintage.")


def test_no_refusal_of_many_areas_is_longer_than_twelve_lines(made_boundaries: Write) -> None:
    lacking = refusal(made_boundaries("leeds.gpkg", areas.codes("ward", "E08000035", 2025)))
    assert lacking.splitlines()[-1] == "  and 88 more such."
    mixed = sorted({*WARDS, *areas.codes("ward", WEST_YORKSHIRE, 2026)})
    for told in (lacking, refusal(made_boundaries("mixed.gpkg", mixed))):
        assert f"{FIRST} (" in told
        assert 3 < len(told.splitlines()) <= 12


def test_another_level_than_was_said_is_refused(made_boundaries: Write) -> None:
    told = refusal(made_boundaries("wards.gpkg", WARDS), level=AreaType.MSOA)
    assert "found codes of the level ward in 'WD25CD'; expected msoa" in told


def test_a_mixture_of_vintages_is_refused(made_boundaries: Write) -> None:
    mixed = sorted({*WARDS, *areas.codes("ward", WEST_YORKSHIRE, 2026)})
    told = refusal(made_boundaries("wards.gpkg", mixed))
    assert "The codes are not all of one vintage" in told
    assert "wards from 2026" in told


def test_shapes_elsewhere_are_refused(made_boundaries: Write) -> None:
    """Degrees that claim to be metres, and metres that claim to be another country's."""
    told = refusal(made_boundaries("wards.gpkg", WARDS, crs=4326, stated=27700))
    assert "found shapes from easting -2, northing 54 to -2, 54; expected West Yorkshire" in told
    assert "The projection it states, 'OSGB36 / British National Grid', may be wrong." in told
    told = refusal(made_boundaries("french.gpkg", WARDS, stated=2154))
    assert "may be wrong" in told


def test_impossible_coordinates_without_a_projection_are_refused(made_boundaries: Write) -> None:
    told = refusal(made_boundaries("wards.gpkg", WARDS, crs=2154, stated=None))
    assert "found no stated projection, and coordinates from" in told
    assert "in the United Kingdom" in told


def test_latitude_before_longitude_is_told(made_boundaries: Write, tmp_path: Path) -> None:
    table = gpd.read_file(made_boundaries("wards.gpkg", WARDS, crs=4326, stated=None))
    turned = shapely.transform(table.geometry.to_numpy(), lambda xy: xy[:, ::-1])
    file = tmp_path / "turned.parquet"
    table.set_geometry(turned, crs=None).to_parquet(file)
    assert "They look like latitude before longitude: swap them." in refusal(file)


def _with_latitude_first(file: Path, codes: list[str]) -> Path:
    """The GeoJSON with the coordinates of some areas swapped."""
    document = json.loads(file.read_text(encoding="utf-8"))
    for feature in document["features"]:
        if feature["properties"]["WD25CD"] in codes:
            rings = feature["geometry"]["coordinates"]
            feature["geometry"]["coordinates"] = [[xy[::-1] for xy in ring] for ring in rings]
    made = file.with_name("turned.geojson")
    made.write_text(json.dumps(document), encoding="utf-8")
    return made


def test_geojson_with_latitude_before_longitude_is_told(made_boundaries: Write) -> None:
    file = made_boundaries("wards.geojson", WARDS, crs=4326, stated=4326)
    told = refusal(_with_latitude_first(file, WARDS))
    assert "They look like latitude before longitude: swap them." in told
    assert "may be wrong" not in told


@pytest.mark.parametrize(
    ("some", "which"),
    [([FIRST], NAMED), (WARDS[:9], f"{NAMED}, {SECOND} (")],
)
def test_single_areas_with_latitude_before_longitude_are_named(
    made_boundaries: Write, some: list[str], which: str
) -> None:
    file = made_boundaries("wards.geojson", WARDS, crs=4326, stated=4326)
    told = refusal(_with_latitude_first(file, some))
    assert f"Those of {which}" in told
    assert told.endswith("look like latitude before longitude: swap them.")


def test_rows_are_numbered_where_nothing_is_stated(made_boundaries: Write, tmp_path: Path) -> None:
    table = gpd.read_file(made_boundaries("wards.gpkg", WARDS, crs=4326, stated=None))
    given = table.geometry.to_numpy()
    given[2] = shapely.transform(given[2], lambda xy: xy[:, ::-1])
    file = tmp_path / "turned.parquet"
    table.set_geometry(given, crs=None).to_parquet(file)
    assert "Those of row 3 look like latitude before longitude" in refusal(file)


def test_corners_that_are_no_numbers_are_refused(made_boundaries: Write) -> None:
    square = shapely.box(400_000, 420_000, 402_000, 422_000)
    broken = shapely.transform([square], lambda xy: [*xy[:2], [float("inf"), 0], *xy[3:]])[0]
    told = refusal(made_boundaries("wards.parquet", WARDS, shapes={FIRST: broken}))
    assert f"wards.parquet: found a corner that is no number in {NAMED}" in told


def test_a_failure_leaves_what_was_loaded(made_boundaries: Write) -> None:
    load(made_boundaries("wards.gpkg", WARDS))
    before = shapes("ward").fingerprint
    refusal(made_boundaries("some.gpkg", WARDS[1:]))
    assert shapes("ward").fingerprint == before


def test_a_disk_that_refuses_leaves_what_was_loaded(
    made_boundaries: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(made_boundaries("wards.gpkg", WARDS))
    before = shapes("ward").fingerprint

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        load(made_boundaries("other.gpkg", WARDS[::-1]))
    assert shapes("ward").fingerprint == before
    assert [path.name for path in official_store.folder().iterdir()] == ["ward-2020.json"]


@pytest.mark.parametrize("content", ["", "[]", '{"codes": []}', "null"])
def test_loaded_boundaries_that_were_damaged_are_told(made_boundaries: Write, content: str) -> None:
    path = load(made_boundaries("wards.gpkg", WARDS)).path
    path.write_text(content)
    with pytest.raises(GeographyError, match=r"damaged file.*load the boundaries again"):
        shapes("ward")


def test_geojson_of_mixed_columns_is_read(made_boundaries: Write, tmp_path: Path) -> None:
    """Codes among blanks and numbers, and a column of another level, are no hindrance."""
    file = made_boundaries("wards.geojson", WARDS)
    document = json.loads(file.read_text())
    for number, feature in enumerate(document["features"]):
        feature["properties"] |= {"OBJECTID": number, "LAD25CD": PLACES[number % 5], "NOTE": None}
        feature["properties"]["WD25CD"] = f" {feature['properties']['WD25CD']} "
    document["features"].append({**document["features"][0], "properties": {"OBJECTID": 999}})
    mixed = tmp_path / "mixed.geojson"
    mixed.write_text(json.dumps(document))
    assert load(mixed).notes == (
        "1 area not among West Yorkshire’s wards of 2020 to 2025 left out: a row without a code.",
    )


def test_a_shapefile_whose_parts_are_in_capitals_is_read(made_boundaries: Write) -> None:
    file = made_boundaries("wards.shp", WARDS)
    for part in list(file.parent.glob("wards.*")):
        shutil.move(part, part.with_name(part.name.upper()))
    assert load(file.with_name("WARDS.SHP")).areas == len(WARDS)
