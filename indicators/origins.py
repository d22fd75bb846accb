"""Origins: one small TOML for each release that figures were read from.

An origin says who published what, when, under which licence, and the sha256 of each file that was
read, so that any figure can be traced to the bytes it came from.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field

from indicators.declared import Declared, parse, read_toml
from indicators.errors import DefinitionError, Fault

OGL = "Open Government Licence v3.0"
# How the ids of returns of places begin; nothing of that name is ever read as a published figure.
RETURN, SYNTHETIC_RETURN = "return-", "synthetic-return-"


class File(Declared):
    """One file of the release: its name (never its folder) and its fingerprint."""

    name: str
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Origin(Declared):
    """One release of one publication."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    source: str
    publisher: str
    title: str
    link: str
    licence: str = OGL
    published_on: date
    published_on_is_estimate: bool = False
    published_on_basis: str
    retrieved_on: date
    attribution: str = ""
    notes: str = ""
    series: dict[str, str] = {}
    files: list[File] = []

    @property
    def citation(self) -> str:
        """Publisher, title and release day, for a caption; an estimated day as a month."""
        day = self.published_on
        released = (
            f"about {day:%B %Y}" if self.published_on_is_estimate else f"{day.day} {day:%B %Y}"
        )
        return f"{self.publisher}, {self.title}, released {released}"


def is_return(origin_id: str) -> bool:
    """Whether the id is that of a place's own return, which is never published."""
    return origin_id.startswith((RETURN, SYNTHETIC_RETURN))


def read_origin(path: Path, kind: type[Origin] = Origin) -> Origin:
    """The origin in the file. Raises DefinitionError with every fault found."""
    table, found = read_toml(path)
    origin = None
    if not found:
        origin, found = parse(kind, table, path.name)
    if origin is None or found:
        raise DefinitionError(f"{path.name} is not an origin that can be used:", found)
    return origin


def read_origins(folder: Path, kind: type[Origin] = Origin) -> dict[str, Origin]:
    """All origins of a folder by id. Raises DefinitionError with every fault of every file."""
    origins: dict[str, Origin] = {}
    found: list[Fault] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            origin = read_origin(path, kind)
        except DefinitionError as problem:
            found += problem.faults
            continue
        if origin.id != path.stem:
            found.append(Fault(f"{path.name}: id", origin.id, f"the file's own name, {path.stem}"))
        origins[origin.id] = origin
    if found:
        raise DefinitionError("Some origins cannot be used:", found)
    return origins
