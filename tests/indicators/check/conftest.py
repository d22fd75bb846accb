"""Made figures for the rules to judge: years down, areas across, in an indicator's own terms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pandas as pd
import pytest

from geo import areas as geography
from indicators import catalogue, contract, periods
from indicators.check import CHECKS, Case, Finding
from indicators.vocabulary import PeriodType

PERIODS = {
    PeriodType.CALENDAR_YEAR: periods.calendar_year,
    PeriodType.FINANCIAL_YEAR: periods.financial_year,
    PeriodType.ACADEMIC_YEAR: periods.academic_year,
    PeriodType.ROLLING_3_YEARS: lambda year: periods.calendar_years(year - 2, year),
    PeriodType.SNAPSHOT: lambda year: periods.snapshot(date(year, 3, 31)),
    PeriodType.MONTH: lambda year: periods.month(year, 10),
}
Made = Callable[..., pd.DataFrame]
Judge = Callable[..., list[Finding]]


@pytest.fixture
def authorities() -> list[str]:
    """Thirty local authorities, the five places among them."""
    others = [c for c in geography.codes("local authority") if c.startswith("E06")]
    return [*geography.PLACES, *others[:25]]


@pytest.fixture
def made() -> Made:
    """Turns a table of figures (years down, areas across) into rows of an indicator."""

    def rows(
        indicator: str, values: pd.DataFrame, origin: str = "made", day: str = "2025-11-01", **more
    ) -> pd.DataFrame:
        definition = catalogue()[indicator]
        long = (
            values.rename_axis(index="year", columns="area_code").stack().dropna().rename("value")
        )
        frame = long.reset_index()
        spans = [PERIODS[definition.period_type](year) for year in frame.pop("year")]
        about = {
            "indicator_id": indicator,
            "unit": definition.unit,
            "age": definition.age,
            "sex": definition.sexes[0].value,
            "origin_id": origin,
            "published_on": pd.Timestamp(day),
        }
        columns = {
            name: [getattr(span, name.removeprefix("period_")) for span in spans]
            for name in ("period_start", "period_end", "period_type")
        }
        return contract.conform(
            frame.assign(**columns).assign(**{**contract.DEFAULTS, **about, **more})
        )

    return rows


@pytest.fixture
def judge() -> Judge:
    """Applies one rule, by its function's name, to made rows."""

    def judged(
        rule: str, rows: pd.DataFrame, held: pd.DataFrame | None = None, **more
    ) -> list[Finding]:
        (check,) = [one for one in CHECKS if one.__name__ == rule]
        known = contract.empty() if held is None else held
        return check(Case(rows.reset_index(drop=True), known, catalogue(), **more))

    return judged


@pytest.fixture
def steady() -> Callable[[Sequence[str], Sequence[int]], pd.DataFrame]:
    """Believable percentages: each area at a level of its own, moving a little every year."""

    def table(codes: Sequence[str], years: Sequence[int]) -> pd.DataFrame:
        chance = np.random.default_rng(20251121)
        level = chance.uniform(18, 26, len(codes))
        moves = chance.normal(0, 0.6, (len(years), len(codes)))
        return pd.DataFrame((level + moves).round(1), index=list(years), columns=list(codes))

    return table
