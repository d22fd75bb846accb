"""Rebuild: the figures that ship, made again from the published files by one command.

Every origin in `data/origins` names its files and their fingerprints. They are read in the order of
their release, judged against what was released before, and written as one table for each source.
The same files give the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geo.restate import restate_places
from indicators import contract, dictionary
from indicators.catalogue import Catalogue
from indicators.catalogue import catalogue as shipped_catalogue
from indicators.check import without_rows
from indicators.errors import CheckError, Fault, SourceError
from indicators.findings import (
    COLUMNS,
    LEFT_OUT,
    not_written_down,
    write_findings,
    written_down,
)
from indicators.ingest import joined, judged
from indicators.origins import Origin, read_origins
from indicators.parquet_folder import write_table
from indicators.sources import READERS
from indicators.store import DATA


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild made: rows by table, and findings by outcome."""

    rows: Mapping[str, int]
    findings: pd.DataFrame

    def __str__(self) -> str:
        lines = [f"{name}: {count:,} rows" for name, count in sorted(self.rows.items())]
        counts = self.findings["outcome"].value_counts()
        lines += [f"Findings, figures {outcome}: {n:,}" for outcome, n in counts.items()]
        lines.append(f"In all: {sum(self.rows.values()):,} rows")
        return "\n".join(lines)


def rebuild(
    published: Path,
    data: Path = DATA,
    *,
    accept_findings: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Rebuilt:
    """Make `data/places`, `data/observations` and the generated parts of `data/README.md` again.

    `published` is the folder of published files; files are found below it by their names and
    fingerprints. Raises SourceError for files that are absent or altered, and CheckError for files
    with errors or for findings that `data/findings.csv` does not have, unless `accept_findings`
    writes them down. Nothing is written before all files were read and judged.
    """
    tell = progress or (lambda _: None)
    catalogue = shipped_catalogue()
    origins = sorted(
        read_origins(data / "origins").values(), key=lambda one: (one.published_on, one.id)
    )
    files = _files(origins, [published, data / "transcribed"])
    tables: dict[str, list[pd.DataFrame]] = {}
    findings: list[pd.DataFrame] = []
    held = contract.empty()
    for origin in origins:
        tell(f"Reading {origin.id}")
        rows, found = _rows(origin, files[origin.id], held, catalogue)
        findings.append(found)
        tables.setdefault(origin.source, []).append(rows)
        held = joined([held, rows])
    every = pd.concat(findings, ignore_index=True)
    _refuse_unseen(every, data / "findings.csv", accept_findings)
    tell("Writing")
    restate_places(published, data / "places")
    for path in (data / "observations").glob("*.parquet"):
        if path.stem not in tables:
            path.unlink()
    for name, frames in tables.items():
        write_table(joined(frames), data / "observations" / f"{name}.parquet")
    write_findings(every, data / "findings.csv")
    dictionary.refresh(data)
    counts = {name: sum(map(len, frames)) for name, frames in tables.items()}
    return Rebuilt(counts, every)


def _rows(
    origin: Origin, paths: list[Path], held: pd.DataFrame, catalogue: Catalogue
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The release's rows without those that an error names, and its findings."""
    if origin.source not in READERS:
        raise SourceError(f"{origin.id} names the source {origin.source!r}, which has no reader.")
    readings = [READERS[origin.source].read(path, origin) for path in paths]
    ids = {name for reading in readings for name in reading.rows["indicator_id"].unique()}
    report = judged(readings, origin, held[held["indicator_id"].isin(ids)], catalogue)
    errors = [fault for fault in report.faults if fault.severity == "error"]
    if errors:
        raise CheckError(f"{origin.id} cannot be rebuilt: its files have errors.", errors)
    return (
        without_rows(report.rows, report.findings),
        written_down(origin, report.findings, report.rows),
    )


def _files(origins: list[Origin], folders: list[Path]) -> dict[str, list[Path]]:
    """Each origin's files, found by name and proved by fingerprint."""
    by_name: dict[str, list[Path]] = {}
    for path in _below(folders):
        by_name.setdefault(path.name, []).append(path)
    found: dict[str, list[Path]] = {}
    faults = []
    for origin in origins:
        for file in origin.files:
            candidates = by_name.get(file.name, [])
            same = [path for path in candidates if _sha256(path) == file.sha256]
            if same:
                found.setdefault(origin.id, []).append(same[0])
                continue
            where = f"{origin.id}, {file.name}"
            expected = f"a file with sha256 {file.sha256[:12]}..."
            if candidates:
                words = f"only files with other contents ({_sha256(candidates[0])[:12]}...)"
                remedy = "If the publisher has revised it, give the revision an origin of its own."
            else:
                words, remedy = "no such file", "Give the folder that holds all published files."
            faults.append(Fault(where, words, expected, remedy))
    if faults:
        raise SourceError("The figures cannot be rebuilt from this folder.", faults)
    return found


def _below(folders: list[Path]) -> Iterator[Path]:
    for folder in folders:
        if not folder.is_dir():
            raise SourceError(f"There is no folder '{folder}'.")
        yield from sorted(path for path in folder.rglob("*") if path.is_file())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _refuse_unseen(findings: pd.DataFrame, path: Path, accept: bool) -> None:
    new = not_written_down(findings, path)
    if accept or new.empty:
        return
    faults = [
        Fault(
            line.where,
            line.found,
            line.expected,
            "Its figures would be left out." if line.outcome == LEFT_OUT else "",
            "error" if line.outcome == LEFT_OUT else "warning",
        )
        for line in new[list(COLUMNS)].itertuples(index=False)
    ]
    raise CheckError(
        f"{len(new):,} findings are not in data/{path.name}. Look at them; to write them down and "
        "go on, repeat with --accept-warnings.",
        faults,
    )
