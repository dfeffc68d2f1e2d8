"""The window for other programs: load a ruleset, load evidence, assess. See docs/contract.md.

Errors are raised only here: `EvalrulesError` carries every problem with its place.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NoReturn, overload

from evalrules import evaluation, loading, pipeline
from evalrules.arguments import day_of, needed, path_of
from evalrules.base.diagnostics import Diagnostic, EvalrulesError, error, has_errors, in_order, with_paths
from evalrules.base.records import NamedTuple
from evalrules.base.source import Document, Node, Pair, Record, Scalar
from evalrules.bundles.opening import opened_alone
from evalrules.bundles.storage import File
from evalrules.earlier import LastYear, earlier_of, held_against, read_last_year
from evalrules.frontend.bind import FORMAT, bind_evidence
from evalrules.frontend.plain_evidence import plain_evidence
from evalrules.frontend.replaced import mapping_of_paths, with_values
from evalrules.frontend.spellings import says_nothing
from evalrules.model.action_plan import ActionPlan
from evalrules.model.assessment import Assessment as AssessmentData
from evalrules.model.assessment import Finding, Gap, GateFinding, Missing, Verdict, VetoFinding, WaiverUse
from evalrules.model.evidence import Evidence as EvidenceData
from evalrules.model.evidence import Subject
from evalrules.model.report import Options, Report, Result
from evalrules.model.ruleset import Ruleset as RulesetData
from evalrules.named_evidence import NOTHING_BELOW
from evalrules.readers import mapping as plain_mapping
from evalrules.rendering import TextFormat, framed, rendered_report
from evalrules.reporters.machine import assessment_document, render_json
from evalrules.semantics.admission import Admission
from evalrules.semantics.case import Case
from evalrules.semantics.compiled import CompiledRuleset, Judgement, Measured, judgement_of
from evalrules.semantics.plain_facts import Value

REPLACED = "<replaced>"
"""The place of what was replaced in evidence."""


class Ruleset(NamedTuple):
    """A checked ruleset; warnings of loading stand in `diagnostics`. `data` is the engine's own."""

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
        return Evaluator(self)

    def __hash__(self) -> int:
        return hash(self.data.digest)

    def __repr__(self) -> str:
        return f"<Ruleset {self.data.name}>"


