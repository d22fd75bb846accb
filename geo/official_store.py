"""Official boundaries as loaded: one file for each level and vintage, in data/local/boundaries.

`geo.official` writes them from a publisher's file; here they are found, read, listed and removed,
without a geometry library. Places are joined from official wards, MSOAs or LSOAs where no
boundaries of places are loaded.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from geo.areas import AreaType, parent_place
from geo.drawn import PLACES_VINTAGE, Drawn, labelled
from geo.errors import Fault, GeographyError
from geo.topology import from_document
from geo.vintages import VINTAGES, Vintage
from geo.whole_file import NO_ROOM, clear, write_whole

FOLDER = Path(__file__).resolve().parents[1] / "data" / "local" / "boundaries"
KEPT = (".json", ".parquet")
PARTS = {"codes", "arcs", "rings", "labels", "about"}
FOLDER_VARIABLE = "WY_INDICATORS_BOUNDARIES"  # names another folder, for tests and deployments


def folder() -> Path:
    """Where loaded boundaries are kept."""
    named = os.environ.get(FOLDER_VARIABLE, "")
    return Path(named) if named else FOLDER


def path_of(vintage: Vintage) -> Path:
    """The file that holds, or would hold, the boundaries of a vintage."""
    if vintage == PLACES_VINTAGE:
        return folder() / "place.json"
    first = vintage.first if vintage.first is not None else f"before-{(vintage.last or 0) + 1}"
    return folder() / f"{vintage.level.value}-{first}.json"


def held() -> tuple[Vintage, ...]:
    """The vintages whose boundaries are loaded: places, then wards, MSOAs and LSOAs."""
    return tuple(one for one in (PLACES_VINTAGE, *VINTAGES) if path_of(one).is_file())


def source(vintage: Vintage) -> Vintage | None:
    """The loaded vintage from which this one is drawn; None where none is."""
    if path_of(vintage).is_file():
        return vintage
    if vintage != PLACES_VINTAGE:
        return None
    return next((one for one in held() if not document(one)["about"]["missing"]), None)


def is_drawable(vintage: Vintage) -> bool:
    """Whether official boundaries of the vintage are loaded, or can be joined from loaded ones."""
    return source(vintage) is not None


def stamp(vintage: Vintage) -> str:
    """What changes when the boundaries that the vintage is drawn from are loaded again."""
    found = source(vintage)
    return state(path_of(found)) if found is not None else ""


def stamps() -> tuple[str, ...]:
    """What changes when anything is loaded beside the boundaries, loaded again or removed."""
    return tuple(sorted(state(path) for path in folder().rglob("*") if path.suffix in KEPT))


def document(vintage: Vintage) -> dict[str, Any]:
    """What is held of a loaded vintage: codes, arcs, rings, labels, and what the file was.

    Raises GeographyError for a file that was damaged since it was loaded.
    """
    path = path_of(vintage)
    return _read(path, state(path))


def held_about(vintage: Vintage) -> Mapping[str, Any]:
    """What the file was that a vintage was loaded from; empty where none is, or it is damaged."""
    try:
        about: Mapping[str, Any] = document(vintage)["about"]
    except (OSError, GeographyError):
        return {}
    return about


def drawn(vintage: Vintage) -> Drawn:
    """The official shapes of a vintage that is drawable."""
    found = source(vintage) or vintage
    kept = document(found)
    codes, shapes = tuple(kept["codes"]), from_document(kept)
    if found != vintage:
        codes, shapes = shapes.dissolved([parent_place(code) or "" for code in codes])
    labels = kept["labels"]["place" if vintage.level is AreaType.LOCAL_AUTHORITY else "code"]
    return Drawn(codes, shapes, labelled(codes, labels), kept["about"]["note"])


def keep(path: Path, text: str) -> None:
    """Write at once: whoever reads meanwhile gets the old file or the new one, whole.

    Raises GeographyError where the folder cannot be written, and OSError where no room is left.
    """
    with _writable():
        path.parent.mkdir(parents=True, exist_ok=True)
        clear(path.parent, "tmp*.part")  # what earlier versions left unfinished
        write_whole(path, lambda file: file.write(text.encode("utf-8")))


def remove(path: Path) -> None:
    """Forget what is kept in a file, whole or damaged: what is approximate is drawn again.

    Raises GeographyError where the folder cannot be written.
    """
    with _writable():
        path.unlink()


@contextlib.contextmanager
def _writable() -> Iterator[None]:
    """Says of what the system refuses, but for a full disk, which folder cannot be written."""
    try:
        yield
    except OSError as problem:
        if problem.errno in NO_ROOM:
            raise
        found = f"a folder that cannot be written ({problem.strerror or problem})"
        remedy = f"Set the environment variable {FOLDER_VARIABLE} to another folder."
        fault = Fault(str(folder()), found, "a folder that can be written", remedy)
        raise GeographyError("Boundaries cannot be kept; nothing was changed.", [fault]) from None


def state(path: Path) -> str:
    """What changes when the file is written again."""
    found = path.stat()
    return f"{path}|{found.st_mtime_ns}|{found.st_size}|{found.st_ino}"


@lru_cache(maxsize=16)
def _read(path: Path, _state: str) -> dict[str, Any]:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept.keys() >= PARTS:
            return kept
    except (ValueError, AttributeError):
        pass
    remedy = "Remove it, and load the boundaries again."
    fault = Fault(str(path), "a damaged file", "what 'boundaries load' wrote", remedy)
    raise GeographyError("Loaded boundaries cannot be read.", [fault])
