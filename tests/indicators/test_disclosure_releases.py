"""Two releases together: what was shown before is known, and must give nothing away now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from indicators.disclosure import (
    Ledger,
    Policy,
    Release,
    Safe,
    audit,
    policy,
    protect,
    table_from,
)
from indicators.disclosure_table import Table
from tests import worlds

PLACES = {"w1": "P", "w2": "P", "w3": "Q", "w4": "Q", "P": "WY", "Q": "WY"}


def frame(column: str, counts: Mapping[str, int]) -> pd.DataFrame:
    return pd.DataFrame({column: list(counts), "count": list(counts.values())})


def areas(counts: Mapping[str, int], parent: Any = PLACES) -> Table:
    return table_from(frame("area_code", counts), ["area_code"], {"area_code": parent})


def hidden(safe: Safe) -> set[tuple[str, ...]]:
    values = zip(safe.table.cells.keys, safe.published.values, strict=True)
    return {key for key, value in values if value is None}


def small(safe: Safe) -> pd.DataFrame:
    return safe.audit[safe.audit["hidden_as"] == "small"]


def released(
    tmp_path: Path, name: str, counts: Mapping[str, int], parent: Any = PLACES, rule: str = ""
) -> tuple[Ledger, Safe]:
    """A table protected on its own, and the ledger that tells of its release."""
    ledger = Ledger(tmp_path / "ledger.jsonl")
    chosen = policy(rule) if rule else Policy(threshold=8)
    safe = protect(areas(counts, parent), chosen, knowledge=ledger)
    ledger.record(name, "plans", safe.published, safe.policy, safe.data, date(2024, 3, 1))
    return ledger, safe


def test_the_same_table_again_hides_the_same(tmp_path: Path) -> None:
    counts = {"w1": 3, "w2": 20, "w3": 40, "w4": 50}
    ledger, first = released(tmp_path, "one", counts)
    again = protect(areas(counts), threshold=8, knowledge=ledger)
    assert hidden(again) == hidden(first)
    assert again.claims_protection


def test_a_revised_count_does_not_give_the_others_away(tmp_path: Path) -> None:
    """First w1 and w2 are hidden (23 together). Then w2 has grown; w3 is small now.

    On its own the second table could hide w1 and another than before; with the first known, what
    is shown of w2 then or now would tell w1.
    """
    parent = dict.fromkeys(("w1", "w2", "w3"), "P")
    ledger, first = released(tmp_path, "one", {"w1": 3, "w2": 20, "w3": 40}, parent)
    assert hidden(first) == {("w1",), ("w2",)}
    now = {"w1": 3, "w2": 45, "w3": 40}
    alone = protect(areas(now, parent), threshold=8)
    assert hidden(alone) == {("w1",), ("w3",)}
    # Both are known: 45 is shown now and was not then, so that w1 may still be anything...
    both = protect(areas(now, parent), threshold=8, knowledge=ledger, revised=[{"area_code": "w2"}])
    assert both.claims_protection
    # ... but w3 is 40 in the first release, so that hiding it now hides nothing.
    assert ("w2",) in hidden(both)
    assert small(both)["protected"].all()


def test_a_cell_that_was_shown_is_known_for_ever(tmp_path: Path) -> None:
    counts = {"w1": 5, "w2": 20, "w3": 40, "w4": 50}
    ledger, first = released(tmp_path, "one", counts, rule="none")
    assert not hidden(first)
    now = protect(areas(counts), threshold=8, knowledge=ledger)
    assert ("w1",) in hidden(now)
    assert not now.claims_protection
    assert [now.table.cells.keys[at] for at in now.known] == [("w1",)]
    (found,) = small(now).to_dict(orient="records")
    assert (found["low"], found["high"], found["protected"]) == (5, 5, False)
    assert found["given_away"]


def test_new_wards_do_not_give_old_ones_away(tmp_path: Path) -> None:
    """Published by old wards once and by new ones now; they differ by one neighbourhood, l2."""
    counts = {"l1": 20, "l2": 3, "l3": 30, "l4": 40}
    old = {"l1": "A", "l2": "A", "l3": "B", "l4": "B", "A": "WY", "B": "WY"}
    new = {"l1": "C", "l2": "D", "l3": "D", "l4": "D", "C": "WY", "D": "WY"}
    ledger = Ledger(tmp_path / "ledger.jsonl")

    def table(parent: Mapping[str, str], links: Mapping[str, str] | None = None) -> Table:
        held = frame("area_code", counts)
        linked = {"area_code": links} if links else {}
        return table_from(
            held, ["area_code"], {"area_code": parent}, links=linked, only_totals=["area_code"]
        )

    first = protect(table(old), threshold=8)
    assert not hidden(first) - {(leaf,) for leaf in counts}
    ledger.record("one", "plans", first.published, first.policy, first.data, date(2024, 1, 1))
    alone = protect(table(new), threshold=8)
    assert alone.frame["published"].tolist() == [20, 73, 93]
    # With that, A (23) less C (20) would be l2 (3), though l2 was never published.
    now = protect(table(new, old), threshold=8, knowledge=ledger)
    assert now.claims_protection
    assert set(now.frame.loc[now.frame["published"].isna(), "area_code"]) == {"C", "D"}
    (found,) = small(now).to_dict(orient="records")
    # C is hidden, so no zero: of the 23 of A it has 1 at least.
    assert (found["area_code"], found["low"], found["high"]) == ("l2", 0, 22)


def test_releases_that_contradict_the_counts_are_told_as_revisions(tmp_path: Path) -> None:
    ledger, _ = released(tmp_path, "one", {"w1": 30, "w2": 20, "w3": 40, "w4": 50})
    now = protect(areas({"w1": 31, "w2": 20, "w3": 40, "w4": 50}), threshold=8, knowledge=ledger)
    assert not hidden(now)
    told = audit(now, ledger)
    assert told.empty


def test_what_two_earlier_releases_tell_of_each_other_is_not_forgotten() -> None:
    """One count was revised between the first two, another since: each link tells of the first."""
    counts = (
        {"a": 4, "b": 11, "c": 100, "d": 100},
        {"a": 8, "b": 11, "c": 100, "d": 100},
        {"a": 8, "b": 8, "c": 100, "d": 100},
    )
    safes: list[Safe] = []
    known: list[Release] = []
    for number, one in enumerate(counts):
        safes.append(protect(worlds.table(one), worlds.RULE, knowledge=known))
        known.append(replace(worlds.release(safes[-1], one), name=f"release {number}"))
    first, second, third = map(worlds.shown, safes)
    possible = {
        before["a"]
        for before in worlds.worlds(first, list("abcd"), {})
        for then in worlds.worlds(second, list("abcd"), {"b": before["b"]})
        if any(worlds.worlds(third, list("abcd"), {"a": then["a"]}))
    }
    assert min(possible) == 1
    assert max(possible) >= 5


def test_a_total_that_comes_back_was_not_known_before() -> None:
    """The sum is what it was two releases ago, and only the new one tells so."""
    counts = (
        {"a": 5, "b": 9, "c": 3, "d": 0, "e": 60},
        {"a": 3, "b": 9, "c": 3, "d": 4, "e": 60},
        {"a": 1, "b": 9, "c": 3, "d": 4, "e": 60},
    )
    known: list[Release] = []
    for number, one in enumerate(counts):
        safe = protect(worlds.table(one), worlds.RULE, knowledge=known, seconds=2)
        known.append(replace(worlds.release(safe, one), name=f"release {number}"))
    assert worlds.shown(safe)["all"] is None


def test_what_is_known_of_many_others_is_not_hidden_to_no_use() -> None:
    """One count of many was revised: only the sum can protect it, and none of the others."""
    many = {f"w{number}": 100 for number in range(14)}
    before = {"a": 6, "b": 2, "c": 0, **many}
    first = protect(worlds.table(before), worlds.RULE)
    known = [worlds.release(first, before)]
    second = protect(worlds.table({**before, "c": 4}), worlds.RULE, knowledge=known)
    assert not second.choice.is_fallback
    assert hidden(second) == {("a",), ("b",), ("c",), ("all",)}
