"""A trend in the size of a word: one area's line before England's, as points to draw."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboards.viewmodel.trend import Line, line
from geo.areas import ENGLAND, PLACES, WEST_YORKSHIRE, WEST_YORKSHIRE_ICB
from indicators import safe_mode
from indicators.definition import Definition
from indicators.vocabulary import Kind, Sex

FEWEST_POINTS = 3
Run = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Spark:
    """Lines in a box of 1 by 1, y down, each broken where a period has no figure.

    `own` is the area's; where it has none, `places` are the five places'. `background` is
    England's, empty where it has none.
    """

    own: tuple[Run, ...]
    places: tuple[Run, ...]
    background: tuple[Run, ...]
    last: tuple[float, float] | None


def spark(rows: pd.DataFrame, definition: Definition, sex: Sex, area_code: str) -> Spark | None:
    """The spark of one area's figures, or None when there are too few to show a course."""
    if definition.kind is Kind.CATEGORY:
        return None
    rows = rows[rows["sex"] == sex.value]
    own = _long_enough(line(rows, area_code))
    if own is None and area_code == WEST_YORKSHIRE:
        own = _long_enough(line(rows, WEST_YORKSHIRE_ICB))
    # Suicide figures of places are not drawn against each other in small.
    alone = own is not None or safe_mode.applies(definition)
    places = [] if alone else [_long_enough(line(rows, code)) for code in PLACES]
    # A count for England would flatten the line of anything smaller.
    england = None if definition.kind is Kind.COUNT else line(rows, ENGLAND)
    shown = [one for one in (own, *places) if one]
    if not shown:
        return None
    points = [point for one in (*shown, *([england] if england else [])) for point in one.points]
    first, last = min(p.day for p in points), max(p.day for p in points)
    low, high = min(p.value for p in points), max(p.value for p in points)
    days, span = (last - first).days or 1, (high - low) or 1.0

    def runs(one: Line | None) -> tuple[Run, ...]:
        return tuple(
            tuple(((p.day - first).days / days, 1 - (p.value - low) / span) for p in run)
            for run in (one.runs if one else ())
        )

    drawn = runs(own)
    return Spark(
        own=drawn,
        places=tuple(run for one in places for run in runs(one)),
        background=runs(england),
        last=drawn[-1][-1] if drawn else None,
    )


def _long_enough(one: Line | None) -> Line | None:
    return one if one is not None and len(one.points) >= FEWEST_POINTS else None
