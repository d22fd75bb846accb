"""The people that counts are divided by: of the right ages, and of the counts' own areas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from geo.areas import AreaType, area_type
from indicators import contract
from indicators.definition import Definition
from indicators.derive import bigger_areas, with_counts


def of_ages(rows: pd.DataFrame, ages: Sequence[str]) -> pd.DataFrame:
    """Headline rows of one age or, where several are named, their sum where every one is held.

    The sum stands in the row of the first age. A missing age makes the sum missing.
    """
    wanted = rows[rows["age"].isin(ages)]
    if len(ages) == 1:
        return wanted.reset_index(drop=True)
    key = [name for name in contract.KEY if name != "age"]
    groups = wanted.groupby(key, sort=False)["value"]
    summed = wanted.assign(value=groups.transform("sum", skipna=False))
    is_whole = groups.transform("size") == len(ages)
    return summed[is_whole & (wanted["age"] == ages[0])].reset_index(drop=True)


def for_levels(
    rows: pd.DataFrame, definition: Definition, levels: Iterable[AreaType]
) -> pd.DataFrame:
    """The rows with those of bigger areas of the levels, where none are held for the level.

    `definition` is that of the rows; they become bigger areas' by its own rules of summing.
    """
    held = {area_type(code) for code in rows["area_code"].unique()}
    parts = with_counts(rows, definition, contract.empty(), contract.empty())
    made = [bigger_areas(parts, definition, level) for level in sorted(set(levels) - held)]
    found = [frame[list(contract.NAMES)] for frame in made if len(frame)]
    return pd.concat([rows, *found], ignore_index=True) if found else rows
