"""The served site in a process of its own, and a real browser that may not leave it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.served import served


@dataclass
class Opened:
    """A page with what was said on its console, and where it asked for anything."""

    page: Page
    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def wait_until_live(self) -> None:
        self.page.wait_for_selector("html[data-live=ready]", timeout=30_000)


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of the site as `wy-indicators serve` serves it."""
    with served() as (address, _):
        yield address


@pytest.fixture
def open_page(chromium: Browser, site: str) -> Iterator[Callable[..., Opened]]:
    """Opens an address of the site; by default at a laptop's size, with scripts.

    `policy` is whether the browser keeps to the content security policy, as a reader's does;
    `touch` whether it is a phone's.
    """
    contexts = []

    def open_it(
        path: str = "",
        width: int = 1280,
        height: int = 900,
        scripts: bool = True,
        policy: bool = False,
        touch: bool = False,
    ) -> Opened:
        # Playwright waits for a condition by compiling its words, which the pages' policy forbids.
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
            bypass_csp=not policy,
            has_touch=touch,
            is_mobile=touch,
        )
        contexts.append(context)
        opened = Opened(context.new_page())
        opened.page.on(
            "console",
            lambda said: opened.console.append(said.text) if said.type == "error" else None,
        )
        opened.page.on("pageerror", lambda error: opened.console.append(str(error)))
        opened.page.on("request", lambda request: opened.requests.append(request.url))
        opened.page.goto(site + path)
        if scripts:
            opened.wait_until_live()
        return opened

    yield open_it
    for context in contexts:
        context.close()
