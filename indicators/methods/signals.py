"""The rules by which a process control chart calls a point more than chance.

Each rule takes signs (+1 above, -1 below, 0 neither, missing included) and returns +1 or -1 for the
points it marks, 0 for the rest. NHS England, Making Data Count: strengthening your decisions.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from indicators.methods.estimate import Floats
from indicators.methods.moving_range import Limits

Signs = NDArray[np.int_]
Side = Literal["high", "low", ""]
RUN_LENGTH = 7


class Rule(StrEnum):
    """Why a point is more than chance; where several rules hold, the first is named."""

    OUTSIDE = "outside the limits"
    TREND = "part of a trend"
    TWO_OF_THREE = "two of three near a limit"
    RUN = "part of a run on one side of the mean"
    NONE = ""


def first(y: Floats, limits: Limits, trend_points: int, hair: float) -> list[tuple[Rule, Side]]:
    """For each point of one segment the first rule that calls it a signal, and its side.

    Without limits no rule is asked. Differences up to `hair` are none.
    """
    if limits.unjudged:
        return [(Rule.NONE, "")] * y.size
    outside = beyond(y, limits.lower, limits.upper, hair)
    close = np.where(outside == 0, beyond(y, limits.near_lower, limits.near_upper, hair), 0)
    about_mean = sign(y - limits.mean, hair)
    priority = (
        (Rule.OUTSIDE, outside),
        (Rule.TREND, trend(sign(np.diff(y), hair), trend_points)),
        (Rule.TWO_OF_THREE, two_of_three(close, about_mean)),
        (Rule.RUN, run(about_mean)),
    )
    return [_named([(rule, marked[at]) for rule, marked in priority]) for at in range(y.size)]


def _named(marks: list[tuple[Rule, int]]) -> tuple[Rule, Side]:
    return next(
        ((rule, "high" if mark > 0 else "low") for rule, mark in marks if mark), (Rule.NONE, "")
    )


def sign(difference: Floats, hair: float) -> Signs:
    """The sign of each difference; 0 where it is no larger than `hair` or missing."""
    large = np.where(np.abs(difference) > hair, difference, 0.0)
    return np.sign(large).astype(int)


def beyond(y: Floats, lower: float, upper: float, hair: float) -> Signs:
    """Points strictly outside a pair of limits."""
    above, below = sign(y - upper, hair) > 0, sign(y - lower, hair) < 0
    return above.astype(int) - below


def trend(steps: Signs, length: int) -> Signs:
    """Points of a trend, given the signs of the steps between points: `length` - 1 alike.

    A turning point, which ends one trend and starts another, belongs to the later.
    """
    marked = np.zeros(steps.size + 1, dtype=int)
    for start, window in _windows(steps, length - 1):
        if abs(window.sum()) == length - 1:
            marked[start : start + length] = window[0]
    return marked


def two_of_three(near: Signs, about_mean: Signs) -> Signs:
    """Points near a limit, of three in a row on one side of the mean with at least two near."""
    marked = np.zeros(near.size, dtype=int)
    for start, window in _windows(about_mean, 3):
        three = slice(start, start + 3)
        if abs(window.sum()) == 3 and np.count_nonzero(near[three]) >= 2:
            marked[three] = np.where(near[three] != 0, near[three], marked[three])
    return marked


def run(about_mean: Signs) -> Signs:
    """Points of a run on one side of the mean."""
    marked = np.zeros(about_mean.size, dtype=int)
    for start, window in _windows(about_mean, RUN_LENGTH):
        if abs(window.sum()) == RUN_LENGTH:
            marked[start : start + RUN_LENGTH] = window[0]
    return marked


def _windows(signs: Signs, length: int) -> Iterator[tuple[int, Signs]]:
    return ((start, signs[start : start + length]) for start in range(signs.size - length + 1))
