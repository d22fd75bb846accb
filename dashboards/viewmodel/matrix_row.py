"""One line of the board matrix: a measure's figures across, its course, and its promise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from dashboards import text
from dashboards.selection import Selection
from dashboards.viewmodel.matrix_cell import (
    Cell,
    course,
    has_value,
    matrix_cell,
    measure_link,
    words,
)
from dashboards.viewmodel.promise import earlier_verdict, pace_of
from dashboards.viewmodel.signals import Signal, assurance_signal
from dashboards.viewmodel.spark import Spark
from geo.areas import (
    ENGLAND,
    PLACES,
    WEST_YORKSHIRE,
    WEST_YORKSHIRE_ICB,
    YORKSHIRE_AND_THE_HUMBER,
    AreaType,
    area_type,
    name,
    short_name,
)
from indicators import safe_mode
from indicators.definition import Definition
from indicators.vocabulary import Sex, Status

ACROSS = (WEST_YORKSHIRE, *PLACES, ENGLAND)
SAYS_WHY = (
    Status.MET,
    Status.ON_TRACK,
    Status.MISSED,
    Status.OFF_TRACK,
    Status.UNDETERMINED,
)


@dataclass(frozen=True)
class Row:
    """One measure: its figures across, its course, and how its promise stands.

    `course` are the tests of the area named by `course_of`: its recent trend and its variation;
    `others` are the marks of the other areas' cells in words, areas of one answer together;
    `change` is how fast its figures moved, where `pace` does not say so.
    `status`, `reason`, `assurance`, `pace` and `earlier` are of West Yorkshire's promise: `pace` is
    the change it asks for beside the change observed, `earlier` the verdict on a promise before it.
    """

    label: str
    unit: str
    period_words: str
    link: str
    cells: tuple[Cell, ...]
    spark: Spark | None
    course_of: str
    course: tuple[Signal, ...]
    others: tuple[tuple[str, Signal], ...]
    change: str
    before: str
    status: Status
    reason: str
    says_why: bool
    assurance: Signal
    pace: str
    earlier: str
    sources: tuple[str, ...]
    is_suicide: bool
    by_trust: str
    has_places: bool


@dataclass(frozen=True)
class Unheld:
    """Measures of which no figure is held, by the publication that has them."""

    publication: str
    link: str
    labels: tuple[tuple[str, str], ...]


def matrix_row(
    rows: pd.DataFrame,
    definition: Definition,
    sex: Sex,
    label: str,
    selection: Selection,
    spark: Spark | None,
) -> Row:
    """The line of one measure, from its rows of the status table."""
    by_area = {str(row["area_code"]): row for _, row in rows.iterrows()}
    own = _west_yorkshire(by_area)
    chosen = selection.place_code or WEST_YORKSHIRE
    followed = by_area.get(chosen) if chosen != WEST_YORKSHIRE else own
    cells = tuple(
        matrix_cell(
            own if code == WEST_YORKSHIRE else by_area.get(code), code, definition, sex, selection
        )
        for code in ACROSS
    )
    across = [own, *(r for code, r in by_area.items() if code != YORKSHIRE_AND_THE_HUMBER)]
    shown = [r for r in across if r is not None and has_value(r)]
    judged = own if own is not None else next(iter([*shown, *by_area.values()]), None)
    status = Status(judged["status"]) if judged is not None else Status.NO_DATA
    says_why = status in SAYS_WHY
    pace, earlier = pace_of(own), earlier_verdict(own)
    change = "" if followed is own and pace else words(followed, "change_reason")
    said_before = _before(followed, definition)
    return Row(
        label=label,
        unit=text.unit_in_words(definition),
        period_words=text.period_type(definition.period_type),
        link=measure_link(definition, sex, selection),
        cells=cells,
        spark=spark if shown else None,
        course_of=_followed_name(followed, chosen),
        course=course(followed, definition),
        others=_others(cells),
        change=change,
        before=said_before,
        status=status,
        reason=words(judged, "status_reason"),
        says_why=says_why,
        assurance=assurance_signal(words(own, "assurance"), words(own, "assurance_reason")),
        pace=pace,
        earlier=earlier,
        sources=_sources(
            shown,
            [
                (followed if said_before else None, "previous_source"),
                (judged if says_why or earlier else None, "status_source"),
                (own if pace else None, "change_source"),
                (followed if change else None, "change_source"),
            ],
        ),
        is_suicide=safe_mode.applies(definition),
        by_trust=_by_trust(rows, definition),
        has_places=any(cell.value or cell.period for cell in cells[1:-1]),
    )


def _west_yorkshire(by_area: Mapping[str, pd.Series]) -> pd.Series | None:
    """West Yorkshire's row, or its NHS board's where that has the figure."""
    own, board = by_area.get(WEST_YORKSHIRE), by_area.get(WEST_YORKSHIRE_ICB)
    if board is not None and (own is None or not has_value(own)):
        return board
    return own


def _followed_name(followed: pd.Series | None, chosen: str) -> str:
    """Whose course is told: the chosen area's, or by its own name the NHS board's in its stead."""
    stands_in = followed is not None and followed["area_code"] == WEST_YORKSHIRE_ICB
    return name(WEST_YORKSHIRE_ICB) if stands_in else short_name(chosen)


def _others(cells: tuple[Cell, ...]) -> tuple[tuple[str, Signal], ...]:
    """Each mark that is not the followed area's, with the areas that have it for that reason."""
    areas: dict[Signal, list[str]] = {}
    for cell in cells:
        for one in () if cell.is_chosen else cell.marks:
            areas.setdefault(one, []).append(cell.area_name)
    return tuple((text.listed(names), one) for one, names in areas.items())


def _before(row: pd.Series | None, definition: Definition) -> str:
    """What the figure was one period earlier; empty when there was none."""
    if row is None or not has_value(row) or not isinstance(row["previous_period"], str):
        return ""
    if text.is_missing(row["previous_value"]):
        return ""
    then = text.when(row["previous_period"], row["period_type"])
    return f"{text.number(row['previous_value'], definition)} {then}"


def _sources(
    figures: Iterable[pd.Series], said: Iterable[tuple[pd.Series | None, str]]
) -> tuple[str, ...]:
    """Whom to cite for the figures across, and for what is said: a row, and its column of sources.

    Each source once, in the order in which the line shows what came of it.
    """
    cited = [row["source"] for row in figures]
    cited += [row[column] for row, column in said if row is not None]
    each = (one for joined in cited if isinstance(joined, str) for one in joined.split("; "))
    return tuple(dict.fromkeys(each))


def _by_trust(rows: pd.DataFrame, definition: Definition) -> str:
    """For what is published by NHS trust: each category's trusts counted, in words."""
    trusts = rows[rows["area_code"].map(area_type) == AreaType.TRUST]
    if trusts.empty:
        return ""
    held = trusts["value"].dropna()
    parts = [
        f"{text.number(value, definition)}: {number}"
        for value, number in held.value_counts().sort_index(ascending=False).items()
    ]
    without = len(trusts) - len(held)
    parts += [f"no figure: {without}"] if without else []
    return f"By NHS trust ({len(trusts)}). {text.sentence_case('; '.join(parts))}."
