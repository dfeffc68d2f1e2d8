"""The corridor: the only place that joins the rooms. Reads as the story of one check.

read -> (ruleset: shape, overlay, build, bands) and (evidence: bind) -> assess -> result.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from typing import NamedTuple

from evalrules import cache, catalog
from evalrules.base.diagnostics import Diagnostic, error, has_errors, in_order, warning
from evalrules.base.source import Document, Node, Record, Scalar
from evalrules.frontend.bind import bind_evidence
from evalrules.frontend.bind_members import Evaluate, Evaluated
from evalrules.frontend.opening import named_ruleset, read_period
from evalrules.inputs import STANDARD_INPUT, discover
from evalrules.model.assessment import Assessment, Beside, Difference, Finding
from evalrules.model.evidence import Evidence, Reference
from evalrules.model.report import Options, Report, Result
from evalrules.model.ruleset import Ruleset
from evalrules.readers.files import document_of, read_bytes, read_document
from evalrules.references import referenced_file
from evalrules.semantics.assess import assess
from evalrules.semantics.case import case_of
from evalrules.semantics.claims import contradictions
from evalrules.version import SEMANTICS, VERSION


class Loaded(NamedTuple):
    """A ruleset, or None with the diagnostics that say why there is none."""

    ruleset: Ruleset | None
    diagnostics: tuple[Diagnostic, ...]
    texts: dict[str, str]


# -- rulesets ------------------------------------------------------------------------------------------------------


def load_ruleset(reference: str, as_of: datetime.date | None = None) -> Loaded:
    """A ruleset by ID, ID@EDITION or path; an id alone takes the edition in force on the date."""
    if _is_path(reference):
        return _load_file(_ruleset_file(reference), shown=os.path.basename(_ruleset_file(reference)), shipped=False)
    found, problems = catalog.find(reference)
    if problems:
        return Loaded(None, tuple(problems), {})
    loaded = [_load_file(entry.path, shown=entry.shown, shipped=entry.is_shipped, name=entry.name) for entry in found]
    return (
        loaded[0] if len(loaded) == 1 and "@" not in reference and as_of is None else _dated(reference, loaded, as_of)
    )


def _is_path(reference: str) -> bool:
    """A path has a separator or the suffix of a file; what stands in the working directory does not matter."""
    return os.sep in reference or "/" in reference or reference.endswith((".yaml", ".yml"))


def _ruleset_file(path: str) -> str:
    return os.path.join(path, catalog.FILE) if os.path.isdir(path) else path


def _dated(reference: str, loaded: list[Loaded], as_of: datetime.date | None) -> Loaded:
    """The edition in force on the date; a named edition is always taken, with a warning outside its dates."""
    broken = [one for one in loaded if one.ruleset is None]
    if broken:
        return broken[0]
    named = [one for one in loaded if one.ruleset is not None]
    if "@" in reference:
        return _warned(named[0], as_of)
    fitting = [one for one in named if one.ruleset and _in_force(one.ruleset, as_of)]
    if len(fitting) == 1:
        return fitting[0]
    listed = ", ".join(_dated_name(one.ruleset) for one in named if one.ruleset)
    shown = as_of.isoformat() if as_of else "?"
    return Loaded(
        None, (error("ER503", None, name=reference, date=shown, editions=listed, count=str(len(fitting))),), {}
    )


def _in_force(ruleset: Ruleset, as_of: datetime.date | None) -> bool:
    if as_of is None:
        return True
    start, until = ruleset.in_force.start, ruleset.in_force.until
    return (start is None or start <= as_of) and (until is None or as_of < until)


def _dated_name(ruleset: Ruleset) -> str:
    return f"{ruleset.name} ({ruleset.in_force.text or '?'})"


def _warned(loaded: Loaded, as_of: datetime.date | None) -> Loaded:
    ruleset = loaded.ruleset
    if ruleset is None or as_of is None or _in_force(ruleset, as_of):
        return loaded
    found = warning("ER504", None, name=ruleset.name, date=as_of.isoformat(), in_force=ruleset.in_force.text)
    return loaded._replace(diagnostics=(*loaded.diagnostics, found))


def _load_file(path: str, *, shown: str, shipped: bool, name: str = "") -> Loaded:
    """One ruleset file with its parents, checked, or taken from the cache where nothing has changed."""
    data, problems = read_bytes(path, name=shown)
    if data is None:
        return Loaded(None, tuple(problems), {})
    key = cache.key_of(shown, data, f"{VERSION}/{SEMANTICS}")
    kept = cache.fetch(key)
    if kept is not None and all(_digest_of_parent(parent) == digest for parent, digest in kept.parents):
        return Loaded(kept.ruleset, (), {})
    loaded = _check_ruleset(document_of(path, data, name=shown), shipped=shipped, name=name)
    if loaded.ruleset is not None and not loaded.diagnostics:
        parents = tuple((parent, _digest_of_parent(parent)) for parent in loaded.ruleset.ancestors)
        cache.keep(key, cache.Kept(loaded.ruleset, parents))
    return loaded


def _digest_of_parent(parent: str) -> str:
    found, _ = catalog.find(parent)
    data, _ = read_bytes(found[0].path, name=found[0].shown) if found else (None, [])
    return cache.key_of(parent, data, "") if data is not None else ""


def _check_ruleset(read: tuple[Document, list[Diagnostic]], *, shipped: bool, name: str) -> Loaded:
    from evalrules.frontend.build import build_ruleset  # all this is needed only for a ruleset not seen before
    from evalrules.semantics.coverage import check_bands

    texts: dict[str, str] = {}
    root, ancestors, problems = _merged(read, (), texts, shipped=shipped)
    if root is None or has_errors(problems):
        return Loaded(None, in_order(problems), texts)
    ruleset, found = build_ruleset(root, ancestors)
    problems += found
    if ruleset is not None:
        problems += check_bands(ruleset)
        if name and ruleset.name != name:
            problems.append(error("ER505", root.span, name=ruleset.name, folder=name))
    return Loaded(None if has_errors(problems) else ruleset, in_order(problems), texts)


def _merged(
    read: tuple[Document, list[Diagnostic]], below: tuple[str, ...], texts: dict[str, str], *, shipped: bool
) -> tuple[Record | None, tuple[str, ...], list[Diagnostic]]:
    """A ruleset document with its parents merged in, and their names, nearest first."""
    document, problems = read
    texts[document.name] = document.text
    root = document.root
    if root is None or has_errors(problems):
        return None, (), problems
    if not shipped:
        problems += _check_shape(root)
    if not isinstance(root, Record) or has_errors(problems):
        return None, (), problems
    extends = root.get("extends")
    if not isinstance(extends, Scalar):
        return root, (), problems
    return _with_parent(root, extends, below, texts, problems)


def _with_parent(
    root: Record, extends: Scalar, below: tuple[str, ...], texts: dict[str, str], problems: list[Diagnostic]
) -> tuple[Record | None, tuple[str, ...], list[Diagnostic]]:
    from evalrules.frontend.overlay import merge_overlay

    own = "@".join(_text(root, key) for key in ("id", "edition"))
    chain = (*below, own)
    if extends.text in chain:
        return None, (), [*problems, error("ER309", extends.span, path=" -> ".join((*chain, extends.text)))]
    found, missing = catalog.find(extends.text)
    if not found:
        return None, (), [*problems, *(one._replace(place=extends.span) for one in missing)]
    above = read_document(found[0].path, name=found[0].shown)
    parent, ancestors, more = _merged(above, chain, texts, shipped=found[0].is_shipped)
    problems += more
    if parent is None:
        return None, (), problems
    merged, refused = merge_overlay(parent, root)
    return merged, (extends.text, *ancestors), [*problems, *refused]


def _text(root: Record, key: str) -> str:
    node = root.get(key)
    return node.text if isinstance(node, Scalar) else ""


def _check_shape(root: Node) -> list[Diagnostic]:
    from evalrules.frontend.shape import check_shape
    from evalrules.schemas import schema_text

    return check_shape(root, schema_text("ruleset"))


def merged_document(path: str) -> tuple[Record | None, list[Diagnostic]]:
    """The document of a ruleset file with its parents merged in, before it is understood."""
    root, _, problems = _merged(read_document(path, name=os.path.basename(path)), (), {}, shipped=False)
    return root, problems


class Listed(NamedTuple):
    """One line of `evalrules rulesets`: where it comes from, and the ruleset itself where it loads."""

    entry: catalog.Entry
    ruleset: Ruleset | None


def list_rulesets() -> tuple[tuple[Listed, ...], tuple[Diagnostic, ...]]:
    """Every ruleset that can be named; one that does not load, or has two owners, is listed with its problem."""
    listed: list[Listed] = []
    problems: list[Diagnostic] = []
    for entry in catalog.entries():
        _, rivals = catalog.find(entry.name)
        loaded = _load_file(entry.path, shown=entry.shown, shipped=entry.is_shipped, name=entry.name)
        problems += [*rivals, *(one for one in loaded.diagnostics if one.is_error)]
        listed.append(Listed(entry, loaded.ruleset))
    return tuple(listed), in_order(problems)


# -- evidence ------------------------------------------------------------------------------------------------------


class Bound(NamedTuple):
    """Evidence bound to its ruleset, or None for what could not be had, with the diagnostics that say why."""

    ruleset: Ruleset | None
    evidence: Evidence | None
    diagnostics: tuple[Diagnostic, ...]


class Run(NamedTuple):
    """What the inputs of one run share: what was asked, the rulesets loaded so far, the sources for frames.

    `above` are the files being evaluated, so that a member that names its own city is no endless circle.
    """

    options: Options
    known: dict[tuple[str, str], Loaded]
    texts: dict[str, str]
    above: tuple[str, ...] = ()


def bind(document: Document, run: Run, home: str | None = None) -> Bound:
    """A document to evidence: its ruleset is found and loaded once, then every value is bound.

    `home` is the folder that holds it, the boundary of what it may name; None where it may name no file.
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
        known[key] = load_ruleset(reference, as_of)
    loaded = known[key]
    texts.update(loaded.texts)
    found = loaded.diagnostics
    if options.ruleset is None and written is not None:
        found = tuple(one if one.place else one._replace(place=written.span) for one in found)
    if loaded.ruleset is None:
        return Bound(None, None, (*problems, *found))
    evidence, more = bind_evidence(document, loaded.ruleset, as_of=options.as_of, evaluate=member_evaluator(run, home))
    return Bound(loaded.ruleset, evidence, (*found, *more))


