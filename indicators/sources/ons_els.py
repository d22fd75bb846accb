"""ONS Explore Local Statistics: one CSV an indicator, periods as ISO intervals."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

from indicators import periods
from indicators.origins import Origin
from indicators.periods import Period
from indicators.sources import series
from indicators.sources.base import Reader, Reading, refused
from indicators.sources.series import Series
from indicators.sources.tables import open_table
from indicators.vocabulary import MissingReason, PeriodType, Sex

REQUIRED = (
    "areacd",
    "areanm",
    "indicator",
    "period",
    "observation",
    "measure",
    "lci_95",
    "uci_95",
    "status",
)
INTERVAL = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:/P(\d{1,2})([YM]))?", re.ASCII)
EXPECTED_PERIOD = "a period like '2018-01-01/P1Y', or a day like '2025-04-30'"
# The status says why an observation is empty; with an observation it only describes it.
EMPTY = {
    "x": MissingReason.NOT_PUBLISHED,
    "w": MissingReason.NOT_PUBLISHED,
    "u": MissingReason.UNRELIABLE,
    "c": MissingReason.SUPPRESSED,
    "z": MissingReason.NOT_APPLICABLE,
}
DESCRIBED = {"": "", "b": "break", "e": "estimated", "p": "provisional", "r": "revised", "u": "low"}

_LOW_INCOME = Series(
    "children_in_relative_low_income",
    "%",
    PeriodType.FINANCIAL_YEAR,
    "Percentage",
    age="under 16",
    high=100,
)
_HEALTHY_LIFE = Series(
    "healthy_life_expectancy_at_birth",
    "years",
    PeriodType.ROLLING_3_YEARS,
    "Years",
    sex=Sex.FEMALE,
    high=120,
)
_WORKING_AGE = Series(
    "employment_rate", "%", PeriodType.CALENDAR_YEAR, "Percentage", age="16 to 64", high=100
)
KNOWN = {
    "Female healthy life expectancy": _HEALTHY_LIFE,
    "Male healthy life expectancy": replace(_HEALTHY_LIFE, sex=Sex.MALE),
    "Preventable cardiovascular mortality (England)": Series(
        "preventable_cardiovascular_mortality",
        "per 100,000",
        PeriodType.ROLLING_3_YEARS,
        "Rate per 100,000 population",
        age="under 75",
        high=100_000,
    ),
    "Children in relative poverty before housing costs": _LOW_INCOME,
    "Children in relative poverty after housing costs": replace(
        _LOW_INCOME, indicator_id="children_in_relative_low_income_after_housing_costs"
    ),
    # Until 2026 this label stood for a series that stopped, and then for the one that replaced it.
    "Children in poverty": replace(_LOW_INCOME, indicator_id=""),
    "Cancer diagnosis at stage 1 and 2": Series(
        "early_stage_cancer", "%", PeriodType.CALENDAR_YEAR, "Percentage", high=100
    ),
    "Gross median weekly pay": Series(
        "median_weekly_pay",
        "£ a week",
        PeriodType.SNAPSHOT,
        "Pounds",
        age="16 and over",
        high=10_000,
    ),
    "Employment rate": _WORKING_AGE,
    "Claimant Count": replace(_WORKING_AGE, indicator_id="claimant_count"),
    "Persistent absences for all pupils": Series(
        "persistent_absence",
        "%",
        PeriodType.ACADEMIC_YEAR,
        "Percentage",
        age="school age",
        high=100,
    ),
}


def read(path: Path, origin: Origin) -> Reading:
    """The file's figures as observations, with everything that is wrong with it."""
    table = open_table(path, REQUIRED)
    if not table.is_usable:
        return refused(*table.faults)
    table, row_series, unknown = series.known_rows(table, "indicator", KNOWN, origin)
    table, elsewhere = series.inside(table, "areacd")
    if not table.is_usable:
        return refused(*table.faults)
    row_series = row_series.loc[table.frame.index]
    period = table.periods("period", period_of, EXPECTED_PERIOD)
    series.check_period_types(table, "period", period["period_type"], row_series)
    series.check_not_future(table, "period", period["period_end"], origin)
    series.check_said(table, "measure", row_series)
    is_empty = table.text("observation") == ""
    values, _ = series.figures(table, "observation", {"": MissingReason.NOT_PUBLISHED}, row_series)
    reasons = series.words(table.only(is_empty), "status", EMPTY)
    series.words(table.only(~is_empty), "status", DESCRIBED)
    lower = table.numbers("lci_95", {"": MissingReason.NOT_PUBLISHED})[0].where(~is_empty)
    upper = table.numbers("uci_95", {"": MissingReason.NOT_PUBLISHED})[0].where(~is_empty)
    series.check_limits(table, values, (lower, upper), ("lci_95", "uci_95"), row_series)
    columns = {
        "indicator_id": series.of(row_series, "indicator_id"),
        "area_code": table.areas("areacd"),
        **period,
        "sex": series.of(row_series, "sex"),
        "age": series.of(row_series, "age"),
        "value": values,
        "lower_95": lower,
        "upper_95": upper,
        "unit": series.of(row_series, "unit"),
        "missing_reason": reasons.reindex(table.frame.index),
    }
    names = dict(zip(table.text("areacd"), table.text("areanm"), strict=True))
    return table.reading(columns, origin, unknown | elsewhere, names)


def period_of(cell: str) -> Period | None:
    """The period of an ISO interval or day, or None where it is neither or of no kind in use."""
    found = INTERVAL.fullmatch(cell)
    if not found:
        return None
    try:
        first = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    length, unit = int(found[4] or 0), found[5]
    if unit is None:
        return periods.snapshot(first)
    if first.day != 1:
        return None
    if unit == "M":
        return periods.month(first.year, first.month) if length == 1 else None
    return _years(first, length)


def _years(first: date, length: int) -> Period | None:
    one_year = {
        1: periods.calendar_year,
        4: periods.financial_year,
        8: periods.academic_year,  # DfE figures are given from August, though schools begin later
        9: periods.academic_year,
    }.get(first.month)
    if one_year is None:
        return None
    if length == 1:
        return one_year(first.year)
    kind = periods.ROLLING_YEARS.get(length)
    last = one_year(first.year + length - 1)
    return Period(one_year(first.year).start, last.end, kind) if kind else None


READER = Reader(
    name="ons-els",
    title="Explore Local Statistics",
    publisher="Office for National Statistics",
    read=read,
)
