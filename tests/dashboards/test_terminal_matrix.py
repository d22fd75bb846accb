"""The board matrix in a terminal: what it says on a day, in lines that fit."""

from __future__ import annotations

from datetime import date

import pytest

import indicators as wy
from dashboards.terminal.matrix import WIDTH, objects, table

TODAY = date(2026, 11, 21)


def printed(framework: str, on: date) -> str:
    return table(wy.status(framework, wy.open_store(), on), wy.catalogue(), on)


@pytest.fixture(scope="module")
def board() -> str:
    return printed("ten-ambitions", TODAY)


def part(text: str, start: str, end: str) -> str:
    """The words between two others, on one line."""
    return " ".join(text[text.index(start) : text.index(end)].split())


def test_no_line_is_wider_than_the_page(board: str) -> None:
    assert max(len(line) for line in board.splitlines()) <= WIDTH


def test_a_promise_is_told_with_its_path_its_pace_and_the_one_before(board: str) -> None:
    cancer = part(board, "More cancers found early", "Fewer people dying by suicide")
    for said in (
        "Promise (since 1 July 2023): Find more cancers early.",
        "Target: three in four cancers found at stage 1 or 2 by 2028",
        "West Yorkshire: off track. 54.1% in 2022 (95% limits 53.0% to 55.1%)",
        "To keep the promise it needs a rise of 3.5 percentage points each year.",
        "The promise before it: undetermined. The promise is about people, not a share",
        "Recent trend. No significant change: West Yorkshire, Bradford",
        "Assurance of meeting the target. Consistently misses the target: West Yorkshire.",
        "Against the same path, for reference. Worse than the path: Bradford, Kirklees and Leeds; "
        "limits span the path: Calderdale and Wakefield.",
    ):
        assert said in cancer


def test_of_suicide_nothing_is_better_or_worse(board: str) -> None:
    about = part(board, "Fewer people dying by suicide", "Fewer infections that resist")
    assert "West Yorkshire: missed. 235 deaths in 2020" in about
    assert "116 123" in about
    for word in ("better", "worse", "improvement", "concern", "for reference"):
        assert word not in about


def test_the_words_of_a_promise_are_those_of_the_day() -> None:
    then = printed("ten-ambitions", date(2022, 12, 15))
    about = part(then, "Fewer people dying by suicide", "Fewer infections that resist")
    assert "Promise (since 10 March 2020)" in about
    assert "Another promise, by 31 December 2022, is about people in targeted areas" in about
    before = printed("ten-ambitions", date(2019, 1, 1))
    assert "Promise (since" not in before


def test_objects_carry_every_reading_and_nothing_that_is_no_json() -> None:
    rows = wy.status("ten-ambitions", wy.open_store(), TODAY)
    told = objects(rows, wy.catalogue())
    (cancer,) = (
        one
        for one in told
        if one["indicator_id"] == "early_stage_cancer" and one["area_code"] == "E47000003"
    )
    assert cancer["status"] == "off track"
    assert cancer["required_change"] == pytest.approx(3.489, abs=0.001)
    assert cancer["direction"] == "no significant change"
    assert cancer["variation"] == "common cause"
    assert cancer["assurance"] == "consistently fails"
    assert cancer["earlier_status"] == "undetermined"
    (suicide,) = (
        one
        for one in told
        if one["indicator_id"] == "suicide_deaths" and one["area_code"] == "E47000003"
    )
    assert suicide["required_change"] is None
    assert suicide["against_path"] is None


def test_no_promise_is_told_before_it_was_made() -> None:
    before = printed("ten-ambitions", date(2019, 12, 31))
    assert before.count("No promise had been made by 31 December 2019.") == 10
    for told in ("Promise (", "Target:", "Only the 10% is judged"):
        assert told not in before
    assert "No figures that are held had been released by 31 December 2019." in before


def test_a_verdict_on_a_promise_with_a_date_is_not_one_on_words_without(board: str) -> None:
    about = part(board, "Fewer people dying by suicide", "Fewer infections that resist")
    assert "The verdict is on the promise for 2020/21, the last with a date" in about
    then = part(
        printed("ten-ambitions", date(2022, 12, 15)),
        "Fewer people dying by suicide",
        "Fewer infections that resist",
    )
    assert "Only the 10% is judged." in then
    assert "the last with a date" not in then


def test_a_reading_has_the_words_of_the_site_and_how_sure_it_is(board: str) -> None:
    said = " ".join(board.split())
    assert "improvement, unusually" in said
    assert "usual ups and downs:" in said.casefold()
    for technical in ("common cause", "insufficient variation", "consistently fails"):
        assert technical not in said.casefold()
    assert "On fewer than 12 figures that reading is provisional" in said
