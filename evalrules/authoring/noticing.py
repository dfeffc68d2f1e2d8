"""Which mutants some case notices: cases are bound and evaluated once, and of each mutant only what it changes.

A mutant changes one entry. Its evidence stays bound, and what does not rest on that entry stands where it stood. What
is quick to find is held against every case before the gaps of any. Whatever reaches further is tried as a whole; the
answer is the same (tests/unit/authoring/test_noticing.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from evalrules.authoring.cases import CaseFile, Found, differs, found_in, with_values
from evalrules.authoring.mutants import Mutant
from evalrules.base.diagnostics import Diagnostic, has_errors
from evalrules.base.records import NamedTuple
from evalrules.base.source import Record
from evalrules.frontend.build import build_ruleset
from evalrules.frontend.rebuild import Rebuilding
from evalrules.model.refs import column_from, is_column
from evalrules.model.ruleset import Ruleset
from evalrules.plan.lower import lowered
from evalrules.plan.memory import plan_of, remembered
from evalrules.plan.nodes import Plan, Reads
from evalrules.plan.reads import reads_of
from evalrules.semantics.claims import Asked, contradictions
from evalrules.semantics.coverage import check_bands
from evalrules.semantics.near import Nearness, is_as_before, other_values
from evalrules.semantics.relations import CheckPlace


class _Known(NamedTuple):
    """A case under the ruleset as it is: what was found, None where the evidence is refused.

    `values` name the numbers it gives to parameters; `is_read_anew` where how it is read hangs on the ruleset's digest.
    """

    case: CaseFile
    found: Found | None
    values: str
    is_read_anew: bool


class _Tried(NamedTuple):
    """A case under a mutant; `codes` are those of the errors for which it is refused."""

    known: _Known
    found: Found | None
    codes: list[str]

    @property
    def is_otherwise(self) -> bool:
        """Whether the case expects otherwise something that is quick to find."""
        case = self.known.case
        if self.codes or case.expect.get("errors"):
            return self.codes != sorted(case.expect.get("errors") or [])
        return self.found is not None and differs(case, self.found, at_first=True)

    @property
    def is_told_otherwise(self) -> bool:
        """Whether it expects otherwise something of the rest."""
        return self.found is not None and not self.codes and differs(self.known.case, self.found, at_first=False)

    @property
    def is_noticed(self) -> bool:
        """Whether the case expects anything otherwise."""
        return self.is_otherwise or self.is_told_otherwise


class Noticing:
    """The cases of a ruleset that hold, ready to be shown its mutants."""

    def __init__(self, root: Record, ruleset: Ruleset, cases: Iterable[CaseFile]) -> None:
        self._ruleset = ruleset
        self._rebuilding = Rebuilding(root, ruleset)
        self._plans: dict[str, Plan] = {}
        self._cases = [self._known(case) for case in cases]
        self._plan_with({}, "")
        self._refusing = _refusing(ruleset)

    def _known(self, case: CaseFile) -> _Known:
        values = repr(case.values) if case.values else ""
        plan = self._plan_with(case.values, values)
        found, codes = found_in(case.evidence, plan.ruleset, {}, case.as_of)
        root = case.evidence.root
        is_read_anew = isinstance(root, Record) and root.get("form") is not None
        return _Known(case, None if codes or is_read_anew else found, values, is_read_anew)

    def _plan_with(self, given: Mapping[str, object], values: str) -> Plan:
        """The plan of the ruleset with numbers for its parameters."""
        if values not in self._plans:
            self._plans[values] = plan_of(with_values(self._ruleset, given))
        return self._plans[values]

    def notices(self, mutant: Mutant) -> bool:
        """Whether some case does not hold under the mutant, or the mutant is no ruleset at all."""
        near = self._rebuilding.of(mutant.root)
        if near is None:
            return self._notices_whole(*build_ruleset(mutant.root, self._ruleset.ancestors))
        ruleset, problems = near
        return ruleset is None or has_errors(problems) or self._notices_near(ruleset)

    def _notices_whole(self, ruleset: Ruleset | None, problems: list[Diagnostic]) -> bool:
        if ruleset is None or has_errors([*problems, *check_bands(ruleset)]):
            return True
        tried: list[_Tried] = []
        for known in tuple(self._cases):
            one = _whole(known, ruleset)
            if one.is_otherwise:
                return self._noticed_by(known)
            tried.append(one)
        return any(self._noticed_by(one.known) for one in tried if one.is_told_otherwise)

    def _notices_near(self, ruleset: Ruleset) -> bool:
        near = {"": self._nearness(ruleset, {}, "")}
        if has_errors(check_bands(ruleset, near[""].resting)):
            return True
        tried: list[tuple[_Known, Found]] = []
        for known in tuple(self._cases):
            if known.found is None:
                continue
            if known.values not in near:
                near[known.values] = self._nearness(ruleset, known.case.values, known.values)
            before, evidence = known.found.case, known.found.evidence
            found = Found(near[known.values].case(before, evidence), evidence)
            if not is_as_before(before, found.case) and differs(known.case, found, at_first=True):
                return self._noticed_by(known)  # also where the evidence were refused: the case expects that it is not
            tried.append((known, found))
        asked = self._reached(ruleset)
        if asked and any(_is_refused(found, asked) and self._noticed_by(known) for known, found in tried):
            return True
        if any(self._noticed_by(known) for known in self._read_anew(asked) if _whole(known, ruleset).is_noticed):
            return True
        return any(self._noticed_by(known) for known, found in tried if differs(known.case, found, at_first=False))

    def _nearness(self, ruleset: Ruleset, given: Mapping[str, object], values: str) -> Nearness:
        before = self._plans[values]
        return Nearness(before, remembered(lowered(with_values(ruleset, given), near=before)))

    def _reached(self, ruleset: Ruleset) -> Asked:
        """By what evidence may contradict the ruleset where it did not, or the other way round."""
        values = other_values(self._ruleset, ruleset)
        measures, tables = self._ruleset.measures, self._ruleset.tables
        others = {own for own, one in ruleset.measures.items() if measures[own] is not one}
        rows = {own for own, one in ruleset.tables.items() if tables[own] is not one}

        def is_reached(reads: Reads) -> bool:
            is_other = not (others.isdisjoint(reads.measures) and rows.isdisjoint(reads.tables))
            return is_other or any(number.value in values for number in reads.numbers)

        if not (values or others or rows):
            return Asked(frozenset(), frozenset())
        checks, limited = self._refusing
        return Asked(
            frozenset(own for own, reads in checks.items() if is_reached(reads)),
            frozenset(own for own, reads in limited.items() if is_reached(reads)),
        )

    def _read_anew(self, asked: Asked) -> list[_Known]:
        """The cases that are to be read anew; evidence that is refused is refused for the same reason otherwise."""
        return [known for known in self._cases if known.found is None and (known.is_read_anew or asked)]

    def _noticed_by(self, known: _Known) -> bool:
        """The next mutant is likely to be near: the case is tried first."""
        self._cases.remove(known)
        self._cases.insert(0, known)
        return True


def _whole(known: _Known, ruleset: Ruleset) -> _Tried:
    case = known.case
    return _Tried(known, *found_in(case.evidence, ruleset, case.values, case.as_of))


def _is_refused(found: Found, asked: Asked) -> bool:
    """Whether evidence that was not refused is now, by what the mutant changed."""
    return any(one.is_error for one in contradictions(found.case, found.evidence, asked))


def _refusing(ruleset: Ruleset) -> tuple[dict[CheckPlace, Reads], dict[str, Reads]]:
    """What decides whether evidence contradicts a ruleset: its checks, and derived measures that have limits."""
    checks = {("", at): one for at, one in enumerate(ruleset.checks)}
    checks |= {(table.id, at): one for table in ruleset.tables.values() for at, one in enumerate(table.checks)}
    limited: dict[str, Reads] = {}
    for measure in ruleset.measures.values():
        if measure.value is not None and not (measure.low is None and measure.high is None):
            reads = reads_of(measure.value, ruleset)
            tables = (column_from(measure.id).table,) if is_column(measure.id) else ()
            limited[measure.id] = reads._replace(
                measures=(measure.id, *reads.measures), tables=(*tables, *reads.tables)
            )
    return {own: reads_of(one.condition, ruleset) for own, one in checks.items()}, limited
