"""The board matrix: ambitions and measures down, areas across, one true sentence above."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboards import text
from dashboards.figures import Figures
from dashboards.selection import Selection
from dashboards.viewmodel.matrix_cell import measure_link
from dashboards.viewmodel.matrix_row import ACROSS, Row, Unheld, matrix_row
from dashboards.viewmodel.promises import Group, summary, verdict
from dashboards.viewmodel.sentences import possessive
from dashboards.viewmodel.spark import Spark, spark
from geo.areas import WEST_YORKSHIRE, area
from indicators.definition import Definition, Heading, Metric
from indicators.vocabulary import Sex


@dataclass(frozen=True)
class Board:
    """The whole matrix."""

    title: str
    description: str
    headline: str
    explanation: str
    areas: tuple[tuple[str, str, bool], ...]
    chosen_name: str
    chosen_owned: str
    groups: tuple[Group, ...]


def board(figures: Figures, selection: Selection) -> Board:
    """The board matrix for the selection's framework and place."""
    framework = figures.catalogue.framework(selection.framework)
    matrix = figures.status(framework.id)
    by_metric = {
        (heading, indicator, sex): rows
        for (heading, indicator, sex), rows in matrix.groupby(
            ["ambition", "indicator_id", "sex"], sort=False
        )
    }
    chosen = selection.place_code or WEST_YORKSHIRE
    groups = tuple(
        _group(number, heading, by_metric, figures, selection)
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
        chosen_owned=possessive(area(chosen).name),
        groups=groups,
    )


def _group(
    number: int,
    heading: Heading,
    by_metric: dict[tuple[str, str, str], pd.DataFrame],
    figures: Figures,
    selection: Selection,
) -> Group:
    statement = heading.statement_on(figures.known_day)
    target = heading.target_on(figures.known_day)
    held = [metric for metric in heading.metrics if figures.has_any(metric.indicator)]
    rows = tuple(
        _row(metric, by_metric[heading.id, metric.indicator, metric.sex.value], figures, selection)
        for metric in held
    )
    has_target = "no numeric target" not in target.casefold()
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
        target=text.sentence_case(target),
        not_judged=statement.not_judged if statement else "",
        has_target=has_target,
        verdict=verdict(has_target, [row.status for row in rows]),
        rows=rows,
        unheld=_unheld([one for one in heading.metrics if one not in held], figures, selection),
        sources=tuple(dict.fromkeys(source for row in rows for source in row.sources)),
    )


def _row(metric: Metric, rows: pd.DataFrame, figures: Figures, selection: Selection) -> Row:
    definition = figures.catalogue[metric.indicator]
    drawn = _spark(figures, definition, metric.sex, selection.place_code or WEST_YORKSHIRE)
    return matrix_row(rows, definition, metric.sex, _label(metric, definition), selection, drawn)


def _unheld(metrics: list[Metric], figures: Figures, selection: Selection) -> tuple[Unheld, ...]:
    """The measures without figures, one entry for each publication that has them."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for metric in metrics:
        definition = figures.catalogue[metric.indicator]
        source = definition.source
        publication = f"{source.publication} ({source.publisher})"
        link = measure_link(definition, metric.sex, selection)
        labels = found.setdefault((publication, source.link), [])
        labels.append((_label(metric, definition), link))
    return tuple(Unheld(*key, tuple(labels)) for key, labels in found.items())


def _label(metric: Metric, definition: Definition) -> str:
    return metric.label or definition.short_title


def _spark(figures: Figures, definition: Definition, sex: Sex, area_code: str) -> Spark | None:
    return figures.once(
        ("spark", definition.id, sex, area_code),
        lambda: spark(figures.headline(definition), definition, sex, area_code),
    )
