"""Trying a return out: what taking it in would keep, show and hide, with nothing written.

What was shown once stands in the ledger for ever, so whoever sends a first return should see
beforehand what comes of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from geo.areas import name
from indicators import contract
from indicators.disclosure import Ledger
from indicators.disclosure_cells import HIDDEN
from indicators.errors import DisclosureError
from indicators.restricted import open_restricted, raw_store
from indicators.restricted_folder import ABOUT, LEDGER, SAFE, refuse_unfit, restricted_folder
from indicators.return_examined import Progress, examined
from indicators.return_keep import contract_rows, refuse_contradiction
from indicators.return_knowledge import counts_held
from indicators.return_origin import ReturnOrigin
from indicators.return_protect import protected, safe_rows
from indicators.store import Store

MOST_NAMED = 12
OTHERS = "it is of other areas or groups"
NOTHING = "Only tried: nothing was stored, nothing was shown, and the ledger is as it was."


@dataclass(frozen=True)
class Trial:
    """What would come of a return: the counts kept, the safe table, and why none if there is none.

    `sent` are the areas of the return; the table has what they add up to as well.
    """

    origin: ReturnOrigin
    notes: tuple[str, ...]
    added: int
    held: int
    sent: frozenset[str]
    table: pd.DataFrame
    folder: Path
    refused: DisclosureError | None = None

    @property
    def hidden_areas(self) -> frozenset[str]:
        """Areas of the return of which a count would be hidden, in any period or group."""
        return self.sent & frozenset(self.table.loc[self.table["state"] == HIDDEN, "area_code"])

    def _hidden_named(self) -> str:
        names = sorted(map(name, self.hidden_areas))
        more = len(names) - MOST_NAMED
        some = ", ".join(names[:MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")
        return f" ({some})" if some else ""

    def __str__(self) -> str:
        """The outcome as a person reads it."""
        made_up = "Synthetic: made up for a demonstration. " if self.origin.is_synthetic else ""
        held = f"; {self.held:,} are held already." if self.held else "."
        lines = [
            NOTHING,
            f"{made_up}{self.origin.measure}, {name(self.origin.place)}, {self.origin.areas}, "
            f"collected on {self.origin.collected_on}.",
            *self.notes,
            f"Would be kept for its owner: {self.added:,} new counts in {self.folder}{held}",
        ]
        if self.refused:
            lines.append("Nothing of it would be shown, as it is not proved safe.")
            return "\n".join(lines)
        hidden, sent = len(self.hidden_areas), len(self.sent)
        cells, gone = len(self.table), int((self.table["state"] == HIDDEN).sum())
        lines += [
            f"Would be shown: {sent - hidden:,} of the {sent:,} areas in full. "
            f"Hidden, in whole or in part: {hidden:,}{self._hidden_named()}.",
            f"With their sums and groups these are {cells:,} cells, {gone:,} of them hidden.",
        ]
        return "\n".join(lines)


def try_out(
    path: Path,
    store: Store,
    *,
    folder: Path | None = None,
    explain: str = "",
    today: date | None = None,
    progress: Progress | None = None,
) -> Trial:
    """What `take_in` would make of the file, held against the store and ledger as they are.

    Raises what `take_in` raises. A return that is good and not proved safe is told in `refused`.
    """
    into = restricted_folder(folder)
    read = examined(path, store, explain, today or date.today(), progress)
    made, definition = read.made, read.definition
    refuse_unfit(into, is_synthetic=made.facts.is_synthetic)
    is_store = (into / ABOUT).exists()
    origins = open_restricted(into).origins() if is_store else {}
    origin = origins.get(read.origin.id, read.origin)
    rows = contract_rows(made, definition, origin)
    with raw_store(into) as raw:
        refuse_contradiction(rows, raw, origin)
        held = counts_held(raw, origin.measure)
    already = int((held["origin_id"] == origin.id).sum())
    others = {one.id: one for one in origins.values() if one.id != origin.id}
    follows = _follows(rows, held, origin, others)
    sent = frozenset(made.rows["area_code"])

    def trial(table: pd.DataFrame, *notes: str, refused: DisclosureError | None = None) -> Trial:
        every = (*read.notes, *follows, *notes)
        added = len(rows) - already
        return Trial(origin, every, added, already, sent, table, into, refused)

    shown = into / SAFE / f"{origin.id}.csv"
    if shown.exists():
        again = "It was taken in before, and is shown as follows."
        return trial(pd.read_csv(shown, keep_default_na=False), again)
    if progress:
        progress("Making it safe to show")
    try:
        periods = protected(made, definition, origin.id, store, Ledger(into / LEDGER), held)
    except DisclosureError as problem:
        return trial(pd.DataFrame(columns=["area_code", "state"]), refused=problem)
    tables = [safe_rows(one, definition, origin.is_synthetic) for one in periods]
    return trial(pd.concat(tables, ignore_index=True))


def _follows(
    rows: pd.DataFrame,
    held: pd.DataFrame,
    origin: ReturnOrigin,
    others: Mapping[str, ReturnOrigin],
) -> list[str]:
    """What returns of the same days are held already, and which of the two then holds."""
    days = ["period_start", "period_end"]
    of_place = [key for key, one in others.items() if one.place == origin.place]
    same = held[held["origin_id"].isin(of_place) & (held["indicator_id"] == origin.measure)]
    same = same.merge(rows[days].drop_duplicates(), on=days)
    found = []
    for held_id, counts in same.groupby("origin_id"):
        other = others[str(held_id)]
        both = counts.merge(rows, on=list(contract.KEY), suffixes=("", "_new"))
        areas = both["area_code"].nunique()
        changed = both.loc[both["value"] != both["value_new"], "area_code"].nunique()
        differs = f"{changed:,} of {areas:,} areas have other counts here" if areas else OTHERS
        if other.collected_on > origin.collected_on:
            holds = "is the later one, and goes on being shown"
        elif other.collected_on < origin.collected_on:
            holds = "would be followed by this one"
        else:
            holds = "was collected on the same day"
        found.append(f"{other.id} is held of these days and {holds}; {differs}.")
    return found
