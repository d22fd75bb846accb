"""What a workbook's parts hold, looked at before any of them is opened as a workbook.

A workbook is a zip of XML from outside: sizes are bounded before they are unpacked, XML that
declares entities is refused, and formulas, merged cells and what nobody sees are found here.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from indicators.errors import Fault, quoted
from indicators.return_form import ABOUT, COUNTS, MOST_ROWS_IN_A_WORKBOOK

MOST_UNPACKED = 120_000_000
MOST_PARTS = 500
MOST_RATIO, RATIO_FROM = 300, 5_000_000
CHUNK = 1 << 16
NAMED = 20
LAST_COLUMN = 12  # of what is read; the form has fewer
NARROWEST, LOWEST = 0.5, 2.0  # of a column in characters and of a row in points, that is seen
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
PLAIN = "Save it as a plain workbook (.xlsx)."
MACROS = ("vbaproject.bin", "macrosheets/", "vbadata.xml")
LINKS = ("externallinks/", "embeddings/", "activex/", "connections.xml")


@dataclass
class Structure:
    """What one sheet holds beside values."""

    rows: int = 0
    formulas: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    hidden_rows: list[str] = field(default_factory=list)
    hidden_columns: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    beyond: list[str] = field(default_factory=list)


class _DeclaresError(Exception):
    """XML that declares a document type."""


class _TooManyError(Exception):
    """A sheet with more rows than a return may have."""


def faults_of(path: Path) -> list[Fault]:
    """Why the workbook must not be opened, or what in its sheets cannot be trusted; often none."""
    name = path.name
    try:
        with zipfile.ZipFile(path) as parts:
            if much := _too_much(parts, name):
                return [much]
            if code := _with_code(parts, name):
                return code
            _refuse_declarations(parts)
            blank = _blank_styles(parts)
            return [
                fault
                for title, part, state in _sheets(parts)
                if title in (ABOUT, COUNTS)
                for fault in _of_sheet(parts, title, part, state, blank)
            ]
    except _TooManyError:
        found = f"a sheet of more than {MOST_ROWS_IN_A_WORKBOOK:,} rows"
        return [Fault(name, found, "no more", "Send it as CSV, or fewer periods.")]
    except _DeclaresError:
        found = "XML that declares entities"
        return [Fault(name, found, "a workbook as a spreadsheet program saves it")]
    except (
        zipfile.BadZipFile, expat.ExpatError, ElementTree.ParseError, KeyError, ValueError,
        NotImplementedError, RuntimeError, EOFError, OSError,
    ) as problem:  # fmt: skip
        found = f"no workbook that can be read ({quoted(problem)})"
        return [Fault(name, found, "a workbook (.xlsx) or a CSV file", PLAIN)]


def _too_much(parts: zipfile.ZipFile, name: str) -> Fault | None:
    held = parts.infolist()
    if len(held) > MOST_PARTS:
        return Fault(name, f"{len(held):,} parts", f"{MOST_PARTS:,} at most")
    unpacked = sum(one.file_size for one in held)
    packed = sum(one.compress_size for one in held)
    if unpacked > MOST_UNPACKED or (
        unpacked > RATIO_FROM and unpacked > MOST_RATIO * max(packed, 1)
    ):
        found = f"{unpacked / 1e6:,.0f} MB packed into {packed / 1e6:,.1f} MB"
        return Fault(name, found, "a workbook of an ordinary size")
    return None


def _with_code(parts: zipfile.ZipFile, name: str) -> list[Fault]:
    held = [one.filename.casefold() for one in parts.infolist()]
    types = parts.read("[Content_Types].xml").lower()
    faults = []
    if any(mark in one for one in held for mark in MACROS) or b"macroenabled" in types:
        faults.append(Fault(name, "a workbook with macros", "one without", PLAIN))
    if any(mark in one for one in held for mark in LINKS):
        found = "links to other files, or files inside it"
        faults.append(Fault(name, found, "a workbook that stands by itself", PLAIN))
    return faults


def _refuse_declarations(parts: zipfile.ZipFile) -> None:
    for one in parts.infolist():
        if one.filename.casefold().endswith((".xml", ".rels", ".vml")):
            _scan(parts, one.filename, None)


def _scan(parts: zipfile.ZipFile, part: str, on_start: Any) -> None:
    def refuse(*_: Any) -> None:
        raise _DeclaresError

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    if on_start is not None:
        parser.StartElementHandler = on_start
    with parts.open(part) as file:
        while chunk := file.read(CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)


def _sheets(parts: zipfile.ZipFile) -> list[tuple[str, str, str]]:
    """Each sheet's title, the part it is in, and whether it is visible."""
    relations = {
        one.get("Id", ""): one.get("Target", "")
        for one in ElementTree.fromstring(parts.read("xl/_rels/workbook.xml.rels"))
    }
    book = ElementTree.fromstring(parts.read("xl/workbook.xml"))
    made = []
    for one in book.iter():
        if one.tag.rpartition("}")[2] == "sheet":
            target = relations[one.get(RELATION, "")]
            inside = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            part = str(PurePosixPath(inside))
            made.append((one.get("name", ""), part, one.get("state", "visible")))
    return made


