"""A ruleset from a table of points: it loads, its cases hold, and it says where to go on."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalrules.loading import load_ruleset

TABLE = """\
示范县办园评估表,,,,
序号,类别,指标,分值,评分标准
1.1,办园条件,班额,10,每班不超过30人
1.2,,★户外场地,15,达到4平方米
2.1,保教工作,"图书: ""生均"" # 册",20,
,合计,,45,
"""


@pytest.fixture
def made(cli, tmp_path: Path):
    """The folder of the ruleset made from a table, and what the command printed."""

    def of(table: str = TABLE, *options: str) -> tuple[Path, object]:
        (tmp_path / "points.csv").write_text(table, "utf-8")
        run = cli("new", "my-town", "--edition", "2026", "--from-table", str(tmp_path / "points.csv"), "-o", str(tmp_path), *options)
        return tmp_path / "my-town" / "2026", run

    return of


def test_it_loads_with_what_the_table_says(made):
    """Ids, groups, points and stars; each indicator cites its row."""
    home, run = made()
    assert (0, f"{home}\n") == (run.code, run.out)
    ruleset = load_ruleset(str(home)).ruleset
    told = [(one.id, one.group, one.label.zh, str(one.full.value), bool(one.must), one.source.clause) for one in ruleset.indicators]
    assert [
        ("1.1", "g1", "班额", "10", False, "第3行"), ("1.2", "g1", "★户外场地", "15", True, "第4行"), ("2.1", "g2", '图书: "生均" # 册', "20", False, "第5行"),
    ] == told  # fmt: skip
    assert ["办园条件", "保教工作"] == [one.label.zh for one in ruleset.groups]
    assert "示范县办园评估表" == ruleset.title.zh


def test_it_passes_what_an_author_runs_first(made, cli):
    """lint finds nothing that counts, its cases hold, it is laid out; the criteria and what is to be written stand in it."""
    home, _ = made()
    lint = cli("lint", home, "--lang", "en")
    assert (0, {"ER652"}) == (lint.code, {word for word in lint.out.split() if word.startswith("ER")})
    assert (0, True) == ((run := cli("test", home, "--no-mutants", "--lang", "en")).code, "2 cases" in run.out)
    assert 0 == cli("fmt", home, "--check").code
    text = (home / "ruleset.yaml").read_text("utf-8")
    assert "# 评分标准：达到4平方米\n" in text and text.count("待写") >= 6


def test_numbers_that_are_not_unique_are_counted_anew(made):
    """Offices number within a group."""
    home, _ = made(TABLE.replace("2.1,", "1.1,"))
    assert ["1", "2", "3"] == [one.id for one in load_ruleset(str(home)).ruleset.indicators]


def test_a_wrong_table_makes_nothing(made, tmp_path: Path):
    """The cell is told, and no folder is there."""
    home, run = made(TABLE.replace("合计,,45", "合计,,40"), "--lang", "zh")
    assert (2, True, False) == (run.code, "points.csv:6:" in run.err and "ER667" in run.err, home.exists())


def test_a_table_makes_no_package(made):
    """One thing at a time."""
    assert (2, True) == ((run := made(TABLE, "--pack", "rules")[1]).code, "ER011" in run.err)
