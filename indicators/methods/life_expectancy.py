"""Life expectancy by age from an abridged life table."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from indicators.errors import MethodError, quoted
from indicators.methods.estimate import Floats, in_range, over_bands, refuse, z_score

# The ages at which the bands begin: under 1, 1 to 4, then five years each, and 90 and over.
AGE_STARTS = (0, 1, *range(5, 91, 5))
FEWEST_PEOPLE = 5_000


@in_range
def table(
    deaths: ArrayLike,
    population: ArrayLike,
    age_starts: ArrayLike = AGE_STARTS,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Years that a person of each age can expect to live at the death rates given, with limits.

    One row for each band of `AGE_STARTS`, youngest first: `age` (at which it begins), `ex`, `lower`
    and `upper` in years. The three inputs are in one order, which may be any. Where the rates let
    nobody live to an age, its row is NaN. Limits are given however wide they are. Raises
    MethodError, with positions, for deaths that are missing, below 0 or above the population; for
    a population that is missing or not above 0, or 5,000 people or fewer in all; for other bands;
    and when nobody died in the last band, for then no finite life can be given.
    Chiang, Introduction to Stochastic Processes in Biostatistics, 1968, chapter 9; last band:
    Silcocks, Jenner and Reza, J. Epidemiol. Community Health 2001; 55: 38-43.
    """
    d, p, ages = _bands(deaths, population, age_starts)
    years = np.diff(ages)  # the last band has no end
    lived = np.where(ages == 0, 0.1, 0.5)[:-1]  # of the band, by those who die in it
    m = d / p
    q = np.minimum(years * m[:-1] / (1 + years * m[:-1] * (1 - lived)), 1.0)
    alive = np.cumprod([1.0, *(1 - q)])
    person_years = years * (alive[1:] + lived * (alive[:-1] - alive[1:]))
    to_come = _from_here_on(np.append(person_years, alive[-1] / m[-1]))
    ex = np.divide(to_come, alive, out=np.full_like(alive, np.nan), where=alive > 0)

    # A band without deaths adds no variance.
    of_dying = np.divide(q**2 * (1 - q), d[:-1], out=np.zeros_like(q), where=d[:-1] > 0)
    lost = (1 - lived) * years + np.nan_to_num(ex[1:])
    variances = (alive[:-1] * lost) ** 2 * of_dying
    last = (alive[-1] / 2) ** 2 * 4 / (d[-1] * m[-1] ** 2)
    spread = np.sqrt(_from_here_on(np.append(variances, last)))
    reach = z_score(confidence) * np.divide(spread, alive, out=np.zeros_like(ex), where=alive > 0)
    return pd.DataFrame(
        {"age": ages.astype(int), "ex": ex, "lower": ex - reach, "upper": ex + reach}
    )


def _bands(
    deaths: ArrayLike, population: ArrayLike, age_starts: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    """Deaths, population and ages, youngest first."""
    d, p, ages = over_bands(deaths=deaths, population=population, age_starts=age_starts)
    if ages.ndim != 1:
        raise MethodError(f"A life table is for one area at a time; found shape {ages.shape}.")
    if sorted(ages) != list(AGE_STARTS):
        raise MethodError(
            f"Life expectancy needs {len(AGE_STARTS)} bands, which begin at 0, 1, 5 and then every "
            f"five years to 90; found {quoted(', '.join(f'{age:g}' for age in ages))}."
        )
    no_end = (ages == AGE_STARTS[-1]) & (d == 0)
    refuse(
        "life expectancy",
        [
            (~(d >= 0), "a number of deaths of 0 or more", d),
            (~(p > 0), "a population above 0", p),
            ((d > p) & (p > 0), "no more deaths than people", d),
            (no_end, "a death at 90 or over, without which life there has no finite length", d),
        ],
    )
    if p.sum() <= FEWEST_PEOPLE:
        raise MethodError(
            f"Life expectancy needs more than {FEWEST_PEOPLE:,} people in all; found {p.sum():,g}."
        )
    order = np.argsort(ages)
    return d[order], p[order], ages[order]


def _from_here_on(of_each_band: Floats) -> Floats:
    return np.cumsum(of_each_band[::-1])[::-1]
