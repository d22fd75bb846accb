"""Figures on suicide: what may be shown of them, decided here by a definition's `safe_messaging`.

Pages, tables, downloads, pictures, notebooks and JSON ask this module. Nothing that a reader
chooses is asked: no address can switch it off.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from geo.areas import AreaType, area_type
from indicators.definition import Definition
from indicators.disclosure_policy import policy
from indicators.return_periods import years_pooled
from indicators.vocabulary import DisclosurePolicy

HELP = (
    "If you, or someone you know, needs to talk: Samaritans, 116 123, any time, free.",
    "Deaths are counted in the year they were registered, not the year they occurred.",
)
BELOW_PLACE = frozenset({AreaType.WARD, AreaType.MSOA, AreaType.LSOA})


def applies(definition: Definition) -> bool:
    """Whether figures of the indicator are neither ranked, classed nor judged, and need `HELP`."""
    return definition.safe_messaging == "suicide"


def help_lines(definitions: Iterable[Definition]) -> tuple[str, ...]:
    """What stands on the same screen, and in the same file, as figures of the indicators."""
    return HELP if any(applies(one) for one in definitions) else ()


def without_small_areas(rows: pd.DataFrame, definition: Definition) -> pd.DataFrame:
    """The rows of places and what is larger; for other indicators all of them.

    Smaller areas have figures only from a place's own return, by `pooled_enough`.
    """
    if not applies(definition) or rows.empty:
        return rows
    small = {code for code in rows["area_code"].unique() if area_type(code) in BELOW_PLACE}
    return rows[~rows["area_code"].isin(small)]


def pooled_enough(counts: pd.DataFrame) -> pd.Series:
    """Which deaths of areas below place may be spoken of: of enough years together, and enough.

    Columns period_start, period_end and published, as a safe table has them.
    """
    rule = policy(DisclosurePolicy.SUICIDE)
    years = [
        years_pooled(start.date(), end.date())
        for start, end in zip(counts["period_start"], counts["period_end"], strict=True)
    ]
    long = pd.Series(years, index=counts.index, dtype=float) >= (rule.minimum_years or 0)
    return long & (counts["published"] >= (rule.crude_rate_from or rule.threshold))
