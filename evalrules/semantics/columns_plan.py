"""A whole plan in columns: of each indicator the outcomes still possible, as bits, and the key of its verdict.

The lowest bit is that of the best outcome, the highest that of not applicable. A key counts how many indicators can
take which steps (evalrules.semantics.counting), and holds what the verdict sees of the facts: rows of one key have one
verdict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from sqlglot import exp

from evalrules.base.records import NamedTuple
from evalrules.model.outcome import NOT_APPLICABLE, SCORED, Outcome, texts_of
from evalrules.plan.nodes import Arm, Cap, IndicatorPlan, Plan
from evalrules.semantics.ballots import ranks_stated
from evalrules.semantics.columns_numbers import Digits, NotInColumns, cast_to
from evalrules.semantics.columns_truth import Reader, Tree, called, when
from evalrules.semantics.counting import Counting
from evalrules.semantics.scope import Scope
from evalrules.semantics.standings import is_assessed, is_given
from evalrules.semantics.verdict_facts import looked_at

Stated: TypeAlias = Mapping[str, Tree]
"""The grades that have a column, by indicator: the rank of an outcome, or NULL."""

_KEY_BITS = 62
_WHOLE, _PLACES = 12, 6
"""The digits of a column of which nothing more is known."""

MOST_KEYS = 100_000
"""So many keys are a list, in which verdicts are looked up; more are a table, which is joined."""

_FEW_ARMS = 3
"""Of so many arms each names those after it twice, which is quicker than to ask every one."""


class IndicatorColumns(NamedTuple):
    """An indicator: its bits, what each number of them says (the likely ones first), and whether a panel decides.

    `said` is what the panel says, where that has a column.
    """

    plan: IndicatorPlan
    bits: Tree
    shown: Mapping[int, tuple[str, ...]]
    is_by_panel: bool
    said: Tree | None

    def is_at(self, rank: int, column: Tree) -> Tree:
        """That the indicator certainly has the outcome of a rank; `column` holds its bits."""
        return exp.EQ(this=column.copy(), expression=number(1 << rank))


def number(value: int) -> Tree:
    """A number that is written."""
    return exp.Literal.number(value)


def indicator_in_columns(plan: IndicatorPlan, reader: Reader, stated: Stated) -> IndicatorColumns:
    """One indicator. Raises NotInColumns with what columns cannot say of it."""
    if plan.indicator.kind == SCORED.kind and plan.indicator.met is None:
        raise NotInColumns("points")
    if plan.chosen is not None:
        raise NotInColumns("a grade that a formula names")
    if plan.must_when is not None:
        raise NotInColumns("whether it must be reached depends on the subject")
    by_panel = is_assessed(plan, reader.nobody)
    if by_panel is None:
        raise NotInColumns("whether a panel decides depends on the subject")
    said = stated.get(plan.indicator.id) if by_panel else None
    if by_panel:
        bits = _by_panel(plan, reader, said)
    elif plan.caps:
        raise NotInColumns("a ceiling over what is computed")
    else:
        bits = _by_arms(plan, reader)
    return IndicatorColumns(plan, _where_it_applies(plan, reader, bits), _shown(plan), by_panel, said)


def _all(plan: IndicatorPlan) -> int:
    return (1 << len(plan.every)) - 1


def _bit(plan: IndicatorPlan, outcome: Outcome) -> int:
    return 1 << plan.every.index(outcome)


def _where_it_applies(plan: IndicatorPlan, reader: Reader, bits: Tree) -> Tree:
    if plan.applies is None:
        return bits
    root, beside = plan.applies.root, 1 << len(plan.every)
    fails, holds = reader.surely(root, wanted=False), reader.surely(root)
    return when(
        ((fails, number(beside)), (holds, bits)), exp.Add(this=exp.paren(bits.copy()), expression=number(beside))
    )


def _by_arms(plan: IndicatorPlan, reader: Reader) -> Tree:
    """The bits of the first arm that holds and of those before it that may; all of them where there is none."""
    found = _bits_of_arms(plan, plan.arms, reader)
    if plan.arms and plan.arms[-1].guard is None:
        return found
    return exp.Coalesce(this=exp.Nullif(this=found, expression=number(0)), expressions=[number(_all(plan))])


def _bits_of_arms(plan: IndicatorPlan, arms: tuple[Arm, ...], reader: Reader) -> Tree:
    if not arms:
        return number(0)
    first, *rest = arms
    own = number(_bit(plan, first.outcome))
    if first.guard is None:
        return own
    others = _bits_of_arms(plan, tuple(rest), reader)
    holds, fails = reader.surely(first.guard.root), reader.surely(first.guard.root, wanted=False)
    if len(plan.arms) <= _FEW_ARMS + 1:
        return when(((holds, own), (fails, others)), _either(own, others))
    return _either(when(((fails, number(0)),), own), when(((holds, number(0)),), others))


def _either(one: Tree, other: Tree) -> Tree:
    return exp.paren(exp.BitwiseOr(this=exp.paren(one.copy()), expression=exp.paren(other.copy())))


def _limits(plan: IndicatorPlan, reader: Reader) -> tuple[tuple[Cap, Tree], ...]:
    """The ceilings whose numbers are given, the lowest first, each with where it certainly does not hold."""
    found = []
    for cap in plan.caps:
        is_it = is_given(cap.guard, reader.nobody)
        if is_it is None:
            raise NotInColumns("whether a ceiling counts depends on the subject")
        if is_it:
            found.append((cap, reader.surely(cap.guard.root, wanted=False)))
    return tuple(sorted(found, key=lambda one: -one[0].limit))


def _by_panel(plan: IndicatorPlan, reader: Reader, said: Tree | None) -> Tree:
    """What the panel says, or may say, under the ceilings that certainly do not hold."""
    limits, free = _limits(plan, reader), _under(plan, 0, said)
    return when([(fails, _under(plan, cap.limit, said)) for cap, fails in limits], free) if limits else free


def _under(plan: IndicatorPlan, limit: int, said: Tree | None) -> Tree:
    nothing = number(_all(plan) >> limit << limit)
    if said is None:
        return nothing
    arms = [
        (exp.EQ(this=said, expression=number(rank)), number(1 << max(rank, limit))) for rank in range(len(plan.every))
    ]
    return when(arms, nothing)


def ranks_of_cells(plan: IndicatorPlan) -> dict[str | bool, int]:
    """The rank of each outcome by the plain value that states it: a truth where it is met or not, else the id."""
    is_of_truths = plan.indicator.kind == "met"
    return {own: rank for own, rank in ranks_stated(plan.every).items() if isinstance(own, bool) is is_of_truths}


def _shown(plan: IndicatorPlan) -> Mapping[int, tuple[str, ...]]:
    every = (*plan.every, NOT_APPLICABLE) if plan.applies is not None else plan.every
    numbers = sorted(range(1, 1 << len(every)), key=lambda bits: (bits.bit_count() > 1, -bits.bit_count(), bits))
    return {bits: texts_of(outcomes_of(plan, bits)) for bits in numbers}


# -- the key -------------------------------------------------------------------------------------------------------


def outcomes_of(plan: IndicatorPlan, bits: int) -> tuple[Outcome, ...]:
    """The outcomes that bits stand for, as the counts take them."""
    every = (*plan.every, NOT_APPLICABLE)
    return tuple(one for rank, one in enumerate(every) if bits >> rank & 1)


class Keys(NamedTuple):
    """What a verdict hangs on: numbers over the columns of bits, `b0` and on.

    `dense` is one small number over these, `k0` and on, of which there are `size`; None where they are too many.
    `digits` are the steps that it counts, the lowest first, each with the most that makes a difference. Where the key
    `is_of_counts`, neither facts nor single indicators are seen: then there can be every one of them.
    """

    packed: tuple[Tree, ...]
    dense: Tree | None
    size: int
    digits: tuple[tuple[tuple[int, ...], int], ...]
    is_of_counts: bool


class _Slot(NamedTuple):
    """Where in which of the packed numbers it is counted how many indicators can take some steps, and from where on
    more of them make no difference.
    """

    word: int
    shift: int
    most: int


def keys_of(indicators: tuple[IndicatorColumns, ...], plan: Plan, reader: Reader, counting: Counting) -> Keys:
    """The key of a plan."""
    taken = [
        {bits: _stopped(counting.steps(one.plan.indicator.id, outcomes_of(one.plan, bits)), plan, counting)
         for bits in one.shown} for one in indicators
    ]  # fmt: skip
    slots = _slots(taken, plan)
    words = max((slot.word for slot in slots.values()), default=-1) + 1
    sums: list[Tree] = [number(0) for _ in range(words)]
    for at, mine in enumerate(taken):
        for word in range(words):
            weights = [
                (bits, 1 << slots[one].shift) for bits, one in mine.items() if one in slots and slots[one].word == word
            ]
            if weights:
                plain = [(1 << rank, 0) for rank in range(2) if mine.get(1 << rank) == (0,)]
                column = exp.column(f"b{at}")
                tests = [(exp.EQ(this=column, expression=number(bits)), _big(one)) for bits, one in (*plain, *weights)]
                sums[word] = exp.Add(this=sums[word], expression=when(tests, _big(0)))
    seen = _seen(plan, reader)
    dense, size = _dense(slots, words, len(seen), len(indicators).bit_length())
    digits = tuple((steps, slot.most) for steps, slot in slots.items())
    return Keys((*sums, *seen), dense, size, digits, is_of_counts=not seen and not plan.named)


def _stopped(steps: tuple[int, ...], plan: Plan, counting: Counting) -> tuple[int, ...]:
    """Steps without what no count takes note of, as it is stopped at none."""
    limits = [limit for one in plan.counts for limit in (one.holding, one.failing)]
    vectors = [list(counting.unpacked(step)) for step in steps]
    for vector in vectors:
        for at, limit in enumerate(limits):
            vector[at] = vector[at] if limit is None else min(vector[at], limit)
    return tuple(sorted({counting.packed(tuple(vector)) for vector in vectors}))


def _slots(taken: Sequence[Mapping[int, tuple[int, ...]]], plan: Plan) -> dict[tuple[int, ...], _Slot]:
    """A slot for all steps that add anything.

    Of one kind of steps as many as all limits together come to make every difference that there is: of more, one could
    be left out, or taken twice, without a change of any count that is stopped at its limit.
    """
    steps = dict.fromkeys(one for mine in taken for one in mine.values())
    steps.pop((0,), None)
    limits = [limit for one in plan.counts for limit in (one.holding, one.failing)]
    enough = len(taken) if None in limits else sum(limit for limit in limits if limit is not None)
    size = len(taken).bit_length()
    found = {}
    for at, one in enumerate(steps):
        word, slot = divmod(at, _KEY_BITS // size)
        able = sum(one in mine.values() for mine in taken)
        found[one] = _Slot(word, slot * size, min(able, max(enough, 1)))
    return found


def _dense(slots: Mapping[tuple[int, ...], _Slot], words: int, seen: int, width: int) -> tuple[Tree | None, int]:
    """The digits of a key as one number, each count stopped where more makes no difference."""
    found: Tree = _big(0)
    size = 1
    for word, shift, most in slots.values():
        moved = exp.BitwiseRightShift(this=exp.column(f"k{word}"), expression=number(shift))
        count = exp.BitwiseAnd(this=exp.paren(moved), expression=number((1 << width) - 1))
        stopped = called("least", count, number(most))
        found, size = exp.Add(this=found, expression=exp.Mul(this=stopped, expression=_big(size))), size * (most + 1)
    for at in range(seen):
        digit = exp.Mul(this=exp.column(f"k{words + at}"), expression=_big(size))
        found, size = exp.Add(this=found, expression=digit), size * 3
    return (found, size) if size <= MOST_KEYS else (None, size)


def _big(value: int) -> exp.Cast:
    return cast_to(number(value), "BIGINT")


def _seen(plan: Plan, reader: Reader) -> list[Tree]:
    """What the verdict sees of the facts: of each condition whether it holds, does not, or may."""
    conditions, measures = looked_at(plan)
    if measures:
        raise NotInColumns("a verdict that compares facts with indicators")
    return [
        when(((reader.surely(root), number(1)), (reader.surely(root, wanted=False), number(0))), number(2))
        for root in conditions
    ]


# -- what is not said --------------------------------------------------------------------------------------------------


class Unsaid(NamedTuple):
    """What columns cannot say of an indicator ("": of the verdict)."""

    indicator: str
    what: str


def unsaid_of(plan: Plan, nobody: Scope) -> tuple[Unsaid, ...]:
    """What columns cannot say of a plan, where everything has a column that is asked for."""
    ruleset = plan.ruleset
    held = {
        one.id: Digits(exp.column(f"v{at}"), _WHOLE, 0 if one.type == "count" else _PLACES)
        for at, one in enumerate(ruleset.facts)
    }
    stated = {one.id: exp.column(f"g{at}") for at, one in enumerate(ruleset.indicators)}
    found, reader = [], Reader(ruleset, held, nobody)
    for one in plan.indicators:
        try:
            indicator_in_columns(one, reader, stated)
        except NotInColumns as what:
            found.append(Unsaid(one.indicator.id, str(what)))
    try:
        _seen(plan, reader)
    except NotInColumns as what:
        found.append(Unsaid("", str(what)))
    return tuple(found)
