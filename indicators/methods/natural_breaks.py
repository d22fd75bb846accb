"""Natural breaks: the classes with the least sum of squares around their own means."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indicators.methods.estimate import Floats, in_range

Positions = NDArray[np.intp]


@in_range
def least_squares(distinct: Floats, many: Positions, classes: int) -> Positions:
    """The position of the first value of each class, for the least sum of squares.

    `distinct` are the different values, ascending, `many` how often each occurs; there are at least
    as many as classes. By dynamic programming: the best last class after the best rest.
    The best start of the last class never moves down as values are added, so that the start for the
    middle of a stretch bounds those on both sides of it: n log n for each class, not n squared.
    """
    cost = _cost(distinct, many)
    size = distinct.size
    best = cost(np.zeros(size, dtype=np.intp), np.arange(size))
    starts: list[Positions] = []
    for made in range(1, classes):
        ends = np.arange(made, size) if made < classes - 1 else np.array([size - 1])
        best, start = _extended(best, cost, made, ends)
        starts.append(start)
    first, at = [], size - 1
    for start in reversed(starts):
        first.append(int(start[at]))
        at = first[-1] - 1
    return np.array([0, *reversed(first)], dtype=np.intp)


def _extended(
    best: Floats, cost: Callable[[Any, Any], Floats], made: int, ends: Positions
) -> tuple[Floats, Positions]:
    """The least sum with one class more, for each end, and where that last class then starts."""
    size = best.size
    least, start = np.full(size, np.inf), np.full(size, made, dtype=np.intp)
    first, last = np.array([0]), np.array([ends.size])  # stretches of ends still without a start
    lowest, highest = np.array([made]), np.array([size - 1])
    while first.size:
        middle = (first + last) // 2
        end = ends[middle]
        width = np.minimum(highest, end) - lowest + 1
        offset = np.concatenate([[0], np.cumsum(width)[:-1]])
        candidate = np.arange(width.sum()) - np.repeat(offset - lowest, width)
        tried = best[candidate - 1] + cost(candidate, np.repeat(end, width))
        found = np.minimum.reduceat(tried, offset)
        equal_to_it = np.where(tried == np.repeat(found, width), candidate, size)
        chosen = np.minimum.reduceat(equal_to_it, offset)
        least[end], start[end] = found, chosen
        first, last = np.concatenate([first, middle + 1]), np.concatenate([middle, last])
        lowest, highest = np.concatenate([lowest, chosen]), np.concatenate([chosen, highest])
        left = first < last
        first, last, lowest, highest = first[left], last[left], lowest[left], highest[left]
    return least, start


def _cost(distinct: Floats, many: Positions) -> Callable[[Any, Any], Floats]:
    """The sum of squares around the mean of the different values from one position to another."""
    middle = distinct.size // 2
    centred = distinct - distinct[middle]
    weight, total, squares = (
        _sums_from(many * part, middle) for part in (np.ones(distinct.size), centred, centred**2)
    )

    def cost(first: Any, last: Any) -> Floats:
        n, s, q = (sums[last + 1] - sums[first] for sums in (weight, total, squares))
        return np.asarray(np.where(first == last, 0.0, np.maximum(q - s**2 / n, 0.0)))

    return cost


def _sums_from(parts: Floats, middle: int) -> Floats:
    """Running sums, 0 at the middle: an outlier at either end then costs the rest no digits."""
    up, down = np.cumsum(parts[middle:]), np.cumsum(parts[:middle][::-1])[::-1]
    return np.concatenate([-down, [0.0], up])
