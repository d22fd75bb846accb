"""Fingertips values as re-shaped by Trafford Data Lab, in its 2020 and 2026 layouts.

Values stand at one decimal place without counts or limits. One file may hold one-year and pooled
figures of the same indicator side by side: they are two series, told apart by the period alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from indicators.origins import Origin
from indicators.sources import ohid, series
from indicators.sources.base import Reader, Reading, refused
from indicators.sources.ohid import OhidSeries
from indicators.sources.tables import Table, open_table
from indicators.vocabulary import (
    ALL_OF_BREAKDOWN,
    NO_BREAKDOWN,
    MissingReason,
    PeriodType,
    Sex,
)

REQUIRED = ("area_code", "area_name", "period", "indicator", "measure", "unit", "value")
MISSING = {"NA": MissingReason.NOT_PUBLISHED}
SEXES = {"Persons": Sex.PERSONS, "Male": Sex.MALE, "Female": Sex.FEMALE}
UNITS = {**SEXES, "Years": Sex.PERSONS}
# The layout of 2026 puts either a sex or a fifth of the area's neighbourhoods in one column.
INEQUALITY = "inequality"
QUINTILE = "deprivation quintile"
QUINTILES = {
    "Most deprived quintile": "quintile 1 (most deprived)",
    "Second most deprived quintile": "quintile 2",
    "Average deprived quintile": "quintile 3",
    "Second least deprived quintile": "quintile 4",
    "Least deprived quintile": "quintile 5 (least deprived)",
}

_RECEPTION = OhidSeries(
    "obesity_reception",
    "%",
    PeriodType.ACADEMIC_YEAR,
    "Percentage",
    age="4 to 5",
    high=100,
    split_year=PeriodType.ACADEMIC_YEAR,
)
_YEAR_6 = replace(_RECEPTION, indicator_id="obesity_year_6", age="10 to 11")

KNOWN = {
    "Life expectancy at birth": OhidSeries(
        "life_expectancy_at_birth", "years", PeriodType.ROLLING_3_YEARS, "Life expectancy", high=120
    ),
    "Inequality in life expectancy at birth": OhidSeries(
        "inequality_in_life_expectancy_at_birth",
        "years",
        PeriodType.ROLLING_3_YEARS,
        "Slope Index of Inequality",
        low=-40,
        high=40,
    ),
    "Under 75 mortality rate from causes considered preventable"
    " (per 100,000 population)": OhidSeries(
        "preventable_mortality_under_75",
        "per 100,000",
        PeriodType.CALENDAR_YEAR,
        "Age-standardised rate",
        age="under 75",
        high=100_000,
    ),
    "Smoking prevalence in adults in routine and manual occupations (aged 18 to 64)"
    " - current smokers (APS)": OhidSeries(
        "smoking_routine_and_manual",
        "%",
        PeriodType.CALENDAR_YEAR,
        "Percentage",
        age="18 to 64",
        high=100,
        pooled="smoking_routine_and_manual_three_years",
    ),
    "Excess under 75 mortality rate in adults with serious mental illness": OhidSeries(
        "premature_mortality_severe_mental_illness",
        "ratio (general population = 100)",
        PeriodType.FINANCIAL_YEAR,
        "Indirectly standardised ratio",
        age="18 to 74",
        high=10_000,
    ),
    "Reception prevalence of obesity (including severe obesity)": _RECEPTION,
    "Reception prevalence of obesity (including severe obesity), 5 years data combined": replace(
        _RECEPTION, period_type=PeriodType.ROLLING_5_YEARS
    ),
    "Year 6 prevalence of obesity (including severe obesity)": _YEAR_6,
    "Year 6 prevalence of obesity (including severe obesity), 5 years data combined": replace(
        _YEAR_6, period_type=PeriodType.ROLLING_5_YEARS
    ),
}


def read(path: Path, origin: Origin) -> Reading:
    """The file's figures as observations, with everything that is wrong with it."""
    table = open_table(path, _required)
    if not table.is_usable:
        return refused(*table.faults)
    table, row_series, unknown = series.known_rows(table, "indicator", KNOWN, origin)
    table, elsewhere = series.inside(table, "area_code")
    if not table.is_usable:
        return refused(*table.faults)
    period, row_series = ohid.period_columns(table, "period", row_series.loc[table.frame.index])
    series.check_period_types(table, "period", period["period_type"], row_series)
    series.check_not_future(table, "period", period["period_end"], origin)
    series.check_said(table, "measure", row_series)
    values, reasons = series.figures(table, "value", MISSING, row_series)
    columns = {
        "indicator_id": series.of(row_series, "indicator_id"),
        "area_code": table.areas("area_code"),
        **period,
        **_groups(table),
        "age": series.of(row_series, "age"),
        "value": values,
        "unit": series.of(row_series, "unit"),
        "missing_reason": reasons,
    }
    names = dict(zip(table.text("area_code"), table.text("area_name"), strict=True))
    return table.reading(columns, origin, unknown | elsewhere, names)


def _required(names: Sequence[str]) -> tuple[str, ...]:
    """The columns to be there: the layout of 2026 is known by a column that only it has."""
    return (*REQUIRED, INEQUALITY) if "area_type" in names else REQUIRED


def _groups(table: Table) -> dict[str, pd.Series]:
    """Sex and breakdown of each row, from the `unit` and `inequality` columns."""
    by_unit = series.words(table, "unit", UNITS)
    inequality = pd.Series("NA", index=by_unit.index)
    if INEQUALITY in table.frame:
        inequality = table.text(INEQUALITY)
        series.words(table, INEQUALITY, {**SEXES, **QUINTILES, "NA": ""})
    sex = inequality.map(SEXES)
    unsaid = (table.text("unit") == "Years") & sex.isna()
    table.report(unsaid, "unit", f"a sex, here or in the column {INEQUALITY}")
    quintile = inequality.map(QUINTILES)
    return {
        "sex": sex.fillna(by_unit),
        "breakdown": quintile.map(lambda one: NO_BREAKDOWN if pd.isna(one) else QUINTILE),
        "breakdown_value": quintile.fillna(ALL_OF_BREAKDOWN),
    }


READER = Reader(
    name="trafford",
    title="Fingertips values re-shaped by Trafford Data Lab",
    publisher="Office for Health Improvement and Disparities",
    read=read,
)
