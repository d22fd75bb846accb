"""A value of another type or shape than its key asks for."""

import pytest


@pytest.mark.parametrize(
    ("key", "old", "new", "found", "expected"),
    [
        ("title", '"Children whose teeth were checked"', "7", "'7'", "a valid string"),
        ("title", '"Children whose teeth were checked"', '" "', "' '", "text that is not empty"),
        ("caveats", '["Invented for a test."]', '"Few."', "'Few.'", "a valid list"),
        ("reviewed_on", "2026-01-10\nnext", '"soon"\nnext', "'soon'", "a date as 2026-03-31"),
        ("targets[1].value", "80", '"most"', "'most'", "a valid number"),
        ("targets[1].value", "80", "nan", "'nan'", "a finite number"),
        ("targets[1].applies_to", "E47000003", "Leeds", "'Leeds'", "an area code as E47000003"),
        ("source.link", "https://example", "http://example", "'http://", "begins with https://"),
        ("related[1]", 'unit = "%"', 'unit = "%"\nrelated = ["A-b"]', "'A-b'", "small letters"),
        ("short_title", "Teeth checked", "Teeth " * 9, "53 characters", "at most 48 characters"),
    ],
)
def test_is_told_with_what_was_found(changed, key, old, new, found, expected):
    (line,) = changed((old, new))
    assert line.startswith(f"dental.toml, teeth_checked: {key}: found ")
    told, wanted = line.split("; expected ")
    assert found in told
    assert expected in wanted
    assert "Input should be" not in line


def test_a_loose_fact_belongs_under_shared(changed):
    (line,) = changed(("[teeth_checked]\n", 'publisher = "An office"\n[teeth_checked]\n'))
    assert line == (
        "dental.toml: publisher: found 'An office'; expected an [indicator_id]. "
        "Put facts that all blocks share under [shared]."
    )
