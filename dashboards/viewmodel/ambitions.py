"""The board matrix: ambitions and metrics down, areas across, one true sentence above."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboards import text
from dashboards.figures import Figures
from dashboards.selection import Selection, slug_of
from dashboards.viewmodel.promises import JUDGED, Cell, Group, Row, summary, verdict
from dashboards.viewmodel.spark import Spark, spark
from geo.areas import (
    ENGLAND,
    PLACES,
    WEST_YORKSHIRE,
    WEST_YORKSHIRE_ICB,
    YORKSHIRE_AND_THE_HUMBER,
    AreaType,
    area,
    area_type,
)
from indicators.definition import Definition, Heading
from indicators.vocabulary import Sex, Status

ACROSS = (WEST_YORKSHIRE, *PLACES, ENGLAND)


@dataclass(frozen=True)
class Board:
    """The whole matrix."""

    title: str
    description: str
    headline: str
    explanation: str
    areas: tuple[tuple[str, str, bool], ...]
    chosen_name: str
    groups: tuple[Group, ...]
    has_suicide: bool


def board(figures: Figures, selection: Selection) -> Board:
    """The board matrix for the selection's framework and place."""
    framework = figures.catalogue.framework(selection.framework)
    matrix = figures.status(framework.id)
    chosen = selection.place_code or WEST_YORKSHIRE
    groups = tuple(
        _group(number, heading, matrix[matrix["ambition"] == heading.id], figures, selection)
        for number, heading in enumerate(framework.headings, start=1)
    )
    headline, explanation = summary(framework, groups)
    return Board(
        title=framework.title,
        description=framework.description,
        headline=headline,
        explanation=explanation,
        areas=tuple((code, area(code).name, code == chosen) for code in ACROSS),
        chosen_name=area(chosen).name,
        groups=groups,
        has_suicide=any(row.is_suicide and row.is_loaded for g in groups for row in g.rows),
    )


def _group(
    number: int, heading: Heading, rows: pd.DataFrame, figures: Figures, selection: Selection
) -> Group:
    today = figures.as_known_on
    held = [s for s in heading.statements if today is None or s.holds_from <= today]
    statement = held[-1] if held else None
    made = tuple(
        _row(
            rows[(rows["indicator_id"] == metric.indicator) & (rows["sex"] == metric.sex.value)],
            figures.catalogue[metric.indicator],
            metric.sex,
            metric.label or figures.catalogue[metric.indicator].short_title,
            figures,
            selection,
        )
        for metric in heading.metrics
    )
    has_target = "no numeric target" not in heading.target.casefold()
    return Group(
        number=number,
        id=heading.id,
        title=heading.title,
        short_title=heading.short_title,
        promise=statement.text if statement else "",
        promise_source=(
            f"{statement.source}, in force from {text.day(statement.holds_from)}"
            if statement
            else ""
        ),
        target=text.sentence_case(heading.target),
        not_judged=heading.not_judged,
        has_target=has_target,
        verdict=verdict(has_target, [row.status for row in made]),
        rows=made,
        sources=tuple(dict.fromkeys(source for row in made for source in row.sources)),
    )


