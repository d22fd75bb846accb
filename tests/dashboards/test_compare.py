"""The Compare page says of every authority what its figures say, and of suicide nothing more."""

from __future__ import annotations

import re
from itertools import product

import pandas as pd
import pytest

from dashboards.app import PAGES, draw, page_html, visit
from dashboards.downloads import compare_file
from dashboards.selection import PLACE_SLUGS, Selection
from dashboards.viewmodel.authority_list import comparable, not_comparable
from dashboards.viewmodel.compare import CompareView, compare_view
from geo.areas import ENGLAND, LEEDS, PLACES, WEST_YORKSHIRE, name, successor
from indicators.catalogue import catalogue
from indicators.compare import Standing
from indicators.peers import METHOD, peers
from indicators.vocabulary import Kind, Polarity
from tests.dashboards.grammar import faults

INJURIES = "injury_admissions_under_15"
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
STANDINGS = ("worse", "better", "higher", "lower", "similar")


@pytest.fixture(scope="module")
def every(figures) -> list[CompareView]:
    """The view of each indicator that can be compared, for each sex, all places and one."""
    return [
        compare_view(figures, Selection(indicator=d.id, sex=sex.value, place=place))
        for d in comparable(figures)
        for sex, place in product(d.sexes, ("", "wakefield"))
    ]


