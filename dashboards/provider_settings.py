"""What the environment must say of a sign-in provider, judged before anything is bound.

Panel reads the same while people sign in, and would take what is missing for addresses that answer
nobody, or everybody.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from dashboards.gate import LOGIN
from geo.errors import Fault, did_you_mean, quoted

# Panel's, but those by which this server itself would be told people's passwords.
PROVIDERS = ("auth0", "auth_code", "azure", "azurev2", "bitbucket", "generic", "github", "gitlab",
             "google", "okta")  # fmt: skip
MORE = "PANEL_OAUTH_EXTRA_PARAMS"
OF_ANYONE = ("", "common", "organizations", "consumers")
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
IN_CLEAR = "where secrets and names would travel in clear"


def wrong_settings(provider: str, environment: Mapping[str, str]) -> list[Fault]:
    """Every fault in what the environment says of the provider."""
    if provider not in PROVIDERS:
        meant = did_you_mean(provider, PROVIDERS)
        return [
            Fault("--oauth", quoted(provider), f"one of {', '.join(PROVIDERS)}", meant),
            *_wrong_keys(provider, environment),
        ]
    more = _more(environment)
    if more is None:
        return [Fault(MORE, "something else", "a dictionary, as Python writes it: {'url': '...'}")]
    return [
        *_wrong_keys(provider, environment),
        *_wrong_addresses(provider, more, environment),
        *_wrong_way_back(environment),
    ]


def _wrong_keys(provider: str, environment: Mapping[str, str]) -> Iterator[Fault]:
    for name in ("PANEL_OAUTH_KEY", "PANEL_OAUTH_SECRET"):
        if not environment.get(name) and not (provider == "auth_code" and name.endswith("SECRET")):
            remedy = "It is read from the environment alone, as other users see command lines."
            yield Fault(name, "nothing in the environment", "the provider's", remedy)


def _wrong_addresses(
    provider: str, more: Mapping[str, Any], environment: Mapping[str, str]
) -> Iterator[Fault]:
    if provider in ("generic", "auth_code"):
        for what in ("AUTHORIZE_URL", "TOKEN_URL", "USER_URL"):
            found = str(more.get(what) or environment.get(f"PANEL_OAUTH_{what}", ""))
            if not found and what != "USER_URL":
                yield Fault(f"PANEL_OAUTH_{what}", "nothing in the environment", "the provider's")
            elif found and not _is_safe(found):
                yield Fault(f"PANEL_OAUTH_{what}", f"{quoted(found)}, {IN_CLEAR}", "https://...")
    if provider in ("okta", "auth0"):
        part = "url" if provider == "okta" else "subdomain"
        if not more.get(part):
            remedy = f"Say: export {MORE}=\"{{'{part}': '...'}}\""
            yield Fault(MORE, f"no {quoted(part)}", "your organisation's", remedy)
    if provider in ("azure", "azurev2"):
        tenant = str(environment.get("AAD_TENANT_ID", more.get("tenant", "")))
        if tenant.lower() in OF_ANYONE:
            found = quoted(tenant) if tenant else "nothing in the environment"
            remedy = "In a tenant of their own anybody can take any name."
            yield Fault("AAD_TENANT_ID", found, "the one tenant whose people sign in", remedy)


def _wrong_way_back(environment: Mapping[str, str]) -> Iterator[Fault]:
    back = environment.get("PANEL_OAUTH_REDIRECT_URI", "")
    if back and not (_is_safe(back) and urlsplit(back).path == LOGIN):
        yield Fault("PANEL_OAUTH_REDIRECT_URI", quoted(back), f"https://HOST{LOGIN}")


def _more(environment: Mapping[str, str]) -> dict[str, Any] | None:
    try:
        found = ast.literal_eval(environment.get(MORE, "{}"))
    except (ValueError, SyntaxError):
        return None
    return found if isinstance(found, dict) else None


def _is_safe(address: str) -> bool:
    try:
        found = urlsplit(address)
    except ValueError:
        return False
    is_here = found.scheme == "http" and found.hostname in THIS_MACHINE
    return bool(found.hostname) and (found.scheme == "https" or is_here)
