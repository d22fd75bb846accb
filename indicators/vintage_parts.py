"""What figures for another vintage are made from: the areas, what each adds, and the lookup."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import pandas as pd

from geo.areas import AreaType
from geo.common_ground import BIGGER, agree, weighed_by
from geo.lookups import lookup
from geo.vintages import Vintage, vintage_in, vintage_of
from indicators import contract
from indicators.catalogue import Catalogue
from indicators.compute import Reads, compute
from indicators.definition import Definition
from indicators.derive import GROUP, with_counts
from indicators.population import of_ages
from indicators.vocabulary import Kind

Day = datetime.date | str | None


@dataclass(frozen=True)
class Weights:
    """Who weighs the parts of areas: an indicator's column, by LSOA of a census, and its words."""

    indicator: str
    column: str
    census: int
    words: str


WEIGHTS = (  # the first that can tell the parts apart is used
    Weights("residents_census_2021", "value", 2021, "residents (Census 2021)"),
    Weights("imd_2019_score", "denominator", 2011, "people in 2015 (Indices of Deprivation 2019)"),
)


@dataclass(frozen=True, eq=False)
class Parts:
    """Areas of one vintage with what each adds: `above` and `below` the line, or its value alone.

    `rows` has the columns of GROUP with area_code, value, above, below and missing_reason.
    `is_implied` where the people counted among are taken to be as many as count and share imply.
    """

    vintage: Vintage
    rows: pd.DataFrame
    is_implied: bool = False


def parts_of(
    rows: pd.DataFrame,
    own: Vintage,
    target: Vintage,
    definition: Definition,
    store: Reads,
    as_known_on: Day,
    catalogue: Catalogue,
) -> Parts:
    """The LSOAs that a derived result was made of, where all its periods can be; else its rows."""
    if own.level in BIGGER and rows["derived"].all():
        smaller = _small_areas(definition, store, as_known_on, catalogue)
        groups = pd.MultiIndex.from_frame(rows[GROUP].drop_duplicates())
        if len(smaller) and groups.isin(pd.MultiIndex.from_frame(smaller[GROUP])).all():
            small = vintage_of(smaller["area_code"].unique().tolist())
            if agree(small, own, target):
                return Parts(small, smaller)
    if definition.kind in (Kind.PROPORTION, Kind.RATE):
        implied = rows["numerator"] / rows["value"].where(rows["value"] > 0) * definition.per
        fill = rows["denominator"].isna() & implied.notna()
        below = rows["denominator"].where(~fill, implied)
        return Parts(own, rows.assign(above=rows["numerator"], below=below), bool(fill.any()))
    return Parts(own, rows.assign(above=rows["value"], below=rows["denominator"]))


def lookup_for(
    source: Vintage, target: Vintage, store: Reads, as_known_on: Day
) -> tuple[pd.DataFrame, str]:
    """The lookup with the weights that are held, and whose they are in words.

    Without any the words are empty, and areas in several parts have unknown shares. Raises
    GeographyError where no published lookup leads.
    """
    for weights in WEIGHTS:
        if weights.census in weighed_by(source, target):
            held = contract.headline(store.observations(weights.indicator, as_known_on=as_known_on))
            held = held[held["age"] == contract.DEFAULTS["age"]].sort_values("period_end")
            by_lsoa = held.drop_duplicates("area_code", keep="last").set_index("area_code")
            codes = vintage_in(AreaType.LSOA, weights.census).codes()
            found = by_lsoa.loc[by_lsoa.index.isin(list(codes)), weights.column].dropna()
            if len(found):
                return lookup(source, target, found), weights.words
    return lookup(source, target, pd.Series(dtype=float)), ""


def _small_areas(
    definition: Definition, store: Reads, as_known_on: Day, catalogue: Catalogue
) -> pd.DataFrame:
    """The indicator's rows for LSOAs with what each adds; of a share, those of what it counts."""
    share = definition.share_of
    rows = compute(
        share.indicator if share else definition.id, store, "lsoas", as_known_on, catalogue
    )
    if share is None:
        above = rows["value"] if definition.kind in (Kind.COUNT, Kind.SCORE) else rows["numerator"]
        return rows.assign(above=above, below=rows["denominator"])
    if definition.denominator:
        people = store.observations(definition.denominator, as_known_on=as_known_on)
        ages = definition.denominator_ages or [catalogue[definition.denominator].age]
        rows = with_counts(
            rows, definition, contract.empty(), of_ages(contract.headline(people), ages)
        )
    below = rows["denominator"] if share.weighted_by == "people" else 1.0
    rows = rows.assign(below=below)
    above = rows["below"].where(rows["value"] == share.category, 0.0).where(rows["value"].notna())
    return rows.assign(above=above)
