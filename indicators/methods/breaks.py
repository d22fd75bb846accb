"""Where one class of a map ends and the next begins.

Every class holds its lower edge and not its upper one; the highest holds both. So a figure lies in
one class, and a figure printed as an edge lies where the legend says it does.
"""

from __future__ import annotations

from collections.abc import Callable
from numbers import Integral
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.errors import MethodError, quoted
from indicators.methods.estimate import Floats, arrays, in_range, is_number, one_of, refuse
from indicators.methods.natural_breaks import least_squares

CLASSES = 5
HAIR = 1e-12  # of the range: a step of 0.2 added thrice is a hair above 0.6
Positions = NDArray[np.intp]


class Breaks(NamedTuple):
    """Classes from low to high: their edges (one more than classes), and how many values each has.

    `class_of` is the class of each value, from 0, and -1 where it is missing. `reason` says why
    there are fewer classes than asked for, and is empty where there are not. `below` is the number
    of classes below the middle of a scale that has one. The last two edges are equal where the
    highest class holds one value only.
    """

    edges: Floats
    class_of: Positions
    counts: Positions
    reason: str = ""
    below: int | None = None


def quantile(values: ArrayLike, classes: int = CLASSES) -> Breaks:
    """Classes of nearly equal numbers of values, cut at the quantiles (R's type 7).

    Equal values are never parted: a cut among them moves to their nearer end, which can leave fewer
    classes. The edges are the lowest value of each class, and the highest of all. Raises
    MethodError without values, and for fewer than 2 classes.
    """
    return _grouped(values, classes, _equal_numbers)


def natural(values: ArrayLike, classes: int = CLASSES) -> Breaks:
    """The classes whose values lie nearest to their own mean: the least sum of squares there is.

    Exact, not a search; of classes that do equally well, those with the lower edges. Edges, classes
    and refusals as `quantile`. Fisher, J. Am. Stat. Assoc. 1958; 53: 789-798 (known as Jenks's).
    """
    return _grouped(values, classes, least_squares)


@in_range
def equal(values: ArrayLike, classes: int = CLASSES) -> Breaks:
    """Classes of equal width from the lowest value to the highest; some may be empty.

    Raises MethodError without values, and for fewer than 2 classes.
    """
    values, held = _held(values, classes)
    lowest, highest = held.min(), held.max()
    if lowest == highest:
        return _classed(values, np.array([lowest, highest]), _why_fewer(1, 1, classes))
    return _classed(values, np.linspace(lowest, highest, classes + 1), hair=HAIR)


def published(values: ArrayLike, bands: ArrayLike) -> Breaks:
    """The bands that a publisher states by their edges, ascending, one more than bands.

    Raises MethodError for edges that do not rise, and, with positions, for a value in no band.
    """
    values, edges = _one_row(values), _one_row(bands)
    if edges.size < 2 or not (np.diff(edges) > 0).all():
        raise MethodError(
            "Bands are stated by two edges or more, each above the one before; found "
            f"{quoted(', '.join(f'{edge:g}' for edge in edges))}."
        )
    outside = (values < edges[0]) | (values > edges[-1])
    stated = f"a value from {edges[0]:g} to {edges[-1]:g}"
    refuse("class", [(outside, stated, values)])
    return _classed(values, edges)


