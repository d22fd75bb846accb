"""Long tables that name their series in a column: which rows are ours, and which are possible."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from geo import areas
from indicators.errors import Fault, did_you_mean, quoted
from indicators.origins import Origin
from indicators.sources.tables import Table
from indicators.vocabulary import ALL_AGES, MissingReason, PeriodType, Sex

FEWEST_TO_JUDGE = 5
LEFT_OUT_AREAS = {
    "outside England": r"[WSN]\d{8}|K0[2-5]\d{6}",
    "outside West Yorkshire": r"E0[0125]\d{6}",
    "kinds of area that the suite does not show": r"E(11|13|14|18|2\d|3\d|40|45|48)\d{6}",
}


@dataclass(frozen=True)
class Series:
    """One of a publisher's series as the suite names it.

    An empty `indicator_id` marks a label that has stood for different series in different releases:
    the origin must say which. `said` is what the publisher's own unit column says of it.
    """

    indicator_id: str
    unit: str
    period_type: PeriodType
    said: str = ""
    sex: Sex = Sex.PERSONS
    age: str = ALL_AGES
    low: float = 0.0
    high: float = math.inf


def known_rows(
    table: Table, column: str, known: Mapping[str, Series], origin: Origin
) -> tuple[Table, pd.Series, dict[str, int]]:
    """The rows whose label in `column` is known, the series of each, and counts of the others.

    The origin's `series` says what a label means where it differs from `known`. A file without any
    known label is reported, and no row of it comes back.
    """
    wanted = _meanings(known, origin, table)
    labels = table.text(column)
    is_known = labels.isin(wanted)
    table.report(labels == "", column, "the name of a series", "Take out total and note rows.")
    left_out = labels[~is_known & (labels != "")].value_counts().to_dict()
    if not is_known.any():
        first = ", ".join(quoted(label) for label in list(left_out)[:3])
        shown = ", ".join(quoted(label) for label in wanted)
        near = did_you_mean(next(iter(left_out), ""), wanted)
        table.faults.append(
            Fault(
                f"{table.name}, column {column}",
                f"no series that this reader knows ({first})",
                f"at least one of {shown}",
                near or "Is it the right file for this reader?",
            )
        )
    rows = table.only(is_known)
    series = labels[is_known].map(wanted)
    unsaid = series.map(lambda one: not one.indicator_id).astype(bool)
    rows.report(
        unsaid,
        column,
        "a label that has always meant one series, or the origin's word on which this is",
        "Say in the origin, under [series], which indicator this label is in this release.",
    )
    return rows.only(~unsaid), series[~unsaid], left_out


def _meanings(known: Mapping[str, Series], origin: Origin, table: Table) -> dict[str, Series]:
    meanings = dict(known)
    by_id = {series.indicator_id: series for series in known.values()}
    for label, indicator_id in origin.series.items():
        pattern = known.get(label) or by_id.get(indicator_id)
        if pattern:
            meanings[label] = replace(pattern, indicator_id=indicator_id)
        else:
            where = f"origin {origin.id}, series {quoted(label)}"
            expected = "a label or an indicator that this reader knows"
            near = did_you_mean(indicator_id, by_id)
            table.faults.append(Fault(where, quoted(indicator_id), expected, near))
    return meanings


def of(series: pd.Series, name: str) -> pd.Series:
    """One attribute of each row's series."""
    return series.map(lambda one: getattr(one, name))


def inside(
    table: Table, column: str, besides: frozenset[str] = frozenset()
) -> tuple[Table, dict[str, int]]:
    """The rows for areas that the suite shows, and counts of the others by why they are left out.

    `besides` are codes that are kept too. A code of a kind that is shown but that no vintage knows
    is not left out: it is an error.
    """
    codes = table.text(column)
    known = [code for code in codes.unique() if code in besides or areas.is_known(code)]
    unknown = ~codes.isin(known)
    groups = {
        words: unknown & codes.str.fullmatch(pattern).astype(bool)
        for words, pattern in LEFT_OUT_AREAS.items()
    }
    counts = {words: int(rows.sum()) for words, rows in groups.items() if rows.any()}
    kept = pd.Series(True, index=codes.index)
    for rows in groups.values():
        kept &= ~rows
    return table.only(kept), counts


