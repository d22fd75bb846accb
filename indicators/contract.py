"""The observation: one row, one number, as its publisher said it.

Every column is described here once; reading, checking, storing, documenting and sample data all
use this description.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

import pandas as pd

from geo.errors import Fault, did_you_mean, quoted
from indicators.errors import ContractError
from indicators.vocabulary import (
    ALL_AGES,
    ALL_OF_BREAKDOWN,
    NO_BREAKDOWN,
    MissingReason,
    PeriodType,
    Sex,
)

INDICATOR_ID = re.compile(r"[a-z][a-z0-9_]*")
AREA_CODE = re.compile(r"[EWSNK]\d{8}|[A-Z][A-Z0-9]{2}")
EARLIEST = pd.Timestamp(1800, 1, 1)
LATEST = pd.Timestamp(2100, 12, 31)


@dataclass(frozen=True)
class Column:
    """One column of the contract: its type, its rule and its meaning."""

    name: str
    kind: str
    meaning: str
    in_key: bool = False
    may_be_empty: bool = False
    allowed: tuple[str, ...] = ()
    pattern: re.Pattern[str] | None = None
    example: object = None


COLUMNS: tuple[Column, ...] = (
    Column(
        "indicator_id",
        "text",
        "The indicator, as named in the catalogue.",
        in_key=True,
        pattern=INDICATOR_ID,
        example="child_protection_plan_rate",
    ),
    Column(
        "area_code",
        "text",
        "GSS code of the area, in the vintage its publisher used; for NHS trusts, which have no "
        "GSS code, the NHS organisation code.",
        in_key=True,
        pattern=AREA_CODE,
        example="E08000035",
    ),
    Column("period_start", "date", "First day covered.", in_key=True, example=date(2025, 3, 31)),
    Column("period_end", "date", "Last day covered.", in_key=True, example=date(2025, 3, 31)),
    Column(
        "period_type",
        "text",
        "What stretch of time the figure covers.",
        in_key=True,
        allowed=tuple(PeriodType),
        example="snapshot",
    ),
    Column(
        "sex",
        "text",
        "Whom the figure is about, by sex.",
        in_key=True,
        allowed=tuple(Sex),
        example="persons",
    ),
    Column(
        "age",
        "text",
        "Age range in words, as '0 to 17' or 'all ages'.",
        in_key=True,
        example="0 to 17",
    ),
    Column(
        "breakdown",
        "text",
        "What the figure is broken down by, as 'deprivation decile (IMD 2019)'; 'none' for a "
        "headline figure.",
        in_key=True,
        example=NO_BREAKDOWN,
    ),
    Column(
        "breakdown_value",
        "text",
        "Which part of the breakdown, as 'decile 1'; 'all' for a headline figure.",
        in_key=True,
        example=ALL_OF_BREAKDOWN,
    ),
    Column("value", "number", "The figure, in the unit.", may_be_empty=True, example=36.0),
    Column("lower_95", "number", "Lower 95% limit.", may_be_empty=True),
    Column("upper_95", "number", "Upper 95% limit.", may_be_empty=True),
    Column("numerator", "number", "Count on top.", may_be_empty=True, example=634.0),
    Column("denominator", "number", "Count below.", may_be_empty=True, example=176_239.0),
    Column("unit", "text", "Unit of the value.", example="per 10,000"),
    Column(
        "missing_reason",
        "text",
        "Why there is no value; empty when there is one.",
        may_be_empty=True,
        allowed=tuple(MissingReason),
    ),
    Column("origin_id", "text", "The release the row was read from.", example="dfe-lait-2025"),
    Column(
        "published_on",
        "date",
        "Day the publisher released this figure. A revision is a new row with a later day.",
        example=date(2025, 10, 30),
    ),
)

NAMES: tuple[str, ...] = tuple(column.name for column in COLUMNS)
KEY: tuple[str, ...] = tuple(column.name for column in COLUMNS if column.in_key)
DTYPES = {"text": "str", "date": "datetime64[us]", "number": "float64"}


def empty() -> pd.DataFrame:
    """An observation table with no rows, every column in place with its type."""
    return _no_rows().copy()


@cache
def _no_rows() -> pd.DataFrame:
    return pd.DataFrame({c.name: pd.Series(dtype=DTYPES[c.kind]) for c in COLUMNS})


def conform(frame: pd.DataFrame) -> pd.DataFrame:
    """The same rows with the contract's columns, order and types.

    Optional columns that are absent are added empty. Raises ContractError naming any column that is
    missing, unknown or cannot be read as its type.
    """
    found = []
    required = [c.name for c in COLUMNS if not c.may_be_empty]
    for name in required:
        if name not in frame.columns:
            found.append(Fault("observation table", f"no column {quoted(name)}", "that column"))
    for name in frame.columns:
        if name not in NAMES:
            found.append(
                Fault(
                    "observation table",
                    f"column {quoted(name)}",
                    "only the contract's columns",
                    did_you_mean(str(name), NAMES),
                )
            )
    if found:
        raise ContractError("The table is not an observation table.", found)
    columns = {}
    for column in COLUMNS:
        values = (
            frame[column.name]
            if column.name in frame.columns
            else pd.Series(pd.NA, index=frame.index, dtype="object")
        )
        try:
            columns[column.name] = _as_type(values, column.kind)
        except (ValueError, TypeError, pd.errors.OutOfBoundsDatetime) as problem:
            found.append(
                Fault(f"column {column.name}", quoted(problem), f"values that are a {column.kind}")
            )
    if found:
        raise ContractError("The table is not an observation table.", found)
    return pd.DataFrame(columns).reset_index(drop=True)


def _as_type(values: pd.Series, kind: str) -> pd.Series:
    if kind == "date":
        return pd.to_datetime(values).astype(DTYPES["date"])
    if kind == "number":
        return pd.to_numeric(values).astype(DTYPES["number"])
    return values.astype(DTYPES["text"])


def faults(frame: pd.DataFrame, where: str = "observation table") -> list[Fault]:
    """Every way in which the rows break the contract; empty when they keep it.

    The frame must already conform (right columns, right types). Rules are checked column-wise, and
    each fault names how many rows break the rule and the first of them.
    """
    found: list[Fault] = []

    def report(bad: pd.Series, column: str, expected: str, remedy: str = "") -> None:
        if bad.any():
            rows = frame.index[bad]
            sample = quoted(frame.at[rows[0], column])
            more = f" (and {len(rows) - 1:,} more rows)" if len(rows) > 1 else ""
            where_row = f"{where}, row {rows[0] + 1}, column {column}{more}"
            found.append(Fault(where_row, sample, expected, remedy))

    for column in COLUMNS:
        values = frame[column.name]
        present = values.notna()
        if not column.may_be_empty:
            report(~present, column.name, "a value")
        if column.allowed:
            bad = present & ~values.isin(column.allowed)
            word = str(values[bad].iloc[0]) if bad.any() else ""
            report(
                bad,
                column.name,
                "one of " + ", ".join(column.allowed),
                did_you_mean(word, column.allowed),
            )
        if column.pattern:
            bad = present & ~values.str.fullmatch(column.pattern.pattern).fillna(False).astype(bool)
            report(bad, column.name, f"a code like {quoted(column.example)}")
    for name, rule, expected in _ROW_RULES:
        report(rule(frame), name, expected)
    doubled = frame.duplicated([*KEY, "published_on", "origin_id"], keep=False)
    report(doubled, "indicator_id", "one row for each area, period, group and release")
    return found


_ROW_RULES: tuple[tuple[str, Callable[[pd.DataFrame], pd.Series], str], ...] = (
    (
        "value",
        lambda f: f["value"].notna() & f["missing_reason"].notna(),
        "a value or a missing_reason, not both",
    ),
    (
        "missing_reason",
        lambda f: f["value"].isna() & f["missing_reason"].isna(),
        "a value or a missing_reason; missing is never blank",
    ),
    ("value", lambda f: f["value"].abs() == float("inf"), "a finite number"),
    ("lower_95", lambda f: f["lower_95"] > f["upper_95"], "a lower limit no higher than the upper"),
    ("denominator", lambda f: f["denominator"] < 0, "a count of 0 or more"),
    ("numerator", lambda f: f["numerator"] < 0, "a count of 0 or more"),
    ("period_start", lambda f: f["period_start"] < EARLIEST, "a date after 1800"),
    ("period_end", lambda f: f["period_end"] > LATEST, "a date before 2101"),
    (
        "period_end",
        lambda f: f["period_end"] < f["period_start"],
        "a last day no earlier than the first",
    ),
)


def sample(rows: int = 1) -> pd.DataFrame:
    """An invented table that keeps the contract, for documentation and tests."""
    frame = pd.DataFrame([{c.name: c.example for c in COLUMNS}] * rows)
    frame["period_end"] = frame["period_start"] = pd.date_range(
        "2025-03-31", periods=rows, freq="-1YE-MAR"
    )
    return conform(frame)


def markdown() -> str:
    """The contract as a Markdown table, for the data dictionary."""
    lines = ["| column | type | key | meaning |", "| --- | --- | --- | --- |"]
    for column in COLUMNS:
        words = f" One of: {', '.join(column.allowed)}." if column.allowed else ""
        key = "yes" if column.in_key else ""
        lines.append(f"| `{column.name}` | {column.kind} | {key} | {column.meaning}{words} |")
    return "\n".join(lines)


def headline(frame: pd.DataFrame) -> pd.DataFrame:
    """Only the rows that are not part of a breakdown."""
    return frame[frame["breakdown"] == NO_BREAKDOWN]


DEFAULTS = {
    "sex": Sex.PERSONS.value,
    "age": ALL_AGES,
    "breakdown": NO_BREAKDOWN,
    "breakdown_value": ALL_OF_BREAKDOWN,
}
