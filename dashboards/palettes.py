"""The colours of each kind of map, chosen by computation and none of them the only carrier.

Distances are in OKLab, where 0.02 is just seen. Each is kept by a test, as people with normal
vision, protanopia, deuteranopia and tritanopia see the colours:

- the nine of a map of two indicators: 0.13, and lightness falls along each row and each column
- five classes of a ramp: 0.09
- six classes of a diverging scale: 0.11 in blue and brown, 0.07 in purple and orange
- lower, similar and higher: 0.2; high, low and no cluster: 0.2
- better and worse: 0.04 with protanopia, which is too little; so worse is striped as well

Where two colours stand apart by less than 3 to 1, the line between their areas does not: `parting`
(with more than six classes of a ramp, one of the two does by 2.7 at least).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from dashboards.colour import BLACK, WHITE, between, contrast, on_top
from dashboards.theme import THEME
from indicators.change_map import Direction
from indicators.compare import Standing
from indicators.methods.clusters import Cluster

SEEN_APART = 3.0  # WCAG 2.2, 1.4.11: what must be told apart without text


@dataclass(frozen=True)
class Tone:
    """How one class is filled: its colour, the symbol in the page's sprite, and the texture if any.

    `texture` "striped" is stripes of the `outline` colour over the fill, falling to the right;
    no missing state has stripes over a colour.
    """

    colour: str
    symbol: str = ""
    texture: str = ""

    @property
    def ink(self) -> str:
        """Black or white, for text on this tone: at least 4.5 to 1."""
        return on_top(self.colour)

    @property
    def outline(self) -> str:
        """Black or white, for a line around an area of this tone: at least 3 to 1."""
        return on_top(self.colour)


@dataclass(frozen=True)
class Ramp:
    """A scale from pale (low) to dark (high)."""

    name: str
    stops: tuple[str, ...]

    def tones(self, classes: int) -> tuple[Tone, ...]:
        """That many tones, from low to high: 1 to 9."""
        return tuple(Tone(_at(self.stops, share)) for share in _shares(classes))


@dataclass(frozen=True)
class Diverging:
    """A scale of two hues, neither of them good or bad; each side from near to far."""

    name: str
    low: tuple[str, ...]
    middle: str
    high: tuple[str, ...]

    def tones(self, below: int, above: int, middle: bool = False) -> tuple[Tone, ...]:
        """The tones from lowest to highest, so many on each side, a neutral one between if wanted.

        The same number of classes from the middle is equally dark on either side, also where one
        side has fewer of them.
        """
        shares = _shares(max(below, above))
        down = [Tone(_at(self.low, share)) for share in shares[:below]]
        up = [Tone(_at(self.high, share)) for share in shares[:above]]
        return (*reversed(down), *([Tone(self.middle)] if middle else []), *up)


@dataclass(frozen=True)
class Square:
    """A scale of two indicators: three rows, the first's thirds from low to high, of three tones,
    the second's."""

    name: str
    rows: tuple[tuple[str, str, str], ...]

    def tone(self, first: int, second: int) -> Tone:
        """The tone of an area by the class, 0 to 2, of its first and its second figure."""
        return Tone(self.rows[first][second])


BLUES = Ramp("blues", THEME.sequential)
YELLOW_TO_NAVY = Ramp(
    "yellow to navy", ("#FEE838", "#BCAF6F", "#7D7C78", "#434E6C", "#00224E")
)  # after cividis: Nunez, Anderton and Renslow, PLoS ONE 2018; 13: e0199239
GREYS = Ramp("greys", ("#F0F0F0", "#C4C4C4", "#969696", "#636363", "#2B2B2B"))
RAMPS: Mapping[str, Ramp] = MappingProxyType(
    {ramp.name: ramp for ramp in (BLUES, YELLOW_TO_NAVY, GREYS)}
)

BLUE_BROWN = Diverging(
    "blue and brown",
    ("#BDDDFF", "#60AAF3", "#0064AD"),
    THEME.tint,
    ("#FAD0A9", "#DC9242", "#8C5203"),
)
PURPLE_ORANGE = Diverging(
    "purple and orange",
    ("#D8D3FF", "#A495F0", "#6546BE"),
    THEME.tint,
    ("#FECEAE", "#E28D4F", "#954B01"),
)
DIVERGING: Mapping[str, Diverging] = MappingProxyType(
    {scale.name: scale for scale in (BLUE_BROWN, PURPLE_ORANGE)}
)

# The nine that lie furthest apart in the worst of the four ways of seeing, found by trying, among
# those that go to blue with the first indicator and to orange with the second, and are all light
# enough that a black line parts them.
BLUE_BY_ORANGE = Square(
    "blue by orange",
    (
        ("#EFEFEA", "#FFC178", "#EC8700"),
        ("#ABC8FD", "#A29399", "#AD6200"),
        ("#349FFB", "#0073C4", "#695A69"),
    ),
)

PLAIN = Tone(THEME.neutral_area)
UNJUDGED = Tone(WHITE, "mark-dash")
STANDINGS: Mapping[Standing, Tone] = MappingProxyType(
    {
        Standing.BETTER: Tone(THEME.better, "standing-better"),
        Standing.SIMILAR: Tone(THEME.similar, "standing-similar"),
        Standing.WORSE: Tone(THEME.worse, "standing-worse", "striped"),
        Standing.LOWER: Tone(THEME.lower, "standing-lower"),
        Standing.HIGHER: Tone(THEME.higher, "standing-higher"),
        Standing.NO_LIMITS: UNJUDGED,
        Standing.NOT_COMPARABLE: UNJUDGED,
    }
)
CHANGES: Mapping[Direction, Tone] = MappingProxyType(
    {
        Direction.BETTER: Tone(THEME.better, "standing-better"),
        Direction.WORSE: Tone(THEME.worse, "standing-worse", "striped"),
        Direction.ROSE: Tone(THEME.higher, "standing-higher"),
        Direction.FELL: Tone(THEME.lower, "standing-lower"),
        Direction.NOT_CLEAR: PLAIN,
        Direction.NO_LIMITS: UNJUDGED,
        Direction.NO_FIGURE: UNJUDGED,
    }
)
CLUSTERS: Mapping[Cluster, Tone] = MappingProxyType(
    {
        Cluster.HIGH: Tone("#801650", "standing-higher"),
        Cluster.LOW: Tone(THEME.lower, "standing-lower"),
        Cluster.NONE: PLAIN,
        Cluster.NOT_TESTED: UNJUDGED,
    }
)


def parting(one: str, other: str) -> str:
    """The colour of a line between areas of two colours that is seen on both, by 3 to 1.

    Black where it is enough on both, else white; empty where neither is, and then the two colours
    themselves stand apart by 3 to 1.
    """
    for line in (BLACK, WHITE):
        if min(contrast(line, one), contrast(line, other)) >= SEEN_APART:
            return line
    return ""


def _shares(classes: int) -> list[float]:
    """Where on a scale each class stands, 0 to 1; one alone stands between its middle and its end.

    So a class of its own is neither as pale as paper nor the darkest.
    """
    if classes == 1:
        return [0.6]
    return [step / (classes - 1) for step in range(classes)]


def _at(stops: tuple[str, ...], share: float) -> str:
    """The colour at a share of the scale through the stops, which are equally far apart."""
    at = share * (len(stops) - 1)
    first = min(int(at), len(stops) - 2)
    one, other = list(pairwise(stops))[first]
    return between(one, other, at - first)
