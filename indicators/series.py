"""What must be known of one area's series before anything is judged from it.

A series holds the rows of one area, sex, age and period type, oldest first, those without a value
included. Every judgement asks here whether its figures overlap, which of them a break parts, and
what is missing among them, so that all refuse the same series in the same words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from indicators.definition import Break
from indicators.errors import MethodError
from indicators.vocabulary import MissingReason, PeriodType

ANNUAL = (
    PeriodType.CALENDAR_YEAR,
    PeriodType.FINANCIAL_YEAR,
    PeriodType.ACADEMIC_YEAR,
    PeriodType.SURVEY_YEAR,
    PeriodType.SNAPSHOT,
)
# A survey's day moves by some weeks from year to year; a year left out moves it by a year.
DAYS_IN_A_STEP = (330, 400)
WHY_MISSING = {
    MissingReason.SUPPRESSED: "is suppressed by the publisher",
    MissingReason.NOT_COLLECTED: "was not collected",
    MissingReason.NOT_APPLICABLE: "does not apply",
    MissingReason.UNRELIABLE: "is too unreliable to publish",
    MissingReason.NOT_PUBLISHED: "was not published",
}
NEEDED = (
    "period",
    "period_start",
    "period_end",
    "period_type",
    "value",
    "lower_95",
    "upper_95",
    "numerator",
    "denominator",
    "missing_reason",
)


def one_series(series: pd.DataFrame) -> pd.DataFrame:
    """The series, oldest first, with the columns that judgements need.

    Columns given are those of `compute`; each period may stand once, for one area, sex, age and
    type. Raises MethodError when the rows are not one series.
    """
    if not isinstance(series, pd.DataFrame):
        raise MethodError(f"A series must be a table; found {type(series).__name__}.")
    absent = [name for name in NEEDED if name not in series.columns]
    if absent:
        raise MethodError(f"The series has no column {', '.join(absent)}; compute() gives them.")
    for name in ("area_code", "sex", "age", "breakdown_value", "period_type"):
        different = set(series[name]) if name in series.columns else set()
        if len(different) > 1:
            several = ", ".join(sorted(map(str, different))[:3])
            raise MethodError(f"A series must have one {name}; found {several}.")
    ordered = series[list(NEEDED)].sort_values("period_end", ignore_index=True)
    twice = ordered["period_end"].duplicated()
    if twice.any():
        name = ordered.loc[twice, "period"].iloc[0]
        raise MethodError(f"A series must have each period once; found {name} more than once.")
    return ordered


def why_overlapping(series: pd.DataFrame) -> str:
    """Why successive figures are not independent, or an empty text when they are.

    Rolling windows overlap by their kind. The days are looked at, too, so that a rolling window
    under a year's name is found out.
    """
    if series.empty:
        return ""
    kind = PeriodType(series["period_type"].iloc[0])
    starts, ends = series["period_start"].iloc[1:], series["period_end"].iloc[:-1]
    shared = starts.to_numpy() <= ends.to_numpy()
    if shared.any():
        at = int(shared.argmax())
        first, second = series["period"].iloc[at], series["period"].iloc[at + 1]
        # The label cannot be trusted to show the overlap where the kind of period denies it.
        said = "" if kind.is_rolling else f", although each is called a {kind}"
        return (
            f"The periods overlap: {first} and {second} share months{said}, so one figure is not "
            "independent of the next."
        )
    return ""


def why_rolling(series: pd.DataFrame) -> str:
    """Why the figures are not of single years though none overlaps, or an empty text."""
    is_rolling = len(series) and PeriodType(series["period_type"].iloc[0]).is_rolling
    return "The figures are for rolling periods." if is_rolling else ""


def without_overlap(series: pd.DataFrame) -> pd.DataFrame:
    """The latest period and, going back, each that ends before the one kept after it starts."""
    starts, ends = series["period_start"].to_numpy(), series["period_end"].to_numpy()
    kept: list[int] = []
    for position in reversed(range(len(series))):
        if not kept or ends[position] < starts[kept[-1]]:
            kept.append(position)
    return series.iloc[kept[::-1]]


def breaks_between(series: pd.DataFrame, breaks: Sequence[Break]) -> list[tuple[int, Break]]:
    """Where breaks fall: the position of the first row after each, with the break.

    A row is after a break when its whole period is. Breaks before the first row or after the last
    part nothing and are left out; of several at one place the latest speaks.
    """
    found: dict[int, Break] = {}
    for one in sorted(breaks, key=lambda each: each.on):
        position = int((series["period_start"] < pd.Timestamp(one.on)).sum())
        if 0 < position < len(series):
            found[position] = one
    return sorted(found.items())


def broken(one: Break) -> str:
    """What a break means, with its written reason, in sentences."""
    reason = f"{one.reason[:1].upper()}{one.reason[1:].rstrip('.')}."
    return f"Figures from {day(one.on)} cannot be compared with those before. {reason}"


def day(on: date) -> str:
    """'1 April 2021'."""
    return f"{on.day} {on:%B %Y}"


def why_missing(row: pd.Series) -> str:
    """Why a row has no value, as 'The figure for 2020/21 was not collected'."""
    reason = row["missing_reason"]
    said = WHY_MISSING[MissingReason(reason)] if isinstance(reason, str) else "is missing"
    return f"The figure for {row['period']} {said}"