class Evidence(NamedTuple):
    """The evidence of one subject, bound to a ruleset.

    `origin` is the path that it was loaded from, "" for a mapping. `data` is the engine's own.
    """

    data: EvidenceData
    ruleset: Ruleset
    diagnostics: tuple[Diagnostic, ...] = ()
    origin: str = ""

    @property
    def subject(self) -> Subject:
        """Whose evidence it is."""
        return self.data.subject

    @property
    def digest(self) -> str:
        """The digest over the canonical values, the same for every form of the same facts."""
        return self.data.digest

    def replace(
        self,
        values: Mapping[str, Any] | None = None,
        *,
        facts: Mapping[str, Any] | None = None,
        grades: Mapping[str, Any] | None = None,
    ) -> Evidence:
        """The same evidence with other values; the rest stays.

        `values` are by the paths that `check --set` takes, such as `tables.units[一小, primary].teachers`; `facts` and
        `grades` have the shape that `evidence_from` takes. Raises EvalrulesError with every problem of what is given.
        The place of a replaced value is `<replaced>`.
        """
        stated = {"facts": {} if facts is None else facts, "grades": {} if grades is None else grades}
        mapping = stated if not values else self._with_paths(stated, values)
        given = evidence_from(mapping, self.ruleset, name=REPLACED, as_of=self.data.as_of)
        gone = {self.data.facts[own].place for own in given.data.facts if own in self.data.facts}
        kept = [one for one in self.diagnostics if one.place not in gone]
        data = with_values(self.data, given.data, self.ruleset.data)
        return self._replace(data=data, diagnostics=in_order([*kept, *given.diagnostics]))

    def _with_paths(self, stated: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
        found, problems = mapping_of_paths(values, self.data, self.ruleset.data, REPLACED)
        if problems:
            raise EvalrulesError(in_order(problems))
        for section, given in stated.items():
            found[section] = {**found.get(section, {}), **given}
        return found

    def __hash__(self) -> int:
        return hash((self.data.digest, self.ruleset.digest))

    def __repr__(self) -> str:
        return f"<Evidence {self.data.subject.name or self.data.subject.id or self.data.path}>"


class Assessment(NamedTuple):
    """A ruleset applied to evidence. `data` is the engine's own; `to_dict` has all of it, by the names of the contract.

    `options` are what was asked. `evidence` is what was assessed, None for an assessment that was read from a kept
    result; `last_year` what it was held against, as it was given.
    """

    data: AssessmentData
    options: Options
    evidence: Evidence | None = None
    last_year: str | os.PathLike[str] | Evidence | None = None

    @property
    def verdict(self) -> Verdict:
        """The level (None where undetermined), what is still possible, and why."""
        return self.data.verdict

    @property
    def subject(self) -> Subject:
        """Who was assessed."""
        return self.data.subject

    @property
    def gates(self) -> tuple[GateFinding, ...]:
        """Whether each gate holds, in the order of the ruleset."""
        return self.data.gates

    @property
    def vetoes(self) -> tuple[VetoFinding, ...]:
        """Whether each veto fires, in the order of the ruleset."""
        return self.data.vetoes

    @property
    def waivers(self) -> tuple[WaiverUse, ...]:
        """The waivers of the evidence, and whether each is in force."""
        return self.data.waivers

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
        return render_json(self._report)

    @overload
    def render(self, form: Literal["docx", "xlsx"], lang: str = "en") -> bytes: ...
    @overload
    def render(self, form: TextFormat = "text", lang: str = "en") -> str: ...
    @overload
    def render(self, form: str, lang: str = "en") -> str | bytes: ...

    def render(self, form: str = "text", lang: str = "en") -> str | bytes:
        """The report in a format of `evalrules check --format`, in Chinese ("zh") or English ("en").

        Text, but the bytes of a file for "docx" and "xlsx"; the latter needs the extra `excel` (ER701). Raises
        EvalrulesError for a format or a language that is not known (ER463).
        """
        return rendered_report(self._report, form, lang)

    def what_if(
        self,
        values: Mapping[str, Any] | None = None,
        *,
        facts: Mapping[str, Any] | None = None,
        grades: Mapping[str, Any] | None = None,
    ) -> Assessment:
        """The assessment of the same evidence with other values, as for `Evidence.replace`; this one stays as it is.

        Raises EvalrulesError with every problem of what is given, and where this was read from a kept result.
        """
        if self.evidence is None:
            expected = "an assessment that evalrules.assess gave"
            raise EvalrulesError((error("ER463", None, name="assessment", found="a kept result", expected=expected),))
        options, evidence = self.options, self.evidence.replace(values, facts=facts, grades=grades)
        return assess(
            evidence.ruleset, evidence, require=options.require, explain=options.explain, last_year=self.last_year
        )

    def plan(self, to: str | None = None, *, costs: str | os.PathLike[str] | None = None) -> ActionPlan:
        """The fewest, or with `costs` the cheapest, changes that reach a level: see `evalrules.action_plan`.

        Raises EvalrulesError where this was read from a kept result, and as `evalrules.action_plan` does.
        """
        if self.evidence is None:
            expected = "an assessment that evalrules.assess gave"
            raise EvalrulesError((error("ER463", None, name="assessment", found="a kept result", expected=expected),))
        return action_plan(self.evidence.ruleset, self.evidence, to or self.options.require, costs=costs)

    @property
    def _report(self) -> Report:
        return Report(self.options, (Result(self.data.evidence_path, self.data, ()),), (), {})

    def _repr_html_(self) -> str:
        """The HTML report in a frame of its own, as notebooks show it."""
        return framed(self.render("html"))

    def __hash__(self) -> int:
        return hash((self.data.evidence_digest, self.data.ruleset.digest, self.options.require))

    def __repr__(self) -> str:
        return f"<Assessment {self.verdict.level or self.verdict.status}>"


class Evaluator:
    """A ruleset compiled for many subjects, with the same checks and the same answers as `assess`.

    It never changes, so threads may share it, and it can be pickled. `judge` and `measure` take the facts and grades
    of evidence and give the verdict without its paper; what is wrong with them is an EvalrulesError, as in
    `evidence_from`. `judge_unchecked` and `measure_unchecked` trust whoever calls them.
    """

    __slots__ = ("_admission", "_compiled", "_ruleset")
    _ruleset: Ruleset
    _compiled: CompiledRuleset
    _admission: Admission

    def __init__(self, ruleset: Ruleset) -> None:
        given = needed(ruleset, Ruleset, "ruleset")
        object.__setattr__(self, "_ruleset", given)
        object.__setattr__(self, "_compiled", CompiledRuleset(given.data))
        object.__setattr__(self, "_admission", Admission(given.data, says_nothing))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"an Evaluator never changes: {name!r} cannot be set")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"an Evaluator never changes: {name!r} cannot be taken away")

    def __eq__(self, other: object) -> bool:
        return self.ruleset == other.ruleset if isinstance(other, Evaluator) else NotImplemented

    def __hash__(self) -> int:
        return hash((Evaluator, self.ruleset))

    def __reduce__(self) -> tuple[type[Evaluator], tuple[Ruleset]]:
        return (Evaluator, (self.ruleset,))

    @property
    def ruleset(self) -> Ruleset:
        """What was compiled."""
        return self._ruleset

    def __repr__(self) -> str:
        return f"<Evaluator {self.ruleset.data.name}>"

    @property
    def is_generated(self) -> bool:
        """Whether code of its own judges every indicator of a subject of whom everything is known."""
        return self._compiled.is_generated

    @property
    def comparisons(self) -> tuple[str, ...]:
        """What each distance of `measure` belongs to, as `measure op number`: stated numbers, in reading order."""
        return self._compiled.comparisons

    def assess(
        self,
        evidence: Evidence,
        *,
        require: str | None = None,
        explain: bool = False,
        last_year: str | os.PathLike[str] | Evidence | None = None,
    ) -> Assessment:
        """The whole assessment of bound evidence: this is `evalrules.assess`, with the same errors."""
        return assess(self.ruleset, evidence, require=require, explain=explain, last_year=last_year)

    def judge(self, facts: Mapping[str, Any], grades: Mapping[str, Any] | None = None) -> Judgement:
        """Level, grades and gaps of one subject, from what evidence has under `facts` and `grades`.

        Numbers are in the unit of their measure. Raises EvalrulesError with every problem that `evidence_from` and
        `assess` find with the same facts and grades.
        """
        stated = {} if grades is None else grades
        if self._admission.admits(facts, stated):
            return self._compiled.judge_unchecked(facts, stated)
        return judgement_of(self._questioned(facts, stated))

    def measure(self, facts: Mapping[str, Any], grades: Mapping[str, Any] | None = None) -> Measured:
        """Level and possible grades, with the distance at each of `comparisons`; errors as for `judge`."""
        stated = {} if grades is None else grades
        if self._admission.admits(facts, stated):
            return self._compiled.measure_unchecked(facts, stated)
        return self._compiled.measured(self._questioned(facts, stated))

    def judge_unchecked(self, facts: Mapping[str, Value], grades: Mapping[str, str | bool] | None = None) -> Judgement:
        """What `judge` gives, for facts that are known to be right; nothing is checked, and wrong ones count.

        Facts are int or Decimal in the unit of their measure, bool, ids of options, or None; grades are ids, or bool
        for yes and no. Only a binary float is a TypeError, for its decimal value is not known.
        """
        return self._compiled.judge_unchecked(facts, grades)

    def measure_unchecked(self, facts: Mapping[str, Value], grades: Mapping[str, str | bool] | None = None) -> Measured:
        """What `measure` gives, for facts that are known to be right; see `judge_unchecked`."""
        return self._compiled.measure_unchecked(facts, grades)

    def judge_evidence(self, evidence: Evidence) -> Judgement:
        """What `judge` gives, of bound evidence: with its tables, years, points and attributes.

        Raises EvalrulesError where it contradicts itself or was bound to another ruleset.
        """
        _refuse_foreign(needed(evidence, Evidence, "evidence"), self.ruleset)
        return judgement_of(self._case_of(evidence))

    def _questioned(self, facts: object, grades: object) -> Case:
        """The case of facts and grades that were bound and questioned like any evidence."""
        return self._case_of(evidence_from({"facts": facts, "grades": grades}, self.ruleset))

    def _case_of(self, evidence: Evidence) -> Case:
        case, problems = evaluation.questioned(evaluation.Bound(self.ruleset.data, evidence.data, evidence.diagnostics))
        if case is None or has_errors(problems):
            raise EvalrulesError(in_order(problems))
        return case


