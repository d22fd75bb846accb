"""A visitor without a browser: opens a page and its wire, and asks over it as the page would."""

from __future__ import annotations

import asyncio
import json
import re
import time
from itertools import count
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

TOKEN = re.compile(r'"token":"([^"]+)"')
ROOT = re.compile(r'"roots":\{"([^"]+)"')
PATIENCE = 60.0  # seconds for any one answer


class Visitor:
    """One session: `await Visitor.open(address, path)`, then `ask` as often as wished, `leave`."""

    def __init__(self, wire: WebSocketClientConnection, component: str) -> None:
        self._wire = wire
        self._component = component  # the id of the page's live component
        self._serials = count(1)

    @classmethod
    async def open(cls, address: str, path: str) -> Visitor:
        """The page asked for, its wire open and its document drawn, as far as the server knows."""
        asked = HTTPRequest(address + path, decompress_response=True, request_timeout=PATIENCE)
        page = (await AsyncHTTPClient().fetch(asked)).body.decode()
        token, root = TOKEN.search(page), ROOT.search(page)
        if not token or not root:
            raise RuntimeError(f"/{path} has no session's token, or no component.")
        name = path.partition("?")[0]
        wire = await websocket_connect(
            HTTPRequest(f"{address.replace('http', 'ws', 1)}{name}/ws", connect_timeout=PATIENCE),
            subprotocols=["bokeh", token[1]],
            compression_options={},
            max_message_size=10_000_000,
        )
        wire.stream.set_nodelay(True)  # as browsers do; else each part waits for the one before
        made = cls(wire, root[1])
        await made._until("ACK")
        await made._send("PULL-DOC-REQ", {})
        await made._until("PULL-DOC-REPLY")
        await made._event("document_ready", [])
        return made

    async def ask(self, query: str) -> float:
        """Seconds until the server has answered the query."""
        serial = next(self._serials)
        start = time.perf_counter()
        await self._event(
            "data_event",
            [
                ["model", {"id": self._component}],
                ["data", _map([["query", query], ["serial", serial]])],
            ],
        )
        await self._until("PATCH-DOC", f'["serial",{serial}]')
        return time.perf_counter() - start

    async def leave(self) -> None:
        """Close the wire, as when a page is left."""
        self._wire.close()
        await asyncio.sleep(0)

    async def _event(self, name: str, values: list[Any]) -> None:
        event = {"type": "event", "name": name, "values": _map(values)}
        sent = {"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": event}
        await self._send("PATCH-DOC", {"events": [sent]})

    async def _send(self, kind: str, content: dict[str, Any]) -> None:
        header = {"msgid": f"{next(self._serials):032x}", "msgtype": kind}
        for part in (header, {}, content):
            await self._wire.write_message(json.dumps(part))

    async def _until(self, kind: str, words: str = "") -> None:
        """Read until a message of the kind, with the words in it. Raises RuntimeError if none."""
        async with asyncio.timeout(PATIENCE):
            while True:
                header = json.loads(await self._read())
                await self._read()
                content = await self._read()
                for _ in range(2 * header.get("num_buffers", 0)):
                    await self._read()
                if header["msgtype"] == "ERROR":
                    raise RuntimeError(f"The server said: {content[:500]}")
                if header["msgtype"] == kind and words in content:
                    return

    async def _read(self) -> str:
        part = await self._wire.read_message()
        if part is None:
            raise RuntimeError("The server closed the wire.")
        return part if isinstance(part, str) else ""


def _map(entries: list[Any]) -> dict[str, Any]:
    """A mapping as Bokeh writes it."""
    return {"type": "map", "entries": entries}
