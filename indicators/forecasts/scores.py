"""How well predictive curves did: weighted interval score, scaled error and coverage.

Source: Bracher, Ray, Gneiting and Reich, Evaluating epidemic forecasts in an interval format
(2021); Hyndman and Koehler, Another look at measures of forecast accuracy (2006).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from indicators.methods.estimate import Floats, z_score

LEVELS = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975)


def pinball(actual: ArrayLike, quantile: ArrayLike, level: float) -> Floats:
    """The loss of a quantile: what it missed by, weighted by how surprising that is."""
    miss = np.asarray(actual, dtype=float) - np.asarray(quantile, dtype=float)
    return np.maximum(level * miss, (level - 1) * miss)


def weighted_interval_score(actual: ArrayLike, mean: ArrayLike, sd: ArrayLike) -> Floats:
    """Twice the mean pinball loss at LEVELS of normal curves: smaller is better, 0 is perfect.

    It equals the weighted mean of the interval scores of the 50, 80, 90 and 95% intervals and the
    error of the median. In the unit of `actual`.
    """
    centre, spread = np.asarray(mean, dtype=float), np.asarray(sd, dtype=float)
    losses = [pinball(actual, centre + spread * ndtri(level), level) for level in LEVELS]
    return np.asarray(2 * np.mean(losses, axis=0))


def scaled_error(actual: ArrayLike, median: ArrayLike, past: ArrayLike) -> Floats:
    """The error of the median in units of the past's mean movement from one figure to the next."""
    usual = np.mean(np.abs(np.diff(np.asarray(past, dtype=float))))
    return np.abs(np.asarray(actual, dtype=float) - np.asarray(median, dtype=float)) / usual


def covered(actual: ArrayLike, mean: ArrayLike, sd: ArrayLike, share: float) -> np.ndarray:
    """Whether the central interval of that share held the actual figure, ends included."""
    miss = np.abs(np.asarray(actual, dtype=float) - np.asarray(mean, dtype=float))
    return miss <= z_score(share) * np.asarray(sd, dtype=float) * (1 + 1e-12)
