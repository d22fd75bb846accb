"""Signing in by a provider, the whole way: both are served, and what goes wrong is told."""

from __future__ import annotations

import html
import re
import socket
from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import pytest
from tornado.httpclient import HTTPResponse

from tests.browser.open_id import OpenId, open_id
from tests.browser.served import SignedInSite, Visitor, site_of_provider

pytestmark = pytest.mark.browser

ACCESS = """
[[group]]
name = "intelligence"
claim = "g-7"
role = "analyst"
places = ["all"]
[[person]]
name = "anna@example.org"
role = "place lead"
places = ["leeds"]
[[person]]
name = "m.o'brien@example.org"
role = "board"
"""
NOT_LET_IN = "The sign-in provider did not let you in."
NOT_BEGUN = "This sign-in was not begun in this browser"
NOT_CLEAR = "The sign-in provider did not say who you are."


@pytest.fixture(scope="module")
def provider() -> Iterator[OpenId]:
    with open_id() as made:
        yield made


@pytest.fixture(scope="module")
def site(tmp_path_factory, provider) -> Iterator[SignedInSite]:
    folder, said = tmp_path_factory.mktemp("provider"), []
    with site_of_provider(folder, ACCESS, provider.environment, until_end=said) as made:
        yield made
    told = "".join(said)
    assert "Traceback" not in told
    assert "code=" not in told  # a code of the provider's on a terminal is one too many


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


def reader(answer: HTTPResponse) -> str:
    """Who reads the page, and as what."""
    found = re.search(r'class="signed-in">(.*?)<a ', answer.body.decode(), re.DOTALL)
    assert found, answer.body.decode()[:2_000]
    return html.unescape(" ".join(re.sub(r"<[^>]*>", "", found[1]).split()))


def way_back(visitor: Visitor, address: str) -> str:
    """The address with which the provider sends the visitor back."""
    answer = visitor.ask(address)
    assert answer.code == 302
    there = answer.headers["Location"]
    return visitor.ask(there).headers["Location"]


def is_refused(site: SignedInSite, answer: HTTPResponse, status: int, words: str) -> None:
    """In the house's page, in words of the house, logged, and with no cookie that names anybody."""
    page = answer.body.decode()
    assert (answer.code, words in page) == (status, True), page[-800:]
    assert "West Yorkshire" in page
    assert "Traceback" not in page
    assert not any(one.startswith("user=") for one in answer.headers.get_list("Set-Cookie"))
    told = site.events()[-1]
    assert (told["event"], told["by"]) == ("sign-in failed", "generic")


def test_somebody_named_in_the_file_gets_their_rights_and_the_page_they_wanted(
    site, provider, visitor
):
    provider.signed_in_as("anna@example.org")
    answer = visitor.follow(f"{site.address}map?level=place")
    assert answer.effective_url == f"{site.address}map?level=place"
    assert reader(answer) == "anna@example.org (place lead: Leeds)"
    asked = provider.asked[-1]
    assert asked["redirect_uri"] == f"{site.address}login"
    assert "client_secret" not in asked
    told = site.events()[-1]
    assert (told["event"], told["who"], told["by"]) == (
        "signed in", "anna@example.org", "generic",
    )  # fmt: skip


def test_whoever_has_one_place_begins_there(site, provider, visitor):
    provider.signed_in_as("anna@example.org")
    assert visitor.follow(site.address).effective_url == f"{site.address}place?place=leeds"


def test_a_name_may_be_written_large_and_somebody_unknown_sees_public_figures(site, provider):
    provider.signed_in_as("Anna@Example.org")
    assert "(place lead: Leeds)" in reader(Visitor().follow(f"{site.address}about"))
    provider.signed_in_as("eve@example.org")
    assert reader(Visitor().follow(f"{site.address}about")) == (
        "eve@example.org (public figures only)"
    )


