"""Where the latest figures are going: the recent trend of one area's series, or why there is none.

The rule is that of the Office for Health Improvement and Disparities for Fingertips: the latest
five yearly figures, none missing and none overlapping, tested at p < 0.002. Rolling windows are not
tested as they stand; the test on windows that do not overlap stands beside the refusal.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators import safe_mode
from indicators.definition import Definition
from indicators.methods import trend
from indicators.series import (
    ANNUAL,
    DAYS_IN_A_STEP,
    breaks_between,
    broken,
    one_series,
    why_missing,
    why_overlapping,
    why_rolling,
    without_overlap,
)
from indicators.vocabulary import Kind, PeriodType, Polarity, RecentTrend

POINTS = 5
UNTESTABLE_KINDS = {
    Kind.COUNT: "The figures are counts without a population, so chance cannot be judged; the test "
    "needs limits or numerators and denominators.",
    Kind.CATEGORY: "The figures are categories and not amounts, so they have no trend.",
}


@dataclass(frozen=True)
class Direction:
    """Where a series is going, and the reason in a sentence.

    `chi2` and `p` are of the test (None when it was not made), `periods` those it was made on.
    `non_overlapping` is the test on windows that share no months, for rolling windows only.
    """

    word: RecentTrend
    reason: str
    chi2: float | None = None
    p: float | None = None
    periods: tuple[str, ...] = ()
    non_overlapping: Direction | None = None


def direction(definition: Definition, series: pd.DataFrame) -> Direction:
    """The recent trend of one area's series.

    `series` holds one area, sex, age and period type of a result of `compute`, rows without a value
    included. Proportions with counts are tested on these (Cochran-Armitage), all others on their
    95% limits. Raises MethodError when the rows are not one series.
    """
    series = one_series(series)
    if definition.kind in UNTESTABLE_KINDS:
        return _untested(UNTESTABLE_KINDS[definition.kind])
    overlapping = why_overlapping(series) or why_rolling(series)
    if overlapping:
        independent = _on_windows(definition, without_overlap(series))
        return _untested(f"{overlapping} The test is for single years.", independent)
    reason = _why_not_yearly(series)
    return _untested(reason) if reason else _on_latest(definition, series, "yearly figures")


def _on_windows(definition: Definition, windows: pd.DataFrame) -> Direction:
    """The same test on windows that share no months; they must follow one another at once."""
    latest = windows.tail(POINTS)
    idle = latest["period_start"].iloc[1:].to_numpy() - latest["period_end"].iloc[:-1].to_numpy()
    if len(latest) == POINTS and (idle > np.timedelta64(1, "D")).any():
        return _untested("The windows that do not overlap leave months out between them.")
    return _on_latest(definition, windows, "figures for periods that do not overlap")


def _why_not_yearly(series: pd.DataFrame) -> str:
    """Why the figures are not one for each of the latest years, or an empty text."""
    kinds = series["period_type"].unique()
    if len(kinds) and PeriodType(kinds[0]) not in ANNUAL:
        each = {PeriodType.MONTH: "monthly", PeriodType.QUARTER: "quarterly"}.get(
            PeriodType(kinds[0]), "rolling"
        )
        return f"The figures are {each}; the test is for yearly figures."
    latest = series.tail(POINTS)
    days = latest["period_end"].diff().dt.days.iloc[1:]
    shortest, longest = DAYS_IN_A_STEP
    if (days < shortest).any():
        return "The figures come more often than once a year; the test is for yearly figures."
    uneven = ~days.between(shortest, longest)
    if not uneven.any():
        return ""
    after = int(uneven.to_numpy().argmax())
    first, second = latest["period"].iloc[after], latest["period"].iloc[after + 1]
    return (
        f"No figure is held for each year: {second} follows {first}. The test needs {POINTS} "
        "years in a row."
    )


def _on_latest(definition: Definition, series: pd.DataFrame, noun: str) -> Direction:
    """The test on the latest five rows, or the first reason why it cannot be made."""
    latest = series.tail(POINTS)
    if len(latest) < POINTS:
        held = {0: "none is", 1: "only one is"}.get(len(latest), f"only {len(latest)} are")
        return _untested(f"The test needs {POINTS} {noun}; {held} held.")
    missing = latest[latest["value"].isna()]
    if len(missing):
        return _untested(f"{why_missing(missing.iloc[-1])}; the test needs {POINTS} in a row.")
    parted = breaks_between(latest, definition.breaks)
    if parted:
        _, last = parted[-1]
        return _untested(broken(last))
    columns = ["numerator", "denominator", "value", "lower_95", "upper_95"]
    x, n, value, lower, upper = (latest[name].to_numpy(dtype=float) for name in columns)
    is_counted = _has_counts(definition, x, n)
    if not is_counted and (np.isnan(lower) | np.isnan(upper)).any():
        return _untested(
            "The figures have no limits and no counts, so a change cannot be told from chance."
        )
    # Counts can move where the shares published of them are rounded to the same.
    if np.ptp(x / n if is_counted else value) == 0:
        # The statistic is 0, or without meaning where nobody was counted: either way no change.
        reason = f"All {POINTS} figures between {_span(latest)} are the same."
        return Direction(RecentTrend.NO_CHANGE, reason, 0.0, 1.0, tuple(latest["period"]))
    if is_counted:
        found = trend.recent(count=x, denominator=n)
    else:
        found = trend.recent(value=value, lower=lower, upper=upper)
    word = _word(found.direction, definition)
    if word is RecentTrend.CANNOT_BE_TESTED:
        return _untested(found.reason)
    reason = _in_words(word, found.direction, found.chi2, latest)
    return Direction(word, reason, float(found.chi2), float(found.p), tuple(latest["period"]))


def _has_counts(definition: Definition, x: np.ndarray, n: np.ndarray) -> bool:
    """Whether the figures are shares of counted people, so that the counts carry the chance.

    Modelled shares (limits only as published) and shares of small areas are not.
    """
    counted = definition.limits == "computed" and definition.share_of is None
    return bool(definition.kind is Kind.PROPORTION and counted and ((x <= n) & (n > 0)).all())


def _word(found: str, definition: Definition) -> RecentTrend:
    """The test's word as better or worse, where a good way is declared; never so of suicide."""
    if found not in ("increasing", "decreasing"):
        return RecentTrend(found)
    is_rising = found == "increasing"
    if definition.polarity is Polarity.NO_JUDGEMENT or safe_mode.applies(definition):
        return RecentTrend.RISING if is_rising else RecentTrend.FALLING
    is_good = is_rising == (definition.polarity is Polarity.HIGH_IS_GOOD)
    return RecentTrend.BETTER if is_good else RecentTrend.WORSE


def _in_words(word: RecentTrend, found: str, chi2: float, latest: pd.DataFrame) -> str:
    if word is not RecentTrend.NO_CHANGE:
        way = "rose" if found == "increasing" else "fell"
        return f"The figures {way} between {_span(latest)} by more than chance would explain."
    if chi2 > trend.CHI2_NEEDED:
        return (
            f"The change between {_span(latest)} rests on one of the {POINTS} figures alone, so "
            "it is not called a trend."
        )
    return f"The change between {_span(latest)} is no more than chance could explain."


def _untested(reason: str, non_overlapping: Direction | None = None) -> Direction:
    return Direction(RecentTrend.CANNOT_BE_TESTED, reason, non_overlapping=non_overlapping)


def _span(latest: pd.DataFrame) -> str:
    return f"{latest['period'].iloc[0]} and {latest['period'].iloc[-1]}"
