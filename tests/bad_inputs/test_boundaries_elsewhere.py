"""Shapes that lie elsewhere than their codes say are refused, and what was loaded stays."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest

from geo import official_store
from geo.areas import AreaType
from geo.errors import GeographyError
from geo.official import load
from tests.shapes_in_place import in_place

pytestmark = pytest.mark.usefixtures("boundaries_folder")


@pytest.mark.parametrize(
    ("level", "points"),
    [("ward", "1,388"), ("msoa", "1,404"), ("lsoa", "1,404")],
)
def test_codes_in_reverse_order_are_refused(tmp_path: Path, level: str, points: str) -> None:
    load(in_place(tmp_path / "right.gpkg", level))
    before = official_store.stamps()
    with pytest.raises(GeographyError) as refused:
        load(in_place(tmp_path / "reversed.gpkg", level, lambda codes: codes[::-1]))
    summary, fault = str(refused.value).splitlines()
    assert summary == "The shapes are not those of their codes; nothing was changed."
    found, expected = fault.split("; expected ")
    assert found.startswith("  reversed.gpkg: found ")
    assert found.endswith(f"of {points} centres of neighbourhoods inside their own area's shape")
    assert expected.startswith("nearly all of them. See that each code stands beside its own shape")
    assert official_store.stamps() == before


def test_some_that_lie_elsewhere_are_doubted(tmp_path: Path) -> None:
    def third_turned(codes: list[str]) -> list[str]:
        third = len(codes) // 3
        return [*codes[:third][::-1], *codes[third:]]

    made = load(in_place(tmp_path / "third.gpkg", "lsoa", third_turned))
    assert made.doubt.startswith("Doubtful: of the centres of 1,404 neighbourhoods 67% lie inside")


def test_a_few_points_outside_tell_too_little_to_refuse(tmp_path: Path) -> None:
    """The centre of one published neighbourhood in twenty lies just outside its outline."""
    moved = gpd.read_file(in_place(tmp_path / "moved.gpkg", "lsoa", moved_metres=3_000))
    moved.head(9).to_file(tmp_path / "nine.gpkg")
    made = load(tmp_path / "nine.gpkg", AreaType.LSOA, 2021, accept_missing=True)
    assert "of the centres of 9 neighbourhoods 0% lie inside" in made.doubt