def load_ruleset(reference: str | os.PathLike[str], *, as_of: datetime.date | None = None) -> Ruleset:
    """A ruleset by ID, ID@EDITION or path; an id alone takes the edition in force on `as_of`.

    Raises EvalrulesError with every problem of the ruleset.
    """
    loaded = loading.load_ruleset(path_of(reference, "reference"), day_of(as_of))
    if loaded.ruleset is None:
        raise EvalrulesError(loaded.diagnostics)
    return Ruleset(loaded.ruleset, loaded.diagnostics)


def load_evidence(path: str | os.PathLike[str], ruleset: Ruleset, *, as_of: datetime.date | None = None) -> Evidence:
    """The evidence in a file (YAML, JSON, CSV, xlsx), in a bundle (a folder or a zip), or `-`, bound to a ruleset.

    Raises EvalrulesError with every problem of the input; warnings stand in `diagnostics`. A sealed bundle is
    verified first. A folder that holds several subjects is an error.
    """
    needed(ruleset, Ruleset, "ruleset")
    day, origin = day_of(as_of), path_of(path, "path")
    with opened_alone(origin) as (file, problems):
        run = pipeline.new_run(Options(as_of=day))
        document, found = pipeline.read_file(file, run)
        if document.root is None or has_errors(found):
            raise EvalrulesError(in_order([*problems, *found]))
        return _bound(document, ruleset, [*problems, *found], day, file, origin)


