"""What a notebook writes for itself: sentences, worked examples, refusals."""

from __future__ import annotations

import re

import pytest

from dashboards.cell import Cell
from dashboards.written import agree, refusal, said, worked
from indicators.methods import proportion


def words(shown: Cell) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown.html))


def test_sentences_stand_under_their_title_as_written() -> None:
    shown = said("Fewer than <10>?", "First.", "Second & last.")
    assert "Fewer than &lt;10&gt;? First. Second &amp; last." in words(shown)


def test_a_step_that_differs_is_named() -> None:
    shown = words(worked("One", [("Share", 0.5, 0.5 * (1 + 1e-9)), ("Word", "low", "low")]))
    assert "By hand and by the function differ in: Share." in shown
    assert "agree to ten figures" not in shown


def test_steps_that_agree_say_so_and_one_sided_steps_are_not_compared() -> None:
    steps = [("Share", 0.1 + 0.2, 0.3), ("Only by hand", 7, None), ("Only by it", None, "high")]
    assert "By hand and by the function agree to ten figures." in words(worked("One", steps))


@pytest.mark.parametrize(
    ("one", "other"), [(1.0, 1.000001), ("low", "high"), (float("nan"), 1.0), (0.0, 1e-300)]
)
def test_what_is_not_the_same_does_not_agree(one: object, other: object) -> None:
    assert not agree(one, other)


def test_two_that_are_missing_agree() -> None:
    assert agree(float("nan"), float("nan"))


def test_numbers_are_written_with_six_figures_and_whole_ones_whole() -> None:
    values = [0.123456789, 1234.56789, -2.0, 1_234_567.8, 16.0, float("nan")]
    shown = worked("One", [(f"s{i}", value, None) for i, value in enumerate(values)]).html
    written = re.findall(r'<td class="number">([^<]+)</td>', shown)
    assert written == ["0.123457", "1,234.57", "−2", "1,234,568", "16", "none"]


def test_a_refusal_is_told_in_the_methods_own_words() -> None:
    told = refusal(proportion.estimate, x=11, n=10)
    assert "position 0: found '11'; expected a numerator no larger than its denominator" in told
    shown = words(worked("One", [], told))
    assert "Asked for what cannot be, it answers: No proportion can be given" in shown


def test_what_does_not_refuse_is_no_refusal() -> None:
    with pytest.raises(ValueError, match=r"proportion\.estimate did not refuse"):
        refusal(proportion.estimate, x=1, n=10)
