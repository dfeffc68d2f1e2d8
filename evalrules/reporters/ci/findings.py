"""What was found in rulesets, by `lint` and `test`, in the formats of other programs.

JUnit and TAP have a point for everything that was looked at, so that what holds is seen, too. SARIF, GitLab and GitHub
take problems with places, which are told as those of inputs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as ET  # written, never parsed

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.records import NamedTuple
from evalrules.base.sentences import hint, sentence
from evalrules.model.report import Options, Report, Result
from evalrules.reporters.ci.github import render_github_problems
from evalrules.reporters.ci.gitlab import render_gitlab
from evalrules.reporters.ci.sarif import render_sarif
from evalrules.reporters.inert import inert
from evalrules.version import NAME

OF_POINTS = ("junit", "tap")
OF_PROBLEMS = ("sarif", "gitlab", "github")


class Point(NamedTuple):
    """Something that was looked at: of which ruleset, whether it holds, and what there is to say where it does not."""

    ruleset: str
    name: str
    is_ok: bool
    lines: Sequence[str] = ()
    file: str = ""


def render_points(points: Sequence[Point], form: str) -> str:
    """Points as JUnit or TAP; the same bytes for the same points."""
    return _junit(points) if form == "junit" else _tap(points)


def points_of(problems: Iterable[Diagnostic], language: str) -> list[Point]:
    """A point that does not hold for each error, by its code: what could not be looked at is not passed over."""
    return [
        Point(NAME, one.code, is_ok=False, lines=(told(one, language),), file=one.place.file if one.place else "")
        for one in problems
        if one.is_error
    ]


def diagnostics_document(problems: Iterable[Diagnostic]) -> list[dict[str, object]]:
    """Problems as data, with both sentences."""
    return [
        {"code": one.code, "severity": one.severity, "place": str(one.place) if one.place else None,
         "args": dict(one.args), "zh": one.sentence("zh"), "en": one.sentence("en")}
        for one in problems
    ]  # fmt: skip


def _junit(points: Sequence[Point]) -> str:
    root = ET.Element("testsuites", name=NAME)
    for ruleset in dict.fromkeys(one.ruleset for one in points):
        own = [one for one in points if one.ruleset == ruleset]
        suite = ET.SubElement(root, "testsuite", {"name": inert(ruleset), **_counts(own)})
        for one in own:
            place = {"file": inert(one.file)} if one.file else {}
            named = {"classname": inert(ruleset).replace(".", "_"), "name": inert(one.name), **place}
            case = ET.SubElement(suite, "testcase", named)
            if not one.is_ok:
                message = inert(one.lines[0] if one.lines else one.name)
                ET.SubElement(case, "failure", message=message).text = "\n".join(map(inert, one.lines))
    for name, count in _counts(points).items():
        root.set(name, count)
    ET.indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _counts(points: Sequence[Point]) -> dict[str, str]:
    failed = sum(not one.is_ok for one in points)
    return {"tests": str(len(points)), "failures": str(failed), "errors": "0", "skipped": "0"}


def _tap(points: Sequence[Point]) -> str:
    lines = ["TAP version 14", f"1..{len(points)}"]
    for number, one in enumerate(points, start=1):
        lines.append(
            f"{'' if one.is_ok else 'not '}ok {number} - {inert(f'{one.ruleset}: {one.name}').replace('#', '＃')}"
        )
        if not one.is_ok:
            told = [json.dumps(inert(line), ensure_ascii=False) for line in one.lines]
            lines += ["  ---", "  message:", *(f"    - {line}" for line in told), "  ..."]
    return "\n".join(lines) + "\n"


def render_problems_of(
    found: Iterable[tuple[str, Sequence[Diagnostic]]], form: str, language: str, others: Sequence[Diagnostic] = ()
) -> str:
    """The problems of files, by their paths, and `others` of none, as SARIF, for GitLab, or as GitHub's annotations."""
    results = tuple(Result(path, None, tuple(_in_file(one, path) for one in problems)) for path, problems in found)
    report = Report(Options(), results, tuple(others), {})
    render = {"sarif": render_sarif, "gitlab": render_gitlab, "github": render_github_problems}[form]
    return render(report, language)


def _in_file(problem: Diagnostic, path: str) -> Diagnostic:
    """The problem at the path by which the file was given, where it is in that file."""
    place = problem.place
    is_own = place is not None and path.endswith(place.file)
    return problem if place is None or not is_own else problem._replace(place=place._replace(file=path))


def told(problem: Diagnostic, language: str) -> str:
    """A problem on one line, with its place and what to do."""
    place = f"{problem.place}: " if problem.place is not None else ""
    advice = hint(problem, language)
    return f"{place}{problem.code} {sentence(problem, language)}" + (f" - {advice}" if advice else "")