def evidence_from(
    mapping: Mapping[str, Any], ruleset: Ruleset, *, name: str = "<mapping>", as_of: datetime.date | None = None
) -> Evidence:
    """Evidence from a mapping in the shape of an evidence document (docs/contract.md), bound to a ruleset.

    Numbers may be int, Decimal, a Fraction whose decimals end, or a float, which stands for its shortest decimal
    text; scalars of numpy and pandas are what they stand for, and NaN, NA and NaT are null. Keys are text or years.
    Raises EvalrulesError with every problem; the place of each is the path of its value, such as `facts.rate`.
    """
    needed(ruleset, Ruleset, "ruleset")
    if type(needed(name, str, "name")) is str and (as_of is None or type(as_of) is datetime.date):
        plain = plain_evidence(mapping, ruleset.data, name, as_of)
        if plain is not None:
            return Evidence(plain, ruleset)
    root, problems = plain_mapping.read(name, mapping)
    if root is None:
        raise EvalrulesError(in_order(problems))
    return _bound(Document(name, "", "", _with_format(root)), ruleset, problems, day_of(as_of))


def _with_format(root: Node) -> Node:
    """A mapping needs no `format`: whoever calls this door knows what it is."""
    if not isinstance(root, Record) or root.get("format") is not None:
        return root
    place = root.span
    return Record((Pair(Scalar("format", True, place), Scalar(FORMAT, True, place)), *root.pairs), place)


