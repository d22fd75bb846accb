"""Rules on which areas are there: lost, doubled, or of several vintages at once."""

from __future__ import annotations

import pandas as pd

from geo import areas as geography
from geo.areas import AreaType
from geo.vintages import VINTAGES, Vintage, vintages_of
from indicators import contract, periods
from indicators.rules.case import Case, Finding, finding

SMALL = (AreaType.WARD, AreaType.LSOA, AreaType.MSOA)
LOST = 0.1
LOOK_BACK = 3
FEWEST_TO_LACK_ONE = 100
FEWEST_IN_A_LIST = 10
NEVER_LOST = (
    *geography.PLACES,
    geography.WEST_YORKSHIRE,
    geography.WEST_YORKSHIRE_ICB,
    geography.YORKSHIRE_AND_THE_HUMBER,
    geography.ENGLAND,
)


def fewer_areas(case: Case) -> list[Finding]:
    """Newest periods with fewer areas than the periods before: a file that was cut short."""
    found = []
    for key, table in case.presence:
        is_read = table["row"] >= 0
        newest = table.loc[is_read, "period_end"].max()
        now = table[is_read & (table["period_end"] == newest)]
        counts = now.groupby("type")["area_code"].nunique()
        for kind, usual in _usual_counts(table, is_read, newest, counts).items():
            count = counts.get(kind, 0)
            if count < usual * (1 - LOST):
                words = f"{count:,} areas of the kind {kind}"
                found.append(_lost(key, now, words, f"{usual:,.0f}, as in the periods before"))
        before = table[table["period_end"] < newest]
        own = before[before["row"] >= 0]
        before = own if len(own) else before  # a file with a past is judged by its own
        last = set(before.loc[before["period_end"] == before["period_end"].max(), "area_code"])
        missing = [c for c in NEVER_LOST if c in last and c not in set(now["area_code"])]
        if missing:
            words = "a figure for them, as in the period before"
            found.append(_lost(key, now, f"no {case.names(missing)}", words))
    return found


def incomplete(case: Case) -> list[Finding]:
    """Most of England's authorities without one of the five, or a place with wards missing."""
    found = []
    for key, table in case.presence:
        newest = table[table["period_end"] == table["period_end"].max()]
        codes = set(newest["area_code"])
        count = (newest["type"] == AreaType.LOCAL_AUTHORITY.value).sum()
        missing = [code for code in geography.PLACES if code not in codes]
        held_before = set(table["area_code"])
        if count >= FEWEST_TO_LACK_ONE and missing and not held_before & set(missing):
            found.append(_lost(key, newest, f"no {case.names(missing)}", "a figure for them"))
        for level in SMALL:
            small = set(newest.loc[newest["type"] == level.value, "area_code"])
            fitting = _newest_fit(small)
            if fitting is None:
                continue
            places = {geography.registry()[code].place for code in small}
            every = {c for c in fitting.codes() if geography.registry()[c].place in places}
            if lacking := sorted(every - small):
                words = f"no {case.names(lacking)}"
                found.append(_lost(key, newest, words, f"all {len(every):,} {fitting.label}"))
    return found


def of_one_vintage(case: Case) -> list[Finding]:
    """Small areas of one period whose codes are of no one vintage, or not of the one held."""
    found = []
    for key, table in case.presence:
        for level in SMALL:
            small = table[table["type"] == level.value]
            for end, rows in small.groupby("period_end"):
                read = rows[rows["row"] >= 0]
                codes = set(rows["area_code"])
                if read.empty or vintages_of(codes):
                    continue
                nearest = _nearest(codes, end.year)
                odd = sorted(codes - nearest.codes())
                found.append(
                    finding(
                        "of one vintage",
                        key["indicator_id"],
                        f"{key['indicator_id']}, {_label(rows)}",
                        f"{case.names(odd)}, which are not among the {nearest.label}",
                        f"codes of one vintage, as {nearest.label}",
                        "Use one lookup for the whole file.",
                        rows=read["row"],
                    )
                )
    return found


