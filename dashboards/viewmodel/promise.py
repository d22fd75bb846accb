"""What was promised about one measure, how the promise stands, and the pace it asks for."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboards import text
from dashboards.figures import Figures
from dashboards.viewmodel.matrix_cell import words
from dashboards.viewmodel.signals import Signal, assurance_signal
from geo.areas import ENGLAND, name
from indicators.definition import Definition
from indicators.trajectory import Trajectory
from indicators.verdict import DECIDED, judge
from indicators.vocabulary import Sex, Status


@dataclass(frozen=True)
class Promise:
    """The promise in force for one measure and sex, as the board matrix judges it.

    `reference` says where another area than the promise's own stands against the same path.
    """

    area_name: str
    status: Status
    reason: str
    pace: str
    earlier: str
    assurance: Signal
    reference: str
    stated: tuple[str, ...]


def promise(figures: Figures, definition: Definition, sex: Sex, area_code: str) -> Promise | None:
    """The promise about the measure; None where none was made."""
    made = [
        target
        for target in definition.targets
        if target.sex == sex and target.stated_on <= figures.known_day
    ]
    if not made:
        return None
    matrix = _matrix(figures, definition, sex)
    by_area = {str(row["area_code"]): row for _, row in matrix.iterrows()}
    own = by_area.get(made[0].applies_to)
    here = by_area.get(area_code)
    is_elsewhere = here is not None and area_code != made[0].applies_to
    return Promise(
        area_name=name(made[0].applies_to),
        status=Status(own["status"]) if own is not None else Status.NO_DATA,
        reason=words(own, "status_reason"),
        pace=pace_of(own),
        earlier=earlier_verdict(own),
        assurance=assurance_signal(words(own, "assurance"), words(own, "assurance_reason")),
        reference=words(here, "status_reason") if is_elsewhere else "",
        stated=tuple(
            f"Stated on {text.day(target.stated_on)} and due by {text.day(target.by)}: "
            f"{target.source}."
            for target in made
        ),
    )


def earlier_verdict(row: pd.Series | None) -> str:
    """How the promise stood that the present one took over from; empty where there is none."""
    status, reason = words(row, "earlier_status"), words(row, "earlier_reason")
    if not status:
        return ""
    ended = f"was {status}" if Status(status) in DECIDED else "could not be judged"
    return f"An earlier promise {ended}: {reason[:1].lower()}{reason[1:]}"


def pace_of(row: pd.Series | None) -> str:
    """The change a year that the promise asks for beside the one observed, where it asks one."""
    is_asked = row is not None and not text.is_missing(row["required_change"])
    return words(row, "change_reason") if is_asked else ""


def promised_path(
    figures: Figures, definition: Definition, sex: Sex, rows: pd.DataFrame, area_code: str
) -> Trajectory | None:
    """The path of the promise in force through the area's own figures, where one can be drawn.

    `rows` are of one sex. Another area than the promise's own has the same path from its own start.
    """
    own, england = (
        rows[rows["area_code"] == code].sort_values("period_end") for code in (area_code, ENGLAND)
    )
    return judge(definition, own, area_code, sex, figures.known_day, england).way


def _matrix(figures: Figures, definition: Definition, sex: Sex) -> pd.DataFrame:
    """The measure's rows of the first board matrix that holds it."""
    for framework in figures.catalogue.frameworks.values():
        if any(m.indicator == definition.id for h in framework.headings for m in h.metrics):
            matrix = figures.status(framework.id)
            rows = matrix[(matrix["indicator_id"] == definition.id) & (matrix["sex"] == sex.value)]
            if len(rows):
                return rows.drop_duplicates("area_code")
    return pd.DataFrame(columns=["area_code"])
