"""A projection as the server draws it: pale and dashed, so that it cannot pass for figures."""

from __future__ import annotations

from markupsafe import Markup

from dashboards import text
from dashboards.charts.drawn import NARROW, WIDE, Frame, Scale, dates, draw, spread, ticks
from dashboards.viewmodel.fan import Fan
from indicators.definition import Definition


def drawn_fan(fan: Fan, definition: Definition, frame: Frame = WIDE) -> Markup:
    """The fan as an SVG that says its sentence to a screen reader."""
    first, last = fan.own.points[0].day, fan.years[-1].day
    scale = Scale(frame, first, last, fan.low, fan.high)
    start = (fan.last.day, fan.last.value, fan.last.value)
    bands = [
        scale.between([start, *((year.day, *year.ranges[i][1:]) for year in fan.years)])
        for i in range(len(fan.years[0].ranges))
    ]
    return draw(
        "fan",
        fan,
        scale,
        [(scale.y(one), text.number(one, definition)) for one in ticks(fan.low, fan.high)],
        dates([*fan.own.points, *fan.years], scale),
        frame is not NARROW,
        bands,
        scale.path([fan.last, *fan.years]),
        spread(_named(fan, scale, definition)),
    )


def _named(fan: Fan, scale: Scale, definition: Definition) -> list[tuple[float, float, str, str]]:
    """The ends of the widest ranges of the last year, and its middle, by name."""
    end = fan.years[-1]
    named = [(end.value, f"middle {text.number(end.value, definition)}")]
    for share, lower, upper in end.ranges[:2]:
        named += [
            (upper, f"{share}%: up to {text.number(upper, definition)}"),
            (lower, f"{share}%: from {text.number(lower, definition)}"),
        ]
    return [(scale.x(end.day), scale.y(value), words, "projected") for value, words in named]
