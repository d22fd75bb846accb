"""Files that are not TOML, not UTF-8, or not there: told by name and line, the rest still read."""

import pytest


def test_invalid_toml_names_the_line(changed):
    lines = changed(('short_title = "Teeth checked"', 'short_title = "Teeth checked'))
    assert lines[0].startswith("dental.toml: found text that is not TOML: ")
    assert "line 4" in lines[0]
    assert lines[0].endswith("expected valid TOML.")


def test_not_utf_8_names_the_line(folder):
    folder.define(folder.block.replace("An office", "Bureau de santé").encode("latin-1"))
    lines = folder.refusals()
    assert lines[0] == (
        "dental.toml: found a byte that is not UTF-8 in line 13; expected text in UTF-8. "
        "Save the file as UTF-8."
    )


@pytest.mark.parametrize(
    "text", ["<!DOCTYPE html><html></html>", "id,title\na,b\n", '{"id": "a"}', "PK\x03\x04"]
)
def test_another_kind_of_file_saved_as_toml(folder, text):
    folder.define(text)
    assert folder.refusals()[0].startswith("dental.toml: found text that is not TOML: ")


def test_a_folder_where_a_file_should_be(folder):
    (folder.definitions / "more.toml").mkdir()
    (line,) = folder.refusals()
    assert line.startswith("more.toml: found nothing readable (")


def test_no_definitions_at_all(folder):
    (folder.definitions / "dental.toml").unlink()
    assert folder.refusals()[0] == (
        "definitions: found no indicators; expected TOML files that define some."
    )


def test_a_broken_framework_is_told_beside_a_broken_definition(folder):
    folder.define("nothing = ")
    folder.frame("nothing = ")
    assert [line.split(":")[0] for line in folder.refusals()] == ["dental.toml", "mouths.toml"]
