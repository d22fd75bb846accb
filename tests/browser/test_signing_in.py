"""A site where people sign in, as it is really served: what is answered to whom."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urljoin, urlsplit

import pytest
from bokeh.util.token import get_session_id, get_token_payload
from tornado.httpclient import HTTPRequest, HTTPResponse
from tornado.websocket import websocket_connect

from tests.browser.served import SignedInSite, fetch, signed, signed_in_site

pytestmark = pytest.mark.browser

PASSWORDS = {
    "anna": "correct horse 1",
    "bob": "correct horse 2",
    "eve": "correct horse 3",
    "dan": "correct horse 4",
}
ACCESS = """
contact = "the <intelligence> team"
[[person]]
name = "anna"
role = "place lead"
places = ["leeds"]
[[person]]
name = "bob"
role = "board"
"""
EVERYTHING = (
    "", "map", "indicator", "place", "compare", "inequality", "england", "about", "nothing-here",
    "download/map.csv", "download/indicator.csv", "download/england.csv", "download/map.svg",
    "assets/000000000000/site.js", "shapes/000000000000/ward-2025-approximate.json",
    "static/js/bokeh.min.js", "static/extensions/panel/panel.min.js", "map/metadata",
    "map/autoload.js?bokeh-autoload-element=a", "login/", "login/x", "logout/..", "%6Cogin",
    "map/ws",
)  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[SignedInSite]:
    with signed_in_site(tmp_path_factory.mktemp("access"), ACCESS, PASSWORDS) as made:
        yield made


@pytest.mark.parametrize("path", EVERYTHING)
def test_nothing_is_answered_to_who_has_not_signed_in(site, path):
    for cookie in ({}, {"Cookie": "user=anna"}, {"Cookie": f"user={signed('anna', 'x' * 40)}"}):
        answer = fetch(site.address + path, headers=cookie)
        assert answer.code == 302, path
        assert answer.headers["Location"].startswith("/login?next=")
        assert not answer.body
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_scripts_wires_and_forms_are_refused_and_not_led_to_the_sign_in_page(site):
    assert site.ask("map", **{"Sec-Fetch-Mode": "cors"}).code == 403
    wire = {"Upgrade": "websocket", "Connection": "Upgrade", "Origin": site.address.rstrip("/")}
    assert site.ask("map/ws", **wire).code == 403
    assert fetch(site.address + "map", method="POST", body="").code == 403


@pytest.mark.parametrize(
    "path", ["map", "about", "nothing-here", "download/map.csv", "static/js/none.js", "logout"]
)
def test_every_answer_to_a_reader_has_the_headers_and_is_kept_nowhere(site, path):
    headers = site.ask(path, "dan").headers  # nobody else's: one path ends what the cookie is for
    policy = headers["Content-Security-Policy"]
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
    assert "frame-ancestors 'self'" in policy
    assert "object-src 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers
    assert "Server" not in headers
    if path != "logout":
        assert headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", ["map/autoload.js?bokeh-autoload-element=a", "map/metadata"])
def test_what_is_there_for_other_sites_pages_is_closed(site, path):
    assert site.ask(path, "anna").code == 404


def test_a_page_says_who_reads_it_and_holds_nothing_of_their_cookie(site):
    cookie = signed("anna")
    page = fetch(site.address + "map", headers={"Cookie": f"user={cookie}"}).body.decode()
    assert "anna" in page
    assert "(place lead: Leeds)" in page
    assert 'href="logout"' in page
    token = re.search(r'"token":"([^"]+)"', page)[1]
    payload = get_token_payload(token)
    assert payload["cookies"] == payload["headers"] == {}
    assert get_session_id(token).count(".") == 1  # signed, so that no session can be made up
    assert cookie not in page


def test_two_roles_at_once_get_each_their_own(site):
    def named(user: str) -> list[str]:
        page = site.ask("map?level=place", user).body.decode()
        return re.findall(r'class="signed-in">(\w+) ', page)

    asked = ["anna", "bob", "eve"] * 6
    with ThreadPoolExecutor(6) as many:
        assert list(many.map(named, asked)) == [[user] for user in asked]
    assert "(board)" in site.ask("about", "bob").body.decode()
    assert "(public figures only)" in site.ask("nothing-here", "eve").body.decode()


def sign_in(site: SignedInSite, name: str, password: str, **headers: str) -> HTTPResponse:
    body = f"username={name}&password={password.replace(' ', '+')}"
    return fetch(site.address + "login", method="POST", body=body, headers=headers)


def test_signing_in_and_out_by_password(site):
    answer = sign_in(site, "bob", PASSWORDS["bob"])
    assert (answer.code, answer.headers["Location"]) == (303, "/")
    given = [one for one in answer.headers.get_list("Set-Cookie") if one.startswith("user=")]
    cookie = given[-1].split(";")[0]
    assert all(words in given[-1] for words in ("HttpOnly", "SameSite=Lax"))
    assert "id_token" not in str(answer.headers)
    assert fetch(site.address + "about", headers={"Cookie": cookie}).code == 200
    out = fetch(site.address + "logout", headers={"Cookie": cookie})
    assert "You have signed out" in out.body.decode()
    assert fetch(site.address + "about", headers={"Cookie": cookie}).code == 302
    told = [(one["event"], one["who"]) for one in site.events() if one.get("who") == "bob"]
    assert told[-2:] == [("signed in", "bob"), ("signed out", "bob")]
    # In the same second the cookie would be the very one that was signed out.
    again = sign_in(site, "bob", PASSWORDS["bob"]).headers.get_list("Set-Cookie")
    cookie = next(one for one in again if one.startswith("user=")).split(";")[0]
    assert fetch(site.address + "about", headers={"Cookie": cookie}).code == 200


def test_the_sign_in_page_says_whom_to_ask(site):
    page = fetch(site.address + "login").body.decode()
    assert "Ask the &lt;intelligence&gt; team." in page


@pytest.mark.parametrize("name", ["anna", "nobody", "a%0A%7B%22event%22%3A+1%7D"])
def test_a_wrong_password_is_refused_and_logged_without_it(site, name):
    answer = sign_in(site, name, "not a password")
    assert answer.code == 403
    assert "The name or the password is not right." in answer.body.decode()
    assert not any(one.startswith("user=") for one in answer.headers.get_list("Set-Cookie"))
    assert site.events()[-1]["event"] == "sign-in failed"
    assert "not a password" not in site.log.read_text()


def test_what_a_proxy_would_say_is_not_believed_where_none_was_named(site):
    said = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.9"}
    answer = sign_in(site, "anna", "wrong", **said)
    assert "Strict-Transport-Security" not in answer.headers
    assert site.events()[-1]["from"] != "192.0.2.9"
    answer = sign_in(site, "anna", PASSWORDS["anna"], **said)
    assert not any("secure" in one.lower() for one in answer.headers.get_list("Set-Cookie"))


def test_a_form_of_another_site_signs_nobody_in(site):
    answer = sign_in(site, "bob", PASSWORDS["bob"], Origin="https://elsewhere.example")
    assert answer.code == 403


@pytest.mark.parametrize(
    "there", ["https://elsewhere.example", "//elsewhere.example", "///elsewhere.example",
              "/%5Celsewhere.example", "/%09/elsewhere.example", "javascript:alert(1)"],
)  # fmt: skip
def test_signing_in_leads_to_no_other_site(site, there):
    answer = fetch(f"{site.address}login?next={there}")
    cookie = answer.headers.get("Set-Cookie", "")
    assert answer.code in (200, 400)
    assert "elsewhere" not in cookie
    headers = {"Cookie": f'next_url="{there}"'}
    led = sign_in(site, "bob", PASSWORDS["bob"], **headers).headers["Location"]
    assert urljoin(site.address, led).startswith(site.address)
    assert re.fullmatch(r"/([^/\\\s][^\\\s]*)?", led)


def test_signing_in_leads_not_out_again(site):
    led = sign_in(site, "bob", PASSWORDS["bob"], Cookie='next_url="/logout"').headers["Location"]
    assert led == "/"


def test_a_wire_to_somebody_elses_session_is_closed_at_once(site):
    token = re.search(r'"token":"([^"]+)"', site.ask("map", "eve").body.decode())[1]

    async def opened(user: str) -> tuple[object, int | None]:
        headers = {"Cookie": f"user={signed(user)}", "Origin": site.address.rstrip("/")}
        request = HTTPRequest(site.address.replace("http", "ws") + "map/ws", headers=headers)
        wire = await websocket_connect(request, subprotocols=["bokeh", token])
        said, code = await wire.read_message(), wire.close_code
        wire.close()
        while said is not None and await wire.read_message() is not None:
            pass
        await asyncio.sleep(0.1)  # in which the connection ends
        return said, code

    with ThreadPoolExecutor(max_workers=1) as apart:
        assert apart.submit(asyncio.run, opened("anna")).result() == (None, 1008)
        said, code = apart.submit(asyncio.run, opened("eve")).result()
    assert code is None
    assert "ACK" in str(said)


def test_nobody_sends_more_than_a_form(site):
    host, port = urlsplit(site.address).hostname, urlsplit(site.address).port
    with socket.create_connection((host, port), timeout=60) as wire:
        wire.sendall(b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n")
        assert wire.recv(100).startswith(b"HTTP/1.1 400")
    assert site.ask("about", "anna").code == 200


def test_a_wire_from_another_sites_page_is_refused(site):
    wire = {
        "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Origin": "http://elsewhere.example",
    }  # fmt: skip
    assert site.ask("map/ws", "anna", **wire).code == 403


def test_pages_come_to_life_and_a_session_ends_with_signing_out(site, chromium):
    context = chromium.new_context()
    said: list[str] = []
    page = context.new_page()
    page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
    page.goto(f"{site.address}map?level=place")
    page.fill("#username", "anna")
    page.fill("#password", PASSWORDS["anna"])
    page.click("main button")
    page.wait_for_selector("html[data-live=ready]", timeout=60_000)
    assert page.url == f"{site.address}map?level=place"
    page.goto(f"{site.address}indicator")
    page.wait_for_selector("html[data-live=ready]", timeout=60_000)
    assert said == []
    other = context.new_page()
    other.goto(f"{site.address}logout")
    page.select_option("#place", "leeds")
    page.wait_for_url("**/login?next=*", timeout=60_000)
    context.close()