def none_inside(table: Table, column: str) -> Fault:
    """The fault of a table in which no row is for an area that the suite shows."""
    where = f"{table.name}, column {column}"
    remedy = "Is it for another part of the country?"
    return Fault(where, "no area of West Yorkshire", "at least one", remedy)


def check_said(table: Table, column: str, series: pd.Series) -> None:
    """Report rows whose unit is not the one that the publisher gives for their series."""
    cells = table.text(column)
    expected = of(series, "said")
    for said in sorted(set(expected[cells != expected])):
        table.report((cells != said) & (expected == said), column, f"{quoted(said)} in this series")


def check_period_types(table: Table, column: str, found: pd.Series, series: pd.Series) -> None:
    """Report rows whose period is a good one, but not of the length that their series has."""
    expected = of(series, "period_type")
    for kind in sorted(set(expected)):
        wrong = found.notna() & (found != kind) & (expected == kind)
        table.report(wrong, column, f"a period of type '{kind}' in this series")


def check_not_future(table: Table, column: str, ends: pd.Series, origin: Origin) -> None:
    """Report rows whose period had not ended when the figures were released."""
    day = origin.published_on
    late = ends.map(lambda end: pd.notna(end) and end > day).astype(bool)
    expected = f"a period that had ended by the release, {day.day} {day:%B %Y}"
    table.report(late, column, expected)


def figures(
    table: Table, column: str, missing: Mapping[str, MissingReason], series: pd.Series
) -> tuple[pd.Series, pd.Series]:
    """The column as possible values of each row's series, and the reasons where there is none."""
    values, reasons = table.numbers(column, missing)
    low, high = of(series, "low"), of(series, "high")
    outside = values.notna() & ((values < low) | (values > high))
    for bounds in sorted(set(zip(low[outside], high[outside], strict=True))):
        rows = outside & (low == bounds[0]) & (high == bounds[1])
        table.report(rows, column, f"a number from {bounds[0]:g} to {bounds[1]:g}")
    _check_fractions(table, column, values, series)
    return values, reasons


def _check_fractions(table: Table, column: str, values: pd.Series, series: pd.Series) -> None:
    """Report a series of percentages in which no figure is over 1: they will be fractions."""
    percent = (of(series, "unit") == "%") & values.notna()
    for indicator, group in values[percent].groupby(of(series, "indicator_id")[percent]):
        if len(group) >= FEWEST_TO_JUDGE and 0 < group.max() <= 1:
            where = f"{table.name}, row {group.index[0]}, column {column}"
            found = f"{group.iloc[0]:g}, and no figure over 1 in {len(group):,} rows of {indicator}"
            remedy = "They look like fractions: multiply by 100, or use the publisher's file."
            table.faults.append(Fault(where, found, "percentages", remedy))


def check_limits(
    table: Table,
    value: pd.Series,
    limits: tuple[pd.Series, pd.Series],
    columns: tuple[str, str],
    series: pd.Series,
) -> None:
    """Report limits that are impossible, or do not stand on either side of their value.

    `columns` names the columns of the lower and the upper limit.
    """
    low, high = of(series, "low"), of(series, "high")
    for limit, column in zip(limits, columns, strict=True):
        table.report((limit < low) | (limit > high), column, "a limit that the figure could reach")
    slack = 1e-9 * value.abs()
    lower, upper = limits
    table.report(lower > value + slack, columns[0], "a lower limit no higher than the value")
    table.report(upper < value - slack, columns[1], "an upper limit no lower than the value")


def words(table: Table, column: str, known: Mapping[str, str]) -> pd.Series:
    """The column in the suite's own words; a cell that is not one of the known is reported."""
    cells = table.text(column)
    expected = "one of " + ", ".join(quoted(word) for word in known)
    table.report(~cells.isin(known), column, expected)
    return cells.map(known)
