"""How the figures of a page came about, and for which areas where they differ."""

from __future__ import annotations

import pandas as pd

from dashboards import text
from dashboards.viewmodel.figures_table import TABLE_AREAS
from geo.areas import short_name
from indicators.definition import Definition
from indicators.vocabulary import Kind

MOST_NAMED = 3  # areas; a larger group among several is "all other areas"


def how_made(rows: pd.DataFrame, definition: Definition) -> tuple[str, ...]:
    """A sentence for each way in which the figures were made, with its areas where there are more.

    None for categories, which are words and have no limits. `rows` have area_code, period_end,
    value and method, as `compute` gives them.
    """
    held = rows[rows["value"].notna()].sort_values("period_end", ascending=False)
    if definition.kind is Kind.CATEGORY or held.empty:
        return ()
    alike: dict[tuple[str, ...], list[str]] = {}
    for code, methods in held.groupby("area_code")["method"]:
        alike.setdefault(tuple(dict.fromkeys(methods)), []).append(str(code))
    if len(alike) == 1:
        return (f"{text.sentence_case(_told(next(iter(alike))))}.",)
    by_size = sorted(alike.items(), key=lambda one: len(one[1]))
    return tuple(
        f"{_named(codes, is_last=codes is by_size[-1][1])}: {_told(ways)}."
        for ways, codes in by_size
    )


def _told(ways: tuple[str, ...]) -> str:
    """The way of the latest figure, and those of other periods."""
    latest, *others = ways
    return "; for some periods ".join((latest, *others))


def _named(codes: list[str], is_last: bool) -> str:
    if is_last and len(codes) > MOST_NAMED:
        return "All other areas"
    ordered = [code for code in TABLE_AREAS if code in codes]
    return text.listed([short_name(code) for code in ordered or codes])
