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
    if definition.kind is Kind.PROPORTION:
        return f"{number}{definition.unit}" if definition.unit.startswith("%") else number
    if definition.unit.startswith("£"):
        return f"£{number}{definition.unit.removeprefix('£')}"
    return number if definition.unit == "score" else f"{number} {definition.unit}"


def when(row: pd.Series) -> str:
    """'in 2020', 'on 31 March 2025'."""
    preposition = "on" if row["period_type"] == PeriodType.SNAPSHOT else "in"
    return f"{preposition} {row['period']}"


def limits(row: pd.Series, definition: Definition) -> str:
    """The row's 95% limits: '53.0% to 55.1%', '170 to 190 deaths'."""
    low, high = (figure(row[name], definition) for name in ("lower_95", "upper_95"))
    if definition.kind is not Kind.PROPORTION and not definition.unit.startswith("£"):
        low = low.removesuffix(f" {definition.unit}")
    return f"{low} to {high}"
