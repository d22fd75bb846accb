"""The line through groups by deprivation, in the indicator's own units.

Shares are fitted on logits and rates on logarithms, so that the line keeps to values that can be;
in the indicator's units it is then a gentle curve. Everything else is fitted as it is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.definition import Definition
from indicators.methods import sii
from indicators.methods.sii import Linearity, Scale, Slope
from indicators.vocabulary import Kind

SCALES: dict[Kind, Scale] = {
    Kind.PROPORTION: "logit",
    Kind.RATE: "log",
    Kind.DSR: "log",
    Kind.RATIO: "log",
}


@dataclass(frozen=True)
class Line:
    """A slope index of inequality and what goes with it, in the indicator's units.

    `most` and `least` are the line's heights at the most and least deprived end. `gap` is least
    minus most: the slope index. `ratio` is most over least: the relative index, as `ratio_is` says.
    Limits are 95%; NaN where the groups have none, for the `reason` given. `linearity` tells
    whether the groups lie on the line but for chance.
    """

    most: float
    least: float
    gap: float
    gap_lower: float
    gap_upper: float
    ratio: float
    ratio_lower: float
    ratio_upper: float
    ratio_is: str
    reason: str
    linearity: Linearity
    scale: Scale
    unit: float

    @property
    def has_limits(self) -> bool:
        """Whether the groups had limits, and so the gap has."""
        return math.isfinite(self.gap_lower) and math.isfinite(self.gap_upper)

    @property
    def is_clear(self) -> bool:
        """Whether the gap is more than chance: it has limits, and they leave out zero."""
        return self.has_limits and not self.gap_lower <= 0 <= self.gap_upper

    def at(self, position: float) -> float:
        """The line's height, from 0 at the most deprived end to 1 at the least deprived."""
        forth, back = sii.SCALES[self.scale]
        first, last = forth(np.array([self.most, self.least]) / self.unit)
        return float(back(np.asarray(first + (last - first) * position)) * self.unit)


def line(groups: pd.DataFrame, definition: Definition) -> Line | None:
    """The line through at least five groups with values and people; None where one has no cases.

    `groups` has value, lower_95, upper_95 and share, most deprived first. The standard errors are
    those behind the limits; where a group has no limits, the line has none.
    """
    scale = SCALES.get(definition.kind, "identity")
    unit = float(definition.per) if definition.kind is Kind.PROPORTION else 1.0
    value, lower, upper = (
        groups[name].to_numpy(dtype=float) / unit for name in ("value", "lower_95", "upper_95")
    )
    can_be = value > 0 if scale == "log" else (value > 0) & (value < 1)
    if scale != "identity" and not can_be.all():
        return None
    error = None
    if not np.isnan(lower + upper).any():
        error = sii.standard_error(lower, upper, scale=scale)
    people = groups["share"].to_numpy(dtype=float)
    slope = sii.slope_index(value, error, people, scale=scale, rii="inverse")
    return _in_units(slope, sii.linearity(value, error, people, scale=scale), scale, unit)


def _in_units(slope: Slope, linearity: Linearity, scale: Scale, unit: float) -> Line:
    return Line(
        most=slope.intercept * unit,
        least=(slope.intercept + slope.sii) * unit,
        gap=slope.sii * unit,
        gap_lower=slope.sii_lower * unit,
        gap_upper=slope.sii_upper * unit,
        ratio=slope.rii,
        ratio_lower=slope.rii_lower,
        ratio_upper=slope.rii_upper,
        ratio_is=slope.rii_is,
        reason=slope.reason,
        linearity=linearity,
        scale=scale,
        unit=unit,
    )
