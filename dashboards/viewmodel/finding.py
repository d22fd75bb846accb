"""What an indicator's page says first: its finding in about ten words, and what it is about."""

from __future__ import annotations

import pandas as pd

from dashboards import text
from dashboards.viewmodel.subject import subject, subtitle
from geo.areas import AreaType
from indicators.compare import Standing, benchmark, compared
from indicators.definition import Definition
from indicators.vocabulary import Kind, Sex


def finding(own: pd.DataFrame, rows: pd.DataFrame, definition: Definition, sex: Sex) -> str:
    """The page's title: what the latest figure of the area says, against England's if it may.

    `own` is the area's series, `rows` are all areas' of the same sex.
    """
    named = subject(definition, sex)
    if definition.kind is Kind.CATEGORY:
        return _in_words(rows, definition, named)
    last, area_name = latest(own), str(own["area_name"].iloc[0])
    if last is None:
        return f"{named}: no figure for {area_name}"
    value = text.with_unit(last["value"], definition)
    england = benchmark(rows, last)
    where = compared(last, england, definition).standing
    if england is None or where is Standing.NOT_COMPARABLE:
        return f"{named}: {value} in {area_name} {text.when(last['period'], last['period_type'])}"
    other = text.number(england["value"], definition)
    words = {
        Standing.SIMILAR: f"similar to England’s {other}",
        Standing.NO_LIMITS: f"against England’s {other}",
    }.get(where)
    if words is None:
        side = "higher" if last["value"] > england["value"] else "lower"
        words = f"{side} than England’s {other}"
    return f"{named}: {value} in {area_name}, {words}"


def latest(own: pd.DataFrame) -> pd.Series | None:
    """The newest row that has a value."""
    held = own[own["value"].notna()]
    return None if held.empty else held.sort_values("period_end").iloc[-1]


def described(last: pd.Series | None, definition: Definition, sex: Sex) -> str:
    """Statistic, unit, whom, period and what kind of period."""
    words = subtitle(definition, sex)
    if definition.age != "all ages" and f"aged {definition.age}" not in words:
        words += f", aged {definition.age}"
    if last is None:
        return f"{words}."
    kind = text.period_type(last["period_type"])
    limits = text.limits(last["lower_95"], last["upper_95"], definition)
    said = "no limits published" if limits.startswith("no") else f"95% limits {limits}"
    return f"{words}. {last['period']} ({kind}); {said}."


def change(own: pd.DataFrame, definition: Definition) -> str:
    """The latest figure beside the one before it, without a claim that it has changed."""
    held = own[own["value"].notna()].sort_values("period_end")
    if len(held) < 2 or definition.kind is Kind.CATEGORY:
        return ""
    before, last = held.iloc[-2], held.iloc[-1]
    shared = (
        " These two periods share years." if last["period_start"] <= before["period_end"] else ""
    )
    return (
        f"It was {text.number(before['value'], definition)} "
        f"{text.when(before['period'], before['period_type'])} and "
        f"{text.number(last['value'], definition)} "
        f"{text.when(last['period'], last['period_type'])}.{shared}"
    )


def _in_words(rows: pd.DataFrame, definition: Definition, named: str) -> str:
    """How many areas are in the most usual category."""
    held = rows["value"].dropna()
    if held.empty:
        return f"{named}: no figures held"
    usual = held.mode().iloc[-1]
    count = int((held == usual).sum())
    whose = "trusts" if (rows["area_type"] == AreaType.TRUST.value).all() else "areas"
    words = text.number(usual, definition)
    return f"{named}: {words} for {count} of {len(rows['area_code'].unique())} {whose}"
