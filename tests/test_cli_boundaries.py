"""`wy-indicators boundaries`: what it answers, refuses and keeps."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboards.cli import main
from geo import areas
from geo.areas import WEST_YORKSHIRE
from geo.official_store import FOLDER_VARIABLE
from geo.shapes import shapes
from tests.bad_inputs.test_england_lookups import GOOD

Write = Callable[..., Path]
WARDS = areas.codes("ward", WEST_YORKSHIRE, 2025)


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = main(["boundaries", *map(str, arguments)])
    told = capsys.readouterr()
    return status, told.out, told.err


def test_boundaries_are_loaded_listed_and_removed(
    capsys: pytest.CaptureFixture[str], boundaries_folder: Path, made_boundaries: Write
) -> None:
    assert run(capsys, "list")[1].startswith(f"No boundaries are loaded in {boundaries_folder}.\n")
    file = made_boundaries("wards.gpkg", [*WARDS, "E05000026"])
    status, out, _ = run(capsys, "load", file, "--level", "ward", "--year", 2025)
    assert status == 0
    assert out.splitlines() == [
        "Loaded 124 wards of 2020 to 2025 from wards.gpkg.",
        "  1 area not among West Yorkshire’s wards of 2020 to 2025 left out: E05000026.",
        "  Doubtful: of the centres of 1,388 neighbourhoods 0% lie inside the shape of their own "
        "area, where nearly all should. Codes and shapes may not belong together, or the shapes "
        "may lie elsewhere.",
        f"They replace the approximate shapes. Kept in {boundaries_folder / 'ward-2020.json'}.",
    ]
    assert not shapes("ward").is_approximate
    assert "They replace the boundaries loaded before." in run(capsys, "load", file)[1]
    first, note, doubt = run(capsys, "list")[1].splitlines()
    assert first.startswith("124 wards of 2020 to 2025: boundaries of 2025, wards.gpkg, 20")
    assert note == "  1 area not among West Yorkshire’s wards of 2020 to 2025 left out: E05000026."
    assert doubt == out.splitlines()[2]
    assert run(capsys, "remove", "ward", 2024) == (
        0,
        "Removed the boundaries of wards of 2020 to 2025.\n",
        "",
    )
    assert shapes("ward").is_approximate


def test_a_refusal_has_no_traceback_and_its_status(
    capsys: pytest.CaptureFixture[str], boundaries_folder: Path, made_boundaries: Write
) -> None:
    status, out, err = run(capsys, "load", made_boundaries("wards.gpkg", WARDS[1:]))
    assert (status, out) == (2, "")
    assert err.startswith("wy-indicators: The file lacks 1 of the 124 wards of 2020 to 2025;")
    assert f"no shape of {WARDS[0]} ({areas.name(WARDS[0])})" in err
    status, out, _ = run(capsys, "load", "--accept-missing", made_boundaries("w.gpkg", WARDS[1:]))
    assert status == 0
    assert "Loaded 123 wards of 2020 to 2025" in out
    assert f"  No shape of {WARDS[0]}" in out
    status, _, err = run(capsys, "load", made_boundaries("all.gpkg", WARDS), "--year", 2019)
    assert status == 2
    assert "They look like wards of 2020 to 2025." in err


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (("remove", "ward", 2019), "found no wards of 2019; expected none is loaded"),
        (("remove", "ward"), "Which vintage of ward should be removed?"),
        (("remove", "place"), "found no places"),
        *(
            (("remove", "ward", year), f"argument YEAR: found '{year}'; expected a year from 2011")
            for year in (1800, -5, 2010, 10**20)
        ),
        (("remove", "ward", 1800), ": wards from 2026, wards of 2020 to 2025, wards of 2019, "),
        (("remove", "lsoa", 1066), "LSOAs of the 2021 census, LSOAs of the 2011 census."),
        (("remove", "msoa", 3000), "There is no msoa of that year."),
        (("remove", "lookup", 1800), "found '1800'; expected a year from 2011 to "),
        (("load", "absent.gpkg"), "absent.gpkg: found nothing there"),
    ],
)
def test_what_cannot_be_done_is_told(
    capsys: pytest.CaptureFixture[str], boundaries_folder: Path, asked: tuple, expected: str
) -> None:
    status, out, err = run(capsys, *asked)
    assert (status, out) == (2, "")
    assert expected in err
    assert len(err.splitlines()) <= 2


@pytest.mark.parametrize("where", ["/proc/nope/x", "a file"])
def test_a_folder_that_cannot_be_written_is_told(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    made_boundaries: Write,
    where: str,
) -> None:
    file = made_boundaries("wards.gpkg", WARDS)
    folder = str(file) if where == "a file" else where
    monkeypatch.setenv(FOLDER_VARIABLE, folder)
    lookup = file.with_name("good.csv")
    lookup.write_text(GOOD, encoding="utf-8")
    for asked in (("load", file), ("lookup", lookup)):
        status, out, err = run(capsys, *asked)
        assert (status, out) == (2, "")
        summary, fault = err.splitlines()
        assert summary == "wy-indicators: Boundaries cannot be kept; nothing was changed."
        assert fault.startswith(f"  {folder}: found a folder that cannot be written (")
        assert fault.endswith(
            "; expected a folder that can be written. Set the environment variable "
            "WY_INDICATORS_BOUNDARIES to another folder."
        )


def test_what_may_not_be_removed_is_told(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    boundaries_folder: Path,
    made_boundaries: Write,
) -> None:
    run(capsys, "load", made_boundaries("wards.gpkg", WARDS))

    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "unlink", refuse)
    status, out, err = run(capsys, "remove", "ward", 2025)
    assert (status, out) == (2, "")
    assert f"{boundaries_folder}: found a folder that cannot be written (Permission denied)" in err


def test_help_tells_the_forms_of_file(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["boundaries", "load", "--help"])
    assert stopped.value.code == 0
    told = " ".join(capsys.readouterr().out.split())
    for words in ("GeoJSON", "GeoPackage", "Shapefile", "GeoParquet", "--accept-missing"):
        assert words in told


def test_finer_boundaries_outlive_a_file_of_all_england(
    capsys: pytest.CaptureFixture[str], shared_data: Path, boundaries_folder: Path
) -> None:
    """The coarse national file is for the map of England; what is finer of West Yorkshire stays."""
    run(capsys, "load", shared_data / "geography" / "wy_lsoa21_bgc.geojson")
    before = shapes("lsoa").fingerprint
    status, out, _ = run(capsys, "load", shared_data / "national" / "ew_lsoa21_bsc.parquet")
    assert status == 0
    assert out.startswith("West Yorkshire keeps the finer boundaries of 2021 loaded before from")
    assert "For the map of England: 33,755 LSOAs of 2021." in out
    assert shapes("lsoa").fingerprint == before


def test_what_coarser_boundaries_lose_is_told(
    capsys: pytest.CaptureFixture[str], shared_data: Path, boundaries_folder: Path
) -> None:
    run(capsys, "load", shared_data / "geography" / "wy_wd25_bgc.geojson")
    out = run(capsys, "load", shared_data / "geography" / "wy_wd21_bsc.geojson")[1]
    assert "Those loaded before were of 2025; these are of 2021." in out
    assert "Those loaded before were finer: a corner about every 198 m, not 853 m." in out
    assert "the file has a corner about every 853 m" in shapes("ward").note


def test_shapes_that_lie_elsewhere_are_doubted_wherever_they_are_drawn(
    capsys: pytest.CaptureFixture[str], shared_data: Path, boundaries_folder: Path, tmp_path: Path
) -> None:
    import geopandas as gpd

    given = gpd.read_file(shared_data / "geography" / "wy_wd25_bgc.geojson").to_crs(27700)
    moved = given.set_geometry(given.translate(600, 600))
    moved.to_file(tmp_path / "moved.gpkg")
    out = run(capsys, "load", tmp_path / "moved.gpkg")[1]
    assert "Doubtful: of the centres of 1,388 neighbourhoods 65% lie inside" in out
    assert "Doubtful" in shapes("ward").note
    assert "  Doubtful: of the centres" in run(capsys, "list")[1]
    _forget_doubt(boundaries_folder / "ward-2020.json")
    assert "Doubtful" not in run(capsys, "list")[1], "earlier versions kept none"
    assert "Doubtful" not in run(capsys, "load", shared_data / "geography/wy_wd25_bgc.geojson")[1]
    assert "Doubtful" not in shapes("ward").note


def _forget_doubt(kept: Path) -> None:
    document = json.loads(kept.read_text(encoding="utf-8"))
    del document["about"]["doubt"]
    kept.write_text(json.dumps(document), encoding="utf-8")


def test_damaged_boundaries_are_listed_as_such(
    capsys: pytest.CaptureFixture[str], boundaries_folder: Path, made_boundaries: Write
) -> None:
    run(capsys, "load", made_boundaries("wards.gpkg", WARDS))
    for damage in ("{", '{"codes": [], "arcs": [], "rings": [], "labels": {}, "about": {}}'):
        (boundaries_folder / "ward-2020.json").write_text(damage, encoding="utf-8")
        status, out, _ = run(capsys, "list")
        assert status == 0
        assert out.startswith("wards of 2020 to 2025: damaged (")
