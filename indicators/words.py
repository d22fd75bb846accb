"""Figures, periods and promises as the words of a judgement's reason."""

from __future__ import annotations

import pandas as pd

from indicators.definition import Definition, Target
from indicators.series import day
from indicators.vocabulary import Kind, PeriodType, TargetKind


def passed(target: Target, how: str = "") -> str:
    """'The date, 31 March 2021, has passed.'"""
    return f"The date, {day(target.by)}, has passed{' ' if how else ''}{how}."


def promised(target: Target, definition: Definition) -> str:
    """What is promised, in words: '75.0% by 31 December 2028', '10% less by 31 March 2021'."""
    what = {
        TargetKind.LEVEL: figure(target.value, definition),
        TargetKind.PERCENT_REDUCTION: f"{target.value:g}% less",
        TargetKind.GAP_REDUCTION: f"a gap smaller by {target.value:g}%",
        TargetKind.HALT_THE_TREND: "no further worsening",
        TargetKind.MATCH_ENGLAND: "England's figure",
    }[target.kind]
    return f"{what} by {day(target.by)}"


def figure(value: float, definition: Definition) -> str:
    """The value with its unit: '54.1%', '204 deaths', '£595.60 a week'."""
    number = f"{value:,.{definition.decimals}f}"
    is_said = definition.kind is not Kind.PROPORTION or definition.unit.startswith("%")
    return with_unit(number, definition.unit) if is_said else number


def with_unit(number: str, unit: str) -> str:
    """The number with its unit; a score or ratio has none that could be said after it."""
    if unit.startswith("£"):
        return f"£{number}{unit.removeprefix('£')}"
    if unit.startswith(("score", "ratio")):
        return number
    return f"{number}{'' if unit.startswith('%') else ' '}{unit}"


def when(row: pd.Series) -> str:
    """'in 2020', 'on 31 March 2025'."""
    preposition = "on" if row["period_type"] == PeriodType.SNAPSHOT else "in"
    return f"{preposition} {row['period']}"


def limits(row: pd.Series, definition: Definition) -> str:
    """The row's 95% limits: '53.0% to 55.1%', '170 to 190 deaths'."""
    low, high = (figure(row[name], definition) for name in ("lower_95", "upper_95"))
    if definition.unit.startswith("£"):
        low = low.removesuffix(definition.unit.removeprefix("£"))
    elif definition.kind is not Kind.PROPORTION:
        low = low.removesuffix(f" {definition.unit}")
    return f"{low} to {high}"