def assess(
    ruleset: Ruleset,
    evidence: Evidence,
    *,
    require: str | None = None,
    explain: bool = False,
    last_year: str | os.PathLike[str] | Evidence | None = None,
) -> Assessment:
    """Apply a ruleset to evidence bound to it; `require` is the level that counts as reached.

    `last_year` is what the subject gave earlier, as for `check --last-year`: evidence of the same ruleset, or the path
    of evidence or of a kept result. Raises EvalrulesError where the evidence contradicts itself, where it or last
    year's was bound to another ruleset or cannot be read, and where `require` is no level of the ruleset.
    """
    needed(ruleset, Ruleset, "ruleset")
    needed(evidence, Evidence, "evidence")
    _refuse_foreign(evidence, ruleset)
    options = Options(require=None if require is None else needed(require, str, "require"), explain=bool(explain))
    before = None if last_year is None else _last_year(last_year, ruleset, evidence.origin)
    options = options if before is None else options._replace(last_year=before.digest)
    bound = evaluation.Bound(ruleset.data, evidence.data, evidence.diagnostics)
    run = pipeline.new_run(options)
    if before is not None:
        bound, run = held_against(before, bound, run)
    if evidence.data.assessments and evidence.origin:
        with opened_alone(evidence.origin) as (file, _):  # the files of the assessments lie beside it
            document, _ = pipeline.read_file(file, run)
            below = pipeline.evaluate_below(file, document, run)
            result = pipeline.conclude(evidence.data.path, bound, run, file, below)
    else:
        result = pipeline.conclude(evidence.data.path, bound, run, None)
    if result.assessment is None:
        raise EvalrulesError(result.diagnostics)
    return Assessment(result.assessment, options, evidence, last_year)


def action_plan(
    ruleset: Ruleset, evidence: Evidence, to: str | None = None, *, costs: str | os.PathLike[str] | None = None
) -> ActionPlan:
    """The fewest changes that take a subject to a level (None: the one that the ruleset requires), as `evalrules plan`.

    `costs` is the path of prices; the plan is then the cheapest. Raises EvalrulesError where the evidence contradicts
    itself or was bound to another ruleset, where `to` is no level, where the prices cannot be read (ER620 to ER622),
    and where there are too many choices without the extra `plan` (ER623).
    """
    from evalrules.action_plans import Wanted, plan_bound

    needed(ruleset, Ruleset, "ruleset")
    needed(evidence, Evidence, "evidence")
    _refuse_foreign(evidence, ruleset)
    wanted = Wanted(None if to is None else needed(to, str, "to"), None if costs is None else path_of(costs, "costs"))
    found = plan_bound(evaluation.Bound(ruleset.data, evidence.data, evidence.diagnostics), wanted)
    if found.plan is None:
        raise EvalrulesError(found.diagnostics)
    return found.plan


def _refuse_foreign(evidence: Evidence, ruleset: Ruleset) -> None:
    """ER464 for evidence that was bound to another ruleset."""
    if evidence.ruleset.digest != ruleset.digest:
        raise EvalrulesError((error("ER464", None, found=evidence.ruleset.data.name, used=ruleset.data.name),))


def _last_year(given: str | os.PathLike[str] | Evidence, ruleset: Ruleset, beside: str) -> LastYear:
    """What was given for an earlier period; every problem of it is an EvalrulesError."""
    if isinstance(given, Evidence):
        _refuse_foreign(given, ruleset)
        return LastYear((earlier_of(given.data, ruleset.data),), ())
    found = read_last_year(path := path_of(given, "last_year"), Options(), [beside] if beside else [])
    if has_errors(found.diagnostics) or not found.found:
        raise EvalrulesError(in_order(found.diagnostics) or (error("ER004", None, where=path),))
    return found


def _bound(
    document: Document,
    ruleset: Ruleset,
    problems: Sequence[Diagnostic],
    as_of: datetime.date | None,
    file: File | None = None,
    origin: str = "",
) -> Evidence:
    run = pipeline.new_run(Options(as_of=as_of))
    below = pipeline.evaluate_below(file, document, run) if file is not None else NOTHING_BELOW
    files = pipeline.named_files(file, run, below)
    evidence, found = bind_evidence(document, ruleset.data, as_of=as_of, files=files)
    every = [*problems, *found]
    if evidence is None or has_errors(every):
        raise EvalrulesError(with_paths(in_order(every), document.root))
    return Evidence(evidence, ruleset, in_order(every), origin)
