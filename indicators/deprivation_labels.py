"""Publishers' breakdowns by deprivation: which group each label means, and which are compared.

A publisher may give one indicator by several groupings at once: tenths of districts and tenths of
counties, each on the boundaries of several years. One is chosen by rule, never by its figures.
"""

from __future__ import annotations

import re

import pandas as pd

STEPS = (
    "most", "second most", "third more", "fourth more", "fifth more",
    "fifth less", "fourth less", "third less", "second least", "least",
)  # fmt: skip
DECILE = re.compile(r"(.+?) deprived decile.*", re.IGNORECASE)
QUINTILE = re.compile(r"quintile ([1-5])\b.*", re.IGNORECASE)
BASIS = re.compile(r"(.+?) deprivation deciles in England \(IMD(\d{4}), (\d+)/(\d\d)\b.*")
FINEST_FIRST = ("District & UA", "County & UA")
OLDEST = 100 * 12  # more months than a label of two figures for the year can tell of
BASIS_WORDS = {
    "District & UA": "districts and unitary authorities",
    "County & UA": "counties and unitary authorities",
}


def by_group(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of a result that are published by deprivation, with group, size, whole and by.

    One way of grouping for each area, period and sex: figures by finer areas come before figures by
    coarser ones, newer boundaries before older, and groupings that lack a group are left out.
    """
    broken = rows[rows["breakdown"].str.contains("deprivation", case=False)]
    if broken.empty:
        return broken.assign(group=0, size=0, whole="", by="")
    labels = {one: _group(one) for one in broken["breakdown_value"].unique()}
    bases = {one: _basis(one) for one in broken["breakdown"].unique()}
    broken = broken.assign(
        group=broken["breakdown_value"].map({one: at for one, (at, _) in labels.items()}),
        size=broken["breakdown_value"].map({one: size for one, (_, size) in labels.items()}),
        **{
            column: broken["breakdown"].map({one: basis[at] for one, basis in bases.items()})
            for at, column in enumerate(("whole", "by", "rank"))
        },
    )
    broken = broken[broken["value"].notna() & (broken["group"] > 0)]
    key = ["area_code", "period_end", "period_type", "sex", "age"]
    whole = broken.groupby([*key, "breakdown"])["group"].transform("nunique") == broken["size"]
    broken = broken[whole]
    best = broken.groupby(key)["rank"].transform("min")
    return broken[broken["rank"] == best].sort_values([*key, "group"], ignore_index=True)


def _group(label: str) -> tuple[int, int]:
    """Which group of how many a publisher's label names; 0 of 0 where it names none."""
    if found := QUINTILE.fullmatch(label):
        return int(found[1]), 5
    found = DECILE.fullmatch(label)
    words = found[1].casefold() if found else ""
    return (STEPS.index(words) + 1, 10) if words in STEPS else (0, 0)


def _basis(label: str) -> tuple[str, str, int]:
    """What a publisher's breakdown groups, by which index, and its place in the order of choice."""
    found = BASIS.fullmatch(label)
    if not found:
        return "", "", 0
    kind, year, month, short_year = found.groups()
    boundaries = int(short_year) * 12 + int(month)
    finest = FINEST_FIRST.index(kind) if kind in FINEST_FIRST else len(FINEST_FIRST)
    whole = f"England’s {BASIS_WORDS.get(kind, kind)}"
    by = f"the Index of Multiple Deprivation {year}"
    return whole, by, finest * OLDEST + OLDEST - boundaries
