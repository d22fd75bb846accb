"""A promise turned into numbers: where it starts, where it should end, and the way between.

The formulas: from baseline b on day t0 to goal g on day T, a linear path asks b + (g - b) s and a
compound one b (g / b)^s, where s is the share of the years between t0 and T that has passed.
"""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass

import pandas as pd

from indicators.definition import REDUCTIONS, Break, Definition, Target
from indicators.series import breaks_between
from indicators.vocabulary import Path, Polarity, TargetKind

CLOSE = 1e-9  # of the larger of two figures: what is nearer than this is the same figure


@dataclass(frozen=True)
class Trajectory:
    """A target's path through one area's series, in the indicator's unit.

    `baseline_on` is the last day of the period the promise counts from; `goal` is due on the
    target's own day.
    """

    target: Target
    baseline: float
    baseline_on: datetime.date
    goal: float

    def expected_on(self, day: datetime.date) -> float:
        """The value that the path asks for on the day; outside the path, that of its nearer end.

        Years are whole anniversaries and the part of the next, so that equal years ask for equal
        steps: halfway is exactly halfway, whatever leap days lie between.
        """
        passed = years_between(self.baseline_on, day)
        share = min(max(passed / years_between(self.baseline_on, self.target.by), 0.0), 1.0)
        if self.target.path is Path.COMPOUND:
            return float(self.baseline * (self.goal / self.baseline) ** share)
        return self.baseline + (self.goal - self.baseline) * share


def trajectory(
    target: Target, series: pd.DataFrame, england: pd.DataFrame | None = None
) -> Trajectory | None:
    """The target's path through one area's series, or None; `why_no_trajectory` then says why.

    `series` holds one area and group of a result of `compute` (columns period, period_end and
    value). A level is its own goal; a percent or gap reduction takes its percentage from the area's
    own baseline; to halt the trend is to stay at the baseline; to match England is to reach the
    latest figure in `england`, so that the goal moves as England's figure does.
    """
    start = _baseline(target, series)
    end = goal(target, series, england)
    if start is None or end is None or why_no_trajectory(target, series, england):
        return None
    return Trajectory(target, float(start["value"]), start["period_end"].date(), end)


def goal(target: Target, series: pd.DataFrame, england: pd.DataFrame | None = None) -> float | None:
    """The value promised for the target's day, or None when the figure it rests on is not held."""
    if target.kind is TargetKind.LEVEL:
        return target.value
    if target.kind is TargetKind.MATCH_ENGLAND:
        held = england["value"].dropna() if england is not None else pd.Series(dtype=float)
        return float(held.iloc[-1]) if len(held) else None
    start = _baseline(target, series)
    if start is None:
        return None
    cut = target.value / 100 if target.kind in REDUCTIONS else 0.0
    return float(start["value"]) * (1 - cut)


def why_no_trajectory(
    target: Target, series: pd.DataFrame, england: pd.DataFrame | None = None
) -> str:
    """Why no path can be drawn, in a sentence; an empty text when one can."""
    if target.baseline_period is None:
        return "The promise does not say from which period it counts, so no path can be drawn."
    start = _baseline(target, series)
    if start is None:
        return f"No figure is held for {target.baseline_period}, from which the promise counts."
    if start["period_end"].date() >= target.by:
        return (
            f"The promise counts from {target.baseline_period}, which does not end before its own "
            "date, so no path can be drawn."
        )
    end = goal(target, series, england)
    if end is None:
        return "The promise is to match England, and no figure for England is held."
    if target.kind in REDUCTIONS and float(start["value"]) < 0:
        return (
            f"The figure for {target.baseline_period}, from which the promise counts, is below "
            "zero, and a percentage less than that means nothing."
        )
    if target.path is Path.COMPOUND and min(float(start["value"]), end) <= 0:
        return (
            "The promise is of a fixed percentage a year, and no such path leads from or to a "
            "figure of zero."
        )
    return ""


def break_since(way: Trajectory, series: pd.DataFrame, definition: Definition) -> Break | None:
    """The latest change in what is counted between the path's start and the latest figure."""
    since = series["period_end"] >= pd.Timestamp(way.baseline_on)
    parted = breaks_between(series[since & series["value"].notna()], definition.breaks)
    return parted[-1][1] if parted else None


def is_open(
    way: Trajectory, series: pd.DataFrame, definition: Definition, today: datetime.date
) -> bool:
    """Whether the goal is still to come, and the latest figure can be set against it."""
    return today <= way.target.by and break_since(way, series, definition) is None


def lower_is_better(definition: Definition, target: Target) -> bool:
    """Whether a smaller figure is better: by the polarity, or as the promise is a reduction."""
    return definition.polarity is Polarity.LOW_IS_GOOD or target.kind in REDUCTIONS


def at_least_as_good(value: float, asked: float, lower: bool) -> bool:
    """Whether the value is on the good side of what is asked, or the same but for rounding."""
    same = abs(value - asked) <= CLOSE * max(abs(value), abs(asked))
    return same or (value < asked if lower else value > asked)


def years_between(start: datetime.date, end: datetime.date) -> float:
    """The years from start to end: whole anniversaries, and the part of the next that has passed.

    Negative when the end comes first.
    """
    if end < start:
        return -years_between(end, start)
    whole = end.year - start.year - (end < _anniversary(start, end.year - start.year))
    last, following = _anniversary(start, whole), _anniversary(start, whole + 1)
    return whole + (end - last).days / (following - last).days


def _anniversary(day: datetime.date, years: int) -> datetime.date:
    """The same day so many years later; the last of a month stays the last."""
    year = day.year + years
    length = calendar.monthrange(year, day.month)[1]
    is_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return day.replace(year=year, day=length if is_last else min(day.day, length))


def _baseline(target: Target, series: pd.DataFrame) -> pd.Series | None:
    """The row of the period the promise counts from, if it has a value."""
    held = series[(series["period"] == target.baseline_period) & series["value"].notna()]
    return None if held.empty else held.iloc[0]
