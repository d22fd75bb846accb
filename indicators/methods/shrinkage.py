"""Shrinkage for small areas: the less a figure rests on, the more it is drawn to the whole."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.special import gammaincc, gammaincinv

from indicators.errors import MethodError
from indicators.methods.estimate import Floats, arrays, in_range, refuse, z_score

# The prior's weight, in expected events, is sought between these: a heavier one is chance alone.
LIGHTEST, HEAVIEST = 1e-300, 1e12


class Shrunk(NamedTuple):
    """Rates drawn towards the overall rate; `weight` is the share of itself an area keeps.

    `value` and `weight` have the input's shape; `between` is the variance between areas, 0 where
    chance explains all the differences.
    """

    value: Floats
    weight: Floats
    overall: float
    between: float


class Posterior(NamedTuple):
    """Ratios of observed to expected events after shrinkage, with limits and P(ratio > 1).

    `alpha` and `beta` are the gamma prior's shape and rate. Where chance explains all differences
    there is no prior to fit: every area has the overall ratio, no limits, and `reason` says so.
    """

    value: Floats
    lower: Floats
    upper: Floats
    above_one: Floats
    alpha: float
    beta: float
    reason: str


@in_range
def marshall(x: ArrayLike, n: ArrayLike) -> Shrunk:
    """Rates x / n shrunk towards the overall rate by the method of moments.

    x and n are counts and populations of areas; missing stays missing and is left out of the whole.
    The variance between areas is never below 0: without that, areas that differ by less than chance
    would change places. Raises MethodError, with positions, for x < 0 or n <= 0. Marshall, Applied
    Statistics 1991; 40: 283-294.
    """
    x, n = _counts(x, n, "a population above 0")
    held = ~(np.isnan(x) | np.isnan(n))
    people, rate = n[held].sum(), x / n
    overall = float(x[held].sum() / people)
    spread = float((n[held] * (rate[held] - overall) ** 2).sum() / people)
    between = max(0.0, spread - overall / float(n[held].mean()))
    # Without a variance between areas none keeps anything of itself, even where no event was seen.
    weight = between / (between + overall / n) if between > 0 else np.where(held, 0.0, np.nan)
    weight = np.where(held, weight, np.nan)
    return Shrunk(overall + weight * (rate - overall), weight, overall, between)


@in_range
def gamma_poisson(x: ArrayLike, expected: ArrayLike, confidence: float = 0.95) -> Posterior:
    """Ratios of x to expected events under a gamma prior fitted to all areas.

    The prior is Clayton and Kaldor's: its mean is the mean of the shrunk ratios, its variance the
    moment equation of theirs, solved exactly and not by iteration. Limits are quantiles of the
    gamma posterior. Missing stays missing. Raises MethodError, with positions, for x < 0 or
    expected <= 0. Clayton and Kaldor, Biometrics 1987; 43: 671-681.
    """
    x, expected = _counts(x, expected, "an expected count above 0")
    z_score(confidence)  # refuses a confidence that is none
    tail = (1 - confidence) / 2
    held = ~(np.isnan(x) | np.isnan(expected))
    observed, at_average = x[held], expected[held]
    reason = _why_no_prior(observed, at_average)
    if reason:
        ratio = np.where(held, observed.sum() / at_average.sum(), np.nan)
        none = np.full(x.shape, np.nan)
        return Posterior(ratio, none, none, none, np.nan, np.nan, reason)
    between = np.log([LIGHTEST, HEAVIEST])
    beta = float(np.exp(brentq(_imbalance, *between, (observed, at_average), xtol=1e-14)))
    alpha = beta * _prior_mean(beta, observed, at_average)
    shape, pace = x + alpha, expected + beta
    return Posterior(
        value=shape / pace,
        lower=gammaincinv(shape, tail) / pace,
        upper=gammaincinv(shape, 1 - tail) / pace,
        above_one=gammaincc(shape, pace),
        alpha=alpha,
        beta=beta,
        reason="",
    )


def _prior_mean(beta: float, x: Floats, expected: Floats) -> float:
    """The mean at which the shrunk ratios average to the prior's own mean."""
    return float((x / (expected + beta)).sum() / (expected / (expected + beta)).sum())


def _imbalance(log_beta: float, x: Floats, expected: Floats) -> float:
    """How far the ratios' moments lie from a prior of this weight; below 0, it is too light."""
    beta = np.exp(log_beta)
    mean = _prior_mean(beta, x, expected)
    apart = (beta / (expected + beta) * (x - mean * expected) ** 2 / expected).sum()
    return float(apart / (x.size - 1) - mean)


def _why_no_prior(x: Floats, expected: Floats) -> str:
    if x.size < 2:
        return "One area alone shows no difference between areas, so its ratio stands as it is."
    if x.sum() == 0:
        return "No event was observed in any area, so there is nothing to tell them apart."
    if _imbalance(np.log(HEAVIEST), x, expected) <= 0:
        return (
            "The areas differ no more than chance would make them, so each is given the overall "
            "ratio without limits."
        )
    return ""


def _counts(x: ArrayLike, size: ArrayLike, size_rule: str) -> list[Floats]:
    x, size = arrays(x=x, n=size)
    refuse("shrunk figure", [(x < 0, "a count of 0 or more", x), (size <= 0, size_rule, size)])
    if np.isnan(x + size).all():
        raise MethodError("No area has both a count and a size, so there is nothing to shrink to.")
    return [x, size]
