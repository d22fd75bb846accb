"""What the README shows is run: its Python, its commands, its links."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from dashboards.cli import main
from tests.shapes_in_place import in_place

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line.split("#")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL)
    for line in block.splitlines()
    if line.startswith("wy-indicators ")
]
COMMAND = Path(sys.executable).with_name("wy-indicators")
RELEASE = ROOT / "tests" / "fixtures" / "ons_els" / "all_series.csv"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def firsts() -> set[str]:
    """The first command that is shown of each subcommand (`status`, `boundaries load`)."""
    found: dict[tuple[str, ...], str] = {}
    for command in COMMANDS:
        words = command.split()[1:]
        found.setdefault(tuple(words[: 2 if words[0] == "boundaries" else 1]), command)
    return set(found.values())


def counts(path: Path) -> Path:
    """A return in the shape the README names: small counts among larger ones, by ward and sex."""
    lines = ["area_code,place,region,sex,count"]
    for place, wards in (("leeds", (3, 20, 31)), ("bradford", (12, 9, 44))):
        for number, girls in enumerate(wards):
            lines += [f"{place}-{number},{place},west_yorkshire,female,{girls}"]
            lines += [f"{place}-{number},{place},west_yorkshire,male,{girls + 11}"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_the_python_that_is_shown_runs_and_gives_the_published_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in blocks("python"):
        exec(compile(block, "README.md", "exec"), names)
    then = names["then"]
    assert then.loc[then["period"] == "2019 to 2021", "value"].tolist() == [13.2]
    assert len(names["matrix"]) > 300
    assert [path.suffix for path in tmp_path.iterdir()] == [".png"]


@pytest.mark.parametrize(
    "command", [c for c in COMMANDS if not c.startswith("wy-indicators serve")]
)
def test_a_command_that_is_shown_works(
    command: str,
    tmp_path: Path,
    boundaries_folder: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The first of each subcommand as a program of its own, others of its kind within this one."""
    words = shlex.split(command)[1:]
    if words[0] == "boundaries":
        file = str(in_place(tmp_path / "wards.gpkg", "ward"))
        words = [file if word == "FILE" else word for word in words]
        if words[1] == "remove":
            assert main(["boundaries", "load", file]) == 0
            capfd.readouterr()
    elif words[0] == "disclose":
        places = {"FILE": str(counts(tmp_path / "counts.csv")), "FOLDER": str(tmp_path / "safe")}
        words = [places.get(word, word) for word in words]
    elif "FILE" in words:
        words[words.index("FILE")] = str(RELEASE)
        words += ["--store", str(tmp_path / "store")]
        words += ["--accept-warnings"] if words[0] == "ingest" else []
    if command in firsts():
        done = subprocess.run([COMMAND, *words], capture_output=True, text=True, check=False)
        status, out, err = done.returncode, done.stdout, done.stderr
    else:
        status = main(words)
        out, err = capfd.readouterr()
    assert status == 0, err
    assert out
    if "--json" in words:
        assert json.loads(out)


def test_links_lead_to_files_that_are_there() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_two_commands_come_first() -> None:
    assert README.index("make serve") < README.index("make test") < README.index("pip install")
