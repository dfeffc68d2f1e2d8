"""What is missing decides, or does not, as it is said: tried by brute force on the shipped rulesets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest

from evalrules.authoring.cases import read_cases, with_values
from evalrules.frontend.bind import bind_evidence
from evalrules.loading import load_ruleset
from evalrules.model.assessment import Missing
from evalrules.model.evidence import Bounds, Evidence
from evalrules.model.refs import MembersRef
from evalrules.model.ruleset import Ruleset
from evalrules.semantics.assess import assess
from evalrules.semantics.case import case_of
from tests.support.completing import blanks_of, completed, grid_of, levels_of, measure_of, read, values_in
from tests.support.selection import seldom

ROOT = Path(__file__).resolve().parents[2]
RULESETS = sorted((ROOT / "rulesets").glob("*/*/ruleset.yaml"))
UNDEFINED = ("div_zero", "empty_set", "mean_not_positive")
LIMITS = [Fraction(one) for one in (1, 5, 50, 85, 95, 100, 1000)]
FEW = 16
"""Of so many subjects one is tried in every run."""


def name_of(path: Path) -> str:
    return f"{path.parents[1].name}@{path.parent.name}"


class Left(NamedTuple):
    """What was left out of evidence, and the level that it has with it."""

    kind: str
    level: str


def kind_of(ruleset: Ruleset, kind: str, own: str) -> str:
    """What was left out, told apart by what counts are printed: days and members are facts of their own kind."""
    if kind == "fact" and own in ruleset.measures:
        measure = ruleset.measures[own]
        return "date" if measure.type == "date" else "members" if isinstance(measure.ref, MembersRef) else kind
    return kind


def open_subjects(path: Path) -> Iterator[tuple[str, Ruleset, Evidence, Left | None]]:
    """Every case beside a ruleset whose verdict is open, and those that are open with one thing less."""
    found = load_ruleset(name_of(path)).ruleset
    assert found is not None
    for case in read_cases(str(path.parent))[0]:
        ruleset = with_values(found, case.values)
        evidence, _ = bind_evidence(case.evidence, ruleset, as_of=case.as_of)
        if evidence is None:
            continue
        levels = levels_of(ruleset, evidence)
        if len(levels) > 1:
            yield case.name, ruleset, evidence, None
        elif case.name.startswith(("at-the-limits", "primary-at", "huansheng", "must-all", "any-city-34")):
            for (kind, own), less in blanks_of(ruleset, evidence):
                yield f"{case.name} without {kind} {own}", ruleset, less, Left(kind_of(ruleset, kind, own), levels[0])


class Tried:
    """Holds what is said of one open subject to what completing it gives; counts what was tried."""

    def __init__(
        self, name: str, ruleset: Ruleset, evidence: Evidence, left: Left | None, counts: Counter[str]
    ) -> None:
        self.name, self.ruleset, self.evidence, self.left, self.counts = name, ruleset, evidence, left, counts
        self.possible = levels_of(ruleset, evidence)

    def run(self) -> None:
        if len(self.possible) == 1:
            return
        self.counts["subjects"] += 1
        missing = assess(self.ruleset, self.evidence).missing
        told = any(one.decides for one in missing) or any(one.cause in UNDEFINED for one in missing)
        assert told, f"{self.name}: nothing decides among {[(one.kind, one.id) for one in missing]}"
        self.given_back(missing)
        for item in missing:
            self.decides(item)
            self.decides_together(item)
            if not item.decides:
                self.decides_nothing(item)

    def given_back(self, missing: tuple[Missing, ...]) -> None:
        """What alone was left out gives its level when it is given back: it is said to decide, and to lead there."""
        if self.left is None:
            return
        self.counts[f"given back: {self.left.kind}"] += 1
        deciding = [one for one in missing if one.decides or one.is_undefined]
        assert deciding, (self.name, missing)
        whole = [one for one in deciding if one.kind in ("table", "column") and one.leads]
        if whole and len(deciding) == len(whole) == 1:
            self.counts[f"leads of a {whole[0].kind}"] += 1
            assert self.left.level in whole[0].leads, (self.name, whole[0].leads)

    def after(self, evidence: Evidence, item: Missing, value: object) -> tuple[str, ...]:
        return levels_of(self.ruleset, completed(evidence, item.kind, item.id, value))

    def decides(self, item: Missing) -> None:
        for needed in item.needed if item.kind != "parameter" else ():
            for value in values_in(needed, item.kind, self.ruleset, measure_of(item)):
                self.counts["values that decide"] += 1
                self.counts[f"of these of a {kind_of(self.ruleset, item.kind, measure_of(item))}"] += 1
                assert self.after(self.evidence, item, value) == (needed.to,), (self.name, item.id, needed, value)

    def decides_together(self, item: Missing) -> None:
        together, evidence = item.together, self.evidence
        if (
            together is None
            or not together.needed
            or "parameter" in (item.kind, *(one.kind for one in together.others))
        ):
            return
        for one in together.others:
            measure = measure_of(Missing(one.kind, one.id, "", False, ()))
            evidence = completed(evidence, one.kind, one.id, read(one.value, one.kind, self.ruleset, measure))
        for needed in together.needed:
            for value in values_in(needed, item.kind, self.ruleset, measure_of(item)):
                self.counts["values that decide with others"] += 1
                assert self.after(evidence, item, value) == (needed.to,), (self.name, item.id, together, value)

    def decides_nothing(self, item: Missing) -> None:
        if item.kind in ("table", "column", "quantity", "parameter") or item.cause in UNDEFINED:
            return
        for value in grid_of(item, self.ruleset, LIMITS):
            self.counts["values that decide nothing"] += 1
            assert self.after(self.evidence, item, value) == self.possible, (self.name, item.kind, item.id, value)


def tried(path: Path, every: int) -> Counter[str]:
    counts: Counter[str] = Counter()
    for at, (name, ruleset, evidence, left) in enumerate(open_subjects(path)):
        if at % every == 0 and not name.startswith("nothing-given"):  # every figure of a whole standard, by brute force
            Tried(f"{name_of(path)} {name}", ruleset, evidence, left, counts).run()
    return counts


@pytest.mark.real
def test_what_is_missing_decides_as_it_is_said(capsys):
    """Of every open subject something decides; values that are said to decide do, and others do not (a sample)."""
    counts: Counter[str] = Counter()
    for path in RULESETS:
        counts += tried(path, 3 * FEW if "quality" not in str(path) else 24 * FEW)
    with capsys.disabled():
        print("\nmissing:", ", ".join(f"{own} {number}" for own, number in sorted(counts.items())))
    assert (
        counts["subjects"] > 20 and counts["values that decide"] > 40 and counts["values that decide with others"] > 5
    )


LONG = ("national-quality-balance@2017", "national-quality-balance-newer@undated", "guangdong-modernization@2016")
"""Of these it takes a minute; one in so many of their subjects is tried in every run."""


@pytest.mark.parametrize(
    "path", seldom(RULESETS, real=2, long=[one for one in RULESETS if name_of(one) in LONG]), ids=name_of
)
def test_everything_that_is_missing_decides_as_it_is_said(path: Path, capsys):
    """The same of every open subject, with each fact, grade, attribute, table and column left out once."""
    counts = tried(path, 1)
    with capsys.disabled():
        print(f"\n{name_of(path)}:", ", ".join(f"{own} {number}" for own, number in sorted(counts.items())))
    assert counts["subjects"] or any(
        own in str(path) for own in ("strong-c", "preschool-henan")
    )  # none of theirs is open


# -- what an office leaves out ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def county() -> tuple[Ruleset, Evidence]:
    """A county whose every figure is just at its limit: recognised."""
    ruleset, evidence = shipped("national-quality-balance@2017", "at-the-limits.yaml")
    assert levels_of(ruleset, evidence) == ("recognised",)
    return ruleset, evidence


def shipped(name: str, own: str) -> tuple[Ruleset, Evidence]:
    """A shipped case with its ruleset."""
    ruleset = load_ruleset(name).ruleset
    assert ruleset is not None
    folder = ROOT / "rulesets" / name.replace("@", "/")
    case = next(one for one in read_cases(str(folder))[0] if one.name == own)
    evidence, _ = bind_evidence(case.evidence, ruleset, as_of=case.as_of)
    assert evidence is not None
    return ruleset, evidence


KINDS = ("date", "members", "table", "column", "cell", "fact", "grade")


@pytest.mark.real
def test_days_members_tables_columns_and_cells_decide_as_they_are_said(county, capsys):
    """Of a county at its limits, and a city that waits for its districts, each is left out once: both directions hold.

    How many there were is printed.
    """
    counts: Counter[str] = Counter()
    for ruleset, evidence in (county, shipped("guangdong-strong-city@2004", "at-seventy.yaml")):
        (level,) = levels_of(ruleset, evidence)
        for at, ((kind, own), less) in enumerate(blanks_of(ruleset, evidence)):
            left = Left(kind_of(ruleset, kind, own), level)
            if left.kind in ("date", "members", "table") or at % 11 == 0:
                Tried(f"without {kind} {own}", ruleset, less, left, counts).run()
    with capsys.disabled():
        print("\ngiven back:", ", ".join(f"{own} {number}" for own, number in sorted(counts.items())))
    assert [kind for kind in KINDS if not counts[f"given back: {kind}"]] == []
    for kind in ("date", "members", "cell", "fact", "grade"):
        assert counts[f"of these of a {kind}"], kind
    assert counts["leads of a table"] and counts["leads of a column"]


def without(evidence: Evidence, table: str, column: str, *keys: str) -> Evidence:
    from tests.support.completing import without_cells

    chosen = {row.key for row in evidence.tables[table].rows if row.key[0] in keys}
    return without_cells(evidence, table, f"{table}.{column}", chosen)


def said(ruleset: Ruleset, evidence: Evidence) -> list[tuple[str, bool, list[str]]]:
    missing = assess(ruleset, evidence).missing
    return [
        (one.id, one.decides, [f"{needed.to} {needed.op} {needed.value or needed.options}" for needed in one.needed])
        for one in missing
    ]


@pytest.mark.parametrize(
    ("table", "column", "school", "expected"),
    [
        (
            "sites",
            "largest_primary_class",
            "城关小学",
            ["recognised between 42..45", "not_recognised between 46..2000"],
        ),
        (
            "units",
            "multimedia_rooms",
            "城关小学",
            ["recognised between 40..148", "not_recognised <= 39", "not_recognised >= 149"],
        ),
    ],
)
def test_one_blank_cell_says_which_values_lead_where(table, column, school, expected, county):
    """The cell itself, never a coefficient made of it; through statistics, too: a school can have too much."""
    ruleset, evidence = county
    found = said(ruleset, without(evidence, table, column, school))
    assert [(own.partition("[")[0], decides, leads) for own, decides, leads in found] == [
        (f"{table}.{column}", True, expected)
    ]


def test_a_blank_kind_under_which_all_kinds_are_recognised_leaves_nothing_open(county):
    """A school of unknown kind may count or not; the coefficients stay under their limits with each of its kinds."""
    ruleset, evidence = county
    blank = without(evidence, "units", "kind", "城关小学")
    assert (assess(ruleset, blank).verdict.level, said(ruleset, blank)) == ("recognised", [])
    (key,) = {row.key for row in blank.tables["units"].rows if row.key[0] == "城关小学"}
    case = case_of(ruleset, blank)
    for kind in ruleset.choices[ruleset.measures["units.kind"].choice].options:
        assert case.with_cells({("units", key): {"units.kind": kind}}).possible_levels == ("recognised",)


def test_a_date_says_from_which_day_on_it_leads_where(county):
    """Three years must have passed on the last day of the period."""
    ruleset, evidence = county
    facts = {own: fact for own, fact in evidence.facts.items() if own != "basic_recognised_on"}
    last = f"{evidence.period.end.year - 3}-12-31"
    assert [("basic_recognised_on", True, [f"recognised <= {last}", f"not_recognised > {last}"])] == said(
        ruleset, evidence._replace(facts=facts)
    )


@pytest.mark.parametrize(
    ("given", "blank", "expected"),
    [
        ({"graduates": 940}, ["deaths"], {"deaths": ["recognised between 11..999", "not_recognised <= 10"]}),
        ({}, ["deaths", "moved_out"], {"deaths": ["recognised < 1000"]}),
        ({}, ["civil_servant_pay", "teacher_pay"], {"civil_servant_pay": ["recognised <= 0"]}),
    ],
)
def test_a_ratio_by_the_formula_that_was_chosen_says_where_it_turns(given, blank, expected, county):
    """Alone as far as it decides alone: at nobody's leaving, too, where it is not known how many left."""
    ruleset, evidence = county
    facts = {name: value for name, value in evidence.facts.items() if name not in blank}
    facts |= {name: facts[name]._replace(value=Bounds(Fraction(one), Fraction(one))) for name, one in given.items()}
    open_one = evidence._replace(facts=facts)
    found = {one.id: one for one in assess(ruleset, open_one).missing}
    for name, leads in expected.items():
        assert [f"{one.to} {one.op} {one.value}" for one in found[name].needed] == leads
        for one in found[name].needed:
            for value in values_in(one, "fact", ruleset, name):
                assert levels_of(ruleset, completed(open_one, "fact", name, value)) == (one.to,)


