"""The rules by which a process control chart calls a point more than chance.

Each rule takes signs (+1 above, -1 below, 0 neither, missing included) and returns +1 or -1 for the
points it marks, 0 for the rest. NHS England, Making Data Count: strengthening your decisions.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.methods.estimate import Floats

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


def first(points: pd.DataFrame, trend_points: int, hair: float) -> tuple[list[Rule], list[Side]]:
    """For each point of one segment the first rule that calls it a signal, and its side.

    `points` has value, mean, lower, upper, near_lower and near_upper; without limits no rule is
    asked. Differences up to `hair` are none.
    """
    y, mean, lower, upper, near_lower, near_upper = (
        points[name].to_numpy()
        for name in ("value", "mean", "lower", "upper", "near_lower", "near_upper")
    )
    rule: list[Rule] = [Rule.NONE] * y.size
    side: list[Side] = [""] * y.size
    if np.isnan(upper).all():
        return rule, side
    outside = beyond(y, lower, upper, hair)
    near = np.where(outside == 0, beyond(y, near_lower, near_upper, hair), 0)
    about_mean = sign(y - mean, hair)
    marks = {
        Rule.RUN: run(about_mean),
        Rule.TWO_OF_THREE: two_of_three(near, about_mean),
        Rule.TREND: trend(sign(np.diff(y), hair), trend_points),
        Rule.OUTSIDE: outside,
    }
    for name, marked in marks.items():  # the first in priority comes last and stays
        for at in np.flatnonzero(marked):
            rule[at], side[at] = name, "high" if marked[at] > 0 else "low"
    return rule, side


def sign(difference: Floats, hair: float) -> Signs:
    """The sign of each difference; 0 where it is no larger than `hair` or missing."""
    large = np.where(np.abs(difference) > hair, difference, 0.0)
    return np.sign(large).astype(int)


def beyond(y: Floats, lower: Floats, upper: Floats, hair: float) -> Signs:
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
