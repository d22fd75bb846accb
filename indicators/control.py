"""What process control says of one area's series: usual ups and downs, or a cause worth finding.

The chart is the NHS "Making Data Count" chart of single values and moving ranges. It starts afresh
only where the definition declares a break, with the break's date and reason, and is never drawn on
overlapping windows, which follow one another by construction.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators import safe_mode
from indicators.definition import Break, Definition
from indicators.methods import spc
from indicators.series import (
    breaks_between,
    broken,
    day,
    one_series,
    why_missing,
    why_overlapping,
)
from indicators.vocabulary import Assurance, Kind, PeriodType, Polarity, Variation

FEWEST = 4  # three moving ranges; below that the limits are one accident
SEASONAL = {PeriodType.MONTH: "Monthly", PeriodType.QUARTER: "Quarterly"}
LONGER_THAN_A_STEP = 1.5
NO_ROW = "no row"
IMPROVES: dict[Polarity, spc.Improvement] = {
    Polarity.HIGH_IS_GOOD: "increase",
    Polarity.LOW_IS_GOOD: "decrease",
    Polarity.NO_JUDGEMENT: "neutral",
}
SIGNALS = {
    spc.Rule.OUTSIDE: "is {where} the usual range of the series",
    spc.Rule.TREND: "is part of an unbroken {way} over 7 figures",
    spc.Rule.TWO_OF_THREE: "is one of at least two among three in a row near the {limit} limit",
    spc.Rule.RUN: "is one of at least 7 in a row {where} the average",
}
ASSURED = {
    Assurance.MEETS: "As long as figures stay in the usual range of the series the target will be "
    "met: all of that range reaches it.",
    Assurance.FAILS: "As long as figures stay in the usual range of the series the target will not "
    "be met: no part of that range reaches it.",
    Assurance.HIT_AND_MISS: "As long as figures stay in the usual range of the series the target "
    "may be met or missed: it lies within that range.",
}


@dataclass(frozen=True)
class Control:
    """A process control chart and what it says; `chart` is None where none can be drawn.

    `periods` names the chart's points in order; a period without a figure has an empty point, and
    so has each stretch of periods that is not held at all. `side` is that of the latest figure's
    signal. `reason` and `assurance_reason` are sentences, as are the notes.
    """

    chart: spc.Chart | None
    periods: tuple[str, ...]
    variation: Variation
    side: spc.Side
    reason: str
    assurance: Assurance | None
    assurance_reason: str
    notes: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        """The reason with what must be known of the limits: on how few figures they rest."""
        return " ".join((self.reason, *(self.chart.notes if self.chart else ())))


def control(definition: Definition, series: pd.DataFrame, target: float | None = None) -> Control:
    """The process control chart of one area's series, and the variation of its latest figure.

    `series` is as for `direction`; `target` is the goal in the indicator's unit, None for none.
    Months, quarters and years may be charted. Which side is an improvement follows from the
    polarity; of suicide neither is said. Raises MethodError when the rows are not one series.
    """
    series = one_series(series)
    charted = _with_gaps(_from_first_to_last_value(series))
    parted = breaks_between(charted, definition.breaks)
    refused = _why_none(definition, series, charted, parted)
    if refused:
        return Control(None, (), Variation.CANNOT_BE_TESTED, "", refused, None, refused)
    improvement = _improvement(definition)
    chart = spc.xmr(
        charted["value"].to_numpy(dtype=float),
        target=target,
        improvement=improvement,
        rebase_at=tuple(position for position, _ in parted),
    )
    return Control(
        chart=chart,
        periods=tuple(charted["period"]),
        variation=chart.variation,
        side=chart.direction,
        reason=chart.reason or _in_words(chart, charted),
        assurance=chart.assurance,
        assurance_reason=_why_assurance(chart, target, improvement),
        notes=(
            *chart.notes,
            *(f"{broken(one)} The limits start afresh there." for _, one in parted),
            *_gaps(series, charted),
            *_season(charted),
        ),
    )


def _from_first_to_last_value(series: pd.DataFrame) -> pd.DataFrame:
    held = series.index[series["value"].notna()]
    return series.loc[held.min() : held.max()] if len(held) else series.iloc[:0]


def _with_gaps(charted: pd.DataFrame) -> pd.DataFrame:
    """The rows with an empty one wherever periods have none, so that no move is read across them.

    A gap is told by a step longer than the usual.
    """
    if len(charted) < FEWEST:
        return charted
    steps = np.diff(charted["period_end"].to_numpy())
    after = np.flatnonzero(steps > LONGER_THAN_A_STEP * np.median(steps)) + 1
    next_day = pd.Timedelta(days=1)
    empty = [
        {
            "period": f"between {before['period']} and {row['period']}",
            "period_start": before["period_end"] + next_day,
            "period_end": row["period_start"] - next_day,
            "period_type": row["period_type"],
            "missing_reason": NO_ROW,
        }
        for before, row in ((charted.iloc[at - 1], charted.iloc[at]) for at in after)
    ]
    if not empty:
        return charted
    whole = pd.concat([charted, pd.DataFrame(empty)]).sort_values("period_start")
    return whole.reset_index(drop=True)


def _why_none(
    definition: Definition,
    series: pd.DataFrame,
    charted: pd.DataFrame,
    parted: list[tuple[int, Break]],
) -> str:
    """Why no chart can be drawn, or an empty text."""
    if definition.kind is Kind.CATEGORY:
        return "The figures are categories and not amounts, so they have no control chart."
    overlapping = why_overlapping(series)
    if overlapping:
        return f"{overlapping} A control chart would take that for a signal, so none is drawn."
    # The latest limits rest on the figures since the last break alone.
    start, since = (parted[-1][0], f" since {day(parted[-1][1].on)}") if parted else (0, "")
    held = int(charted["value"].iloc[start:].notna().sum())
    if held < FEWEST:
        said = {0: "No figure is", 1: "Only one figure is"}.get(held, f"Only {held} figures are")
        few = f"{said} held{since}; a control chart needs at least {FEWEST}."
        return f"{few} {broken(parted[-1][1])}" if parted else few
    return ""


def _improvement(definition: Definition) -> spc.Improvement:
    """Which way is better. A chart about suicide shows signals and never calls one good or bad."""
    if safe_mode.applies(definition):
        return "neutral"
    return IMPROVES[definition.polarity]


def _in_words(chart: spc.Chart, charted: pd.DataFrame) -> str:
    """What the latest figure shows, in one sentence."""
    points, last = chart.points, charted["period"].iloc[-1]
    rule, side = points["rule"].iloc[-1], points["side"].iloc[-1]
    if rule == spc.Rule.NONE:
        return f"The figure for {last} is within the usual range of the series."
    words = SIGNALS[rule].format(
        where="above" if side == "high" else "below",
        limit="upper" if side == "high" else "lower",
        way="rise" if side == "high" else "fall",
    )
    return f"The figure for {last} {words}."


def _why_assurance(chart: spc.Chart, target: float | None, improvement: spc.Improvement) -> str:
    """What the assurance means, or why there is none."""
    if target is None:
        return (
            "No numeric target is open here that these figures can be set against, so there is "
            "nothing to be assured of."
        )
    if chart.assurance is not None:
        return ASSURED[chart.assurance]
    if improvement == "neutral":
        return "Neither direction is judged, so it is not said whether the target will be met."
    return "Without limits it cannot be said whether the target will be met."


def _gaps(series: pd.DataFrame, charted: pd.DataFrame) -> list[str]:
    """What is missing within and after the chart, in sentences."""
    notes = [
        f"No figure is held {row['period']}."
        if row["missing_reason"] == NO_ROW
        else f"{why_missing(row)}."
        for _, row in charted[charted["value"].isna()].iterrows()
    ]
    if pd.isna(series["value"].iloc[-1]):
        notes.append(
            f"{why_missing(series.iloc[-1])}, so {charted['period'].iloc[-1]} is judged instead."
        )
    return notes


def _season(charted: pd.DataFrame) -> list[str]:
    each = SEASONAL.get(PeriodType(charted["period_type"].iloc[0]))
    return [f"{each} figures may follow the seasons, which these limits leave out."] if each else []
