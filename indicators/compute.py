"""The one path from definition and observations to a result.

Page, notebook, pack, JSON and command line all ask `compute`; none of them works out a number.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Protocol

import numpy as np
import pandas as pd

from geo import areas as geography
from geo.areas import AreaType
from indicators import contract, periods
from indicators.catalogue import Catalogue
from indicators.catalogue import catalogue as shipped_catalogue
from indicators.definition import Definition
from indicators.derive import bigger_areas, with_counts
from indicators.errors import SuiteError, did_you_mean, quoted
from indicators.methods import proportion, rate
from indicators.origins import Origin
from indicators.population import for_levels, of_ages
from indicators.store import code_list
from indicators.vocabulary import Kind

BOARD_AREAS = (
    geography.WEST_YORKSHIRE,
    *geography.PLACES,
    geography.YORKSHIRE_AND_THE_HUMBER,
    geography.ENGLAND,
)
LEVELS: dict[str, AreaType] = {
    "wards": AreaType.WARD,
    "msoas": AreaType.MSOA,
    "lsoas": AreaType.LSOA,
    "local authorities": AreaType.LOCAL_AUTHORITY,
    "regions": AreaType.REGION,
    "integrated care boards": AreaType.INTEGRATED_CARE_BOARD,
    "trusts": AreaType.TRUST,
}
ADDED = ("area_name", "area_type", "period", "derived", "method", "source")


class Reads(Protocol):
    """What compute needs of a store or a snapshot of one."""

    def observations(
        self,
        indicator_id: str | None = None,
        areas: Sequence[str] | None = None,
        as_known_on: datetime.date | str | None = None,
    ) -> pd.DataFrame: ...

    def origins(self) -> dict[str, Origin]: ...


def compute(
    indicator_id: str,
    store: Reads,
    areas: str | Sequence[str] = "places",
    as_known_on: datetime.date | str | None = None,
    catalogue: Catalogue | None = None,
) -> pd.DataFrame:
    """The indicator's figures: one row for each area, period, sex, age and breakdown.

    `areas` is "places" (West Yorkshire, its five places, its region and England, and the NHS
    integrated care board), one of "wards", "msoas", "lsoas", "local authorities", "regions",
    "integrated care boards" and "trusts", or a list of codes. Columns are those of the contract
    with area_name, area_type, period (in words), derived, method (how value and limits were come
    by) and source (whom to cite). A published figure always comes before a derived one. Limits are
    the publisher's; where it gives none, Wilson's for proportions and Byar's for rates, when the
    counts are known. Raises UnknownIndicatorError, GeographyError or SuiteError.
    """
    known = catalogue or shipped_catalogue()
    definition = known[indicator_id]
    if not callable(getattr(store, "observations", None)):
        raise SuiteError(f"Figures come from a store, as of open_store(); found {quoted(store)}.")
    # Asked more than once: what can be listed once only would lose its derived figures.
    areas = areas if isinstance(areas, str) else code_list(areas)
    held = _held(definition, store, as_known_on, known)
    parts = held
    if definition.share_of is not None:
        of = store.observations(definition.share_of.indicator, as_known_on=as_known_on)
        weights = _headline(definition.denominator, store, as_known_on, known)
        parts = with_counts(of, definition, contract.empty(), weights)
    rows = _with_derived(held, parts, definition, areas)
    rows = with_limits(rows, definition)
    return _stamped(rows, definition, store.origins())


def area_level(areas: str) -> AreaType:
    """The level that a word such as "wards" stands for. Raises SuiteError for any other word."""
    if areas not in LEVELS:
        known = ["places", *LEVELS]
        raise SuiteError(
            f"No areas are called {quoted(areas)}. Ask for {', '.join(known)}, or a list of codes. "
            + (geography.codes_of(areas) or did_you_mean(areas, known))
        )
    return LEVELS[areas]


def _held(
    definition: Definition,
    store: Reads,
    as_known_on: datetime.date | str | None,
    catalogue: Catalogue,
) -> pd.DataFrame:
    """All that is known of the indicator, counts included."""
    rows = store.observations(definition.id, as_known_on=as_known_on)
    counts = _headline(definition.numerator, store, as_known_on, catalogue)
    below = _headline(
        definition.denominator, store, as_known_on, catalogue, definition.denominator_ages
    )
    if definition.denominator and len(counts):
        levels = {geography.area_type(code) for code in counts["area_code"].unique()}
        below = for_levels(below, catalogue[definition.denominator], levels)
    return with_counts(rows, definition, counts, below)


def _headline(
    indicator_id: str | None,
    store: Reads,
    as_known_on: datetime.date | str | None,
    catalogue: Catalogue,
    ages: Sequence[str] = (),
) -> pd.DataFrame:
    """The figures of a linked indicator, of its own age or the ages named; none when it is not."""
    if indicator_id is None:
        return contract.empty()
    rows = contract.headline(store.observations(indicator_id, as_known_on=as_known_on))
    return of_ages(rows, ages or [catalogue[indicator_id].age])


def _asked_for(rows: pd.DataFrame, areas: str | Sequence[str]) -> pd.DataFrame:
    """The rows of the areas asked for; of a level, whatever the vintage of its areas."""
    if isinstance(areas, str) and areas != "places":
        level = area_level(areas)
        of_level = {
            code for code in rows["area_code"].unique() if geography.area_type(code) is level
        }
        return rows[rows["area_code"].isin(of_level)]
    return rows[rows["area_code"].isin(_codes(areas))]


def _codes(areas: str | Sequence[str]) -> tuple[str, ...]:
    """The codes of the board's areas, or those asked for, which must be known."""
    if isinstance(areas, str):
        return (*BOARD_AREAS, geography.WEST_YORKSHIRE_ICB)
    return tuple(geography.area(code).code for code in areas)


