"""From a return to what may be shown of it: its table, what is known already, and the proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from geo.areas import AreaType
from geo.vintages import Vintage, lsoa_parents
from indicators.definition import Definition
from indicators.disclosure import Ledger, Release, Safe, Table, policy, protect, table_from
from indicators.disclosure_cells import SHOWN, Cells
from indicators.disclosure_columns import TOTAL
from indicators.disclosure_earlier import Identity
from indicators.errors import DisclosureError, Fault
from indicators.return_checks import periods_of
from indicators.return_deciles import FORM, by_tenth
from indicators.return_form import MEASURES
from indicators.return_periods import in_words, years_pooled
from indicators.return_rows import Return
from indicators.return_shown import (
    LedgerName,
    ledger_name,
    refuse_finer,
    refuse_given_away,
    refuse_overlaps,
    refuse_sums_over_time,
)
from indicators.store import Store
from indicators.vocabulary import DisclosurePolicy, Sex

WARDS_OF_LSOAS = 2021
SECONDS = 20.0  # to seek the cheapest choice; after that totals are hidden instead
SAFE_COLUMNS = (
    "indicator_id", "area_code", "period_start", "period_end", "sex", "age",
    "published", "state", "reason", "origin_id", "is_synthetic",
)  # fmt: skip


@dataclass(frozen=True)
class Protected:
    """One period of a return made safe; `measure` and `release` are its names in the ledger."""

    measure: str
    release: str
    safe: Safe


def protected(
    made: Return,
    definition: Definition,
    origin_id: str,
    store: Store,
    ledger: Ledger,
    held: pd.DataFrame,
) -> list[Protected]:
    """Every period made safe, or DisclosureError: then nothing of the return may be shown.

    Periods share no sums, so each is a table of its own; what is known of each are the earlier
    releases of its measure and place, and the published figures of the same days. `held` are the
    counts of all returns of the measure as they were sent in, so that it is known, and not guessed,
    which of them were revised.
    """
    rule = policy(definition.disclosure)
    if definition.disclosure is DisclosurePolicy.NONE or rule.threshold < 1:
        fault = Fault(definition.id, "no rule for small numbers", "a rule, as its definition gives")
        raise DisclosureError("Nothing of this return may be shown.", [fault])
    releases = ledger.releases()
    published = _published(made, definition, store)
    refuse_overlaps(made, _ground(made, store), releases)
    found = []
    for start, end in periods_of(made.rows):
        measure = _measure(made, start, end)
        rows = made.rows
        rows = rows[(rows["period_start"] == start) & (rows["period_end"] == end)]
        table = _table(made, rows, definition, store)
        same = published[
            (published["period_start"] == pd.Timestamp(start))
            & (published["period_end"] == pd.Timestamp(end))
        ]
        known = [
            replace(one, truth=_truth(one, held, definition, start, end))
            for one in releases
            if one.measure == measure
        ]
        if public := _public_release(table, same, definition):
            known.insert(0, public)
        refuse_finer(table, known)
        years = years_pooled(start, end) or None
        safe = protect(table, rule, knowledge=known, years=years, seconds=SECONDS)
        refuse_given_away(safe)
        over = published[
            (published["period_start"] <= pd.Timestamp(end))
            & (published["period_end"] >= pd.Timestamp(start))
        ].drop(same.index)
        refuse_sums_over_time(safe, over)
        taken = [one.name for one in known]
        release = f"{origin_id}, {in_words(start, end)}"
        while release in taken:
            release += ", again"
        found.append(Protected(measure, release, safe))
    return found


def safe_rows(one: Protected, definition: Definition, is_synthetic: bool) -> pd.DataFrame:
    """What may be shown of the period: one row for each cell, and never a true count."""
    frame = one.safe.frame.copy()
    about = ledger_name(one.measure)
    if "sex" not in frame:
        frame["sex"] = TOTAL
    if "age" not in frame:
        frame["age"] = TOTAL
    frame["sex"] = frame["sex"].replace(TOTAL, Sex.PERSONS.value)
    frame["age"] = frame["age"].replace(TOTAL, definition.age)
    frame["indicator_id"] = definition.id
    frame["period_start"], frame["period_end"] = str(about.start), str(about.end)
    frame["origin_id"] = one.release.split(", ")[0]
    frame["is_synthetic"] = is_synthetic
    return frame[list(SAFE_COLUMNS)]


def parents_of(vintage: Vintage, place: str, codes: set[str]) -> dict[str, str]:
    """What each area is part of: a ward of its place; a neighbourhood of its ward, and so on."""
    if vintage.level is not AreaType.LSOA:
        return dict.fromkeys(codes, place)
    wards = lsoa_parents(AreaType.WARD, vintage.year, WARDS_OF_LSOAS)
    made = {code: str(wards[code]) for code in codes}
    return {**made, **dict.fromkeys(made.values(), place)}


def groupings_of(made: Return, codes: set[str], store: Store) -> list[dict[str, str]]:
    """Everything of which sums are shown: the areas above each, and tenths of deprivation."""
    facts = made.facts
    groupings = [parents_of(facts.vintage, facts.place, codes)]
    if MEASURES[facts.measure].name == FORM:
        groupings.append(by_tenth(facts.vintage, facts.place, codes, store))
    return [one for one in groupings if one]


def _ground(made: Return, store: Store) -> set[str]:
    """The areas of the return and all that they are part of, up to its place."""
    groupings = groupings_of(made, set(made.rows["area_code"]), store)
    return {code for one in groupings for pair in one.items() for code in pair}


def _table(made: Return, rows: pd.DataFrame, definition: Definition, store: Store) -> Table:
    """The table of a period; the whole of a group is called 'all', as in every other release."""
    frame = rows.assign(
        sex=rows["sex"].replace(Sex.PERSONS.value, TOTAL),
        age=rows["age"].replace(definition.age, TOTAL),
    )
    columns = ["area_code", *(c for c in ("sex", "age") if set(frame[c]) != {TOTAL})]
    parent: dict[str, Sequence[Mapping[str, str]]] = {
        "area_code": groupings_of(made, set(frame["area_code"]), store)
    }
    parent |= {c: [dict.fromkeys(frame[c].unique(), TOTAL)] for c in columns[1:]}
    made_table = table_from(frame[[*columns, "count"]], columns, parent)
    tops = ("", *(TOTAL for _ in columns[1:]))
    cells = made_table.cells
    # A cell is the same in releases with and without the group, so its whole is named as such.
    described = Cells(
        cells.columns, cells.keys, cells.relations, cells.leaves,
        cells.is_published, cells.is_national, tops,
    )  # fmt: skip
    return Table(described, made_table.counts)


def _truth(
    release: Release, held: pd.DataFrame, definition: Definition, start: date, end: date
) -> dict[Identity, int]:
    """The counts of an earlier release, by what each is; nothing where one of them is not held."""
    rows = held[
        (held["origin_id"] == release.name.split(", ")[0])
        & (held["period_start"] == pd.Timestamp(start))
        & (held["period_end"] == pd.Timestamp(end))
    ]
    cells = release.cells
    at = {key: position for position, key in enumerate(cells.keys)}
    keyed = {at[key]: int(n) for key, n in _keyed(rows, cells.columns, definition) if key in at}
    waiting = list(cells.relations)
    while ready := [one for one in waiting if set(one.parts) <= keyed.keys()]:
        keyed |= {total: sum(keyed[part] for part in parts) for total, parts in ready}
        waiting = [one for one in waiting if one not in ready]
    whole = len(keyed) == len(cells.keys)
    return {cells.identity(position): n for position, n in keyed.items()} if whole else {}


def _published(made: Return, definition: Definition, store: Store) -> pd.DataFrame:
    """What anyone can read of the measure, for the areas and all that they are part of."""
    rows = store.observations(definition.id, sorted(_ground(made, store)))
    rows = rows[(rows["breakdown"] == "none") & rows["value"].notna()]
    return rows[rows["value"] == rows["value"].round()]


def _public_release(table: Table, rows: pd.DataFrame, definition: Definition) -> Release | None:
    """The published figures of the period as a release, known to everyone; None without any."""
    columns = table.cells.columns
    at = {key: value for key, value in _keyed(rows, columns, definition) if key in table.cells.keys}
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
    name_ = "figures published by others"
    return Release(name_, definition.id, cells, states, values, policy(DisclosurePolicy.NONE))


def _keyed(
    rows: pd.DataFrame, columns: tuple[str, ...], definition: Definition
) -> Iterator[tuple[tuple[str, ...], float]]:
    """The key in the table of each published figure that can stand there, and its value."""
    for row in rows.itertuples():
        sex = TOTAL if row.sex == Sex.PERSONS else str(row.sex)
        age = TOTAL if row.age == definition.age else str(row.age)
        if ("sex" not in columns and sex != TOTAL) or ("age" not in columns and age != TOTAL):
            continue
        held = {"area_code": str(row.area_code), "sex": sex, "age": age}
        yield tuple(held[column] for column in columns), row.value


def _measure(made: Return, start: date, end: date) -> str:
    return LedgerName(made.facts.measure, made.facts.place, start, end).text
