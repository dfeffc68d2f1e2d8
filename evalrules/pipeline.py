"""The corridor: the only place that joins the rooms. Reads as the story of one check.

find -> open (a file, a folder, an archive; sealed ones verified) -> read -> bind to the ruleset -> assess -> result.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from evalrules import named_evidence
from evalrules.base.diagnostics import Diagnostic, Related, error, has_errors, in_order, warning
from evalrules.base.hashes import sha256_of
from evalrules.base.records import NamedTuple
from evalrules.base.source import Document, Scalar
from evalrules.bundles.discovery import LOOSE, Input, discover
from evalrules.bundles.opening import loose_file, opened
from evalrules.bundles.storage import File
from evalrules.evaluation import Bound, evaluate
from evalrules.frontend.bind import bind_as_far_as_possible
from evalrules.frontend.named_files import NO_FILES, Attachment, Evaluated, NamedFiles, NamedRows
from evalrules.frontend.opening import named_ruleset, read_period
from evalrules.loading import Loaded, load_ruleset
from evalrules.model.assessment import Assessment
from evalrules.model.evidence import Evidence, EvidenceFile, Reference
from evalrules.model.report import Options, Origin, Report, Result, cells_of
from evalrules.model.ruleset import Ruleset
from evalrules.named_evidence import (
    NOTHING_BELOW,
    Below,
    Kept,
    ReadDocument,
    beside_of,
    of_member,
    other_subject,
    papers_beside,
)
from evalrules.readers.files import STANDARD_INPUT, UNREADABLE, WORKBOOKS, document_of, limit_of, read_bytes

if TYPE_CHECKING:
    from evalrules.base.forms import TableForm
    from evalrules.frontend.bound_before import BoundBefore
    from evalrules.frontend.set_values import SetValue
    from evalrules.model.earlier import Earlier
    from evalrules.model.what_if import Replaced
    from evalrules.semantics.later_readings import Cases

Progress = Callable[[int, int], None]
"""Told before each input: how many are done, of how many."""

MOST_TWINS = 20
"""How many inputs of one subject are named to each of them."""

Load = Callable[[str, datetime.date | None], Loaded]
"""Finds a ruleset by its name, for a date."""


class Before(NamedTuple):
    """What is remembered of evidence that is given again and again: its bound rows, and what was found of them."""

    bound: BoundBefore
    cases: Cases


class Run(NamedTuple):
    """What the inputs of one run share: what was asked, the rulesets loaded so far, the sources for frames.

    `kept` is what was found of evidence that other evidence names. `named` are the files that some evidence names for
    rows or as a paper. `origins` are the workbooks among the inputs, by how results name them. `load` finds a ruleset
    by its name and the date. `earlier` is what subjects gave for the period before. `set_values` stand in the place of
    what the inputs say; `replaced` is what they replaced, by how results name the evidence.
    `before` remembers the same evidence as it was before, where it is given again with something changed.
    """

    options: Options
    known: dict[tuple[str, str], Loaded]
    texts: dict[str, str]
    kept: Kept
    named: set[tuple[str, str]]
    origins: dict[str, Origin]
    load: Load
    replaced: dict[str, list[Replaced]]
    earlier: tuple[Earlier, ...] = ()
    set_values: tuple[SetValue, ...] = ()
    before: Before | None = None


def new_run(options: Options, load: Load = load_ruleset, before: Before | None = None) -> Run:
    """A run that has seen nothing yet."""
    return Run(options, {}, {}, Kept({}, {}), set(), {}, load, {}, before=before)


# -- inputs --------------------------------------------------------------------------------------------------------


def check(paths: Sequence[str], options: Options, progress: Progress | None = None) -> Report:
    """Every input evaluated by itself; one that is wrong changes nothing for the others."""
    inputs, problems = discover(paths)
    return check_inputs(inputs, problems, new_run(options), progress)


def check_inputs(
    inputs: Sequence[Input], problems: list[Diagnostic], run: Run, progress: Progress | None = None
) -> Report:
    """Inputs that were found, evaluated; `problems` were met while they were looked for."""
    return check_for_each(inputs, problems, (run,), progress)[0]


def check_for_each(
    inputs: Sequence[Input], problems: list[Diagnostic], runs: Sequence[Run], progress: Progress | None = None
) -> tuple[Report, ...]:
    """Inputs evaluated for each of several runs that share what they read: every input is opened and read just once."""
    results: list[tuple[Result, ...]] = []
    for at, one in enumerate(inputs):
        if progress is not None:
            progress(at, len(inputs))
        results.append(check_input(one, runs))
        if len(inputs) > 1:
            runs[0].origins.clear()  # a copy is annotated of an only input; of many none need be held
    of_runs = list(zip(*results, strict=True)) or [()] * len(runs)
    return tuple(report_of(inputs, found, problems, run) for run, found in zip(runs, of_runs, strict=True))


def report_of(inputs: Sequence[Input], results: Sequence[Result], problems: Sequence[Diagnostic], run: Run) -> Report:
    """The report on inputs of which each was evaluated by itself."""
    standing = [standing_of(one, result) for one, result in zip(inputs, results, strict=True)]
    changed = changed_by_others(standing, run)
    kept = tuple(result for at, own in enumerate(results) if (result := changed.get(at, own)) is not None)
    origin = run.origins.get(kept[0].path) if kept else None
    return Report(run.options, kept, of_no_input(problems, run), run.texts, origin)


def of_no_input(problems: Sequence[Diagnostic], run: Run) -> tuple[Diagnostic, ...]:
    """The problems of looking for inputs, but for folders that merely hold the papers of evidence beside them."""
    used = {os.path.dirname(os.path.join(folder, *name.split("/"))) for folder, name in run.named}
    found = [one for one in problems if one.code != "ER019" or not _holds(dict(one.args)["path"], used)]
    return in_order(found)


def _holds(folder: str, used: set[str]) -> bool:
    inside = os.path.realpath(folder)
    return any(path == inside or path.startswith(inside + os.sep) for path in used)


def check_input(one: Input, runs: Sequence[Run]) -> tuple[Result, ...]:
    """One input evaluated for each of several runs."""
    with opened(one, sealed=runs[0].options.sealed) as (file, problems):
        if file is None or has_errors(problems):
            return (Result(one.shown, None, in_order(problems)),) * len(runs)
        return _check_file(file, runs, problems)


# -- one file of evidence --------------------------------------------------------------------------------------------


def check_file(file: File, run: Run, problems: Sequence[Diagnostic] = ()) -> Result:
    """One file of evidence evaluated by itself; `problems` were met on the way to it."""
    return _check_file(file, (run,), problems)[0]


def _check_file(file: File, runs: Sequence[Run], problems: Sequence[Diagnostic]) -> tuple[Result, ...]:
    document, found = read_file(file, runs[0], is_input=True)
    below = evaluate_below(file, document, runs[0]) if _is_worth_binding(file, document, found) else NOTHING_BELOW
    return tuple(_checked(file, document, [*problems, *found], run, below) for run in runs)


def _checked(file: File, document: Document, problems: list[Diagnostic], run: Run, below: Below) -> Result:
    """One document of evidence evaluated, whose members and assessments were evaluated before."""
    result = _concluded(file, document, problems, run, below)
    if result.assessment is None:  # what it names may not have been read: no output may take its place all the same
        run.named.update(papers_beside(file, document.root))
    return result


def _concluded(file: File, document: Document, problems: list[Diagnostic], run: Run, below: Below) -> Result:
    if not _is_worth_binding(file, document, problems):
        return Result(file.shown, None, in_order(problems))
    bound = bind(document, run, file, below)
    bound = bound._replace(diagnostics=(*problems, *bound.diagnostics))
    if file.shown in run.origins and bound.evidence is not None and bound.ruleset is not None:
        cells = cells_of(bound.evidence)
        run.origins[file.shown] = run.origins[file.shown]._replace(cells=cells)
    return conclude(file.shown, bound, run, file, below)


def _is_worth_binding(file: File, document: Document, problems: list[Diagnostic]) -> bool:
    """Whether what could be read says something in spite of errors: a bad cell says nothing about the others."""
    is_table = file.name.lower().endswith((".csv", *WORKBOOKS))
    return document.root is not None and (is_table or not has_errors(problems))


def read_file(file: File, run: Run, *, is_input: bool = False) -> tuple[Document, list[Diagnostic]]:
    """A file of evidence to its document, read just once; its text is kept for frames, a workbook for its copy."""
    if file.storage is None:
        data, problems = read_bytes(STANDARD_INPUT, name=file.shown)
    else:
        data, problems = file.storage.read(file.name, shown=file.shown)
    if data is None:
        return Document(file.shown, "", "", None), problems
    document, found = document_of(file.name, data, name=file.shown)
    run.texts[file.shown] = document.text
    is_refused = any(problem.code == UNREADABLE for problem in found)  # then nobody else opens it either
    if is_input and file.name.lower().endswith(".xlsx") and not is_refused:
        run.origins[file.shown] = Origin(data, {})
    return document, [*problems, *found]


def bind(document: Document, run: Run, file: File | None = None, below: Below = NOTHING_BELOW) -> Bound:
    """A document to evidence: its ruleset is found and loaded once, then every value is bound.

    `file` is where it was read from, for the files that it names; None where it may name no file.
    """
    options, known, texts = run.options, run.known, run.texts
    written, problems = named_ruleset(document.root)
    reference = options.ruleset or (written.text if written else None)
    if reference is None:
        place = document.root.span if document.root else None
        return Bound(None, None, tuple(problems) or (error("ER012", place),))
    period, _ = read_period(document.root)
    as_of = options.as_of or (period.end if period else None)
    key = (reference, as_of.isoformat() if as_of else "")
    if key not in known:
        known[key] = run.load(reference, as_of)
    loaded = known[key]
    texts.update(loaded.texts)
    found = loaded.diagnostics
    if options.ruleset is None and written is not None:
        found = tuple(one if one.place else one._replace(place=written.span) for one in found)
    if loaded.ruleset is None:
        return Bound(None, None, (*problems, *found))
    files = named_files(file, run, below)
    unset: tuple[Diagnostic, ...] = ()
    if run.set_values:
        from evalrules.frontend.set_values import set_in

        replaced = run.replaced.setdefault(document.name, [])
        document, files, unset = set_in(document, files, run.set_values, loaded.ruleset, replaced)
    evidence, more = bind_as_far_as_possible(document, loaded.ruleset, as_of=options.as_of, files=files)
    more = [*unset, *more]
    earlier, wrong = _earlier(run, evidence, loaded.ruleset)
    partial, every = evidence, (*found, *more, *wrong)
    if has_errors(more):
        return Bound(loaded.ruleset, None, every, partial, earlier)
    return Bound(loaded.ruleset, evidence, every, None, earlier)


def _earlier(run: Run, evidence: Evidence | None, ruleset: Ruleset) -> tuple[Earlier | None, list[Diagnostic]]:
    """What the subject gave for the period before, where this run has something of it."""
    if evidence is None or not run.earlier:
        return None, []
    from evalrules.semantics.last_year import matching

    return matching(run.earlier, evidence, ruleset)


def conclude(shown: str, bound: Bound, run: Run, file: File | None, below: Below = NOTHING_BELOW) -> Result:
    """Bound evidence to its result: its own assessment, or the last of the several that it names."""
    if bound.evidence is not None and bound.evidence.assessments and not has_errors(bound.diagnostics):
        return _side_by_side(shown, bound, run, file, below)
    assessment, found = evaluate(bound, run.options, None if run.before is None else run.before.cases)
    return Result(shown, assessment, found)


# -- the files that evidence names -------------------------------------------------------------------------------------


def named_files(file: File | None, run: Run, below: Below = NOTHING_BELOW) -> NamedFiles:
    """The files that evidence names by paths from its own folder, each inside the folder or bundle that holds it.

    Members are `below` it, evaluated already.
    """
    if file is None or file.storage is None:
        return NO_FILES
    attached: dict[str, Attachment] = {}

    def attachment(written: Scalar) -> Attachment:
        if written.text not in attached:
            attached[written.text] = _attachment(file, written, run)
        found = attached[written.text]
        problem = found.problem
        return found if problem is None else found._replace(problem=problem._replace(place=written.span))

    return NamedFiles(
        member=lambda written: _member(written, run, file, below),
        rows=lambda written, form: _rows(file, written, form, run),
        attachment=attachment,
        before=None if run.before is None else run.before.bound,
    )


def _attachment(file: File, written: Scalar, run: Run) -> Attachment:
    """A paper that evidence cites; its bytes are read for their digest and for nothing else."""
    found = file.beside(written.text)
    if found is None and file.merely_lacks(written.text):
        return Attachment(None, warning("ER435", written.span, path=written.text))
    if found is None:
        return Attachment(None, error("ER430", written.span, path=written.text))
    run.named.add(found.identity)
    try:
        return Attachment(EvidenceFile(found.shown, found.sha256()))
    except OSError as problem:
        reason = problem.strerror or str(problem)
        return Attachment(None, error("ER001", written.span, path=written.text, reason=reason))


def _rows(file: File, written: Scalar, form: TableForm, run: Run) -> NamedRows:
    """The rows of a table that stand in a file of their own."""
    from evalrules.readers.rows import ReadRows, rows_of, split_sheet  # tables are read by those who have some

    path, sheet = split_sheet(written.text)
    found = file.beside(path)
    if found is None or found.storage is None:
        return NamedRows(None, (error("ER430", written.span, path=written.text),))
    run.named.add(found.identity)
    data, problems = found.storage.read(found.name, shown=found.shown, limit=limit_of(found.name))
    if data is None:
        return NamedRows(None, tuple(problems))

    def find() -> ReadRows:
        return rows_of(found.shown, data, sheet=sheet, form=form)

    before = run.before
    read = find() if before is None else before.bound.read(found.shown, (data, sheet, form), find)
    run.texts.setdefault(found.shown, read.text)
    kept = EvidenceFile(found.shown, sha256_of(data))
    return NamedRows(read.rows, (*problems, *read.problems), kept)


def evaluate_below(file: File, document: Document, run: Run) -> Below:
    """Every file that evidence names for a member or as an assessment, and what these name: each evaluated once."""

    def check(one: File, read: ReadDocument, options: Options, below: Below) -> Result:
        earlier = run.earlier if options == run.options else ()  # what another subject gave is not asked about
        return _checked(one, *read, run._replace(options=options, earlier=earlier, set_values=()), below)

    return named_evidence.evaluate_below(file, document, run.options, run.kept, lambda one: read_file(one, run), check)


def _member(written: Scalar, run: Run, file: File, below: Below) -> Evaluated | Diagnostic:
    """The verdict on a member from its own evidence, or the problem that it cannot be had."""
    named = file.beside(written.text)
    if named is None:
        return error("ER428", written.span, path=written.text)
    ring = below.ring(file, named)
    if ring:
        return error("ER467", written.span, ring=ring)
    result = below.result(named, of_member(run.options))
    found = result.assessment if result is not None else None
    if found is None:
        problems = result.diagnostics if result is not None else ()
        reasons = [Related("problem", one.place) for one in problems if one.is_error and one.place is not None]
        return error("ER428", written.span, *reasons[:1], path=written.text)
    who, files = found.subject, found.evidence_files
    return Evaluated(
        who.name,
        found.ruleset.id,
        found.verdict.possible,
        files,
        found.period or "",
        who.kind,
        who.id,
        named.mark,
        files[0].sha256 if files else "",
    )


def _side_by_side(shown: str, bound: Bound, run: Run, file: File | None, below: Below) -> Result:
    """Several assessments of one subject: the last one present gives the verdict, the others stand beside it."""
    evidence = bound.evidence
    assessed: list[tuple[Reference, Assessment]] = []
    seen: dict[tuple[object, ...], Reference] = {}
    problems = list(bound.diagnostics)
    for reference in evidence.assessments if evidence is not None else ():
        result = _named_assessment(reference, run, file, below, seen)
        if isinstance(result, Diagnostic):
            problems.append(result)
            continue
        problems += result.diagnostics
        if result.assessment is not None:
            problems += other_subject(reference, evidence, result.assessment)
            assessed.append((reference, result.assessment))
    if has_errors(problems) or not assessed:
        return Result(shown, None, in_order(problems))
    last, found = assessed[-1]
    beside = tuple(beside_of(found, reference.name, other) for reference, other in assessed[:-1])
    files = (
        *(evidence.files if evidence is not None else ()),
        *(file for _, one in assessed for file in one.evidence_files),
    )
    every = in_order([*found.diagnostics, *problems])
    kept = found._replace(name=last.name, beside=beside, evidence_path=shown, evidence_files=files, diagnostics=every)
    return Result(shown, kept, ())


def _named_assessment(
    reference: Reference, run: Run, file: File | None, below: Below, seen: dict[tuple[object, ...], Reference]
) -> Result | Diagnostic:
    """The result of one of several assessments, or the problem that it cannot be had; `seen` are those before it."""
    named = file.beside(reference.path) if file is not None else None
    if file is None or named is None:
        return error("ER430", reference.place, path=reference.path)
    ring = below.ring(file, named)
    if ring:
        return error("ER467", reference.place, ring=ring)
    other = seen.setdefault(named.mark, reference)
    if other is not reference:
        first, args = (
            Related("first", other.place),
            {"name": reference.name, "other": other.name, "path": reference.path},
        )
        return error("ER468", reference.place, first, **args)
    result = below.result(named, run.options)
    return result if result is not None else error("ER430", reference.place, path=reference.path)


# -- what inputs have to do with each other ----------------------------------------------------------------------------


class Standing(NamedTuple):
    """What other inputs have to know of one: how results name it, whose it is, and which file it is if it is no
    evidence and may be the rows of another; None where that is not known, or not so.
    """

    path: str
    identity: tuple[object, ...] | None = None
    rows: tuple[str, str] | None = None


def standing_of(one: Input, result: Result) -> Standing:
    """What other inputs have to know of one."""
    is_other = one.kind == LOOSE and any(problem.code == "ER016" for problem in result.diagnostics)
    return Standing(result.path, _identity(result), loose_file(one).identity if is_other else None)


def changed_by_others(inputs: Sequence[Standing], run: Run) -> dict[int, Result | None]:
    """The results that other inputs change, by their places, when all were evaluated.

    None for what is no evidence but the rows that other evidence of this run names. Two inputs of one subject, period
    and ruleset are an error of both, never merged.
    """
    places: dict[tuple[object, ...], list[str]] = {}
    for one in inputs:
        if one.identity is not None:
            places.setdefault(one.identity, []).append(one.path)
    changed: dict[int, Result | None] = {}
    for at, one in enumerate(inputs):
        if one.rows is not None and one.rows in run.named:
            changed[at] = None
        elif one.identity is not None and len(places[one.identity]) > 1:
            changed[at] = _twin(one.path, places[one.identity])
    return changed


def _twin(path: str, every: Sequence[str]) -> Result:
    """The refusal of an input, with the others of its subject; as many of these as somebody reads."""
    others = [other for other in every[: MOST_TWINS + 1] if other != path][:MOST_TWINS]
    more = len(every) - 1 - len(others)
    named = ", ".join([*others, f"… ({more})"] if more else others)
    return Result(path, None, (error("ER008", None, path=path, others=named),))


def _identity(result: Result) -> tuple[object, ...] | None:
    found = result.assessment
    if found is None or not (found.subject.id or found.subject.name):
        return None
    ruleset, who = found.ruleset, found.subject
    return (who.kind, who.id or who.name, found.period, ruleset.id, ruleset.edition)
