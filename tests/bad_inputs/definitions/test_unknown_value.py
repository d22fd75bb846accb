"""A word that is not in the vocabulary is refused with the words that are, and the nearest."""

import pytest


def test_the_words_allowed_and_the_nearest_are_told(changed):
    (line,) = changed(("high is good", "hihg is good"))
    assert line == (
        "dental.toml, teeth_checked: polarity: found 'hihg is good'; expected one of "
        "high is good, low is good, no judgement. Did you mean 'high is good'?"
    )


@pytest.mark.parametrize(
    ("key", "old", "new", "meant"),
    [
        ("kind", '"proportion"', '"propotion"', "proportion"),
        ("period_type", '"financial year"', '"finacial year"', "financial year"),
        ("lowest_geography", '"local authority"', '"local authorty"', "local authority"),
        ("disclosure", '"none"', '"non"', "none"),
        ("targets[1].kind", '"level"', '"levle"', "level"),
        ("per", "per = 100\n", "per = 1001\n", "100"),
    ],
)
def test_each_vocabulary(changed, key, old, new, meant):
    (line,) = changed((old, new))
    assert line.startswith(f"dental.toml, teeth_checked: {key}: found ")
    assert "expected one of " in line
    assert meant in line.partition("Did you mean")[2]


def test_a_word_near_to_nothing_has_no_suggestion(changed):
    (line,) = changed(("high is good", "purple"))
    assert "Did you mean" not in line


def test_a_rolling_window_of_a_length_that_is_not_known(changed):
    (line,) = changed(("financial year", "rolling 4 years"))
    assert "found 'rolling 4 years'" in line
    assert "rolling 3 years" in line
