"""What every page has around its figures: navigation, the place filter, messages, the footer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup

from dashboards import text
from dashboards.access import PUBLIC, Rights, only_place
from dashboards.figures import Figures
from dashboards.html import environment
from dashboards.pages.page import Fragment, Page
from dashboards.selection import PLACE_SLUGS, WHOLE, Selection, defaults
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
OF_A_PLACE = ("map", "place")  # which begin with the place of a reader who has but one
PARTS_OF = {"england": "map"}  # pages that the list has not, and under which they stand


@dataclass(frozen=True)
class NavigationLink:
    """One entry of the page list."""

    href: str
    words: str
    is_here: bool


@dataclass(frozen=True)
class Visit:
    """What a page is drawn from: the figures as known on the day asked for, and the choices.

    `rights` say what its reader may see besides public figures. Who the reader is, no page knows:
    it is kept for all who have the same rights.
    """

    figures: Figures
    selection: Selection
    messages: tuple[str, ...] = ()
    rights: Rights = PUBLIC


def part(
    template: str, macro: str, *arguments: object, same_as: str = "", is_inside: bool = False
) -> Fragment:
    """One macro's HTML, made when it is asked for, as are arguments that are given as calls."""

    def make() -> Markup:
        given = [one() if callable(one) else one for one in arguments]
        module = environment().get_template(template).module
        return Markup(getattr(module, macro)(*given))

    return Fragment(make, same_as, is_inside)


def framed(
    name: str, title: str, visit: Visit, fragments: Mapping[str, Fragment], **extra: object
) -> Page:
    """The page with its frame around the fragments."""
    path = "" if name == "ambitions" else name
    selection = visit.selection
    link = selection.link(path)
    around = {
        "navigation": part(
            "frame.html",
            "navigation",
            lambda: _navigation(path, selection),
            same_as=path,
        ),
        "placefilter": part(
            "frame.html",
            "placefilter",
            path or "./",
            _places(WHOLE if path in OF_A_PLACE and only_place(visit.rights) else ""),
            selection.place,
            lambda: kept(selection),
            same_as=path,
        ),
        "messages": part("frame.html", "messages", visit.messages, *_known(visit, path)),
    }
    # The browser keeps the place and day in these links itself (assets/live.js).
    is_restricted = bool(extra.get("restricted"))
    known = f"{path} {visit.figures.version} {visit.figures.known_day} {is_restricted}"
    made = part("frame.html", "footer", lambda: _footer(visit, path, is_restricted), same_as=known)
    footer = {"footer": made}
    return Page(name, title, link, {**around, **fragments, **footer}, **extra)  # type: ignore[arg-type]


def kept(selection: Selection) -> dict[str, str]:
    """The choices that are not at their defaults, as a form's hidden fields hold them."""
    values = {name: getattr(selection, name) for name in selection.names()}
    return {
        name: value.isoformat() if name == "as_of" else str(value)
        for name, value in values.items()
        if value not in (defaults()[name], None)
    }


@dataclass(frozen=True)
class Footer:
    """What the foot of a page says of its figures, with links to the very view and to About."""

    version: str
    known: str
    latest: str
    about: str
    here: str
    exact: str
    is_restricted: bool


def _navigation(path: str, selection: Selection) -> list[NavigationLink]:
    """Each page with the place and day carried along, and nothing that it would not know."""
    carried = Selection(place=selection.place, as_of=selection.as_of)
    here = PARTS_OF.get(path, path)
    return [NavigationLink(carried.link(page), words, page == here) for page, words in PAGES]


def _places(whole: str = "") -> list[tuple[str, str]]:
    return [
        (whole, "All of West Yorkshire"),
        *((slug, area(code).name) for slug, code in PLACE_SLUGS.items()),
    ]


def _known(visit: Visit, path: str) -> tuple[str, str]:
    day = visit.figures.as_known_on
    return (text.day(day), visit.selection.link(path, as_of=None)) if day else ("", "")


def _footer(visit: Visit, path: str, is_restricted: bool) -> Footer:
    figures = visit.figures
    fixed = {"as_of": figures.known_day.isoformat(), "version": figures.version}
    return Footer(
        version=figures.version,
        known=text.day(figures.known_day),
        latest=text.day(figures.latest_release) if figures.latest_release else "",
        about=Selection(place=visit.selection.place).link("about"),
        here=visit.selection.link(path, version=figures.version, as_of=figures.known_day),
        exact=urlencode(fixed),
        is_restricted=is_restricted,
    )
