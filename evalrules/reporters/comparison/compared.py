"""Two kept results held against each other: what became better, what worse, and from what.

Values only, no words (evalrules.reporters.comparison.page). A reason is something that both results state and that
differs between them: a fact, a value of the standard, the rows that fail, who decided, a waiver.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from math import inf
from typing import Literal, TypeAlias

from evalrules.base.records import NamedTuple
from evalrules.model.assessment import (
    MET,
    NOT_MET,
    Assessment,
    FactUse,
    Finding,
    GateFinding,
    Points,
    ValueUse,
    VetoFinding,
    WaiverUse,
    Written,
)
from evalrules.model.outcome import outcomes_graded, texts_of
from evalrules.model.report import Engine, Report
from evalrules.model.ruleset import Label
from evalrules.model.what_if import Replaced, WhatIf
from evalrules.reporters.tally import standings_of

BETTER, WORSE, SAME, NOT_COMPARABLE = "better", "worse", "same", "not_comparable"
ADDED, REMOVED = "added", "removed"
RuleKind: TypeAlias = Literal["gate", "veto"]
GATE: RuleKind = "gate"
VETO: RuleKind = "veto"


class Amount(NamedTuple):
    """A value with its unit; the value is None where it is not known."""

    value: Written
    unit: str


class Moved(NamedTuple):
    """A fact, or a value of the standard, that is another one now; None where one of the results does not have it."""

    id: str
    before: Amount | None
    after: Amount | None


class Side(NamedTuple):
    """An indicator as one of the results has it: its finding, the word it is counted under, its waiver in force."""

    finding: Finding
    standing: str
    waiver: WaiverUse | None


class IndicatorChange(NamedTuple):
    """An indicator whose outcome, grade, points or count changed, with the facts and values that did."""

    id: str
    title: Label
    direction: str
    before: Side | None
    after: Side | None
    facts: tuple[Moved, ...]
    values: tuple[Moved, ...]


class RuleChange(NamedTuple):
    """A gate that holds or a veto that fires where it did not, or the other way round; `kind` says which.

    `before` and `after` are yes, no or open, and None where the edition has no such rule.
    """

    kind: RuleKind
    id: str
    title: Label
    direction: str
    before: str | None
    after: str | None
    facts: tuple[Moved, ...]


class SubjectChange(NamedTuple):
    """One subject in both results. `direction` is that of the level; `values` are all of the standard that changed.

    `replaced` are the values that were put into the evidence, where that was what was asked.
    """

    before: Assessment
    after: Assessment
    direction: str
    indicators: tuple[IndicatorChange, ...]
    rules: tuple[RuleChange, ...]
    values: tuple[Moved, ...]
    replaced: tuple[Replaced, ...] = ()

    @property
    def is_unchanged(self) -> bool:
        """Whether both results say the same of the subject."""
        return self.direction == SAME and not self.indicators and not self.rules and not self.values

    @property
    def got_worse(self) -> bool:
        """Whether the level, an indicator, a gate or a veto is worse than before."""
        parts = [one.direction for one in self.indicators] + [one.direction for one in self.rules]
        return WORSE in (self.direction, *parts)


class Comparison(NamedTuple):
    """Two results: the subjects that both have, those that only one has, the inputs that were not evaluated."""

    engines: tuple[Engine, Engine]
    subjects: tuple[SubjectChange, ...]
    only_before: tuple[Assessment, ...]
    only_after: tuple[Assessment, ...]
    not_evaluated_before: tuple[str, ...]
    not_evaluated_after: tuple[str, ...]

    @property
    def got_worse(self) -> bool:
        """Whether anything of any subject is worse than before."""
        return any(one.got_worse for one in self.subjects)


def compared(before: Report, after: Report) -> Comparison:
    """What changed from one result to the other, subject by subject in the order of the second."""
    old, new = _assessed(before), _assessed(after)
    matched = matches(old, new)
    pairs = [(matched[at], one) for at, one in enumerate(new) if at in matched]
    taken = {id(one) for one, _ in pairs}
    return Comparison(
        engines=(before.engine, after.engine),
        subjects=tuple(subject_change(one, other) for one, other in pairs),
        only_before=tuple(one for one in old if id(one) not in taken),
        only_after=tuple(one for at, one in enumerate(new) if at not in matched),
        not_evaluated_before=_not_evaluated(before),
        not_evaluated_after=_not_evaluated(after),
    )


def what_if_compared(found: WhatIf) -> Comparison:
    """What became of each subject with the values that were put into its evidence."""
    every = compared(found.before, found.after)
    replaced = found.replaced
    subjects = (one._replace(replaced=replaced.get(one.after.evidence_path, ())) for one in every.subjects)
    return every._replace(subjects=tuple(subjects))


def _assessed(report: Report) -> list[Assessment]:
    return [result.assessment for result in report.results if result.assessment is not None]


def _not_evaluated(report: Report) -> tuple[str, ...]:
    return tuple(result.path for result in report.results if result.assessment is None)


# -- who is who --------------------------------------------------------------------------------------------------------

_Key: TypeAlias = Callable[[Assessment], tuple[object, ...]]

SAME_RULESET: tuple[_Key, ...] = (
    lambda found: (found.ruleset.id, found.ruleset.edition, found.period),
    lambda found: (found.ruleset.id, found.period),
    lambda found: (found.ruleset.id,),
)
"""How much of two results must agree beside the subject, the closest first."""
ANY_RULESET: tuple[_Key, ...] = (*SAME_RULESET, lambda found: ())


def matches(
    old: Sequence[Assessment], new: Sequence[Assessment], closeness: tuple[_Key, ...] = ANY_RULESET
) -> dict[int, Assessment]:
    """For each new result, by its number, the old one of the same subject: by kind and id, else by name, else by file.

    Where a subject occurs several times, those that agree most are matched first, each only once.
    """
    found: dict[int, Assessment] = {}
    free = list(old)
    for identity in (_by_id, _by_name, _by_file):
        for key in closeness:
            _match(free, new, found, _keyed(identity, key))
    return found


def _match(
    free: list[Assessment],
    new: Sequence[Assessment],
    found: dict[int, Assessment],
    key: Callable[[Assessment], tuple[object, ...] | None],
) -> None:
    """Match those that agree on their key, and take them out of what is free."""
    known: dict[tuple[object, ...], list[Assessment]] = {}
    for one in free:
        own = key(one)
        if own is not None:
            known.setdefault(own, []).append(one)
    for at, one in enumerate(new):
        own = key(one) if at not in found else None
        same = next((other for other in known.get(own, ()) if _may_be(other, one)), None) if own is not None else None
        if own is not None and same is not None:
            found[at] = same
            known[own].remove(same)
    taken = {id(one) for one in found.values()}
    free[:] = [one for one in free if id(one) not in taken]


def _may_be(one: Assessment, other: Assessment) -> bool:
    """Two ids that differ are two subjects, whatever they are called."""
    return one.subject.id == other.subject.id or not one.subject.id or not other.subject.id


def _keyed(identity: Callable[[Assessment], str], key: _Key) -> Callable[[Assessment], tuple[object, ...] | None]:
    return lambda found: (identity(found), *key(found)) if identity(found) else None


def _by_id(found: Assessment) -> str:
    return f"{found.subject.kind} {found.subject.id}" if found.subject.id else ""


def _by_name(found: Assessment) -> str:
    return f"{found.subject.kind} {found.subject.name}" if found.subject.name else ""


def _by_file(found: Assessment) -> str:
    is_named = found.subject.id or found.subject.name
    return "" if is_named else f"{found.subject.kind} {found.evidence_path}"


# -- better and worse --------------------------------------------------------------------------------------------------


def level_direction(before: Assessment, after: Assessment) -> str:
    """How the levels still possible moved, by the order of both rulesets; only within editions of one ruleset."""
    if before.ruleset.id != after.ruleset.id:
        return NOT_COMPARABLE
    scales = (list(before.titles.levels), list(after.titles.levels))
    return _direction(before.verdict.possible, after.verdict.possible, scales)


def indicator_direction(before: Finding, after: Finding, grades: tuple[Iterable[str], Iterable[str]]) -> str:
    """How an indicator moved: by its points, else by the grades (or met and not met) still possible."""
    if before.points is not None and after.points is not None:
        return _points_direction(before.points, after.points)
    if (before.outcome, before.possible) == (after.outcome, after.possible):
        return SAME
    scales = (_scale(before, grades[0]), _scale(after, grades[1]))
    return _direction(texts_of(before.possible), texts_of(after.possible), scales)


def _scale(finding: Finding, grades: Iterable[str]) -> list[str]:
    is_yes_or_no = set(texts_of(finding.possible)) <= {MET, NOT_MET}
    return [MET, NOT_MET] if is_yes_or_no else list(texts_of(outcomes_graded(tuple(grades))))


def _direction(before: Sequence[str], after: Sequence[str], scales: tuple[list[str], list[str]]) -> str:
    """Better where neither the best nor the worst that is possible came down and one went up; worse likewise."""
    names = {*before, *after}
    orders = [[name for name in scale if name in names] for scale in scales]
    if orders[0] != orders[1] or set(orders[0]) != names or not before or not after:
        return NOT_COMPARABLE
    ranks, other = ([orders[0].index(name) for name in possible] for possible in (before, after))
    return _moved((-min(ranks), -max(ranks)), (-min(other), -max(other)))


def _points_direction(before: Points, after: Points) -> str:
    if before.full != after.full:
        return NOT_COMPARABLE
    return _moved(_ends(before), _ends(after))


def _ends(points: Points) -> tuple[Fraction | float, Fraction | float]:
    low, high = points.low, points.high
    return -inf if low is None else Fraction(low), inf if high is None else Fraction(high)


def _moved(before: tuple[Fraction | float, ...], after: tuple[Fraction | float, ...]) -> str:
    """Where the ends of a range went; more is better."""
    ups = [new > old for old, new in zip(before, after, strict=True)]
    downs = [new < old for old, new in zip(before, after, strict=True)]
    if any(ups) and any(downs):
        return NOT_COMPARABLE
    return BETTER if any(ups) else WORSE if any(downs) else SAME


# -- one subject -------------------------------------------------------------------------------------------------------


def subject_change(before: Assessment, after: Assessment) -> SubjectChange:
    """Everything that changed about one subject."""
    old, new = _sides(before), _sides(after)
    grades = (before.titles.grades, after.titles.grades)
    changes = [_indicator_change(own, old.get(own), new.get(own), grades) for own in dict.fromkeys((*new, *old))]
    values = _moves(_values(side.finding.values for side in old.values() if side.finding.id in new),
                    _values(side.finding.values for side in new.values() if side.finding.id in old))  # fmt: skip
    return SubjectChange(
        before, after, level_direction(before, after), tuple(one for one in changes if _is_change(one)),
        rule_changes(before, after), values,
    )  # fmt: skip


def _sides(found: Assessment) -> dict[str, Side]:
    standings = standings_of(found)
    waivers = {one.indicator: one for one in found.waivers if one.has_effect}
    return {one.id: Side(one, standings[one.id].word, waivers.get(one.id)) for one in found.findings}


def _indicator_change(
    own: str, before: Side | None, after: Side | None, grades: tuple[Iterable[str], Iterable[str]]
) -> IndicatorChange:
    shown = after or before
    title = shown.finding.title if shown is not None else Label("", "")
    if before is None or after is None:
        return IndicatorChange(own, title, ADDED if before is None else REMOVED, before, after, (), ())
    one, other = before.finding, after.finding
    return IndicatorChange(
        own, title, indicator_direction(one, other, grades), before, after,
        _moves(_facts(one.facts), _facts(other.facts)), _moves(_values([one.values]), _values([other.values])),
    )  # fmt: skip


def _is_change(found: IndicatorChange) -> bool:
    if found.before is None or found.after is None:
        return True
    return _outcome(found.before) != _outcome(found.after)


def _outcome(side: Side) -> tuple[object, ...]:
    one = side.finding
    return (one.outcome, one.grade, one.points, one.possible, side.standing)


def _facts(uses: Iterable[FactUse]) -> dict[str, Amount]:
    return {use.measure: Amount(use.value, use.unit) for use in uses}


def _values(uses: Iterable[Iterable[ValueUse]]) -> dict[str, Amount]:
    return {use.id: Amount(use.value, use.unit) for one in uses for use in one}


def _moves(before: dict[str, Amount], after: dict[str, Amount]) -> tuple[Moved, ...]:
    """What differs, in the order of the second; what only one of them rests on counts too."""
    return tuple(
        Moved(own, before.get(own), after.get(own))
        for own in dict.fromkeys((*after, *before))
        if before.get(own) != after.get(own)
    )


# -- gates and vetoes --------------------------------------------------------------------------------------------------

_WORDS = {True: "yes", False: "no", None: "open"}
_RANKS = {GATE: ("no", "open", "yes"), VETO: ("yes", "open", "no")}
BEST = {kind: words[-1] for kind, words in _RANKS.items()}
"""What a gate and a veto should be."""


def rule_changes(before: Assessment, after: Assessment) -> tuple[RuleChange, ...]:
    """The gates, then the vetoes, that are otherwise than before, that came or went."""
    return (*_changes_of(GATE, before.gates, after.gates), *_changes_of(VETO, before.vetoes, after.vetoes))


def _changes_of(
    kind: RuleKind, before: Sequence[GateFinding | VetoFinding], after: Sequence[GateFinding | VetoFinding]
) -> list[RuleChange]:
    old, new = {one.id: one for one in before}, {one.id: one for one in after}
    titles = {own: one.title for own, one in (old | new).items()}
    found = [_rule_change(kind, own, titles[own], (old.get(own), new.get(own))) for own in dict.fromkeys((*new, *old))]
    return [one for one in found if one.before != one.after]


def _rule_change(
    kind: RuleKind,
    own: str,
    title: Label,
    sides: tuple[GateFinding | VetoFinding | None, GateFinding | VetoFinding | None],
) -> RuleChange:
    before, after = (None if one is None else _state(one) for one in sides)
    used = [_facts(one.facts) for one in sides if one is not None]
    facts = _moves(used[0], used[1]) if len(used) > 1 else ()
    return RuleChange(kind, own, title, _rule_direction(kind, before, after), before, after, facts)


def _state(found: GateFinding | VetoFinding) -> str:
    return _WORDS[found.holds if isinstance(found, GateFinding) else found.fired]


def _rule_direction(kind: RuleKind, before: str | None, after: str | None) -> str:
    if before is None or after is None:
        return ADDED if before is None else REMOVED
    rank = _RANKS[kind].index
    return _moved((Fraction(rank(before)),), (Fraction(rank(after)),))
