"""The scale on which a figure is projected: one without ends, so that no fan leaves the possible.

Rates and ratios are projected as logarithms, proportions as log odds, other figures as they are.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, logit

from indicators.definition import Definition
from indicators.methods.estimate import Floats
from indicators.vocabulary import Kind


class Scale(StrEnum):
    """The name of a link, as the table of backtests gives it."""

    LOG = "log"
    LOGIT = "logit"
    IDENTITY = "identity"


OF_KIND = {
    Kind.RATE: Scale.LOG,
    Kind.DSR: Scale.LOG,
    Kind.RATIO: Scale.LOG,
    Kind.PROPORTION: Scale.LOGIT,
    Kind.MEAN: Scale.IDENTITY,
    Kind.SCORE: Scale.IDENTITY,
}


class Link:
    """The way to the scale of an indicator's kind, and back. `per` is the value of a whole."""

    def __init__(self, scale: Scale, per: float = 1) -> None:
        self.scale = scale
        self.per = float(per) if scale is Scale.LOGIT else 1.0

    def to(self, values: ArrayLike) -> Floats:
        """The values on the scale; NaN for a value that has no place on it."""
        share = np.asarray(values, dtype=float) / self.per
        if self.scale is Scale.IDENTITY:
            return share
        upper = 1.0 if self.scale is Scale.LOGIT else np.inf
        inside = np.where((share > 0) & (share < upper), share, np.nan)
        return np.asarray(logit(inside) if self.scale is Scale.LOGIT else np.log(inside))

    def back(self, linked: ArrayLike) -> Floats:
        """The values that stand at the places on the scale."""
        places = np.asarray(linked, dtype=float)
        if self.scale is Scale.LOGIT:
            return np.asarray(expit(places) * self.per)
        return np.exp(places) if self.scale is Scale.LOG else places


def link_of(definition: Definition) -> Link:
    """The link of the indicator's kind; counts and categories, which are not projected, have none.

    Raises KeyError for those; `history.why_untried` refuses them first.
    """
    return Link(OF_KIND[definition.kind], definition.per)
