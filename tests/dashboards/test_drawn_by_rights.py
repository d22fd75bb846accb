"""A page drawn for some rights is answered to nobody with others, however many ask at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from dashboards.access import PUBLIC, Grant, Person, Rights, Role, Seen, may_see, rights_of
from dashboards.access import Access as Everything
from dashboards.app import draw, page_html, shown
from dashboards.live import FAILED, Live
from dashboards.pages.frame import Visit, framed, part
from dashboards.pages.page import Page
from dashboards.selection import PLACE_SLUGS
from dashboards.signing import NOBODY, Reader

LEEDS, BRADFORD = PLACE_SLUGS["leeds"], PLACE_SLUGS["bradford"]


def rights(*places: str) -> Rights:
    return rights_of([Grant(Role.PLACE_LEAD, frozenset(places))], Everything().allowed)


def telling(visit: Visit) -> Page:
    """A page that tells of each place whether it may be seen."""
    seen = [place for place in PLACE_SLUGS.values() if may_see(visit.rights, "suicide", place)]
    body = {"problem": part("problem.html", "problem", "Seen", [f"seen {one}" for one in seen])}
    told = tuple(Seen("suicide", one) for one in seen)
    return framed("ambitions", "Seen", visit, body, restricted=told)


def test_each_gets_what_is_theirs(figures):
    readers = [PUBLIC, rights(LEEDS), rights(BRADFORD), rights(LEEDS, BRADFORD)]

    def told(given: Rights) -> bool:
        html = page_html(draw(telling, figures, {"place": "leeds"}, given))
        return all(
            (f"seen {one}" in html) == may_see(given, "suicide", one)
            for one in PLACE_SLUGS.values()
        )

    with ThreadPoolExecutor(8) as many:
        assert all(many.map(told, readers * 25))


def test_what_is_restricted_reaches_nobody_who_has_not_signed_in(figures):
    page = draw(telling, figures, {}, rights(LEEDS))
    html = page_html(shown(page, figures, NOBODY))
    assert f"seen {LEEDS}" not in html
    assert "signed in" in html


class Leaving(Reader):
    """A reader whose sign-in ends."""

    stays = True

    def is_in(self) -> bool:
        return self.stays


def test_a_wire_answers_nothing_after_signing_out_or_what_cannot_be_logged(figures):
    page = draw(telling, figures, {}, PUBLIC)
    reader = Leaving()
    live = Live(page, lambda query: page, reader)
    assert "title" in live._differing("place=leeds")
    reader.stays = False
    assert live._differing("place=leeds") is FAILED
    restricted = draw(telling, figures, {}, rights(LEEDS))
    assert Live(page, lambda query: restricted, NOBODY)._differing("") is FAILED


@pytest.mark.parametrize("name", ["<b>anna</b>", '"><script>alert(1)</script>'])
def test_a_name_is_text(figures, name):
    from dashboards.app import _parted

    page = draw(telling, figures, {}, PUBLIC)
    whole = "".join(_parted(figures, page, Person(name)))
    assert name not in whole
    assert "&lt;" in whole


def test_no_page_knows_who_reads_it():
    assert not hasattr(Visit(SimpleNamespace(), SimpleNamespace()), "person")
