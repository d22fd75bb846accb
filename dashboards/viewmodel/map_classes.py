"""The classes of a map of one measure: which areas share a tone, and what the legend says of each.

A class is one of the map's own, `k0` to `k9`, whose colours the map's kind and palette give; or it
is a pattern that says why an area has no figure. Every class stands in the legend with its count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboards import text
from dashboards.palettes import BLUE_BROWN, BLUES, GREYS, YELLOW_TO_NAVY, Ramp
from dashboards.theme import THEME
from dashboards.viewmodel.map_figures import AreaFigures
from indicators import safe_mode
from indicators.definition import Definition
from indicators.methods import breaks
from indicators.methods.breaks import Breaks
from indicators.vocabulary import Kind, MissingReason

CLASSES = 5
TENTHS = 10
ENOUGH_FOR_GROUPS = 25
DECILE_CLASSES = ((6, 10), (4, 5), (3, 3), (2, 2), (1, 1))
NEUTRAL = "neutral"
RAMPS: Mapping[str, Ramp] = {"": BLUES, "cividis": YELLOW_TO_NAVY, "grey": GREYS}


@dataclass(frozen=True)
class LegendRow:
    """One class or missing state: its CSS class, its words and how many areas are in it."""

    css: str
    words: str
    areas: int


@dataclass(frozen=True, eq=False)
class Coloured:
    """Which class each area is in (a position in `css`), and what the classes are.

    `colours` are those of k0, k1, ...; `said` is what is told of an area in each class, besides its
    figures. `words` say how the classes were made. `finding` is what the map shows, where the kind
    of map and not the figures decide it. A legend of two measures is a square: `square` has its
    rows, from high to low, and `axes` the names of the two. `line` parts areas of near colours.
    `beside` are the figures of the second measure; `before` those of the earlier period of a map of
    change, and `changes` the change with its limits, by area in the order of the codes.
    """

    css: tuple[str, ...]
    of: np.ndarray
    colours: tuple[str, ...]
    legend: tuple[LegendRow, ...]
    words: str
    said: tuple[str, ...]
    finding: str = ""
    square: tuple[tuple[LegendRow, ...], ...] = ()
    axes: tuple[str, str] = ("", "")
    england: float | None = None
    line: str = "#FFFFFF"
    beside: AreaFigures | None = None
    before: AreaFigures | None = None
    changes: pd.DataFrame | None = None


def classes(found: AreaFigures, by: str, palette: str, plural: str) -> Coloured:
    """Classes of the figures themselves: equal numbers of areas, or as `by` says.

    `by` is "", "equal", "natural" or "published"; `plural` is what the areas are called.
    """
    definition = found.definition
    if safe_mode.applies(definition):
        return _untold(found)
    if definition.kind is Kind.CATEGORY:
        return _by_decile(found, palette)
    held = int((~np.isnan(found.values)).sum())
    if not held:
        return joined(found, np.full(len(found.values), -1), (), [], "")
    by = by or ("equal" if held < ENOUGH_FOR_GROUPS else "")
    made, words = _made(found.values, by, definition, plural)
    ranges = _ranges(found.values, made, definition, exact=by not in ("equal", "published"))
    if by == "published" and definition.bands:
        named = definition.bands.labels
        ranges = [f"{one}: {name}" for one, name in zip(ranges, named, strict=True)]
        said = list(named)
    else:
        said = _standings(len(ranges), "fifth" if len(ranges) == CLASSES and not by else "")
    return joined(found, made.class_of, _ramp(palette, len(ranges)), ranges, words, said=said)


def tenths(found: AreaFigures, palette: str, plural: str) -> Coloured:
    """Ten classes with as many areas in each, from the lowest figures to the highest."""
    made = breaks.quantile(found.values, TENTHS)
    ranges = _ranges(found.values, made, found.definition, exact=True)
    words = made.reason or f"Tenths of West Yorkshire’s {plural}, from the lowest figures up."
    said = _standings(len(ranges), "tenth")
    numbered = [f"{one} ({two})" for one, two in zip(ranges, said, strict=True)]
    return joined(found, made.class_of, _ramp(palette, len(ranges)), numbered, words, said=said)


def around_england(found: AreaFigures, england: float, plural: str) -> Coloured:
    """Three classes below England's figure and three above it."""
    definition = found.definition
    made = breaks.around(found.values, england, 6)
    below = made.below or 0
    colours = diverging(below, len(made.counts) - below)
    ranges = _ranges(found.values, made, definition, exact=True)
    above = int((found.shown & (made.class_of >= below)).sum())
    held = int((found.shown & (made.class_of >= 0)).sum())
    told = text.with_unit(england, definition)
    return joined(
        found,
        made.class_of,
        colours,
        ranges,
        f"Around England’s figure, {told}: each side in classes of about as many {plural}. "
        f"Above or below says nothing of chance. {made.reason}".strip(),
        said=["below England"] * below + ["at or above England"] * (len(made.counts) - below),
        finding=f"{definition.short_title}: {above} of {held} {plural} are at or above "
        f"England’s {told}",
        england=england,
    )


