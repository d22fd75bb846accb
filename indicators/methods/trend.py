"""Recent trend: whether the latest five yearly figures rise or fall by more than chance.

The rule of the Office for Health Improvement and Disparities for its public profiles. Whether the
points are yearly and do not overlap is for the caller to know: a method sees only numbers.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc

from indicators.errors import MethodError
from indicators.methods.estimate import Floats, arrays, in_range, refuse

POINTS = 5
CHI2_NEEDED = 9.5495  # the chi-squared value of one degree of freedom with p = 0.002
WIDTH_IN_ERRORS = 3.92  # a 95% interval is this many standard errors wide
HAIR = 1e-14
FORMS = "Give count and denominator, or value, lower and upper"


class TrendDirection(StrEnum):
    """What can be said of the latest five points."""

    INCREASING = "increasing"
    DECREASING = "decreasing"
    NO_CHANGE = "no significant change"
    CANNOT_BE_TESTED = "cannot be tested"


class Trend(NamedTuple):
    """A direction, the test behind it (NaN where there is none), and the reason in words."""

    direction: TrendDirection
    chi2: float
    p: float
    significant: bool
    reason: str


@in_range
def recent(
    count: ArrayLike | None = None,
    denominator: ArrayLike | None = None,
    value: ArrayLike | None = None,
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
) -> Trend:
    """The direction of the latest five points of a series, oldest first.

    Proportions are tested by their counts and denominators (Cochran-Armitage, no continuity
    correction); anything else by its values with 95% limits (weighted least squares). A direction
    is given only when chi-squared exceeds 9.5495 (p < 0.002) and the slope keeps its sign whichever
    point is left out. What cannot be tested says why. Raises MethodError, with positions, for
    impossible input. OHID, Fingertips technical guidance: recent trends.
    """
    counted = (count, denominator)
    measured = (value, lower, upper)
    if all(a is not None for a in counted) and all(a is None for a in measured):
        return _of_counts(*_series(count=count, denominator=denominator))
    if all(a is not None for a in measured) and all(a is None for a in counted):
        return _of_values(*_series(value=value, lower=lower, upper=upper))
    raise MethodError(f"{FORMS}: one of the two forms of the recent trend, whole.")


def _of_counts(x: Floats, n: Floats) -> Trend:
    refuse(
        "trend",
        [
            (x < 0, "a count of 0 or more", x),
            (n < 0, "a denominator of 0 or more", n),
            ((x > n) & (n >= 0), "a count no larger than its denominator", x),
        ],
    )
    if short := _too_short("missing", x, n):
        return short
    x, n = x[-POINTS:], n[-POINTS:]
    if (n == 0).any():
        return _untested("One of the latest 5 points counts nobody, so it has no proportion.")
    if x.sum() == 0:
        return _untested(
            "No case was counted in the latest 5 points, so there is no trend to test."
        )
    if x.sum() == n.sum():
        return _untested(
            "Everybody was counted in the latest 5 points, so there is no trend to test."
        )
    t = np.arange(1.0, POINTS + 1)
    whole, cases = n.sum(), x.sum()
    spread = whole * (n * t**2).sum() - (n * t).sum() ** 2
    chi2 = whole * _lean(x, n, t) ** 2 / (cases * (whole - cases) * spread)
    return _judged(chi2, _lean(x, n, t), [_lean(*kept) for kept in _leaving_one_out(x, n, t)])


def _of_values(value: Floats, lower: Floats, upper: Floats) -> Trend:
    refuse("trend", [(lower > upper, "a lower limit no higher than the upper", lower)])
    if short := _too_short("missing or has no limits", value, lower, upper):
        return short
    value, width = value[-POINTS:], (upper - lower)[-POINTS:]
    if (width == 0).any():
        return _untested(
            "One of the latest 5 points has limits of no width, so chance cannot be judged."
        )
    weights = (WIDTH_IN_ERRORS / width) ** 2
    t = np.arange(1.0, POINTS + 1)
    slope, precision = _slope(value, weights, t)
    leaving = [_slope(*kept)[0] for kept in _leaving_one_out(value, weights, t)]
    return _judged(slope**2 * precision, slope, leaving)


def _lean(x: Floats, n: Floats, t: Floats) -> float:
    """The numerator of Cochran and Armitage's statistic; its sign is that of the logistic slope."""
    return float(n.sum() * (x * t).sum() - x.sum() * (n * t).sum())


def _slope(value: Floats, weights: Floats, t: Floats) -> tuple[float, float]:
    """The weighted least-squares slope, and one over its variance."""
    pull = weights * (t - np.average(t, weights=weights))
    precision = (pull * t).sum()
    lean = (pull * (value - value[0])).sum()
    # A slope of nothing but binary fractions has no sign, and must not seem to keep one.
    if abs(lean) <= HAIR * np.abs(pull).sum() * np.abs(value).max():
        lean = 0.0
    return float(lean / precision), float(precision)


def _leaving_one_out(*columns: Floats) -> list[tuple[Floats, ...]]:
    return [tuple(np.delete(column, i) for column in columns) for i in range(POINTS)]


def _judged(chi2: float, slope: float, leaving: list[float]) -> Trend:
    p = float(chdtrc(1, chi2))
    beyond_chance = chi2 > CHI2_NEEDED
    steady = all(np.sign(one) == np.sign(slope) for one in leaving)
    if beyond_chance and steady:
        word = TrendDirection.INCREASING if slope > 0 else TrendDirection.DECREASING
        reason = "The change over the latest 5 points is larger than chance would give."
    else:
        word = TrendDirection.NO_CHANGE
        reason = (
            "The change over the latest 5 points rests on one of them alone."
            if beyond_chance
            else "The change over the latest 5 points is within what chance would give."
        )
    return Trend(word, float(chi2), p, bool(beyond_chance and steady), reason)


def _too_short(fault: str, *columns: Floats) -> Trend | None:
    held = columns[0].size
    if held < POINTS:
        points = "1 point is" if held == 1 else f"{held} points are"
        return _untested(f"Only {points} held; {POINTS} are needed.")
    if any(np.isnan(column[-POINTS:]).any() for column in columns):
        return _untested(f"One or more of the latest {POINTS} points is {fault}.")
    return None


def _untested(reason: str) -> Trend:
    return Trend(TrendDirection.CANNOT_BE_TESTED, np.nan, np.nan, False, reason)


def _series(**named: ArrayLike | None) -> list[Floats]:
    columns = arrays(**{name: column for name, column in named.items() if column is not None})
    if columns[0].ndim != 1:
        raise MethodError(f"{' and '.join(named)} must each be one series, oldest point first.")
    return columns
