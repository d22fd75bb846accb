"""A sound catalogue of two small files, to be broken in one way at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from indicators.catalogue import Catalogue, load
from indicators.errors import DefinitionError

BLOCK = """
[teeth_checked]
title = "Children whose teeth were checked"
short_title = "Teeth checked"
definition = "Of children, the share whose teeth were checked in the year."
unit = "%"
per = 100
polarity = "high is good"
kind = "proportion"
period_type = "financial year"
lowest_geography = "local authority"
disclosure = "none"
source = { publisher = "An office", publication = "Teeth", link = "https://example.org/teeth" }
caveats = ["Invented for a test."]
reviewed_on = 2026-01-10
next_review = 2027-01-10
"""
TARGET = """
[[teeth_checked.targets]]
kind = "level"
value = 80
by = 2030-03-31
applies_to = "E47000003"
stated_on = 2026-01-10
source = "A plan"
"""
FRAMEWORK = """
id = "mouths"
title = "Mouths"
description = "Invented for a test."

[[headings]]
id = "teeth"
title = "Teeth"
short_title = "Teeth"
metrics = [{ indicator = "teeth_checked" }]
"""


class Folder:
    """Definitions in dental.toml and a framework in mouths.toml, sound until changed."""

    block, target, framework = BLOCK, TARGET, FRAMEWORK

    def __init__(self, folder: Path) -> None:
        self.definitions, self.frameworks = folder / "definitions", folder / "frameworks"
        self.definitions.mkdir()
        self.frameworks.mkdir()
        self.define(BLOCK + TARGET)
        self.frame(FRAMEWORK)

    def define(self, text: str | bytes, name: str = "dental.toml") -> None:
        content = text if isinstance(text, bytes) else text.encode()
        (self.definitions / name).write_bytes(content)

    def frame(self, text: str, name: str = "mouths.toml") -> None:
        (self.frameworks / name).write_text(text, encoding="utf-8")

    def load(self) -> Catalogue:
        return load(self.definitions, self.frameworks)

    def refusals(self) -> list[str]:
        """The lines of the refusal, one for each fault."""
        with pytest.raises(DefinitionError) as refusal:
            self.load()
        return [line.strip() for line in str(refusal.value).splitlines()[1:]]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def changed(folder: Folder) -> Callable[..., list[str]]:
    """The faults told, as lines, when parts of the sound definitions are replaced."""

    def change(*swaps: tuple[str, str], framework: bool = False) -> list[str]:
        text = FRAMEWORK if framework else BLOCK + TARGET
        for old, new in swaps:
            assert old in text
            text = text.replace(old, new)
        (folder.frame if framework else folder.define)(text)
        return folder.refusals()

    return change
