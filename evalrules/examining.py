"""Data questioned without a verdict: read, bound, checked and asked about, each problem with the row it is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evalrules.base.diagnostics import Diagnostic, Related, error, has_errors, in_order
from evalrules.base.source import Document
from evalrules.bundles.discovery import Input
from evalrules.bundles.opening import opened
from evalrules.bundles.storage import File
from evalrules.evaluation import Bound, questioned
from evalrules.model.evidence import Evidence
from evalrules.model.evidence_paths import EvidencePath, evidence_path, evidence_path_from
from evalrules.model.examination import Examination, Examined, Located
from evalrules.model.refs import AttributeRef, CellRef, ColumnRef, DecisionRef, PlaceRef, RowRef
from evalrules.model.report import cells_of
from evalrules.model.ruleset import Label, Ruleset
from evalrules.model.schools import row_label
from evalrules.pipeline import Progress, Run, bind, evaluate_below, read_file
from evalrules.semantics.claims import claims_of

NOTHING = Label("", "")


def examine_inputs(
    inputs: Sequence[Input], problems: Sequence[Diagnostic], run: Run, progress: Progress | None = None
) -> Examination:
    """Inputs that were found, questioned; `problems` were met while they were looked for."""
    found: list[Examined] = []
    for at, one in enumerate(inputs):
        if progress is not None:
            progress(at, len(inputs))
        with opened(one, sealed=run.options.sealed) as (file, more):
            found += [_unread(one.shown, more)] if file is None or has_errors(more) else _examined(file, run, more)
    run.origins.clear()
    return Examination(run.options, tuple(_with_twins(found)), in_order(tuple(problems)))


def _unread(shown: str, problems: Sequence[Diagnostic]) -> Examined:
    located = tuple(Located(one) for one in in_order(tuple(problems)))
    return Examined(shown, None, None, "", NOTHING, located, is_read=False)


def _examined(file: File, run: Run, problems: Sequence[Diagnostic]) -> Iterator[Examined]:
    """What is in a file of evidence, and in the files of the several assessments that it names."""
    document, found = read_file(file, run, is_input=True)
    if document.root is None:
        yield _unread(file.shown, [*problems, *found])
        return
    bound = bind(document, run, file, evaluate_below(file, document, run))
    bound = bound._replace(diagnostics=(*problems, *found, *bound.diagnostics))
    yield _concluded(file, document, bound)
    evidence = bound.evidence or bound.partial
    for reference in evidence.assessments if evidence is not None else ():
        named = file.beside(reference.path)
        if named is None:
            yield _unread(reference.path, [error("ER430", reference.place, path=reference.path)])
        elif named.mark != file.mark:
            yield from _examined(named, run, ())


def _concluded(file: File, document: Document, bound: Bound) -> Examined:
    case, problems = questioned(bound)
    ruleset, evidence = bound.ruleset, bound.evidence or bound.partial
    if ruleset is None or evidence is None:
        return _unread(file.shown, problems)
    if case is not None:
        problems += claims_of(case, evidence)[1]
    located = _Located(evidence, ruleset)
    period = evidence.period.text if evidence.period is not None else None
    every = tuple(located.of(one) for one in in_order(problems))
    return Examined(document.name, evidence.subject, period, ruleset.name, ruleset.title, every, is_read=True)


def _with_twins(found: Sequence[Examined]) -> Iterator[Examined]:
    """Two inputs of one subject, period and ruleset are an error of both."""
    for one in found:
        others = [other.path for other in found if other is not one and _is_twin(one, other)]
        if others:
            twin = error("ER008", None, path=one.path, others=", ".join(others))
            yield one._replace(located=(Located(twin), *one.located))
        else:
            yield one


def _is_twin(one: Examined, other: Examined) -> bool:
    if one.subject is None or other.subject is None or not (one.subject.id or one.subject.name):
        return False
    who, whose = ((each.subject.kind, each.subject.id or each.subject.name) for each in (one, other) if each.subject)
    return (who, one.period, one.ruleset) == (whose, other.period, other.ruleset)


class _Located:
    """What problems are about, by where they stand."""

    def __init__(self, evidence: Evidence, ruleset: Ruleset) -> None:
        self.evidence = evidence
        self.ruleset = ruleset
        self.refs = {place: ref for ref, place in cells_of(evidence).items()}
        self.last_year = evidence.period.end.year if evidence.period is not None else 0

    def of(self, problem: Diagnostic) -> Located:
        """The problem with the value it is about; of several places that of the first one that is a value."""
        path = dict(problem.args).get("path", "")
        if problem.is_question or problem.confirmed is not None:
            row = _row_of(path)
            if row is not None:
                return self._row(problem, row.name, row.row, path)
        places = [problem.place, *(one.place for one in problem.related if isinstance(one, Related))]
        ref = next((self.refs[place] for place in places if place in self.refs), None)
        return Located(problem) if ref is None else self._of_ref(problem, ref)

    def _of_ref(self, problem: Diagnostic, ref: PlaceRef) -> Located:
        found = evidence_path(ref, self.last_year)
        path = "" if found is None else found.text
        if isinstance(ref, CellRef):
            label = self.ruleset.measures[ref.measure.text].label
            return self._row(problem, ref.table, ref.key, path)._replace(item=label)
        if isinstance(ref, RowRef):
            return self._row(problem, ref.table, ref.key, path)
        if isinstance(ref, DecisionRef):
            return Located(problem, item=self.ruleset.indicator(ref.indicator).label, path=path)
        own = "" if isinstance(ref, AttributeRef) else ref.text
        measure = self.ruleset.measures.get(own)
        return Located(problem, item=NOTHING if measure is None else measure.label, path=path)

    def _row(self, problem: Diagnostic, table: str, key: tuple[str, ...], path: str) -> Located:
        declared = self.ruleset.tables[table]
        found = Located(problem, table, declared.label, key, row_label(key, declared, self.ruleset), path=path)
        part = _row_of(path)
        own = "" if part is None or not part.part else ColumnRef(table, part.part).text
        return found._replace(item=self.ruleset.measures[own].label) if own in self.ruleset.measures else found


def _row_of(path: str) -> EvidencePath | None:
    """The path of a row or a cell; None for any other text."""
    try:
        found = evidence_path_from(path)
    except ValueError:
        return None
    return found if found.section == "tables" else None
