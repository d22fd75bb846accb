"""The log: who, what and when; one line each, whatever a name holds; no figure, no password."""

from __future__ import annotations

import datetime
import json
import os
import stat

import pytest

from dashboards.access import Seen
from dashboards.audit_log import AuditLog, UnloggedError


@pytest.fixture
def log(tmp_path):
    return AuditLog(tmp_path / "made" / "access.log")


def lines(log: AuditLog) -> list[dict[str, str]]:
    return [json.loads(line) for line in log.path.read_bytes().split(b"\n")[:-1]]


def test_what_is_logged_says_who_what_and_when(log):
    log.sign_in("anna", True, "10.0.0.1")
    log.sign_in("eve", False, "10.0.0.2")
    log.view("anna", "map", [Seen("suicide", "E08000035"), Seen("events", "E08000035")])
    log.sign_out("anna", "10.0.0.1")
    told = lines(log)
    assert [one["event"] for one in told] == [
        "signed in", "sign-in failed", "viewed", "viewed", "signed out",
    ]  # fmt: skip
    assert told[2] | {"when": ""} == {
        "when": "", "event": "viewed", "who": "anna", "what": "map", "measure": "suicide",
        "place": "E08000035",
    }  # fmt: skip
    assert all(datetime.datetime.fromisoformat(one["when"]).tzinfo for one in told)


@pytest.mark.parametrize(
    "name", ['a\n{"event": "signed in"}', "a\r\nb", "a\u2028b", "a\x00b", "\ud800", "x" * 9_000]
)
def test_no_name_makes_a_second_line_or_a_long_one(log, name):
    log.sign_in(name, False, "here")
    data = log.path.read_bytes()
    assert len(data.splitlines()) == len(data.decode("ascii").splitlines()) == 1
    assert len(data) < 2_500
    assert lines(log)[0]["event"] == "sign-in failed"


def test_the_file_is_its_owners_alone_and_only_added_to(log):
    log.begin()
    first = log.path.read_bytes()
    log.path.chmod(0o644)
    log.sign_in("anna", True, "here")
    assert log.path.read_bytes().startswith(first)
    assert stat.S_IMODE(log.path.stat().st_mode) == 0o600


def test_a_file_that_was_rotated_away_is_begun_anew(log):
    log.begin()
    log.path.rename(log.path.with_suffix(".1"))
    log.sign_in("anna", True, "here")
    assert len(lines(log)) == 1


def test_what_cannot_be_written_is_refused(tmp_path):
    tmp_path.joinpath("folder").mkdir()
    with pytest.raises(UnloggedError, match="cannot be written"):
        AuditLog(tmp_path / "folder").view("anna", "map", [Seen("suicide", "E08000035")])
    elsewhere = tmp_path / "elsewhere"
    tmp_path.joinpath("link").symlink_to(elsewhere)
    with pytest.raises(UnloggedError):
        AuditLog(tmp_path / "link").begin()
    assert not elsewhere.exists()


def test_a_pipe_or_a_device_is_refused_and_left_as_it_is(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o666)
    before = pipe.stat().st_mode
    with pytest.raises(UnloggedError, match="no ordinary file"):
        AuditLog(pipe).begin()
    assert pipe.stat().st_mode == before
