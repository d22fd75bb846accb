"""A site as `wy-indicators serve` serves it, in a process of its own, and what it answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from tornado.httpclient import HTTPClient, HTTPRequest, HTTPResponse
from tornado.web import create_signed_value

ROOT = Path(__file__).parents[2]
SECRET = "f2d1c0b3a4958677f2d1c0b3a4958677"


@contextmanager
def served(*arguments: str | Path, **environment: str) -> Iterator[tuple[str, str]]:
    """The address of the site, served with the arguments, and what it said at its start."""
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
    files = {"access.toml": access, "users.json": json.dumps(passwords)}
    for name, text in files.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o600)
    log = folder / "access.log"
    paths: Iterable[str | Path] = (
        "--access", folder / "access.toml", "--basic-auth", folder / "users.json",
        "--access-log", log, *more,
    )  # fmt: skip
    with served(*paths, PANEL_COOKIE_SECRET=SECRET) as (address, said):
        yield SignedInSite(address, log, said)


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
