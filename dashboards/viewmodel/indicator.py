"""One indicator: its finding, its course, its table, its releases and its definition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from dashboards import text
from dashboards.figures import Figures
from dashboards.selection import Selection, slug_of
from dashboards.viewmodel.doubts import doubts
from dashboards.viewmodel.figures_table import TABLE_AREAS, Table, figures_table
from dashboards.viewmodel.subject import sex_shown, subject, subtitle
from dashboards.viewmodel.trend import Line, Span, Trend, line, span, trend
from geo.areas import (
    ENGLAND,
    PLACES,
    WEST_YORKSHIRE,
    WEST_YORKSHIRE_ICB,
    AreaType,
    name,
)
from indicators import periods
from indicators.compare import Standing, benchmark, compared
from indicators.definition import Definition
from indicators.vocabulary import Kind, Sex

USUAL_INDICATOR = "child_protection_plan_rate"
FEWEST_POINTS = 2  # one figure has no course to draw


@dataclass(frozen=True)
class Panel:
    """One place of the small multiples."""

    name: str
    line: Line
    last: str
    words: str
    link: str
    is_chosen: bool


@dataclass(frozen=True)
class Revision:
    """A figure that a later release changed."""

    area: str
    period: str
    old: str
    old_day: str
    new: str
    new_day: str


@dataclass(frozen=True)
class IndicatorView:
    """Everything the indicator page shows."""

    definition: Definition
    sex: Sex
    measure: str
    area_name: str
    finding: str
    subtitle: str
    change: str
    trend: Trend | None
    trend_words: str
    england: Line | None
    panels: tuple[Panel, ...]
    span: Span | None
    table: Table | None
    is_loaded: bool
    sources: tuple[str, ...]
    methods: tuple[str, ...]
    doubts: tuple[str, ...]
    revisions: tuple[Revision, ...]


def indicator_view(figures: Figures, selection: Selection) -> IndicatorView:
    """The view of the chosen indicator for the chosen place and sex."""
    definition = figures.catalogue[selection.indicator or USUAL_INDICATOR]
    every = figures.headline(definition)
    if every.empty:
        every = figures.headline(definition, "trusts")
    sex = sex_shown(selection, definition, every)
    rows = every[every["sex"] == sex.value]
    chosen = selection.place_code or WEST_YORKSHIRE
    own = rows[(rows["area_code"] == chosen)]
    if own["value"].isna().all() and chosen == WEST_YORKSHIRE:
        own = rows[rows["area_code"] == WEST_YORKSHIRE_ICB]
    if own["value"].isna().all() and selection.place_code is None:
        own = rows[rows["area_code"] == ENGLAND]
    area_name = name(chosen) if own.empty else str(own["area_name"].iloc[0])
    area_code = chosen if own.empty else str(own["area_code"].iloc[0])
    last = _last(own)
    drawn = trend(rows, definition, sex, area_code)
    if drawn is not None and len(drawn.own.points) < FEWEST_POINTS:
        drawn = None
    england = line(rows, ENGLAND) if definition.kind is not Kind.COUNT else None
    panels = tuple(_panels(rows, definition, selection))
    if max((len(panel.line.points) for panel in panels), default=0) < FEWEST_POINTS:
        panels = ()
    revised = _revisions(figures, definition, sex)
    return IndicatorView(
        definition=definition,
        sex=sex,
        measure=subtitle(definition, sex),
        area_name=area_name,
        finding=_finding(last, rows, definition, sex, area_name),
        subtitle=_subtitle(last, definition, sex),
        change=_change(own, definition),
        trend=drawn,
        trend_words=_trend_words(drawn, definition),
        england=england,
        panels=panels,
        span=span([*(p.line for p in panels), *([england] if england else [])], drawn),
        table=figures_table(rows, definition, chosen),
        is_loaded=figures.has_any(definition.id),
        sources=tuple(dict.fromkeys(rows["source"])),
        methods=tuple(dict.fromkeys(rows["method"])),
        doubts=doubts(figures.findings, definition),
        revisions=tuple(sorted(revised, key=lambda one: one.area != name(chosen))),
    )


def _last(own: pd.DataFrame) -> pd.Series | None:
    held = own[own["value"].notna()]
    return None if held.empty else held.sort_values("period_end").iloc[-1]


def _finding(
    last: pd.Series | None, rows: pd.DataFrame, definition: Definition, sex: Sex, area_name: str
) -> str:
    """The page's title: what the latest figure says, in about ten words."""
    named = subject(definition, sex)
    if rows.empty:
        return f"{named}: no figures for places or larger areas"
    if definition.kind is Kind.CATEGORY:
        return _in_words(rows, definition, named)
    if last is None:
        return f"{named}: no figure for {area_name}"
    value = text.with_unit(last["value"], definition)
    england = benchmark(rows, last)
    where = compared(last, england, definition).standing
    if england is None or where is Standing.NOT_COMPARABLE:
        return f"{named}: {value} in {area_name} {text.when(last['period'], last['period_type'])}"
    other = text.number(england["value"], definition)
    words = {
        Standing.SIMILAR: f"similar to England’s {other}",
        Standing.NO_LIMITS: f"against England’s {other}",
    }.get(where)
    if words is None:
        is_higher = last["value"] > england["value"]
        words = f"{'higher' if is_higher else 'lower'} than England’s {other}"
    return f"{named}: {value} in {area_name}, {words}"


