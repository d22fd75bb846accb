"""What a map says where it cannot show what was asked for, and what it shows instead."""

from __future__ import annotations

from dashboards import text
from dashboards.selection import Selection
from dashboards.viewmodel.map_levels import LEVEL_WORDS
from geo.shapes import Drawing
from geo.vintages import Vintage
from indicators.definition import Definition
from indicators.vocabulary import Sex


def no_shapes(vintage: Vintage | None) -> str:
    which = vintage.label if vintage else "these areas"
    return (
        f"No shapes of {which} are held. Official boundaries can be loaded with "
        "“wy-indicators boundaries load FILE”."
    )


def no_level(definition: Definition, asked: str, instead: str) -> str:
    title = text.sentence_case(definition.short_title)
    return (
        f"{title} has no figures for {LEVEL_WORDS[asked][1]}; {LEVEL_WORDS[instead][1]} are shown."
    )


def shown_instead(
    selection: Selection, definition: Definition, sex: Sex, period: str
) -> tuple[str, ...]:
    """What is shown in place of a sex or period that has no figures."""
    notes = []
    if selection.sex and selection.sex != sex.value and period:
        asked, shown = text.sex(selection.sex), text.sex(sex.value)
        notes.append(f"No figures are held for {asked} here; those for {shown} are shown.")
    if selection.period and selection.period != period and period:
        title = text.sentence_case(definition.short_title)
        notes.append(f"{title} has no figures for “{selection.period[:40]}”; {period} is shown.")
    return tuple(notes)


def not_beside(asked: Definition, instead: Definition) -> str:
    title = text.sentence_case(asked.short_title)
    return f"{title} cannot be a second measure here; {instead.short_title} is."


def unheld(drawing: str, areas: str) -> str:
    if drawing == Drawing.OFFICIAL:
        return (
            f"No official boundaries of these {areas} are loaded, so approximate shapes are drawn."
        )
    return f"There is no drawing of these {areas} as {drawing}, so their shapes are drawn."


def unnamed(level: str) -> str:
    if level == "place":
        return "Places are always named, so nothing changes."
    return f"There is no room to name {LEVEL_WORDS[level][1]}, so names are left out."
