"""Reading of declarations (TOML files) into checked, frozen models, all faults at once.

Definitions, frameworks and origins are all declarations; this is the one place that turns what
Pydantic found into faults that name the file, the key, what was found and what is allowed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import tomli_w
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from indicators.errors import Fault, did_you_mean, quoted


class Contradiction(NamedTuple):
    """Keys that are right each by itself and cannot both be true."""

    key: str
    found: str
    expected: str


class Declared(BaseModel):
    """Base of everything declared in TOML: unknown keys are refused, nothing can be changed."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, allow_inf_nan=False
    )

    def contradictions(self) -> Iterator[Contradiction]:
        """What in it cannot all be true; nothing unless a model says so."""
        yield from ()


def of_form(pattern: str, words: str) -> AfterValidator:
    """A rule for text: it matches the pattern, or is refused with the words as what is expected."""

    def keep(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(words)
        return text

    return AfterValidator(keep)


Model = TypeVar("Model", bound=Declared)


def read_toml(path: Path) -> tuple[dict[str, Any], list[Fault]]:
    """The file's table, and the fault that kept it from being read, if any."""
    try:
        # Some editors put a mark before the first letter, which is no part of the text.
        return tomllib.loads(path.read_text(encoding="utf-8-sig")), []
    except FileNotFoundError:
        return {}, [Fault(path.name, "no such file", "a TOML file")]
    except OSError as problem:
        return {}, [Fault(path.name, f"nothing readable ({problem.strerror})", "a TOML file")]
    except UnicodeDecodeError as problem:
        line = problem.object[: problem.start].count(b"\n") + 1
        found = f"a byte that is not UTF-8 in line {line}"
        return {}, [Fault(path.name, found, "text in UTF-8", "Save the file as UTF-8.")]
    except tomllib.TOMLDecodeError as problem:
        return {}, [Fault(path.name, f"text that is not TOML: {problem}", "valid TOML")]


def parse(
    model: type[Model], table: Mapping[str, Any], where: str
) -> tuple[Model | None, list[Fault]]:
    """The model made from the table, or None with every fault found in it."""
    try:
        declared = model.model_validate(table)
    except ValidationError as problem:
        return None, [_fault(error, model, where) for error in problem.errors(include_url=False)]
    wrong = [
        Fault(f"{where}: {key}", found, expected)
        for key, found, expected in declared.contradictions()
    ]
    return (None, wrong) if wrong else (declared, [])


def write_toml(declared: Declared) -> str:
    """The model as TOML text that reads back to the same model; defaults are left out."""
    return tomli_w.dumps(declared.model_dump(exclude_defaults=True))


def _fault(error: Any, model: type[Declared], where: str) -> Fault:
    """What Pydantic found, as a fault."""
    loc: tuple[str | int, ...] = error["loc"]
    context = error.get("ctx", {})
    place = f"{where}: {_key(loc)}" if loc else where
    found = quoted(error["input"])
    match error["type"]:
        case "extra_forbidden":
            allowed = _keys_at(model, loc[:-1])
            meant = did_you_mean(str(loc[-1]), allowed)
            return Fault(place, "an unknown key", "one of " + ", ".join(allowed), meant)
        case "missing":
            return Fault(place, "no such key", "a value for it, as it is required")
        case "enum" | "literal_error":
            words = [word.strip(" '") for word in _listed(context["expected"])]
            meant = did_you_mean(str(error["input"]), words)
            return Fault(place, found, "one of " + ", ".join(words), meant)
        case "string_pattern_mismatch":
            return Fault(place, found, f"text of the form {context['pattern']}")
        case "string_too_short":
            return Fault(place, found, "text that is not empty")
        case "string_too_long":
            length = len(str(error["input"]).strip())
            longest = context["max_length"]
            return Fault(place, f"{found}, {length} characters", f"at most {longest} characters")
        case kind if kind.startswith("date_"):
            return Fault(place, found, "a date as 2026-03-31")
        case _:
            message = str(context.get("error", error["msg"])).removeprefix("Input should be ")
            return Fault(place, found, message[:1].lower() + message[1:])


def _key(loc: Sequence[str | int]) -> str:
    """The key as a person would point at it: 'targets[2].kind' is of the second target."""
    text = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in loc)
    return text.removeprefix(".")


def _listed(expected: str) -> list[str]:
    """Pydantic's \"'a', 'b' or 'c'\" as its words."""
    head, _, last = expected.rpartition(" or ")
    return [*head.split(","), last] if head else [last]


def _keys_at(model: type[Declared], path: Sequence[str | int]) -> list[str]:
    """The keys allowed in the table at the path below the model."""
    for part in path:
        if isinstance(part, int):
            continue
        annotation = model.model_fields[part].annotation
        for candidate in (annotation, *getattr(annotation, "__args__", ())):
            if isinstance(candidate, type) and issubclass(candidate, Declared):
                model = candidate
                break
    return sorted(model.model_fields)
