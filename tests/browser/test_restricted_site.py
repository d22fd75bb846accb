"""A really served site with returns: what an attacker gathers with each of four roles."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from tornado.httpclient import HTTPClient, HTTPRequest, HTTPResponse
from tornado.web import create_signed_value

from geo.areas import CALDERDALE, LEEDS
from tests.returned import HIDDEN, children, store_of_returns, wards

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
SECRET = "a7d1c0b3a4958677f2d1c0b3a4958611"
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


@dataclass
class Site:
    """The served site, and its log."""

    address: str
    log: Path

    def ask(self, path: str, user: str) -> HTTPResponse:
        cookie = {"Cookie": f"user={signed(user)}"} if user else {}
        return answered(self.address + path, headers=cookie)

    def views(self) -> list[dict[str, str]]:
        lines = map(json.loads, self.log.read_text().splitlines())
        return [one for one in lines if one["event"] == "viewed"]


def answered(address: str, **asked: object) -> HTTPResponse:
    """The answer, awaited in a thread apart: Playwright's own loop may be running in this one."""

    def ask() -> HTTPResponse:
        client = HTTPClient()
        try:
            request = HTTPRequest(address, follow_redirects=False, request_timeout=240, **asked)
            return client.fetch(request, raise_error=False)
        finally:
            client.close()

    with ThreadPoolExecutor(max_workers=1) as apart:
        return apart.submit(ask).result()


def signed(name: str) -> str:
    return create_signed_value(SECRET, "user", name).decode()


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("served")
    access, users, log = folder / "access.toml", folder / "users.json", folder / "access.log"
    access.write_text(ACCESS)
    users.write_text(json.dumps(dict.fromkeys(NAMES, "correct horse")))
    access.chmod(0o600)
    users.chmod(0o600)
    returns = store_of_returns(folder / "returns")
    server = subprocess.Popen(
        [sys.executable, "-u", "-m", "dashboards.cli", "serve", "--port", "0", "--access", access,
         "--basic-auth", users, "--access-log", log, "--restricted", returns],
        cwd=ROOT,
        env=os.environ | {"PANEL_COOKIE_SECRET": SECRET},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )  # fmt: skip
    assert server.stdout is not None
    said = []
    try:
        for line in server.stdout:
            said.append(line)
            if "http://" in line:
                assert "child_protection_plans, suicide_deaths" in "".join(said)
                address = "http://" + line.split("http://")[1].split()[0].rstrip("/.") + "/"
                yield Site(address, log)
                break
        else:
            pytest.fail("the site did not start:\n" + "".join(said))
    finally:
        server.terminate()
        server.wait(timeout=20)
        server.stdout.close()


@pytest.fixture(scope="module")
def looked_for(site: Site) -> re.Pattern[str]:
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
    views = {(one["who"], one["measure"], one["place"]) for one in site.views()}
    assert ("anna", "child-protection", LEEDS) in views
    assert ("carl", "suicide", CALDERDALE) in views
    assert {(who, place) for who, _, place in views} == {("anna", LEEDS), ("carl", CALDERDALE)}


def test_every_page_download_and_picture_is_logged(site):
    for path, what in ((f"map?{RATE}", "map"), (f"download/map.csv?{RATE}", ".csv"),
                       (f"download/map.svg?{RATE}", ".svg")):  # fmt: skip
        before = len(site.views())
        assert site.ask(path, "anna").code == 200
        new = site.views()[before:]
        assert new
        assert all(what in one["what"] for one in new)
        assert {(one["who"], one["measure"]) for one in new} == {("anna", "child-protection")}


def test_signing_in_leads_a_place_lead_to_their_place(site):
    answer = answered(
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
    before = len(site.views())
    page.select_option("#indicator", "child_protection_plans")
    page.wait_for_selector("#part-messages:has-text('Synthetic')", timeout=120_000)
    page.select_option("#place", "calderdale")
    page.wait_for_url("**place=calderdale**", timeout=120_000)
    page.wait_for_timeout(1_000)
    heard = "".join(frames)
    assert "Synthetic: made up for a demonstration" in heard
    assert not looked_for.search(heard + page.content())
    assert len(site.views()) > before
    context.close()
