"""A return read and held against all that is known, before anything of it is kept.

Taking a return in and trying it out both begin here, so that a trial says what an ingest would.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from indicators.catalogue import catalogue as shipped_catalogue
from indicators.definition import Definition
from indicators.errors import CheckError, Fault, SourceError
from indicators.return_file import read_return
from indicators.return_known import against_residents, against_totals
from indicators.return_origin import ReturnOrigin, return_origin, sha256
from indicators.return_rows import Return
from indicators.store import Store

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Examined:
    """A return without a fault, its origin if it were taken in now, and what was not compared."""

    made: Return
    definition: Definition
    origin: ReturnOrigin
    notes: tuple[str, ...]


def examined(
    path: Path, store: Store, explain: str, today: date, progress: Progress | None = None
) -> Examined:
    """The return in the file. Raises SourceError or CheckError with every fault."""
    reason = explain.strip()
    known = shipped_catalogue()
    fingerprint = sha256(path) if path.is_file() else ""
    if progress:
        progress(f"Reading {path.name}")
    made = read_return(path, known, today)
    if sha256(path) != fingerprint:  # its origin would tell of another file than was read
        fault = Fault(path.name, "a file that changed while it was read", "one that rests")
        raise SourceError("Nothing was stored.", [fault])
    definition = known[made.facts.measure]
    notes = _compared(made, definition, store, reason, path)
    origin = return_origin(made.facts, path, reason, today)
    return Examined(made, definition, origin, tuple(notes))


def _compared(
    made: Return, definition: Definition, store: Store, explain: str, path: Path
) -> list[str]:
    """What could not be compared. Raises CheckError for what contradicts what is known."""
    differences, notes = against_totals(made, definition, store)
    faults, more = against_residents(made, store)
    if not explain:
        faults = [*differences, *faults]
    if faults:
        raise CheckError(f"Nothing of {path.name} was stored.", faults)
    if differences:
        many = len(differences)
        totals = "a published total" if many == 1 else f"{many:,} published totals"
        notes.append(f"It differs from {totals}: {explain}")
    return [*notes, *more]
