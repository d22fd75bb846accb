"""Figures that exist only as quotations in reports and on web pages, typed in by hand.

The tables stand in data/transcribed, in the contract's own words, one row a figure.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from indicators.origins import Origin
from indicators.sources.base import Reader, Reading, refused
from indicators.sources.tables import Table, open_table
from indicators.vocabulary import MissingReason, PeriodType, Sex

COLUMNS = (
    "indicator_id",
    "area_code",
    "period_start",
    "period_end",
    "period_type",
    "sex",
    "age",
    "value",
    "missing_reason",
    "unit",
    "note",
)
WORDS = (("period_type", PeriodType), ("sex", Sex), ("missing_reason", MissingReason))


def read(path: Path, origin: Origin) -> Reading:
    """The table's rows as they stand; `note` says where each was quoted and is not kept.

    A row has a value, or an empty value and a missing_reason in the contract's words.
    """
    table = open_table(path, COLUMNS)
    if not table.is_usable:
        return refused(*table.faults)
    codes = table.areas("area_code")
    columns: dict[str, object] = {
        name: table.text(name) for name in ("indicator_id", "period_type", "sex", "age", "unit")
    }
    for name in ("indicator_id", "age", "unit"):
        table.report(table.text(name) == "", name, "a word")
    for name, words in WORDS:
        empty_will_do = ["" if name == "missing_reason" else None]
        allowed = table.text(name).isin([*words, *empty_will_do])
        table.report(~allowed, name, "one of " + ", ".join(words))
    for name in ("period_start", "period_end"):
        columns[name] = _days(table, name)
    given = table.text("value") != ""
    reason = table.text("missing_reason")
    table.report(given & (reason != ""), "missing_reason", "none beside a value")
    table.report(~given & (reason == ""), "value", "a number, or a missing_reason beside it")
    values, _ = table.only(given).numbers("value", {}, low=0)
    return table.reading(
        {
            **columns,
            "area_code": codes,
            "value": values.reindex(table.frame.index),
            "missing_reason": reason.where(reason != "", None),
        },
        origin,
    )


def _days(table: Table, column: str) -> pd.Series:
    """The column's days; cells that are not a day, as '2021-12-31', are reported."""
    cells = table.text(column)
    days = cells.map(_day)
    table.report(days.isna(), column, "a day, as '2021-12-31'")
    return days


def _day(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        return None


READER = Reader(
    name="transcribed",
    title="Figures quoted in reports and on web pages",
    publisher="as each origin says",
    read=read,
)
