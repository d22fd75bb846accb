"""The indicator page: finding, trend, places, table, revisions, definition."""

from __future__ import annotations

from functools import partial

from dashboards import text
from dashboards.charts.drawn import NARROW, drawn_trend, small_trend
from dashboards.figures import Figures
from dashboards.pages.frame import Visit, framed, kept, part
from dashboards.pages.page import Page
from dashboards.selection import Selection
from dashboards.viewmodel.about import facts
from dashboards.viewmodel.indicator import IndicatorView, indicator_view


def indicator_page(visit: Visit) -> Page:
    """The page of the chosen indicator."""
    figures, selection = visit.figures, visit.selection
    view = indicator_view(figures, selection)
    definition = view.definition
    drawn = [
        drawn_trend(view.trend, definition, view.trend_words, *frame) if view.trend else ""
        for frame in ((), (NARROW,))
    ]
    drawings = [
        (panel, small_trend(panel.line, view.england, view.span, panel.words))
        for panel in view.panels
        if view.span
    ]
    map_link = selection.link("map", indicator=definition.id)
    download = selection.link("download/indicator.csv", indicator=definition.id)
    fragments = {
        "chooser": part("indicator.html", "chooser", *_chooser(figures, selection, view)),
        "finding": part("indicator.html", "finding", view),
        "trend": part("indicator.html", "trend", view, *drawn, map_link),
        "places": part("indicator.html", "places", view, drawings),
        "table": part("indicator.html", "table", view, download),
        "revisions": part("indicator.html", "revisions", view),
        "definition": part("indicator.html", "definition", definition, facts(definition)),
    }
    return framed("indicator", definition.title, visit, fragments, chart=partial(_chart, view))


def _chart(view: IndicatorView) -> object:
    """The Bokeh chart of the view's trend, or None; HoloViews is loaded only when one is drawn."""
    from dashboards.charts.trend import trend_chart

    return trend_chart(view.trend, view.definition) if view.trend else None


def _chooser(
    figures: Figures, selection: Selection, view: IndicatorView
) -> tuple[
    list[tuple[str, list[tuple[str, str]]]], str, list[tuple[str, str]], str, str, dict[str, str]
]:
    sexes = [(s.value, text.sentence_case(text.sex(s))) for s in view.definition.sexes]
    known = selection.as_of.isoformat() if selection.as_of else ""
    return (
        indicator_groups(figures),
        view.definition.id,
        sexes,
        view.sex.value,
        known,
        kept(selection),
    )


def indicator_groups(figures: Figures) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every indicator once, under the first heading of the first framework that names it."""
    left = dict(figures.catalogue)
    groups = []
    for framework in figures.catalogue.frameworks.values():
        for heading in framework.headings:
            ids = dict.fromkeys(m.indicator for m in heading.metrics if m.indicator in left)
            options = [(one, left.pop(one).short_title) for one in ids]
            if options:
                groups.append((f"{framework.title}: {heading.short_title}", options))
    if left:
        groups.append(("Other", [(one, d.short_title) for one, d in left.items()]))
    return groups
