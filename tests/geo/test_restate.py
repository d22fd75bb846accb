"""Restating the published lookups: the same tables every time, or a clear refusal."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.areas import PLACES_FOLDER
from geo.errors import GeographyError
from geo.restate import restate_places


def test_what_ships_is_what_the_published_files_make(shared_data: Path, tmp_path: Path) -> None:
    written = restate_places(shared_data, tmp_path)
    shipped = {path.name for path in PLACES_FOLDER.iterdir()}
    assert {path.name for path in written} == shipped - {"postcode_districts.csv"}  # by hand
    for path in written:
        if path.suffix == ".csv":  # shapes may differ in a last unit between geometry libraries
            assert path.read_bytes() == (PLACES_FOLDER / path.name).read_bytes(), path.name


def test_absent_files_are_all_named_and_nothing_is_written(tmp_path: Path) -> None:
    out = tmp_path / "places"
    with pytest.raises(GeographyError) as refused:
        restate_places(tmp_path / "nothing", out)
    assert "nothing was written" in str(refused.value)
    assert len(refused.value.faults) == 9 + 5 + 3
    assert not out.exists()
