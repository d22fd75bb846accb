"""The slope and relative index of inequality, and whether a straight line is a fair summary."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, expit, logit

from indicators.errors import MethodError
from indicators.methods.estimate import Floats, arrays, in_range, one_of, refuse, z_score
from indicators.methods.relative_index import RATIOS, RelativeIndex, divided, fieller_limits

Scale = Literal["identity", "log", "logit"]
FEWEST_GROUPS, MOST_GROUPS = 5, 100
NOT_BY_CHANCE = 0.05


SCALES: dict[str, tuple[Callable[[Floats], Floats], Callable[[Floats], Floats]]] = {
    "identity": (np.asarray, np.asarray),
    "log": (np.log, np.exp),
    "logit": (logit, expit),
}


@dataclass(frozen=True)
class Slope:
    """The slope index in the unit of the values, the relative index, and what it is a ratio of.

    `intercept` is the fitted value at the most deprived end. What is missing is NaN, and `reason`
    says why, or why the relative index should not be read.
    """

    sii: float
    sii_lower: float
    sii_upper: float
    intercept: float
    rii: float
    rii_lower: float
    rii_upper: float
    rii_is: str
    reason: str


@dataclass(frozen=True)
class Linearity:
    """Chi-squared of the groups' distance from a straight line, on two degrees of freedom fewer.

    `holds` is None when it cannot be tested. `explained` is the share of the differences between
    the groups, weighted by population, that the line accounts for; NaN when there are none.
    """

    statistic: float
    p: float
    holds: bool | None
    reason: str
    explained: float


@in_range
def slope_index(
    value: ArrayLike,
    se: ArrayLike | None,
    population: ArrayLike,
    confidence: float = 0.95,
    scale: Scale = "identity",
    rii: RelativeIndex = "intercept",
) -> Slope:
    """The fitted difference between the least and the most deprived person, and their ratio.

    Arrays over 5 to 100 groups, from most to least deprived. `se` stands on the scale of the fit
    (`standard_error` makes it from limits), or is None: then there are no limits. Rates are best
    fitted on "log", proportions (0 to 1) on "logit". The value is regressed on the midpoint of
    each group's share of the population, with the shares as weights. The index is linear in the
    values, so its limits are in closed form; off the identity scale they are transformed back
    with the fitted value at the middle of the population held. Limits of the relative index on
    the identity scale are Fieller's. Raises MethodError for anything missing, a population that is
    not above 0, a standard error below 0, and a value that the scale cannot take.
    Low and Low, J. Public Health 2004; 26: 388-395. Hayes and Berry, J. Epidemiol. Community
    Health 2002; 56: 762-765.
    """
    one_of("relative index", rii, RATIOS)
    y, errors, share, middle = _groups(value, se, population, scale)
    z, ratio = z_score(confidence), RATIOS[rii]
    weights = _slope_weights(share, middle)
    # Shifted by one of the values, the slope of equal values is zero to the last digit.
    slope, average = float(weights @ (y - y[0])), float(share @ y)
    reach = z * float(np.sqrt(weights**2 @ errors**2))
    fitted, low, high = (_ends(average, s, scale) for s in (slope, slope - reach, slope + reach))
    index = divided(ratio, fitted)
    if scale == "identity":
        ends = np.array([share - weights / 2, share, share + weights / 2])
        lower, upper = fieller_limits(ratio.top @ ends, ratio.bottom @ ends, y, errors, z)
        # Limits of hardly any width must not miss the ratio by the last digit.
        lower, upper = float(np.minimum(lower, index)), float(np.maximum(upper, index))
    else:
        limits = divided(ratio, low), divided(ratio, high)
        lower, upper = float(np.minimum(*limits)), float(np.maximum(*limits))
    reason = ""
    if se is None:
        reason = "There are no limits, because the groups' standard errors are not known."
    elif np.isnan(lower):
        reason = "The ratio has no limits, because what it is divided by may be zero."
    if np.isnan(index):
        lower = upper = np.nan
        reason = "There is no ratio, because what it would be divided by is not above zero."
    elif rii == "intercept" and index < 0:
        reason = "The ratio means little, because the fitted line falls below zero."
    return Slope(
        sii=float(fitted[2] - fitted[0]),
        sii_lower=float(low[2] - low[0]),
        sii_upper=float(high[2] - high[0]),
        intercept=float(fitted[0]),
        rii=index,
        rii_lower=lower,
        rii_upper=upper,
        rii_is=ratio.words,
        reason=reason,
    )


@in_range
def linearity(
    value: ArrayLike, se: ArrayLike | None, population: ArrayLike, scale: Scale = "identity"
) -> Linearity:
    """Whether the groups lie on a straight line as nearly as chance allows (p of 0.05 or more).

    Inputs and refusals as for `slope_index`. The statistic is the squared distance, in standard
    errors, from the straight line that is nearest in that sense, so it asks of any line, not of
    the one weighted by population.
    """
    y, errors, share, middle = _groups(value, se, population, scale)
    away = y - _straight(y, share, middle)
    explained = float(1 - share @ away**2 / (share @ (y - share @ y) ** 2)) if np.ptp(y) else np.nan
    if not np.all(errors > 0):
        reason = "A straight line cannot be tested without a standard error for every group."
        return Linearity(np.nan, np.nan, None, reason, explained)
    weight = 1 / errors**2
    away = y - _straight(y, weight / weight.sum(), middle)
    statistic = float(np.sum((away / errors) ** 2))
    p = float(chdtrc(y.size - 2, statistic))
    reason = (
        "The groups lie on a straight line as nearly as chance allows."
        if p >= NOT_BY_CHANCE
        else "The groups do not lie on a straight line, so the slope does not tell all of the gap."
    )
    return Linearity(statistic, p, p >= NOT_BY_CHANCE, reason, explained)


@in_range
def standard_error(
    lower: ArrayLike, upper: ArrayLike, confidence: float = 0.95, scale: Scale = "identity"
) -> Floats:
    """The standard error on the scale of a fit that lies behind limits; missing stays missing.

    Raises MethodError for limits that the scale cannot take, or in the wrong order.
    """
    lower, upper = arrays(lower=lower, upper=upper)
    rule = (lower > upper, "a lower limit no higher than the upper one", lower)
    refuse("standard error", [rule, *_off_scale(lower, scale), *_off_scale(upper, scale)])
    forth, _ = SCALES[scale]
    return (forth(upper) - forth(lower)) / (2 * z_score(confidence))


def _groups(
    value: ArrayLike, se: ArrayLike | None, population: ArrayLike, scale: Scale
) -> tuple[Floats, Floats, Floats, Floats]:
    """Values and standard errors on the scale, shares of the population and their midpoints."""
    if se is None:
        value, population = arrays(value=value, population=population)
        se = np.full(value.shape, np.nan)
    else:
        value, se, population = arrays(value=value, se=se, population=population)
        refuse("slope index", [(~(se >= 0), "a standard error of 0 or more", se)])
    if value.ndim != 1 or not FEWEST_GROUPS <= value.size <= MOST_GROUPS:
        raise MethodError(
            f"A slope index needs one row of {FEWEST_GROUPS} to {MOST_GROUPS} groups; "
            f"found {' rows of '.join(map(str, value.shape)) or 'a single number'}."
        )
    rules = [
        (np.isnan(value), "a value for every group", value),
        (~(population > 0), "a population above 0", population),
    ]
    refuse("slope index", [*rules, *_off_scale(value, scale)])
    share = population / population.sum()
    return SCALES[scale][0](value), se, share, np.cumsum(share) - share / 2


def _slope_weights(weight: Floats, middle: Floats) -> Floats:
    """What each value counts for in the weighted least squares slope; weights that sum to 1."""
    away = middle - weight @ middle
    return weight * away / (weight @ away**2)


def _straight(y: Floats, weight: Floats, middle: Floats) -> Floats:
    """The fitted value of each group."""
    slope = _slope_weights(weight, middle) @ (y - y[0])
    return weight @ y + slope * (middle - weight @ middle)


def _ends(average: float, slope: float, scale: Scale) -> Floats:
    """The line's values for the most deprived, the middle and the least deprived person."""
    return np.asarray(SCALES[scale][1](average + slope * np.array([-0.5, 0.0, 0.5])))


def _off_scale(values: Floats, scale: Scale) -> list[tuple[NDArray[np.bool_], str, Floats]]:
    """The rule of a scale on its values, for `refuse`."""
    one_of("scale", scale, SCALES)
    if scale == "log":
        return [(values <= 0, "a rate above 0, for its logarithm", values)]
    if scale == "logit":
        off = (values <= 0) | (values >= 1)
        return [(off, "a share between 0 and 1, not a percentage, for its logit", values)]
    return []
