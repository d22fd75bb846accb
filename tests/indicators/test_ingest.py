"""Ingest: all or nothing, once, and with every revision told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from geo.areas import codes
from geo.areas import name as area_name
from indicators.errors import CheckError, SourceError, StoreError
from indicators.ingest import examine, ingest, keep
from indicators.store import Store, open_store

Write = Callable[..., Path]
PLACES = ("E08000032", "E08000033", "E08000034", "E08000035", "E08000036")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store")


def figures(store: Store) -> list[tuple[object, ...]]:
    rows = store.observations(all_releases=True)
    return list(rows[["area_code", "period_end", "value", "published_on"]].itertuples(index=False))


def test_a_file_is_read_checked_and_stored(made_release: Write, store: Store) -> None:
    report = ingest("ons-els", [made_release()], store, published_on="2025-01-20")
    assert (report.added, report.already_held) == (50, 0)
    assert "Stored 50 new rows" in str(report)
    assert len(store.observations("claimant_count")) == 50


def test_repeating_it_changes_nothing_and_says_so(made_release: Write, store: Store) -> None:
    path = made_release()
    ingest("ons-els", [path], store, published_on="2025-01-20")
    before = figures(store)
    report = ingest("ons-els", [path], store)
    assert str(report).endswith("Nothing new: 50 rows are already held.")
    assert figures(store) == before
    assert len(store.origins()) == 1


def test_the_same_file_under_another_name_is_the_same_file(
    made_release: Write, store: Store
) -> None:
    ingest("ons-els", [made_release("one.csv")], store, published_on="2025-01-20")
    report = ingest("ons-els", [made_release("two.csv")], store)
    assert report.added == 0
    assert len(store.origins()) == 1


def test_the_origin_says_where_the_figures_are_from(made_release: Write, store: Store) -> None:
    path = made_release()
    report = ingest("ons-els", [path], store, published_on="2025-01-20", origin_id="claimants-2025")
    (origin,) = store.origins().values()
    assert origin == report.origin
    assert (origin.id, origin.source, str(origin.published_on)) == (
        "claimants-2025",
        "ons-els",
        "2025-01-20",
    )
    assert [file.name for file in origin.files] == ["claimant-count.csv"]


def test_a_revision_is_told_and_the_former_figure_kept(made_release: Write, store: Store) -> None:
    ingest("ons-els", [made_release()], store, published_on="2025-01-20")
    revised = made_release("revised.csv", codes=PLACES[:1], years=[2024], higher_by=0.1)
    report = ingest("ons-els", [revised], store, published_on="2025-06-20", accept_warnings=True)
    assert "Figures that are revised: 1." in str(report)
    assert "Bradford (E08000032), 2024: 3.3 (released 20 January 2025) becomes 3.4" in str(report)
    asked = {"indicator_id": "claimant_count", "areas": [PLACES[0]]}
    assert store.observations(**asked)["value"].iloc[-1] == 3.4
    assert store.observations(**asked, as_known_on="2025-02-01")["value"].iloc[-1] == 3.3


def test_nothing_is_stored_while_there_are_errors(made_release: Write, store: Store) -> None:
    path = made_release()
    text = path.read_text()
    path.write_text(
        text.replace(",3.3,Percentage", ',"3,3",Percentage').replace("E08000036", "E99999999")
    )
    with pytest.raises(CheckError) as refusal:
        ingest("ons-els", [path], store, published_on="2025-01-20")
    assert str(refusal.value).startswith("Nothing was stored: ")
    assert "row 11, column observation: found '3,3'" in str(refusal.value)
    assert "column areacd: found 'E99999999'" in str(refusal.value)
    assert figures(store) == []
    assert store.origins() == {}


def test_one_bad_file_keeps_the_good_ones_out(made_release: Write, store: Store) -> None:
    good, bad = made_release("good.csv"), made_release("bad.csv", years=[2009])
    bad.write_text("<!DOCTYPE html><html><body>Not found</body></html>")
    with pytest.raises(CheckError, match="a web page saved under this name"):
        ingest("ons-els", [good, bad], store, published_on="2025-01-20")
    assert figures(store) == []


def test_warnings_are_stored_only_when_accepted(made_release: Write, store: Store) -> None:
    path = made_release(years=range(2015, 2024))
    with path.open("a") as file:
        for code in PLACES[:4]:  # all but Wakefield
            about = f"{code},{area_name(code)},Authority,Claimant Count"
            file.write(f"{about},2024-01-01/P1Y,4.4,Percentage,%,,,,\n")
    with pytest.raises(CheckError, match="repeat with --accept-warnings") as refusal:
        ingest("ons-els", [path], store, published_on="2025-01-20")
    assert "found no Wakefield (E08000036)" in str(refusal.value)
    assert figures(store) == []
    report = ingest("ons-els", [path], store, published_on="2025-01-20", accept_warnings=True)
    assert report.added == 49
    assert ingest("ons-els", [path], store).added == 0, "nobody is warned twice of held figures"


def test_a_release_cut_short_is_told_though_its_figures_are_those_held(
    made_release: Write, store: Store
) -> None:
    authorities = [code for code in codes("local authority") if code.startswith("E06")]
    whole = made_release("whole.csv", [*PLACES, *authorities])
    ingest("ons-els", [whole], store, published_on="2025-01-20", accept_warnings=True)
    short = made_release("short.csv", [*PLACES, *authorities[:20]])
    report = examine("ons-els", [short], store, published_on="2025-06-20")
    assert "found 25 areas of the kind local authority; expected 68" in str(report)


def test_rows_that_a_check_refuses_can_be_left_out(made_release: Write, store: Store) -> None:
    path = made_release()
    with path.open("a") as file:
        for year, value in ((2023, 3.4), (2024, 17.5)):
            whole = "E47000003,West Yorkshire,Authority,Claimant Count"
            file.write(f"{whole},{year}-01-01/P1Y,{value},Percentage,%,,,,\n")
    report = examine("ons-els", [path], store, published_on="2025-01-20")
    with pytest.raises(CheckError, match=r"found 17\.5; expected"):
        keep(report, store)
    kept = keep(report.without_refused(), store)
    assert kept.added == 51
    assert "Left out: 1 row of 'refused by a check'." in str(kept)
    assert store.observations("claimant_count", ["E47000003"])["value"].tolist() == [3.4]


def test_a_release_that_restates_half_of_history_is_another_series(
    made_release: Write, store: Store
) -> None:
    ingest("ons-els", [made_release()], store, published_on="2025-01-20")
    other = made_release("other.csv", higher_by=0.9)
    with pytest.raises(CheckError, match="This is another series"):
        ingest("ons-els", [other], store, published_on="2025-06-20")


def test_a_file_that_cannot_be_seen_is_told(store: Store, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"nowhere\.csv' cannot be read: no such file"):
        ingest("ons-els", [tmp_path / "nowhere.csv"], store, published_on="2025-01-20")


def test_an_unknown_source_is_told_with_the_nearest(made_release: Write, store: Store) -> None:
    with pytest.raises(SourceError, match="Did you mean 'ons-els'"):
        ingest("ons-el", [made_release()], store)


def test_a_file_without_a_release_day_is_refused(made_release: Write, store: Store) -> None:
    with pytest.raises(SourceError, match="Give it as --published-on YYYY-MM-DD"):
        ingest("ons-els", [made_release()], store)


def test_a_release_day_that_is_no_day_is_refused(made_release: Write, store: Store) -> None:
    with pytest.raises(StoreError, match="'20 Jan' is not a day"):
        ingest("ons-els", [made_release()], store, published_on="20 Jan")


def test_a_held_file_cannot_be_given_another_release_day(made_release: Write, store: Store) -> None:
    path = made_release()
    ingest("ons-els", [path], store, published_on="2025-01-20")
    with pytest.raises(SourceError, match="released on 2025-01-20, not 2025-02-20"):
        ingest("ons-els", [path], store, published_on="2025-02-20")


def test_a_release_name_that_cannot_be_a_file_name_is_refused(
    made_release: Write, store: Store
) -> None:
    with pytest.raises(SourceError, match="Use small letters, digits and hyphens"):
        ingest("ons-els", [made_release()], store, published_on="2025-01-20", origin_id="../x")


def test_examining_stores_nothing(made_release: Write, store: Store) -> None:
    report = examine("ons-els", [made_release()], store, published_on="2025-01-20")
    assert len(report.rows) == 50
    assert report.errors == report.warnings == ()
    assert figures(store) == []
