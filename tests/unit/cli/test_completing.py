"""`complete`: a workbook out, a ruleset back, each said in words, and never over another file."""

from __future__ import annotations

from pathlib import Path

import pytest
from office_settings import filled_in

from evalrules.cli.completing import _counts


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_an_office_sets_a_standard_in_two_commands(cli, here: Path):
    """The workbook, then the ruleset, by which evidence is assessed; each says what it wrote and what comes next."""
    made = cli("complete", "guangzhou-standard-school", "-o", "标准设定.xlsx", "--lang", "zh")
    assert (0, "") == (made.code, made.err)
    assert "2 个标准值、0 个指标名称" in made.out
    assert "evalrules complete guangzhou-standard-school@trial 标准设定.xlsx -o 本单位标准.yaml" in made.out
    (here / "填好.xlsx").write_bytes(filled_in("guangzhou-standard-school"))
    done = cli("complete", "guangzhou-standard-school", "填好.xlsx", "-o", "本单位.yaml", "--lang", "zh")
    assert (0, "") == (done.code, done.err)
    assert "设定了 2 个标准值、0 个指标名称，还有 0 项未设定" in done.out
    assert "合格线" in cli("show", "./本单位.yaml", "--lang", "zh").out


def test_english_is_spoken_in_english(cli, here: Path):
    """In the workbook, too, where it is asked for."""
    made = cli("complete", "jiangsu-16", "-o", "settings.xlsx", "--lang", "en")
    assert made.out.startswith("Wrote settings.xlsx: ")
    (here / "filled.xlsx").write_bytes(filled_in("jiangsu-16", language="en"))
    done = cli("complete", "jiangsu-16", "filled.xlsx", "-o", "own.yaml", "--lang", "en")
    assert done.out.startswith("Wrote own.yaml: 10 numbers and 9 names set, 0 still open.")


@pytest.mark.parametrize(("output", "code"), [("a.csv", "ER011"), ("there.xlsx", "ER056"), ("none/a.xlsx", "ER035")])
def test_a_place_that_it_cannot_write_to_is_told_first(output: str, code: str, cli, here: Path):
    """Another kind of file, one that is there, a folder that is not."""
    (here / "there.xlsx").write_bytes(b"mine")
    done = cli("complete", "jiangsu-16", "-o", output, "--lang", "en")
    assert 2 == done.code
    assert code in done.err
    assert b"mine" == (here / "there.xlsx").read_bytes()


def test_nothing_is_written_where_a_cell_is_wrong(cli, here: Path):
    """The problem names the cell."""
    (here / "s.xlsx").write_bytes(filled_in("jiangsu-16", number=lambda own: "很多"))
    done = cli("complete", "jiangsu-16", "s.xlsx", "-o", "own.yaml", "--lang", "zh")
    assert 2 == done.code
    assert "s.xlsx!标准设定!F" in done.err
    assert not (here / "own.yaml").exists()


def test_one_is_no_plural():
    """In English a count has its noun, in Chinese only the number."""
    assert _counts(1, 2, "en") == {"numbers": "1 number", "names": "2 names"}
    assert _counts(2, 1, "en") == {"numbers": "2 numbers", "names": "1 name"}
    assert _counts(1, 0, "zh") == {"numbers": "1", "names": "0"}
