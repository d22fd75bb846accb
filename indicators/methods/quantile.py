"""Groups of nearly equal size, such as tenths by deprivation."""

from __future__ import annotations

from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import rankdata

from indicators.errors import MethodError, quoted
from indicators.methods.estimate import arrays


class Quantiles(np.ndarray[Any, np.dtype[np.float64]]):
    """The group of each value, from 1; NaN where there is none.

    `reason` says why no group was assigned; it is empty when groups were.
    """

    reason: str = ""


def assign(values: ArrayLike, groups: int = 10, highest_is: int = 1) -> Quantiles:
    """The group, 1 to `groups`, of each value, in an array of the shape of `values` (one row).

    `highest_is` is the number of the group of the highest values: 1 or `groups`. Equal values
    share the lowest of their ranks and so one group, which can make groups unequal. Missing values
    are in no group; when there are fewer values than groups, none is, and `reason` says so. Raises
    MethodError for other shapes, fewer than 2 groups, and another `highest_is`.
    OHID Public Health Technical Guidance, assigning deprivation categories.
    """
    (values,) = arrays(values=values)
    if values.ndim != 1:
        raise MethodError("Quantiles need one row of values.")
    if not _whole(groups) or groups < 2:
        raise MethodError(
            f"Quantiles need a whole number of groups, 2 or more; found {quoted(groups)}."
        )
    if not _whole(highest_is) or highest_is not in (1, groups):
        raise MethodError(
            f"The highest values can be group 1 or group {groups}; found {quoted(highest_is)}."
        )
    assigned = np.full(values.shape, np.nan).view(Quantiles)
    held = ~np.isnan(values)
    count = int(held.sum())
    if count < groups:
        held_words = {0: "No value is", 1: "Only 1 value is"}.get(count, f"Only {count} values are")
        assigned.reason = f"{held_words} held; {groups} groups need at least {groups}."
        return assigned
    ranks = rankdata(-values[held] if highest_is == 1 else values[held], method="min").astype(int)
    # In whole numbers, because a quotient a hair above a whole number would change the group.
    assigned[held] = groups + 1 - -(-(count + 1 - ranks) * groups // count)
    return assigned


def _whole(number: object) -> bool:
    return isinstance(number, Integral) and not isinstance(number, bool)
