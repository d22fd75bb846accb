"""Proportions with Wilson's score interval."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from indicators.methods.estimate import Estimate, arrays, in_range, refuse, z_score


@in_range
def estimate(x: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> Estimate:
    """The share x / n with its Wilson score limits.

    x and n are counts, of shapes that fit together; the results have that shape and lie in 0 to 1.
    Missing (NaN) stays missing. Raises MethodError, with positions, for x < 0, n <= 0 or x > n.
    Wilson, J. Am. Stat. Assoc. 1927; 22: 209-212.
    """
    x, n = arrays(x=x, n=n)
    refuse(
        "proportion",
        [
            (x < 0, "a numerator of 0 or more", x),
            (n <= 0, "a denominator above 0", n),
            ((x > n) & (n > 0), "a numerator no larger than its denominator", x),
        ],
    )
    z = z_score(confidence)
    share = x / n
    middle = 2 * x + z**2
    reach = z * np.sqrt(z**2 + 4 * x * (1 - share))
    whole = 2 * (n + z**2)
    # At the ends the exact limits are 0 and 1; floating point leaves a hair, so clip to them.
    lower = np.clip((middle - reach) / whole, 0.0, share)
    upper = np.clip((middle + reach) / whole, share, 1.0)
    return Estimate(share, lower, upper)
