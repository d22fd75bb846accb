"""What a measure allows of a map: kinds, ways to make classes, colours; and why not the rest."""

from __future__ import annotations

import pandas as pd

from dashboards import text
from dashboards.figures import Figures
from dashboards.viewmodel.map_classes import ENOUGH_FOR_GROUPS, TENTHS
from geo.areas import ENGLAND
from indicators import safe_mode
from indicators.definition import Definition
from indicators.vocabulary import Kind, Sex

SHOW_WORDS = {
    "": "Figures, in classes",
    "england": "Above or below England",
    "tenths": "Tenths",
    "compared": "Better or worse than England",
    "two": "Two measures at once",
    "change": "Change between two periods",
    "clusters": "Clusters of high and low",
}
CLASSING_WORDS = {
    "": "Equal numbers of areas",
    "equal": "Equal steps",
    "natural": "Natural breaks",
    "published": "The publisher’s bands",
}
PALETTE_WORDS = {"": "Blues", "cividis": "Blue to yellow", "grey": "Greys, for paper"}


def england_row(
    figures: Figures, definition: Definition, sex: Sex, period: str
) -> pd.Series | None:
    """England's row for the same period, age and sex, or None."""
    rows = figures.headline(definition, "places")
    rows = rows[
        (rows["area_code"] == ENGLAND)
        & (rows["period"] == period)
        & (rows["sex"] == sex.value)
        & rows["value"].notna()
    ]
    return None if rows.empty else rows.iloc[-1]


def refusals(
    figures: Figures,
    definition: Definition,
    sex: Sex,
    period: str,
    periods: tuple[str, ...],
    besides: tuple[Definition, ...],
    has_limits: bool,
    areas: int,
) -> dict[str, str]:
    """The kinds of map that the measure does not allow, and why."""
    if safe_mode.applies(definition):
        why = "figures on suicide are never ranked, classed or coloured."
        return {one: why for one in SHOW_WORDS if one}
    refused: dict[str, str] = {}
    if definition.kind is Kind.CATEGORY:
        why = f"{text.sentence_case(definition.short_title)} is a category, not an amount."
        return dict.fromkeys((one for one in SHOW_WORDS if one), why)
    if definition.kind is Kind.COUNT:
        why = "numbers of people depend on how many live in an area."
        refused |= dict.fromkeys(("england", "compared", "two", "clusters"), why)
    held = figures.once(
        ("england held", definition.id, sex, period),
        lambda: england_row(figures, definition, sex, period) is not None,
    )
    if not held:
        why = f"no figure for England is held for {period}."
        refused = {"england": why, "compared": why, **refused}
    if not has_limits and "compared" not in refused:
        refused["compared"] = "without limits, no difference can be told from chance."
    if not besides:
        refused["two"] = "no other measure has figures for these areas."
    if areas < TENTHS:
        refused["tenths"] = f"{areas} areas make no tenths."
    if len(periods) < 2:
        refused["change"] = "only one period is held."
    return refused


def classings(definition: Definition, show: str, areas: int) -> dict[str, str]:
    """How classes can be made, in words, the usual way first: equal steps where areas are few."""
    if show or definition.kind is Kind.CATEGORY or safe_mode.applies(definition):
        return {}
    offered = dict(CLASSING_WORDS)
    if areas < ENOUGH_FOR_GROUPS:
        offered[""] = offered.pop("equal")
    if not definition.bands:
        del offered["published"]
    return offered


def palettes(definition: Definition, show: str) -> tuple[str, ...]:
    """The colours there are to choose from: none where the kind of map decides them."""
    return () if show not in ("", "tenths") or definition.safe_messaging else tuple(PALETTE_WORDS)
