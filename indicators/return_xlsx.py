"""Reading a return from a workbook: the sheet of facts and the sheet of counts, values only."""

from __future__ import annotations

import datetime
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from indicators.errors import Fault, did_you_mean, quoted
from indicators.return_form import (
    ABOUT,
    COUNTS,
    MOST_ROWS_IN_A_WORKBOOK,
    UNREADABLE,
    Read,
    Told,
)
from indicators.return_zip import LAST_COLUMN, faults_of

MOST_EMPTY = 5_000


def read_xlsx(path: Path) -> Read:
    """What the workbook says. It is opened only where nothing in it speaks against that."""
    read = Read()
    if path.suffix.casefold() not in (".xlsx", ""):
        found = f"a workbook of the kind {quoted(path.suffix)}"
        read.faults.append(Fault(path.name, found, "a plain workbook (.xlsx)", "Save it as .xlsx."))
        return read
    read.faults += faults_of(path)
    if any(path.name == fault.where for fault in read.faults):
        return read
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that are not read
            book = openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
            try:
                for title, take in ((ABOUT, _facts), (COUNTS, _counts)):
                    if title not in book.sheetnames:
                        near = did_you_mean(title, book.sheetnames)
                        read.faults.append(
                            Fault(path.name, f"no sheet {quoted(title)}", "it", near)
                        )
                    else:
                        take(read, book[title].iter_rows(max_col=LAST_COLUMN))
            finally:
                book.close()
    except Exception as problem:  # whatever a damaged file makes openpyxl raise
        found = f"a workbook that cannot be read ({type(problem).__name__}: {quoted(problem)})"
        read.faults.append(Fault(path.name, found, "a workbook as the template is"))
        read.is_whole = False
    return read


def _facts(read: Read, rows: Iterable[tuple[Any, ...]]) -> None:
    for number, row in enumerate(rows, start=1):
        if number > MOST_EMPTY:
            return
        key, value = (_value(cell) for cell in row[:2]) if len(row) > 1 else (None, None)
        if not isinstance(key, str) or key.casefold() == "fact":
            continue
        where = f"sheet '{ABOUT}', cell B{number} ({key})"
        if key.casefold() in read.facts:
            read.faults.append(Fault(where, f"{quoted(key)} again", "each fact once"))
        read.facts[key.casefold()] = Told(value, where)


def _counts(read: Read, rows: Iterable[tuple[Any, ...]]) -> None:
    empty = 0
    for number, row in enumerate(rows, start=1):
        values = [_value(cell) for cell in row]
        if all(value is None for value in values):
            empty += 1
            if empty > MOST_EMPTY and not read.rows:
                return
            continue
        if not read.headings:
            while values and values[-1] is None:
                values.pop()
            read.headings = ["" if value is None else str(value) for value in values]
            continue
        many = len(read.headings)
        where = f"sheet '{COUNTS}', row {number}"
        if any(value is not None for value in values[many:]):
            found = "a value beyond the last heading"
            read.faults.append(Fault(where, found, "values under headings"))
        values = values[:many] + [None] * (many - len(values))
        read.rows.append((where, tuple(values)))
        if len(read.rows) > MOST_ROWS_IN_A_WORKBOOK:
            read.faults.append(
                Fault(
                    f"sheet '{COUNTS}'",
                    f"more than {MOST_ROWS_IN_A_WORKBOOK:,} rows",
                    "no more",
                    "Send it as CSV, or fewer periods.",
                )
            )
            read.is_whole = False
            return


def _value(cell: Any) -> Any:
    """The cell's value: a day as a date, text without blanks around it, None where empty."""
    kind, value = getattr(cell, "data_type", "n"), cell.value
    if kind == "f":
        return UNREADABLE  # told by the scan of formulas; what it last gave is not trusted
    if isinstance(value, datetime.datetime):
        return value.date() if value.time() == datetime.time() else value
    if isinstance(value, str):
        return value.strip() or None
    return value
