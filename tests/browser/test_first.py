"""A page can be read before its visitor's session is there."""

from __future__ import annotations

import re
import socket
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.browser


def first_part(site: str, path: str) -> tuple[str, str]:
    """What the server sends of a page until it pauses for its session, and all of it."""
    at = urlsplit(site)
    with socket.create_connection((at.hostname, at.port), timeout=120) as wire:
        wire.sendall(
            f"GET /{path} HTTP/1.1\r\nHost: {at.netloc}\r\nConnection: close\r\n\r\n".encode()
        )
        received = [wire.recv(65_536)]
        first = b""
        while part := wire.recv(65_536):
            received.append(part)
            if not first and b"<!-- " not in part and b"docs_json" in part:
                first = b"".join(received[:-1])
    return first.decode(errors="replace"), b"".join(received).decode(errors="replace")


@pytest.mark.parametrize("path", ["map", "map?level=place&indicator=suicide_rate", "", "place"])
def test_what_was_drawn_comes_before_the_session(site, path):
    first, whole = first_part(site, path)
    assert "</h1>" in first
    assert "docs_json" not in first
    assert "docs_json" in whole
    assert whole.count("<h1") == 1
    assert len(re.findall(r"<!DOCTYPE html>", whole)) == 1
    assert whole.rstrip().endswith(("</html>", "0"))


def test_a_page_that_cannot_be_drawn_says_so_in_both_parts(open_page):
    opened = open_page("map?indicator=no_such_thing")
    assert "not an indicator we hold" in opened.page.locator(".message").inner_text()
    assert opened.console == []
