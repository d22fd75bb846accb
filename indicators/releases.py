"""Releases: which reader, which files, and which origin a file that somebody gives belongs to."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from indicators.errors import SourceError, did_you_mean, quoted
from indicators.origins import File, Origin
from indicators.sources import READERS
from indicators.sources.base import Reader
from indicators.store import Store, day

ID = re.compile(r"[a-z0-9][a-z0-9-]*")


def reader_called(name: str) -> Reader:
    """The reader of that name. Raises SourceError with the nearest spelling and all there are."""
    if name not in READERS:
        raise SourceError(
            f"No source is called {quoted(name)}. {did_you_mean(name, READERS)}".rstrip()
            + f" There are {', '.join(sorted(READERS))}."
        )
    return READERS[name]


def fingerprint(path: Path) -> File:
    """The file's name and sha256. Raises SourceError when it cannot be read."""
    if path.exists() and not path.is_file():
        raise SourceError(f"'{path}' cannot be read: it is not a file.")
    try:
        with path.open("rb") as file:
            return File(name=path.name, sha256=hashlib.file_digest(file, "sha256").hexdigest())
    except OSError as problem:
        raise SourceError(
            f"'{path}' cannot be read: {(problem.strerror or str(problem)).lower()}."
        ) from None


def release_of(
    reader: Reader,
    files: Sequence[File],
    store: Store,
    published_on: date | str | None,
    origin_id: str | None,
    title: str | None,
    series: Mapping[str, str],
) -> Origin:
    """The release that the files belong to: one that is held, or a new one.

    Held is the release that `origin_id` names, or one with files of the same fingerprints. Raises
    SourceError for a new one without a release day, and for a held one given another day.
    """
    held = store.origins()
    known = held.get(origin_id) if origin_id else _holding(files, reader, held)
    released = day(published_on) if published_on is not None else None
    if known is not None and known.id not in store.release_ids():
        # An ingest of it was cut short: nothing is held yet, so its day may still be put right.
        known = known if released in (None, known.published_on) else None
    if known is not None:
        if released not in (None, known.published_on):
            raise SourceError(
                f"These files are held as {quoted(known.id)}, released on {known.published_on}, "
                f"not {released}. Leave out --published-on, or give the release its own --origin."
            )
        new = [file for file in files if file not in known.files]
        return known.model_copy(update={"files": [*known.files, *new]}) if new else known
    if released is not None and released > date.today():
        raise SourceError(
            f"The release day {released} has not come yet. Give the day on which "
            f"{reader.publisher} released the file."
        )
    if released is None:
        raise SourceError(
            f"On which day did {reader.publisher} release {files[0].name}? The file does not say. "
            "Give it as --published-on YYYY-MM-DD; the publication's page has it."
        )
    slug = re.sub(r"[^a-z0-9]+", "-", reader.name.lower()).strip("-")
    made = f"{slug}-{released}-{files[0].sha256[:8]}"
    if origin_id and not ID.fullmatch(origin_id):
        raise SourceError(
            f"{quoted(origin_id)} cannot be the name of a release. "
            f"Use small letters, digits and hyphens, as {quoted(made)}."
        )
    return Origin(
        id=origin_id or made,
        source=reader.name,
        publisher=reader.publisher,
        title=title or reader.title,
        link="",
        published_on=released,
        published_on_basis="stated by the person who ingested it",
        retrieved_on=date.today(),
        series=dict(series),
        files=list(files),
    )


def _holding(files: Sequence[File], reader: Reader, held: Mapping[str, Origin]) -> Origin | None:
    wanted = {file.sha256 for file in files}
    for origin in held.values():
        if origin.source == reader.name and wanted <= {file.sha256 for file in origin.files}:
            return origin
    return None
