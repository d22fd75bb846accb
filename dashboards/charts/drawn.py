"""Charts drawn by the server as SVG: readable before any script, in print and when enlarged."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from markupsafe import Markup

from dashboards import text
from dashboards.html import environment
from dashboards.viewmodel.trend import Line, Point, Span, Trend
from indicators.definition import Definition


class Figure(Protocol):
    """What is drawn at a day: a figure with its period in words."""

    @property
    def day(self) -> date: ...

    @property
    def period(self) -> str: ...

    @property
    def value(self) -> float: ...


@dataclass(frozen=True)
class Frame:
    """The drawing's size and the room left for labels around the plot."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float

    @property
    def is_narrow(self) -> bool:
        """Whether names go above the plot, for want of room beside it."""
        return self.width < LEAST_BESIDE

    def with_room_for(self, labels: Iterable[str], names: Iterable[str] = ()) -> Frame:
        """The frame with room for the axis labels at the left, and for names beside the plot."""
        left = CHARACTER * max(map(len, labels), default=0) + 14
        beside = 0.0 if self.is_narrow else CHARACTER * max(map(len, names), default=0) + 16
        return replace(self, left=max(self.left, left), right=max(self.right, beside))


CHARACTER = 7.6  # drawing units of one letter, on the generous side
LEAST_BESIDE = 400
WIDE = Frame(width=1000, height=340, left=64, right=190, top=16, bottom=34)
HALF = Frame(width=720, height=340, left=56, right=150, top=16, bottom=34)
NARROW = Frame(width=360, height=280, left=44, right=10, top=64, bottom=30)
SMALL = Frame(width=260, height=130, left=4, right=8, top=10, bottom=20)


@dataclass(frozen=True)
class Scale:
    """Days and values to places in the drawing."""

    frame: Frame
    first: date
    last: date
    low: float
    high: float

    def x(self, day: date) -> float:
        days = (self.last - self.first).days or 1
        room = self.frame.width - self.frame.left - self.frame.right
        return self.frame.left + room * (day - self.first).days / days

    def y(self, value: float) -> float:
        room = self.frame.height - self.frame.top - self.frame.bottom
        return self.frame.top + room * (1 - (value - self.low) / ((self.high - self.low) or 1))

    def path(self, run: Sequence[Figure]) -> str:
        return " ".join(f"{self.x(p.day):.1f},{self.y(p.value):.1f}" for p in run)

    def band(self, run: tuple[Point, ...]) -> str:
        """The outline of the limits: along the top and back along the bottom."""
        held = [
            (p.day, p.lower, p.upper) for p in run if p.lower is not None and p.upper is not None
        ]
        return self.between(held)

    def between(self, limits: Sequence[tuple[date, float, float]]) -> str:
        """The outline of an area: its upper edge there, its lower edge back."""
        corners = [(day, upper) for day, _, upper in limits]
        corners += [(day, lower) for day, lower, _ in reversed(limits)]
        return " ".join(f"{self.x(day):.1f},{self.y(value):.1f}" for day, value in corners)


def ticks(low: float, high: float, wanted: int = 5) -> list[float]:
    """Round values between low and high, about as many as wanted."""
    rough = (high - low) / wanted
    size = 10 ** math.floor(math.log10(rough)) if rough > 0 else 1
    step = next(size * m for m in (1, 2, 2.5, 5, 10) if size * m >= rough)
    first = math.ceil(low / step)
    return [round(i * step, 10) for i in range(first, math.floor(high / step) + 1)]


def drawn_trend(trend: Trend, definition: Definition, words: str, frame: Frame = WIDE) -> Markup:
    """The trend as an SVG; `words` say to a screen reader what it shows."""
    everyone = [trend.own, *([trend.england] if trend.england else [])]
    ends = [(trend.own.points[-1], trend.own.name, "own")]
    if trend.england:
        ends.append((trend.england.points[-1], trend.england.name, "back"))
    if trend.target:
        ends.append((trend.target[-1], trend.target_name, "target"))
    named = [(p, f"{name} {text.number(p.value, definition)}", kind) for p, name, kind in ends]
    marks = [(t, text.number(t, definition)) for t in ticks(trend.low, trend.high)]
    frame = frame.with_room_for([label for _, label in marks], [words for _, words, _ in named])
    scale = _scale(trend, [p for one in everyone for p in one.points] + list(trend.target), frame)
    return draw(
        "drawn_trend",
        trend,
        scale,
        [(scale.y(t), label) for t, label in marks],
        dates(trend.own.points, scale),
        not frame.is_narrow,
        spread([(scale.x(p.day), scale.y(p.value), said, kind) for p, said, kind in named]),
        words,
    )


def small_trend(own: Line, england: Line | None, span: Span, words: str) -> Markup:
    """One panel of small multiples: an area's line before England's, on the shared scale."""
    scale = Scale(SMALL, span.first.day, span.last.day, span.low, span.high)
    ends = (span.first.period, span.last.period)
    return draw("small_trend", own, england, scale, ends, words)


def _scale(trend: Trend, points: list[Point], frame: Frame) -> Scale:
    days = [p.day for p in points]
    return Scale(frame, min(days), max(days), trend.low, trend.high)


def dates(figures: Sequence[Figure], scale: Scale) -> list[tuple[float, str]]:
    """Period labels under the axis, as many as there is room for, the last always among them.

    Where there is room for few, only the first and the last are named.
    """
    if scale.frame.is_narrow:
        ends = dict.fromkeys((figures[0], figures[-1]))
        return [(scale.x(one.day), one.period) for one in ends]
    widest = max(len(one.period) for one in figures) * 7.5 + 16
    kept: list[tuple[float, str]] = []
    for one in reversed(figures):
        x = scale.x(one.day)
        # The leftmost label starts at its point instead of being centred on it.
        needed = widest * 1.5 if x - scale.frame.left < 30 else widest
        if not kept or kept[-1][0] - x >= needed:
            kept.append((x, one.period))
    return kept


def spread(
    labels: list[tuple[float, float, str, str]], apart: float = 18
) -> list[tuple[float, float, str, str]]:
    """The labels moved down where they would lie on one another."""
    placed: list[tuple[float, float, str, str]] = []
    for x, y, words, kind in sorted(labels, key=lambda label: label[1]):
        if placed and y - placed[-1][1] < apart:
            y = placed[-1][1] + apart
        placed.append((x, y, words, kind))
    return placed


def draw(macro: str, *arguments: object) -> Markup:
    """What the macro of the drawings' template makes of the arguments."""
    return Markup(getattr(environment().get_template("drawn.html").module, macro)(*arguments))