@pytest.mark.parametrize("thin", [(), ("groups",), ("groups", "email")])
def test_groups_count_wherever_the_provider_tells_of_them(site, provider, visitor, thin):
    many = [f"00000000-0000-0000-0000-{number:012}" for number in range(200)]
    provider.signed_in_as("ann@example.org", groups=[*many, "g-7"])
    provider.thin = thin
    assert reader(visitor.follow(f"{site.address}about")) == (
        "ann@example.org (analyst: all places)"
    )
    assert all(len(one) < 4_000 for one in visitor.set)  # longer ones are dropped by browsers
    assert {one.partition("=")[0] for one in visitor.set} == {"sign_in_begun", "user", "groups"}


@pytest.mark.parametrize("groups", ["g-7", ["g-70"], [{"g-7": True}], None])
def test_other_groups_grant_nothing(site, provider, visitor, groups):
    provider.signed_in_as("ann@example.org", groups=groups)
    assert reader(visitor.follow(f"{site.address}about")) == (
        "ann@example.org (public figures only)"
    )


def test_groups_of_one_do_not_stay_for_the_next(site, provider, visitor):
    provider.signed_in_as("ann@example.org", groups=["g-7"])
    visitor.follow(f"{site.address}about")
    provider.signed_in_as("bob@example.org")
    assert reader(visitor.follow(f"{site.address}login?next=/about")) == (
        "bob@example.org (public figures only)"
    )


@pytest.mark.parametrize("has_id_token", [True, False])
def test_a_name_with_an_apostrophe_is_taken_as_it_is(site, provider, visitor, has_id_token):
    provider.signed_in_as("m.o'brien@example.org", name="Mary O'Brien")
    provider.has_id_token = has_id_token
    assert reader(visitor.follow(f"{site.address}about")) == "m.o'brien@example.org (board)"


@pytest.mark.parametrize("verified", [False, "false", None, 0])
def test_an_address_that_the_provider_has_not_verified_signs_nobody_in(
    site, provider, visitor, verified
):
    provider.signed_in_as("anna@example.org", email_verified=verified)
    answer = visitor.follow(f"{site.address}about")
    is_refused(site, answer, 403, "has not verified your e-mail address")
    assert site.events()[-1]["who"] == "anna@example.org"


@pytest.mark.parametrize("name", ["", "  ", "a\nb", 7, None])
def test_a_name_that_is_none_signs_nobody_in(site, provider, visitor, name):
    provider.signed_in_as("anna@example.org")
    provider.person["email"] = name
    is_refused(site, visitor.follow(f"{site.address}about"), 502, NOT_CLEAR)


def test_an_id_token_made_for_another_site_signs_nobody_in(site, provider, visitor):
    provider.signed_in_as("anna@example.org")
    provider.audience = "another-site"
    is_refused(site, visitor.follow(f"{site.address}about"), 502, NOT_CLEAR)


def test_two_people_at_once_sign_nobody_in(site, provider, visitor):
    provider.signed_in_as("anna@example.org", groups=["g-7"])
    provider.thin, provider.another_subject = ("groups",), True
    is_refused(site, visitor.follow(f"{site.address}about"), 502, NOT_CLEAR)


@pytest.mark.parametrize("state", [None, "", "another", "ü"])
@pytest.mark.parametrize("has_begun", [True, False])
def test_an_answer_that_was_not_asked_for_here_is_refused(
    site, provider, visitor, state, has_begun
):
    provider.signed_in_as("anna@example.org")
    somebody_elses = way_back(Visitor(), f"{site.address}login")
    if has_begun:
        visitor.ask(f"{site.address}login")
    asked = {"code": parse_qs(urlsplit(somebody_elses).query)["code"][0]}
    asked |= {} if state is None else {"state": state}
    answer = visitor.ask(f"{site.address}login?{urlencode(asked)}")
    is_refused(site, answer, 403, NOT_BEGUN)
    assert visitor.ask(f"{site.address}about").code == 302


def test_the_whole_answer_that_somebody_else_got_is_refused(site, provider, visitor):
    provider.signed_in_as("anna@example.org")
    theirs = way_back(Visitor(), f"{site.address}login")
    visitor.ask(f"{site.address}login")
    is_refused(site, visitor.ask(theirs), 403, NOT_BEGUN)


