"""From a map's choices and figures to its classes and columns, by the kind of map asked for."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from dashboards import text
from dashboards.figures import Figures
from dashboards.viewmodel import map_classes, map_kinds
from dashboards.viewmodel.map_choices import Choices, second_sex
from dashboards.viewmodel.map_classes import Coloured
from dashboards.viewmodel.map_columns import Column, Words, figure_column
from dashboards.viewmodel.map_figures import AreaFigures, area_figures
from dashboards.viewmodel.map_levels import LEVEL_TYPES
from dashboards.viewmodel.map_offers import england_row
from geo.shapes import shapes
from indicators.area_clusters import clusters
from indicators.change_map import changes
from indicators.errors import SuiteError
from indicators.standings import standings

Drawn = tuple[Coloured, tuple[Column | Words, ...]]


def drawn(
    figures: Figures, made: Choices, found: AreaFigures, plural: str
) -> tuple[Choices, Coloured, tuple[Column | Words, ...]]:
    """Classes and columns of the kind of map asked for; where the figures do not allow it, of the
    figures alone, with choices that say so. `plural` is what the areas shown are called.
    """
    try:
        made_so = _of_kind(figures, made, found, plural)
    except SuiteError as problem:
        made_so = str(problem)
    if not isinstance(made_so, str):
        return (made, *made_so)
    if made_so:
        made = made.without_kind(made_so)
    plain = map_classes.classes(found, made.classes, made.palette, made.nouns[1])
    return made, plain, (figure_column(found),)


def _of_kind(figures: Figures, made: Choices, found: AreaFigures, plural: str) -> Drawn | str:
    """The kind's classes and columns, or why it cannot be drawn (empty for the usual kind)."""
    figure = figure_column(found)
    if made.show == "":
        return ""
    if made.show == "tenths":
        return map_classes.tenths(found, made.palette, made.nouns[1]), (figure,)
    if made.show == "two" and made.beside:
        second = _second(figures, made, found)
        headings = (made.definition.short_title, made.beside.short_title)
        columns = tuple(
            figure_column(one, heading)
            for one, heading in zip((found, second), headings, strict=True)
        )
        return map_kinds.two(found, second, plural, made.nouns[1]), columns
    if made.show == "change":
        return _change(figures, made, found, plural)
    if made.show == "clusters":
        # Neighbours on the ground, whatever is drawn: those of hexagons are not all so.
        year = made.vintage.year if made.vintage else None
        drawn_as = shapes(LEVEL_TYPES[made.level], year)
        tested = figures.once(
            ("clusters", found.definition.id, made.level, made.sex, made.period, drawn_as),
            lambda: clusters(
                dict(zip(found.codes, found.values, strict=True)), drawn_as.neighbours
            ),
        )
        if tested.reason:
            return tested.reason
        coloured = map_kinds.clusters(found, tested, plural)
        return coloured, (figure, Words("Cluster", coloured.said))
    england = england_row(figures, made.definition, made.sex, made.period)
    if england is None:
        return f"no figure for England is held for {made.period}."
    if made.show == "england":
        return map_classes.around_england(found, float(england["value"]), plural), (figure,)
    rows = found.rows.reset_index(names="area_code")
    judged = standings(rows[rows["value"].notna()], england, made.definition)
    if judged.reason:
        return judged.reason
    coloured = map_kinds.compared(found, judged, plural)
    return coloured, (figure, Words("Against England", coloured.said))


def _second(figures: Figures, made: Choices, found: AreaFigures) -> AreaFigures:
    """The second measure's newest figures for the same areas."""
    if made.beside is None or made.shapes is None:
        raise SuiteError("There is no second measure.")
    second = area_figures(
        figures, made.beside, made.level, second_sex(made.beside), made.beside_period, made.shapes
    )
    return replace(second, inside=found.inside)


def _change(figures: Figures, made: Choices, found: AreaFigures, plural: str) -> Drawn:
    """The change since the earlier period, beside the figures of both."""
    if made.shapes is None:
        raise SuiteError("There are no shapes to draw.")
    before = area_figures(figures, made.definition, made.level, made.sex, made.since, made.shapes)
    held = [one.rows.reset_index(names="area_code") for one in (before, found)]
    rows = pd.concat([one[one["value"].notna() | one["missing_reason"].notna()] for one in held])
    moved = changes(rows, made.since, made.period, made.definition)
    if moved.reason:
        raise SuiteError(moved.reason)
    coloured = map_kinds.change(found, before, moved, plural)
    table = moved.table.set_index("area_code").reindex(list(found.codes))
    values = table["change"].to_numpy(dtype=float)
    reasons = found.reasons_with(before)
    difference = replace(
        figure_column(found, "Change"),
        gaps={found.position[code]: why for code, why in reasons.items()},
        unit=text.difference_unit(made.definition),
        values=values,
        form=text.change_form(made.definition),
    )
    return coloured, (
        difference,
        figure_column(before, made.since),
        figure_column(found, made.period),
    )
