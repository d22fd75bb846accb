"""`wy-indicators disclose`: what it writes, for whom, and that it writes all of it or nothing."""

from __future__ import annotations

import csv
import hashlib
import io
import stat
from pathlib import Path

import pytest

from dashboards.cli import main

ROWS = """\
area_code,place,region,sex,count
w1,P,WY,boys,2
w1,P,WY,girls,30
w2,P,WY,boys,20
w2,P,WY,girls,21
w3,Q,WY,boys,22
w3,Q,WY,girls,23
w4,Q,WY,boys,24
w4,Q,WY,girls,25
"""
USUAL = ("--cells", "area_code,sex", "--parent", "area_code=place,region", "--threshold", "8")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "counts.csv"
    path.write_text(ROWS)
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = main(["disclose", *map(str, arguments)])
    told = capsys.readouterr()
    return status, told.out, told.err


def test_the_safe_table_and_its_audit_are_written(
    capsys: pytest.CaptureFixture[str], file: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    status, told, _ = run(capsys, file, *USUAL, "--out", out)
    assert status == 0
    assert told.startswith("1 of 1 small count is proved protected.\n")
    assert "Cells: 21: 17 shown, 4 hidden" in told
    assert sorted(path.name for path in out.iterdir()) == ["audit.csv", "audit.html", "safe.csv"]
    rows = list(csv.DictReader(io.StringIO((out / "safe.csv").read_text())))
    hidden = {(row["area_code"], row["sex"]) for row in rows if row["state"] == "hidden"}
    assert hidden == {(area, sex) for area in ("w1", "w2") for sex in ("boys", "girls")}
    assert len({(row["state"], row["reason"]) for row in rows}) == 2
    assert {row["published"] for row in rows if row["state"] == "hidden"} == {""}


def test_only_the_owner_may_read_what_is_written(
    capsys: pytest.CaptureFixture[str], file: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run(capsys, file, *USUAL, "--out", out)
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()} == {0o600}


def test_the_audit_says_what_a_lead_must_know(
    capsys: pytest.CaptureFixture[str], file: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run(capsys, file, *USUAL, "--out", out)
    page = (out / "audit.html").read_text()
    for words in (
        "For the owner of the figures only.",
        "1 of 1 small count is proved protected.",
        "Counts from 1 to 7 are hidden. Zero is shown.",
        "no other choice of further cells costs less",
        "That zeros are always shown, so that a hidden count is 1 or more.",
        "<td>1 to 21</td>",
        "May be shown",
    ):
        assert words in page
    fingerprint = hashlib.sha256((out / "safe.csv").read_bytes()).hexdigest()
    assert f"SHA-256 {fingerprint}" in page
    assert f"SHA-256 {fingerprint}" in (out / "audit.csv").read_text()
    assert "<script" not in page
    assert "http://" not in page.replace("http-equiv", "")
    assert "https://" not in page
    rows = (out / "audit.csv").read_text().splitlines()
    assert "w1,boys,Small count,1,21,1,1,yes,yes" in rows
    assert "w1,girls,Protects small counts,11,31,10,1,yes,need not be" in rows


def test_suicide_carries_its_help_line(
    capsys: pytest.CaptureFixture[str], file: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    rule = ("--policy", "suicide", "--years", 5)
    status, _, told = run(capsys, file, *USUAL[:4], *rule, "--out", out)
    assert (status, told) == (0, "")
    for name in ("audit.html", "audit.csv"):
        assert "Samaritans, 116 123, any time" in (out / name).read_text()


def test_the_ledger_remembers_and_the_next_release_heeds_it(
    capsys: pytest.CaptureFixture[str], file: Path, tmp_path: Path
) -> None:
    ledger = ("--ledger", tmp_path / "ledger.jsonl")
    usual = (file, *USUAL[:4], *ledger)
    first = ("--policy", "none", "--release", "one", "--out", tmp_path / "one")
    assert run(capsys, *usual, *first)[0] == 0
    then = ("--threshold", 8, "--release", "two", "--out", tmp_path / "two")
    status, told, _ = run(capsys, *usual, *then)
    assert status == 1
    assert "Protection is not claimed for 1, which was given away by an earlier release" in told
    assert "Earlier releases taken into account: one" in told
    assert "Given away by an earlier release,2,2" in (tmp_path / "two" / "audit.csv").read_text()
    status, _, told = run(capsys, *usual, *then[:4], "--out", tmp_path / "three")
    assert status == 2
    assert "found 'two'; expected a name that no release has yet" in told
    assert not (tmp_path / "three").exists()


def test_a_cell_said_to_be_revised_tells_nothing_of_what_it_was(
    capsys: pytest.CaptureFixture[str], file: Path, tmp_path: Path
) -> None:
    """Shown before as it is now, it would be known for ever, unless it was another count then."""
    usual = (file, *USUAL[:4], "--ledger", tmp_path / "ledger.jsonl")
    first = ("--policy", "none", "--release", "one", "--out", tmp_path / "one")
    assert run(capsys, *usual, *first)[0] == 0
    sums = [f"area_code={area},sex={sex}" for area in ("w1", "P", "WY") for sex in ("boys", "all")]
    revised = [word for cell in sums for word in ("--revised", cell)]
    then = ("--threshold", 8, "--release", "two", "--out", tmp_path / "two", *revised)
    status, told, _ = run(capsys, *usual, *then)
    assert (status, told.splitlines()[0]) == (0, "1 of 1 small count is proved protected.")


def test_parents_may_stand_in_a_file(
    capsys: pytest.CaptureFixture[str], file: Path, tmp_path: Path
) -> None:
    lookup = tmp_path / "lookup.csv"
    lookup.write_text("child,parent\nw1,P\nw2,P\nw3,Q\nw4,Q\nP,WY\nQ,WY\n")
    named = (*USUAL[:2], "--parent", f"area_code={lookup}", *USUAL[4:])
    assert run(capsys, file, *named, "--out", tmp_path / "one")[0] == 0
    run(capsys, file, *USUAL, "--out", tmp_path / "two")
    one, two = ((tmp_path / name / "safe.csv").read_bytes() for name in ("one", "two"))
    assert one == two


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("w1,P,WY,boys,2", "w1,P,WY,boys,2.5"), "found '2.5'; expected a whole count"),
        (("w1,P,WY,boys,2", "w1,P,WY,boys,-2"), "found '-2'; expected a whole count"),
        (("w1,P,WY,boys,2", "w1,P,WY,boys,"), "found nothing; expected a whole count"),
        (("w1,P,WY,boys,2", "w1,P,WY,boys,=1+1"), "found '=1+1'; expected a whole count, no"),
        (("w1,P,WY,boys,2", "w2,P,WY,boys,2"), "found more than one count"),
        (("w1,P,WY,boys", "w1,Q,WY,boys"), "found 'Q' and 'P'; expected one parent"),
        (("area_code,place", "code,place"), "expected a column of the table"),
    ],
)
def test_wrong_input_is_refused_and_nothing_is_written(
    capsys: pytest.CaptureFixture[str],
    file: Path,
    tmp_path: Path,
    change: tuple[str, str],
    expected: str,
) -> None:
    file.write_text(ROWS.replace(*change))
    status, _, told = run(capsys, file, *USUAL, "--out", tmp_path / "out")
    assert status == 2
    assert expected in told
    assert [path.name for path in tmp_path.iterdir()] == ["counts.csv"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (("--parent", "area_code"), "expected COLUMN=COLUMN or COLUMN=FILE"),
        (("--parent", "areacode=place"), "Did you mean 'area_code'?"),
        (("--parent", "area_code=nowhere.csv"), "nowhere.csv: found nothing there"),
        (("--release", "one"), "--ledger: found none"),
        (("--revised", "area_code=w1"), "--ledger: found none"),
        (
            ("--revised", "ward=w1", "--ledger", "l", "--release", "r"),
            "--revised: found 'ward=w1'; expected values of its columns, as area_code=VALUE",
        ),
        (("--policy", "suicid"), "--threshold"),
    ],
)
def test_wrong_options_are_refused(
    capsys: pytest.CaptureFixture[str],
    file: Path,
    tmp_path: Path,
    given: tuple[str, str],
    expected: str,
) -> None:
    usual = ("--cells", "area_code,sex", "--threshold", 8)
    status, _, told = run(capsys, file, *usual, *given, "--out", tmp_path / "out")
    assert status == 2
    assert expected in told or "policy and threshold" in told


def test_what_is_there_already_is_left(
    capsys: pytest.CaptureFixture[str], file: Path, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    status, _, told = run(capsys, file, *USUAL, "--out", tmp_path / "out")
    assert status == 2
    assert "expected a new or empty folder" in told
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_a_disk_that_refuses_leaves_nothing_half_written(
    capsys: pytest.CaptureFixture[str], file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    status, _, told = run(capsys, file, *USUAL, "--out", tmp_path / "out")
    assert status == 2
    assert "No space left on device" in told
    assert [path.name for path in tmp_path.iterdir()] == ["counts.csv"]
