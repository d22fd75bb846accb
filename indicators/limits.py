"""99.8% limits of published figures: from the counts where known, else from the 95% limits.

Publishers give 95% limits. A comparison among many areas needs the wider ones, too: of 150 areas
that do not differ, 95% limits single out seven.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from indicators.definition import Definition
from indicators.methods import proportion, rate
from indicators.methods.estimate import Floats, z_score
from indicators.vocabulary import Kind

WIDE, USUAL = 0.998, 0.95
ON_LOG_SCALE = (Kind.RATE, Kind.DSR, Kind.RATIO)
FROM_COUNTS = "from the counts"
APPROXIMATED = "approximated from the 95% limits"


class Limits(NamedTuple):
    """99.8% limits of each row, and how each was come by (empty where there are none)."""

    lower: pd.Series
    upper: pd.Series
    how: pd.Series


def limits_998(rows: pd.DataFrame, definition: Definition) -> Limits:
    """99.8% limits for each row of a result, in the indicator's unit; NaN where none can be given.

    Proportions (Wilson) and rates (Byar, exact below 10): exactly from the counts, where the same
    counts give the row's 95% limits to their rounding. Others are stretched from the 95% limits by
    the ratio of the normal quantiles, on the scale on which the estimate is nearest to normal:
    logarithm for rates and ratios, logit for proportions, as they are for all else.
    """
    value, lower_95, upper_95 = (
        rows[name].to_numpy(dtype=float) for name in ("value", "lower_95", "upper_95")
    )
    lower, upper = _stretched(value, lower_95, upper_95, definition)
    how = np.where(np.isnan(lower) | np.isnan(upper), "", APPROXIMATED)
    # A publisher may round the count beside limits of the true one, or use another method.
    low, high = _from_counts(rows, definition, USUAL)
    rounding = 0.5 * 10.0**-definition.decimals
    exact = (np.abs(low - lower_95) <= rounding) & (np.abs(high - upper_95) <= rounding)
    low, high = _from_counts(rows, definition, WIDE)
    lower, upper = np.where(exact, low, lower), np.where(exact, high, upper)
    how = np.where(exact, FROM_COUNTS, how)
    return Limits(*(pd.Series(part, index=rows.index) for part in (lower, upper, how)))


def _from_counts(
    rows: pd.DataFrame, definition: Definition, confidence: float
) -> tuple[Floats, Floats]:
    """Limits from the rows' counts; NaN where the suite may compute none, or cannot."""
    lower, upper = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    may = definition.limits == "computed" and definition.share_of is None
    if not may or definition.kind not in (Kind.PROPORTION, Kind.RATE):
        return lower, upper
    x, n = (rows[name].to_numpy(dtype=float) for name in ("numerator", "denominator"))
    counted = (n > 0) & (x >= 0)
    if definition.kind is Kind.PROPORTION:
        counted &= x <= n
        found = proportion.estimate(x[counted], n[counted], confidence)
        scale = float(definition.per)
    else:
        found = rate.estimate(x[counted], n[counted], confidence, per=definition.per)
        scale = 1.0
    lower[counted], upper[counted] = found.lower * scale, found.upper * scale
    return lower, upper


def _stretched(
    value: Floats, lower: Floats, upper: Floats, definition: Definition
) -> tuple[Floats, Floats]:
    """99.8% limits from 95% limits, on the kind's own scale.

    A limit at an end of its scale (0, or all) has no place on it; such limits are stretched as they
    are and kept within what is possible.
    """
    by = z_score(WIDE) / z_score(USUAL)
    is_share = definition.kind is Kind.PROPORTION
    least = 0.0 if is_share or definition.kind in ON_LOG_SCALE else -np.inf
    most = float(definition.per) if is_share else np.inf
    low = np.clip(value - (value - lower) * by, least, most)
    high = np.clip(value + (upper - value) * by, least, most)
    if least < 0:
        return low, high
    inside = (lower > least) & (upper < most) & (value > least) & (value < most)
    middle, bottom, top = (_onto(part[inside], most) for part in (value, lower, upper))
    low[inside] = _back(middle - (middle - bottom) * by, most)
    high[inside] = _back(middle + (top - middle) * by, most)
    return low, high


def _onto(value: Floats, most: float) -> Floats:
    """The value on the scale where its error is nearest to normal: logit of a share, else log."""
    return np.asarray(np.log(value) if np.isinf(most) else logit(value / most))


def _back(value: Floats, most: float) -> Floats:
    return np.asarray(np.exp(value) if np.isinf(most) else expit(value) * most)
