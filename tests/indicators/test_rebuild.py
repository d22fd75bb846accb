"""The figures that ship: made again they are the same, and nothing doubtful is taken unseen."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from indicators import dictionary
from indicators.definition import Definition
from indicators.errors import CheckError, SourceError
from indicators.findings import read_findings
from indicators.rebuild import rebuild

RELEASE = "ons-els-claimant-count-2026-01"


@pytest.fixture
def data(root: Path, tmp_path: Path) -> Path:
    """A data folder with one release's origin, and nothing made yet."""
    folder = tmp_path / "data"
    for name in ("origins", "transcribed", "observations", "places"):
        (folder / name).mkdir(parents=True)
    shutil.copy(root / "data" / "origins" / f"{RELEASE}.toml", folder / "origins")
    shutil.copy(root / "data" / "README.md", folder)
    return folder


def test_a_rebuild_changes_nothing(root: Path, shared_data: Path, tmp_path: Path) -> None:
    again = tmp_path / "data"
    shutil.copytree(root / "data", again, ignore=shutil.ignore_patterns("local", "*.parquet"))
    rebuild(shared_data, again)
    for name in ("observations", "places", "findings.csv", "README.md"):
        kept, made = root / "data" / name, again / name
        files = [kept] if kept.is_file() else sorted(kept.iterdir())
        for file in files:
            other = made if kept.is_file() else made / file.name
            assert other.read_bytes() == file.read_bytes(), f"{file.name} is made differently"
        assert kept.is_file() or len(files) == len(list(made.iterdir()))


def test_findings_stop_a_rebuild_until_they_are_written_down(data: Path, shared_data: Path) -> None:
    with pytest.raises(CheckError, match=r"2 findings are not in data/findings\.csv") as refusal:
        rebuild(shared_data, data)
    assert "claimant_count, 2020: found a change of +2.6" in str(refusal.value)
    assert not list((data / "observations").iterdir()), "nothing is written before it is accepted"
    rebuild(shared_data, data, accept_findings=True)
    assert read_findings(data / "findings.csv")["outcome"].tolist() == ["kept", "kept"]
    rebuilt = rebuild(shared_data, data)
    assert rebuilt.rows == {"ons-els": 4450}


def test_an_absent_file_is_refused(data: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match=r"claimant-count\.csv: found no such file"):
        rebuild(tmp_path / "empty", data)


def test_an_altered_file_is_refused(data: Path, shared_data: Path, tmp_path: Path) -> None:
    published = tmp_path / "published"
    published.mkdir()
    original = next(shared_data.rglob("claimant-count.csv"))
    (published / original.name).write_bytes(original.read_bytes().replace(b"1.8", b"1.9", 1))
    with pytest.raises(SourceError, match="only files with other contents"):
        rebuild(published, data)


def test_all_figures_fit_in_ten_megabytes(root: Path) -> None:
    assert sum(p.stat().st_size for p in (root / "data").rglob("*.parquet")) < 10_000_000


def test_the_dictionary_is_up_to_date(root: Path) -> None:
    text = (root / "data" / "README.md").read_text(encoding="utf-8")
    assert dictionary.refreshed(text, root / "data") == text
    assert all(f"<!-- made: {name} -->" in text for name in dictionary.PARTS)


def test_the_dictionary_has_every_key_of_a_definition() -> None:
    assert set(dictionary.KEY_MEANINGS) == set(Definition.model_fields)


def test_every_finding_names_figures_that_ship_or_were_left_out(root: Path) -> None:
    findings = read_findings(root / "data" / "findings.csv")
    tables = [pd.read_parquet(p) for p in sorted((root / "data" / "observations").iterdir())]
    held = pd.concat(tables)
    refused = findings[findings["outcome"] == "left out"].iloc[0]
    rows = held[
        (held["indicator_id"] == refused["indicator_id"])
        & (held["area_code"] == refused["area_code"])
    ]
    assert rows.empty
    kept = findings[(findings["outcome"] == "kept") & (findings["area_code"] != "several")]
    assert set(kept["indicator_id"]) <= set(held["indicator_id"])
    assert set(kept["area_code"]) <= set(held["area_code"])
