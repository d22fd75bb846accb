"""The published gap in life expectancy between the most and least deprived, place by place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from dashboards import text
from dashboards.figures import Figures
from dashboards.selection import Selection
from dashboards.viewmodel.figures_table import Table, figures_table
from dashboards.viewmodel.panels import Panels, place_panels, places_drawn
from geo.areas import ENGLAND, PLACES, WEST_YORKSHIRE, name
from indicators.definition import Definition
from indicators.vocabulary import Sex

INDICATOR = "inequality_in_life_expectancy_at_birth"


@dataclass(frozen=True)
class SexGap:
    """One sex: the places' courses, what they say, and the table of the same numbers."""

    sex: Sex
    title: str
    sentence: str
    panels: Panels
    table: Table


@dataclass(frozen=True)
class LifeGap:
    """The gap as published; nothing of it is worked out here."""

    definition: Definition
    by_sex: tuple[SexGap, ...]
    source: str


def life_gap(figures: Figures, selection: Selection) -> LifeGap:
    """The gap for each sex, made once for each place; `by_sex` is empty where nothing is held."""
    return figures.once(("life gap", selection.place), lambda: _life_gap(figures, selection))


def _life_gap(figures: Figures, selection: Selection) -> LifeGap:
    definition = figures.catalogue[INDICATOR]
    rows = figures.headline(definition)
    rows = rows[rows["area_code"].isin([*PLACES, ENGLAND]) & rows["value"].notna()]
    by_sex = tuple(_by_sex(rows, definition, selection))
    return LifeGap(definition, by_sex, "; ".join(dict.fromkeys(rows["source"])))


def _by_sex(rows: pd.DataFrame, definition: Definition, selection: Selection) -> Iterator[SexGap]:
    for sex in definition.sexes:
        own = rows[rows["sex"] == sex.value]
        linked = Selection(
            indicator=INDICATOR, sex=sex.value, place=selection.place, as_of=selection.as_of
        )
        panels = place_panels(places_drawn(own, definition), definition, linked, None)
        table = figures_table(own, definition, selection.place_code or WEST_YORKSHIRE)
        if panels.every and table is not None:
            title = text.sentence_case(text.sex(sex))
            yield SexGap(sex, title, _sentence(own, definition, sex), panels, table)


def _sentence(rows: pd.DataFrame, definition: Definition, sex: Sex) -> str:
    """The latest figure of each place and of England, in the places' own order."""
    last = rows[rows["period_end"] == rows["period_end"].max()]
    by_area = last.set_index("area_code")["value"]
    said = [
        f"{text.number(by_area[code], definition)} in {name(code)}"
        for code in (*PLACES, ENGLAND)
        if code in by_area
    ]
    said[0] = said[0].replace(" in ", f" {definition.unit} in ", 1)
    period = last["period"].iloc[0]
    return (
        f"The gap for {text.sex(sex)} in {period} ({text.period_type(definition.period_type)}) was "
        f"{text.listed(said)}. No limits are published, so differences may be chance."
    )
