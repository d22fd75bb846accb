"""An id that is named but not defined, with the nearest that is; and a sex nobody is told of."""

import pytest


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("related", 'related = ["teeth_chekced"]'),
        ("denominator", 'denominator = "teeth_chekced"'),
        ("share_of.indicator", 'share_of = { indicator = "teeth_chekced", category = 1 }'),
    ],
)
def test_in_a_definition(changed, key, text):
    (line,) = changed(('unit = "%"', f'unit = "%"\n{text}'))
    assert line == (
        f"dental.toml, teeth_checked: {key}: found 'teeth_chekced'; "
        "expected the id of an indicator that is defined. Did you mean 'teeth_checked'?"
    )


def test_in_a_framework(changed):
    (line,) = changed(('"teeth_checked"', '"teeth_chekced"'), framework=True)
    assert line == (
        "mouths.toml, teeth: indicator: found 'teeth_chekced'; "
        "expected the id of an indicator that is defined. Did you mean 'teeth_checked'?"
    )


def test_a_faulty_block_is_not_called_undefined_too(changed):
    (line,) = changed(("high is good", "hihg is good"))
    assert "polarity" in line


def test_a_line_for_a_sex_that_the_indicator_does_not_have(changed):
    metric = '"teeth_checked" }'
    (line,) = changed((metric, '"teeth_checked", sex = "female" }'), framework=True)
    assert line == (
        "mouths.toml, teeth: sex: found 'female'; expected one of persons, as teeth_checked is for."
    )
