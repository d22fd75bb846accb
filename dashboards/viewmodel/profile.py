"""The profile of an indicator by deprivation: a bar for each group, as wide as its people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboards import text
from dashboards.viewmodel import inequality_words as words
from indicators.definition import Definition
from indicators.inequality import Inequality

CURVE = tuple(step / 40 for step in range(41))
HEADROOM = 1.08  # of the highest figure, so that its mark stays inside the chart


@dataclass(frozen=True)
class Bar:
    """One group: where it lies among the people, from 0 to 1, and its figure with limits."""

    label: str
    left: float
    right: float
    value: float
    lower: float | None
    upper: float | None
    words: str

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class Profile:
    """What the chart draws. `curve` is the fitted line; widths mean nothing without shares."""

    bars: tuple[Bar, ...]
    curve: tuple[tuple[float, float], ...]
    high: float
    has_shares: bool


def profile(found: Inequality, definition: Definition) -> Profile:
    """The bars and the line; bars of one width where the numbers of people are not known."""
    groups, line = found.groups, found.line
    has_shares = bool(groups["share"].notna().all())
    widths = groups["share"] if has_shares else pd.Series(1 / len(groups), index=groups.index)
    ends = np.concatenate([[0.0], np.cumsum(widths)])
    bars = tuple(
        Bar(
            label=str(int(row.group)),
            left=float(ends[at]),
            right=float(ends[at + 1]),
            value=float(row.value),
            lower=None if text.is_missing(row.lower_95) else float(row.lower_95),
            upper=None if text.is_missing(row.upper_95) else float(row.upper_95),
            words=_bar_words(row, found, definition),
        )
        for at, row in enumerate(groups.itertuples())
    )
    curve = tuple((at, line.at(at)) for at in CURVE) if line else ()
    tops = [bar.value if bar.upper is None else bar.upper for bar in bars]
    tops += [height for _, height in curve]
    return Profile(bars, curve, max(tops) * HEADROOM, has_shares)


def _bar_words(row: Any, found: Inequality, definition: Definition) -> str:
    value = text.number(row.value, definition)
    limits = text.limits(row.lower_95, row.upper_95, definition)
    said = "" if limits.startswith("no") else f", 95% limits {limits}"
    group = words.group_label(found, int(row.group))
    return f"{text.sentence_case(words.group_name(found))} {group}: {value}{said}"
