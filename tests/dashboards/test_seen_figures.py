"""Figures by rights: each sees what is theirs, nothing crosses, and nothing public changes."""

from __future__ import annotations

import copy
import io
import re
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from dashboards.access import PUBLIC, Access, Grant, Rights, Role, Seen, rights_of
from dashboards.app import PAGES, draw, page_html, visit
from dashboards.downloads import DOWNLOADS
from dashboards.explore import table
from dashboards.figures import Figures
from dashboards.live import Live
from dashboards.pictures import map_picture
from dashboards.restricted_rows import SYNTHETIC
from geo.areas import CALDERDALE, LEEDS
from indicators.errors import StoreError
from indicators.restricted import open_restricted
from indicators.store import open_store
from tests.returned import DAY, HIDDEN, add, children, store_of_returns, wards

RATE = {"indicator": "child_protection_plan_rate", "level": "ward"}
PLANS = {"indicator": "child_protection_plans", "level": "ward"}
SUICIDE = {"indicator": "suicide_rate", "level": "ward"}
TWO = {"indicator": "imd_2025_score", "level": "ward", "show": "two", "beside": RATE["indicator"]}


def lead(*places: str) -> Rights:
    return rights_of([Grant(Role.PLACE_LEAD, frozenset(places))], Access().allowed)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return store_of_returns(tmp_path_factory.mktemp("returns") / "store")


@pytest.fixture(scope="module")
def seen(folder) -> Figures:
    return Figures(open_store(), restricted=open_restricted(folder))


def with_returns(seen: Figures, folder: Path) -> Figures:
    """The same public figures, worked out already, with other returns."""
    made = copy.copy(seen)
    made._restricted = open_restricted(folder)
    made._kept = {key: kept for key, kept in seen._kept.items() if key != "seen"}
    made._lately = OrderedDict()
    return made


def codes_shown(figures: Figures, rights: Rights, query: dict[str, str]) -> set[str]:
    """Wards with a figure in the map's file."""
    lines = DOWNLOADS["map"](visit(figures, query, rights)).text.partition("\r\n\r\n")[2]
    rows = pd.read_csv(io.StringIO(lines))
    return set(rows.loc[rows["value"].notna(), "area_code"])


def test_each_sees_the_wards_of_their_places_and_no_others(seen):
    shown = {place: set(wards(place)[HIDDEN:]) for place in (LEEDS, CALDERDALE)}
    for query in (PLANS, RATE, SUICIDE):
        assert codes_shown(seen, lead(LEEDS), query) == shown[LEEDS]
        assert codes_shown(seen, lead(CALDERDALE), query) == shown[CALDERDALE]
        both = shown[LEEDS] | shown[CALDERDALE]
        assert codes_shown(seen, lead(LEEDS, CALDERDALE), query) == both
        for none in (PUBLIC, lead("E08000034")):
            assert not any(code.startswith("E05") for code in codes_shown(seen, none, query))


def test_roles_that_ask_at_once_get_each_their_own(seen):
    needle = re.compile("|".join(f"{one:,}|{one}" for one in children(CALDERDALE).values()))
    who = {"none": PUBLIC, "leeds": lead(LEEDS), "calderdale": lead(CALDERDALE)}

    def found(asked: tuple[str, str]) -> bool:
        name, place = asked
        query = {**PLANS, "place": place}
        text = page_html(draw(PAGES["map"], seen, query, who[name]))
        text += DOWNLOADS["map"](visit(seen, query, who[name])).text
        return bool(needle.search(text)) == (name == "calderdale")

    asked = [(name, place) for name in ("none", "leeds") for place in ("leeds", "calderdale")]
    asked.append(("calderdale", "calderdale"))
    with ThreadPoolExecutor(6) as many:
        assert all(many.map(found, asked * 3))


def test_a_wire_gives_what_a_page_gives_and_tells_the_log(seen):
    told = []

    class Here:
        person, rights = None, lead(LEEDS)

        def is_in(self):
            return True

        def is_shown(self, page, what):
            told.append((page, what))

    def drawing(query):
        return draw(PAGES["map"], seen, query, lead(LEEDS))

    wire = Live(drawing({"level": "ward"}), drawing, Here())
    for place in ("leeds", "calderdale", "west-yorkshire"):
        reply = str(wire._differing(f"indicator=child_protection_plans&level=ward&place={place}"))
        assert not any(str(one) in reply for one in children(CALDERDALE).values())
    assert told == [("map", (Seen("child-protection", LEEDS),))] * 3


def test_public_figures_are_the_same_with_and_without_returns(seen):
    bare = Figures(seen._store)
    for rights in (PUBLIC, lead(LEEDS)):
        assert seen.seen_by(rights).status("ten-ambitions").equals(bare.status("ten-ambitions"))
        assert seen.seen_by(rights).version == bare.version
        files = [DOWNLOADS["ambitions"](visit(one, {}, rights)) for one in (seen, bare)]
        assert files[0] == files[1]
        pages = [page_html(draw(PAGES["/"], one, {}, rights)) for one in (seen, bare)]
        assert pages[0] == pages[1]
    assert seen.seen_by(lead(LEEDS)).result("suicide_rate", "wards").empty
    for name, query in (("map", RATE), ("map", {}), ("place", {}), ("indicator", RATE)):
        pages = [page_html(draw(PAGES[name], one, query, PUBLIC)) for one in (seen, bare)]
        assert pages[0] == pages[1]


