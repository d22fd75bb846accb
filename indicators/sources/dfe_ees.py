"""Department for Education, explore education statistics: one row per area and year.

The data files of one release share their first columns (time, level, codes and names) and then
hold one column per measure. Which measures a file holds shows in its headings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from indicators.errors import Fault, quoted
from indicators.origins import Origin
from indicators.periods import Period, financial_year, snapshot
from indicators.sources.base import Reader, Reading, combined, refused
from indicators.sources.tables import Table, open_table
from indicators.vocabulary import MissingReason

YEARS = range(1990, 2101)
CHILDREN = "0 to 17"


def _on_31_march(year: int) -> Period:
    return snapshot(date(year, 3, 31))


def _mid_year(year: int) -> Period:
    return snapshot(date(year, 6, 30))


def _year_to_31_march(year: int) -> Period:
    return financial_year(year - 1)


@dataclass(frozen=True)
class Measure:
    """One of the publisher's columns, and the indicator it holds.

    Measures of one `data_set` stand in one file; `parts` are the columns that sum to the figure,
    by which it is checked where the file has them; `where` picks their rows by filter columns;
    `when` turns the publisher's year into the period meant, which differs by measure: 2025 is
    31 March 2025, or the year that ended then.
    """

    data_set: str
    column: str
    indicator_id: str
    unit: str
    when: Callable[[int], Period]
    where: Mapping[str, str] = field(default_factory=dict)
    numerator: str = ""
    denominator: str = ""
    per: int = 0
    parts: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The name by which an origin can point the column to another indicator."""
        return ", ".join([self.column, *self.where.values()])

    @property
    def columns(self) -> tuple[str, ...]:
        wanted = (self.column, self.numerator, self.denominator, *self.where)
        return tuple(name for name in wanted if name)


_UNDER_18 = {"age_group": "Children aged 0 to 17 years"}
_C3 = "assessments_with_"
_ASSESSMENTS = ("assessments", _year_to_31_march)
MEASURES: tuple[Measure, ...] = (
    Measure(
        "d5",
        "CPP_At31",
        "child_protection_plans",
        "children",
        _on_31_march,
        parts=(
            "3_months_or_less",
            "more_than_3_months_6_months",
            "more_than_6_months_less_than_1_year",
            "1_year_less_than_2_years",
            "2_years_or_more",
        ),
    ),
    Measure("b1", "At31_episodes", "children_in_need", "children", _on_31_march),
    Measure("c1", "referral_count", "referrals", "referrals", _year_to_31_march),
    Measure("c3", "Domestic_Abuse_parent", f"{_C3}domestic_abuse_of_parent", *_ASSESSMENTS),
    Measure("c3", "Episodes_with_assessment_factor", f"{_C3}factors", *_ASSESSMENTS),
    Measure(
        "population", "population_estimate", "population_0_to_17", "people", _mid_year, _UNDER_18
    ),
    Measure(
        "cla",
        "rate_per_10000",
        "children_looked_after_rate",
        "per 10,000",
        _on_31_march,
        {"population_type": "Children looked after on 31 March each year"},
        numerator="children_count",
        denominator="population_estimate",
        per=10_000,
    ),
)
IDENTITY = (
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "new_la_code",
    "la_name",
)
NOT_MEASURES = {*IDENTITY, "old_la_code", "category", "age_group", "population_type"}
LEVELS: Mapping[str, tuple[str, str, str]] = {
    "National": ("country_code", "country_name", r"E92000001"),
    "Regional": ("region_code", "region_name", r"E1[23]\d{6}"),
    "Local authority": ("new_la_code", "la_name", r"E(0[6789]|10)\d{6}"),
}
ROUNDED_TO = 10
PARTS_OF_LONDON = ("E13000001", "E13000002")
MISSING: Mapping[str, MissingReason] = {
    "c": MissingReason.SUPPRESSED,
    "u": MissingReason.UNRELIABLE,
    "z": MissingReason.NOT_APPLICABLE,
    "x": MissingReason.NOT_PUBLISHED,
    ":": MissingReason.NOT_PUBLISHED,
    "k": MissingReason.NOT_PUBLISHED,
    "low": MissingReason.NOT_PUBLISHED,
}


def read(path: Path, origin: Origin) -> Reading:
    """The file's known measures for England, its regions and its local authorities.

    National and regional counts are rounded to 10 by the publisher. Marks: c suppressed, u low
    reliability, z not applicable, x and ':' not available, k and low rounded away.
    """
    table = open_table(path, IDENTITY)
    if not table.is_usable:
        return refused(*table.faults)
    names_there = set(table.frame.columns)
    data_sets = {m.data_set for m in MEASURES if {m.column, *m.where} <= names_there}
    measures = [m for m in MEASURES if m.data_set in data_sets]
    unknown = [name for name in table.frame.columns if name not in NOT_MEASURES]
    if not measures:
        return refused(_no_known_measure(path.name, unknown))
    absent = {name for m in measures for name in m.columns} - names_there
    if absent:
        where = f"{path.name}, headings"
        return refused(
            *(Fault(where, f"no column {quoted(name)}", "that column") for name in sorted(absent))
        )
    table, left_out = _known_levels(table)
    used = {name for measure in measures for name in measure.columns}
    left_out |= {f"column {name}": len(table.frame) for name in unknown if name not in used}
    codes, names = _areas(table)
    table.report(
        table.text("time_identifier") != "Reporting year", "time_identifier", "'Reporting year'"
    )
    readings = [_measure(table, measure, codes, origin) for measure in measures]
    read_whole = combined(readings)
    left_out |= read_whole.left_out
    return Reading(read_whole.rows, read_whole.faults, left_out, names)


