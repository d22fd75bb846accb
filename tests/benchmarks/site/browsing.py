"""What a visitor sees: one contestant in a real browser, with a cold context for each visit."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Literal

from playwright.sync_api import Browser, Page, Playwright

from tests.benchmarks.peers.job import MEASURES
from tests.benchmarks.site.contestants import Contestant
from tests.benchmarks.site.proxy import Proxy
from tests.benchmarks.site.servers import HOST, Server

PATIENCE = 60_000  # milliseconds for a page to come to life, and for a change to be painted
REST = 250  # milliseconds between changes, and then a part of a frame: choices fall anywhere in one
FRAME = 1000 / 60
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


SPREAD = Random(1)
Until = Literal["painted", "worked"]


@dataclass(frozen=True)
class Visit:
    """Milliseconds from the request until the map could be read, and until the choice was alive."""

    readable: float
    alive: float


@contextmanager
def browser(playwright: Playwright, sent_to: dict[int, int] | None = None) -> Iterator[Browser]:
    """Debian's Chromium; `sent_to` sends connections for one port of this machine to another."""
    program = shutil.which("chromium")
    if program is None:
        raise RuntimeError("chromium is not installed: apt-get install chromium")
    rules = [f"MAP {HOST}:{port} 127.0.0.1:{to}" for port, to in (sent_to or {}).items()]
    extra = [f"--host-resolver-rules={', '.join(rules)}"] if rules else []
    opened = playwright.chromium.launch(executable_path=program, args=[*ARGUMENTS, *extra])
    try:
        yield opened
    finally:
        opened.close()


def open_page(opened: Browser, who: Contestant, server: Server, level: str) -> tuple[Page, Visit]:
    """The contestant's page in a context of its own, once it is alive. The caller closes it."""
    context = opened.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.add_init_script(who.watch(level))
    page.goto(server.address + who.path(level), wait_until="commit", timeout=PATIENCE)
    page.wait_for_function("window.bench?.seen.alive", timeout=PATIENCE)
    seen = page.evaluate("bench.seen")
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime")
    return page, Visit(max(seen["map"], painted or 0.0), max(seen["alive"], painted or 0.0))


def change(page: Page, who: Contestant, level: str, number: int, until: Until = "painted") -> float:
    """Milliseconds until the map of the next measure was painted, or of the work for it alone."""
    measures = MEASURES[level]
    place = number % len(measures)
    if who.opener:
        page.click(who.opener)
        page.wait_for_selector("[role=option]", timeout=PATIENCE)
    measure = {"place": place, "id": measures[place]}
    script = f"measure => bench.{until}(() => {{ {who.choose} }}, {PATIENCE})"
    taken = float(page.evaluate(script, measure))
    page.wait_for_timeout(REST + SPREAD.random() * FRAME)
    return taken


def bytes_moved(
    playwright: Playwright, who: Contestant, server: Server, level: str, changes: int
) -> tuple[int, list[int]]:
    """Bytes on the wire, both ways: of a first visit, and of each change after it."""
    with Proxy(server.port) as proxy, browser(playwright, {server.port: proxy.port}) as opened:
        page, _ = open_page(opened, who, server, level)
        first = before = proxy.settle(1.0)
        if not first:
            raise RuntimeError("The browser did not come through the counting proxy.")
        moved = []
        for number in range(1, changes + 1):
            change(page, who, level, number)
            after = proxy.settle()
            moved.append(after - before)
            before = after
        page.context.close()
    return first, moved


def memory_a_session(opened: Browser, who: Contestant, server: Server, level: str, n: int) -> float:
    """Megabytes of the server for each of `n` sessions open at once."""
    open_page(opened, who, server, level)[0].context.close()  # the first pays for what all share
    before, pages = server.memory(), []
    try:
        for _ in range(n):
            pages.append(open_page(opened, who, server, level)[0])
        return (server.memory() - before) / n
    finally:
        for page in pages:
            page.context.close()
