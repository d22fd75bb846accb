"""The definitions that the other tests break are themselves accepted."""


def test_the_unbroken_files_load(folder):
    catalogue = folder.load()
    assert list(catalogue) == ["teeth_checked"]
    assert catalogue.framework("mouths").headings[0].metrics[0].indicator == "teeth_checked"


def test_a_mark_before_the_first_letter_is_no_fault(folder):
    text = (folder.definitions / "dental.toml").read_bytes()
    folder.define(b"\xef\xbb\xbf" + text)
    assert len(folder.load()) == 1
