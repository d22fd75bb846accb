"""Process control charts: another implementation's results, an oracle in plain Python, refusals."""

from __future__ import annotations

import math
import tomllib
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.errors import MethodError
from indicators.methods import spc
from indicators.methods.signals import Rule
from indicators.vocabulary import Assurance, Variation

TABLE = tomllib.loads(
    (Path(__file__).parents[2] / "reference" / "spc.toml").read_text(encoding="utf-8")
)
RULES = {
    "outside": Rule.OUTSIDE,
    "trend": Rule.TREND,
    "two_of_three": Rule.TWO_OF_THREE,
    "run": Rule.RUN,
}
STEADY = [10, 12, 9, 11, 10, 12, 9, 11, 10, 12, 9, 11]  # mean 10.5, moves of 1, 2 and 3

whole_series = st.lists(st.integers(-50, 50), min_size=2, max_size=40)


def rules_of(chart: spc.Chart) -> dict[int, tuple[str, str]]:
    """The signals of a chart by position."""
    marked = chart.points[chart.points["rule"] != ""]
    return {i: (row["rule"], row["side"]) for i, row in marked.iterrows()}


def trend_of(chart: spc.Chart) -> dict[int, str]:
    """The sides of the points that are part of a trend, by position."""
    return {i: side for i, (rule, side) in rules_of(chart).items() if rule == Rule.TREND}


@pytest.mark.parametrize("case", TABLE["chart"])
def test_agrees_with_another_implementation(case: dict) -> None:
    chart = spc.xmr(
        TABLE["series"][case["series"]],
        target=case.get("target"),
        improvement=case["improvement"],
        screen=case.get("screen", True),
        rebase_at=case.get("rebase_at", ()),
        fix_after=case.get("fix_after"),
    )
    limits = chart.points.groupby("segment")[["mean", "lower", "upper"]].first()
    np.testing.assert_allclose(limits, case["limits"], rtol=1e-12)
    expected = {
        at: (RULES[name.rpartition("_")[0]], name.rpartition("_")[2])
        for name, positions in case["signals"].items()
        for at in positions
    }
    assert rules_of(chart) == expected
    assert (chart.variation, chart.direction) == (case["variation"], case["direction"])
    assert (chart.assurance or "") == case["assurance"]


def oracle(values: list[int]) -> list[tuple[str, str]]:
    """The rules once more, in whole numbers and plain loops, without screening.

    Everything is multiplied by n (n - 1) 300, so that no fraction and no rounding is left.
    """
    n, total = len(values), sum(values)
    moves = sum(abs(b - a) for a, b in pairwise(values))
    unit = n * (n - 1) * 300
    mean, reach, near = total * (n - 1) * 300, 798 * moves * n, 532 * moves * n
    y = [v * unit for v in values]
    found = [("", "")] * n
    if moves == 0:
        return found
    for i in range(n):
        if abs(y[i] - mean) > reach:
            found[i] = (Rule.OUTSIDE, "high" if y[i] > mean else "low")
            continue
        for start in reversed(range(max(0, i - 6), min(i, n - 7) + 1)):
            seven = y[start : start + 7]
            if all(a < b for a, b in pairwise(seven)) or all(a > b for a, b in pairwise(seven)):
                found[i] = (Rule.TREND, "high" if seven[0] < seven[1] else "low")
                break
        if found[i][0]:
            continue
        for start in range(max(0, i - 2), min(i, n - 3) + 1):
            three = y[start : start + 3]
            one_side = all(v > mean for v in three) or all(v < mean for v in three)
            close = [near < abs(v - mean) <= reach for v in three]
            if one_side and sum(close) >= 2 and close[i - start]:
                found[i] = (Rule.TWO_OF_THREE, "high" if y[i] > mean else "low")
        if found[i][0]:
            continue
        for start in range(max(0, i - 6), min(i, n - 7) + 1):
            seven = y[start : start + 7]
            if all(v > mean for v in seven) or all(v < mean for v in seven):
                found[i] = (Rule.RUN, "high" if y[i] > mean else "low")
    return found


