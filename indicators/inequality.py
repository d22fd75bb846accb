"""Inequality: one indicator from the most to the least deprived, and the line through it.

The slope index of inequality is the difference between the two ends of a line fitted through the
groups, each weighed by its people; the relative index is the one end over the other. Whether the
groups lie on a line at all is tested and said. Where a slope cannot be had honestly, the profile is
given without one, with the reason.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial

import pandas as pd

from geo.areas import ENGLAND, PLACES, WEST_YORKSHIRE, area, name
from indicators import deprivation, gradient
from indicators.catalogue import Catalogue
from indicators.catalogue import catalogue as shipped_catalogue
from indicators.compute import Reads, compute
from indicators.definition import Definition
from indicators.deprivation import Groups, Way
from indicators.errors import SuiteError, quoted
from indicators.gradient import Line
from indicators.vocabulary import Sex

FEWEST_GROUPS = 5


@dataclass(frozen=True)
class Inequality:
    """One indicator by deprivation in one area and period.

    `groups` has a row for each group, most deprived first: group (1 is the most deprived), value,
    lower_95, upper_95, numerator, denominator, share (of the people) and midpoint (the share of the
    people more deprived than the middle of the group); share and midpoint are NaN where the numbers
    of people are not known. What `size`, `whole`, `by`, `left_out` and `is_implied` say is told at
    `deprivation.Groups`. `line` is None for the `reason` given. `periods` and `sexes` are all that
    can be asked for, periods oldest first.
    """

    indicator_id: str
    area_code: str
    area_name: str
    sex: Sex
    period: str
    period_type: str
    period_end: datetime.date
    way: Way
    groups: pd.DataFrame
    size: int
    whole: str
    by: str
    line: Line | None
    reason: str
    left_out: int
    is_implied: bool
    source: str
    periods: tuple[str, ...]
    sexes: tuple[Sex, ...]


def inequality(
    indicator_id: str,
    store: Reads,
    area_code: str = WEST_YORKSHIRE,
    sex: Sex | str | None = None,
    period: str = "",
    way: Way | str = "",
    as_known_on: datetime.date | str | None = None,
    catalogue: Catalogue | None = None,
    computed: deprivation.Results | None = None,
) -> Inequality:
    """The indicator by deprivation in West Yorkshire, one of its places, or England.

    Without `sex`, `period` or `way` the first sex published, the latest period and the finest way
    of grouping. A published breakdown is given for England where the area has none of its own.
    `computed` stands in for `compute` where its results are already kept. Raises SuiteError for an
    indicator that has no figures by deprivation, with the reason, and for an unknown sex, period or
    way, with those that there are.
    """
    known = catalogue or shipped_catalogue()
    definition = known[indicator_id]
    results = computed or cache(
        partial(_computed, store=store, as_known_on=as_known_on, catalogue=known)
    )
    offered = deprivation.by_way(definition, results)
    if not offered:
        raise SuiteError(f"{definition.title}: {deprivation.why_not(definition)}")
    chosen = Way(_one_of("way", str(way), list(offered)) or next(iter(offered)))
    rows, where = _rows(offered[chosen], chosen, area(area_code).code)
    sexes = [one for one in Sex if one in set(rows["sex"])]
    sex = Sex(_one_of("sex", str(sex or ""), sexes) or sexes[0])
    rows = rows[rows["sex"] == sex].sort_values("period_end", kind="stable")
    periods = list(dict.fromkeys(rows["period"]))
    period = _one_of("period", str(period), periods) or periods[-1]
    rows = rows[rows["period"] == period]
    if chosen is Way.PUBLISHED:
        groups = deprivation.published(rows)
    else:
        groups = deprivation.small_areas(definition, results, chosen, rows, where)
    if groups.rows.empty:
        raise SuiteError(f"{definition.title}: there are no figures for {name(where)}.")
    placed = _placed(groups.rows)
    line, reason = _line(placed, groups, definition, where)
    first = rows.iloc[0]
    return Inequality(
        indicator_id=definition.id,
        area_code=where,
        area_name=name(where),
        sex=sex,
        period=str(first["period"]),
        period_type=str(first["period_type"]),
        period_end=first["period_end"].date(),
        way=chosen,
        groups=placed,
        size=groups.size,
        whole=groups.whole,
        by=groups.by,
        line=line,
        reason=reason,
        left_out=groups.left_out,
        is_implied=groups.is_implied,
        source=groups.source,
        periods=tuple(periods),
        sexes=tuple(sexes),
    )


def _computed(
    indicator_id: str,
    areas: str,
    store: Reads,
    as_known_on: datetime.date | str | None,
    catalogue: Catalogue,
) -> pd.DataFrame:
    return compute(indicator_id, store, areas, as_known_on, catalogue)


def _one_of(what: str, wanted: str, held: Sequence[str]) -> str:
    """The word itself, or nothing where none is wanted. Raises SuiteError for one not held."""
    if wanted and wanted not in held:
        there_are = ", ".join(held)
        raise SuiteError(
            f"There are no figures by deprivation for {what} {quoted(wanted)}. Ask for {there_are}."
        )
    return wanted


def _rows(rows: pd.DataFrame, way: Way, area_code: str) -> tuple[pd.DataFrame, str]:
    """The rows to group, of every sex and period, and the area that they tell of."""
    if area_code not in (WEST_YORKSHIRE, *PLACES, ENGLAND):
        raise SuiteError(
            f"Inequality is shown for West Yorkshire, its five places and England; "
            f"{quoted(area_code)} is none of them."
        )
    if way is Way.PUBLISHED:
        where = area_code if (rows["area_code"] == area_code).any() else ENGLAND
        return rows[rows["area_code"] == where], where
    return rows, WEST_YORKSHIRE if area_code == ENGLAND else area_code


def _placed(rows: pd.DataFrame) -> pd.DataFrame:
    """The groups with their share of the people, and where their middle lies among them."""
    share = rows["denominator"] / rows["denominator"].sum(skipna=False)
    return rows.assign(share=share, midpoint=share.cumsum() - share / 2).reset_index(drop=True)


def _line(
    groups: pd.DataFrame, of: Groups, definition: Definition, area_code: str
) -> tuple[Line | None, str]:
    """The line through the groups, or why there is none."""
    if len(groups) < FEWEST_GROUPS:
        return None, (
            f"Only {len(groups)} of the {of.size} groups are found in {name(area_code)}; a slope "
            f"needs at least {FEWEST_GROUPS}."
        )
    if groups["share"].isna().any():
        return None, (
            "The publisher does not say how many people are in each group, so no slope, which "
            "weighs each group by its people, is worked out."
        )
    made = gradient.line(groups, definition)
    if made is None:
        return None, "A group has no cases, or nothing but cases, so no line can be fitted to it."
    return made, ""
