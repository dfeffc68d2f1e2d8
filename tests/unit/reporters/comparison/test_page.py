"""What a comparison says, in both languages, over the worked examples."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evalrules.model.report import Engine, Options
from evalrules.pipeline import check
from evalrules.reporters.comparison.compared import compared
from evalrules.reporters.comparison.page import render_comparison_markdown, render_comparison_text, summary

EXAMPLES = Path(__file__).resolve().parents[4] / "examples"


def report(name: str, ruleset: str | None = None):
    return check([str(EXAMPLES / name)], Options(ruleset))


@pytest.fixture(scope="module")
def foshan():
    """Foshan from March to June: two more districts hold their title."""
    return compared(report("foshan/march-year2.yaml"), report("foshan/june-year2.yaml"))


@pytest.fixture(scope="module")
def huansheng():
    """One school under two editions."""
    return compared(
        report("huansheng/school.yaml", "anhui-standard-school@2007"),
        report("huansheng/school.yaml", "anhui-standard-school@2018"),
    )


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines()]


def test_foshan_gets_nearer_by_two_districts(foshan):
    """The level opens, the gate holds, and the count of districts says why."""
    shown = lines(render_comparison_text(foshan, "en", width=200))
    assert "佛山市 (foshan)" == shown[0]
    assert "Verdict: not passed → undetermined (still possible: passed / not passed) (better)" in shown
    at = shown.index("gate “share of districts that hold the title”: no → yes (better)")
    assert "districts that hold the title: 2 → 4" == shown[at + 1]
    assert "1 compared: 1 better, 0 worse, 0 the same, 0 not comparable; nothing got worse" == shown[-1]


def test_foshan_in_chinese(foshan):
    """The same in the words of an official."""
    shown = lines(render_comparison_text(foshan, "zh", width=200))
    assert "结论：不通过 → 尚不能确定（仍可能：通过 / 不通过）（变好）" in shown
    assert "申报条件“教育强区的比例”：否 → 是（变好）" in shown
    assert "共比较 1：变好 1，变差 0，不变 0，不可比 0；没有变差的内容" == shown[-1]


def test_an_edition_shows_its_values(huansheng):
    """The building area is what it was; the standard asks for more, and new indicators are new."""
    shown = lines(render_comparison_text(huansheng, "en", width=200))
    at = shown.index("AH1 building area per pupil: met → not met (worse)")
    assert "value building_least of the standard: 5..6 m² → 8.5..9.5 m²" == shown[at + 1]
    assert "AH6 size of the school: not there → open (new)" in shown
    assert "pupils_per_computer_most: 12 → 8" in shown


def test_markdown_says_the_same(foshan):
    """The sentences of the text stand in the Markdown."""
    shown = render_comparison_markdown(foshan, "en")
    assert "# 佛山市 (foshan)\n" in shown
    assert "- gate “share of districts that hold the title”: no → yes (better)\n  - districts that hold" in shown
    assert shown.endswith("; nothing got worse**\n")


def test_a_result_against_itself_says_that_nothing_changed():
    """And its counts stand there all the same."""
    one = report("jiangsu-16/passing.yaml")
    shown = render_comparison_text(compared(one, one), "en")
    assert "nothing changed" in shown
    assert "Verdict: passed (the same)" in shown
    assert re.search(r"before +16 +0 +0 +0 +0\n +after +16 +0 +0 +0 +0\n", shown)


PANEL = """
grades: [A, B, C]
measures: {rate: {type: percent, zh: 率, en: rate}}
indicators:
  - {id: "1", zh: 一, en: first, assessed: grade, ceiling: {A: rate >= 90}, source: s}
  - {id: "2", zh: 二, en: second, assessed: grade, source: s}
verdict: [{level: pass, when: 'count(indicators, grade == "C") <= 0'}, {level: fail}]
"""
WAIVER = {"indicator": "2", "reason": "重建", "approver": "局", "until": "2008-08-31"}


@pytest.fixture(scope="module")
def panels(assess):
    """`panels(before, after)`: what is said of two panels."""
    from evalrules.reporters.comparison.compared import subject_change
    from evalrules.reporters.comparison.page import subject_page
    from evalrules.reporters.page import Page

    def said(before: dict[str, object], after: dict[str, object]) -> tuple[str, ...]:
        found = [assess(PANEL, {"period": 2007, **one}).data for one in (before, after)]
        page: Page = subject_page(subject_change(*found), "en")
        return tuple(line for section in page.sections for line in section.lines)

    return said


def test_a_panel_that_decided_otherwise_is_the_reason(panels):
    """No fact changed: the panel did, and that is all that is said."""
    assert ("2 second: A (met) → C (not met) (worse)", "- decided by: panel, and otherwise than before") == panels(
        {"grades": {"1": "B", "2": "A"}}, {"grades": {"1": "B", "2": "C"}}
    )


def test_a_ceiling_shows_the_fact_and_who_decided(panels):
    """The panel's A stands, then a fact lowers it."""
    before = {"facts": {"rate": 95}, "grades": {"1": "A", "2": "A"}}
    assert (
        "1 first: A (met) → B (met) (worse)", "- rate: 95% → 80%", "- decided by: panel → capped"
    ) == panels(before, {**before, "facts": {"rate": 80}})  # fmt: skip


def test_a_waiver_that_begins_or_ends_is_said(panels):
    """With its last day, its reason and who approved it."""
    bare, waived = ({"grades": {"1": "A", "2": "C"}, "waivers": one} for one in ([], [WAIVER]))
    began = "- waived now, until 2008-08-31 (重建; approved by 局)"
    assert ("2 second: C (not met) → C (waived) (the same)", began) == panels(bare, waived)
    assert "- the waiver it had (until 2008-08-31) is no longer in force" == panels(waived, bare)[1]


def test_another_semantics_is_named(foshan):
    """A verdict may differ because the engine does."""
    other = foshan._replace(engines=(Engine("0.1.0", 1), Engine("1.0.0", 2)))
    assert "the semantics of the engine differ (1 → 2)" in summary(other, "en")
    assert "semantics" not in summary(foshan, "en")


def test_subjects_of_one_side_are_listed(foshan):
    """Each with its ruleset and its level; inputs that were not evaluated by their path."""
    one = foshan.subjects[0].before
    lone = foshan._replace(subjects=(), only_before=(one,), not_evaluated_after=("bad.yaml",))
    shown = lines(render_comparison_text(lone, "en", width=200))
    assert ["Only in the first result", "佛山市 (foshan)  period 2005  guangdong-strong-city@2004: not passed"] == shown[:2]
    assert ["Not evaluated in the second result", "bad.yaml"] == shown[3:5]


def test_only_what_changed_has_a_page(foshan):
    """Of several subjects those that did not change are a line each."""
    one = report("jiangsu-16/passing.yaml")
    same = compared(one, one).subjects[0]
    for form in (render_comparison_text, render_comparison_markdown):
        shown = lines(form(foshan._replace(subjects=(same, *foshan.subjects)), "en"))
        assert not any("nothing changed" in line for line in shown)
        assert any("Subjects that did not change" in line for line in shown)
        assert any("示例市" in line and "passed" in line for line in shown)
