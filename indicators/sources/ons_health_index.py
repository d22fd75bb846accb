"""ONS Health Index, underlying data: one row an authority, year and measure, without limits."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from indicators import periods
from indicators.origins import Origin
from indicators.periods import Period
from indicators.sources import series
from indicators.sources.base import Reader, Reading, refused
from indicators.sources.series import Series
from indicators.sources.tables import open_table
from indicators.vocabulary import MissingReason, PeriodType

REQUIRED = ("ltla21_code", "year", "indicator", "value")
YEAR = re.compile(r"(19|20)[0-9]{2}")
MISSING = {"": MissingReason.NOT_PUBLISHED, "NA": MissingReason.NOT_PUBLISHED}
KNOWN = {
    "Suicides": Series(
        "suicide_rate",
        "per 100,000",
        PeriodType.ROLLING_3_YEARS,
        age="10 and over",
        high=100_000,
    ),
    "Self-harm": Series(
        "self_harm_admissions", "per 100,000", PeriodType.FINANCIAL_YEAR, high=100_000
    ),
}


def _three_years_to(year: int) -> Period:
    return periods.calendar_years(year - 2, year)


# What a year's label stands for. ONS labels a three-year pool by its last year, and takes
# admissions in a financial year for the calendar year in which it begins.
YEAR_MEANS: dict[PeriodType, Callable[[int], Period]] = {
    PeriodType.ROLLING_3_YEARS: _three_years_to,
    PeriodType.FINANCIAL_YEAR: periods.financial_year,
}


def read(path: Path, origin: Origin) -> Reading:
    """The file's figures as observations, with everything that is wrong with it."""
    table = open_table(path, REQUIRED)
    if not table.is_usable:
        return refused(*table.faults)
    table, row_series, unknown = series.known_rows(table, "indicator", KNOWN, origin)
    table, elsewhere = series.inside(table, "ltla21_code")
    if not table.is_usable:
        return refused(*table.faults)
    row_series = row_series.loc[table.frame.index]
    kinds = series.of(row_series, "period_type")
    period = pd.concat(
        pd.DataFrame(table.only(kinds == kind).periods("year", _parser(kind), "a year like '2021'"))
        for kind in sorted(set(kinds))
    ).loc[table.frame.index]
    series.check_not_future(table, "year", period["period_end"], origin)
    values, reasons = series.figures(table, "value", MISSING, row_series)
    columns = {
        "indicator_id": series.of(row_series, "indicator_id"),
        "area_code": table.areas("ltla21_code"),
        **{name: period[name] for name in period},
        "age": series.of(row_series, "age"),
        "value": values,
        "unit": series.of(row_series, "unit"),
        "missing_reason": reasons,
    }
    return table.reading(columns, origin, unknown | elsewhere)


def _parser(kind: PeriodType) -> Callable[[str], Period | None]:
    def parse(cell: str) -> Period | None:
        return YEAR_MEANS[kind](int(cell)) if YEAR.fullmatch(cell) else None

    return parse


READER = Reader(
    name="ons-health-index",
    title="Health Index for England, underlying data",
    publisher="Office for National Statistics",
    read=read,
)
