"""A place's own figures for whoever may see them: from rights and the store to rows of figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboards.access import Rights, Seen, listed, restricted_for
from dashboards.selection import PLACE_SLUGS
from geo.areas import AreaType, parent_place
from indicators.compute import Reads
from indicators.definition import Definition
from indicators.restricted import Restricted, is_synthetic
from indicators.return_deciles import shares
from indicators.return_figures import figures_of
from indicators.return_measures import BY_INDICATOR

KINDS = {"wards": AreaType.WARD, "lsoas": AreaType.LSOA}
SYNTHETIC = "Synthetic: made up for a demonstration"


@dataclass(frozen=True)
class _OfMeasure:
    """The store as rights ask it: they name a form, and the store a measure of it."""

    store: Restricted
    measure: str
    day: date | None

    def safe(self, measure: str, place: str | None = None) -> pd.DataFrame:
        return self.store.safe(self.measure, place, self.day)


def restricted_rows(
    rights: Rights,
    store: Restricted,
    definition: Definition,
    areas: str,
    people: Reads,
    day: date | None = None,
) -> pd.DataFrame:
    """Figures of "wards" or "lsoas" that the rights allow, as `return_figures` makes them.

    With a day, as they were known on it.
    """
    made = BY_INDICATOR.get(definition.id)
    kind = KINDS.get(areas)
    if made is None or kind not in made.kinds:
        return pd.DataFrame()
    asked = _OfMeasure(store, made.measure, day)
    table, _ = restricted_for(rights, asked, made.form, PLACE_SLUGS.values())
    if table.empty:
        return pd.DataFrame()
    return figures_of(table, store.origins(), definition, kind, people)


def restricted_tenths(
    rights: Rights,
    store: Restricted,
    definition: Definition,
    people: Reads,
    day: date | None = None,
) -> dict[str, pd.DataFrame]:
    """Each place's shares by tenth of deprivation that the rights allow, by the place's code."""
    made = BY_INDICATOR.get(definition.id)
    if made is None:
        return {}
    asked = _OfMeasure(store, made.measure, day)
    table, _ = restricted_for(rights, asked, made.form, PLACE_SLUGS.values())
    if table.empty:
        return {}
    found = {
        str(place): shares(rows, str(place), definition.age, people)
        for place, rows in table.groupby("place_code", sort=False)
    }
    return {place: rows for place, rows in found.items() if len(rows)}


def own(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that are of a place's own return; of public figures none."""
    if "restricted" not in rows.columns:
        return rows.iloc[:0]
    return rows[rows["restricted"].eq(True)]


def seen_of(frames: Iterable[pd.DataFrame]) -> tuple[Seen, ...]:
    """Whose restricted figures, and of what, stand in the rows: what the log is told."""
    seen: set[tuple[str, str]] = set()
    for rows in map(own, frames):
        codes = rows["area_code"] if "area_code" in rows.columns else rows.index.to_series()
        pairs = zip(rows["indicator_id"], codes, strict=True) if len(rows) else ()
        seen |= {(BY_INDICATOR[one].form, parent_place(code) or "") for one, code in pairs}
    return tuple(Seen(*one) for one in sorted(seen))


def marks(frames: Iterable[pd.DataFrame]) -> tuple[str, ...]:
    """What must be written over whatever shows the rows; nothing over public figures."""
    held = [rows for rows in map(own, frames) if len(rows)]
    if not held:
        return ()
    places = listed(dict.fromkeys(one.place for one in seen_of(held)))
    told = f"Restricted: for those with a role in {places}; not to be passed on"
    made_up = any(is_synthetic(rows) for rows in held)
    return (SYNTHETIC, told) if made_up else (told,)
