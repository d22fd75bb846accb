"""No kind of fault in a return hides another, and each kind is told once with what to do."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from geo.areas import codes, name
from indicators.catalogue import catalogue
from indicators.errors import CheckError, Fault
from indicators.return_file import read_return
from tests.returned import FACTS

TODAY = date(2026, 1, 5)
CALDERDALE, LEEDS = "E08000033", "E08000035"
WARDS = codes("ward", within=CALDERDALE)
HEADING = ["area_code", "period_start", "period_end", "sex", "age", "count"]
DAY = "2025-03-31"
Row = list[object]


def good(areas: list[str] = WARDS, day: str = DAY) -> list[Row]:
    return [[code, day, day, "", "", 10 + at] for at, code in enumerate(areas)]


def as_csv(rows: list[Row], parted_by: str = ",", **facts: str) -> bytes:
    told = [f"#{key}: {value}" for key, value in {**FACTS, **facts}.items()]
    lines = [parted_by.join(map(str, row)) for row in [HEADING, *rows]]
    return ("\n".join([*told, *lines]) + "\n").encode()


def as_xlsx(rows: list[Row], **facts: str) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "About"
    for pair in {"Fact": "Value", **FACTS, **facts}.items():
        book["About"].append(pair)
    counts = book.create_sheet("Counts")
    for row in [HEADING, *rows]:
        counts.append([None if value == "" else value for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def refused(tmp_path: Path) -> Callable[..., list[str]]:
    """The lines of what is said of a file with these bytes."""

    def read(data: bytes, file: str = "return.csv") -> list[str]:
        (tmp_path / file).write_bytes(data)
        with pytest.raises(CheckError) as told:
            read_return(tmp_path / file, catalogue(), TODAY)
        return str(told.value).splitlines()

    return read


def test_faults_are_told_by_kind_three_of_each_and_how_many_more() -> None:
    ages = [Fault(f"a.csv, line {n}, column age", f"'{n}'", "a band") for n in range(9)]
    other = Fault("a.csv, line 5, column count", "'-4'", "a count of 0 or more")
    expected = Fault("a.csv, line 6, column age", "'x'", "a band as '0 to 4'")
    told = str(CheckError("Wrong.", [*ages[:8], other, expected, ages[8]])).splitlines()
    assert told[:4] == ["Wrong.", *(f"  {one}" for one in ages[:3])]
    assert told[4:] == ["  and 6 more such.", f"  {other}", f"  {expected}"]
    lacking = [Fault("the heading row", f"no column '{n}'", "it") for n in "abcdef"]
    assert len(str(CheckError("Wrong.", lacking)).splitlines()) == 7


def test_a_thousand_places_that_are_wrong_alike_do_not_make_a_thousand_lines() -> None:
    words = [f"{chr(97 + a)}{chr(97 + b)}" for a in range(26) for b in range(26)]
    faults = [Fault(f"area {word}", "nothing", "a value") for word in words]
    other = Fault("area zz", "two", "one value")
    told = str(CheckError("Wrong.", [*faults, other])).splitlines()
    assert len(told) == 6
    assert f"  {other}" in told


def test_days_of_a_whole_column_do_not_hide_one_count_and_one_code(refused) -> None:
    areas = codes("lsoa", within=LEEDS)
    assert len(areas) == 488
    rows = good(areas, "31/03/2025")
    rows[7][5] = -4
    rows[9][0] = "E01999999"
    said = refused(as_xlsx(rows, place=LEEDS, areas="LSOAs of the 2021 census"), "return.xlsx")
    told = "\n".join(said)
    for column in ("period_start", "period_end"):
        assert told.count(f"column {column}") == 1
        assert f"row 2, column {column}: found '31/03/2025' and 487 more days so written" in told
    assert "row 9, column count: found '-4'; expected a count of 0 or more" in told
    assert "row 11, column area_code: found 'E01999999' (not known)" in told
    assert f"no count for {areas[9]} ({name(areas[9])})" in told
    assert len(said) == 6


def test_days_as_a_spreadsheet_saves_them_are_told_once_a_column(refused) -> None:
    said = refused(as_csv(good(day="31/03/2025")))
    remedy = "Format the column as yyyy-mm-dd before you save it as CSV, or send the workbook."
    assert [line.endswith(remedy) for line in said[1:]] == [True, True]
    assert "expected a day as 2025-03-31" in said[1]


def test_rows_are_checked_as_far_as_can_be_where_the_facts_are_wrong(refused) -> None:
    leeds = codes("ward", within=LEEDS)[0]
    rows = good()
    rows[3][5] = -4
    rows[4][0] = "E05999999"
    rows[5][0] = leeds
    for wrong in (
        {"owner": ""},
        {"collected_on": "30/04/2025"},
        {"measure": "plans"},
        {"areas": "wards"},
    ):
        told = "\n".join(refused(as_csv(rows, **wrong)))
        assert f", {next(iter(wrong))}: found " in told
        assert "found '-4'" in told
        assert "'E05999999' (not known)" in told
        assert "which is in Leeds" in told
        if "areas" not in wrong:
            lacking = f"{WARDS[4]} ({name(WARDS[4])}), {WARDS[5]} ({name(WARDS[5])})"
            assert f"no count for {lacking}; expected a count of each of the 17 areas" in told
    told = "\n".join(refused(as_csv(rows, place="Leeds City")))
    assert "'E05999999' (not known)" in told
    assert "which is in Leeds" not in told


def test_an_area_of_a_row_that_is_wrong_is_not_called_missing(refused) -> None:
    rows = good()
    rows[3][5] = "x"
    rows[4] = [WARDS[4], DAY, DAY, "", ""]
    told = "\n".join(refused(as_csv(rows)))
    assert "no count for" not in told
    assert "found 5 values; expected 6, one for each heading" in told


def test_an_area_lacking_in_one_period_only_is_told_with_the_period(refused) -> None:
    rows = [*good(), *good(day="2024-03-31")[1:]]
    told = "\n".join(refused(as_csv(rows)))
    assert f"2024-03-31, persons, 0 to 17: found no count for {WARDS[0]}" in told


@pytest.mark.parametrize("words", ["Total", "ALL", "Grand total", "total:"])
def test_a_row_of_the_total_is_to_be_taken_out(refused, words: str) -> None:
    for data, file in (
        (as_csv([*good(), [words, "", "", "", "", 306]]), "return.csv"),
        (as_xlsx([*good(), [words, "", "", "", "", 306]]), "return.xlsx"),
    ):
        (line,) = refused(data, file)[1:]
        assert f"column area_code: found '{words}'" in line
        assert "Take the row of the total out" in line
    (line,) = refused(as_csv([*good(), [CALDERDALE, DAY, DAY, "", "", 306]]))[1:]
    assert "Take the row of the total out" in line


def test_semicolons_are_told_once_and_the_values_are_checked_all_the_same(refused) -> None:
    said = refused(as_csv(good(), parted_by=";"))
    assert said[1:] == [
        "  return.csv: found values parted by semicolons; expected commas. "
        "Save it as CSV with commas, or send the workbook."
    ]
    rows = good()
    rows[3][5] = -4
    data = as_csv(rows, parted_by=";").replace(b"#owner: A. Person", b'"#owner: Person, A.";;;;;')
    semicolons, count = refused(data)[1:]
    assert "semicolons" in semicolons
    assert "found '-4'" in count
