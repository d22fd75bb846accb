"""Where a figure may go if things go on as they have: a fan that has earned its place, or why none.

The fan is that of the method which the backtest decided on, and it says how often past figures fell
within it. Source of the method: `indicators/forecasts`.
"""

from __future__ import annotations

import datetime
import math
import numbers
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.special import ndtr

from indicators import periods
from indicators.definition import Definition
from indicators.errors import MethodError
from indicators.forecasts.candidates import CANDIDATES, Method, Predictive
from indicators.forecasts.decision import LEAST_COVER, Decision
from indicators.forecasts.history import History, history, past
from indicators.forecasts.link import Link
from indicators.forecasts.trend_line import FitError
from indicators.methods.estimate import z_score
from indicators.vocabulary import Polarity

SHARES = (50, 80, 95)
COLUMNS = (
    "horizon",
    "period_start",
    "period_end",
    "period",
    "median",
    *(f"{end}_{share}" for share in SHARES for end in ("lower", "upper")),
)
WORDS = ("no", "one", "two", "three", "four", "five")
AFTER_A_SHOCK = (
    "Every method's range is too narrow after a shock, such as a pandemic, a new law or a new way "
    "of counting."
)


@dataclass(frozen=True)
class Projection:
    """A fan for the years after the last figure, with how well it did in the past; or why none.

    `points` has a row for each year ahead (columns `COLUMNS`, in the indicator's unit), `coverage`
    the method's own record by year ahead (horizon, trials, cover_50, cover_80, cover_95). `words`
    say what the method supposes and how often it was right. Without a fan, `method` is None,
    `points` has no rows and `reason` says why.
    """

    method: Method | None
    points: pd.DataFrame
    coverage: pd.DataFrame
    words: str
    reason: str
    last_period_end: datetime.date | None = None
    curve: Predictive | None = field(default=None, repr=False)
    link: Link | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Chance:
    """The chance of meeting a goal, from 0 to 1, or None and the reason why none can be given."""

    value: float | None
    reason: str


def project(definition: Definition, series: pd.DataFrame, decision: Decision) -> Projection:
    """The projection of one area's series by the method that the backtest decided on.

    `series` holds the rows of one area, sex, age and period type, with the columns of `compute`;
    `decision` is the indicator's own for that sex. Raises MethodError for input that is none of
    these.
    """
    _refuse_mismatch(definition, series, decision)
    if decision.method is None:
        return _none(decision.reason)
    known = history(definition, series)
    if isinstance(known, str):
        return _none(known)
    learnt = past(known)
    if isinstance(learnt, str):
        return _none(learnt)
    try:
        curve = CANDIDATES[decision.method](learnt)
    except FitError:
        return _none("The method found no answer for these figures.")
    coverage = decision.coverage
    points = _points(series, known, learnt.link, curve)
    points = points[points["horizon"].isin(coverage["horizon"])].reset_index(drop=True)
    return Projection(
        decision.method,
        points,
        coverage,
        _words(decision.method, decision.areas, coverage),
        decision.reason,
        _last_held(series)["period_end"].date(),
        curve,
        learnt.link,
    )


