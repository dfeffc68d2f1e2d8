"""The cases beside a ruleset: evidence, and what someone who knows the standard expects of it.

A case is a YAML file with `evidence`, perhaps `as_of`, and `expect`; `values` gives numbers to parameters, as an
office would in an overlay. Everything it expects is compared with what
the engine finds; what it does not mention is not compared.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from evalrules.base.diagnostics import Diagnostic, error, has_errors
from evalrules.base.numbers import parse_number
from evalrules.base.records import NamedTuple
from evalrules.base.source import Document, Listing, Node, Record, Scalar, is_null
from evalrules.base.suggestions import nearest
from evalrules.frontend.bind import bind_evidence
from evalrules.model.assessment import Assessment, Change, Gap, Irrational
from evalrules.model.evidence import Evidence
from evalrules.model.refs import cell_of
from evalrules.model.ruleset import Ruleset
from evalrules.readers.files import read_document
from evalrules.reporters.figures import shown_beside
from evalrules.semantics.assess import assess
from evalrules.semantics.case import Case, case_of
from evalrules.semantics.claims import contradictions
from evalrules.semantics.failing import failing_rows
from evalrules.semantics.gaps import indicator_gap
from evalrules.semantics.interval import exact_value
from evalrules.semantics.standings import Standing
from evalrules.semantics.written import written_number

FOLDER = "cases"
EQUIVALENT = "equivalent.yaml"
PROPOSED = "proposed"
"""The folder, below that of the cases, of those that nobody has confirmed: they are not run."""
EVERY_OTHER = "*"
KEYS = ("evidence", "as_of", "values", "expect")
"""The keys of a case."""


class CaseFile(NamedTuple):
    """One case as it was read."""

    name: str
    evidence: Document
    as_of: datetime.date | None
    values: Mapping[str, Any]
    expect: Mapping[str, Any]


class Disagreement(NamedTuple):
    """One thing that a case expects otherwise than it is found."""

    what: str
    expected: str
    found: str


def read_cases(folder: str, below: str = "") -> tuple[tuple[CaseFile, ...], list[Diagnostic]]:
    """Every case in the folder `cases` beside a ruleset, or in one below that, in the order of their names."""
    found: list[CaseFile] = []
    problems: list[Diagnostic] = []
    shown = f"{FOLDER}/{below}" if below else FOLDER
    for name in names_of_cases(folder, below):
        case, more = read_case(read_document(os.path.join(folder, FOLDER, below, name), name=f"{shown}/{name}"), name)
        problems += more
        found += [case] if case is not None else []
    return tuple(found), problems


def names_of_cases(folder: str, below: str = "") -> tuple[str, ...]:
    """The names of the files of cases beside a ruleset, or of those in a folder below."""
    home = os.path.join(folder, FOLDER, below)
    names = sorted(os.listdir(home)) if os.path.isdir(home) else []
    return tuple(name for name in names if name.endswith((".yaml", ".yml")) and name != EQUIVALENT)


def read_case(read: tuple[Document, list[Diagnostic]], name: str) -> tuple[CaseFile | None, list[Diagnostic]]:
    """The case in a document as it was read, or None with what is wrong."""
    document, problems = read
    root = document.root
    if not isinstance(root, Record) or has_errors(problems):
        return None, problems
    for key, known in ((root, KEYS), (root.get("expect"), EXPECTED)):
        for pair in key.pairs if isinstance(key, Record) else ():
            if pair.key.text not in known:
                suggestion = nearest(pair.key.text, known)
                problems.append(error("ER108", pair.key.span, key=pair.key.text, suggestion=suggestion))
    expect, evidence, as_of = plain(root.get("expect")), root.get("evidence"), root.get("as_of")
    if not isinstance(expect, dict) or not expect or not isinstance(evidence, Record):
        problems.append(error("ER109", root.span, key="evidence, expect"))
    else:
        problems += _check_shapes(root, expect)
    day = _day(as_of, problems) if as_of is not None else None
    values = plain(root.get("values")) or {}
    if has_errors(problems) or not isinstance(expect, dict):
        return None, problems
    return CaseFile(name, Document(document.name, "", "", evidence), day, values, expect), problems


def _day(node: Node, problems: list[Diagnostic]) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(node.text if isinstance(node, Scalar) else "")
    except ValueError:
        found = node.text if isinstance(node, Scalar) else "a mapping or a list"
        problems.append(error("ER103", node.span, found=found, expected="a day such as 2007-09-01"))
        return None


_MAPPINGS = ("outcomes", "gates", "vetoes", "because", "failing", "gaps", "shown")
_LISTS = ("possible", "missing", "errors")


def _check_shapes(root: Record, expect: Mapping[str, Any]) -> list[Diagnostic]:
    """What is expected must be of the kind that it is compared with."""
    place = (root.key("expect") or root).span
    wrong = [key for key in _MAPPINGS if key in expect and not isinstance(expect[key], dict)]
    wrong += [key for key in _LISTS if key in expect and not isinstance(expect[key], list)]
    gaps = expect.get("gaps")
    if isinstance(gaps, dict):
        wrong += [f"gaps {own}" for own, wanted in gaps.items() if not isinstance(wanted, dict)]
    if not isinstance(plain(root.get("values")) or {}, dict):
        wrong.append("values")
    return [error("ER103", place, found=key, expected="{id: …} or a list, as docs/language.md has it") for key in wrong]


def plain(node: Node | None) -> Any:  # noqa: ANN401 - whatever a document holds
    """A document as plain values: texts as they are written, true and false as such."""
    if isinstance(node, Record):
        return {pair.key.text: plain(pair.value) for pair in node.pairs}
    if isinstance(node, Listing):
        return [plain(item) for item in node.items]
    if not isinstance(node, Scalar) or is_null(node):
        return None
    return {"true": True, "false": False}.get(node.text, node.text) if not node.quoted else node.text


# -- what is found ---------------------------------------------------------------------------------------------------


class Found:
    """One case under one ruleset; what costs much is found only when it is asked for."""

    def __init__(self, case: Case, evidence: Evidence) -> None:
        self.ruleset = case.ruleset
        self.evidence = evidence
        self.case = case
        self._assessment: Assessment | None = None

    @property
    def assessment(self) -> Assessment:
        """The whole assessment."""
        if self._assessment is None:
            self._assessment = assess(self.ruleset, self.evidence, case=self.case)
        return self._assessment

    def gaps(self, wanted: Collection[str]) -> dict[str, Gap]:
        """The gaps of these indicators, and of the `level` where that is wanted: looking for it costs the most."""
        if "level" in wanted:
            return {"level" if gap.kind == "level" else gap.id: gap for gap in self.assessment.gaps}
        asked = [one for one in self.case.standings if one.indicator.id in wanted]
        return {gap.id: gap for one in asked if (gap := indicator_gap(self.case, one)) is not None}


def disagreements(case: CaseFile, ruleset: Ruleset) -> Iterator[Disagreement]:
    """Everything a case expects otherwise than it is found, what is quick to find first."""
    wrong = [own for own, numbers in case.values.items() if not _fits(ruleset, own, numbers)]
    if wrong:
        yield Disagreement("values", "numbers for parameters of the ruleset", _shown(wrong))
        return
    found, codes = found_in(case.evidence, ruleset, case.values, case.as_of)
    if codes or case.expect.get("errors"):
        if codes != sorted(case.expect.get("errors") or []):
            yield Disagreement("errors", _shown(case.expect.get("errors") or []), _shown(codes))
        return
    if found is None:
        return
    for what, reading in _READINGS.items():
        if what in case.expect:
            yield from reading(found, case.expect[what])


def found_in(
    document: Document, ruleset: Ruleset, values: Mapping[str, Any], as_of: datetime.date | None
) -> tuple[Found | None, list[str]]:
    """Evidence under a ruleset with numbers for its parameters, and the codes of the errors for which it is refused."""
    ruleset = with_values(ruleset, values)
    evidence, problems = bind_evidence(document, ruleset, as_of=as_of)
    built = case_of(ruleset, evidence) if evidence is not None else None
    if built is not None and evidence is not None:
        problems = [*problems, *contradictions(built, evidence)]
    codes = sorted({found.code for found in problems if found.is_error})
    return None if built is None or evidence is None else Found(built, evidence), codes


def observed(document: Document, ruleset: Ruleset, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a case on this evidence would expect, were the ruleset right; its `errors` alone where it is refused."""
    found, codes = found_in(document, ruleset, values, None)
    if found is None or codes:
        return {"errors": codes}
    return {
        "level": found.case.level,
        "outcomes": {standing.indicator.id: outcome_text(standing) for standing in found.case.standings},
        "gates": {gate.id: found.case.holds(gate.need) for gate in found.ruleset.gates},
        "vetoes": {veto.id: found.case.holds(veto.when) for veto in found.ruleset.vetoes},
        "conditions": {due.id: str(due.within) for due in found.assessment.verdict.conditions},
    }


