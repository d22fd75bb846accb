"""`wy-indicators template`, `ingest return` and `demo`: what they write, say and answer."""

from __future__ import annotations

import io
import shlex
import subprocess
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from dashboards.cli import main, parser
from geo.areas import codes, name
from indicators import return_protect
from indicators.errors import DisclosureError
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
    assert heading == [
        "area_code", "area_name", "period_start", "period_end", "sex", "age", "count",
    ]  # fmt: skip
    rows = list(book["Counts"].iter_rows(min_row=2, max_row=18, max_col=2, values_only=True))
    assert rows == [(code, name(code)) for code in WARDS]
    assert rows[0] == ("E05001371", "Brighouse")
    about = {row[0].value: row[1].value for row in book["About"].iter_rows()}
    assert (about["place"], about["areas"]) == (CALDERDALE, "wards of 2020 to 2025")
    assert [cell.value for cell in book["Lists"]["A"] if cell.value] == ["area_code", *WARDS]
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


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_template_of_a_place_needs_only_days_and_counts(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, folder: Path, ending: str
) -> None:
    out = tmp_path / f"return.{ending}"
    assert (
        run(capsys, "template", "child-protection", "--place", "calderdale", "--out", out)[0] == 0
    )
    facts = {"collected_on": "2025-04-30", "owner": "A. Person", "owner_address": "a@example.org"}
    if ending == "csv":
        lines = out.read_text().splitlines()
        assert lines[1:3] == [f"#place: {CALDERDALE}", "#areas: wards of 2020 to 2025"]
        assert lines[8] == "E05001371,Brighouse,,,,,"
        head = [f"{line} {facts.get(line[1:].rstrip(':'), '')}" for line in lines[:7]]
        rows = [
            line.replace(",,,,,", f",2025-03-31,2025-03-31,,,{count}")
            for line, count in zip(lines[8:], COUNTS, strict=True)
        ]
        out.write_text("\n".join([*head, lines[7], *rows]) + "\n")
    else:
        book = openpyxl.load_workbook(out)
        for row in book["About"].iter_rows(min_row=2):
            row[1].value = facts.get(row[0].value, row[1].value)
        for row, count in enumerate(COUNTS, start=2):
            for column, value in ((3, date(2025, 3, 31)), (4, date(2025, 3, 31)), (7, count)):
                book["Counts"].cell(row, column).value = value
        book.save(out)
    status, told, wrong = run(capsys, "ingest", "return", out)
    assert (status, wrong) == (0, "")
    assert "Kept for its owner: 17 new counts" in told


def test_a_template_takes_other_areas_and_refuses_what_is_none(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    lsoas = ("--areas", "LSOAs of the 2021 census")
    out = tmp_path / "small.csv"
    place = ("--place", CALDERDALE)
    assert run(capsys, "template", "events", *place, *lsoas, "--out", out)[0] == 0
    lines = out.read_text().splitlines()
    assert "#areas: LSOAs of the 2021 census" in lines
    assert [line.split(",")[0] for line in lines[8:]] == codes("lsoa", within=CALDERDALE)
    status, _, told = run(capsys, "template", "events", "--place", "Calderdail")
    assert status == 2
    assert "E08000033 (Calderdale)" in told
    assert "Did you mean 'Calderdale'?" in told
    status, _, told = run(capsys, "template", "suicide", *place, *lsoas)
    assert status == 2
    assert "expected wards from 2026, wards of 2020 to 2025" in told


@pytest.mark.parametrize("place", [[], ["--place", "Leeds"]])
def test_the_template_for_suicide_speaks_of_wards_alone(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, place: list[str]
) -> None:
    out = tmp_path / "t.xlsx"
    assert run(capsys, "template", "suicide", *place, "--out", out)[0] == 0
    book = openpyxl.load_workbook(out)
    words = [
        str(cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    assert len(words) > 50
    assert not [one for one in words if "lsoa" in one.casefold() or "neighbour" in one.casefold()]
    assert not [one for one in words if one.startswith("E01")]


def test_a_template_has_a_name_that_git_ignores(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    for arguments in (
        ["child-protection"],
        ["suicide", "--format", "csv", "--place", "Leeds"],
        ["events", "--place", "Bradford", "--areas", "LSOAs of the 2021 census"],
    ):
        assert run(capsys, "template", *arguments)[0] == 0
    made = sorted(path.name for path in tmp_path.iterdir())
    assert made == [
        "return-child-protection.xlsx",
        "return-events-bradford-lsoas-of-the-2021-census.xlsx",
        "return-suicide-leeds.csv",
    ]
    for path in (*made, f"data/{made[0]}"):
        found = subprocess.run(["git", "check-ignore", "-q", path], cwd=root, check=False)
        assert found.returncode == 0, path
    tracked = subprocess.run(
        ["git", "ls-files", "-ci", "--exclude-standard"], cwd=root, capture_output=True, check=True
    )
    assert tracked.stdout == b""


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


def not_proved(*_: object, **__: object) -> None:
    raise DisclosureError("Nothing is published: 2 small counts are not proved protected.")


def test_a_trial_that_is_not_proved_safe_exits_2(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "return.xlsx"
    fill(capsys, path, COUNTS)
    monkeypatch.setattr(return_protect, "protect", not_proved)
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
    assert "It differs from a published total: one moved in" in told


def test_what_is_not_proved_safe_is_kept_not_shown_and_exits_2(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "return.xlsx"
    fill(capsys, path, COUNTS)
    monkeypatch.setattr(return_protect, "protect", not_proved)
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


def test_the_demonstration_is_made_for_all_places_and_can_be_served_as_it_says(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    status, told, _ = run(capsys, "demo", "--out", tmp_path / "demo")
    assert status == 0
    assert told.startswith("Synthetic: every count is made up.")
    *_, files, command = told.splitlines()
    for file in ("data/access.example.toml", "data/local/access.toml", "data/local/users.json"):
        assert file in files
    words = shlex.split(command.partition(") ")[2])
    assert words[:2] == ["wy-indicators", "serve"]
    asked = parser().parse_args(words[1:])
    assert asked.restricted == tmp_path / "demo"
    assert (asked.access, asked.basic_auth) == (
        Path("data/local/access.toml"),
        Path("data/local/users.json"),
    )
    said = (root / "README.md").read_text()
    assert command.replace(str(asked.restricted), "data/local/demo").partition(") ")[2] in said
    kept = open_restricted(tmp_path / "demo")
    assert len(kept.origins()) == 15
    safe = kept.safe("child_protection_plans")
    assert safe["is_synthetic"].all()
    assert {"E05", "E01", "E08"} == set(safe["area_code"].str[:3])
