"""The process control chart of one area: its points, its limits, and which rules were broken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from dashboards import text
from dashboards.viewmodel.sentences import control_sentence
from dashboards.viewmodel.trend import MARGIN
from indicators.control import Control
from indicators.definition import Definition
from indicators.methods.spc import Rule
from indicators.vocabulary import Variation

RULES = {
    Rule.OUTSIDE: "Outside the limits",
    Rule.TREND: "Seven figures in a row all rising or all falling",
    Rule.TWO_OF_THREE: "Two of three figures in a row near one limit",
    Rule.RUN: "Seven figures in a row on one side of the mean",
}
MOST_NAMED = 8
CROWDED = 40  # marks; with more they are drawn smaller
MEANINGS = {
    Variation.IMPROVEMENT: ("variation-improvement-high", "improvement"),
    Variation.CONCERN: ("variation-concern-high", "concern"),
    Variation.NEUTRAL: ("variation-neutral-high", "unusual"),
}


@dataclass(frozen=True)
class Mark:
    """One figure: where it stands, and what the rules say of it."""

    day: date
    period: str
    value: float
    variation: Variation
    words: str


@dataclass(frozen=True)
class Stretch:
    """Limits that hold from one day to another; None where the figures give none."""

    first: date
    last: date
    mean: float
    lower: float | None
    upper: float | None
    near_lower: float | None
    near_upper: float | None


@dataclass(frozen=True)
class ControlChart:
    """What a control chart draws: runs of marks broken where a figure lacks, stretches of limits.

    `broken` are the rules that any figure breaks, each with the periods of those figures.
    """

    area_name: str
    sentence: str
    runs: tuple[tuple[Mark, ...], ...]
    stretches: tuple[Stretch, ...]
    broken: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    low: float
    high: float

    @property
    def marks(self) -> tuple[Mark, ...]:
        return tuple(mark for run in self.runs for mark in run)

    @property
    def is_crowded(self) -> bool:
        """Whether there are so many marks that large ones would lie on one another."""
        return len(self.marks) > CROWDED

    @property
    def key(self) -> tuple[tuple[str, str], ...]:
        """The icon and the meaning of each kind of signal that is drawn."""
        drawn = {mark.variation for mark in self.marks}
        return tuple(meaning for kind, meaning in MEANINGS.items() if kind in drawn)


def control_chart(
    control: Control, series: pd.DataFrame, definition: Definition, area_name: str
) -> ControlChart | None:
    """The chart to draw, or None where none can be drawn (`control.reason` then says why).

    `series` are the rows that `control` was made from.
    """
    if control.chart is None:
        return None
    ends = dict(zip(series["period"], series["period_end"].dt.date, strict=True))
    points = control.chart.points.assign(period=control.periods)
    points["day"] = points["period"].map(ends)
    is_positive = bool((points["value"].dropna() >= 0).all())
    columns = ["value", "mean", "lower", "upper"]
    low, high = float(points[columns].min().min()), float(points[columns].max().max())
    room = (high - low) * MARGIN or abs(high) * 0.05 or 1.0
    return ControlChart(
        area_name=area_name,
        sentence=control_sentence(control, series, definition),
        runs=tuple(_runs(points, definition)),
        stretches=tuple(_stretches(points, is_positive)),
        broken=tuple(_broken(points)),
        notes=control.notes,
        low=max(low - room, 0.0) if is_positive else low - room,
        high=high + room,
    )


def _runs(points: pd.DataFrame, definition: Definition) -> Iterator[tuple[Mark, ...]]:
    """Marks that follow one another without a gap or new limits between them."""
    held = points["value"].notna()
    stretch = (~held).cumsum().astype(str) + " " + points["segment"].astype(str)
    for _, run in points[held].groupby(stretch[held], sort=False):
        yield tuple(_mark(row, definition) for row in run.to_dict("records"))


def _mark(row: dict[str, Any], definition: Definition) -> Mark:
    value = float(row["value"])
    rule = RULES.get(Rule(str(row["rule"])), "")
    said = f": {rule[:1].lower()}{rule[1:]}" if rule else ""
    return Mark(
        day=row["day"],
        period=str(row["period"]),
        value=value,
        variation=Variation(str(row["variation"])),
        words=f"{row['period']}, {text.with_unit(value, definition)}{said}",
    )


def _stretches(points: pd.DataFrame, is_positive: bool) -> Iterator[Stretch]:
    for _, part in points.groupby("segment", sort=False):
        row, days = part.iloc[0], part["day"].dropna()
        # Below nothing there is nothing: a limit there is not drawn where no figure can be.
        limits = [
            None if pd.isna(row[name]) or (is_positive and row[name] < 0) else float(row[name])
            for name in ("lower", "upper", "near_lower", "near_upper")
        ]
        yield Stretch(days.iloc[0], days.iloc[-1], float(row["mean"]), *limits)


def _broken(points: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Each rule that was broken, with the periods that break it, latest first."""
    for rule, words in RULES.items():
        periods = list(points.loc[points["rule"] == rule, "period"])[::-1]
        if not periods:
            continue
        named = periods[:MOST_NAMED]
        rest = len(periods) - len(named)
        named += [f"{text.count(rest, 'more', 'more')}"] if rest else []
        yield words, text.listed(named)
