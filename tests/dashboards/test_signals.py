"""Every answer of every test has an icon of its own that needs no colour, and true words."""

from __future__ import annotations

import re
from itertools import combinations, product

import pytest

from dashboards.html import render
from dashboards.viewmodel.signals import (
    KEY,
    assurance_signal,
    direction_signal,
    rises,
    standing_signal,
    variation_signal,
)
from geo.areas import ENGLAND
from indicators.catalogue import catalogue
from indicators.compare import Comparison, Standing
from indicators.vocabulary import Assurance, RecentTrend, Variation

HIGH_IS_GOOD, LOW_IS_GOOD = catalogue()["early_stage_cancer"], catalogue()["obesity_year_6"]
NEITHER = catalogue()["child_protection_plan_rate"]
DECIDED = (Standing.HIGHER, Standing.LOWER, Standing.BETTER, Standing.WORSE)


def standing(one: Standing) -> Comparison:
    level = 0.95 if one in DECIDED else None
    return Comparison(one, level, "E08000035", ENGLAND, "England", 1.0, "Because.")


EVERY = [
    *(
        direction_signal(one, "Because.", definition)
        for one in (RecentTrend.BETTER, RecentTrend.WORSE)
        for definition in (HIGH_IS_GOOD, LOW_IS_GOOD)
    ),
    *(
        direction_signal(one, "Because.", NEITHER)
        for one in (RecentTrend.RISING, RecentTrend.FALLING, RecentTrend.NO_CHANGE)
    ),
    *(
        variation_signal(one, side, "Because.")
        for one, side in product(
            (Variation.IMPROVEMENT, Variation.CONCERN, Variation.NEUTRAL), ("high", "low")
        )
    ),
    variation_signal(Variation.COMMON_CAUSE, "", "Because."),
    variation_signal(Variation.INSUFFICIENT, "", "Because."),
    *(assurance_signal(one, "Because.") for one in Assurance),
    *(standing_signal(standing(one)) for one in (*DECIDED, Standing.SIMILAR)),
]


def symbols() -> dict[str, str]:
    """Each symbol of the sprite with the shapes that it uses put in its place."""
    html = str(render("sprite.html"))
    shapes = dict(re.findall(r'<(?:g|path|circle) id="([^"]+)"([^\n]*)', html))
    found = re.findall(r'<symbol id="([^"]+)"[^>]*>(.*?)</symbol>', html)
    return {
        name: re.sub(r'<use href="#([^"]+)"', lambda use: shapes[use[1]], drawn)
        for name, drawn in found
    }


@pytest.mark.parametrize("signal", EVERY, ids=lambda signal: signal.words)
def test_every_answer_has_an_icon_words_and_a_reason(signal):
    assert signal.symbol in symbols()
    assert signal.words[0].isupper()
    assert signal.reason == "Because."


def test_no_two_answers_look_alike_without_colour():
    drawn = symbols()
    outlines = {
        signal.symbol: re.sub(r'(fill|stroke)="(var\([^"]+\)|#\w+)"', "", drawn[signal.symbol])
        for signal in EVERY
    }
    assert len(outlines) == len(EVERY)
    for one, other in combinations(outlines, 2):
        assert outlines[one] != outlines[other], (one, other)


def test_what_cannot_be_tested_has_no_icon_and_says_so():
    for untested in (
        direction_signal(RecentTrend.CANNOT_BE_TESTED, "Why.", NEITHER),
        variation_signal(Variation.CANNOT_BE_TESTED, "", "Why."),
        assurance_signal(None, "Why."),
        standing_signal(standing(Standing.NO_LIMITS)),
        standing_signal(standing(Standing.NOT_COMPARABLE)),
    ):
        assert not untested.is_tested
        assert not untested.is_news
        assert untested.words


@pytest.mark.parametrize(
    ("trend", "definition", "up"),
    [
        (RecentTrend.BETTER, HIGH_IS_GOOD, True),
        (RecentTrend.WORSE, HIGH_IS_GOOD, False),
        (RecentTrend.BETTER, LOW_IS_GOOD, False),
        (RecentTrend.WORSE, LOW_IS_GOOD, True),
        (RecentTrend.RISING, NEITHER, True),
        (RecentTrend.FALLING, NEITHER, False),
    ],
)
def test_getting_better_rises_or_falls_as_the_definition_has_it(trend, definition, up):
    assert rises(trend, definition) is up
    assert direction_signal(trend, "", definition).symbol.endswith("up" if up else "down")


@pytest.mark.parametrize("trend", [RecentTrend.NO_CHANGE, RecentTrend.CANNOT_BE_TESTED])
def test_what_goes_nowhere_has_no_side(trend):
    with pytest.raises(ValueError, match="goes neither up nor down"):
        rises(trend, NEITHER)


def test_the_key_explains_every_kind_of_icon_on_the_board():
    kinds = {signal.symbol.removesuffix("-low").removesuffix("-high") for signal in EVERY}
    kinds = {re.sub(r"-(up|down)$", "", kind) for kind in kinds if "standing" not in kind}
    explained = {re.sub(r"-(up|down|high|low)$", "", symbol) for symbol, _ in KEY}
    assert kinds <= explained
    assert {symbol for symbol, _ in KEY} <= set(symbols())