def _levels(areas: str | Sequence[str]) -> list[AreaType]:
    if isinstance(areas, str) and areas != "places":
        return [area_level(areas)]
    return sorted({geography.area_type(code) for code in _codes(areas)})


def _with_derived(
    held: pd.DataFrame, parts: pd.DataFrame, definition: Definition, areas: str | Sequence[str]
) -> pd.DataFrame:
    """The published rows asked for, and rows that nobody published but that their parts give."""
    published = _asked_for(held, areas)
    frames = [published]
    key = list(contract.KEY)
    for level in _levels(areas):
        made = _asked_for(bigger_areas(parts, definition, level), areas)
        if len(made):
            is_new = ~pd.MultiIndex.from_frame(made[key]).isin(
                pd.MultiIndex.from_frame(published[key])
            )
            frames.append(made[is_new])
    return pd.concat([frame for frame in frames if len(frame)] or [published], ignore_index=True)


def with_limits(rows: pd.DataFrame, definition: Definition) -> pd.DataFrame:
    """The rows with limits where the publisher gives none and the counts are known."""
    rows = rows.assign(
        limits=np.where(rows["lower_95"].notna(), "limits as published", "no limits published")
    )
    method = {Kind.PROPORTION: proportion, Kind.RATE: rate}.get(definition.kind)
    if method is None or definition.share_of is not None or definition.limits == "published":
        return rows
    x, n = rows["numerator"], rows["denominator"]
    can = rows["value"].notna() & rows["lower_95"].isna() & x.notna() & (n > 0)
    if definition.kind is Kind.PROPORTION:
        can &= x <= n
    x, n = x[can].to_numpy(), n[can].to_numpy()
    if definition.kind is Kind.PROPORTION:
        _, lower, upper = proportion.estimate(x, n)
        lower, upper = lower * definition.per, upper * definition.per
        words = "95% limits by Wilson's method from the counts"
    else:
        _, lower, upper = rate.estimate(x, n, per=definition.per)
        words = "95% limits by Byar's method from the count and the population"
    rows.loc[can, "lower_95"], rows.loc[can, "upper_95"] = lower, upper
    rows.loc[can, "limits"] = words
    return rows


def _stamped(
    rows: pd.DataFrame, definition: Definition, origins: dict[str, Origin]
) -> pd.DataFrame:
    """The rows with names, periods in words, how they were made, and whom to cite."""
    codes = rows["area_code"].unique()
    names = {code: geography.name(code) for code in codes}
    types = {code: geography.area_type(code).value for code in codes}
    spans = rows[["period_start", "period_end", "period_type"]].drop_duplicates()
    words = {span: periods.label(*span) for span in spans.itertuples(index=False, name=None)}
    span_of = zip(rows["period_start"], rows["period_end"], rows["period_type"], strict=True)
    made = np.where(rows["derived"].astype(bool), _how_derived(definition), "as published")
    citations = {ids: _cite(ids, origins) for ids in rows["origin_id"].unique()}
    stamped = rows.assign(
        area_name=rows["area_code"].map(names),
        area_type=rows["area_code"].map(types),
        period=[words[span] for span in span_of],
        method=[f"{how}; {limits}" for how, limits in zip(made, rows["limits"], strict=True)],
        source=rows["origin_id"].map(citations),
        derived=rows["derived"].astype(bool),
    )
    order = {code: place for place, code in enumerate(BOARD_AREAS)}
    stamped = stamped.assign(rank=stamped["area_code"].map(order).fillna(len(order)))
    stamped = stamped.sort_values(
        ["rank", "area_code", "breakdown", "breakdown_value", "sex", "age", "period_end"],
        ignore_index=True,
    )
    return stamped[[*contract.NAMES, *ADDED]]


def _how_derived(definition: Definition) -> str:
    if definition.share_of is not None:
        what = "people" if definition.share_of.weighted_by == "people" else "neighbourhoods"
        return f"derived: share of {what} in the category"
    if definition.kind is Kind.COUNT:
        return "derived: sum of the parts"
    if definition.kind is Kind.SCORE:
        return "derived: mean of the parts weighted by population"
    return "derived: counts summed, then divided"


def _cite(origin_ids: str, origins: dict[str, Origin]) -> str:
    cited = [origins[one].citation for one in origin_ids.split(" + ") if one in origins]
    return "; ".join(cited)
