"""The catalogue: every definition and framework, read, checked and searchable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from indicators.declared import parse, read_toml
from indicators.definition import Definition, Framework
from indicators.errors import (
    DefinitionError,
    Fault,
    SuiteError,
    UnknownIndicatorError,
    did_you_mean,
    quoted,
)

HERE = Path(__file__).parent


class Catalogue(Mapping[str, Definition]):
    """All definitions by id, in the order of their files; and all frameworks."""

    def __init__(
        self, definitions: Mapping[str, Definition], frameworks: Mapping[str, Framework]
    ) -> None:
        self._definitions = MappingProxyType(dict(definitions))
        self.frameworks = MappingProxyType(dict(frameworks))

    def __getitem__(self, indicator_id: str) -> Definition:
        if not isinstance(indicator_id, str) or indicator_id not in self._definitions:
            raise UnknownIndicatorError(
                f"No indicator is called {quoted(indicator_id)}. "
                + (
                    did_you_mean(indicator_id, self._definitions)
                    or "The ids stand in indicators/definitions; search(words) finds them."
                )
            )
        return self._definitions[indicator_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._definitions)

    def __len__(self) -> int:
        return len(self._definitions)

    def search(self, words: str) -> list[Definition]:
        """Definitions in which every word occurs (id, titles, definition, source), best first.

        A word found in the title counts before one found elsewhere; order is otherwise that of the
        catalogue. Raises SuiteError for what is not text.
        """
        if not isinstance(words, str):
            raise SuiteError(f"Search for words, as 'child poverty'; found {quoted(words)}.")
        wanted = words.casefold().split()
        found = []
        for position, definition in enumerate(self.values()):
            title = f"{definition.id} {definition.title} {definition.short_title}".casefold()
            source = f"{definition.source.publisher} {definition.source.publication}"
            text = f"{title} {definition.definition} {source}".casefold()
            if wanted and all(word in text for word in wanted):
                found.append((-sum(word in title for word in wanted), position, definition))
        return [definition for *_, definition in sorted(found, key=lambda row: row[:2])]

    def framework(self, framework_id: str) -> Framework:
        """The framework of that id; raises UnknownIndicatorError with the nearest spelling."""
        if not isinstance(framework_id, str) or framework_id not in self.frameworks:
            raise UnknownIndicatorError(
                f"No framework is called {quoted(framework_id)}. "
                f"There are {', '.join(self.frameworks)}. "
                + did_you_mean(framework_id, self.frameworks)
            )
        return self.frameworks[framework_id]


@cache
def catalogue() -> Catalogue:
    """The catalogue that ships with the suite. Raises DefinitionError with every fault found."""
    return load(HERE / "definitions", HERE / "frameworks")


def load(definitions: Path, frameworks: Path) -> Catalogue:
    """A catalogue from two folders of TOML files. Raises DefinitionError with every fault found."""
    found: list[Fault] = []
    by_id: dict[str, Definition] = {}
    places: dict[str, str] = {}
    for path in sorted(definitions.glob("*.toml")):
        for name, table in _blocks(path, found).items():
            place = f"{path.name}, {name}"
            if name in places:
                found.append(
                    Fault(place, f"the id of {places[name]} a second time", "each id once")
                )
                continue
            places[name] = place
            definition, wrong = parse(Definition, table, place)
            found += wrong
            if definition:
                by_id[name] = definition
    if not places and not found:
        found.append(Fault(definitions.name, "no indicators", "TOML files that define some"))
    by_framework = _frameworks(frameworks, found)
    found += _dangling(by_id, places, by_framework)
    if found:
        raise DefinitionError("The catalogue cannot be used until this is put right:", found)
    return Catalogue(by_id, {framework.id: framework for framework in by_framework.values()})


def _blocks(path: Path, found: list[Fault]) -> dict[str, dict[str, Any]]:
    """Each indicator's block with the file's shared facts laid under it."""
    table, wrong = read_toml(path)
    found += wrong
    for key, block in table.items():
        if not isinstance(block, dict):
            remedy = "Put facts that all blocks share under [shared]."
            found.append(Fault(f"{path.name}: {key}", quoted(block), "an [indicator_id]", remedy))
        elif "id" in block:
            where = f"{path.name}, {key}: id"
            found.append(
                Fault(where, quoted(block["id"]), "no such key: the block's name is the id")
            )
    tables = {key: block for key, block in table.items() if isinstance(block, dict)}
    shared = tables.pop("shared", {})
    return {name: {**shared, **block, "id": name} for name, block in tables.items()}


def _frameworks(folder: Path, found: list[Fault]) -> dict[str, Framework]:
    """Each framework by the name of its file."""
    by_file: dict[str, Framework] = {}
    for path in sorted(folder.glob("*.toml")):
        table, wrong = read_toml(path)
        framework = None
        if not wrong:
            framework, wrong = parse(Framework, table, path.name)
        found += wrong
        if framework and framework.id != path.stem:
            wanted = f"the file's own name, {quoted(path.stem)}"
            found.append(Fault(f"{path.name}: id", quoted(framework.id), wanted))
        elif framework:
            by_file[path.name] = framework
    return by_file


def _dangling(
    definitions: Mapping[str, Definition],
    places: Mapping[str, str],
    frameworks: Mapping[str, Framework],
) -> list[Fault]:
    """Faults for every id that is named but not defined, and every sex a metric cannot have.

    An id whose own block is faulty counts as defined: it has its own faults already.
    """
    named: list[tuple[str, str]] = []
    found: list[Fault] = []
    for definition in definitions.values():
        place = places[definition.id]
        named += [(f"{place}: related", other) for other in definition.related]
        for key in ("numerator", "denominator", "superseded_by"):
            other = getattr(definition, key)
            named += [(f"{place}: {key}", other)] if other else []
        if definition.share_of:
            named.append((f"{place}: share_of.indicator", definition.share_of.indicator))
    for name, framework in frameworks.items():
        for heading in framework.headings:
            for metric in heading.metrics:
                where = f"{name}, {heading.id}"
                named.append((f"{where}: indicator", metric.indicator))
                of = definitions.get(metric.indicator)
                if of and metric.sex not in of.sexes:
                    wanted = f"one of {', '.join(of.sexes)}, as {of.id} is for"
                    found.append(Fault(f"{where}: sex", quoted(metric.sex), wanted))
    expected = "the id of an indicator that is defined"
    return found + [
        Fault(where, quoted(other), expected, did_you_mean(other, places))
        for where, other in named
        if other not in places
    ]
