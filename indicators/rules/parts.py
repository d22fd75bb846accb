"""Rules on wholes and their parts: a whole cannot lie outside what its parts allow."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from geo import areas as geography
from geo.areas import AreaType
from indicators.rules.case import Case, Finding, Table, finding, rounding_unit
from indicators.vocabulary import Kind

# A whole of these kinds is a weighted mean of its parts, whatever the weights. A slope index is
# not, so scores count only where the definition names their weights.
MEANS = (Kind.PROPORTION, Kind.RATE, Kind.DSR, Kind.RATIO, Kind.MEAN)
SHARE_NEEDED = 0.9
FEWEST_AUTHORITIES = 100
INSIDE_A_REGION = "E13"  # Inner and Outer London, which stand among the regions in some tables
PART_ROUNDING = 5.0
SHARE_OF_SUM = 0.01
PLURAL = {AreaType.REGION: "regions", AreaType.LOCAL_AUTHORITY: "local authorities"}


def outside_its_parts(case: Case) -> list[Finding]:
    """Wholes whose rate is above all their parts or below them all, which no mean can be."""
    found = []
    for table in case.tables:
        kind = table.definition.kind
        if kind not in MEANS and not (kind is Kind.SCORE and table.definition.denominator):
            continue
        margin = rounding_unit(table.values)
        for whole, parts, level in _wholes(table):
            value = table.values[whole]
            held = table.values[parts]
            enough = held.notna().sum(axis=1) >= _needed(whole, parts, level)
            low, high = held.min(axis=1), held.max(axis=1)
            bad = enough & ((value < low - margin) | (value > high + margin))
            found += _told(case, table, whole, bad, low, high, PLURAL[level])
    return found


def unlike_its_sum(case: Case) -> list[Finding]:
    """Wholes whose count is not the sum of their parts when every part is there."""
    found = []
    for table in case.tables:
        if table.definition.kind is not Kind.COUNT:
            continue
        for whole, parts, level in _wholes(table):
            if level is AreaType.LOCAL_AUTHORITY and whole == geography.ENGLAND:
                continue  # counties and their districts both stand in such a list
            held = table.values[parts]
            is_whole = [
                set(held.columns[held.loc[end].notna()]) == {*_parts_of(whole, level, end.year)}
                for end in held.index
            ]
            total = held.sum(axis=1).where(is_whole)
            room = np.maximum(total * SHARE_OF_SUM, PART_ROUNDING * (len(parts) + 1))
            bad = (table.values[whole] - total).abs() > room
            low, high = total - room, total + room
            found += _told(case, table, whole, bad, low, high, f"{PLURAL[level]}, summed,")
    return found


def _wholes(table: Table) -> Iterator[tuple[str, list[str], AreaType]]:
    """Every area in the table with those of its columns that make it up, one level at a time."""
    registry = geography.registry()
    known = [
        registry[code]
        for code in table.values.columns
        if code in registry and not code.startswith(INSIDE_A_REGION)
    ]
    for whole in known:
        if whole.type is AreaType.COUNTRY:
            for level in (AreaType.REGION, AreaType.LOCAL_AUTHORITY):
                yield whole.code, [part.code for part in known if part.type is level], level
        elif whole.type is AreaType.REGION:
            level = AreaType.LOCAL_AUTHORITY
            yield whole.code, [part.code for part in known if part.region == whole.code], level
        elif whole.code == geography.WEST_YORKSHIRE:
            level = AreaType.LOCAL_AUTHORITY
            yield whole.code, [p.code for p in known if p.code in geography.PLACES], level


def _needed(whole: str, parts: list[str], level: AreaType) -> float:
    """How many parts must have a figure before their range bounds the whole."""
    if whole == geography.ENGLAND and level is AreaType.LOCAL_AUTHORITY:
        return FEWEST_AUTHORITIES
    return max(SHARE_NEEDED * len(_parts_of(whole, level)), 2)


def _parts_of(whole: str, level: AreaType, year: int | None = None) -> list[str]:
    children = geography.children(whole, level, year)
    return [code for code in children if not code.startswith(INSIDE_A_REGION)]


def _told(
    case: Case,
    table: Table,
    whole: str,
    bad: pd.Series,
    low: pd.Series,
    high: pd.Series,
    of: str,
) -> list[Finding]:
    periods = [
        p for p in table.values.index[bad.to_numpy(dtype=bool)] if table.rows.at[p, whole] >= 0
    ]
    if not periods:
        return []
    last = periods[-1]
    earlier = len(periods) - 1
    more = f" and {earlier} earlier period{'s' if earlier > 1 else ''}" if earlier else ""
    return [
        finding(
            "against its parts",
            table.definition.id,
            f"{table.subject}, {case.name(whole)}, {table.labels[last]}{more}",
            f"{table.values.at[last, whole]:g}",
            f"{low[last]:g} to {high[last]:g}, as its {of} allow",
            "Compare it with the publisher's own total.",
            rows=tuple(table.rows.at[period, whole] for period in periods),
        )
    ]
