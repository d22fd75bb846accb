"""Periods: first day, last day and kind; how each is written and read."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import pandas as pd

from indicators.vocabulary import PeriodType


class Period(NamedTuple):
    """A stretch of time with both ends included."""

    start: date
    end: date
    type: PeriodType


ROLLING_YEARS = {
    2: PeriodType.ROLLING_2_YEARS,
    3: PeriodType.ROLLING_3_YEARS,
    5: PeriodType.ROLLING_5_YEARS,
}


def calendar_year(year: int) -> Period:
    """1 January to 31 December of the year."""
    return Period(date(year, 1, 1), date(year, 12, 31), PeriodType.CALENDAR_YEAR)


def calendar_years(first: int, last: int) -> Period:
    """A rolling window of whole calendar years, both ends included (2019, 2021: three years)."""
    return Period(date(first, 1, 1), date(last, 12, 31), ROLLING_YEARS[last - first + 1])


def financial_year(first: int) -> Period:
    """1 April of the year to 31 March of the next."""
    return Period(date(first, 4, 1), date(first + 1, 3, 31), PeriodType.FINANCIAL_YEAR)


def academic_year(first: int) -> Period:
    """1 September of the year to 31 August of the next."""
    return Period(date(first, 9, 1), date(first + 1, 8, 31), PeriodType.ACADEMIC_YEAR)


def academic_years(first: int, last: int) -> Period:
    """A rolling window of whole academic years, named by their first calendar years."""
    return Period(date(first, 9, 1), date(last + 1, 8, 31), ROLLING_YEARS[last - first + 1])


def month(year: int, number: int) -> Period:
    """One calendar month."""
    after = date(year + number // 12, number % 12 + 1, 1)
    return Period(date(year, number, 1), after - timedelta(days=1), PeriodType.MONTH)


def snapshot(day: date) -> Period:
    """A single day."""
    return Period(day, day, PeriodType.SNAPSHOT)


def label(start: pd.Timestamp | date, end: pd.Timestamp | date, period_type: str) -> str:
    """The period as a reader writes it: '2019 to 2021', '2024/25', '31 March 2025', 'June 2024'."""
    kind = PeriodType(period_type)
    if kind is PeriodType.SNAPSHOT:
        return f"{end.day} {end:%B %Y}"
    if kind is PeriodType.MONTH:
        return f"{start:%B %Y}"
    if kind in (PeriodType.QUARTER, PeriodType.ROLLING_12_MONTHS, PeriodType.SURVEY_YEAR):
        return f"{start:%B %Y} to {end:%B %Y}"
    if start.month == 1:
        return str(start.year) if start.year == end.year else f"{start.year} to {end.year}"
    first, last = _split_year(start), _split_year(date(end.year - 1, 1, 1))
    return first if start.year == end.year - 1 else f"{first} to {last}"


def _split_year(start: pd.Timestamp | date) -> str:
    return f"{start.year}/{(start.year + 1) % 100:02d}"