def _fits(ruleset: Ruleset, own: str, numbers: object) -> bool:
    """Whether these are numbers for a value that no text gives."""
    value = ruleset.values.get(own)
    given = list(numbers.values()) if isinstance(numbers, dict) else [numbers]
    return value is not None and value.is_parameter and all(parse_number(str(one)) is not None for one in given)


def with_values(ruleset: Ruleset, given: Mapping[str, Any]) -> Ruleset:
    """The ruleset with numbers for parameters: a number, or one for each option; only null ones are filled."""
    if not given:
        return ruleset  # itself, whose plan is made once for all cases
    values = dict(ruleset.values)
    for own, numbers in given.items():
        if own in values:
            branches = numbers if isinstance(numbers, dict) else {"": numbers}
            filled = {
                option: parse_number(str(branches[option])) if number is None and option in branches else number
                for option, number in values[own].branches.items()
            }
            values[own] = values[own]._replace(branches=filled)
    return ruleset._replace(values=values) if given else ruleset


def _level(found: Found, expected: object) -> Iterator[Disagreement]:
    if found.case.level != expected:
        yield Disagreement("level", _shown(expected), _shown(found.case.level))


def _possible(found: Found, expected: object) -> Iterator[Disagreement]:
    if list(found.case.possible_levels) != expected:
        yield Disagreement("possible", _shown(expected), _shown(list(found.case.possible_levels)))


