"""The figures of one metric by area, and as they were known on earlier days."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

import pandas as pd

from geo import areas as geography
from indicators import contract
from indicators.catalogue import Catalogue
from indicators.compute import Reads, compute
from indicators.definition import Definition, Metric
from indicators.reading import Known
from indicators.store import Snapshot
from indicators.verdict import History

Computes = Callable[[str, Reads, str, datetime.date | str | None, Catalogue | None], pd.DataFrame]


class Past:
    """One metric's figures as they were known on earlier days, worked out once for all areas."""

    def __init__(
        self,
        metric: Metric,
        definition: Definition,
        store: Snapshot,
        today: datetime.date,
        catalogue: Catalogue,
    ) -> None:
        self._about = metric, definition, store, catalogue
        self._today = today
        self._series: dict[datetime.date, dict[str, pd.DataFrame]] = {}

    def history(self, code: str) -> History:
        """The area's figures as known on a day, and on each later day of a release until today."""

        def then(first: datetime.date) -> Iterator[Known]:
            for on in (first, *(on for on in self._releases() if first < on <= self._today)):
                series = self._on(on)
                own = series.get(code)
                if own is not None:
                    yield Known(on, own, series.get(geography.ENGLAND, own.iloc[:0]))

        return then

    def _on(self, on: datetime.date) -> dict[str, pd.DataFrame]:
        if on not in self._series:
            metric, definition, store, catalogue = self._about
            result = result_for(metric, store, on, catalogue, compute)
            self._series[on] = by_area(result, metric, definition)
        return self._series[on]

    def _releases(self) -> list[datetime.date]:
        """The days on which figures of the indicator, or the counts it is made of, came out."""
        _, definition, store, _ = self._about
        rows = [store.observations(name, all_releases=True) for name in definition.made_of]
        days = {on.date() for each in rows for on in each["published_on"].unique()}
        return sorted(days)


def result_for(
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


def by_area(
    result: pd.DataFrame, metric: Metric, definition: Definition
) -> dict[str, pd.DataFrame]:
    """Each area's figures of the metric's own sex, age and kind of period, oldest first."""
    own = result[
        (result["sex"] == metric.sex.value)
        & (result["period_type"] == definition.period_type.value)
        & (result["age"] == definition.age)
    ].sort_values("period_end")
    return {str(code): series for code, series in own.groupby("area_code", sort=False)}