def test_what_decides_alone_only_with_nothing_at_all_says_what_it_decides_with_the_other(county):
    """Pay of 0 passes by itself, which nobody has: what is said besides is how it stands to the other pay."""
    ruleset, evidence = county
    facts = {own: fact for own, fact in evidence.facts.items() if own not in ("teacher_pay", "civil_servant_pay")}
    (_, item) = assess(ruleset, evidence._replace(facts=facts)).missing
    assert item.together is not None
    assert {"recognised", "not_recognised"} == {one.to for one in item.together.needed}


@pytest.mark.parametrize(
    "blank",
    [
        {"facts": ["trained", "monitoring_stays_high"], "grades": ["Q3"]},
        {"sites": ["classes", "music_rooms"]},
        {"units": ["teaching_area", "primary_pupils"]},
    ],
)
def test_of_several_things_each_says_with_which_others_it_passes(blank, county):
    """Three that all have to be right, two cells of which one bounds the other: both directions, carried out."""
    ruleset, evidence = county
    facts = {name: fact for name, fact in evidence.facts.items() if name not in blank.get("facts", ())}
    grades = {own: one for own, one in evidence.grades.items() if own not in blank.get("grades", ())}
    open_one = evidence._replace(facts=facts, grades=grades)
    for table in ("sites", "units"):
        for column in blank.get(table, ()):
            open_one = without(open_one, table, column, "城关小学")
    missing = assess(ruleset, open_one).missing
    assert len(missing) == sum(map(len, blank.values()))
    for item in missing:
        assert item.together is not None, item.id
        assert "recognised" in {one.to for one in item.together.needed}, item
        Tried("several", ruleset, open_one, None, Counter()).decides_together(item)


