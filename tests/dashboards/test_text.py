"""Numbers, periods and dates as a reader sees them."""

from __future__ import annotations

from datetime import date

import pytest

from dashboards import text
from indicators.catalogue import catalogue


@pytest.mark.parametrize(
    ("indicator", "value", "shown"),
    [
        ("child_protection_plan_rate", 44.07, "44.1 per 10,000"),
        ("early_stage_cancer", 54.1, "54.1%"),
        ("imd_2019_most_deprived_decile_share", 0.3686, "36.9% of neighbourhoods"),
        ("imd_2019_score", 34.666, "34.7"),
        ("suicide_deaths", 1227.0, "1,227 deaths"),
        ("early_stage_cancer", 0.0, "0.0%"),
        ("imd_2025_decile", 1.0, "decile 1, most deprived"),
    ],
)
def test_value_is_shown_with_its_unit(indicator, value, shown):
    definition = catalogue()[indicator]
    assert text.with_unit(value, definition) == shown


def test_pounds_stand_before_the_number():
    pay = catalogue()["median_weekly_pay"]
    assert text.with_unit(610.7, pay).startswith("£610")
    assert text.with_unit(610.7, pay).endswith("a week")


def test_negative_number_has_a_true_minus_sign():
    assert text.plain(-1234.56) == "−1,234.6"


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (112, "112th"), (123, "123rd")],
)
def test_place_in_a_list_is_written_with_its_ending(number, words):
    assert text.ordinal(number) == words


def test_missing_is_words_and_never_zero():
    assert text.missing("suppressed") == "suppressed by the publisher"
    assert text.missing(None) == "no figure held"
    assert text.is_missing(float("nan"))
    assert not text.is_missing(0.0)


def test_rolling_window_is_never_called_a_year():
    assert text.period_type("rolling 3 years") == "three years pooled"
    assert text.period_type("calendar year") == "calendar year"


def test_limits_that_are_not_published_are_said():
    definition = catalogue()["suicide_rate"]
    assert text.limits(float("nan"), float("nan"), definition) == "no limits published"
    assert text.limits(10.0, 12.5, definition) == "10.0 to 12.5"


def test_dates_and_lists_and_counts_read_aloud():
    assert text.day(date(2025, 3, 31)) == "31 March 2025"
    assert text.when("31 March 2025", "snapshot") == "on 31 March 2025"
    assert text.when("2019 to 2021", "rolling 3 years") == "in 2019 to 2021"
    assert text.listed(["a", "b", "c"]) == "a, b and c"
    assert text.count(1, "promise") == "one promise"
    assert text.count(14, "promise") == "14 promises"


def test_title_is_given_its_unit_unless_it_says_it():
    known = catalogue()
    assert text.titled(known["child_protection_plan_rate"]).endswith("for each 10,000 children")
    assert text.titled(known["early_stage_cancer"]).endswith(", %")


def test_a_ratio_says_what_it_is_against_and_no_odd_word():
    definition = catalogue()["premature_mortality_severe_mental_illness"]
    assert text.with_unit(430.0, definition) == "430.0 (general population = 100)"
    assert text.unit_in_words(definition) == "ratio (general population = 100)"
