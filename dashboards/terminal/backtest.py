"""What `wy-indicators backtest` shows: a bar while it runs, then what was decided."""

from __future__ import annotations

import contextlib
import sys
import tempfile
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path

from dashboards import text
from indicators.backtest import Progress
from indicators.catalogue import Catalogue
from indicators.errors import SuiteError, quoted
from indicators.forecasts.decision import Decision
from indicators.vocabulary import Sex

WIDTH = 100
BAR = 30
NARROW = 79


@contextlib.contextmanager
def bar() -> Iterator[Progress | None]:
    """What draws progress on a terminal's error stream; None where that is no terminal.

    However the work ends, the next message has a line of its own.
    """
    if not sys.stderr.isatty():
        yield None
        return

    def draw(done: int, whole: int, name: str) -> None:
        filled = BAR * done // whole
        line = f"[{'#' * filled}{'.' * (BAR - filled)}] {done} of {whole}  {name}"
        print(f"\r{line[:NARROW]:<{NARROW}}", end="", file=sys.stderr, flush=True)

    try:
        yield draw
    finally:
        print(file=sys.stderr)


def refuse_unwritable(path: Path) -> None:
    """Raise SuiteError when no table could be written at the path, before any work is done."""
    if path.is_dir():
        raise SuiteError(f"{quoted(path)} is a folder. Name a file with --out.")
    if not path.parent.is_dir():
        raise SuiteError(f"There is no folder {quoted(path.parent)} to write {path.name} in.")
    try:
        tempfile.TemporaryFile(dir=path.parent).close()
    except OSError as problem:
        raise SuiteError(
            f"Nothing can be written in {quoted(path.parent)}: {problem.strerror}. "
            "Name a file elsewhere with --out."
        ) from None


def summary(decisions: Mapping[tuple[str, Sex], Decision], catalogue: Catalogue) -> str:
    """Each indicator that may show a projection and by what method, then why others may not."""
    shown = [one for one in decisions.values() if one.method]
    lines = [f"A projection may be shown for {text.count(len(shown), 'measure')}."]
    for one in shown:
        lines += _wrapped(f"{_named(one, catalogue)}: {one.method}. {one.reason}")
    by_reason: dict[str, list[str]] = {}
    for one in decisions.values():
        if not one.method:
            by_reason.setdefault(one.reason, []).append(_named(one, catalogue))
    for reason, names in by_reason.items():
        lines += ["", *_wrapped(f"Not shown: {'; '.join(names)}."), *_wrapped(f"  {reason}")]
    return "\n".join(lines)


def _named(one: Decision, catalogue: Catalogue) -> str:
    title = catalogue[one.indicator_id].short_title if one.indicator_id in catalogue else ""
    return f"{title or one.indicator_id}, {text.sex(one.sex)}"


def _wrapped(words: str) -> list[str]:
    return textwrap.wrap(words, WIDTH, initial_indent="  ", subsequent_indent="    ")
