"""Files that are not what they claim to be: every reader refuses them in words."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from indicators.sources import READERS

# One small file in each publisher's layout.
FILES = {
    "census": "census/age_groups.csv",
    "desnz-fuel-poverty": "desnz/fuel_poverty_2020.csv",
    "dfe-ees": "dfe/ees_child_protection.csv",
    "dfe-lait": "dfe/lait.csv",
    "fingertips": "fingertips/27_columns.csv",
    "mhclg-iod": "mhclg/iod2025_neighbourhoods.csv",
    "nhsbsa": "nhsbsa/prescriptions.csv",
    "nomis-wards": "nomis_wards/claimants.csv",
    "ons-els": "ons_els/all_series.csv",
    "ons-health-index": "ons_health_index/underlying.csv",
    "ons-sdg": "ons_sdg/indicator_3-4-2.csv",
    "trafford": "trafford/2026.csv",
    "transcribed": "transcribed/quoted.csv",
    "ukhsa": "ukhsa/table_s6.csv",
}
RELEASED = date(2026, 11, 1)


def _cut_in_the_last_row(text: str) -> str:
    whole, last = text.rstrip("\n").rsplit("\n", 1)
    return f"{whole}\n{last[: last.index(',')]}"


def _heading_alone(text: str) -> str:
    return text.split("\n", 1)[0] + "\n"


DAMAGE: dict[str, tuple[Callable[[str], bytes], str]] = {
    "empty": (lambda text: b"", "an empty file"),
    "web page": (lambda text: b"<!DOCTYPE html><html><body>Sign in</body>", "a web page"),
    "workbook": (lambda text: b"PK\x03\x04" + text.encode(), "an Excel workbook or ZIP archive"),
    "NUL bytes": (lambda text: text.encode() + bytes(64), "NUL bytes"),
    "semicolons": (lambda text: text.replace(",", ";").encode(), ""),
    "heading alone": (lambda text: _heading_alone(text).encode(), ""),
    "truncated": (lambda text: _cut_in_the_last_row(text).encode(), "cells; expected"),
    "an open quotation": (lambda text: f'{text}"'.encode(), "quotation marks that do not close"),
}


def test_every_reader_is_tried():
    assert set(FILES) == set(READERS)


@pytest.fixture
def damaged(read, fixtures, tmp_path):
    """The reading of a reader's small file after its bytes were changed."""

    def reading(name: str, change: Callable[[str], bytes]):
        path = tmp_path / Path(FILES[name]).name
        path.write_bytes(change((fixtures / FILES[name]).read_text(encoding="utf-8")))
        return read(name, path, published_on=RELEASED)

    return reading


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_refused_in_words(name, damage, damaged, told):
    change, words = DAMAGE[damage]
    reading = damaged(name, change)
    assert reading.errors
    assert words in told(reading)
    assert Path(FILES[name]).name in told(reading)


@pytest.mark.parametrize("name", FILES)
def test_what_cannot_be_read_at_all_gives_no_rows(name, damaged):
    for damage in ("empty", "web page", "workbook", "NUL bytes", "semicolons", "heading alone"):
        assert damaged(name, DAMAGE[damage][0]).rows.empty


@pytest.mark.parametrize("name", FILES)
def test_another_publishers_file_is_refused(name, read, fixtures, told):
    for other in FILES.keys() - {name}:
        reading = read(name, fixtures / FILES[other], published_on=RELEASED)
        assert reading.rows.empty, other
        assert reading.errors, other


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_another_unicode_encoding_changes_nothing(name, encoding, damaged):
    plain = damaged(name, lambda text: text.encode())
    again = damaged(name, lambda text: text.encode(encoding))
    assert plain.errors == again.errors == ()
    pd.testing.assert_frame_equal(plain.rows, again.rows)


@pytest.mark.parametrize("name", FILES)
def test_line_ends_of_another_system_change_nothing(name, damaged):
    plain = damaged(name, lambda text: text.encode())
    again = damaged(name, lambda text: text.replace("\n", "\r\n").encode())
    assert again.errors == ()
    pd.testing.assert_frame_equal(plain.rows, again.rows)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_not_there(name, read, tmp_path, told):
    assert "no such file" in told(read(name, tmp_path / Path(FILES[name]).name))