def _outcomes(found: Found, expected: Mapping[str, str]) -> Iterator[Disagreement]:
    every = {standing.indicator.id: outcome_text(standing) for standing in found.case.standings}
    for own in [own for own in expected if own != EVERY_OTHER and own not in every]:
        yield Disagreement(f"outcomes {own}", _shown(expected[own]), "no such indicator")
    for own, outcome in every.items():
        wanted = expected.get(own, expected.get(EVERY_OTHER, outcome))
        if outcome != wanted:
            yield Disagreement(f"outcomes {own}", _shown(wanted), outcome)


def outcome_text(standing: Standing) -> str:
    """An outcome as a case writes it: the grade, met, not_met, not_applicable, the points, or unknown."""
    if standing.points is not None:
        points = exact_value(standing.points)
        return "unknown" if points is None else str(written_number(points))
    return "unknown" if standing.decided is None else standing.decided.text


def _gates(found: Found, expected: Mapping[str, bool | None]) -> Iterator[Disagreement]:
    known = {gate.id: found.case.holds(gate.need) for gate in found.ruleset.gates}
    yield from _same("gates", expected, known)


def _vetoes(found: Found, expected: Mapping[str, bool | None]) -> Iterator[Disagreement]:
    known = {veto.id: found.case.holds(veto.when) for veto in found.ruleset.vetoes}
    yield from _same("vetoes", expected, known)


