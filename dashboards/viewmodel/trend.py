"""The course of one indicator over time: lines, limits and the target's path, as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from dashboards import text
from geo.areas import ENGLAND, WEST_YORKSHIRE, WEST_YORKSHIRE_ICB, short_name
from indicators.definition import Break, Definition
from indicators.trajectory import Trajectory
from indicators.vocabulary import Kind, Path, Sex

GAP = 1.6
MARGIN = 0.08  # of a chart's height, left clear above and below what it draws
STEPS = 12  # of a path that bends
NARROW = 0.8  # figures all above this share of the highest would be a flat line from zero


@dataclass(frozen=True)
class Point:
    """One figure: the day it is drawn at, its period in words, its value and limits."""

    day: date
    period: str
    value: float
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True)
class Parting:
    """Where a line stops and starts anew because the definition changed: drawn on `day`."""

    day: date
    change: Break


@dataclass(frozen=True)
class Line:
    """One area's figures as runs of points, broken where a period has no figure and at partings."""

    area_code: str
    name: str
    runs: tuple[tuple[Point, ...], ...]
    partings: tuple[Parting, ...] = ()

    @property
    def points(self) -> tuple[Point, ...]:
        return tuple(point for run in self.runs for point in run)


@dataclass(frozen=True)
class Trend:
    """What a trend chart draws: a line with its partings, England's, and a promised path.

    `target` is the path from baseline to goal, `target_name` what is written at its end.
    """

    own: Line
    england: Line | None
    target: tuple[Point, ...]
    target_name: str
    target_words: str
    low: float
    high: float
    starts_at_zero: bool


@dataclass(frozen=True)
class Span:
    """The one frame of all small multiples: the days and values that each spans."""

    first: Point
    last: Point
    low: float
    high: float


def span(lines: list[Line], beside: Trend | None) -> Span | None:
    """The frame that holds every line with its limits; None where there is no line.

    It starts at zero where the trend drawn beside it does, so that both tell of one steepness.
    """
    points = [point for one in lines for point in one.points]
    if not points:
        return None
    values = [p.value for p in points]
    values += [limit for p in points for limit in (p.lower, p.upper) if limit is not None]
    low, high = min(values), max(values)
    starts_at_zero = beside.starts_at_zero if beside else from_zero(low, high)
    return Span(
        first=min(points, key=lambda p: p.day),
        last=max(points, key=lambda p: p.day),
        low=min(0.0, low) if starts_at_zero else low - (high - low) * MARGIN,
        high=high,
    )


def line(rows: pd.DataFrame, area_code: str, breaks: Sequence[Break] = ()) -> Line | None:
    """The area's line from rows of one sex, age and period type; None without a figure.

    It is broken where a period has no figure, and at a break, across which figures cannot be
    compared.
    """
    own = rows[rows["area_code"] == area_code].sort_values("period_end")
    if not own["value"].notna().any():
        return None
    gaps = own["period_end"].diff().dt.days
    usual = gaps.median()
    changes = sorted(breaks, key=lambda one: one.on)
    runs: list[list[Point]] = []
    partings: list[Parting] = []
    is_open, passed = False, 0
    for row, gap in zip(own.itertuples(), gaps, strict=True):
        if pd.isna(row.value):
            is_open = False
            continue
        before, passed = passed, sum(pd.Timestamp(one.on) <= row.period_start for one in changes)
        point = _point(row)
        if runs:
            # Midway between the figures parted: that day is no figure's own, whatever the period.
            midway = runs[-1][-1].day + (point.day - runs[-1][-1].day) / 2
            partings += [Parting(midway, one) for one in changes[before:passed]]
        if not is_open or gap > usual * GAP or passed > before:
            runs.append([])
        is_open = True
        runs[-1].append(point)
    whole = tuple(tuple(run) for run in runs)
    return Line(area_code, short_name(area_code), whole, tuple(partings))


def _point(row: Any) -> Point:
    lower, upper = row.lower_95, row.upper_95
    has_limits = pd.notna(lower) and pd.notna(upper)
    return Point(
        day=row.period_end.date(),
        period=str(row.period),
        value=float(row.value),
        lower=float(lower) if has_limits else None,
        upper=float(upper) if has_limits else None,
    )


def trend(
    rows: pd.DataFrame,
    definition: Definition,
    sex: Sex,
    area_code: str,
    way: Trajectory | None = None,
) -> Trend | None:
    """The trend of one area before England's line, or None when there is no figure to draw.

    `way` is the path of the promise in force, the area's own or, for another area, for reference.
    """
    if definition.kind is Kind.CATEGORY:
        return None
    rows = rows[rows["sex"] == sex.value]
    own = line(rows, area_code, definition.breaks)
    if own is None and area_code == WEST_YORKSHIRE:
        own = line(rows, WEST_YORKSHIRE_ICB, definition.breaks)
    if own is None:
        return None
    # England's count is of another size: drawn on one axis it would flatten the area's own line.
    with_england = definition.kind is not Kind.COUNT and area_code != ENGLAND
    england = line(rows, ENGLAND, definition.breaks) if with_england else None
    path, name, words = _promised(way, area_code)
    values = [p.value for shown in (own, england) if shown for p in shown.points]
    values += [limit for p in own.points for limit in (p.lower, p.upper) if limit is not None]
    values += [p.value for p in path]
    low, high = min(values), max(values)
    starts_at_zero = from_zero(low, high)
    floor = 0.0 if starts_at_zero else low
    margin = (high - floor) * MARGIN or abs(high) * 0.05 or 1.0
    return Trend(
        own=own,
        england=england,
        target=path,
        target_name=name,
        target_words=words,
        low=0.0 if starts_at_zero else low - margin,
        high=high + margin,
        starts_at_zero=starts_at_zero,
    )


def from_zero(low: float, high: float) -> bool:
    """Whether an axis of these figures starts at zero: always, but where that would flatten it."""
    return 0 <= low < NARROW * high


def _promised(way: Trajectory | None, area_code: str) -> tuple[tuple[Point, ...], str, str]:
    """The path to draw, its name at its end, and the words that explain it."""
    if way is None:
        return (), "", ""
    start, end = way.baseline_on, way.target.by
    steps = 1 if way.target.path is Path.LINEAR else STEPS
    between = [start + (end - start) * i / steps for i in range(1, steps)]
    path = (
        Point(start, str(way.target.baseline_period), way.baseline),
        *(Point(day, "", way.expected_on(day)) for day in between),
        Point(end, text.day(end), way.goal),
    )
    if area_code == way.target.applies_to:
        return path, "Promised", f"promised by {text.day(end)}"
    made_for = short_name(way.target.applies_to)
    words = f"the path promised for {made_for}, from this area’s own start, for reference"
    return path, "For reference", words
