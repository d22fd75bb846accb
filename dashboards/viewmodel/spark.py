"""A trend in the size of a word: one area's line before England's, as points to draw."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from geo.areas import ENGLAND, WEST_YORKSHIRE, WEST_YORKSHIRE_ICB
from indicators.definition import Definition
from indicators.vocabulary import Kind, Sex

FEWEST_POINTS = 3
Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Spark:
    """Two lines in a box of 1 by 1, y down; the background is empty when England has no figures."""

    line: Points
    background: Points
    last: tuple[float, float]


def spark(rows: pd.DataFrame, definition: Definition, sex: Sex, area_code: str) -> Spark | None:
    """The spark of one area's figures, or None when there are too few to show a course."""
    if definition.kind is Kind.CATEGORY:
        return None
    rows = rows[(rows["sex"] == sex.value) & rows["value"].notna()]
    own = rows[rows["area_code"] == area_code]
    if own.empty and area_code == WEST_YORKSHIRE:
        own = rows[rows["area_code"] == WEST_YORKSHIRE_ICB]
    if len(own) < FEWEST_POINTS:
        return None
    # A count for England would flatten the line of anything smaller.
    with_england = definition.kind is not Kind.COUNT
    england = rows[rows["area_code"] == ENGLAND] if with_england else rows.iloc[:0]
    both = pd.concat([own, england])
    low, high = both["value"].min(), both["value"].max()
    first, last = both["period_end"].min(), both["period_end"].max()
    span, days = (high - low) or 1.0, (last - first).days or 1

    def points(part: pd.DataFrame) -> Points:
        part = part.sort_values("period_end")
        return tuple(
            ((end - first).days / days, 1 - (value - low) / span)
            for end, value in zip(part["period_end"], part["value"], strict=True)
        )

    line = points(own)
    return Spark(line, points(england), line[-1])
