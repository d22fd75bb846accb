"""What part of the grid a map shows, and the names written on it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from dashboards.viewmodel.map_labels import placed
from geo.areas import AreaType, name
from geo.shapes import Drawing, Shapes, shapes

if TYPE_CHECKING:
    from dashboards.viewmodel.area_map import MapView

Box = tuple[int, int, int, int]
Label = tuple[str, int, int, int]
MARGIN = 0.012  # of the width, on each side
PLACE_NAME = 0.022  # of the width in view: letters' height
AREA_NAME = 0.0155
ACROSS = 0.042  # what must be seen of a map first


@lru_cache(maxsize=64)
def framed_box(drawn: Shapes, place: str) -> Box:
    """Left, top, width and height of the whole, or of a place within a frame of the same shape."""
    left, top, right, bottom = drawn.box
    edge = round((right - left) * MARGIN)
    whole = (left - edge, top - edge, right - left + 2 * edge, bottom - top + 2 * edge)
    if not place:
        return whole
    west, north, east, south = drawn.place_box(place)
    edge = round((east - west) * MARGIN)
    width, height = east - west + 2 * edge, south - north + 2 * edge
    grown = max(width / whole[2], height / whole[3])
    wide, high = round(whole[2] * grown), round(whole[3] * grown)
    return (round((west + east - wide) / 2), round((north + south - high) / 2), wide, high)


def labels(view: MapView) -> tuple[Label, ...]:
    """Names to write, where, and how large: places' at the whole, areas' where asked for."""
    if view.shapes is None or view.found is None:
        return ()
    return (*_named_areas(view), *_across(view))


def _across(view: MapView) -> tuple[Label, ...]:
    """What is written across a map that is not for everyone, or not of anybody."""
    if not view.marks or view.shapes is None:
        return ()
    left, top, wide, high = framed_box(view.shapes, view.place)
    words = view.marks[0].split(";")[0]
    size = round(min(wide * ACROSS, wide / max(len(words), 1) * 1.6))
    return ((words, left + wide // 2, top + high // 2, size),)


def _named_areas(view: MapView) -> tuple[Label, ...]:
    if view.shapes is None:
        return ()
    if view.shows_values:
        return _valued(view)
    if view.choices.names:
        return _named(view.shapes, view.place)
    return () if view.place else _places(view.shapes)


def _valued(view: MapView) -> tuple[Label, ...]:
    """Each place's name and figure."""
    _, _, drawn = view.there
    size = round(framed_box(drawn, view.place)[2] * PLACE_NAME)
    made: list[Label] = []
    for at, code in enumerate(drawn.codes):
        x, y = drawn.labels[code]
        figure = view.words(at, view.columns[0])
        made.append((name(code), x, y, size))
        made.append((figure, x, y + round(size * 1.25), round(size * 1.15)))
    return tuple(made)


@lru_cache(maxsize=64)
def _places(drawn: Shapes) -> tuple[Label, ...]:
    """The five places' names at the middle of each."""
    size = round(framed_box(drawn, "")[2] * PLACE_NAME)
    if drawn.drawing is Drawing.HEXAGONS:
        boxes = {place: drawn.place_box(place) for place in sorted(set(drawn.parents["place"]))}
        return tuple(
            (name(place), (box[0] + box[2]) // 2, (box[1] + box[3]) // 2, size)
            for place, box in boxes.items()
        )
    points = shapes(AreaType.LOCAL_AUTHORITY).labels
    return tuple((name(code), x, y, size) for code, (x, y) in points.items())


@lru_cache(maxsize=64)
def _named(drawn: Shapes, place: str) -> tuple[Label, ...]:
    """The areas' names, as many as there is room for."""
    box = framed_box(drawn, place)
    size = box[2] * AREA_NAME
    wanted = []
    for code, of in zip(drawn.codes, drawn.parents["place"], strict=True):
        if not place or of == place:
            left, top, right, bottom = drawn.boxes[code]
            wanted.append((name(code), drawn.labels[code], float((right - left) * (bottom - top))))
    inside = (box[0], box[1], box[0] + box[2], box[1] + box[3])
    made: list[Label] = []
    for one in placed(wanted, size, inside):
        for number, line in enumerate(one.lines):
            drop = (number - (len(one.lines) - 1) / 2) * size * 1.05
            made.append((line, round(one.x), round(one.y + drop), round(size)))
    return tuple(made)
