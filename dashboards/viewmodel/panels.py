"""The five places as small multiples: one line each, all in one frame, and their sentence."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboards import text
from dashboards.selection import Selection, slug_of
from dashboards.viewmodel.sentences import places_sentence
from dashboards.viewmodel.trend import Line, Span, Trend, line, span
from geo.areas import ENGLAND, PLACES
from indicators.compare import Comparison, benchmark, compared
from indicators.definition import Definition
from indicators.vocabulary import Kind

FEWEST_POINTS = 2  # one figure has no course to draw


@dataclass(frozen=True)
class Panel:
    """One place of the small multiples."""

    name: str
    line: Line
    last: str
    words: str
    link: str
    is_chosen: bool


@dataclass(frozen=True)
class Panels:
    """The places that have figures, England's line behind them, their frame and their sentence."""

    every: tuple[Panel, ...]
    england: Line | None
    span: Span | None
    sentence: str


def place_panels(
    rows: pd.DataFrame, definition: Definition, selection: Selection, beside: Trend | None
) -> Panels:
    """Small multiples of rows of one sex; none where no place has figures enough to draw.

    `beside` is the trend drawn above them, whose scale starts where theirs does.
    """
    drawn = {
        code: one
        for code in PLACES
        if definition.kind is not Kind.CATEGORY
        and (one := line(rows, code, definition.breaks)) is not None
    }
    if max((len(one.points) for one in drawn.values()), default=0) < FEWEST_POINTS:
        return Panels((), None, None, "")
    england = None
    if definition.kind is not Kind.COUNT:
        england = line(rows, ENGLAND, definition.breaks)
    return Panels(
        every=tuple(_panel(code, one, definition, selection) for code, one in drawn.items()),
        england=england,
        span=span([*drawn.values(), *([england] if england else [])], beside),
        sentence=places_sentence(definition, _comparisons(rows, list(drawn), definition)),
    )


def _panel(code: str, own: Line, definition: Definition, selection: Selection) -> Panel:
    last = own.points[-1]
    value = text.number(last.value, definition)
    slug = slug_of(code)
    return Panel(
        name=own.name,
        line=own,
        last=value,
        words=f"{own.name}: {value} in {last.period}",
        link=selection.link("indicator", place=slug),
        is_chosen=slug == selection.place,
    )


def _comparisons(rows: pd.DataFrame, codes: list[str], definition: Definition) -> list[Comparison]:
    held = rows[rows["value"].notna()].sort_values("period_end")
    lasts = [held[held["area_code"] == code].iloc[-1] for code in codes]
    return [compared(last, benchmark(held, last), definition) for last in lasts]
