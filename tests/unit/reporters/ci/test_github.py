"""Annotations as the runner of GitHub parses them, and the summary of a step."""

from __future__ import annotations

import re

import pytest

from evalrules.base.diagnostics import error
from evalrules.base.source import Span
from evalrules.model.report import Baseline, Options, Regression, Report, Result
from evalrules.reporters.ci.github import MOST_BYTES, MOST_SHOWN, render_github, step_summary

COMMAND = re.compile(r"::(\w+) ([^:]*)::(.*)")


def unescaped(text: str) -> str:
    for written, sign in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(written, sign)
    return text


def parsed(text: str):
    """Each line as the runner takes it apart: the command, its properties, its message."""
    found = []
    for line in text.splitlines():
        command = COMMAND.fullmatch(line)
        assert command is not None, line
        properties = dict(one.split("=", 1) for one in command[2].split(","))
        found.append((command[1], {name: unescaped(value) for name, value in properties.items()}, unescaped(command[3])))
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_line_is_a_command(language, several):
    """What could not be evaluated comes first, then verdicts, then indicators; a notice with the counts ends it."""
    found = parsed(render_github(several, language))
    errors = [properties["title"] for kind, properties, _ in found if kind == "error"]
    assert errors[0] == "ER102"
    assert errors[1].startswith("某县")
    assert [kind for kind, _, _ in found] == sorted((kind for kind, _, _ in found), key="error warning notice".split().index)
    assert found[-1][0] == "notice"


def test_an_annotation_stands_on_its_line(broken, decided):
    """File, line and column lead to the evidence, by the path that was given; without a line to the file."""
    _, properties, message = parsed(render_github(broken, "en", {"bad.yaml": "a,b/c:d.yaml"}))[0]
    assert (properties["file"], properties["line"], properties["col"]) == ("a,b/c:d.yaml", "2", "3")
    assert message.startswith("the key 'a' stands twice")
    _, properties, message = parsed(render_github(decided, "en"))[0]
    assert (properties["file"], "line" in properties) == ("county.yaml", False)
    assert message.startswith("Verdict: failed; veto “a C”")


def test_signs_are_escaped_as_the_toolkit_does(report_on):
    """Percent, colon and comma of data are no part of the command."""
    text = render_github(report_on(subject={"name": "50%: a,b"}), "en")
    assert "title=50%25%3A a%2Cb" in text
    assert "50%: a,b" in parsed(text)[0][1]["title"]


def test_at_most_ten_of_each_and_a_count_of_the_rest(report_on):
    """GitHub would drop the others without a word; the worst are kept, and the notice says how many there are more."""
    problems = tuple(error("ER401", Span("a.yaml", at + 1, 1, at + 1, 2), what="measure", id=str(at)) for at in range(25))
    results = (*report_on().results, Result("a.yaml", None, problems))
    found = parsed(render_github(Report(Options(), results, (), {}), "en"))
    kinds = [kind for kind, _, _ in found]
    assert (kinds.count("error"), kinds.count("notice")) == (MOST_SHOWN, 1)
    assert kinds.count("warning") <= MOST_SHOWN
    assert found[-1][2].endswith("- and 15 more")


def test_a_subject_that_is_accepted_gives_no_error(examples):
    """A county that passes has warnings at most."""
    from evalrules.pipeline import check

    report = check([str(examples / "jiangsu-16" / "county.yaml")], Options())
    found = parsed(render_github(report, "en"))
    assert {kind for kind, _, _ in found} == {"warning", "notice"}
    assert found[-1][2] == "1 in all: 1 reached, 0 not, 0 undetermined, 0 not evaluated"


def test_what_the_baseline_tolerates_gives_no_error(decided):
    """A subject that is no worse than before fails no check: its verdict and its indicators are warnings."""
    assert "error" in {kind for kind, _, _ in parsed(render_github(decided, "en"))}
    tolerated = decided._replace(baseline=Baseline(("county.yaml",), ()))
    assert {kind for kind, _, _ in parsed(render_github(tolerated, "en"))} == {"warning", "notice"}
    worse = decided._replace(baseline=Baseline((), (Regression("county.yaml", "1", "B", "C"),)))
    assert "error" in {kind for kind, _, _ in parsed(render_github(worse, "en"))}
    assert step_summary(worse, "en").count("worse than the baseline: 1") == 1


def test_a_problem_of_no_input_is_told(several):
    """An error of the run itself has no file; standard input has none either."""
    _, properties, _ = parsed(render_github(Report(Options(), (), (error("ER004", None, where="x"),), {}), "en"))[0]
    assert properties == {"title": "ER004"}
    stdin = Report(Options(), (Result("<stdin>", None, (error("ER102", Span("<stdin>", 1, 1, 1, 2), key="a", first="b"),)),), (), {})
    assert "file" not in parsed(render_github(stdin, "en"))[0][1]


# -- the summary -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_summary_has_verdict_counts_grades_and_gaps(language, several):
    """A table of the subjects with the counts, then the page of each, as Markdown."""
    text = step_summary(several, language)
    assert text.startswith("## evalrules\n")
    rows = [line for line in text.split("\n\n")[2].splitlines() if line.startswith("|")]
    assert len(rows) == 2 + 3
    words = ("结论：不通过", "达标 3", "差距", "未能评估") if language == "zh" else ("Verdict: failed", "3 met", "Gaps", "not evaluated")
    assert all(word in text for word in words)


@pytest.mark.real  # seconds: a summary of a megabyte
def test_the_summary_is_cut_at_a_subject(decided):
    """At most 1 MiB; what does not fit is left out whole, and said."""
    text = step_summary(decided._replace(results=decided.results * 1000), "en")
    assert MOST_BYTES * 0.9 < len(text.encode()) <= MOST_BYTES
    left = int(re.search(r"\nand (\d+) more subjects\n$", text)[1])
    assert text.count("\n# ") + left == 1000
    assert "more subjects" not in step_summary(decided, "en")


def test_a_table_of_very_many_subjects_is_cut_too(broken):
    """The lines of the table take half the room at most."""
    result = broken.results[0]._replace(path="长" * 300)
    text = step_summary(broken._replace(results=(result,) * 2000), "zh")
    assert len(text.encode()) <= MOST_BYTES
    assert text.count("个评估对象未列出") == 2