def word(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else f"{count:,}"


def england_of(figures, view: CompareView, code: str = ENGLAND) -> float | None:
    rows = figures.headline(view.made.definition)
    rows = rows[(rows["area_code"] == code) & (rows["sex"] == view.made.sex.value)]
    rows = rows[rows["period"] == view.made.period]["value"].dropna()
    return None if rows.empty else float(rows.iloc[0])


def own_judgement(row: pd.Series, benchmark: float | None, view: CompareView) -> str:
    """Better, worse, higher, lower or similar, from the published limits and the polarity alone."""
    if benchmark is None or pd.isna(row["lower_95"]) or pd.isna(row["value"]):
        return ""
    if row["lower_95"] <= benchmark <= row["upper_95"]:
        return "similar"
    is_high = row["lower_95"] > benchmark
    polarity = view.made.definition.polarity
    if polarity is Polarity.NO_JUDGEMENT:
        return "higher" if is_high else "lower"
    return "better" if is_high == (polarity is Polarity.HIGH_IS_GOOD) else "worse"


def judgements(figures, view: CompareView, code: str = ENGLAND) -> dict[str, str]:
    benchmark = england_of(figures, view, code)
    return {
        row["area_code"]: own_judgement(row, benchmark, view)
        for _, row in view.made.listed.held.iterrows()
    }


def test_how_many_stand_where_is_what_the_limits_say(figures, every):
    told = 0
    for view in every:
        if view.made.is_suicide:
            continue
        found = list(judgements(figures, view).values())
        counts = {one: found.count(one) for one in STANDINGS if found.count(one)}
        if not counts:
            assert "judge" in view.ranked_words
            continue
        for standing, count in counts.items():
            assert re.search(rf"\b{word(count)} (is |are )?{standing}\b", view.ranked_words)
        assert f"Of {len(found)} authorities, " in view.ranked_words
        assert sum(counts.values()) == len(found) or "not judged" in view.ranked_words
        told += 1
    assert told > 10


def test_a_places_title_is_what_its_own_limits_say(figures, every):
    judged = 0
    for view in every:
        if view.made.is_suicide or "Wakefield" not in view.finding:
            continue
        found = judgements(figures, view)
        said = found.get("E08000036", "")
        if not said:
            assert "not judged" in view.finding or "no figure" in view.finding
            continue
        than = "to" if said == "similar" else "than"
        assert f"Wakefield is {said} {than} England" in view.finding
        others = list(found.values()).count(said) - 1
        assert others == 0 or f" {word(others)} other" in view.finding
        judged += 1
    assert judged > 10


def test_the_five_places_title_counts_them(figures, every):
    judged = 0
    for view in every:
        if view.made.is_suicide or view.peers is not None:
            continue
        found = judgements(figures, view)
        five = [found.get(code, "") for code in PLACES]
        decided = {one: five.count(one) for one in STANDINGS[:4] if one in five}
        for standing, count in decided.items():
            how_many = (
                "all five places are"
                if count == 5
                else rf"{word(count)}( of the five places)? (is|are)"
            )
            assert re.search(rf"{how_many} {standing}", view.finding)
            judged += 1
        if not decided:
            assert not re.search(r"worse|better|higher|lower", view.finding.partition(": ")[2])
    assert judged > 10


def test_ranks_count_from_the_highest_figure(every):
    for view in every:
        values = sorted((one.value for one in view.made.held), reverse=True)
        for one in view.made.entries:
            assert one.rank is None or values[one.rank - 1] == one.value
        if not view.made.is_suicide:
            first = next((one for one in view.made.chosen if one.rank), None)
            said = re.search(r"Counted from the highest figure, .* of (\d+)", view.ranked_words)
            assert (said is None) == (first is None)
            assert said is None or int(said[1]) == len(values)


def test_every_sentence_is_a_sentence(every):
    for view in every:
        said = [view.subtitle, view.notes, view.ranked_words, view.funnel_words]
        said += [view.overdispersion_words, view.peers.words if view.peers else ""]
        for words in filter(None, said):
            assert faults(words) == [], words
            assert not re.search(r"\d s\b|\bno are\b", words)
        assert not view.finding.endswith(".")
        assert len(view.finding.partition(": ")[2].split()) <= 16


def test_funnel_sentence_says_the_numbers_of_the_funnel(every):
    drawn = 0
    for view in every:
        if view.funnel.reason:
            assert view.funnel_words == view.funnel.reason
            continue
        points = view.funnel.points
        outside, far = points["level"].notna().sum(), (points["level"] > 0.95).sum()
        assert f"{outside} of {len(points)} authorities lie outside the 95%" in view.funnel_words
        assert f"{far} of them outside the 99.8% limits" in view.funnel_words
        assert f"about {word(round(len(points) / 20))} outside the first" in view.funnel_words
        assert sorted(float(row.sort_size) for row in view.funnel_rows) == pytest.approx(
            sorted(points["denominator"])
        )
        assert sum("inside" not in row.where for row in view.funnel_rows) == outside
        drawn += 1
    assert drawn > 5


def test_the_second_pair_of_limits_is_off_until_asked_for(figures):
    off = compare_view(figures, Selection(indicator=INJURIES))
    on = compare_view(figures, Selection(indicator=INJURIES, overdispersion="shown"))
    assert "second pair" not in off.overdispersion_words
    outside = (on.funnel.points["wide_level"].notna()).sum()
    assert f"and {word(outside)} lie outside its 95% limits" in on.overdispersion_words
    drawn = {q: page(figures, overdispersion=q) for q in ("", "shown")}
    assert "limit--wide" not in drawn[""]
    assert drawn["shown"].count('class="limit limit--far limit--wide" points') == 4


def page(figures, **query: str) -> str:
    return page_html(draw(PAGES["compare"], figures, query))


@pytest.mark.parametrize("slug", list(PLACE_SLUGS))
def test_similar_councils_are_those_of_the_method_with_their_own_figures(figures, slug):
    view = compare_view(figures, Selection(indicator=INJURIES, place=slug))
    code = PLACE_SLUGS[slug]
    own, *others = view.peers.rows
    assert own.code == code
    assert [row.name for row in others] == [peer.name for peer in peers(code)]
    held = view.made.listed.held.assign(now=lambda t: t["area_code"].map(successor))
    by_code = held.set_index("now")["value"]
    values = [by_code[peer.code] for peer in peers(code)]
    assert [float(row.sort_value) for row in others] == pytest.approx(values, rel=1e-5)
    assert f"{pd.Series(values).median():.1f}" in view.peers.words
    assert view.peers.method == METHOD
    picked = {one.code for one in view.made.entries if one.is_peer}
    assert {successor(one) for one in picked} == {peer.code for peer in peers(code)}


def test_against_west_yorkshire_and_against_similar_councils(figures):
    chosen = Selection(indicator=INJURIES, against="west-yorkshire", place="leeds")
    view = compare_view(figures, chosen)
    found = judgements(figures, view, WEST_YORKSHIRE)
    assert f"Leeds is {found[LEEDS]} than West Yorkshire" in view.finding
    alike = compare_view(figures, Selection(indicator=INJURIES, against="peers"))
    judged = [one for one in alike.made.entries if one.comparison is not None]
    assert {one.code for one in judged} == set(PLACES)
    assert alike.made.line is None
    one = compare_view(figures, Selection(indicator=INJURIES, against="peers", place="leeds"))
    assert [entry.code for entry in one.made.entries if entry.comparison] == [LEEDS]
    assert one.made.line[1] == one.made.by_peers[LEEDS].comparison.benchmark_value
    for place in PLACES:
        assert f"{name(place)} is " in alike.ranked_words


def test_suicide_is_by_name_in_one_tone_without_rank_judgement_or_funnel(figures):
    query = {"indicator": "suicide_rate", "place": "leeds"}
    view = compare_view(figures, Selection(**query))
    names = [row.name for row in view.rows]
    assert names == sorted(names)
    assert {row.standing for row in view.rows} == {None}
    assert not any(row.rank or row.level for row in view.rows)
    said = " ".join([view.finding, view.ranked_words, view.peers.words])
    assert not re.search(r"highest|lowest|worse than|better than|\d(st|nd|rd|th)\b", said)
    html = page(figures, **query)
    assert "116 123" in html
    assert "data-sortable" not in html
    assert set(re.findall(r'class="(?:dot|whisker)[^"]* (is-\w+)"', html)) == {"is-plain"}
    assert "single out places" in html
    assert 'id="against"' not in html


def test_suicide_file_has_the_help_line_and_no_rank(figures):
    file = compare_file(visit(figures, {"indicator": "suicide_rate"}))
    assert "116 123" in file.text
    assert not re.search("rank|standing|compared_with", file.text)


def test_file_says_what_was_compared_with_what_and_holds_the_pages_numbers(figures):
    file = compare_file(visit(figures, {"indicator": INJURIES, "against": "west-yorkshire"}))
    assert "Compared with,West Yorkshire" in file.text
    view = compare_view(figures, Selection(indicator=INJURIES, against="west-yorkshire"))
    found = judgements(figures, view, WEST_YORKSHIRE)
    lines = [line for line in file.text.splitlines() if line.startswith(INJURIES)]
    assert len(lines) == len(view.made.entries)
    for one in view.made.held:
        (line,) = [line for line in lines if f",{one.code}," in line]
        assert f",{one.rank},{found[one.code]}" in line


def test_an_indicator_that_cannot_be_compared_says_why_and_is_not_offered(figures):
    titles = dict(not_comparable(figures))
    assert len(titles) + len(comparable(figures)) == len(catalogue())
    for indicator, words in (
        ("children_in_need", "Counts depend on how many people live"),
        ("green_plan", "not compared"),
        ("fuel_poverty", "not published for authorities across England"),
        ("e_coli_bacteraemia", "not published for authorities across England"),
        ("stillbirths", "No figures are held yet; they are published as"),
    ):
        html = page(figures, indicator=indicator)
        assert words in titles[catalogue()[indicator].short_title]
        assert words in html
        assert "(not compared)" in html
        assert '<svg class="compared" viewBox' not in html


def test_what_is_offered_is_every_measure_with_figures_for_thirty_authorities(figures, every):
    assert all(view.made.listed is not None for view in every)
    held = set()
    for definition in catalogue().values():
        rows = figures.headline(definition, "local authorities")
        rows = rows[rows["value"].notna()]
        counts = rows.groupby(["period", "sex"])["area_code"].nunique()
        if definition.kind not in (Kind.COUNT, Kind.CATEGORY) and (counts >= 30).any():
            held.add(definition.id)
    assert {d.id for d in comparable(figures)} == held
    assert "domestic_abuse_assessment_factor" in held  # made of two published counts


def test_each_authority_is_one_mark_and_the_five_are_named(figures):
    view = compare_view(figures, Selection(indicator=INJURIES))
    wide = page(figures, indicator=INJURIES).partition("chart-drawn--wide")[2]
    ranked = wide.partition("</svg>")[0]
    assert ranked.count("<title>") == len(view.made.held)
    for place in PLACES:
        assert re.search(rf'class="name"[^>]*>{name(place)} \d', ranked)


def test_an_authority_is_picked_out_by_its_code_and_a_wrong_code_picks_none(figures):
    derby = compare_view(figures, Selection(indicator=INJURIES, area="E06000015", place="leeds"))
    assert [one.name for one in derby.made.chosen] == ["Derby", "Leeds"]
    assert derby.rows[0].is_chosen
    none = compare_view(figures, Selection(indicator=INJURIES, area="E99999999", place="leeds"))
    assert [one.name for one in none.made.chosen] == ["Leeds"]


def test_an_earlier_period_can_be_chosen_and_one_with_few_authorities_cannot(figures):
    view = compare_view(figures, Selection(indicator=INJURIES, period="2019/20"))
    assert view.made.period == "2019/20"
    assert "2019/20" in view.subtitle
    suicide = compare_view(figures, Selection(indicator="suicide_rate", period="2020 to 2022"))
    assert suicide.made.period == "2019 to 2021"
    assert "Figures for 2020 to 2022 are held for too few" in suicide.notes


def test_without_limits_or_without_englands_figure_nothing_is_judged(figures):
    none = compare_view(figures, Selection(indicator="life_expectancy_at_birth", place="leeds"))
    assert {one.comparison.standing for one in none.made.held} == {Standing.NO_LIMITS}
    assert none.finding.endswith("not judged")
    lone = compare_view(figures, Selection(indicator="children_in_relative_low_income"))
    assert lone.made.line is None
    assert "none for England to judge them by" in lone.ranked_words
