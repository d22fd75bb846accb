"""The state of a page goes into the URL and comes out of it unchanged."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st

from dashboards.selection import AGAINST, LEVELS, PLACE_SLUGS, Selection, slug_of
from indicators.catalogue import catalogue

CATALOGUE = catalogue()


@given(
    place=st.sampled_from(["", *PLACE_SLUGS]),
    indicator=st.sampled_from(["", *CATALOGUE]),
    level=st.sampled_from(["", *LEVELS]),
    period=st.sampled_from(["", "2019 to 2021", "31 March 2025", "2024/25"]),
    against=st.sampled_from(["", *AGAINST]),
    as_of=st.none() | st.dates(date(1990, 1, 1), date.today()),
)
def test_query_string_gives_back_what_made_it(place, indicator, level, period, against, as_of):
    made = Selection(
        place=place, indicator=indicator, level=level, period=period, against=against, as_of=as_of
    )
    again, messages = Selection.from_query(dict(parse_qsl(made.to_query())), CATALOGUE)
    assert messages == ()
    assert again.to_query() == made.to_query()
    chosen = (again.place, again.indicator, again.against, again.as_of)
    assert chosen == (place, indicator, against, as_of)


def test_defaults_stay_out_of_the_url():
    assert Selection().to_query() == ""
    assert Selection().link("map") == "map"
    assert Selection(place="leeds").link("") == "./?place=leeds"


def test_bad_values_are_said_and_replaced():
    query = {
        "place": "atlantis",
        "as_of": "31/03/2024",
        "indicator": "suicde_rate",
        "framework": "none-such",
        "level": "street",
        "against": "france",
        "unheard_of": "x",
    }
    selection, messages = Selection.from_query(query, CATALOGUE)
    assert selection.to_query() == ""
    assert len(messages) == 6
    assert (
        messages[0] == "“atlantis” is not a place we know, so West Yorkshire as a whole is shown."
    )
    assert "“france” is not a comparison we know" in messages[-1]
    assert messages[1] == (
        "“31/03/2024” is not a day written as year, month, day, so what is known now is shown."
    )
    assert all(", so " in one and one.endswith(("shown.", "with.")) for one in messages)


def test_text_from_the_url_is_never_markup():
    _, messages = Selection.from_query({"place": "<script>alert(1)</script>"}, CATALOGUE)
    from dashboards.pages.frame import part

    assert "<script>" not in part("frame.html", "messages", messages, "", "").html


def test_every_place_has_one_word_in_the_url():
    assert {slug_of(code) for code in PLACE_SLUGS.values()} == set(PLACE_SLUGS)
    assert slug_of("E92000001") == ""


def test_words_find_an_indicator_and_say_when_they_find_none():
    selection, messages = Selection.from_query({"find": "child protection rate"}, CATALOGUE)
    assert (selection.indicator, messages) == ("child_protection_plan_rate", ())
    selection, messages = Selection.from_query({"find": "unicorns"}, CATALOGUE)
    assert selection.indicator == ""
    assert messages == ("No indicator has all the words “unicorns”.",)


def test_a_day_that_has_not_come_is_named_and_what_is_known_now_is_shown():
    chosen, messages = Selection.from_query({"as_of": "2999-01-01"}, catalogue())
    assert chosen.as_of is None
    assert messages == ("“2999-01-01” is not a day that has come, so what is known now is shown.",)


def test_a_range_upside_down_is_no_range():
    chosen, told = Selection.from_query({"lowest": "50", "highest": "1"}, CATALOGUE)
    assert (chosen.lowest, chosen.highest) == (None, None)
    assert told == ("“50” is above “1”, so no area is left out.",)
