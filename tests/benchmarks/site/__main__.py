"""Times the site and its peers in a real browser, in one run: `make bench`.

Ends with an error when something does not work, and never because something took long.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from importlib.metadata import version
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.benchmarks.peers.job import AREAS
from tests.benchmarks.site.browsing import browser
from tests.benchmarks.site.contestants import CONTESTANTS
from tests.benchmarks.site.counted import Site, site
from tests.benchmarks.site.documents import document
from tests.benchmarks.site.england import england_site, measured
from tests.benchmarks.site.load import load, soak
from tests.benchmarks.site.race import Effort, race, served
from tests.benchmarks.site.report import Measured, report
from tests.benchmarks.site.servers import Server
from tests.england import PUBLISHED

CROWDS = ((1, 100), (2, 200))  # processes, sessions
PARTS = ("race", "documents", "load", "soak", "england")
FULL = Effort(visits=7, changes=6, counted_changes=6, sessions=8)
SMALL = Effort(visits=1, changes=2, counted_changes=2, sessions=1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is asked for, print it, and write it as JSON where that is wanted."""
    given = _parser().parse_args(arguments)
    found = Measured(_machine())
    with ExitStack() as stack:
        # What is measured gets a server that has done nothing else; a small run shares one.
        shared = stack.enter_context(site(in_haste=True)) if given.small else None
        if "race" in given.only:
            _race(given, found, {"ours": shared} if shared else {})
        if "documents" in given.only:
            with _tried(found, "documents"), _site(shared) as server:
                found.documents = [document(server, level) for level in AREAS]
        if "load" in given.only:
            _load(given, found, shared)
        if "soak" in given.only:
            visitors = 4 if given.small else given.soak
            with _tried(found, f"soak: {visitors} sessions"), _site(shared) as server:
                found.soak = soak(server, visitors)
        if "england" in given.only and not given.small:
            _england(given, found)
    print(report(found))
    if given.json:
        given.json.write_text(json.dumps(found.as_json(), indent=1) + "\n", encoding="utf-8")
    return 1 if found.failed else 0


@contextmanager
def _tried(found: Measured, what: str) -> Iterator[None]:
    """Say what is being done; where it does not work, keep that, and let the rest be measured."""
    _say(what)
    try:
        yield
    except Exception as problem:
        traceback.print_exc()
        found.failed.append(f"{what}: {(str(problem) or type(problem).__name__).splitlines()[0]}")


def _race(given: argparse.Namespace, found: Measured, running: Mapping[str, Server]) -> None:
    """The race at each level, between those who are installed."""
    chosen = [one for one in CONTESTANTS if not given.who or one.key in given.who]
    found.missing += [one.title for one in chosen if one.is_missing]
    here = [one for one in chosen if not one.is_missing]
    effort = SMALL if given.small else FULL
    with sync_playwright() as playwright:
        for level in given.levels or (["ward"] if given.small else list(AREAS)):
            with _tried(found, f"race: {level}"), served(here, level, running) as servers:
                found.races[level] = race(playwright, here, servers, level, effort, _say)


def _england(given: argparse.Namespace, found: Measured) -> None:
    """The map of England, where its published files are at hand."""
    if not PUBLISHED.is_dir():
        found.missing.append("England's published files (../shared/data/national)")
        return
    with ExitStack() as stack:
        stack.enter_context(_tried(found, "England"))
        server = stack.enter_context(england_site())
        server.wait_until_idle()
        opened = stack.enter_context(browser(stack.enter_context(sync_playwright())))
        found.england = measured(opened, server.address, visits=5, changes=6)


def _load(given: argparse.Namespace, found: Measured, shared: Site | None) -> None:
    """The crowds, each on as many processes as it is asked to fit on."""
    for processes, visitors in [(1, 3)] if given.small else CROWDS:
        with _tried(found, f"load: {visitors} sessions on {processes}"), ExitStack() as stack:
            servers = [stack.enter_context(_site(shared)) for _ in range(processes)]
            found.loads.append(load(servers, visitors, 1.0 if given.small else given.seconds))


def _site(shared: Site | None) -> AbstractContextManager[Site]:
    return nullcontext(shared) if shared else site()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--small", action="store_true", help="a few repeats, to see that it works")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="parts to run")
    parser.add_argument("--levels", nargs="+", choices=tuple(AREAS), help="levels to race at")
    parser.add_argument("--who", nargs="+", choices=[one.key for one in CONTESTANTS])
    parser.add_argument("--seconds", type=float, default=20.0, help="how long a load lasts")
    parser.add_argument("--soak", type=int, default=1_000, help="sessions that come and go")
    return parser


def _machine() -> str:
    names = ("panel", "bokeh", "holoviews", "dash", "streamlit", "plotly")
    versions = [f"{name} {version(name)}" for name in names if _is_here(name)]
    python = f"Python {platform.python_version()}"
    return f"{os.cpu_count()} cores, {python}, {', '.join(versions)}"


def _is_here(name: str) -> bool:
    try:
        version(name)
    except ImportError:
        return False
    return True


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
