"""The area picked out on a map: its figure with limits, rank, course, and other measures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboards import text
from dashboards.figures import Figures
from dashboards.viewmodel.area_map import MapView
from dashboards.viewmodel.map_columns import Column
from dashboards.viewmodel.map_figures import rows_of
from dashboards.viewmodel.map_levels import LEVEL_WORDS, levels_of, mappable, place_name
from geo.areas import name, parent_place
from indicators import safe_mode
from indicators.definition import Definition
from indicators.vocabulary import Kind, Sex

FEWEST_POINTS = 3
WIDTH, HEIGHT = 100.0, 30.0  # of the drawing of its course


@dataclass(frozen=True)
class Course:
    """The area's figures over time: points to draw, and the two ends in words."""

    points: tuple[tuple[float, float], ...]
    first: str
    last: str


@dataclass(frozen=True)
class ProfileRow:
    """One other measure of the same area, with its rank within its place."""

    label: str
    value: str
    period: str
    rank: str


@dataclass(frozen=True)
class Profile:
    """What is shown of the area picked out."""

    code: str
    name: str
    place: str
    label: str
    value: str
    unit: str
    limits: str
    period: str
    rank: str
    standing: str
    others: tuple[tuple[str, str], ...]
    course: Course | None
    rows: tuple[ProfileRow, ...]
    method: str


def area_profile(figures: Figures, view: MapView) -> Profile:
    """The profile of the view's chosen area. The view must hold it: `view.chosen` is not None."""
    (found, coloured, _), code = view.there, view.area
    at, row, definition = found.position[code], found.rows.loc[code], view.definition
    has_value = bool(pd.notna(row["value"]))
    gone = found.missing(found.reasons.get(code))
    return Profile(
        code=code,
        name=name(code),
        place=place_name(code),
        label=definition.short_title,
        value=text.number(row["value"], definition) if has_value else gone,
        unit=text.unit_after_number(definition) if has_value else "",
        limits=_limits(row, definition) if has_value else "",
        period=view.period,
        rank=_rank(found.values, found.codes, code, definition, view.level),
        standing=coloured.said[coloured.of[at]],
        others=tuple(
            (one.heading, one.words(at)) for one in view.columns[1:] if isinstance(one, Column)
        ),
        course=_course(figures, view),
        rows=_rows(figures, view),
        method=_method(row, has_value),
    )


def _method(row: pd.Series, has_value: bool) -> str:
    """How the figure was made; for one that is hidden in a return, why."""
    told = has_value or row.get("restricted") is True
    return text.sentence_case(str(row["method"])) if told else ""


def _limits(row: pd.Series, definition: Definition) -> str:
    if pd.isna(row["lower_95"]):
        return ""
    return f"95% limits {text.limits(row['lower_95'], row['upper_95'], definition)}"


def _rank(
    values: np.ndarray, codes: tuple[str, ...], code: str, definition: Definition, level: str
) -> str:
    """'3rd highest of 33 wards in Leeds'; empty where the figures must not be ranked."""
    place = parent_place(code)
    own = values[codes.index(code)]
    unranked = safe_mode.applies(definition) or definition.kind is Kind.CATEGORY
    if unranked or np.isnan(own) or not place or level == "place":
        return ""
    beside = np.array([parent_place(one) == place for one in codes])
    held = values[beside & ~np.isnan(values)]
    higher, lower, same = ((held > own).sum(), (held < own).sum(), (held == own).sum())
    joint = "joint " if same > 1 else ""
    number, end = (higher + 1, "highest") if higher <= lower else (lower + 1, "lowest")
    position = "" if number == 1 else f"{text.ordinal(int(number))} "
    plural = LEVEL_WORDS[level][1]
    return f"{joint}{position}{end} of {held.size} {plural} in {name(place)}"


def _course(figures: Figures, view: MapView) -> Course | None:
    """The area's own series, where it has points enough to show one."""
    rows = rows_of(figures, view.definition, view.level, view.sex)
    own = rows[(rows["area_code"] == view.area) & rows["value"].notna()]
    if len(own) < FEWEST_POINTS or view.definition.kind is Kind.CATEGORY:
        return None
    days = (own["period_end"] - own["period_end"].iloc[0]).dt.days.to_numpy(dtype=float)
    values = own["value"].to_numpy(dtype=float)
    low, high = min(values.min(), 0.0), values.max()
    span = (high - low) or 1.0
    points = zip(days / (days[-1] or 1) * WIDTH, (1 - (values - low) / span) * HEIGHT, strict=True)
    ends = [
        f"{text.number(values[end], view.definition)} in {own['period'].iloc[end]}"
        for end in (0, -1)
    ]
    return Course(tuple((float(x), float(y)) for x, y in points), ends[0], ends[1])


def _rows(figures: Figures, view: MapView) -> tuple[ProfileRow, ...]:
    """Every other measure that has a figure for the very same area."""
    if view.choices.is_suicide:
        return ()
    made = []
    for definition in mappable(figures):
        if definition.id == view.definition.id or view.level not in levels_of(figures, definition):
            continue
        if figures.is_own(definition.id, view.level):
            continue  # restricted figures stand only on the map that was asked for, and is logged
        row = _other(figures, definition, view)
        made += [row] if row else []
    return tuple(made)


def _other(figures: Figures, definition: Definition, view: MapView) -> ProfileRow | None:
    if safe_mode.applies(definition) or definition.superseded_by:
        return None
    sex = Sex.PERSONS if Sex.PERSONS in definition.sexes else definition.sexes[0]
    rows = rows_of(figures, definition, view.level, sex)
    own = rows[rows["area_code"] == view.area]
    if own.empty or pd.isna(own["value"].iloc[-1]):
        return None
    period = own["period"].iloc[-1]
    same = rows[rows["period"] == period]
    rank = _rank(
        same["value"].to_numpy(dtype=float),
        tuple(same["area_code"]),
        view.area,
        definition,
        view.level,
    )
    value = text.with_unit(own["value"].iloc[-1], definition)
    return ProfileRow(definition.short_title, value, str(period), rank)
