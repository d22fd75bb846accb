"""In which tenths of deprivation a place's children on a plan live, beside what Leeds published."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboards import text
from dashboards.figures import Figures
from dashboards.restricted_rows import SYNTHETIC
from dashboards.viewmodel.area_map import MapView
from geo.areas import LEEDS, name
from indicators.restricted import is_synthetic
from indicators.return_deciles import LEAST_DEPRIVED, MOST_DEPRIVED
from indicators.return_measures import BY_INDICATOR

MEASURE = "child_protection_plans"
HIDDEN = "hidden"
# Leeds published two of the groups, each a measure of its own.
PUBLISHED = {
    (1, 1): "child_protection_plans_most_deprived_tenth_share",
    (LEAST_DEPRIVED[0], LEAST_DEPRIVED[-1]): "child_protection_plans_least_deprived_half_share",
}
GROUPS = (*((at, at) for at in MOST_DEPRIVED), (LEAST_DEPRIVED[0], LEAST_DEPRIVED[-1]))
LABELS = {
    (1, 1): "1, the most deprived",
    (LEAST_DEPRIVED[0], LEAST_DEPRIVED[-1]): "6 to 10, the five least deprived",
}
NOTE = (
    "Tenths are of all England’s neighbourhoods by the Index of Multiple Deprivation. A "
    "place’s own shares are worked out from counts that were proved safe to show, with 95% limits "
    "by Wilson’s method; where a count is hidden, so is its share. “Of all children” is the share "
    "of the place’s residents aged 0 to 15 who live there, at the 2021 census."
)
PUBLISHED_NOTE = (
    " Leeds published the first and the last group; an earlier index will have been used, so "
    "compare with care."
)


@dataclass(frozen=True)
class Cell:
    """One share: its words, its limits, what stands beside it, and its length in percent."""

    words: str
    limits: str = ""
    beside: str = ""
    bar: float = 0.0
    is_missing: bool = False


@dataclass(frozen=True)
class TenthsView:
    """The table: a heading, a sentence, its columns with their days, and a row for each group."""

    title: str
    finding: str
    caption: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    note: str
    sources: tuple[str, ...]


def tenths_view(figures: Figures, view: MapView) -> TenthsView | None:
    """The shares of the places whose own figures the map shows; None where it shows none.

    It stands on a map that is marked and logged for the same measure and places, and on no other.
    """
    own = BY_INDICATOR.get(view.definition.id)
    if own is None or own.measure != MEASURE:
        return None
    asked = [one.place for one in view.restricted if one.measure == own.form]
    held = figures.own_tenths(MEASURE)
    shares = {place: held[place] for place in asked if place in held}
    if not shares:
        return None
    published = _published(figures)
    columns = [
        (name(place), f"{text.day(rows['period_end'].iloc[0])}; index of {rows['index'].iloc[0]}")
        for place, rows in shares.items()
    ]
    cells = {group: [_own(rows, group) for rows in shares.values()] for group in GROUPS}
    if len(published):
        columns.append((f"{name(LEEDS)}, as published", text.day(published["period_end"].max())))
        for group in GROUPS:
            cells[group].append(_as_published(published, group))
    made_up = any(is_synthetic(rows) for rows in shares.values())
    return TenthsView(
        title="Where children on a plan live, by deprivation",
        finding=_finding(shares, made_up),
        caption=(f"{SYNTHETIC}. " if made_up else "")
        + "Share of children on a child protection plan by tenth of England’s neighbourhoods",
        columns=tuple(columns),
        rows=tuple((LABELS.get(group, str(group[0])), tuple(cells[group])) for group in GROUPS),
        note=NOTE + (PUBLISHED_NOTE if len(published) else ""),
        sources=tuple(published["source"].unique()) if len(published) else (),
    )


def _finding(shares: dict[str, pd.DataFrame], made_up: bool) -> str:
    lead = f"{SYNTHETIC}. " if made_up else ""
    first = {
        place: rows[(rows["first"] == 1) & (rows["last"] == 1) & rows["value"].notna()]
        for place, rows in shares.items()
    }
    told = {place: rows.iloc[0] for place, rows in first.items() if len(rows)}
    if not told:
        return f"{lead}The number in England’s most deprived tenth is hidden."
    if len(shares) == 1:
        (place, one), *_ = told.items()
        beside = (
            "" if pd.isna(one["children"]) else f", as do {one['children']:.0f}% of all children"
        )
        return (
            f"{lead}In {name(place)}, {one['value']:.0f}% of children on a plan live in England’s "
            f"most deprived tenth{beside}."
        )
    each = text.listed([f"{one['value']:.0f}% in {name(place)}" for place, one in told.items()])
    return f"{lead}Of children on a plan, {each} live in England’s most deprived tenth."


def _own(rows: pd.DataFrame, group: tuple[int, int]) -> Cell:
    found = rows[(rows["first"] == group[0]) & (rows["last"] == group[1])]
    if found.empty:
        return Cell("no neighbourhood", is_missing=True)
    one = found.iloc[0]
    if pd.isna(one["value"]):
        return Cell(HIDDEN, is_missing=True)
    limits = f"{one['lower']:.1f} to {one['upper']:.1f}"
    beside = "" if pd.isna(one["children"]) else f"{one['children']:.0f}% of all children"
    return Cell(f"{one['value']:.1f}%", limits, beside, float(one["value"]))


def _published(figures: Figures) -> pd.DataFrame:
    frames = []
    for group, one in PUBLISHED.items():
        rows = figures.result(one)
        frames.append(rows.assign(group=[group] * len(rows)))
    every = pd.concat(frames, ignore_index=True)
    return every[(every["area_code"] == LEEDS) & every["value"].notna()]


def _as_published(rows: pd.DataFrame, group: tuple[int, int]) -> Cell:
    found = rows[[one == group for one in rows["group"]]]
    if found.empty:
        return Cell("not published", is_missing=True)
    value = float(found.sort_values("period_end")["value"].iloc[-1])
    return Cell(f"{value:.1f}%", bar=value)
