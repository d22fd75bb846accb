"""Carry figures from the LSOAs of 2011 to those of 2021, as far as they can be carried.

Unchanged areas carry over. Where an area was split, its parts take its score, and its count is
apportioned by their populations. Where areas were merged, scores are averaged by population and
counts summed. Irregular changes cannot be carried and are marked so. METHODS.md, Geography.
"""

from __future__ import annotations

import pandas as pd

from geo.areas import AreaType
from geo.vintages import lsoa_changes, require_vintage

NOT_COMPARABLE = "changed irregularly between the censuses"
NO_FIGURE = "no figure for an area it was made from"
NO_POPULATION = "no population to weight by"


def carry_scores(scores: pd.Series, population: pd.Series | None = None) -> pd.DataFrame:
    """Scores of LSOAs of 2011 for every LSOA of 2021.

    `scores` and `population` are indexed by LSOA 2011 code; populations weigh merged areas only.
    Returns, by LSOA 2021 code: value, change, missing_reason (empty where there is a value).
    Raises GeographyError for codes not of the 2011 census. Not for categories such as deciles.
    """
    require_vintage(scores.index, AreaType.LSOA, 2011)
    pairs = _pairs()
    pairs["figure"] = pairs["lsoa_2011"].map(scores)
    alone = pairs["change"] != "merged"
    known = population if population is not None else pd.Series(dtype=float)
    pairs["weight"] = pairs["lsoa_2011"].map(known).astype(float).mask(alone, 1.0)
    pairs["weighted"] = pairs["figure"] * pairs["weight"]
    carried = _by_lsoa_2021(pairs)
    weights = pairs.groupby("lsoa_2021")["weight"].sum(min_count=1)
    carried["value"] = carried["value"] / weights
    return _with_reasons(carried, pairs)


def carry_counts(counts: pd.Series, population_2021: pd.Series) -> pd.DataFrame:
    """Counts of LSOAs of 2011 for every LSOA of 2021; the total is kept.

    `counts` is indexed by LSOA 2011 code, `population_2021` by LSOA 2021 code (it apportions the
    counts of split areas, which may so become fractions).
    Returns, by LSOA 2021 code: value, change, missing_reason (empty where there is a value).
    Raises GeographyError for codes not of the censuses named.
    """
    require_vintage(counts.index, AreaType.LSOA, 2011)
    require_vintage(population_2021.index, AreaType.LSOA, 2021)
    pairs = _pairs()
    pairs["figure"] = pairs["lsoa_2011"].map(counts)
    split = pairs["change"] == "split"
    people = pairs["lsoa_2021"].map(population_2021).astype(float)
    together = people.groupby(pairs["lsoa_2011"]).transform("sum", min_count=1)
    whole = people.isna().groupby(pairs["lsoa_2011"]).transform("any")
    pairs["weight"] = (people / together.where(together > 0)).mask(whole).where(split, 1.0)
    pairs["weighted"] = pairs["figure"] * pairs["weight"]
    return _with_reasons(_by_lsoa_2021(pairs), pairs)


def _pairs() -> pd.DataFrame:
    return pd.DataFrame(lsoa_changes(), columns=["lsoa_2011", "lsoa_2021", "change"])


def _by_lsoa_2021(pairs: pd.DataFrame) -> pd.DataFrame:
    """Sum by LSOA 2021, missing where any part is."""
    grouped = pairs.groupby("lsoa_2021")
    value = grouped["weighted"].sum().mask(grouped["weighted"].count() < grouped.size())
    return pd.DataFrame({"value": value, "change": grouped["change"].first()})


def _with_reasons(carried: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    irregular = carried["change"] == "irregular"
    carried["value"] = carried["value"].mask(irregular)
    unknown = pairs["figure"].isna().groupby(pairs["lsoa_2021"]).any()
    missing = carried["value"].isna()
    reason = pd.Series("", index=carried.index).mask(missing, NO_POPULATION)
    carried["missing_reason"] = reason.mask(missing & unknown, NO_FIGURE).mask(
        irregular, NOT_COMPARABLE
    )
    return carried
