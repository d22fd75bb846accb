"""A projection as the server draws it: pale and dashed, so that it cannot pass for figures."""

from __future__ import annotations

from markupsafe import Markup

from dashboards import text
from dashboards.charts.drawn import WIDE, Frame, Scale, dates, draw, spread, ticks
from dashboards.viewmodel.fan import Fan
from indicators.definition import Definition


def drawn_fan(fan: Fan, definition: Definition, frame: Frame = WIDE) -> Markup:
    """The fan as an SVG that says its sentence to a screen reader."""
    first, last = fan.own.points[0].day, fan.years[-1].day
    values = [(one, text.number(one, definition)) for one in ticks(fan.low, fan.high)]
    frame = frame.with_room_for(label for _, label in values)
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
        [(scale.y(one), label) for one, label in values],
        dates([*fan.own.points, *fan.years], scale),
        not frame.is_narrow,
        bands,
        scale.path([fan.last, *fan.years]),
        spread(_named(fan, scale, definition)),
    )


def _named(fan: Fan, scale: Scale, definition: Definition) -> list[tuple[float, float, str, str]]:
    """The middle of the last year and its widest ranges: each end by name, or both in one line."""
    end = fan.years[-1]
    named = [(end.value, f"middle {text.number(end.value, definition)}")]
    for share, *ends in end.ranges[:2]:
        lower, upper = (text.number(one, definition) for one in ends)
        if scale.frame.is_narrow:
            named.append((ends[1], f"{share}%: {lower} to {upper}"))
        else:
            named += [
                (ends[1], f"{share}%: up to {upper}"),
                (ends[0], f"{share}%: from {lower}"),
            ]
    return [(scale.x(end.day), scale.y(value), words, "projected") for value, words in named]
