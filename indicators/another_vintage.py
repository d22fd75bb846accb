"""A result's figures for areas of another vintage: apportioned, and marked so.

An area that kept its code kept its ground, and its figures stay as they are. Those of all others
follow from small areas where the result was made of them, and else from the result's own rows, by
the published lookups and never by name. Limits are given only to areas that are made of whole ones:
the error of apportioning is not known, and limits without it would say too little.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas.api.typing import DataFrameGroupBy

from geo import apportion
from geo import areas as geography
from geo.areas import PLACES, AreaType
from geo.common_ground import leads, require_leads
from geo.drawn import PLACES_VINTAGE
from geo.vintages import VINTAGES, Vintage, vintage_of, vintages_of
from indicators.catalogue import Catalogue
from indicators.catalogue import catalogue as shipped_catalogue
from indicators.compute import Reads, with_limits
from indicators.definition import Definition
from indicators.derive import GROUP
from indicators.vintage_parts import Day, Parts, lookup_for, parts_of
from indicators.vintage_words import NO_APPORTIONING, NO_LIMITS, explained, how_made, how_moved
from indicators.vocabulary import Kind

__all__ = ["how_moved", "on_vintage", "reachable", "vintage_of_rows"]
COUNTS = ["numerator", "denominator"]
SPAN = ["period_start", "period_end", "period_type"]
ORDER = ["area_code", "breakdown", "breakdown_value", "sex", "age", "period_end"]


def vintage_of_rows(rows: pd.DataFrame) -> Vintage:
    """The one vintage of the rows' areas: of several that fit, the one in force when they ended.

    Raises GeographyError naming the strangers where codes of several vintages are mixed, and names.
    """
    codes = rows["area_code"].unique().tolist()
    if codes and set(codes) <= set(PLACES):
        return PLACES_VINTAGE
    fitting = vintages_of(codes) or (vintage_of(codes),)
    year = rows["period_end"].max().year
    in_force = [one for one in fitting if (one.first or year) <= year <= (one.last or year)]
    return (in_force or list(fitting))[0]


def reachable(level: AreaType | str, vintage: Vintage) -> tuple[Vintage, ...]:
    """The vintages of a level, newest first, on which figures for areas of a vintage can be shown.

    Of some (wards of 2018 and from 2026) only for part of the areas.
    """
    if vintage == PLACES_VINTAGE:
        return (vintage,) if level == AreaType.LOCAL_AUTHORITY else ()
    return tuple(one for one in VINTAGES if one.level == level and leads(vintage, one))


def on_vintage(
    rows: pd.DataFrame,
    definition: Definition,
    target: Vintage,
    store: Reads,
    catalogue: Catalogue | None = None,
    as_known_on: Day = None,
) -> pd.DataFrame:
    """The rows for the areas of the target vintage in the same places, in the same columns.

    `rows` are `indicators.compute`'s for one level, each period's areas of one vintage. Rows for
    areas of the target come back as they are; others are derived, and their `method` says how. What
    cannot be had has no value, a missing reason, and the reason in words in `method`. Sources and
    release days are those of the rows. Raises GeographyError for codes of mixed vintages or where
    no published lookup leads.
    """
    spans = rows.groupby(SPAN, sort=False)
    if len(spans) > 1 and not vintages_of(rows["area_code"].unique().tolist()):
        each = [
            on_vintage(one, definition, target, store, catalogue, as_known_on) for _, one in spans
        ]
        return pd.concat(each).sort_values(ORDER, ignore_index=True)
    own = vintage_of_rows(rows) if len(rows) else target
    held = target.codes()
    if own == target or held.issuperset(rows["area_code"].unique().tolist()):
        return rows
    require_leads(own, target)
    known = catalogue or shipped_catalogue()
    parts = parts_of(rows, own, target, definition, store, as_known_on, known)
    table, weighed = lookup_for(parts.vintage, target, store, as_known_on)
    places = {geography.parent_place(code) for code in rows["area_code"].unique()}
    wanted = [c for c in sorted(held - own.codes()) if geography.parent_place(c) in places]
    by_group = dict(iter(parts.rows.groupby(GROUP, sort=False)))
    groups = rows.groupby(GROUP, sort=False)
    made = pd.concat(
        _made(by_group[group], definition, table).loc[wanted].assign(group=number)
        for number, (group, _) in enumerate(groups)
    )
    made = _with_limits(
        made.assign(how=how_made(made, parts, target, weighed, definition)), parts, definition
    )
    frames = [rows[rows["area_code"].isin(list(held))], _stamped(made, groups, target)]
    moved = pd.concat([frame[rows.columns] for frame in frames if len(frame)]).astype(rows.dtypes)
    return moved.sort_values(ORDER, ignore_index=True)


def _made(parts: pd.DataFrame, definition: Definition, table: pd.DataFrame) -> pd.DataFrame:
    """What `geo.apportion` says of every target for one group of parts, with `because`."""
    by_area = parts.set_index("area_code")
    above, below, kind = by_area["above"], by_area["below"], definition.kind
    if kind is Kind.COUNT:
        made = apportion.apportion_counts(above, table)
    elif kind in (Kind.PROPORTION, Kind.RATE):
        made = apportion.apportion_rates(above, below, table, definition.per)
    elif kind is Kind.SCORE:
        made = apportion.apportion_scores(above, table, below)
        people = apportion.apportion_counts(below, table)["value"]
        made["denominator"] = people.where(made["value"].notna())
    elif kind is Kind.CATEGORY:
        made = apportion.apportion_categories(above, table)
    else:
        made = apportion.apportion_counts(above, table)
        made = made.assign(value=np.nan, missing_reason=NO_APPORTIONING[kind])
    return explained(made, by_area, table)


def _with_limits(made: pd.DataFrame, parts: Parts, definition: Definition) -> pd.DataFrame:
    """The targets with limits by the ordinary rule where whole areas make them up."""
    columns = made.columns.union(COUNTS, sort=False)
    made = made.reindex(columns=columns).assign(lower_95=np.nan, upper_95=np.nan)
    may = made["whole"] & (not parts.is_implied)
    limited = with_limits(made.assign(numerator=made["numerator"].where(may)), definition)
    counted = definition.kind in (Kind.PROPORTION, Kind.RATE)
    words = limited["limits"].where(made["whole"] | (not counted), NO_LIMITS)
    method = (made["how"] + "; " + words).where(made["value"].notna(), made["how"])
    return limited.assign(numerator=made["numerator"], method=method)


def _stamped(made: pd.DataFrame, groups: DataFrameGroupBy, target: Vintage) -> pd.DataFrame:
    """The targets as rows of a result, with what they share with the rows they stand for."""
    codes = made.index
    shared = groups.agg(
        indicator_id=("indicator_id", "first"),
        unit=("unit", "first"),
        period=("period", "first"),
        published_on=("published_on", "max"),
        origin_id=("origin_id", lambda ids: " + ".join(sorted(set(" + ".join(ids).split(" + "))))),
        source=("source", lambda cited: "; ".join(dict.fromkeys(cited))),
    ).reset_index()
    shared = shared.iloc[made["group"]].reset_index(drop=True)
    named = {code: geography.name(code) for code in codes.unique()}
    return made.reset_index(names="area_code").assign(
        **{name: shared[name] for name in shared},
        missing_reason=made["because"].to_numpy(),
        area_name=[named[code] for code in codes],
        area_type=target.level.value,
        derived=True,
    )
