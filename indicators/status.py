"""The board matrix: each metric of a framework in each area, its latest figure, and what to think.

Status says whether the promise is kept, direction where the latest figures are going, variation
whether the newest of them is usual, assurance whether the usual range meets the target.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

import pandas as pd

from geo import areas as geography
from indicators.catalogue import Catalogue
from indicators.catalogue import catalogue as shipped_catalogue
from indicators.change import Change, beside, observed_change, required_change
from indicators.compute import BOARD_AREAS, compute
from indicators.control import control
from indicators.definition import Definition, Heading, Metric
from indicators.direction import direction
from indicators.past import Computes, Past, by_area, result_for
from indicators.reading import Judgement
from indicators.series import day
from indicators.store import Snapshot, Store
from indicators.store import day as day_of
from indicators.trajectory import is_open
from indicators.verdict import judge
from indicators.vocabulary import Path, Status

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
    "earlier_status",
    "earlier_reason",
    "against_path",
    "goal",
    "required_change",
    "observed_change",
    "observed_lower",
    "observed_upper",
    "change_unit",
    "change_reason",
    "change_source",
    "direction",
    "direction_reason",
    "variation",
    "variation_side",
    "variation_reason",
    "assurance",
    "assurance_reason",
    "previous_value",
    "previous_period",
    "previous_source",
    "published_on",
    "origin_id",
    "source",
)


def status(
    framework_id: str,
    store: Store | Snapshot,
    as_known_on: datetime.date | str | None = None,
    catalogue: Catalogue | None = None,
    computed: Computes = compute,
) -> pd.DataFrame:
    """The board matrix, one row for each metric and area, in the framework's order.

    Areas are West Yorkshire, its five places, Yorkshire and The Humber and England; a measure that
    is published for the NHS integrated care board or for NHS trusts instead has rows for those. A
    metric without figures has its rows too, with status "no data" and the publication to load.
    Judged as on `as_known_on` (default: today); a day to come is judged on what is known today.
    Columns are `COLUMNS`; changes are for each year, in `change_unit`. Raises as `compute` does.
    `computed` stands in for `compute` where its results are already kept.
    """
    known = catalogue or shipped_catalogue()
    today = datetime.date.today() if as_known_on is None else day_of(as_known_on)
    framework = known.framework(framework_id)
    if isinstance(store, Store):
        # One read of everything instead of one for each metric; the day is then already applied.
        store, as_known_on = Snapshot(store, as_known_on), None
    rows: list[dict[str, object]] = []
    results: dict[str, pd.DataFrame] = {}
    for heading in framework.headings:
        for metric in heading.metrics:
            if metric.indicator not in results:
                results[metric.indicator] = result_for(metric, store, as_known_on, known, computed)
            definition, result = known[metric.indicator], results[metric.indicator]
            series = by_area(result, metric, definition)
            past = Past(metric, definition, store, today, known)
            for code in _areas(result):
                own = series.get(code, result.iloc[:0])
                england = series.get(geography.ENGLAND)
                judgement = judge(
                    definition, own, code, metric.sex, today, england, past.history(code)
                )
                row: dict[str, object] = dict.fromkeys(COLUMNS)
                row |= _named(framework.id, heading, metric, definition, code)
                row |= _judged(judgement)
                if len(own):
                    row |= _figures(own) | _signals(definition, own, judgement, today)
                if result.empty:
                    row |= _not_held(definition, store, today)
                rows.append(row)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _areas(result: pd.DataFrame) -> tuple[str, ...]:
    held = set(result["area_code"])
    others = sorted(held - set(BOARD_AREAS))
    if held and held.isdisjoint(BOARD_AREAS):
        return tuple(others)
    return (*BOARD_AREAS, *others)


def _named(
    framework_id: str, heading: Heading, metric: Metric, definition: Definition, code: str
) -> dict[str, object]:
    """What the row is about."""
    return {
        "framework": framework_id,
        "ambition": heading.id,
        "heading": heading.title,
        "metric": metric.label or definition.short_title,
        "indicator_id": definition.id,
        "sex": metric.sex.value,
        "area_code": code,
        "area_name": geography.name(code),
        "period_type": definition.period_type.value,
        "unit": definition.unit,
    }


def _judged(judgement: Judgement) -> dict[str, object]:
    """How the promise stands, and how the one before it ended."""
    earlier = judgement.earlier
    return {
        "status": judgement.status.value,
        "status_reason": judgement.reason,
        "status_source": _cited(judgement.sources, earlier.sources if earlier else ()),
        "earlier_status": earlier.status.value if earlier else None,
        "earlier_reason": earlier.reason if earlier else None,
        "against_path": judgement.against.value if judgement.against else None,
        "goal": judgement.way.goal if judgement.way else None,
    }


def _figures(series: pd.DataFrame) -> dict[str, object]:
    """The latest figure and the one before it."""
    last = series.iloc[-1]
    row = {name: last[name] for name in last.index if name in COLUMNS and name != "unit"}
    if len(series) > 1:
        before = series.iloc[-2]
        row |= {f"previous_{name}": before[name] for name in ("value", "period", "source")}
    return row


def _signals(
    definition: Definition, series: pd.DataFrame, judgement: Judgement, today: datetime.date
) -> dict[str, object]:
    """Where the figures are going, and whether the newest is chance."""
    way = judgement.way
    is_own_promise = way is not None and judgement.status is not Status.FOR_REFERENCE
    going = direction(definition, series)
    to_come = way and is_own_promise and is_open(way, series, definition, today)
    chart = control(definition, series, way.goal if way and to_come else None)
    path = judgement.target.path if judgement.target else Path.LINEAR
    has_value = bool(series["value"].notna().any())
    required = required_change(way, series, definition, today) if way and has_value else Change()
    observed = observed_change(definition, series, path)
    used = series[series["period"].isin(observed.periods)]["source"]
    return {
        "required_change": required.value,
        "observed_change": observed.value,
        "observed_lower": observed.lower,
        "observed_upper": observed.upper,
        "change_unit": observed.unit or required.unit or None,
        "change_reason": beside(required, observed, is_own_promise=is_own_promise),
        "change_source": _cited(used),
        "direction": going.word.value,
        "direction_reason": going.reason,
        "variation": chart.variation.value,
        "variation_side": chart.side,
        "variation_reason": chart.why,
        "assurance": chart.assurance.value if chart.assurance else None,
        "assurance_reason": chart.assurance_reason,
    }


def _cited(*sources: Iterable[str]) -> str | None:
    """Whom to cite, each once; None for nobody."""
    each = (one for some in sources for joined in some for one in joined.split("; "))
    return "; ".join(dict.fromkeys(each)) or None


def _not_held(definition: Definition, store: Snapshot, today: datetime.date) -> dict[str, object]:
    """That no figure is held, and what to load; or that those held came out after the day."""
    source = definition.source
    reason = f"No figures are loaded. Load {source.publication} ({source.publisher})."
    counted = (name for name in definition.made_of if name != definition.denominator)
    if any(store.ever_holds(name) for name in counted):
        reason = f"No figures that are held had been released by {day(today)}."
    return {"status": Status.NO_DATA.value, "status_reason": reason}
