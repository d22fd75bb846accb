"""The store of returns opened: what is none is told at once, and files may go while it looks."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from indicators.errors import StoreError
from indicators.restricted import is_synthetic, open_restricted
from tests.returned import store_of_returns


@pytest.mark.parametrize("synthetic", [True, False])
def test_a_store_says_whether_it_is_made_up(tmp_path: Path, synthetic: bool) -> None:
    kept = open_restricted(store_of_returns(tmp_path / "kept", synthetic))
    assert is_synthetic(kept) is synthetic


def test_a_store_that_is_not_there_holds_nothing_made_up(tmp_path: Path) -> None:
    assert is_synthetic(open_restricted(tmp_path / "none")) is False


def test_a_folder_that_is_no_store_is_told_without_advice_on_its_files(tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"{number}.txt").touch(0o644)
    with pytest.raises(StoreError, match=r"is no store of returns: it has no ABOUT.toml") as told:
        open_restricted(tmp_path)
    assert "chmod" not in str(told.value)
    assert len(str(told.value).splitlines()) == 1


def test_files_that_go_while_it_looks_are_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = store_of_returns(tmp_path / "kept")
    going = folder / ".ledger.jsonl.unfinished"
    going.touch(0o600)
    looks = Path.lstat

    def taken_away(path: Path) -> os.stat_result:
        if path == going:
            going.unlink(missing_ok=True)
        return looks(path)

    monkeypatch.setattr(Path, "lstat", taken_away)
    assert "child_protection_plans" in open_restricted(folder).measures()
    assert not going.exists()


def test_a_folder_that_goes_while_it_looks_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = store_of_returns(tmp_path / "kept")
    (folder / "going").mkdir(mode=0o700)
    scan = os.scandir

    def taken_away(path: os.PathLike[str] | str):  # type: ignore[no-untyped-def]
        if Path(path).name == "going":
            (folder / "going").rmdir()
        return scan(path)

    monkeypatch.setattr(os, "scandir", taken_away)
    open_restricted(folder)
    assert not (folder / "going").exists()


def test_what_others_may_read_in_a_store_is_still_refused(tmp_path: Path) -> None:
    folder = store_of_returns(tmp_path / "kept")
    one = next((folder / "safe").iterdir())
    one.chmod(0o640)
    with pytest.raises(StoreError, match=f"chmod 600 {one.name}"):
        open_restricted(folder)
    one.chmod(0o600)
    (folder / "elsewhere").symlink_to(tmp_path)
    with pytest.raises(StoreError, match="a link to elsewhere"):
        open_restricted(folder)
    assert stat.S_IMODE(one.stat().st_mode) == 0o600
