"""The folder that holds what only its owner may read, and how it is kept so.

`raw/` holds counts as they were sent in, `safe/` what may be shown of them, `ledger.jsonl` what
was shown when. `ABOUT.toml` says whether the counts are real or made up; the two never mix.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import stat
import tomllib
from collections.abc import Iterator
from pathlib import Path

from geo.whole_file import write_whole
from indicators.errors import Fault, StoreError, quoted
from indicators.store import DATA

VARIABLE = "WY_INDICATORS_RESTRICTED"
DEMO = DATA / "local" / "demo"
ABOUT, RAW, SAFE, AUDITS, LEDGER = "ABOUT.toml", "raw", "safe", "raw/audits", "ledger.jsonl"
REAL, SYNTHETIC = "returns of places", "synthetic"
IN_WORDS = {REAL: "returns of places", SYNTHETIC: "synthetic returns"}
OWNER_ONLY, FOLDER_OWNER_ONLY = 0o600, 0o700
OTHERS = 0o077


def restricted_folder(folder: Path | str | None = None) -> Path:
    """The folder given; else the one the environment names; else `data/local/restricted`."""
    if folder is not None:
        return Path(folder)
    said = os.environ.get(VARIABLE, "")
    return Path(said) if said else DATA / "local" / "restricted"


@contextlib.contextmanager
def for_owner_only() -> Iterator[None]:
    """All that is written meanwhile may be read by its owner alone, from its first byte on."""
    before = os.umask(OTHERS)
    try:
        yield
    finally:
        os.umask(before)


def make(folder: Path, *, is_synthetic: bool) -> None:
    """The folder ready to be written to: made if it is not there, refused if others may read it.

    Raises StoreError for a folder of counts of the other kind, or that holds other things.
    """
    kind = SYNTHETIC if is_synthetic else REAL
    refuse_unfit(folder, is_synthetic=is_synthetic)
    with for_owner_only():
        if not folder.exists():
            folder.mkdir(parents=True, mode=FOLDER_OWNER_ONLY)
            refuse_others(folder)
        about = folder / ABOUT
        if not about.exists():
            write_whole(about, lambda file: file.write(f'kind = "{kind}"\n'.encode()))


def refuse_unfit(folder: Path, *, is_synthetic: bool) -> None:
    """Raise StoreError where returns of that kind cannot be kept in the folder. Writes nothing."""
    kind = SYNTHETIC if is_synthetic else REAL
    if not folder.exists():
        return
    if not (folder / ABOUT).exists():
        if any(one for one in folder.iterdir() if not one.name.startswith(".")):
            fault = Fault(quoted(folder), "a folder that holds other things", "an empty one")
            raise StoreError("Returns are not kept there.", [fault])
        refuse_others(folder)
        return
    refuse_others(folder)
    if kind_of(folder) != kind:
        fault = Fault(
            quoted(folder),
            f"a store of {IN_WORDS[kind_of(folder)]}",
            f"one of {IN_WORDS[kind]}",
            "Counts that are made up and counts of people are kept apart: name another folder.",
        )
        raise StoreError("Nothing was stored.", [fault])


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep a second return out while one is made safe: each must know what the other shows."""
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(
                f"Another return is being taken in at {folder}. Wait for it to end, then repeat."
            ) from None
        yield


def kind_of(folder: Path) -> str:
    """What the folder says it holds. Raises StoreError where it does not say."""
    try:
        kind = tomllib.loads((folder / ABOUT).read_text(encoding="utf-8"))["kind"]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError):
        kind = None
    if kind not in (REAL, SYNTHETIC):
        raise StoreError(
            f"{quoted(folder)} is no store of returns: it has no {ABOUT} that says what it holds."
        )
    return str(kind)


def _everything_in(folder: Path) -> list[Path]:
    """All files, folders and links; what is taken away while it looks is passed over."""
    return sorted(
        Path(where, one) for where, folders, files in os.walk(folder) for one in (*folders, *files)
    )


def refuse_others(folder: Path) -> None:
    """Raise StoreError where anyone but its owner may read the folder or anything in it."""
    faults = []
    for path in (folder, *_everything_in(folder)):
        try:
            about = path.lstat()
        except FileNotFoundError:
            continue  # taken away meanwhile, as the lock or an unfinished file of a return may be
        mode = stat.S_IMODE(about.st_mode)
        shown = quoted(path.relative_to(folder) if path != folder else folder)
        if stat.S_ISLNK(about.st_mode):
            faults.append(Fault(shown, "a link to elsewhere", "a file or folder of its own"))
            continue
        if mode & OTHERS:
            wanted = FOLDER_OWNER_ONLY if stat.S_ISDIR(about.st_mode) else OWNER_ONLY
            found = f"what others may read or change (mode {mode:o})"
            expected = f"what its owner alone may (mode {wanted:o})"
            faults.append(Fault(shown, found, expected, f"Run: chmod {wanted:o} {path.name}"))
        if about.st_uid != os.geteuid():
            faults.append(Fault(shown, "another person's", "your own"))
    if faults:
        raise StoreError("The store of returns is not used: others may read it.", faults)
