"""OHID Fingertips CSV downloads, with 26 or 27 columns and any parent area.

Older downloads leave the last cell off their rows; with parent England every England row stands
twice; rows with a `Category Type` are breakdowns that may sit under England's own code; and the
reason for an empty value stands only in `Value note`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd

from indicators.origins import Origin
from indicators.sources import ohid, series
from indicators.sources.base import Reader, Reading, refused
from indicators.sources.ohid import OhidSeries
from indicators.sources.tables import Table, open_table
from indicators.vocabulary import (
    ALL_AGES,
    ALL_OF_BREAKDOWN,
    NO_BREAKDOWN,
    MissingReason,
    PeriodType,
    Sex,
)

REQUIRED = (
    "Indicator ID",
    "Area Code",
    "Area Name",
    "Sex",
    "Age",
    "Category Type",
    "Category",
    "Time period",
    "Value",
    "Lower CI 95.0 limit",
    "Upper CI 95.0 limit",
    "Count",
    "Denominator",
    "Value note",
)
# Before 2019 the limits had plainer headings.
OLD_HEADINGS = {
    "Lower CI limit": "Lower CI 95.0 limit",
    "Upper CI limit": "Upper CI 95.0 limit",
}
BLANK = {"": MissingReason.NOT_PUBLISHED}
SEXES = {
    "Persons": Sex.PERSONS,
    "Male": Sex.MALE,
    "Female": Sex.FEMALE,
    "Not applicable": Sex.PERSONS,
}
AGE = re.compile(
    r"(?:(<|≤)\s?)?(\d{1,3})(?:\s?-\s?(\d{1,3})|(\+))?\s?(?:yrs|years|yr)?", re.I | re.A
)
NOTE_REASONS: tuple[tuple[str, MissingReason], ...] = (
    (r"suppress|disclos|small (?:number|count)|too (?:few|small)", MissingReason.SUPPRESSED),
    (r"reliab|data quality|not robust|insufficient", MissingReason.UNRELIABLE),
    (r"not applicable", MissingReason.NOT_APPLICABLE),
    (r"not collected|did not (?:submit|participate)", MissingReason.NOT_COLLECTED),
)

_RATE = OhidSeries(
    "suicide_rate", "per 100,000", PeriodType.ROLLING_3_YEARS, age="10 and over", high=100_000
)
_PERCENT = OhidSeries("early_stage_cancer", "%", PeriodType.CALENDAR_YEAR, high=100)
_CHILDREN = replace(
    _PERCENT, period_type=PeriodType.ACADEMIC_YEAR, split_year=PeriodType.ACADEMIC_YEAR
)
_YEARS = OhidSeries("life_expectancy_at_birth", "years", PeriodType.ROLLING_3_YEARS, high=120)
KNOWN = {
    "90366": _YEARS,
    "90362": replace(_YEARS, indicator_id="healthy_life_expectancy_at_birth"),
    "92901": replace(
        _YEARS, indicator_id="inequality_in_life_expectancy_at_birth", low=-40, high=40
    ),
    "41001": _RATE,
    "93721": replace(
        _RATE, indicator_id="preventable_mortality_under_75", period_type=PeriodType.CALENDAR_YEAR
    ),
    "93722": replace(_RATE, indicator_id="preventable_cardiovascular_mortality"),
    "21001": replace(
        _RATE, indicator_id="self_harm_admissions", period_type=PeriodType.FINANCIAL_YEAR
    ),
    "10401": replace(
        _RATE,
        indicator_id="first_time_entrants_to_youth_justice",
        period_type=PeriodType.CALENDAR_YEAR,
    ),
    "90284": OhidSeries(
        "injury_admissions_under_15", "per 10,000", PeriodType.FINANCIAL_YEAR, high=10_000
    ),
    "93671": _PERCENT,
    "92445": replace(
        _PERCENT,
        indicator_id="smoking_routine_and_manual",
        pooled="smoking_routine_and_manual_three_years",
    ),
    "90319": replace(_CHILDREN, indicator_id="obesity_reception"),
    "90323": replace(_CHILDREN, indicator_id="obesity_year_6"),
    "20601": replace(_CHILDREN, indicator_id="overweight_reception"),
    "20602": replace(_CHILDREN, indicator_id="overweight_year_6"),
    # The series that this number stands for was replaced by another in March 2026.
    "93700": replace(_PERCENT, indicator_id="", period_type=PeriodType.FINANCIAL_YEAR),
}


def read(path: Path, origin: Origin) -> Reading:
    """The file's figures as observations, with everything that is wrong with it."""
    table = open_table(path, REQUIRED, cells_that_may_be_cut=1, rename=_renamed)
    if not table.is_usable:
        return refused(*table.faults)
    is_number = table.text("Indicator ID").str.fullmatch(r"[0-9]+")
    table.report(~is_number, "Indicator ID", "the number of an indicator")
    table = table.only(is_number)
    if not table.is_usable:
        return refused(*table.faults)
    table, row_series, unknown = series.known_rows(table, "Indicator ID", KNOWN, origin)
    table, elsewhere = series.inside(table, "Area Code")
    if not table.is_usable:
        return refused(*table.faults)
    row_series = row_series.loc[table.frame.index]
    period, row_series = ohid.period_columns(table, "Time period", row_series)
    table, other_lengths = _our_length(table, period["period_type"], row_series)
    if not table.is_usable:
        return refused(*table.faults)
    row_series = row_series.loc[table.frame.index]
    period = {name: cells.loc[table.frame.index] for name, cells in period.items()}
    series.check_not_future(table, "Time period", period["period_end"], origin)
    values, blank = series.figures(table, "Value", BLANK, row_series)
    # A figure that is held back may leave a count, or limits of -1, beside its empty value.
    has_value = values.notna()
    lower = table.numbers("Lower CI 95.0 limit", BLANK)[0].where(has_value)
    upper = table.numbers("Upper CI 95.0 limit", BLANK)[0].where(has_value)
    limits = ("Lower CI 95.0 limit", "Upper CI 95.0 limit")
    series.check_limits(table, values, (lower, upper), limits, row_series)
    count = table.numbers("Count", BLANK, low=0)[0].where(has_value)
    denominator, _ = table.numbers("Denominator", BLANK, low=0)
    table.report(count > denominator, "Count", "a count no larger than the Denominator")
    unsaid = ~has_value & (table.text("Count") != "") & (table.text("Value note") == "")
    expected = "a value beside its count, or a note that says why there is none"
    table.report(unsaid, "Value", expected, severity="warning")
    columns = {
        "indicator_id": series.of(row_series, "indicator_id"),
        "area_code": table.areas("Area Code"),
        **period,
        "sex": series.words(table, "Sex", SEXES),
        "age": _ages(table),
        **_breakdown(table),
        "value": values,
        "lower_95": lower,
        "upper_95": upper,
        "numerator": count,
        "denominator": denominator,
        "unit": series.of(row_series, "unit"),
        "missing_reason": _reasons(table, blank),
    }
    names = dict(zip(table.text("Area Code"), table.text("Area Name"), strict=True))
    return table.reading(columns, origin, unknown | elsewhere | other_lengths, names)