def _evaluate_member(written: Scalar, run: Run, home: str | None) -> Evaluated | None:
    """The verdict on a member from its own evidence; None where that cannot be had, which the caller reports."""
    path = referenced_file(home, written.text)
    if path is None or path in run.above:
        return None
    result = _check_file(path, written.text, run._replace(options=run.options._replace(ruleset=None, require=None)))
    found = result.assessment
    if found is None:
        return None
    name = found.subject.name or found.subject.id
    return Evaluated(name, found.ruleset.id, found.verdict.possible, found.evidence_files)


def _check_file(path: str, shown: str, run: Run) -> Result:
    """One evidence file evaluated by itself."""
    document, problems = read_document(path, name=shown)
    run.texts[shown] = document.text
    if document.root is None or has_errors(problems):
        return Result(shown, None, in_order(problems))
    is_file = path != STANDARD_INPUT
    home = os.path.dirname(os.path.abspath(path)) if is_file else None
    inner = run._replace(above=(*run.above, os.path.realpath(path))) if is_file else run
    bound = bind(document, inner, home)
    bound = bound._replace(diagnostics=(*problems, *bound.diagnostics))
    return conclude(shown, bound, inner, home)


def conclude(shown: str, bound: Bound, run: Run, home: str | None) -> Result:
    """Bound evidence to its result: its own assessment, or the last of the several that it names."""
    if bound.evidence is not None and bound.evidence.assessments and not has_errors(bound.diagnostics):
        return _side_by_side(shown, bound, run, home)
    assessment, found = evaluate(bound, run.options)
    return Result(shown, assessment, found)


