"""Files are whole or not there: what killed writers left, and what a full disk leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from geo import official_store
from geo.areas import WEST_YORKSHIRE, codes
from geo.official import load
from geo.whole_file import QUIET_SECONDS, write_whole

WARDS = codes("ward", WEST_YORKSHIRE, 2025)
KILLED = """
import os, signal, sys
from pathlib import Path
from geo.whole_file import write_whole
def half(file):
    file.write(b"half")
    file.flush()
    os.kill(os.getpid(), signal.SIGKILL)
write_whole(Path(sys.argv[1]), half)
"""


def killed_while_writing(path: Path) -> Path:
    """What a writer to the path leaves that is killed half-way."""
    ended = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert ended.returncode == -signal.SIGKILL
    (left,) = path.parent.glob(".*.unfinished")
    assert left.read_bytes() == b"half"
    return left


def made_old(path: Path) -> None:
    then = time.time() - QUIET_SECONDS - 5
    os.utime(path, (then, then))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_next_writer_clears_what_a_killed_one_left(tmp_path: Path) -> None:
    left = killed_while_writing(tmp_path / "a.json")
    write_whole(tmp_path / "b.json", lambda file: file.write(b"b"))
    assert names(tmp_path) == [left.name, "b.json"]  # it may still be written to
    made_old(left)
    write_whole(tmp_path / "b.json", lambda file: file.write(b"c"))
    assert names(tmp_path) == ["b.json"]
    assert (tmp_path / "b.json").read_bytes() == b"c"


def test_nothing_but_what_was_left_unfinished_is_cleared(tmp_path: Path) -> None:
    for name in ("old.json", ".hidden", "tmpabcdefgh.part", "a.1.unfinished", ".a.unfinished"):
        (tmp_path / name).write_bytes(b"kept")
        made_old(tmp_path / name)
    before = names(tmp_path)
    write_whole(tmp_path / "new.json", lambda file: file.write(b"new"))
    assert names(tmp_path) == sorted([*before, "new.json"])


def test_loading_boundaries_clears_what_was_left(
    made_boundaries: Callable[..., Path], boundaries_folder: Path
) -> None:
    """By this version, and by those that called it something.part."""
    boundaries_folder.mkdir()
    earlier = boundaries_folder / "tmpabcdefgh.part"
    earlier.write_bytes(b"half")
    left = killed_while_writing(boundaries_folder / "ward-2020.json")
    file = made_boundaries("wards.gpkg", WARDS)
    load(file)
    assert names(boundaries_folder) == sorted([left.name, earlier.name, "ward-2020.json"])
    made_old(left)
    made_old(earlier)
    load(file)
    assert names(official_store.folder()) == ["ward-2020.json"]


def test_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_whole(path, lambda file: file.write(b"before"))
    (tmp_path / f".a.json.{os.getpid()}.unfinished").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left on device") as problem:
        write_whole(path, lambda file: file.write(b"after"))
    assert problem.value.filename == str(path)
    assert names(tmp_path) == ["a.json"]
    assert path.read_bytes() == b"before"
