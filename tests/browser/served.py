"""A site as `wy-indicators serve` serves it, in a process of its own, and what it answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from tornado.httpclient import HTTPClient, HTTPRequest, HTTPResponse
from tornado.web import create_signed_value

ROOT = Path(__file__).parents[2]
SECRET = "f2d1c0b3a4958677f2d1c0b3a4958677"
# Awaited in a page: it has painted, and has nothing left to do.
# The page rests, and the rows of its table that are out of sight have followed.
SETTLED = """async () => {
  await new Promise((done) => requestIdleCallback(() => setTimeout(done, 300)))
  while (document.querySelector("[data-filling]")) await new Promise((done) => setTimeout(done, 20))
}"""


@contextmanager
def served(
    *arguments: str | Path, until_end: list[str] | None = None, **environment: str
) -> Iterator[tuple[str, str]]:
    """The address of the site, served with the arguments, and what it said at its start.

    `until_end` gets what it said afterwards, once it has ended.
    """
    server = subprocess.Popen(
        [sys.executable, "-u", "-m", "dashboards.cli", "serve", "--port", "0", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert server.stdout is not None
    said = ""
    try:
        for line in server.stdout:
            said += line
            if "http://" in line:
                yield "http://" + line.split("http://")[1].split()[0].rstrip("/.") + "/", said
                break
        else:
            pytest.fail(f"the site did not start:\n{said}")
    finally:
        server.terminate()
        server.wait(timeout=20)
        if until_end is not None:
            until_end += server.stdout
        server.stdout.close()


@dataclass
class SignedInSite:
    """A served site where people sign in, and its log."""

    address: str
    log: Path
    said: str

    def ask(self, path: str, user: str = "", **headers: str) -> HTTPResponse:
        """What is answered at the path, to the user, signed in, or to nobody."""
        cookie = {"Cookie": f"user={signed(user)}"} if user else {}
        return fetch(self.address + path, headers={**cookie, **headers})

    def events(self) -> list[dict[str, str]]:
        """The log, an object a line."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]


@contextmanager
def signed_in_site(
    folder: Path, access: str, passwords: dict[str, str], *more: str | Path
) -> Iterator[SignedInSite]:
    """A site served with the text of an access file and passwords, both kept in the folder."""
    users = _kept(folder / "users.json", json.dumps(passwords))
    with _site(folder, access, "--basic-auth", users, *more) as made:
        yield made


@contextmanager
def site_of_provider(
    folder: Path,
    access: str,
    environment: dict[str, str],
    *more: str | Path,
    kind: str = "generic",
    until_end: list[str] | None = None,
) -> Iterator[SignedInSite]:
    """A site where people sign in by the provider of which the environment tells."""
    options = ("--oauth", kind, *more)
    with _site(folder, access, *options, until_end=until_end, **environment) as made:
        yield made


@contextmanager
def _site(
    folder: Path,
    access: str,
    *more: str | Path,
    until_end: list[str] | None = None,
    **environment: str,
) -> Iterator[SignedInSite]:
    file, log = _kept(folder / "access.toml", access), folder / "access.log"
    paths: Iterable[str | Path] = ("--access", file, "--access-log", log, *more)
    environment |= {"PANEL_COOKIE_SECRET": SECRET}
    with served(*paths, until_end=until_end, **environment) as (address, said):
        yield SignedInSite(address, log, said)


def _kept(path: Path, text: str) -> Path:
    path.write_text(text)
    path.chmod(0o600)
    return path


@dataclass
class Visitor:
    """A reader's browser as far as signing in needs one: cookies, kept for each host."""

    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    set: list[str] = field(default_factory=list)  # every cookie as it was set, with its attributes
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, address: str, **asked: object) -> HTTPResponse:
        """One answer, without following where it leads."""
        kept = self.cookies.setdefault(urlsplit(address).netloc, {})
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in kept.items())}
        answer = fetch(address, headers=self.headers | (sent if kept else {}), **asked)
        for one in answer.headers.get_list("Set-Cookie"):
            self.set.append(one)
            name, _, value = one.partition(";")[0].partition("=")
            kept.pop(name, None)
            if value.strip('"'):
                kept[name] = value
        return answer

    def follow(self, address: str) -> HTTPResponse:
        """The answer at the end of all redirects."""
        for _ in range(10):
            answer = self.ask(address)
            if answer.code not in (301, 302, 303, 307):
                return answer
            address = urljoin(address, answer.headers["Location"])
        raise AssertionError(f"led on and on, lastly to {address}")


def fetch(address: str, **asked: object) -> HTTPResponse:
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


def signed(name: str, secret: str = SECRET) -> str:
    """The cookie that a site with the secret gives to whoever signs in by that name."""
    return create_signed_value(secret, "user", name).decode()
