"""What the criteria of an indicator ask for, number by number, beside what there is: what an office reports.

Most of it hangs on the ruleset alone and is found once: the figure itself stands among the facts, and the limit among
the numbers of the standard. Only what an expression comes to is worked out for each subject.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evalrules.base.numbers import number_text
from evalrules.base.records import NamedTuple
from evalrules.model.assessment import Requirement, Written
from evalrules.model.outcome import NOT_APPLICABLE, SCORED
from evalrules.model.refs import Purpose
from evalrules.model.ruleset import Label, Measure, Ruleset, Value
from evalrules.plan.nodes import IndicatorPlan
from evalrules.semantics.case import Case
from evalrules.semantics.conditions import is_flag, is_option, number
from evalrules.semantics.interval import exact_value
from evalrules.semantics.scope import Scope
from evalrules.semantics.standings import Standing, is_assessed
from evalrules.semantics.steps import shown_interval
from evalrules.tree.nodes import (
    AllOf,
    Among,
    AnyOf,
    AtLeast,
    Choose,
    Compare,
    Condition,
    Converted,
    Expression,
    Fact,
    Matched,
    Not,
    Number,
    Parameter,
    Rounded,
    RowStatistic,
    RowTally,
    Text,
)
from evalrules.tree.walk import walk

NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


_NEVER = (NOT_APPLICABLE,)


class Asked(NamedTuple):
    """A requirement as far as it is the same for every subject, with what is worked out for each of them.

    `have` and `need` are None where the requirement says them, or where they stand elsewhere in a result.
    """

    requirement: Requirement
    have: Expression | None = None
    need: Expression | None = None


def requirements_of(case: Case, standing: Standing) -> tuple[Requirement, ...]:
    """What the criteria of an indicator ask for, in reading order; only ceilings where a panel decides."""
    if standing.possible == _NEVER:
        return ()
    known = _known(standing.plan, case.scope)
    if known.of_all is not None and known.is_never_assessed:
        return known.of_all
    asked = known.asked
    if asked and is_assessed(standing.plan, case.scope):
        asked = tuple(one for one in asked if one.requirement.purpose.startswith("ceiling:"))
    return tuple(
        one.requirement if one.have is None and one.need is None else _worked_out(one, case.scope) for one in asked
    )


def are_of_all(case: Case, standing: Standing) -> bool:
    """Whether an indicator asks the same of every subject of which it can be the same."""
    known = _known(standing.plan, case.scope)
    return known.of_all is not None and known.is_never_assessed


def _worked_out(one: Asked, scope: Scope) -> Requirement:
    found = one.requirement
    if isinstance(one.have, RowTally) and found.table:
        have, need = _rows(one.have, scope)
        return found._replace(have=have, need=need)
    have = found.have if one.have is None else shown_interval(number(one.have, scope))
    return found._replace(have=have, need=found.need if one.need is None else shown_interval(number(one.need, scope)))


def _rows(node: RowTally, scope: Scope) -> tuple[Written, Written]:
    """How many rows hold, and how many there are; None where that is open."""
    if scope.rows is None:
        return None, None
    holding, failing = (exact_value(count) for count in scope.rows.counts(node, scope))
    if holding is None or failing is None:
        return None, None
    return number_text(holding), number_text(holding + failing)


# -- what is the same for every subject --------------------------------------------------------------------------------


def asked_of(plan: IndicatorPlan, scope: Scope) -> tuple[Asked, ...]:
    """What the criteria of an indicator ask for of any subject."""
    return _known(plan, scope).asked


def _known(plan: IndicatorPlan, scope: Scope) -> _Known:
    """The same with what follows from it; found once for a plan."""
    known = _KNOWN.get(id(plan))
    measures, values = scope.ruleset.measures, scope.ruleset.values
    if known is None or known.plan is not plan or known.measures is not measures or known.values is not values:
        while len(_KNOWN) >= MOST:
            _KNOWN.pop(next(iter(_KNOWN), 0), None)
        found = tuple(dict.fromkeys(_Asking(plan, scope).found()))
        is_of_all = all(one.have is None and one.need is None for one in found)
        of_all = tuple(one.requirement for one in found) if is_of_all else None
        never = plan.indicator.kind == SCORED.kind or not (plan.indicator.assessed or plan.lacking)
        known = _KNOWN[id(plan)] = _Known(plan, measures, values, found, of_all, never)
    return known


class _Known(NamedTuple):
    """What an indicator asks for with these measures and numbers, which rulesets near each other need not share.

    `of_all` are the requirements where nothing in them is worked out for one subject.
    """

    plan: IndicatorPlan
    measures: Mapping[str, Measure]
    values: Mapping[str, Value]
    asked: tuple[Asked, ...]
    of_all: tuple[Requirement, ...] | None
    is_never_assessed: bool


MOST = 8192
"""Of how many indicators it is remembered what they ask for; the first that was asked about is forgotten first."""

_KNOWN: dict[int, _Known] = {}
"""By the identity of the plan, which is kept with it, so that no other can have it meanwhile."""


class _Asking:
    """Reads the criteria of one indicator."""

    def __init__(self, plan: IndicatorPlan, scope: Scope) -> None:
        self.plan, self.scope = plan, scope
        self.ruleset: Ruleset = scope.ruleset

    def found(self) -> Iterator[Asked]:
        indicator = self.plan.indicator
        criteria: list[tuple[str, Condition | None]] = [
            *((Purpose("band", band.grade).text, band.condition) for band in indicator.bands),
            ("met", indicator.met),
            *((Purpose("ceiling", band.grade).text, band.condition) for band in indicator.ceiling),
        ]
        for purpose, condition in criteria:
            if condition is not None:
                yield from self.within(purpose, condition.root)
        for root in (one.root for one in (indicator.grade, indicator.awarded) if one is not None):
            for node in walk(root):
                if isinstance(node, Compare) and not _is_inside_rows(node, root):
                    yield from self.within("points", node, is_alternative=True)

    def within(
        self, purpose: str, node: Expression, *, wanted: bool = True, is_alternative: bool = False
    ) -> Iterator[Asked]:
        """What a condition asks for, part by part; with `wanted` False what it takes for it not to hold."""
        match node:
            case AllOf() | AnyOf() | AtLeast():
                is_one_of = isinstance(node, AtLeast) or isinstance(node, AnyOf) is wanted
                for item in node.items:
                    other = is_alternative or (is_one_of and len(node.items) > 1)
                    yield from self.within(purpose, item, wanted=wanted, is_alternative=other)
            case Not():
                yield from self.within(purpose, node.item, wanted=not wanted, is_alternative=is_alternative)
            case Choose():
                for item in (node.yes, node.no):
                    yield from self.within(purpose, item, wanted=wanted, is_alternative=True)
            case Compare():
                yield from self.compared(purpose, node, wanted=wanted, is_alternative=is_alternative)
            case Fact() if is_flag(node):
                title = self.ruleset.measures[node.measure].label
                asked = Requirement(purpose, title, node.measure, None, "==", wanted, "", is_alternative=is_alternative)
                yield Asked(asked)
            case Among() if isinstance(node.item, Fact) and wanted:
                title, listed = self.ruleset.measures[node.item.measure].label, ", ".join(node.options)
                yield Asked(
                    Requirement(
                        purpose, title, node.item.measure, None, "in", listed, "", is_alternative=is_alternative
                    )
                )
            case RowTally() if node.op == "every" and wanted:
                title = self.rows_title(node)
                asked = Requirement(purpose, title, "", None, "==", None, "", table=node.table,
                                    is_alternative=is_alternative)  # fmt: skip
                yield Asked(asked, have=node)

    def rows_title(self, node: RowTally) -> Label:
        """The rows that have to hold, by their table and the options that they have in common."""
        table = self.ruleset.tables[node.table].label
        choices = ((self.ruleset.choices.get(self.ruleset.measures[column].choice), own) for column, own in node.only)
        options = [choice.options[own] for choice, own in choices if choice is not None and own in choice.options]
        if node.where is not None:
            from evalrules.semantics.relation_words import where_in_words  # only few standards ask anything of rows

            options.append(where_in_words(node.where, self.scope))
        if not options:
            return table
        zh, en = ("、".join(one.zh for one in options), ", ".join(one.en for one in options))
        return Label(f"{table.zh}·{zh}", f"{table.en}, {en}")

    def compared(self, purpose: str, node: Compare, *, wanted: bool, is_alternative: bool) -> Iterator[Asked]:
        """A comparison of numbers; that of an option with a fact of the subject, too."""
        left, right, op = node.left, node.right, node.op if wanted else NEGATED[node.op]
        if _is_limit(left) and not _is_limit(right):
            left, right, op = right, left, _TURNED[op]
        if is_option(left) or is_flag(left):
            if isinstance(left, Fact) and isinstance(right, Text):
                title = self.ruleset.measures[left.measure].label
                yield Asked(
                    Requirement(purpose, title, left.measure, None, op, right.value, "", is_alternative=is_alternative)
                )
            return
        quantity = _plain(left)
        if _is_limit(left) or (isinstance(quantity, Fact) and quantity.kind == "date"):
            return
        measure = quantity.measure if isinstance(quantity, Fact) and quantity.measure in self.plan.facts else ""
        unit = str(getattr(left, "unit", "") or getattr(right, "unit", ""))
        need, value, asked = self.limit(right)
        limit = _plain(right)
        beside = limit.measure if isinstance(limit, Fact) else ""
        found = Requirement(
            purpose, self.title(quantity), measure, None, op, need, unit, value, beside, is_alternative=is_alternative
        )
        yield Asked(found, None if measure else left, asked)

    def limit(self, node: Expression) -> tuple[Written, str, Expression | None]:
        """The limit where it is the same for every subject, which number of the standard it is, what gives it else."""
        plain = _plain(node)
        if isinstance(plain, Number):
            return number_text(plain.value), "", None
        if isinstance(plain, Parameter) and plain is node:
            branches = self.ruleset.values[plain.value].branches
            key = plain.key.value if isinstance(plain.key, Text) else "" if "" in branches else None
            fixed = None if key is None else branches.get(key)
            if fixed is not None:
                return number_text(fixed), plain.value, None
            return None, plain.value, node
        return None, "", node

    def title(self, node: Expression) -> Label:
        """What is asked about, in words."""
        if isinstance(node, Fact):
            return self.ruleset.measures[node.measure].label
        from evalrules.semantics.relation_words import RelationWords

        words = (RelationWords(self.ruleset, language) for language in ("zh", "en"))
        return Label(*(one.term(node, self.scope, figures=False) for one in words))


def _plain(node: Expression) -> Expression:
    """A quantity without how it is rounded or converted."""
    while isinstance(node, Rounded | Converted):
        node = node.item
    return node


def _is_limit(node: Expression) -> bool:
    """Whether a side of a comparison is made of numbers of the standard alone."""
    return not any(isinstance(part, Fact | RowTally | RowStatistic | Matched) for part in walk(node)) or isinstance(
        _plain(node), Parameter
    )


def _is_inside_rows(node: Compare, root: Expression) -> bool:
    """Whether a comparison is made in each row of a table, and not once."""
    return any(
        node is part
        for rows in walk(root)
        if isinstance(rows, RowTally | RowStatistic)
        for part in walk(rows.body if isinstance(rows, RowTally) else rows.item)
    )