drifting = st.lists(st.integers(-4, 6), min_size=8, max_size=40).map(
    lambda steps: np.cumsum(steps).tolist()
)


@given(whole_series | drifting | st.lists(st.integers(0, 3), min_size=7, max_size=40))
def test_every_rule_agrees_with_whole_number_arithmetic(values: list[int]) -> None:
    points = spc.xmr(values, screen=False).points
    assert list(zip(points["rule"], points["side"], strict=True)) == oracle(values)
    tenths = spc.xmr([v / 10 for v in values], screen=False).points  # fractions change nothing
    assert tenths["rule"].tolist() == points["rule"].tolist()


@given(whole_series, st.floats(0.01, 1000), st.integers(-100, 100))
def test_limits_follow_a_change_of_unit(values: list[int], scale: float, shift: int) -> None:
    columns = ["mean", "lower", "upper", "near_lower", "near_upper"]
    one = spc.xmr(values).points[columns]
    other = spc.xmr([v * scale + shift * scale for v in values]).points[columns]
    np.testing.assert_allclose(other, one * scale + shift * scale, rtol=1e-9, atol=1e-9 * scale)


@given(whole_series)
def test_upside_down_a_rise_is_a_fall(values: list[int]) -> None:
    up = spc.xmr(values, improvement="increase")
    down = spc.xmr([-v for v in values], improvement="decrease")
    swap = {"high": "low", "low": "high", "": ""}
    assert [swap[side] for side in up.points["side"]] == down.points["side"].tolist()
    assert up.points["variation"].tolist() == down.points["variation"].tolist()
    assert up.variation == down.variation


def test_limits_by_hand() -> None:
    # Moves 2, 3, 2, 1, 2, 3, 2, 1, 2, 3, 2: their mean is 23/11.
    points = spc.xmr(STEADY).points
    assert math.isclose(points["mean"][0], 10.5)
    assert math.isclose(points["upper"][0], 10.5 + 2.66 * 23 / 11)
    assert math.isclose(points["near_lower"][0], 10.5 - 2.66 * 2 / 3 * 23 / 11)


def test_large_moves_are_left_out_once_and_not_again() -> None:
    values = [0, 1, 0, 1, 0, 1, 0, 1, 0, 5, 4, 3, 4, 40, 41, 40]
    moves = np.abs(np.diff(values))
    kept = moves[moves < 3.267 * moves.mean()]
    assert len(kept) == len(moves) - 1
    assert (kept >= 3.267 * kept.mean()).any()  # a second pass would leave more out
    chart = spc.xmr(values)
    assert math.isclose(chart.points.eval("upper - mean")[0], 2.66 * kept.mean())
    assert chart.notes[-1].startswith("The limits leave out 1 sudden change;")
    unscreened = spc.xmr(values, screen=False)
    assert math.isclose(unscreened.points.eval("upper - mean")[0], 2.66 * moves.mean())
    assert "as the NHS spreadsheet does" in unscreened.notes[-1]


def test_a_move_of_exactly_the_screen_is_left_out() -> None:
    # Nine moves of 6,733 and one of 29,403 have a mean of 9,000, and 29,403 is 3.267 times that.
    values = np.cumsum([0, *[6733, -6733] * 4, 6733, -29403])
    for unit in (1, 0.1, 1e-7):
        reach = spc.xmr(values * unit).points.eval("upper - mean")[0]
        assert math.isclose(reach, 2.66 * 6733 * unit)


