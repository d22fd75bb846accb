"""A really served site with returns: what an attacker gathers with each of four roles."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

import pytest

from geo.areas import CALDERDALE, LEEDS
from tests.browser.served import SignedInSite, fetch, signed, signed_in_site
from tests.returned import HIDDEN, children, store_of_returns, wards

pytestmark = pytest.mark.browser

NAMES = ("anna", "carl", "bob", "eve")
ACCESS = """
[[person]]
name = "anna"
role = "place lead"
places = ["leeds"]
[[person]]
name = "carl"
role = "place lead"
places = ["calderdale"]
[[person]]
name = "bob"
role = "board"
"""
RATE = "indicator=child_protection_plan_rate&level=ward"
PLANS = "indicator=child_protection_plans&level=ward"
SUICIDE = "indicator=suicide_rate&level=ward"
GATHERED = (
    f"map?{RATE}&place=calderdale", f"map?{PLANS}&place=calderdale", f"map?{SUICIDE}",
    f"map?{PLANS}&place=west-yorkshire&area={wards(CALDERDALE)[HIDDEN]}",
    f"map?indicator=imd_2025_score&level=ward&show=two&beside=child_protection_plan_rate"
    f"&place=calderdale&area={wards(CALDERDALE)[HIDDEN]}",
    f"map?{RATE}&show=england&place=calderdale", f"map?{RATE}&vintage=2018&place=calderdale",
    f"map?{RATE}&area=%00%27%22<script>", "place?place=calderdale",
    f"place?place=calderdale&{PLANS}", f"indicator?{PLANS}", f"compare?{SUICIDE}",
    f"inequality?{RATE}", f"england?{RATE}", "", "about",
    f"download/map.csv?{PLANS}&place=calderdale", f"download/map.csv?{RATE}&place=calderdale",
    f"download/map.csv?{SUICIDE}&place=calderdale", f"download/map.svg?{PLANS}&place=calderdale",
    f"download/indicator.csv?{PLANS}", "download/place.csv?place=calderdale",
    "download/ambitions.csv", f"download/map.csv?{PLANS}&as_of=2026-01-01",
)  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[SignedInSite]:
    folder = tmp_path_factory.mktemp("served")
    returns = store_of_returns(folder / "returns")
    passwords = dict.fromkeys(NAMES, "correct horse")
    with signed_in_site(folder, ACCESS, passwords, "--restricted", returns) as made:
        assert "child_protection_plans, suicide_deaths" in made.said
        yield made


def viewed(site: SignedInSite) -> list[dict[str, str]]:
    return [one for one in site.events() if one["event"] == "viewed"]


@pytest.fixture(scope="module")
def looked_for(site: SignedInSite) -> re.Pattern[str]:
    """Calderdale's counts, rates and limits as they can be written: in full, rounded, as digits."""
    words = {form for one in children(CALDERDALE).values() for form in (f"{one}", f"{one:,}")}
    for query in (RATE, SUICIDE):
        file = site.ask(f"download/map.csv?{query}&place=calderdale", "carl").body.decode()
        for row in csv.reader(line for line in file.splitlines() if ",E05" in line):
            for one in filter(None, row[9:12]):
                rounded = f"{float(one):,.1f}"
                words |= {one, rounded, rounded.replace(",", ""), re.sub("[.,]", "", rounded)}
    found = {re.escape(one) for one in words if len(one) > 5}
    assert len(found) > 50
    return re.compile("|".join(found))


def test_nothing_of_another_place_is_in_anything_that_a_role_is_served(site, looked_for):
    found = {name: [] for name in NAMES}
    for path in GATHERED:
        for name in NAMES:  # in turn, so that what is kept for one could be given to the next
            body = site.ask(path, name).body.decode("utf-8", "replace")
            if looked_for.search(body):
                found[name].append(path)
        assert site.ask(path, "").code == 302
    assert len(found.pop("carl")) > 8  # what is looked for is found where it may be
    assert found == {"anna": [], "bob": [], "eve": []}
    own = site.ask(f"download/map.csv?{PLANS}&place=leeds", "anna").body.decode("utf-8-sig")
    rows = {line.split(",")[1]: line.split(",") for line in own.splitlines() if ",E05" in line}
    assert {code for code, row in rows.items() if row[9]} == set(children(LEEDS))
    for code in wards(LEEDS)[:HIDDEN]:
        assert rows[code][9:14] == [""] * 5
    views = {(one["who"], one["measure"], one["place"]) for one in viewed(site)}
    assert ("anna", "child-protection", LEEDS) in views
    assert ("carl", "suicide", CALDERDALE) in views
    assert {(who, place) for who, _, place in views} == {("anna", LEEDS), ("carl", CALDERDALE)}


def test_every_page_download_and_picture_is_logged(site):
    for path, what in ((f"map?{RATE}", "map"), (f"download/map.csv?{RATE}", ".csv"),
                       (f"download/map.svg?{RATE}", ".svg")):  # fmt: skip
        before = len(viewed(site))
        assert site.ask(path, "anna").code == 200
        new = viewed(site)[before:]
        assert new
        assert all(what in one["what"] for one in new)
        assert {(one["who"], one["measure"]) for one in new} == {("anna", "child-protection")}


def test_what_is_not_published_is_under_no_open_licence(site):
    held = "Figures of places' own returns are not published and not to be passed on."
    path = f"map?{PLANS}&place=calderdale"
    assert held in site.ask(path, "carl").body.decode()
    assert held not in site.ask(path, "bob").body.decode()


def test_signing_in_leads_a_place_lead_to_their_place(site):
    answer = fetch(
        f"{site.address}login", method="POST", body="username=anna&password=correct+horse"
    )
    assert (answer.code, answer.headers["Location"]) == (303, "/place?place=leeds")


def test_the_wire_gives_a_lead_nothing_of_another_place(site, looked_for, chromium):
    context = chromium.new_context()
    context.add_cookies([{"name": "user", "value": signed("anna"), "url": site.address}])
    page = context.new_page()
    frames: list[str] = []
    page.on("websocket", lambda wire: wire.on("framereceived", lambda one: frames.append(str(one))))
    page.goto(f"{site.address}map?level=ward")
    page.wait_for_selector("html[data-live=ready]", timeout=120_000)
    before = len(viewed(site))
    page.select_option("#indicator", "child_protection_plans")
    page.wait_for_selector("#part-messages:has-text('Synthetic')", timeout=120_000)
    page.select_option("#place", "calderdale")
    page.wait_for_url("**place=calderdale**", timeout=120_000)
    page.wait_for_timeout(1_000)
    heard = "".join(frames)
    assert "Synthetic: made up for a demonstration" in heard
    assert not looked_for.search(heard + page.content())
    assert len(viewed(site)) > before
    context.close()
