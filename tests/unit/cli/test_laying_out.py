"""`evalrules fmt`: files laid out in place, named or shown; nothing is written where nothing changes."""

from __future__ import annotations

from pathlib import Path

import pytest

SLOPPY = "a:   1 # why\nb: {c: 1,d: 2}\n"
NEAT = "a: 1  # why\nb: {c: 1, d: 2}\n"


def test_a_file_is_laid_out_and_named(cli, write):
    """Once; the second time there is nothing to do."""
    path = write("a.yaml", SLOPPY)
    assert (0, f"{path}\n") == cli("fmt", str(path))[:2]
    assert path.read_text(encoding="utf-8") == NEAT
    assert (0, "") == cli("fmt", str(path))[:2]


@pytest.mark.parametrize(("option", "shown"), [("--check", "a.yaml"), ("--diff", "-a:   1 # why\n")])
def test_asked_only_nothing_is_written(cli, write, option: str, shown: str):
    """`--check` names it and `--diff` shows the lines: exit code 1, and 0 where it is neat."""
    path = write("a.yaml", SLOPPY)
    found = cli("fmt", str(path), option)
    assert found.code == 1 and shown in found.out and path.read_text(encoding="utf-8") == SLOPPY
    assert (0, "") == cli("fmt", str(write("b.yaml", NEAT)), option)[:2]


def test_standard_input_goes_to_standard_output(cli):
    """For editors; what cannot be read is said of <stdin>."""
    assert (0, NEAT) == cli("fmt", "-", stdin=SLOPPY.encode())[:2]
    assert "<stdin>:2" in cli("fmt", "-", stdin=b"a: {\n").err


def test_a_folder_of_rulesets_is_laid_out_with_its_cases(cli, write, tmp_path: Path):
    """Every ruleset below it and the cases beside each; what else lies there is nobody's."""
    names = ("own/1/ruleset.yaml", "own/1/cases/good.yaml", "own/1/notes.yaml")
    for name in names:
        write(name, SLOPPY)
    assert cli("fmt", str(tmp_path))[0] == 0
    assert [(tmp_path / name).read_text(encoding="utf-8") == NEAT for name in names] == [True, True, False]


def test_what_cannot_be_read_is_2_and_the_others_are_laid_out(cli, write):
    """With the problem and its place; the unreadable file stays as it is."""
    bad, good = write("bad.yaml", "a: {b\n"), write("good.yaml", SLOPPY)
    found = cli("fmt", str(bad), str(good), "--lang", "en")
    assert found.code == 2 and "ER101" in found.err
    assert (bad.read_text(encoding="utf-8"), good.read_text(encoding="utf-8")) == ("a: {b\n", NEAT)
