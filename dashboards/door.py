"""Where the site is reached and by whom: all that is asked for at its start, and what is refused.

Everything is judged before anything is bound, and told at once.
"""

from __future__ import annotations

import ipaddress
import os
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dashboards.access import Access
from dashboards.access_file import read_access
from dashboards.audit_log import USUAL, AuditLog
from dashboards.passwords import read_passwords
from dashboards.provider_settings import wrong_settings
from dashboards.signing import SignIn
from geo.errors import Fault, SuiteError, quoted

SECRET = "PANEL_COOKIE_SECRET"
SHORTEST_SECRET = 32
DAYS = "PANEL_OAUTH_EXPIRY"
LONGEST_DAYS = 32
HOW = "Say: export PANEL_COOKIE_SECRET=$(python3 -c 'import secrets; print(secrets.token_hex(32))')"
EVERY_ADDRESS = ("0.0.0.0", "::", "")
HOST = re.compile(r"(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:\d{1,5})?")


@dataclass(frozen=True)
class Door:
    """Where the site is reached, from which hosts' pages, and how people sign in."""

    port: int = 5006
    address: str = "localhost"
    origins: tuple[str, ...] = ()
    is_behind_tls: bool = False
    sign_in: SignIn | None = None

    def allowed_origins(self, port: int) -> list[str]:
        """The hosts whose pages may open the wire: those named; this machine, if it is bound."""
        named = list(self.origins)
        if self.address in EVERY_ADDRESS:
            return named
        local = ("localhost", "127.0.0.1") if _is_this_machine(self.address) else ()
        host = f"[{self.address}]" if ":" in self.address else self.address
        return [*named, *(f"{one}:{port}" for one in dict.fromkeys((*local, host)))]


@dataclass(frozen=True)
class Asked:
    """What the command was given."""

    port: int = 5006
    address: str = "localhost"
    origins: tuple[str, ...] = ()
    is_behind_tls: bool = False
    access: Path | None = None
    basic_auth: Path | None = None
    provider: str = ""
    log: Path = USUAL


def door(asked: Asked, environment: Mapping[str, str] = os.environ) -> tuple[Door, list[Fault]]:
    """The door asked for, with warnings. Raises SuiteError with all that speaks against it."""
    faults = [*_wrong_origins(asked)]
    warnings: list[Fault] = []
    signs_in = bool(asked.basic_auth or asked.provider)
    access, passwords = Access(), None
    if asked.access:
        try:
            access, warnings = read_access(asked.access)
        except SuiteError as problem:
            faults += problem.faults
        if not signs_in:
            remedy = "Add --basic-auth FILE or --oauth PROVIDER, or leave --access out."
            faults.append(Fault("--access", "no way to sign in", "one", remedy))
    if asked.basic_auth and asked.provider:
        faults.append(Fault("--oauth", "--basic-auth as well", "one way to sign in"))
    if asked.basic_auth:
        passwords, wrong = read_passwords(asked.basic_auth)
        faults += wrong
    if asked.provider:
        faults += wrong_settings(asked.provider, environment)
    if signs_in:
        faults += [*_wrong_secret(environment), *_wrong_days(environment)]
        if not asked.is_behind_tls and not _is_this_machine(asked.address):
            remedy = (
                "Bind to localhost behind a proxy that speaks TLS, and add --behind-tls and "
                "--origin HOST."
            )
            found = "signing in where passwords and cookies would travel in clear"
            faults.append(Fault(f"--address {asked.address}", found, "TLS before it", remedy))
    if faults:
        raise SuiteError("The site was not started.", faults)
    sign_in = None
    if signs_in:
        sign_in = _sign_in(asked, access, passwords, environment)
    made = Door(
        asked.port,
        asked.address,
        tuple(_host(one) for one in asked.origins),
        asked.is_behind_tls,
        sign_in,
    )
    return made, warnings


def free_port(address: str, port: int) -> int:
    """The port, or for 0 any that nothing listens on; known beforehand, because origins name it.

    Raises OSError for one that is taken, before anything is worked out for the first page.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((address, port))
        return int(probe.getsockname()[1])


def _sign_in(
    asked: Asked,
    access: Access,
    passwords: Mapping[str, str] | None,
    environment: Mapping[str, str],
) -> SignIn:
    return SignIn(
        access,
        AuditLog(asked.log),
        environment[SECRET],
        passwords,
        asked.provider,
        float(environment.get(DAYS, "1")),
        asked.is_behind_tls,
    )


def _wrong_origins(asked: Asked) -> list[Fault]:
    faults = []
    for one in asked.origins:
        if not HOST.fullmatch(_host(one)):
            remedy = "Write the host as the address bar shows it, without https:// and path."
            found = "any host" if "*" in one else quoted(one)
            faults.append(Fault("--origin", found, "HOST or HOST:PORT", remedy))
    if asked.address in EVERY_ADDRESS and not asked.origins:
        remedy = "Add --origin HOST:PORT for each name by which readers reach the site."
        found = "an address open to all and no --origin"
        faults.append(Fault(f"--address {asked.address}", found, "named hosts", remedy))
    return faults


def _wrong_secret(environment: Mapping[str, str]) -> list[Fault]:
    secret = environment.get(SECRET, "")
    if not secret:
        return [Fault(SECRET, "nothing in the environment", "a secret to sign cookies with", HOW)]
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < 10:
        found = f"{len(secret)} characters, {len(set(secret))} of them different"
        return [Fault(SECRET, found, f"{SHORTEST_SECRET} or more that nobody can guess", HOW)]
    if environment.get("BOKEH_COOKIE_SECRET", secret) != secret:
        return [Fault("BOKEH_COOKIE_SECRET", "another secret", "the same, or none")]
    return []


def _wrong_days(environment: Mapping[str, str]) -> list[Fault]:
    given = environment.get(DAYS, "1")
    try:
        is_right = 0 < float(given) < LONGEST_DAYS
    except ValueError:
        is_right = False
    expected = f"days, as a number under {LONGEST_DAYS}"
    return [] if is_right else [Fault(DAYS, quoted(given), expected)]


def _host(text: str) -> str:
    return text.strip().lower().rstrip("/")


def _is_this_machine(address: str) -> bool:
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
