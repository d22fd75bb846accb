"""Tables of counts that are not what they seem: all their faults are told at once."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest

from indicators.disclosure import protect
from indicators.errors import DisclosureError

PLACES = {"w1": "P", "w2": "P", "w3": "Q", "P": "WY", "Q": "WY"}


def frame(counts: list[Any], codes: tuple[Any, ...] = ("w1", "w2", "w3")) -> pd.DataFrame:
    return pd.DataFrame({"area_code": codes, "count": pd.Series(counts, dtype=object)})


def refusal(rows: pd.DataFrame, **named: Any) -> str:
    given = {"cells": ["area_code"], "parent": {"area_code": PLACES}, "threshold": 8, **named}
    with pytest.raises(DisclosureError) as told:
        protect(rows, **given)
    return str(told.value)


@pytest.mark.parametrize(
    ("count", "found"),
    [
        (2.5, "'2.5'"),
        (-1, "'-1'"),
        (math.nan, "nothing"),
        (None, "nothing"),
        ("", "nothing"),
        ("c", "'c'"),
        ("1_0", "'1_0'"),
        ("1,200", "'1,200'"),
        ("-0", "'-0'"),
        (math.inf, "'inf'"),
        (True, "'True'"),
        (10**12, "'1000000000000'"),
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0'"),
    ],
)
def test_a_count_that_is_no_count_is_refused(count: object, found: str) -> None:
    told = refusal(frame([count, 2, 30]))
    assert f"count of area_code w1: found {found}; expected a whole count" in told


def test_all_faults_are_told_at_once() -> None:
    told = refusal(frame([2.5, -1, 30], ("w1", "w2", "w9")))
    assert "area_code w1: found '2.5'" in told
    assert "area_code w2: found '-1'" in told
    assert "area_code 'w9': found no parent" in told


def test_a_cell_that_stands_twice_is_refused() -> None:
    told = refusal(frame([1, 2, 30], ("w1", "w1", "w3")))
    assert "area_code w1: found more than one count; expected each cell once" in told


def test_a_child_without_a_parent_is_refused() -> None:
    assert "area_code 'w4': found no parent" in refusal(
        frame([1, 2, 30, 4], ("w1", "w2", "w3", "w4"))
    )
    told = refusal(frame([1, 2, 30]), parent={"area_code": {**PLACES, "w3": None}})
    assert "area_code 'w3': found no parent" in told


def test_parents_in_a_circle_are_refused() -> None:
    told = refusal(frame([1, 2, 30]), parent={"area_code": {**PLACES, "WY": "P"}})
    assert "area_code 'P': found its own parent in the end" in told
    assert "'w1'" not in told
    told = refusal(frame([1, 2, 30]), parent={"area_code": [PLACES, {"WY": "w1"}]})
    assert "area_code 'w1': found its own parent in the end" in told


def test_totals_that_disagree_are_each_named() -> None:
    told = refusal(frame([1, 2, 30, 4, 33], ("w1", "w2", "w3", "P", "WY")))
    assert "area_code P: found 4; expected 3, the sum of its parts" in told
    assert "WY" not in told


def test_parts_without_counts_are_named() -> None:
    told = refusal(frame([1, 30], ("w1", "w3")))
    assert "area_code 'P': found no counts of 1 of its 2 parts: 'w2'" in told
    assert "missing is never zero" in told


def test_places_of_which_nothing_is_there_are_no_matter() -> None:
    """A lookup of all years holds other codes too."""
    more = {**PLACES, "x1": "X", "x2": "X"}
    made = protect(frame([1, 2, 30]), cells=["area_code"], parent={"area_code": more}, threshold=8)
    assert "X" not in set(made["area_code"])


def test_a_combination_without_a_count_is_refused() -> None:
    rows = pd.DataFrame(
        {"area_code": ["w1", "w1", "w2"], "sex": ["boys", "girls", "boys"], "count": [1, 2, 3]}
    )
    told = refusal(rows, cells=["area_code", "sex"], parent={})
    assert "area_code w2, sex girls: found no count; expected a count" in told


def test_groupings_that_disagree_are_refused() -> None:
    other = {"w1": "P", "w2": "Q", "w3": "Q"}
    told = refusal(frame([1, 2, 30]), parent={"area_code": [PLACES, other]})
    assert "found different parts in two groupings" in told


def test_unknown_columns_are_refused() -> None:
    told = refusal(frame([1, 2, 30]), cells=["area_cod"], parent={"sex": {}}, count="counts")
    assert "found 'area_cod'; expected a column of the table. Did you mean 'area_code'?" in told
    assert "found 'counts'; expected a column of the table. Did you mean 'count'?" in told
    assert "column of a parent: found 'sex'; expected one of the cells" in told


def test_formulas_in_codes_are_refused() -> None:
    told = refusal(frame([1, 2, 30], ("=cmd|' /C calc'!A0", "w2", "w3")), parent={})
    assert "found a formula; expected a name or code, which no spreadsheet would run" in told


def test_a_missing_code_is_refused() -> None:
    assert "row 2, area_code: found nothing" in refusal(frame([1, 2, 30], ("w1", None, "w3")))


def test_no_rows_are_refused() -> None:
    assert "found no rows" in refusal(frame([], ()), parent={})


def test_a_total_that_is_not_said_to_be_one_is_refused() -> None:
    """Taken for a third sex, 'people' would leave boys hidden beside girls and their sum."""
    rows = pd.DataFrame(
        {"area_code": f"w{area}", "sex": sex, "count": count}
        for area in range(4)
        for sex, count in (("boys", 2 + area), ("girls", 9), ("people", 11 + area))
    )
    told = refusal(rows, cells=["area_code", "sex"], parent={})
    assert "sex 'people': found the sum of all others in every row" in told
    assert "say so with a parent for sex" in told


@pytest.mark.parametrize("rule", [{"threshold": None}, {"policy": "suicide"}])
def test_the_rule_must_be_one(rule: dict[str, Any]) -> None:
    assert "expected one of them" in refusal(frame([1, 2, 30]), **rule)


def test_a_mapping_that_is_none_is_refused() -> None:
    told = refusal(frame([1, 2, 30]), parent={"area_code": "P"})
    assert "parent of area_code: found 'P'; expected a mapping from child to parent" in told


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"threshold": "8"}, "policy own, threshold: found '8'; expected a whole number"),
        ({"parent": ["P"]}, "parent: found '['P']'; expected for each column a mapping"),
        ({"parent": None}, "parent: found 'None'; expected for each column a mapping"),
        ({"cells": [["area_code"]]}, "expected the columns that tell cells apart"),
    ],
)
def test_what_is_of_another_kind_is_refused(given: dict[str, Any], words: str) -> None:
    assert words in refusal(frame([1, 2, 30]), **given)


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(DisclosureError, match="found a list; expected a DataFrame"):
        protect([1, 2, 30], threshold=8)  # type: ignore[call-overload]


@pytest.mark.parametrize("name", ["published", "state", "reason"])
def test_a_column_that_the_safe_table_has_is_refused(name: str) -> None:
    rows = frame([1, 2, 30]).rename(columns={"area_code": name})
    assert f"cells: found '{name}'; expected another name" in refusal(rows, cells=[name], parent={})
