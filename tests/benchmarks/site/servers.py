"""Servers under measurement: each a process of its own, on this machine only, ended at the end."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
HOST = "localhost"
PATIENCE = 120.0  # seconds for a server to start
LAST_WORDS = 2_000
LOOK_EVERY, QUIET_LOOKS = 0.5, 12  # seconds, times: this site begins its rest after four


@dataclass(frozen=True)
class Server:
    """A running server."""

    process: subprocess.Popen[bytes]
    port: int
    idle_within: float = 60.0  # seconds that are given it to do what it does after starting

    @property
    def address(self) -> str:
        """The address that its pages are under."""
        return f"http://{HOST}:{self.port}/"

    def memory(self) -> float:
        """Megabytes (of 1,000,000 bytes) that it holds in memory."""
        status = Path(f"/proc/{self.process.pid}/status")
        if status.exists():
            line = next(row for row in status.read_text().splitlines() if row.startswith("VmRSS"))
            kibibytes = line.split()[1]
        else:
            asked = ["ps", "-o", "rss=", "-p", str(self.process.pid)]
            kibibytes = subprocess.run(asked, capture_output=True, check=True).stdout.decode()
        return int(kibibytes) * 1024 / 1e6

    def wait_until_idle(self) -> None:
        """Wait until it has done what it does after starting, or for as long as it is given."""
        until, quiet, before = time.monotonic() + self.idle_within, 0, self._worked()
        while quiet < QUIET_LOOKS and time.monotonic() < until:
            time.sleep(LOOK_EVERY)
            now = self._worked()
            quiet = quiet + 1 if now - before <= 0.1 * LOOK_EVERY else 0
            before = now

    def _worked(self) -> float:
        """Seconds of a processor that it has taken; time itself where that is not known."""
        status = Path(f"/proc/{self.process.pid}/stat")
        if not status.exists():
            return time.monotonic()
        fields = status.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    command: Sequence[str], port: int, path: str = "", around: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """The server that Python's arguments start, once it answers; ended with the block.

    `around` are variables of its environment beside those of this process.

    Raises RuntimeError with what it said when it ends or does not answer in time.
    """
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            stdout=said,
            stderr=subprocess.STDOUT,
            env=os.environ | {"PYTHONPATH": str(ROOT)} | dict(around or {}),
        )
        try:
            _wait(process, port, path)
            yield Server(process, port)
        except Exception as problem:
            said.seek(0)
            words = said.read()[-LAST_WORDS:].decode(errors="replace")
            problem.add_note(f"{' '.join(command)} said:\n{words}")
            raise
        finally:
            _end(process)


def _wait(process: subprocess.Popen[bytes], port: int, path: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"The server ended with {process.returncode}.")
        try:
            answer = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
            answer.request("GET", f"/{path}")
            status = answer.getresponse().status
            answer.close()
        except OSError:
            time.sleep(0.2)
            continue
        if status != http.client.OK:
            raise RuntimeError(f"The server answered with {status} at /{path}.")
        return
    raise RuntimeError(f"The server did not answer within {PATIENCE:.0f} s.")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=10)
