"""Keys that are right each by itself and cannot both be true."""

import pytest


@pytest.mark.parametrize("day", ["2026-01-10", "2025-12-31"])
def test_a_review_that_is_due_before_it_was_made(changed, day):
    (line,) = changed(("next_review = 2027-01-10", f"next_review = {day}"))
    assert line == (
        f"dental.toml, teeth_checked: next_review: found {day}; "
        "expected a day later than reviewed_on, 2026-01-10."
    )


def test_a_promise_due_before_it_was_stated(changed):
    (line,) = changed(("by = 2030-03-31", "by = 2020-03-31"))
    assert line == (
        "dental.toml, teeth_checked: targets[1].by: found 2020-03-31; "
        "expected a day later than stated_on, 2026-01-10."
    )


def test_a_promise_for_a_sex_the_indicator_does_not_have(changed):
    (line,) = changed(("value = 80", 'value = 80\nsex = "male"'))
    assert line == (
        "dental.toml, teeth_checked: targets[1].sex: found 'male'; "
        "expected one of the indicator's sexes, persons."
    )


@pytest.mark.parametrize("value", ["-10", "0", "110"])
def test_a_reduction_that_is_no_percentage(changed, value):
    (line,) = changed(('"level"\nvalue = 80', f'"percent reduction"\nvalue = {value}'))
    assert line == (
        f"dental.toml, teeth_checked: targets[1].value: found {value}; "
        "expected a percentage above 0 and at most 100 for a percent reduction."
    )


def test_a_level_of_zero_is_a_legal_promise(folder):
    folder.define(folder.block + folder.target.replace("value = 80", "value = 0"))
    assert folder.load()["teeth_checked"].targets[0].value == 0


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("per = 100\n", "per = 1000\n", "per: found 1000; expected 1 or 100 for a proportion."),
        ('"proportion"', '"count"', "per: found 100; expected 1 for a count."),
        (
            '"proportion"',
            '"category"',
            "categories: found 0 of them where kind is 'category'; "
            "expected categories for a category, and for nothing else.",
        ),
        (
            'unit = "%"',
            'unit = "%"\nnumerator = "teeth_checked"',
            "denominator: found no such key; expected one, as there is a numerator.",
        ),
        (
            'disclosure = "none"',
            'disclosure = "suicide"',
            "safe_messaging: found none; expected 'suicide', as disclosure is 'suicide'.",
        ),
    ],
)
def test_kinds_and_policies_that_do_not_go_together(changed, old, new, told):
    assert changed((old, new)) == [f"dental.toml, teeth_checked: {told}"]


def test_suicide_is_never_defined_below_a_local_authority(changed):
    (line,) = changed(
        ('disclosure = "none"', 'disclosure = "suicide"\nsafe_messaging = "suicide"'),
        ('"local authority"', '"ward"'),
    )
    assert line == (
        "dental.toml, teeth_checked: lowest_geography: found 'ward'; "
        "expected 'local authority' or larger, as disclosure is 'suicide'."
    )


@pytest.mark.parametrize(
    ("new", "told"),
    [
        (
            '"halt the trend"\nvalue = 80',
            "value: found 80; expected 0, as 'halt the trend' needs no value.",
        ),
        (
            '"level"\npath = "compound"\nvalue = 0',
            "path: found 'compound'; "
            "expected 'linear', as no fixed percentage a year ever reaches 0.",
        ),
        (
            '"level"\nvalue = 80\nbaseline_is_stated = false',
            "baseline_period: found no such key; "
            "expected the period taken, as baseline_is_stated is false.",
        ),
        (
            '"percent reduction"\nvalue = 80',
            "kind: found 'percent reduction'; "
            "expected no reduction, as polarity is 'high is good'.",
        ),
    ],
)
def test_promises_that_contradict_themselves(changed, new, told):
    assert changed(('"level"\nvalue = 80', new)) == [
        f"dental.toml, teeth_checked: targets[1].{told}"
    ]


def test_only_a_reduction_says_which_way_is_good_where_the_polarity_does_not(changed, folder):
    (line,) = changed(('"high is good"', '"no judgement"'))
    assert line == (
        "dental.toml, teeth_checked: targets[1].kind: found 'level'; expected a reduction, "
        "as polarity is 'no judgement' and nothing else says which way is good."
    )
    text = (folder.block + folder.target).replace('"high is good"', '"no judgement"')
    folder.define(text.replace('"level"', '"percent reduction"'))
    assert folder.load()["teeth_checked"].targets[0].value == 80
