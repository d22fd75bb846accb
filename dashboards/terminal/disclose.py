"""The command `wy-indicators disclose`: a table of counts made safe to publish, with its audit."""

from __future__ import annotations

import argparse
import datetime
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import Fault, SuiteError, did_you_mean, quoted

if TYPE_CHECKING:
    import pandas as pd

    from indicators.disclosure import Ledger, Safe

REFUSED = 1
ABOUT = (
    "Make a table of counts safe to publish: small counts are hidden, and at least cost further "
    "cells, until nobody can work the small ones out of what is shown now or was before. What "
    "cannot be proved is not written."
)
AFTER = (
    "FOLDER gets safe.csv, which may be published, and audit.html and audit.csv, which must not: "
    "they tell which cells are small. A parent is a column of FILE (area_code=place, or several "
    "levels, area_code=place,region) or a CSV of two columns, child and parent "
    "(area_code=lookup.csv); it may be repeated where groupings overlap. The exit status is 1 "
    "where a small count was given away by an earlier release, so that nothing can protect it."
)


def add_to(commands: argparse._SubParsersAction) -> None:
    """Add `disclose` to the commands of the command line."""
    made = commands.add_parser(
        "disclose", help="make a table of counts safe to publish", description=ABOUT, epilog=AFTER
    )
    made.add_argument("file", type=Path, metavar="FILE", help="CSV with a row for each count")
    made.add_argument(
        "--cells", required=True, metavar="COLUMNS", help="what tells cells apart: area_code,sex"
    )
    made.add_argument(
        "--parent", action="append", default=[], metavar="COLUMN=WHERE", help="see below"
    )
    made.add_argument("--count", default="count", metavar="COLUMN", help="default: count")
    made.add_argument("--threshold", type=int, metavar="N", help="counts from 1 to N - 1 are small")
    made.add_argument("--policy", metavar="NAME", help="a source's rule, in place of a threshold")
    made.add_argument("--years", type=int, metavar="N", help="how many years are pooled")
    made.add_argument("--ledger", type=Path, metavar="FILE", help="earlier releases; added to")
    made.add_argument("--measure", default="", metavar="NAME", help="of which releases there were")
    made.add_argument(
        "--revised", action="append", default=[], metavar="CELL",
        help="a cell revised since an earlier release: area_code=E05001,sex=boys; may be repeated",
    )  # fmt: skip
    made.add_argument("--release", metavar="NAME", help="what this release is called there")
    made.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="a new folder")
    made.add_argument(
        "--seconds", type=float, help="to seek the cheapest choice; default: by the table's size"
    )
    made.set_defaults(run=_disclose)


def _disclose(options: argparse.Namespace) -> int:
    from dashboards.disclosure_report import facts, report_csv, report_html, verdict
    from indicators.disclosure import Ledger, protect, table_from

    cells = [name.strip() for name in options.cells.split(",")]
    _refuse_options(options)
    frame = _read(options.file)
    parent = _parents(options.parent, frame)
    table = table_from(frame, cells, parent, options.count)
    ledger = Ledger(options.ledger) if options.ledger else None
    releases = ledger.releases(options.measure) if ledger else ()
    safe = protect(
        table,
        options.policy,
        threshold=options.threshold,
        knowledge=releases,
        revised=_revised(options.revised, cells),
        years=options.years,
        seconds=options.seconds,
    )
    today = datetime.date.today()
    title = options.release or options.file.name
    with _whole_folder(options.out) as folder:
        _write(folder / "audit.html", report_html(safe, title, today).encode())
        _write(folder / "audit.csv", report_csv(safe).encode())
        _write(folder / "safe.csv", safe.data)
        if ledger:  # before anything can be seen: what was shown must never be forgotten
            _record(ledger, options, safe, today)
    print(verdict(safe))
    for name, words in facts(safe):
        print(f"  {name}: {words}")
    print(f"Written to {options.out}: safe.csv to publish; audit.html and audit.csv to keep.")
    return 0 if safe.claims_protection else REFUSED


def _record(ledger: Ledger, options: argparse.Namespace, safe: Safe, on: datetime.date) -> None:
    ledger.record(options.release, options.measure, safe.published, safe.policy, safe.data, on)


