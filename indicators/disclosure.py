"""Disclosure control, the one seam: what may be shown of a table, and the proof that it is safe.

`protect` hides small counts, and at least cost further cells until an attacker who knows all that
was ever published can only place each small count in an interval from 1 or less to the largest
small count or more. `audit` finds that interval by a separate code path. Where anything is not
proved, nothing is published.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from typing import overload

import pandas as pd

from indicators.disclosure_audit import attack, given_away, known_before
from indicators.disclosure_bundle import BUNDLE, bundle
from indicators.disclosure_cells import Cells, Published
from indicators.disclosure_choice import Choice, choose, wider
from indicators.disclosure_columns import NO_PARENTS, Parents
from indicators.disclosure_earlier import (
    Earlier,
    Identity,
    Release,
    Standing,
    earlier,
    explained,
    range_of,
)
from indicators.disclosure_ledger import Ledger
from indicators.disclosure_policy import Policy, policies, policy
from indicators.disclosure_problem import Problem, problem_of
from indicators.disclosure_publish import as_given, csv_of, publish, read_bytes, read_frame
from indicators.disclosure_safe import Safe, audit_frame, small_counts
from indicators.disclosure_table import Table, table_from
from indicators.errors import DisclosureError, Fault, SuiteError
from indicators.vocabulary import DisclosurePolicy

__all__ = [
    "BUNDLE",
    "Ledger",
    "Policy",
    "Release",
    "Safe",
    "Standing",
    "Table",
    "audit",
    "bundle",
    "policies",
    "policy",
    "protect",
    "table_from",
]

# To find the cheapest choice, before totals are hidden instead.
SECONDS_A_CELL, FEWEST_SECONDS, MOST_SECONDS = 0.01, 3.0, 30.0
AUDIT_SECONDS = 120.0  # from the start; what is not proved by then is refused
FEWEST_EXACT = 2.5  # seconds for which intervals that are wide enough are sought to their ends
ATTEMPTS = 4
NAMED = 5
Rule = Policy | DisclosurePolicy | str


@overload
def protect(
    table: Table, policy: Rule | None = None, *, threshold: int | None = None,
    knowledge: Ledger | Sequence[Release] = (), revised: Collection[Mapping[str, str]] = (),
    years: int | None = None, seconds: float | None = None,
) -> Safe: ...  # fmt: skip


@overload
def protect(
    table: pd.DataFrame, policy: Rule | None = None, *, cells: Sequence[str],
    parent: Parents = NO_PARENTS, count: str = "count", threshold: int | None = None,
    links: Parents = NO_PARENTS, only_totals: Collection[str] = (),
    knowledge: Ledger | Sequence[Release] = (), revised: Collection[Mapping[str, str]] = (),
    years: int | None = None, seconds: float | None = None,
) -> pd.DataFrame: ...  # fmt: skip


def protect(
    table: Table | pd.DataFrame,
    policy: Rule | None = None,
    *,
    cells: Sequence[str] = (),
    parent: Parents = NO_PARENTS,
    count: str = "count",
    threshold: int | None = None,
    links: Parents = NO_PARENTS,
    only_totals: Collection[str] = (),
    knowledge: Ledger | Sequence[Release] = (),
    revised: Collection[Mapping[str, str]] = (),
    years: int | None = None,
    seconds: float | None = None,
) -> Safe | pd.DataFrame:
    """The safe table: of a frame, a frame of every cell, margins included; of a Table, a Safe.

    The rule is a `policy` or a `threshold`, under which counts from 1 are hidden and zero is
    shown. The frame's columns are as `table_from` tells. `knowledge` are earlier releases of the
    measure, oldest first, and `revised` cells (as column to value) that were revised since; without
    it the fewest are taken that explain the difference. `years` is how many are pooled. In
    `seconds` (else by the size of the table) the cheapest choice is sought; after that totals are
    hidden until all is safe. Raises DisclosureError for input that is wrong and where protection is
    not proved: nothing is shown.
    """
    rule = _rule(policy, threshold)
    if not isinstance(table, Table | pd.DataFrame):
        fault = Fault("the table", f"a {type(table).__name__}", "a DataFrame or a Table")
        raise DisclosureError("This table cannot be read.", [fault])
    if isinstance(table, pd.DataFrame):
        read = table_from(table, cells, parent, count, links, only_totals)
        made = _protect(read, rule, knowledge, revised, years, seconds).frame
        return as_given(made, table, cells)
    return _protect(table, rule, knowledge, revised, years, seconds)


def audit(
    published: Published | Safe | pd.DataFrame,
    knowledge: Ledger | Sequence[Release] = (),
    policy: Rule | None = None,
    *,
    cells: Sequence[str] = (),
    parent: Parents = NO_PARENTS,
    links: Parents = NO_PARENTS,
    only_totals: Collection[str] = (),
    threshold: int | None = None,
    needed: Collection[Mapping[str, str]] | None = None,
    revised: Collection[Mapping[str, str]] = (),
    seconds: float = 120.0,
) -> pd.DataFrame:
    """For each hidden cell what anyone can work out of its count: `low` to `high`, and whether
    that is wide enough for a small count (`protected`), as `disclosure_audit` tells.

    Takes what is published, never the true counts; a frame is read with the columns and parents
    that `protect` had. `needed` are the cells that must be protected, as column to value; without
    it all hidden cells are looked into, though a cell hidden for others' sake need not be wide.
    """
    rule = _rule(policy or (published.policy if isinstance(published, Safe) else None), threshold)
    if isinstance(published, pd.DataFrame):
        published = read_frame(published, cells, parent, links, only_totals)
    shown = published.published if isinstance(published, Safe) else published
    told = earlier(shown.cells, _releases(knowledge))
    stated = _identities(revised, shown.cells, told, "revised")
    broken = told.stated(stated) | {
        at
        for at, link in enumerate(told.links)
        if _is_seen_revised(shown, told, link.now, link.then, rule)
    }
    wanted = None if needed is None else _positions(shown, needed)
    findings = attack(shown, told, rule, broken, wanted, seconds, seconds)
    return audit_frame(shown, findings)


def _protect(
    table: Table,
    rule: Policy,
    knowledge: Ledger | Sequence[Release],
    revised: Collection[Mapping[str, str]],
    years: int | None,
    seconds: float | None,
) -> Safe:
    start = time.monotonic()
    rule.refuse_period(years)
    if seconds is None:
        by_size = SECONDS_A_CELL * len(table.counts)
        seconds = min(max(by_size, FEWEST_SECONDS), MOST_SECONDS)
    try:
        releases = _releases(knowledge)
        told = earlier(table.cells, releases)
        stated = _identities(revised, table.cells, told, "revised")
        base, broken = explained(table.counts, told, stated)
        told = told.with_rests(base)
        before = known_before(table, rule, told, broken, seconds)
        problem = problem_of(table.cells, table.counts, rule, told, base, broken, before)
        may_be_lost = bool(releases) or not all(table.cells.is_published)
        choice = _chosen(problem, rule, seconds, may_be_lost)
        lost = {need.cell for need in choice.lost} if releases else set()
        needed = set(small_counts(table, rule)) - lost
        many = len(table.counts)
        for _ in range(ATTEMPTS):
            data = csv_of(publish(table, choice.hidden[:many], rule))
            shown = read_bytes(data, table.cells)  # what is audited is what is published
            left = AUDIT_SECONDS - (time.monotonic() - start)
            exact = max(SECONDS_A_CELL * many / 2, FEWEST_EXACT)
            findings = attack(shown, told, rule, broken, seconds=left, exact_seconds=exact)
            open_ = [one.cell for one in findings if one.cell in needed and not one.protected]
            left = AUDIT_SECONDS - (time.monotonic() - start)
            open_ += given_away(shown, told, rule, broken, before, left)
            if not open_ or not rule.secondary:
                break
            hidden = wider(problem, choice.hidden, open_)
            cost = int(problem.cost[hidden & ~problem.is_open].sum())
            choice = choice._replace(hidden=hidden, cost=cost, is_fallback=True)
    except SuiteError:
        raise
    except Exception as problem_found:
        raise DisclosureError(
            "Nothing is published, as protecting the table failed: "
            f"{type(problem_found).__name__}, {problem_found}."
        ) from problem_found
    known = tuple(sorted(one.cell for one in findings if one.cell in lost and not one.protected))
    unsaid = needed - {one.cell for one in findings}
    _refuse_unproved(table, told, [*open_, *sorted(unsaid)])
    spent = time.monotonic() - start
    return Safe(table, rule, shown, data, tuple(findings), choice, known, releases, spent)


def _chosen(problem: Problem, rule: Policy, seconds: float, may_be_lost: bool) -> Choice:
    if rule.secondary:
        return choose(problem, seconds, may_be_lost)
    return Choice(problem.is_open, 0, 0.0, False, ())


def _refuse_unproved(table: Table, told: Earlier, cells: Sequence[int]) -> None:
    """Raise unless there is none; the counts themselves are not told."""
    if cells:
        many = len(table.counts)
        names = [
            table.cells.name(at) if at < many else told.unknowns[at - many].name for at in cells
        ]
        faults = [
            Fault(name, "a small count that can be worked out", "one that cannot")
            for name in names[:NAMED]
        ]
        raise DisclosureError(
            f"Nothing is published: {len(cells):,} small counts are not proved protected.", faults
        )


def _rule(name: Rule | None, threshold: int | None) -> Policy:
    if (name is None) == (threshold is None):
        fault = Fault(
            "policy and threshold", "both" if name is not None else "neither", "one of them"
        )
        raise DisclosureError("The rule for small counts is not clear.", [fault])
    return policy(name) if name is not None else Policy(threshold)  # type: ignore[arg-type]


def _releases(knowledge: Ledger | Sequence[Release]) -> tuple[Release, ...]:
    return knowledge.releases() if isinstance(knowledge, Ledger) else tuple(knowledge)


def _identities(
    named: Collection[Mapping[str, str]], cells: Cells, told: Earlier, what: str
) -> frozenset[Identity]:
    """What each named cell is. Raises DisclosureError for one that no release and no table has."""
    tops = dict(zip(cells.columns, cells.tops, strict=True))
    made = [
        frozenset((c, str(v)) for c, v in cell.items() if str(v) != tops.get(c)) for cell in named
    ]
    known = {cells.identity(at) for at in range(len(cells.keys))}
    known |= {link.identity for link in told.links}
    if strange := [one for one in made if one not in known]:
        faults = [Fault(what, str(dict(one)), "a cell of the table") for one in strange]
        raise DisclosureError("These cells are not in the table.", faults)
    return frozenset(made)


def _positions(shown: Published, needed: Collection[Mapping[str, str]]) -> frozenset[int]:
    """Where the needed cells are. Raises DisclosureError for one that the table does not have."""
    wanted = _identities(needed, shown.cells, Earlier(), "needed")
    many = len(shown.cells.keys)
    return frozenset(at for at in range(many) if shown.cells.identity(at) in wanted)


def _is_seen_revised(shown: Published, told: Earlier, now: int, then: int, rule: Policy) -> bool:
    """Whether both are shown and can not be one count."""
    many = len(shown.values)
    old, low, high = told.unknowns[then - many], 0, None
    if now >= many:
        low, high = told.unknowns[now - many][1:3]
    elif (value := shown.values[now]) is not None:
        low, high = range_of(value, rule, shown.cells.is_national[now])
    return (high is not None and old.low > high) or (old.high is not None and old.high < low)
