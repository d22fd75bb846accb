"""The profile by deprivation, drawn by the server: bars as wide as their people, and the line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboards import text
from dashboards.charts.drawn import Frame, ticks
from dashboards.html import environment
from dashboards.viewmodel.profile import Bar, Profile
from indicators.definition import Definition

WIDE = Frame(width=1000, height=400, left=64, right=130, top=30, bottom=56)
NARROW = Frame(width=360, height=320, left=46, right=8, top=30, bottom=52)
SMALL = Frame(width=260, height=130, left=2, right=2, top=8, bottom=20)
GAP = 2  # between bars, so that neighbours are told apart without colour
OVER, UNDER = 9, 21  # from a mark to the foot of the figure above it, or below it
ROOM = 13  # the least width of a bar that holds its number


@dataclass(frozen=True)
class Plane:
    """Shares of the people across, and figures from zero upwards, as places in the drawing."""

    frame: Frame
    high: float

    def x(self, position: float) -> float:
        frame = self.frame
        return frame.left + (frame.width - frame.left - frame.right) * position

    def y(self, value: float) -> float:
        frame = self.frame
        return frame.top + (frame.height - frame.top - frame.bottom) * (1 - value / self.high)

    @property
    def floor(self) -> float:
        return self.y(0)

    def width(self, bar: Bar) -> float:
        return max(self.x(bar.right) - self.x(bar.left) - GAP, 1)

    def holds_label(self, bar: Bar) -> bool:
        """Whether the bar is wide enough for its group's number beneath."""
        return self.width(bar) >= ROOM

    def path(self, curve: Sequence[tuple[float, float]]) -> str:
        return " ".join(f"{self.x(at):.1f},{self.y(height):.1f}" for at, height in curve)


def drawn_profile(
    profile: Profile, definition: Definition, words: str, frame: Frame = WIDE
) -> Markup:
    """The profile as an SVG; `words` say to a screen reader what it shows."""
    plane = Plane(frame, profile.high)
    grid = [(plane.y(t), text.number(t, definition)) for t in ticks(0, profile.high)]
    first, last = profile.bars[0], profile.bars[-1]
    said = [
        (plane.x(bar.middle), _label_y(bar, profile, plane), text.number(bar.value, definition))
        for bar in (first, last)
    ]
    ends = (
        [text.number(profile.curve[at][1], definition) for at in (0, -1)] if profile.curve else []
    )
    return _draw("drawn_profile", profile, plane, grid, said, ends, frame is WIDE, words)


def small_profile(profile: Profile, high: float, words: str) -> Markup:
    """One panel of small multiples: a place's bars and line, on the scale that all share."""
    return _draw("small_profile", profile, Plane(SMALL, high), words)


def _label_y(bar: Bar, profile: Profile, plane: Plane) -> float:
    """Where a bar's figure is written: over its mark, or under it where the line passes over."""
    line = min(profile.curve, key=lambda point: abs(point[0] - bar.middle), default=(0.0, 0.0))[1]
    if line > bar.value:
        return plane.y(bar.value if bar.lower is None else bar.lower) + UNDER
    return plane.y(bar.value if bar.upper is None else bar.upper) - OVER


def _draw(macro: str, *arguments: object) -> Markup:
    return Markup(
        getattr(environment().get_template("drawn_profile.html").module, macro)(*arguments)
    )