def _row(
    rows: pd.DataFrame,
    definition: Definition,
    sex: Sex,
    label: str,
    figures: Figures,
    selection: Selection,
) -> Row:
    by_area = {row["area_code"]: row for _, row in rows.iterrows()}
    own = by_area.get(WEST_YORKSHIRE)
    board = by_area.get(WEST_YORKSHIRE_ICB)
    if board is not None and (own is None or text.is_missing(own["value"])):
        own = board
    chosen = selection.place_code or WEST_YORKSHIRE
    link = selection.link("indicator", indicator=definition.id, sex=_sex(sex), framework=None)
    cells = tuple(
        _cell(
            own if code == WEST_YORKSHIRE else by_area.get(code), code, definition, sex, selection
        )
        for code in ACROSS
    )
    across = [own, *(r for code, r in by_area.items() if code != YORKSHIRE_AND_THE_HUMBER)]
    shown = [r for r in across if r is not None and _has_value(r)]
    judged = own if own is not None else next(iter([*shown, *by_area.values()]), None)
    is_loaded = figures.has_any(definition.id)
    status = Status(judged["status"]) if judged is not None else Status.NO_DATA
    says_why = status in (*JUDGED, Status.UNDETERMINED)
    before = by_area.get(chosen) if chosen != WEST_YORKSHIRE else own
    said_before = _before(before, definition)
    return Row(
        label=label,
        unit=text.unit_in_words(definition),
        period_words=text.period_type(definition.period_type),
        link=link,
        cells=cells,
        status=status if is_loaded else Status.NO_DATA,
        reason=judged["status_reason"] if judged is not None else "",
        says_why=says_why,
        before=said_before,
        spark=_spark(figures, definition, sex, chosen) if shown else None,
        sources=_sources(shown, before if said_before else None, judged if says_why else None),
        is_suicide=definition.safe_messaging == "suicide",
        is_loaded=is_loaded,
        to_load=f"{definition.source.publication} ({definition.source.publisher})",
        to_load_link=definition.source.link,
        by_trust=_by_trust(rows, definition),
        has_places=any(cell.value or cell.period for cell in cells[1:-1]),
    )


def _spark(figures: Figures, definition: Definition, sex: Sex, area_code: str) -> Spark | None:
    return figures.once(
        ("spark", definition.id, sex, area_code),
        lambda: spark(figures.headline(definition), definition, sex, area_code),
    )


def _sex(sex: Sex) -> str:
    return "" if sex is Sex.PERSONS else sex.value


def _is_true(value: object) -> bool:
    """Whether the value is true; nothing and not-a-number are not."""
    return isinstance(value, bool | np.bool_) and bool(value)


def _has_value(row: pd.Series) -> bool:
    return not text.is_missing(row["value"])


def _cell(
    row: pd.Series | None, code: str, definition: Definition, sex: Sex, selection: Selection
) -> Cell:
    name = area(code).name
    link = selection.link(
        "indicator", indicator=definition.id, sex=_sex(sex), place=slug_of(code), framework=None
    )
    is_chosen = code == (selection.place_code or WEST_YORKSHIRE)
    if row is None or not isinstance(row["period"], str):
        return Cell(name, "", "", "", text.NO_ROW, "", f"{name}: {text.NO_ROW}", link, is_chosen)
    notes = []
    if row["area_code"] == WEST_YORKSHIRE_ICB:
        notes.append("NHS West Yorkshire")
    if _is_true(row["derived"]):
        notes.append("derived")
    period = row["period"]
    if not _has_value(row):
        why = text.missing(row["missing_reason"])
        return Cell(name, "", period, "", why, "", f"{name}, {period}: {why}", link, is_chosen)
    limits = text.limits(row["lower_95"], row["upper_95"], definition)
    title = (
        f"{row['area_name']}, {period}: {text.with_unit(row['value'], definition)}; "
        f"95% limits: {limits}. {text.sentence_case(row['status'])}. {row['source']}."
    )
    value = text.number(row["value"], definition)
    return Cell(name, value, period, limits, "", ", ".join(notes), title, link, is_chosen)


def _before(row: pd.Series | None, definition: Definition) -> str:
    """What the figure was one period earlier; empty when there was none."""
    if row is None or not _has_value(row) or not isinstance(row["previous_period"], str):
        return ""
    if text.is_missing(row["previous_value"]):
        return ""
    then = text.when(row["previous_period"], row["period_type"])
    return f"{text.number(row['previous_value'], definition)} {then}"


def _sources(
    shown: list[pd.Series], before: pd.Series | None, judged: pd.Series | None
) -> tuple[str, ...]:
    """Whom to cite for every figure of the row: those across, the one before, those judged on."""
    cited = [row["source"] for row in shown]
    cited += [before["previous_source"]] if before is not None else []
    cited += [judged["status_source"]] if judged is not None else []
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
