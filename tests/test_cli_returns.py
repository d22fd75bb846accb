"""`wy-indicators template`, `ingest return` and `demo`: what they write, say and answer."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from dashboards.cli import main
from geo.areas import codes
from indicators.restricted import open_restricted
from indicators.restricted_folder import VARIABLE

CALDERDALE = "E08000033"
WARDS = codes("ward", within=CALDERDALE)
COUNTS = [2, 4, *[13] * 13, 29, 29]  # 233, as published for 31 March 2025


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = main([str(one) for one in arguments])
    told = capsys.readouterr()
    return status, told.out, told.err


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "restricted"
    monkeypatch.setenv(VARIABLE, str(path))
    return path


def filled(path: Path, counts: list[int]) -> None:
    """The template at the path filled in as a person would."""
    facts = {
        "place": CALDERDALE,
        "collected_on": date(2025, 4, 30),
        "owner": "A. Person",
        "owner_address": "a.person@example.org",
    }
    book = openpyxl.load_workbook(path)
    for row in book["About"].iter_rows(min_row=2):
        row[1].value = facts.get(row[0].value, row[1].value)
    day = date(2025, 3, 31)
    for code, count in zip(WARDS, counts, strict=True):
        book["Counts"].append([code, day, day, None, None, count])
    book.save(path)


def fill(capsys: pytest.CaptureFixture[str], path: Path, counts: list[int]) -> None:
    assert run(capsys, "template", "child-protection", "--out", path)[0] == 0
    filled(path, counts)


@pytest.mark.parametrize("form", ["child-protection", "suicide", "events"])
def test_a_template_has_instructions_lists_and_rules(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, form: str
) -> None:
    out = tmp_path / "t.xlsx"
    status, told, _ = run(capsys, "template", form, "--place", CALDERDALE, "--out", out)
    assert status == 0
    assert f"wy-indicators ingest return {out}" in told
    book = openpyxl.load_workbook(io.BytesIO(out.read_bytes()))
    assert book.sheetnames == ["Instructions", "About", "Counts", "Lists"]
    heading = [cell.value for cell in book["Counts"][1]]
    assert heading == ["area_code", "period_start", "period_end", "sex", "age", "count"]
    listed = {cell.value for cell in book["Lists"]["A"]}
    assert set(WARDS) | set(codes("lsoa", within=CALDERDALE)) <= listed
    assert any("wards of 2020 to 2025" in str(cell.value) for cell in book["Lists"]["B"])
    rules = {one.type: one for one in book["Counts"].data_validations.dataValidation}
    assert (rules["whole"].operator, rules["whole"].formula1) == ("greaterThanOrEqual", "0")
    assert {"list", "date"} <= set(rules)
    status, _, told = run(capsys, "template", form, "--out", out)
    assert status == 2
    assert "which is there" in told


def test_a_csv_template_has_the_same_facts_above_its_heading(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "t.csv"
    assert run(capsys, "template", "suicide", "--out", out)[0] == 0
    lines = out.read_text().splitlines()
    assert lines[0] == "#measure: suicide_deaths"
    facts = ["#measure", "#place", "#areas", "#collected_on", "#owner", "#owner_address", "#notes"]
    assert [line.split(":")[0] for line in lines[:-1]] == facts
    assert lines[-1] == "area_code,period_start,period_end,sex,age,count"


def test_a_filled_template_is_taken_in_with_its_audit(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, folder: Path
) -> None:
    path = tmp_path / "return.xlsx"
    fill(capsys, path, COUNTS)
    status, told, wrong = run(capsys, "ingest", "return", path)
    assert (status, wrong) == (0, "")
    assert "Kept for its owner: 17 new counts" in told
    assert "Safe to show: 18 cells, 2 of them hidden" in told
    audits = sorted((folder / "raw" / "audits").iterdir())
    assert [one.suffix for one in audits] == [".csv", ".html"]
    assert "must not be published" in audits[0].read_text()
    assert len(open_restricted().safe("child_protection_plans")) == 18


def test_a_return_can_be_tried_out_with_nothing_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, folder: Path
) -> None:
    path = tmp_path / "return.xlsx"
    fill(capsys, path, COUNTS)
    before = sorted(tmp_path.rglob("*"))
    status, told, wrong = run(capsys, "check", "return", path)
    assert (status, wrong) == (0, "")
    assert "nothing was stored" in told
    assert "15 of the 17 areas in full" in told
    fill(capsys, tmp_path / "wrong.xlsx", [3, *COUNTS[1:]])
    status, _, wrong = run(capsys, "check", "return", tmp_path / "wrong.xlsx")
    assert (status, "expected 233, as published" in wrong) == (1, True)
    reason = ("--restricted", tmp_path / "other", "--explain", "one moved in")
    assert run(capsys, "check", "return", tmp_path / "wrong.xlsx", *reason)[0] == 0
    assert sorted(tmp_path.rglob("*")) == sorted([*before, tmp_path / "wrong.xlsx"])


def test_a_trial_that_is_not_proved_safe_exits_2(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from indicators import return_protect
    from indicators.errors import DisclosureError

    def fails(*_: object, **__: object) -> None:
        raise DisclosureError("2 small counts are not proved protected.")

    path = tmp_path / "return.xlsx"
    fill(capsys, path, COUNTS)
    monkeypatch.setattr(return_protect, "protect", fails)
    status, told, wrong = run(capsys, "check", "return", path)
    assert status == 2
    assert "Nothing of it would be shown" in told
    assert "not proved protected" in wrong
    assert not folder.exists()


def test_a_wrong_return_is_told_and_nothing_is_kept(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, folder: Path
) -> None:
    path = tmp_path / "return.xlsx"
    fill(capsys, path, [3, *COUNTS[1:]])
    status, _, wrong = run(capsys, "ingest", "return", path)
    assert status == 1
    assert "found areas that add up to 234; expected 233, as published" in wrong
    assert not folder.exists()
    status, told, _ = run(capsys, "ingest", "return", path, "--explain", "one moved in")
    assert status == 0
    assert "It differs from 1 published totals: one moved in" in told


def test_what_is_not_proved_safe_is_kept_not_shown_and_exits_2(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from indicators import return_protect
    from indicators.errors import DisclosureError

    def fails(*_: object, **__: object) -> None:
        raise DisclosureError("Nothing is published: 2 small counts are not proved protected.")

    path = tmp_path / "return.xlsx"
    fill(capsys, path, COUNTS)
    monkeypatch.setattr(return_protect, "protect", fails)
    status, told, wrong = run(capsys, "ingest", "return", path)
    assert status == 2
    assert "Nothing of it is shown" in told
    assert "not proved protected" in wrong
    assert not (folder / "safe").exists()
    assert not (folder / "ledger.jsonl").exists()
    assert len(open_restricted().origins()) == 1
    assert open_restricted().safe("child_protection_plans").empty
    monkeypatch.undo()
    monkeypatch.setenv(VARIABLE, str(folder))
    assert run(capsys, "ingest", "return", path)[0] == 0
    assert len(open_restricted().safe("child_protection_plans")) == 18


def test_options_of_publishers_and_of_returns_are_not_mixed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, folder: Path
) -> None:
    status, _, wrong = run(capsys, "ingest", "return", "a.csv", "b.csv", "--title", "T")
    assert status == 2
    assert "--title" in wrong
    assert "one return at a time" in wrong
    status, _, wrong = run(capsys, "ingest", "ons-els", "a.csv", "--explain", "why")
    assert status == 2
    assert "only with 'ingest return FILE'" in wrong
    status, _, wrong = run(capsys, "check", "ons-els", "a.csv", "--restricted", "x")
    assert status == 2
    assert "or 'check return FILE'" in wrong


def test_the_demonstration_is_made_for_all_places(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    status, told, _ = run(capsys, "demo", "--out", tmp_path / "demo")
    assert status == 0
    assert told.startswith("Synthetic: every count is made up.")
    kept = open_restricted(tmp_path / "demo")
    assert len(kept.origins()) == 15
    safe = kept.safe("child_protection_plans")
    assert safe["is_synthetic"].all()
    assert {"E05", "E01", "E08"} == set(safe["area_code"].str[:3])
