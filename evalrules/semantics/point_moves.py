"""The moves that bring a sum of points to its limit: of points that are given, or of what points are computed from.

One move that is enough comes first, the nearest of them; else the fewest that are enough together, those that give
most: of these the last goes only as far as it must.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

from evalrules.base.records import NamedTuple
from evalrules.model.refs import PointsRef
from evalrules.model.ruleset import measures_behind
from evalrules.semantics.conditions import FLIPPED, number
from evalrules.semantics.joint_moves import is_stated, least_step, ways_from_ends
from evalrules.semantics.scope import Scope
from evalrules.semantics.single_moves import Move, Way, facts_of, is_own, is_possible, move_ways, numeric_move
from evalrules.tree.nodes import Among, Arithmetic, Compare, Expression, Fact, Number, Score
from evalrules.tree.walk import walk


class _Gain(NamedTuple):
    """A move with the points that it gives, and how far it goes in proportion to what there is."""

    move: Move
    points: Fraction
    distance: Fraction


def point_ways(node: Compare, op: str, scope: Scope) -> list[Way]:
    """The ways to make a comparison of a sum of points (read with `op`) hold; none where it is no such."""
    asked = _Asked.of(node, op, scope)
    if asked is None:
        return []
    every = [gain for own in asked.measures() for gain in asked.gains(own)]
    improving = [gain for gain in every if scope.measure(gain.move.measure).better]
    found: list[Way] = []
    for gains in (improving, every):
        ways = _ways_of(asked, gains)
        stated = [way for way in ways if is_stated(way, scope)]
        if stated:
            return [_no_farther(asked.node, way, scope) for way in stated]
        found = found or ways
    return ways_from_ends(asked.node, asked.measures(), scope) or found


def _no_farther(node: Compare, way: Way, scope: Scope) -> Way:
    """A way of one move, which goes only as far as it must."""
    return (least_step(node, way[0], scope),) if len(way) == 1 and len(way[0].op) == 2 else way


def _ways_of(asked: _Asked, gains: list[_Gain]) -> list[Way]:
    enough = [gain for gain in gains if gain.points >= asked.short]
    if enough:
        nearest = {gain.move.measure: gain for gain in sorted(enough, key=lambda one: -one.distance)}
        return [(gain.move,) for gain in sorted(nearest.values(), key=lambda one: one.distance)]
    return asked.together(gains)


class _Asked:
    """A sum of points below its limit."""

    def __init__(self, terms: tuple[Expression, ...], node: Compare, short: Fraction, scope: Scope) -> None:
        self.short = short
        self.node, self._scope = node, scope
        self._resting: dict[str, list[Expression]] = {}
        for term in terms:
            for own in measures_behind(term, scope.ruleset.measures):
                self._resting.setdefault(own, []).append(term)

    @classmethod
    def of(cls, node: Compare, op: str, scope: Scope) -> _Asked | None:
        """What a comparison asks for; None where no points are asked for, or it is not known how many lack."""
        node = node._replace(op=op)
        if node.op in ("<", "<="):
            node = Compare(FLIPPED[node.op], node.right, node.left, node.span)
        parts = list(walk(node))
        of_points = any(isinstance(part, Score) for part in parts)
        if node.op not in (">", ">=") or not of_points:
            return None
        have, need = number(node.left, scope)[0], number(node.right, scope)[1]
        if not isinstance(have, Fraction) or not isinstance(need, Fraction):
            return None
        short = need - have
        return cls(_terms(node.left), node, short, scope) if short >= 0 else None

    def measures(self) -> list[str]:
        """What may be moved, in the order of the ruleset."""
        return [own for own in self._scope.ruleset.measures if own in self._resting and is_own(own, self._scope)]

    def gains(self, measure: str) -> Iterator[_Gain]:
        """The moves of a measure that give points."""
        for move in dict.fromkeys(self._moves(measure)):
            points = self._points_of(move) if self._is_sensible(move) else Fraction(0)
            if points <= 0:
                continue
            yield _Gain(move, points, self._distance(move))
            if points > self.short > 0:
                yield from self._part_of(move, points)

    def _part_of(self, move: Move, points: Fraction) -> Iterator[_Gain]:
        """As much of a move as gives the points that lack, where they grow with it."""
        known = self._scope.stated(move.measure)
        if known is None or not isinstance(known[0], Fraction) or not isinstance(move.need, Fraction):
            return
        amount = (move.need - known[0]) * self.short / points
        if self._scope.measure(move.measure).type == "count":
            amount = Fraction(ceil(amount) if amount > 0 else floor(amount))
        less = move._replace(op=f"{move.op[0]}=", need=known[0] + amount)
        gained = self._points_of(less) if less != move else Fraction(0)
        if gained >= self.short:
            yield _Gain(less, gained, self._distance(less))

    def _is_sensible(self, move: Move) -> bool:
        """Whether a figure goes where its operator says, and nothing is made worse."""
        known, better = self._scope.stated(move.measure), self._scope.measure(move.measure).better
        if not isinstance(move.need, Fraction):
            return not (isinstance(move.need, bool) and better) or move.need is (better == "higher")
        is_up = move.op[0] == ">"
        if better and is_up is not (better == "higher"):
            return False
        return known is None or (move.need > known[0] if is_up else move.need < known[1])

    def _moves(self, measure: str) -> Iterator[Move]:
        declared = self._scope.measure(measure)
        if isinstance(declared.ref, PointsRef):
            yield from self.of_points(measure, self.short)
            return
        straight = numeric_move(self.node, self.node.op, measure, self._scope)
        if straight is not None:
            yield straight
        for term in self._resting[measure]:
            for part in walk(term):
                if _is_asked(part, measure):
                    found = (way for wanted in (True, False) for way in move_ways(part, self._scope, wanted=wanted))
                    yield from (way[0] for way in found if len(way) == 1 and way[0].measure == measure)
                yield from self._ends(part, measure)

    def of_points(self, measure: str, short: Fraction) -> Iterator[Move]:
        """As many more points as lack, and all that there are."""
        low, high = self._scope.declared(measure)
        known = self._scope.stated(measure)
        have = known[0] if known is not None else low
        if not isinstance(have, Fraction) or not isinstance(high, Fraction):
            return
        is_strict = self.node.op == ">"
        for need, op in ((have + short, self.node.op), (high, ">=")):
            move = Move(measure, op, need)
            if have < need <= high and (not is_strict or op == ">=" or need < high) and is_possible(move, self._scope):
                yield move

    def _ends(self, part: Expression, measure: str) -> Iterator[Move]:
        """Where a figure meets a number that it is compared with, or taken from: no more points are given beyond."""
        if not isinstance(part, Arithmetic) or part.op != "-":
            return
        for op in (">=", "<="):
            span = part.span
            found = numeric_move(Compare(op, part, Number(Fraction(0), "", span), span), op, measure, self._scope)
            if found is not None:
                yield found

    def _points_of(self, move: Move) -> Fraction:
        after = self._scope.with_facts(facts_of((move,)))
        total = Fraction(0)
        for term in self._resting[move.measure]:
            before, now = number(term, self._scope)[0], number(term, after)[0]
            if not isinstance(before, Fraction) or not isinstance(now, Fraction):
                return Fraction(0)
            total += now - before
        return total

    def _distance(self, move: Move) -> Fraction:
        known = self._scope.stated(move.measure)
        if not isinstance(move.need, Fraction) or known is None or not isinstance(known[0], Fraction):
            return Fraction(1)
        return abs(move.need - known[0]) / (abs(known[0]) or 1)

    def together(self, gains: list[_Gain]) -> list[Way]:
        """The moves that give most, as few as are enough; the last only as far as it must go."""
        most: dict[str, _Gain] = {}
        for gain in gains:
            known = most.get(gain.move.measure)
            most[gain.move.measure] = gain if known is None or gain.points > known.points else known
        chosen: list[Move] = []
        lacking = self.short
        for gain in sorted(most.values(), key=lambda one: -one.points):
            if gain.points >= lacking:
                return [(*chosen, self._no_further(gain, chosen, lacking))]
            chosen.append(gain.move)
            lacking -= gain.points
        return []

    def _no_further(self, gain: _Gain, others: list[Move], lacking: Fraction) -> Move:
        own = gain.move.measure
        scope = self._scope.with_facts(facts_of(tuple(others)))
        asked = _Asked.of(self.node, self.node.op, scope)
        if asked is None:
            return gain.move
        if isinstance(self._scope.measure(own).ref, PointsRef):
            return next(iter(asked.of_points(own, lacking)), gain.move)
        enough = [one for one in asked.gains(own) if one.points >= asked.short]
        return min(enough, key=lambda one: one.distance).move if enough else gain.move


def _is_asked(part: Expression, measure: str) -> bool:
    """Whether a part of a formula is a condition over the measure."""
    if isinstance(part, Compare | Among):
        return any(isinstance(one, Fact) and one.measure == measure for one in walk(part))
    return isinstance(part, Fact) and part.kind != "number" and part.measure == measure


def _terms(node: Expression) -> tuple[Expression, ...]:
    """What is added up."""
    if isinstance(node, Score):
        return node.items
    if isinstance(node, Arithmetic) and node.op == "+":
        return (*_terms(node.left), *_terms(node.right))
    return (node,)