def _same(what: str, expected: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[Disagreement]:
    for own, wanted in expected.items():
        if known.get(own, "no such") != wanted:
            yield Disagreement(f"{what} {own}", _shown(wanted), _shown(known.get(own, "no such")))


def _because(found: Found, expected: Mapping[str, list[str]]) -> Iterator[Disagreement]:
    known = {veto.id: list(veto.because) for veto in found.assessment.vetoes if veto.fired}
    yield from _same("because", expected, known)


def _conditions(found: Found, expected: object) -> Iterator[Disagreement]:
    known = {due.id: str(due.within) for due in found.assessment.verdict.conditions}
    if (list(known) if isinstance(expected, list) else known) != expected:
        yield Disagreement("conditions", _shown(expected), _shown(known))


def _missing(found: Found, expected: list[str]) -> Iterator[Disagreement]:
    known = [item.id for item in found.assessment.missing if item.decides]
    if sorted(known) != sorted(expected):
        yield Disagreement("missing", _shown(sorted(expected)), _shown(sorted(known)))


def _shown_figures(found: Found, expected: Mapping[str, str | None]) -> Iterator[Disagreement]:
    known = dict.fromkeys((use.measure for use in found.assessment.shown), None)
    known |= {
        use.measure: value.shown if isinstance(value, Irrational) else str(value)
        for use, value in shown_beside(found.assessment)
    }
    yield from _same("shown", expected, known)


def _failing(found: Found, expected: Mapping[str, list[list[str]]]) -> Iterator[Disagreement]:
    plans = {standing.indicator.id: standing.plan for standing in found.case.standings}
    known = {
        own: [
            list(key)
            for _, key in failing_rows((one.root for one in plans[own].criteria), found.case.scope, limit=0).keys
        ]
        for own in expected
        if own in plans
    }
    yield from _same("failing", expected, known)


def _gaps(found: Found, expected: Mapping[str, Mapping[str, Any]]) -> Iterator[Disagreement]:
    known = found.gaps(expected)
    for own, wanted in expected.items():
        gap = known.get(own)
        if gap is None:
            yield Disagreement(f"gaps {own}", _shown(wanted), "no gap")
            continue
        needs = [{name: need for change in changes for name, need in _need(change)}
                 for changes in (gap.changes, *gap.alternatives)]  # fmt: skip
        if gap.to != wanted.get("to", gap.to) or wanted.get("need") not in needs:
            yield Disagreement(f"gaps {own}", _shown(wanted), _shown({"to": gap.to, "need": needs}))


def _need(change: Change) -> list[tuple[str, str]]:
    """What a change asks for, as a case writes it: `>= 85` for a number, the grade or the option for others."""
    name = change.grade or change.measure or change.quantity or ""
    if change.row is not None:
        name = cell_of(name, change.row).text
    need = change.need.shown if isinstance(change.need, Irrational) else change.need
    if change.grade is not None or isinstance(need, bool) or change.op == "==":
        return [(name, _shown(need))]
    return [(name, f"{change.op} {need}")]


_READINGS: dict[str, Callable[[Found, Any], Iterator[Disagreement]]] = {
    "level": _level, "possible": _possible, "outcomes": _outcomes, "gates": _gates, "vetoes": _vetoes,
    "because": _because, "conditions": _conditions, "failing": _failing, "missing": _missing, "gaps": _gaps,
    "shown": _shown_figures,
    "errors": lambda _, __: iter(()),
}  # fmt: skip
EXPECTED = tuple(_READINGS)
"""What a case may expect."""
_AT_FIRST = frozenset(("level", "possible", "outcomes", "gates", "vetoes"))
"""What is quick to find; the rest is told with the gaps, or looks for them."""


def differs(case: CaseFile, found: Found, *, at_first: bool) -> bool:
    """Whether a case expects otherwise something that is quick to find, or (not `at_first`) something of the rest."""
    asked = (what for what in _READINGS if what in case.expect and (what in _AT_FIRST) is at_first)
    return any(next(_READINGS[what](found, case.expect[what]), None) is not None for what in asked)


def _shown(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_shown(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_shown(item) for item in value) + "]"
    return str(value)
