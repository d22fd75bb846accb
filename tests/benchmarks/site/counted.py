"""The site as `wy-indicators` serves it, in a process that can be asked how many sessions it has.

`python -m tests.benchmarks.site.counted FILE HASTE serve --port N`: on SIGUSR1 the number is
written to FILE, with a number for the asking, so that an old answer is not taken for a new one. In
haste, for the tests, a session that was left is not kept for as long as Bokeh would keep it.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path

import panel as pn

from dashboards.cli import main
from dashboards.memory import ALLOCATOR
from tests.benchmarks.site.servers import Server, free_port, serving

PATIENCE = 30.0  # seconds for the number
HASTE = {
    "check_unused_sessions_milliseconds": 1_000,
    "unused_session_lifetime_milliseconds": 8_000,
}


@dataclass(frozen=True)
class Site(Server):
    """The site's server, which says how many sessions it has."""

    file: Path = field(kw_only=True)

    def sessions(self) -> int:
        """How many sessions it holds now. Raises RuntimeError when it does not say."""
        before = self.file.read_text() if self.file.exists() else ""
        self.process.send_signal(signal.SIGUSR1)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.file.exists() and (answer := self.file.read_text()) != before:
                return int(answer.split()[1])
            time.sleep(0.02)
        raise RuntimeError("The server did not say how many sessions it holds.")


@contextmanager
def site(in_haste: bool = False) -> Iterator[Site]:
    """The site, served while the block lasts."""
    with tempfile.TemporaryDirectory() as folder:
        file, port = Path(folder) / "sessions", free_port()
        own = ["-m", "tests.benchmarks.site.counted", str(file), "haste" if in_haste else "usual"]
        command = [*own, "serve", "--port", str(port)]
        with serving(command, port, "map", ALLOCATOR) as server:
            idle_within = 0.0 if in_haste else server.idle_within
            yield Site(server.process, server.port, idle_within, file=file)


def _answer_on_signal(file: Path) -> None:
    asked = count(1)

    def answer(*_: object) -> None:
        held = sum(len(server.get_sessions()) for server, *_ in pn.state._servers.values())
        part = file.with_suffix(".part")
        part.write_text(f"{next(asked)} {held}")
        os.replace(part, file)

    signal.signal(signal.SIGUSR1, answer)


if __name__ == "__main__":
    _answer_on_signal(Path(sys.argv[1]))
    if sys.argv[2] == "haste":
        pn.serve = partial(pn.serve, **HASTE)
    sys.exit(main(sys.argv[3:]))