def test_two_blank_cells_say_what_they_decide_with_each_other(county):
    """Each alone can only fail; with the other at a value that is given both ways are open."""
    ruleset, evidence = county
    missing = assess(ruleset, without(evidence, "units", "multimedia_rooms", "城关小学", "村小")).missing
    assert [[one.to for one in item.needed] for item in missing] == [["not_recognised"], ["not_recognised"]]
    for item, other in (missing, missing[::-1]):
        assert item.together is not None
        assert [one.id for one in item.together.others] == [other.id]
        assert {one.to for one in item.together.needed} == {"recognised", "not_recognised"}


def test_an_empty_column_is_one_thing_with_all_its_rows(county):
    """It can lead to every level that is possible, and its rows are counted."""
    ruleset, evidence = county
    keys = [row.key[0] for row in evidence.tables["units"].rows]
    counted = case_of(ruleset, evidence).keys_looked_at("units")
    (item,) = assess(ruleset, without(evidence, "units", "equipment", *keys)).missing
    counted = [row.key for row in evidence.tables["units"].rows if row.cells["units.kind"].value != "special"]
    assert (item.kind, item.id, item.decides, item.leads) == (
        "column",
        "units.equipment",
        True,
        ("recognised", "not_recognised"),
    )
    assert (list(item.rows), item.of) == (counted, len(counted)) and len(counted) < len(keys)
