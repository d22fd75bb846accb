"""The contestants side by side: all are served at once, and visited in turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import median

import numpy as np
from playwright.sync_api import Page, Playwright

from tests.benchmarks.peers.job import MEASURES
from tests.benchmarks.site.browsing import (
    Until,
    Visit,
    browser,
    bytes_moved,
    change,
    memory_a_session,
    open_page,
)
from tests.benchmarks.site.contestants import Contestant
from tests.benchmarks.site.servers import Server, free_port, serving

Say = Callable[[str], None]


@dataclass(frozen=True)
class Effort:
    """How often each thing is done, for each contestant."""

    visits: int
    changes: int
    counted_changes: int
    sessions: int


@dataclass(frozen=True)
class Score:
    """Medians of one contestant at one level: milliseconds, bytes on the wire, and megabytes."""

    readable: float
    alive: float
    repaint: float
    repaint_p95: float
    work: float
    first_visit: float
    a_change: float
    memory: float


@contextmanager
def served(
    who: Sequence[Contestant], level: str, running: Mapping[str, Server]
) -> Iterator[dict[str, Server]]:
    """A server for each contestant by its key, while the block lasts; those running are taken."""
    with ExitStack() as stack:
        servers = dict(running)
        for one in who:
            if one.key in running:
                continue
            port = free_port()
            started = serving(one.command(port, level), port, one.path(level))
            servers[one.key] = stack.enter_context(started)
        yield servers


def race(
    playwright: Playwright,
    who: Sequence[Contestant],
    servers: Mapping[str, Server],
    level: str,
    effort: Effort,
    say: Say,
) -> dict[str, Score]:
    """Each contestant's score by its key."""
    visits: dict[str, list[Visit]] = defaultdict(list)
    paints: dict[str, list[float]] = defaultdict(list)
    works: dict[str, list[float]] = defaultdict(list)
    scores = {}
    with browser(playwright) as opened:
        for one in who:
            say(f"{level}: waiting for {one.title}")
            servers[one.key].wait_until_idle()
            page, _ = open_page(opened, one, servers[one.key], level)
            _changes(page, one, level, len(MEASURES[level]))  # what all share is made once
            page.context.close()
        for number in range(effort.visits):
            for one in who:
                say(f"{level}: visit {number + 1} of {effort.visits} to {one.title}")
                page, visit = open_page(opened, one, servers[one.key], level)
                visits[one.key].append(visit)
                paints[one.key] += _changes(page, one, level, effort.changes)
                works[one.key] += _changes(page, one, level, effort.changes, "worked")
                page.context.close()
        for one in who:
            say(f"{level}: bytes and memory of {one.title}")
            server = servers[one.key]
            first, moved = bytes_moved(playwright, one, server, level, effort.counted_changes)
            scores[one.key] = Score(
                readable=median(visit.readable for visit in visits[one.key]),
                alive=median(visit.alive for visit in visits[one.key]),
                repaint=median(paints[one.key]),
                repaint_p95=float(np.percentile(paints[one.key], 95)),
                work=median(works[one.key]),
                first_visit=first,
                a_change=median(moved),
                memory=memory_a_session(opened, one, server, level, effort.sessions),
            )
    return scores


def _changes(
    page: Page, one: Contestant, level: str, times: int, until: Until = "painted"
) -> list[float]:
    return [change(page, one, level, number, until) for number in range(1, times + 1)]
