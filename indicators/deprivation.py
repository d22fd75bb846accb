"""Figures by deprivation: groups of people from the most to the least deprived.

Groups are read where a publisher gives figures for them, and made here where figures with counts
are published for neighbourhoods or wards. Neighbourhoods are put into the tenths of England that
the index itself gives; wards, for which there are none, into tenths of West Yorkshire by average
score. The index is the newest that had been released when the figures' period ended, so that
deprivation is known before what it is set against.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from geo.areas import WEST_YORKSHIRE, AreaType, parent_place
from indicators import contract
from indicators.definition import Definition
from indicators.deprivation_labels import by_group
from indicators.methods import proportion, quantile, rate
from indicators.vocabulary import Kind

Results = Callable[[str, str], pd.DataFrame]
INDICES = ("imd_2025", "imd_2019")  # newest first
INDEX_NAMES = {
    "imd_2025": "Index of Multiple Deprivation 2025",
    "imd_2019": "Index of Multiple Deprivation 2019",
}
COLUMNS = ("group", "value", "lower_95", "upper_95", "numerator", "denominator")


class Way(StrEnum):
    """How figures come to stand by deprivation; the words are those of the page's address."""

    NEIGHBOURHOODS = "lsoa"
    WARDS = "ward"
    PUBLISHED = "published"


@dataclass(frozen=True)
class Groups:
    """Rows of `COLUMNS`, most deprived (group 1) first.

    `size` groups make up the `whole` ("England’s neighbourhoods"), ordered `by` an index; both are
    empty where the publisher does not say. `left_out` areas had no figure. `is_implied` where the
    denominators are not published but follow from count and share.
    """

    rows: pd.DataFrame
    size: int
    whole: str
    by: str
    source: str
    left_out: int = 0
    is_implied: bool = False


def by_way(definition: Definition, results: Results) -> dict[Way, pd.DataFrame]:
    """The rows by which the indicator can be read by deprivation, finest way first; often none.

    Rows of neighbourhoods and wards are those of `countable`, published ones those of `by_group`.
    """
    found = {
        Way.NEIGHBOURHOODS: countable(definition, results, "lsoas"),
        Way.WARDS: countable(definition, results, "wards"),
    }
    if definition.safe_messaging is None:
        found[Way.PUBLISHED] = by_group(results(definition.id, "places"))
    return {way: rows for way, rows in found.items() if len(rows)}


def countable(definition: Definition, results: Results, areas: str) -> pd.DataFrame:
    """The indicator's rows for small areas that can be added up: shares and rates with counts.

    Where count and share are published and not the people counted among, these are taken to be as
    many as the two imply. Only periods that end after an index was released are given.
    """
    if not _is_countable(definition):
        return contract.empty().assign(period="", area_name="", source="")
    rows = contract.headline(results(definition.id, areas))
    implied = rows["numerator"] / rows["value"] * definition.per
    below = rows["denominator"].fillna(implied.where(rows["value"] > 0))
    rows = rows.assign(is_implied=rows["denominator"].isna(), denominator=below)
    known = rows["period_end"].map(
        {end: index_for(end, results, areas) != "" for end in rows["period_end"].unique()}
    )
    return rows[known.astype(bool) & rows["age"].eq(definition.age)]


def index_for(period_end: pd.Timestamp, results: Results, areas: str) -> str:
    """The newest index that had been released when the period ended; empty when none had."""
    for index in INDICES:
        released = results(_grouped_by(index, areas), areas)["period_end"]
        if len(released) and released.min() <= period_end:
            return index
    return ""


def small_areas(
    definition: Definition, results: Results, way: Way, rows: pd.DataFrame, area_code: str
) -> Groups:
    """The rows of one period and sex, from `countable`, added up within tenths of deprivation.

    Of West Yorkshire, or of one of its places. An area without a figure is left out above and
    below the line alike, and counted in `left_out`.
    """
    areas = f"{way.value}s"
    index = index_for(rows["period_end"].iloc[0], results, areas)
    scores = contract.headline(results(_grouped_by(index, areas), areas))
    group_of = scores.set_index("area_code")["value"]
    whole, by = "England’s neighbourhoods", f"the {INDEX_NAMES[index]}"
    if way is Way.WARDS:
        tenths = quantile.assign(group_of.to_numpy(), groups=10, highest_is=1)
        whole = f"West Yorkshire’s {len(group_of)} wards"
        by = f"their average score on {by}"
        group_of = pd.Series(np.asarray(tenths), index=group_of.index)
    if area_code != WEST_YORKSHIRE:
        rows = rows[rows["area_code"].map(parent_place) == area_code]
    rows = rows.assign(group=rows["area_code"].map(group_of))
    is_held = rows[["group", "numerator", "denominator"]].notna().all(axis=1)
    sums = rows[is_held].groupby("group")[["numerator", "denominator"]].sum()
    sums = sums[sums["denominator"] > 0].reset_index().astype({"group": int})
    cited = [*dict.fromkeys(rows["source"]), *dict.fromkeys(scores["source"])]
    return Groups(
        rows=_with_limits(sums, definition),
        size=10,
        whole=whole,
        by=by,
        source="; ".join(cited),
        left_out=int((~is_held).sum()),
        is_implied=bool(rows["is_implied"].any()),
    )


def published(rows: pd.DataFrame) -> Groups:
    """The groups of one area, period and sex, from rows that `by_group` gave."""
    first = rows.iloc[0]
    cited = "; ".join(dict.fromkeys(rows["source"]))
    whole, by = str(first["whole"]), str(first["by"])
    return Groups(rows[list(COLUMNS)], int(first["size"]), whole, by, cited)


def why_not(definition: Definition) -> str:
    """Why an indicator has no figures by deprivation, in a sentence."""
    if definition.share_of is not None or definition.id.startswith(INDICES):
        return "It measures deprivation itself."
    if definition.kind is Kind.COUNT:
        return "A number grows with the people there are, so it is not set against deprivation."
    return "The figures that are loaded are not broken down by deprivation."


def _is_countable(definition: Definition) -> bool:
    """Whether figures of small areas may be added up into groups, when they come with counts."""
    return (
        definition.kind in (Kind.PROPORTION, Kind.RATE)
        and definition.share_of is None
        and definition.safe_messaging is None
        and definition.lowest_geography in (AreaType.LSOA, AreaType.WARD)
    )


def _grouped_by(index: str, areas: str) -> str:
    return f"{index}_decile" if areas == "lsoas" else f"{index}_score"


def _with_limits(sums: pd.DataFrame, definition: Definition) -> pd.DataFrame:
    """The groups with values, and with limits where they may be computed."""
    x, n = sums["numerator"].to_numpy(), sums["denominator"].to_numpy()
    per = definition.per
    made = sums.assign(value=x / n * per, lower_95=np.nan, upper_95=np.nan)
    if definition.limits == "computed":
        if definition.kind is Kind.PROPORTION:
            limits = proportion.estimate(x, n)
            lower, upper = limits.lower * per, limits.upper * per
        else:
            limits = rate.estimate(x, n, per=per)
            lower, upper = limits.lower, limits.upper
        made = made.assign(lower_95=lower, upper_95=upper)
    return made[list(COLUMNS)]
