"""The projection of one area as a fan, beside how often such fans were right in past trials."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from dashboards import text
from dashboards.figures import Figures
from dashboards.viewmodel.sentences import fan_sentence
from dashboards.viewmodel.trend import MARGIN, Line, Point, from_zero, line
from indicators import backtest
from indicators.definition import Definition
from indicators.projection import SHARES, Projection, chance_of_meeting, project
from indicators.trajectory import Trajectory
from indicators.vocabulary import Sex

NO_CHANCE = "No chance of meeting the promise is given."
SHOWN_BEFORE = 12  # figures drawn before the fan, so that its years have room


@dataclass(frozen=True)
class Year:
    """One projected year: its middle, and its ranges from the widest to the narrowest."""

    day: date
    period: str
    value: float
    ranges: tuple[tuple[int, float, float], ...]


@dataclass(frozen=True)
class Record:
    """How often the ranges held the figure, so many years ahead, out of so many trials."""

    ahead: str
    trials: str
    held: tuple[str, ...]


@dataclass(frozen=True)
class Fan:
    """What a fan draws: the figures before it, its years, and its own record."""

    own: Line
    years: tuple[Year, ...]
    record: tuple[Record, ...]
    sentence: str
    words: str
    low: float
    high: float
    starts_at_zero: bool

    @property
    def last(self) -> Point:
        """The last figure, from which the fan opens."""
        return self.own.points[-1]


def projected(
    figures: Figures, definition: Definition, sex: Sex, own: pd.DataFrame
) -> Projection | None:
    """The projection of one area's series by the method that the backtest chose.

    None where the backtest has not been run on the measure.
    """
    decisions = figures.once(("decisions",), backtest.decisions)
    made = decisions.get((definition.id, sex))
    return project(definition, own, made) if made else None


def why_no_fan(projection: Projection | None) -> str:
    """Why there is no projection, in a sentence; empty where there is one."""
    if projection is None:
        return "No way of projecting this measure has been tried on its past figures."
    return "" if projection.method else projection.reason


def chance_words(
    projection: Projection | None, way: Trajectory | None, definition: Definition
) -> str:
    """The chance of meeting an open promise, or why none is given; empty where none is open."""
    if way is None:
        return ""
    if projection is None:
        return f"{NO_CHANCE} {why_no_fan(None)}"
    chance = chance_of_meeting(projection, way.goal, way.target.by, definition.polarity)
    if chance.value is None:
        return f"{NO_CHANCE} {chance.reason}"
    in_100 = f"about {text.plain(100 * chance.value, 0)}"
    # No trial on past figures can show that something is certain, or cannot be.
    if not 0.005 < chance.value < 0.995:
        in_100 = "less than 1" if chance.value < 0.5 else "more than 99"
    return f"The chance of meeting the promise is {in_100} in 100. {chance.reason}"


def fan(
    projection: Projection | None,
    rows: pd.DataFrame,
    definition: Definition,
    sex: Sex,
    area_code: str,
) -> Fan | None:
    """The fan to draw, or None where none has earned its place (`why_no_fan` says why).

    `rows` are of one sex; the area's own are those that the projection was made from.
    """
    own = line(rows, area_code, definition.breaks)
    if projection is None or projection.method is None or own is None:
        return None
    years = tuple(_years(projection.points))
    shown = _latest(own)
    values = [p.value for p in shown.points]
    values += [limit for p in shown.points for limit in (p.lower, p.upper) if limit is not None]
    values += [end for year in years for _, *ends in year.ranges for end in ends]
    low, high = min(values), max(values)
    starts_at_zero = from_zero(low, high)
    room = (high - (0.0 if starts_at_zero else low)) * MARGIN or 1.0
    period_type = str(rows["period_type"].iloc[0])
    return Fan(
        own=shown,
        years=years,
        record=tuple(_record(projection.coverage)),
        sentence=fan_sentence(projection.points.iloc[-1], period_type, definition, sex, area_code),
        words=projection.words,
        low=0.0 if starts_at_zero else low - room,
        high=high + room,
        starts_at_zero=starts_at_zero,
    )


def _latest(own: Line) -> Line:
    """The line's latest figures, its gaps kept."""
    first = own.points[-SHOWN_BEFORE:][0].day
    runs = (tuple(p for p in run if p.day >= first) for run in own.runs)
    return Line(own.area_code, own.name, tuple(run for run in runs if run))


def _years(points: pd.DataFrame) -> Iterator[Year]:
    for row in points.to_dict("records"):
        yield Year(
            day=row["period_end"].date(),
            period=str(row["period"]),
            value=float(row["median"]),
            ranges=tuple(
                (share, float(row[f"lower_{share}"]), float(row[f"upper_{share}"]))
                for share in sorted(SHARES, reverse=True)
            ),
        )


def _record(coverage: pd.DataFrame) -> Iterator[Record]:
    for row in coverage.to_dict("records"):
        yield Record(
            ahead=text.count(int(row["horizon"]), "year"),
            trials=text.plain(row["trials"], 0),
            held=tuple(_of_100(row[f"cover_{share}"]) for share in SHARES),
        )


def _of_100(share: Any) -> str:
    return text.plain(100 * float(share), 0)
