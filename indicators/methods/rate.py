"""Rates of events over a population, with Byar's limits and exact Poisson limits below 10."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammainccinv, gammaincinv

from indicators.methods.estimate import (
    Estimate,
    Floats,
    arrays,
    in_range,
    multiplier,
    refuse,
    z_score,
)

BYAR_FROM = 10


@in_range
def count_limits(x: ArrayLike, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Lower and upper limits of the Poisson mean behind a count of x events.

    Exact (chi-squared) below 10, Byar's approximation from 10. x may be non-integer (apportioned);
    missing stays missing. Raises MethodError, with positions, for x < 0.
    Breslow and Day, Statistical Methods in Cancer Research II, 1987, p. 69.
    """
    (x,) = arrays(x=x)
    refuse("limits of a count", [(x < 0, "a count of 0 or more", x)])
    z = z_score(confidence)
    tail = (1 - confidence) / 2
    lower, upper = np.full(x.shape, np.nan), np.full(x.shape, np.nan)
    few, many = x < BYAR_FROM, x >= BYAR_FROM
    # Half a chi-squared quantile of 2k degrees of freedom is the inverse incomplete gamma of k.
    lower[few] = np.where(x[few] == 0, 0.0, gammaincinv(x[few], tail))
    upper[few] = gammainccinv(x[few] + 1, tail)
    lower[many], upper[many] = _byar(x[many], -z), _byar(x[many] + 1, z)
    return lower, upper


@in_range
def estimate(
    x: ArrayLike, n: ArrayLike, confidence: float = 0.95, per: float = 100_000
) -> Estimate:
    """The rate of x events in a population n, per `per`, with its limits.

    x may exceed n (events, not people) and may be non-integer. Missing stays missing. Raises
    MethodError, with positions, for x < 0 or n <= 0, and for a `per` that is not above 0.
    """
    x, n = arrays(x=x, n=n)
    refuse("rate", [(x < 0, "a count of 0 or more", x), (n <= 0, "a population above 0", n)])
    per = multiplier(per)
    lower, upper = count_limits(x, confidence)
    return Estimate(x / n * per, lower / n * per, upper / n * per)


def _byar(x: Floats, z: float) -> Floats:
    return x * (1 - 1 / (9 * x) + z / (3 * np.sqrt(x))) ** 3
