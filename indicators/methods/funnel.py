"""Funnel plots: how far chance alone takes an area from the average, and who lies further.

`kind` is "proportion", "rate" or "ratio". For a proportion the areas' sizes are denominators, and
the average is a share from 0 to 1. For a rate or a ratio the sizes are the events expected of each
area at the average, never its population: at 250 per 100,000, population * 250 / 100,000.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv, gdtrib

from indicators.errors import Fault, MethodError, did_you_mean, quoted
from indicators.methods.estimate import Floats, arrays, in_range, is_number, refuse, z_score

Bools = NDArray[np.bool_]
FunnelKind = Literal["proportion", "rate", "ratio"]
LEVELS = (0.95, 0.998)
WINSORISED = 0.1
FOR_CHANCE = "limits for chance alone"
FOR_OVERDISPERSION = "limits widened for overdispersion"


class Limits(NamedTuple):
    """One pair of limits, in the average's unit and the sizes' shape; named for its legend."""

    lower: Floats
    upper: Floats
    name: str


class Classes(NamedTuple):
    """Each area's side ("low", "high", "" inside or missing) and the widest level it is beyond."""

    side: NDArray[np.str_]
    level: Floats


class Overdispersion(NamedTuple):
    """How much more the areas vary than chance: phi (1 for chance alone) and tau2 (0)."""

    phi: float
    tau2: float


@in_range
def limits(
    kind: FunnelKind,
    expected_or_n: ArrayLike,
    average: float,
    levels: Sequence[float] = LEVELS,
) -> dict[float, Limits]:
    """The limits by level: an area outside differs from the average by more than chance.

    `expected_or_n` is each area's denominator for a proportion, and the events expected of it at
    the average for a rate or a ratio. `average` and limits are in one unit, for a rate any.
    Proportions: average ± z√(average (1 − average) / n), kept within 0 and 1. Rates and ratios:
    the count whose exact Poisson interval just reaches the expected count, as a share of it, times
    the average. Raises MethodError, with positions, for a size that is missing or not above 0, and
    for an average that cannot be. Spiegelhalter, Statistics in Medicine 2005; 24: 1185-1202.
    """
    size = _sizes(kind, expected_or_n, average)
    return {level: _limits(kind, size, average, level) for level in _levels(levels)}


@in_range
def classify(
    kind: FunnelKind,
    observed: ArrayLike,
    expected_or_n: ArrayLike,
    average: float,
    levels: Sequence[float] = LEVELS,
) -> Classes:
    """On which side of the funnel each area lies, and the widest level whose limits it is beyond.

    `observed` are counts. Rates and ratios are judged by the exact Poisson interval of the count,
    which must exclude the expected count. Missing is neither low nor high. Raises MethodError, with
    positions, for counts that cannot be.
    """
    size = _sizes(kind, expected_or_n, average)
    x, size = arrays(observed=observed, expected_or_n=size)
    refuse("class", [(x < 0, "a count of 0 or more", x), *_too_many(kind, x, size)])
    if kind == "proportion":
        return outside(x / size, limits(kind, size, average, levels))
    low_high = {}
    for level in _levels(levels):
        lower, upper = _exact(x, level)
        low_high[level] = upper < size, lower > size
    return _classes(x.shape, low_high)


def outside(value: ArrayLike, pairs: Mapping[float, Limits]) -> Classes:
    """On which side of pairs of limits each value lies, and the widest level it is beyond."""
    (y,) = arrays(value=value)
    low_high = {level: (y < pair.lower, y > pair.upper) for level, pair in pairs.items()}
    return _classes(y.shape, low_high)


@in_range
def standard_error(kind: FunnelKind, expected_or_n: ArrayLike, average: float) -> Floats:
    """The standard error of an area's value if only chance moved it from the average."""
    size = _sizes(kind, expected_or_n, average)
    if kind == "proportion":
        return np.sqrt(average * (1 - average) / size)
    return average / np.sqrt(size)


