"""Department for Education, local authority interactive tool (LAIT): long, one row a value.

Authorities stand under the Department's own numbers, not area codes, and years under labels whose
meaning differs by measure. Values are text with the marks of a spreadsheet (9.3699999999999992).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from geo import areas
from indicators.errors import Fault, quoted
from indicators.origins import Origin
from indicators.periods import Period, academic_year, calendar_year, financial_year, snapshot
from indicators.sources.base import Reader, Reading, combined, refused
from indicators.sources.parquet import open_either
from indicators.sources.tables import Table
from indicators.vocabulary import MissingReason

COLUMNS = ("Short Desc", "Years", "LA and Regions", "Values", "LA Number")
YEARS = range(1990, 2101)
MISSING = {"-": MissingReason.NOT_PUBLISHED}
ENGLAND_NUMBER = 970
REGION_NUMBERS: Mapping[int, str] = {
    980: "E12000001",
    981: "E12000002",
    982: "E12000003",
    983: "E12000004",
    984: "E12000005",
    985: "E12000006",
    986: "E12000007",
    989: "E12000008",
    990: "E12000009",
}
PARTS_OF_LONDON = (987, 988)
APRIL = 4


def _on_31_march(year: int) -> Period:
    return snapshot(date(year, 3, 31))


def _year_to_31_march(year: int) -> Period:
    return financial_year(year - 1)


def _year_to_31_august(year: int) -> Period:
    return academic_year(year - 1)


@dataclass(frozen=True)
class Measure:
    """One of the tool's measures; `when` gives the period of a label by the year it ends in.

    The tool's data dictionary says for each measure which kind of year it has (Year_Type).
    """

    label: str
    indicator_id: str
    unit: str
    age: str
    when: Callable[[int], Period]
    high: float = float("inf")


MEASURES: tuple[Measure, ...] = (
    Measure("InfMort", "infant_mortality", "per 1,000", "under 1", calendar_year, 1000),
    Measure("ExcessRec", "overweight_reception", "%", "4 to 5", _year_to_31_august, 100),
    Measure("ExcessYr6", "overweight_year_6", "%", "10 to 11", _year_to_31_august, 100),
    Measure("CPP_rate", "child_protection_plan_rate", "per 10,000", "0 to 17", _on_31_march),
    Measure("CIN", "children_in_need_rate", "per 10,000", "0 to 17", _on_31_march),
    Measure(
        "CPP_Total_Rateper10,000", "referrals_rate", "per 10,000", "0 to 17", _year_to_31_march
    ),
    Measure(
        "TotPermEx", "permanent_exclusions", "per 100 pupils", "school age", _year_to_31_august
    ),
    Measure("TotFixedEx", "suspensions", "per 100 pupils", "school age", _year_to_31_august),
    Measure(
        "FirstYJS",
        "first_time_entrants_to_youth_justice",
        "per 100,000",
        "10 to 17",
        calendar_year,
        100_000,
    ),
)


def read(path: Path, origin: Origin) -> Reading:
    """The tool's known measures for England, its regions and its authorities.

    An authority has the area code that was in force when the period ended, as in the Department's
    own releases; years before or after an authority's life are left out and counted.
    """
    table = open_either(path, COLUMNS)
    if not table.is_usable:
        return refused(*table.faults)
    labels = table.text("Short Desc")
    counts = labels.value_counts()
    known = [measure for measure in MEASURES if measure.label in counts.index]
    if not known:
        found = ", ".join(quoted(name) for name in counts.index[:8])
        expected = "one of " + ", ".join(measure.label for measure in MEASURES)
        return refused(Fault(f"{path.name}, column Short Desc", found, expected))
    wanted = {measure.label for measure in known}
    others = {name: int(count) for name, count in counts.items() if name not in wanted}
    readings = [_measure(table.only(labels == m.label), m, origin) for m in known]
    whole = combined(readings)
    return Reading(whole.rows, whole.faults, {**others, **whole.left_out}, whole.area_names)


def _measure(table: Table, measure: Measure, origin: Origin) -> Reading:
    years = table.text("Years").map(_ending_year)
    table.report(years.isna(), "Years", "a year, as '2025' or '2024/25'")
    numbers = _authority_numbers(table)
    table = table.only(years.notna() & numbers.notna())
    years, numbers = years[table.frame.index].astype(int), numbers[table.frame.index].astype(int)
    codes = _codes(years, numbers, measure)
    london = numbers.isin(PARTS_OF_LONDON)
    unlived = codes.isna() & ~london
    left_out = {
        f"{measure.label}: {why}": int(rows.sum())
        for why, rows in (
            ("Inner and Outer London, which are not regions", london),
            ("years in which the authority did not exist", unlived),
        )
        if rows.any()
    }
    part = table.only(codes.notna())
    value, reason = part.numbers("Values", MISSING, low=0, high=measure.high)
    part.report_fractions(value, "Values", measure.unit)
    codes = codes[part.frame.index]
    return part.reading(
        {
            "indicator_id": origin.series.get(measure.label, measure.indicator_id),
            "area_code": codes,
            **part.periods("Years", lambda cell: _period(cell, measure), "a year, as '2025'"),
            "age": measure.age,
            "value": value,
            "missing_reason": reason,
            "unit": measure.unit,
        },
        origin,
        left_out,
        dict(zip(codes, part.text("LA and Regions"), strict=True)),
    )


def _authority_numbers(table: Table) -> pd.Series:
    """The Department's number of each row's area; numbers that no area has are reported."""
    cells = table.text("LA Number")
    numbers = pd.to_numeric(cells, errors="coerce")
    known = {ENGLAND_NUMBER, *REGION_NUMBERS, *PARTS_OF_LONDON} | {
        area.dfe_number for area in areas.registry().values() if area.dfe_number
    }
    table.report(
        ~numbers.isin(known),
        "LA Number",
        "the number of an authority or region",
        "Take out total rows; check that the columns are not swapped.",
    )
    return numbers.where(numbers.isin(known))


def _codes(years: pd.Series, numbers: pd.Series, measure: Measure) -> pd.Series:
    """The code in force for each number when the period ended; none where there was none."""
    by_year = {}
    for year in years.unique():
        end = measure.when(year).end
        by_year[year] = _codes_in_force(end.year if end.month >= APRIL else end.year - 1)
    pairs = zip(years, numbers, strict=True)
    return pd.Series(
        [by_year[year].get(number) for year, number in pairs], index=years.index, dtype="object"
    )


def _codes_in_force(year: int) -> dict[int, str]:
    """Area code by the Department's number. Authorities change on 1 April, at no other time."""
    return {ENGLAND_NUMBER: areas.ENGLAND, **REGION_NUMBERS} | {
        area.dfe_number: area.code
        for area in areas.registry().values()
        if area.dfe_number and area.in_force(year)
    }


def _ending_year(label: str) -> int | None:
    match = re.fullmatch(r"(\d{4})(?:/(\d{2}))?", label)
    if not match:
        return None
    first = int(match[1])
    if match[2] and int(match[2]) != (first + 1) % 100:
        return None
    year = first + 1 if match[2] else first
    return year if year in YEARS else None


def _period(label: str, measure: Measure) -> Period | None:
    year = _ending_year(label)
    return measure.when(year) if year else None


READER = Reader(
    name="dfe-lait",
    title="DfE local authority interactive tool",
    publisher="Department for Education",
    read=read,
    endings=(".csv", ".parquet"),
)