@in_range
def around(values: ArrayLike, middle: float, classes: int = 6, by: str = "quantile") -> Breaks:
    """Classes on both sides of a middle value, such as England's; the middle is always an edge.

    Half of the classes lie below it. By "quantile" each side has its own classes of nearly equal
    numbers: as many as its values allow, none on a side without values (`reason` says so). By
    "equal" all have one width, so that the same distance from the middle looks the same on either
    side. Raises MethodError without values, for an odd number of classes, for a middle that is no
    number, and for another `by`.
    """
    values, held = _held(values, classes)
    one_of("way to divide a side", by, ("quantile", "equal"))
    if classes % 2:
        raise MethodError(f"Both sides need as many classes; found {classes}, which is odd.")
    if not is_number(middle) or not np.isfinite(middle):
        raise MethodError(f"The middle must be a finite number; found {quoted(middle)}.")
    half = classes // 2
    if by == "equal":
        furthest = float(np.abs(held - middle).max()) or 1.0  # of equal values, any width will do
        steps = np.linspace(middle - furthest, middle + furthest, classes + 1)
        steps[half] = middle
        steps[0], steps[-1] = min(steps[0], held.min()), max(steps[-1], held.max())
        return _classed(values, steps, below=half, hair=HAIR)
    low, high = held[held < middle], held[held >= middle]
    under, over = (_side(part, half) for part in (low, high))
    ends = [middle, held.max()] if high.size else [middle]
    edges = np.concatenate([under, ends[:1], over[1:], ends[1:]])
    said = []
    for part, made, word in ((low, under, "below"), (high, over, "at or above")):
        if not part.size:
            said.append(f"No value is {word} the middle.")
        elif len(made) < half:
            is_are = "class is" if len(made) == 1 else "classes are"
            said.append(f"Only {len(made)} {is_are} {word} the middle, as values tie or are few.")
    return _classed(values, edges, " ".join(said), below=len(under))


def _side(held: Floats, classes: int) -> Floats:
    """The lowest value of each class of one side."""
    if not held.size:
        return held
    distinct, many = np.unique(held, return_counts=True)
    return distinct[_equal_numbers(distinct, many, min(classes, distinct.size))]


def _grouped(
    values: ArrayLike, classes: int, first_of: Callable[[Floats, Positions, int], Positions]
) -> Breaks:
    """Classes by the positions, among the different values, of the first of each."""
    values, held = _held(values, classes)
    distinct, many = np.unique(held, return_counts=True)
    first = first_of(distinct, many, min(classes, distinct.size))
    edges = np.append(distinct[first], distinct[-1])
    return _classed(values, edges, _why_fewer(len(first), distinct.size, classes))


def _equal_numbers(distinct: Floats, many: Positions, classes: int) -> Positions:
    whole = int(many.sum())
    below = np.concatenate([[0], np.cumsum(many)])  # how many values lie below each different one
    # In whole numbers: as many values lie below a quantile as its position, rounded up.
    wanted = -(-np.arange(classes) * (whole - 1) // classes)
    after = np.searchsorted(below, wanted)
    before = np.maximum(after - 1, 0)
    is_nearer = wanted - below[before] < below[after] - wanted
    nearest = np.where(is_nearer, before, after)
    return np.unique(nearest[nearest < distinct.size])


def _classed(
    values: Floats, edges: Floats, reason: str = "", below: int | None = None, hair: float = 0.0
) -> Breaks:
    inner = edges[1:-1] - hair * (edges[-1] - edges[0]) if hair else edges[1:-1]
    class_of = np.searchsorted(inner, values, side="right")
    class_of[np.isnan(values)] = -1
    counts = np.bincount(class_of[class_of >= 0], minlength=edges.size - 1)
    return Breaks(edges, class_of, counts, reason, below)


def _why_fewer(made: int, different: int, asked: int) -> str:
    if made == asked:
        return ""
    if different == 1:
        return "Every value is the same, so there is one class."
    classes = "there is one class" if made == 1 else f"there are {made} classes"
    if different == made:
        return f"Only {different} different values are held, so {classes} and not {asked}."
    return f"Many values are the same, so {classes} and not {asked}."


def _held(values: ArrayLike, classes: int) -> tuple[Floats, Floats]:
    """All values, and those that are not missing."""
    whole = isinstance(classes, Integral) and not isinstance(classes, bool)
    if not whole or classes < 2:
        raise MethodError(f"Classes are a whole number, 2 or more; found {quoted(classes)}.")
    row = _one_row(values)
    held = row[~np.isnan(row)]
    if not held.size:
        raise MethodError("No value is held, so there are no classes.")
    return row, held


def _one_row(values: ArrayLike) -> Floats:
    (row,) = arrays(values=values)
    if row.ndim != 1:
        raise MethodError("Classes need one row of values.")
    return row
