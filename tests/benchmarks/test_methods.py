"""The benchmark runs and covers every statistic; how long one takes is not for a test to say."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from indicators import methods

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("benchmark_of_methods", HERE / "methods.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_statistic_is_timed(benchmark: ModuleType) -> None:
    timed = [timing.method for timing in benchmark.timings(share=0.001, runs=1)]
    listed = set(re.findall(r"^- `(\w+)`:", methods.__doc__, re.MULTILINE))
    assert {method.partition(".")[0] for method in timed} == listed
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    assert [method for method in timed if f"| `{method}` |" not in readme] == []


def test_a_million_proportions_are_what_is_timed(benchmark: ModuleType) -> None:
    method, size, _ = next(benchmark.cases())
    assert (method, size) == ("proportion.estimate", "1,000,000 proportions")