@pytest.mark.parametrize("query", [RATE, PLANS, SUICIDE, TWO])
def test_what_is_made_up_says_so_wherever_it_is_shown(seen, query):
    rights = lead(LEEDS)
    page = draw(PAGES["map"], seen, query, rights)
    html = page_html(page)
    assert page.title.startswith(SYNTHETIC)
    assert page.restricted
    assert html.index(SYNTHETIC) < html.index('<svg class="map')
    assert re.search(rf"<caption>{SYNTHETIC}", html)
    assert re.search(rf"<text [^>]*>{SYNTHETIC}</text>", html)  # across the map
    assert "Restricted: for those with a role in Leeds; not to be passed on" in html
    file = DOWNLOADS["map"](visit(seen, query, rights))
    assert file.text.startswith(f"Marked,{SYNTHETIC}\r\nMarked,")
    assert "Open Government" not in file.text
    assert file.restricted == page.restricted
    picture = map_picture(visit(seen, query, rights), "svg")
    svg = picture.content.decode()
    assert picture.restricted == page.restricted
    assert f"<title>{SYNTHETIC}" in svg
    assert svg.count(SYNTHETIC) >= 4
    assert "Open Government" not in svg
    rows = seen.seen_by(rights).headline(seen.catalogue[RATE["indicator"]], "wards")
    assert table(seen, rows, "Wards").html.count(SYNTHETIC) >= 2


def test_real_returns_are_marked_restricted_and_not_made_up(seen, tmp_path):
    figures = with_returns(seen, store_of_returns(tmp_path / "store", synthetic=False))
    html = page_html(draw(PAGES["map"], figures, RATE, lead(LEEDS)))
    assert "Synthetic" not in html
    assert re.search(r"<text [^>]*>Restricted: for those with a role in Leeds</text>", html)


def test_other_measures_of_a_picked_ward_hold_nothing_of_a_return(seen):
    query = {"indicator": "imd_2025_score", "level": "ward", "area": wards(LEEDS)[HIDDEN]}
    page = draw(PAGES["map"], seen, query, lead(LEEDS))
    assert page.restricted == ()
    assert "Child protection" not in page.fragments["detail"].html


def test_a_place_lead_begins_at_their_place_and_may_leave_it(seen):
    for name in ("map", "place"):
        assert "place=leeds" in draw(PAGES[name], seen, {}, lead(LEEDS)).url
        whole = draw(PAGES[name], seen, {"place": "west-yorkshire"}, lead(LEEDS))
        assert "place=west-yorkshire" in whole.url
        assert "place=" not in draw(PAGES[name], seen, {}, lead(LEEDS, CALDERDALE)).url
        assert "place=" not in draw(PAGES[name], seen, {}, PUBLIC).url
    assert "place=" not in draw(PAGES["/"], seen, {}, lead(LEEDS)).url


def test_returns_collected_later_are_not_shown_of_an_earlier_day(seen):
    rows = seen.known_on(date(2025, 11, 2)).seen_by(lead(LEEDS))
    assert not rows.is_own("child_protection_plans", "ward")
    rows = seen.known_on(date(2025, 11, 3)).seen_by(lead(LEEDS))
    assert rows.is_own("child_protection_plans", "ward")


def test_returns_are_read_anew_and_refused_once_others_may_read_them(seen, tmp_path):
    path = store_of_returns(tmp_path / "store")
    figures = with_returns(seen, path)
    query = {**PLANS, "place": "leeds"}
    assert "8,765" not in page_html(draw(PAGES["map"], figures, query, lead(LEEDS)))
    shown = dict.fromkeys(wards(LEEDS), 8_765)
    args = ("child_protection_plans", "0 to 17", DAY, shown, True)
    add(path, LEEDS, *args, collected_on=date(2026, 1, 5))
    assert "8,765" in page_html(draw(PAGES["map"], figures, query, lead(LEEDS)))
    add(path, LEEDS, *args, collected_on=date(2026, 1, 6))
    path.chmod(0o755)
    with pytest.raises(StoreError):
        figures.seen_by(lead(LEEDS))
    html = page_html(draw(PAGES["map"], figures, query, lead(LEEDS)))
    assert "8,765" not in html
    assert "others may read it" in html


@pytest.mark.parametrize("part", [".", "safe", "safe/*.csv"])
def test_a_store_that_others_may_read_by_now_is_shown_no_more(seen, tmp_path, part):
    mine = store_of_returns(tmp_path / "store")
    figures = with_returns(seen, mine)
    assert codes_shown(figures, lead(LEEDS), PLANS) == set(wards(LEEDS)[HIDDEN:])
    for path in mine.glob(part) if "*" in part else [mine / part]:
        path.chmod(path.stat().st_mode | 0o055)
    with pytest.raises(StoreError, match="others may read"):
        codes_shown(figures, lead(LEEDS), PLANS)
    html = page_html(draw(PAGES["map"], figures, PLANS, lead(LEEDS)))
    assert not any(f">{count}<" in html for count in children(LEEDS).values())
    assert not codes_shown(figures, PUBLIC, RATE) & set(wards(LEEDS))


def test_between_two_returns_the_first_is_what_was_known(seen, tmp_path):
    mine = store_of_returns(tmp_path / "store")
    later = {code: count + 1 for code, count in children(LEEDS).items()}
    plans = "child_protection_plans"
    add(mine, LEEDS, plans, "0 to 17", DAY, later, synthetic=True, collected_on=date(2025, 12, 1))
    figures = with_returns(seen, mine)

    def known(day: str) -> dict[str, float]:
        lines = DOWNLOADS["map"](visit(figures, {**PLANS, "as_of": day}, lead(LEEDS))).text
        rows = pd.read_csv(io.StringIO(lines.partition("\r\n\r\n")[2])).dropna(subset="value")
        found = dict(zip(rows["area_code"], rows["value"], strict=True))
        return {code: count for code, count in found.items() if code.startswith("E05")}

    assert known("2025-11-02") == {}
    assert known("2025-11-03") == known("2025-11-30") == children(LEEDS)
    assert known("2025-12-01") == later
