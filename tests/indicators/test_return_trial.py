"""A return tried out: what is said is what an ingest then does, and not a byte is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from geo.areas import codes, name
from indicators.errors import CheckError, StoreError
from indicators.return_ingest import take_in
from indicators.return_trial import Trial, try_out
from indicators.store import Store, open_store

CALDERDALE = "E08000033"
WARDS = codes("ward", within=CALDERDALE)
COUNTS = [2, 4, *[13] * 13, 29, 29]  # 233, as published; two are small
PUBLISHED = sum(COUNTS)
TODAY = date(2026, 1, 5)
DAY = "2025-03-31,2025-03-31"
FIVE_YEARS = "2018-01-01,2022-12-31"


@pytest.fixture(scope="module")
def public() -> Store:
    return open_store()


def written(
    path: Path,
    counts: list[int],
    days: str = DAY,
    measure: str = "child_protection_plans",
    **facts: str,
) -> Path:
    told = {
        "measure": measure,
        "place": CALDERDALE,
        "areas": "wards of 2020 to 2025",
        "collected_on": "2025-04-30",
        "owner": "A. Person",
        "owner_address": "a.person@example.org",
        **facts,
    }
    lines = [f"#{key}: {value}" for key, value in told.items()]
    lines.append("area_code,period_start,period_end,sex,age,count")
    lines += [f"{code},{days},,,{count}" for code, count in zip(WARDS, counts, strict=True)]
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def tried(public: Store, tmp_path: Path) -> Callable[..., Trial]:
    def made(path: Path, explain: str = "") -> Trial:
        return try_out(path, public, folder=tmp_path / "kept", explain=explain, today=TODAY)

    return made


@pytest.fixture
def take(public: Store, tmp_path: Path):  # type: ignore[no-untyped-def]
    return lambda path: take_in(path, public, folder=tmp_path / "kept", today=TODAY)


def everything_in(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Every file and folder, when it was last changed, its mode and what is in it."""
    return {
        str(one): (
            one.stat().st_mtime_ns,
            one.stat().st_mode,
            one.read_bytes() if one.is_file() else b"",
        )
        for one in (folder, *sorted(folder.rglob("*")))
    }


def test_a_trial_makes_no_folder_and_says_what_an_ingest_then_does(
    tried, take, tmp_path: Path
) -> None:
    path = written(tmp_path / "return.csv", COUNTS)
    before = everything_in(tmp_path)
    trial = tried(path)
    assert everything_in(tmp_path) == before
    assert trial.refused is None
    assert "nothing was stored" in str(trial)
    assert "Would be kept for its owner: 17 new counts" in str(trial)
    assert "Would be shown: 15 of the 17 areas in full. Hidden, in whole or in part: 2" in str(
        trial
    )
    assert trial.hidden_areas == set(WARDS[:2])
    taken = take(path)
    assert (taken.cells, taken.hidden) == (len(trial.table), 2)
    assert f"{taken.cells} cells, {taken.hidden} of them hidden" in str(trial)


def test_a_trial_knows_what_was_shown_and_leaves_the_ledger_as_it_is(
    tried, take, tmp_path: Path
) -> None:
    first = written(
        tmp_path / "a.csv", [30] * 17, FIVE_YEARS, "suicide_deaths", collected_on="2025-04-30"
    )
    take(first)
    before = everything_in(tmp_path / "kept")
    again = tried(first)
    assert (again.added, again.held) == (0, 17)
    assert "taken in before" in str(again)
    overlapping = written(
        tmp_path / "b.csv",
        [30] * 17,
        "2019-01-01,2023-12-31",
        "suicide_deaths",
        collected_on="2025-05-01",
    )
    trial = tried(overlapping)
    assert "two overlapping periods" in str(trial.refused)
    assert "Nothing of it would be shown" in str(trial)
    with pytest.raises(CheckError, match="history is not rewritten"):
        tried(written(tmp_path / "c.csv", [31] * 17, FIVE_YEARS, "suicide_deaths"))
    with pytest.raises(StoreError, match="kept apart"):
        tried(written(tmp_path / "d.csv", COUNTS, synthetic="yes"))
    assert everything_in(tmp_path / "kept") == before


def test_a_trial_refuses_what_an_ingest_refuses(tried, tmp_path: Path) -> None:
    path = written(tmp_path / "return.csv", [3, *COUNTS[1:]])
    with pytest.raises(CheckError, match=r"add up to 234; expected 233, as published"):
        tried(path)
    assert tried(path, "one child moved in").refused is None
    assert not (tmp_path / "kept").exists()


def test_a_trial_of_a_revision_guards_what_was_hidden_before(tried, take, tmp_path: Path) -> None:
    take(written(tmp_path / "a.csv", COUNTS))
    revised = [2, 5, 12, *COUNTS[3:]]
    path = written(tmp_path / "b.csv", revised, collected_on="2025-06-30")
    before = everything_in(tmp_path / "kept")
    trial = tried(path)
    assert everything_in(tmp_path / "kept") == before
    assert set(WARDS[:3]) <= trial.hidden_areas  # 13 before and 12 now would tell of the others
    taken = take(path)
    assert (taken.cells, taken.hidden) == (
        len(trial.table),
        (trial.table["state"] == "hidden").sum(),
    )


def test_a_trial_names_the_hidden_and_what_it_follows(tried, public, tmp_path) -> None:
    first = written(tmp_path / "first.csv", COUNTS)
    take_in(first, public, folder=tmp_path / "kept", today=TODAY)
    later = [*COUNTS[:2], 12, 14, *COUNTS[4:]]
    told = str(tried(written(tmp_path / "later.csv", later, collected_on="2025-05-30")))
    hidden = sorted(map(name, WARDS[:2]))
    assert f"Hidden, in whole or in part: 2 ({hidden[0]}, {hidden[1]})." in told
    assert (
        "is held of these days and would be followed by this one; 2 of 17 areas have other" in told
    )
    told = str(tried(written(tmp_path / "older.csv", later, collected_on="2025-04-02")))
    assert "is the later one, and goes on being shown" in told


@pytest.mark.parametrize(
    ("days", "facts", "words"),
    [
        ("2025-03-30,2025-03-30", {}, "There is one for 2025-03-31"),
        (DAY, {"areas": "wards from 2026"}, "look whether these are the wards that were counted"),
    ],
)
def test_a_slip_that_no_rule_forbids_is_pointed_out(tried, tmp_path, days, facts, words) -> None:
    wards = codes("ward", within=CALDERDALE, vintage=2026) if facts else WARDS
    counts = [PUBLISHED - 12 * (len(wards) - 1), *[12] * (len(wards) - 1)]
    path = tmp_path / "return.csv"
    text = written(path, COUNTS, days, **facts).read_text().splitlines()
    head = [line for line in text if not line.startswith("E05")]
    rows = [f"{code},{days},,,{n}" for code, n in zip(wards, counts, strict=True)]
    path.write_text("\n".join([*head, *rows]) + "\n")
    assert words in str(tried(path))
