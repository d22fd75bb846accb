"""One indicator on the map at one level: classes, legend, labels and the table twin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboards import text
from dashboards.figures import Figures
from dashboards.selection import Selection
from dashboards.theme import THEME
from geo.areas import PLACES, AreaType, name, parent_place
from geo.shapes import Shapes, shapes
from indicators.definition import Definition
from indicators.vocabulary import Kind, MissingReason, Sex

USUAL_INDICATOR = "imd_2025_score"
LEVEL_AREAS = {"ward": "wards", "msoa": "msoas", "lsoa": "lsoas", "place": "places"}
LEVEL_TYPES = {
    "ward": AreaType.WARD,
    "msoa": AreaType.MSOA,
    "lsoa": AreaType.LSOA,
    "place": AreaType.LOCAL_AUTHORITY,
}
LEVEL_WORDS = {
    "ward": ("ward", "wards"),
    "msoa": ("neighbourhood group (MSOA)", "neighbourhood groups (MSOA)"),
    "lsoa": ("neighbourhood (LSOA)", "neighbourhoods (LSOA)"),
    "place": ("place", "places"),
}
LEVELS_DOWN_TO = {
    AreaType.LSOA: ("ward", "msoa", "lsoa", "place"),
    AreaType.WARD: ("ward", "place"),
    AreaType.LOCAL_AUTHORITY: ("place",),
}
SMALL_AREAS = {AreaType.LSOA, AreaType.MSOA, AreaType.WARD}
CLASSES = 5
ENOUGH_FOR_GROUPS = 25
DECILE_CLASSES = ((1, 1), (2, 2), (3, 3), (4, 5), (6, 10))


@dataclass(frozen=True)
class LegendRow:
    """One class or missing state: its CSS class, its words and how many areas are in it."""

    css: str
    words: str
    areas: int


@dataclass(frozen=True)
class MapArea:
    """One area as drawn and as listed."""

    code: str
    name: str
    place: str
    value: str
    sort: str
    css: str
    label: str
    is_chosen: bool
    is_beyond: bool


@dataclass(frozen=True)
class MapView:
    """Everything the map page shows."""

    definition: Definition
    level: str
    levels: tuple[str, ...]
    period: str
    periods: tuple[str, ...]
    period_words: str
    finding: str
    areas: tuple[MapArea, ...]
    legend: tuple[LegendRow, ...]
    legend_words: str
    shapes: Shapes | None
    shows_values: bool
    sources: tuple[str, ...]
    chosen: MapArea | None


def mappable(figures: Figures) -> tuple[Definition, ...]:
    """The indicators that can be shown on the map, those of small areas first."""
    rank = list(LEVELS_DOWN_TO)
    held = [
        d
        for d in figures.catalogue.values()
        if d.lowest_geography in LEVELS_DOWN_TO
        and (figures.held_types(d.id) & SMALL_AREAS or len(_at_level(figures, d, "place")))
    ]
    return tuple(sorted(held, key=lambda d: rank.index(d.lowest_geography)))


def _levels(figures: Figures, definition: Definition) -> tuple[str, ...]:
    """The levels at which areas of West Yorkshire have figures."""
    return tuple(
        level
        for level in LEVELS_DOWN_TO.get(definition.lowest_geography, ())
        if len(_at_level(figures, definition, level))
    )


def _at_level(figures: Figures, definition: Definition, level: str) -> pd.DataFrame:
    rows = figures.headline(definition, LEVEL_AREAS[level])
    return rows[rows["area_code"].isin(PLACES)] if level == "place" else rows


def map_view(figures: Figures, selection: Selection) -> MapView:
    """The map of the chosen indicator, level and period; the usual one where none is chosen."""
    definition = figures.catalogue[selection.indicator or USUAL_INDICATOR]
    levels = _levels(figures, definition)
    level = selection.level if selection.level in levels else next(iter(levels), "place")
    rows = _at_level(figures, definition, level)
    sex = selection.sex or next((s.value for s in definition.sexes if (rows["sex"] == s).any()), "")
    rows = rows[rows["sex"] == (sex or Sex.PERSONS.value)].sort_values("period_end")
    periods = tuple(dict.fromkeys(rows["period"]))[::-1]
    period = selection.period if selection.period in periods else next(iter(periods), "")
    rows = rows[rows["period"] == period]
    drawn = _shapes(level, tuple(rows["area_code"]))
    by_class, legend, legend_words = _classes(rows, definition, level)
    areas = tuple(_areas(rows, definition, selection, level, by_class))
    return MapView(
        definition=definition,
        level=level,
        levels=levels,
        period=period,
        periods=periods,
        period_words=text.period_type(rows["period_type"].iloc[0]) if len(rows) else "",
        finding=_finding(rows[~_beyond(rows, level, selection)], definition, level, period),
        areas=areas,
        legend=legend,
        legend_words=legend_words,
        shapes=drawn,
        shows_values=level == "place",
        sources=tuple(dict.fromkeys(rows["source"])),
        chosen=next((one for one in areas if one.is_chosen), None),
    )


def _shapes(level: str, codes: tuple[str, ...]) -> Shapes | None:
    """The shapes whose codes are those of the figures; None when no vintage fits."""
    if not codes:
        return None
    for vintage in (None, 2011):
        found = shapes(LEVEL_TYPES[level], vintage if level != "ward" else None)
        if set(codes) <= set(found.codes):
            return found
    return None


def _areas(
    rows: pd.DataFrame,
    definition: Definition,
    selection: Selection,
    level: str,
    by_class: Mapping[str, str],
) -> list[MapArea]:
    unit = text.unit_after_number(definition)
    made = []
    for row, is_beyond in zip(rows.itertuples(), _beyond(rows, level, selection), strict=True):
        has_value = pd.notna(row.value)
        value = (
            text.number(row.value, definition) if has_value else text.missing(row.missing_reason)
        )
        words = f"{value} {unit}".strip() if has_value else value
        place = place_name(row.area_code)
        where = row.area_name if level == "place" else f"{row.area_name}, {place}"
        made.append(
            MapArea(
                code=row.area_code,
                name=row.area_name,
                place=place,
                value=value,
                sort=f"{row.value:.6g}" if has_value else "",
                css=by_class[row.area_code],
                label=f"{where}: {words}, {row.period}",
                is_chosen=row.area_code == selection.area,
                is_beyond=bool(is_beyond),
            )
        )
    if definition.safe_messaging == "suicide" or not len(rows):
        return sorted(made, key=lambda one: one.name)
    highest_first = definition.kind is not Kind.CATEGORY
    return sorted(
        made,
        key=lambda one: (one.sort == "", float(one.sort or 0) * (-1 if highest_first else 1)),
    )


def place_name(area_code: str) -> str:
    """The name of the place that the area is or lies in; empty for one in none of the five."""
    place = parent_place(area_code)
    return name(place) if place else ""


def _beyond(rows: pd.DataFrame, level: str, selection: Selection) -> np.ndarray:
    """For each row, whether it lies outside the chosen place."""
    if selection.place_code is None or level == "place":
        return np.zeros(len(rows), dtype=bool)
    inside = [parent_place(code) == selection.place_code for code in rows["area_code"]]
    return ~np.array(inside, dtype=bool)


def _classes(
    rows: pd.DataFrame, definition: Definition, level: str
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
        breaks, words = _breaks(held, level)
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


def _breaks(held: pd.Series, level: str) -> tuple[np.ndarray, str]:
    """The edges of the classes: equal numbers of areas where there are many, else equal steps."""
    if len(held) < ENOUGH_FOR_GROUPS:
        edges = np.unique(np.linspace(held.min(), held.max(), CLASSES + 1))
        return edges, "Classes of equal width from the lowest figure to the highest."
    edges = np.unique(np.quantile(held, np.linspace(0, 1, CLASSES + 1)))
    plural = LEVEL_WORDS[level][1]
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
        code: THEME.patterns[MissingReason(reason)]
        for code, reason in zip(gone["area_code"], gone["missing_reason"], strict=True)
    }


def _missing_legend(rows: pd.DataFrame) -> list[LegendRow]:
    reasons = rows.loc[rows["value"].isna(), "missing_reason"].value_counts()
    return [
        LegendRow(THEME.patterns[MissingReason(reason)], text.missing(reason), int(number))
        for reason, number in reasons.items()
    ]


def _finding(rows: pd.DataFrame, definition: Definition, level: str, period: str) -> str:
    """What the map says: where the figure is highest, unless it must not be ranked."""
    held = rows[rows["value"].notna()]
    _, plural = LEVEL_WORDS[level]
    if held.empty:
        return f"{definition.short_title}: no figures for {plural}"
    if definition.safe_messaging == "suicide":
        return f"{definition.short_title}: the five places as published, {period}"
    if definition.kind is Kind.CATEGORY:
        first = int((held["value"] == 1).sum())
        word = text.number(1, definition)
        return f"{first:,} of {len(held):,} {plural} are in {word} ({definition.short_title})"
    top = held.loc[held["value"].idxmax()]
    place = "" if level == "place" else f" ({place_name(top['area_code'])})"
    value = text.with_unit(top["value"], definition)
    return f"{definition.short_title} is highest in {top['area_name']}{place}: {value}"
