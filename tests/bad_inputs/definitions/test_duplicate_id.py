"""The same id twice: in two files, in one file, as a heading, as a line under a heading."""


def test_in_two_files(folder):
    folder.define(folder.block, "teeth.toml")
    (line,) = folder.refusals()
    assert line == (
        "teeth.toml, teeth_checked: found the id of dental.toml, teeth_checked a second time; "
        "expected each id once."
    )


def test_in_one_file(folder):
    folder.define(folder.block + folder.block)
    lines = folder.refusals()
    assert lines[0].startswith("dental.toml: found text that is not TOML: ")
    assert "line 18" in lines[0]


def test_a_block_cannot_take_another_id_than_its_name(folder):
    folder.define(folder.block.replace("title =", 'id = "smiles"\ntitle =', 1))
    (line,) = folder.refusals()
    assert line == (
        "dental.toml, teeth_checked: id: found 'smiles'; "
        "expected no such key: the block's name is the id."
    )


def test_a_heading(folder):
    heading = folder.framework[folder.framework.index("[[headings]]") :]
    folder.frame(folder.framework + heading)
    (line,) = folder.refusals()
    assert line == (
        "mouths.toml: headings[2].id: found 'teeth' a second time; expected each id once."
    )


def test_a_line_under_a_heading(changed):
    metric = '{ indicator = "teeth_checked" }'
    (line,) = changed((metric, f"{metric}, {metric}"), framework=True)
    assert line == (
        "mouths.toml: headings[1].metrics[2]: found 'teeth_checked' for persons a second time; "
        "expected each metric once under a heading."
    )


def test_a_framework_is_named_as_its_file(folder):
    folder.frame(folder.framework, "jaws.toml")
    (line,) = folder.refusals()
    assert line == "jaws.toml: id: found 'mouths'; expected the file's own name, 'jaws'."
