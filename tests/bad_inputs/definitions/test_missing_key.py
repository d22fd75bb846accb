"""A key that is required and absent is named, one fault for each."""

import pytest

REQUIRED = (
    *("title", "short_title", "definition", "unit", "per", "polarity", "kind", "period_type"),
    *("lowest_geography", "disclosure", "source", "caveats", "reviewed_on", "next_review"),
)


@pytest.mark.parametrize("key", REQUIRED)
def test_each_required_key(folder, changed, key):
    (gone,) = [line for line in folder.block.splitlines() if line.startswith(f"{key} =")]
    (line,) = changed(("\n" + gone + "\n", "\n"))
    assert line == (
        f"dental.toml, teeth_checked: {key}: found no such key; "
        "expected a value for it, as it is required."
    )


def test_in_a_target(changed):
    (line,) = changed(("by = 2030-03-31\n", ""))
    assert line.startswith("dental.toml, teeth_checked: targets[1].by: found no such key")


def test_in_a_framework(changed):
    (line,) = changed(('description = "Invented for a test."\n', ""), framework=True)
    assert line.startswith("mouths.toml: description: found no such key")
