"""Ward tables built on Nomis, the Valuation Office and the Insolvency Service.

One row per ward, date and variable. Which indicator a row holds shows in its variable's name.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from geo import areas
from indicators.errors import Fault, quoted
from indicators.origins import Origin
from indicators.periods import Period, calendar_year, month, snapshot
from indicators.sources.base import Reader, Reading, combined, refused
from indicators.sources.series import inside, none_inside
from indicators.sources.tables import Table, open_table
from indicators.vocabulary import ALL_AGES, ALL_OF_BREAKDOWN, NO_BREAKDOWN

YEARS = range(1990, 2101)
MONTHS = range(1, 13)
NAME = "WD22NM"
PATTERN = 2022
REQUIRED = ("date", "geography_code", "value", NAME)
LABELS = ("variable_name", "variable")


def _year(cell: str) -> Period | None:
    is_year = re.fullmatch(r"\d{4}", cell) and int(cell) in YEARS
    return calendar_year(int(cell)) if is_year else None


def _stock_day(cell: str) -> Period | None:
    """31 March of the year, for which the Valuation Office Agency counts its stock of homes."""
    year = _year(cell)
    return snapshot(date(year.end.year, 3, 31)) if year else None


def _month(cell: str) -> Period | None:
    match = re.fullmatch(r"(\d{4})-(\d{2})", cell)
    if not match or int(match[1]) not in YEARS or int(match[2]) not in MONTHS:
        return None
    return month(int(match[1]), int(match[2]))


@dataclass(frozen=True)
class Variable:
    """One of the tables' variables, and the indicator it holds.

    `count` names the variable that holds the count on top of this one, in the same table.
    """

    indicator_id: str
    unit: str
    when: Callable[[str], Period | None]
    says: str
    age: str = ALL_AGES
    high: float = math.inf
    count: str = ""
    breakdown: str = NO_BREAKDOWN
    part: str = ALL_OF_BREAKDOWN


_A_YEAR = "a year, as '2023'"
_INSOLVENCY = ("individual_insolvencies", "cases", _year, _A_YEAR)
_TYPE = "type of insolvency"
VARIABLES: Mapping[str, Variable] = {
    "Claimants as a proportion of residents aged 16-64": Variable(
        "claimant_count_by_ward",
        "%",
        _month,
        "a year and month, as '2023-10'",
        "16 to 64",
        high=100,
        count="Claimant count",
    ),
    "Number of households": Variable("households", "dwellings", _stock_day, _A_YEAR),
    "Total": Variable(*_INSOLVENCY),
    "Bankruptcy": Variable(*_INSOLVENCY, breakdown=_TYPE, part="bankruptcy"),
    "DRO": Variable(*_INSOLVENCY, breakdown=_TYPE, part="debt relief order"),
    "IVA": Variable(*_INSOLVENCY, breakdown=_TYPE, part="individual voluntary arrangement"),
}


def read(path: Path, origin: Origin) -> Reading:
    """Claimants, dwellings and individual insolvencies of West Yorkshire's wards of 2022.

    Claimant counts stand as the numerator of the proportion that the same table gives.
    """
    table = open_table(path, _required)
    if not table.is_usable:
        return refused(*table.faults)
    table, left_out = inside(table, "geography_code")
    if not table.is_usable:
        return refused(*table.faults, none_inside(table, "geography_code"))
    label_column = next(name for name in LABELS if name in table.frame.columns)
    labels = table.text(label_column)
    known = {name: v for name, v in VARIABLES.items() if (labels == name).any()}
    counts = {variable.count for variable in known.values() if variable.count}
    if not known:
        found = ", ".join(quoted(name) for name in labels.unique()[:4])
        expected = "one of " + ", ".join(quoted(name) for name in VARIABLES)
        return refused(Fault(f"{path.name}, column {label_column}", found, expected))
    others = labels[~labels.isin([*known, *counts])].value_counts()
    left_out |= {str(name): int(count) for name, count in others.items()}
    readings = [
        _variable(table.only(labels == name), table.only(labels == v.count), name, v, origin)
        for name, v in known.items()
    ]
    whole = combined(readings)
    return Reading(whole.rows, whole.faults, left_out, whole.area_names)


def _required(names: Sequence[str]) -> tuple[str, ...]:
    """The columns that must be there, with whichever heading of variables this table uses."""
    label = next((name for name in LABELS if name in names), LABELS[0])
    return (*REQUIRED, label)


def _variable(
    part: Table, counts: Table, label: str, variable: Variable, origin: Origin
) -> Reading:
    codes = part.areas("geography_code")
    part.report(
        ~codes.str.startswith("E05"),
        "geography_code",
        "the code of a ward, E05 and six digits",
        "Leave out totals of districts.",
    )
    _report_other_pattern(part, codes)
    value, reason = part.numbers("value", {}, low=0, high=variable.high)
    part.report_fractions(value, "value", variable.unit)
    if variable.unit != "%":
        part.report(value % 1 > 0, "value", f"a whole number of {variable.unit}")
    columns: dict[str, object] = {
        "indicator_id": origin.series.get(label, variable.indicator_id),
        "area_code": codes,
        **part.periods("date", variable.when, variable.says),
        "age": variable.age,
        "breakdown": variable.breakdown,
        "breakdown_value": variable.part,
        "value": value,
        "missing_reason": reason,
        "unit": variable.unit,
    }
    if variable.count:
        columns["numerator"] = _counts_beside(part, counts)
    names = dict(zip(codes, part.text(NAME), strict=True))
    return part.reading(columns, origin, area_names=names)


def _report_other_pattern(part: Table, codes: pd.Series) -> None:
    """Report wards of another year's pattern than the one by which the table names its wards."""
    in_force = areas.codes(areas.AreaType.WARD, vintage=PATTERN)
    part.report(
        codes.str.startswith("E05") & ~codes.isin(in_force),
        "geography_code",
        f"a ward of West Yorkshire in {PATTERN}",
        "Ward figures cannot be carried to another pattern by relabelling.",
    )


def _counts_beside(part: Table, counts: Table) -> pd.Series:
    """For each row of the proportion, the count of the same ward and date, if the table has it."""
    numbers, _ = counts.numbers("value", {}, low=0)
    keys = [counts.text("geography_code"), counts.text("date")]
    repeated = pd.MultiIndex.from_arrays(keys).duplicated(keep=False)
    counts.report(
        pd.Series(repeated, index=counts.frame.index), "geography_code", "each ward and date once"
    )
    by_key = dict(zip(zip(*keys, strict=True), numbers, strict=True))
    wanted = zip(part.text("geography_code"), part.text("date"), strict=True)
    return pd.Series(
        [by_key.get(key, math.nan) for key in wanted], index=part.frame.index, dtype="float64"
    )


READER = Reader(
    name="nomis-wards",
    title="Ward tables of claimants, dwellings and individual insolvencies",
    publisher="Department for Work and Pensions, Valuation Office Agency and Insolvency Service",
    read=read,
)
