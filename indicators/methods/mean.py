"""Means with limits from Student's t distribution."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from indicators.errors import MethodError
from indicators.methods.estimate import Estimate, arrays, in_range, refuse, z_score


@in_range
def estimate(values: ArrayLike, confidence: float = 0.95) -> Estimate:
    """The mean of the values along the last axis, with its limits, in the unit of the values.

    One value has a mean and no limits (NaN). Where a value is missing (NaN), the mean is missing.
    Raises MethodError when there is no value at all.
    """
    (values,) = arrays(values=values)
    values = np.atleast_1d(values)
    count = values.shape[-1]
    if count == 0:
        raise MethodError("A mean needs at least one value; found none.")
    # About the first value, so that equal values have exactly their mean and no spread at all.
    first = values[..., :1]
    middle = first + (values - first).mean(axis=-1, keepdims=True)
    squares = ((values - middle) ** 2).sum(axis=-1)
    sd = np.sqrt(squares / max(count - 1, 1))
    return from_summary(middle[..., 0], sd, count, confidence)


@in_range
def from_summary(
    mean: ArrayLike, sd: ArrayLike, n: ArrayLike, confidence: float = 0.95
) -> Estimate:
    """The same from a published mean, standard deviation and number of values.

    Shapes fit together; missing stays missing, and n = 1 has no limits. Raises MethodError, with
    positions, for sd < 0 and for n below 1.
    Armitage and Berry, Statistical Methods in Medical Research, 4th edition, 2002, section 4.1.
    """
    mean, sd, n = arrays(mean=mean, sd=sd, n=n)
    refuse(
        "mean",
        [(sd < 0, "a standard deviation of 0 or more", sd), (n < 1, "1 value or more", n)],
    )
    z_score(confidence)  # refuses what is no confidence
    more_than_one = np.where(n > 1, n, np.nan)
    reach = -stdtrit(more_than_one - 1, (1 - confidence) / 2) * sd / np.sqrt(more_than_one)
    return Estimate(mean[()], mean - reach, mean + reach)
