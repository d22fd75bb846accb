"""Returns that are wrong, damaged or hostile are refused in words, all faults at once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from geo.areas import codes, name
from indicators.catalogue import catalogue
from indicators.errors import SourceError, SuiteError
from indicators.return_file import read_return
from indicators.return_form import FORMS
from indicators.return_ingest import take_in
from indicators.return_template import as_workbook
from indicators.store import open_store
from tests.returned import FACTS

TODAY = date(2026, 1, 5)
CALDERDALE = "E08000033"
WARDS = codes("ward", within=CALDERDALE)
HEADING = "area_code,period_start,period_end,sex,age,count"
GOOD = [f"{code},2025-03-31,2025-03-31,,,{10 + at}" for at, code in enumerate(WARDS)]


def text(rows: list[str], heading: str = HEADING, **facts: str) -> str:
    told = "".join(f"#{key}: {value}\n" for key, value in {**FACTS, **facts}.items())
    return told + "\n".join([heading, *rows]) + "\n"


@pytest.fixture
def refused(tmp_path: Path) -> Callable[..., str]:
    """What is said of a file with this text or these bytes."""

    def read(data: str | bytes, name: str = "return.csv") -> str:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        with pytest.raises(SuiteError) as told:
            read_return(path, catalogue(), TODAY)
        return str(told.value)

    return read


@pytest.fixture
def workbook() -> Callable[..., bytes]:
    """The filled-in workbook of Calderdale's wards, changed by a function given its sheets."""

    def made(change: Callable[[openpyxl.Workbook], None] = lambda book: None) -> bytes:
        form = FORMS["child-protection"]
        book = openpyxl.load_workbook(io.BytesIO(as_workbook(form, catalogue())))
        for row in book["About"].iter_rows(min_row=2):
            row[1].value = FACTS.get(row[0].value)
        day = date(2025, 3, 31)
        for row, code in enumerate(WARDS, start=2):
            for column, value in enumerate((code, day, day, None, None, 9 + row), start=1):
                book["Counts"].cell(row, column).value = value
        change(book)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    return made


def test_a_good_return_is_read_alike_from_csv_and_workbook(tmp_path: Path, workbook) -> None:
    (tmp_path / "a.csv").write_text(text(GOOD))
    (tmp_path / "a.xlsx").write_bytes(workbook())
    one, other = (read_return(tmp_path / name, catalogue(), TODAY) for name in ("a.csv", "a.xlsx"))
    assert one.facts.owner == other.facts.owner == "A. Person"
    assert one.rows["count"].tolist()[:2] == [10, 11]
    assert one.rows.drop(columns="where").equals(
        other.rows.drop(columns="where").assign(count=one.rows["count"])
    )
    assert set(one.rows["age"]) == {"0 to 17"}


@pytest.mark.parametrize(
    ("count", "words"),
    [
        ("-3", "found '-3'; expected a count of 0 or more"),
        ("2.5", "found '2.5'; expected a whole count"),
        ("twelve", "found 'twelve'; expected a whole count of 0 or more, in figures"),
        ("", "found nothing; expected a whole count of 0 or more. Missing is never zero."),
        ("=cmd|' /C calc'!A0", "found a formula"),
        ("@SUM(1)", "found a formula"),
        ("+1+1", "found a formula"),
        ("-1+cmd", "found a formula"),
        ("1e3", "found '1e3'"),
        ("nan", "found 'nan'"),
        ("１２", "found"),
    ],
)
def test_a_count_that_is_none_is_told_with_its_line(refused, count: str, words: str) -> None:
    rows = [*GOOD[:-1], f"{WARDS[-1]},2025-03-31,2025-03-31,,,{count}"]
    told = refused(text(rows))
    assert f"line {len(FACTS) + 1 + len(rows)}, column count: " in told
    assert words in told


def test_every_fault_is_told_in_one_message(refused) -> None:
    rows = [
        *GOOD[2:],
        f"{WARDS[0]},2025-03-31,2025-03-31,,,-1",
        f"{WARDS[2]},2025-03-31,2025-03-31,,,9",
        f"{WARDS[1]},31/03/2025,2025-03-31,boys,young,1.5",
    ]
    told = refused(text(rows, place="E08000099", collected_on="2031-01-01"))
    for words in (
        "place: found 'E08000099'",
        "collected_on: found '2031-01-01'",
        "found '-1'",
        "found the same as return.csv, line 8",
        "column period_start: found '31/03/2025'; expected a day as 2025-03-31",
        "column sex: found 'boys'",
        "column age: found 'young'",
        "found '1.5'",
    ):
        assert words in told


