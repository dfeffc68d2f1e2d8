"""Every gap, carried out, leads where it says and contradicts nothing; a verdict without one says why: on the shipped
rulesets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from evalrules.authoring.cases import read_cases, with_values
from evalrules.frontend.bind import bind_evidence
from evalrules.loading import load_ruleset
from evalrules.model.assessment import Assessment, Change, Gap
from evalrules.model.evidence import Bounds, Evidence, Fact
from evalrules.model.outcome import outcome_from
from evalrules.model.refs import cell_of, column_from
from evalrules.model.ruleset import Ruleset
from evalrules.semantics.assess import assess
from evalrules.semantics.case import Case, case_of
from evalrules.semantics.claims import contradictions
from tests.support.completing import completed, made_worse, read
from tests.support.selection import one_in

ROOT = Path(__file__).resolve().parents[2]
RULESETS = sorted((ROOT / "rulesets").glob("*/*/ruleset.yaml"))
ONE_IN = 14
"""Of so many cases one is tried in every run."""
REASONS = ("fixed", "open")


def name_of(path: Path) -> str:
    return f"{path.parents[1].name}@{path.parent.name}"


def not_reached(path: Path, one_in: int) -> Iterator[tuple[str, Ruleset, Evidence, Assessment]]:
    """The cases beside a ruleset that have a gap, or a verdict that is decided and not the best."""
    found = load_ruleset(name_of(path)).ruleset
    assert found is not None
    for at, case in enumerate(read_cases(str(path.parent))[0]):
        ruleset = with_values(found, case.values)
        evidence, _ = bind_evidence(case.evidence, ruleset, as_of=case.as_of) if at % one_in == 0 else (None, [])
        if evidence is None:
            continue
        result = assess(ruleset, evidence)
        if result.gaps or result.verdict.level not in (None, ruleset.levels[0].id):
            yield f"{name_of(path)} {case.name}", ruleset, evidence, result


def carried_out(ruleset: Ruleset, evidence: Evidence, changes: list[Change]) -> Evidence:
    """The evidence with changes made exactly as they are reported; of two amounts of one figure the larger counts."""
    after, amounts = evidence, dict[tuple[str, Any], Fraction]()
    for change in changes:
        own, row = change.count_of or str(change.measure), change.row
        if change.grade is not None:
            after = completed(after, "grade", change.grade, outcome_from(str(change.need)))
            continue
        if change.count_of is not None:
            have = of_place(evidence, own, row).value
            assert isinstance(have, Bounds) and have.exact is not None
            amounts[own, row] = max(Fraction(str(change.how_many)), amounts.get((own, row), Fraction(0)), key=abs)
            value: Any = have.exact + amounts[own, row]
        else:
            value = read(change.need, "fact", ruleset, own)
            if isinstance(value, Fraction):
                value += {">": Fraction(1, 10**15), "<": -Fraction(1, 10**15)}.get(change.op, 0)
        place = ("fact", own) if row is None else ("cell", cell_of(own, row).text)
        after = completed(after, *place, value)
    return after


def broken(case: Case, evidence: Evidence) -> Counter[str]:
    """How often evidence contradicts itself, for each kind of problem: its figures differ before and after a change."""
    return Counter(one.code for one in contradictions(case, evidence))


def is_distance(change: Change, ruleset: Ruleset) -> bool:
    """Whether it says how far a figure is that no single stated one moves."""
    return bool(change.quantity) or bool(
        change.measure and ruleset.measures[change.measure].value is not None and change.count_of is None
    )


def of_place(evidence: Evidence, measure: str, row: tuple[str, ...] | None) -> Fact:
    """The fact that stands for a measure, of the subject or in a row."""
    if row is None:
        return evidence.facts[measure]
    rows = evidence.tables[column_from(measure).table].rows
    return next(one for one in rows if one.key == row).cells[measure]


def check(name: str, ruleset: Ruleset, evidence: Evidence, result: Assessment, counts: Counter[str]) -> None:
    """A gap reaches its grade or level, contradicts nothing, and no change of it can be left out; without one to the
    level the reason is given.
    """
    for gap in result.gaps:
        of = "" if gap.kind == "level" else "of an indicator: "
        if any(is_distance(change, ruleset) for change in gap.changes):
            counts[f"{of}distances"] += 1
            continue
        for way in (gap.changes, *gap.alternatives):
            counts[f"{of}ways"] += 1
            assert leads(gap, way, ruleset, evidence), f"{name}: {gap.id}: {way}"
            for left_out in way if len(way) > 1 else ():
                less = [one for one in way if one is not left_out]
                assert not leads(gap, less, ruleset, evidence), f"{name}: {gap.id}: {left_out} is not needed"
                counts[f"{of}changes"] += 1
    is_best = result.verdict.level in (None, ruleset.levels[0].id)
    if not is_best and not any(gap.kind == "level" for gap in result.gaps):
        assert result.verdict.without_gap in REASONS, f"{name}: {result.verdict.without_gap}"
        counts[result.verdict.without_gap] += 1


def leads(gap: Gap, way: Sequence[Change], ruleset: Ruleset, evidence: Evidence) -> bool:
    """Whether evidence with these changes is accepted, and then is what the gap promises."""
    after = carried_out(ruleset, evidence, list(way))
    case = case_of(ruleset, after)
    if broken(case, after) - broken(case_of(ruleset, evidence), evidence):
        return False
    if gap.kind == "level":
        return all(ruleset.level_rank(one) <= ruleset.level_rank(gap.to) for one in case.possible_levels)
    found = case.standing_of(gap.id)
    better = [one.text for one in found.plan.every]
    return {one.text for one in found.possible} <= set(better[: better.index(gap.to) + 1])


def test_what_is_not_reached_has_a_gap_or_a_reason(capsys: pytest.CaptureFixture[str]):
    """Of a sample of the cases: each gap, carried out, reaches its grade or level; with one change less it does not."""
    counts: Counter[str] = Counter()
    for path in RULESETS[1::3]:
        for one in not_reached(path, ONE_IN if "quality" not in str(path) else 4 * ONE_IN):
            check(*one, counts)
    with capsys.disabled():
        print("\ngaps:", ", ".join(f"{own} {number}" for own, number in sorted(counts.items())))
    assert counts["ways"] > 5 and counts["changes"] > 5 and counts["of an indicator: ways"] > 5 and counts["open"]


@pytest.mark.real
@pytest.mark.parametrize("path", RULESETS, ids=name_of)
def test_everything_not_reached_has_a_gap_or_a_reason(path: Path):
    """The same of every case."""
    counts: Counter[str] = Counter()
    for one in not_reached(path, 1):
        check(*one, counts)


def worse(path: Path, wanted: int) -> Iterator[tuple[str, Ruleset, Evidence, Assessment]]:
    """Cases beside a ruleset with some figures made worse, as far as nothing in them contradicts itself."""
    found = load_ruleset(name_of(path)).ruleset
    assert found is not None
    random = Random(name_of(path))
    every = read_cases(str(path.parent))[0]
    for at in range(wanted):
        case = random.choice(every)
        ruleset = with_values(found, case.values)
        evidence, _ = bind_evidence(case.evidence, ruleset, as_of=case.as_of)
        if evidence is None:
            continue
        evidence = made_worse(ruleset, evidence, random)
        if not contradictions(case_of(ruleset, evidence), evidence):
            yield f"{name_of(path)} {case.name} {at}", ruleset, evidence, assess(ruleset, evidence)


def worse_held(paths: list[Path], wanted: int, capsys: pytest.CaptureFixture[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for path in paths:
        for one in worse(path, wanted):
            counts["subjects"] += 1
            check(*one, counts)
    with capsys.disabled():
        print("\ngaps of what was made worse:", ", ".join(f"{own} {number}" for own, number in sorted(counts.items())))
    return counts


def test_what_was_made_worse_has_gaps_that_lead_back(capsys: pytest.CaptureFixture[str]):
    """A subject of every third ruleset with one to three figures changed: each gap leads where it says, and needs all
    of its changes.
    """
    counts = worse_held(RULESETS[::3], 2, capsys)
    assert counts["ways"] > 5 and counts["of an indicator: ways"] > 5


@pytest.mark.real
def test_whatever_was_made_worse_has_gaps_that_lead_back(capsys: pytest.CaptureFixture[str]):
    """The same of four subjects of every ruleset."""
    counts = worse_held(RULESETS, 4, capsys)
    assert counts["ways"] > 60 and counts["of an indicator: changes"] > 10


HAPPENED = {
    "national-quality-balance@2017 veto-exam": "exam_admission",
    "national-quality-balance@2017 veto-choice": "irregular_choice",
    "national-quality-balance@2017 monitoring-fell": "monitoring_stays_high",
    "liaoning-preschool@2021 stop-clear-failing": "clear_failing",
    "national-preschool-province@2020 stop-fraud": "fraud",
    "ningxia-government-duty@2019 d-building-used": "d_building_used",
    "shaanxi-model-kindergarten@2014 veto-punishment": "punishment",
    "xinjiang-standard-school@2013 accident": "accident",
}
"""Cases in which something happened that nobody undoes this year, and what it is."""

STOPPED = {
    "national-quality-balance@2017 veto-key": "key_schools",
    "national-quality-balance-newer@undated veto-staff": "posts_unfilled",
    "shaanxi-model-kindergarten@2014 veto-fees": "fees",
    "xinjiang-standard-school@2013 d-level": "d_level",
}
"""Cases in which something goes on that can be ended."""


def named(own: str) -> Assessment:
    name, _, case_name = own.partition(" ")
    found = load_ruleset(name).ruleset
    assert found is not None
    folder = ROOT / "rulesets" / name.replace("@", "/")
    case = next(one for one in read_cases(str(folder))[0] if one.name == f"{case_name}.yaml")
    ruleset = with_values(found, case.values)
    evidence, _ = bind_evidence(case.evidence, ruleset, as_of=case.as_of)
    assert evidence is not None
    return assess(ruleset, evidence)


@pytest.mark.parametrize("own", one_in(3, list(HAPPENED)))
def test_what_happened_cannot_be_changed_and_is_named(own: str):
    """No gap to a level: the only thing that would lead there is named, and nothing else is."""
    found = named(own)
    assert ("fixed", (HAPPENED[own],)) == (found.verdict.without_gap, found.verdict.fixed)


@pytest.mark.parametrize("own", one_in(3, list(STOPPED)))
def test_what_goes_on_can_be_ended(own: str):
    """The gap to the level asks for that."""
    (gap,) = (one for one in named(own).gaps if one.kind == "level")
    assert [STOPPED[own]] == [one.measure for one in gap.changes]
