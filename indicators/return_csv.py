"""Reading a return from CSV: facts in `#key: value` lines, then a heading, then a row a count."""

from __future__ import annotations

import codecs
import csv
from pathlib import Path

from indicators.errors import Fault, quoted
from indicators.return_form import MOST_ROWS, UNREADABLE, Read, Told

CHUNK = 1 << 20
LONGEST_LINE = 20_000
MOST_FAULTS = 10_000
SEMICOLONS = "Save it as CSV with commas, or send the workbook."
SAVE_AS = "Save the file as CSV in UTF-8."
STARTS_A_FORMULA = ("=", "+", "@", "\t", "\r")


def read_csv(path: Path) -> Read:
    """What the file says. Every value is text; nothing is taken for a number or a date here."""
    read = Read()
    if fault := _not_text(path):
        read.faults.append(fault)
        return read
    parted_by = _parted_by(path)
    if parted_by != ",":
        fault = Fault(path.name, "values parted by semicolons", "commas", SEMICOLONS)
        read.faults.append(fault)
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.reader(file, strict=True, delimiter=parted_by)
        try:
            for row in lines:
                _take(read, row, path.name, lines.line_num, parted_by)
                if len(read.rows) > MOST_ROWS:
                    read.faults.append(_too_many(path.name, "more lines"))
                    read.is_whole = False
                    break
                if len(read.faults) > MOST_FAULTS:
                    read.is_whole = False
                    break
        except csv.Error as problem:
            where = f"{path.name}, line {lines.line_num}"
            read.faults.append(Fault(where, str(problem), "values parted by commas", SAVE_AS))
            read.is_whole = False
    return read


def _parted_by(path: Path) -> str:
    """The comma, or the semicolon where the heading has those alone: its values are checked too."""
    with path.open(encoding="utf-8-sig") as file:
        for line in file:
            if line.strip(",; \t\r\n") and not line.lstrip('" ').startswith("#"):
                return ";" if ";" in line and "," not in line else ","
    return ","


def _too_many(file: str, found: str) -> Fault:
    return Fault(file, found, f"{MOST_ROWS:,} counts at most", "Send fewer periods at once.")


def _take(read: Read, row: list[str], file: str, line: int, parted_by: str) -> None:
    if not any(cell.strip() for cell in row):
        return
    where = f"{file}, line {line}"
    if not read.headings and row[0].lstrip().startswith("#"):
        # A spreadsheet ends every line with the same number of commas.
        words = parted_by.join(row).rstrip(parted_by)
        key, colon, value = words.lstrip("# ").partition(":")
        key = key.strip().casefold()
        if not colon:
            expected = "a fact as '#place: E08000035'"
            read.faults.append(Fault(where, quoted(row[0]), expected))
        elif key in read.facts:
            read.faults.append(Fault(where, f"{quoted(key)} again", "each fact once"))
        else:
            read.facts[key] = Told(value.strip(), f"{where}, {key}")
            if value.strip().startswith(STARTS_A_FORMULA):
                read.faults.append(Fault(f"{where}, {key}", "a formula", "plain text"))
        return
    if not read.headings:
        read.headings = [cell.strip() for cell in row]
        return
    cells: list[object] = []
    for at, cell in enumerate(row):
        if cell.lstrip(" ").startswith(STARTS_A_FORMULA) or _is_command(cell):
            name = read.headings[at] if at < len(read.headings) else f"number {at + 1}"
            found = f"a formula, {quoted(cell)}"
            read.faults.append(Fault(f"{where}, column {name}", found, "a value, no formula"))
            cells.append(UNREADABLE)
        else:
            cells.append(cell.strip())
    while len(cells) > len(read.headings) and cells[-1] == "":
        cells.pop()
    many = len(read.headings)
    if len(cells) != many:
        found = f"{len(cells):,} values"
        read.faults.append(Fault(where, found, f"{many:,}, one for each heading"))
        cells = [*cells[: many - 1], *[UNREADABLE] * many][:many]  # its area is named all the same
    read.rows.append((where, tuple(cells)))


def _is_command(cell: str) -> bool:
    """Whether it starts with a minus as a formula may, and is no number."""
    words = cell.strip()
    return words.startswith("-") and not words[1:].replace(".", "", 1).isdigit()


def _not_text(path: Path) -> Fault | None:
    """The fault of a file that is no UTF-8, or that holds more lines than a return may."""
    lines = open_line = 0
    with path.open("rb") as file:
        if file.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            return Fault(path.name, "text in UTF-16", "text in UTF-8", SAVE_AS)
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        while chunk := file.read(CHUNK):
            parts = chunk.split(b"\n")
            if max(*map(len, parts), open_line + len(parts[0])) > LONGEST_LINE:
                found = f"a line of more than {LONGEST_LINE:,} bytes"
                return Fault(
                    f"{path.name}, line {lines + 1} or later", found, "a count a line", SAVE_AS
                )
            open_line = len(parts[-1]) + (open_line if len(parts) == 1 else 0)
            try:
                if b"\x00" in chunk:
                    return Fault(path.name, "bytes that are no text", "text in UTF-8", SAVE_AS)
                decoder.decode(chunk)
            except UnicodeDecodeError as problem:
                line = lines + problem.object[: problem.start].count(b"\n") + 1
                found = "a byte that is not UTF-8"
                return Fault(f"{path.name}, line {line}", found, "text in UTF-8", SAVE_AS)
            lines += len(parts) - 1
    if decoder.getstate()[0]:
        where = f"{path.name}, line {lines + 1}"
        return Fault(where, "a letter cut short", "text in UTF-8", SAVE_AS)
    return _too_many(path.name, f"{lines:,} lines") if lines > MOST_ROWS + 100 else None
