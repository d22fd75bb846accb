"""What files of OHID's Fingertips share, its own and those made from them: periods above all."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from indicators import periods
from indicators.periods import Period
from indicators.sources.series import Series
from indicators.sources.tables import Table
from indicators.vocabulary import PeriodType

EXPECTED = "a period like '2024', '2024/25', '2022 - 24' or '2020/21 - 24/25'"
YEAR = re.compile(r"(\d{4})", re.ASCII)
YEARS = re.compile(r"(\d{4}) ?[-–] ?(\d{2}|\d{4})", re.ASCII)
SPLIT_YEAR = re.compile(r"(\d{4})/(\d{2})", re.ASCII)
SPLIT_YEARS = re.compile(r"(\d{4})/(\d{2}) ?[-–] ?(\d{2}|\d{4})/(\d{2})", re.ASCII)


@dataclass(frozen=True)
class OhidSeries(Series):
    """A series as OHID publishes it.

    `split_year` says what '2024/25' is in it. `pooled` is the indicator of the three-year figures
    where they stand under the same label as the one-year figures: the two are never one line.
    """

    split_year: PeriodType = PeriodType.FINANCIAL_YEAR
    pooled: str = ""


def period_columns(
    table: Table, column: str, row_series: pd.Series
) -> tuple[dict[str, pd.Series], pd.Series]:
    """The contract's period columns, and each row's series now that its period is known."""
    kinds = row_series.map(lambda one: one.split_year)
    parts = [
        pd.DataFrame(table.only(kinds == kind).periods(column, parser(kind), EXPECTED))
        for kind in sorted(set(kinds))
    ]
    found = pd.concat(parts).loc[table.frame.index]
    is_pooled = found["period_type"] == PeriodType.ROLLING_3_YEARS
    return {name: found[name] for name in found}, row_series.where(
        ~is_pooled, row_series.map(_pooled)
    )


def _pooled(series: OhidSeries) -> OhidSeries:
    if not series.pooled:
        return series
    return replace(series, indicator_id=series.pooled, period_type=PeriodType.ROLLING_3_YEARS)


def parser(split_year: PeriodType) -> Callable[[str], Period | None]:
    """A function that gives the period of one cell, or None for a cell that is not one."""
    academic = split_year == PeriodType.ACADEMIC_YEAR
    one_year = periods.academic_year if academic else periods.financial_year

    def parse(cell: str) -> Period | None:
        if found := YEAR.fullmatch(cell):
            return periods.calendar_year(int(found[1]))
        if found := YEARS.fullmatch(cell):
            first = int(found[1])
            return _window(periods.calendar_year, first, _full_year(found[2], first))
        if found := SPLIT_YEAR.fullmatch(cell):
            first = int(found[1])
            return one_year(first) if _follows(found[2], first) else None
        if found := SPLIT_YEARS.fullmatch(cell):
            first = int(found[1])
            last = _full_year(found[3], first)
            whole = _follows(found[2], first) and _follows(found[4], last)
            return _window(one_year, first, last) if whole else None
        return None

    return parse


def _window(one_year: Callable[[int], Period], first: int, last: int) -> Period | None:
    kind = periods.ROLLING_YEARS.get(last - first + 1)
    return Period(one_year(first).start, one_year(last).end, kind) if kind else None


def _full_year(digits: str, first: int) -> int:
    """'21' after 2019 is 2021; '01' after 1999 is 2001."""
    if len(digits) == 4:
        return int(digits)
    year = first - first % 100 + int(digits)
    return year if year >= first else year + 100


def _follows(digits: str, first: int) -> bool:
    return int(digits) == (first + 1) % 100
