"""Taking a return in: read, checked, kept for its owner, made safe, and only then shown.

What is not proved safe is not shown, and nothing of it is written where it could be. The counts
themselves are kept all the same: they are good, their owner can look at them, and sending the same
file again tries again. A return that may never be shown at all (people who died by suicide, fewer
than five years together) is not kept, as there is nothing it could be held for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from geo.areas import name
from geo.whole_file import write_whole
from indicators.definition import Definition
from indicators.disclosure import Ledger, Safe
from indicators.errors import DisclosureError
from indicators.restricted import open_restricted, raw_store
from indicators.restricted_folder import (
    AUDITS,
    LEDGER,
    RAW,
    SAFE,
    alone,
    for_owner_only,
    make,
    restricted_folder,
)
from indicators.return_examined import Progress, examined
from indicators.return_keep import contract_rows, refuse_contradiction
from indicators.return_knowledge import counts_held
from indicators.return_measures import as_returned
from indicators.return_origin import ReturnOrigin
from indicators.return_periods import in_words
from indicators.return_protect import Protected, protected, safe_rows
from indicators.return_shown import ledger_name
from indicators.store import Appended, Store

# Given a safe table, its title and the day: the audit's files, as ending to bytes.
Audits = Callable[[Safe, str, date], Mapping[str, bytes]]


@dataclass(frozen=True)
class Taken:
    """What came of a return: its origin, the rows kept, and why it is not shown if it is not."""

    origin: ReturnOrigin
    appended: Appended
    notes: tuple[str, ...]
    cells: int
    hidden: int
    folder: Path
    refused: DisclosureError | None = None

    def __str__(self) -> str:
        """The outcome as a person reads it."""
        made_up = "Synthetic: made up for a demonstration. " if self.origin.is_synthetic else ""
        lines = [
            f"{made_up}{self.origin.measure}, {name(self.origin.place)}, {self.origin.areas}, "
            f"collected on {self.origin.collected_on}.",
            *self.notes,
            f"Kept for its owner: {self.appended.added:,} new counts in {self.folder / RAW}"
            + (
                f"; {self.appended.already_held:,} were held."
                if self.appended.already_held
                else "."
            ),
        ]
        if self.refused:
            lines.append("Nothing of it is shown, as it is not proved safe.")
        else:
            lines.append(
                f"Safe to show: {self.cells:,} cells, {self.hidden:,} of them hidden, in "
                f"{self.folder / SAFE}. The audit, for the owner, is in {self.folder / AUDITS}."
            )
        return "\n".join(lines)


def take_in(
    path: Path,
    store: Store,
    *,
    folder: Path | None = None,
    explain: str = "",
    audits: Audits | None = None,
    today: date | None = None,
    progress: Progress | None = None,
) -> Taken:
    """The return in the file, kept and made safe; a repeat keeps nothing twice.

    `store` holds the published figures that it is held against. Raises SourceError or CheckError
    with every fault, and keeps nothing, for a return that is wrong; StoreError for a folder that
    others may read. A return that is good and not proved safe is kept and told in `refused`.
    """
    on = today or date.today()
    into = restricted_folder(folder)
    read = examined(path, store, explain, on, progress)
    made, definition, notes = read.made, read.definition, read.notes
    make(into, is_synthetic=made.facts.is_synthetic)
    with for_owner_only(), alone(into):
        origin = open_restricted(into).origins().get(read.origin.id, read.origin)  # as first sent
        with raw_store(into) as raw:
            rows = contract_rows(made, definition, origin)
            refuse_contradiction(rows, raw, origin)
            appended = raw.append(rows, origin)
            held = counts_held(raw, definition.id)
        shown = into / SAFE / f"{origin.id}.csv"
        if shown.exists():
            table = pd.read_csv(shown, keep_default_na=False)
            hidden = int((table["state"] == "hidden").sum())
            again = "It was taken in before, and is shown as it was."
            return Taken(origin, appended, (*notes, again), len(table), hidden, into)
        if progress:
            progress("Making it safe to show")
        ledger = Ledger(into / LEDGER)
        try:
            periods = protected(made, definition, origin.id, store, ledger, held)
        except DisclosureError as problem:
            return Taken(origin, appended, notes, 0, 0, into, problem)
        table = _show(periods, definition, origin, into, ledger, audits, on)
    hidden = int((table["state"] == "hidden").sum())
    return Taken(origin, appended, notes, len(table), hidden, into)


def _show(
    periods: list[Protected],
    definition: Definition,
    origin: ReturnOrigin,
    into: Path,
    ledger: Ledger,
    audits: Audits | None,
    on: date,
) -> pd.DataFrame:
    """The safe table, written last: first the audit, then the ledger, which must never forget."""
    table = pd.concat(
        [safe_rows(one, definition, origin.is_synthetic) for one in periods], ignore_index=True
    )
    folder = into / AUDITS
    folder.mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(periods if audits else [], start=1):
        about = ledger_name(one.measure)
        title = (
            f"{'Synthetic: ' if origin.is_synthetic else ''}{as_returned(definition).title}, "
            f"{name(origin.place)}, {in_words(about.start, about.end)}; owner: {origin.owner}"
        )
        part = "" if len(periods) == 1 else f"-{number}"
        for ending, data in audits(one.safe, title, on).items() if audits else ():
            _put(folder / f"{origin.id}{part}{ending}", data)
    for one in periods:
        safe = one.safe
        ledger.record(one.release, one.measure, safe.published, safe.policy, safe.data, on)
    (into / SAFE).mkdir(exist_ok=True)
    written = table.assign(
        published=["" if pd.isna(value) else f"{value:.0f}" for value in table["published"]]
    )
    text = written.to_csv(index=False, lineterminator="\n")
    _put(into / SAFE / f"{origin.id}.csv", text.encode())
    return table


def _put(path: Path, data: bytes) -> None:
    write_whole(path, lambda file: file.write(data))
