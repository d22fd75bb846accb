"""The catalogue: every definition and framework, read, checked and searchable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from indicators.declared import parse, read_toml
from indicators.definition import Definition, Framework
from indicators.errors import DefinitionError, Fault, UnknownIndicatorError, did_you_mean, quoted

HERE = Path(__file__).parent


class Catalogue(Mapping[str, Definition]):
    """All definitions by id, in the order of their files; and all frameworks."""

    def __init__(
        self, definitions: Mapping[str, Definition], frameworks: Mapping[str, Framework]
    ) -> None:
        self._definitions = MappingProxyType(dict(definitions))
        self.frameworks = MappingProxyType(dict(frameworks))

    def __getitem__(self, indicator_id: str) -> Definition:
        if indicator_id not in self._definitions:
            raise UnknownIndicatorError(
                f"No indicator is called {quoted(indicator_id)}. "
                + (did_you_mean(indicator_id, self._definitions) or "Catalogue.search() finds ids.")
            )
        return self._definitions[indicator_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._definitions)

    def __len__(self) -> int:
        return len(self._definitions)

    def search(self, words: str) -> list[Definition]:
        """Definitions in which every word occurs (id, titles, definition, source), best first.

        A word found in the title counts before one found elsewhere; order is otherwise that of the
        catalogue.
        """
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
        if framework_id not in self.frameworks:
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
    for path in sorted(definitions.glob("*.toml")):
        for name, table in _blocks(path, found).items():
            definition, wrong = parse(Definition, table, f"{path.name}, {name}")
            found += wrong
            if name in by_id:
                found.append(Fault(f"{path.name}, {name}", "the id a second time", "each id once"))
            if definition:
                by_id[name] = definition
    by_framework: dict[str, Framework] = {}
    for path in sorted(frameworks.glob("*.toml")):
        table, wrong = read_toml(path)
        found += wrong
        if not wrong:
            framework, wrong = parse(Framework, table, path.name)
            found += wrong
            if framework:
                by_framework[framework.id] = framework
    found += _dangling(by_id, by_framework)
    if found:
        raise DefinitionError("The catalogue cannot be used until this is put right:", found)
    return Catalogue(by_id, by_framework)


def _blocks(path: Path, found: list[Fault]) -> dict[str, dict[str, Any]]:
    """Each indicator's block with the file's shared facts laid under it."""
    table, wrong = read_toml(path)
    found += wrong
    shared = table.pop("shared", {})
    for key, block in table.items():
        if not isinstance(block, dict):
            remedy = "Put facts that all blocks share under [shared]."
            found.append(Fault(f"{path.name}: {key}", quoted(block), "an [indicator_id]", remedy))
    return {
        name: {**shared, **block, "id": block.get("id", name)}
        for name, block in table.items()
        if isinstance(block, dict)
    }


def _dangling(
    definitions: Mapping[str, Definition], frameworks: Mapping[str, Framework]
) -> list[Fault]:
    """Faults for every id that is named but not defined."""
    named: list[tuple[str, str]] = []
    for definition in definitions.values():
        named += [(f"{definition.id}.related", other) for other in definition.related]
        for key in ("numerator", "denominator"):
            other = getattr(definition, key)
            named += [(f"{definition.id}.{key}", other)] if other else []
        if definition.share_of:
            named.append((f"{definition.id}.share_of.indicator", definition.share_of.indicator))
    for framework in frameworks.values():
        for heading in framework.headings:
            where = f"{framework.id}, {heading.id}"
            named += [(where, metric.indicator) for metric in heading.metrics]
    return [
        Fault(
            where,
            quoted(other),
            "the id of an indicator that is defined",
            did_you_mean(other, definitions),
        )
        for where, other in named
        if other not in definitions
    ]
