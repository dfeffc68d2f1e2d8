"""What is told of an assessment stands where the reader sees it, and never in the folder that nobody has seen."""

from __future__ import annotations

from evalrules.base.diagnostics import error
from evalrules.base.source import Span
from evalrules.loading import load_ruleset
from evalrules.page.form import Entry, Filled
from evalrules.page.told import Opened, problem_told

RULESET = load_ruleset("national-basic-balance@2012").ruleset
FILLED = Filled((Entry("period", "", "", "2013"),), {"schools": [{"school": "一小，“东”", "stage": "小学", "pupils": "三百"}]})


def test_a_problem_of_a_form_names_its_entry_or_its_row_and_cell():
    """A cell by the name of its column; a place that is no whole cell names the row alone."""
    opened = Opened((), [], FILLED, "/tmp/x", "自评表.csv", RULESET)
    own = problem_told(error("ER001", Span("自评表.csv", 2, 1, 2, 2), path="/tmp/x/a.csv", reason="r"), "zh", opened)
    assert (own["entry"], own["row"], own["cell"]) == (0, None, "") and "/tmp/x" not in own["says"]
    school = len("一小，“东”")
    cell = problem_told(error("ER103", Span("schools.csv", 2, 1, 2, 1 + school), found="x", expected="y"), "en", opened)
    assert (cell["entry"], cell["row"], cell["cell"]) == (None, ("schools", 0), "school")
    row = problem_told(error("ER103", Span("schools.csv", 2, 1, 2, 2), found="x", expected="y"), "en", opened)
    assert (row["row"], row["cell"]) == (("schools", 0), "")


def test_a_problem_of_a_file_keeps_its_place():
    """Without a form the place is that of the file."""
    found = problem_told(error("ER103", Span("county.yaml", 3, 1, 3, 2), found="x", expected="y"), "zh", Opened((), [], None, "/tmp/x", "county.yaml"))
    assert (found["place"], found["entry"], found["row"], found["cell"]) == ("county.yaml:3:1", None, None, "")


def test_what_to_do_can_be_done_in_the_page():
    """Of a file of a kind that nobody knows the kinds are told that a page opens, and nothing of standard input."""
    for language in ("zh", "en"):
        found = problem_told(error("ER005", Span("a.pdf", 1, 1, 1, 1), suffix=".pdf"), language, None)
        assert ".xlsx" in found["hint"]
        assert not any(word in found["hint"] for word in ("parquet", "standard input", "标准输入"))