def _in_words(rows: pd.DataFrame, definition: Definition, named: str) -> str:
    """How many areas are in the most usual category."""
    held = rows["value"].dropna()
    if held.empty:
        return f"{named}: no figures held"
    usual = held.mode().iloc[-1]
    count = int((held == usual).sum())
    whose = "trusts" if (rows["area_type"] == AreaType.TRUST.value).all() else "areas"
    words = text.number(usual, definition)
    return f"{named}: {words} for {count} of {len(rows['area_code'].unique())} {whose}"


def _subtitle(last: pd.Series | None, definition: Definition, sex: Sex) -> str:
    """Statistic, unit, whom, period and what kind of period."""
    words = subtitle(definition, sex)
    if definition.age != "all ages" and f"aged {definition.age}" not in words:
        words += f", aged {definition.age}"
    if last is None:
        return f"{words}."
    kind = text.period_type(last["period_type"])
    limits = text.limits(last["lower_95"], last["upper_95"], definition)
    said = "no limits published" if limits.startswith("no") else f"95% limits {limits}"
    return f"{words}. {last['period']} ({kind}); {said}."


def _change(own: pd.DataFrame, definition: Definition) -> str:
    """The latest figure beside the one before it, without a claim that it has changed."""
    held = own[own["value"].notna()].sort_values("period_end")
    if len(held) < 2 or definition.kind is Kind.CATEGORY:
        return ""
    before, last = held.iloc[-2], held.iloc[-1]
    shared = (
        " These two periods share years." if last["period_start"] <= before["period_end"] else ""
    )
    return (
        f"It was {text.number(before['value'], definition)} "
        f"{text.when(before['period'], before['period_type'])} and "
        f"{text.number(last['value'], definition)} "
        f"{text.when(last['period'], last['period_type'])}.{shared}"
    )


def _trend_words(drawn: Trend | None, definition: Definition) -> str:
    if drawn is None:
        return ""
    first, last = drawn.own.points[0], drawn.own.points[-1]
    return (
        f"Line chart: {drawn.own.name} was {text.with_unit(first.value, definition)} in "
        f"{first.period} and {text.with_unit(last.value, definition)} in {last.period}. "
        "The same figures are in the table below."
    )


def _panels(rows: pd.DataFrame, definition: Definition, selection: Selection) -> Iterator[Panel]:
    for code in PLACES:
        own = line(rows, code) if definition.kind is not Kind.CATEGORY else None
        if own is None:
            continue
        last = own.points[-1]
        value = text.number(last.value, definition)
        slug = slug_of(code)
        yield Panel(
            name=own.name,
            line=own,
            last=value,
            words=f"{own.name}: {value} in {last.period}",
            link=selection.link("indicator", place=slug),
            is_chosen=slug == selection.place,
        )


def _revisions(figures: Figures, definition: Definition, sex: Sex) -> Iterator[Revision]:
    changed = figures.revisions(definition.id)
    changed = changed[(changed["sex"] == sex.value) & (changed["breakdown"] == "none")]
    for row in changed.itertuples():
        if row.area_code not in TABLE_AREAS or row.age != definition.age:
            continue
        yield Revision(
            area=name(row.area_code),
            period=periods.label(row.period_start, row.period_end, row.period_type),
            old=_number_or_reason(row.old_value, definition),
            old_day=text.day(row.old_published_on),
            new=_number_or_reason(row.new_value, definition),
            new_day=text.day(row.new_published_on),
        )


def _number_or_reason(value: float, definition: Definition) -> str:
    return "withdrawn" if pd.isna(value) else text.number(value, definition)