def test_areas_of_another_vintage_place_or_level_are_named(refused) -> None:
    leeds = codes("ward", within="E08000035", vintage=2017)
    old = [f"{code},2025-03-31,2025-03-31,,,9" for code in leeds]
    told = refused(text(old, place="E08000035"))
    assert "found codes that are all wards up to 2017; expected wards of 2020 to 2025" in told
    small = codes("lsoa", within=CALDERDALE)[0]
    told = refused(text([*GOOD, f"{small},2025-03-31,2025-03-31,,,9"]))
    assert "found a mixture of wards of 2020 to 2025 and LSOAs of the 2021 census" in told
    other = codes("ward", within="E08000036")[0]
    told = refused(text([*GOOD, f"{other},2025-03-31,2025-03-31,,,9"]))
    assert "which is in Wakefield" in told
    lsoas = codes("lsoa", within=CALDERDALE)
    told = refused(text([f"{code},2025-03-31,2025-03-31,,,9" for code in lsoas]))
    assert "found codes that are all LSOAs of the 2021 census" in told


def test_an_area_without_a_count_is_no_zero(refused) -> None:
    told = refused(text(GOOD[1:]))
    assert f"no count for {WARDS[0]}" in told
    assert "missing is never zero" in told


def test_periods_that_overlap_or_are_of_mixed_kinds_are_refused(refused) -> None:
    def events(*periods: str) -> str:
        rows = [f"{code},{period},,,9" for period in periods for code in WARDS]
        return text(rows, measure="referrals")

    told = refused(events("2023-04-01,2024-03-31", "2023-01-01,2023-12-31"))
    assert "found days in both" in told
    assert "periods of mixed kinds: calendar year, financial year" in told
    assert "found days that make no period" in refused(events("2023-04-05,2024-03-31"))
    assert "found a snapshot" in refused(events("2024-03-31,2024-03-31"))


def test_people_who_died_by_suicide_are_refused_below_five_years_and_below_wards(refused) -> None:
    rows = [f"{code},2020-01-01,2022-12-31,,,9" for code in WARDS]
    told = refused(text(rows, measure="suicide_deaths"))
    assert "found 3 years together; expected five years or more together" in told
    assert "only counts of ten or more" in told
    lsoas = codes("lsoa", within=CALDERDALE)
    rows = [f"{code},2018-01-01,2022-12-31,,,1" for code in lsoas]
    told = refused(text(rows, measure="suicide_deaths", areas="LSOAs of the 2021 census"))
    assert "nothing smaller is shown" in told


def test_wrong_headings_and_wrong_encodings_are_told(refused) -> None:
    told = refused(text(GOOD, heading="ward,period_start,period_end,sex,age,counts"))
    assert "no column 'area_code'" in told
    assert "found 'counts'" in told
    assert "found nothing" in refused(HEADING + "\n")
    assert "UTF-16" in refused(text(GOOD).encode("utf-16"))
    latin = text(GOOD, owner="Zoë").encode("latin-1")
    assert "line 5: found a byte that is not UTF-8" in refused(latin)
    assert "bytes that are no text" in refused(text(GOOD).encode() + b"\x00")


@pytest.mark.parametrize("rows", [300_000, 1_300_000])
def test_fifty_megabytes_of_rows_are_refused_before_they_are_held(refused, rows: int) -> None:
    told = refused(text([]) + (GOOD[0] + "\n") * rows)
    assert "expected 250,000 counts at most" in told
    assert "line of more than 20,000 bytes" in refused(text([]) + "1," * 20_000_000)


def test_formulas_merged_and_hidden_cells_of_a_workbook_are_told(refused, workbook) -> None:
    def change(book: openpyxl.Workbook) -> None:
        counts = book["Counts"]
        counts["F3"] = "=1+1"
        counts["A4"] = '=cmd|"/C calc"!A0'
        counts.merge_cells("D5:E6")
        counts.row_dimensions[7].hidden = True
        counts.column_dimensions["E"].hidden = True

    told = refused(workbook(change), "return.xlsx")
    for words in (
        "sheet 'Counts', cell F3: found a formula",
        "sheet 'Counts', cell A4: found a formula",
        "merged cells (D5:E6)",
        "hidden rows (7)",
        "hidden columns (5 to 5)",
    ):
        assert words in told


