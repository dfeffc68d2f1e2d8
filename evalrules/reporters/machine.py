"""The result document (format result/1): the same bytes for the same inputs and options. See docs/contract.md."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from evalrules.base.diagnostics import Diagnostic, in_order
from evalrules.base.numbers import number_text
from evalrules.base.remembered import Remembered
from evalrules.model.assessment import (
    Assessment,
    Gap,
    Lowering,
    Missing,
    Narrowing,
    Needed,
    RowTable,
    RulesetReference,
)
from evalrules.model.brief import Whole
from evalrules.model.report import Baseline, Options, Regression, Report, Result
from evalrules.model.result_shapes import (
    ALL_BESIDE,
    CHANGES,
    CLAIMS,
    DUES,
    FILES,
    GATES,
    MEMBERS,
    REASONS,
    ROWS,
    RULESET,
    SETTINGS,
    SHOWN,
    VETOES,
    WAIVERS,
    WAYS,
)
from evalrules.model.shapes import Kind
from evalrules.reporters.document_parts import MOST, finding_documents, label_document, requirement_document
from evalrules.reporters.figures import Scored, compared, scored, total_of
from evalrules.reporters.finding_text import Findings
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
from evalrules.reporters.shaped import Part, document, listed_text, plain
from evalrules.reporters.tally import tally_of
from evalrules.reporters.title_text import TitlesText, titles_document
from evalrules.version import NAME

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
        "missing": _AllMissing(found.missing) if encoded else [_missing(item) for item in found.missing],
        "claims": part(CLAIMS, found.claims),
        "waivers": part(WAIVERS, found.waivers),
        "diagnostics": [diagnostic_document(one) for one in in_order(found.diagnostics)],
        "titles": TitlesText(found.titles) if encoded else titles_document(found.titles),
        "beside": part(ALL_BESIDE, found.beside),
        "counts": tally_of(found)._asdict(),
        "attributes": dict(found.subject.attributes),
        "scales": {"levels": list(found.titles.levels), "grades": list(found.titles.grades)},
        **_scores(found),
        **({"tables": [_row_table(one, part) for one in found.tables]} if found.tables else {}),
        **({"settings": part(SETTINGS, found.settings)} if found.settings else {}),
        **({"shown": part(SHOWN, found.shown)} if found.shown else {}),
    }


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


def _row_table(one: RowTable, part: Callable[[Kind, Any], Any]) -> dict[str, Any]:
    """Every row behind indicators; of each the key, whether it is as it has to be, and its figures by column."""
    columns = [
        {
            **({"measure": column.measure} if column.measure else {"title": label_document(column.title)}),
            "unit": column.unit,
        }
        for column in one.columns
    ]
    options = dict(one.options)
    return {
        "table": one.table,
        "options": options,
        **({"where": label_document(one.where)} if one.where is not None else {}),
        "indicators": list(one.indicators),
        "columns": columns,
        "rows": part(ROWS, one.rows),
    }


def _gap(gap: Gap, part: Callable[[Kind, Any], Any]) -> dict[str, Any]:
    return {
        "of": {gap.kind: gap.id},
        "from": gap.start,
        "to": gap.to,
        "changes": part(CHANGES, gap.changes),
        "alternatives": part(WAYS, gap.alternatives),
    }


class _AllMissing(Encoded):
    """What is missing, as a list. Many subjects lack the same with the same to follow: the text of that is kept."""

    __slots__ = ("_items",)

    def __init__(self, items: tuple[Missing, ...]) -> None:
        self._items = items

    def text(self, margin: str) -> str:
        """The text of the list."""
        return listed_text([_missing_text(one, margin + " ") for one in self._items], margin)


@lru_cache(maxsize=MOST)
def _missing_text(item: Missing, margin: str) -> str:
    return plain_json_text(_missing(item), margin)


def _missing(item: Missing) -> dict[str, Any]:
    shown = {
        "kind": item.kind, "id": item.id, "cause": item.cause, "decides": item.decides,
        "needed": [_needed(needed) for needed in item.needed],
    }  # fmt: skip
    if item.narrows:
        shown["narrows"] = [{"possible": list(one.levels), **_values(one)} for one in item.narrows]
    if item.together is not None:
        others = [{"kind": one.kind, "id": one.id, "value": one.value} for one in item.together.others]
        shown["together"] = {"with": others, "needed": [_needed(needed) for needed in item.together.needed]}
    if item.leads:
        shown["leads"] = list(item.leads)
    if item.rows:
        shown |= {"rows": [list(key) for key in item.rows], "rows_total": item.of}
    if not item.taken_as_graded:
        return shown
    return {**shown, "taken_as_graded": list(item.taken_as_graded), "lowers": [_lowering(one) for one in item.lowers]}


def _lowering(one: Lowering) -> dict[str, Any]:
    values = {"in": list(one.options)} if one.op == "in" else {"op": one.op, "value": one.value}
    grades = [{"indicator": indicator, "possible": list(possible)} for indicator, possible in one.grades]
    return {**values, "grades": grades, "possible": list(one.levels)}


def _needed(needed: Needed) -> dict[str, Any]:
    return {"to": needed.to, **_values(needed)}


def _values(one: Needed | Narrowing) -> dict[str, Any]:
    """Values that lead somewhere; `exact` is said where the end is not."""
    if one.op == "in":
        return {"in": list(one.options)}
    return {"op": one.op, "value": one.value, **({} if one.exact else {"exact": False})}


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
