"""Ministry of Housing, Communities and Local Government: English Indices of Deprivation.

Each edition is published as neighbourhood tables (File 7 and its parts) and as summaries of
districts and of NHS bodies (Files 10 and 13). The edition and the table show in the headings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd

from geo import areas
from indicators.errors import Fault, quoted
from indicators.origins import Origin
from indicators.periods import snapshot
from indicators.sources.base import Reader, Reading, combined, refused
from indicators.sources.parquet import open_either
from indicators.sources.tables import Table

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
    deciles are checked, and the population by which the publisher weights scores. A long layout
    names its measures in the cells of a column.
    """

    edition: int
    code: str
    columns: Mapping[str, Measure]
    name: str = ""
    rank: str = ""
    people: str = ""
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
    Layout(2019, "LAD19CD", _FILE_10, "LAD19NM", is_long=True),
    Layout(
        2019,
        "Local Authority District code (2019)",
        _FILE_10,
        "Local Authority District name (2019)",
    ),
    Layout(
        2025,
        "Local Authority District code (2024)",
        _FILE_10,
        "Local Authority District name (2024)",
    ),
    Layout(2025, "ltla24_code", _WIDE, "ltla24_name"),
    Layout(2025, "icb24_code", _WIDE, "icb24_name"),
    Layout(2019, "ltla23_code", {"Score": SCORE, "Proportion": SHARE}),
)
RE_DRAWN = "ltla23_code"


def read(path: Path, origin: Origin) -> Reading:
    """Scores, deciles and shares of neighbourhoods in the most deprived tenth of England.

    Neighbourhoods (LSOAs) of West Yorkshire are kept, and districts and integrated care boards of
    all England. Scores of neighbourhoods carry the publisher's population weights where it gives
    them. The 2019 summaries re-drawn for the districts of 2023 leave out the five places, for
    which the Ministry's own File 10 is to be read.
    """
    table = open_either(path, lambda names: _layout(names).required)
    if not table.is_usable:
        return refused(*table.faults)
    layout = _layout(list(table.frame.columns))
    table, left_out = _kept_areas(table, layout)
    codes = table.areas(layout.code)
    if layout.rank:
        _report_other_vintage(table, layout, codes)
    readings = [
        _measure(part, column, measure, layout, origin)
        for part, column, measure in _parts(table, layout)
    ]
    if not readings:
        expected = " or ".join(quoted(name) for name in layout.columns)
        found = "none of the measures wanted"
        return refused(*table.faults, Fault(f"{path.name}, column measure", found, expected))
    whole = combined(readings)
    others = _other_measures(table, layout)
    return Reading(whole.rows, whole.faults, {**left_out, **others}, whole.area_names)


def _layout(names: Sequence[str]) -> Layout:
    """The layout with the heading of area codes found here, else the one most alike."""
    present = set(names)
    exact = [layout for layout in LAYOUTS if layout.code in present]
    candidates = exact or list(LAYOUTS)
    return max(candidates, key=lambda layout: len(present.intersection(layout.required)))


def _kept_areas(table: Table, layout: Layout) -> tuple[Table, dict[str, int]]:
    """The rows of areas that the suite keeps, and how many there were of others."""
    codes = table.text(layout.code)
    elsewhere = pd.Series(False, index=codes.index)
    if layout.rank:
        unknown = ~codes.isin(areas.registry().keys())
        elsewhere = unknown & codes.str.fullmatch(r"E01\d{6}")
    again = codes.isin(areas.PLACES) & (layout.code == RE_DRAWN)
    left_out = {
        "outside West Yorkshire": int(elsewhere.sum()),
        "districts for which File 10 is to be read": int(again.sum()),
    }
    kept = ~elsewhere & ~again
    if not kept.any():
        table.faults.append(
            Fault(
                f"{table.name}, column {layout.code}",
                "no area of West Yorkshire",
                "at least one",
                "Is it another part of the country?",
            )
        )
    return table.only(kept), {why: count for why, count in left_out.items() if count}


def _report_other_vintage(table: Table, layout: Layout, codes: pd.Series) -> None:
    """Report neighbourhoods that exist only in another census than the edition's."""
    census = CENSUS[layout.edition]
    other = codes.isin(areas.registry().keys()) & ~codes.isin(_neighbourhoods(census))
    table.report(
        other,
        layout.code,
        f"a neighbourhood of the {census} census, on which the {layout.edition} edition is drawn",
        "Carry figures between censuses with the published lookup, not by relabelling.",
    )


@cache
def _neighbourhoods(census: int) -> frozenset[str]:
    return frozenset(areas.codes(areas.AreaType.LSOA, vintage=census))


def _parts(table: Table, layout: Layout) -> list[tuple[Table, str, Measure]]:
    """The rows and the column in which each of the layout's measures stands."""
    if not layout.is_long:
        return [(table, column, measure) for column, measure in layout.columns.items()]
    named = table.text(LONG_MEASURES)
    return [
        (table.only(named == label), LONG_VALUES, measure)
        for label, measure in layout.columns.items()
        if (named == label).any()
    ]


def _measure(
    table: Table, column: str, measure: Measure, layout: Layout, origin: Origin
) -> Reading:
    value, reason = table.numbers(column, {}, measure.low, measure.high)
    if measure is DECILE:
        _report_wrong_deciles(table, column, value, layout)
    period = snapshot(RELEASED[layout.edition])
    indicator_id = f"imd_{layout.edition}_{measure.ending}"
    columns: dict[str, object] = {
        "indicator_id": origin.series.get(indicator_id, indicator_id),
        "area_code": table.text(layout.code),
        "period_start": period.start,
        "period_end": period.end,
        "period_type": period.type,
        "value": value,
        "missing_reason": reason,
        "unit": measure.unit,
    }
    if measure is SCORE and layout.people in table.frame.columns:
        columns["denominator"], _ = table.numbers(layout.people, {}, low=1)
    names = table.text(layout.name) if layout.name else pd.Series(dtype="str")
    return table.reading(
        columns, origin, area_names=dict(zip(table.text(layout.code), names, strict=False))
    )


def _report_wrong_deciles(table: Table, column: str, decile: pd.Series, layout: Layout) -> None:
    """Report deciles that the national rank beside them contradicts."""
    last = NEIGHBOURHOODS[layout.edition]
    rank, _ = table.numbers(layout.rank, {}, 1, last)
    above, upto = (decile - 1) * last / 10, decile * last / 10
    wrong = (rank <= above - 1) | (rank >= upto + 1)
    table.report(
        wrong | (decile % 1 > 0),
        column,
        f"the tenth of {last:,} neighbourhoods in which its rank falls, 1 the most deprived",
        "Are columns swapped, or is 10 the most deprived here?",
    )


def _other_measures(table: Table, layout: Layout) -> dict[str, int]:
    """How many cells there were of each measure that the suite does not keep."""
    if layout.is_long:
        named = table.text(LONG_MEASURES)
        return {
            name: int(n) for name, n in named.value_counts().items() if name not in layout.columns
        }
    read_columns = {*layout.required, layout.people}
    others = [name for name in table.frame.columns if name not in read_columns]
    return {f"column {name}": len(table.frame) for name in others}


READER = Reader(
    name="mhclg-iod",
    title="English Indices of Deprivation",
    publisher="Ministry of Housing, Communities and Local Government",
    read=read,
    endings=(".csv", ".parquet"),
)
