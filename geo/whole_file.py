"""Files that are there with all their bytes or not at all, and what is said where no room is left.

A file is written under a temporary name, flushed to the disk and then renamed. A writer that was
killed leaves that name behind: the next one that writes into the folder takes it away.
"""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from geo.errors import Fault

QUIET_SECONDS = 600.0  # without a byte written, after which nobody writes to a file any more
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def write_whole(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Write a file so that it is there with all its bytes, or not there at all.

    Raises OSError that names the file; what was there before then stays as it was.
    """
    clear(path.parent)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    try:
        with unfinished.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        directory = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
    except OSError as problem:
        raise OSError(problem.errno, problem.strerror or str(problem), str(path)) from None
    finally:
        unfinished.unlink(missing_ok=True)


def clear(folder: Path, names: str = ".*.[0-9]*.unfinished") -> None:
    """Take away what killed writers left: told by its age, as another machine's may yet write."""
    for one in folder.glob(names):
        with contextlib.suppress(OSError):  # another was quicker, or it is another person's
            if time.time() - one.lstat().st_mtime > QUIET_SECONDS:
                one.unlink()


def no_room(problem: OSError, where: str) -> Fault | None:
    """What to say of a disk that is full, or a share of it that is; None for other problems."""
    if problem.errno not in NO_ROOM:
        return None
    found = f"no room left to write ({problem.strerror or problem})"
    return Fault(where, found, "room for it", "Free some space there, then repeat.")