def joined(
    found: AreaFigures,
    class_of: np.ndarray,
    colours: Sequence[str],
    words: Sequence[str],
    how: str,
    said: Sequence[str] | None = None,
    reasons: Mapping[str, MissingReason | None] | None = None,
    **more: object,
) -> Coloured:
    """The classes with the patterns of areas without a figure after them.

    `class_of` is the class of each area, −1 where it has no figure; `reasons` say why, by code,
    where more than the figures' own are to be told.
    """
    css = [f"k{at}" for at in range(len(words))]
    counts = np.bincount(class_of[(class_of >= 0) & found.shown], minlength=len(css))
    legend = [LegendRow(*row) for row in zip(css, words, counts.tolist(), strict=True)]
    of, gaps = with_gaps(found, class_of, css, reasons)
    return Coloured(
        css=tuple(css),
        of=of,
        colours=tuple(colours),
        legend=(*legend, *gaps),
        words=how,
        said=(*(said or [""] * len(words)), *[""] * (len(css) - len(words))),
        **more,  # type: ignore[arg-type]
    )


def _standings(number: int, what: str) -> list[str]:
    """What is told of an area in each class, from the lowest figures up: where that class stands.

    `what` is a fifth or a tenth, empty for classes of no such size. Nothing is told where all are
    in one class.
    """
    if number == 1:
        return [""]
    what = what or f"of {number} classes"
    between = [f"{text.ordinal(at)} {what} from the lowest" for at in range(2, number)]
    return [f"lowest {what}", *between, f"highest {what}"]


def diverging(below: int, above: int, middle: bool = False) -> tuple[str, ...]:
    """Colours on both sides of a middle, neither good nor bad."""
    return tuple(tone.colour for tone in BLUE_BROWN.tones(below, above, middle))


def _ramp(palette: str, number: int) -> tuple[str, ...]:
    return tuple(tone.colour for tone in RAMPS[palette].tones(number))


def with_gaps(
    found: AreaFigures,
    class_of: np.ndarray,
    css: list[str],
    reasons: Mapping[str, MissingReason | None] | None = None,
) -> tuple[np.ndarray, list[LegendRow]]:
    """Positions in `css`, to which the patterns of missing areas are added, and their legend."""
    of = np.array(class_of, dtype=int)
    why = found.reasons if reasons is None else reasons
    told: Counter[MissingReason | None] = Counter()
    for at in np.flatnonzero(of < 0):
        reason = why.get(found.codes[at])
        told[reason] += int(found.shown[at])
        of[at] = _position(css, pattern(reason))
    return of, [
        LegendRow(pattern(reason), found.missing(reason), number)
        for reason, number in told.most_common()
        if number
    ]


def pattern(reason: MissingReason | None) -> str:
    """The pattern for the reason; an area without any row is drawn as one not published."""
    return THEME.patterns[reason or MissingReason.NOT_PUBLISHED]


def _position(css: list[str], name: str) -> int:
    if name not in css:
        css.append(name)
    return css.index(name)


def _made(values: np.ndarray, by: str, definition: Definition, plural: str) -> tuple[Breaks, str]:
    """The classes, and how they were made."""
    if by == "published" and definition.bands:
        return breaks.published(values, definition.bands.edges), f"{definition.bands.words}."
    if by == "natural":
        made = breaks.natural(values, CLASSES)
        return made, _told(made, "Natural breaks: classes whose figures are most alike.")
    if by == "equal":
        made = breaks.equal(values, CLASSES)
        return made, _told(made, "Classes of equal width from the lowest figure to the highest.")
    made = breaks.quantile(values, CLASSES)
    words = f"Five classes with about as many of West Yorkshire’s {plural} in each."
    return made, _told(made, words)


def _told(made: Breaks, words: str) -> str:
    if len(made.counts) == 1:
        return "One class: every figure is the same."
    return made.reason or words


def _ranges(values: np.ndarray, made: Breaks, definition: Definition, exact: bool) -> list[str]:
    """What each class holds: from its lowest figure to its highest, or between its edges."""
    said = []
    for at in range(len(made.counts)):
        inside = values[made.class_of == at]
        is_last = at == len(made.counts) - 1
        low, high = made.edges[at], made.edges[at + 1]
        if exact and inside.size:
            low, high = inside.min(), inside.max()
        ends = [text.number(low, definition), text.number(high, definition)]
        if ends[0] == ends[1]:
            said.append(ends[0])
        else:
            said.append(f"{ends[0]} to {'' if exact or is_last else 'under '}{ends[1]}")
    return said


def _untold(found: AreaFigures) -> Coloured:
    """One tone for all: figures on suicide are not classed."""
    held = ~np.isnan(found.values)
    css = [NEUTRAL]
    of, gaps = with_gaps(found, np.where(held, 0, -1), css)
    number = int((held & found.shown).sum())
    row = LegendRow(NEUTRAL, "a figure, in the table; neither ranked nor coloured", number)
    return Coloured(
        css=tuple(css),
        of=of,
        colours=(),
        legend=(row, *gaps),
        words="Areas are drawn in one tone on purpose: these figures are not a league table.",
        said=("",) * len(css),
    )


def _by_decile(found: AreaFigures, palette: str) -> Coloured:
    """National tenths; those in which few live in West Yorkshire's wards share a tone."""
    of = np.full(len(found.values), -1)
    words = []
    for at, (first, last) in enumerate(DECILE_CLASSES):
        of[(found.values >= first) & (found.values <= last)] = at
        ends = [text.number(edge, found.definition) for edge in dict.fromkeys((first, last))]
        words.append(" to ".join(ends))
    how = "National tenths, the most deprived darkest."
    return joined(found, of, _ramp(palette, len(words)), words, how)