def _our_length(
    table: Table, found: pd.Series, row_series: pd.Series
) -> tuple[Table, dict[str, int]]:
    """The rows whose period is as long as their series', and counts of the others.

    One download often holds one-year and three-year figures of the same indicator.
    """
    other = found.notna() & (found != series.of(row_series, "period_type"))
    if other.all():
        kinds = " or ".join(sorted(set(series.of(row_series, "period_type"))))
        table.report(other, "Time period", f"figures for a {kinds}")
    labels = table.text("Indicator ID")[other] + ", " + found[other].astype("str") + " figures"
    return table.only(~other), labels.value_counts().to_dict()


def _renamed(names: list[str]) -> list[str]:
    return [OLD_HEADINGS.get(name, name) for name in names]


def _reasons(table: Table, blank: pd.Series) -> pd.Series:
    """Why each empty value is empty, from its note; a note beside a value gives no reason."""
    notes = table.text("Value note").str.casefold()
    reasons = blank.copy()
    for pattern, reason in reversed(NOTE_REASONS):
        reasons = reasons.mask(blank.notna() & notes.str.contains(pattern), reason.value)
    return reasons


def _ages(table: Table) -> pd.Series:
    cells = table.text("Age")
    told = {cell: age_in_words(cell) for cell in cells.unique()}
    expected = "an age like 'All ages', '<15 yrs', '10+ yrs' or '18-64 yrs'"
    table.report(cells.map(lambda cell: told[cell] is None).astype(bool), "Age", expected)
    return cells.map(told)


def age_in_words(cell: str) -> str | None:
    """Fingertips' '<15 yrs' as 'under 15', '10+ yrs' as '10 and over', '18-64 yrs' as '18 to 64'.

    None for a cell that is no age.
    """
    if cell.casefold() == ALL_AGES:
        return ALL_AGES
    found = AGE.fullmatch(cell)
    if not found:
        return None
    sign, first, last, plus = found.groups()
    if sign == "<":
        return f"under {first}"
    if sign:
        return f"{first} and under"
    if plus:
        return f"{first} and over"
    return f"{first} to {last}" if last else first


def _breakdown(table: Table) -> dict[str, pd.Series]:
    """Category type and category as OHID words them; its wording differs from file to file."""
    kind, part = table.text("Category Type"), table.text("Category")
    table.report((kind == "") & (part != ""), "Category", "no category without a Category Type")
    table.report((kind != "") & (part == ""), "Category", "a category of its Category Type")
    return {
        "breakdown": kind.where(kind != "", NO_BREAKDOWN),
        "breakdown_value": part.where(kind != "", ALL_OF_BREAKDOWN),
    }


READER = Reader(
    name="fingertips",
    title="Fingertips",
    publisher="Office for Health Improvement and Disparities",
    read=read,
)
