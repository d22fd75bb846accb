"""One indicator on the map at one level: classes, legend, labels and the table twin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboards import text
from dashboards.figures import Figures
from dashboards.selection import Selection
from dashboards.viewmodel.map_classes import LegendRow, classes
from dashboards.viewmodel.subject import sex_shown, subtitle, whom
from geo.areas import PLACES, AreaType, name, parent_place
from geo.shapes import Shapes, shapes
from indicators.definition import Definition
from indicators.vocabulary import Kind, Sex

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
    sex: Sex
    sexes: tuple[Sex, ...]
    subtitle: str
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
    sexes = tuple(sex for sex in definition.sexes if (rows["sex"] == sex.value).any())
    sex = sex_shown(selection, definition, rows)
    rows = rows[rows["sex"] == sex.value].sort_values("period_end")
    periods = tuple(dict.fromkeys(rows["period"]))[::-1]
    period = selection.period if selection.period in periods else next(iter(periods), "")
    rows = rows[rows["period"] == period]
    drawn = _shapes(level, tuple(rows["area_code"]))
    if drawn is not None:
        rows = _with_gaps(rows, drawn)
    by_class, legend, legend_words = classes(rows, definition, LEVEL_WORDS[level][1])
    areas = tuple(_areas(rows, definition, selection, level, by_class))
    return MapView(
        definition=definition,
        sex=sex,
        sexes=sexes,
        subtitle=subtitle(definition, sex),
        level=level,
        levels=levels,
        period=period,
        periods=periods,
        period_words=text.period_type(rows["period_type"].iloc[0]) if len(rows) else "",
        finding=_finding(rows[~_beyond(rows, level, selection)], definition, sex, level, period),
        areas=areas,
        legend=legend,
        legend_words=legend_words,
        shapes=drawn,
        shows_values=level == "place",
        sources=tuple(dict.fromkeys(rows["source"].dropna())),
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


def _with_gaps(rows: pd.DataFrame, drawn: Shapes) -> pd.DataFrame:
    """The rows, and one without a value for each area drawn that has no row in the period."""
    absent = [code for code in drawn.codes if code not in set(rows["area_code"])]
    if not absent:
        return rows
    gaps = pd.DataFrame({"area_code": absent, "area_name": [name(code) for code in absent]})
    gaps["period"] = rows["period"].iloc[0]
    return pd.concat([rows, gaps], ignore_index=True)


def _areas(
    rows: pd.DataFrame,
    definition: Definition,
    selection: Selection,
    level: str,
    by_class: Mapping[str, str],
) -> list[MapArea]:
    unit = text.unit_after_number(definition)
    chosen = selection.area or (selection.place_code if level == "place" else "")
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
                is_chosen=row.area_code == chosen,
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


def _finding(rows: pd.DataFrame, definition: Definition, sex: Sex, level: str, period: str) -> str:
    """What the map says: where the figure is highest, unless it must not be ranked."""
    held = rows[rows["value"].notna()]
    _, plural = LEVEL_WORDS[level]
    about = whom(definition, sex)
    subject = f"{definition.short_title} for {about}" if about else definition.short_title
    if held.empty:
        return f"{subject}: no figures for {plural}"
    if definition.safe_messaging == "suicide":
        names = text.listed(sorted(held["area_name"]))
        who = (
            "the five places as published"
            if len(held) == len(rows)
            else f"figures held for {names} only"
        )
        return f"{subject}: {who}, {period}"
    if definition.kind is Kind.CATEGORY:
        first = int((held["value"] == 1).sum())
        word = text.number(1, definition)
        return f"{first:,} of {len(held):,} {plural} are in {word} ({definition.short_title})"
    top = held.loc[held["value"].idxmax()]
    place = "" if level == "place" else f" ({place_name(top['area_code'])})"
    value = text.with_unit(top["value"], definition)
    return f"{subject} is highest in {top['area_name']}{place}: {value}"