def member_evaluator(run: Run, home: str | None) -> Evaluate:
    """How the evidence of a member, named inside the folder `home`, becomes its verdict."""
    return lambda written: _evaluate_member(written, run, home)


def _side_by_side(shown: str, bound: Bound, run: Run, home: str | None) -> Result:
    """Several assessments of one subject: the last one present gives the verdict, the others stand beside it."""
    evidence = bound.evidence
    assessed: list[tuple[Reference, Assessment]] = []
    problems = list(bound.diagnostics)
    for reference in evidence.assessments if evidence is not None else ():
        path = referenced_file(home, reference.path)
        if path is None or path in run.above:
            problems.append(error("ER430", reference.place, path=reference.path))
            continue
        result = _check_file(path, reference.path, run)
        problems += result.diagnostics
        if result.assessment is not None:
            problems += _other_subject(reference, evidence, result.assessment)
            assessed.append((reference, result.assessment))
    if has_errors(problems) or not assessed:
        return Result(shown, None, in_order(problems))
    last, found = assessed[-1]
    beside = tuple(_beside(found, reference.name, other) for reference, other in assessed[:-1])
    files = (
        *(evidence.files if evidence is not None else ()),
        *(file for _, one in assessed for file in one.evidence_files),
    )
    every = in_order([*found.diagnostics, *problems])
    kept = found._replace(name=last.name, beside=beside, evidence_path=shown, evidence_files=files, diagnostics=every)
    return Result(shown, kept, ())