def _no_known_measure(name: str, found: Sequence[str]) -> Fault:
    held = ", ".join(quoted(column) for column in found[:8]) or "no measure"
    known = ", ".join(quoted(measure.column) for measure in MEASURES)
    return Fault(
        f"{name}, headings", held, f"one of the measures {known}", "Is it the right data file?"
    )


def _known_levels(table: Table) -> tuple[Table, dict[str, int]]:
    """The rows for areas the suite knows, and how many there were of others."""
    level = table.text("geographic_level")
    london = (level == "Regional") & table.text("region_code").isin(PARTS_OF_LONDON)
    other = ~level.isin(LEVELS)
    left_out = {f"level {quoted(name)}": int(n) for name, n in level[other].value_counts().items()}
    if london.any():
        left_out["Inner and Outer London, which are not regions"] = int(london.sum())
    return table.only(~other & ~london), left_out


def _areas(table: Table) -> tuple[pd.Series, dict[str, str]]:
    """Each row's area code, taken from the column its level says, and the names of the codes."""
    level = table.text("geographic_level")
    codes = pd.Series("", index=level.index)
    names = pd.Series("", index=level.index)
    for word, (code_column, name_column, pattern) in LEVELS.items():
        part = table.only(level == word)
        found = part.areas(code_column)
        misplaced = ~found.str.fullmatch(pattern)
        part.report(
            misplaced, code_column, f"the code of a {word.lower()} area", "Are columns swapped?"
        )
        codes.loc[found.index] = found
        names.loc[found.index] = part.text(name_column)
    return codes, dict(zip(codes, names, strict=True))


def _measure(table: Table, measure: Measure, codes: pd.Series, origin: Origin) -> Reading:
    mine = pd.Series(True, index=table.frame.index)
    left_out: dict[str, int] = {}
    for column, wanted in measure.where.items():
        cells = table.text(column)
        mine &= cells == wanted
        others = cells[cells != wanted].value_counts()
        left_out |= {f"{column} {quoted(name)}": int(n) for name, n in others.items()}
    part = table.only(mine)
    if part.frame.empty:
        wanted = " and ".join(quoted(word) for word in measure.where.values())
        fault = Fault(f"{table.name}, column {measure.column}", "no such rows", f"rows of {wanted}")
        return refused(fault)
    value, reason = part.numbers(measure.column, MISSING, low=0)
    columns: dict[str, object] = {
        "indicator_id": origin.series.get(measure.label, measure.indicator_id),
        "area_code": codes[part.frame.index],
        **part.periods("time_period", lambda cell: _period(cell, measure), "a year, as '2025'"),
        "age": CHILDREN,
        "value": value,
        "missing_reason": reason,
        "unit": measure.unit,
    }
    for name in ("numerator", "denominator"):
        source = getattr(measure, name)
        if source:
            columns[name], _ = part.numbers(source, MISSING, low=0)
    if measure.per:
        _report_disagreement(part, measure, columns)
    else:
        part.report(value % 1 > 0, measure.column, f"a whole number of {measure.unit}")
    if measure.parts and set(measure.parts) <= set(part.frame.columns):
        _report_unlike_its_parts(part, measure, value)
    return part.reading(columns, origin, left_out)


def _report_disagreement(part: Table, measure: Measure, columns: Mapping[str, object]) -> None:
    """Report rates that their own count and population contradict by more than roundings can."""
    value = pd.Series(columns["value"])
    numerator, denominator = pd.Series(columns["numerator"]), pd.Series(columns["denominator"])
    implied = numerator / denominator * measure.per
    slack = 0.51 + 5 / denominator * measure.per
    part.report(
        (value - implied).abs() > slack,
        measure.column,
        f"{measure.numerator} for each {measure.per:,} of {measure.denominator}",
        "Are columns swapped, or is a rate written as a fraction?",
    )


def _report_unlike_its_parts(part: Table, measure: Measure, value: pd.Series) -> None:
    """Report figures that differ from the sum of their parts by more than rounding can do."""
    cells = [part.numbers(name, MISSING, low=0)[0] for name in measure.parts]
    total = pd.concat(cells, axis=1).sum(axis=1, skipna=False)
    part.report(
        (value - total).abs() > ROUNDED_TO * (len(measure.parts) + 1) / 2,
        measure.column,
        "the sum of " + ", ".join(measure.parts),
        "Are columns swapped?",
    )


def _period(cell: str, measure: Measure) -> Period | None:
    if not re.fullmatch(r"\d{4}", cell) or int(cell) not in YEARS:
        return None
    return measure.when(int(cell))


READER = Reader(
    name="dfe-ees",
    title="DfE explore education statistics",
    publisher="Department for Education",
    read=read,
)
