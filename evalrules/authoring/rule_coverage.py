"""What the cases beside a ruleset make of its rules: every comparison true, false and unknown, every outcome and level.

A mutant that survives says that a case lacks; this says which. Comparisons are those of indicators, gates, vetoes,
levels and derived measures; inside looks at rows they are seen row by row. What a condition asks of the indicators it
counts is seen by the gates, vetoes and levels that count them; what assessors decide under no ceiling is no rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, TypeAlias

from evalrules.authoring.cases import CaseFile, with_values
from evalrules.base.records import NamedTuple
from evalrules.base.source import Span
from evalrules.frontend.bind import bind_evidence
from evalrules.model.outcome import NOT_APPLICABLE, SCORED
from evalrules.model.ruleset import Ruleset, conditions_of
from evalrules.plan.memory import plan_of
from evalrules.semantics.case import Case, case_of
from evalrules.semantics.conditions import is_flag, truth
from evalrules.semantics.joint import RangeBoard
from evalrules.semantics.prose import expression_text
from evalrules.semantics.rows import TableReadings
from evalrules.semantics.scope import Scope
from evalrules.tree.nodes import Among, Compare, Expression, Fact, Matched, RowStatistic, RowTally, Tally
from evalrules.tree.walk import children, facts_in

Kind: TypeAlias = Literal["indicator", "gate", "veto", "level", "measure"]

WORDS = {True: "true", False: "false", None: "unknown"}


class Seen(NamedTuple):
    """One thing that a case can show: of which part, which comparison of it ("" for its outcome), and what it was.

    A comparison is known by its place in the file; `written` is how it reads.
    """

    kind: Kind
    id: str
    comparison: str
    state: str
    place: Span
    written: str = ""


class RuleCoverage(NamedTuple):
    """Everything that cases can show of a ruleset, and what of it none does, both in the order of the ruleset."""

    every: tuple[Seen, ...]
    lacking: tuple[Seen, ...]

    @property
    def percent(self) -> float:
        """How much of it is shown, in percent."""
        return 100.0 if not self.every else 100 * (1 - len(self.lacking) / len(self.every))


class _Atom(NamedTuple):
    """A comparison of a part; `node` is any that was written there, since rows may make several of one."""

    kind: Kind
    id: str
    node: Expression


def rule_coverage(cases: Iterable[CaseFile], ruleset: Ruleset, file: str = "") -> RuleCoverage:
    """What of the rules the cases show, whatever they expect of it.

    With `file` only of what is written in it: what an overlay extends has cases of its own.
    """
    every = tuple(one for one in dict.fromkeys(_everything(ruleset)) if file in ("", one.place.file))
    seen: set[tuple[str, ...]] = set()
    for case in cases:
        given = with_values(ruleset, case.values)
        evidence, _ = bind_evidence(case.evidence, given, as_of=case.as_of)
        if evidence is not None:
            seen |= {_key(one) for one in _seen_in(case_of(given, evidence), ruleset)}
    return RuleCoverage(every, tuple(one for one in every if _key(one) not in seen))


def _key(one: Seen) -> tuple[str, ...]:
    return (one.kind, one.id, one.comparison, one.state)


# -- what there is to be seen ----------------------------------------------------------------------------------------


def _everything(ruleset: Ruleset) -> Iterator[Seen]:
    for plan in plan_of(ruleset).indicators:
        own = plan.indicator
        for outcome in (*plan.every, *((NOT_APPLICABLE,) if plan.applies is not None else ())):
            is_decided_by_rules = not own.assessed or bool(plan.caps)
            if outcome != SCORED and not own.each_row and is_decided_by_rules:
                yield Seen("indicator", own.id, "", outcome.text, own.span)
    for gate in ruleset.gates:
        yield from (Seen("gate", gate.id, "", WORDS[one], gate.need.span) for one in (True, False))
    for veto in ruleset.vetoes:
        yield from (Seen("veto", veto.id, "", WORDS[one], veto.when.span) for one in (True, False))
    given = {rule.level: rule.when.span for rule in ruleset.verdict if rule.when is not None}
    for level in ruleset.levels:
        yield Seen("level", level.id, "", "given", given.get(level.id, Span("", 1, 1, 1, 1)))
    keys = {column for table in ruleset.tables.values() for column in table.key}
    for atom in _atoms_of(ruleset):
        is_of_keys = bool(facts := facts_in(atom.node)) and keys.issuperset(facts)  # a row without its key is refused
        for state in ("true", "false") if is_of_keys else tuple(WORDS.values()):
            written = expression_text(atom.node)
            yield Seen(atom.kind, atom.id, _text(atom.node), state, atom.node.span, written)


def _atoms_of(ruleset: Ruleset) -> Iterator[_Atom]:
    for kind, own, root in _roots(ruleset):
        yield from (_Atom(kind, own, node) for node in _atoms(root))


def _roots(ruleset: Ruleset) -> Iterator[tuple[Kind, str, Expression]]:
    """Every condition and formula that decides something, with the part that it belongs to."""
    for indicator in ruleset.indicators:
        yield from (("indicator", indicator.id, one.root) for one in conditions_of(indicator))
    yield from (("gate", one.id, one.need.root) for one in ruleset.gates)
    yield from (("veto", one.id, one.when.root) for one in ruleset.vetoes)
    yield from (("level", one.level, one.when.root) for one in ruleset.verdict if one.when is not None)
    for measure in ruleset.measures.values():
        if measure.value is not None:
            yield "measure", measure.id, measure.value.root


def _atoms(node: Expression) -> Iterator[Expression]:
    """The comparisons and yes-or-no facts of a condition, also those inside looks at rows."""
    if isinstance(node, Compare | Among) or (isinstance(node, Fact) and is_flag(node)):
        yield node
    if not isinstance(node, Tally | Matched):
        for child in children(node):
            yield from _atoms(child)


def _text(node: Expression) -> str:
    """A comparison by its place: what is written there once may be several nodes."""
    return f"{node.span.line}:{node.span.column}-{node.span.end_line}:{node.span.end_column}"


# -- what a case shows -----------------------------------------------------------------------------------------------


def _seen_in(case: Case, declared: Ruleset) -> Iterator[Seen]:
    nowhere = Span("", 1, 1, 1, 1)
    for found in case.standings:
        yield from (
            Seen("indicator", found.indicator.id, "", one.text, nowhere)
            for one in found.possible[:1]
            if len(found.possible) == 1
        )
    yield from (Seen("gate", one.id, "", WORDS[case.holds(one.need)], nowhere) for one in case.ruleset.gates)
    yield from (Seen("veto", one.id, "", WORDS[case.holds(one.when)], nowhere) for one in case.ruleset.vetoes)
    if case.level is not None:
        yield Seen("level", case.level, "", "given", nowhere)
    owners, declared_ids = _owners(declared), {one.id for one in declared.indicators}
    board = case.scope.with_board(RangeBoard(case.bench, case.outcomes))
    for kind, own, root in _roots(case.ruleset):
        if kind == "measure":
            yield from _of_measure(case, own, root)
            continue
        scope = case.scope if kind == "indicator" else board
        for one in _truths(kind, own, root, scope):
            yield one._replace(id=owners[one.comparison]) if kind == "indicator" and own not in declared_ids else one


def _owners(declared: Ruleset) -> Mapping[str, str]:
    """The indicator that each comparison is written in; rows make others of it, in the same place."""
    return {_text(atom.node): atom.id for atom in _atoms_of(declared) if atom.kind == "indicator"}


def _of_measure(case: Case, own: str, root: Expression) -> Iterator[Seen]:
    measure = case.ruleset.measures[own]
    if measure.ref.kind != "column":
        yield from _truths("measure", own, root, case.scope)
    elif isinstance(case.scope.rows, TableReadings):
        for row in case.scope.rows.rows(measure.ref.table, case.scope):
            yield from _truths("measure", own, root, row.scope)


def _truths(kind: Kind, own: str, node: Expression, scope: Scope) -> Iterator[Seen]:
    """What each comparison of a condition comes to; inside a look at rows for each of them."""
    if isinstance(node, Compare | Among) or (isinstance(node, Fact) and is_flag(node)):
        yield Seen(kind, own, _text(node), WORDS[truth(node, scope)], node.span)
    if isinstance(node, Tally | Matched):
        return
    scopes: Sequence[Scope] = [scope]
    if isinstance(node, RowTally | RowStatistic):
        rows = scope.rows
        scopes = (
            [row.scope for row in rows.chosen(node.table, node.only, scope, node)]
            if isinstance(rows, TableReadings)
            else []
        )
    for child in children(node):
        for inner in scopes:
            yield from _truths(kind, own, child, inner)
