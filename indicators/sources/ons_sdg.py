"""ONS data on the Sustainable Development Goals: one file an indicator, one row a group.

A file says which indicator it holds in its name (`indicator_3-4-2...csv`); where the name says
nothing, the headings that only one of the known files has decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from indicators import periods
from indicators.errors import Fault
from indicators.origins import Origin
from indicators.periods import Period
from indicators.sources import series
from indicators.sources.base import Reader, Reading, refused
from indicators.sources.series import Series
from indicators.sources.tables import Table, open_table
from indicators.vocabulary import ALL_OF_BREAKDOWN, NO_BREAKDOWN, MissingReason, PeriodType, Sex

NUMBER_IN_NAME = re.compile(r"indicator_(\d+-\w+-\d+)")
MISSING = {"": MissingReason.NOT_PUBLISHED}
SEXES = {"": Sex.PERSONS, "Male": Sex.MALE, "Female": Sex.FEMALE}
STATUSES = dict.fromkeys(("Normal value", "Low reliability", "Provisional value", ""), "")


@dataclass(frozen=True)
class Layout:
    """One of the files: its series, its unit column, and the groups in its columns.

    `ages` gives the age of each cell of `age_column`; a cell that it does not hold is an age range
    as it stands. The first age is for all. Rows with anything in `other_groups` are left out;
    `breakdowns` are columns kept as breakdowns, each under its heading in lower case.
    """

    series: Series
    unit_column: str
    age_column: str
    ages: dict[str, str]
    breakdowns: tuple[str, ...] = ()
    other_groups: tuple[str, ...] = ()
    marked_by: str = ""

    @property
    def required(self) -> tuple[str, ...]:
        groups = (self.age_column, *self.breakdowns, *self.other_groups)
        marks = (self.marked_by,) if self.marked_by else ()
        common = ("Year", "Sex", "Observation status", "Unit multiplier", "GeoCode", "Value")
        return tuple(dict.fromkeys((*common, self.unit_column, *groups, *marks)))


AGE_BANDS = ("10 to 14", *(f"{age} to {age + 4}" for age in range(15, 90, 5)), "90 and over")
LAYOUTS = {
    "3-2-2": Layout(
        Series(
            "neonatal_mortality",
            "per 1,000",
            PeriodType.CALENDAR_YEAR,
            "Rate per 1,000 live births",
            high=1_000,
        ),
        unit_column="Units",
        age_column="Neonatal period",
        ages={
            "": "under 28 days",
            "Early neonatal": "under 7 days",
            "Late neonatal": "7 to 27 days",
        },
        breakdowns=("Ethnic group",),
        other_groups=("Age", "Birthweight (grams)", "Country of birth"),
        marked_by="Series",
    ),
    "3-4-2": Layout(
        Series(
            "suicide_rate_yearly",
            "per 100,000",
            PeriodType.CALENDAR_YEAR,
            "Rate per 100,000 population",
            high=100_000,
        ),
        unit_column="Unit measure",
        age_column="Age",
        ages={"": "10 and over", **{band: band for band in AGE_BANDS}},
    ),
}
NEONATAL_RATE = "Neonatal mortality rate"


def read(path: Path, origin: Origin) -> Reading:
    """The file's figures as observations, with everything that is wrong with it."""
    named = NUMBER_IN_NAME.search(path.name)
    if named and named[1] not in LAYOUTS:
        known = " or ".join(LAYOUTS)
        return refused(Fault(path.name, f"indicator {named[1]}", f"indicator {known}"))
    number = named[1] if named else ""
    table = open_table(path, lambda names: LAYOUTS[number or _by_headings(names)].required)
    if not table.is_usable:
        return refused(*table.faults)
    layout = LAYOUTS[number or _by_headings(list(table.frame))]
    table, left_out = _our_groups(table, layout)
    table, elsewhere = series.inside(table, "GeoCode")
    if not table.is_usable:
        return refused(*table.faults)
    row_series = pd.Series(layout.series, index=table.frame.index)
    period = table.periods("Year", year_of, "a year like '2020'")
    series.check_not_future(table, "Year", period["period_end"], origin)
    series.check_said(table, layout.unit_column, row_series)
    series.words(table, "Observation status", STATUSES)
    series.words(table, "Unit multiplier", {"Units": ""})
    values, reasons = series.figures(table, "Value", MISSING, row_series)
    columns = {
        "indicator_id": layout.series.indicator_id,
        "area_code": table.areas("GeoCode"),
        **period,
        "sex": series.words(table, "Sex", SEXES),
        "age": series.words(table, layout.age_column, layout.ages),
        **_breakdown(table, layout),
        "value": values,
        "unit": layout.series.unit,
        "missing_reason": reasons,
    }
    return table.reading(columns, origin, left_out | elsewhere)


def _by_headings(names: Sequence[str]) -> str:
    return "3-2-2" if "Neonatal period" in names else "3-4-2"


def _our_groups(table: Table, layout: Layout) -> tuple[Table, dict[str, int]]:
    """The rows of the layout's own series and groups, and counts of the others by their words."""
    left_out: dict[str, int] = {}
    if layout.marked_by:
        other = table.text(layout.marked_by)
        is_other = other != NEONATAL_RATE
        left_out |= other[is_other].value_counts().to_dict()
        table = table.only(~is_other)
    for column in layout.other_groups:
        is_other = table.text(column) != ""
        if is_other.any():
            left_out[f"by {column.lower()}"] = int(is_other.sum())
        table = table.only(~is_other)
    if not table.is_usable:
        shown = ", ".join(left_out)
        table.faults.append(Fault(table.name, f"only {shown}", layout.series.indicator_id))
    return table, left_out


def _breakdown(table: Table, layout: Layout) -> dict[str, pd.Series]:
    name = pd.Series(NO_BREAKDOWN, index=table.frame.index)
    part = pd.Series(ALL_OF_BREAKDOWN, index=table.frame.index)
    for column in layout.breakdowns:
        cells = table.text(column)
        name = name.where(cells == "", column.lower())
        part = part.where(cells == "", cells)
    return {"breakdown": name, "breakdown_value": part}


def year_of(cell: str) -> Period | None:
    """The calendar year that the cell names, or None."""
    return periods.calendar_year(int(cell)) if re.fullmatch(r"(19|20)[0-9]{2}", cell) else None


READER = Reader(
    name="ons-sdg",
    title="UK data for the Sustainable Development Goals",
    publisher="Office for National Statistics",
    read=read,
)