def _blank_styles(parts: zipfile.ZipFile) -> set[str]:
    """The styles of cells whose format shows nothing of a value, as ';;;' does."""
    if "xl/styles.xml" not in parts.namelist():
        return set()
    styles = ElementTree.fromstring(parts.read("xl/styles.xml"))
    blank = {
        one.get("numFmtId", "")
        for one in styles.iterfind("{*}numFmts/{*}numFmt")
        if ";" in (code := one.get("formatCode", "")) and not code.strip("; ")
    }
    formats = styles.iterfind("{*}cellXfs/{*}xf")
    return {str(at) for at, one in enumerate(formats) if one.get("numFmtId", "") in blank}


def _of_sheet(
    parts: zipfile.ZipFile, title: str, part: str, state: str, blank: set[str]
) -> list[Fault]:
    seen = Structure()
    at = {"row": "0", "cell": "", "style": ""}

    def on_start(tag: str, values: dict[str, str]) -> None:
        match tag.rpartition(":")[2]:
            case "row":
                at["row"] = values.get("r") or str(int(at["row"]) + 1)
                seen.rows += 1
                if seen.rows > MOST_ROWS_IN_A_WORKBOOK + 1:
                    raise _TooManyError
                if _is_hidden(values, "ht", LOWEST):
                    seen.hidden_rows.append(at["row"])
            case "c":
                at["cell"] = values.get("r") or f"a cell of row {at['row']}"
                at["style"] = values.get("s", "0")
            case "v" | "is":
                if at["style"] in blank:
                    seen.unseen.append(at["cell"])
                if _column(at["cell"]) > LAST_COLUMN:
                    seen.beyond.append(at["cell"])
            case "f":
                seen.formulas.append(at["cell"])
            case "col" if _is_hidden(values, "width", NARROWEST):
                seen.hidden_columns.append(f"{values.get('min')} to {values.get('max')}")
            case "mergeCell":
                seen.merged.append(values.get("ref", "?"))

    _scan(parts, part, on_start)
    where = f"sheet '{title}'"
    faults = [
        Fault(f"{where}, cell {cell}", "a formula", "a value", "Paste it as a value.")
        for cell in seen.formulas
    ]
    for found, words, expected, remedy in (
        (seen.merged, "merged cells", "a value a cell", "Unmerge them."),
        (seen.hidden_rows, "hidden rows", "rows that are seen", "Show them, or take them out."),
        (
            seen.hidden_columns,
            "hidden columns",
            "columns that are seen",
            "Show them, or take them out.",
        ),
        (
            seen.unseen,
            "cells whose format shows nothing",
            "values that are seen",
            "Give them an ordinary format.",
        ),
        (
            seen.beyond,
            "values beyond the form's columns",
            "values under headings",
            "Take them out.",
        ),
    ):
        if found:
            some = ", ".join(found[:NAMED]) + (" and more" if len(found) > NAMED else "")
            faults.append(Fault(where, f"{words} ({some})", expected, remedy))
    if state != "visible":
        faults.append(Fault(where, "a hidden sheet", "one that is seen", "Show it."))
    return faults


def _is_hidden(values: dict[str, str], size: str, least: float) -> bool:
    """Whether a row or column is hidden, or too low or narrow for anything to be seen."""
    return values.get("hidden") in ("1", "true") or float(values.get(size, least)) < least


def _column(cell: str) -> int:
    """The number of the cell's column, 1 for A; 0 where the cell does not say."""
    number = 0
    for letter in cell.rstrip("0123456789"):
        if not "A" <= letter <= "Z":
            return 0
        number = 26 * number + ord(letter) - ord("A") + 1
    return number
