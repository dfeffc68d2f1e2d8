"""What must follow the figures of a gap so that evidence contradicts nothing: the band of points that are given, the
same figure of a school in its other row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from evalrules.model.assessment import Change, Gap
from evalrules.semantics.case import Case
from evalrules.semantics.changes import is_distance
from evalrules.semantics.checks_after import Broken, may_break, newly_broken
from evalrules.semantics.conditions import truth
from evalrules.semantics.moves import ways_to
from evalrules.semantics.scope import Scope
from evalrules.semantics.single_moves import Way, facts_of
from evalrules.tree.nodes import Choose, Expression
from evalrules.tree.walk import walk

if TYPE_CHECKING:
    from evalrules.semantics.stated import Stated

MOST_ROUNDS = 4
"""So often is mended what following a figure has broken."""

MOST_TRIED = 60
"""So many changes of a gap are tried to be left out once others have followed them."""


def followed_gap(case: Case, gap: Gap) -> Gap | None:
    """A gap with what must follow its figures; None where nothing that follows makes the evidence agree.

    Of its alternatives, the first of all that agrees is the gap then, and those stay that nothing has to follow. How
    far a figure is that nothing stated moves, is said as it is.
    """
    every = (gap.changes, *gap.alternatives)
    found = ((at, one) for at, changes in enumerate(every) if (one := _followed(case, gap, changes)) is not None)
    first = next(found, None)
    if first is None:
        return None
    at, changes = first
    if changes is not every[at]:
        return gap._replace(changes=changes, alternatives=())
    others = (_each_figure_once(case, gap, one) for one in every[at + 1 :] if _agrees(case, one))
    return gap._replace(changes=_each_figure_once(case, gap, changes), alternatives=tuple(others))


def _each_figure_once(case: Case, gap: Gap, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """The changes without those that a larger amount of the same figure brings about, too."""
    figures = [(one.count_of or one.measure, one.row) for one in changes if one.measure is not None]
    return changes if len(figures) == len({*figures}) else _needed(case, gap, changes)


def _agrees(case: Case, changes: Sequence[Change]) -> bool:
    moved = (one.count_of or one.measure for one in changes if one.measure is not None)
    if not may_break(moved, case.ruleset) or _is_distant(case, changes):
        return True
    from evalrules.semantics.stated import stated_of

    return next(newly_broken(case, stated_of(case, changes)), None) is None


def _is_distant(case: Case, changes: Iterable[Change]) -> bool:
    return any(is_distance(one, case.scope) for one in changes)


def _followed(case: Case, gap: Gap, changes: tuple[Change, ...]) -> tuple[Change, ...] | None:
    """Changes with what must follow them; None where nothing that follows makes the evidence agree."""
    if _agrees(case, changes):
        return changes
    from evalrules.semantics.stated import reported, stated_of

    first = stated = stated_of(case, changes)
    for _ in range(MOST_ROUNDS):
        broken = list(newly_broken(case, stated))
        if not broken:
            break
        stated = _with_what_follows(case, stated, broken)
    if not _is_reached(case, gap, stated):
        return None
    whole = (*changes, *reported(case, _beyond(first, stated)))
    return _needed(case, gap, whole) if len(whole) <= MOST_TRIED else whole


def _needed(case: Case, gap: Gap, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """The changes without those that what has followed has made unnecessary."""
    from evalrules.semantics.stated import stated_of

    for one in changes:
        less = tuple(other for other in changes if other is not one)
        changes = less if _is_reached(case, gap, stated_of(case, less)) else changes
    return changes


def _is_reached(case: Case, gap: Gap, stated: Stated) -> bool:
    """Whether what is stated leads where the gap does, and breaks no check."""
    after = stated.put_into(case)
    if next(newly_broken(case, stated, after.scope), None) is not None:
        return False
    if gap.kind == "level":
        return all(case.ruleset.level_rank(level) <= case.ruleset.level_rank(gap.to) for level in after.possible_levels)
    standing = after.standing_of(gap.id)
    every = [one.text for one in standing.plan.every]
    return {one.text for one in standing.possible} <= {*every[: every.index(gap.to) + 1]}


def _beyond(first: Stated, stated: Stated) -> Stated:
    """What is stated that was not at first, or not so."""
    cells = {
        row: {own: value for own, value in changed.items() if first.cells.get(row, {}).get(own) != value}
        for row, changed in stated.cells.items()
    }
    facts = {own: value for own, value in stated.facts.items() if first.facts.get(own) != value}
    return stated._replace(facts=facts, cells={row: changed for row, changed in cells.items() if changed}, grades={})


def _with_what_follows(case: Case, stated: Stated, broken: Iterable[Broken]) -> Stated:
    """What is stated with the first way to mend each broken check by what is not stated yet."""
    from evalrules.semantics.row_levers import agreeing, followed

    facts = dict(stated.facts)
    for root in (one.root for one in broken if one.row is None):
        scope = case.scope.with_facts(facts)
        ways = (way for way in _ways(root, scope) if not facts.keys() & {move.measure for move in way})
        facts.update(facts_of(next(ways, ())))
    return stated._replace(facts=facts, cells=followed(case, agreeing(case, stated.cells)))


def _ways(root: Expression, scope: Scope) -> Iterator[Way]:
    """The ways to make a check hold; also by another choice where its limit hangs on one."""
    yield from ways_to(root, True, scope)
    inner = (part.condition for part in walk(root) if isinstance(part, Choose))
    for way in (way for node in inner for wanted in (True, False) for way in ways_to(node, wanted, scope)):
        if truth(root, scope.with_facts(facts_of(way))) is True:
            yield way
