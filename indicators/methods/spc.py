"""Statistical process control: the XmR chart of the NHS "Making Data Count" programme.

A missing point is a gap: it has no moving range on either side, belongs to no run, and breaks the
run it stands in, because the points beside it are not consecutive.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from numbers import Integral
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from indicators.errors import Fault, MethodError, did_you_mean, quoted
from indicators.methods import signals
from indicators.methods.estimate import Floats, arrays
from indicators.methods.signals import Rule, Side
from indicators.vocabulary import Assurance, Variation

__all__ = ["Chart", "Rule", "Side", "xmr"]

Improvement = Literal["increase", "decrease", "neutral"]

LIMITS_AT = 2.66  # mean moving ranges from the mean: three standard deviations
NEAR_AT = 2 * LIMITS_AT / 3
SCREENED_FROM = 3.267
TREND_LENGTHS = (6, 7)
SETTLED_FROM = 12
# Differences smaller than this share of the largest value come from binary fractions alone.
HAIR = 1e-14


@dataclass(frozen=True)
class Chart:
    """A chart's points and what its latest point says.

    `points` has one row a point: value, mean, lower, upper, near_lower, near_upper (NaN where no
    limits can be drawn), segment (0 until the first rebase), rule, side ("high", "low", "") and
    variation. `direction` is the side of the latest point's signal; `reason` says why there is no
    variation to judge. `assurance` is None without a target, a side to improve to, or limits.
    """

    points: pd.DataFrame
    variation: Variation
    direction: Side
    assurance: Assurance | None
    reason: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Segment:
    """The points between two rebases, and what their limits rest on."""

    points: pd.DataFrame
    basis: int  # how many values the limits rest on
    dropped: int  # how many moving ranges the screen left out
    unjudged: tuple[Variation, str] | None  # why there are no limits


def xmr(
    values: ArrayLike,
    target: ArrayLike | None = None,
    improvement: Improvement = "increase",
    screen: bool = True,
    trend_points: int = 7,
    rebase_at: Iterable[int] = (),
    fix_after: int | None = None,
) -> Chart:
    """The XmR chart of one series, oldest point first.

    `target` is one number or one for each point; the latest stated is judged. `screen` leaves out,
    once, moving ranges of 3.267 times their mean or more. `rebase_at` are positions at which new
    limits begin; no moving range and no run crosses one. `fix_after` draws the limits of each
    segment from its first so many points. Raises MethodError for what cannot be charted. NHS
    England, Making Data Count: strengthening your decisions.
    """
    (y,) = arrays(values=values)
    if y.ndim != 1:
        raise MethodError("The values of a chart must be one series, oldest point first.")
    starts = [0, *_rebases(rebase_at, y.size)]
    _refuse_options(improvement, trend_points, fix_after)
    goal = _latest_target(target, y.size)

    hair = HAIR * float(np.nan_to_num(np.abs(y)).max(initial=0.0))
    segments = [
        _segment(y[start:stop], screen, fix_after, hair)
        for start, stop in pairwise([*starts, y.size])
    ]
    points = pd.concat(
        [
            _signalled(segment.points, improvement, trend_points, hair).assign(segment=number)
            for number, segment in enumerate(segments)
        ],
        ignore_index=True,
    )
    variation, direction, reason = _latest(points, segments)
    return Chart(
        points=points,
        variation=variation,
        direction=direction,
        assurance=_assurance(points, goal, improvement, hair),
        reason=reason,
        notes=_notes(segments, screen),
    )


def _segment(y: Floats, screen: bool, fix_after: int | None, hair: float) -> _Segment:
    basis = y[:fix_after]
    held = basis[~np.isnan(basis)]
    ranges = np.abs(np.diff(basis))
    ranges = ranges[~np.isnan(ranges)]
    kept = ranges
    if screen and ranges.size:
        kept = ranges[ranges < SCREENED_FROM * ranges.mean() - hair]
    # Limits of no width would call every other point a signal, so there are none.
    moves = kept.size > 0 and bool(kept.mean() > hair)
    reach = float(kept.mean()) if moves else np.nan
    mean = float(held.mean()) if held.size else np.nan
    points = pd.DataFrame({"value": y, "mean": mean})
    for name, moves_away in (("", LIMITS_AT), ("near_", NEAR_AT)):
        points[f"{name}lower"] = mean - moves_away * reach
        points[f"{name}upper"] = mean + moves_away * reach
    unjudged = None if moves else _why_no_limits(held, ranges, hair)
    return _Segment(points, held.size, ranges.size - kept.size, unjudged)


def _why_no_limits(held: Floats, ranges: Floats, hair: float) -> tuple[Variation, str]:
    if held.size < 2:
        found = "1 figure is" if held.size else "none is"
        return Variation.CANNOT_BE_TESTED, f"Limits need at least 2 figures; {found} held."
    none = "so no limits can be drawn."
    if ranges.size == 0:
        return Variation.CANNOT_BE_TESTED, f"No two figures follow one another, {none}"
    if ranges.max() <= hair:
        return Variation.INSUFFICIENT, f"The figures do not vary, {none}"
    return Variation.INSUFFICIENT, f"The figures hardly vary apart from a sudden change, {none}"


def _signalled(
    points: pd.DataFrame, improvement: Improvement, trend_points: int, hair: float
) -> pd.DataFrame:
    """The points with the rule each breaks first, its side, and what that means."""
    rule, side = signals.first(points, trend_points, hair)
    variation = [_variation(one, improvement) for one in side]
    return points.assign(rule=rule, side=side, variation=variation)


def _variation(side: Side, improvement: Improvement) -> Variation:
    if not side:
        return Variation.COMMON_CAUSE
    if improvement == "neutral":
        return Variation.NEUTRAL
    good = side == ("high" if improvement == "increase" else "low")
    return Variation.IMPROVEMENT if good else Variation.CONCERN


def _latest(points: pd.DataFrame, segments: list[_Segment]) -> tuple[Variation, Side, str]:
    """What the latest point that has a value says, or why it says nothing."""
    held = points[points["value"].notna()]
    if held.empty:
        return Variation.CANNOT_BE_TESTED, "", "No figure is held."
    last = held.iloc[-1]
    if unjudged := segments[last["segment"]].unjudged:
        variation, reason = unjudged
        return variation, "", reason
    return Variation(last["variation"]), last["side"], ""


def _assurance(
    points: pd.DataFrame, target: float, improvement: Improvement, hair: float
) -> Assurance | None:
    """Whether the process, left as it is, will meet the target always, never, or now and then."""
    if points.empty or improvement == "neutral" or np.isnan(target):
        return None
    lower, upper = points["lower"].iloc[-1], points["upper"].iloc[-1]
    if np.isnan(upper):
        return None
    if lower - hair <= target <= upper + hair:
        return Assurance.HIT_AND_MISS
    return Assurance.MEETS if (target < lower) == (improvement == "increase") else Assurance.FAILS


def _notes(segments: list[_Segment], screen: bool) -> tuple[str, ...]:
    """What a reader must know of how the latest limits were drawn."""
    latest, notes = segments[-1], []
    if latest.unjudged:
        return ()
    if latest.basis < SETTLED_FROM:
        notes.append(
            f"The limits rest on {latest.basis} figures; with fewer than {SETTLED_FROM} they are "
            "provisional."
        )
    if not screen:
        notes.append("The limits keep every change, however large, as the NHS spreadsheet does.")
    elif latest.dropped:
        changes = "1 sudden change" if latest.dropped == 1 else f"{latest.dropped} sudden changes"
        notes.append(f"The limits leave out {changes}; the NHS spreadsheet keeps them all.")
    return tuple(notes)


def _rebases(rebase_at: Iterable[int], size: int) -> list[int]:
    asked = list(rebase_at) if isinstance(rebase_at, Iterable) else [rebase_at]
    faults = [
        Fault("rebase_at", quoted(at), f"a whole number above 0 and below {size}")
        for at in asked
        if not _whole(at) or not 0 < at < size
    ]
    if faults:
        raise MethodError("New limits can only begin after the first point:", faults)
    return sorted({int(at) for at in asked})


def _refuse_options(improvement: object, trend_points: object, fix_after: object) -> None:
    faults = []
    words = get_args(Improvement)
    if improvement not in words:
        remedy = did_you_mean(str(improvement), words)
        faults.append(
            Fault("improvement", quoted(improvement), f"one of {', '.join(words)}", remedy)
        )
    if trend_points not in TREND_LENGTHS or not _whole(trend_points):
        faults.append(Fault("trend_points", quoted(trend_points), "6 or 7"))
    if fix_after is not None and not (_whole(fix_after) and fix_after >= 2):  # type: ignore[operator]
        faults.append(Fault("fix_after", quoted(fix_after), "a whole number of at least 2"))
    if faults:
        raise MethodError("No chart can be drawn:", faults)


def _whole(value: object) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)


def _latest_target(target: ArrayLike | None, size: int) -> float:
    """The latest target that is stated, or NaN."""
    if target is None:
        return np.nan
    (goals,) = arrays(target=target)
    if goals.ndim > 1 or (goals.ndim == 1 and goals.size != size):
        raise MethodError(
            f"The target must be one number, or one for each of the {size} points; found "
            f"{goals.size}."
        )
    stated = goals[~np.isnan(goals)]
    return float(stated[-1]) if stated.size else np.nan