@in_range
def overdispersion(value: ArrayLike, average: float, error: ArrayLike) -> Overdispersion:
    """How much the areas vary beyond chance, their z-scores winsorised at 10% in each tail.

    phi is the mean square z-score; tau2 the variance between areas, in the value's unit squared,
    0 when chance explains all. The tails are cut at the interpolated first and last decile. Areas
    with a missing value or error are left out. Raises MethodError for an error that is not above 0
    or fewer than 2 areas. Spiegelhalter, Quality and Safety in Health Care 2005; 14: 347-351.
    """
    if not is_number(average):
        raise MethodError(f"The average must be a number; found {quoted(average)}.")
    y, s = arrays(value=value, error=error)
    refuse("overdispersion", [(s <= 0, "a standard error above 0", s)])
    held = ~(np.isnan(y) | np.isnan(s))
    y, s = y[held], s[held]
    if y.size < 2:
        raise MethodError(f"Overdispersion needs at least 2 areas with a value; found {y.size}.")
    z = (y - average) / s
    z = np.clip(z, *np.quantile(z, [WINSORISED, 1 - WINSORISED]))
    phi, w = float((z**2).mean()), 1 / s**2
    tau2 = (z.size * phi - (z.size - 1)) / (w.sum() - (w**2).sum() / w.sum())
    return Overdispersion(phi, max(0.0, float(tau2)))


@in_range
def widened(
    kind: FunnelKind,
    expected_or_n: ArrayLike,
    average: float,
    tau2: float,
    levels: Sequence[float] = LEVELS,
) -> dict[float, Limits]:
    """The second pair of limits by level: chance and the variance between areas together.

    Shown beside the first only when asked for, and under its own name.
    """
    if not is_number(tau2) or not 0 <= tau2 < np.inf:
        raise MethodError(f"The variance between areas must be 0 or more; found {quoted(tau2)}.")
    error = np.sqrt(standard_error(kind, expected_or_n, average) ** 2 + tau2)
    highest = 1.0 if kind == "proportion" else np.inf
    return {
        level: Limits(
            np.clip(average - z_score(level) * error, 0.0, None),
            np.clip(average + z_score(level) * error, None, highest),
            FOR_OVERDISPERSION,
        )
        for level in _levels(levels)
    }


def _classes(shape: tuple[int, ...], low_high: Mapping[float, tuple[Bools, Bools]]) -> Classes:
    side = np.full(shape, "", dtype="<U4")
    reached = np.full(shape, np.nan)
    for level in sorted(low_high):
        low, high = low_high[level]
        side[low], side[high] = "low", "high"
        reached[low | high] = level
    return Classes(side, reached)


def _limits(kind: FunnelKind, size: Floats, average: float, level: float) -> Limits:
    if kind == "proportion":
        reach = z_score(level) * np.sqrt(average * (1 - average) / size)
        lower, upper = np.clip(average - reach, 0, None), np.clip(average + reach, None, 1)
        return Limits(lower, upper, FOR_CHANCE)
    z_score(level)  # refuses a level that is none
    tail = (1 - level) / 2
    # The count, in fractions, whose exact upper (or lower) limit is the expected count: the inverse
    # of `_exact`, solved for the count. Where even no event is within chance there is no lower end.
    few = np.where(np.exp(-size) < tail, gdtrib(1, 1 - tail, size) - 1, 0.0)
    many = gdtrib(1, tail, size)
    return Limits(average * few / size, average * many / size, FOR_CHANCE)


def _exact(x: Floats, level: float) -> tuple[Floats, Floats]:
    """Exact Poisson limits of a count, at any size."""
    z_score(level)
    tail = (1 - level) / 2
    lower = np.where(x == 0, 0.0, gammaincinv(np.where(x == 0, 1.0, x), tail))
    return lower, gammaincinv(x + 1, 1 - tail)


def _levels(levels: Sequence[float]) -> list[float]:
    """The levels, at least one; each is held to be a share where it is used."""
    if np.ndim(levels) != 1 or not len(levels):
        raise MethodError(
            f"Levels must be a list of one or more, as [0.95, 0.998]; found {quoted(levels)}."
        )
    return list(levels)


def _sizes(kind: str, expected_or_n: ArrayLike, average: float) -> Floats:
    kinds = get_args(FunnelKind)
    if kind not in kinds:
        fault = Fault("kind", quoted(kind), f"one of {', '.join(kinds)}", did_you_mean(kind, kinds))
        raise MethodError("No funnel can be drawn:", [fault])
    highest = 1.0 if kind == "proportion" else np.inf
    if not is_number(average) or not 0 <= average <= highest or np.isinf(average):
        raise MethodError(
            f"The average {kind} must be a number "
            f"{'from 0 to 1' if kind == 'proportion' else 'of 0 or more'}; found {quoted(average)}."
        )
    (size,) = arrays(expected_or_n=expected_or_n)
    what = "a denominator above 0" if kind == "proportion" else "an expected count above 0"
    refuse("funnel", [(~(size > 0), what, size)])
    return size


def _too_many(kind: FunnelKind, x: Floats, size: Floats) -> list[tuple[Bools, str, Floats]]:
    if kind != "proportion":
        return []
    return [(x > size, "a count no larger than its denominator", x)]
