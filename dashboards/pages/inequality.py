"""The inequality page: one measure from the most to the least deprived, and the line through it."""

from __future__ import annotations

from dashboards import text
from dashboards.charts.drawn import small_trend
from dashboards.charts.inequality import NARROW, drawn_profile, small_profile
from dashboards.figures import Figures
from dashboards.pages.frame import Visit, framed, kept, part
from dashboards.pages.page import Page
from dashboards.selection import Selection
from dashboards.viewmodel.inequality import (
    InequalityView,
    inequality_view,
    not_offered,
    offered,
)
from dashboards.viewmodel.inequality_words import WAY_WORDS
from dashboards.viewmodel.life_gap import life_gap


def inequality_page(visit: Visit) -> Page:
    """The page of the chosen measure."""
    figures, selection = visit.figures, visit.selection
    view = inequality_view(figures, selection)
    drawn = [
        drawn_profile(view.profile, view.definition, view.profile_words, *frame)
        if view.profile
        else ""
        for frame in ((), (NARROW,))
    ]
    high = max((place.profile.high for place in view.places), default=0.0)
    panels = [(place, small_profile(place.profile, high, place.words)) for place in view.places]
    gap = life_gap(figures, selection)
    gap_drawings = [
        [
            (panel, small_trend(panel.line, one.panels.england, one.panels.span, panel.words))
            for panel in one.panels.every
            if one.panels.span
        ]
        for one in gap.by_sex
    ]
    download = selection.link("download/inequality.csv", indicator=view.definition.id)
    fragments = {
        "chooser": part("inequality.html", "chooser", *_chooser(figures, selection, view)),
        "finding": part("inequality.html", "finding", view),
        "profile": part("inequality.html", "profile", view, *drawn),
        "groups": part("inequality.html", "groups", view, download),
        "places": part("inequality.html", "places", view, panels),
        "course": part("inequality.html", "course", view),
        "gap": part("inequality.html", "gap", gap, gap_drawings),
        "others": part("inequality.html", "others", _others(figures, selection)),
    }
    return framed("inequality", view.finding, visit, fragments)


def _chooser(
    figures: Figures, selection: Selection, view: InequalityView
) -> tuple[
    InequalityView,
    list[tuple[str, str]],
    list[tuple[str, str]],
    list[tuple[str, str]],
    dict[str, str],
]:
    options = [(one.id, one.short_title) for one in offered(figures)]
    ways = figures.ways_by_deprivation(view.definition.id)
    sexes = view.found.sexes if view.found else ()
    return (
        view,
        options,
        [(way.value, WAY_WORDS[way]) for way in ways],
        [(sex.value, text.sentence_case(text.sex(sex))) for sex in sexes],
        kept(selection),
    )


def _others(figures: Figures, selection: Selection) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Each reason with how many measures it holds for, and where each of them is shown."""
    return [
        (
            reason,
            text.count(len(several), "measure"),
            [(one.short_title, selection.link("indicator", indicator=one.id)) for one in several],
        )
        for reason, several in not_offered(figures).items()
    ]
