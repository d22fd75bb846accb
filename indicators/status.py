"""The board matrix: each metric of a framework in each area, its latest figure and its status."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pandas as pd

from geo import areas as geography
from indicators import contract
from indicators.catalogue import Catalogue
from indicators.catalogue import catalogue as shipped_catalogue
from indicators.compute import BOARD_AREAS, Reads, compute
from indicators.definition import Definition, Heading, Metric
from indicators.store import Snapshot, Store, day
from indicators.trajectory import judge
from indicators.vocabulary import Status

Computes = Callable[[str, Reads, str, datetime.date | str | None, Catalogue | None], pd.DataFrame]
COLUMNS = (
    "framework",
    "ambition",
    "heading",
    "metric",
    "indicator_id",
    "sex",
    "area_code",
    "area_name",
    "period",
    "period_start",
    "period_end",
    "period_type",
    "value",
    "lower_95",
    "upper_95",
    "unit",
    "missing_reason",
    "derived",
    "status",
    "status_reason",
    "status_source",
    "previous_value",
    "previous_period",
    "previous_source",
    "published_on",
    "origin_id",
    "source",
)


def status(
    framework_id: str,
    store: Reads,
    as_known_on: datetime.date | str | None = None,
    catalogue: Catalogue | None = None,
    computed: Computes = compute,
) -> pd.DataFrame:
    """The board matrix, one row for each metric and area, in the framework's order.

    Areas are West Yorkshire, its five places, Yorkshire and The Humber and England; a measure that
    is published for the NHS integrated care board or for NHS trusts instead has rows for those. A
    metric without figures has its rows too, with status "no data" and the publication to load.
    Judged as on `as_known_on` (default: today). Columns are `COLUMNS`. Raises as `compute` does.
    `computed` stands in for `compute` where its results are already kept.
    """
    known = catalogue or shipped_catalogue()
    today = day(as_known_on) if as_known_on is not None else datetime.date.today()
    framework = known.framework(framework_id)
    if isinstance(store, Store):
        # One read of everything instead of one for each metric; the day is then already applied.
        store, as_known_on = Snapshot(store, as_known_on), None
    rows: list[dict[str, object]] = []
    results: dict[str, pd.DataFrame] = {}
    for heading in framework.headings:
        for metric in heading.metrics:
            if metric.indicator not in results:
                results[metric.indicator] = _result(metric, store, as_known_on, known, computed)
            definition = known[metric.indicator]
            result = results[metric.indicator]
            series = _series(result, metric, definition)
            not_loaded = _not_loaded(definition) if result.empty else {}
            rows += [
                {
                    **_row(
                        heading, metric, definition, code, series.get(code, result.iloc[:0]), today
                    ),
                    **not_loaded,
                    "framework": framework.id,
                }
                for code in _areas(result)
            ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _result(
    metric: Metric,
    store: Reads,
    as_known_on: datetime.date | str | None,
    catalogue: Catalogue,
    computed: Computes,
) -> pd.DataFrame:
    """The headline figures for the board's areas, or for trusts where only they have any."""
    result = computed(metric.indicator, store, "places", as_known_on, catalogue)
    if result.empty:
        result = computed(metric.indicator, store, "trusts", as_known_on, catalogue)
    return contract.headline(result)


def _series(
    result: pd.DataFrame, metric: Metric, definition: Definition
) -> dict[str, pd.DataFrame]:
    """Each area's figures of the metric's own sex, age and kind of period, oldest first."""
    own = result[
        (result["sex"] == metric.sex.value)
        & (result["period_type"] == definition.period_type.value)
        & (result["age"] == definition.age)
    ].sort_values("period_end")
    return {str(code): series for code, series in own.groupby("area_code", sort=False)}


def _not_loaded(definition: Definition) -> dict[str, object]:
    source = definition.source
    reason = f"No figures are loaded. Load {source.publication} ({source.publisher})."
    return {"status": Status.NO_DATA.value, "status_reason": reason}


def _areas(result: pd.DataFrame) -> tuple[str, ...]:
    held = set(result["area_code"])
    others = sorted(held - set(BOARD_AREAS))
    if held and held.isdisjoint(BOARD_AREAS):
        return tuple(others)
    return (*BOARD_AREAS, *others)


def _row(
    heading: Heading,
    metric: Metric,
    definition: Definition,
    code: str,
    series: pd.DataFrame,
    today: datetime.date,
) -> dict[str, object]:
    judgement = judge(definition, series, code, metric.sex, today)
    row: dict[str, object] = dict.fromkeys(COLUMNS)
    row |= {
        "ambition": heading.id,
        "heading": heading.title,
        "metric": metric.label or definition.short_title,
        "indicator_id": definition.id,
        "sex": metric.sex.value,
        "area_code": code,
        "area_name": geography.name(code),
        "period_type": definition.period_type.value,
        "unit": definition.unit,
        "status": judgement.status.value,
        "status_reason": judgement.reason,
    }
    if series.empty:
        return row
    last = series.iloc[-1]
    row |= {name: last[name] for name in last.index if name in COLUMNS and name != "unit"}
    used = series[series["period"].isin(judgement.rests_on)]
    row["status_source"] = "; ".join(dict.fromkeys(used["source"])) or None
    if len(series) > 1:
        before = series.iloc[-2]
        row |= {f"previous_{name}": before[name] for name in ("value", "period", "source")}
    return row
