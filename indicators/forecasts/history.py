"""One area's series as a projection is given it, and why some series are given to none."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.definition import Definition
from indicators.forecasts.link import OF_KIND, Link, link_of
from indicators.methods.estimate import Floats
from indicators.series import ANNUAL, DAYS_IN_A_STEP, breaks_between, one_series, why_overlapping
from indicators.vocabulary import Kind

NEEDED = 5
LONGEST_GAP = 2
DAYS_IN_YEAR = 365.25


class History(NamedTuple):
    """A series, oldest first: years since its first period, values (NaN where there is none), and
    which stretch between breaks each figure is in."""

    years: NDArray[np.int64]
    values: Floats
    stretch: NDArray[np.int64]
    link: Link


class Past(NamedTuple):
    """The figures a projection may learn from, oldest first: their years and their values.

    `linked` are the values on the scale of the link. Years that have no figure are left out.
    """

    years: NDArray[np.int64]
    values: Floats
    linked: Floats
    link: Link


def why_untried(definition: Definition) -> str:
    """Why no series of the indicator is projected; an empty text when some may be."""
    if definition.superseded_by:
        return (
            "This series has ended and another that counts differently has taken over, so there is "
            "no next figure to project."
        )
    if definition.kind is Kind.COUNT:
        return (
            "This is a count, which moves with the number of people it is counted among; "
            "only rates and proportions are projected."
        )
    if definition.kind not in OF_KIND:
        return "This is a category, not a quantity, so there is nothing to project."
    if definition.period_type.is_rolling:
        return (
            f"The figures are for {definition.period_type}, which overlap: each repeats most of "
            "the one before it, so their past movements do not show how far the next may lie."
        )
    if definition.period_type not in ANNUAL:
        return "Only yearly figures are projected: shorter periods rise and fall with the seasons."
    return ""


def history(definition: Definition, series: pd.DataFrame) -> History | str:
    """The series as arrays, or why it cannot be projected. Raises MethodError for several series.

    `series` holds the rows of one area, sex, age and period type, with the columns of `compute`.
    """
    why = why_untried(definition)
    if why:
        return why
    rows = one_series(series)
    overlap = why_overlapping(rows)
    if overlap:
        return overlap
    if len(rows) and rows["period_type"].iloc[0] != definition.period_type:
        return (
            f"The figures are for {rows['period_type'].iloc[0]}, where this measure's are for "
            f"{definition.period_type}."
        )
    days = np.diff(rows["period_end"].to_numpy()) / np.timedelta64(1, "D")
    steps = np.rint(days / DAYS_IN_YEAR).astype(np.int64)
    shortest, longest = DAYS_IN_A_STEP
    spare = DAYS_IN_YEAR - shortest, longest - DAYS_IN_YEAR
    off = days - steps * DAYS_IN_YEAR
    if ((steps < 1) | (off < -spare[0]) | (off > spare[1])).any():
        return "The figures do not come once a year, so they cannot be projected by years."
    stretch = np.zeros(len(rows), dtype=np.int64)
    for first, _ in breaks_between(rows, definition.breaks):
        stretch[first:] += 1
    years = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(steps)])[: len(rows)]
    values = rows["value"].to_numpy(dtype=float, na_value=np.nan)
    return History(years, values, stretch, link_of(definition))


def past(known: History, until: int | None = None) -> Past | str:
    """What may be learnt from, up to the row `until` (default: the last), or why it is too little.

    Figures before a break or before a long gap are not used.
    """
    last = len(known.years) - 1 if until is None else until
    held = np.flatnonzero(np.isfinite(known.values[: last + 1]))
    if not held.size:
        return "No figure is held, so there is nothing to project from."
    since = known.years[last] - known.years[held[-1]]
    if since > LONGEST_GAP:
        return f"The latest {since} years have no figure, so a projection would start too far back."
    used = held[known.stretch[held] == known.stretch[last]]
    if known.stretch[last] and used.size < NEEDED:
        return f"{_only(used.size)} since the definition changed; a projection needs {NEEDED}."
    gaps = np.flatnonzero(np.diff(known.years[used]) > LONGEST_GAP + 1)
    if gaps.size and used.size - gaps[-1] - 1 < NEEDED:
        return (
            f"{_only(used.size - gaps[-1] - 1)} since a gap of several years; "
            f"a projection needs {NEEDED}."
        )
    used = used[gaps[-1] + 1 :] if gaps.size else used
    if used.size < NEEDED:
        return f"{_only(used.size)}; a projection needs {NEEDED}."
    values = known.values[used]
    linked = known.link.to(values)
    if np.isnan(linked).any():
        return (
            "Among the figures is one at the end of what is possible (none, or all), from which "
            "no change in proportion can be reckoned."
        )
    if (values == values[0]).all():
        return "The figure has never moved, so its past does not show how far it might."
    return Past(known.years[used], values, linked, known.link)


def _only(count: int) -> str:
    if count == 0:
        return "No yearly figure is held"
    return f"Only {count} yearly figure{' is' if count == 1 else 's are'} held"
