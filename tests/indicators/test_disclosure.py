"""Tables on which hiding the small counts alone protects nothing, and what is hidden besides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import pytest

from indicators.disclosure import Policy, Safe, audit, protect, table_from
from indicators.disclosure_cells import WITHHELD
from indicators.disclosure_table import Table
from indicators.errors import DisclosureError

PLACES = {"w1": "P", "w2": "P", "w3": "Q", "w4": "Q", "P": "WY", "Q": "WY"}


def frame(column: str, counts: Mapping[str, int]) -> pd.DataFrame:
    return pd.DataFrame({column: list(counts), "count": list(counts.values())})


def by_sex(counts: Mapping[str, tuple[int, int]]) -> pd.DataFrame:
    return pd.DataFrame(
        {"area_code": code, "sex": sex, "count": count}
        for code, pair in counts.items()
        for sex, count in zip(("boys", "girls"), pair, strict=True)
    )


def areas(counts: Mapping[str, int], parent: Any = PLACES) -> Table:
    return table_from(frame("area_code", counts), ["area_code"], {"area_code": parent})


def hidden(safe: Safe) -> set[tuple[str, ...]]:
    values = zip(safe.table.cells.keys, safe.published.values, strict=True)
    return {key for key, value in values if value is None}


def small(safe: Safe) -> pd.DataFrame:
    return safe.audit[safe.audit["hidden_as"] == "small"]


def test_a_lone_small_count_takes_another_with_it() -> None:
    """3 + 20 = 23 and 23 + 90 = 113: hidden alone, 3 is told by either sum."""
    safe = protect(areas({"w1": 3, "w2": 20, "w3": 40, "w4": 50}), threshold=8)
    assert hidden(safe) == {("w1",), ("w2",)}
    (found,) = small(safe).to_dict(orient="records")
    assert (found["low"], found["high"]) == (1, 22)


def test_two_that_add_up_to_two_are_both_one() -> None:
    """Neither is a zero, as zeros are shown; a third must hide among them."""
    safe = protect(areas({"w1": 1, "w2": 1, "w3": 9, "w4": 50}), threshold=8)
    assert {("w1",), ("w2",)} < hidden(safe)
    assert small(safe)["protected"].all()
    assert small(safe)["high"].min() >= 7


def test_many_ones_in_a_total_of_as_many_hide_the_total() -> None:
    """Eight wards of 1 in a place of 8: each hidden one is 1 or more, so that each is 1."""
    wards = {f"w{number}": 1 for number in range(8)}
    parent = {**dict.fromkeys(wards, "P"), "v1": "Q", "v2": "Q", "P": "WY", "Q": "WY"}
    safe = protect(areas({**wards, "v1": 30, "v2": 40}, parent), threshold=8)
    assert ("P",) in hidden(safe)
    assert small(safe)["protected"].all()


def test_a_total_of_one_is_hidden_with_its_ward() -> None:
    counts = {"w1": 1, "w2": 0, "w3": 30, "w4": 40}
    safe = protect(areas(counts), threshold=8)
    assert {("w1",), ("P",)} < hidden(safe)
    assert ("w2",) not in hidden(safe)
    assert ("Q",) in hidden(safe) or ("WY",) in hidden(safe)
    assert small(safe)["protected"].all()


def test_a_table_of_zeros_is_shown_whole() -> None:
    safe = protect(areas(dict.fromkeys(("w1", "w2", "w3", "w4"), 0)), threshold=8)
    assert not hidden(safe)
    assert safe.frame["published"].tolist() == [0] * 7


def test_a_small_count_and_its_complement_need_another_ward() -> None:
    """Boys 2 of 32 in one ward: girls 30 are hidden too, and a pair in another ward with them."""
    counts = {"w1": (2, 30), "w2": (20, 21), "w3": (22, 23), "w4": (24, 25)}
    parents = {"area_code": PLACES}
    safe = protect(table_from(by_sex(counts), ["area_code", "sex"], parents), threshold=8)
    gone = hidden(safe)
    assert ("w1", "boys") in gone
    assert {("w1", "girls"), ("w1", "all")} & gone
    assert {code for code, _ in gone} == {"w1", "w2"}
    assert len(gone) == 4
    assert small(safe)["protected"].all()


def test_totals_in_the_frame_are_taken_for_what_they_are() -> None:
    counts = {"w1": (2, 30), "w2": (20, 21), "w3": (22, 23), "w4": (24, 25)}
    leaves = by_sex(counts)
    totals = pd.DataFrame(
        {"area_code": code, "sex": "all", "count": sum(pair)} for code, pair in counts.items()
    )
    more = pd.DataFrame({"area_code": ["WY"], "sex": ["all"], "count": [167]})
    named = {"cells": ["area_code", "sex"], "parent": {"area_code": PLACES}, "threshold": 8}
    first = protect(leaves, **named)
    second = protect(pd.concat([leaves, totals, more], ignore_index=True), **named)
    pd.testing.assert_frame_equal(first, second)
    assert len(first) == 7 * 3
    assert list(first.columns) == ["area_code", "sex", "published", "state", "reason"]


def test_years_stay_numbers_beside_their_total() -> None:
    years = pd.DataFrame({"year": [2019, 2020, 2021], "count": [3, 20, 40]})
    made = protect(years, cells=["year"], threshold=8)
    assert made["year"].tolist() == [2019, 2020, 2021, "all"]
    found = audit(made, cells=["year"], threshold=8)
    assert found["protected"].tolist()[0]


def test_what_is_published_has_one_word_for_all_that_is_hidden() -> None:
    made = protect(areas({"w1": 3, "w2": 20, "w3": 40, "w4": 50}), threshold=8).frame
    gone = made[made["published"].isna()]
    assert set(gone["state"]) == {"hidden"}
    assert set(gone["reason"]) == {WITHHELD}
    assert set(made.loc[made["published"].notna(), "state"]) == {"shown"}
    assert not made.attrs


def test_overlapping_groupings_do_not_give_each_other_away() -> None:
    """Four neighbourhoods in two wards and, crosswise, in two MSOAs: each count has two sums."""
    counts = {"l1": 2, "l2": 30, "l3": 40, "l4": 50}
    wards = {"l1": "A", "l2": "A", "l3": "B", "l4": "B", "A": "WY", "B": "WY"}
    msoas = {"l1": "M", "l3": "M", "l2": "N", "l4": "N", "M": "WY", "N": "WY"}
    only_wards = protect(areas(counts, wards), threshold=8)
    both = protect(areas(counts, [wards, msoas]), threshold=8)
    assert len(hidden(only_wards)) == 2
    assert len(hidden(both)) == 4  # a square, as neither sum of the small one may stand alone
    assert small(both)["protected"].all()
    # What was safe with wards alone is not, once the MSOAs are known.
    crossed = {key[0]: value for key, value in zip(
        only_wards.table.cells.keys, only_wards.published.values, strict=True)}  # fmt: skip
    assert crossed["l1"] is None
    assert crossed["l3"] is not None


def test_rolling_sums_minus_each_other_give_no_year_away() -> None:
    """2019-21 less 2020-22 is 2019 less 2022: with 2022 shown, 2019 would be known."""
    years = {"2019": 3, "2020": 20, "2021": 25, "2022": 30}
    sums = [
        dict.fromkeys(("2019", "2020", "2021"), "2019-21"),
        dict.fromkeys(("2020", "2021", "2022"), "2020-22"),
    ]
    table = table_from(frame("period", years), ["period"], {"period": sums})
    safe = protect(table, threshold=8)
    assert ("2019",) in hidden(safe)
    assert small(safe)["protected"].all()
    naive = pd.DataFrame(
        {
            "period": ["2019", "2020", "2021", "2022", "2019-21", "2020-22"],
            "published": [float("nan"), float("nan"), float("nan"), 30, 48, 75],
            "state": ["hidden"] * 3 + ["shown"] * 3,
        }
    )
    told = audit(naive, cells=["period"], parent={"period": sums}, threshold=8).iloc[0]
    assert (told["low"], told["high"], told["protected"]) == (3, 3, False)


def test_counts_held_for_neighbourhoods_are_published_for_wards_only() -> None:
    counts = {"l1": 2, "l2": 1, "l3": 40, "l4": 50}
    wards = {"l1": "A", "l2": "A", "l3": "B", "l4": "B", "A": "WY", "B": "WY"}
    named = {"cells": ["area_code"], "parent": {"area_code": wards}, "threshold": 8}
    made = protect(frame("area_code", counts), only_totals=["area_code"], **named)
    assert made["area_code"].tolist() == ["A", "B", "WY"]
    assert made["published"].isna().tolist()[0]
    assert made["published"].isna().sum() == 2


def test_the_rule_of_a_source_rounds_what_it_shows() -> None:
    counts = {"w1": 3, "w2": 21, "w3": 43, "w4": 58}
    safe = protect(areas(counts), "nhs england hospital")
    shown = {k: v for (k,), v in zip(safe.table.cells.keys, safe.published.values, strict=True)}
    assert shown["w3"] in (45, None)
    assert shown["w4"] in (60, None)
    assert shown["w1"] is None
    assert small(safe)["protected"].all()


def test_suicide_needs_five_pooled_years() -> None:
    table = areas({"w1": 12, "w2": 14, "w3": 3, "w4": 50})
    for years in (None, 4):
        with pytest.raises(DisclosureError, match="5 or more pooled years"):
            protect(table, "suicide", years=years)
    assert ("w3",) in hidden(protect(table, "suicide", years=5))


def test_without_secondary_suppression_what_is_not_safe_is_refused() -> None:
    table = areas({"w1": 3, "w2": 20, "w3": 40, "w4": 50})
    with pytest.raises(DisclosureError, match="Nothing is published: 1 small counts") as told:
        protect(table, Policy(threshold=8, secondary=False))
    assert "area_code w1: found a small count that can be worked out" in str(told.value)


def test_out_of_time_totals_are_hidden_instead() -> None:
    counts = {"w1": (2, 30), "w2": (20, 21), "w3": (22, 23), "w4": (24, 25)}
    table = table_from(by_sex(counts), ["area_code", "sex"], {"area_code": PLACES})
    safe = protect(table, threshold=8, seconds=0)
    assert safe.choice.is_fallback
    assert small(safe)["protected"].all()


def test_a_failure_publishes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise MemoryError("no more")

    monkeypatch.setattr("indicators.disclosure.problem_of", broken)
    with pytest.raises(DisclosureError, match=r"Nothing is published.*MemoryError, no more"):
        protect(areas({"w1": 3, "w2": 20, "w3": 40, "w4": 50}), threshold=8)


def test_an_audit_that_is_not_proved_in_time_publishes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from indicators import disclosure

    slow = disclosure.attack
    monkeypatch.setattr(
        disclosure, "attack", lambda *given, **named: slow(*given, **{**named, "seconds": -1})
    )
    # Three hidden cells that hang together, whose ends no single relation tells.
    counts = {"w1": (2, 30), "w2": (20, 21), "w3": (22, 23), "w4": (24, 25)}
    table = table_from(by_sex(counts), ["area_code", "sex"], {"area_code": PLACES})
    with pytest.raises(DisclosureError, match="not proved protected"):
        protect(table, threshold=8)


def test_the_columns_of_the_audit() -> None:
    safe = protect(areas({"w1": 3, "w2": 20, "w3": 40, "w4": 50}), threshold=8)
    wanted: Sequence[str] = [
        "area_code", "low", "high", "low_by_counts", "floor", "is_exact", "protected",
        "hidden_as", "given_away",
    ]  # fmt: skip
    assert list(safe.audit.columns) == wanted
    again = audit(safe.frame, cells=["area_code"], parent={"area_code": PLACES}, threshold=8)
    pd.testing.assert_frame_equal(again, safe.audit[wanted[:-2]])
