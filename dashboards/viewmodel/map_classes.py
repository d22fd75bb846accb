"""The classes of a map: which areas share a tone, and what the legend says of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboards import text
from dashboards.theme import THEME
from indicators.definition import Definition
from indicators.vocabulary import Kind, MissingReason

CLASSES = 5
ENOUGH_FOR_GROUPS = 25
DECILE_CLASSES = ((1, 1), (2, 2), (3, 3), (4, 5), (6, 10))


@dataclass(frozen=True)
class LegendRow:
    """One class or missing state: its CSS class, its words and how many areas are in it."""

    css: str
    words: str
    areas: int


def classes(
    rows: pd.DataFrame, definition: Definition, plural: str
) -> tuple[dict[str, str], tuple[LegendRow, ...], str]:
    """The CSS class of each area, the legend, and how the classes were made."""
    values = rows.set_index("area_code")["value"]
    held = values.dropna()
    by_class = _missing_classes(rows)
    if definition.safe_messaging == "suicide":
        by_class |= dict.fromkeys(held.index, "neutral")
        legend = [LegendRow("neutral", "figure as labelled; not ranked or coloured", len(held))]
        words = "Places are drawn in one tone on purpose: these figures are not a league table."
    elif definition.kind is Kind.CATEGORY:
        found, legend = _by_decile(held, definition)
        by_class |= found
        words = "National tenths, the most deprived darkest."
    elif held.empty:
        legend, words = [], ""
    else:
        breaks, words = _breaks(held, plural)
        steps = np.searchsorted(breaks[1:-1], held.to_numpy(), side="right") + 1
        by_class |= {code: f"c{step}" for code, step in zip(held.index, steps, strict=True)}
        legend = [
            LegendRow(
                f"c{step}",
                f"{text.number(breaks[step - 1], definition)} to "
                f"{text.number(breaks[step], definition)}",
                int((steps == step).sum()),
            )
            for step in range(1, len(breaks))
        ]
    return by_class, (*legend, *_missing_legend(rows)), words


def _breaks(held: pd.Series, plural: str) -> tuple[np.ndarray, str]:
    """The edges of the classes: equal numbers of areas where there are many, else equal steps."""
    if held.nunique() == 1:
        return np.repeat(held.iloc[0], 2), "One class: every figure is the same."
    if len(held) < ENOUGH_FOR_GROUPS:
        edges = np.unique(np.linspace(held.min(), held.max(), CLASSES + 1))
        return edges, "Classes of equal width from the lowest figure to the highest."
    edges = np.unique(np.quantile(held, np.linspace(0, 1, CLASSES + 1)))
    if len(edges) <= CLASSES:
        return edges, f"Classes of unequal size, because many {plural} share the same figure."
    return edges, f"Five classes with about as many of West Yorkshire’s {plural} in each."


def _by_decile(held: pd.Series, definition: Definition) -> tuple[dict[str, str], list[LegendRow]]:
    by_class: dict[str, str] = {}
    legend = []
    for number, (first, last) in enumerate(DECILE_CLASSES):
        inside = held[(held >= first) & (held <= last)]
        css = f"c{CLASSES - number}"
        by_class |= dict.fromkeys(inside.index, css)
        ends = [text.number(edge, definition) for edge in dict.fromkeys((first, last))]
        legend.append(LegendRow(css, " to ".join(ends), len(inside)))
    return by_class, legend


def _missing_classes(rows: pd.DataFrame) -> dict[str, str]:
    gone = rows[rows["value"].isna()]
    return {
        code: _pattern(reason)
        for code, reason in zip(gone["area_code"], gone["missing_reason"], strict=True)
    }


def _pattern(reason: object) -> str:
    """The pattern for the reason; an area without any row is drawn as one not published."""
    known = MissingReason(reason) if isinstance(reason, str) else MissingReason.NOT_PUBLISHED
    return THEME.patterns[known]


def _missing_legend(rows: pd.DataFrame) -> list[LegendRow]:
    reasons = Counter(
        reason if isinstance(reason, str) else None
        for reason in rows.loc[rows["value"].isna(), "missing_reason"]
    )
    return [
        LegendRow(_pattern(reason), text.missing(reason), number)
        for reason, number in reasons.most_common()
    ]
