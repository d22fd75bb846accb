"""The place page: one place against England, and its wards by deprivation."""

from __future__ import annotations

from dashboards.pages.frame import Visit, framed, part
from dashboards.pages.map import drawing
from dashboards.pages.page import Page
from dashboards.selection import PLACE_SLUGS, Selection
from dashboards.viewmodel.area_map import map_view
from dashboards.viewmodel.map_levels import mappable
from dashboards.viewmodel.place import place_view
from dashboards.viewmodel.ward_ranking import WARD_SCORE
from geo.areas import name
from indicators.return_measures import BY_INDICATOR, as_returned


def place_page(visit: Visit) -> Page:
    """The page of the chosen place; of West Yorkshire when none is chosen."""
    figures, selection = visit.figures, visit.selection
    view = place_view(figures, selection)
    is_place = selection.place_code is not None
    others = [
        (selection.link("place", place=slug), name(code)) for slug, code in PLACE_SLUGS.items()
    ]
    sources = sorted({row.source for group in view.groups for row in group.rows})
    download = selection.link("download/place.csv")
    fragments = {
        "opening": part("place.html", "opening", view, is_place, others),
        "against": part("place.html", "against", view, download, sources),
        "wards": part("place.html", "wards", view, *_ward_map(visit), not is_place, _link(visit)),
        "missing": part("place.html", "missing", view),
    }
    if own := _own_maps(visit):  # what they came for, and nobody else has: said at once
        first, *rest = fragments.items()
        fragments = dict([first, ("own", part("place.html", "own", own)), *rest])
    return framed("place", view.finding, visit, fragments)


def _ward_map(visit: Visit) -> tuple[str, str]:
    """The wards' map and its legend, of the same make as the map page's."""
    wanted = Selection(indicator=WARD_SCORE, level="ward", place=visit.selection.place)
    view = map_view(visit.figures, wanted)
    if view.found is None:
        return "", ""
    return drawing(view, page="place"), part("map.html", "legend", view).html


def _own_maps(visit: Visit) -> list[tuple[str, str]]:
    """Maps by ward of the returns that the reader may see: where, and of what."""
    figures, place = visit.figures, visit.selection.place_code
    measures = {what for what, where in visit.rights.allowed if place in (None, where)}
    held = [
        one
        for one in mappable(figures)
        if figures.is_own(one.id, "ward") and BY_INDICATOR[one.id].form in measures
    ]
    return [
        (visit.selection.link("map", indicator=one.id, level="ward"), as_returned(one).short_title)
        for one in held
    ]


def _link(visit: Visit) -> str:
    return visit.selection.link("map", indicator=WARD_SCORE, level="ward", framework=None)
