"""Imports point one way: geo <- indicators <- dashboards; and nothing imports data or tests."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

MAY_IMPORT = {
    "geo": {"geo"},
    "indicators": {"geo", "indicators"},
    "dashboards": {"geo", "indicators", "dashboards"},
}
MAKES_SHAPES = {
    "boundaries.py",
    "national_fit.py",
    "national_load.py",
    "official.py",
    "official_axes.py",
    "official_fit.py",
    "official_notes.py",
    "official_place.py",
    "official_read.py",
}
OURS = {"geo", "indicators", "dashboards", "notebooks", "data", "tests"}


def imported(source: str) -> Iterator[tuple[int, str]]:
    """The line and top-level package of every import in the source, inside functions too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.lineno, node.module.split(".")[0]


def wrong_imports(package: str, source: str) -> list[tuple[int, str]]:
    """Imports of our own packages that this one may not make."""
    return [found for found in imported(source) if found[1] in OURS - MAY_IMPORT[package]]


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_point_one_way(root: Path, package: str) -> None:
    files = sorted((root / package).rglob("*.py"))
    assert files, f"no Python files in {package}"
    wrong = {
        f"{path.relative_to(root)}:{line} imports {name}"
        for path in files
        for line, name in wrong_imports(package, path.read_text(encoding="utf-8"))
    }
    assert not wrong


def test_an_import_against_the_direction_is_seen() -> None:
    source = "def late():\n    from indicators.store import open_store\n"
    assert wrong_imports("geo", source) == [(2, "indicators")]
    assert wrong_imports("dashboards", source) == []


def test_pages_are_served_without_geometry_libraries(root: Path) -> None:
    """Only modules that make shapes may import geopandas or shapely; commands import those."""
    for path in sorted((root / "geo").glob("*.py")):
        if path.name not in MAKES_SHAPES:
            names = {name for _, name in imported(path.read_text(encoding="utf-8"))}
            assert names.isdisjoint({"geopandas", "shapely", "pyproj"}), path.name