def test_no_move_and_no_run_crosses_a_rebase() -> None:
    values = [1, 2, 1, 2, 3, 4, 5, 106, 107, 108, 107, 106, 107]
    points = spc.xmr(values, rebase_at=[7], screen=False).points
    first, second = points[points["segment"] == 0], points[points["segment"] == 1]
    assert len(first) == 7
    assert math.isclose(first["mean"].iloc[0], 18 / 7)
    assert math.isclose((first["upper"] - first["mean"]).iloc[0], 2.66 * 1)
    assert math.isclose((second["upper"] - second["mean"]).iloc[0], 2.66 * 1)
    rising = spc.xmr([1, 2, 3, 4, 5, 6, 7, 8], rebase_at=[4])
    assert (rising.points["rule"] == "").all()
    assert (spc.xmr([1, 2, 3, 4, 5, 6, 7, 8]).points["rule"] != "").all()


def test_limits_can_be_fixed_from_the_first_points() -> None:
    chart = spc.xmr([*STEADY, 30, 31, 32], fix_after=12)
    np.testing.assert_array_equal(chart.points["upper"], spc.xmr(STEADY).points["upper"][0])
    assert (chart.variation, chart.direction) == (Variation.IMPROVEMENT, "high")
    assert rules_of(chart)[14] == (Rule.OUTSIDE, "high")


@pytest.mark.parametrize("length", [6, 7])
def test_a_trend_takes_as_many_points_as_asked_and_marks_all_of_them(length: int) -> None:
    before, after = [50, 40, 60, 45, 55], [40, 60]
    whole = spc.xmr([*before, *range(46, 46 + length), *after], trend_points=length)
    assert trend_of(whole) == dict.fromkeys(range(5, 5 + length), "high")
    one_short = spc.xmr([*before, *range(46, 45 + length), *after], trend_points=length)
    assert trend_of(one_short) == {}


def test_equal_neighbours_break_a_trend() -> None:
    values = [50, 40, 60, 45, 55, 46, 47, 48, 48, 49, 50, 51, 40]
    assert trend_of(spc.xmr(values)) == {}
    # 0.3 and 0.1 + 0.2 differ by a hair of binary fractions and are equal to a reader.
    assert 0.3 < 0.1 + 0.2
    values = [0.5, 0.1, 0.9, 0.2, 0.25, 0.28, 0.3, 0.1 + 0.2, 0.35, 0.36, 0.37, 0.1]
    assert trend_of(spc.xmr(values)) == {}


def test_binary_fractions_are_neither_variation_nor_a_side_of_the_mean() -> None:
    for screen in (True, False):
        constant = spc.xmr([0.3, 0.1 + 0.2] * 8, screen=screen)
        assert constant.variation is Variation.INSUFFICIENT
    base = [0.1, 0.2, 0.3] * 4  # their mean is 0.2, which comes out as 0.20000000000000004
    assert np.mean(base) != 0.2
    below = [0.15, 0.18, 0.15, 0.2, 0.18, 0.15, 0.18, 0.15]
    assert rules_of(spc.xmr([*base, *below], fix_after=12)) == {}


def test_the_turning_point_of_two_trends_belongs_to_the_later() -> None:
    up, down = [50, 40, 60, 46, 47, 48, 49, 50, 51], [52, 51, 50, 49, 48, 47, 46, 60, 40]
    sides = trend_of(spc.xmr([*up, *down]))
    assert sides == {**dict.fromkeys(range(3, 9), "high"), **dict.fromkeys(range(9, 16), "low")}


def test_a_trend_that_ends_in_a_tie_keeps_its_direction() -> None:
    values = [50, 40, 60, 45, 56, *range(46, 53), *range(52, 59), 40, 60]
    assert trend_of(spc.xmr(values)) == dict.fromkeys(range(5, 19), "high")


