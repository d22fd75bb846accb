"""Office for National Statistics, Census 2021: usual residents of neighbourhoods by age group."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from geo import areas
from indicators.origins import Origin
from indicators.periods import snapshot
from indicators.sources.base import Reader, Reading, refused
from indicators.sources.parquet import open_either
from indicators.vocabulary import ALL_AGES

CENSUS_DAY = snapshot(date(2021, 3, 21))
CODE, NAME, AGES, RESIDENTS = "lsoa21_code", "lsoa21_name", "age_group", "usual_residents"
INDICATOR = "residents_census_2021"
AGE = re.compile(r"Aged (\d+) (?:to (\d+) years|years and (under|over))")


def read(path: Path, origin: Origin) -> Reading:
    """Usual residents on 21 March 2021 of West Yorkshire's neighbourhoods (LSOAs), by age group.

    Ages are as the table gives them; a total for all ages is read only where the table has one.
    """
    table = open_either(path, (CODE, AGES, RESIDENTS))
    if not table.is_usable:
        return refused(*table.faults)
    codes = table.text(CODE)
    known = set(areas.codes(areas.AreaType.LSOA, vintage=2021))
    earlier = set(areas.codes(areas.AreaType.LSOA, vintage=2011)) - known
    elsewhere = codes.str.fullmatch(r"[EW]01\d{6}") & ~codes.isin(known | earlier)
    left_out = {"outside West Yorkshire": int(elsewhere.sum())} if elsewhere.any() else {}
    table = table.only(~elsewhere)
    codes = table.areas(CODE)
    table.report(codes.isin(earlier), CODE, "a neighbourhood of the 2021 census")
    value, reason = table.numbers(RESIDENTS, {}, low=0)
    table.report(value % 1 > 0, RESIDENTS, "a whole number of people")
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
    title="Census 2021: usual residents by age group",
    publisher="Office for National Statistics",
    read=read,
    endings=(".csv", ".parquet"),
)
