"""Opening a publisher's text table: every way in which a file can fail to be one is told here.

Cells stay text until a reader says what they are, and every fault names the row as a person counts
it in the file (the heading is row 1, unless notes stand above it).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pandas as pd

from geo import areas
from indicators import contract
from indicators.errors import Fault, did_you_mean, quoted
from indicators.origins import Origin
from indicators.periods import Period
from indicators.sources.base import Reading
from indicators.vocabulary import MissingReason

LARGEST_MB = 256
EXAMPLES_PER_RULE = 5
FEWEST_FOR_FRACTIONS = 3
NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
DECIMAL_COMMA = re.compile(r"[-+]?\d+,\d+")
NOT_TABLES: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\x03\x04", "an Excel workbook or ZIP archive", "Save the sheet as CSV."),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "Save the sheet as CSV."),
    (b"PAR1", "a Parquet file", "Give the publisher's own CSV."),
    (b"\x1f\x8b", "a gzip archive", "Unpack it first."),
    (b"%PDF", "a PDF", "Download the data file instead."),
)


@dataclass
class Table:
    """A file's cells as text, indexed by the row number in the file, and what is wrong with it."""

    name: str
    frame: pd.DataFrame = field(default_factory=pd.DataFrame)
    faults: list[Fault] = field(default_factory=list)
    bad_rows: set[int] = field(default_factory=set)

    @property
    def is_usable(self) -> bool:
        """Whether there are rows to go on with; if not, `faults` says why."""
        return len(self.frame) > 0

    def report(
        self,
        bad: pd.Series,
        column: str,
        expected: str,
        remedy: str = "",
        severity: Literal["error", "warning"] = "error",
        told_by: str | None = None,
    ) -> None:
        """Add a fault for the first few rows where `bad` is true, and one that counts the rest.

        Rows with an error are left out of the reading, so that its rows are those in good order.
        """
        rows = bad.index[bad.to_numpy(dtype=bool)]
        if severity == "error":
            self.bad_rows.update(rows)
        for row in rows[:EXAMPLES_PER_RULE]:
            value = quoted(self.frame.at[row, told_by or column])
            where = f"{self.name}, row {row}, column {column}"
            self.faults.append(Fault(where, value, expected, remedy, severity))
        if len(rows) > EXAMPLES_PER_RULE:
            count = len(rows) - EXAMPLES_PER_RULE
            where = f"{self.name}, column {column}"
            found = f"the same in {count:,} more rows, the last of them row {rows[-1]}"
            self.faults.append(Fault(where, found, expected, remedy, severity))

    def text(self, column: str) -> pd.Series:
        """The column's cells without surrounding white space."""
        return self.frame[column].str.strip()

    def numbers(
        self,
        column: str,
        missing: Mapping[str, MissingReason],
        low: float = float("-inf"),
        high: float = float("inf"),
    ) -> tuple[pd.Series, pd.Series]:
        """The column as numbers, and the reason wherever a publisher's mark stands instead of one.

        Marks are matched without regard to case. A cell that is neither a number between `low` and
        `high` nor a known mark is reported, and comes back empty in both.
        """
        cells = self.text(column)
        marks = {mark.casefold(): reason.value for mark, reason in missing.items()}
        reasons = cells.str.casefold().map(marks)
        is_number = cells.str.fullmatch(NUMBER.pattern)
        odd = ~is_number & reasons.isna()
        comma = odd & cells.str.fullmatch(DECIMAL_COMMA.pattern)
        remedy = "Save the file with a point as the decimal sign and no thousands sign."
        self.report(comma, column, "a number with a decimal point", remedy)
        shown = ", ".join(quoted(mark) for mark in missing) or "nothing else"
        self.report(odd & ~comma, column, f"a number, or {shown} for missing")
        values = pd.to_numeric(cells.where(is_number), errors="coerce").astype("float64")
        outside = values.notna() & ((values < low) | (values > high))
        self.report(outside, column, f"a number from {low:g} to {high:g}")
        return values.where(~outside), reasons

    def report_fractions(self, values: pd.Series, column: str, unit: str) -> None:
        """Report a column of percentages of which none is above 1: they are fractions."""
        is_percent = unit == "%" and values.count() >= FEWEST_FOR_FRACTIONS
        if is_percent and values.max() <= 1 and values.max() > 0:
            where = f"{self.name}, column {column}"
            found = f"no value above 1 in {values.count():,} rows"
            remedy = "Multiply fractions by 100, or download the file again."
            self.faults.append(Fault(where, found, "percentages from 0 to 100", remedy))

    def areas(self, column: str, besides: frozenset[str] = frozenset()) -> pd.Series:
        """The column as area codes; each that no vintage knows, nor `besides`, is reported."""
        codes = self.text(column)
        known = [code for code in codes.unique() if code in besides or areas.is_known(code)]
        unknown = ~codes.isin(known)
        self.report(
            unknown,
            column,
            "the code of an area known in some vintage",
            "Take out total rows; check that the columns are not swapped.",
        )
        return codes

    def periods(
        self, column: str, parse: Callable[[str], Period | None], expected: str
    ) -> dict[str, pd.Series]:
        """The column's cells as the contract's three period columns.

        `parse` gives the period of one cell, or None for a cell that is not one, which is reported.
        """
        cells = self.text(column)
        parsed = {cell: parse(cell) for cell in cells.unique()}
        self.report(cells.map(lambda cell: parsed[cell] is None).astype(bool), column, expected)
        parts = {
            name: {cell: period[part] for cell, period in parsed.items() if period}
            for part, name in enumerate(("period_start", "period_end", "period_type"))
        }
        return {name: cells.map(values) for name, values in parts.items()}

    def only(self, keep: pd.Series) -> Table:
        """The table with only the rows where `keep` is true; faults go to the same list."""
        kept = self.frame[keep.to_numpy(dtype=bool)]
        return Table(self.name, kept, self.faults, self.bad_rows)

    def reading(
        self,
        columns: Mapping[str, object],
        origin: Origin,
        left_out: Mapping[str, int] | None = None,
        area_names: Mapping[str, str] | None = None,
    ) -> Reading:
        """The contract rows made of `columns` (Series on this table's index, or constants).

        Rows that are wholly alike count once. Rows with a reported error, and rows that contradict
        each other, are left out and cannot be stored.
        """
        rows = pd.DataFrame(
            {**contract.DEFAULTS, **columns, "origin_id": origin.id}, index=self.frame.index
        )
        if "published_on" not in columns:
            rows["published_on"] = origin.published_on
        if "missing_reason" not in rows:
            rows["missing_reason"] = None
        rows = rows[~rows.index.isin(self.bad_rows)].drop_duplicates()
        rows = rows[~self._contradicting(rows)]
        conformed = contract.conform(rows)
        faults = (*self.faults, *contract.faults(conformed, self.name))
        return Reading(conformed, faults, dict(left_out or {}), dict(area_names or {}))

    def _contradicting(self, rows: pd.DataFrame) -> pd.Series:
        """Rows that give different figures for one area, period and group; each is reported."""
        doubled = rows.duplicated([*contract.KEY, "published_on"], keep=False)
        groups = rows[doubled].groupby([*contract.KEY, "published_on"], sort=False, dropna=False)
        for (indicator, area, start, end, *_), group in list(groups)[:EXAMPLES_PER_RULE]:
            numbers = ", ".join(str(row) for row in group.index[:EXAMPLES_PER_RULE])
            found = f"different figures for {indicator}, {area}, {start} to {end}"
            self.faults.append(
                Fault(f"{self.name}, rows {numbers}", found, "one row for each area and period")
            )
        if len(groups) > EXAMPLES_PER_RULE:
            found = f"the same for {len(groups) - EXAMPLES_PER_RULE:,} more areas and periods"
            self.faults.append(Fault(self.name, found, "one row for each area and period"))
        return doubled


