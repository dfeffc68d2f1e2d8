"""The window for other programs: load a ruleset, load evidence, assess. See docs/contract.md.

Errors are raised only here: `EvalrulesError` carries every problem with its place.
"""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from evalrules import loading, pipeline
from evalrules.base.diagnostics import Diagnostic, EvalrulesError, error, has_errors, in_order
from evalrules.base.numbers import number_text
from evalrules.base.source import Document
from evalrules.bundles.discovery import discover
from evalrules.bundles.opening import opened
from evalrules.bundles.storage import File
from evalrules.frontend.bind import FORMAT, bind_evidence
from evalrules.model.assessment import Assessment as AssessmentData
from evalrules.model.assessment import Finding, Gap, Missing, Verdict
from evalrules.model.evidence import Evidence as EvidenceData
from evalrules.model.report import Options, Report, Result
from evalrules.model.ruleset import Ruleset as RulesetData
from evalrules.readers import json_document
from evalrules.reporters.machine import assessment_document, render_json
from evalrules.semantics.compiled import Evaluator, compile_ruleset


class Ruleset(NamedTuple):
    """A checked ruleset. `data` is the typed ruleset itself; warnings of loading stand in `diagnostics`."""

    data: RulesetData
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def id(self) -> str:
        """The id, such as "jiangsu-16"."""
        return self.data.id

    @property
    def edition(self) -> str:
        """The published edition, such as "2007"."""
        return self.data.edition

    @property
    def digest(self) -> str:
        """The digest of what the ruleset means, `sha256:…`."""
        return self.data.digest

    def compile(self) -> Evaluator:
        """A reusable, thread-safe evaluator for many subjects: see `Evaluator`."""
        return compile_ruleset(self.data)

    def __repr__(self) -> str:
        return f"<Ruleset {self.data.name}>"


class Evidence(NamedTuple):
    """The evidence of one subject, bound to a ruleset. `data` is the typed evidence.

    `origin` is the path that it was loaded from, "" for a mapping.
    """

    data: EvidenceData
    diagnostics: tuple[Diagnostic, ...] = ()
    origin: str = ""

    @property
    def digest(self) -> str:
        """The digest over the canonical values, the same for every form of the same facts."""
        return self.data.digest

    def __repr__(self) -> str:
        return f"<Evidence {self.data.subject.name or self.data.subject.id or self.data.path}>"


