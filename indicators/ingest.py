"""Ingest: read a publisher's files, judge what they say, and keep it all or not at all.

`examine` reads and judges and stores nothing; `ingest` stores what was examined when nothing speaks
against it. Files are read in full, whatever is wrong with them, so that one report tells it all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pandas as pd

from indicators import contract, periods
from indicators.catalogue import Catalogue
from indicators.catalogue import catalogue as shipped_catalogue
from indicators.check import Case, Finding, judge, without_rows
from indicators.errors import CheckError, Fault, quoted
from indicators.origins import Origin
from indicators.releases import fingerprint, reader_called, release_of
from indicators.rules.releases import is_held, revisions, unchanged
from indicators.sources.base import Reading
from indicators.store import Store

SHOWN = 10
Progress = Callable[[str], None]


@dataclass(frozen=True)
class IngestReport:
    """What came of reading and judging files, and of storing them if they were stored."""

    origin: Origin
    rows: pd.DataFrame
    faults: tuple[Fault, ...]
    findings: tuple[Finding, ...]
    left_out: Mapping[str, int]
    revisions: pd.DataFrame
    where: str = ""
    added: int | None = None
    already_held: int = 0
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Fault, ...]:
        """What must be put right before anything is stored."""
        return self._of("error")

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """What a person should look at and may accept."""
        return self._of("warning")

    def without_refused(self) -> IngestReport:
        """The report of the rows that no check refuses; the others are counted as left out."""
        kept = without_rows(self.rows, self.findings)
        refused = len(self.rows) - len(kept)
        return replace(
            self,
            rows=kept,
            findings=tuple(one for one in self.findings if not one.is_error),
            left_out={**self.left_out, "refused by a check": refused} if refused else self.left_out,
        )

    def _of(self, severity: str) -> tuple[Fault, ...]:
        every = (*self.faults, *(finding.fault for finding in self.findings))
        return tuple(fault for fault in every if fault.severity == severity)

    def __str__(self) -> str:
        """The report as a person reads it: rows, what was left out, revisions, faults, outcome."""
        lines = [self.summary]
        for word, faults in (("Error", self.errors), ("Warning", self.warnings)):
            lines += [f"{word}: {fault}" for fault in faults]
        if self.added == 0:
            lines.append(f"Nothing new: {self.already_held:,} rows are already held.")
        elif self.added is not None:
            held = f" {self.already_held:,} were already held." if self.already_held else ""
            lines.append(f"Stored {self.added:,} new rows in {self.where}.{held}")
        return "\n".join(lines)

    @property
    def summary(self) -> str:
        """What was read, what was left out of it, and what it revises."""
        lines = [f"{self.origin.citation}.", f"Rows read: {len(self.rows):,}."]
        most = sorted(self.left_out.items(), key=lambda pair: (-pair[1], pair[0]))
        lines += [
            f"Left out: {_count(count, 'row')} of {quoted(label)}." for label, count in most[:SHOWN]
        ]
        if rest := most[SHOWN:]:
            count = sum(number for _, number in rest)
            lines.append(f"Left out: {_count(count, 'row')} of {_count(len(rest), 'other label')}.")
        if len(self.revisions):
            lines.append(f"Figures that are revised: {len(self.revisions):,}.")
            lines += [f"  {self._revision(row)}" for row in self._first_revisions()]
            if (more := len(self.revisions) - SHOWN) > 0:
                lines.append(f"  and {more:,} more.")
        return "\n".join(lines)

    def _first_revisions(self) -> Iterable[dict[str, object]]:
        return self.revisions.head(SHOWN).to_dict("records")

    def _revision(self, row: Mapping[str, object]) -> str:
        period = periods.label(row["period_start"], row["period_end"], str(row["period_type"]))
        code = str(row["area_code"])
        return (
            f"{row['indicator_id']}, {self.names.get(code, code)}, {period}: "
            f"{row['value_held']:g} (released {row['published_on_held']:%d %B %Y}) "
            f"becomes {row['value']:g}"
        )


def ingest(
    reader_name: str,
    paths: Sequence[Path | str],
    store: Store,
    *,
    published_on: date | str | None = None,
    origin_id: str | None = None,
    title: str | None = None,
    series: Mapping[str, str] | None = None,
    accept_warnings: bool = False,
    progress: Progress | None = None,
) -> IngestReport:
    """The report of files that were read, judged and stored; a repeat stores nothing and says so.

    Raises CheckError with every fault, and stores nothing, when there are errors, or warnings that
    `accept_warnings` does not accept. Otherwise raises as `examine` and `Store.append` do.
    """
    report = examine(
        reader_name,
        paths,
        store,
        published_on=published_on,
        origin_id=origin_id,
        title=title,
        series=series,
        progress=progress,
    )
    return keep(report, store, accept_warnings=accept_warnings)


def keep(report: IngestReport, store: Store, *, accept_warnings: bool = False) -> IngestReport:
    """The report with its rows stored. Raises CheckError, storing nothing, when they may not be."""
    if report.errors:
        raise CheckError(
            f"Nothing was stored: {_count(len(report.errors), 'error')}.",
            (*report.errors, *report.warnings),
        )
    if report.warnings and not accept_warnings:
        raise CheckError(
            f"Nothing was stored: {_count(len(report.warnings), 'warning')}. "
            "When you have looked at them, repeat with --accept-warnings.",
            report.warnings,
        )
    appended = store.append(report.rows, report.origin)
    return replace(report, added=appended.added, already_held=appended.already_held)


def examine(
    reader_name: str,
    paths: Sequence[Path | str],
    store: Store,
    *,
    published_on: date | str | None = None,
    origin_id: str | None = None,
    title: str | None = None,
    series: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> IngestReport:
    """The report of files that were read in full and judged against the store; nothing is stored.

    The release is the one that `origin_id` names or that holds files with the same fingerprints;
    for any other, `published_on` says on which day the publisher released it. `series` maps labels
    of the file to indicators where a label's meaning has changed. Raises SourceError for an unknown
    reader, a file that is not there, or a release whose day is not known.
    """
    tell = progress or (lambda _: None)
    reader = reader_called(reader_name)
    files = [Path(path) for path in paths]
    prints = [fingerprint(path) for path in files]
    origin = release_of(reader, prints, store, published_on, origin_id, title, series or {})
    readings = []
    for path in files:
        tell(f"Reading {path.name}")
        readings.append(reader.read(path, origin))
    tell("Checking")
    ids = sorted({name for reading in readings for name in reading.rows["indicator_id"].unique()})
    held = [store.observations(indicator, all_releases=True) for indicator in ids]
    report = judged(readings, origin, joined(held), shipped_catalogue())
    return replace(report, where=store.where)


def _without_unused_sexes(
    rows: pd.DataFrame, catalogue: Catalogue
) -> tuple[pd.DataFrame, dict[str, int]]:
    """The rows without those by sex of an indicator that is defined for other sexes, and how many.

    Publishers give most figures by sex. Where an indicator has none of its own sexes in the file,
    its rows stay, and the check tells.
    """
    left_out: dict[str, int] = {}
    drop = pd.Series(False, index=rows.index)
    for indicator, group in rows.groupby("indicator_id"):
        if indicator not in catalogue:
            continue
        unused = ~group["sex"].isin([sex.value for sex in catalogue[indicator].sexes])
        if unused.any() and not unused.all():
            drop |= unused.reindex(rows.index, fill_value=False)
            for sex, count in group.loc[unused, "sex"].value_counts().items():
                left_out[f"{indicator}, {sex}"] = int(count)
    return rows[~drop].reset_index(drop=True), left_out


def judged(
    readings: Sequence[Reading], origin: Origin, held: pd.DataFrame, catalogue: Catalogue
) -> IngestReport:
    """The report of readings of one release, judged against the rows held of its indicators.

    Nobody is warned again of figures that are held as they are.
    """
    rows = pd.concat([reading.rows for reading in readings], ignore_index=True).drop_duplicates()
    rows = contract.conform(rows)
    names: dict[str, str] = {}
    left_out: dict[str, int] = {}
    for reading in readings:
        names |= reading.area_names
        for label, count in reading.left_out.items():
            left_out[label] = left_out.get(label, 0) + count
    rows, unused = _without_unused_sexes(rows, catalogue)
    left_out |= unused
    case = Case(rows, held, catalogue, names)
    is_repeat = is_held(case)
    known = unchanged(case)
    findings = [
        one
        for one in judge(case)
        if one.is_error or not (is_repeat or (one.rows and known.issuperset(one.rows)))
    ]
    faults = [fault for reading in readings for fault in reading.faults]
    faults += contract.faults(rows, origin.title) if len(readings) > 1 else []
    return IngestReport(
        origin,
        rows,
        tuple(dict.fromkeys(faults)),
        tuple(findings),
        left_out,
        revisions(case),
        names={code: case.name(code) for code in rows["area_code"].unique()},
    )


def joined(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The frames as one observation table, also when there are none."""
    some = [frame for frame in frames if len(frame)]
    return pd.concat(some, ignore_index=True) if some else contract.empty()


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