def open_table(
    path: Path,
    required: Sequence[str] | Callable[[Sequence[str]], Sequence[str]],
    *,
    heading: Callable[[list[str]], bool] | None = None,
    cells_that_may_be_cut: int = 0,
    not_utf8_is_usual: bool = False,
    rename: Callable[[list[str]], list[str]] | None = None,
) -> Table:
    """The file as a table of text, with every fault found on the way.

    `required` names the columns that must be there, or is a function that says so once it has seen
    the headings, for publishers with several layouts.

    `heading` recognises the heading where notes stand above it (default: the first row). `rename`
    turns the file's headings into those of `required`, for publishers that vary them. Rows may lack
    up to `cells_that_may_be_cut` cells at their end, and those are then empty.
    """
    table = Table(path.name)
    text = _text(path, table, not_utf8_is_usual)
    if text is None:
        return table
    rows = list(_rows(text, table))
    start = _heading_at(rows, heading)
    if start is None:
        wanted = required([]) if callable(required) else required
        found = "no heading with " + ", ".join(quoted(name) for name in wanted[:4])
        table.faults.append(
            Fault(path.name, found, "the publisher's own headings", "Is it the right file?")
        )
        return table
    names = [name.strip() for name in rows[start][1]]
    names = rename(names) if rename else names
    wanted = required(names) if callable(required) else required
    if not _names_will_do(names, wanted, table, rows[start][1]):
        return table
    width = len(names)
    kept: list[list[str]] = []
    numbers: list[int] = []
    for number, cells in rows[start + 1 :]:
        if not any(cell.strip() for cell in cells):
            continue
        if width - cells_that_may_be_cut <= len(cells) <= width:
            kept.append(cells + [""] * (width - len(cells)))
            numbers.append(number)
        else:
            found = f"{len(cells)} cells"
            last = number == rows[-1][0]
            remedy = "The file ends in the middle: download it again." if last else ""
            where = f"{path.name}, row {number}"
            table.faults.append(Fault(where, found, f"{width} cells", remedy))
    if not kept:
        remedy = "Download it again."
        table.faults.append(Fault(path.name, "headings and no rows", "at least one row", remedy))
    table.frame = pd.DataFrame(kept, columns=names, index=numbers, dtype="str")
    return table