def chance_of_meeting(
    projection: Projection, goal: float, by: datetime.date, polarity: Polarity
) -> Chance:
    """The chance that the figure of the last period to end by the day is at or beyond the goal.

    It is drawn from the projection's own curve for that year and nowhere else. Raises MethodError
    for a goal that is not a number or a day that is not a date.
    """
    if isinstance(goal, bool) or not isinstance(goal, numbers.Real) or not math.isfinite(goal):
        raise MethodError(f"A goal must be a number; found {goal!r}.")
    if not isinstance(by, datetime.date):
        raise MethodError(f"The day must be a date; found {by!r}.")
    if projection.curve is None or projection.link is None:
        return Chance(None, projection.reason)
    if polarity is Polarity.NO_JUDGEMENT:
        return Chance(None, "For this measure neither high nor low is good, so no goal is better.")
    ends = projection.points["period_end"]
    within = np.flatnonzero(ends <= pd.Timestamp(by))
    if not within.size:
        return Chance(None, "No projected period ends by that day: it is settled by known figures.")
    row = projection.points.iloc[within[-1]]
    if pd.Timestamp(by) >= row["period_end"] + pd.DateOffset(years=1):
        return Chance(None, "The day lies further ahead than the method has been tried.")
    ahead = int(row["horizon"])
    record = projection.coverage.set_index("horizon").loc[ahead]
    if record["cover_80"] < LEAST_COVER:
        return Chance(
            None,
            f"For {row['period']}, {_years(ahead)} ahead, the range meant to hold 80 of 100 "
            f"figures held only {100 * record['cover_80']:.0f} in past trials, too few to state a "
            "chance.",
        )
    place = float(projection.link.to(float(goal)))
    if math.isnan(place):
        return Chance(
            None, "A goal of none, or of all, is one that this method can only come near."
        )
    below = float(ndtr((place - projection.curve.mean[ahead - 1]) / projection.curve.sd[ahead - 1]))
    value = below if polarity is Polarity.LOW_IS_GOOD else 1 - below
    return Chance(
        value,
        f"From the projection for {row['period']}, whose range meant to hold 80 of 100 figures "
        f"held {100 * record['cover_80']:.0f} in past trials.",
    )


def _none(reason: str) -> Projection:
    coverage = pd.DataFrame(columns=["horizon", "trials", "cover_50", "cover_80", "cover_95"])
    return Projection(None, pd.DataFrame(columns=list(COLUMNS)), coverage, "", reason)


def _refuse_mismatch(definition: Definition, series: pd.DataFrame, decision: Decision) -> None:
    if not isinstance(decision, Decision):
        raise MethodError(
            f"A projection needs the backtest's decision; found {type(decision).__name__}. "
            "backtest.decisions() gives them."
        )
    if decision.indicator_id != definition.id:
        raise MethodError(
            f"The decision is about {decision.indicator_id}; the series is of {definition.id}."
        )
    if isinstance(series, pd.DataFrame) and "sex" in series and len(series):
        sex = series["sex"].iloc[0]
        if sex != decision.sex:
            raise MethodError(f"The decision is about {decision.sex}; the series is of {sex}.")


def _last_held(series: pd.DataFrame) -> pd.Series:
    return series[series["value"].notna()].sort_values("period_end").iloc[-1]


def _points(series: pd.DataFrame, known: History, link: Link, curve: Predictive) -> pd.DataFrame:
    """The curve's median and ranges in the indicator's unit, with the periods they are for."""
    last = _last_held(series)
    rows = []
    for ahead, (mean, sd) in enumerate(zip(curve.mean, curve.sd, strict=True), start=1):
        start = last["period_start"] + pd.DateOffset(years=ahead)
        end = last["period_end"] + pd.DateOffset(years=ahead)
        row = {
            "horizon": ahead,
            "period_start": start,
            "period_end": end,
            "period": periods.label(start, end, str(last["period_type"])),
            "median": float(link.back(mean)),
        }
        for share in SHARES:
            reach = z_score(share / 100) * sd
            row[f"lower_{share}"] = float(link.back(mean - reach))
            row[f"upper_{share}"] = float(link.back(mean + reach))
        rows.append(row)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _words(method: Method, areas: int, coverage: pd.DataFrame) -> str:
    """What the method supposes, and its record at the nearest and the furthest year tried."""
    nearest, furthest = coverage.iloc[0], coverage.iloc[-1]
    record = (
        f"Tried on past figures of {areas} areas, the range meant to hold 80 of 100 figures held "
        f"{100 * nearest['cover_80']:.0f} of 100 {_years(int(nearest['horizon']))} ahead"
    )
    if len(coverage) > 1:
        record += (
            f" and {100 * furthest['cover_80']:.0f} of 100 {_years(int(furthest['horizon']))} ahead"
        )
    return f"It supposes that {method.in_words} ({method}). {record}. {AFTER_A_SHOCK}"


def _years(number: int) -> str:
    return "one year" if number == 1 else f"{WORDS[number]} years"
