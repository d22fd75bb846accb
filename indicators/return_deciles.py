"""Counts of a return by tenth of deprivation: sums of its table, made safe with the rest of it.

A sum of neighbourhoods is a further equation for whoever wants to work a small count out, so it is
never added up afterwards: it stands in the table that `disclosure` proves safe, or it is not shown.
The five least deprived tenths have a sum of their own, as small ones are mostly hidden.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.areas import AreaType, codes, name
from geo.vintages import VINTAGES, Vintage
from indicators.compute import Reads
from indicators.disclosure_cells import SHOWN
from indicators.methods import proportion
from indicators.vocabulary import Sex

# The index that is published for the neighbourhoods of each census.
INDICES: Mapping[int, tuple[str, int]] = {
    2011: ("imd_2019_decile", 2019),
    2021: ("imd_2025_decile", 2025),
}
MOST_DEPRIVED, LEAST_DEPRIVED = range(1, 6), range(6, 11)
FORM = "child-protection"  # what deprivation is shown beside
RESIDENTS, YOUNGEST = "residents_census_2021", "0 to 15"
KEY = re.compile(r"(E\d{8}): tenths? (\d+)(?: to (\d+))? of (\d{4})")


@dataclass(frozen=True, order=True)
class Tenths:
    """Tenths of England's neighbourhoods by deprivation, the most deprived is 1, in a place."""

    place: str
    first: int
    last: int
    index: int

    @property
    def text(self) -> str:
        """What the group is called where areas have their codes."""
        if self.first == self.last:
            return f"{self.place}: tenth {self.first} of {self.index}"
        return f"{self.place}: tenths {self.first} to {self.last} of {self.index}"

    def __str__(self) -> str:
        many = "tenth" if self.first == self.last else "tenths"
        which = f"{self.first}" if self.first == self.last else f"{self.first} to {self.last}"
        return f"{name(self.place)}, {many} {which} of deprivation ({self.index})"


def tenths_called(text: str) -> Tenths | None:
    """The group read back; None for an area."""
    found = KEY.fullmatch(text)
    if found is None:
        return None
    place, first, last, index = found.groups()
    return Tenths(place, int(first), int(last or first), int(index))


def by_tenth(vintage: Vintage, place: str, areas: Collection[str], store: Reads) -> dict[str, str]:
    """What each neighbourhood and each group is part of, up to the place.

    Empty for wards, which lie in several tenths, and where the tenth of an area is not held.
    """
    if vintage.level is not AreaType.LSOA or vintage.year not in INDICES:
        return {}
    indicator, index = INDICES[vintage.year]
    rows = store.observations(indicator, sorted(areas))
    rows = rows[(rows["breakdown"] == "none") & rows["value"].notna()]
    tenth = dict(zip(rows["area_code"], rows["value"].astype(int), strict=True))
    if not set(areas) <= set(tenth):
        return {}
    rest = Tenths(place, LEAST_DEPRIVED[0], LEAST_DEPRIVED[-1], index).text
    made = {code: Tenths(place, tenth[code], tenth[code], index).text for code in areas}
    for at in sorted({tenth[code] for code in areas}):
        own = Tenths(place, at, at, index).text
        made[own] = rest if at in LEAST_DEPRIVED else place
    if rest in made.values():
        made[rest] = place
    return made


def shares(table: pd.DataFrame, place: str, age: str, store: Reads) -> pd.DataFrame:
    """The share of the place's count in each group of tenths, of the newest day that has any.

    Columns: first, last, index, period_end, count, total, value and its 95% Wilson limits in
    percent (NaN where hidden), children (the percentage of the place's residents aged 0 to 15 who
    live there, NaN where not held), origin_id, is_synthetic. Made of what the safe table shows and
    of published figures alone; empty where it shows no tenths or no total.
    """
    mine = table[(table["sex"] == Sex.PERSONS) & (table["age"] == age)]
    groups = [tenths_called(code) for code in mine["area_code"]]
    is_group = np.array([one is not None and one.place == place for one in groups], dtype=bool)
    rows = mine[is_group]
    if rows.empty:
        return pd.DataFrame()
    day = rows["period_end"].max()
    whole = mine[
        (mine["area_code"] == place) & (mine["period_end"] == day) & (mine["state"] == SHOWN)
    ]
    if whole.empty or not whole["published"].iloc[-1] > 0:
        return pd.DataFrame()
    total = float(whole["published"].iloc[-1])
    rows = rows[rows["period_end"] == day]
    counts = rows["published"].where(rows["state"] == SHOWN).astype(float).to_numpy()
    found = proportion.estimate(counts, np.full(len(counts), total))
    kinds = [one for one in (tenths_called(code) for code in rows["area_code"]) if one]
    made = pd.DataFrame(
        {
            "first": [one.first for one in kinds],
            "last": [one.last for one in kinds],
            "index": [one.index for one in kinds],
            "period_end": rows["period_end"].to_numpy(),
            "count": counts,
            "total": total,
            "value": 100 * found.value,
            "lower": 100 * found.lower,
            "upper": 100 * found.upper,
            "children": _children(kinds, place, store),
            "origin_id": rows["origin_id"].to_numpy(),
            "is_synthetic": rows["is_synthetic"].to_numpy(),
        }
    )
    return made.sort_values(["first", "last"], ignore_index=True)


def _children(groups: Collection[Tenths], place: str, store: Reads) -> list[float]:
    """The percentage of the place's youngest residents who live in each group."""
    census = next(year for year, (_, index) in INDICES.items() if index == next(iter(groups)).index)
    vintage = next(v for v in VINTAGES if v.level is AreaType.LSOA and v.year == census)
    rows = store.observations(RESIDENTS, sorted(codes(AreaType.LSOA, within=place)))
    held = rows[(rows["age"] == YOUNGEST) & rows["value"].notna()].set_index("area_code")["value"]
    parents = by_tenth(vintage, place, set(held.index) & vintage.codes(), store)
    if not parents:
        return [np.nan] * len(groups)
    tenth = held.index.map(lambda code: tenths_called(parents.get(code, "")))
    of = np.array([one.first if one else 0 for one in tenth])
    whole = held[of > 0].sum()
    return [100 * held[(of >= one.first) & (of <= one.last)].sum() / whole for one in groups]
