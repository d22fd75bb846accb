"""The state of a page goes into the URL and comes out of it unchanged."""

from __future__ import annotations

from datetime import date
from unittest.mock import Mock
from urllib.parse import parse_qsl

from hypothesis import example, given
from hypothesis import strategies as st
from tornado.httputil import HTTPHeaders, HTTPServerRequest, RequestStartLine

from dashboards.selection import (
    AGAINST,
    LEVELS,
    PLACE_SLUGS,
    Selection,
    query_in,
    query_of,
    slug_of,
)
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


@given(st.text("ab=&;+?%20FC3", max_size=30))
@example("place=leeds&place=bradford")
@example("show=&show=two")
@example("seek=%FF%FE&a+b=%C3%A9")
def test_an_address_asks_for_the_same_over_the_wire_as_when_it_is_opened(words):
    """A page that is opened is asked for by what Tornado reads of its address."""
    line = RequestStartLine("GET", f"/map?{words}", "HTTP/1.1")
    host = HTTPHeaders({"Host": "localhost"})
    opened = HTTPServerRequest(start_line=line, headers=host, connection=Mock())
    assert query_in(f"?{words}") == query_of(opened.arguments)


def test_of_several_values_the_first_is_taken_and_no_words_are_too_odd():
    assert query_in("?place=leeds&place=bradford") == {"place": "leeds"}
    assert query_in("seek=é中&area=\ud7ff\udfff") == {"seek": "é中", "area": "\ud7ff?"}
    assert query_in("area=%00E05%0B%7F%EF%BF%BE&seek=a%09b") == {"area": "E05", "seek": "ab"}
