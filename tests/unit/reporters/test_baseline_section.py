"""What a baseline makes of a report, in words."""

from __future__ import annotations

from evalrules.model.refs import RuleRef
from evalrules.model.report import Baseline, Regression
from evalrules.reporters.baseline_section import baseline_section
from evalrules.reporters.markdown import render_markdown
from evalrules.reporters.text import render_text

WORSE = (
    Regression("county.yaml", None, "pass", "fail"),
    Regression("county.yaml", "1", "A", "C"),
    Regression("county.yaml", "2", None, "unknown"),
    Regression("county.yaml", None, "pass", None),
    Regression("county.yaml", None, None, "yes", RuleRef("veto", "any-c")),
    Regression("county.yaml", None, "yes", "no", RuleRef("gate", "gone")),
)


def test_without_a_baseline_there_is_no_section(decided):
    """Nor a word of it in the report."""
    assert None is baseline_section(decided, "en")
    assert "baseline" not in render_text(decided, "en")


def test_counts_come_first_then_each_regression(decided):
    """Levels and indicators by their names, in either language."""
    report = decided._replace(baseline=Baseline(("other.yaml",), WORSE))
    section = baseline_section(report, "en")
    assert "Against the baseline" == section.title
    assert (
        "no worse than the baseline, so tolerated: 1", "worse than the baseline: 6",
        "- 某县 (1): level passed → failed",
        "- 某县 (1): indicator 1 enrolment: A → C",
        "- 某县 (1): indicator 2 share: not there → open",
        "- 某县 (1): level passed → undetermined",
        "- 某县 (1): veto “a C”: not there → yes",
        "- 某县 (1): gate “gone”: yes → no",
    ) == section.lines  # fmt: skip
    assert "- 某县（1）：指标 1 入学：A → C" == baseline_section(report, "zh").lines[3]


def test_text_and_markdown_show_it(decided):
    """The section stands in both, whatever the path of a regression is."""
    report = decided._replace(baseline=Baseline((), (*WORSE, Regression("gone.yaml", "1", "A", "B"))))
    assert "Against the baseline\n  no worse than" in render_text(report, "en")
    assert "## 与基线相比\n" in render_markdown(report, "zh")
