"""An examination in words: what somebody has to do, and nothing that needs no action."""

from __future__ import annotations

import pytest

from evalrules.base.diagnostics import CONFIRMED, error, note, warning
from evalrules.base.questions import Confirmation
from evalrules.base.source import Span
from evalrules.model.evidence import Subject
from evalrules.model.examination import Examination, Examined, Located
from evalrules.model.report import Options
from evalrules.model.ruleset import Label
from evalrules.reporters.examination import COLUMNS, render_markdown, render_table, render_text, rows, state_of

HERE = Span("a.yaml", 3, 1, 3, 2)
ASKED = warning("ER494", HERE, zh="率", en="rate", found="0.5", percent="50")
ANSWERED = ASKED._replace(severity=CONFIRMED, confirmed=Confirmation("张三", "已核对", HERE))
WRONG = error("ER008", None, path="a.yaml", others="b.yaml")
SEEN = note("ER411", HERE, id="rate", text="—")


def examination(*results: Examined) -> Examination:
    return Examination(Options(), results, ())


def examined(*located: Located, is_read: bool = True) -> Examined:
    return Examined("a.yaml", Subject("county", "1", "某县", {}), "2007", "t@1", Label("", ""), located, is_read)


ROW = Located(ASKED, "units", Label("学校", "schools"), ("一小|东", "primary"), Label("一小|东 小学", "一小|东 primary"))
FOUND = examination(examined(Located(WRONG), ROW, ROW._replace(problem=ANSWERED), Located(SEEN)), examined())


@pytest.mark.parametrize(
    ("problem", "state"),
    [(WRONG, "error"), (ASKED, "question"), (ANSWERED, "confirmed"), (SEEN, "note"), (warning("ER492", HERE), "warning")],
)
def test_a_problem_says_what_is_to_be_done(problem, state: str) -> None:
    """A question is more than any other warning."""
    assert state_of(problem) == state


def test_the_text_has_the_schools_and_the_counts() -> None:
    """Notes need no action and are left out; a clean input says so."""
    said = render_text(FOUND, "zh", width=200)
    assert "  须更正 1 条，待核实 1 条，已核实 1 条，提示 0 条\n" in said
    assert "  一小|东\n" in said
    assert "张三已核实属实：已核对" in said
    assert "ER411" not in said
    assert "  没有发现问题\n" in said
    assert said.endswith("共 2 份数据：1 份没有须更正或核实的；须更正 1 条，待核实 1 条，已核实 1 条，提示 0 条\n")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_table_has_every_column_in_both_languages(language: str) -> None:
    """A line for each problem but notes."""
    assert [len(row) for row in rows(FOUND, language)] == [len(COLUMNS)] * 3
    for render in (render_table, render_markdown):
        said = render(FOUND, language)
        assert said.count("ER494") == 2
        assert "ER411" not in said
    assert r"一小\|东" in render_markdown(FOUND, language)


def test_what_was_not_read_says_so() -> None:
    """With what is wrong with it."""
    said = render_text(examination(examined(Located(WRONG), is_read=False)), "zh", width=200)
    assert "未能读取" in said
    assert "ER008" in said
    assert "评估对象本身" not in said
