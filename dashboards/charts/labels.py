"""Where to write names beside marks, so that no name lies on another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

CHARACTER = 7.4  # drawing units of one letter of a 13-unit label
LINE = 17
GAP = 6
ALONG = (0.5, 0.0, 1.0)  # where along its name a mark stands: in the middle, at an end
NEAR, FURTHER, FAR = 10, 26, 46


@dataclass(frozen=True)
class Named:
    """A mark to be named: where it is, and what is said of it."""

    x: float
    y: float
    words: str


@dataclass(frozen=True)
class Label:
    """A name in its place: the text's left end and baseline, and the mark it belongs to."""

    x: float
    y: float
    width: float
    mark: Named

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        return self.x, self.y - LINE + 4, self.x + self.width, self.y + 4

    @property
    def is_far(self) -> bool:
        """Whether the name needs a line to its mark."""
        x, y = self.foot
        return abs(x - self.mark.x) + abs(y - self.mark.y) > FURTHER

    @property
    def foot(self) -> tuple[float, float]:
        """Where a line to the mark leaves the label: its nearest edge."""
        left, top, right, bottom = self.box
        return min(max(self.mark.x, left), right), top if self.mark.y < top else bottom


def width_of(words: str) -> float:
    """About how wide the words are when drawn."""
    return len(words) * CHARACTER


def rows_above(marks: Sequence[Named], left: float, right: float) -> tuple[list[Label], int]:
    """The names in rows above a plot, each over its mark, and how many rows they take.

    A label's y is its row; 0 lies nearest to the plot. No name lies on another, and the line from a
    name down to its mark crosses none, wherever there is room for that.
    """
    best: list[Label] = []
    fewest = len(marks) + 1
    enough = 1 + math.ceil(sum(width_of(mark.words) for mark in marks) / (right - left))
    for shares in product(ALONG, repeat=len(marks)):
        for order in (1, -1):
            placed = _stacked(sorted(zip(marks, shares, strict=True), key=_x)[::order], left, right)
            rows = 1 + max((int(label.y) for label in placed), default=-1)
            if (len(placed), -rows) > (len(best), -fewest):
                best, fewest = placed, rows
        if len(best) == len(marks) and fewest <= enough:
            break
    rows = fewest if best else 0
    for mark in marks:
        if all(label.mark is not mark for label in best):  # no room: on a row of its own
            at = min(mark.x, max(left, right - width_of(mark.words)))
            best = [*best, Label(at, rows, width_of(mark.words), mark)]
            rows += 1
    return best, rows


def _x(one: tuple[Named, float]) -> float:
    return one[0].x


def _stacked(marks: Sequence[tuple[Named, float]], left: float, right: float) -> list[Label]:
    """Each name on the lowest row where it is free; left out where it is free on none."""
    placed: list[Label] = []
    for mark, share in marks:
        width = width_of(mark.words)
        at = min(max(mark.x - width * share, left), max(left, right - width))
        tries = (Label(at, row, width, mark) for row in range(len(marks)))
        placed += [one for one in tries if all(_apart(one, other) for other in placed)][:1]
    return placed


def _apart(one: Label, other: Label) -> bool:
    """Whether neither name lies on the other, nor on the line from the other to its mark."""
    if one.y == other.y:
        return one.x + one.width + GAP < other.x or other.x + other.width + GAP < one.x
    below, above = sorted((one, other), key=lambda label: label.y)
    return not below.x < above.mark.x < below.x + below.width


def around(
    marks: Sequence[Named],
    others: Sequence[tuple[float, float]],
    frame: tuple[float, float, float, float],
) -> list[Label]:
    """The names beside their marks, on no other name and on as few other marks as can be.

    `others` are the places of all marks; `frame` is the room: left, top, right and bottom.
    """
    placed: list[Label] = []
    for mark in sorted(marks, key=lambda one: (one.y, one.x)):
        tries = _tries(mark)
        tries += [_pushed_in(one, frame) for one in tries]  # for a name as wide as the frame
        inside = [one for one in tries if _is_inside(one, frame)]
        free = [one for one in inside if not any(_overlap(one, other) for other in placed)]
        if free or inside:
            covered = [sum(_covers(one, x, y) for x, y in others) for one in free or inside]
            placed.append((free or inside)[covered.index(min(covered))])
    return placed


def _tries(mark: Named) -> list[Label]:
    width = width_of(mark.words)
    found = []
    for away in (NEAR, FURTHER, FAR):
        beside = ((mark.x + away, mark.y + 4), (mark.x - away - width, mark.y + 4))
        slant = away * 0.75
        corners = [
            (mark.x + dx, mark.y + dy)
            for dy in (-slant, slant + LINE - 4)
            for dx in (slant, -slant - width, -width / 2)
        ]
        found += [Label(x, y, width, mark) for x, y in (*beside, *corners)]
    return found


def _pushed_in(label: Label, frame: tuple[float, float, float, float]) -> Label:
    """The label moved sideways until it is inside the frame, if it can be."""
    return replace(label, x=max(frame[0], min(label.x, frame[2] - label.width)))


def _is_inside(label: Label, frame: tuple[float, float, float, float]) -> bool:
    left, top, right, bottom = label.box
    return left >= frame[0] and top >= frame[1] and right <= frame[2] and bottom <= frame[3]


def _overlap(one: Label, other: Label) -> bool:
    left, top, right, bottom = one.box
    l2, t2, r2, b2 = other.box
    return left < r2 + GAP and l2 < right + GAP and top < b2 and t2 < bottom


def _covers(label: Label, x: float, y: float) -> bool:
    left, top, right, bottom = label.box
    return left - 3 <= x <= right + 3 and top - 3 <= y <= bottom + 3
