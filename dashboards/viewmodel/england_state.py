"""The state of the map of England as its browser holds it, and the drawing it begins with.

Figures and classes are one text each, in the order of the shapes' codes; shapes and names come with
a document of their own. The first drawing has a square for each square kilometre: about a pixel.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboards import text
from dashboards.viewmodel.england import NO_FIGURE, EnglandView
from geo.national import CELL_METRES, METRES, National
from indicators.vocabulary import Kind

CELL = CELL_METRES // METRES  # units of the grid
MARGIN = 60


def state(view: EnglandView) -> dict[str, Any]:
    """What the browser needs to paint the view; empty where nothing is shown."""
    if view.shown is None:
        return {}
    _, _, how = view.classed
    return {
        "shapes": address(view.map),
        "name": f"Map of England: {view.finding}",
        "period": view.figures.period,
        "unit": text.unit_after_number(view.definition),
        "format": _format(view),
        "css": list(view.css),
        "colours": list(view.colours),
        "legend": [[row.css, row.words, row.areas] for row in view.legend],
        "how": how,
        "classes": view.as_classes,
        "values": view.as_digits,
        "missing": NO_FIGURE,
        "area": view.area,
        "box": list(box_of(view.map)),
    }


def address(drawn: National) -> str:
    """Where a browser finds the shapes; it changes with them."""
    return f"shapes/{drawn.fingerprint}/england-{drawn.level.value}-{drawn.year}.json"


def box_of(drawn: National) -> tuple[int, int, int, int]:
    """Left, top, width and height of the whole map, in the grid's units."""
    left, top, right, bottom = drawn.box
    return (
        left - MARGIN,
        top - MARGIN,
        right - left + 2 * MARGIN,
        bottom - top + 2 * MARGIN,
    )


def coarse(view: EnglandView) -> list[str]:
    """For each class in `css` the path of its square kilometres, as strokes one cell high.

    In cells, each stroke along the middle of its row: `translate(0 10) scale(20)` places them.
    """
    row, first, many, area = view.map.cells.T
    of = view.of[area]
    begins = np.ones(len(of), dtype=bool)  # runs of neighbours of one class are joined
    begins[1:] = (of[1:] != of[:-1]) | (row[1:] != row[:-1]) | (first[1:] != (first + many)[:-1])
    starts = np.flatnonzero(begins)
    length = np.add.reduceat(many, starts)
    paths: list[list[str]] = [[] for _ in view.css]
    runs = zip(
        of[starts].tolist(), first[starts].tolist(), row[starts].tolist(), length.tolist(),
        strict=True,
    )  # fmt: skip
    for kind, x, y, across in runs:
        paths[kind].append(f"M{x} {y}h{across}")
    return ["".join(one) for one in paths]


def _format(view: EnglandView) -> list[object]:
    """How the browser writes digits: decimals, before, after and sign, or the words of each."""
    if view.definition.kind is Kind.CATEGORY:
        return [0, dict(view.definition.categories), None]
    form = text.form(view.definition)
    return [*form[:3], int(form.has_sign)]
