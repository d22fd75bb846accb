"""The indicator page: what is known of one measure in one area, and how sure it is."""

from __future__ import annotations

from functools import partial

from markupsafe import Markup

from dashboards import text
from dashboards.charts.control import drawn_control
from dashboards.charts.drawn import HALF, NARROW, WIDE, drawn_trend, small_trend
from dashboards.charts.fan import drawn_fan
from dashboards.figures import Figures
from dashboards.pages.frame import Visit, framed, kept, part
from dashboards.pages.page import Page
from dashboards.selection import Selection
from dashboards.viewmodel.about import facts
from dashboards.viewmodel.indicator import IndicatorView, indicator_view
from dashboards.viewmodel.panels import Panel, Panels

FRAMES = (WIDE, NARROW)
NOTHING = [Markup(), Markup()]


def indicator_page(visit: Visit) -> Page:
    """The page of the chosen indicator."""
    figures, selection = visit.figures, visit.selection
    view = indicator_view(figures, selection)
    definition = view.definition
    map_link = selection.link("map", indicator=definition.id)
    download = selection.link("download/indicator.csv", indicator=definition.id)
    fragments = {
        "chooser": part("indicator.html", "chooser", *_chooser(figures, selection, view)),
        "finding": part("indicator.html", "finding", view),
        "trend": part("indicator.html", "trend", view, *_trend(view), map_link),
        "reading": part("indicator.html", "reading", view),
        "promise": part("indicator.html", "promise", view),
        "places": part("indicator.html", "places", view.panels, _panels(view.panels)),
        "control": part("indicator.html", "control", view, *_control(view)),
        "projection": part("indicator.html", "projection", view, *_fan(view)),
        "inequality": part("inequality.html", "linked", _by_deprivation(figures, selection, view)),
        "table": part("indicator.html", "table", view, download),
        "revisions": part("indicator.html", "revisions", view),
        "definition": part("indicator.html", "definition", definition, facts(definition)),
    }
    return framed("indicator", definition.title, visit, fragments, chart=partial(_chart, view))


def _trend(view: IndicatorView) -> list[Markup]:
    if view.trend is None:
        return NOTHING
    words = f"Line chart. {view.judged.sentence if view.judged else view.finding}"
    return [drawn_trend(view.trend, view.definition, words, frame) for frame in FRAMES]


def _control(view: IndicatorView) -> list[Markup]:
    chart = view.judged.control if view.judged else None
    return [drawn_control(chart, view.definition, one) for one in FRAMES] if chart else NOTHING


def _fan(view: IndicatorView) -> list[Markup]:
    fan = view.judged.fan if view.judged else None
    return [drawn_fan(fan, view.definition, one) for one in (HALF, NARROW)] if fan else NOTHING


def _panels(panels: Panels) -> list[tuple[Panel, Markup]]:
    return [
        (one, small_trend(one.line, panels.england, panels.span, one.words))
        for one in panels.every
        if panels.span
    ]


def _by_deprivation(figures: Figures, selection: Selection, view: IndicatorView) -> str:
    """Where the measure stands by deprivation; empty where it does not."""
    ways = figures.ways_by_deprivation(view.definition.id)
    return selection.link("inequality", indicator=view.definition.id) if ways else ""


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