def test_an_answer_counts_once(site, provider, visitor):
    provider.signed_in_as("anna@example.org")
    back = way_back(visitor, f"{site.address}login")
    kept = {host: dict(cookies) for host, cookies in visitor.cookies.items()}
    assert visitor.ask(back).code == 303
    is_refused(site, visitor.ask(back), 403, NOT_BEGUN)
    is_refused(site, Visitor(kept).ask(back), 502, NOT_LET_IN)  # the provider knows its codes


def test_what_the_provider_denies_is_told_in_the_houses_words(site, provider, visitor):
    provider.signed_in_as("anna@example.org")
    provider.denies = "access_denied"
    answer = visitor.follow(f"{site.address}about")
    is_refused(site, answer, 403, NOT_LET_IN)
    assert "<b>no</b>" not in answer.body.decode()


@pytest.mark.parametrize(
    ("breaks", "words"), [("refused", NOT_LET_IN), ("words", NOT_CLEAR), ("list", NOT_CLEAR)]
)
def test_a_provider_that_breaks_is_told_of(site, provider, visitor, breaks, words):
    provider.signed_in_as("anna@example.org")
    provider.breaks = breaks
    is_refused(site, visitor.follow(f"{site.address}about"), 502, words)


@pytest.mark.parametrize("denies", ["", "access_denied"])
def test_nobody_gets_in_while_it_cannot_be_logged(site, provider, visitor, denies):
    provider.signed_in_as("anna@example.org")
    provider.denies = denies
    aside = site.log.rename(site.log.with_suffix(".aside"))
    site.log.mkdir()
    try:
        page = visitor.follow(f"{site.address}about").body.decode()
    finally:
        site.log.rmdir()
        aside.rename(site.log)
    assert "Nobody can sign in at the moment" in page
    assert visitor.ask(f"{site.address}about").code == 302


@pytest.mark.parametrize(
    "there", ["https://elsewhere.example", "//elsewhere.example", "/%5Celsewhere.example"]
)
def test_signing_in_leads_to_no_other_site(site, provider, visitor, there):
    provider.signed_in_as("eve@example.org")
    led = visitor.ask(way_back(visitor, f"{site.address}login?next={there}"))
    assert urljoin(site.address, led.headers["Location"]).startswith(site.address)


def test_signing_out_ends_it_here_and_says_that_the_provider_is_another_matter(
    site, provider, visitor
):
    provider.signed_in_as("ann@example.org", groups=["g-7"])
    visitor.follow(f"{site.address}about")
    copied = Visitor({host: dict(kept) for host, kept in visitor.cookies.items()})
    page = visitor.ask(f"{site.address}logout").body.decode()
    assert "You have signed out" in page
    assert "still be signed in with the provider" in page
    assert not visitor.cookies[urlsplit(site.address).netloc]
    assert visitor.ask(f"{site.address}about").code == 302
    assert copied.ask(f"{site.address}about").code == 302
    assert site.events()[-1]["event"] == "signed out"


def test_a_provider_that_is_down_is_told_of(tmp_path, provider, visitor):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and never listened on
        down = f"http://127.0.0.1:{taken.getsockname()[1]}/token"
        environment, said = provider.environment | {"PANEL_OAUTH_TOKEN_URL": down}, []
        with site_of_provider(tmp_path, ACCESS, environment, until_end=said) as site:
            provider.signed_in_as("anna@example.org")
            answer = visitor.follow(f"{site.address}about")
            is_refused(site, answer, 503, "The sign-in provider does not answer.")
    told = "".join(said)
    assert "no answer of the provider" in told
    assert "Traceback" not in told


def test_a_browser_is_led_there_and_back_and_the_page_comes_to_life(site, provider, chromium):
    provider.signed_in_as("ann@example.org", groups=["g-7"])
    context = chromium.new_context()
    said: list[str] = []
    page = context.new_page()
    page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
    page.goto(f"{site.address}indicator")
    page.wait_for_selector("html[data-live=ready]", timeout=60_000)
    assert page.url == f"{site.address}indicator"
    assert "ann@example.org" in page.inner_text(".signed-in")
    page.goto(f"{site.address}logout")
    assert {one["name"] for one in context.cookies()} == set()
    provider.denies = "access_denied"
    page.click("main a")
    assert NOT_LET_IN in page.inner_text("main")
    assert [one for one in said if "403" not in one] == []
    context.close()
