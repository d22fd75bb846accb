"""The process control chart as the server draws it: marks by shape, limits with their names."""

from __future__ import annotations

from markupsafe import Markup

from dashboards import text
from dashboards.charts.drawn import WIDE, Frame, Scale, dates, draw, spread, ticks
from dashboards.viewmodel.control_chart import ControlChart, Stretch
from indicators.definition import Definition


def drawn_control(chart: ControlChart, definition: Definition, frame: Frame = WIDE) -> Markup:
    """The chart as an SVG that says its sentence to a screen reader."""
    marks = chart.marks
    values = [(one, text.number(one, definition)) for one in ticks(chart.low, chart.high)]
    frame = frame.with_room_for(label for _, label in values)
    scale = Scale(frame, marks[0].day, marks[-1].day, chart.low, chart.high)
    return draw(
        "control_chart",
        chart,
        scale,
        [(scale.y(one), label) for one, label in values],
        dates(marks, scale),
        not frame.is_narrow,
        spread(_named(chart.stretches[-1], scale, definition)),
    )


def _named(
    stretch: Stretch, scale: Scale, definition: Definition
) -> list[tuple[float, float, str, str]]:
    """The latest limits and mean, each with its name and number, at the right of the plot."""
    named = [
        ("Upper limit", stretch.upper),
        ("Mean", stretch.mean),
        ("Lower limit", stretch.lower),
    ]
    right = scale.frame.width - scale.frame.right
    return [
        (right, scale.y(value), f"{words} {text.number(value, definition)}", "limit")
        for words, value in named
        if value is not None
    ]
