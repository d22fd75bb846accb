"""The trend as a HoloViews chart drawn by Bokeh: for the indicator page and for notebooks."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

import holoviews as hv
import numpy as np
from bokeh.models import FixedTicker, Text

from dashboards import text
from dashboards.charts.drawn import ticks
from dashboards.theme import THEME
from dashboards.viewmodel.trend import Line, Point, Trend
from indicators.definition import Definition

HEIGHT = 340
ENGLAND_GREY = "#8C8C8C"
AXIS_CHARACTERS = 90
BESIDE = 9  # pixels from a line's last point to its name
CHARACTER, PLOT = 7.3, 850  # pixels: a letter of a line's name, and the narrowest plot drawn


def trend_chart(trend: Trend, definition: Definition) -> hv.Overlay:
    """An overlay of limits, England's line, the target's path and the area's own line.

    A line is broken where a period has no figure. Hovering shows period, value and limits; the
    same numbers are in the page's table.
    """
    if not hv.Store.renderers.get("bokeh"):
        hv.extension("bokeh", logo=False)
    layers = [_band(run) for run in trend.own.runs if run[0].lower is not None]
    if trend.england:
        layers += _drawn(trend.england, ENGLAND_GREY, 2, definition)
    if trend.target:
        layers.append(_target(trend.target))
    layers += [_parting(one.day) for one in trend.own.partings]
    layers += _drawn(trend.own, THEME.brand, 3, definition)
    named = _named(trend, definition)
    layers += [_name(*one) for one in named]
    return hv.Overlay(layers).opts(
        responsive=True,
        height=HEIGHT,
        show_legend=False,
        toolbar=None,
        xlim=_room(trend, max(len(words) for words, *_ in named)),
        ylim=(trend.low, trend.high),
        xlabel="",
        ylabel="",
        fontscale=1.15,
        hooks=[
            _calm,
            _clear_names,
            partial(_tell_periods, _ticks(trend.own)),
            partial(_tell_values, _marks(trend, definition)),
        ],
    )


def _ticks(own: Line) -> dict[np.datetime64, str]:
    """Where the axis is marked and with which period; the last is always among them.

    A figure stands at its period's last day, so a mark by the calendar would name the wrong year.
    """
    points = own.points[::-1]
    room = max(1, AXIS_CHARACTERS // max(len(p.period) + 3 for p in points))
    step = -(-len(points) // room)
    return {_at(p): p.period for p in points[::step]}


def _tell_periods(ticks: dict[np.datetime64, str], plot: object, element: object) -> None:
    """Mark the axis at the figures, with the words of their periods."""
    axis = plot.state.xaxis[0]  # type: ignore[attr-defined]
    since_1970 = {int(day.astype("int64")): words for day, words in ticks.items()}
    axis.ticker = FixedTicker(ticks=sorted(since_1970))
    axis.major_label_overrides = since_1970


def _marks(trend: Trend, definition: Definition) -> dict[float, str]:
    return {t: text.number(t, definition) for t in ticks(trend.low, trend.high)}


def _tell_values(marks: dict[float, str], plot: object, element: object) -> None:
    """Mark the values as the suite writes numbers, so that no axis says 1.500e+5."""
    axis = plot.state.yaxis[0]  # type: ignore[attr-defined]
    axis.ticker = FixedTicker(ticks=list(marks))
    axis.major_label_overrides = marks


def _room(trend: Trend, longest: int) -> tuple[np.datetime64, np.datetime64]:
    """The span of days drawn, with room at the right for a name of `longest` characters."""
    points = [*trend.own.points, *(trend.england.points if trend.england else ()), *trend.target]
    first, last = min(map(_at, points)), max(map(_at, points))
    span = max(last - first, np.timedelta64(365, "D"))
    needed = longest * CHARACTER + BESIDE
    return first - span * 0.02, last + span * (needed / (PLOT - needed))


def _band(run: tuple[Point, ...]) -> hv.Area:
    held = [p for p in run if p.lower is not None and p.upper is not None]
    rows = [(_at(p), p.lower, p.upper) for p in held]
    return hv.Area(rows, "day", ["lower", "upper"]).opts(
        color=THEME.brand, alpha=0.14, line_alpha=0
    )


def _drawn(line: Line, colour: str, width: int, definition: Definition) -> list[hv.Element]:
    """The line, broken at its gaps, and a point for each figure that says what it is."""
    runs = [hv.Curve([(_at(p), p.value) for p in run], "day", "value") for run in line.runs]
    rows = [
        (
            _at(p),
            p.value,
            line.name,
            p.period,
            text.with_unit(p.value, definition),
            text.limits(p.lower, p.upper, definition),
        )
        for p in line.points
    ]
    points = hv.Points(rows, ["day", "value"], ["area", "period", "figure", "limits"])
    tips = [("", "@area, @period"), ("", "@figure"), ("95% limits", "@limits")]
    return [
        *(run.opts(color=colour, line_width=width) for run in runs),
        points.opts(color=colour, size=width + 3, tools=["hover"], hover_tooltips=tips),
    ]


def _target(path: tuple[Point, ...]) -> hv.Curve:
    return hv.Curve([(_at(p), p.value) for p in path], "day", "value").opts(
        color=THEME.categorical[2], line_dash="dashed", line_width=2
    )


def _parting(on: date) -> hv.VLine:
    """An upright line where the definition changed: the area's line stops there and starts anew."""
    day = np.datetime64(datetime.combine(on, datetime.min.time()), "ms")
    return hv.VLine(day).opts(color=ENGLAND_GREY, line_dash="dotted", line_width=1.5)


