"""The limits of a process control chart, from how far each figure lies from the one before it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indicators.methods.estimate import Floats
from indicators.vocabulary import Variation

LIMITS_AT = 2.66  # mean moving ranges from the mean: three standard deviations
NEAR_AT = 2 * LIMITS_AT / 3
SCREENED_FROM = 3.267


@dataclass(frozen=True)
class Limits:
    """The mean of a stretch of figures and its mean moving range (NaN: no limits can be drawn).

    `basis` counts the figures they rest on, `dropped` the moving ranges that the screen left out;
    `unjudged` says why there are no limits.
    """

    mean: float
    move: float
    basis: int
    dropped: int
    unjudged: tuple[Variation, str] | None

    @property
    def lower(self) -> float:
        """Where chance alone seldom goes below."""
        return self.mean - LIMITS_AT * self.move

    @property
    def upper(self) -> float:
        """Where chance alone seldom goes above."""
        return self.mean + LIMITS_AT * self.move

    @property
    def near_lower(self) -> float:
        """Two thirds of the way to the lower limit."""
        return self.mean - NEAR_AT * self.move

    @property
    def near_upper(self) -> float:
        """Two thirds of the way to the upper limit."""
        return self.mean + NEAR_AT * self.move


def limits(y: Floats, screen: bool, hair: float) -> Limits:
    """The limits of figures in order, NaN where missing; differences up to `hair` are none.

    `screen` leaves out, once, moving ranges of 3.267 times their mean or more.
    """
    held = y[~np.isnan(y)]
    ranges = np.abs(np.diff(y))
    ranges = ranges[~np.isnan(ranges)]
    kept = ranges
    if screen and ranges.size:
        kept = ranges[ranges < SCREENED_FROM * ranges.mean() - hair]
    # Limits of no width would call every other point a signal, so there are none.
    moves = kept.size > 0 and bool(kept.mean() > hair)
    return Limits(
        mean=float(held.mean()) if held.size else np.nan,
        move=float(kept.mean()) if moves else np.nan,
        basis=held.size,
        dropped=ranges.size - kept.size,
        unjudged=None if moves else _why_none(held, ranges, hair),
    )


def _why_none(held: Floats, ranges: Floats, hair: float) -> tuple[Variation, str]:
    if held.size < 2:
        found = "1 figure is" if held.size else "none is"
        return Variation.CANNOT_BE_TESTED, f"Limits need at least 2 figures; {found} held."
    none = "so no limits can be drawn."
    if ranges.size == 0:
        return Variation.CANNOT_BE_TESTED, f"No two figures follow one another, {none}"
    if ranges.max() <= hair:
        return Variation.INSUFFICIENT, f"The figures do not vary, {none}"
    return Variation.INSUFFICIENT, f"The figures hardly vary apart from a sudden change, {none}"
