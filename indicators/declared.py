"""Reading of declarations (TOML files) into checked, frozen models, all faults at once.

Definitions, frameworks and origins are all declarations; this is the one place that turns what
Pydantic found into faults that name the file, the key, what was found and what is allowed.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, TypeVar

import tomli_w
from pydantic import BaseModel, ConfigDict, ValidationError

from indicators.errors import Fault, did_you_mean, quoted


class Declared(BaseModel):
    """Base of everything declared in TOML: unknown keys are refused, nothing can be changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


Model = TypeVar("Model", bound=Declared)


def read_toml(path: Path) -> tuple[dict[str, Any], list[Fault]]:
    """The file's table, and the fault that kept it from being read, if any."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8")), []
    except FileNotFoundError:
        return {}, [Fault(path.name, "no such file", "a TOML file")]
    except UnicodeDecodeError as problem:
        return {}, [Fault(path.name, quoted(problem), "text in UTF-8")]
    except tomllib.TOMLDecodeError as problem:
        return {}, [Fault(path.name, str(problem), "valid TOML")]


def parse(
    model: type[Model], table: dict[str, Any], where: str
) -> tuple[Model | None, list[Fault]]:
    """The model made from the table, or None with every fault found in it."""
    try:
        return model.model_validate(table), []
    except ValidationError as problem:
        return None, [_fault(error, model, where) for error in problem.errors(include_url=False)]


def write_toml(declared: Declared) -> str:
    """The model as TOML text that reads back to the same model; defaults are left out."""
    return tomli_w.dumps(declared.model_dump(exclude_defaults=True))


def _fault(error: Any, model: type[Declared], where: str) -> Fault:
    path = [part for part in error["loc"] if not isinstance(part, int)]
    key = ".".join(str(part) for part in error["loc"])
    place = f"{where}: {key}" if key else where
    context = error.get("ctx", {})
    if error["type"] == "extra_forbidden":
        allowed = _keys_at(model, path[:-1])
        return Fault(
            place,
            f"unknown key {quoted(path[-1])}",
            "one of " + ", ".join(allowed),
            did_you_mean(str(path[-1]), allowed),
        )
    if error["type"] == "missing":
        return Fault(place, "no such key", f"a value for {quoted(path[-1])}")
    if error["type"] in ("enum", "literal_error"):
        expected = str(context["expected"]).replace(" or ", ", ")
        words = [word.strip().strip("'") for word in expected.split(",")]
        return Fault(
            place,
            quoted(error["input"]),
            "one of " + ", ".join(words),
            did_you_mean(str(error["input"]), words),
        )
    message = str(context.get("error", error["msg"]))
    return Fault(place, quoted(error["input"]), message[0].lower() + message[1:])


def _keys_at(model: type[Declared], path: list[Any]) -> list[str]:
    """The keys allowed in the table at the path below the model."""
    for part in path:
        field = model.model_fields.get(str(part))
        if field is None:
            continue
        inner = field.annotation
        candidates = [inner, *getattr(inner, "__args__", ())]
        for candidate in candidates:
            if isinstance(candidate, type) and issubclass(candidate, Declared):
                model = candidate
                break
    return sorted(model.model_fields)