def _revised(given: list[str], cells: list[str]) -> list[dict[str, str]]:
    """The cells that were revised, as column to value. Raises SuiteError for what names none."""
    made, faults = [], []
    for words in given:
        parts = [part.partition("=") for part in words.split(",")]
        cell = {column.strip(): value.strip() for column, sign, value in parts if sign}
        if len(cell) < len(parts) or not cell.keys() <= set(cells) or not all(cell.values()):
            expected = f"values of its columns, as {cells[0]}=VALUE"
            faults.append(Fault("--revised", quoted(words), expected))
        made.append(cell)
    if faults:
        raise SuiteError("Which cells were revised is not clear.", faults)
    return made


def _refuse_options(options: argparse.Namespace) -> None:
    faults = []
    if options.ledger and not options.release:
        faults.append(Fault("--release", "none", "a name for the ledger to know this release by"))
    if options.release and not options.ledger:
        faults.append(Fault("--ledger", "none", "the ledger that the release is written in"))
    if options.revised and not options.ledger:
        faults.append(Fault("--ledger", "none", "the ledger of the release that was revised"))
    if options.seconds is not None and not 0 <= options.seconds <= 86_400:
        faults.append(Fault("--seconds", f"{options.seconds:g}", "from 0 to 86,400"))
    if options.out.exists() and (not options.out.is_dir() or any(options.out.iterdir())):
        faults.append(
            Fault("--out", f"{quoted(options.out)}, which holds something", "a new or empty folder")
        )
    elif not options.out.absolute().parent.is_dir():
        faults.append(Fault("--out", quoted(options.out), "a folder in one that is there"))
    if faults:
        raise SuiteError("Nothing was done.", faults)


def _read(path: Path) -> pd.DataFrame:
    """The file with every value as text. Raises SuiteError for one that is no CSV."""
    import pandas as pd

    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except FileNotFoundError:
        fault = Fault(path.name, "nothing there", "a CSV file")
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as problem:
        fault = Fault(path.name, quoted(problem, 120), "a CSV file in UTF-8 with a heading row")
    raise SuiteError("This file cannot be read.", [fault])


def _parents(given: list[str], frame: pd.DataFrame) -> dict[str, list[dict[str, str]]]:
    """The groupings of each column, from other columns of the frame or from files."""
    made: dict[str, list[dict[str, str]]] = {}
    faults: list[Fault] = []
    for words in given:
        column, equals, where = (part.strip() for part in words.partition("="))
        if not (column and equals and where):
            faults.append(Fault("--parent", quoted(words), "COLUMN=COLUMN or COLUMN=FILE"))
        elif column not in frame.columns:
            near = did_you_mean(column, frame.columns)
            faults.append(Fault("--parent", quoted(column), "a column of the table", near))
        elif where.split(",")[0] in frame.columns:
            levels = [column, *where.split(",")]
            if strange := [name for name in levels if name not in frame.columns]:
                faults.append(Fault("--parent", quoted(strange[0]), "a column of the table"))
            else:
                rows = [
                    pair
                    for child, above in itertools.pairwise(levels)
                    for pair in zip(frame[child], frame[above], strict=True)
                ]
                made.setdefault(column, []).append(_mapping(words, rows, faults))
        else:
            lookup = _read(Path(where))
            if len(lookup.columns) != 2:
                found = f"{len(lookup.columns):,} columns"
                faults.append(Fault(where, found, "two columns, child and parent"))
            else:
                rows = list(lookup.itertuples(index=False, name=None))
                made.setdefault(column, []).append(_mapping(where, rows, faults))
    if faults:
        raise SuiteError("These parents cannot be used.", faults)
    return made


def _mapping(where: str, rows: list[tuple[str, str]], faults: list[Fault]) -> dict[str, str]:
    made: dict[str, str] = {}
    for child, parent in rows:
        if child == parent or not child.strip():
            continue  # a total's own row
        if not parent.strip():
            faults.append(Fault(f"{where}, {quoted(child)}", "no parent", "a parent"))
        elif made.setdefault(child, parent) != parent:
            both = f"{quoted(made[child])} and {quoted(parent)}"
            faults.append(Fault(f"{where}, {quoted(child)}", both, "one parent in one grouping"))
    return made


@contextmanager
def _whole_folder(out: Path) -> Iterator[Path]:
    """A folder, only for its owner, that is there with all its files or not at all."""
    unfinished = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.absolute().parent))
    try:
        yield unfinished
        unfinished.replace(out)
    finally:
        if unfinished.exists():
            shutil.rmtree(unfinished)


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
