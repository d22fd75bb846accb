"""One indicator in one area: its finding, its course, what the tests say, its figures."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboards import text
from dashboards.figures import Figures
from dashboards.selection import Selection
from dashboards.viewmodel import finding
from dashboards.viewmodel.control_chart import ControlChart, control_chart
from dashboards.viewmodel.doubts import doubts
from dashboards.viewmodel.fan import Fan, chance_words, fan, projected, why_no_fan
from dashboards.viewmodel.figures_table import Table, figures_table
from dashboards.viewmodel.how_made import how_made
from dashboards.viewmodel.panels import FEWEST_POINTS, Panels, place_panels, places_drawn
from dashboards.viewmodel.promise import Promise, promise, promised_path
from dashboards.viewmodel.reading import Reading, reading
from dashboards.viewmodel.revisions import Revisions, revisions
from dashboards.viewmodel.sentences import trend_sentence
from dashboards.viewmodel.subject import sex_shown, subject, subtitle
from dashboards.viewmodel.trend import Trend, trend
from geo.areas import ENGLAND, WEST_YORKSHIRE, WEST_YORKSHIRE_ICB, name
from indicators.control import control
from indicators.definition import Definition
from indicators.direction import direction
from indicators.trajectory import Trajectory, is_open
from indicators.vocabulary import Kind, Sex

USUAL_INDICATOR = "child_protection_plan_rate"


@dataclass(frozen=True)
class Judged:
    """What the tests and the promise say of one area's series, and the charts that show it.

    Where a chart cannot be drawn its reason says why.
    """

    sentence: str
    reading: Reading
    control: ControlChart | None
    control_reason: str
    promise: Promise | None
    fan: Fan | None
    fan_reason: str
    chance: str


@dataclass(frozen=True)
class IndicatorView:
    """Everything the indicator page shows; `judged` is None where there is no series to judge."""

    definition: Definition
    sex: Sex
    measure: str
    area_name: str
    finding: str
    subtitle: str
    change: str
    trend: Trend | None
    judged: Judged | None
    panels: Panels
    table: Table | None
    is_loaded: bool
    came_after: str
    sources: tuple[str, ...]
    methods: tuple[str, ...]
    doubts: tuple[str, ...]
    revisions: Revisions


def indicator_view(figures: Figures, selection: Selection) -> IndicatorView:
    """The view of the chosen indicator for the chosen place and sex."""
    definition = figures.catalogue[selection.indicator or USUAL_INDICATOR]
    every = figures.headline(definition)
    if every.empty:
        every = figures.headline(definition, "trusts")
    sex = sex_shown(selection, definition, every)
    rows = every[every["sex"] == sex.value]
    chosen = selection.place_code or WEST_YORKSHIRE
    own = _own(rows, chosen, may_fall_back=selection.place_code is None)
    area_name = name(chosen) if own.empty else str(own["area_name"].iloc[0])
    area_code = chosen if own.empty else str(own["area_code"].iloc[0])
    key = (definition.id, sex, area_code)
    way = figures.once(
        ("path", *key), lambda: promised_path(figures, definition, sex, rows, area_code)
    )
    drawn = figures.once(("trend", *key), lambda: trend(rows, definition, sex, area_code, way))
    if drawn is not None and len(drawn.own.points) < FEWEST_POINTS:
        drawn = None
    places = figures.once(("places", definition.id, sex), lambda: places_drawn(rows, definition))
    return IndicatorView(
        definition=definition,
        sex=sex,
        measure=subtitle(definition, sex),
        area_name=area_name,
        finding=_finding(own, rows, definition, sex, area_name),
        subtitle=finding.described(finding.latest(own), definition, sex),
        change=finding.change(own, definition),
        trend=drawn,
        judged=figures.once(
            ("judged", *key), lambda: _judged(figures, definition, sex, rows, own, way)
        ),
        panels=place_panels(places, definition, selection, drawn),
        table=figures_table(rows, definition, chosen),
        is_loaded=figures.has_any(definition.id),
        came_after=text.day(figures.known_day) if figures.came_later(definition.id) else "",
        sources=tuple(dict.fromkeys(rows["source"])),
        methods=how_made(rows, definition),
        doubts=doubts(figures.findings, definition),
        revisions=revisions(figures, definition, sex, chosen),
    )


def _own(rows: pd.DataFrame, chosen: str, may_fall_back: bool) -> pd.DataFrame:
    """The series of the chosen area; of West Yorkshire's NHS board, or England, where it has none.

    Only where no place was asked for may another area stand in.
    """
    codes = (chosen, WEST_YORKSHIRE_ICB, ENGLAND) if may_fall_back else (chosen,)
    for code in codes:
        own = rows[rows["area_code"] == code]
        if own["value"].notna().any():
            return own.sort_values("period_end")
    return rows[rows["area_code"] == chosen].sort_values("period_end")


def _finding(
    own: pd.DataFrame, rows: pd.DataFrame, definition: Definition, sex: Sex, area_name: str
) -> str:
    if rows.empty:
        return f"{subject(definition, sex)}: no figures for places or larger areas"
    if own.empty and definition.kind is not Kind.CATEGORY:
        return f"{subject(definition, sex)}: no figure for {area_name}"
    return finding.finding(own, rows, definition, sex)


def _judged(
    figures: Figures,
    definition: Definition,
    sex: Sex,
    rows: pd.DataFrame,
    own: pd.DataFrame,
    way: Trajectory | None,
) -> Judged | None:
    if definition.kind is Kind.CATEGORY or not own["value"].notna().any():
        return None
    area_code = str(own["area_code"].iloc[0])
    stands = promise(figures, definition, sex, area_code)
    if way is not None and way.target.applies_to != area_code:
        way = None  # a place is read against the path for reference, and not judged by it
    if way is not None and not is_open(way, own, definition, figures.known_day):
        way = None  # of what is past, or was promised of another count, nothing is assured
    going = direction(definition, own)
    chart = control(definition, own, way.goal if way else None)
    said = reading(figures, definition, rows, own, going, chart)
    ahead = projected(figures, definition, sex, own)
    return Judged(
        sentence=trend_sentence(definition, sex, area_code, said.england, going),
        reading=said,
        control=control_chart(chart, own, definition, name(area_code)),
        control_reason=chart.reason,
        promise=stands,
        fan=fan(ahead, rows, definition, sex, area_code),
        fan_reason=why_no_fan(ahead),
        chance=chance_words(ahead, way, definition),
    )
