"""The map page: one measure by neighbourhood, ward or place, with its table beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from markupsafe import Markup

from dashboards import text
from dashboards.figures import Figures
from dashboards.html import as_state
from dashboards.pages.frame import Visit, framed, kept, part
from dashboards.pages.page import Fragment, Page
from dashboards.selection import Selection
from dashboards.viewmodel.area_map import MapView, map_view
from dashboards.viewmodel.area_profile import area_profile
from dashboards.viewmodel.england import can_be_seen
from dashboards.viewmodel.map_choices import (
    DRAWING_WORDS,
    NAMED,
    OUTLINE_WORDS,
    OUTLINES_BY_LEVEL,
)
from dashboards.viewmodel.map_levels import LEVEL_TYPES, LEVEL_WORDS, mappable, smallest
from dashboards.viewmodel.map_offers import PALETTE_WORDS, SHOW_WORDS
from dashboards.viewmodel.map_state import box_of, state, whole_state
from dashboards.viewmodel.map_tenths import tenths_view
from geo.areas import AreaType
from geo.official_store import stamps
from geo.search import find

GROUPS = {
    AreaType.LSOA: "Down to neighbourhood",
    AreaType.WARD: "Down to ward",
    AreaType.LOCAL_AUTHORITY: "By place",
}
ROWS_FIRST = 40  # more than the table's window shows
OF_A_MAP = ("map", "legend", "seek", "strip", "detail", "maptable", "tenths", "source")
EMPTY = Fragment(Markup, "empty")
Options = list[tuple[str, str]]


class Choice(NamedTuple):
    """One control: what there is to choose from, what is chosen, and what is where nothing is.

    It is left out with fewer than `least` to choose from.
    """

    id: str
    label: str
    offered: Options
    chosen: str
    usual: str | None = None
    least: int = 2

    @property
    def otherwise(self) -> str:
        """What is chosen where the address says nothing: by default the first."""
        if self.usual is not None:
            return self.usual
        return self.offered[0][0] if self.offered else ""


def map_page(visit: Visit, page: str = "map") -> Page:
    """The map of the chosen measure; `page` is where its choices go, empty outside the site."""
    figures, selection = visit.figures, visit.selection
    view = map_view(figures, selection)
    fragments = {
        **_chooser(visit, view),
        **map_pieces(figures, view, selection, page),
    }
    noted = replace(visit, messages=(*view.marks, *visit.messages, *view.notes))
    return framed(
        "map", view.finding, noted, fragments, paint=state(view), restricted=view.restricted
    )


def map_pieces(
    figures: Figures, view: MapView, selection: Selection, page: str = "map"
) -> dict[str, Fragment]:
    """What the map shows, without the controls that choose it: finding, map, legend, table."""
    if view.found is None:
        nothing = part("map.html", "nothing", selection.link("indicator"), view.choices.why_not)
        finding = part("map.html", "finding", view)
        # Places for what comes with a measure that has a map, chosen on this very page.
        return {"finding": finding, "nothing": nothing, **dict.fromkeys(OF_A_MAP, EMPTY)}
    download = selection.link("download/map.csv")
    pictures = [(selection.link(f"download/map.{kind}"), kind.upper()) for kind in ("png", "svg")]

    def kept_for(what: str, make: Callable[[], Markup]) -> Markup:
        return figures.lately((what, selection.to_query(), stamps()), make)

    # What is painted stands under one key: the browser that holds it is sent its changes alone.
    return {
        "finding": part("map.html", "finding", view),
        "nothing": EMPTY,
        "map": Fragment(
            lambda: kept_for(f"drawing {page}", lambda: drawing(view, page)), "painted"
        ),
        "legend": _legend(view),
        "seek": _seek(view, selection),
        "strip": part("map.html", "strip", same_as="painted"),
        "detail": _detail(figures, view, selection),
        "maptable": Fragment(lambda: kept_for("table", lambda: _table(view, selection)), "painted"),
        "tenths": _tenths(figures, view),
        "source": part(
            "map.html",
            "source",
            view,
            download,
            pictures,
            can_be_seen(),
            same_as="; ".join((*view.how, *view.sources)),
        ),
    }


def _legend(view: MapView) -> Fragment:
    """The legend: a list, which is painted, or the square of a map of two."""
    is_square = view.coloured is not None and bool(view.coloured.square)
    return part("map.html", "legend", view, same_as="" if is_square else "painted")


def drawing(view: MapView, page: str = "map") -> Markup:
    """The map itself, with the state that its script takes over."""
    inside = as_state(whole_state(view))
    return part("map.html", "drawing", view, box_of(view), state(view), inside, page).html


def _table(view: MapView, selection: Selection) -> Markup:
    links = {one.code: selection.link("map", area=one.code, seek="") for one in view.areas}
    noun = text.sentence_case(view.choices.nouns[0])
    rows = [one for one in view.areas if not one.is_beyond]
    first, rest = rows[:ROWS_FIRST], rows[ROWS_FIRST:]
    return part("map.html", "table", view, first, rest, links, noun, view.listed).html


def _detail(figures: Figures, view: MapView, selection: Selection) -> Fragment:
    """The chosen area's own figures."""
    if view.chosen is None:
        unranked = view.choices.is_suicide
        key = f"none {view.level} {unranked}"
        return part("map.html", "nobody", LEVEL_WORDS[view.level][0], unranked, same_as=key)
    profile = area_profile(figures, view)
    closed = selection.link("map", area="")
    return part("map.html", "detail", profile, closed)


