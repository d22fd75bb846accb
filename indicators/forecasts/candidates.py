"""The projection methods that compete. Each takes a past and gives one normal curve a year ahead.

All but the fitted trend are told by a level, a step and the size of past one-year errors. An error
made over a gap of k years counts as k errors of a year, so that a gap makes no fan wider.

Sources: Hyndman, Koehler, Ord and Snyder, Forecasting with Exponential Smoothing (2008), chapter 6;
Hyndman and Billah, Unmasking the Theta method (2003), for the theta line as smoothing with drift.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from itertools import product
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from indicators.forecasts.history import Past
from indicators.forecasts.trend_line import FitError, fitted_trend
from indicators.methods.estimate import Floats

HORIZONS = 5
AHEAD = np.arange(1, HORIZONS + 1, dtype=float)
ALPHAS = np.linspace(0.1, 1.0, 10)
BETAS = (0.0, 0.1, 0.2)
DAMPINGS = (0.8, 0.9)


class Method(StrEnum):
    """A candidate's name, as the table and the site give it."""

    NAIVE = "random walk"
    HALF_DRIFT = "random walk with half drift"
    SIMPLE = "simple exponential smoothing"
    DAMPED = "damped exponential smoothing"
    THETA = "theta line"
    ENSEMBLE = "ensemble"
    TREND = "generalised linear trend"

    @property
    def in_words(self) -> str:
        """What the method supposes, for a reader who does not know its name."""
        return IN_WORDS[self]


IN_WORDS: Mapping[Method, str] = MappingProxyType(
    {
        Method.NAIVE: "the latest figure stays as it is",
        Method.HALF_DRIFT: "the figure goes on from where it is at half its past pace",
        Method.SIMPLE: "the figure stays near a level that follows its latest values",
        Method.DAMPED: "the figure goes on as of late, a little less each year",
        Method.THETA: "the figure goes on from its latest level at half the slope of its past",
        Method.ENSEMBLE: "the figure takes the middle way of three methods whose trends fade",
        Method.TREND: "the figure goes on along the straight line of its past",
    }
)


class Predictive(NamedTuple):
    """Normal curves on the scale of the link: centre and spread for 1 to 5 years ahead."""

    mean: Floats
    sd: Floats


def naive(past: Past) -> Predictive:
    """A random walk: the last figure stays, and doubt grows with the square root of time."""
    errors, gaps = np.diff(past.linked), np.diff(past.years)
    spread = np.sqrt(np.mean(errors**2 / gaps))
    return Predictive(np.full(HORIZONS, past.linked[-1]), spread * np.sqrt(AHEAD))


def half_drift(past: Past) -> Predictive:
    """A random walk that goes on at half its mean step so far, with doubt about that step."""
    span = past.years[-1] - past.years[0]
    step = 0.5 * (past.linked[-1] - past.linked[0]) / span
    gaps = np.diff(past.years)
    variance = _variance(np.sum((np.diff(past.linked) - step * gaps) ** 2 / gaps), past, fitted=1)
    doubt = np.sqrt(variance * (AHEAD + (0.5 * AHEAD) ** 2 / span))
    return Predictive(past.linked[-1] + step * AHEAD, doubt)


def simple(past: Past) -> Predictive:
    """Exponential smoothing: a level that follows the figures, and no trend."""
    none = np.zeros_like(ALPHAS)
    return smoothed(past, ALPHAS, none, none, step=0, fitted=1)


def damped(past: Past) -> Predictive:
    """Exponential smoothing with a damped trend, which starts at the slope of a straight line."""
    alpha, beta, damping = np.array(list(product(ALPHAS, BETAS, DAMPINGS))).T
    return smoothed(past, alpha, beta, damping, _slope(past), fitted=4)


def theta(past: Past) -> Predictive:
    """Exponential smoothing with a drift of half the straight line's slope: the theta method."""
    none = np.zeros_like(ALPHAS)
    return smoothed(past, ALPHAS, none, none + 1, 0.5 * _slope(past), fitted=2)


def ensemble(past: Past) -> Predictive:
    """The mean of the quantiles of half drift, damped smoothing and theta line."""
    return _middle([CANDIDATES[part](past) for part in PARTS])


def trend(past: Past) -> Predictive:
    """A generalised linear trend through all the figures. Raises FitError when none is found."""
    return Predictive(*fitted_trend(past, AHEAD))


def smoothed(
    past: Past, alpha: Floats, beta: Floats, damping: Floats, step: float, fitted: int
) -> Predictive:
    """Damped-trend smoothing by those of the constants given that make the least one-year error.

    `alpha`, `beta` (a share of alpha) and `damping` are arrays of one length. The level starts at
    the first figure and the trend at `step`; `fitted` is how many constants were chosen to suit the
    figures. In a year without figure the level moves on unmended.
    """
    at = dict(zip(past.years.tolist(), past.linked.tolist(), strict=True))
    level = np.full_like(alpha, past.linked[0])
    slope = np.full_like(alpha, step)
    squares = np.zeros_like(alpha)
    since = 0
    for year in range(int(past.years[0]) + 1, int(past.years[-1]) + 1):
        since += 1
        level, slope = level + damping * slope, damping * slope
        if year in at:
            error = at[year] - level
            squares += error**2 / since
            level = level + alpha * error
            slope = slope + alpha * beta * error
            since = 0
    best = int(np.argmin(squares))
    carried = np.cumsum(damping[best] ** AHEAD)
    echo = (alpha[best] * (1 + beta[best] * carried[:-1])) ** 2
    grown = 1 + np.concatenate([[0.0], np.cumsum(echo)])
    doubt = np.sqrt(_variance(squares[best], past, fitted) * grown)
    return Predictive(level[best] + carried * slope[best], doubt)


def every_curve(past: Past) -> dict[Method, Predictive]:
    """What each candidate gives, in the order of CANDIDATES; NaN where a fit failed."""
    curves: dict[Method, Predictive] = {}
    for method, candidate in CANDIDATES.items():
        if method is Method.ENSEMBLE:  # its parts are already there
            curves[method] = _middle([curves[part] for part in PARTS])
            continue
        try:
            curves[method] = candidate(past)
        except FitError:
            nothing = np.full(HORIZONS, np.nan)
            curves[method] = Predictive(nothing, nothing)
    return curves


def _middle(curves: Sequence[Predictive]) -> Predictive:
    """The mean of normal quantiles is the quantile of a normal curve: mean centre, mean spread."""
    return Predictive(*(np.mean(both, axis=0) for both in zip(*curves, strict=True)))


def _slope(past: Past) -> float:
    """The slope a year of the straight line of least squares through the figures."""
    years = past.years - past.years.mean()
    return float(years @ past.linked / (years @ years))


def _variance(squares: float, past: Past, fitted: int) -> float:
    """The variance of one-year errors, with one degree of freedom less for each fitted constant."""
    return squares / max(len(past.linked) - 1 - fitted, 1)


PARTS = (Method.HALF_DRIFT, Method.DAMPED, Method.THETA)
CANDIDATES: Mapping[Method, Callable[[Past], Predictive]] = MappingProxyType(
    {
        Method.NAIVE: naive,
        Method.HALF_DRIFT: half_drift,
        Method.SIMPLE: simple,
        Method.DAMPED: damped,
        Method.THETA: theta,
        Method.ENSEMBLE: ensemble,
        Method.TREND: trend,
    }
)