def twice_under_two_codes(case: Case) -> list[Finding]:
    """Areas that stand in one period under an old and a new code."""
    found = []
    for key, table in case.presence:
        for (old, new), rows in _pairs(case, table).groupby(["old", "new"], sort=True):
            found.append(
                finding(
                    "twice under two codes",
                    key["indicator_id"],
                    f"{key['indicator_id']}, {case.name(old)} and {case.name(new)}",
                    f"both in {len(rows)} period{'s' if len(rows) > 1 else ''}",
                    "each area under one code",
                    "Both are kept; lists of authorities and peers count the area once.",
                    "warning",
                    tuple(row for pair in rows[["row_old", "row_new"]].to_numpy() for row in pair),
                )
            )
    return found


def without_predecessors(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with each area once in each period: where old and new code stand, the new one."""
    registry = geography.registry()
    following = {
        code: geography.successor(code) for code in rows["area_code"].unique() if code in registry
    }
    present = rows["area_code"].map(following).fillna(rows["area_code"])
    key = [name for name in contract.KEY if name != "area_code"]
    is_old = present != rows["area_code"]
    index = pd.MultiIndex.from_frame(rows[key].assign(area_code=present))
    current = pd.MultiIndex.from_frame(rows.loc[~is_old, [*key, "area_code"]])
    return rows[~(is_old.to_numpy() & index.isin(current))]


def _pairs(case: Case, table: pd.DataFrame) -> pd.DataFrame:
    """Old and new codes of one area that stand in the same period, at least one of them read."""
    registry = geography.registry()
    codes = table["area_code"].unique()
    following = {
        code: registry[code].successor
        for code in codes
        if code in registry
        and registry[code].successor
        and registry[code].name == registry[registry[code].successor].name
    }
    names: dict[tuple[str, str], str] = {}
    for code in sorted(codes):
        if code in registry and registry[code].type in SMALL:
            continue
        name = registry[code].name if code in registry else case.area_names.get(code, code)
        kind = registry[code].type.value if code in registry else ""
        earlier = names.setdefault((name, kind), code)
        if earlier != code:
            following.setdefault(earlier, code)
    old = table[table["area_code"].isin(following)]
    old = old.assign(old=old["area_code"], new=old["area_code"].map(following))
    both = old.merge(
        table,
        left_on=["new", "period_end"],
        right_on=["area_code", "period_end"],
        suffixes=("_old", "_new"),
    )
    return both[(both["row_old"] >= 0) | (both["row_new"] >= 0)]


def _nearest(codes: set[str], year: int) -> Vintage:
    """The vintage with most of the codes; of equals, the one in force in the year."""

    def likeness(vintage: Vintage) -> tuple[int, bool]:
        in_force = (vintage.first or year) <= year <= (vintage.last or year)
        return len(codes & vintage.codes()), in_force

    return max(VINTAGES, key=likeness)


def _newest_fit(codes: set[str]) -> Vintage | None:
    fitting = vintages_of(codes)
    return max(fitting, key=lambda v: len(codes) / len(v.codes())) if fitting else None


def _label(rows: pd.DataFrame) -> str:
    one = rows.iloc[0]
    return periods.label(one["period_start"], one["period_end"], one["period_type"])


def _usual_counts(
    table: pd.DataFrame, is_read: pd.Series, newest: pd.Timestamp, now: pd.Series
) -> dict[str, float]:
    """How many areas of each kind the periods before had.

    Periods of the file itself count for every kind. What is held counts only for a kind of which
    the file has a long list, for a short one may be all that its publisher gives.
    """
    usual: dict[str, float] = {}
    long_lists = now.index[now >= FEWEST_IN_A_LIST]
    for rows in (
        table[(table["period_end"] <= newest) & table["type"].isin(long_lists)],
        table[is_read & (table["period_end"] < newest)],
    ):
        counts = rows.groupby(["type", "period_end"])["area_code"].nunique()
        for kind, by_period in counts.groupby("type"):
            usual[kind] = max(usual.get(kind, 0.0), by_period.tail(LOOK_BACK).median())
    return usual


def _lost(key: dict[str, str], now: pd.DataFrame, found: str, expected: str) -> Finding:
    group = "" if key["sex"] == "persons" else f", {key['sex']}"
    return finding(
        "fewer areas",
        key["indicator_id"],
        f"{key['indicator_id']}{group}, {_label(now)}",
        found,
        expected,
        "The file may have been cut short: compare it with the publisher's.",
        "warning",
    )
