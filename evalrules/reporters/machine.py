"""The result document (format result/1): the same bytes for the same inputs and options. See docs/contract.md."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from evalrules.base.diagnostics import Diagnostic, in_order
from evalrules.base.numbers import number_text
from evalrules.base.remembered import Remembered
from evalrules.model.assessment import (
    Assessment,
    Finding,
    Gap,
    RulesetReference,
    Titles,
)
from evalrules.model.brief import Whole
from evalrules.model.report import Baseline, Options, Regression, Report, Result
from evalrules.model.result_shapes import (
    ALL_BESIDE,
    CHANGES,
    CLAIMS,
    DUES,
    FILES,
    FINDING,
    GATES,
    MEMBERS,
    REASONS,
    RULESET,
    SETTINGS,
    SHOWN,
    VETOES,
    WAIVERS,
    WAYS,
)
from evalrules.model.ruleset import Label
from evalrules.model.shapes import Kind
from evalrules.reporters.document_parts import (
    MOST,
    AllMissing,
    Requirements,
    finding_documents,
    label_document,
    missing_document,
    requirement_document,
    row_table_document,
)
from evalrules.reporters.figures import Scored, compared, scored, total_of
from evalrules.reporters.inert import inert_json, whole_characters
from evalrules.reporters.json_text import Acting, Encoded, EncodedOnce, json_text, plain_json_text
from evalrules.reporters.overview import (
    Overview,
    Questions,
    overview_from,
    overview_of,
    questions_from,
    questions_of,
    whole_of,
)
from evalrules.reporters.shaped import WORTH_WRITING, Part, document, listed_text, plain, record_text
from evalrules.reporters.tally import tally_of
from evalrules.reporters.title_text import TitlesText, titles_document
from evalrules.version import NAME

if TYPE_CHECKING:
    from evalrules.reporters.finding_text import FindingText

FORMAT = "result/1"


def render_json(report: Report) -> str:
    """The result document as JSON text; nothing in it depends on a language."""
    results = (result_text(result, report) for result in report.results)
    return "".join(joined_results(whole_of(report), results))


def result_text(result: Result, report: Report) -> str:
    """One result as it stands among the results of a document."""
    explain, margin = report.options.explain, "\n  "
    try:
        return plain_json_text(result_document(result, explain=explain, encoded=True), margin)
    except Acting:
        return writable_text(result_document(result, explain=explain), margin)


def joined_results(whole: Whole, results: Iterable[str]) -> Iterator[str]:
    """The result document of a run, from the texts of its results."""
    report = whole.report
    yield writable_text(_before_results(report)).removesuffix("\n}") + ',\n "results": ['
    between = "\n  "
    for one in results:
        yield between + one
        between = ",\n  "
    yield ("\n ]" if whole.briefs else "]") + "," + writable_text(_after_results(whole))[1:] + "\n"


def document_text(document: Mapping[str, Any]) -> str:
    """A document as the text in which it is written, and can be read again.

    NUL and half characters, which names of files may hold and no text can, stand as the escapes that people see.
    """
    return writable_text(document) + "\n"


def writable_text(document: Mapping[str, Any], margin: str = "\n") -> str:
    """A part of a document as text; `margin` is the line break and the spaces before its last bracket."""
    try:
        return plain_json_text(document, margin)
    except Acting:
        text = json_text(document, margin)
    return inert_json(text if _is_writable(text) else json_text(whole_characters(document), margin))


def _is_writable(text: str) -> bool:
    """Whether a JSON text can be written, and read again: there is no NUL and no half character in it."""
    if "\\u0000" in text:
        return False
    try:
        text.encode()  # far quicker than a search
    except UnicodeEncodeError:
        return False
    return True


def report_document(report: Report) -> dict[str, Any]:
    """The result document of a run."""
    results = [result_document(result, explain=report.options.explain) for result in report.results]
    return {**_before_results(report), "results": results, **_after_results(whole_of(report))}


def _before_results(report: Report) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "engine": {"name": NAME, **report.engine._asdict()},
        "options": _options(report.options),
        "diagnostics": [diagnostic_document(found) for found in report.diagnostics],
    }


def _after_results(whole: Whole) -> dict[str, Any]:
    baseline = whole.report.baseline
    return {
        "summary": _summary(overview_from(whole.briefs), questions_from(whole.briefs)),
        **({} if baseline is None else {"baseline": _baseline(baseline)}),
    }


def counted_parts(report: Report) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """The parts of a result document that are counted from its other parts: the keys that lead there, and the value."""
    yield ("summary",), _summary(overview_of(report), questions_of(report))
    for at, result in enumerate(report.results):
        if result.assessment is not None:
            yield ("results", at, "counts"), tally_of(result.assessment)._asdict()
            for key, value in _scores(result.assessment).items():
                yield ("results", at, key), value
            for number, finding in enumerate(result.assessment.findings):
                if finding.requirements:
                    asked = [requirement_document(one) for one in compared(finding, result.assessment.titles)]
                    yield ("results", at, "indicators", number, "requirements"), asked


def _options(options: Options) -> dict[str, Any]:
    """What was asked; of the path of a ruleset the last part, since nothing may hang on where files are."""
    asked = {"as_of": options.as_of.isoformat() if options.as_of else None, "require": options.require}
    explain = {"explain": True} if options.explain else {}
    named = {} if options.ruleset is None else {"ruleset": os.path.basename(options.ruleset.rstrip("/" + os.sep))}
    sealed = {"sealed": True} if options.sealed else {}
    return {**asked, **named, **explain, **sealed, **({"last_year": options.last_year} if options.last_year else {})}


def _baseline(found: Baseline) -> dict[str, Any]:
    digest = {"digest": found.digest} if found.digest else {}
    regressions = [_regression(one) for one in found.regressions]
    return {"tolerated": list(found.tolerated), "regressions": regressions, **digest}


def _regression(one: Regression) -> dict[str, Any]:
    return {**one._asdict(), "rule": None if one.rule is None else one.rule.text}


def _summary(found: Overview, questions: Questions) -> dict[str, Any]:
    """The figures over all results; those about questions only where there are some."""
    return {
        "totals": found.totals._asdict(),
        "weakest": [{**one._asdict(), "title": label_document(one.title)} for one in found.weakest],
        "nearest": [one._asdict() for one in found.nearest],
        **({"questions": questions._asdict()} if any(questions) else {}),
    }


def result_document(result: Result, *, explain: bool = True, encoded: bool = False) -> dict[str, Any]:
    """One input: its assessment, or its path, no verdict and the diagnostics that say why; steps only if asked for.

    Parts may be `encoded` where it becomes a text.
    """
    if result.assessment is not None:
        found = result.assessment if explain else _without_steps(result.assessment)
        return assessment_document(found, encoded=encoded)
    return {
        "evidence": {"path": result.path},
        "verdict": None,
        "diagnostics": [diagnostic_document(found) for found in result.diagnostics],
    }


def _without_steps(found: Assessment) -> Assessment:
    """Without what only formats that draw it wanted recorded: what else is asked for changes no result."""
    recorded = [found.tables, *(one.steps for one in found.findings)]
    if not any((*recorded, *(one.steps for one in found.gates), *(one.steps for one in found.vetoes))):
        return found
    return found._replace(
        tables=(),
        findings=tuple(one._replace(steps=()) for one in found.findings),
        gates=tuple(one._replace(steps=()) for one in found.gates),
        vetoes=tuple(one._replace(steps=()) for one in found.vetoes),
    )


def assessment_document(found: Assessment, *, encoded: bool = False) -> dict[str, Any]:
    """One assessment as plain data, keys in the published order; parts may be `encoded` where it becomes a text."""
    part: Callable[[Kind, Any], Any] = Part if encoded else plain
    return {
        "subject": {"kind": found.subject.kind, "id": found.subject.id, "name": found.subject.name},
        "period": found.period,
        "assessment": found.name,
        "ruleset": _RULESET.of(found.ruleset) if encoded else document(RULESET, found.ruleset),
        "evidence": {
            "path": found.evidence_path,
            "digest": found.evidence_digest,
            "files": part(FILES, found.evidence_files),
        },
        "verdict": _verdict(found),
        "gates": part(GATES, found.gates),
        "vetoes": part(VETOES, found.vetoes),
        "indicators": Findings(found) if encoded else finding_documents(found),
        "members": part(MEMBERS, found.members),
        "gaps": [_gap(gap, part) for gap in found.gaps],
        "missing": AllMissing(found.missing) if encoded else [missing_document(item) for item in found.missing],
        "claims": part(CLAIMS, found.claims),
        "waivers": part(WAIVERS, found.waivers),
        "diagnostics": [diagnostic_document(one) for one in in_order(found.diagnostics)],
        "titles": TitlesText(found.titles) if encoded else titles_document(found.titles),
        "beside": part(ALL_BESIDE, found.beside),
        "counts": tally_of(found)._asdict(),
        "attributes": dict(found.subject.attributes),
        "scales": {"levels": list(found.titles.levels), "grades": list(found.titles.grades)},
        **_scores(found),
        **({"tables": [row_table_document(one, part) for one in found.tables]} if found.tables else {}),
        **({"settings": part(SETTINGS, found.settings)} if found.settings else {}),
        **({"shown": part(SHOWN, found.shown)} if found.shown else {}),
    }


class Findings(Encoded):
    """The indicators as a list."""

    __slots__ = ("_found",)

    def __init__(self, found: Assessment) -> None:
        self._found = found

    def text(self, margin: str) -> str:
        """The text of the list of `finding_documents`."""
        titles, inner = self._found.titles, margin + " "
        return listed_text([_finding_text(one, titles, inner) for one in self._found.findings], margin)


def _finding_text(one: Finding, titles: Titles, margin: str) -> str:
    known = _text_like(one, titles, margin)
    told = None if known is None else known.text(one)
    return _whole_text(one, titles, margin) if told is None else told


def _whole_text(one: Finding, titles: Titles, margin: str) -> str:
    """The text of an indicator, whatever stands in it."""
    told = record_text(FINDING, one, margin)
    if not one.requirements:
        return told
    inner = margin + " "
    asked = Requirements(compared(one, titles)).text(inner)
    return f'{told[: -len(margin) - 1]},{inner}"requirements": {asked}{margin}}}'


class _Alike:
    """The texts of one indicator, by its title, which is kept so that no other has its identity."""

    __slots__ = ("texts", "times", "title")

    def __init__(self, title: Label) -> None:
        self.title = title
        self.times = 0
        self.texts: tuple[FindingText, ...] = ()


_ALIKE: dict[tuple[int, str | None, str], _Alike] = {}

MOST_ALIKE = 4
"""For how many ways in which an indicator stands, with the same outcome, a text is made once."""


def _text_like(one: Finding, titles: Titles, margin: str) -> FindingText | None:
    """What writes an indicator that says all this; None where it is told seldom, or in many ways."""
    own = (id(one.title), one.grade, margin)
    known = _ALIKE.get(own)
    if known is None or known.title is not one.title:
        while len(_ALIKE) >= MOST:
            _ALIKE.pop(next(iter(_ALIKE), own), None)
        known = _ALIKE[own] = _Alike(one.title)
    for text in known.texts:
        if text.is_of(one, titles):
            return text
    known.times += 1
    if known.times < WORTH_WRITING or len(known.texts) == MOST_ALIKE:
        return None
    from evalrules.reporters.finding_text import FindingText  # for who has many subjects

    text = FindingText(one, titles, margin)
    known.texts = (*known.texts, text)
    return text


_RULESET: Remembered[RulesetReference, EncodedOnce] = Remembered(lambda named: EncodedOnce(document(RULESET, named)))
"""Which ruleset it is, is the same in all results under it."""


def _scores(found: Assessment) -> dict[str, Any]:
    """The sums of the points of each group and of all, where there are any."""
    groups = scored(found)
    if not groups:
        return {}
    told = [{"group": one.group or None, **_sums(one.total)} for one in groups]
    return {"scores": {"groups": told, "total": _sums(total_of(one.total for one in groups))}}


def _sums(one: Scored) -> dict[str, Any]:
    return {name: None if number is None else number_text(number) for name, number in one._asdict().items()}


def _verdict(found: Assessment) -> dict[str, Any]:
    verdict = found.verdict
    shown: dict[str, Any] = {
        "level": verdict.level,
        "status": verdict.status,
        "possible": list(verdict.possible),
        "meets_required": verdict.meets_required,
        "reasons": plain(REASONS, verdict.reasons),
        "conditions": plain(DUES, verdict.conditions),
        "required": found.required,
        "accepted": found.accepted,
    }
    if verdict.without_gap:
        shown["without_gap"] = {"reason": verdict.without_gap, "fixed": list(verdict.fixed)}
    lowered = list(verdict.possible_if_lowered)
    return shown if lowered in ([], shown["possible"]) else {**shown, "possible_if_lowered": lowered}


def _gap(gap: Gap, part: Callable[[Kind, Any], Any]) -> dict[str, Any]:
    return {
        "of": {gap.kind: gap.id},
        "from": gap.start,
        "to": gap.to,
        "changes": part(CHANGES, gap.changes),
        "alternatives": part(WAYS, gap.alternatives),
    }


def diagnostic_document(found: Diagnostic) -> dict[str, Any]:
    """A problem as plain data."""
    shown: dict[str, Any] = {
        "code": found.code,
        "severity": found.severity,
        "place": None if found.place is None else str(found.place),
        "args": dict(found.args),
    }
    related = [{"role": one.role, "place": str(one.place)} for one in found.related]
    shown |= {"related": related} if related else {}
    if found.confirmed is None:
        return shown
    by, note, place = found.confirmed
    return {**shown, "confirmed": {"by": by, "note": note, "place": str(place)}}
