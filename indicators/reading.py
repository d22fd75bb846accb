"""One promise read against one area's figures: on the way to its date, and once that has come."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from indicators.definition import Definition, Target
from indicators.series import broken, day, why_missing
from indicators.trajectory import (
    Trajectory,
    at_least_as_good,
    break_since,
    goal,
    lower_is_better,
    trajectory,
    why_no_trajectory,
)
from indicators.vocabulary import AgainstPath, PeriodType, Status, TargetKind
from indicators.words import figure, limits, passed, when

DAYS_IN_MONTH = 30.44
MONTHS_BETWEEN = {PeriodType.MONTH: 1, PeriodType.QUARTER: 3}
STATUS = {
    AgainstPath.ON_OR_BETTER: Status.ON_TRACK,
    AgainstPath.WORSE: Status.OFF_TRACK,
    AgainstPath.SPANS: Status.UNDETERMINED,
    AgainstPath.NO_LIMITS: Status.UNDETERMINED,
}


class Known(NamedTuple):
    """One area's series and England's as they were known on a day."""

    on: datetime.date
    series: pd.DataFrame
    england: pd.DataFrame


@dataclass(frozen=True)
class Judgement:
    """A status and the reason for it, in sentences a board member can read aloud.

    `target` is the promise judged, `value` the figure, `against` where its limits lie from the path
    and `way` that path. `rests_on` are the periods and `sources` the citations of the figures in
    the reason. `earlier` is the answer to the promise whose date had passed before this took over.
    """

    status: Status
    reason: str
    rests_on: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    value: float | None = None
    against: AgainstPath | None = None
    way: Trajectory | None = None
    target: Target | None = None
    earlier: Judgement | None = None


def on_the_way(target: Target, definition: Definition, known: Known) -> Judgement:
    """Where the limits of the latest figure lie from the path on the last day of its period."""
    held = known.series[known.series["value"].notna()]
    way = trajectory(target, held, known.england)
    if way is None:
        return undetermined(why_no_trajectory(target, held, known.england))
    last = held.iloc[-1]
    if why := _why_not_after(way, held, definition):
        return undetermined(why, way)
    asked = way.expected_on(last["period_end"].date())
    against = _against(last, asked, lower_is_better(definition, target))
    said = f"{figure(last['value'], definition)} {when(last)}"
    asks = f"the path asks for {figure(asked, definition)} by then"
    if against is AgainstPath.NO_LIMITS:
        said = f"{said}, with no published limits; {asks}."
    else:
        spans = ", which the limits span" if against is AgainstPath.SPANS else ""
        said = f"{said} (95% limits {limits(last, definition)}); {asks}{spans}."
    return _resting_on(
        (_start(held, target), last),
        STATUS[against],
        said + _taken_from(target, way, definition),
        against,
        way,
    )


def outcome(target: Target, definition: Definition, known: Known) -> Judgement:
    """Met or missed on the figure for the last period that ended by the date, if it can be said."""
    series = known.series[known.series["period_end"] <= pd.Timestamp(target.by)]
    held = series[series["value"].notna()]
    if held.empty:
        return undetermined(passed(target, "with no figure"))
    last = series.iloc[-1]
    if pd.isna(last["value"]) or _next_end(known.series, last) <= target.by:
        why = why_missing(last) if pd.isna(last["value"]) else "The figure that decides is not held"
        latest = f"{figure(held['value'].iloc[-1], definition)} {when(held.iloc[-1])}"
        return undetermined(f"{passed(target)} {why}; the latest before it is {latest}.")
    england = known.england[known.england["period_end"] == last["period_end"]]
    way = trajectory(target, held, england)
    end = goal(target, held, england)
    if end is None or (way is None and target.kind is not TargetKind.LEVEL):
        return undetermined(why_no_trajectory(target, held, england))
    if way is not None and (why := _why_not_after(way, held, definition)):
        return undetermined(why, way)
    value = float(last["value"])
    is_kept = at_least_as_good(value, end, lower_is_better(definition, target))
    chance = ""
    if last["lower_95"] < end < last["upper_95"]:
        between = limits(last, definition)
        chance = f" The 95% limits, {between}, hold the goal, so chance may have decided."
    said = (
        f"{figure(value, definition)} {when(last)}; the promise was {figure(end, definition)} "
        f"by {day(target.by)}.{chance}"
    )
    if way is not None:
        said += _taken_from(target, way, definition)
    status = Status.MET if is_kept else Status.MISSED
    return _resting_on((_start(held, target), last), status, said, None, way)


def undetermined(reason: str, way: Trajectory | None = None) -> Judgement:
    """The answer where nothing can be said, with the reason."""
    return Judgement(Status.UNDETERMINED, reason, way=way)


def _why_not_after(way: Trajectory, held: pd.DataFrame, definition: Definition) -> str:
    """Why the latest figure cannot be set against the baseline, or an empty text."""
    last = held.iloc[-1]
    if last["period_end"].date() <= way.baseline_on:
        return (
            f"No figure is held that is later than {way.target.baseline_period}, from which the "
            "promise counts."
        )
    changed = break_since(way, held, definition)
    if changed is None:
        return ""
    return f"{broken(changed)} The promise counts from {way.target.baseline_period}."


def _against(row: pd.Series, asked: float, lower: bool) -> AgainstPath:
    """Where the row's limits lie from what is asked; a limit exactly on it is not beyond it."""
    if pd.isna(row["lower_95"]) or pd.isna(row["upper_95"]):
        return AgainstPath.NO_LIMITS
    best, worst = float(row["lower_95"]), float(row["upper_95"])
    if not lower:
        best, worst = worst, best
    if at_least_as_good(worst, asked, lower):
        return AgainstPath.ON_OR_BETTER
    return AgainstPath.SPANS if at_least_as_good(best, asked, lower) else AgainstPath.WORSE


