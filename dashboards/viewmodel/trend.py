"""The course of one indicator over time: lines, limits and the target's path, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from geo.areas import ENGLAND, WEST_YORKSHIRE, WEST_YORKSHIRE_ICB, short_name
from indicators.definition import Definition
from indicators.trajectory import trajectory
from indicators.vocabulary import Kind, Sex

GAP = 1.6
MARGIN = 0.08  # of a chart's height, left clear above and below what it draws
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
class Line:
    """One area's figures as runs of points: a line is broken where a period has no figure."""

    area_code: str
    name: str
    runs: tuple[tuple[Point, ...], ...]

    @property
    def points(self) -> tuple[Point, ...]:
        return tuple(point for run in self.runs for point in run)


@dataclass(frozen=True)
class Trend:
    """What a trend chart draws. `target` is the path promised, from baseline to goal."""

    own: Line
    england: Line | None
    target: tuple[Point, ...]
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


def line(rows: pd.DataFrame, area_code: str) -> Line | None:
    """The area's line from rows of one sex, age and period type; None without a figure."""
    own = rows[rows["area_code"] == area_code].sort_values("period_end")
    if not own["value"].notna().any():
        return None
    gaps = own["period_end"].diff().dt.days
    usual = gaps.median()
    runs: list[list[Point]] = []
    is_open = False
    for row, gap in zip(own.itertuples(), gaps, strict=True):
        if pd.isna(row.value):
            is_open = False
            continue
        if not is_open or gap > usual * GAP:
            runs.append([])
        is_open = True
        runs[-1].append(_point(row))
    return Line(area_code, short_name(area_code), tuple(tuple(run) for run in runs))


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


def trend(rows: pd.DataFrame, definition: Definition, sex: Sex, area_code: str) -> Trend | None:
    """The trend of one area before England's line, or None when there is no figure to draw."""
    if definition.kind is Kind.CATEGORY:
        return None
    rows = rows[rows["sex"] == sex.value]
    own = line(rows, area_code)
    if own is None and area_code == WEST_YORKSHIRE:
        own = line(rows, WEST_YORKSHIRE_ICB)
    if own is None:
        return None
    # England's count is of another size: drawn on one axis it would flatten the area's own line.
    with_england = definition.kind is not Kind.COUNT and area_code != ENGLAND
    england = line(rows, ENGLAND) if with_england else None
    path, words = _promised(rows, definition, sex, area_code)
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
        target_words=words,
        low=0.0 if starts_at_zero else low - margin,
        high=high + margin,
        starts_at_zero=starts_at_zero,
    )


def from_zero(low: float, high: float) -> bool:
    """Whether an axis of these figures starts at zero: always, but where that would flatten it."""
    return 0 <= low < NARROW * high


def _promised(
    rows: pd.DataFrame, definition: Definition, sex: Sex, area_code: str
) -> tuple[tuple[Point, ...], str]:
    """The path of the area's own target where it has one about this figure."""
    series = rows[(rows["area_code"] == area_code)].sort_values("period_end")
    for target in definition.targets:
        if target.applies_to != area_code or target.sex != sex or target.status_of != "value":
            continue
        way = trajectory(target, series)
        if way is not None:
            start = Point(way.baseline_on, str(target.baseline_period), way.baseline)
            words = f"Promised by {target.by.day} {target.by:%B %Y}"
            return (start, Point(target.by, words, way.goal)), words
    return (), ""
