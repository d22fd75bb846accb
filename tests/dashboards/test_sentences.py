"""Every sentence beside a chart, on every shipped series, is true and is English.

What a sentence claims is read out of its words and set against a reckoning of its own: limits and
the figures themselves, the recent trend worked out in plain Python, the control limits likewise.
"""

from __future__ import annotations

import math
import re
from itertools import pairwise
from statistics import mean

import pandas as pd
import pytest

from dashboards.figures import Figures
from dashboards.viewmodel.sentences import (
    control_sentence,
    noun,
    places_sentence,
    possessive,
    trend_sentence,
)
from geo.areas import ENGLAND, PLACES, short_name
from indicators.catalogue import catalogue
from indicators.compare import benchmark, compared
from indicators.control import control
from indicators.definition import Definition
from indicators.direction import direction
from indicators.vocabulary import Kind, Polarity, Sex
from tests.dashboards.grammar import faults

CRITICAL = 9.5495
STANDS = re.compile(r"is (higher|lower|similar) (?:than|to) England’s(?:, which is (\w+))?")
MOVES = re.compile(
    r"has (risen|fallen|not changed) significantly in five years(?:, for the (\w+))?"
)
EVERY = list(catalogue().values())


def series_of(figures: Figures, definition: Definition):
    """Each area's and sex's series, and all of that sex; parted once for all tests."""
    return figures.once(("series of", definition.id), lambda: list(parted(figures, definition)))


def parted(figures: Figures, definition: Definition):
    rows = figures.headline(definition)
    for (code, sex), own in rows.groupby(["area_code", "sex"], sort=False):
        yield str(code), Sex(sex), own.sort_values("period_end"), rows[rows["sex"] == sex]


SAID: dict[tuple[str, str, Sex], str] = {}


def said_of(definition, code, sex, own, rows) -> str:
    """What is said beside the series' chart, worked out once for all tests."""
    key = definition.id, code, sex
    if key not in SAID:
        SAID[key] = worked_out(definition, code, sex, own, rows)
    return SAID[key]


def worked_out(definition, code, sex, own, rows) -> str:
    held = own[own["value"].notna()]
    comparison = None
    if len(held):
        comparison = compared(held.iloc[-1], benchmark(rows, held.iloc[-1]), definition)
    return trend_sentence(definition, sex, code, comparison, direction(definition, own))


@pytest.mark.parametrize("definition", EVERY, ids=lambda d: d.id)
def test_what_is_said_of_england_follows_from_the_limits(figures, definition):
    for code, sex, own, rows in series_of(figures, definition):
        said = said_of(definition, code, sex, own, rows)
        found = STANDS.search(said)
        held = own[own["value"].notna()]
        if held.empty or definition.kind is Kind.CATEGORY:
            assert not found
            continue
        last = held.iloc[-1]
        there = rows[(rows["area_code"] == ENGLAND) & (rows["period"] == last["period"])]
        there = there["value"].dropna()
        limits = last["lower_95"], last["upper_95"]
        comparable = len(there) == 1 and code != ENGLAND and definition.kind is not Kind.COUNT
        if not comparable or any(math.isnan(limit) for limit in limits):
            assert not found, said
            assert ("has no limits" in said) == comparable
            continue
        england = there.item()
        side = "higher" if limits[0] > england else "lower" if limits[1] < england else "similar"
        assert found, said
        assert found[1] == side, said
        assert found[2] == judged(side, "higher", definition), said


def judged(way: str, up: str, definition: Definition) -> str | None:
    """'better' or 'worse' where the definition says which way is good; None on suicide."""
    no_change = way in ("similar", "not changed")
    if no_change or definition.polarity is Polarity.NO_JUDGEMENT or definition.safe_messaging:
        return None
    return "better" if (way == up) == (definition.polarity is Polarity.HIGH_IS_GOOD) else "worse"


@pytest.mark.parametrize("definition", EVERY, ids=lambda d: d.id)
def test_what_is_said_of_five_years_follows_from_the_figures(figures, definition):
    for code, sex, own, rows in series_of(figures, definition):
        said = said_of(definition, code, sex, own, rows)
        found, expected = MOVES.search(said), recent(own, definition)
        assert (found[1] if found else None) == expected, (code, said)
        if found:
            assert found[2] == judged(found[1], "risen", definition), said


