"""Which inputs a command line means."""

from __future__ import annotations

import os
import zipfile

import pytest

from evalrules.bundles.discovery import discover


def found_in(*paths: object) -> list[str]:
    inputs, problems = discover([os.fspath(path) for path in paths])
    assert [] == problems
    return [one.shown for one in inputs]


def codes(*paths: object) -> list[str]:
    return [one.code for one in discover([os.fspath(path) for path in paths])[1]]


def test_a_file_is_taken_as_it_is(tmp_path):
    """A file is an input whatever its name is; that it exists is asked when it is read."""
    assert ["a.yaml"] == found_in(tmp_path / "a.yaml")


@pytest.mark.parametrize(
    "where",
    ["evidence.yaml", "evidence.json", "evidence.csv", "evidence.xlsx", "data/evidence.yml", "data/evidence.json"],
)
def test_a_folder_with_evidence_is_a_bundle(where: str, tmp_path, write):
    """One evidence file at the root or under data/ makes the folder a bundle; other files in it are none."""
    write(where, "")
    write("other.yaml", "")
    assert [where] == found_in(tmp_path)


def test_two_evidence_files_in_a_bundle_are_an_error(tmp_path, write):
    """ER010 names both; nothing is chosen."""
    write("evidence.yaml", "")
    write("data/evidence.json", "")
    inputs, problems = discover([str(tmp_path)])
    assert ((), ["ER010"]) == (inputs, [one.code for one in problems])
    assert "evidence.yaml, data/evidence.json" == dict(problems[0].args)["found"]


def test_any_other_folder_is_searched_one_level_deep(tmp_path, write):
    """Bundles and evidence files by name; what is hidden, of another kind or left by a desktop is left alone."""
    for name in ("b/evidence.yaml", "a/data/evidence.json", "c.yaml", "d.JSON", ".hidden.yaml", ".git/evidence.yaml",
                 "notes.txt", "~$e.xlsx", "e.xlsx", ".DS_Store"):  # fmt: skip
        write(name, "")
    assert ["data/evidence.json", "evidence.yaml", "c.yaml", "d.JSON", "e.xlsx"] == found_in(tmp_path)


def test_a_folder_without_evidence_among_bundles_is_said(tmp_path, write):
    """A subject whose evidence lies too deep or under another name is a warning: it is never left out in silence."""
    write("b/evidence.yaml", "")
    write("x/y/evidence.yaml", "")
    inputs, problems = discover([str(tmp_path)])
    assert (1, [("ER019", "warning")]) == (len(inputs), [(one.code, one.severity) for one in problems])


def test_a_csv_in_a_folder_is_an_input_only_with_the_columns_of_evidence(tmp_path, write):
    """Rows for a table are left to the evidence that names them; a broken file is an input, so that it is said."""
    write("rows.csv", "school,pupils\na,3\n")
    write("county.csv", "section,id,value\nfact,a,3\n")
    write("broken.csv", b"\x89PNG")
    assert ["broken.csv", "county.csv"] == found_in(tmp_path)


def test_a_zip_is_a_bundle(tmp_path):
    """It is named by the evidence inside; one that cannot be opened by itself, and what is wrong is said later."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("county/evidence.yaml", "a: 1")
    (tmp_path / "b.zip").write_text("no zip")
    assert ["evidence.yaml", "b.zip"] == found_in(tmp_path)


def test_nothing_found_is_an_error(tmp_path):
    """ER004 for an empty folder, for a folder of other things, and for no path at all."""
    assert ["ER004"] == codes(tmp_path)
    (tmp_path / "notes.txt").write_text("")
    assert ["ER004"] == codes(tmp_path)
    assert ["ER004"] == codes()


def test_an_empty_folder_beside_a_file_is_still_an_error(tmp_path, write):
    """A folder without evidence is said even where other inputs are found."""
    file = write("a.yaml", "")
    (tmp_path / "empty").mkdir()
    inputs, problems = discover([str(file), str(tmp_path / "empty")])
    assert (1, ["ER004"]) == (len(inputs), [one.code for one in problems])


def test_a_folder_that_cannot_be_listed_is_a_problem(tmp_path, monkeypatch):
    """A folder without permission is a diagnostic, never a traceback."""

    def refused(_: object) -> list[str]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "listdir", refused)
    _, problems = discover([str(tmp_path)])
    assert problems


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["/x/a.yaml", "/x/b.yaml"], ["a.yaml", "b.yaml"]),
        (["/x/a/evidence.yaml", "/x/b/evidence.yaml"], ["a/evidence.yaml", "b/evidence.yaml"]),
        (["/x/1/a/e.yaml", "/x/2/a/e.yaml", "/x/c.yaml"], ["1/a/e.yaml", "2/a/e.yaml", "c.yaml"]),
        (["-", "/x/a.yaml"], ["<stdin>", "a.yaml"]),
        (["/x/a.yaml", "/x/y/x/a.yaml"], ["/x/a.yaml", "y/x/a.yaml"]),
    ],
)
def test_names_are_the_shortest_telling_tails(paths: list[str], names: list[str]):
    """The last part, or as many more as it takes to tell equal names apart; never more of this machine."""
    assert names == [one.shown for one in discover(paths)[0]]


def test_equal_paths_in_two_spellings_are_one_input(tmp_path, write, monkeypatch):
    """`a.yaml` and `./a.yaml` are one file, not two subjects that are twins."""
    write("a.yaml", "")
    monkeypatch.chdir(tmp_path)
    assert ["a.yaml"] == found_in("a.yaml", "./a.yaml")


def test_hundreds_of_inputs_are_named_quickly():
    """Naming 2,000 bundles with equal file names takes less than three seconds."""
    import time

    begun = time.process_time()
    names = [one.shown for one in discover([f"/x/{at}/evidence.yaml" for at in range(2000)])[0]]
    assert "1999/evidence.yaml" == names[-1]
    assert time.process_time() - begun < 3


def test_every_depth_is_searched_where_that_is_asked(tmp_path):
    """Bundles and files in the order of their names; papers and links to folders are passed over without a word."""
    for name in ("a/b/c/county.yaml", "a/b/d/evidence.yaml", "a/county.yaml", "papers/deep/scan.pdf"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("format: evidence/1\n", encoding="utf-8")
    (tmp_path / "a" / "round").symlink_to(tmp_path, target_is_directory=True)
    found, problems = discover([str(tmp_path)], is_deep=True)
    assert ["a/b/c/county.yaml", "a/b/d", "a/county.yaml"] == [os.path.relpath(one.path, tmp_path) for one in found]
    assert [] == problems
    assert ["ER019", "ER019"] == [one.code for one in discover([str(tmp_path)])[1] if one.code == "ER019"]


def test_a_pattern_is_read_where_the_shell_left_it_alone(tmp_path):
    """In the order of names, `**` for any depth; a file of that very name counts first; nothing found is an error."""
    for name in ("b.yaml", "a.yaml", "deep/c.yaml", "[x].yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("format: evidence/1\n", encoding="utf-8")

    def names(pattern: str) -> list[str]:
        return [os.path.relpath(one.path, tmp_path) for one in discover([str(tmp_path / pattern)])[0]]

    assert ["a.yaml", "b.yaml"] == names("[ab].yaml")
    assert ["[x].yaml", "a.yaml", "b.yaml", "deep/c.yaml"] == names("**/*.yaml")
    assert ["[x].yaml"] == names("[x].yaml")
    assert ["ER004"] == [one.code for one in discover([str(tmp_path / "*.json")])[1]]
