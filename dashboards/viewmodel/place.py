"""One place against England, indicator by indicator; its wards by deprivation; what is missing."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboards import text
from dashboards.figures import Figures
from dashboards.selection import Selection
from dashboards.viewmodel.ward_ranking import WardRow, ward_finding, wards_by_deprivation
from geo.areas import (
    PLACES,
    WEST_YORKSHIRE,
    WEST_YORKSHIRE_ICB,
    name,
)
from indicators import safe_mode
from indicators.compare import Standing, benchmark, compared
from indicators.definition import Definition, Framework, Heading, Metric
from indicators.vocabulary import Kind, Polarity


@dataclass(frozen=True)
class Spine:
    """Where to draw one row: England in the middle at 0, everything between −1 and 1."""

    own: float
    lower: float | None
    upper: float | None
    others: tuple[float, ...]


@dataclass(frozen=True)
class PlaceRow:
    """One indicator for the place and for England."""

    indicator: str
    sex: str
    label: str
    link: str
    unit: str
    value: str
    period: str
    period_words: str
    limits: str
    england: str
    standing: Standing
    standing_words: str
    spine: Spine | None
    source: str
    is_suicide: bool
    is_neutral: bool


@dataclass(frozen=True)
class PlaceGroup:
    """The rows under one heading of the framework."""

    title: str
    rows: tuple[PlaceRow, ...]


@dataclass(frozen=True)
class Gap:
    """An indicator with no figure for this place, and why."""

    label: str
    why: str
    is_loaded: bool


@dataclass(frozen=True)
class PlaceView:
    """Everything the place page shows."""

    code: str
    name: str
    finding: str
    detail: str
    groups: tuple[PlaceGroup, ...]
    gaps: tuple[Gap, ...]
    wards: tuple[WardRow, ...]
    ward_source: str
    ward_finding: str


def place_view(figures: Figures, selection: Selection) -> PlaceView:
    """The view of the chosen place, or of West Yorkshire when none is chosen."""
    code = selection.place_code or WEST_YORKSHIRE
    gaps: list[Gap] = []
    seen: set[tuple[str, str]] = set()
    groups = []
    for framework in _frameworks(figures, selection):
        for heading in framework.headings:
            rows = tuple(_rows(heading, code, figures, selection, seen, gaps))
            if rows:
                groups.append(PlaceGroup(heading.short_title, rows))
    finding, detail = _finding(code, groups)
    wards, ward_source = wards_by_deprivation(figures, code)
    return PlaceView(
        code=code,
        name=name(code),
        finding=finding,
        detail=detail,
        groups=tuple(groups),
        gaps=tuple(gaps),
        wards=wards,
        ward_source=ward_source,
        ward_finding=ward_finding(wards, code),
    )


def _frameworks(figures: Figures, selection: Selection) -> list[Framework]:
    """The chosen framework first, then the others for what only they name."""
    every = figures.catalogue.frameworks
    first = figures.catalogue.framework(selection.framework)
    return [first, *(one for one in every.values() if one.id != first.id)]


def _rows(
    heading: Heading,
    code: str,
    figures: Figures,
    selection: Selection,
    seen: set[tuple[str, str]],
    gaps: list[Gap],
) -> list[PlaceRow]:
    made = []
    for metric in heading.metrics:
        if (metric.indicator, metric.sex.value) in seen:
            continue
        seen.add((metric.indicator, metric.sex.value))
        definition = figures.catalogue[metric.indicator]
        label = metric.label or definition.short_title
        row = _row(metric, label, definition, code, figures, selection)
        if isinstance(row, PlaceRow):
            made.append(row)
        else:
            gaps.append(Gap(label, row, figures.has_any(definition.id)))
    return made


def _row(
    metric: Metric,
    label: str,
    definition: Definition,
    code: str,
    figures: Figures,
    selection: Selection,
) -> PlaceRow | str:
    """The row, or the reason why there is none."""
    rows = figures.headline(definition)
    rows = rows[rows["sex"] == metric.sex.value]
    own = rows[rows["area_code"] == code]
    if own["value"].isna().all() and code == WEST_YORKSHIRE:
        own = rows[rows["area_code"] == WEST_YORKSHIRE_ICB]
    own = own.sort_values("period_end")
    if own.empty:
        if not figures.has_any(definition.id):
            source = definition.source
            return f"published in {source.publication} ({source.publisher})"
        return f"not published for {name(code)}"
    last = own.iloc[-1]
    if text.is_missing(last["value"]):
        return f"{text.missing(last['missing_reason'])}, {last['period']}"
    england = benchmark(rows, last)
    against = compared(last, england, definition)
    return PlaceRow(
        indicator=definition.id,
        sex=metric.sex.value,
        label=label,
        link=selection.link(
            "indicator",
            indicator=definition.id,
            sex="" if metric.sex.value == "persons" else metric.sex.value,
            framework=None,
        ),
        unit=text.unit_in_words(definition),
        value=text.number(last["value"], definition),
        period=str(last["period"]),
        period_words=text.period_type(last["period_type"]),
        limits=text.limits(last["lower_95"], last["upper_95"], definition),
        england="" if england is None else text.number(england["value"], definition),
        standing=against.standing,
        standing_words=against.words,
        spine=_spine(rows, last, england, definition),
        source=str(last["source"]),
        is_suicide=safe_mode.applies(definition),
        is_neutral=definition.polarity is Polarity.NO_JUDGEMENT,
    )


def _spine(
    rows: pd.DataFrame, last: pd.Series, england: pd.Series | None, definition: Definition
) -> Spine | None:
    """The row's drawing; none where places must not be ranked."""
    is_drawn = definition.kind not in (Kind.COUNT, Kind.CATEGORY)
    if england is None or not is_drawn or safe_mode.applies(definition):
        return None
    middle = england["value"]
    others = rows[
        rows["area_code"].isin(PLACES)
        & (rows["area_code"] != last["area_code"])
        & (rows["period_end"] == last["period_end"])
    ]["value"].dropna()
    limits = [v for v in (last["lower_95"], last["upper_95"]) if not text.is_missing(v)]
    reach = max(abs(v - middle) for v in (last["value"], *limits, *others)) or 1.0
    return Spine(
        own=(last["value"] - middle) / reach,
        lower=(limits[0] - middle) / reach if len(limits) == 2 else None,
        upper=(limits[1] - middle) / reach if len(limits) == 2 else None,
        others=tuple((value - middle) / reach for value in others),
    )


