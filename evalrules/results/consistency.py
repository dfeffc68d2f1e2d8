"""Whether a kept result agrees with itself: whatever follows from another part of it is derived again.

What a single document cannot prove (that the evidence says so, that the ruleset asks for it) is left to
`evalrules verify`. Each check gives the part that is wrong, by its path inside the result, and why.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TypeAlias

from evalrules.model.assessment import (
    DECIDED,
    EXPIRED,
    GRADED,
    IN_FORCE,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    SCORED,
    UNDATED,
    UNKNOWN,
    Assessment,
    FactUse,
    Finding,
    GateFinding,
    Points,
    Reason,
    Step,
    VetoFinding,
    WaiverUse,
)
from evalrules.model.outcome import outcomes_graded, texts_of
from evalrules.results.plain_values import is_digest, is_number

Contradiction: TypeAlias = tuple[str, str]
"""Where in a result, by its path; and what is wrong there."""

FIRST_ROWS = 20
"""How many failing rows an indicator lists at most."""


def contradictions_in(found: Assessment, as_of: datetime.date | None) -> Iterator[Contradiction]:
    """Everything in one result that contradicts another part of it; `as_of` is the date its run was asked for."""
    yield from _digests(found)
    yield from _twice(found)
    yield from _verdict(found)
    yield from _caps(found)
    yield from _reasons(found)
    for at, finding in enumerate(found.findings):
        yield from ((f"indicators[{at}]{part}", why) for part, why in _finding(finding, found))
    yield from _facts(found)
    yield from _gaps(found)
    yield from _missing(found)
    yield from _waivers(found, as_of)
    yield from _beside(found)
    if any(one.is_error for one in found.diagnostics):
        yield "diagnostics", "an error stands beside a verdict"


# -- the frame ---------------------------------------------------------------------------------------------------------


def _digests(found: Assessment) -> Iterator[Contradiction]:
    """Digests of their form; evidence that a program gave without a file has none of one."""
    for part, digest in (("ruleset", found.ruleset.digest), ("evidence", found.evidence_digest)):
        if not is_digest(digest):
            yield f"{part}.digest", "it is no digest"
    for at, file in enumerate(found.evidence_files):
        if file.sha256 and not is_digest(f"sha256:{file.sha256}"):
            yield f"evidence.files[{at}].sha256", "it is no digest"


def _twice(found: Assessment) -> Iterator[Contradiction]:
    named = {
        "gates": [one.id for one in found.gates], "vetoes": [one.id for one in found.vetoes],
        "indicators": [one.id for one in found.findings], "waivers": [one.indicator for one in found.waivers],
        "shown": [one.measure for one in found.shown],
    }  # fmt: skip
    for part, ids in named.items():
        if len(set(ids)) < len(ids):
            yield part, "something stands in it twice"


# -- the verdict -------------------------------------------------------------------------------------------------------


def _verdict(found: Assessment) -> Iterator[Contradiction]:
    verdict = found.verdict
    yield from (("verdict" + part, why) for part, why in _levels(verdict.level, verdict.possible, found))
    if (verdict.status == DECIDED) is not (verdict.level is not None):
        yield "verdict.status", "it does not go with the level"
    meets = _meets(found)
    if verdict.meets_required is not meets:
        yield "verdict.meets_required", "it does not follow from the levels still possible and the one required"
    if not any(one.has_effect for one in found.waivers) and found.accepted is not meets:
        yield "verdict.accepted", "without a waiver in force it is as meets_required"


def _levels(level: str | None, possible: tuple[str, ...], found: Assessment) -> Iterator[Contradiction]:
    """A level and those still possible, best first: there is one, and it is the level, or there are several."""
    scale = list(found.titles.levels)
    if not possible or list(possible) != [one for one in scale if one in possible]:
        yield ".possible", "it is not in the order of the levels, or empty"
    elif level != (possible[0] if len(possible) == 1 else None):
        yield ".level", "it does not go with the levels still possible"


def _ranks(found: Assessment) -> list[int]:
    return [_rank(found, level) for level in found.verdict.possible]


def _rank(found: Assessment, level: str) -> int:
    return list(found.titles.levels).index(level)


def _meets(found: Assessment) -> bool | None:
    limit, ranks = _rank(found, found.required), _ranks(found)
    return None if not ranks else True if max(ranks) <= limit else False if min(ranks) > limit else None


def _caps(found: Assessment) -> Iterator[Contradiction]:
    """A veto that fires and a gate that fails let no better level be; where that is open, a worse one may be."""
    caps = [(f"vetoes[{at}].fired", one.fired, one.level) for at, one in enumerate(found.vetoes)]
    caps += [
        (f"gates[{at}].holds", None if one.holds is None else not one.holds, one.otherwise)
        for at, one in enumerate(found.gates)
        if one.otherwise
    ]
    for part, applies, level in caps:
        rank, ranks = _rank(found, level), _ranks(found)
        if applies is True and min(ranks, default=rank) < rank:
            yield part, "a better level is possible than this allows"
        if applies is None and max(ranks, default=rank) < rank:
            yield part, "it is open, but the level that it may give is not possible"


# -- the reasons -------------------------------------------------------------------------------------------------------


def _reasons(found: Assessment) -> Iterator[Contradiction]:
    """An open verdict has none; a decided one the gates and vetoes that give its level, else one that is its own."""
    reasons, level = found.verdict.reasons, found.verdict.level
    if level is None:
        if reasons:
            yield "verdict.reasons", "an open verdict has none"
        return
    if not reasons:
        yield "verdict.reasons", "a decided verdict has some"
    for at, reason in enumerate(reasons):
        if not _supports(reason, level, found):
            yield f"verdict.reasons[{at}]", "what it names does not stand so in the result, or does not give this level"
    giving = {(one.kind, own) for one in reasons for own in one.ids}
    lacking = [own for own in _that_give(level, found) if own not in giving]
    if lacking or (len(reasons) > 1 and any(one.kind in ("level", "every_completion") for one in reasons)):
        yield "verdict.reasons", "they are not all of the gates and vetoes that give this level"


def _supports(reason: Reason, level: str, found: Assessment) -> bool:
    gates: dict[str, GateFinding] = {one.id: one for one in found.gates}
    vetoes: dict[str, VetoFinding] = {one.id: one for one in found.vetoes}
    if reason.kind == "gate":
        return all(gates[own].holds is False and gates[own].otherwise in ("", level) for own in reason.ids)
    if reason.kind == "veto":
        return all(vetoes[own].fired is True and vetoes[own].level == level for own in reason.ids)
    if reason.kind == "level":
        return reason.ids == (level,)
    return not reason.ids and reason.because == tuple(one.id for one in found.findings if one.outcome == UNKNOWN)


def _that_give(level: str, found: Assessment) -> list[tuple[str, str]]:
    """The gates and vetoes that by themselves give a level."""
    gates = [("gate", one.id) for one in found.gates if one.holds is False and one.otherwise == level]
    return gates + [("veto", one.id) for one in found.vetoes if one.fired is True and one.level == level]


# -- the indicators ----------------------------------------------------------------------------------------------------


def _finding(finding: Finding, found: Assessment) -> Iterator[Contradiction]:
    yield from _outcome(finding, found)
    if finding.points is not None:
        yield from _points(finding, finding.points)
    if finding.basis is None and finding.outcome != UNKNOWN:
        yield ".basis", "nobody decided, and still it is known"
    listed, total = len(finding.failing_rows), finding.failing_rows_total
    if listed != min(total, FIRST_ROWS):
        yield ".failing_rows_total", "it does not go with the rows that are listed"
    if total and finding.outcome == MET:
        yield ".failing_rows", "rows fail, and still it is met"
    keys = [(row.table, row.key) for row in finding.failing_rows]
    if len(set(keys)) < len(keys):
        yield ".failing_rows", "something stands in it twice"
    yield from ((f".steps[{at}].result", why) for at, one in enumerate(finding.steps) for why in _step(one))


def _outcome(finding: Finding, found: Assessment) -> Iterator[Contradiction]:
    """The outcome, the grade, and what is still possible: each follows from the last."""
    scale = [*_grades(found), MET, NOT_MET, NOT_APPLICABLE]
    possible, outcome = texts_of(finding.possible), finding.outcome
    if (finding.grade is not None) is not (outcome == GRADED):
        yield ".grade", "it does not go with the outcome"
    if finding.points is not None:
        if possible or outcome not in (SCORED, UNKNOWN):
            yield ".possible", "it does not go with the outcome"
        return
    if list(possible) != [one for one in dict.fromkeys(scale) if one in possible]:
        yield ".possible", "it is not in the order of the grades"
    is_open = outcome == UNKNOWN and len(possible) > 1
    has_no_points = outcome == NOT_APPLICABLE and not possible  # one with points that does not apply
    if outcome == SCORED or not (is_open or has_no_points or possible == (finding.outcome_text,)):
        yield ".possible", "it does not go with the outcome"


def _grades(found: Assessment) -> tuple[str, ...]:
    """The grades, best first, as outcomes are written."""
    return texts_of(outcomes_graded(tuple(found.titles.grades)))


def _points(finding: Finding, points: Points) -> Iterator[Contradiction]:
    """Points within their bounds, and known where these meet."""
    low, high = (None if end is None else Fraction(end) for end in (points.low, points.high))
    if low is not None and high is not None and low > high:
        yield ".score", "the bounds of the points stand the wrong way round"
    known = points.low if points.low == points.high else None
    if points.value != known:
        yield ".points", "it does not go with the bounds of the points"
    if finding.outcome == SCORED and points.value is None:
        yield ".points", "it is missing"


def _step(step: Step) -> Iterator[str]:
    """A comparison of two plain numbers, made again."""
    if step.result is None or not (is_number(step.left) and is_number(step.right)):
        return
    left, right = Fraction(str(step.left)), Fraction(str(step.right))
    made = {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}.get(step.op)
    if made is not None and made is not step.result:
        yield "the numbers compare otherwise"


def _facts(found: Assessment) -> Iterator[Contradiction]:
    """A fact is the same wherever it is used."""
    parts: list[tuple[str, Sequence[Finding | GateFinding | VetoFinding]]] = [
        ("gates", found.gates), ("vetoes", found.vetoes), ("indicators", found.findings),
    ]  # fmt: skip
    known: dict[str, FactUse] = {}
    for part, rules in parts:
        for at, rule in enumerate(rules):
            for number, use in enumerate(rule.facts):
                if known.setdefault(use.measure, use) != use:
                    yield f"{part}[{at}].facts[{number}]", "the same fact stands otherwise elsewhere"


# -- what follows from them --------------------------------------------------------------------------------------------


def _gaps(found: Assessment) -> Iterator[Contradiction]:
    """A gap leads from what is now to something better."""
    now = {one.id: one.outcome_text for one in found.findings}
    levels, outcomes = list(found.titles.levels), [*_grades(found), MET, NOT_MET]
    for at, gap in enumerate(found.gaps):
        is_level = gap.kind == "level"
        scale = levels if is_level else outcomes
        if gap.start != (found.verdict.level if is_level else now.get(gap.id)):
            yield f"gaps[{at}].from", "it is not what the result says"
        elif not {gap.start, gap.to} <= set(scale) or scale.index(gap.to) >= scale.index(gap.start):
            yield f"gaps[{at}].to", "it is nothing better"


def _missing(found: Assessment) -> Iterator[Contradiction]:
    """Nothing that is missing decides a verdict that is decided."""
    for at, item in enumerate(found.missing):
        if item.decides and found.verdict.level is not None:
            yield f"missing[{at}].decides", "the verdict is decided without it"


def _waivers(found: Assessment, as_of: datetime.date | None) -> Iterator[Contradiction]:
    """A waiver is in force up to its last day, on the date of the assessment; what is at its best needs none."""
    day = as_of or _last_day(found.period)
    outcomes = {one.indicator: None for one in found.waivers} | {one.id: one.outcome for one in found.findings}
    for at, one in enumerate(found.waivers):
        state = _state(one, day)
        if state is not None and one.state != state:
            yield f"waivers[{at}].state", "it does not follow from its last day and the date of the assessment"
        needed = {MET: False, NOT_MET: True, UNKNOWN: True}.get(outcomes[one.indicator] or "")
        if needed is not None and one.is_needed is not needed:
            yield f"waivers[{at}].needed", "it does not go with the outcome"


def _state(one: WaiverUse, day: datetime.date | None) -> str | None:
    """The state of a waiver on a day; None where its own day is none."""
    try:
        until = datetime.date.fromisoformat(one.until)
    except ValueError:
        return None
    return UNDATED if day is None else IN_FORCE if day <= until else EXPIRED


def _last_day(period: str | None) -> datetime.date | None:
    """The last day of a period as results write it: a year, or two days."""
    if period is None:
        return None
    try:
        return datetime.date(int(period), 12, 31) if period.isdecimal() else datetime.date.fromisoformat(period[-10:])
    except ValueError:
        return None


def _beside(found: Assessment) -> Iterator[Contradiction]:
    now = {one.id: one.in_one_word for one in found.findings}
    for at, other in enumerate(found.beside):
        yield from ((f"beside[{at}]{part}", why) for part, why in _levels(other.level, other.possible, found))
        for number, one in enumerate(other.differences):
            if one.here == one.other or one.here != now.get(one.indicator):
                yield f"beside[{at}].differences[{number}]", "it is not what the result says"
