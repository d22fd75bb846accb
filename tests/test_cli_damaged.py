"""`wy-indicators boundaries` where what it keeps was damaged: told, removed and replaced."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from geo import areas
from geo.areas import WEST_YORKSHIRE, AreaType
from geo.national import path_of
from geo.national_lookup import lookup_path
from tests.bad_inputs.test_england_lookups import DAMAGE, GOOD
from tests.geo.test_national import ENDS
from tests.test_cli_boundaries import run

Write = Callable[..., Path]
WARDS = areas.codes("ward", WEST_YORKSHIRE, 2025)


@pytest.fixture
def england(made_boundaries: Write, tmp_path: Path, boundaries_folder: Path) -> tuple[Path, Path]:
    """The files of a map of England's wards and of a lookup."""
    lookup = tmp_path / "good.csv"
    lookup.write_text(GOOD, encoding="utf-8")
    return made_boundaries("wards.parquet", [*WARDS, *ENDS], "WD25CD", ENDS), lookup


@pytest.mark.parametrize("damage", [*DAMAGE, b"null", b"[1]", b'{"codes": 1, "names": 2}'])
def test_what_is_damaged_is_listed_removed_and_replaced(
    capsys: pytest.CaptureFixture[str], england: tuple[Path, Path], damage: bytes
) -> None:
    wards, lookup = england
    run(capsys, "load", wards)
    run(capsys, "lookup", lookup)
    whole = run(capsys, "list")
    assert (whole[0], "damaged" in whole[1]) == (0, False)
    drawn, looked_up = path_of(AreaType.WARD, 2025), lookup_path(2021, 2024)
    for path in (drawn, looked_up):
        path.write_bytes(damage)
    status, out, err = run(capsys, "list")
    assert (status, err) == (0, "")
    assert out.startswith("124 wards of 2020 to 2025: boundaries of 2025, wards.parquet")
    told = "Remove what is kept there, and load it again."
    assert out.splitlines()[-2:] == [
        f"For the map of England: wards of 2025: damaged ({drawn}). {told}",
        f"For the map of England: lookup of LSOAs of 2021 to wards of 2024: "
        f"damaged ({looked_up}). {told}",
    ]
    status, _, err = run(capsys, "remove", "msoa", 2021)
    assert status == 2
    assert "found no MSOAs of the 2021 census; expected wards of 2020 to 2025, England's" in err
    assert run(capsys, "load", wards)[0] == run(capsys, "lookup", lookup)[0] == 0
    assert run(capsys, "list") == whole
    for path in (drawn, looked_up):
        path.write_bytes(damage)
    assert run(capsys, "remove", "lookup", 2024)[1] == "Removed the lookup to wards of 2024.\n"
    assert "Removed the map of England's areas of 2025." in run(capsys, "remove", "ward", 2025)[1]
    assert not drawn.exists()
    assert not looked_up.exists()


def test_a_damaged_lookup_does_not_make_a_map_look_damaged(
    capsys: pytest.CaptureFixture[str], england: tuple[Path, Path], made_boundaries: Write
) -> None:
    """What is doubtful of the map is listed all the same."""
    ends = {code.replace("E05", "E01"): shape for code, shape in ENDS.items()}
    codes = [*areas.codes("lsoa", WEST_YORKSHIRE, 2021)[-200:], *ends]
    file = made_boundaries("lsoas.parquet", codes, "LSOA21CD", ends)
    run(capsys, "load", file, "--accept-missing")
    run(capsys, "lookup", england[1])
    lookup_path(2021, 2024).write_bytes(b"{}")
    drawn, doubt, looked_up = run(capsys, "list")[1].splitlines()[-3:]
    assert drawn == "For the map of England: 203 LSOAs of the 2021 census"
    assert doubt.startswith("  Doubtful: these areas have 812 square kilometres in all")
    assert "damaged" in looked_up
