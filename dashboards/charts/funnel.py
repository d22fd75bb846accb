"""The funnel: figures against what they are out of, with limits, drawn by the server as SVG."""

from __future__ import annotations

import math
from itertools import product

from markupsafe import Markup

from dashboards import text
from dashboards.charts.drawn import Frame, ticks
from dashboards.charts.labels import Named, around
from dashboards.charts.ranked import Place, draw, shape_of
from dashboards.viewmodel.authority_list import AuthorityList
from indicators.limits import WIDE as WIDE_LEVEL
from indicators.outliers import LIMIT_COLUMNS, Funnel

WIDE = Frame(width=1000, height=440, left=64, right=12, top=14, bottom=50)
NARROW = Frame(width=360, height=360, left=46, right=8, top=12, bottom=50)
ROUND = (1, 2, 5)
SIDE_CSS = {"high": "is-high", "low": "is-low", "": "is-inside"}


def drawn_funnel(
    funnel: Funnel, made: AuthorityList, is_wide_limits: bool, words: str
) -> tuple[Markup, Markup]:
    """The funnel for a wide and for a narrow page, with the second pair of limits if asked for."""
    if funnel.reason:
        return Markup(""), Markup("")
    return (
        _drawn(funnel, made, is_wide_limits, words, WIDE),
        _drawn(funnel, made, is_wide_limits, words, NARROW),
    )


def _drawn(
    funnel: Funnel, made: AuthorityList, is_wide_limits: bool, words: str, frame: Frame
) -> Markup:
    points, curve = funnel.points, funnel.curve
    low, high = _reach(funnel)
    left, right = math.log(curve["denominator"].min()), math.log(curve["denominator"].max())

    def x(size: float) -> float:
        room = frame.width - frame.left - frame.right
        return frame.left + room * (math.log(size) - left) / (right - left)

    def y(value: float) -> float:
        room = frame.height - frame.top - frame.bottom
        return frame.top + room * (high - value) / (high - low)

    entries = {one.code: one for one in made.entries}
    marks = []
    for row in points.itertuples():
        one = entries[row.area_code]
        level = "" if not row.side else f", outside the {row.level * 100:g}% limits"
        css = place_css(row.side, row.level)
        said = f"{one.name}: {text.number(row.value, made.definition)}{level}"
        marks.append((x(row.denominator), y(row.value), css, shape_of(one), said))
    named = [
        Named(x(row.denominator), y(row.value), entries[row.area_code].name)
        for row in points.itertuples()
        if entries[row.area_code].is_place or entries[row.area_code].is_chosen
    ]
    room = (frame.left + 2, frame.top, frame.width - 4, frame.height - frame.bottom - 4)
    labels = around(named, [(mark[0], mark[1]) for mark in marks], room)
    return draw(
        "funnel",
        frame,
        [(y(t), text.number(t, made.definition)) for t in ticks(low, high)],
        [(x(t), text.plain(t, 0)) for t in _sizes(math.exp(left), math.exp(right), frame)],
        _curves(funnel, x, y, is_wide_limits),
        sorted(marks, key=lambda mark: mark[3] != "plain"),
        labels,
        (y(funnel.average), f"England {text.number(funnel.average, made.definition)}"),
        words,
        frame is WIDE,
    )


def place_css(side: str, level: float) -> str:
    """The colour class of a mark: on which side it lies, and whether beyond the outer limits."""
    return f"{SIDE_CSS[side]} is-far" if side and level == WIDE_LEVEL else SIDE_CSS[side]


def _reach(funnel: Funnel) -> tuple[float, float]:
    """Over all figures; limits that go further are cut off at the frame."""
    values = [*funnel.points["value"], funnel.average]
    low, high = min(values), max(values)
    room = (high - low or high or 1.0) * 0.06
    return (0.0 if low < high / 3 else low - room), high + room


def _sizes(smallest: float, largest: float, frame: Frame) -> list[float]:
    """Round sizes to mark on the axis: 1, 2 and 5 of each power of ten, as many as have room."""
    powers = range(math.floor(math.log10(smallest)), math.ceil(math.log10(largest)) + 1)
    found = [m * 10.0**power for power, m in product(powers, ROUND)]
    inside = [size for size in found if smallest <= size <= largest]
    return inside if frame is WIDE else [s for s in inside if str(int(s))[0] == "1"] or inside[:2]


def _curves(funnel: Funnel, x: Place, y: Place, is_wide_limits: bool) -> list[tuple[str, str]]:
    """Each limit as a path, and its class."""
    made = []
    across = [x(size) for size in funnel.curve["denominator"]]
    for column in LIMIT_COLUMNS:
        if column.startswith("wide_") and not is_wide_limits:
            continue
        heights = [y(value) for value in funnel.curve[column]]
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(across, heights, strict=True))
        css = f"limit limit--{'far' if column.endswith('998') else 'near'}"
        css += " limit--wide" if column.startswith("wide_") else ""
        made.append((path, css))
    return made
