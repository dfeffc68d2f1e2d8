"""Which files `evalrules fmt` means, and what becomes of each."""

from __future__ import annotations

from pathlib import Path

from evalrules.authoring.layout import files_of, layout_of


def test_a_ruleset_is_meant_with_its_cases_and_a_file_alone(tmp_path: Path):
    """By folder or by path; a file is named once, and what is not there is a problem."""
    home = tmp_path / "own" / "1"
    (home / "cases").mkdir(parents=True)
    for name in ("ruleset.yaml", "cases/b.yaml", "cases/a.yml", "cases/notes.txt", "other.yaml"):
        (home / name).write_text("a: 1\n", encoding="utf-8")
    whole = tuple(str(home / name) for name in ("ruleset.yaml", "cases/a.yml", "cases/b.yaml"))
    assert files_of([str(tmp_path), str(home)]) == (whole, [])
    assert files_of([str(home / "other.yaml")]) == ((str(home / "other.yaml"),), [])
    found, problems = files_of([str(tmp_path / "none")])
    assert (found, [one.code for one in problems]) == ((), ["ER501"])


def test_each_file_says_what_it_was_and_will_be(tmp_path: Path):
    """With its line ends and mark of bytes; unreadable ones and risky ones stay as they are."""

    def layout(data: bytes):
        (path := tmp_path / "a.yaml").write_bytes(data)
        found = layout_of(str(path))
        return found.after, found.is_changed, [one.code for one in found.diagnostics]

    assert layout(b"\xef\xbb\xbfa:  1\r\n") == ("a: 1\n", True, [])
    assert layout(b"a: 1\n") == ("a: 1\n", False, [])
    assert layout(b"a: {\n") == ("a: {\n", False, ["ER101"])
    assert layout(b"a: |2\n    b\n") == ("a: |2\n    b\n", False, ["ER663"])
    (tmp_path / "a.yaml").unlink()
    assert [one.code for one in layout_of(str(tmp_path / "a.yaml")).diagnostics] == ["ER001"]