def _other_subject(reference: Reference, evidence: Evidence | None, found: Assessment) -> list[Diagnostic]:
    """A problem where an assessment is of another subject or period than the evidence that names it."""
    if evidence is None:
        return []
    period = evidence.period.text if evidence.period is not None else ""
    wanted = [evidence.subject.id, evidence.subject.name, period]
    given = [found.subject.id, found.subject.name, found.period or ""]
    if all(one == other or not one for one, other in zip(wanted, given, strict=True)):
        return []
    args = {"name": reference.name, "found": " ".join(given).strip(), "expected": " ".join(wanted).strip()}
    return [error("ER432", reference.place, **args)]


def _beside(found: Assessment, name: str, other: Assessment) -> Beside:
    """Another assessment with every indicator on which it differs."""
    theirs = {finding.id: outcome_of(finding) for finding in other.findings}
    differences = [
        Difference(finding.id, outcome_of(finding), theirs[finding.id])
        for finding in found.findings
        if finding.id in theirs and theirs[finding.id] != outcome_of(finding)
    ]
    return Beside(name, other.evidence_path, other.verdict.level, other.verdict.possible, tuple(differences))


def outcome_of(finding: Finding) -> str:
    """What an indicator came to, in one word: its grade, its points, or its outcome."""
    if finding.points is not None and finding.points.value is not None:
        return finding.points.value
    return finding.grade or finding.outcome


def evaluate(bound: Bound, options: Options) -> tuple[Assessment | None, tuple[Diagnostic, ...]]:
    """Bound evidence to its assessment; contradictions within the evidence are errors."""
    ruleset, evidence = bound.ruleset, bound.evidence
    problems = list(bound.diagnostics)
    if ruleset is None or evidence is None:
        return None, in_order(problems)
    case = case_of(ruleset, evidence)
    problems += contradictions(case, evidence)
    if options.require is not None and options.require not in [level.id for level in ruleset.levels]:
        known = ", ".join(level.id for level in ruleset.levels)
        problems.append(error("ER009", None, level=options.require, levels=known, ruleset=ruleset.name))
    if has_errors(problems):
        return None, in_order(problems)
    assessment = assess(
        ruleset, evidence, required=options.require, explain=options.explain, diagnostics=problems, case=case
    )
    return assessment, ()


def check(paths: Sequence[str], options: Options) -> Report:
    """Every input evaluated by itself; one that is wrong changes nothing for the others."""
    inputs, problems = discover(paths)
    run = Run(options, {}, {})
    results = _refuse_twins([_check_file(one.path, one.shown, run) for one in inputs])
    return Report(options, tuple(results), in_order(problems), run.texts)


def _refuse_twins(results: list[Result]) -> list[Result]:
    """Two inputs of one subject, period and ruleset are an error of both, never merged."""
    places: dict[tuple[object, ...], list[str]] = {}
    for result in results:
        key = _identity(result)
        if key is not None:
            places.setdefault(key, []).append(result.path)
    return [_unless_twin(result, places) for result in results]


def _unless_twin(result: Result, places: dict[tuple[object, ...], list[str]]) -> Result:
    key = _identity(result)
    others = [path for path in places.get(key, ()) if path != result.path] if key is not None else []
    if not others:
        return result
    return Result(result.path, None, (error("ER008", None, path=result.path, others=", ".join(others)),))


def _identity(result: Result) -> tuple[object, ...] | None:
    found = result.assessment
    if found is None or not (found.subject.id or found.subject.name):
        return None
    ruleset, who = found.ruleset, found.subject
    return (who.kind, who.id or who.name, found.period, ruleset.id, ruleset.edition)
