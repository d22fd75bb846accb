"""What is declared twice says the same twice."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

CONDA_NAME = {"duckdb": "python-duckdb", "ibis-framework": "ibis-duckdb"}


def test_conda_and_pip_ask_for_the_same_versions(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = project["dependencies"] + project["optional-dependencies"]["notebook"]
    expected = {f"python{project['requires-python']}"}
    for requirement in asked:
        name, bounds = re.fullmatch(r"([\w-]+)(?:\[\w+\])?(.*)", requirement).groups()
        expected.add(CONDA_NAME.get(name, name) + bounds)
    lines = (root / "environment.yml").read_text(encoding="utf-8").splitlines()
    # What conda's channel has not comes from pip, under its own heading.
    stated = {line.strip().removeprefix("- ") for line in lines if line.startswith("  ")}
    assert stated - {"conda-forge", "pip", "pip:", "--no-deps --editable ."} == expected


def test_every_dependency_has_its_reason_in_contributing(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    reasons = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    asked = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    names = [re.match(r"[\w-]+", requirement).group() for requirement in asked]
    assert [name for name in names if f"| `{name}` |" not in reasons] == []
