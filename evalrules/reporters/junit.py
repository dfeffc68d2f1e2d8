"""Results as JUnit XML: a suite for each input and a named case for its verdict, each gate, veto and indicator.

The same bytes for the same inputs: no time, no host, no durations.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from xml.etree import ElementTree as ET  # written, never parsed

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.sentences import hint, sentence
from evalrules.model.assessment import Assessment
from evalrules.model.report import Report, Result
from evalrules.reporters.cases import ASIDE, FAILED, OPEN, PASSED, Case, cases_of, problems_of, subject_key
from evalrules.reporters.inert import inert
from evalrules.reporters.page import Writer
from evalrules.reporters.phrases import say
from evalrules.reporters.spots import NO_PATHS, Spot, path_from_here
from evalrules.reporters.tally import tally_of
from evalrules.version import NAME

_TAGS = {FAILED: "failure", OPEN: "error", ASIDE: "skipped"}
"""What stands in a case; one that has passed is empty."""
_WORDS = {True: "true", False: "false", None: "null"}


def render_junit(report: Report, language: str, paths: Mapping[str, str] = NO_PATHS) -> str:
    """The report as JUnit XML in "zh" or "en"; `paths` are those of the inputs, by the names that results give them."""
    root = ET.Element("testsuites", name=NAME)
    classes = _classes_of(report)
    suites = [_suite(result, report, own, language, paths) for result, own in zip(report.results, classes, strict=True)]
    if report.diagnostics:
        suites.append(_problem_suite(NAME, report.diagnostics, language, "", _plain(NAME)))
    root.extend(suites)
    _tell_apart(case for suite in suites for case in suite.iter("testcase"))
    for count in ("tests", "failures", "errors", "skipped"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in suites)))
    ET.indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(result: Result, report: Report, class_: str, language: str, paths: Mapping[str, str]) -> ET.Element:
    if result.assessment is None:
        file = path_from_here(result.path, result.path, (), paths)
        return _problem_suite(result.path, result.diagnostics, language, file, class_)
    found = result.assessment
    writer = Writer(found, language)
    suite = ET.Element("testsuite", name=inert(f"{writer.title()} {found.ruleset.name}"))
    _properties(suite, _facts_of(found, writer))
    suite.extend(_case(case, class_) for case in cases_of(result, report, language, paths))
    notes = "\n".join(_line(one, language) for one in problems_of(result))
    if notes:
        ET.SubElement(suite, "system-err").text = notes
    return _counted(suite)


def _facts_of(found: Assessment, writer: Writer) -> list[tuple[str, str]]:
    """The verdict, gates, vetoes and the counts of the tally as properties, beside the cases that they are."""
    verdict, ruleset = found.verdict, found.ruleset
    return [
        ("verdict", writer.verdict()),
        ("level", verdict.level or ""),
        ("status", verdict.status),
        ("meets_required", _WORDS[verdict.meets_required]),
        ("accepted", _WORDS[found.accepted]),
        *(("reason", reason) for reason in writer.reasons()),
        ("ruleset", ruleset.name),
        ("ruleset.revision", str(ruleset.revision)),
        ("ruleset.digest", ruleset.digest),
        ("evidence.digest", found.evidence_digest),
        *((f"gate.{gate.id}", _WORDS[gate.holds]) for gate in found.gates),
        *((f"veto.{veto.id}", _WORDS[veto.fired]) for veto in found.vetoes),
        *((f"count.{word}", str(count)) for word, count in tally_of(found)._asdict().items()),
    ]


def _case(case: Case, class_: str) -> ET.Element:
    element = ET.Element("testcase", {"name": case.title, "classname": class_, **_place(case.spot)})
    if case.signal != PASSED:
        said = {"message": inert(case.message), "type": case.word}
        ET.SubElement(element, _TAGS[case.signal], said).text = "\n".join(case.lines)
    return element


def _classes_of(report: Report) -> list[str]:
    """The class of the cases of each result, unlike for every subject and period, so that a server keeps their
    histories apart: RULESET.EDITION.KIND.SUBJECT.PERIOD, with the file where that alone is not unlike.
    """
    known = [_class_of(result) for result in report.results]
    counted = Counter(known)
    return [
        own if counted[own] == 1 else f"{own}.{_plain(result.path)}"
        for own, result in zip(known, report.results, strict=True)
    ]


def _class_of(result: Result) -> str:
    parts = (result.path,) if result.assessment is None else subject_key(result.assessment)
    return ".".join(_plain(part) for part in parts if part)


def _tell_apart(cases: Iterable[ET.Element]) -> None:
    """Number the cases that would still have one class and name, whatever characters were lost on the way to them."""
    counted: Counter[tuple[str, str]] = Counter()
    taken: set[tuple[str, str]] = set()
    for case in cases:
        class_, name = case.get("classname", ""), case.get("name", "")
        shown = name
        while (class_, shown) in taken:
            counted[class_, name] += 1
            shown = f"{name} [{counted[class_, name] + 1}]"
        taken.add((class_, shown))
        case.set("name", shown)


def _plain(part: str) -> str:
    """One part of a class name, which dots would split."""
    return inert(part).replace(".", "_")


def _place(spot: Spot) -> dict[str, str]:
    line = {"line": str(spot.line)} if spot.line else {}
    return {"file": inert(spot.file), **line}


def _problem_suite(name: str, problems: Sequence[Diagnostic], language: str, file: str, class_: str) -> ET.Element:
    """A suite with one case that ends in an error; with none where nothing is an error."""
    errors = [one for one in problems if one.is_error]
    suite = ET.Element("testsuite", name=inert(name))
    lines = "\n".join(_line(one, language) for one in problems)
    if errors:
        place = {"file": inert(file)} if file else {}
        named = {"name": say("not_evaluated", language), "classname": class_}
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
    advice = hint(problem, language)
    return inert(f"{place}{problem.code} {sentence(problem, language)}" + (f" - {advice}" if advice else ""))


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
