"""The table twin of a chart: the same numbers, newest first, with reasons where there are none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboards import text
from geo.areas import (
    ENGLAND,
    PLACES,
    WEST_YORKSHIRE,
    WEST_YORKSHIRE_ICB,
    YORKSHIRE_AND_THE_HUMBER,
    name,
)
from indicators.definition import Definition

TABLE_AREAS = (
    WEST_YORKSHIRE,
    WEST_YORKSHIRE_ICB,
    *PLACES,
    YORKSHIRE_AND_THE_HUMBER,
    ENGLAND,
)


@dataclass(frozen=True)
class TableCell:
    """A figure, its limits or what is said in their place, and the number to sort by."""

    value: str
    under: str
    sort: str
    is_missing: bool


@dataclass(frozen=True)
class TableRow:
    """One period, or one area where there is one period only."""

    heading: str
    sort: str
    cells: tuple[TableCell, ...]


@dataclass(frozen=True)
class Table:
    """The chart's twin: the same numbers, newest first."""

    corner: str
    columns: tuple[tuple[str, bool], ...]
    rows: tuple[TableRow, ...]


def figures_table(rows: pd.DataFrame, definition: Definition, chosen: str) -> Table | None:
    """Periods down and areas across, newest and chosen first.

    Areas go down where only areas other than the board's have figures.
    """
    if rows.empty:
        return None
    held = chosen_first([code for code in TABLE_AREAS if code in set(rows["area_code"])], chosen)
    if not held:
        return _by_area(rows, definition)
    by_key = {(r.area_code, r.period_end): r for r in rows.itertuples()}
    spans = rows[["period_end", "period"]].drop_duplicates().sort_values("period_end")
    return Table(
        corner="Period",
        columns=tuple((name(code), code == chosen) for code in held),
        rows=tuple(
            TableRow(
                heading=str(period),
                sort=f"{end:%Y%m%d}",
                cells=tuple(_cell(by_key.get((code, end)), definition) for code in held),
            )
            for end, period in reversed(list(spans.itertuples(index=False, name=None)))
        ),
    )


def chosen_first(area_codes: list[str], chosen: str) -> list[str]:
    """The codes in their order, the chosen one before all: on a telephone no other may be seen."""
    return sorted(area_codes, key=lambda code: code != chosen)


def _by_area(rows: pd.DataFrame, definition: Definition) -> Table:
    """Areas down instead of periods, for what is published for NHS trusts."""
    return Table(
        corner="Area",
        columns=((text.sentence_case(text.unit_in_words(definition)), False),),
        rows=tuple(
            TableRow(
                f"{row.area_name}, {row.period}", str(row.area_name), (_cell(row, definition),)
            )
            for row in rows.itertuples()
        ),
    )


def _cell(row: Any, definition: Definition) -> TableCell:
    if row is None:
        return TableCell(text.NO_ROW, "", "", True)
    if pd.isna(row.value):
        return TableCell(text.missing(row.missing_reason), "", "", True)
    value = text.number(row.value, definition)
    limits = text.limits(row.lower_95, row.upper_95, definition)
    under = "" if limits.startswith("no") else limits
    if row.derived:
        under = f"{under} derived".strip()
    return TableCell(value, under, f"{row.value:.6g}", False)
