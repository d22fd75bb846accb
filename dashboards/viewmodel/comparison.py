"""How an area's figure stands against England's, judged on its limits and never on the point."""

from __future__ import annotations

from enum import StrEnum

import pandas as pd

from dashboards import text
from geo.areas import ENGLAND
from indicators.definition import Definition
from indicators.vocabulary import Kind, Polarity


class Standing(StrEnum):
    """The answer, in the words shown."""

    HIGHER = "higher than England"
    LOWER = "lower than England"
    BETTER = "better than England"
    WORSE = "worse than England"
    SIMILAR = "similar to England"
    NO_LIMITS = "no limits, so not judged"
    NOT_COMPARABLE = "no England figure to compare"


def benchmark(rows: pd.DataFrame, row: pd.Series) -> pd.Series | None:
    """England's figure for the same period, sex and age, or None."""
    same = rows[
        (rows["area_code"] == ENGLAND)
        & (rows["period_end"] == row["period_end"])
        & (rows["period_type"] == row["period_type"])
        & (rows["sex"] == row["sex"])
        & (rows["age"] == row["age"])
        & rows["value"].notna()
    ]
    return None if same.empty else same.iloc[0]


def standing(row: pd.Series, england: pd.Series | None, definition: Definition) -> Standing:
    """Where the area stands. Suicide is described and never judged better or worse."""
    counts = definition.kind in (Kind.COUNT, Kind.CATEGORY)
    if england is None or counts or row["area_code"] == ENGLAND:
        return Standing.NOT_COMPARABLE
    if text.is_missing(row["lower_95"]) or text.is_missing(row["upper_95"]):
        return Standing.NO_LIMITS
    if row["lower_95"] <= england["value"] <= row["upper_95"]:
        return Standing.SIMILAR
    is_higher = row["lower_95"] > england["value"]
    if definition.polarity is Polarity.NO_JUDGEMENT or definition.safe_messaging == "suicide":
        return Standing.HIGHER if is_higher else Standing.LOWER
    is_good = is_higher == (definition.polarity is Polarity.HIGH_IS_GOOD)
    return Standing.BETTER if is_good else Standing.WORSE
