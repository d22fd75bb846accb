"""Every chart's sentence, by one grammar: what is seen, and no more than was tested.

A figure is called higher, lower, better or worse only where its limits say so, and rising or
falling only where the trend was tested. Of suicide nothing is called better or worse.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from dashboards import text
from dashboards.viewmodel.signals import rises
from geo.areas import ENGLAND, short_name
from indicators import safe_mode
from indicators.compare import Comparison, Standing
from indicators.control import Control
from indicators.definition import Definition
from indicators.direction import Direction
from indicators.methods.spc import Rule
from indicators.vocabulary import Kind, Polarity, RecentTrend, Sex, Variation

NOUNS = {
    Kind.PROPORTION: "share",
    Kind.RATE: "rate",
    Kind.DSR: "rate",
    Kind.RATIO: "ratio",
    Kind.SCORE: "score",
    Kind.COUNT: "number",
}
DECIDED = (Standing.HIGHER, Standing.LOWER, Standing.BETTER, Standing.WORSE)
JUDGED_AS = {
    Standing.BETTER: ", which is better",
    Standing.WORSE: ", which is worse",
    RecentTrend.BETTER: ", for the better",
    RecentTrend.WORSE: ", for the worse",
    Variation.IMPROVEMENT: ", which is an improvement",
    Variation.CONCERN: ", which is a cause for concern",
}
UNTESTED = "cannot be tested"


def possessive(name: str) -> str:
    """'Calderdale’s', 'Leeds’'."""
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def noun(definition: Definition) -> str:
    """What the indicator's figure is called: share, rate, number, or figure where no word fits."""
    if definition.unit.startswith(("years", "£")):
        return "figure"
    return NOUNS.get(definition.kind, "figure")


def whose(area_code: str, definition: Definition, sex: Sex = Sex.PERSONS) -> str:
    """Whose figure it is: 'Calderdale’s rate', 'Leeds’ figure for men and boys'."""
    about = f" for {text.sex(sex)}" if sex is not Sex.PERSONS else ""
    return f"{possessive(short_name(area_code))} {noun(definition)}{about}"


def trend_sentence(
    definition: Definition,
    sex: Sex,
    area_code: str,
    comparison: Comparison | None,
    direction: Direction,
) -> str:
    """How the latest figure stands against the benchmark's, and whether it has been changing.

    `comparison` is None where the area has no figure. Categories have no sentence.
    """
    if definition.kind is Kind.CATEGORY:
        return ""
    if comparison is None:
        return f"No figure is held for {short_name(area_code)}."
    subject = whose(area_code, definition, sex)
    stands, moves = _stands(comparison, definition), _moves(direction, definition)
    if stands and moves:
        return f"{subject} {stands}; it {moves}."
    if moves:
        return f"{subject} {moves}."
    if stands:
        return f"{subject} {stands}; whether it is changing {UNTESTED}."
    return f"Whether {subject} is changing {UNTESTED}."


def _stands(comparison: Comparison, definition: Definition) -> str:
    other = possessive(comparison.benchmark_name)
    if comparison.standing is Standing.SIMILAR:
        return f"is similar to {other}"
    if comparison.standing is Standing.NO_LIMITS:
        return f"has no limits, so it is not judged against {other}"
    if comparison.standing not in DECIDED:
        return ""
    side = "higher" if is_higher(comparison.standing, definition) else "lower"
    return f"is {side} than {other}{JUDGED_AS.get(comparison.standing, '')}"


def is_higher(standing: Standing, definition: Definition) -> bool:
    """Whether a figure of this standing, one of `DECIDED`, is above the benchmark."""
    if standing in (Standing.HIGHER, Standing.LOWER):
        return standing is Standing.HIGHER
    return (standing is Standing.BETTER) == (definition.polarity is Polarity.HIGH_IS_GOOD)


def _moves(direction: Direction, definition: Definition) -> str:
    if direction.word is RecentTrend.CANNOT_BE_TESTED:
        return ""
    if direction.word is RecentTrend.NO_CHANGE:
        return "has not changed significantly in five years"
    way = "risen" if rises(direction.word, definition) else "fallen"
    return f"has {way} significantly in five years{JUDGED_AS.get(direction.word, '')}"


def places_sentence(definition: Definition, comparisons: Iterable[Comparison]) -> str:
    """How the places stand against England, each by name; empty where none can be judged.

    Places are not set against each other on suicide.
    """
    if safe_mode.applies(definition):
        return "Each place is shown on its own; places are not ranked."
    named: dict[Standing, list[str]] = {}
    for one in comparisons:
        if one.standing in (*DECIDED, Standing.SIMILAR):
            named.setdefault(one.standing, []).append(short_name(one.area_code))
    parts = [
        f"{text.listed(names)} {'is' if len(names) == 1 else 'are'} {standing.value}"
        for standing in (*DECIDED, Standing.SIMILAR)
        if (names := named.get(standing))
    ]
    return f"Against {short_name(ENGLAND)}: {'; '.join(parts)}." if parts else ""


def control_sentence(control: Control, series: pd.DataFrame, definition: Definition) -> str:
    """What the control chart says of the latest figure; the reason where there is no chart.

    `series` are the rows that the chart was drawn from.
    """
    chart = control.chart
    if chart is None or control.variation in (Variation.INSUFFICIENT, Variation.CANNOT_BE_TESTED):
        return control.reason
    last = chart.points.iloc[-1]
    row = series[series["period"] == control.periods[-1]].iloc[0]
    when = text.when(str(row["period"]), str(row["period_type"]))
    figure = f"{text.number(last['value'], definition)} {when}"
    is_high = control.side == "high"
    judged = JUDGED_AS.get(control.variation, "")
    if last["rule"] == Rule.OUTSIDE:
        limit = text.number(last["upper" if is_high else "lower"], definition)
        where = "above the upper limit" if is_high else "below the lower limit"
        # What rounds to the same number is not said to be above it.
        near = text.number(last["value"], definition) == limit
        where = f"just {where}" if near else f"{where} of {limit}"
        return f"The latest figure, {figure}, lies {where}{judged}."
    if last["rule"] == Rule.TREND:
        way = "risen" if is_high else "fallen"
        return f"The latest seven figures have {way} one after another{judged}."
    if last["rule"] == Rule.TWO_OF_THREE:
        limit = "upper" if is_high else "lower"
        return f"At least two of the latest three figures lie near the {limit} limit{judged}."
    if last["rule"] == Rule.RUN:
        where = "above" if is_high else "below"
        mean = text.number(last["mean"], definition)
        return f"The latest seven figures all lie {where} the mean of {mean}{judged}."
    return f"The latest figure, {figure}, lies {usual_range(last, definition)}."


def usual_range(point: pd.Series, definition: Definition) -> str:
    """The limits in words, the lower left out where it is below what the figure can be."""
    upper = text.number(point["upper"], definition)
    if point["lower"] < 0 <= point["value"]:
        return f"below the upper limit of {upper}, within the usual range of this series"
    lower = text.number(point["lower"], definition)
    return f"between the limits of {lower} and {upper}, within the usual range of this series"


def fan_sentence(
    last: pd.Series, period_type: str, definition: Definition, sex: Sex, area_code: str
) -> str:
    """The 80% range of the last projected year, called what it is."""
    lower, upper = (
        text.number(last["lower_80"], definition),
        text.with_unit(last["upper_80"], definition),
    )
    when = text.when(str(last["period"]), period_type)
    return (
        f"The 80% range projected for {whose(area_code, definition, sex)} {when} is {lower} to "
        f"{upper}; it is not an observed figure."
    )
