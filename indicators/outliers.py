"""Which authorities lie further from England than chance alone takes: an indicator's funnel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from indicators import safe_mode
from indicators.definition import Definition
from indicators.methods import funnel
from indicators.methods.estimate import Floats
from indicators.methods.funnel import Limits, Overdispersion
from indicators.vocabulary import Kind

FEWEST = 10  # below this neither the average nor the overdispersion is worth drawing
CURVE_POINTS = 80
KINDS: Mapping[Kind, funnel.FunnelKind] = MappingProxyType(
    {Kind.PROPORTION: "proportion", Kind.RATE: "rate"}
)
KIND_WORDS = {
    Kind.DSR: "An age-adjusted rate",
    Kind.RATIO: "A ratio to what was expected",
    Kind.MEAN: "An average",
    Kind.SCORE: "A score",
    Kind.COUNT: "A number of people or events",
    Kind.CATEGORY: "A category",
}
POINT_COLUMNS = [
    "area_code", "value", "denominator", "side", "level", "wide_side", "wide_level",
]  # fmt: skip
LIMIT_COLUMNS = (
    "lower_95", "upper_95", "lower_998", "upper_998",
    "wide_lower_95", "wide_upper_95", "wide_lower_998", "wide_upper_998",
)  # fmt: skip


@dataclass(frozen=True)
class Funnel:
    """Authorities against the limits around England's average, in the indicator's own unit.

    `points` has a row for each authority with counts: area_code, value, denominator, `side`
    ("low", "high" or "") and `level` (the widest level beyond whose limits it lies, or NaN), and
    `wide_side` and `wide_level` for the limits that allow for overdispersion. `curve` has the
    limits by denominator: LIMIT_COLUMNS. Both are empty when there is a reason for no funnel.
    """

    average: float
    points: pd.DataFrame
    curve: pd.DataFrame
    overdispersion: Overdispersion
    reason: str = ""

    def outside(self, level: float, side: str, is_wide: bool = False) -> int:
        """How many lie on the side, beyond the limits of the level."""
        prefix = "wide_" if is_wide else ""
        beyond = self.points[f"{prefix}level"] >= level
        return int((beyond & (self.points[f"{prefix}side"] == side)).sum())

    def by_chance(self, level: float) -> float:
        """How many would lie outside the limits of the level if all were in truth the average."""
        return len(self.points) * (1 - level)


def no_funnel(reason: str) -> Funnel:
    """What stands for a funnel that cannot be drawn, with the reason in a sentence."""
    points = pd.DataFrame(columns=POINT_COLUMNS)
    curve = pd.DataFrame(columns=["denominator", *LIMIT_COLUMNS])
    return Funnel(float("nan"), points, curve, Overdispersion(float("nan"), 0.0), reason)


def funnel_of(rows: pd.DataFrame, england: pd.Series | None, definition: Definition) -> Funnel:
    """The funnel of one tier's rows of one period around England's figure for it.

    `rows` have the columns of compute(). The average is England's count over what it is out of
    where both are held, else its value. The limits are those of `indicators.methods.funnel`.
    """
    has_counts = rows["value"].notna() & rows["numerator"].notna() & (rows["denominator"] > 0)
    if definition.kind is Kind.PROPORTION:  # counts rounded apart can leave a part above its whole
        has_counts &= rows["numerator"] <= rows["denominator"]
    if reason := _why_none(int(has_counts.sum()), england, definition):
        return no_funnel(reason)
    held = rows[has_counts]
    kind, per = KINDS[definition.kind], definition.per
    average = _average(england, per)
    x, n = held["numerator"].to_numpy(), held["denominator"].to_numpy()
    size = _size(kind, n, average)
    value = x / n
    spread = funnel.overdispersion(value, average, funnel.standard_error(kind, size, average))
    inside = funnel.classify(kind, x, size, average)
    wide = funnel.widened(kind, size, average, spread.tau2)
    wide_side, wide_level = _beyond(value, wide)
    columns = (held["area_code"], value * per, n, inside.side, inside.level, wide_side, wide_level)
    points = pd.DataFrame(
        {name: np.asarray(column) for name, column in zip(POINT_COLUMNS, columns, strict=True)}
    )
    return Funnel(average * per, points, _curve(kind, n, average, spread, per), spread)


def _why_none(held: int, england: pd.Series | None, definition: Definition) -> str:
    if safe_mode.applies(definition):
        return (
            "No funnel is drawn of figures on people who died by suicide: it would single out "
            "places."
        )
    if definition.kind not in KINDS:
        return (
            f"{KIND_WORDS[definition.kind]} is not one count over another, so the limits of a "
            "funnel cannot be worked out for it."
        )
    if held == 0:
        return (
            "The counts behind these figures, and what they are out of, are not published for "
            "authorities; a funnel needs both."
        )
    if held < FEWEST:
        return f"Counts are held for only {held} authorities; a funnel needs {FEWEST}."
    if england is None:
        return "No England figure is held for this period, so a funnel has no average."
    whole = definition.per if definition.kind is Kind.PROPORTION else float("inf")
    if not 0 < _average(england, definition.per) * definition.per < whole:
        return "England’s figure is none or all, so chance cannot move an authority from it."
    return ""


def _average(england: pd.Series | None, per: int) -> float:
    """England's count over what it is out of, else its value; NaN without a figure."""
    if england is None:
        return float("nan")
    has_counts = pd.notna(england["numerator"]) and pd.notna(england["denominator"])
    if has_counts and england["denominator"] > 0:
        return float(england["numerator"] / england["denominator"])
    return float(england["value"] / per)


def _size(kind: funnel.FunnelKind, n: Floats, average: float) -> Floats:
    """What the method takes for an authority's size: for a rate the events expected of it."""
    return n if kind == "proportion" else n * average


def _beyond(value: Floats, limits: Mapping[float, Limits]) -> tuple[np.ndarray, Floats]:
    side = np.full(value.shape, "", dtype="<U4")
    reached = np.full(value.shape, np.nan)
    for level in sorted(limits):
        low, high = value < limits[level].lower, value > limits[level].upper
        side[low], side[high] = "low", "high"
        reached[low | high] = level
    return side, reached


def _curve(
    kind: funnel.FunnelKind, n: Floats, average: float, spread: Overdispersion, per: int
) -> pd.DataFrame:
    """The limits at denominators from under the smallest authority's to over the largest's."""
    across = np.geomspace(n.min() * 0.8, n.max() * 1.2, CURVE_POINTS)
    size = _size(kind, across, average)
    pairs = [
        *funnel.limits(kind, size, average).values(),
        *funnel.widened(kind, size, average, spread.tau2).values(),
    ]
    sides = [side * per for pair in pairs for side in (pair.lower, pair.upper)]
    return pd.DataFrame({"denominator": across, **dict(zip(LIMIT_COLUMNS, sides, strict=True))})
