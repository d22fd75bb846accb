"""Names on a map that neither touch each other nor leave it; those with no room are left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Point = tuple[float, float]
Extent = tuple[float, float, float, float]

NARROW, WIDE, CAPITAL, USUAL = 0.36, 0.95, 0.78, 0.62  # no less than bold Helvetica's, of the size
NARROW_LETTERS = frozenset(" fijlt.,:;!|'’()-I")
WIDE_LETTERS = frozenset("mwMW&@%")
LINE = 1.05  # from one line to the next, of the size
HEIGHT = 1.2  # of one line, of the size
AIR = 0.15  # kept free on every side, of the size
LONG = 13  # letters of a name that is rather written in two lines
STAY_WITH_NEXT = frozenset({"and", "&", "of", "the", "in"})
# Where a name may stand when its own point is taken, the nearest first, in units of the size.
SHIFTS: tuple[Point, ...] = (
    *((0, 0), (0, -0.6), (0, 0.6), (-0.9, 0), (0.9, 0), (0, -1.5), (0, 1.5)),
    *((-0.9, -0.8), (0.9, -0.8), (-0.9, 0.8), (0.9, 0.8)),
)


@dataclass(frozen=True)
class PlacedLabel:
    """A name that has room: the middle of where it stands, and its one or two lines."""

    words: str
    x: float
    y: float
    lines: tuple[str, ...]

    def extent(self, size: float) -> Extent:
        """Left, top, right and bottom of what it takes up, with air, for letters of that size."""
        across = max(width(line) for line in self.lines) / 2 + AIR
        down = ((len(self.lines) - 1) * LINE + HEIGHT) / 2 + AIR
        return (
            self.x - across * size,
            self.y - down * size,
            self.x + across * size,
            self.y + down * size,
        )


def placed(
    names: Sequence[tuple[str, Point, float]],
    size: float,
    box: Extent,
    avoid: Sequence[Extent] = (),
) -> tuple[PlacedLabel, ...]:
    """The names that have room, those of the highest priority first.

    `names` are words, the point they belong to, and a priority; `size` is the letters' height, and
    `box` and what to `avoid` are left, top, right and bottom, all in the units of the points. A
    name stands at its point or close by, and is broken into two lines where it is long or that is
    what fits. The same names always give the same labels.
    """
    taken = list(avoid)
    found = []
    for words, point, _ in sorted(names, key=lambda one: (-one[2], one[0], one[1])):
        for label in _places(words, point, size):
            extent = label.extent(size)
            if _within(extent, box) and not any(overlaps(extent, other) for other in taken):
                taken.append(extent)
                found.append(label)
                break
    return tuple(found)


def overlaps(one: Extent, other: Extent) -> bool:
    """Whether two extents have ground in common; a shared edge is none."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def width(line: str) -> float:
    """About how wide a line is, of the size of its letters: rather too wide than too narrow."""
    return sum(map(_width, line))


def _width(letter: str) -> float:
    if letter in NARROW_LETTERS:
        return NARROW
    if letter in WIDE_LETTERS:
        return WIDE
    return CAPITAL if letter.isupper() else USUAL


def _places(words: str, point: Point, size: float) -> Iterator[PlacedLabel]:
    """Where and how a name may stand, the best first."""
    broken = _broken(words)
    kinds = [(words,), broken] if len(words) < LONG else [broken, (words,)]
    for across, down in SHIFTS:
        for lines in dict.fromkeys(kinds):
            yield PlacedLabel(words, point[0] + across * size, point[1] + down * size, lines)


def _broken(words: str) -> tuple[str, ...]:
    """The name in two lines, as even as can be; in one where it has no fitting space."""
    parts = words.split()
    breaks = [
        (" ".join(parts[:at]), " ".join(parts[at:]))
        for at in range(1, len(parts))
        if parts[at - 1].casefold() not in STAY_WITH_NEXT
    ]
    return min(breaks, key=lambda lines: max(map(width, lines)), default=(words,))


def _within(extent: Extent, box: Extent) -> bool:
    left, top, right, bottom = extent
    return box[0] <= left and box[1] <= top and right <= box[2] and bottom <= box[3]
