"""Rolling origins: what each candidate would have said at each past year, and what then came.

At an origin a candidate is given the figures as they were known on the day when the origin's own
figure was first released. Where only one release is held, those are today's figures, later
revisions included, cut off at the origin. What came is the figure as known today.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from geo import areas as geography
from indicators.definition import Definition
from indicators.forecasts.candidates import HORIZONS, every_curve
from indicators.forecasts.history import History, Past, history, past
from indicators.forecasts.scores import scaled_error

COLUMNS = ("area_code", "origin", "horizon", "method", "mean", "sd", "actual", "scaled_error")


def trials(definition: Definition, vintages: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Every trial of every candidate on one sex: one row for area, origin, horizon and method.

    `vintages` are the indicator's rows of one sex as known on each release day, oldest first, the
    last as known today. `mean`, `sd` and `actual` are on the scale of the link; `mean` is missing
    where a fit failed, `actual` where the figure was none or all. Columns are `COLUMNS`.
    """
    by_area = [
        {str(code): rows.sort_values("period_end") for code, rows in once(one).groupby("area_code")}
        for one in vintages
    ]
    found = [line for code in by_area[-1] for line in _of_area(definition, code, by_area)]
    if not found:
        return pd.DataFrame(columns=list(COLUMNS))
    return pd.DataFrame({name: np.concatenate([line[name] for line in found]) for name in COLUMNS})


def once(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows without those of an area's former code where its present code has the period too."""
    codes = {code: geography.successor(code) for code in rows["area_code"].unique()}
    now = rows["area_code"].map(codes)
    held = pd.MultiIndex.from_frame(rows[["area_code", "period_end"]])
    present = pd.MultiIndex.from_arrays([now, rows["period_end"]])
    return rows[(now == rows["area_code"]) | ~present.isin(held)]


def _of_area(
    definition: Definition, code: str, by_area: Sequence[dict[str, pd.DataFrame]]
) -> list[dict[str, np.ndarray]]:
    """The trials of one area, origin by origin, as columns."""
    latest = by_area[-1][code]
    known = history(definition, latest)
    if isinstance(known, str):
        return []
    ends = latest["period_end"].to_numpy()
    versions: list[tuple[np.ndarray, History]] = []
    for one in by_area[:-1]:
        then = history(definition, one[code]) if code in one else ""
        if not isinstance(then, str):
            versions.append((one[code]["period_end"].to_numpy(), then))
    versions.append((ends, known))
    found = []
    for row in np.flatnonzero(np.isfinite(known.values)).tolist():
        came = _came(known, row)
        learnt = _learnt(versions, ends[row]) if came.any() else None
        if learnt is not None:
            found.append(_tried(code, ends[row], learnt, known, row, came))
    return found


def _came(known: History, origin: int) -> np.ndarray:
    """Which rows are figures of the five years after the origin, on its side of any break."""
    ahead = known.years - known.years[origin]
    return (
        (ahead >= 1)
        & (ahead <= HORIZONS)
        & (known.stretch == known.stretch[origin])
        & np.isfinite(known.values)
    )


def _learnt(versions: Sequence[tuple[np.ndarray, History]], end: np.datetime64) -> Past | None:
    """What could be learnt from on the day when the figure for the period was first released."""
    for ends, then in versions:
        at = np.flatnonzero(ends == end)
        if at.size and np.isfinite(then.values[at[0]]):
            learnt = past(then, int(at[0]))
            return None if isinstance(learnt, str) else learnt
    return None


def _tried(
    code: str, end: np.datetime64, learnt: Past, known: History, row: int, came: np.ndarray
) -> dict[str, np.ndarray]:
    """What each candidate said at the origin of the years that came."""
    ahead = known.years[came] - known.years[row]
    values = known.values[came]
    curves = every_curve(learnt)
    means = [curve.mean[ahead - 1] for curve in curves.values()]
    errors = [scaled_error(values, learnt.link.back(mean), learnt.values) for mean in means]
    each, all_methods = len(ahead), len(curves)
    return {
        "area_code": np.full(each * all_methods, code),
        "origin": np.full(each * all_methods, end),
        "horizon": np.tile(ahead, all_methods),
        "method": np.repeat([method.value for method in curves], each),
        "mean": np.concatenate(means),
        "sd": np.concatenate([curve.sd[ahead - 1] for curve in curves.values()]),
        "actual": np.tile(known.link.to(values), all_methods),
        "scaled_error": np.concatenate(errors),
    }
