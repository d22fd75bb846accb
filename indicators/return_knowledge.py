"""What anyone knows already of a period of a return: what was shown of it, and what is published.

Whoever is counted by one measure may be counted by another as well, as children on a plan are some
of the children in need. What is known of the one then tells of the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from indicators.catalogue import catalogue
from indicators.definition import Definition
from indicators.disclosure import Release, Standing, Table, policy
from indicators.disclosure_cells import SHOWN, Cells
from indicators.disclosure_columns import TOTAL
from indicators.disclosure_earlier import Identity
from indicators.return_facts import Facts
from indicators.return_measures import nested_with
from indicators.return_shown import LedgerName
from indicators.store import Store
from indicators.vocabulary import DisclosurePolicy, Sex


def counts_held(raw: Store, measure: str) -> pd.DataFrame:
    """The counts of all returns of the measure and of those nested with it, as sent in."""
    frames = [raw.observations(one, all_releases=True) for one in (measure, *nested_with(measure))]
    return pd.concat(frames, ignore_index=True)


class Knowledge:
    """What is known of the counts of one place's return.

    `releases` are those of the ledger; `held` are the counts of returns as they were sent in, so
    that it is known, and not guessed, which of them were revised.
    """

    def __init__(
        self,
        facts: Facts,
        ground: set[str],
        store: Store,
        releases: Sequence[Release],
        held: pd.DataFrame,
    ) -> None:
        standing = {facts.measure: Standing.SAME, **nested_with(facts.measure)}
        self._place, self._measure = facts.place, facts.measure
        self._stands = [(catalogue()[measure], how) for measure, how in standing.items()]
        self._published = {one.id: _published(one, ground, store) for one, _ in self._stands}
        self._releases, self._held = releases, held

    def of(self, table: Table, start: date, end: date) -> list[Release]:
        """The releases of the period, each of which says how its counts stand to the table's."""
        public, stands = [], {}
        for definition, standing in self._stands:
            rows = _within(self._published[definition.id], start, end)
            if one := _public_release(table, rows, definition):
                public.append(replace(one, standing=standing))
            measure = LedgerName(definition.id, self._place, start, end).text
            stands[measure] = definition, standing
        return public + [
            replace(one, truth=self._truth(one, definition, start, end), standing=standing)
            for one in self._releases
            if one.measure in stands
            for definition, standing in [stands[one.measure]]
        ]

    def overlapping(self, start: date, end: date) -> pd.DataFrame:
        """The published figures of the measure of other days that overlap with the period."""
        rows = self._published[self._measure]
        return rows[
            (rows["period_start"] <= pd.Timestamp(end))
            & (rows["period_end"] >= pd.Timestamp(start))
        ].drop(_within(rows, start, end).index)

    def _truth(
        self, release: Release, definition: Definition, start: date, end: date
    ) -> dict[Identity, int]:
        """The counts of a release, by what each is; nothing where one of them is not held."""
        held = self._held
        held = held[
            (held["origin_id"] == release.name.split(", ")[0])
            & (held["indicator_id"] == definition.id)
        ]
        rows = _within(held, start, end)
        cells = release.cells
        at = {key: position for position, key in enumerate(cells.keys)}
        keyed = {at[key]: int(n) for key, n in _keyed(rows, cells.columns, definition) if key in at}
        waiting = list(cells.relations)
        while ready := [one for one in waiting if set(one.parts) <= keyed.keys()]:
            keyed |= {total: sum(keyed[part] for part in parts) for total, parts in ready}
            waiting = [one for one in waiting if one not in ready]
        whole = len(keyed) == len(cells.keys)
        return {cells.identity(position): n for position, n in keyed.items()} if whole else {}


def _within(rows: pd.DataFrame, start: date, end: date) -> pd.DataFrame:
    """The rows of these very days."""
    first, last = pd.Timestamp(start), pd.Timestamp(end)
    return rows[(rows["period_start"] == first) & (rows["period_end"] == last)]


def _published(definition: Definition, ground: set[str], store: Store) -> pd.DataFrame:
    """What anyone can read of the measure, for the areas and all that they are part of."""
    rows = store.observations(definition.id, sorted(ground))
    rows = rows[(rows["breakdown"] == "none") & rows["value"].notna()]
    return rows[rows["value"] == rows["value"].round()]


def _public_release(table: Table, rows: pd.DataFrame, definition: Definition) -> Release | None:
    """The published figures of the period as a release, known to everyone; None without any."""
    columns, keys = table.cells.columns, set(table.cells.keys)
    at = {key: value for key, value in _keyed(rows, columns, definition) if key in keys}
    if not at:
        return None
    many = len(at)
    cells = Cells(
        columns=columns,
        keys=tuple(at),
        relations=(),
        leaves=(1,) * many,
        is_published=(True,) * many,
        is_national=(False,) * many,
        tops=table.cells.tops,
    )
    values = tuple(int(value) for value in at.values())
    states = (SHOWN,) * many
    return Release(
        f"published figures, {definition.title}",
        definition.id,
        cells,
        states,
        values,
        policy(DisclosurePolicy.NONE),
        truth={cells.identity(position): value for position, value in enumerate(values)},
    )


def _keyed(
    rows: pd.DataFrame, columns: tuple[str, ...], definition: Definition
) -> Iterator[tuple[tuple[str, ...], float]]:
    """The key in the table of each figure that can stand there, and its value."""
    for row in rows.itertuples():
        sex = TOTAL if row.sex == Sex.PERSONS else str(row.sex)
        age = TOTAL if row.age == definition.age else str(row.age)
        if ("sex" not in columns and sex != TOTAL) or ("age" not in columns and age != TOTAL):
            continue
        held = {"area_code": str(row.area_code), "sex": sex, "age": age}
        yield tuple(held[column] for column in columns), row.value
