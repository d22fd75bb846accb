"""Office for National Statistics, Census 2021: usual residents of neighbourhoods."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from geo import areas
from indicators.origins import Origin
from indicators.periods import snapshot
from indicators.sources.base import Reader, Reading, refused
from indicators.sources.parquet import open_either
from indicators.sources.series import inside, none_inside
from indicators.vocabulary import ALL_AGES

CENSUS_DAY = snapshot(date(2021, 3, 21))
CODE, NAME, AGES, RESIDENTS = "lsoa21_code", "lsoa21_name", "age_group", "usual_residents"
TOTAL = "total_residents"
INDICATOR = "residents_census_2021"
AGE = re.compile(r"Aged (\d+) (?:to (\d+) years|years and (under|over))")


def read(path: Path, origin: Origin, besides: frozenset[str] = frozenset()) -> Reading:
    """Usual residents on 21 March 2021 of West Yorkshire's neighbourhoods (LSOAs) and `besides`.

    Two layouts: residents by age group, which has no total, and residents by ethnic group, of which
    only the total of all residents, repeated in every row, is read.
    """
    table = open_either(path, _columns)
    if not table.is_usable:
        return refused(*table.faults)
    table, left_out = inside(table, CODE, besides)
    if not table.is_usable:
        return refused(*table.faults, none_inside(table, CODE))
    in_force = areas.codes(areas.AreaType.LSOA, vintage=2021)
    codes = table.areas(CODE, besides)
    other = codes.isin(areas.registry().keys()) & ~codes.isin(in_force)
    table.report(other, CODE, "a neighbourhood of the 2021 census")
    has_total = TOTAL in table.frame.columns
    counted = TOTAL if has_total else RESIDENTS
    value, reason = table.numbers(counted, {}, low=0)
    table.report(value % 1 > 0, counted, "a whole number of people")
    ages: pd.Series | str = ALL_AGES
    if not has_total:
        ages = table.text(AGES).map(_age)
        table.report(ages.isna(), AGES, "an age group, as 'Aged 16 to 24 years'")
    columns = {
        "indicator_id": origin.series.get(RESIDENTS, INDICATOR),
        "area_code": codes,
        "period_start": CENSUS_DAY.start,
        "period_end": CENSUS_DAY.end,
        "period_type": CENSUS_DAY.type,
        "age": ages,
        "value": value,
        "missing_reason": reason,
        "unit": "people",
    }
    has_names = NAME in table.frame.columns
    names = dict(zip(codes, table.text(NAME), strict=True)) if has_names else {}
    return table.reading(columns, origin, left_out, names)


def _columns(names: Sequence[str]) -> Sequence[str]:
    """The columns that make the table one of the two layouts."""
    return (CODE, TOTAL) if TOTAL in names else (CODE, AGES, RESIDENTS)


def _age(label: str) -> str | None:
    if label.casefold() in ("total", "all ages", "total: all usual residents"):
        return ALL_AGES
    match = AGE.fullmatch(label)
    if not match:
        return None
    first, last, open_end = match.groups()
    if last:
        return f"{first} to {last}"
    return f"0 to {first}" if open_end == "under" else f"{first} and over"


READER = Reader(
    name="census",
    title="Census 2021: usual residents",
    publisher="Office for National Statistics",
    read=read,
    endings=(".csv", ".parquet"),
    nationally=read,
)
