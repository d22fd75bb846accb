"""Counts bytes on the wire: what goes through a TCP connection, whatever is spoken over it."""

from __future__ import annotations

import asyncio
import threading
import time
from types import TracebackType

CHUNK = 65_536
HOST = "127.0.0.1"


class Proxy:
    """Forwards to a port of this machine while the block lasts, counting both ways."""

    def __init__(self, target: int) -> None:
        self.port = 0
        self.up = 0  # bytes from browser to server
        self.down = 0  # bytes from server to browser
        self._target = target
        self._last = time.monotonic()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def both(self) -> int:
        """Bytes both ways."""
        return self.up + self.down

    def settle(self, quiet: float = 0.4, at_most: float = 20.0) -> int:
        """Wait until nothing has moved for `quiet` seconds; the bytes both ways."""
        start = time.monotonic()
        while time.monotonic() - start < at_most:
            if time.monotonic() - max(start, self._last) >= quiet:
                break
            time.sleep(0.02)
        return self.both

    def __enter__(self) -> Proxy:
        self._thread.start()
        if not self._ready.wait(10):
            raise RuntimeError("The counting proxy did not start.")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._join, HOST, 0)
        self.port = int(server.sockets[0].getsockname()[1])
        self._ready.set()
        await self._stop.wait()
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of the browser, with one of ours to the server behind it."""
        try:
            beyond_reader, beyond_writer = await asyncio.open_connection("localhost", self._target)
        except OSError:
            writer.close()
            return
        await asyncio.gather(
            self._pump(reader, beyond_writer, "up"), self._pump(beyond_reader, writer, "down")
        )

    async def _pump(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, way: str
    ) -> None:
        try:
            while chunk := await source.read(CHUNK):
                setattr(self, way, getattr(self, way) + len(chunk))
                self._last = time.monotonic()
                sink.write(chunk)
                await sink.drain()
        except OSError:
            pass  # either end may leave when it likes
        finally:
            sink.close()
