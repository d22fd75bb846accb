"""Children on a plan by tenth of deprivation: for those who may see them, and on no other map."""

from __future__ import annotations

import pytest

from dashboards.access import PUBLIC, Access, Grant, Rights, Role, rights_of
from dashboards.app import PAGES, draw, page_html
from dashboards.figures import Figures
from geo.areas import CALDERDALE, KIRKLEES, LEEDS
from indicators.restricted import open_restricted
from indicators.return_deciles import Tenths
from indicators.store import open_store
from tests.returned import DAY, add, children, store_of_returns, wards

PLANS = {"indicator": "child_protection_plans", "level": "ward"}
TITLE = "Where children on a plan live, by deprivation"
COUNTS = {(1, 1): 2_467, (2, 2): "", (6, 10): 333}  # hidden in the second tenth


def lead(*places: str) -> Rights:
    return rights_of([Grant(Role.PLACE_LEAD, frozenset(places))], Access().allowed)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    folder = store_of_returns(tmp_path_factory.mktemp("returns") / "store")
    shown = dict.fromkeys(wards(KIRKLEES), 211)
    tenths = {Tenths(KIRKLEES, *group, 2025).text: many for group, many in COUNTS.items()}
    plans = "child_protection_plans"
    add(folder, KIRKLEES, plans, "0 to 17", DAY, shown, synthetic=True, tenths=tenths)
    return Figures(open_store(), restricted=open_restricted(folder))


def page(seen: Figures, rights: Rights, **query: str) -> str:
    return page_html(draw(PAGES["map"], seen, {**PLANS, **query}, rights))


def test_shares_stand_beside_what_was_published_of_leeds(seen: Figures) -> None:
    html = page(seen, lead(KIRKLEES))
    total = 211 * len(wards(KIRKLEES)) + 20
    section = html.partition('class="tenths"')[2].partition("</section>")[0]
    assert TITLE in section
    assert f"{100 * 2_467 / total:.1f}%" in section
    assert f"{100 * 333 / total:.1f}%" in section
    assert section.count(">hidden<") == 1
    assert section.count("no neighbourhood") == 3  # of the tenths that the table does not have
    for published in ("57.6%", "8.3%"):
        assert published in section
    assert "31 March 2020" in section
    assert "about January 2021" in section
    assert section.count("Synthetic: made up for a demonstration") >= 2


@pytest.mark.parametrize("rights", [PUBLIC, lead(LEEDS), lead(CALDERDALE)])
def test_others_do_not_see_them(seen: Figures, rights: Rights) -> None:
    html = page(seen, rights, place="kirklees")
    assert TITLE not in html
    assert "2,467" not in html


def test_they_stand_on_no_map_of_another_measure(seen: Figures) -> None:
    assert TITLE not in page(seen, lead(KIRKLEES), indicator="imd_2025_score")
    assert TITLE not in page(seen, lead(KIRKLEES), indicator="suicide_rate")
    assert TITLE in page(seen, lead(KIRKLEES), indicator="child_protection_plan_rate")


def test_a_place_without_them_has_no_column(seen: Figures) -> None:
    html = page(seen, lead(KIRKLEES, LEEDS))
    section = html.partition('class="tenths"')[2].partition("</section>")[0]
    assert 'scope="col">Kirklees<' in section
    assert 'scope="col">Leeds<' not in section
    assert str(max(children(LEEDS).values())) not in section


def test_they_were_not_known_before_they_were_collected(seen: Figures) -> None:
    assert TITLE in page(seen, lead(KIRKLEES), as_of="2025-11-03")
    assert TITLE not in page(seen, lead(KIRKLEES), as_of="2025-11-02")