def test_points_beyond_the_limits_do_not_count_as_near_them() -> None:
    # Mean 0, limits 2.66 and near limits 1.773 times the fixed mean move of 2.
    base = [1, -1] * 6
    near, beyond = 4.0, 6.0
    two_near = rules_of(spc.xmr([*base, near, 1, near], fix_after=12))
    assert two_near == {12: (Rule.TWO_OF_THREE, "high"), 14: (Rule.TWO_OF_THREE, "high")}
    one_near = rules_of(spc.xmr([*base, beyond, 1, near], fix_after=12))
    assert one_near == {12: (Rule.OUTSIDE, "high")}
    across = rules_of(spc.xmr([*base, near, -1, near], fix_after=12))
    assert across == {}
    on_the_mean = rules_of(spc.xmr([*base, near, 0, near], fix_after=12))
    assert on_the_mean == {}


def test_a_point_on_a_limit_is_not_beyond_it() -> None:
    base = [1, -1] * 6
    assert rules_of(spc.xmr([*base, 5.32], fix_after=12)) == {}
    assert rules_of(spc.xmr([*base, 5.33], fix_after=12)) == {12: (Rule.OUTSIDE, "high")}


def test_a_point_on_the_mean_breaks_a_run() -> None:
    base = [1, -1] * 6
    six = [0.5, 1, 0.5, 1, 0.5, 1]
    seven = rules_of(spc.xmr([*base, -1, *six, 1], fix_after=12))
    assert seven == dict.fromkeys(range(13, 20), (Rule.RUN, "high"))
    assert rules_of(spc.xmr([*base, -1, *six, 0, 1], fix_after=12)) == {}


def test_a_gap_has_no_move_beside_it_and_breaks_a_run() -> None:
    values = [10, 12, 9, np.nan, 11, 10, 12]
    points = spc.xmr(values, screen=False).points
    assert math.isclose(points["mean"][0], 64 / 6)
    assert math.isclose(points["upper"][0] - points["mean"][0], 2.66 * (2 + 3 + 1 + 2) / 4)
    assert points["rule"][3] == ""
    base = [1, -1] * 6
    run = [0.5, 1, 0.5, 1, 0.5, 1, 0.5]
    assert rules_of(spc.xmr([*base, -1, *run[:4], np.nan, *run[4:]], fix_after=12)) == {}
    rising = [*range(1, 5), np.nan, *range(6, 10)]
    assert trend_of(spc.xmr(rising)) == {}


def test_where_the_latest_figure_is_missing_the_one_before_speaks() -> None:
    chart = spc.xmr([*STEADY, 30, np.nan], fix_after=12)
    assert (chart.variation, chart.direction) == (Variation.IMPROVEMENT, "high")


@pytest.mark.parametrize(
    ("values", "variation", "reason"),
    [
        ([], Variation.CANNOT_BE_TESTED, "No figure is held."),
        ([np.nan, np.nan], Variation.CANNOT_BE_TESTED, "No figure is held."),
        ([5], Variation.CANNOT_BE_TESTED, "Limits need at least 2 figures; 1 figure is held."),
        (
            [5, np.nan, 6],
            Variation.CANNOT_BE_TESTED,
            "No two figures follow one another, so no limits can be drawn.",
        ),
        (
            [7.3] * 15,
            Variation.INSUFFICIENT,
            "The figures do not vary, so no limits can be drawn.",
        ),
        ([0] * 15, Variation.INSUFFICIENT, "The figures do not vary, so no limits can be drawn."),
        (
            [5] * 10 + [9] * 5,
            Variation.INSUFFICIENT,
            "The figures hardly vary apart from a sudden change, so no limits can be drawn.",
        ),
    ],
)
def test_what_cannot_be_judged_says_why(
    values: list[float], variation: Variation, reason: str
) -> None:
    chart = spc.xmr(values, target=6)
    assert (chart.variation, chart.reason) == (variation, reason)
    assert chart.direction == ""
    assert chart.assurance is None
    assert (chart.points["rule"] == "").all()
    assert chart.points["upper"].isna().all()
    assert len(chart.points) == len(values)


