"""Rules on releases: what a new release says of periods that an earlier one has told."""

from __future__ import annotations

import numpy as np
import pandas as pd

from indicators import contract, periods
from indicators.rules.case import Case, Finding, finding, rounding_unit
from indicators.vocabulary import Kind

MOST = 0.5
REVISION = 0.05
FEWEST_FIGURES = 5


def restated(case: Case) -> list[Finding]:
    """Releases that restate held periods with figures too different to be revisions."""
    both = against_held(case)
    found = []
    for (indicator, origin), rows in both.groupby(["indicator_id", "origin_id"]):
        if case.catalogue[indicator].kind is Kind.CATEGORY:
            continue
        change = (rows["value"] - rows["value_held"]).abs()
        beyond = change > np.maximum(
            REVISION * rows["value_held"].abs(), rounding_unit(rows["value"])
        )
        if len(rows) < FEWEST_FIGURES or beyond.mean() < MOST:
            continue
        worst = rows.loc[change[beyond].idxmax()]
        period = periods.label(worst["period_start"], worst["period_end"], worst["period_type"])
        found.append(
            finding(
                "restated",
                indicator,
                f"{indicator}, {case.name(worst['area_code'])}, {period}",
                f"{worst['value']:g} in {origin}, and {int(beyond.sum()):,} of {len(rows):,} "
                f"figures more than {REVISION:.0%} from those held",
                f"{worst['value_held']:g}, as held from {worst['origin_id_held']}, or near it",
                "This is another series: give it an indicator of its own.",
                rows=tuple(rows["row"]),
            )
        )
    return found


def contradicted(case: Case) -> list[Finding]:
    """Figures that differ from those held as published on the same day."""
    rows = against_held(case, same_day=True)
    bad = rows[_differs(rows)]
    found = []
    for (indicator, origin), group in bad.groupby(["indicator_id", "origin_id_held"]):
        first = group.iloc[0]
        period = periods.label(first["period_start"], first["period_end"], first["period_type"])
        more = f" and {len(group) - 1:,} more" if len(group) > 1 else ""
        found.append(
            finding(
                "contradicted",
                indicator,
                f"{indicator}, {case.name(first['area_code'])}, {period}{more}",
                f"{first['value']:g}",
                f"{first['value_held']:g}, as held from {origin} of the same day",
                "If it is a revision, give it its own release day.",
                rows=tuple(group["row"]),
            )
        )
    return found


def revisions(case: Case) -> pd.DataFrame:
    """Figures that replace held ones: key, value, value_held and both release days."""
    both = against_held(case)
    later = both["published_on"] > both["published_on_held"]
    return both[later & _differs(both)].reset_index(drop=True)


def unchanged(case: Case) -> set[int]:
    """The rows whose figure is the one that is held already."""
    both = against_held(case)
    return set(both.loc[~_differs(both), "row"])


def is_held(case: Case) -> bool:
    """Whether every row is held from this very release: the file is being ingested again."""
    key = [*contract.KEY, "published_on", "origin_id"]
    held = pd.MultiIndex.from_frame(case.held[key])
    return bool(pd.MultiIndex.from_frame(case.rows[key]).isin(held).all())


def against_held(case: Case, same_day: bool = False) -> pd.DataFrame:
    """Rows read beside the figure held for the same key: the latest before, or of the same day."""
    key = [*contract.KEY, "published_on"] if same_day else list(contract.KEY)
    held = case.held if same_day else case.latest_held
    both = case.known.assign(row=case.known.index).merge(held, on=key, suffixes=("", "_held"))
    if same_day:
        both["published_on_held"] = both["published_on"]
    return both


def _differs(both: pd.DataFrame) -> pd.Series:
    old, new = both["value_held"], both["value"]
    return ~((old == new) | (old.isna() & new.isna()))