class Assessment(NamedTuple):
    """A ruleset applied to evidence. `data` holds everything; the parts asked for most stand here."""

    data: AssessmentData
    options: Options

    @property
    def verdict(self) -> Verdict:
        """The level (None where undetermined), what is still possible, and why."""
        return self.data.verdict

    @property
    def indicators(self) -> tuple[Finding, ...]:
        """The conclusion on each indicator, in the order of the ruleset."""
        return self.data.findings

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """The changes that lead to the next better grades and level."""
        return self.data.gaps

    @property
    def missing(self) -> tuple[Missing, ...]:
        """What is not known, whether it decides, and which values would."""
        return self.data.missing

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Warnings and notes about the evidence."""
        return self.data.diagnostics

    def to_dict(self) -> dict[str, Any]:
        """The assessment as one entry of `results` in the result document."""
        return assessment_document(self.data)

    def to_json(self) -> str:
        """The whole result document (format result/1), the same bytes as `evalrules check --format json`."""
        result = Result(self.data.evidence_path, self.data, ())
        return render_json(Report(self.options, (result,), (), {}))

    def __repr__(self) -> str:
        return f"<Assessment {self.verdict.level or self.verdict.status}>"


def load_ruleset(reference: str | os.PathLike[str], *, as_of: datetime.date | None = None) -> Ruleset:
    """A ruleset by ID, ID@EDITION or path; an id alone takes the edition in force on `as_of`.

    Raises EvalrulesError with every problem of the ruleset.
    """
    loaded = loading.load_ruleset(os.fspath(reference), as_of)
    if loaded.ruleset is None:
        raise EvalrulesError(loaded.diagnostics)
    return Ruleset(loaded.ruleset, loaded.diagnostics)


def load_evidence(path: str | os.PathLike[str], ruleset: Ruleset, *, as_of: datetime.date | None = None) -> Evidence:
    """The evidence in a file (YAML, JSON, CSV, xlsx), in a bundle (a folder or a zip), or `-`, bound to a ruleset.

    Raises EvalrulesError with every problem of the input; warnings stand in `diagnostics`. A sealed bundle is
    verified first. A folder that holds several subjects is an error.
    """
    with _opened(os.fspath(path)) as (file, problems):
        run = pipeline.new_run(Options(as_of=as_of))
        document, found = pipeline.read_file(file, run)
        if document.root is None or has_errors(found):
            raise EvalrulesError(in_order([*problems, *found]))
        return _bound(document, ruleset, [*problems, *found], as_of, file, os.fspath(path))


@contextmanager
def _opened(path: str) -> Iterator[tuple[File, list[Diagnostic]]]:
    """The one evidence behind a path, with the warnings met on the way."""
    found, problems = discover([path])
    if len(found) != 1:
        raise EvalrulesError(in_order(problems or [error("ER019", None, path=path, reason="several subjects")]))
    with opened(found[0]) as (file, more):
        if file is None or has_errors([*problems, *more]):
            raise EvalrulesError(in_order([*problems, *more]))
        yield file, [*problems, *more]


def evidence_from(
    mapping: Mapping[str, Any], ruleset: Ruleset, *, name: str = "<mapping>", as_of: datetime.date | None = None
) -> Evidence:
    """Evidence from a mapping in the shape of an evidence document (docs/contract.md), bound to a ruleset.

    Numbers may be int, Decimal, or a Fraction whose decimals end; a float stands for its shortest decimal
    text. Raises EvalrulesError with every problem; TypeError for a value that no evidence can hold.
    """
    text = _json_text({"format": FORMAT, **mapping})
    root, problems = json_document.read(name, text)
    if root is None or has_errors(problems):
        raise EvalrulesError(in_order(problems))
    return _bound(Document(name, text, "", root), ruleset, problems, as_of)


def assess(ruleset: Ruleset, evidence: Evidence, *, require: str | None = None, explain: bool = False) -> Assessment:
    """Apply a ruleset to evidence bound to it; `require` is the level that counts as reached.

    Raises EvalrulesError where the evidence contradicts itself or `require` is no level of the ruleset.
    """
    options = Options(require=require, explain=explain)
    bound = pipeline.Bound(ruleset.data, evidence.data, evidence.diagnostics)
    run = pipeline.new_run(options)
    if evidence.data.assessments and evidence.origin:
        with _opened(evidence.origin) as (file, _):  # the files of the assessments lie beside it
            result = pipeline.conclude(evidence.data.path, bound, run, file)
    else:
        result = pipeline.conclude(evidence.data.path, bound, run, None)
    if result.assessment is None:
        raise EvalrulesError(result.diagnostics)
    return Assessment(result.assessment, options)


def _json_text(value: object) -> str:
    """JSON text with the exact digits of every number."""
    match value:
        case Mapping():
            return "{" + ", ".join(f"{json.dumps(str(key))}: {_json_text(item)}" for key, item in value.items()) + "}"
        case None | bool() | str():
            return json.dumps(value)
        case int() | float() | Decimal():
            return str(value)
        case Fraction():
            return number_text(value)
        case datetime.date():
            return json.dumps(value.isoformat())
        case list() | tuple():
            return "[" + ", ".join(_json_text(item) for item in value) + "]"
        case _:
            raise TypeError(f"evidence cannot hold a {type(value).__name__}: {value!r}")


def _bound(
    document: Document,
    ruleset: Ruleset,
    problems: Sequence[Diagnostic],
    as_of: datetime.date | None,
    file: File | None = None,
    origin: str = "",
) -> Evidence:
    files = pipeline.named_files(file, pipeline.new_run(Options(as_of=as_of)))
    evidence, found = bind_evidence(document, ruleset.data, as_of=as_of, files=files)
    every = in_order([*problems, *found])
    if evidence is None:
        raise EvalrulesError(every)
    return Evidence(evidence, every, origin)
