"""Suicide by ward, for those who may see it: whatever the address asks, it is shown safely."""

from __future__ import annotations

import re
from datetime import date

import pytest

from dashboards.access import Access, Grant, Role, rights_of
from dashboards.app import PAGES, draw, page_html, visit
from dashboards.downloads import DOWNLOADS
from dashboards.figures import Figures
from dashboards.pictures import map_picture
from dashboards.selection import Selection, defaults
from geo.areas import LEEDS
from indicators import safe_mode
from indicators.catalogue import catalogue
from indicators.restricted import open_restricted
from indicators.store import open_store
from tests.returned import HIDDEN, store_of_returns, wards

RIGHTS = rights_of([Grant(Role.ANALYST, frozenset({LEEDS}))], Access().allowed)
SUICIDE = {"indicator": "suicide_rate", "level": "ward", "area": wards(LEEDS)[HIDDEN]}
BESIDES = {
    "period": "2018 to 2022", "since": "2001", "beside": "suicide_rate", "find": "suicide",
    "framework": "marmot", "seek": "Leeds", "area": wards(LEEDS)[0], "version": "00000000",
    "indicator": "suicide_deaths", "lowest": "1", "highest": "12", "as_of": str(date.today()),
}  # fmt: skip


def every_choice() -> list[dict[str, str]]:
    """Each value that the address may hold, and words that it may not."""
    asked: list[dict[str, str]] = [{}]
    for name in defaults():
        offered = getattr(Selection.param[name], "objects", None) or [BESIDES[name]]
        asked += [{name: str(value)} for value in offered if value]
    off = ("safe_messaging", "safe", "safe_mode", "suicide", "help", "role", "rights", "restricted")
    return [*asked, *({one: "off"} for one in off), {"show": "clusters", "classes": "natural"}]


@pytest.fixture(scope="module")
def seen(tmp_path_factory) -> Figures:
    folder = store_of_returns(tmp_path_factory.mktemp("returns") / "store")
    return Figures(open_store(), restricted=open_restricted(folder))


@pytest.mark.parametrize("choice", every_choice(), ids=str)
def test_no_choice_in_the_address_switches_it_off(seen, choice):
    query = {**SUICIDE, **choice}
    page = draw(PAGES["map"], seen, query, RIGHTS)
    state, html = page.paint, page_html(page)
    if "suicide" not in page.url:
        pytest.skip("another measure is shown")
    assert "116 123" in html
    assert "registered" in html
    assert state["unranked"]
    assert state["order"] == 0
    assert state["colours"] == []
    assert not [one for one in state["css"] if one.startswith("k")]
    assert not any(state["said"])
    assert "data-sortable" not in html
    assert not re.search(r"\d(st|nd|rd|th) (highest|lowest)|(highest|lowest) of \d", html)
    names = re.findall(r'<tr data-code="[^"]*"[^>]*><th scope="row"><a[^>]*>([^<]*)', html)
    assert names == sorted(names)
    text = DOWNLOADS["map"](visit(seen, query, RIGHTS)).text
    assert "116 123" in text
    assert "registered, not the year" in text
    assert "rank" not in text.partition("\r\n\r\n")[2].split("\r\n")[0]


def test_the_picture_has_the_help_line_and_the_caveat_too(seen):
    for kind in ("svg",):
        svg = map_picture(visit(seen, SUICIDE, RIGHTS), kind).content.decode()
        assert "116 123" in svg
        assert "registered" in svg
        assert not re.search(r"highest|lowest", svg)


def test_a_ward_s_words_are_those_of_five_years(seen):
    html = page_html(draw(PAGES["map"], seen, SUICIDE, RIGHTS))
    assert "five years together" in html
    assert "not adjusted for age" in html
    assert "drawn towards their place and not ranked" in html


def test_small_areas_of_public_figures_are_left_out_whatever_the_store_holds():
    rows = open_store().observations("imd_2025_decile").head(3)
    suicide = catalogue()["suicide_rate"]
    assert safe_mode.without_small_areas(rows, suicide).empty
    assert len(safe_mode.without_small_areas(rows, catalogue()["imd_2025_decile"])) == 3
