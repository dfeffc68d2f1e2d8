"""Results for GitHub Actions: annotations on the lines of the evidence, and a summary of the step.

GitHub shows ten errors and ten warnings of a step and drops the rest without a word, so the worst come first and a last
line says how many there are more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from evalrules.base.diagnostics import CONFIRMED, NOTE, Diagnostic
from evalrules.base.records import NamedTuple
from evalrules.base.sentences import sentence
from evalrules.model.assessment import NOT_MET, UNKNOWN
from evalrules.model.report import Report, Result
from evalrules.reporters.baseline_section import baseline_section
from evalrules.reporters.ci.cases import ASIDE, FAILED, OPEN, VERDICT, Case, cases_of, problems_of, spot_of_problem
from evalrules.reporters.ci.spots import NO_PATHS, Spot, spot_of
from evalrules.reporters.inert import inert, inert_markdown
from evalrules.reporters.markdown import render_markdown
from evalrules.reporters.page import SUBJECT_HEADERS, Writer, subject_row, summary_line
from evalrules.reporters.phrases import say
from evalrules.version import NAME

ERROR, WARNING, NOTICE = "error", "warning", "notice"
MOST_SHOWN = 10
"""Of each kind, what GitHub shows of one step."""
MOST_BYTES = 1024 * 1024
"""What GitHub takes for the summary of one step."""


MOST_LISTED = 50
"""Problems of the run, and what is worse than the baseline, in the summary."""


class Annotation(NamedTuple):
    """One line for GitHub: how grave it is, where, the heading and the sentence."""

    kind: str
    spot: Spot | None
    title: str
    message: str


def render_github(report: Report, language: str, paths: Mapping[str, str] = NO_PATHS) -> str:
    """Workflow commands in "zh" or "en", at most ten errors and ten warnings, and a notice with the counts."""
    every = list(_annotations(report, language, paths))
    shown = [one for kind in (ERROR, WARNING) for one in [one for one in every if one.kind == kind][:MOST_SHOWN]]
    counts = summary_line(report, language)
    if len(every) > len(shown):
        counts += f" - {say('more_annotations', language, count=str(len(every) - len(shown)))}"
    lines = [*shown, Annotation(NOTICE, None, say("subjects", language), counts)]
    return "".join(f"{_command(one)}\n" for one in lines)


def render_github_problems(report: Report, language: str) -> str:
    """The problems of a run, and of inputs without a verdict, at most ten errors and ten warnings."""
    every = [_of_problem(one, spot_of(one.place) if one.place else None, language) for one in report.diagnostics]
    every += [one for result in report.results for one in _problems(result, language, NO_PATHS)]
    shown = [one for kind in (ERROR, WARNING) for one in [one for one in every if one.kind == kind][:MOST_SHOWN]]
    if len(every) > len(shown):
        more = say("more_annotations", language, count=str(len(every) - len(shown)))
        shown.append(Annotation(NOTICE, None, NAME, more))
    return "".join(f"{_command(one)}\n" for one in shown)


def _annotations(report: Report, language: str, paths: Mapping[str, str]) -> Iterator[Annotation]:
    """The worst first: what could not be evaluated, the verdicts, then the cases and remarks of each subject.

    No number of warnings stands before the verdicts.
    """
    wrong = [_of_problem(one, spot_of(one.place) if one.place else None, language) for one in report.diagnostics]
    wrong += [
        one for result in report.results if result.assessment is None for one in _problems(result, language, paths)
    ]
    yield from (one for one in wrong if one.kind == ERROR)
    cases = [(result, cases_of(result, report, language, paths)) for result in report.results]
    for signals in ((FAILED, OPEN), (ASIDE,)):
        for result, every in cases:
            verdicts = [one for one in every if one.kind == VERDICT and one.signal in signals]
            yield from _of_cases(verdicts, result, language)
    yield from (one for one in wrong if one.kind != ERROR)
    for result, every in cases:
        yield from _of_cases([one for one in every if one.kind != VERDICT], result, language)
        if result.assessment is not None:
            yield from _problems(result, language, paths)


def _problems(result: Result, language: str, paths: Mapping[str, str]) -> Iterator[Annotation]:
    for problem in problems_of(result):
        if problem.severity not in (NOTE, CONFIRMED):
            yield _of_problem(problem, spot_of_problem(problem, result, paths), language)


def _of_problem(problem: Diagnostic, spot: Spot | None, language: str) -> Annotation:
    kind = ERROR if problem.is_error else WARNING
    return Annotation(kind, spot, problem.code, sentence(problem, language))


def _of_cases(cases: Iterable[Case], result: Result, language: str) -> Iterator[Annotation]:
    """An error for what fails the run; a warning for what is open, or tolerated though it speaks against it."""
    if result.assessment is None:
        return
    title = Writer(result.assessment, language).title()
    for case in cases:
        if case.signal in (FAILED, OPEN) or (case.signal == ASIDE and _is_told(case)):
            kind = ERROR if case.signal == FAILED else WARNING
            yield Annotation(kind, case.spot, title, f"{case.title}: {case.message}")


def _is_told(case: Case) -> bool:
    return case.is_against or case.kind == VERDICT or case.word in (NOT_MET, UNKNOWN)


# -- the commands of the runner ----------------------------------------------------------------------------------------


def _command(one: Annotation) -> str:
    """`::error file=county.yaml,line=12,col=5,title=…::…`, escaped as the toolkit of GitHub does."""
    properties = [*_of_spot(one.spot), ("title", inert(one.title))]
    written = ",".join(f"{name}={_property(value)}" for name, value in properties)
    return f"::{one.kind} {written}::{_data(inert(one.message))}"


def _of_spot(spot: Spot | None) -> list[tuple[str, str]]:
    if spot is None or not spot.file or spot.file.startswith("<"):
        return []
    line = [("line", str(spot.line)), ("col", str(max(1, spot.column)))] if spot.line else []
    return [("file", inert(spot.file)), *line]


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


# -- the summary of the step -------------------------------------------------------------------------------------------


def step_summary(report: Report, language: str) -> str:
    """The report as Markdown of at most 1 MiB: a line for each subject, then their pages as far as they fit.

    What does not fit is left out subject by subject, and a last line says how many.
    """
    head = f"## evalrules\n\n**{inert_markdown(summary_line(report, language))}**\n\n"
    headers = tuple(say(name, language) for name in SUBJECT_HEADERS)
    head += _row(headers) + _row(("---",) * len(headers))
    count = len(report.results)
    text, left = _as_many(head, (_row(subject_row(one, language)) for one in report.results), count, MOST_BYTES // 2)
    text += (
        _more(left, language)
        + "\n"
        + "".join(f"- {_remark(one, language)}\n" for one in report.diagnostics[:MOST_LISTED])
    )
    compared = baseline_section(report, language)
    lines = compared.lines[:MOST_LISTED] if compared is not None else ()
    text += "".join(f"- {inert_markdown(line.removeprefix('- '))}\n" for line in lines)
    alone = report._replace(baseline=None)
    pages = (f"\n{render_markdown(alone._replace(results=(one,)), language)}" for one in report.results)
    text, left = _as_many(text, pages, count, MOST_BYTES - 200)
    return text + _more(left, language)


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell if cell == "---" else inert_markdown(cell) for cell in cells) + " |\n"


def _remark(problem: Diagnostic, language: str) -> str:
    return f"{problem.code} {inert_markdown(sentence(problem, language))}"


def _as_many(text: str, parts: Iterable[str], count: int, most: int) -> tuple[str, int]:
    """The text with as many of its `count` parts as fit into so many bytes, and how many were left out."""
    taken = [text]
    room = most - len(text.encode())
    for part in parts:
        room -= len(part.encode())
        if room < 0:
            break
        taken.append(part)
    return "".join(taken), count - len(taken) + 1


def _more(left: int, language: str) -> str:
    return f"\n{say('subjects_left_out', language, count=str(left))}\n" if left else ""
