"""From a return to what may be shown of it: its table, what is known already, and the proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from geo.areas import AreaType
from geo.vintages import Vintage, lsoa_parents
from indicators.definition import Definition
from indicators.disclosure import Ledger, Safe, Table, policy, protect, table_from
from indicators.disclosure_cells import Cells
from indicators.disclosure_columns import TOTAL
from indicators.errors import DisclosureError, Fault
from indicators.return_checks import periods_of
from indicators.return_deciles import FORM, by_tenth
from indicators.return_form import MEASURES
from indicators.return_knowledge import Knowledge
from indicators.return_periods import in_words, years_pooled
from indicators.return_rows import Return
from indicators.return_shown import (
    LedgerName,
    ledger_name,
    refuse_finer,
    refuse_given_away,
    refuse_more_than_whole,
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
    releases of its measure and place, and the published figures of the same days; and those of the
    measures of which it is a part, or which are parts of it. `held` are the counts of all returns
    of these measures as they were sent in, so that it is known, and not guessed, which of them
    were revised.
    """
    rule = policy(definition.disclosure)
    if definition.disclosure is DisclosurePolicy.NONE or rule.threshold < 1:
        fault = Fault(definition.id, "no rule for small numbers", "a rule, as its definition gives")
        raise DisclosureError("Nothing of this return may be shown.", [fault])
    releases = ledger.releases()
    ground = _ground(made, store)
    refuse_overlaps(made, ground, releases)
    knowledge = Knowledge(made.facts, ground, store, releases, held)
    found = []
    for start, end in periods_of(made.rows):
        measure = _measure(made, start, end)
        rows = made.rows
        rows = rows[(rows["period_start"] == start) & (rows["period_end"] == end)]
        table = _table(made, rows, definition, store)
        known = knowledge.of(table, start, end)
        refuse_finer(table, known)
        refuse_more_than_whole(table, known)
        years = years_pooled(start, end) or None
        safe = protect(table, rule, knowledge=known, years=years, seconds=SECONDS)
        refuse_given_away(safe)
        refuse_sums_over_time(safe, knowledge.overlapping(start, end))
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


def _measure(made: Return, start: date, end: date) -> str:
    return LedgerName(made.facts.measure, made.facts.place, start, end).text
