"""The ratios that the field calls a relative index of inequality, and their limits."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np

from indicators.methods.estimate import Floats

RelativeIndex = Literal["intercept", "inverse", "mean"]
HAIR = 1e-12  # what rounding leaves of zero, as a share of the largest value
MOST_DEPRIVED, AVERAGE, LEAST_DEPRIVED = np.eye(3)


class Ratio(NamedTuple):
    """What is divided by what: how often each of the fitted line's three values counts."""

    top: Floats
    bottom: Floats
    words: str


RATIOS = {
    "intercept": Ratio(
        LEAST_DEPRIVED, MOST_DEPRIVED, "the least deprived end divided by the most deprived end"
    ),
    "inverse": Ratio(
        MOST_DEPRIVED, LEAST_DEPRIVED, "the most deprived end divided by the least deprived end"
    ),
    "mean": Ratio(
        LEAST_DEPRIVED - MOST_DEPRIVED, AVERAGE, "the slope index divided by the average"
    ),
}


def divided(ratio: Ratio, line: Floats) -> float:
    """The ratio for a line's values at its most deprived end, its middle and its least deprived.

    NaN when what it would be divided by is not above zero.
    """
    bottom = ratio.bottom @ line
    above_zero = bottom > HAIR * np.abs(line).max()
    return float(ratio.top @ line / bottom) if above_zero else np.nan


def fieller_limits(
    top: Floats, bottom: Floats, y: Floats, se: Floats, z: float
) -> tuple[float, float]:
    """Limits of a ratio of two sums of independent values, given what each value counts for.

    They are where top - r * bottom is z standard errors from zero; NaN when bottom itself is not.
    Fieller, J. R. Stat. Soc. B 1954; 16: 175-185.
    """
    variance = se**2
    over, under = top @ y, bottom @ y
    certain = under**2 - z**2 * (bottom**2 @ variance)
    if not certain > 0:
        return np.nan, np.nan
    shared = (top * bottom) @ variance
    # Written as a sum of squares: as a difference it would lose half its digits.
    squares = ((under * top - over * bottom) ** 2) @ variance
    overlap = (top**2 @ variance) * (bottom**2 @ variance) - shared**2
    reach = z * np.sqrt(np.maximum(squares - z**2 * overlap, 0.0))
    centre = over * under - z**2 * shared
    return float((centre - reach) / certain), float((centre + reach) / certain)