def _next_end(series: pd.DataFrame, row: pd.Series) -> datetime.date:
    """The last day of the next period: a year later, or sooner where figures come oftener.

    Years left out of the series do not make its next figure due later; windows that are published
    once in three years do.
    """
    kind = PeriodType(row["period_type"])
    months = MONTHS_BETWEEN.get(kind, 12)
    gaps = series["period_end"].diff().dt.days
    if gaps.notna().any():
        shortest = max(round(gaps.min() / DAYS_IN_MONTH), 1)
        months = shortest if kind.is_rolling else min(months, shortest)
    end = row["period_end"] + pd.DateOffset(months=months)
    snapped = end + pd.offsets.MonthEnd(0) if row["period_end"].is_month_end else end
    return snapped.date()


def _start(held: pd.DataFrame, target: Target) -> pd.Series | None:
    start = held[held["period"] == target.baseline_period]
    return None if start.empty else start.iloc[0]


def _taken_from(target: Target, way: Trajectory, definition: Definition) -> str:
    """What the reader must know of where the path starts and ends, each in a sentence."""
    said = ""
    if target.kind is TargetKind.MATCH_ENGLAND:
        said += f" England's figure is {figure(way.goal, definition)}."
    if not target.baseline_is_stated:
        said += (
            " The promise names no starting period; its start is taken to be "
            f"{target.baseline_period}, the latest figure out when it was made."
        )
    return said


def _resting_on(
    rows: tuple[pd.Series | None, ...],
    status: Status,
    reason: str,
    against: AgainstPath | None,
    way: Trajectory | None,
) -> Judgement:
    """The answer with the periods and citations of the rows it rests on; the last was judged."""
    held = [row for row in rows if row is not None]
    cited = [row["source"] for row in held if isinstance(row.get("source"), str)]
    return Judgement(
        status,
        reason,
        rests_on=tuple(str(row["period"]) for row in held),
        sources=tuple(dict.fromkeys(cited)),
        value=float(held[-1]["value"]),
        against=against,
        way=way,
    )
