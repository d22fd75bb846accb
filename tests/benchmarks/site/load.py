"""Many visitors at once: how long each waits, what each costs, and what stays when they leave."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle

import numpy as np

from dashboards.memory import SOON
from tests.benchmarks.peers.job import MEASURES
from tests.benchmarks.site.client import Visitor
from tests.benchmarks.site.counted import Site

EVERY = 2.0  # seconds from one change of a visitor to the next
AT_ONCE = 8  # pages opened at once
WARMED_BY = 300  # sessions that come and go first, so that the server has had its usual crowd
PLACES = ("", "&place=leeds", "&place=bradford")
GONE_WITHIN = 90.0  # seconds; Bokeh looks for sessions left every 17 s, and keeps each for 15 s
GIVEN_BACK = 2 * SOON  # seconds after which the memory of the last session was given back
LEVEL = "ward"


@dataclass(frozen=True)
class Load:
    """Milliseconds that changes took, and megabytes of server memory a session."""

    processes: int
    visitors: int
    changes: int
    p50: float
    p95: float
    memory: float


@dataclass(frozen=True)
class Soak:
    """Visitors that came and left: memory before and after in megabytes, and sessions left."""

    visitors: int
    before: float
    after: float
    left: int


def queries() -> list[str]:
    """What visitors ask for: each measure, in all of West Yorkshire and in two places."""
    return [
        f"?indicator={measure}&level={LEVEL}{place}"
        for measure in MEASURES[LEVEL]
        for place in PLACES
    ]


def load(servers: Sequence[Site], visitors: int, seconds: float) -> Load:
    """Visitors spread over the servers, each changing a filter every two seconds."""
    asyncio.run(_warm(servers))
    before = sum(server.memory() for server in servers)
    waits, after = asyncio.run(_visits(servers, visitors, seconds))
    p50, p95 = np.percentile(1_000 * np.array(waits), (50, 95))
    memory = (after - before) / visitors
    return Load(len(servers), visitors, len(waits), float(p50), float(p95), memory)


def soak(server: Site, visitors: int) -> Soak:
    """Visitors who open the map, change it once and leave; then what the server still holds."""
    asyncio.run(_warm([server]))
    asyncio.run(_come_and_go(server, min(visitors, WARMED_BY)))
    _wait_until_gone(server)
    before = server.memory()
    asyncio.run(_come_and_go(server, visitors))
    left = _wait_until_gone(server)
    return Soak(visitors, before, server.memory(), left)


async def _warm(servers: Sequence[Site]) -> None:
    for server in servers:
        server.wait_until_idle()
        visitor = await Visitor.open(server.address, f"map{queries()[0]}")
        for query in queries():
            await visitor.ask(query)
        await visitor.leave()


async def _visits(
    servers: Sequence[Site], visitors: int, seconds: float
) -> tuple[list[float], float]:
    """Seconds that each change took, and the servers' memory with all visitors there."""
    gate = asyncio.Semaphore(AT_ONCE)
    here = [
        asyncio.create_task(_open(server, gate))
        for server, _ in zip(cycle(servers), range(visitors), strict=False)
    ]
    opened = await asyncio.gather(*here)
    waits = await asyncio.gather(*(_change(one, seconds, n) for n, one in enumerate(opened)))
    memory = sum(server.memory() for server in servers)
    await asyncio.gather(*(visitor.leave() for visitor in opened))
    return [wait for each in waits for wait in each], memory


async def _open(server: Site, gate: asyncio.Semaphore) -> Visitor:
    async with gate:
        return await Visitor.open(server.address, f"map{queries()[0]}")


async def _change(visitor: Visitor, seconds: float, number: int) -> list[float]:
    dice = random.Random(number)
    await asyncio.sleep(dice.uniform(0, EVERY))
    until, last = time.monotonic() + seconds, queries()[0]
    waits: list[float] = []
    while time.monotonic() < until or not waits:
        start = time.monotonic()
        last = dice.choice([query for query in queries() if query != last])
        waits.append(await visitor.ask(last))
        await asyncio.sleep(max(0.0, EVERY - (time.monotonic() - start)))
    return waits


async def _come_and_go(server: Site, visitors: int) -> None:
    gate = asyncio.Semaphore(AT_ONCE)

    async def visit(number: int) -> None:
        async with gate:
            visitor = await Visitor.open(server.address, f"map{queries()[0]}")
            await visitor.ask(queries()[1 + number % (len(queries()) - 1)])
            await visitor.leave()

    await asyncio.gather(*(visit(number) for number in range(visitors)))


def _wait_until_gone(server: Site) -> int:
    """How many sessions stay, when time enough has passed for all to have gone."""
    until = time.monotonic() + GONE_WITHIN
    while (held := server.sessions()) and time.monotonic() < until:
        time.sleep(0.5)
    time.sleep(GIVEN_BACK)
    return held
