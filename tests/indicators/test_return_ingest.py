"""A return taken in: kept for its owner alone, shown only where it is proved safe."""

from __future__ import annotations

import stat
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from geo.areas import codes
from geo.vintages import lsoa_parents
from indicators.disclosure import Ledger
from indicators.errors import CheckError, StoreError
from indicators.restricted import is_synthetic, open_restricted
from indicators.return_ingest import Taken, take_in
from indicators.store import Store, open_store
from indicators.store import Store as PublicStore
from tests.returned import FACTS

CALDERDALE = "E08000033"
PUBLISHED = 233  # children on a plan in Calderdale, 31 March 2025, as DfE published it
WARDS = codes("ward", within=CALDERDALE)
DAY = "2025-03-31,2025-03-31"
COUNTS = [2, 4, *[13] * 13, 29, 29]  # 17 wards, two of them small; the sum is the published number
TODAY = date(2026, 1, 5)
NEED = "children_in_need"
IN_NEED = 1625  # children in need in Calderdale on the same day, as published
Write = Callable[..., Path]


@pytest.fixture(scope="module")
def public() -> Store:
    return open_store()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a return of counts by area; facts may be replaced."""

    def made(counts: dict[str, int], days: str = DAY, name: str = "return.csv", **facts: str):
        told = {**FACTS, **facts}
        path = tmp_path / name
        lines = [f"#{key}: {value}" for key, value in told.items()]
        lines.append("area_code,period_start,period_end,sex,age,count")
        lines += [f"{code},{days},,,{count}" for code, count in counts.items()]
        path.write_text("\n".join(lines) + "\n")
        return path

    return made


def wards(counts: list[int] = COUNTS) -> dict[str, int]:
    return dict(zip(WARDS, counts, strict=True))


@pytest.fixture
def take(public: Store, tmp_path: Path) -> Callable[..., Taken]:
    def made(path: Path, explain: str = "", folder: str = "kept") -> Taken:
        return take_in(path, public, folder=tmp_path / folder, explain=explain, today=TODAY)

    return made


def test_small_counts_are_hidden_and_cannot_be_worked_out(take, write, tmp_path: Path) -> None:
    assert sum(COUNTS) == PUBLISHED
    taken = take(write(wards()))
    assert taken.refused is None
    safe = open_restricted(tmp_path / "kept").safe("child_protection_plans")
    assert len(safe) == len(WARDS) + 1
    by_area = safe.set_index("area_code")
    assert by_area.loc[CALDERDALE, "published"] == PUBLISHED
    assert set(by_area.loc[WARDS[:2], "state"]) == {"hidden"}
    hidden = by_area[by_area["state"] == "hidden"]
    # What is left for the hidden ones, each 1 or more, lets any of them be 1, and be 5.
    rest = PUBLISHED - by_area.loc[by_area.index.isin(WARDS), "published"].sum()
    assert rest - (len(hidden) - 1) >= 5
    assert not safe["is_synthetic"].any()
    assert set(safe["origin_id"]) == {taken.origin.id}


def test_what_is_kept_may_be_read_by_its_owner_alone(take, write, tmp_path: Path) -> None:
    take(write(wards()))
    folder = tmp_path / "kept"
    for path in (folder, *folder.rglob("*")):
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path
    (folder / "safe").chmod(0o755)
    with pytest.raises(StoreError, match="chmod 700 safe"):
        open_restricted(folder)
    with pytest.raises(StoreError, match="others may read"):
        take(write(wards()))


def test_the_true_counts_are_in_nothing_that_is_shown(take, write, tmp_path: Path) -> None:
    strange = [1, 5, *[13] * 11, 21, 21, 21, 19]
    assert sum(strange) == PUBLISHED - 2
    taken = take(write(wards(strange)), explain="two children were counted twice")
    folder = tmp_path / "kept"
    shown = (folder / "safe" / f"{taken.origin.id}.csv").read_text()
    rows = [line for line in shown.splitlines() if line.split(",")[1] in WARDS[:2]]
    assert all(",,hidden," in line for line in rows)
    assert taken.origin.explanation == "two children were counted twice"
    raw = open_restricted(folder).true_counts_for_the_owners_audit("child_protection_plans")
    assert raw.set_index("area_code").loc[WARDS, "value"].tolist() == strange
    (release,) = Ledger(folder / "ledger.jsonl").releases()
    hidden = [
        value for value, s in zip(release.values, release.states, strict=True) if s == "hidden"
    ]
    assert set(hidden) == {None}


def test_another_total_than_published_is_refused_unless_explained(take, write, tmp_path) -> None:
    path = write(wards([3, *COUNTS[1:]]))
    with pytest.raises(CheckError, match=r"add up to 234; expected 233, as published") as told:
        take(path)
    assert "--explain" in str(told.value)
    assert not (tmp_path / "kept").exists()
    assert take(path, explain="one child moved in").refused is None


def test_more_children_than_live_there_are_refused(take, write) -> None:
    with pytest.raises(CheckError, match="the residents of about that age at the 2021 census"):
        take(write(wards([90_000, *COUNTS[1:]])), explain="none")


def test_the_same_file_again_keeps_nothing_twice(take, write, tmp_path: Path) -> None:
    path = write(wards())
    first = take(path)
    before = {one: one.read_bytes() for one in (tmp_path / "kept" / "safe").iterdir()}
    again = take(path)
    assert (first.appended.added, again.appended.added) == (17, 0)
    assert again.appended.already_held == 17
    assert {one: one.read_bytes() for one in (tmp_path / "kept" / "safe").iterdir()} == before
    assert len(Ledger(tmp_path / "kept" / "ledger.jsonl").releases()) == 1


def test_history_is_added_to_and_not_rewritten(take, write, tmp_path: Path) -> None:
    take(write(wards()))
    other = write(wards([2, 5, 12, *COUNTS[3:]]), name="other.csv")
    with pytest.raises(CheckError, match="collected on the same day") as told:
        take(other)
    assert f"{WARDS[1]} and 1 more area: found other counts" in str(told.value)
    later = write(wards([2, 5, 12, *COUNTS[3:]]), name="later.csv", collected_on="2025-06-30")
    assert take(later).refused is None
    kept = open_restricted(tmp_path / "kept")
    assert len(kept.origins()) == 2
    safe = kept.safe("child_protection_plans").set_index("area_code")
    # 13 before and 12 now would tell by how much the two small ones grew: it is hidden with them.
    assert safe.loc[WARDS[:3], "state"].tolist() == ["hidden"] * 3
    assert safe.loc[WARDS[:3], "published"].isna().all()
    assert safe.loc[WARDS[3:], "published"].tolist() == COUNTS[3:]


def test_days_that_overlap_with_days_shown_are_kept_and_not_shown(take, write, tmp_path) -> None:
    counts = dict.fromkeys(WARDS, 30)
    one = write(counts, "2018-01-01,2022-12-31", measure="suicide_deaths")
    assert take(one).refused is None
    for number in (2, 3):  # revised twice
        again = write(
            counts, "2018-01-01,2022-12-31", "again.csv", measure="suicide_deaths",
            collected_on=f"2025-04-0{number}",
        )  # fmt: skip
        assert take(again).refused is None
    two = write(
        counts, "2017-01-01,2021-12-31", "two.csv", measure="suicide_deaths",
        collected_on="2025-05-01",
    )  # fmt: skip
    taken = take(two)
    (told,) = str(taken.refused).splitlines()[1:]
    assert "2017-01-01 to 2021-12-31: found days that are in return-suicide-deaths-" in told
    assert "and 2 more releases, too" in told
    assert "two overlapping periods" in told
    assert taken.appended.added == 17
    assert not (tmp_path / "kept" / "safe" / f"{taken.origin.id}.csv").exists()


def test_wards_after_their_neighbourhoods_are_not_shown(take, write, tmp_path: Path) -> None:
    parents = lsoa_parents("ward", 2021)
    lsoas = codes("lsoa", within=CALDERDALE)
    counts = dict.fromkeys(lsoas, 0) | dict(zip(lsoas[:60], [3, 4, 1, 2, 5, 6] * 10, strict=True))
    rest = PUBLISHED - sum(counts.values())
    counts[lsoas[70]] = rest
    assert take(write(counts, areas="LSOAs of the 2021 census")).refused is None
    kept = open_restricted(tmp_path / "kept")
    safe = kept.safe("child_protection_plans", CALDERDALE).set_index("area_code")
    small = [code for code, count in counts.items() if 0 < count < 6]
    assert set(safe.loc[small, "state"]) == {"hidden"}
    assert set(WARDS) <= set(safe.index)
    by_ward = pd.Series(counts).groupby(parents.loc[lsoas].to_numpy()).sum().to_dict()
    taken = take(write(by_ward, name="wards.csv"))
    assert "smaller areas or groups that are hidden in return-" in str(taken.refused)


def test_counts_by_sex_and_age_are_added_up_and_linked_with_those_without(
    take, write, tmp_path: Path
) -> None:
    path = write(wards())
    head = [line for line in path.read_text().splitlines() if not line.startswith("E05")]
    parts = [("female", "0 to 4"), ("female", "5 to 17"), ("male", "0 to 4"), ("male", "5 to 17")]
    rows = [
        f"{code},{DAY},{sex},{age},{(count + at) // 4}"
        for code, count in wards().items()
        for at, (sex, age) in enumerate(parts)
    ]
    by_group = tmp_path / "groups.csv"
    by_group.write_text("\n".join([*head, *rows]) + "\n")
    assert take(by_group).refused is None
    kept = open_restricted(tmp_path / "kept")
    safe = kept.safe("child_protection_plans")
    assert set(safe["sex"]) == {"persons", "female", "male"}
    assert set(safe["age"]) == {"0 to 17", "0 to 4", "5 to 17"}
    assert len(safe) == 18 * 9
    whole = safe[(safe["sex"] == "persons") & (safe["age"] == "0 to 17")].set_index("area_code")
    # Hidden only where time ran out before a cheaper choice was found; it is known to all anyhow.
    total = whole.loc[CALDERDALE]
    assert total["state"] in ("shown", "hidden")
    assert pd.isna(total["published"]) == (total["state"] == "hidden")
    assert total["published"] == PUBLISHED or total["state"] == "hidden"
    assert "smaller areas or groups that are hidden in" in str(take(path).refused)


def test_a_return_cut_short_before_it_is_shown_is_shown_the_next_time(
    take, write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from indicators import return_ingest

    put = return_ingest._put

    def stops(path: Path, data: bytes) -> None:
        if path.parent.name == "safe":
            raise OSError("the disk is full")
        put(path, data)

    path = write(wards())
    with monkeypatch.context() as patch:
        patch.setattr(return_ingest, "_put", stops)
        with pytest.raises(OSError, match="full"):
            take(path)
    kept = open_restricted(tmp_path / "kept")
    assert kept.safe("child_protection_plans").empty
    assert take(path).refused is None
    names = [one.name for one in Ledger(tmp_path / "kept" / "ledger.jsonl").releases()]
    assert names[1] == f"{names[0]}, again"
    assert len(kept.safe("child_protection_plans")) == 18


def test_a_return_is_no_published_figure(take, write, public: Store, tmp_path: Path) -> None:
    taken = take(write(wards()))
    raw = tmp_path / "kept" / "raw"
    with open_store(raw) as store, pytest.raises(StoreError, match="kept apart"):
        store.observations("child_protection_plans")
    rows = open_restricted(tmp_path / "kept").true_counts_for_the_owners_audit(
        "child_protection_plans"
    )
    with PublicStore(open_store(tmp_path / "own")._holdings) as own, pytest.raises(StoreError):
        own.append(rows, taken.origin)
    assert not set(public.observations("child_protection_plans")["area_code"]) & set(WARDS)


def test_real_and_made_up_returns_are_never_in_one_store(take, write) -> None:
    take(write(wards()))
    with pytest.raises(StoreError, match="kept apart") as told:
        take(write(wards(), name="made-up.csv", synthetic="yes", collected_on="2025-05-01"))
    words = "found a store of returns of places; expected one of synthetic returns"
    assert words in str(told.value)
    taken = take(write(wards(), name="made-up.csv", synthetic="yes"), folder="demo")
    assert is_synthetic(taken.origin)
    with pytest.raises(StoreError, match="does not say"):
        is_synthetic(pd.DataFrame({"published": [1]}))


def in_need(*first: int) -> dict[str, int]:
    """Children in need by ward; the last ward has what is left of the published number."""
    counts = [*first, *[100] * (len(WARDS) - len(first) - 1)]
    return wards([*counts, IN_NEED - sum(counts)])


def test_children_on_a_plan_are_made_safe_beside_those_in_need(take, write, tmp_path) -> None:
    """The cheapest ward to hide with the first has no more than 9, which would give it away."""
    plans = write(wards([4, 9, *[13] * 13, 25, 26]), name="plans.csv")
    take(plans, folder="alone")
    take(write(in_need(10, 9), name="need.csv", measure=NEED))
    taken = take(plans)
    assert taken.refused is None

    def hidden(folder: str) -> set[str]:
        safe = open_restricted(tmp_path / folder).safe("child_protection_plans")
        return set(safe.loc[safe["state"] == "hidden", "area_code"])

    assert hidden("alone") == set(WARDS[:2])
    others = hidden("kept") - {WARDS[0], WARDS[1]}
    assert WARDS[0] in hidden("kept")
    assert others  # so that what the first two come to together is not known


def test_more_on_a_plan_than_in_need_are_kept_and_not_shown(take, write, tmp_path: Path) -> None:
    take(write(in_need(10, 3), name="need.csv", measure=NEED))
    taken = take(write(wards(), name="plans.csv"))
    assert "4 in this return, of 3 in return-children-in-need-" in str(taken.refused)
    assert "Send the wrong one of the two again" in str(taken.refused)
    assert open_restricted(tmp_path / "kept").safe("child_protection_plans").empty
    corrected = write(in_need(10, 4), name="again.csv", measure=NEED, collected_on="2025-05-30")
    assert take(corrected).refused is None
    assert take(tmp_path / "plans.csv").refused is None


def test_nothing_below_data_local_can_be_committed(root: Path) -> None:
    for name in ("restricted/raw/observations/x.parquet", "restricted/safe/x.csv", "demo/x.toml"):
        path = f"data/local/{name}"
        found = subprocess.run(["git", "check-ignore", "-q", path], cwd=root, check=False)
        assert found.returncode == 0, path
    held = subprocess.run(
        ["git", "ls-files", "data/local"], cwd=root, check=True, capture_output=True, text=True
    )
    assert held.stdout == ""
