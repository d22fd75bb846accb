"""Lookups that cannot be used are refused by name, and nothing that was loaded changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.errors import GeographyError
from geo.national_lookup import load_lookup, lookup_from

GOOD = (
    "LSOA21CD,LSOA21NM,WD24CD,WD24NM,LAD24CD,LAD24NM\n"
    "E01000001,City of London 001A,E05009289,Aldersgate,E09000001,City of London\n"
    "E01000002,City of London 001B,E05009302,Cripplegate,E09000001,City of London\n"
)
DAMAGE = (b"", b"{}", b"[]", b"\xff\xfe", b'{"census":2021,"ward_year":2024,"codes":["E0100')
BAD = {
    "absent.csv": (None, "nothing there"),
    "lookup.xlsx": (GOOD, "a file that ends in '.xlsx'"),
    "empty.csv": ("", "not readable"),
    "words.csv": ("a,b\n1,2\n", "no codes of the kind lsoa"),
    "no_wards.csv": (
        "LSOA21CD,LAD24CD\nE01000001,E09000001\n",
        "no codes of the kind ward",
    ),
    "twice.csv": (
        f"{GOOD}E01000001,City of London 001A,E05009302,Cripplegate,E09000001,City of London\n",
        "E01000001 in two wards or authorities",
    ),
    "blank.csv": (f"{GOOD}E01000003,City of London 001C,,,E09000001,City of London\n", "''"),
    "no_year.csv": (GOOD.replace("WD24", "WARD"), "a column called 'WARDCD'"),
    "wales.csv": (
        "LSOA21CD,WD24CD,LAD24CD\nW01000003,W05001490,W06000001\n",
        "no LSOA of England",
    ),
    "broken.parquet": ("PAR1", "not readable"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_lookup_that_cannot_be_used_is_refused(
    boundaries_folder: Path, tmp_path: Path, name: str
) -> None:
    good = tmp_path / "good.csv"
    good.write_text(GOOD, encoding="utf-8")
    load_lookup(good)
    text, expected = BAD[name]
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(GeographyError) as refused:
        load_lookup(tmp_path / name)
    told = str(refused.value)
    assert told.startswith("The lookup cannot be loaded; nothing was changed.")
    assert expected in told
    kept = lookup_from(2021)
    assert kept is not None
    assert kept.file == "good.csv"


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_lookup_can_be_loaded_again(
    boundaries_folder: Path, tmp_path: Path, damage: bytes
) -> None:
    good = tmp_path / "good.csv"
    good.write_text(GOOD, encoding="utf-8")
    _, path, _ = load_lookup(good)
    whole = path.read_bytes()
    path.write_bytes(damage)
    load_lookup(good)
    assert path.read_bytes() == whole


def test_a_damaged_lookup_is_told(boundaries_folder: Path, tmp_path: Path) -> None:
    good = tmp_path / "good.csv"
    good.write_text(GOOD, encoding="utf-8")
    _, path, _ = load_lookup(good)
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(GeographyError, match="load the lookup again"):
        lookup_from(2021)
