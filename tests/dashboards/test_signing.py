"""Whom a cookie names, and what a reader is shown."""

from __future__ import annotations

import json
import time

import pytest
from tornado.web import create_signed_value

from dashboards.access import PUBLIC, Access, Grant, Group, Role, Seen
from dashboards.audit_log import AuditLog, UnloggedError
from dashboards.selection import PLACE_SLUGS
from dashboards.signing import NOBODY, SignedIn, SignIn, reader_of
from geo.errors import SuiteError

LEEDS, BRADFORD = PLACE_SLUGS["leeds"], PLACE_SLUGS["bradford"]
SECRET = "0123456789abcdef0123456789abcdef"
GRANT = Grant(Role.PLACE_LEAD, frozenset({LEEDS}))


@pytest.fixture
def sign_in(tmp_path):
    access = Access({"anna": (GRANT,)})
    return SignIn(access, AuditLog(tmp_path / "log"), SECRET, {"anna": "pass word", "bob": "x" * 9})


def cookie(name: str, secret: str = SECRET, key: str = "user", age: float = 0) -> str:
    clock = lambda: time.time() - age  # noqa: E731
    return create_signed_value(secret, key, name, clock=clock).decode()


def test_a_signed_cookie_names_its_person(sign_in):
    person = sign_in.person_of({"user": cookie("anna")})
    assert (person.name, person.words) == ("anna", "place lead: Leeds")


@pytest.mark.parametrize(
    "cookies",
    [
        {},
        {"user": ""},
        {"user": "anna"},
        {"user": cookie("anna", secret="another secret of some length, 32+")},
        {"user": cookie("anna", key="groups")},
        {"user": cookie("anna", age=86_400 * 1.01)},
        {"user": cookie("bob").replace(cookie("bob").split("|")[4], "6:YW5uYQ==")},
        {"user": cookie("anna")[:-1] + "x"},
        {"user": cookie("gone")},
        {"user": cookie("")},
        {"USER": cookie("anna")},
    ],
)
def test_forged_altered_expired_and_unknown_cookies_name_nobody(sign_in, cookies):
    assert sign_in.person_of(cookies) is None


def test_a_cookie_that_was_signed_out_names_nobody_even_where_it_was_copied(sign_in):
    copied, other = {"user": cookie("anna", age=5)}, {"user": cookie("anna")}
    reader = SignedIn(sign_in.person_of(copied), copied, sign_in)
    assert reader.is_in()
    assert sign_in.end(copied) == "anna"
    assert sign_in.person_of(copied) is None
    assert not reader.is_in()
    assert sign_in.person_of(other).name == "anna"
    assert sign_in.end({"user": "forged"}) == ""


def test_passwords(sign_in):
    assert sign_in.password_is("anna", "pass word")
    for name, given in (("anna", "pass word "), ("anna", ""), ("eve", ""), ("eve", "pass word")):
        assert not sign_in.password_is(name, given)


def test_groups_count_for_the_one_of_whom_the_provider_claimed_them(tmp_path):
    access = Access(groups=(Group("g", GRANT, "g-1"),))
    log = AuditLog(tmp_path / "log")

    def rights(groups: str, **more: object) -> object:
        made = SignIn(access, log, SECRET, **({"provider": "okta"} | more))
        return made.person_of({"user": cookie("ann"), "groups": groups}).rights

    told = json.dumps({"of": "ann", "groups": ["g-1"]})
    assert rights(cookie(told, key="groups")) != PUBLIC
    assert rights(cookie(told.replace("ann", "bob"), key="groups")) == PUBLIC
    assert rights(cookie(told.replace("g-1", "g-2"), key="groups")) == PUBLIC
    assert rights(cookie(told, key="groups", age=86_400 * 1.01)) == PUBLIC
    assert rights(cookie(told, key="user")) == PUBLIC
    assert rights(told) == PUBLIC
    assert rights(cookie(told, key="groups"), provider="", passwords={"ann": "x" * 9}) == PUBLIC


def test_of_the_groups_that_a_provider_claims_those_of_the_file_are_kept():
    access = Access(groups=(Group("g", GRANT, "g-1"), Group("none", GRANT)))
    assert access.known(["g-2", "g-1", "", {"g-1": 1}, None]) == ["g-1"]
    assert access.known("g-1") == access.known(None) == access.known({"g-1": 1}) == []
    assert access.has_claims
    assert not Access(groups=(Group("none", GRANT),)).has_claims


def test_nobody_is_shown_what_is_not_public():
    assert reader_of(object()) is NOBODY
    NOBODY.is_shown("map", ())
    with pytest.raises(SuiteError, match="signed in"):
        NOBODY.is_shown("map", (Seen("suicide", LEEDS),))


def test_a_view_is_logged_first_and_refused_where_it_cannot_be(sign_in, tmp_path):
    cookies = {"user": cookie("anna")}
    reader = SignedIn(sign_in.person_of(cookies), cookies, sign_in)
    reader.is_shown("map", (Seen("suicide", LEEDS),))
    assert '"viewed"' in (tmp_path / "log").read_text()
    with pytest.raises(SuiteError, match="others than you"):
        reader.is_shown("map", (Seen("suicide", LEEDS), Seen("suicide", BRADFORD)))
    assert (tmp_path / "log").read_text().count("viewed") == 1
    reader.is_shown("map", (Seen("suicide", LEEDS),))  # its wire asks for the same at once
    assert (tmp_path / "log").read_text().count("viewed") == 1
    reader.is_shown("map", (Seen("child-protection", LEEDS),))
    reader.is_shown("map", (Seen("suicide", LEEDS),))
    assert (tmp_path / "log").read_text().count("viewed") == 3
    (tmp_path / "log").unlink()
    (tmp_path / "log").mkdir()
    reader = SignedIn(sign_in.person_of(cookies), cookies, sign_in)
    with pytest.raises(UnloggedError):
        reader.is_shown("map", (Seen("suicide", LEEDS),))
