"""The frameworks that ship: the same indicators, arranged four ways."""

from __future__ import annotations

from datetime import date

import pytest

import indicators as wy
from indicators.errors import SuiteError, UnknownIndicatorError
from indicators.vocabulary import Sex

FRAMEWORKS = ("ten-ambitions", "adversity-trauma-resilience", "life-course", "marmot-eight")


@pytest.fixture(scope="module")
def catalogue():
    return wy.catalogue()


def lines(framework):
    return [metric for heading in framework.headings for metric in heading.metrics]


@pytest.mark.parametrize(
    ("framework_id", "headings"), [*zip(FRAMEWORKS, (10, 5, 4, 8), strict=True)]
)
def test_each_has_its_headings_and_every_line_is_defined(catalogue, framework_id, headings):
    framework = catalogue.framework(framework_id)
    assert len(framework.headings) == headings
    assert all(heading.metrics for heading in framework.headings)
    for metric in lines(framework):
        assert metric.sex in catalogue[metric.indicator].sexes


@pytest.mark.parametrize("framework_id", FRAMEWORKS)
def test_lines_for_one_sex_say_so(catalogue, framework_id):
    for metric in lines(catalogue.framework(framework_id)):
        sexes = catalogue[metric.indicator].sexes
        if metric.sex is not Sex.PERSONS and len(sexes) > 1:
            assert metric.label.endswith({"male": ", men", "female": ", women"}[metric.sex])
            assert len(metric.label) <= 48


def test_the_words_of_each_ambition_are_dated(catalogue):
    for heading in catalogue.framework("ten-ambitions").headings:
        first, *later = heading.statements
        assert first.holds_from == date(2020, 3, 10)
        assert "as reported in December 2022" in first.source
        assert all(statement.holds_from >= date(2023, 7, 1) for statement in later)
        assert len(later) >= 1 or "words that are not held" in first.source


def test_each_day_has_the_words_and_the_number_of_its_time(catalogue):
    healthy, *_ = catalogue.framework("ten-ambitions").headings
    assert healthy.statement_on(date(2020, 3, 9)) is None
    for day, year in (
        (date(2022, 12, 1), 2020),
        (date(2023, 8, 1), 2023),
        (date(2026, 1, 1), 2024),
    ):
        assert healthy.statement_on(day).holds_from.year == year
    # The words of 2023 name no number, so that of 2020 stands until 2024.
    assert "5% by 2024" in healthy.target_on(date(2023, 8, 1))
    assert "10% by 2028" in healthy.target_on(date(2024, 4, 1))
    leadership = catalogue.framework("ten-ambitions").headings[7]
    assert leadership.target_on(date(2026, 1, 1)) == "no numeric target"
    assert healthy.target_on(date(2019, 12, 31)) == "no numeric target"


def test_ambitions_stand_in_the_order_of_the_board_report(catalogue):
    assert [heading.id for heading in catalogue.framework("ten-ambitions").headings] == [
        "healthy-life",
        "mental-health-learning-disability-autism",
        "children",
        "early-cancer",
        "suicide",
        "antimicrobial-resistance",
        "maternity",
        "diverse-leadership",
        "climate",
        "local-economy",
    ]


def test_resilience_stands_beside_adversity(catalogue):
    framework = catalogue.framework("adversity-trauma-resilience")
    resilience = framework.headings[-1]
    assert resilience.short_title == "Resilience"
    for metric in resilience.metrics:
        assert catalogue[metric.indicator].polarity == "high is good"


def test_an_unknown_framework_is_answered_with_the_nearest(catalogue):
    with pytest.raises(UnknownIndicatorError, match="Did you mean 'marmot-eight'"):
        catalogue.framework("marmot-8")


def test_an_unknown_indicator_is_answered_with_the_nearest(catalogue):
    with pytest.raises(UnknownIndicatorError, match="Did you mean 'suicide_rate'"):
        catalogue["suicide_rates"]


def test_search_finds_by_any_words_and_titles_first(catalogue):
    found = [definition.id for definition in catalogue.search("child protection")]
    assert found[0] in ("child_protection_plan_rate", "child_protection_plans")
    assert "suspensions" not in found
    assert catalogue.search("") == []
    assert [d.id for d in catalogue.search("Antibiotic Guardian")] == ["antibiotic_guardians"]


@pytest.mark.parametrize("odd", [None, 3, ["ten-ambitions"], {}])
def test_what_is_no_text_names_nothing(odd: object) -> None:
    known = wy.catalogue()
    with pytest.raises(SuiteError, match="No indicator is called"):
        known[odd]
    with pytest.raises(SuiteError, match="No framework is called"):
        known.framework(odd)
    with pytest.raises(SuiteError, match="Search for words, as 'child poverty'; found"):
        known.search(odd)
