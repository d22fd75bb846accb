"""Pages as the server draws them: whole, in words, and never a traceback."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from bokeh.document import Document
from markupsafe import Markup
from panel.models.esm import DataEvent

from dashboards.app import PAGES, _parted, draw, page_html
from dashboards.live import Live
from dashboards.pages.page import Fragment, Page
from dashboards.theme import THEME
from indicators.catalogue import catalogue
from indicators.vocabulary import MissingReason, Status


@pytest.mark.parametrize("name", list(PAGES))
def test_page_is_drawn_whole_with_one_heading(figures, name):
    html = page_html(draw(PAGES[name], figures, {"place": "bradford"}))
    assert html.count("<h1") == 1
    assert "<table" in html or name == "england"  # of which nothing ships
    assert "Open Government Licence" in html


@pytest.mark.parametrize("name", list(PAGES))
def test_ids_are_not_repeated(figures, name):
    html = page_html(draw(PAGES[name], figures, {}))
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("name", list(PAGES))
def test_page_asks_for_nothing_from_elsewhere(figures, name):
    html = page_html(draw(PAGES[name], figures, {}))
    assert not re.search(r'(src|srcset)="(https?:)?//', html)
    assert all('rel="external"' in link or "sources" for link in re.findall(r"<a [^>]*http", html))


@pytest.mark.parametrize("framework", list(catalogue().frameworks))
@pytest.mark.parametrize("name", ["/", "place"])
def test_help_line_follows_every_row_on_suicide(figures, name, framework):
    html = page_html(draw(PAGES[name], figures, {"framework": framework, "place": "leeds"}))
    rows = [row for row in re.split(r"<tr[ >]", html) if "<th" in row or "safe" in row]
    for row, after in pairwise(rows):
        if "Died by suicide" in row:
            assert "116 123" in after or "Died by suicide" in after


@pytest.mark.parametrize("name", list(PAGES))
@pytest.mark.parametrize("day", ["1990-01-01", "2015-06-01"])
def test_page_of_a_day_when_little_was_known_is_still_a_page(figures, name, day):
    page = draw(PAGES[name], figures, {"as_of": day, "place": "leeds"})
    assert "problem" not in page.fragments
    assert "As known on" in page_html(page)


def test_failure_is_told_in_words_and_kept_from_the_reader(figures, caplog):
    def broken(visit):
        raise ZeroDivisionError("a secret of the house")

    html = page_html(draw(broken, figures, {}))
    assert "Something went wrong" in html
    assert "secret" not in html
    assert "Traceback" not in html
    assert "A page could not be drawn" in caplog.text


def broken_page(query):
    def fail():
        raise ZeroDivisionError("a secret of the house")

    around = dict.fromkeys(("navigation", "placefilter", "footer"), Fragment(Markup))
    return Page("map", "Map", "map", {**around, "finding": Fragment(fail, str(query))})


def test_a_piece_that_cannot_be_made_is_told_in_words(figures, caplog):
    opening, _ = _parted(figures, broken_page({}))
    assert "Something went wrong" in opening
    assert "secret" not in opening
    assert "A page could not be drawn" in caplog.text


def test_a_failed_answer_sends_the_reader_to_the_address_itself(caplog):
    live = Live(broken_page({}), broken_page)
    assert asked(live, "?place=leeds") == {"serial": 7, "failed": True}
    assert "A page could not be drawn" in caplog.text


def asked(live: Live, query: str) -> dict:
    """What the wire answers to the query; in a thread whose loop no browser's tests have begun."""
    sent: list[dict] = []
    live._send_msg = sent.append

    async def ask() -> None:
        live._server_event(Document(), DataEvent(None, data={"query": query, "serial": 7}))
        await asyncio.gather(*live._answering)

    with ThreadPoolExecutor(max_workers=1) as apart:
        apart.submit(asyncio.run, ask()).result()
    return sent[0]


def test_a_page_asked_for_again_is_the_same_until_something_is_loaded(figures, monkeypatch):
    drawn = []

    def counted(visit):
        drawn.append(visit.selection.place)
        return PAGES["about"](visit)

    first, again = (draw(counted, figures, {"place": "leeds"}) for _ in range(2))
    assert first is again
    monkeypatch.setattr("dashboards.app.stamps", lambda: ("boundaries loaded",))
    assert draw(counted, figures, {"place": "leeds"}) is not first
    assert drawn == ["leeds", "leeds"]


def test_only_what_changed_is_sent(figures):
    def draw_map(query):
        return draw(PAGES["map"], figures, query)

    live = Live(draw_map({}), draw_map)
    picked = asked(live, "?area=E05001345")
    assert picked["serial"] == 7
    assert set(picked["fragments"]) == {"detail"}
    assert set(picked["paint"]) == {"area"}
    other = asked(live, "?indicator=imd_2025_most_deprived_decile_share")
    assert "map" not in other["fragments"]
    assert "maptable" not in other["fragments"]
    assert len(other["paint"]["classes"]) == 124
    assert len(other["paint"]["columns"][0]["values"].split(",")) == 124
    recoloured = asked(live, "?indicator=imd_2025_most_deprived_decile_share&palette=grey")
    assert recoloured["paint"].keys() == {"colours"}
    assert asked(live, "?indicator=imd_2025_most_deprived_decile_share&palette=grey").keys() == {
        "title",
        "url",
        "serial",
    }


@pytest.mark.parametrize(("level", "most"), [("ward", 1_000), ("lsoa", 8_000)])
def test_values_travel_as_small_arrays(figures, level, most):
    def draw_map(query):
        return draw(PAGES["map"], figures, query)

    live = Live(draw_map({"level": level}), draw_map)
    paint = asked(live, f"?level={level}&indicator=fuel_poverty&vintage=2021")["paint"]
    assert len(paint["classes"]) + len(paint["columns"][0]["values"]) < most


def test_every_status_and_missing_state_has_a_mark_and_a_word():
    assert set(THEME.marks) == set(Status)
    assert set(THEME.patterns) == set(MissingReason)
    assert all(mark.word for mark in THEME.marks.values())


def test_version_of_another_day_is_said(figures):
    html = page_html(draw(PAGES["about"], figures, {"version": "00000000"}))
    assert "This link was made from figures version 00000000" in html


def test_figures_that_came_later_are_not_called_missing(figures):
    """Cancers by stage were first released, as held, on 4 November 2025."""
    query = {"indicator": "early_stage_cancer", "as_of": "2022-12-31"}
    page = draw(PAGES["indicator"], figures, query)
    said = page.fragments["trend"].html
    assert "No figures that are held had been released by 31 December 2022." in said
    assert "No figures are held yet" not in said
