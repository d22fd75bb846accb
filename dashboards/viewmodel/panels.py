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
class Places:
    """The lines of the places that have figures, England's, and what they say together."""

    lines: tuple[tuple[str, Line], ...]
    england: Line | None
    sentence: str


@dataclass(frozen=True)
class Panels:
    """Small multiples in one frame, England's line behind each, and their sentence."""

    every: tuple[Panel, ...]
    england: Line | None
    span: Span | None
    sentence: str


def places_drawn(rows: pd.DataFrame, definition: Definition) -> Places:
    """The places' lines from rows of one sex; none where no place has figures enough to draw."""
    if definition.kind is Kind.CATEGORY:
        return Places((), None, "")
    every = ((code, line(rows, code, definition.breaks)) for code in PLACES)
    lines = tuple((code, one) for code, one in every if one is not None)
    if max((len(one.points) for _, one in lines), default=0) < FEWEST_POINTS:
        return Places((), None, "")
    # England's count is of another size and would flatten every place's line.
    is_count = definition.kind is Kind.COUNT
    england = None if is_count else line(rows, ENGLAND, definition.breaks)
    said = places_sentence(definition, _comparisons(rows, [code for code, _ in lines], definition))
    return Places(lines, england, said)


def place_panels(
    places: Places, definition: Definition, selection: Selection, beside: Trend | None
) -> Panels:
    """The places as panels, on a scale that starts where that of the trend beside them does."""
    shown = [one for _, one in places.lines] + ([places.england] if places.england else [])
    return Panels(
        every=tuple(_panel(code, one, definition, selection) for code, one in places.lines),
        england=places.england,
        span=span(shown, beside) if places.lines else None,
        sentence=places.sentence,
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
