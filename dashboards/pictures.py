"""Maps to take away as pictures: their names and what is in them."""

from __future__ import annotations

from typing import NamedTuple

from dashboards.access import Seen
from dashboards.downloads import file_words
from dashboards.pages.frame import Visit
from dashboards.paper import map_png, map_svg
from dashboards.viewmodel.area_map import map_view
from geo.areas import WEST_YORKSHIRE, name

KINDS = {"png": "image/png", "svg": "image/svg+xml; charset=utf-8"}


class Picture(NamedTuple):
    """A picture: its name, its content, and what it shows that is not public."""

    name: str
    content: bytes
    restricted: tuple[Seen, ...]


def map_picture(visit: Visit, kind: str) -> Picture:
    """The map of the visit as "png" or "svg".

    Raises SuiteError where no map is drawn, with the reason.
    """
    view = map_view(visit.figures, visit.selection)
    where = name(visit.selection.place_code or WEST_YORKSHIRE)
    kept = [
        *file_words(view.marks),
        view.definition.id,
        view.choices.show,
        view.level,
        view.period,
        where,
    ]
    words = "-".join(part for part in kept if part).casefold()
    slug = "".join(letter if letter.isalnum() else "-" for letter in words)
    called = f"{slug}-{visit.figures.version}.{kind}"
    if kind == "svg":
        return Picture(called, map_svg(view, visit.figures).encode(), view.restricted)
    return Picture(called, map_png(view, visit.figures), view.restricted)