def _named(trend: Trend, definition: Definition) -> list[tuple[str, Point, float, str]]:
    """Each line's name, last point, height to write at and colour, so that no legend is needed."""
    ends = [(trend.own.points[-1], trend.own.name, THEME.brand)]
    if trend.england:
        ends.append((trend.england.points[-1], "England", "#5A5A5A"))
    if trend.target:
        ends.append((trend.target[-1], trend.target_name, THEME.categorical[2]))
    ends.sort(key=lambda end: end[0].value)
    apart = (trend.high - trend.low) * 0.065
    heights = apart_within([end[0].value for end in ends], apart, trend.high - apart / 2)
    return [
        (f"{name} {text.number(point.value, definition)}", point, height, colour)
        for (point, name, colour), height in zip(ends, heights, strict=True)
    ]


def apart_within(rising: list[float], apart: float, ceiling: float) -> list[float]:
    """The rising values moved up until they lie `apart`, then down until under `ceiling`."""
    placed: list[float] = []
    for value in rising:
        placed.append(max(value, placed[-1] + apart) if placed else value)
    for i in reversed(range(len(placed))):
        placed[i] = min(placed[i], ceiling)
        ceiling = placed[i] - apart
    return placed


def _name(words: str, point: Point, height: float, colour: str) -> hv.Text:
    return hv.Text(_at(point), height, words, halign="left").opts(
        text_color=colour, text_font_size="10pt", text_font_style="bold"
    )


def _calm(plot: object, element: object) -> None:
    """Quiet axes: no frame, pale lines across only."""
    figure = plot.state  # type: ignore[attr-defined]
    figure.output_backend = "canvas"
    figure.outline_line_color = None
    figure.xgrid.grid_line_color = None
    figure.ygrid.grid_line_color = "#E5E2DA"
    figure.yaxis.axis_line_color = None
    figure.yaxis.major_tick_line_color = None
    figure.yaxis.minor_tick_line_color = None
    figure.xaxis.minor_tick_line_color = None


def _clear_names(plot: object, element: object) -> None:
    """Each line's name beside its last point, on a ground that no other line shows through."""
    for glyph in plot.state.select(Text):  # type: ignore[attr-defined]
        glyph.x_offset = BESIDE
        glyph.background_fill_color = THEME.paper
        glyph.background_fill_alpha = 0.85


def _at(point: Point) -> np.datetime64:
    return np.datetime64(datetime.combine(point.day, datetime.min.time()), "ms")
