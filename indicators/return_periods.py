"""What stretch of time two days make, by the suite's own words for periods; and ages as ranges."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from indicators.errors import Fault
from indicators.vocabulary import ALL_AGES, PeriodType

OLDEST = 200
YEARS = {
    (1, 1): PeriodType.CALENDAR_YEAR,
    (4, 1): PeriodType.FINANCIAL_YEAR,
    (9, 1): PeriodType.ACADEMIC_YEAR,
}
POOLED = {
    2: PeriodType.ROLLING_2_YEARS,
    3: PeriodType.ROLLING_3_YEARS,
    5: PeriodType.ROLLING_5_YEARS,
}
MONTHS = {1: PeriodType.MONTH, 3: PeriodType.QUARTER, 12: PeriodType.ROLLING_12_MONTHS}
RANGE = re.compile(r"(\d{1,3}) to (\d{1,3})")
OPEN = re.compile(r"(\d{1,3}) and over")


def months_between(start: date, end: date) -> int | None:
    """How many whole calendar months the days make, None where they make none."""
    after = end + timedelta(days=1)
    if start.day != 1 or after.day != 1 or after <= start:
        return None
    return (after.year - start.year) * 12 + after.month - start.month


def period_type(start: date, end: date) -> PeriodType | None:
    """The kind of period, None for days that make none the suite has a word for."""
    if start == end:
        return PeriodType.SNAPSHOT
    months = months_between(start, end)
    if months is None:
        return None
    if months == 12:
        return YEARS.get((start.month, start.day), PeriodType.ROLLING_12_MONTHS)
    if months % 12 == 0:
        return POOLED.get(months // 12)
    return MONTHS.get(months)


def years_pooled(start: date, end: date) -> int:
    """How many whole years the days make; 0 for less than one, and for one day."""
    return (months_between(start, end) or 0) // 12


def overlaps(periods: Iterable[tuple[date, date]]) -> list[Fault]:
    """A fault for each pair of neighbouring periods that share days."""
    ordered = sorted(set(periods))
    return [
        Fault(
            f"periods {in_words(*one)} and {in_words(*other)}",
            "days in both",
            "periods that do not overlap",
            "Send the later one as a return of its own.",
        )
        for one, other in pairwise(ordered)
        if other[0] <= one[1]
    ]


def in_words(start: date, end: date) -> str:
    return f"{start:%Y-%m-%d}" if start == end else f"{start:%Y-%m-%d} to {end:%Y-%m-%d}"


def age_range(words: str) -> tuple[int, int] | None:
    """First and last year of age of a band in words; None where the words are no band."""
    if words == ALL_AGES:
        return 0, OLDEST
    if found := RANGE.fullmatch(words):
        low, high = int(found[1]), int(found[2])
        return (low, high) if low <= high else None
    if found := OPEN.fullmatch(words):
        return int(found[1]), OLDEST
    return None
