"""Every file of a folder is read or named; nothing is skipped silently but what a desktop left there."""

from __future__ import annotations

import os
from pathlib import Path

from school_files import SITES, workbook

from evalrules.collecting import files
from evalrules.collecting.files import find_files, read_files, rulesets_named


def test_files_are_found_in_folders_and_others_are_named(tmp_path: Path):
    """Kinds that are not read are told, workbooks of other programs as errors; lock files and hidden ones are no files."""
    for name in ("9.xlsx", "10.XLS", "镇/a.csv", "b.ods", "c.et", "d.pdf", "~$9.xlsx", ".hidden/x.xlsx", "Thumbs.db", "list.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    os.symlink(tmp_path, tmp_path / "loop")
    found = find_files(str(tmp_path), [str(tmp_path / "list.csv")])
    assert ("9.xlsx", "10.XLS", "b.ods", "镇/a.csv") == found.names
    assert {("ER017", "error", "c.et:1:1"), ("ER005", "warning", "d.pdf:1:1")} == {(one.code, one.severity, str(one.place)) for one in found.problems}


def test_nothing_to_read_is_an_error(tmp_path: Path, monkeypatch):
    """Neither an empty folder nor an endless one ends without a word."""
    assert ["ER004"] == [one.code for one in find_files(str(tmp_path)).problems]
    monkeypatch.setattr(files, "MAX_FILES", 1)
    for name in "ab":
        (tmp_path / f"{name}.csv").write_bytes(b"x")
    assert ["ER106"] == [one.code for one in find_files(str(tmp_path)).problems]


def test_each_file_is_read_once_with_its_digest(tmp_path: Path):
    """One that was collected before is passed over with a warning; progress counts all of them."""
    (tmp_path / "a.xlsx").write_bytes(workbook({"甲": [SITES, ["一小", 1, 2]]}))
    (tmp_path / "b.xlsx").write_bytes(workbook({"来源": [["evalrules:sources"]]}))
    told: list[tuple[int, int]] = []
    read = read_files(find_files(str(tmp_path)), lambda done, every: told.append((done, every)))
    assert (["a.xlsx"], ["a.xlsx"], [(0, 2), (1, 2)]) == ([one.name for one in read.files], list(read.digests), told)
    assert [("ER525", "warning")] == [(one.code, one.severity) for one in read.problems]
    assert [] == rulesets_named(read.files)
