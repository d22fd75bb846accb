"""Figures of all England's neighbourhoods, kept beside the drawing that makes them known.

The registry knows West Yorkshire's neighbourhoods only, and every ordinary result is about it. So a
national release is read twice: as ever into the store, and, where England's LSOAs are loaded, for
all of them into a store of its own in the folder of loaded boundaries. There the rules on single
figures judge it; those on wards, names and history of West Yorkshire have nothing to say of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from geo.areas import AreaType
from geo.national import held, national
from geo.official_store import folder
from indicators import contract
from indicators.catalogue import catalogue
from indicators.check import Case
from indicators.errors import CheckError, Fault
from indicators.ingest import joined
from indicators.origins import Origin
from indicators.releases import reader_called
from indicators.rules import possible
from indicators.store import Store, open_store

RULES = (possible.defined, possible.possible, possible.ended, possible.fractions)


@dataclass(frozen=True)
class KeptNationally:
    """What was kept of a release for England: rows new and already held; or why none, in `note`."""

    added: int
    already_held: int
    where: str
    note: str = ""

    def __str__(self) -> str:
        """The outcome as a person reads it."""
        if self.note:
            return f"For England: {self.note}"
        if not self.added:
            return f"For England: nothing new; {self.already_held:,} rows are already held."
        return f"For England: stored {self.added:,} new rows in {self.where}."


def england_store() -> Store:
    """The store of England's neighbourhoods."""
    return open_store(folder() / "figures")


def keep_nationally(
    reader_name: str, paths: Sequence[Path], origin: Origin
) -> KeptNationally | None:
    """What of the release's files was stored for all LSOAs of England.

    None where none are loaded or the reader reads none. A release that lacks some of the loaded
    LSOAs is about others, or cut short: nothing is kept of it and the note says so. Raises
    CheckError or StoreError, and keeps nothing, as an ordinary ingest does.
    """
    reader = reader_called(reader_name)
    years = [year for level, year in held() if level is AreaType.LSOA]
    if reader.nationally is None or not years:
        return None
    note = ""
    for year in years:
        drawn = national(AreaType.LSOA, year)
        codes = frozenset(drawn.codes)
        readings = [reader.nationally(Path(path), origin, codes) for path in paths]
        if faults := [fault for one in readings for fault in one.errors]:
            raise CheckError("Nothing was stored for England.", faults)
        rows = joined([one.rows[one.rows["area_code"].isin(codes)] for one in readings])
        lacking = len(codes) - rows["area_code"].nunique()
        if lacking:
            note = f"nothing kept, as it lacks {lacking:,} of the {len(codes):,} {drawn.label}."
            continue
        rows = contract.conform(rows.drop_duplicates())
        names = dict(zip(drawn.codes, drawn.names, strict=True))
        _refuse(Case(rows, contract.empty(), catalogue(), names))
        with england_store() as store:
            appended = store.append(rows, origin)
            return KeptNationally(appended.added, appended.already_held, store.where)
    return KeptNationally(0, 0, "", note)


def _refuse(case: Case) -> None:
    faults: list[Fault] = [one.fault for rule in RULES for one in rule(case)]
    if faults:
        raise CheckError("Nothing was stored for England.", faults)
