"""Reading the file of `--basic-auth`: names and passwords, as Panel keeps them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from dashboards.access_file import OTHERS_MAY_READ, OTHERS_MAY_WRITE, kept_from_others
from geo.errors import Fault, quoted


def read_passwords(path: Path) -> tuple[dict[str, str], list[Fault]]:
    """Names and passwords in plain text, from a JSON object, with every fault found in it."""
    here = path.name
    faults = kept_from_others(path, OTHERS_MAY_READ | OTHERS_MAY_WRITE)
    expected = 'a JSON object of names and passwords: {"name": "password"}'
    try:
        found = json.loads(path.read_text("utf-8"), object_pairs_hook=_each_once)
    except OSError as problem:
        return {}, [*faults, Fault(here, str(problem.strerror or "nothing"), expected)]
    except ValueError as problem:
        # What the reader says of it could hold a password.
        words = str(problem) if isinstance(problem, _TwiceError) else "something else"
        return {}, [*faults, Fault(here, words, expected)]
    if not isinstance(found, dict) or not found:
        return {}, [*faults, Fault(here, "no names", expected)]
    for name, password in found.items():
        if not name.strip() or not name.isprintable() or name != name.strip():
            faults.append(Fault(here, f"the name {quoted(name)}", "one that can be typed"))
        if not isinstance(password, str) or len(password) < 8:
            words = f"{quoted(name)} with no or a short password"
            faults.append(Fault(here, words, "8 characters or more"))
    folded = [name.lower() for name in found]
    for name in {one for one in folded if folded.count(one) > 1}:
        faults.append(Fault(here, f"{quoted(name)} twice, in large and small letters", "it once"))
    return found, faults


class _TwiceError(ValueError):
    pass


def _each_once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise _TwiceError(f"the name {quoted(name)} twice")
    return dict(pairs)