def test_what_nobody_sees_in_a_workbook_is_told(refused, workbook) -> None:
    def change(book: openpyxl.Workbook) -> None:
        counts = book["Counts"]
        counts.row_dimensions[6].height = 0.1
        counts.row_dimensions[8].height = 30
        counts.column_dimensions["D"].width = 0.2
        counts["F5"].number_format = ";;;"
        counts["M5"] = 7

    told = refused(workbook(change), "return.xlsx")
    for words in (
        "hidden rows (6)",
        "hidden columns (4 to 4)",
        "cells whose format shows nothing (F5)",
        "values beyond the form's columns (M5)",
    ):
        assert words in told


def test_names_that_slipped_against_their_codes_are_told(refused, tmp_path: Path) -> None:
    names = [name(code) for code in WARDS]

    def named(beside: list[str]) -> str:
        rows = [
            row.replace(",", f',"{words}",', 1) for row, words in zip(GOOD, beside, strict=True)
        ]
        return text(rows, HEADING.replace("area_code,", "area_code,area_name,"))

    spelt = [words.upper().replace(" AND ", " & ") for words in names]
    (tmp_path / "good.csv").write_text(named(spelt))
    assert len(read_return(tmp_path / "good.csv", catalogue(), TODAY).rows) == len(WARDS)
    told = refused(named([*names[1:], names[0]]))
    assert f"{WARDS[0]} ({names[0]}) beside the name '{names[1]}'" in told
    assert "Was one column sorted alone?" in told
    later = named(names).splitlines()[-1].replace("2025-03-31", "2024-03-31")
    assert "beside the name" in refused(named(names) + later.replace(names[-1], names[0]) + "\n")


def test_counts_of_a_workbook_are_no_text_fraction_or_truth(refused, workbook) -> None:
    def change(book: openpyxl.Workbook) -> None:
        for row, value in enumerate((-1, 1.5, "ten", True, None), start=2):
            book["Counts"].cell(row, 6).value = value

    told = refused(workbook(change), "return.xlsx")
    for row, found in enumerate(("'-1'", "'1.5'", "'ten'", "'True'", "nothing"), start=2):
        assert f"sheet 'Counts', row {row}, column count: found {found}" in told


def test_macros_and_zips_that_swell_are_refused_unopened(refused, workbook) -> None:
    def with_part(name: str, data: bytes) -> bytes:
        out = io.BytesIO(workbook())
        with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as parts:
            parts.writestr(name, data)
        return out.getvalue()

    assert "workbook with macros" in refused(with_part("xl/vbaProject.bin", b"x"), "a.xlsx")
    assert "of the kind '.xlsm'" in refused(workbook(), "a.xlsm")
    bomb = with_part("xl/media/image1.png", b"\x00" * 130_000_000)
    assert "MB packed into" in refused(bomb, "a.xlsx")
    entities = b'<!DOCTYPE a [<!ENTITY b "bbb">]><a>&b;</a>'
    assert "declares entities" in refused(with_part("xl/extra.xml", entities), "a.xlsx")
    links = with_part("xl/externalLinks/externalLink1.xml", b"<a/>")
    assert "links to other files" in refused(links, "a.xlsx")
    assert "no workbook that can be read" in refused(workbook()[:2_000], "a.xlsx")
    assert "old kind" in refused(b"\xd0\xcf\x11\xe0rest of it", "a.xls")


def test_a_template_that_was_not_filled_in_is_told_as_such(refused) -> None:
    form = FORMS["suicide"]
    told = refused(as_workbook(form, catalogue()), "suicide.xlsx")
    assert "(place): found nothing" in told
    assert "heading" not in told


def test_a_file_that_changes_while_it_is_read_is_not_taken(tmp_path: Path) -> None:
    """Its origin would tell of another file than was read."""
    path = tmp_path / "return.csv"
    path.write_text(text(GOOD))

    def meanwhile(_: str) -> None:
        path.write_text(text(GOOD) + "\n")

    with pytest.raises(SourceError, match="changed while it was read"):
        take_in(path, open_store(), folder=tmp_path / "kept", progress=meanwhile)
    assert not (tmp_path / "kept").exists()
