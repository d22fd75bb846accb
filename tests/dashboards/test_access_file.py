"""`access.toml`: the example can be read, and everything wrong in a file is told at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dashboards.access import may_see
from dashboards.access_file import read_access
from dashboards.selection import PLACE_SLUGS
from geo.errors import SuiteError

EXAMPLE = Path(__file__).parents[2] / "data" / "access.example.toml"
LEEDS, KIRKLEES = PLACE_SLUGS["leeds"], PLACE_SLUGS["kirklees"]


@pytest.fixture
def file(tmp_path):
    def written(text: str, mode: int = 0o600) -> Path:
        path = tmp_path / "access.toml"
        path.write_text(text, "utf-8")
        path.chmod(mode)
        return path

    return written


def refusal(path: Path) -> str:
    with pytest.raises(SuiteError) as told:
        read_access(path)
    return str(told.value)


def test_the_written_example_says_what_its_comments_say(tmp_path):
    path = tmp_path / "access.toml"
    shutil.copyfile(EXAMPLE, path)
    path.chmod(0o600)
    access, warnings = read_access(path)
    assert warnings == []
    lead, analyst = access.person("A.Lead@example.org"), access.person("an.analyst@example.org")
    assert lead.words == "place lead: Leeds"
    assert may_see(lead.rights, "child-protection", LEEDS)
    assert not may_see(lead.rights, "suicide", LEEDS)  # narrowed to analysts there
    assert may_see(analyst.rights, "suicide", KIRKLEES)
    team = access.person("new@example.org", ["00000000-0000-0000-0000-000000000000"])
    assert team.words == "analyst: all places"
    assert access.person("a.member@example.org").words == "board"


def test_all_faults_are_told_in_one_message(file):
    told = refusal(
        file("""
[[person]]
name = "anna"
role = "place lead"
[[person]]
name = "Anna"
role = "analyst"
places = ["leads"]
[[person]]
name = "bob"
groups = ["nobody"]
[[person]]
name = "cat"
places = ["leeds"]
[[person]]
name = "dan"
role = "board"
places = ["leeds"]
[[group]]
name = "g"
role = "place lead"
places = ["all"]
[[group]]
name = "g"
role = "analyst"
places = ["leeds"]
[restricted]
crime = ["analyst"]
suicide = ["board"]
""")
    )
    for words in (
        "role 'place lead' without places",
        "person 'anna': found them twice",
        "the place 'leads'",
        "Did you mean 'leeds'?",
        "the group 'nobody'",
        "places without a role",
        "a board member with places",
        'a place lead of "all"',
        "group 'g': found it twice",
        "restricted.crime: found an unknown measure",
        "'board', who never sees it",
    ):
        assert words in told, words
    assert all("expected" in line for line in told.splitlines()[1:])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not toml", "not TOML"),
        ('[[person]]\nname = "a"\nrole = "king"', "one of board, place lead, analyst"),
        ('[[person]]\nname = "a"\nrole = "board"\npassword = "x"', "an unknown key"),
        ('[[person]]\nname = "a"', "neither a role nor groups"),
        ('[[person]]\nname = "a\\nb"\nrole = "board"', "no name that can be shown"),
        ('[[people]]\nname = "a"', "one of contact, group, person, restricted"),
        ("person = 3", "person"),
        ('restricted = "x"', "restricted"),
        ("[restricted]\nsuicide = 3", "suicide"),
        ('[[person]]\nname = "a"\nrole = "analyst"\nplaces = ["all", "leeds"]', "the place 'all'"),
    ],
)
def test_what_is_wrong_is_told(file, text, words):
    assert words in refusal(file(text))


def test_no_file_is_refused(tmp_path):
    assert "no such file" in refusal(tmp_path / "none.toml")


def test_a_file_others_may_write_is_refused_and_one_they_may_read_is_told(file):
    text = '[[person]]\nname = "a"\nrole = "board"'
    assert "a file that others may write" in refusal(file(text, 0o622))
    _, warnings = read_access(file(text, 0o644))
    assert ["a file that others may read" in str(one) for one in warnings] == [True]


def test_a_file_that_others_may_exchange_is_refused(file, tmp_path):
    path = file('[[person]]\nname = "a"\nrole = "board"')
    tmp_path.chmod(0o777)
    told = refusal(path)
    assert told.count("a folder in which others may put another file in its place") == 1
    assert f"chmod o-w {tmp_path}" in told
    tmp_path.chmod(0o1777)  # as /tmp: others may add, and not take away
    read_access(path)
