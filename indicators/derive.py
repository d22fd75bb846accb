"""Figures for bigger areas made from smaller ones, where that can be done honestly.

Counts are summed. Proportions and rates are summed numerators over summed denominators. Scores are
means weighted by population. Nothing else is derived, nothing is averaged unweighted, and a whole
is made only when every one of its parts is there: a part that is missing makes the whole missing,
for the same reason.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from geo.aggregate import whole_areas
from geo.areas import PLACES, AreaType, area_type
from indicators import contract
from indicators.definition import Definition
from indicators.vocabulary import Kind

GROUP = [name for name in contract.KEY if name not in ("indicator_id", "area_code")]
SAME = ["area_code", "period_start", "period_end", "period_type", "sex"]
FOUND = ("value", "origin_id", "published_on")
SMALLEST_FIRST = (AreaType.LSOA, AreaType.WARD, AreaType.LOCAL_AUTHORITY)
BIGGER: dict[AreaType, tuple[AreaType, ...]] = {
    AreaType.LSOA: (
        AreaType.MSOA,
        AreaType.WARD,
        AreaType.LOCAL_AUTHORITY,
        AreaType.COMBINED_AUTHORITY,
    ),
    AreaType.WARD: (AreaType.LOCAL_AUTHORITY, AreaType.COMBINED_AUTHORITY),
    AreaType.LOCAL_AUTHORITY: (AreaType.COMBINED_AUTHORITY,),
}
SUMMED = (Kind.COUNT, Kind.PROPORTION, Kind.RATE)


def with_counts(
    rows: pd.DataFrame, definition: Definition, numerators: pd.DataFrame, denominators: pd.DataFrame
) -> pd.DataFrame:
    """The rows with numerator and denominator filled in from the indicators that hold them.

    `numerators` and `denominators` are the headline figures of the indicators the definition names
    (empty when it names none). A numerator is for the same period. A denominator is the latest
    known at or before the period's end: the mid-year population before 31 March, as the Department
    for Education uses it. Where counts are published and no value, the value is made of the two and
    marked derived; where one of the two is not held, there is no row.
    """
    rows = rows.assign(derived=False, counted_in=rows["origin_id"], counted_on=rows["published_on"])
    if definition.numerator:
        counts = numerators
        found = rows[SAME].merge(counts[[*SAME, *FOUND]], on=SAME, how="left")
        rows = _filled(rows, "numerator", found.set_axis(rows.index), instead=True)
        held = pd.MultiIndex.from_frame(rows[SAME])
        unpublished = counts[~pd.MultiIndex.from_frame(counts[SAME]).isin(held)]
        made = unpublished.assign(
            indicator_id=definition.id,
            age=definition.age,
            unit=definition.unit,
            numerator=unpublished["value"],
            value=np.nan,
            derived=True,
            counted_in=unpublished["origin_id"],
            counted_on=unpublished["published_on"],
        )
        rows = pd.concat([frame for frame in (rows, made) if len(frame)] or [rows])
        rows = rows.reset_index(drop=True)
    if definition.denominator:
        found = _latest_before(rows, denominators, definition)
        rows = _filled(rows, "denominator", found, instead=False)
    made = rows["derived"] & rows["missing_reason"].isna()
    value = rows["numerator"] / rows["denominator"] * definition.per
    rows["value"] = rows["value"].where(~made, value)
    rows["origin_id"] = rows["origin_id"].where(~made, rows["counted_in"])
    rows["published_on"] = rows["published_on"].where(~made, rows["counted_on"])
    return rows[~made | rows["value"].notna()]


def _filled(rows: pd.DataFrame, column: str, found: pd.DataFrame, instead: bool) -> pd.DataFrame:
    """The rows with the column filled from what was found, and the release of it remembered.

    A row whose figure is held back gets no count: what stands beside it is held back with it. With
    `instead` the count's release takes the place of the row's own, else it is added.
    """
    fill = rows[column].isna() & rows["missing_reason"].isna() & found["value"].notna()
    cited = found["origin_id"]
    if not instead:
        is_other = cited != rows["counted_in"]
        cited = cited.where(~is_other, rows["counted_in"] + " + " + cited)
        latest = found["published_on"].where(
            found["published_on"] > rows["counted_on"], rows["counted_on"]
        )
    else:
        latest = found["published_on"]
    return rows.assign(
        **{column: rows[column].where(~fill, found["value"])},
        counted_in=rows["counted_in"].where(~fill, cited),
        counted_on=rows["counted_on"].where(~fill, latest),
    )


def _latest_before(
    rows: pd.DataFrame, denominators: pd.DataFrame, definition: Definition
) -> pd.DataFrame:
    """For each row the denominator of its area, the newest that is no later than its period's end.

    For proportions of a count the periods must be the same. A population older than two years is
    not used for a rate; as a weight for scores any age will do.
    """
    held = denominators[["area_code", "period_end", *FOUND]].dropna().sort_values("period_end")
    if rows.empty or held.empty:  # Arrow cannot join text columns that hold nothing at all
        return held[list(FOUND)].reindex(rows.index)
    is_weight = definition.kind is Kind.SCORE or definition.share_of is not None
    days = None if is_weight else {Kind.PROPORTION: 0}.get(definition.kind, 731)
    left = rows[["area_code", "period_end"]].reset_index(names="row").sort_values("period_end")
    joined = pd.merge_asof(
        left,
        held,
        on="period_end",
        by="area_code",
        tolerance=None if days is None else pd.Timedelta(days=days),
    )
    return joined.set_index("row")[list(FOUND)].reindex(rows.index)


def bigger_areas(rows: pd.DataFrame, definition: Definition, level: AreaType) -> pd.DataFrame:
    """Rows for all areas of the level that can be made from smaller areas' rows.

    The smallest areas that the rows hold are used. Returns contract columns with derived = True;
    empty when the kind cannot be summed or no smaller areas are held.
    """
    if definition.share_of is None and definition.kind not in (*SUMMED, Kind.SCORE):
        return rows.iloc[:0]
    smaller_types = [smaller for smaller in SMALLEST_FIRST if level in BIGGER[smaller]]
    if not smaller_types:
        return rows.iloc[:0]
    types = rows["area_code"].map({code: area_type(code) for code in rows["area_code"].unique()})
    for smaller in smaller_types:
        parts = rows[types == smaller]
        if smaller is AreaType.LOCAL_AUTHORITY:
            parts = parts[parts["area_code"].isin(PLACES)]
        if len(parts):
            return _combined(parts, definition, level)
    return rows.iloc[:0]


def _combined(parts: pd.DataFrame, definition: Definition, level: AreaType) -> pd.DataFrame:
    parts = parts.assign(origin_id=parts["counted_in"], published_on=parts["counted_on"])
    parts = _weighed(whole_areas(parts, level, by=GROUP), definition)
    groups = parts.groupby(["whole", *GROUP], sort=False)
    sums = groups.agg(
        missing_reason=("missing_reason", "first"),
        published_on=("published_on", "max"),
    )
    sums["top"] = groups["top"].sum(skipna=False)
    sums["bottom"] = groups["bottom"].sum(skipna=False)
    sums["countable"] = groups["top"].count()
    sums["origin_id"] = _origins_of(groups)
    sums = sums.reset_index()
    is_count = definition.kind is Kind.COUNT
    value = sums["top"] if is_count else sums["top"] / sums["bottom"] * _scale(definition)
    value = value.where(sums["missing_reason"].isna())
    has_counts = definition.kind in SUMMED and not is_count
    made = sums.assign(
        indicator_id=definition.id,
        area_code=sums["whole"],
        value=value,
        lower_95=np.nan,
        upper_95=np.nan,
        numerator=sums["top"].where(value.notna()) if has_counts else np.nan,
        denominator=np.nan if is_count else sums["bottom"].where(value.notna()),
        unit=definition.unit,
        derived=True,
    )
    # Parts with values and no counts cannot be summed: there is no figure, not a missing one.
    made = made[made["value"].notna() | (made["missing_reason"].notna() & (sums["countable"] > 0))]
    return made[[*contract.NAMES, "derived"]]


def _origins_of(groups: Any) -> pd.Series:
    """The releases that each whole was made from, as one text."""
    first = groups["origin_id"].min()
    several = groups["origin_id"].nunique() > 1
    if several.any():
        joined = groups["origin_id"].agg(
            lambda ids: " + ".join(sorted({one for text in ids for one in text.split(" + ")}))
        )
        return first.where(~several, joined)
    return first


def _weighed(parts: pd.DataFrame, definition: Definition) -> pd.DataFrame:
    """Each part with what it adds above and below the line."""
    if definition.share_of is not None:
        by_people = definition.share_of.weighted_by == "people"
        weight = parts["denominator"] if by_people else pd.Series(1.0, index=parts.index)
        return parts.assign(
            top=weight.where(parts["value"] == definition.share_of.category, 0.0), bottom=weight
        )
    if definition.kind is Kind.COUNT:
        return parts.assign(top=parts["value"], bottom=0.0)
    if definition.kind is Kind.SCORE:
        weight = parts["denominator"]
        return parts.assign(top=parts["value"] * weight, bottom=weight)
    return parts.assign(top=parts["numerator"], bottom=parts["denominator"])


def _scale(definition: Definition) -> int:
    return 1 if definition.kind is Kind.SCORE else definition.per
