"""A site behind a proxy that speaks TLS: cookies, the promise of TLS, and whose address it is.

The proxy is what it sends: `X-Forwarded-Proto` and `X-Forwarded-For`.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.open_id import OpenId, open_id
from tests.browser.served import (
    SignedInSite,
    Visitor,
    fetch,
    signed_in_site,
    site_of_provider,
)

pytestmark = pytest.mark.browser

ACCESS = '[[group]]\nname = "g"\nclaim = "g-7"\nrole = "board"\n'
PASSWORDS = {"anna": "correct horse 1", "bob": "correct horse 2"}
HSTS = "Strict-Transport-Security"
TLS = ("--behind-tls", "--origin", "site.example")


def proxied(address: str = "192.0.2.1") -> dict[str, str]:
    """What the proxy adds."""
    return {"X-Forwarded-Proto": "https", "X-Forwarded-For": address, "Host": "site.example"}


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[SignedInSite]:
    with signed_in_site(tmp_path_factory.mktemp("tls"), ACCESS, PASSWORDS, *TLS) as made:
        yield made


@pytest.fixture(scope="module")
def provider() -> Iterator[OpenId]:
    with open_id() as made:
        yield made


@pytest.fixture(scope="module")
def site_by_provider(tmp_path_factory, provider) -> Iterator[SignedInSite]:
    folder = tmp_path_factory.mktemp("tls-provider")
    provider.secret = ""
    with site_of_provider(folder, ACCESS, provider.environment, *TLS, kind="auth_code") as made:
        yield made


def is_careful(cookies: list[str], *names: str) -> None:
    """All of the names were set, and each so that no script, other site or open wire gets it."""
    assert {one.partition("=")[0] for one in cookies} == set(names)
    for one in cookies:
        given = {part.strip().lower() for part in one.split(";")[1:]}
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= given, one
        assert not any(part.startswith("domain") for part in given), one


def sign_in(
    site: SignedInSite, visitor: Visitor, name: str, password: str
) -> tuple[int, dict[str, str], str]:
    body = f"username={name}&password={password.replace(' ', '+')}"
    answer = visitor.ask(f"{site.address}login", method="POST", body=body)
    return answer.code, dict(answer.headers.items()), answer.body.decode()


def test_cookies_of_a_password(site):
    visitor = Visitor(headers=proxied() | {"Origin": "https://site.example"})
    visitor.ask(f"{site.address}login?next=/about")
    assert sign_in(site, visitor, "anna", PASSWORDS["anna"])[0] == 303
    is_careful(visitor.set, "next_url", "user")
    visitor.set.clear()
    visitor.ask(f"{site.address}logout")
    is_careful(visitor.set, "next_url", "user", "groups", "sign_in_begun")


def test_cookies_of_a_provider_that_shares_no_secret_and_its_way_back(site_by_provider, provider):
    site, visitor = site_by_provider, Visitor(headers=proxied())
    provider.signed_in_as("ann@example.org", groups=["g-7"])
    there = visitor.ask(f"{site.address}login").headers["Location"]
    assert parse_qs(urlsplit(there).query)["redirect_uri"] == ["https://site.example/login"]
    back = urlsplit(Visitor().ask(there).headers["Location"])
    assert visitor.ask(f"{site.address}login?{back.query}").code == 303
    is_careful(visitor.set, "sign_in_begun", "user", "groups")
    assert "(board)" in visitor.ask(f"{site.address}about").body.decode()


@pytest.mark.parametrize("path", ["", "login", "logout", "about", "static/js/none.js"])
def test_tls_is_promised_in_every_answer(site, path):
    assert fetch(site.address + path, headers=proxied()).headers[HSTS] == "max-age=31536000"


@pytest.mark.parametrize("name", ["bob", "nobody"])
def test_after_five_wrong_passwords_a_name_waits_whoever_has_it(site, name):
    for number in range(5):
        visitor = Visitor(headers=proxied(f"198.51.100.{number}"))
        assert sign_in(site, visitor, name, "wrong")[0] == 403
    before = len(site.events())
    answers = [
        sign_in(site, Visitor(headers=proxied(f"203.0.113.{number}")), name, password)
        for number, password in enumerate([PASSWORDS["bob"], "wrong"])
    ]
    for code, headers, page in answers:
        assert code == 429
        assert 0 < int(headers["Retry-After"]) <= 900
        assert "Too many wrong passwords. Try again in 15 minutes" in page
        assert "Set-Cookie" not in headers
        assert 'name="password"' in page
    told = site.events()[before:]
    assert [(one["event"], one["who"], one["from"]) for one in told] == [
        ("sign-in failed", name, "203.0.113.0"),
        ("sign-in failed", name, "203.0.113.1"),
    ]
    assert PASSWORDS["bob"] not in site.log.read_text()


def test_after_twenty_wrong_passwords_an_address_waits(site):
    there = Visitor(headers=proxied("192.0.2.77"))
    for number in range(20):
        assert sign_in(site, there, f"name {number}", "wrong")[0] == 403
    assert sign_in(site, there, "anna", PASSWORDS["anna"])[0] == 429
    elsewhere = Visitor(headers=proxied("192.0.2.78"))
    assert sign_in(site, elsewhere, "anna", PASSWORDS["anna"])[0] == 303


def test_signing_in_clears_what_was_wrong_before(site):
    for _ in range(3):
        visitor = Visitor(headers=proxied("192.0.2.50"))
        for _ in range(4):
            assert sign_in(site, visitor, "anna", "wrong")[0] == 403
        assert sign_in(site, visitor, "anna", PASSWORDS["anna"])[0] == 303