def test_two_figures_have_provisional_limits_that_hold_both() -> None:
    chart = spc.xmr([4, 6])
    assert chart.variation is Variation.COMMON_CAUSE
    assert chart.points["upper"][0] == 5 + 2.66 * 2
    assert "rest on 2 figures; with fewer than 12 they are provisional" in chart.notes[0]
    assert not any("provisional" in note for note in spc.xmr(STEADY).notes)


def test_a_new_segment_of_one_point_is_not_judged_by_the_old_limits() -> None:
    chart = spc.xmr([*STEADY, 90], rebase_at=[12])
    assert chart.variation is Variation.CANNOT_BE_TESTED
    assert "at least 2 figures" in chart.reason
    assert chart.points["upper"].notna().tolist() == [True] * 12 + [False]


@pytest.mark.parametrize(
    ("target", "improvement", "assurance"),
    [
        (4, "increase", Assurance.MEETS),
        (4, "decrease", Assurance.FAILS),
        (17, "increase", Assurance.FAILS),
        (17, "decrease", Assurance.MEETS),
        (10.5, "increase", Assurance.HIT_AND_MISS),
        (0, "decrease", Assurance.FAILS),
        (4, "neutral", None),
        (None, "increase", None),
        (np.nan, "increase", None),
        ([4] * 11 + [17], "increase", Assurance.FAILS),
        ([4] * 11 + [np.nan], "increase", Assurance.MEETS),
    ],
)
def test_assurance_sets_the_latest_target_against_the_latest_limits(
    target: float | list[float] | None, improvement: str, assurance: Assurance | None
) -> None:
    assert spc.xmr(STEADY, target=target, improvement=improvement).assurance is assurance


def test_a_target_on_a_limit_is_hit_and_missed() -> None:
    base = [1, -1] * 6
    assert spc.xmr(base, target=5.32).assurance is Assurance.HIT_AND_MISS
    assert spc.xmr(base, target=-5.33).assurance is Assurance.MEETS


def test_assurance_uses_the_limits_after_the_latest_rebase() -> None:
    after = [v + 100 for v in STEADY]
    chart = spc.xmr([*STEADY, *after], target=50, rebase_at=[12])
    assert chart.assurance is Assurance.MEETS


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"values": [1, np.inf]}, "values, position 1: found infinity; expected a finite number"),
        ({"values": ["one", 2]}, "expected a number, or NaN where missing"),
        ({"values": [[1, 2], [3, 4]]}, "must be one series, oldest point first"),
        ({"improvement": "increse"}, "Did you mean 'increase'?"),
        ({"trend_points": 8}, "trend_points: found '8'; expected 6 or 7"),
        ({"fix_after": 1}, "fix_after: found '1'; expected a whole number of at least 2"),
        ({"fix_after": 2.5}, "fix_after: found '2.5'"),
        ({"rebase_at": [0]}, "rebase_at: found '0'; expected a whole number above 0 and below 12"),
        ({"rebase_at": [12]}, "rebase_at: found '12'"),
        ({"rebase_at": [-1, 1.5]}, "rebase_at: found '1.5'"),
        ({"rebase_at": 5.0}, "rebase_at: found '5.0'"),
        ({"target": [1, 2]}, "one for each of the 12 points; found 2"),
        ({"target": "high"}, "target, position 0: found 'high'; expected a number"),
    ],
)
def test_what_cannot_be_charted_is_refused_in_words(options: dict, said: str) -> None:
    with pytest.raises(MethodError) as refusal:
        spc.xmr(**{"values": STEADY, **options})
    assert said in str(refusal.value)


def test_numbers_beyond_reckoning_are_refused() -> None:
    with pytest.raises(MethodError, match="too large or too small"):
        spc.xmr([1.7e308, -1.7e308] * 8)


def test_all_bad_options_are_told_at_once() -> None:
    with pytest.raises(MethodError) as refusal:
        spc.xmr(STEADY, improvement="up", screen="no", trend_points=5, fix_after=0)
    assert len(refusal.value.faults) == 4