def _finding(code: str, groups: list[PlaceGroup]) -> tuple[str, str]:
    """How many measures stand where against England; the counts add up to the rows shown."""
    every = [row for group in groups for row in group.rows]
    suicide = sum(row.is_suicide for row in every)
    unheld = (Standing.NO_LIMITS, Standing.NOT_COMPARABLE)
    with_england = [row for row in every if not row.is_suicide and row.standing not in unheld]
    neutral = [row.label for row in with_england if row.is_neutral]
    standings = [row.standing for row in with_england if not row.is_neutral]
    if not standings:
        return f"{name(code)}: no measure can be judged against England yet", ""
    worse, better, similar = (
        standings.count(one) for one in (Standing.WORSE, Standing.BETTER, Standing.SIMILAR)
    )
    finding = (
        f"{name(code)} is worse than England on {worse} of {len(standings)} measures that can be "
        f"judged, better on {better or 'none'}"
    )
    unjudged = len(every) - suicide - len(with_england)
    parts = [
        f"Of {text.count(len(every), 'figure')} below, {len(standings)} can be judged: {worse} "
        f"worse, {better or 'none'} better, {similar or 'none'} similar. "
    ]
    if neutral:
        words = text.count(len(neutral), "is", "are")
        parts.append(
            f"{text.sentence_case(words)} compared and not judged, as higher is neither good nor "
            f"bad in itself ({'; '.join(neutral)}). "
        )
    if unjudged:
        words = text.count(unjudged, "is", "are")
        parts.append(
            f"{text.sentence_case(words)} not judged, for want of limits or of an England figure "
            "to compare. "
        )
    if suicide:
        words = text.count(suicide, "is", "are")
        parts.append(f"{text.sentence_case(words)} about suicide and never judged.")
    return finding, "".join(parts).strip()
