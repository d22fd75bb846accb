"""Several faults, in several blocks and files, are told together, each where it is."""


def test_every_fault_of_a_block(changed):
    lines = changed(
        ("short_title =", "shrt_title ="),
        ("high is good", "hihg is good"),
        ("per = 100\n", 'per = "hundred"\n'),
        ("by = 2030-03-31\n", ""),
    )
    told = {line.split(": ")[1] for line in lines}
    assert told == {"shrt_title", "short_title", "polarity", "per", "targets[1].by"}
    assert all(line.startswith("dental.toml, teeth_checked: ") for line in lines)


def test_every_block_and_file(folder):
    broken = folder.block.replace("high is good", "good")
    folder.define(broken.replace("teeth_checked", "teeth_lost") + broken)
    folder.define("gums = ", "gums.toml")
    folder.frame(folder.framework.replace("teeth_checked", "tongues"))
    places = [line.split(": ")[0] for line in folder.refusals()]
    assert places == [
        "dental.toml, teeth_lost",
        "dental.toml, teeth_checked",
        "gums.toml",
        "mouths.toml, teeth",
    ]


def test_two_contradictions_of_one_block(changed):
    lines = changed(
        ("next_review = 2027-01-10", "next_review = 2020-01-10"), ("by = 2030", "by = 2020")
    )
    assert [line.split(": ")[1] for line in lines] == ["next_review", "targets[1].by"]


def test_a_fault_under_shared_is_told(folder):
    folder.define('[shared]\ncolour = "red"\n' + folder.block)
    (line,) = folder.refusals()
    assert line.startswith("dental.toml, teeth_checked: colour: found an unknown key")
