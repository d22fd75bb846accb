"""Rules on single figures: do they keep to their definition, and can they be at all?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.areas import AreaType
from indicators import contract
from indicators.errors import did_you_mean, quoted
from indicators.rules.case import Case, Finding, finding, rounding_unit, types_of
from indicators.vocabulary import Kind

SIZES = [kind.value for kind in AreaType]
COUNT_ROUNDING = 5.0
SHARE_OF_VALUE = 0.02
FEWEST_FOR_SCALE = 5
LIFETIMES = (30, 110)


def defined(case: Case) -> list[Finding]:
    """Indicators that the catalogue does not define."""
    unknown = case.rows[~case.rows["indicator_id"].isin(set(case.catalogue))]
    return [
        finding(
            "defined",
            indicator,
            f"{indicator}, {len(group):,} rows",
            "an indicator that is not defined",
            "the id of an indicator in the catalogue",
            did_you_mean(indicator, case.catalogue)
            or "Write its definition in indicators/definitions first.",
            rows=group.index,
        )
        for indicator, group in unknown.groupby("indicator_id")
    ]


def as_defined(case: Case) -> list[Finding]:
    """Units, periods, sexes and areas other than the definition says."""
    found = []
    for indicator, rows in case.known.groupby("indicator_id"):
        definition = case.catalogue[indicator]
        headline = contract.headline(rows)
        sizes = types_of(rows["area_code"]).map(SIZES.index)
        below = sizes < SIZES.index(definition.lowest_geography.value)
        sexes = [sex.value for sex in definition.sexes]
        rules = (
            ("unit", rows[rows["unit"] != definition.unit], definition.unit),
            (
                "period_type",
                headline[headline["period_type"] != definition.period_type.value],
                definition.period_type.value,
            ),
            ("sex", headline[~headline["sex"].isin(sexes)], " or ".join(sexes)),
            ("area_code", rows[below], f"areas no smaller than {definition.lowest_geography}"),
        )
        for column, bad, expected in rules:
            if len(bad):
                shown = ", ".join(quoted(word) for word in sorted(bad[column].unique())[:3])
                where = f"{indicator}, column {column}, {len(bad):,} rows"
                remedy = "Is it the series that the definition means?"
                words = f"{expected}, as the definition says"
                found.append(
                    finding("as defined", indicator, where, shown, words, remedy, rows=bad.index)
                )
    return found


def possible(case: Case) -> list[Finding]:
    """Figures that cannot be, whatever they are about."""
    found = []
    for indicator, rows in case.known.groupby("indicator_id"):
        definition = case.catalogue[indicator]
        kind, value = definition.kind, rows["value"]
        low, high = rows["lower_95"], rows["upper_95"]
        top, bottom = rows["numerator"], rows["denominator"]
        whole = (value % 1 == 0) | value.isna()
        never_negative = kind not in (Kind.SCORE, Kind.MEAN)
        rules = (
            (never_negative & (value < 0), "value", "a figure of 0 or more"),
            (
                (kind is Kind.PROPORTION) & (value > definition.per),
                "value",
                f"at most {definition.per}",
            ),
            ((kind is Kind.COUNT) & ~whole, "value", "a whole number"),
            (
                (kind is Kind.PROPORTION) & (top > bottom),
                "numerator",
                "a numerator no larger than its denominator",
            ),
            ((value < low) | (value > high), "value", "a figure between its own limits"),
            (
                (kind is Kind.MEAN)
                & (definition.unit == "years")
                & ~value.between(*LIFETIMES)
                & value.notna(),
                "value",
                f"{LIFETIMES[0]} to {LIFETIMES[1]} years",
            ),
            (
                (kind is Kind.CATEGORY)
                & value.notna()
                & ~value.map(lambda v: f"{v:g}").isin(definition.categories),
                "value",
                "one of the categories " + ", ".join(definition.categories),
            ),
            (_not_from_its_counts(rows, definition.per, kind), "value", "numerator / denominator"),
        )
        for bad, column, expected in rules:
            where = rows.index[np.asarray(bad, dtype=bool) & np.ones(len(rows), dtype=bool)]
            if len(where):
                found.append(_cannot_be(case, indicator, rows.loc[where], column, expected))
    return found


def ended(case: Case) -> list[Finding]:
    """Periods that had not ended on the day of their release."""
    found = []
    late = case.known[case.known["period_end"] > case.known["published_on"]]
    for indicator, rows in late.groupby("indicator_id"):
        first = rows.sort_values("period_end").iloc[-1]
        found.append(
            finding(
                "ended",
                indicator,
                f"{indicator}, {case.name(first['area_code'])}, {len(rows):,} rows",
                f"a period that ends on {first['period_end']:%d %B %Y}",
                f"one that had ended by the release on {first['published_on']:%d %B %Y}",
                "Check the file's periods and the release day.",
                rows=rows.index,
            )
        )
    return found


def _cannot_be(
    case: Case, indicator: str, bad: pd.DataFrame, column: str, expected: str
) -> Finding:
    first = bad.iloc[0]
    more = f" and {len(bad) - 1:,} more" if len(bad) > 1 else ""
    limits = "" if pd.isna(first["lower_95"]) else f" ({first['lower_95']:g} to "
    limits += f"{first['upper_95']:g})" if limits else ""
    counts = "" if pd.isna(first["numerator"]) else f", from {first['numerator']:g}"
    counts += f" of {first['denominator']:g}" if counts else ""
    return finding(
        "possible",
        indicator,
        f"{indicator}, {case.name(first['area_code'])}, {first['period_end']:%d %B %Y}{more}",
        f"{column} {first[column]:g}{limits}{counts}",
        expected,
        "Check for swapped columns and decimal signs.",
        rows=bad.index,
    )


def _not_from_its_counts(rows: pd.DataFrame, per: int, kind: Kind) -> pd.Series:
    """Whether a figure differs from its own count and population by more than rounding can do."""
    top, bottom = rows["numerator"], rows["denominator"]
    if kind not in (Kind.PROPORTION, Kind.RATE):
        return pd.Series(False, index=rows.index)
    made = top / bottom.where(bottom > 0) * per
    rounding = rounding_unit(rows["value"]) + per * COUNT_ROUNDING / bottom.where(bottom > 0)
    return (rows["value"] - made).abs() > rounding + SHARE_OF_VALUE * made


def fractions(case: Case) -> list[Finding]:
    """Percentages that were written as fractions of 1."""
    found = []
    for table in case.tables:
        definition = table.definition
        if definition.kind is not Kind.PROPORTION or definition.per != 100:
            continue
        read = table.values.where(table.rows >= 0).stack().dropna()
        if len(read) >= FEWEST_FOR_SCALE and read.max() <= 1 and read.max() > 0:
            found.append(
                finding(
                    "fractions",
                    definition.id,
                    f"{table.subject}, {len(read):,} figures",
                    f"none above 1 (the largest is {read.max():g})",
                    "percentages",
                    "They look like fractions of 1: give them as the publisher's percentages.",
                    rows=table.rows.to_numpy()[table.rows.to_numpy() >= 0],
                )
            )
    return found
