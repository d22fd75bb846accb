"""The map page: one measure by neighbourhood, ward or place, with its table beside it."""

from __future__ import annotations

from dashboards import text
from dashboards.figures import Figures
from dashboards.pages.frame import Visit, framed, kept, part
from dashboards.pages.page import Fragment, Page
from dashboards.selection import Selection
from dashboards.viewmodel.area_map import LEVEL_WORDS, MapView, map_view, mappable
from geo.areas import AreaType, name
from geo.shapes import Shapes, shapes

MARGIN = 12
GROUPS = {
    AreaType.LSOA: "Down to neighbourhood",
    AreaType.WARD: "Down to ward",
    AreaType.LOCAL_AUTHORITY: "By place",
}


def map_page(visit: Visit) -> Page:
    """The map of the chosen measure."""
    figures, selection = visit.figures, visit.selection
    view = map_view(figures, selection)
    levels = [(level, text.sentence_case(LEVEL_WORDS[level][0])) for level in view.levels]
    sexes = [(one.value, text.sentence_case(text.sex(one))) for one in view.sexes]
    chooser = part("map.html", "chooser", view, _groups(figures), kept(selection), levels, sexes)
    fragments = {"chooser": chooser, **map_pieces(view, selection)}
    return framed("map", view.finding, visit, fragments, paint=_paint(view))


def map_pieces(view: MapView, selection: Selection) -> dict[str, Fragment]:
    """What the map shows, without the controls that choose it: finding, map, legend, table."""
    # By place all five are drawn, the chosen one picked out; else the chosen place fills the frame.
    place = "" if view.shows_values else selection.place_code or ""
    links = {one.code: selection.link("map", area=one.code) for one in view.areas}
    download = selection.link("download/map.csv", indicator=view.definition.id)
    one, many = LEVEL_WORDS[view.level]
    nouns = (text.sentence_case(one), many)
    fragments = {"finding": part("map.html", "finding", view)}
    if view.shapes is not None:
        # Only the shapes and the place decide the drawing; classes and labels are painted on it.
        shape_key = f"{view.level} {view.shapes.vintage} {place} {selection.area}"
        shape_key += view.period + view.definition.id + view.sex if view.shows_values else ""
        box = viewbox(view.shapes, place)
        drawing = part("map.html", "drawing", view, box, place, placenames(view, place))
        fragments["map"] = Fragment(drawing.html, shape_key)
        fragments["legend"] = part("map.html", "legend", view)
    if view.areas:
        fragments["maptable"] = part("map.html", "table", view, links, download, *nouns)
    else:
        fragments["nothing"] = part("map.html", "nothing", selection.link("indicator"))
    return fragments


def placenames(view: MapView, place: str) -> list[tuple[str, tuple[float, float]]]:
    """The five places' names and where to write them, when small areas of all are drawn."""
    if place or view.shows_values:
        return []
    labels = shapes(AreaType.LOCAL_AUTHORITY).labels
    return [(name(code), at) for code, at in labels.items()]


def viewbox(drawn: Shapes, place: str) -> str:
    """The whole of West Yorkshire, or the place's own shape with a margin."""
    if not place:
        return drawn.viewbox
    outline = shapes(AreaType.LOCAL_AUTHORITY).paths[place]
    corners = outline.replace("M", " ").replace("Z", " ").split()
    xs, ys = zip(*(map(float, corner.split(",")) for corner in corners), strict=True)
    left, top = min(xs) - MARGIN, min(ys) - MARGIN
    return f"{left:g} {top:g} {max(xs) - left + MARGIN:g} {max(ys) - top + MARGIN:g}"


def _paint(view: MapView) -> dict[str, object]:
    shown = [one for one in view.areas if not one.is_beyond]
    return {
        "name": f"Map: {view.finding}",
        "codes": [one.code for one in shown],
        "classes": [one.css + (" is-chosen" if one.is_chosen else "") for one in shown],
        "labels": [one.label for one in shown],
    }


def _groups(figures: Figures) -> list[tuple[str, list[tuple[str, str]]]]:
    held = mappable(figures)
    return [
        (words, options)
        for level, words in GROUPS.items()
        if (options := [(d.id, d.short_title) for d in held if d.lowest_geography is level])
    ]
