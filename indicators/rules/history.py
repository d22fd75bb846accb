"""Rules on series: is a figure like those before it, and like other areas'?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo import areas as geography
from indicators.rules.case import Case, Finding, about, finding, rounding_unit
from indicators.vocabulary import Kind

FEWEST_AREAS = 10
NEARLY_ALL = 0.95
TENFOLD_WITHIN = 0.12
FEWEST_POINTS = 5
FAR_FROM_PEERS = 7.0
FAR_FROM_SELF = 3.0
ABOVE_ELSEWHERE = 1.5
STEP = 8.0
TO_SIGMA = 1.4826


def repeats(case: Case) -> list[Finding]:
    """Periods in which nearly every area has exactly the figure of the period before."""
    found = []
    for table in case.tables:
        if table.definition.kind is Kind.CATEGORY:
            continue
        for before, after in _alike(table.values):
            if not table.read(after):
                continue
            old, new = table.values.loc[before], table.values.loc[after]
            both = old.notna() & new.notna() & (new != 0)
            same = (old == new)[both]
            enough = len(same) >= FEWEST_AREAS or (
                set(geography.PLACES) <= set(same.index) and _digits(new[both]) >= 3
            )
            if enough:
                found.append(
                    finding(
                        "repeats",
                        table.definition.id,
                        f"{table.subject}, {table.labels[after]}",
                        f"exactly the figures of {table.labels[before]} "
                        f"in {int(same.sum()):,} of {len(same):,} areas",
                        "figures of its own",
                        "The publisher may have carried the earlier period forward.",
                        "warning",
                        table.read(after),
                    )
                )
    return found


def _alike(values: pd.DataFrame) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Each period with the one before it, where nearly all figures other than nought are the same.

    All periods are looked at in one go, as there are thousands and almost none repeats another.
    """
    figures = values.to_numpy(dtype=float)
    old, new = figures[:-1], figures[1:]
    both = ~np.isnan(old) & ~np.isnan(new) & (new != 0)
    counted, same = both.sum(axis=1), (both & (old == new)).sum(axis=1)
    found = np.flatnonzero((counted > 0) & (same / np.maximum(counted, 1) >= NEARLY_ALL))
    return [(values.index[at], values.index[at + 1]) for at in found]


def outliers(case: Case) -> list[Finding]:
    """Figures far from their area's own neighbouring periods, beyond what other areas do.

    Each figure is set beside the middle of its area and then beside the nearest two periods on
    either side. It is told when it stands apart by far more than is usual among all areas, and by
    more than the area ever does elsewhere.
    """
    found = []
    for table in case.tables:
        values = table.values
        if table.definition.kind is Kind.CATEGORY or len(values.columns) < FEWEST_AREAS:
            continue
        apart, unit, expected = _apart_from_neighbours(values)
        size = apart.abs()
        usual_of_all = TO_SIGMA * size.stack().median()
        usual_of_area = TO_SIGMA * size.median().to_numpy()
        far = size > FAR_FROM_PEERS * np.maximum(usual_of_all, unit)
        far &= size > FAR_FROM_SELF * np.maximum(usual_of_area, unit)
        far &= size > ABOVE_ELSEWHERE * np.maximum(_most_elsewhere(size), unit)
        far &= (size.notna().sum() >= FEWEST_POINTS) & (table.rows >= 0)
        for period, area in far.stack()[lambda is_far: is_far].index:
            found.append(
                finding(
                    "outliers",
                    table.definition.id,
                    f"{table.subject}, {case.name(area)}, {table.labels[period]}",
                    f"{values.at[period, area]:g}",
                    f"something near {about(expected.at[period, area])}, "
                    "as its other periods and other areas suggest",
                    "Ask the publisher, or treat it as doubtful.",
                    "warning",
                    (table.rows.at[period, area],),
                )
            )
    return found


def steps(case: Case) -> list[Finding]:
    """Periods at which nearly every area moved the same way, far more than they usually do."""
    found = []
    for table in case.tables:
        if len(table.values) < FEWEST_POINTS or len(table.values.columns) < FEWEST_AREAS:
            continue
        changes = table.values.diff()
        middle = changes.median(axis=1)
        usual = np.maximum(changes.abs().median(axis=1).median(), rounding_unit(table.values))
        one_way = (np.sign(changes).eq(np.sign(middle), axis=0)).sum(axis=1) / changes.notna().sum(
            axis=1
        )
        bad = (middle.abs() > STEP * usual) & (one_way >= NEARLY_ALL)
        bad &= changes.notna().sum(axis=1) >= FEWEST_AREAS
        for period in table.values.index[bad.to_numpy(dtype=bool)]:
            if not table.read(period):
                continue
            found.append(
                finding(
                    "steps",
                    table.definition.id,
                    f"{table.subject}, {table.labels[period]}",
                    f"a change of {middle[period]:+.3g} in the middle area, "
                    "the same way in nearly all",
                    f"changes of about {usual:.2g}",
                    "Was the measure changed at that period, or was it a shock such as 2020?",
                    "warning",
                    table.read(period),
                )
            )
    return found


def scale(case: Case) -> list[Finding]:
    """Periods in which the areas' figures are ten, a hundred or a thousand times their usual."""
    found = []
    for table in case.tables:
        if table.definition.kind is Kind.CATEGORY or len(table.values) < 2:
            continue
        logs = np.log10(table.values.where(table.values > 0))
        for period in logs.index[(table.rows >= 0).any(axis=1)]:
            ratio = (logs.loc[period] - logs.drop(index=period).median()).median()
            if not np.isfinite(ratio):
                continue
            tens = round(ratio)
            if tens != 0 and abs(ratio - tens) < TENFOLD_WITHIN:
                times = f"{10.0**ratio:.3g}"
                found.append(
                    finding(
                        "scale",
                        table.definition.id,
                        f"{table.subject}, {table.labels[period]}",
                        f"figures about {times} times those of the same areas in other periods",
                        f"figures in the unit {table.definition.unit}",
                        "Were they given in another unit, or with a decimal point moved?",
                        rows=table.read(period),
                    )
                )
    return found


def _apart_from_neighbours(values: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """How far each figure stands from the nearest two periods on either side, other things equal.

    In logarithms, so that big and small areas can be compared, unless there are negative figures.
    First periods, which nothing comes before, are empty. With it come the rounding step on that
    scale and the figures that the neighbours suggest.
    """
    step = rounding_unit(values)
    signed = bool((values < 0).to_numpy().any())
    least = step or np.finfo(float).tiny
    scaled = values if signed else np.log(values.clip(lower=least))
    unit = values * 0 + step if signed else step / values.clip(lower=least)
    level = scaled.sub(scaled.median(axis=1), axis=0)
    before, after = level.ffill(limit=1), level.bfill(limit=1)
    near = pd.concat([before.shift(1), before.shift(2), after.shift(-1), after.shift(-2)])
    middle = near.groupby(level=0).median()
    apart = (level - middle).where(before.shift(1).notna())
    suggested = scaled - apart
    return apart, unit, suggested if signed else np.exp(suggested)


def _most_elsewhere(size: pd.DataFrame) -> pd.DataFrame:
    """For each figure, the largest of the same area's other periods."""
    largest = size.max()
    second = size.where(size < largest).max()
    return pd.DataFrame(
        np.where(size == largest, second, largest), index=size.index, columns=size.columns
    )


def _digits(values: pd.Series) -> int:
    """The most significant digits that any figure is written with."""
    return max(len(f"{abs(value):.10g}".replace(".", "").strip("0")) for value in values)
