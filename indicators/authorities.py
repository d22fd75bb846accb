"""The English authorities of one tier in one period, each once: what a place is compared among.

A county and the districts inside it are never in one list, nor an authority under both its old and
its new code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import pandas as pd

from geo.areas import AreaType, area, successor
from indicators import safe_mode
from indicators.definition import Definition
from indicators.errors import MethodError
from indicators.vocabulary import MissingReason

FEWEST = 30  # with fewer, a list says little of England's authorities
COUNTY, DISTRICT = "E10", "E07"
HELD_BACK = (MissingReason.SUPPRESSED, MissingReason.UNRELIABLE)


class Tier(StrEnum):
    """Which authorities stand in one list."""

    UPPER = "upper tier"
    LOWER = "lower tier"
    SINGLE = "single tier"


WHICH: Mapping[Tier, str] = MappingProxyType(
    {
        Tier.UPPER: "counties, unitary authorities, and metropolitan and London boroughs",
        Tier.LOWER: "districts, unitary authorities, and metropolitan and London boroughs",
        Tier.SINGLE: "unitary authorities, and metropolitan and London boroughs",
    }
)


@dataclass(frozen=True)
class Authorities:
    """One tier's rows of one period, columns of compute(), by name.

    Added columns: `code_now`, the code that stands for the authority today, and `rank`, 1 for the
    highest value with equal values sharing a rank; no rank without a value, nor where
    `safe_messaging` forbids it.
    """

    tier: Tier
    rows: pd.DataFrame

    @property
    def held(self) -> pd.DataFrame:
        """The rows that have a value."""
        return self.rows[self.rows["value"].notna()]


def authorities(rows: pd.DataFrame, definition: Definition) -> Authorities:
    """The tier for which most figures are published, each of its authorities once.

    `rows` are of one indicator, period, sex and age; rows of other kinds of area are left out. An
    authority published under several codes is kept under the newest that has a value. An authority
    that did not exist in the period is not one whose figure is missing. Raises MethodError for rows
    of several periods, sexes or ages.
    """
    for column in ("period_end", "sex", "age"):
        if rows[column].nunique() > 1:
            raise MethodError(
                f"Authorities are compared in one period, sex and age; found "
                f"{rows[column].nunique()} different in column {column}. Choose one."
            )
    kept = rows[rows["area_type"] == AreaType.LOCAL_AUTHORITY.value]
    tier = _tier(kept)
    kept = kept[~kept["area_code"].str.startswith(_left_out(tier))]
    kept = kept[~kept["area_code"].isin(_said_by_another(kept)) & _was_there(kept)]
    is_ranked = not safe_mode.applies(definition)
    rank = kept["value"].rank(method="min", ascending=False)
    kept = kept.assign(
        code_now=[successor(code) for code in kept["area_code"]],
        rank=rank if is_ranked else float("nan"),
    )
    return Authorities(tier, kept.sort_values(["area_name", "area_code"], ignore_index=True))


def _tier(rows: pd.DataFrame) -> Tier:
    kinds = rows.loc[rows["value"].notna(), "area_code"].str[:3].value_counts()
    counties, districts = kinds.get(COUNTY, 0), kinds.get(DISTRICT, 0)
    if counties == districts == 0:
        return Tier.SINGLE
    return Tier.UPPER if counties > districts else Tier.LOWER


def _left_out(tier: Tier) -> tuple[str, ...]:
    return {Tier.UPPER: (DISTRICT,), Tier.LOWER: (COUNTY,), Tier.SINGLE: (COUNTY, DISTRICT)}[tier]


def _said_by_another(rows: pd.DataFrame) -> set[str]:
    """Codes whose authority is in the list under another code, with a value at least as new."""
    present = set(rows["area_code"])
    valued = set(rows.loc[rows["value"].notna(), "area_code"])
    doubled = {code for code in present if valued.intersection(_later(code))}
    for code in valued:
        doubled |= {later for later in _later(code) if later in present - valued}
    return doubled


def _was_there(rows: pd.DataFrame) -> pd.Series:
    """Whether each row is of an authority of its time, or has anything to say all the same."""
    in_force = [
        area(code).in_force(day.year)
        for code, day in zip(rows["area_code"], rows["period_end"], strict=True)
    ]
    says_something = rows["value"].notna() | rows["missing_reason"].isin(HELD_BACK)
    return says_something | pd.Series(in_force, index=rows.index, dtype=bool)


def _later(code: str) -> list[str]:
    """The codes that followed this one, oldest first."""
    codes = []
    while area(code).successor:
        code = area(code).successor
        codes.append(code)
    return codes
