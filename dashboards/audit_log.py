"""The log of sign-ins and of views of restricted figures: who, what and when; no figures.

One line of JSON each, only ever added to, in a file that its owner alone can read. The file is
opened for each line, so that logrotate may move it away at any time. What cannot be logged is not
shown: `view` raises, and the page that would have been shown is not.
"""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterable
from pathlib import Path
from threading import Lock

from dashboards.access import Seen
from geo.errors import Fault, SuiteError

LONGEST = 200  # characters of anything that came from outside
ITS_OWNER_ALONE = 0o600
USUAL = Path(__file__).parents[1] / "data" / "local" / "access.log"


class UnloggedError(SuiteError):
    """The log cannot be written, so that nothing restricted is shown."""


class AuditLog:
    """One log file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()

    def begin(self) -> None:
        """See that it can be written. Raises UnloggedError if not."""
        self._add("started", {})

    def sign_in(self, name: str, worked: bool, address: str, by: str = "password") -> None:
        """Somebody tried to sign in under the name."""
        what = "signed in" if worked else "sign-in failed"
        self._add(what, {"who": name, "from": address, "by": by})

    def sign_out(self, name: str, address: str) -> None:
        """Somebody signed out."""
        self._add("signed out", {"who": name, "from": address})

    def view(self, name: str, page: str, seen: Iterable[Seen]) -> None:
        """Restricted figures are about to be shown on the page or in the download."""
        for one in seen:
            told = {"who": name, "what": page, "measure": one.measure, "place": one.place}
            self._add("viewed", told)

    def _add(self, event: str, told: dict[str, str]) -> None:
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
        line = {"when": now, "event": event} | {key: _short(text) for key, text in told.items()}
        # ASCII alone: no letter of a name can end a line, here or in what reads the file.
        data = json.dumps(line, ensure_ascii=True).encode() + b"\n"
        try:
            with self._lock:
                self._write(data)
        except OSError as problem:
            fault = Fault(self.path.name, problem.strerror or "an error", "a file to be added to")
            raise UnloggedError("The log of access cannot be written.", [fault]) from problem

    def _write(self, data: bytes) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        # A pipe would be waited for, and a device is not the suite's to close to others.
        if self.path.exists() and not self.path.is_file():
            raise OSError(0, "no ordinary file")
        descriptor = os.open(self.path, flags, ITS_OWNER_ALONE)
        try:
            if os.name == "posix" and os.fstat(descriptor).st_mode & 0o077:
                os.fchmod(descriptor, ITS_OWNER_ALONE)
            if os.write(descriptor, data) != len(data):
                raise OSError(0, "the disk took only part of a line")
        finally:
            os.close(descriptor)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
