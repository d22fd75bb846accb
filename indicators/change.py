"""How fast a figure must move to keep a promise, and how fast it has moved."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from indicators.definition import Definition
from indicators.methods.estimate import z_score
from indicators.series import breaks_between, day, without_overlap
from indicators.trajectory import (
    Trajectory,
    at_least_as_good,
    break_since,
    lower_is_better,
    years_between,
)
from indicators.vocabulary import Kind, Path, PeriodType
from indicators.words import with_unit

LATEST = 5
SEASONAL = (PeriodType.MONTH, PeriodType.QUARTER)
FEWEST = 3  # two points always lie on a line, so they say nothing of how well it fits
FEW = ("No figure is", "Only one figure is", "Only two figures are")
FEW_APART = ("", "Only figures that share months are", "Only two figures that share no months are")
Z95 = z_score(0.95)
NOTHING = 1e-9  # a limit nearer to nothing than this is so by rounding alone


@dataclass(frozen=True)
class Change:
    """A change each year, with 95% limits where it was observed; None where there is none.

    `unit` is the indicator's own, "percentage points" or, on a compound path, "%". `words` says the
    change as part of a sentence and `ends` the limits; `reason` says in a sentence why there is
    none. `is_reached` is of a required change: the goal is reached already.
    """

    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    unit: str = ""
    words: str = ""
    reason: str = ""
    periods: tuple[str, ...] = ()
    ends: tuple[str, str] = ("", "")
    is_reached: bool = False

    @property
    def is_undetermined(self) -> bool:
        """Whether the limits span zero; limits of no width at zero say that nothing moved."""
        if self.lower is None or self.upper is None:
            return False
        return self.lower <= 0 <= self.upper and self.lower < self.upper


def required_change(
    way: Trajectory, series: pd.DataFrame, definition: Definition, today: datetime.date
) -> Change:
    """The change a year that leads from the latest figure y on day t to the goal g on day T.

    (g - y) / (T - t) in the indicator's unit on a linear path; (g / y)^(1 / (T - t)) - 1 as a
    percentage on a compound one. None is required once the date has come, and none can be worked
    out where a break parts the figure from those that the goal was made of.
    """
    last = series[series["value"].notna()].iloc[-1]
    latest, on = float(last["value"]), last["period_end"].date()
    if max(on, today) >= way.target.by:
        come = "passed" if today > way.target.by else "come"
        return Change(reason=f"The date of the promise, {day(way.target.by)}, has {come}.")
    if changed := break_since(way, series, definition):
        return Change(
            reason=f"Figures from {day(changed.on)} cannot be compared with that for "
            f"{way.target.baseline_period}, from which the promise counts, so the change that it "
            "needs cannot be worked out."
        )
    left = years_between(on, way.target.by)
    unit = _unit(definition, way.target.path)
    is_reached = at_least_as_good(latest, way.goal, lower_is_better(definition, way.target))
    reached = "no further change, as the goal is reached already"
    if way.target.path is Path.COMPOUND:
        if latest <= 0:
            why = "No fixed percentage a year leads from a figure of zero."
            if not is_reached:
                return Change(reason=why)
            return Change(words=reached, unit=unit, is_reached=True)
        value = 100 * ((way.goal / latest) ** (1 / left) - 1)
    else:
        value = (way.goal - latest) / left
    if is_reached:
        return Change(value, unit=unit, words=reached, is_reached=True)
    return Change(value, unit=unit, words=f"{_moved(value, unit, definition)} each year")


def observed_change(
    definition: Definition, series: pd.DataFrame, path: Path = Path.LINEAR
) -> Change:
    """The change a year of the latest five figures, with 95% limits.

    The slope of the line fitted by least squares to the latest five figures that share no months
    and that no break parts (three at least; a compound path takes their logarithms and gives a
    percentage). With published or computed limits on all of them the weights are one over the
    squared standard errors, (upper - lower) / 3.92, and the limits are normal, widened by the Birge
    ratio where the figures scatter more than their own limits allow (R. T. Birge, Physical Review
    40, 1932). Without, the limits are Student's from the scatter about the line.
    """
    if definition.kind is Kind.CATEGORY:
        return Change(reason="The figures are categories, so they have no rate of change.")
    if definition.period_type in SEASONAL:
        season = "The figures rise and fall with the season, so no yearly change is read from them."
        return Change(reason=season)
    held = series[series["value"].notna()].sort_values("period_end", ignore_index=True)
    parted = breaks_between(held, definition.breaks)
    held = held.iloc[parted[-1][0] :] if parted else held
    latest = without_overlap(held).tail(LATEST)
    if len(latest) < FEWEST:
        few = (FEW if len(latest) == len(held) else FEW_APART)[len(latest)]
        since = ""
        if parted:
            since = f" since {day(parted[-1][1].on)}, before which figures cannot be compared"
        return Change(reason=f"{few} held{since}; a rate of change needs {FEWEST}.")
    y, low, high = (latest[n].to_numpy(dtype=float) for n in ("value", "lower_95", "upper_95"))
    if path is Path.COMPOUND:
        if (y <= 0).any():
            return Change(reason="A percentage a year cannot be worked out through a zero.")
        with np.errstate(divide="ignore", invalid="ignore"):
            y, low, high = np.log(y), np.log(low), np.log(high)
    first = latest["period_end"].iloc[0].date()
    t = np.array([years_between(first, end.date()) for end in latest["period_end"]])
    found = np.array(_slope(t, y, (high - low) / (2 * Z95)))
    if path is Path.COMPOUND:
        found = 100 * np.expm1(found)
    value, lower, upper = (float(one) for one in found)
    unit = _unit(definition, path)
    moved = f"{_moved(value, unit, definition)} each year ({_between(lower, upper, definition)})"
    words = moved if lower or upper else "no change"
    ends = (_end(lower, definition), _end(upper, definition))
    return Change(value, lower, upper, unit, words, periods=tuple(latest["period"]), ends=ends)


def beside(required: Change, observed: Change, *, is_own_promise: bool) -> str:
    """The two changes beside each other in sentences, or why there is none."""
    said = []
    if required.words and is_own_promise:
        said.append(f"To keep the promise it needs {required.words}.")
    elif required.words:
        said.append(f"To reach the same goal it would need {required.words}.")
    elif required.reason:
        said.append(required.reason)
    if observed.words:
        first, last = observed.periods[0], observed.periods[-1]
        said.append(f"Between {first} and {last} there was {observed.words}.")
        if told := _against_required(required, observed):
            said.append(told)
        elif observed.is_undetermined:
            said.append("So the pace is undetermined.")
    else:
        said.append(observed.reason)
    return " ".join(said)


def _against_required(required: Change, observed: Change) -> str:
    """That both limits lie on one side of the change required, or an empty text.

    Nothing is said of a limit that reads the same as what is required.
    """
    needed, lower, upper = required.value, observed.lower, observed.upper
    if needed is None or lower is None or upper is None or required.is_reached:
        return ""
    is_short, is_ample = (upper < needed, lower > needed)
    nearer = observed.ends[1] if is_short else observed.ends[0]
    if needed < 0:
        is_short, is_ample = is_ample, is_short
    if not (is_short or is_ample) or required.words.startswith(nearer):
        return ""
    if is_short:
        return f"Both limits fall short of what is needed; even the nearer is {nearer}."
    return f"Both limits go beyond what is needed; even the nearer is {nearer}."


def _slope(t: np.ndarray, y: np.ndarray, se: np.ndarray) -> tuple[float, float, float]:
    """The slope of y on t by weighted least squares, with its 95% limits."""
    has_limits = bool(np.isfinite(se).all() and (se > 0).all())
    w = 1 / se**2 if has_limits else np.ones_like(y)
    centred = t - np.average(t, weights=w)
    spread = float((w * centred**2).sum())
    mean = np.average(y, weights=w)
    slope = float((w * centred * (y - mean)).sum()) / spread
    scatter = float((w * (y - mean - slope * centred) ** 2).sum()) / (len(y) - 2)
    if has_limits:
        half = Z95 * float(np.sqrt(max(1.0, scatter) / spread))
    else:
        half = float(stats.t.ppf(0.975, len(y) - 2) * np.sqrt(scatter / spread))
    return slope, slope - half, slope + half


def _unit(definition: Definition, path: Path) -> str:
    if path is Path.COMPOUND:
        return "%"
    return "percentage points" if definition.kind is Kind.PROPORTION else definition.unit


def _moved(value: float, unit: str, definition: Definition) -> str:
    """'a fall of 0.5 per 100,000'."""
    number = _number(value, definition)
    if not float(number.replace(",", "")):
        return "hardly any change"
    return f"a {_way(value)} of {with_unit(number, unit)}"


def _between(lower: float, upper: float, definition: Definition) -> str:
    """'95% limits: a fall of 0.9 to a rise of 0.1', or '95% limits: 0.2 to 0.9'."""
    if lower < 0 < upper:
        return f"95% limits: {_end(lower, definition)} to {_end(upper, definition)}"
    low, high = _limit(lower, definition), _limit(upper, definition)
    return f"95% limits: {low} to {high}" if lower >= 0 else f"95% limits: {high} to {low}"


def _end(limit: float, definition: Definition) -> str:
    if abs(limit) < NOTHING:
        return "no change"
    return f"a {_way(limit)} of {_limit(limit, definition)}"


def _limit(limit: float, definition: Definition) -> str:
    """The size of a limit, with one more digit where it would read as nothing and is not."""
    number = _number(limit, definition)
    if float(number.replace(",", "")) or abs(limit) < NOTHING:
        return number
    finer = _number(limit, definition, digits=1)
    smallest = f"less than {finer[:-1]}1"
    return finer if float(finer) else smallest


def _way(value: float) -> str:
    return "fall" if value < 0 else "rise"


def _number(value: float, definition: Definition, digits: int = 0) -> str:
    """The size of a change, to a tenth at least as it is a part of a figure; `digits` more."""
    return f"{abs(value):,.{max(definition.decimals, 1) + digits}f}"
