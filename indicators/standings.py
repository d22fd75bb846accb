"""How every area of a map stands against England: `compare.compared` for all of them at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo import areas as geography
from geo.areas import ENGLAND
from indicators.compare import ALIKE, UNCOMPARABLE_KINDS, Standing, classes
from indicators.definition import Definition
from indicators.errors import MethodError

NOT_JUDGED = (Standing.NO_LIMITS, Standing.NOT_COMPARABLE)


class Standings(NamedTuple):
    """A row for each area, in the order given: area_code, standing, level (NaN where none).

    `reason` says in a sentence why no area at all is judged; it is empty where one is.
    """

    table: pd.DataFrame
    reason: str


def standings(
    rows: pd.DataFrame, england: pd.Series | None, definition: Definition, code: str = ENGLAND
) -> Standings:
    """Where each row's area stands against England, or against the row of another benchmark.

    `rows` are of a result of `compute`, each area once: one period, sex and age. The standing and
    level are those of `compare.compared`. Raises MethodError where an area stands twice.
    """
    twice = rows["area_code"].duplicated()
    if twice.any():
        area = geography.name(rows.loc[twice, "area_code"].iloc[0])
        raise MethodError(
            f"A map shows one figure for each area; {area} has more. Choose a period, sex and age."
        )
    code = code if england is None else str(england["area_code"])
    value = np.nan if england is None else float(england["value"])
    standing = np.array([Standing.NOT_COMPARABLE] * len(rows), dtype=object)
    level = np.full(len(rows), np.nan)
    reason = _why_none(rows, value, definition, code)
    if not reason and england is not None:
        may = rows["value"].notna() & ~_is_same_area(rows, code)
        for column in ALIKE:
            may &= rows[column] == england[column]
        standing[may], level[may], _ = classes(rows[may], value, definition)
        reason = _why_none_judged(rows[may], standing, england)
    # A column of objects, each the enum's member and not its text.
    columns = {"area_code": rows["area_code"], "standing": pd.Series(standing, rows.index, object)}
    return Standings(pd.DataFrame(columns).assign(level=level), reason)


def _is_same_area(rows: pd.DataFrame, code: str) -> pd.Series:
    now = geography.current_code(code)
    return rows["area_code"].map(lambda own: geography.current_code(own) == now).astype(bool)


def _why_none(rows: pd.DataFrame, value: float, definition: Definition, code: str) -> str:
    """Why no area can be compared, whatever its limits, or an empty text."""
    if definition.kind in UNCOMPARABLE_KINDS:
        return UNCOMPARABLE_KINDS[definition.kind]
    held = rows["value"].notna()
    if not held.any():
        return "No area has a figure."
    if np.isnan(value):
        return f"No figure for {geography.name(code)} is held for the same period, age and sex."
    return ""


def _why_none_judged(
    compared: pd.DataFrame, standing: NDArray[np.object_], england: pd.Series
) -> str:
    """Why no area that could be compared was judged, or an empty text."""
    if not set(standing) <= set(NOT_JUDGED):
        return ""
    name = geography.name(str(england["area_code"]))
    if compared.empty:
        kinds = ", ".join(ALIKE.values())
        return f"No area other than {name} has a figure of the same {kinds}."
    if compared[["lower_95", "upper_95"]].notna().all(axis=1).any():
        return "The figures do not lie between their own limits, so nothing is judged by them."
    return f"The figures have no limits, so a difference from {name} cannot be told from chance."
