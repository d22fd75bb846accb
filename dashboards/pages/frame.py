"""What every page has around its figures: navigation, the place filter, messages, the footer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from dashboards import text
from dashboards.figures import Figures
from dashboards.html import environment
from dashboards.pages.page import Fragment, Page
from dashboards.selection import PLACE_SLUGS, Selection
from geo.areas import area

PAGES = (
    ("", "Ten ambitions"),
    ("indicator", "Indicator"),
    ("map", "Map"),
    ("place", "Place"),
    ("compare", "Compare"),
    ("inequality", "Inequality"),
    ("about", "About the data"),
)


@dataclass(frozen=True)
class NavigationLink:
    """One entry of the page list."""

    href: str
    words: str
    is_here: bool


@dataclass(frozen=True)
class Visit:
    """What a page is drawn from: the figures as known on the day asked for, and the choices."""

    figures: Figures
    selection: Selection
    messages: tuple[str, ...] = ()


def part(template: str, macro: str, *arguments: object) -> Fragment:
    """One macro's HTML as a fragment."""
    module = environment().get_template(template).module
    return Fragment(Markup(getattr(module, macro)(*arguments)))


def framed(
    name: str, title: str, visit: Visit, fragments: Mapping[str, Fragment], **extra: object
) -> Page:
    """The page with its frame around the fragments."""
    path = "" if name == "ambitions" else name
    selection = visit.selection
    link = selection.link(path)
    around = {
        "navigation": part("frame.html", "navigation", _navigation(path, selection)),
        "placefilter": part(
            "frame.html", "placefilter", path or "./", _places(), selection.place, kept(selection)
        ),
        "messages": part("frame.html", "messages", visit.messages, *_known(visit, path)),
    }
    footer = {"footer": part("frame.html", "footer", *_footer(visit, path))}
    return Page(name, title, link, {**around, **fragments, **footer}, **extra)  # type: ignore[arg-type]


def kept(selection: Selection) -> dict[str, str]:
    """The choices that are not at their defaults, as a form's hidden fields hold them."""
    values = {name: getattr(selection, name) for name in selection.names()}
    return {
        name: value.isoformat() if name == "as_of" else str(value)
        for name, value in values.items()
        if value not in (selection.param[name].default, None)
    }


def _navigation(path: str, selection: Selection) -> list[NavigationLink]:
    """Each page with the place and day carried along, and nothing that it would not know."""
    carried = Selection(place=selection.place, as_of=selection.as_of)
    return [NavigationLink(carried.link(page), words, page == path) for page, words in PAGES]


def _places() -> list[tuple[str, str]]:
    return [
        ("", "All of West Yorkshire"),
        *((slug, area(code).name) for slug, code in PLACE_SLUGS.items()),
    ]


def _known(visit: Visit, path: str) -> tuple[str, str]:
    day = visit.figures.as_known_on
    return (text.day(day), visit.selection.link(path, as_of=None)) if day else ("", "")


def _footer(visit: Visit, path: str) -> tuple[str, str, str, str, str]:
    figures = visit.figures
    known = text.day(figures.known_day)
    latest = text.day(figures.latest_release) if figures.latest_release else ""
    exact = visit.selection.link(path, version=figures.version, as_of=figures.known_day)
    about = Selection(place=visit.selection.place).link("about")
    return figures.version, known, latest, about, exact
