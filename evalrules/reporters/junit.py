"""Results as JUnit XML: a suite for each input and a named case for each indicator, also for those that are met.

The same bytes for the same inputs: no time, no host, no durations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from xml.etree import ElementTree as ET  # written, never parsed

from evalrules.base.codes import hint, sentence
from evalrules.base.diagnostics import Diagnostic
from evalrules.model.assessment import MET, NOT_MET, UNKNOWN, Assessment
from evalrules.model.report import Report, Result
from evalrules.reporters.cases import Case, cases_of, problems_of
from evalrules.reporters.inert import inert
from evalrules.reporters.page import Writer
from evalrules.reporters.phrases import say
from evalrules.reporters.spots import NO_PATHS, Spot, path_from_here
from evalrules.reporters.tally import tally_of
from evalrules.version import NAME

_TAGS = {NOT_MET: "failure", UNKNOWN: "error"}
"""What stands in a case; one that is met is empty, one that is not applicable or waived is skipped."""
_WORDS = {True: "true", False: "false", None: "null"}


def render_junit(report: Report, language: str, paths: Mapping[str, str] = NO_PATHS) -> str:
    """The report as JUnit XML in "zh" or "en"; `paths` are those of the inputs, by the names that results give them."""
    root = ET.Element("testsuites", name=NAME)
    suites = [_suite(result, language, paths) for result in report.results]
    if report.diagnostics:
        suites.append(_problem_suite(NAME, report.diagnostics, language, ""))
    root.extend(suites)
    for count in ("tests", "failures", "errors", "skipped"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in suites)))
    ET.indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(result: Result, language: str, paths: Mapping[str, str]) -> ET.Element:
    if result.assessment is None:
        file = path_from_here(result.path, result.path, (), paths)
        return _problem_suite(result.path, result.diagnostics, language, file)
    found = result.assessment
    writer = Writer(found, language)
    suite = ET.Element("testsuite", name=inert(f"{writer.title()} {found.ruleset.id}@{found.ruleset.edition}"))
    _properties(suite, _facts_of(found, writer))
    for case in cases_of(found, language, paths):
        suite.append(_case(case, found))
    notes = "\n".join(_line(one, language) for one in problems_of(result))
    if notes:
        ET.SubElement(suite, "system-err").text = notes
    return _counted(suite)


def _facts_of(found: Assessment, writer: Writer) -> list[tuple[str, str]]:
    """The verdict, gates and vetoes, which are no indicators and therefore no cases, and the counts of the tally."""
    verdict, ruleset = found.verdict, found.ruleset
    return [
        ("verdict", writer.verdict()),
        ("level", verdict.level or ""),
        ("status", verdict.status),
        ("meets_required", _WORDS[verdict.meets_required]),
        ("accepted", _WORDS[found.accepted]),
        *(("reason", reason) for reason in writer.reasons()),
        ("ruleset", f"{ruleset.id}@{ruleset.edition}"),
        ("ruleset.revision", str(ruleset.revision)),
        ("ruleset.digest", ruleset.digest),
        ("evidence.digest", found.evidence_digest),
        *((f"gate.{gate.id}", _WORDS[gate.holds]) for gate in found.gates),
        *((f"veto.{veto.id}", _WORDS[veto.fired]) for veto in found.vetoes),
        *((f"count.{word}", str(count)) for word, count in tally_of(found)._asdict().items()),
    ]


def _case(case: Case, found: Assessment) -> ET.Element:
    element = ET.Element("testcase", {"name": case.title, "classname": _class_of(found), **_place(case.spot)})
    if case.standing != MET:
        tag = _TAGS.get(case.standing, "skipped")
        ET.SubElement(element, tag, message=inert(case.message), type=case.standing).text = "\n".join(case.lines)
    return element


def _class_of(found: Assessment) -> str:
    """Unlike for every subject and period, so that a server keeps the histories of their cases apart."""
    parts = (found.ruleset.id, found.ruleset.edition, found.subject.id or found.subject.name, found.period or "")
    return ".".join(_plain(part) for part in parts if part)


def _plain(part: str) -> str:
    """One part of a class name, which dots would split."""
    return inert(part).replace(".", "_")


def _place(spot: Spot) -> dict[str, str]:
    line = {"line": str(spot.line)} if spot.line else {}
    return {"file": inert(spot.file), **line}


def _problem_suite(name: str, problems: Sequence[Diagnostic], language: str, file: str) -> ET.Element:
    """A suite with one case that ends in an error; with none where nothing is an error."""
    errors = [one for one in problems if one.is_error]
    suite = ET.Element("testsuite", name=inert(name))
    lines = "\n".join(_line(one, language) for one in problems)
    if errors:
        place = {"file": inert(file)} if file else {}
        named = {"name": say("not_evaluated", language), "classname": _plain(name)}
        case = ET.SubElement(suite, "testcase", {**named, **place})
        message = f"{errors[0].code} {sentence(errors[0], language)}"
        if len(errors) > 1:
            message += f" ({say('errors', language, count=str(len(errors)))})"
        ET.SubElement(case, "error", message=inert(message), type=errors[0].code).text = lines
    else:
        ET.SubElement(suite, "system-err").text = lines
    return _counted(suite)


def _line(problem: Diagnostic, language: str) -> str:
    """`county.yaml:12:5: ER402 …` and what to do about it."""
    place = f"{problem.place}: " if problem.place is not None else ""
    return inert(f"{place}{problem.code} {sentence(problem, language)} - {hint(problem, language)}")


def _properties(parent: ET.Element, pairs: Iterable[tuple[str, str]]) -> None:
    block = ET.SubElement(parent, "properties")
    for name, value in pairs:
        ET.SubElement(block, "property", name=inert(name), value=inert(value))


def _counted(suite: ET.Element) -> ET.Element:
    """The suite with how many cases it has, and of these how many fail, could not be told, and do not count."""
    suite.set("tests", str(len(suite.findall("testcase"))))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(len(suite.findall(f"testcase/{tag}"))))
    return suite