def recent(own: pd.DataFrame, definition: Definition) -> str | None:
    """The recent trend in plain Python; None where it cannot be tested."""
    last = own.tail(5).to_dict("records")
    yearly = {"calendar year", "financial year", "academic year", "survey year", "snapshot"}
    if definition.kind in (Kind.COUNT, Kind.CATEGORY) or len(last) < 5:
        return None
    steps = [(b["period_end"] - a["period_end"]).days for a, b in pairwise(last)]
    parted = any(
        last[0]["period_start"] < pd.Timestamp(one.on) <= last[-1]["period_start"]
        for one in definition.breaks
    )
    if last[0]["period_type"] not in yearly or parted or not all(330 <= s <= 400 for s in steps):
        return None
    if any(a["period_end"] >= b["period_start"] for a, b in pairwise(last)):
        return None
    if any(math.isnan(row["value"]) for row in last):
        return None
    if len({row["value"] for row in last}) == 1:
        return "not changed"
    counts = [(row["numerator"], row["denominator"]) for row in last]
    is_counted = definition.limits == "computed" and definition.share_of is None
    if (
        definition.kind is Kind.PROPORTION
        and is_counted
        and all(x <= n and n > 0 for x, n in counts)
    ):
        chi, slope, without = cochran_armitage(counts), *leave_one_out(counts, armitage_slope)
    else:
        points = [(row["value"], (row["upper_95"] - row["lower_95"]) / 3.92) for row in last]
        if not all(se > 0 for _, se in points):
            return None
        slope, without = leave_one_out(points, weighted_slope)
        chi = slope**2 / weighted_variance(points)
    steady = all((one > 0) == (slope > 0) and one != 0 for one in without)
    if chi <= CRITICAL or not steady:
        return "not changed"
    return "risen" if slope > 0 else "fallen"


def leave_one_out(points, slope):
    at = list(enumerate(points, start=1))
    return slope(at), [slope(at[:i] + at[i + 1 :]) for i in range(len(at))]


def armitage_slope(at):
    n, x = sum(p[1] for _, p in at), sum(p[0] for _, p in at)
    return n * sum(t * p[0] for t, p in at) - x * sum(t * p[1] for t, p in at)


def cochran_armitage(counts):
    at = list(enumerate(counts, start=1))
    n, x = sum(p[1] for p in counts), sum(p[0] for p in counts)
    nt, ntt = sum(t * p[1] for t, p in at), sum(t * t * p[1] for t, p in at)
    return n * armitage_slope(at) ** 2 / (x * (n - x) * (n * ntt - nt**2))


def weighted_slope(at):
    w = [1 / se**2 for _, (_, se) in at]
    middle = sum(w_ * t for w_, (t, _) in zip(w, at, strict=True)) / sum(w)
    spread = sum(w_ * (t - middle) ** 2 for w_, (t, _) in zip(w, at, strict=True))
    return sum(w_ * (t - middle) * y for w_, (t, (y, _)) in zip(w, at, strict=True)) / spread


def weighted_variance(points):
    w = [1 / se**2 for _, se in points]
    middle = sum(w_ * t for t, w_ in enumerate(w, start=1)) / sum(w)
    return 1 / sum(w_ * (t - middle) ** 2 for t, w_ in enumerate(w, start=1))


@pytest.mark.parametrize("definition", EVERY, ids=lambda d: d.id)
def test_what_is_said_of_chance_follows_from_the_figures(figures, definition):
    for _, _, own, _ in series_of(figures, definition):
        said = control_sentence(made := control(definition, own), own, definition)
        if made.chart is None or "latest" not in said:
            assert said == made.reason
            continue
        y, lower, upper, middle = limits_of(own, definition)
        latest, seven = y[-1], y[-7:]
        near = [middle + (end - middle) * 2 / 3 for end in (lower, upper)]
        side = 1 if re.search(r"above|risen|near the upper", said) else -1
        if re.search("lies (just )?(above the upper|below the lower) limit", said):
            assert (latest - (upper if side > 0 else lower)) * side > 0, said
        elif "one after another" in said:
            steps = [b - a for a, b in pairwise(seven)]
            assert [step * side > 0 for step in steps] == [True] * 6, said
        elif "all lie" in said:
            assert [(one - middle) * side > 0 for one in seven] == [True] * 7, said
        elif "of the latest three" in said:
            beyond = [one for one in y[-3:] if (one - near[side > 0]) * side > 0]
            assert len(beyond) >= 2, said
            assert all((one - middle) * side > 0 for one in y[-3:]), said
        else:
            assert "within the usual range of this series" in said
            assert lower <= latest <= upper
        is_judged = bool(re.search(r"improvement|concern", said))
        neutral = definition.polarity is Polarity.NO_JUDGEMENT or definition.safe_messaging
        if is_judged:
            assert not neutral
            good = (side > 0) == (definition.polarity is Polarity.HIGH_IS_GOOD)
            assert ("improvement" in said) == good, said


