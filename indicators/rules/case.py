"""The case that a rule judges: the figures read, what was held before, and how to speak of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

from geo import areas as geography
from indicators import contract, periods
from indicators.catalogue import Catalogue
from indicators.definition import Definition
from indicators.errors import Fault
from indicators.vocabulary import NO_BREAKDOWN

SERIES = ("indicator_id", "period_type", "sex", "age", "breakdown", "breakdown_value")
NAMED_AT_MOST = 4


@dataclass(frozen=True)
class Finding:
    """What one rule found: the rule's name, the fault in words, and the rows it is about.

    There are no rows when it is about what is not there.
    """

    rule: str
    indicator_id: str
    fault: Fault
    rows: tuple[int, ...] = ()

    @property
    def is_error(self) -> bool:
        """Whether the rows must not be kept; a warning may be accepted by a person."""
        return self.fault.severity == "error"


@dataclass(frozen=True)
class Table:
    """One indicator's figures for one group of people: periods down, areas across.

    `values` has a row for each last day of a period and a column for each area; `rows` has the same
    shape, with the index of the row that was read, or -1 where the figure was held before.
    """

    definition: Definition
    group: str
    values: pd.DataFrame
    rows: pd.DataFrame
    labels: Mapping[pd.Timestamp, str]

    @property
    def is_headline(self) -> bool:
        return self.group == ""

    @property
    def subject(self) -> str:
        """The indicator, and the group where it is not the main one."""
        return f"{self.definition.id}{self.group}"

    def read(self, period: pd.Timestamp) -> tuple[int, ...]:
        """The rows that were read for the period."""
        found = self.rows.loc[period].to_numpy()
        return tuple(int(row) for row in found[found >= 0])


@dataclass(frozen=True)
class Case:
    """Rows to be judged, with a plain 0, 1, 2 ... index; what is held; and the catalogue.

    `held` has every release held of the same indicators. `area_names` are the names that the file
    itself gives to codes.
    """

    rows: pd.DataFrame
    held: pd.DataFrame
    catalogue: Catalogue
    area_names: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def known(self) -> pd.DataFrame:
        """The rows whose indicator is defined: the only ones that most rules can judge."""
        return self.rows[self.rows["indicator_id"].isin(set(self.catalogue))]

    @cached_property
    def latest_held(self) -> pd.DataFrame:
        """Of the rows held, the latest release of each figure."""
        ordered = self.held.sort_values(["published_on", "origin_id"])
        return ordered.drop_duplicates(list(contract.KEY), keep="last")

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The figures read, laid over those held, as one table for each indicator and group."""
        return tuple(self._tables())

    def _tables(self) -> Iterator[Table]:
        new = self.known.assign(row=self.known.index)
        both = pd.concat(
            [self.latest_held.assign(row=-1).astype({"row": "int64"}), new], ignore_index=True
        )
        both = both[both["value"].notna()].drop_duplicates(list(contract.KEY), keep="last")
        for key, group in both.groupby(list(SERIES), sort=True):
            if (group["row"] < 0).all():
                continue
            named = dict(zip(SERIES, key, strict=True))
            spans = group[["period_start", "period_end"]].drop_duplicates()
            one_for_each_end = group.drop_duplicates(["area_code", "period_end"], keep="last")
            wide = one_for_each_end.set_index(["period_end", "area_code"])[
                ["value", "row"]
            ].unstack()
            definition = self.catalogue[named["indicator_id"]]
            yield Table(
                definition,
                _group_in_words(named, definition),
                wide["value"],
                wide["row"].fillna(-1).astype("int64"),
                {
                    end: periods.label(start, end, named["period_type"])
                    for start, end in spans.itertuples(index=False)
                },
            )

    @cached_property
    def presence(self) -> tuple[tuple[dict[str, str], pd.DataFrame], ...]:
        """For each headline series with rows that were read: which area is there in which period.

        Held figures are there too, with row -1; so are rows without a value, which are not lost.
        """
        columns = [*SERIES, "area_code", "period_start", "period_end"]
        held = contract.headline(self.latest_held)[columns].assign(row=-1)
        read = contract.headline(self.known)[columns]
        both = pd.concat([held, read.assign(row=read.index)], ignore_index=True)
        both = both.drop_duplicates(columns, keep="last")
        both["type"] = types_of(both["area_code"]).fillna("unknown")
        return tuple(
            (dict(zip(SERIES, key, strict=True)), table)
            for key, table in both.groupby(list(SERIES), sort=True)
            if (table["row"] >= 0).any()
        )

    def name(self, code: str) -> str:
        """The area as a person would say it, with its code."""
        known = geography.registry().get(code)
        words = known.name if known else self.area_names.get(code, "")
        return f"{words} ({code})" if words else str(code)

    def names(self, codes: pd.Index | list[str]) -> str:
        """A few areas by name, and how many more there are."""
        shown = [self.name(code) for code in list(codes)[:NAMED_AT_MOST]]
        more = len(codes) - len(shown)
        return ", ".join(shown) + (f" and {more:,} more" if more > 0 else "")


def finding(
    rule: str,
    indicator_id: str,
    where: str,
    found: str,
    expected: str,
    remedy: str = "",
    severity: Literal["error", "warning"] = "error",
    rows: Iterable[int] = (),
) -> Finding:
    """A finding, with its fault."""
    fault = Fault(where, found, expected, remedy, severity)
    return Finding(rule, indicator_id, fault, tuple(int(row) for row in rows))


def about(value: float) -> str:
    """The value to three digits, written out in full: 2,170, not 2.17e+03."""
    return f"{float(f'{value:.3g}'):,.10g}"


def types_of(codes: pd.Series | pd.Index) -> pd.Series:
    """The kind of each area, empty for a code that is not known; on the codes' own index."""
    registry = geography.registry()
    kinds = {code: registry[code].type.value for code in set(codes) if code in registry}
    series = codes if isinstance(codes, pd.Series) else pd.Series(codes, index=codes)
    return series.map(kinds).astype("str")


def rounding_unit(values: pd.DataFrame | pd.Series) -> float:
    """The step in which the figures are written: 0.1 for one decimal, 1 for whole numbers."""
    numbers = np.unique(np.asarray(values, dtype=float).ravel())
    numbers = numbers[np.isfinite(numbers)][:500]
    for decimals in range(5):
        if np.allclose(numbers, np.round(numbers, decimals), rtol=0, atol=1e-9):
            return float(10.0**-decimals)
    return 0.0


def _group_in_words(named: Mapping[str, str], definition: Definition) -> str:
    """', female, 0 to 4' and the like; empty for the indicator's own main group."""
    usual_sex = definition.sexes[0].value if len(definition.sexes) == 1 else ""
    words = []
    if named["sex"] != usual_sex:
        words.append(named["sex"])
    if named["age"] != definition.age:
        words.append(named["age"])
    if named["breakdown"] != NO_BREAKDOWN:
        words.append(f"{named['breakdown']}: {named['breakdown_value']}")
    if named["period_type"] != definition.period_type.value:
        words.append(named["period_type"])
    return "".join(f", {word}" for word in words)
