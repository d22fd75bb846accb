"""A hidden count hides its bundle: whatever was computed from it, by whatever name."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from indicators.errors import DisclosureError, Fault, did_you_mean, quoted
from indicators.vocabulary import MissingReason

# With a published population each of these gives the count back, or narrows it.
BUNDLE = (
    "count", "numerator", "value", "lower_95", "upper_95", "lower_998", "upper_998", "rate",
    "class", "rank", "shrunk", "status", "direction", "variation", "standing", "level",
)  # fmt: skip
# What may stand beside a hidden count: what the row is about, and nothing that was counted.
KEPT = (
    "indicator_id", "area_code", "area_name", "area_type", "place", "period", "period_start",
    "period_end", "period_type", "sex", "age", "breakdown", "breakdown_value", "denominator",
    "population", "unit", "derived", "method", "published_on", "source", "origin_id", "state",
    "reason",
)  # fmt: skip
# What tells of all areas at once: a gap in the ranks is a hidden area's rank.
ACROSS = ("rank", "rank_from_highest", "rank_from_lowest", "class", "quintile", "decile")
REASON = "missing_reason"


def bundle(
    frame: pd.DataFrame, hidden: Collection[bool], kept: Collection[str] = ()
) -> pd.DataFrame:
    """The frame with nothing left in its hidden rows but what they are about.

    `hidden` has a flag for each row. Every column is emptied there that is not in KEPT or in
    `kept`; ranks and classes, which tell of hidden areas by their gaps and breaks, are emptied in
    every row as soon as one is hidden. The reason is "suppressed". Raises DisclosureError for
    flags that are not as many as the rows, for unknown columns and for a column of BUNDLE to keep.
    """
    flags = [bool(flag) for flag in hidden]
    faults = [
        Fault("columns to keep", quoted(name), "a column", did_you_mean(name, frame.columns))
        for name in kept
        if name not in frame.columns
    ]
    faults += [
        Fault("columns to keep", quoted(name), "no column that gives the count away")
        for name in kept
        if name in BUNDLE or name in ACROSS
    ]
    if len(flags) != len(frame):
        faults.append(Fault("hidden", f"{len(flags):,} flags", f"{len(frame):,}, one for each row"))
    if faults:
        raise DisclosureError("These rows cannot be emptied.", faults)
    made = frame.copy()
    if not any(flags):
        return made
    for name in made.columns:
        if name in ACROSS:
            made[name] = None
        elif name == REASON:
            blank = pd.Series(flags, index=made.index)
            made[name] = made[name].astype(object).mask(blank, MissingReason.SUPPRESSED.value)
        elif name not in KEPT and name not in kept:
            made[name] = _emptied(made[name], flags)
    return made


def _emptied(column: pd.Series, flags: list[bool]) -> pd.Series:
    """The column with nothing in the flagged rows: NaN among numbers, None among the rest."""
    blank = pd.Series(flags, index=column.index)
    if pd.api.types.is_bool_dtype(column) or not pd.api.types.is_numeric_dtype(column):
        return column.astype(object).mask(blank, None)
    return column.mask(blank)
