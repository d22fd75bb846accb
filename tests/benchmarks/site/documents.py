"""How many bytes a level's geometry takes on the wire, as a browser fetches it."""

from __future__ import annotations

import gzip
import http.client
import json
import re
from dataclasses import dataclass

from tests.benchmarks.site.contestants import OURS
from tests.benchmarks.site.servers import HOST, Server

LINK = re.compile(r"shapes/[0-9a-f]{12}/[a-z]+-\d{4}-[a-z]+\.json")


@dataclass(frozen=True)
class Document:
    """The shapes of one level: how many areas, and their bytes as sent (head and body)."""

    level: str
    areas: int
    sent: int
    is_kept: bool


def document(server: Server, level: str) -> Document:
    """The shapes that the map page of the level names. Raises RuntimeError when it names none."""
    page, _, _ = _fetch(server, OURS.path(level))
    link = LINK.search(page.decode())
    if link is None:
        raise RuntimeError(f"The map page of {level} names no shapes.")
    content, sent, kept = _fetch(server, link[0])
    return Document(level, len(json.loads(content)["codes"]), sent, "immutable" in kept)


def _fetch(server: Server, path: str) -> tuple[bytes, int, str]:
    """The content, the bytes on the wire, and what is said of keeping it."""
    wire = http.client.HTTPConnection(HOST, server.port, timeout=60)
    wire.request("GET", f"/{path}", headers={"Accept-Encoding": "gzip"})
    answer = wire.getresponse()
    body = answer.read()
    wire.close()
    if answer.status != http.client.OK:
        raise RuntimeError(f"The server answered with {answer.status} at /{path}.")
    head = sum(len(name) + len(value) + 4 for name, value in answer.getheaders())
    content = gzip.decompress(body) if answer.getheader("Content-Encoding") == "gzip" else body
    return content, head + len(body), answer.getheader("Cache-Control", "")
