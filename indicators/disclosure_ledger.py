"""The ledger of releases: what anyone could see, when, so that two releases give nothing away.

One file, one line of JSON for each release, only ever added to. Each line holds the digest of the
line before it, so that a line that was changed or taken out is seen.
"""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import hashlib
import json
import os
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from geo.whole_file import clear
from indicators.disclosure_cells import Cells, Published, Relation
from indicators.disclosure_earlier import Release
from indicators.disclosure_policy import Policy
from indicators.errors import DisclosureError, Fault, quoted

OWNER_ONLY = 0o600
FIRST = "0" * 64


class Ledger:
    """The releases in one file, which only its owner may read; it need not be there yet."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)

    def releases(self, measure: str | None = None) -> tuple[Release, ...]:
        """Every release, or those of one measure, oldest first.

        Raises DisclosureError for a file that others may read, that is another's, or that was
        changed.
        """
        found = [_release(line) for line in self._lines()]
        return tuple(one for one in found if measure in (None, one.measure))

    def record(
        self, name: str, measure: str, published: Published, policy: Policy, data: bytes, on: date
    ) -> Release:
        """Add a release with the digest of its published bytes: all of it, or nothing.

        Raises DisclosureError for a name that stands already.
        """
        digest = hashlib.sha256(data).hexdigest()
        release = Release(
            name, measure, published.cells, published.states, published.values, policy, digest
        )
        with self._locked():
            before = self._lines()
            if any(line["name"] == name for line in before):
                fault = Fault("release", quoted(name), "a name that no release has yet")
                raise DisclosureError("The ledger is only ever added to.", [fault])
            text = self.path.read_text(encoding="utf-8") if before else ""
            written = _written(release, on, _digest(text.splitlines()[-1]) if before else FIRST)
            self._replace(text + written + "\n")
        return release

    def _lines(self) -> list[dict[str, Any]]:
        if not self.path.exists():
            return []
        self._refuse_others()
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
            read = [json.loads(line) for line in lines]
            chain = [FIRST, *map(_digest, lines)]
            changed = [at for at, one in enumerate(read) if one["previous"] != chain[at]]
        except (ValueError, KeyError, TypeError):
            changed = [0]
        if changed:
            fault = Fault(
                f"{self.path.name}, line {changed[0] + 1}",
                "a line that does not follow the one before it",
                "the lines as they were written",
                "Put back the ledger from a copy; without it nothing can be published safely.",
            )
            raise DisclosureError("The ledger was changed.", [fault])
        return read

    def _refuse_others(self) -> None:
        about = self.path.stat()
        mode = stat.S_IMODE(about.st_mode)
        faults = []
        if mode & ~OWNER_ONLY:
            faults.append(
                Fault(
                    self.path.name,
                    f"a file that others may read or change (mode {mode:o})",
                    "one that its owner alone may (mode 600)",
                    f"Run: chmod 600 {self.path.name}",
                )
            )
        if about.st_uid != os.geteuid():
            faults.append(Fault(self.path.name, "another person's file", "your own"))
        if faults:
            raise DisclosureError("The ledger is not read.", faults)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other writers out; the lock goes with the process, however it ends."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        beside = self.path.with_name(f".{self.path.name}.lock")
        with os.fdopen(os.open(beside, os.O_CREAT | os.O_RDWR, OWNER_ONLY), "r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _replace(self, text: str) -> None:
        clear(self.path.parent)
        unfinished = self.path.with_name(f".{self.path.name}.{os.getpid()}.unfinished")
        try:
            descriptor = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(self.path)
        finally:
            unfinished.unlink(missing_ok=True)


def _digest(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()


def _written(release: Release, on: date, previous: str) -> str:
    cells = release.cells
    return json.dumps(
        {
            "name": release.name,
            "measure": release.measure,
            "on": on.isoformat(),
            "previous": previous,
            "digest": release.digest,
            "policy": dataclasses.asdict(release.policy),
            "columns": cells.columns,
            "tops": cells.tops,
            "cells": [
                [key, leaves, published, national, state, value]
                for key, leaves, published, national, state, value in zip(
                    cells.keys,
                    cells.leaves,
                    cells.is_published,
                    cells.is_national,
                    release.states,
                    release.values,
                    strict=True,
                )
            ],
            "relations": [[total, *parts] for total, parts in cells.relations],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _release(line: dict[str, Any]) -> Release:
    keys, leaves, published, national, states, values = zip(*line["cells"], strict=True)
    cells = Cells(
        columns=tuple(line["columns"]),
        keys=tuple(map(tuple, keys)),
        relations=tuple(Relation(total, tuple(parts)) for total, *parts in line["relations"]),
        leaves=leaves,
        is_published=published,
        is_national=national,
        tops=tuple(line["tops"]),
    )
    policy = Policy(**line["policy"])
    return Release(line["name"], line["measure"], cells, states, values, policy, line["digest"])
