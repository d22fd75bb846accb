"""Whether a promise is being kept: a target, its path, and the figures as they were known.

A promise made for West Yorkshire is judged for West Yorkshire and for nobody else; other areas are
shown against the same path for reference. The judgement uses the limits, not the point, and where
it cannot be made the reason is said.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import pandas as pd

from geo import areas as geography
from indicators.definition import Definition, Target
from indicators.vocabulary import Path, Polarity, Sex, Status, TargetKind

DAYS_IN_YEAR = 365.25


@dataclass(frozen=True)
class Judgement:
    """A status and the reason for it, in a sentence a board member can read aloud.

    `rests_on` are the periods whose figures the reason is drawn from.
    """

    status: Status
    reason: str
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trajectory:
    """A target turned into numbers: where it starts, where it should be, and the way between."""

    target: Target
    baseline: float
    baseline_on: datetime.date
    goal: float

    def expected_on(self, day: datetime.date) -> float:
        """The value that the path asks for on the day, in the indicator's unit."""
        whole = (self.target.by - self.baseline_on).days
        share = min(max((day - self.baseline_on).days / whole, 0.0), 1.0) if whole > 0 else 1.0
        if self.target.path is Path.COMPOUND and self.baseline > 0 and self.goal > 0:
            return float(self.baseline * (self.goal / self.baseline) ** share)
        return self.baseline + (self.goal - self.baseline) * share


def trajectory(target: Target, series: pd.DataFrame) -> Trajectory | None:
    """The target's path through one area's series, or None when it has no figure to start from.

    `series` holds one area and group of a result, with columns period, period_end and value.
    """
    start = series[(series["period"] == target.baseline_period) & series["value"].notna()]
    if start.empty:
        return None
    baseline = float(start["value"].iloc[0])
    goal = {
        TargetKind.LEVEL: target.value,
        TargetKind.PERCENT_REDUCTION: baseline * (1 - target.value / 100),
        TargetKind.GAP_REDUCTION: baseline * (1 - target.value / 100),
        TargetKind.HALT_THE_TREND: baseline,
    }.get(target.kind)
    if goal is None:
        return None
    return Trajectory(target, baseline, start["period_end"].iloc[0].date(), float(goal))


def judge(
    definition: Definition, series: pd.DataFrame, area_code: str, sex: Sex, today: datetime.date
) -> Judgement:
    """The status of the indicator's latest target in one area on the day.

    `series` is that area's part of a result, as known on the day, oldest first (columns period,
    period_end, value, lower_95 and upper_95).
    """
    values = series[series["value"].notna()]
    if values.empty:
        return _no_figure(area_code)
    targets = [t for t in definition.targets if t.stated_on <= today and t.sex == sex]
    if not targets:
        return Judgement(Status.NO_TARGET, "No numeric target was set for this measure.")
    open_targets = [t for t in targets if t.by >= today]
    target = (
        min(open_targets, key=lambda t: t.by) if open_targets else max(targets, key=lambda t: t.by)
    )
    if area_code != target.applies_to:
        return Judgement(
            Status.FOR_REFERENCE,
            f"The promise was made for {geography.name(target.applies_to)}; this area is shown for "
            "reference.",
        )
    if target.status_of != "value":
        return Judgement(
            Status.UNDETERMINED,
            f"The promise is about {target.status_of}. This measure cannot decide it.",
        )
    way = trajectory(target, values)
    if way is None:
        return Judgement(Status.UNDETERMINED, _why_no_path(target))
    return _judged(way, values, definition, today)


def _no_figure(area_code: str) -> Judgement:
    if area_code == geography.WEST_YORKSHIRE:
        return Judgement(
            Status.NO_FIGURE,
            "No figure for West Yorkshire is held, and none can be derived honestly from what is.",
        )
    return Judgement(Status.NO_DATA, f"No figure for {geography.name(area_code)} is held.")


def _why_no_path(target: Target) -> str:
    if target.baseline_period is None:
        return "The promise does not say from which period it counts, so no path can be drawn."
    return f"No figure is loaded for {target.baseline_period}, from which the promise counts."


def _judged(
    way: Trajectory, values: pd.DataFrame, definition: Definition, today: datetime.date
) -> Judgement:
    target = way.target
    number = f"{{:,.{definition.decimals}f}}".format
    goal = f"{number(way.goal)} {definition.unit}"
    if target.by < today:
        due = values[values["period_end"] <= pd.Timestamp(target.by)]
        if due.empty or due["period_end"].iloc[-1].date() < way.baseline_on:
            return Judgement(
                Status.UNDETERMINED, f"The date, {_day(target.by)}, has passed with no figure."
            )
        last = due.iloc[-1]
        kept = _at_least_as_good(float(last["value"]), way.goal, definition)
        status = Status.MET if kept else Status.MISSED
        return Judgement(
            status,
            f"{number(last['value'])} in {last['period']}; the promise was {goal} "
            f"by {_day(target.by)}.",
            (str(target.baseline_period), str(last["period"])),
        )
    last = values.iloc[-1]
    asked = way.expected_on(last["period_end"].date())
    against = f"the path asks for {number(asked)} {definition.unit} by then"
    rests_on = (str(target.baseline_period), str(last["period"]))
    if pd.isna(last["lower_95"]) or pd.isna(last["upper_95"]):
        return Judgement(
            Status.UNDETERMINED,
            f"{number(last['value'])} in {last['period']}, with no published limits; {against}.",
            rests_on,
        )
    worst, best = float(last["lower_95"]), float(last["upper_95"])
    if definition.polarity is Polarity.LOW_IS_GOOD:
        worst, best = best, worst
    limits = f"{number(last['lower_95'])} to {number(last['upper_95'])}"
    span = f"{number(last['value'])} in {last['period']} ({limits})"
    if _at_least_as_good(worst, asked, definition):
        return Judgement(Status.ON_TRACK, f"{span}; {against}.", rests_on)
    if not _at_least_as_good(best, asked, definition):
        return Judgement(Status.OFF_TRACK, f"{span}; {against}.", rests_on)
    reason = f"{span}: the limits span the path; {against}."
    return Judgement(Status.UNDETERMINED, reason, rests_on)


def _at_least_as_good(value: float, goal: float, definition: Definition) -> bool:
    return value <= goal if definition.polarity is Polarity.LOW_IS_GOOD else value >= goal


def _day(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"
