"""Files stay small enough to be read at once: what is longer stands here, with the reason."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1] / "evalrules"
MOST = 400

LONGER = {
    "api.py": "the window: one function or method for each thing that a program may ask",
    "base/codes.py": "one line for each code, in both languages",
    "frontend/expressions.py": "one table from syntax to nodes",
    "model/assessment.py": "the parts of one result, side by side",
    "model/ruleset.py": "the parts of one standard, side by side",
    "pipeline.py": "the steps of one run, in their order",
    "readers/evidence_table.py": "the lines of one form, read as they are written",
    "reporters/html/subject.py": "the sections of one page",
    "reporters/page.py": "the sections of one report, as every format draws them",
    "reporters/phrases.py": "one line for each phrase, in both languages",
    "reporters/standard.py": "the sections of one standard, as it is read aloud",
    "reporters/result_data.py": "the sheets of one workbook, each a table",
    "forms/workbook.py": "the sheets of one form",
    "proving/meaning.py": "truth, number and options of a node ask one another",
    "semantics/conditions.py": "truth, number and options of a node ask one another",
}
"""What is one thing and would only be scattered."""


def test_what_is_longer_says_why() -> None:
    """A file of more lines is split, or says here what keeps it together; one that has become shorter leaves."""
    lines = {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8").count("\n") for path in sorted(ROOT.rglob("*.py"))
    }
    assert sorted(LONGER) == [name for name, count in lines.items() if count > MOST]
