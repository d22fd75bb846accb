"""Statistical process control: the XmR chart of the NHS "Making Data Count" programme.

A missing point is a gap: it has no moving range on either side, belongs to no run, and breaks the
run it stands in, because the points beside it are not consecutive.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from numbers import Integral
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from indicators.errors import Fault, MethodError, did_you_mean, quoted
from indicators.methods import moving_range, signals
from indicators.methods.estimate import Floats, arrays, in_range
from indicators.methods.moving_range import Limits
from indicators.methods.signals import Rule, Side
from indicators.vocabulary import Assurance, Variation

__all__ = ["Chart", "Rule", "Side", "xmr"]

Improvement = Literal["increase", "decrease", "neutral"]

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


@in_range
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
    once, moving ranges of 3.267 times their mean or more. `rebase_at` are the positions, counted
    from 0, of points at which new limits begin; no moving range and no run crosses one. `fix_after`
    draws the limits of each segment from its first so many points. Raises MethodError for what
    cannot be charted. NHS England, Making Data Count: strengthening your decisions.
    """
    (y,) = arrays(values=values)
    if y.ndim != 1:
        raise MethodError("The values of a chart must be one series, oldest point first.")
    starts = [0, *_rebases(rebase_at, y.size)]
    _refuse_options(improvement, screen, trend_points, fix_after)
    goal = _latest_target(target, y.size)

    hair = HAIR * float(np.nan_to_num(np.abs(y)).max(initial=0.0))
    parts = [y[start:stop] for start, stop in pairwise([*starts, y.size])]
    drawn = [moving_range.limits(part[:fix_after], screen, hair) for part in parts]
    points = _points(parts, drawn, hair, improvement, trend_points)
    variation, direction, reason = _latest(points, drawn)
    return Chart(
        points=points,
        variation=variation,
        direction=direction,
        assurance=_assurance(points, goal, improvement, hair),
        reason=reason,
        notes=_notes(drawn[-1], screen),
    )


def _points(
    parts: list[Floats],
    drawn: list[Limits],
    hair: float,
    improvement: Improvement,
    trend_points: int,
) -> pd.DataFrame:
    """The points of all segments with their limits, and what each point says."""
    sizes = [part.size for part in parts]
    columns: dict[str, Any] = {"value": np.concatenate(parts)}
    for name in ("mean", "lower", "upper", "near_lower", "near_upper"):
        columns[name] = np.repeat([getattr(limits, name) for limits in drawn], sizes)
    columns["segment"] = np.repeat(np.arange(len(drawn)), sizes)
    marks = [
        mark
        for part, limits in zip(parts, drawn, strict=True)
        for mark in signals.first(part, limits, trend_points, hair)
    ]
    columns["rule"] = [rule for rule, _ in marks]
    columns["side"] = [side for _, side in marks]
    columns["variation"] = [_variation(side, improvement) for _, side in marks]
    return pd.DataFrame(columns)


def _variation(side: Side, improvement: Improvement) -> Variation:
    if not side:
        return Variation.COMMON_CAUSE
    if improvement == "neutral":
        return Variation.NEUTRAL
    good = side == ("high" if improvement == "increase" else "low")
    return Variation.IMPROVEMENT if good else Variation.CONCERN


def _latest(points: pd.DataFrame, drawn: list[Limits]) -> tuple[Variation, Side, str]:
    """What the latest point that has a value says, or why it says nothing."""
    held = points[points["value"].notna()]
    if held.empty:
        return Variation.CANNOT_BE_TESTED, "", "No figure is held."
    last = held.iloc[-1]
    if unjudged := drawn[last["segment"]].unjudged:
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


def _notes(latest: Limits, screen: bool) -> tuple[str, ...]:
    """What a reader must know of how the latest limits were drawn."""
    notes: list[str] = []
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


def _refuse_options(
    improvement: object, screen: object, trend_points: object, fix_after: object
) -> None:
    faults = []
    if not isinstance(screen, bool | np.bool_):
        faults.append(Fault("screen", quoted(screen), "True or False"))
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
