"""A map's state as its browser holds it: small arrays in the order of the shapes' codes.

The browser paints what of the state has changed; `dashboards/assets/map.js` says what it does with
each entry. Shapes and names come with the shapes' own document, asked for once by its address.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboards import text
from dashboards.viewmodel.area_map import MapView
from dashboards.viewmodel.map_columns import Column
from dashboards.viewmodel.map_frame import Box, framed_box, labels
from geo.areas import PLACES, name
from geo.shapes import Shapes

BASE_36 = "0123456789abcdefghijklmnopqrstuvwxyz"


def state(view: MapView) -> dict[str, Any]:
    """What the browser needs to paint the view, without shapes and names; empty without a map."""
    if view.found is None or view.coloured is None or view.shapes is None:
        return {}
    coloured = view.coloured
    singular = text.sentence_case(view.choices.nouns[0])
    return {
        "shapes": address(view.shapes),
        "name": f"Map: {view.finding}",
        "caption": view.caption,
        "listed": view.listed,
        "period": view.periods_said,
        "css": list(coloured.css),
        "said": list(coloured.said),
        "colours": list(coloured.colours),
        "line": coloured.line,
        "legend": [] if coloured.square else [list(vars(row).values()) for row in coloured.legend],
        "how": coloured.words,
        "classes": "".join(BASE_36[one] for one in coloured.of.tolist()),
        "columns": [_column(one) for one in view.columns],
        "reasons": _reasons(view),
        "heading": [singular, view.level != "place"],
        "order": view.order,
        "unranked": view.choices.is_suicide,
        "england": coloured.england,
        "place": view.place,
        "area": view.area,
        "outline": view.choices.outlines or "place",
        "labels": [list(one) for one in labels(view)],
        "box": list(box_of(view)),
    }


def whole_state(view: MapView) -> dict[str, Any]:
    """The state with the names and places of areas, for a page that holds the shapes already."""
    if view.shapes is None or view.found is None:
        return {}
    number = {code: at for at, code in enumerate(PLACES)}
    codes = view.shapes.codes
    return {
        **state(view),
        "address": address(view.shapes),
        "codes": list(codes),
        "names": [name(code) for code in codes],
        "places": [[code, name(code)] for code in PLACES],
        "placed": "".join(str(number[place]) for place in view.places),
    }


def box_of(view: MapView) -> Box:
    """Left, top, width and height of what is in view."""
    if view.shapes is None:
        return (0, 0, 1, 1)
    return framed_box(view.shapes, view.place)


def address(drawn: Shapes) -> str:
    """Where a browser finds the shapes; it changes with them."""
    vintage = drawn.vintage.year
    return f"shapes/{drawn.fingerprint}/{_word(drawn)}-{vintage}-{drawn.drawing}.json"


def _word(drawn: Shapes) -> str:
    return "place" if drawn.level.value == "local authority" else drawn.level.value


def _column(one: Any) -> Mapping[str, Any]:
    if isinstance(one, Column):
        return {
            "heading": one.heading,
            "unit": one.unit,
            "format": one.coded,
            "values": ",".join(one.digits),
        }
    return {"heading": one.heading, "words": list(one.by_class)}


def _reasons(view: MapView) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in view.columns:
        found |= one.reasons if isinstance(one, Column) else {}
    return found
