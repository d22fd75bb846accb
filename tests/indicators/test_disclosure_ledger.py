"""The ledger: only its owner reads it, it is only added to, and it is never half-written."""

from __future__ import annotations

import hashlib
import os
import stat
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from indicators.disclosure import Ledger, Safe, protect, table_from
from indicators.errors import DisclosureError

DAY = date(2024, 3, 1)


@pytest.fixture
def safe() -> Safe:
    frame = pd.DataFrame({"area_code": ["w1", "w2", "w3"], "count": [3, 20, 40]})
    return protect(table_from(frame, ["area_code"]), threshold=8)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "local" / "ledger.jsonl")


def record(ledger: Ledger, safe: Safe, name: str, measure: str = "plans") -> None:
    ledger.record(name, measure, safe.published, safe.policy, safe.data, DAY)


def test_what_was_published_is_read_back(ledger: Ledger, safe: Safe) -> None:
    assert ledger.releases() == ()
    record(ledger, safe, "one")
    record(ledger, safe, "two", "events")
    assert [one.name for one in ledger.releases()] == ["one", "two"]
    (found,) = ledger.releases("plans")
    assert found.cells == safe.table.cells
    assert (found.states, found.values) == (safe.published.states, safe.published.values)
    assert found.policy == safe.policy
    assert found.digest == hashlib.sha256(safe.data).hexdigest()


def test_no_hidden_count_stands_in_the_ledger(ledger: Ledger, safe: Safe) -> None:
    record(ledger, safe, "one")
    hidden = [value for value in safe.published.values if value is None]
    assert ledger.path.read_text().count('"hidden",null]') == len(hidden) == 2


def test_only_the_owner_may_read_it(ledger: Ledger, safe: Safe) -> None:
    record(ledger, safe, "one")
    assert stat.S_IMODE(ledger.path.stat().st_mode) == 0o600
    record(ledger, safe, "two")
    assert stat.S_IMODE(ledger.path.stat().st_mode) == 0o600
    for mode in (0o640, 0o604, 0o620):
        ledger.path.chmod(mode)
        with pytest.raises(DisclosureError, match=rf"mode {mode:o}.*chmod 600 ledger.jsonl"):
            ledger.releases()


def test_another_persons_ledger_is_refused(
    ledger: Ledger, safe: Safe, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(ledger, safe, "one")
    owner = os.geteuid()
    monkeypatch.setattr("os.geteuid", lambda: owner + 1)
    with pytest.raises(DisclosureError, match="another person's file"):
        ledger.releases()


def test_it_is_only_added_to(ledger: Ledger, safe: Safe) -> None:
    record(ledger, safe, "one")
    before = ledger.path.read_bytes()
    with pytest.raises(DisclosureError, match="found 'one'; expected a name that no release has"):
        record(ledger, safe, "one")
    assert ledger.path.read_bytes() == before
    record(ledger, safe, "two")
    assert ledger.path.read_bytes().startswith(before)


@pytest.mark.parametrize("change", ["another value", "a line less", "no JSON"])
def test_a_ledger_that_was_changed_is_refused(ledger: Ledger, safe: Safe, change: str) -> None:
    for name in ("one", "two", "three"):
        record(ledger, safe, name)
    lines = ledger.path.read_text().splitlines()
    if change == "another value":
        lines[1] = lines[1].replace('"shown",40', '"shown",41')
    elif change == "a line less":
        del lines[1]
    else:
        lines[0] = "{"
    ledger.path.write_text("\n".join(lines) + "\n")
    with pytest.raises(DisclosureError, match="The ledger was changed"):
        ledger.releases()


def test_a_disk_that_refuses_leaves_the_ledger_as_it_was(
    ledger: Ledger, safe: Safe, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(ledger, safe, "one")
    before = ledger.path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        record(ledger, safe, "two")
    assert ledger.path.read_bytes() == before
    assert not list(ledger.path.parent.glob("*unfinished*"))