def limits_of(own: pd.DataFrame, definition: Definition):
    """The latest stretch's figures, limits and mean, in plain Python."""
    rows = own[own["value"].notna()]
    for one in definition.breaks:
        after = rows[rows["period_start"] >= pd.Timestamp(one.on)]
        rows = after if 0 < len(after) < len(rows) else rows
    y, ends = rows["value"].tolist(), rows["period_end"].tolist()
    days = [(b - a).days for a, b in pairwise(ends)]
    usual = sorted(days)[len(days) // 2]
    # No step leads over a gap: the figures on its two sides do not follow one another.
    steps = [abs(b - a) for (a, b), gap in zip(pairwise(y), days, strict=True) if gap < 1.5 * usual]
    kept = [step for step in steps if step < 3.267 * mean(steps)]
    reach = 2.66 * mean(kept)
    return y, mean(y) - reach, mean(y) + reach, mean(y)


@pytest.mark.parametrize("definition", EVERY, ids=lambda d: d.id)
def test_every_sentence_is_english(figures, definition):
    for code, sex, own, rows in series_of(figures, definition):
        going, chart = direction(definition, own), control(definition, own)
        sentences = [
            said_of(definition, code, sex, own, rows),
            control_sentence(chart, own, definition),
            going.reason,
            chart.reason,
            chart.assurance_reason,
            *chart.notes,
        ]
        for said in filter(None, sentences):
            assert faults(said) == [], said


@pytest.mark.parametrize("definition", EVERY, ids=lambda d: d.id)
def test_places_are_named_where_their_limits_put_them(figures, definition):
    rows = figures.headline(definition)
    rows = rows[rows["sex"] == definition.sexes[0].value]
    held = rows[rows["value"].notna()].sort_values("period_end")
    lasts = [
        held[held["area_code"] == code].iloc[-1] for code in PLACES if code in set(held.area_code)
    ]
    said = places_sentence(
        definition, [compared(last, benchmark(held, last), definition) for last in lasts]
    )
    if definition.safe_messaging == "suicide":
        assert not re.search(r"higher|lower|better|worse|similar", said)
        return
    for last in lasts:
        there = held[(held["area_code"] == ENGLAND) & (held["period"] == last["period"])]["value"]
        clause = next((c for c in said.split(";") if short_name(last["area_code"]) in c), "")
        if there.empty or math.isnan(last["lower_95"]) or definition.kind is Kind.COUNT:
            assert clause == "", said
            continue
        england = there.item()
        side = (
            "higher" if last["lower_95"] > england else
            "lower" if last["upper_95"] < england else "similar"
        )  # fmt: skip
        assert (judged(side, "higher", definition) or side) in clause, said
    assert not said or faults(said) == []


@pytest.mark.parametrize(
    ("name", "owned"),
    [("Calderdale", "Calderdale’s"), ("Leeds", "Leeds’"), ("Kirklees", "Kirklees’")],
)
def test_possessive(name, owned):
    assert possessive(name) == owned


@pytest.mark.parametrize(
    ("indicator", "word"),
    [
        ("child_protection_plan_rate", "rate"),
        ("early_stage_cancer", "share"),
        ("suicide_deaths", "number"),
        ("life_expectancy_at_birth", "figure"),
        ("inequality_in_life_expectancy_at_birth", "figure"),
        ("median_weekly_pay", "figure"),
        ("imd_2025_score", "score"),
        ("premature_mortality_severe_mental_illness", "ratio"),
    ],
)
def test_noun(indicator, word):
    assert noun(catalogue()[indicator]) == word


def test_no_sentence_on_suicide_calls_anything_better_or_worse(figures):
    for definition in EVERY:
        if definition.safe_messaging != "suicide":
            continue
        for code, sex, own, rows in series_of(figures, definition):
            chart = control(definition, own)
            said = said_of(definition, code, sex, own, rows)
            said += control_sentence(chart, own, definition)
            assert not re.search(r"better|worse|improve|concern|rank|best|worst", said), said
