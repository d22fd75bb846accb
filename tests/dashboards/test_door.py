"""What is refused before anything is bound, all of it at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dashboards.door import Asked, Door, door
from geo.errors import SuiteError

SECRET = {"PANEL_COOKIE_SECRET": "f2d1c0b3a4958677f2d1c0b3a4958677"}
OAUTH = SECRET | {"PANEL_OAUTH_KEY": "key", "PANEL_OAUTH_SECRET": "secret"}
GENERIC = OAUTH | {
    "PANEL_OAUTH_AUTHORIZE_URL": "https://id.example/authorize",
    "PANEL_OAUTH_TOKEN_URL": "https://id.example/token",
}


@pytest.fixture
def users(tmp_path):
    def written(content: object = None, mode: int = 0o600) -> Path:
        path = tmp_path / "users.json"
        text = json.dumps({"anna": "correct horse"} if content is None else content)
        path.write_text(content if isinstance(content, str) else text)
        path.chmod(mode)
        return path

    return written


@pytest.fixture
def access(tmp_path):
    path = tmp_path / "access.toml"
    path.write_text('[[person]]\nname = "anna"\nrole = "board"\n')
    path.chmod(0o600)
    return path


def refusal(asked: Asked, environment: dict[str, str] | None = None) -> str:
    with pytest.raises(SuiteError) as told:
        door(asked, {} if environment is None else environment)
    return str(told.value)


def test_without_anything_asked_for_the_site_is_public_and_on_this_machine():
    made, warnings = door(Asked(), {})
    assert (made, warnings) == (Door(), [])
    assert made.sign_in is None
    assert made.allowed_origins(5006) == ["localhost:5006", "127.0.0.1:5006"]


@pytest.mark.parametrize("secret", ["", "short", "a" * 64, "0123456789" * 3])
def test_signing_in_needs_a_long_secret(users, secret):
    told = refusal(Asked(basic_auth=users()), {"PANEL_COOKIE_SECRET": secret})
    assert "PANEL_COOKIE_SECRET" in told
    assert "secrets.token_hex(32)" in told
    assert not secret or secret not in told


def test_all_refusals_come_together(users, access, tmp_path):
    asked = Asked(
        address="0.0.0.0",
        access=tmp_path / "none.toml",
        basic_auth=users(mode=0o644),
        provider="entra",
    )
    told = refusal(asked)
    for words in (
        "no --origin", "no such file", "others may read", "one way to sign in", "'entra'",
        "PANEL_OAUTH_KEY", "PANEL_OAUTH_SECRET", "PANEL_COOKIE_SECRET", "travel in clear",
    ):  # fmt: skip
        assert words in told, words


def test_roles_without_a_way_to_sign_in_are_refused(access):
    assert "no way to sign in" in refusal(Asked(access=access), SECRET)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "something else"),
        ('"one password for all"', "no names"),
        ("{}", "no names"),
        ('{"a": "12345678", "a": "87654321"}', "the name 'a' twice"),
        ({"a": "short"}, "short password"),
        ({"a": 12345678}, "short password"),
        ({" a": "12345678"}, "one that can be typed"),
        ({"a": "12345678", "A": "12345678"}, "large and small letters"),
    ],
)
def test_a_file_of_passwords_that_cannot_be_used(users, content, words):
    told = refusal(Asked(basic_auth=users(content)), SECRET)
    assert words in told
    assert "12345678" not in told


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_passwords_that_others_reach_are_refused(users, mode):
    assert "a file that others may read" in refusal(Asked(basic_auth=users(mode=mode)), SECRET)


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.5", "server.example"])
def test_signing_in_without_tls_stays_on_this_machine(users, address):
    asked = Asked(address=address, basic_auth=users(), origins=("site.example",))
    assert "travel in clear" in refusal(asked, SECRET)
    made, _ = door(Asked(**(vars(asked) | {"is_behind_tls": True})), SECRET)
    assert made.sign_in.is_behind_tls


def test_an_address_open_to_all_needs_its_hosts_named():
    assert "no --origin" in refusal(Asked(address="0.0.0.0"))
    made, _ = door(Asked(address="0.0.0.0", origins=("Site.example:8080",)), {})
    assert made.allowed_origins(80) == ["site.example:8080"]


@pytest.mark.parametrize("origin", ["*", "*.example", "https://site.example", "a/b", "", "a:b"])
def test_an_origin_is_a_host(origin):
    assert "--origin" in refusal(Asked(origins=(origin,)))


def test_a_provider_has_its_keys_from_the_environment():
    assert "PANEL_OAUTH_KEY" in refusal(Asked(provider="azurev2"), SECRET)
    made, _ = door(Asked(provider="github"), OAUTH)
    assert (made.sign_in.provider, made.sign_in.passwords) == ("github", None)


@pytest.mark.parametrize(
    ("provider", "environment", "words"),
    [
        ("generic", OAUTH, "PANEL_OAUTH_AUTHORIZE_URL"),
        ("auth_code", OAUTH, "PANEL_OAUTH_TOKEN_URL"),
        ("generic", GENERIC | {"PANEL_OAUTH_TOKEN_URL": "http://id.example/token"}, "in clear"),
        ("generic", GENERIC | {"PANEL_OAUTH_USER_URL": "id.example"}, "PANEL_OAUTH_USER_URL"),
        ("generic", GENERIC | {"PANEL_OAUTH_REDIRECT_URI": "https://s.example/"}, "HOST/login"),
        ("generic", GENERIC | {"PANEL_OAUTH_EXTRA_PARAMS": "{"}, "a dictionary"),
        ("generic", GENERIC | {"PANEL_OAUTH_EXPIRY": "a day"}, "PANEL_OAUTH_EXPIRY"),
        ("generic", GENERIC | {"PANEL_OAUTH_EXPIRY": "nan"}, "PANEL_OAUTH_EXPIRY"),
        ("okta", OAUTH, "no 'url'"),
        ("auth0", OAUTH, "no 'subdomain'"),
        ("azurev2", OAUTH, "anybody can take any name"),
        ("azure", OAUTH | {"AAD_TENANT_ID": "common"}, "AAD_TENANT_ID"),
    ],
)
def test_what_the_environment_must_say_of_a_provider(provider, environment, words):
    assert words in refusal(Asked(provider=provider), environment)


@pytest.mark.parametrize(
    ("provider", "environment"),
    [
        ("generic", GENERIC),
        ("generic", GENERIC | {"PANEL_OAUTH_TOKEN_URL": "http://127.0.0.1:81/token"}),
        ("generic", GENERIC | {"PANEL_OAUTH_REDIRECT_URI": "https://s.example/login"}),
        ("okta", OAUTH | {"PANEL_OAUTH_EXTRA_PARAMS": "{'url': 'org.okta.com'}"}),
        ("azurev2", OAUTH | {"AAD_TENANT_ID": "00000000-0000-0000-0000-000000000000"}),
        ("azurev2", OAUTH | {"PANEL_OAUTH_EXTRA_PARAMS": "{'tenant': 'org.example'}"}),
    ],
)
def test_what_is_enough_of_a_provider(provider, environment):
    made, warnings = door(Asked(provider=provider), environment)
    assert made.sign_in.provider == provider
    assert not warnings


@pytest.mark.parametrize("provider", ["pam", "password", "none"])
def test_a_provider_that_would_tell_us_passwords_is_refused(provider):
    assert "--oauth" in refusal(Asked(provider=provider), OAUTH)
