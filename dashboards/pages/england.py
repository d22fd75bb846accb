"""England at once: one measure for every neighbourhood or ward, with its authorities beside it."""

from __future__ import annotations

from markupsafe import Markup

from dashboards import text
from dashboards.html import as_state
from dashboards.pages.frame import Visit, framed, kept, part
from dashboards.pages.page import Fragment, Page
from dashboards.viewmodel.england import NOUNS, EnglandView, england_view
from dashboards.viewmodel.england_state import CELL, box_of, coarse, state
from dashboards.viewmodel.map_offers import PALETTE_WORDS
from geo.national_lookup import has_lookup

NOT_LOADED = "England’s areas are not loaded here"
NO_FIGURES = "No figures for all England are held here"
LOAD_SHAPES = "wy-indicators boundaries load FILE"
LOAD_LOOKUP = "wy-indicators boundaries lookup FILE"
LOAD_FIGURES = "wy-indicators ingest mhclg-iod FILE --published-on 2025-10-30"


def england_page(visit: Visit) -> Page:
    """The map of England, or how to load what it needs."""
    figures, selection = visit.figures, visit.selection
    view = england_view(figures, selection)
    if view.shown is None:
        title = NOT_LOADED if view.drawn is None else NO_FIGURES
        pieces = {"finding": part("england.html", "nothing", title, _lacking(view))}
        return framed("england", title, visit, pieces)
    painted = state(view)

    def map_drawn() -> Markup:
        inside = as_state(painted)
        paths = coarse(view)
        told = view.told(view.map.position[view.area]) if view.area else ""
        return part(
            "england.html", "drawing", view, box_of(view.map), paths, CELL, inside, told
        ).html

    def table() -> Markup:
        return part("england.html", "table", view).html

    key = (selection.to_query(), painted["shapes"])
    shown = f"{view.definition.id} {view.level} {view.figures.period}"
    download = selection.link("download/england.csv", indicator=view.definition.id)
    fragments = {
        "chooser": _chooser(visit, view),
        "finding": part("england.html", "finding", view, same_as=shown),
        "map": Fragment(lambda: figures.lately(("england map", key), map_drawn), "painted"),
        "legend": part("england.html", "legend", view, same_as="painted"),
        "maptable": Fragment(
            lambda: figures.lately(("england table", shown, painted["shapes"]), table), shown
        ),
        "source": part("england.html", "source", view, download),
    }
    return framed("england", view.finding, visit, fragments, paint=painted)


def _lacking(view: EnglandView) -> tuple[str, ...]:
    """The commands that load what the map still needs."""
    lookup = () if has_lookup() else (LOAD_LOOKUP,)
    return (*(() if view.drawn else (LOAD_SHAPES,)), *lookup, LOAD_FIGURES)


def _chooser(visit: Visit, view: EnglandView) -> Fragment:
    measures = [(one.id, one.short_title) for one in view.offered]
    levels = [(one, text.sentence_case(NOUNS[one][1])) for one in view.levels]
    choices = (
        ("indicator", "Measure", measures, view.definition.id),
        ("level", "By", levels, view.level),
        ("period", "Period", [(one, one) for one in view.periods], view.figures.period),
        ("palette", "Colours", list(PALETTE_WORDS.items()), view.palette),
    )
    offered = str([(name, options) for name, _, options, _ in choices])
    return part("england.html", "chooser", choices, lambda: kept(visit.selection), same_as=offered)
