"""Figures for every neighbourhood or ward of England, from the releases kept nationally.

A neighbourhood's figure is as published. A ward's is made of its neighbourhoods by the published
lookup that was loaded: a score is their mean weighted by residents, a share counts those in the
category; a part that is missing makes the whole missing. The lookup is to wards of one year: a ward
of the drawn year without that code has no figure, and how many there are is said.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from geo.areas import AreaType
from geo.errors import Fault, SuiteError
from geo.national import National
from geo.national_lookup import Lookup, lookup_from
from indicators import contract, periods
from indicators.catalogue import Catalogue
from indicators.definition import Definition
from indicators.england_ingest import england_store
from indicators.origins import Origin
from indicators.population import of_ages
from indicators.vocabulary import Kind, MissingReason

NOT_COLOURED = (Kind.COUNT,)  # a count says how many live there, not how they fare


@dataclass(frozen=True, eq=False)
class NationalFigures:
    """Figures of one indicator and period, in the order of the drawing's codes.

    `reasons` has why there is no value by position; None is an area without any row.
    """

    definition: Definition
    period: str
    period_type: str
    values: np.ndarray
    reasons: Mapping[int, MissingReason | None]
    sources: tuple[str, ...]
    method: str
    without_code: int = 0  # areas drawn whose code the lookup does not have
    undrawn: int = 0  # areas of the lookup that are not drawn


class England:
    """What is held nationally, as known on a day, with the lookup loaded when it was read.

    Read once; results are not to be changed.
    """

    def __init__(self, catalogue: Catalogue, as_known_on: datetime.date | None = None) -> None:
        self._catalogue = catalogue
        with england_store() as store:
            self._rows = store.observations(as_known_on=as_known_on)
            self._origins: dict[str, Origin] = store.origins()
        self._kept: dict[tuple[str, str], Any] = {}

    def indicators(self, drawn: National) -> tuple[Definition, ...]:
        """What can be shown for areas of the drawing's level, in the catalogue's order."""
        return tuple(one for one in self._catalogue.values() if self.periods(one, drawn))

    def periods(self, definition: Definition, drawn: National) -> tuple[str, ...]:
        """The periods for which there are figures, newest first."""
        base = self._base(definition, drawn.level)
        if base is None or not self._has_weights(definition, drawn.level):
            return ()
        rows = self._headline(base)
        ends = rows.drop_duplicates("period_end").sort_values("period_end", ascending=False)
        return tuple(
            periods.label(row.period_start, row.period_end, row.period_type)
            for row in ends.itertuples()
        )

    def figures(self, definition: Definition, drawn: National, period: str) -> NationalFigures:
        """The figures of a period that `periods` lists. Raises SuiteError for any other."""
        base = self._base(definition, drawn.level)
        if base is None or period not in self.periods(definition, drawn):
            fault = Fault(definition.id, f"no {period}", ", ".join(self.periods(definition, drawn)))
            raise SuiteError("No figures for England are held of that period.", [fault])
        rows = self._headline(base)
        spans = rows[["period_start", "period_end", "period_type"]].drop_duplicates()
        span = next(one for one in spans.itertuples(index=False) if periods.label(*one) == period)
        rows = rows[rows["period_end"] == span.period_end].set_index("area_code")
        if drawn.level is AreaType.LSOA:
            return self._published(definition, drawn, rows, period)
        return self._of_wards(definition, drawn, rows, period)

    def _published(
        self, definition: Definition, drawn: National, rows: pd.DataFrame, period: str
    ) -> NationalFigures:
        ordered = rows.reindex(list(drawn.codes))
        values = ordered["value"].to_numpy(dtype=float)
        return NationalFigures(
            definition, period, str(rows["period_type"].iloc[0]), values,
            _reasons(values, ordered["missing_reason"]), self._cited(rows), "as published",
        )  # fmt: skip

    def _of_wards(
        self, definition: Definition, drawn: National, rows: pd.DataFrame, period: str
    ) -> NationalFigures:
        looked_up = self._lookup(self._base(definition, drawn.level) or "")
        if looked_up is None:
            raise SuiteError("No lookup from the figures' LSOAs to wards is loaded.")
        parts = rows.reindex(list(looked_up.codes))
        value = parts["value"].to_numpy(dtype=float)
        weight, weights = self._weights(definition, looked_up)
        top = weight * value
        if definition.share_of is not None:
            is_in = np.where(value == definition.share_of.category, weight, 0.0)
            top = np.where(np.isnan(value), np.nan, is_in) * definition.per
        ward, many = np.array(looked_up.ward), len(looked_up.wards)
        with np.errstate(invalid="ignore", divide="ignore"):
            made = np.bincount(ward, top, many) / np.bincount(ward, weight, many)
        at = {code: position for position, (code, _) in enumerate(looked_up.wards)}
        where = np.array([at.get(code, -1) for code in drawn.codes])
        values = np.where(where >= 0, made[where], np.nan)
        how = "people weighted" if definition.share_of is None else "counted"
        method = (
            f"worked out from neighbourhoods ({how}) by the published lookup to wards of "
            f"{looked_up.ward_year}"
        )
        gone = {int(one): None for one in np.flatnonzero(np.isnan(values))}
        return NationalFigures(
            definition, period, str(rows["period_type"].iloc[0]), values, gone,
            (*self._cited(rows), *weights), method,
            int((where < 0).sum()), len(at.keys() - set(drawn.codes)),
        )  # fmt: skip

    def _base(self, definition: Definition, level: AreaType) -> str | None:
        """The indicator whose figures of neighbourhoods give this one's at the level."""
        if definition.safe_messaging or definition.kind in NOT_COLOURED:
            return None
        if level is AreaType.LSOA:
            return definition.id
        if definition.share_of is not None:
            return definition.share_of.indicator
        return definition.id if definition.kind is Kind.SCORE else None

    def _has_weights(self, definition: Definition, level: AreaType) -> bool:
        if level is AreaType.LSOA:
            return True
        if self._lookup(self._base(definition, level) or "") is None:
            return False
        return not _by_people(definition) or bool(len(self._residents(definition)))

    def _headline(self, indicator_id: str) -> pd.DataFrame:
        rows: pd.DataFrame = self._once("headline", indicator_id, self._read_headline)
        return rows

    def _read_headline(self, indicator_id: str) -> pd.DataFrame:
        rows = contract.headline(self._rows[self._rows["indicator_id"] == indicator_id])
        if rows.empty:
            return rows
        return rows[rows["age"] == self._catalogue[indicator_id].age]

    def _residents(self, definition: Definition) -> pd.DataFrame:
        """The people of each neighbourhood by which a mean is weighted, of the newest period."""
        if definition.denominator is None:
            return contract.empty()
        rows: pd.DataFrame = self._once("people", definition.denominator, self._read_residents)
        return rows

    def _read_residents(self, indicator_id: str) -> pd.DataFrame:
        of = self._catalogue[indicator_id]
        rows = contract.headline(self._rows[self._rows["indicator_id"] == of.id])
        if rows.empty:
            return rows
        whole = rows[rows["age"] == of.age]
        if whole.empty:  # published by age groups that make up all ages
            whole = of_ages(rows, sorted(rows["age"].unique()))
        return whole[whole["period_end"] == whole["period_end"].max()]

    def _weights(
        self, definition: Definition, looked_up: Lookup
    ) -> tuple[np.ndarray, tuple[str, ...]]:
        if not _by_people(definition):
            return np.ones(len(looked_up.codes)), ()
        rows = self._residents(definition)
        people = rows.set_index("area_code")["value"].reindex(list(looked_up.codes))
        return people.to_numpy(dtype=float), self._cited(rows)

    def _lookup(self, indicator_id: str) -> Lookup | None:
        """The loaded lookup of exactly the LSOAs that the indicator's figures are of."""
        found: Lookup | None = self._once("lookup", indicator_id, self._find_lookup)
        return found

    def _find_lookup(self, indicator_id: str) -> Lookup | None:
        codes = set(self._headline(indicator_id).get("area_code", ()))
        for census in (2021, 2011):
            found = lookup_from(census)
            if found is not None and codes == set(found.codes):
                return found
        return None

    def _once(self, what: str, indicator_id: str, make: Callable[[str], Any]) -> Any:
        if (what, indicator_id) not in self._kept:
            self._kept[what, indicator_id] = make(indicator_id)
        return self._kept[what, indicator_id]

    def _cited(self, rows: pd.DataFrame) -> tuple[str, ...]:
        ids = rows["origin_id"].unique()
        return tuple(self._origins[one].citation for one in ids if one in self._origins)


def _by_people(definition: Definition) -> bool:
    return definition.share_of is None or definition.share_of.weighted_by == "people"


def _reasons(values: np.ndarray, given: pd.Series) -> dict[int, MissingReason | None]:
    return {
        int(at): MissingReason(given.iloc[at]) if isinstance(given.iloc[at], str) else None
        for at in np.flatnonzero(np.isnan(values))
    }