def _text(path: Path, table: Table, not_utf8_is_usual: bool) -> str | None:
    """The file's text, or None with the reason reported."""

    def refuse(found: str, expected: str, remedy: str = "") -> None:
        table.faults.append(Fault(path.name, found, expected, remedy))

    if not path.is_file():
        refuse("no such file", "a file that can be read", "Check its folder and name.")
        return None
    size = path.stat().st_size
    if size == 0:
        refuse("an empty file", "a CSV table", "Download it again.")
        return None
    if size > LARGEST_MB * 2**20:
        refuse(
            f"{size / 2**20:,.0f} MB",
            f"at most {LARGEST_MB} MB, far more than any release of this publisher",
            "Cut it to the indicators and years you need.",
        )
        return None
    data = path.read_bytes()
    for start, found, remedy in NOT_TABLES:
        if data.startswith(start):
            refuse(found, "a CSV table", remedy)
            return None
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _decoded(data, "utf-16", refuse)
    if b"\0" in data:
        refuse("NUL bytes", "text", "The file is damaged: download it again.")
        return None
    if re.match(rb"\s*(<!doctype\s+html|<html|<\?xml|<head|<body)", data[:2000].lower()):
        refuse(
            "a web page saved under this name",
            "a CSV table",
            "The download failed, or needs a sign-in: open the link in a browser.",
        )
        return None
    try:
        return data.decode("utf-8").lstrip("\ufeff")
    except UnicodeDecodeError as problem:
        if not not_utf8_is_usual:
            row = data[: problem.start].count(b"\n") + 1
            table.faults.append(
                Fault(
                    f"{path.name}, row {row}",
                    "bytes that are not UTF-8, read as Windows-1252",
                    "UTF-8, as this publisher writes it",
                    "Someone may have opened and saved it: check its names.",
                    "warning",
                )
            )
        return data.decode("cp1252", errors="replace")


def _decoded(data: bytes, encoding: str, refuse: Callable[..., None]) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        refuse(f"text that breaks off in {encoding.upper()}", "UTF-8 text", "Download it again.")
        return None


def _rows(text: str, table: Table) -> Iterable[tuple[int, list[str]]]:
    """Each record with the number of the line on which it begins."""
    if not text.endswith(("\n", "\r")):
        table.faults.append(
            Fault(
                f"{table.name}, last row",
                "no line end after it",
                "a file that ends with a whole line",
                "It may have been cut short: compare it with the publisher's.",
                "warning",
            )
        )
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    while True:
        try:
            record = next(reader, None)
        except csv.Error as problem:
            found = f"quotation marks that do not close ({problem})"
            table.faults.append(
                Fault(f"{table.name}, row {begins}", found, "CSV", "Download it again.")
            )
            return
        if record is None:
            return
        yield begins, record
        begins = reader.line_num + 1


def _heading_at(
    rows: Sequence[tuple[int, list[str]]],
    heading: Callable[[list[str]], bool] | None,
) -> int | None:
    if heading is None:
        return 0 if rows else None
    for position, (_, cells) in enumerate(rows[:40]):
        if heading([cell.strip() for cell in cells]):
            return position
    return None


def _names_will_do(
    names: list[str], required: Sequence[str], table: Table, raw: Sequence[str]
) -> bool:
    before = len(table.faults)
    where = f"{table.name}, headings"
    missing = [name for name in required if name not in names]
    if len(raw) == 1 and len(required) > 1 and re.search(r"[;\t|]", raw[0]):
        remedy = "Save it as CSV with commas between cells and decimal points."
        table.faults.append(
            Fault(where, "cells separated by something else than commas", "commas", remedy)
        )
        return False
    for name in missing:
        near = did_you_mean(name, [other for other in names if other not in required])
        remedy = near.replace("Did you mean", "It has").replace("?", " instead.") if near else ""
        table.faults.append(Fault(where, f"no column {quoted(name)}", "that column", remedy))
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        table.faults.append(Fault(where, f"column {quoted(name)} twice", "each column once"))
    return len(table.faults) == before
