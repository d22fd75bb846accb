"""Whether a promise is being kept: the target in force, and the figures as they were known.

A promise made for West Yorkshire is judged for West Yorkshire and for nobody else; places are shown
against the same path for reference. The judgement uses the limits, not the point, until the date
has come; then the figure decides, as it was first known, and no later revision changes the answer.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import replace

import pandas as pd

from geo import areas as geography
from indicators import safe_mode
from indicators.definition import Definition, Target
from indicators.reading import (
    Judgement,
    Known,
    on_the_way,
    outcome,
    undetermined,
)
from indicators.series import day
from indicators.vocabulary import Sex, Status
from indicators.words import figure, passed, promised

History = Callable[[datetime.date], Iterator[Known]]
DECIDED = (Status.MET, Status.MISSED)
NO_FIGURE = "No figure for West Yorkshire is held, and none can be derived honestly from what is."


def judge(
    definition: Definition,
    series: pd.DataFrame,
    area_code: str,
    sex: Sex,
    today: datetime.date,
    england: pd.DataFrame | None = None,
    history: History | None = None,
) -> Judgement:
    """The status of the target in force in one area on the day.

    `series` is that area's part of a result of `compute`, as known on the day, oldest first, and
    `england` is England's. In force is the open target that is due first, else the last that
    passed; one about another quantity only where no other was set. A passed date is met or missed
    on the figure for the last period that ended by it: `history` yields the figures as known on
    that date and on each later day of a release, and the first that hold it decide (default: those
    of `today`).
    """
    now = Known(today, series, series.iloc[:0] if england is None else england)
    is_held = bool(series["value"].notna().any())
    targets = [t for t in definition.targets if t.stated_on <= today and t.sex == sex]
    if not is_held and (targets or area_code != geography.WEST_YORKSHIRE):
        return _no_figure(area_code)
    if not targets:
        unheld = "" if is_held else f" {NO_FIGURE}"
        return Judgement(Status.NO_TARGET, f"No numeric target was set for this measure.{unheld}")
    target, earlier = _in_force(targets, today)
    then = history or (lambda _: iter([now]))
    before = None
    if earlier and area_code == earlier.applies_to:
        before = _judged(earlier, definition, area_code, now, then)
        before = replace(before, target=earlier)
    judgement = _judged(target, definition, area_code, now, then)
    reason = judgement.reason + _also_promised(targets, target, today)
    return replace(judgement, reason=reason, target=target, earlier=before)


def _in_force(targets: list[Target], today: datetime.date) -> tuple[Target, Target | None]:
    """The target that is judged now, and the latest that had passed before it took over."""
    choice = [t for t in targets if t.status_of == "value"] or targets
    still_open = [t for t in choice if t.by >= today]
    next_due = min(still_open, key=lambda t: t.by, default=None)
    target = next_due or max(choice, key=lambda t: t.by)
    gone = [t for t in targets if t.by < min(target.by, today)]
    decidable = [t for t in gone if t.status_of == "value"]
    return target, max(decidable or gone, key=lambda t: t.by, default=None)


def _judged(
    target: Target, definition: Definition, area_code: str, now: Known, history: History
) -> Judgement:
    """The answer to one promise for its own area; the reading for reference of any other."""
    if area_code != target.applies_to:
        return _for_reference(target, definition, area_code, now)
    if target.status_of != "value":
        return undetermined(
            f"The promise is about {target.status_of}. This measure cannot decide it."
        )
    if target.by >= now.on:
        return on_the_way(target, definition, now)
    answer = undetermined(passed(target, "with no figure"))
    for known in history(target.by):
        answer = outcome(target, definition, known)
        if answer.status in DECIDED:
            return replace(answer, reason=answer.reason + _since_revised(answer, definition, now))
    return answer


def _for_reference(target: Target, definition: Definition, area_code: str, now: Known) -> Judgement:
    """Another area than the promise was made for: its own path, without a status.

    Of suicide nothing is said to be better or worse, so a place is not set against a path.
    """
    made_for = geography.name(target.applies_to)
    said = (
        f"The promise, {promised(target, definition)}, was made for {made_for}, so "
        f"{geography.name(area_code)} is not judged by it."
    )
    is_read = target.status_of == "value" and not safe_mode.applies(definition)
    if target.by < now.on:
        # What was promised for the date is read at the date, and not years after it.
        ended = pd.Timestamp(target.by)
        series, england = (rows[rows["period_end"] <= ended] for rows in now[1:])
        now = Known(now.on, series, england)
    if area_code not in geography.PLACES or not is_read or now.series["value"].notna().sum() == 0:
        return Judgement(Status.FOR_REFERENCE, said)
    reading = on_the_way(target, definition, now)
    return replace(reading, status=Status.FOR_REFERENCE, reason=f"{said} {reading.reason}")


def _also_promised(targets: list[Target], target: Target, today: datetime.date) -> str:
    """That a promise is open which this measure cannot decide, where one that it can has passed."""
    if target.by >= today or target.status_of != "value":
        return ""
    return "".join(
        f" Another promise, by {day(one.by)}, is about {one.status_of}; it is not judged here."
        for one in targets
        if one.by >= today
    )


def _since_revised(answer: Judgement, definition: Definition, now: Known) -> str:
    """That the figure which decided has been revised since, and that the answer stands."""
    of_period = now.series[now.series["period"] == answer.rests_on[-1]]
    revised = of_period["value"].dropna()
    if revised.empty or answer.value is None or float(revised.iloc[0]) == answer.value:
        return ""
    return (
        f" The figure has since been revised to {figure(revised.iloc[0], definition)}; the answer, "
        "given on the figures known at the time, stands."
    )


def _no_figure(area_code: str) -> Judgement:
    if area_code == geography.WEST_YORKSHIRE:
        return Judgement(Status.NO_FIGURE, NO_FIGURE)
    return Judgement(Status.NO_DATA, f"No figure for {geography.name(area_code)} is held.")
