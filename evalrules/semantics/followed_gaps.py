"""What must follow the figures of a gap so that evidence contradicts nothing: the band of points that are given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evalrules.model.assessment import Change, Gap
from evalrules.semantics.case import Case
from evalrules.semantics.changes import changes_of
from evalrules.semantics.conditions import truth
from evalrules.semantics.mends import is_at_least
from evalrules.semantics.moves import merge, ways_to
from evalrules.semantics.scope import Scope
from evalrules.semantics.single_moves import Move, Way, facts_of
from evalrules.semantics.stated import stated_of
from evalrules.tree.nodes import Choose, Expression
from evalrules.tree.walk import walk

MOST_ROUNDS = 4
"""So often is mended what following a figure has broken."""


def followed_gap(case: Case, gap: Gap) -> Gap | None:
    """A gap to a level with what must follow its figures; None where nothing that follows makes the evidence agree.

    Of its alternatives, the first of all that agrees is the gap then, and those stay that nothing has to follow.
    """
    every = (gap.changes, *gap.alternatives)
    found = ((at, one) for at, changes in enumerate(every) if (one := _followed(case, gap, changes)) is not None)
    first = next(found, None)
    if first is None:
        return None
    at, changes = first
    if len(changes) > len(every[at]):
        return gap._replace(changes=changes, alternatives=())
    return gap._replace(changes=changes, alternatives=tuple(one for one in every[at + 1 :] if _agrees(case, one)))


def _agrees(case: Case, changes: Sequence[Change]) -> bool:
    return not _broken(case, stated_of(case, changes).put_into(case))


def _followed(case: Case, gap: Gap, changes: tuple[Change, ...]) -> tuple[Change, ...] | None:
    """Changes with what must follow them; None where nothing that follows makes the evidence agree."""
    moves: tuple[Move, ...] = ()
    after = stated_of(case, changes).put_into(case)
    for _ in range(MOST_ROUNDS):
        broken = _broken(case, after)
        if not broken:
            break
        moved = {one.count_of or one.measure for one in changes} | {one.measure for one in moves}
        for root in broken:
            ways = (way for way in _ways(root, after.scope) if not moved & {one.measure for one in way})
            moves += next(ways, ())
        after = stated_of(case, changes).put_into(case).with_facts(facts_of(moves))
    if _broken(case, after):
        return None
    if not moves:
        return changes
    way = merge(moves, case.scope)
    if way is None or not is_at_least(after, case.ruleset.level_rank(gap.to)):
        return None
    return (*changes, *changes_of(way, case.scope))


def _ways(root: Expression, scope: Scope) -> Iterator[Way]:
    """The ways to make a check hold; also by another choice where its limit hangs on one."""
    yield from ways_to(root, True, scope)
    inner = (part.condition for part in walk(root) if isinstance(part, Choose))
    for way in (way for node in inner for wanted in (True, False) for way in ways_to(node, wanted, scope)):
        if truth(root, scope.with_facts(facts_of(way))) is True:
            yield way


def _broken(case: Case, after: Case) -> list[Expression]:
    roots = [check.condition.root for check in case.ruleset.checks]
    return [one for one in roots if truth(one, after.scope) is False and truth(one, case.scope) is not False]
