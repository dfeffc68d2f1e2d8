"""Results as JUnit XML: a suite for each input and a named case for its verdict, each gate, veto and indicator.

The same bytes for the same inputs: no time, no host, no durations.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from xml.etree import ElementTree as ET  # written, never parsed
from xml.sax.saxutils import escape

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.patterns import pattern
from evalrules.base.sentences import hint, sentence
from evalrules.model.assessment import Assessment
from evalrules.model.report import Report, Result
from evalrules.reporters.ci.cases import ASIDE, FAILED, OPEN, PASSED, Case, cases_of, problems_of, subject_key
from evalrules.reporters.ci.spots import NO_PATHS, Spot, path_from_here
from evalrules.reporters.inert import inert
from evalrules.reporters.page import Writer
from evalrules.reporters.phrases import say
from evalrules.reporters.tally import tally_of
from evalrules.version import NAME

_TAGS = {FAILED: "failure", OPEN: "error", ASIDE: "skipped"}
"""What stands in a case; one that has passed is empty."""
_CLASS = "\0"
"""Where the class of a case goes, which other results have a say in; inert text never holds it."""
_SIGNS = {"tests": "<testcase ", "failures": "<failure ", "errors": "<error ", "skipped": "<skipped "}
"""What is counted of a run, and how each of them begins."""
_NAMED = pattern(f'<testcase name="([^"]*)" classname="{_CLASS}"')
_WORDS = {True: "true", False: "false", None: "null"}


def render_junit(report: Report, language: str, paths: Mapping[str, str] = NO_PATHS) -> str:
    """The report as JUnit XML in "zh" or "en"; `paths` are those of the inputs, by the names that results give them."""
    suites = [suite_text(result, report, language, paths) for result in report.results]
    return "".join(joined_suites(report, suites, language))


def suite_text(result: Result, report: Report, language: str, paths: Mapping[str, str]) -> str:
    """The suite of one result: the class of its cases, the same with the file, and the suite without its class."""
    own = _class_of(result)
    return _CLASS.join((own, f"{own}.{_plain(result.path)}", _text(_suite(result, report, language, paths))))


def joined_suites(report: Report, parts: Collection[str], language: str) -> Iterator[str]:
    """The document of a run, from the suites of its results; they are gone through several times, to be counted first.

    Classes are unlike for every subject and period, so that a server keeps their histories apart:
    RULESET.EDITION.KIND.SUBJECT.PERIOD, with the file where that alone is not unlike.
    """
    others = (_of_run(report.diagnostics, language),) if report.diagnostics else ()
    known: Counter[str] = Counter()
    with_files: Counter[str] = Counter()
    counted = dict.fromkeys(_SIGNS, 0)
    for part in chain(parts, others):
        own, with_file, _ = part.split(_CLASS, 2)
        known[own] += 1
        with_files[with_file] += 1
        for name, sign in _SIGNS.items():
            counted[name] += part.count(sign)
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="{NAME}"'
    yield "".join(f' {name}="{count}"' for name, count in counted.items())
    classes: dict[str, _Names] = {}
    between = ">"
    for part in chain(parts, others):
        own, with_file, text = part.split(_CLASS, 2)
        class_ = own if known[own] == 1 else with_file
        is_shared = with_files[class_] + known[class_] > 1
        names = classes.setdefault(class_, _Names()) if is_shared else _Names()
        yield f"{between}\n {_in_class(text, class_, names)}"
        between = ""
    yield " />\n" if between else "\n</testsuites>\n"


def _of_run(problems: Sequence[Diagnostic], language: str) -> str:
    name = _plain(NAME)
    return _CLASS.join((name, name, _text(_problem_suite(NAME, problems, language, ""))))


def _text(suite: ET.Element) -> str:
    ET.indent(suite, " ", level=1)
    return ET.tostring(suite, encoding="unicode")


def _suite(result: Result, report: Report, language: str, paths: Mapping[str, str]) -> ET.Element:
    if result.assessment is None:
        file = path_from_here(result.path, result.path, (), paths)
        return _problem_suite(result.path, result.diagnostics, language, file)
    found = result.assessment
    writer = Writer(found, language)
    suite = ET.Element("testsuite", name=inert(f"{writer.title()} {found.ruleset.name}"))
    _properties(suite, _facts_of(found, writer))
    suite.extend(_case(case) for case in cases_of(result, report, language, paths))
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


def _case(case: Case) -> ET.Element:
    element = ET.Element("testcase", {"name": case.title, "classname": _CLASS, **_place(case.spot)})
    if case.signal != PASSED:
        said = {"message": inert(case.message), "type": case.word}
        ET.SubElement(element, _TAGS[case.signal], said).text = "\n".join(case.lines)
    return element


def _class_of(result: Result) -> str:
    parts = (result.path,) if result.assessment is None else subject_key(result.assessment)
    return ".".join(_plain(part) for part in parts if part)


class _Names:
    """The names of the cases of one class; those that would be the same are numbered, whatever characters were lost
    on the way to them.
    """

    def __init__(self) -> None:
        self.counted: Counter[str] = Counter()
        self.taken: set[str] = set()

    def told_apart(self, name: str) -> str:
        shown = name
        while shown in self.taken:
            self.counted[name] += 1
            shown = f"{name} [{self.counted[name] + 1}]"
        self.taken.add(shown)
        return shown


def _in_class(suite: str, class_: str, names: _Names) -> str:
    """The text of a suite in its class."""
    shown = escape(class_, {'"': "&quot;"})
    return _NAMED.sub(lambda match: f'<testcase name="{names.told_apart(match[1])}" classname="{shown}"', suite)


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
        named = {"name": say("not_evaluated", language), "classname": _CLASS}
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
