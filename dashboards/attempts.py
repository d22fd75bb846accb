"""Wrong passwords, counted, so that guessing them takes too long to be worth it.

Names that nobody has are counted as others are, so that being refused tells nothing about a name.
What is refused is not counted: whoever waits as long as they are told may try again.
"""

from __future__ import annotations

import hashlib
import ipaddress
import time
from collections.abc import Callable

from dashboards.access import same

WHILE = 15 * 60  # seconds in which wrong passwords add up, and for which more are refused then
OF_A_NAME, FROM_AN_ADDRESS = 5, 20
MOST_KEPT = 10_000  # names and addresses: a few megabytes, whatever is tried


class Attempts:
    """The wrong passwords of late, by name and by address."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: dict[bytes, list[float]] = {}

    def wait(self, name: str, address: str) -> float:
        """For how many seconds the name, or whoever is at the address, is refused; 0 for not."""
        now = self._clock()
        waits = [0.0]
        for key, allowed in _keys(name, address):
            times = self._wrong.get(key, [])
            if len(times) >= allowed:
                waits.append(times[-1] + WHILE - now)
        return max(waits)

    def wrong(self, name: str, address: str) -> None:
        """A password was wrong."""
        now = self._clock()
        for key, _ in _keys(name, address):
            recent = [one for one in self._wrong.get(key, []) if one + WHILE > now]
            self._wrong[key] = [*recent, now]
        if len(self._wrong) > MOST_KEPT:
            self._forget(now)

    def right(self, name: str) -> None:
        """Its owner has signed in by the name. The address still counts: others may be there."""
        self._wrong.pop(_of_name(name), None)

    def _forget(self, now: float) -> None:
        """Drop what has passed; then what was wrong least often, so that a flood of made-up names
        frees none that is refused."""
        self._wrong = {key: times for key, times in self._wrong.items() if times[-1] + WHILE > now}
        least = sorted(self._wrong, key=lambda key: (len(self._wrong[key]), self._wrong[key][-1]))
        for key in least[: max(0, len(least) - MOST_KEPT)]:
            del self._wrong[key]


def _keys(name: str, address: str) -> tuple[tuple[bytes, int], tuple[bytes, int]]:
    return (_of_name(name), OF_A_NAME), (_of_address(address), FROM_AN_ADDRESS)


def _of_name(name: str) -> bytes:
    return _print(f"name {same(name)}")


def _of_address(address: str) -> bytes:
    """As one, whatever a single household is given: of IPv6, the first 64 bits."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return _print(f"address {address}")
    if found.version == 6:
        return _print(f"address {ipaddress.ip_network((found, 64), strict=False)}")
    return _print(f"address {found}")


def _print(text: str) -> bytes:
    """As long for a name of a megabyte as for one of a letter."""
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).digest()
