"""Deaths in small areas as figures drawn towards their place: what chance alone makes is not told.

The areas whose counts may be shown, and all the rest of the place together, are the parts of the
place, so that what they are drawn to is the place's own figure. Nothing is used that is not shown.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from indicators.methods import rate
from indicators.methods.estimate import Floats
from indicators.methods.shrinkage import gamma_poisson
from indicators.return_periods import years_pooled

DRAWN = "drawn towards the place's figure (Clayton and Kaldor), with 95% limits"
ALIKE = (
    "areas differ no more than chance would make them, so each is given the place's figure with "
    "its 95% limits (Byar)"
)
NO_TOTAL = "the place's own number is not shown, so there is nothing to draw the figures towards"


class Drawn(NamedTuple):
    """Rates and their limits, NaN where none may be shown; `words` say how they were made."""

    value: Floats
    lower: Floats
    upper: Floats
    words: str


def shrunk(
    counts: Floats,
    people: Floats,
    total: float,
    everyone: float,
    span: tuple[pd.Timestamp, pd.Timestamp],
    per: float,
) -> Drawn:
    """Yearly rates of areas of one place, from the counts shown (NaN where hidden).

    `total` and `everyone` are the place's deaths and residents; `people` are the areas'.
    """
    none = np.full(counts.shape, np.nan)
    held = ~np.isnan(counts)
    years = years_pooled(span[0].date(), span[1].date())
    if not held.any() or years < 1:
        return Drawn(none, none, none, DRAWN)
    if np.isnan(total) or total < counts[held].sum() or everyone < people[held].sum():
        return Drawn(none, none, none, NO_TOTAL)
    whole = rate.estimate([total], [everyone * years], per=per)
    expected = people[held] * (total / everyone)
    events = counts[held]
    beyond = everyone - people[held].sum()
    if beyond > 0:
        expected = np.append(expected, beyond * (total / everyone))
        events = np.append(events, total - events.sum())
    found = gamma_poisson(events, expected)

    def given(part: Floats) -> Floats:
        made = none.copy()
        made[held] = part
        return made

    if found.reason:
        return Drawn(given(whole.value), given(whole.lower), given(whole.upper), ALIKE)
    number, level = int(held.sum()), whole.value[0]
    value, lower, upper = (
        given(one[:number] * level) for one in (found.value, found.lower, found.upper)
    )
    return Drawn(value, lower, upper, DRAWN)
