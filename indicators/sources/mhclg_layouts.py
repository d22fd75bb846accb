"""The tables in which the English Indices of Deprivation come, known by their headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

RELEASED = {2019: date(2019, 9, 26), 2025: date(2025, 10, 30)}
NEIGHBOURHOODS = {2019: 32_844, 2025: 33_755}
CENSUS = {2019: 2011, 2025: 2021}
LONG_MEASURES = "measure"
LONG_VALUES = "value"


@dataclass(frozen=True)
class Measure:
    """What one column holds: the ending of the indicator's id, its unit and its bounds."""

    ending: str
    unit: str
    low: float
    high: float


SCORE = Measure("score", "score", 0, 100)
DECILE = Measure("decile", "decile", 1, 10)
SHARE = Measure("most_deprived_decile_share", "proportion of neighbourhoods", 0, 1)


@dataclass(frozen=True)
class Layout:
    """One table of one edition, known by its headings.

    `rank` and `people` are columns of neighbourhood tables: the national rank, against which
    deciles are checked, and the population by which the publisher weights scores.
    `districts_of` is the year whose districts a summary is for. A long layout names its measures
    in the cells of a column.
    """

    edition: int
    code: str
    columns: Mapping[str, Measure]
    name: str = ""
    rank: str = ""
    people: str = ""
    districts_of: int = 0
    is_long: bool = False

    @property
    def required(self) -> tuple[str, ...]:
        own = (LONG_MEASURES, LONG_VALUES) if self.is_long else tuple(self.columns)
        return tuple(column for column in (self.code, self.name, *own, self.rank) if column)


_FILE_7_SCORE = "Index of Multiple Deprivation (IMD) Score"
_FILE_7_RANK = "Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived)"
_FILE_7_DECILE = (
    "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)"
)
_FILE_10 = {
    "IMD - Average score": SCORE,
    "IMD - Proportion of LSOAs in most deprived 10% nationally": SHARE,
}
_WIDE = {
    "imd_average_score": SCORE,
    "imd_proportion_of_lso_as_in_most_deprived_10_percent_nationally": SHARE,
}
_PARTS = {"IMD_score": SCORE, "IMD_decile": DECILE}
_FILE_7 = {_FILE_7_SCORE: SCORE, _FILE_7_DECILE: DECILE}

LAYOUTS: tuple[Layout, ...] = (
    Layout(2019, "LSOA11CD", _PARTS, "LSOA11NM", "IMD_rank", "pop_total_mid2015"),
    Layout(2025, "lsoa21_code", _PARTS, rank="IMD_rank"),
    Layout(
        2019,
        "LSOA code (2011)",
        _FILE_7,
        "LSOA name (2011)",
        _FILE_7_RANK,
        "Total population: mid 2015 (excluding prisoners)",
    ),
    Layout(
        2025,
        "LSOA code (2021)",
        _FILE_7,
        "LSOA name (2021)",
        _FILE_7_RANK,
        "Total population: mid 2022",
    ),
    Layout(2019, "LAD19CD", _FILE_10, "LAD19NM", districts_of=2019, is_long=True),
    Layout(
        2019,
        "Local Authority District code (2019)",
        _FILE_10,
        "Local Authority District name (2019)",
        districts_of=2019,
    ),
    Layout(
        2025,
        "Local Authority District code (2024)",
        _FILE_10,
        "Local Authority District name (2024)",
        districts_of=2024,
    ),
    Layout(2025, "ltla24_code", _WIDE, "ltla24_name", districts_of=2024),
    Layout(2025, "icb24_code", _WIDE, "icb24_name"),
    Layout(2019, "ltla23_code", {"Score": SCORE, "Proportion": SHARE}, districts_of=2023),
)
RE_DRAWN = "ltla23_code"


def layout_of(names: Sequence[str]) -> Layout:
    """The layout with the heading of area codes found here, else the one most alike."""
    present = set(names)
    exact = [layout for layout in LAYOUTS if layout.code in present]
    candidates = exact or list(LAYOUTS)
    return max(candidates, key=lambda layout: len(present.intersection(layout.required)))