def _tenths(figures: Figures, view: MapView) -> Fragment:
    """Shares by tenth of deprivation, on a map of a place's own figures of children on a plan."""
    found = tenths_view(figures, view)
    return EMPTY if found is None else part("map.html", "tenths", found)


def _seek(view: MapView, selection: Selection) -> Fragment:
    """The box in which an area is looked for, and what was found."""
    noun, words = LEVEL_WORDS[view.level][0], selection.seek.strip()
    vintage = view.choices.vintage
    year = vintage.year if vintage else None
    found = find(words, LEVEL_TYPES[view.level], year) if words else ()
    matches = [
        (selection.link("map", area=one.code, seek=""), one.name, one.place, one.why)
        for one in found
    ]
    elsewhere = [
        (selection.link("map", level=level, area=""), LEVEL_WORDS[level][1])
        for level in view.levels
        if words and not found and level != view.level and find(words, LEVEL_TYPES[level], None)
    ]
    key = f"{words} {[one[0] for one in matches]}" if words else "nothing sought"
    return part(
        "map.html", "seek", noun, words, matches, kept(selection), elsewhere,
        same_as=f"{view.level} {key}",
    )  # fmt: skip


def _chooser(visit: Visit, view: MapView) -> dict[str, Fragment]:
    """The map's controls, each made again only where there is something else to choose from.

    What is chosen the browser sets by itself, from the address.
    """
    made = view.choices
    first, more = _first_choices(view), _more_choices(view)
    refused = {SHOW_WORDS[one]: why for one, why in made.refused.items()}
    pieces = {
        f"choose-{one.id}": part(
            "map.html", "choice", one, same_as=f"{one.offered} {one.otherwise}", is_inside=True
        )
        for one in (*first, *more)
    }
    pieces["choose-refused"] = part(
        "map.html", "refused", refused, same_as=str(refused), is_inside=True
    )
    unmapped = "" if view.periods else made.definition.id
    # A place's own return may give a measure another name than the list of measures has.
    title = made.definition.short_title
    retitled = "" if title == visit.figures.catalogue[made.definition.id].short_title else title
    chooser = part(
        "map.html",
        "chooser",
        view,
        lambda: _groups(visit.figures),
        lambda: kept(visit.selection),
        {one.id: pieces[f"choose-{one.id}"] for one in first},
        {one.id: pieces[f"choose-{one.id}"] for one in more},
        pieces["choose-refused"],
        same_as=f"{view.level in NAMED} {unmapped} {retitled}",
    )
    return {"chooser": chooser, **pieces}


def _first_choices(view: MapView) -> tuple[Choice, ...]:
    made = view.choices
    sexes = [(one.value, text.sentence_case(text.sex(one))) for one in made.sexes]
    levels = [(one, text.sentence_case(LEVEL_WORDS[one][0])) for one in made.levels]
    besides = [(one.id, one.short_title) for one in made.besides] if made.beside else []
    earlier = made.periods[made.periods.index(made.period) + 1 :] if made.since else ()
    return (
        Choice("level", "By", levels, made.level, least=1),
        Choice("sex", "For", sexes, made.sex.value),
        Choice("period", "Period", [(one, one) for one in made.periods], made.period),
        Choice("show", "Show", [(one, SHOW_WORDS[one]) for one in made.shows], made.show),
        Choice(
            "beside", "Second measure", besides, made.beside.id if made.beside else "", least=1
        ),
        Choice(
            "since", "Since", [(one, one) for one in earlier], made.since,
            usual=earlier[-1] if earlier else "", least=1,
        ),
    )  # fmt: skip


def _more_choices(view: MapView) -> tuple[Choice, ...]:
    made = view.choices
    drawings = [(one.value, DRAWING_WORDS[one]) for one in made.drawings]
    vintages = [(str(one.year), text.sentence_case(one.label)) for one in made.vintages]
    usual = str(made.usual_vintage.year) if made.usual_vintage else ""
    palettes = [(one, PALETTE_WORDS[one]) for one in made.palettes]
    outlines = [(one, OUTLINE_WORDS[one]) for one in OUTLINES_BY_LEVEL[made.level]]
    return (
        Choice("classes", "Classes", list(made.classings.items()), made.classes),
        Choice("palette", "Colours", palettes, made.palette),
        Choice("drawing", "Shapes", drawings, _drawing(view)),
        Choice(
            "vintage", "Areas of", vintages, str(made.vintage.year) if made.vintage else "",
            usual=usual,
        ),
        Choice("outlines", "Outlines", outlines, made.outlines),
    )  # fmt: skip


def _drawing(view: MapView) -> str:
    return view.shapes.drawing.value if view.shapes else ""


def _groups(figures: Figures) -> list[tuple[str, Options]]:
    held = mappable(figures)
    return [
        (words, options)
        for level, words in GROUPS.items()
        if (options := [(d.id, d.short_title) for d in held if smallest(figures, d) is level])
    ]
