"""A key that no model has is refused, wherever it stands, with the nearest that is meant."""


def test_in_a_block(changed):
    (line,) = changed(("unit =", 'shrt_title = "T"\nunit ='))
    assert line.startswith("dental.toml, teeth_checked: shrt_title: found an unknown key")
    assert "one of age, bands, breaks, categories, caveats," in line
    assert line.endswith("Did you mean 'short_title'?")


def test_in_a_table_within_it(changed):
    (line,) = changed((', link = "https', ', licence = "OGL", link = "https'))
    assert line == (
        "dental.toml, teeth_checked: source.licence: found an unknown key; "
        "expected one of link, publication, publisher."
    )


def test_in_the_second_of_a_list_says_which(folder):
    folder.define(folder.block + folder.target + folder.target.replace("source =", "sauce ="))
    unknown, missing = folder.refusals()
    assert missing.startswith("dental.toml, teeth_checked: targets[2].sauce: found an unknown key")
    assert missing.endswith("Did you mean 'source'?")
    assert unknown.startswith("dental.toml, teeth_checked: targets[2].source: found no such key")


def test_in_a_framework(changed):
    (line,) = changed(("indicator =", 'lable = "Teeth", indicator ='), framework=True)
    assert line == (
        "mouths.toml: headings[1].metrics[1].lable: found an unknown key; "
        "expected one of indicator, label, sex. Did you mean 'label'?"
    )
