"""Gaps and plans of the examples, carried out in their files of evidence, which are read again: they reach what they
promise, and need all of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from ruamel.yaml import YAML

import evalrules
from evalrules.authoring.cases import read_cases, with_values
from evalrules.base.numbers import number_text
from evalrules.frontend.bind import bind_evidence
from evalrules.model.action_plan import FIXED, FOUND, IMPOSSIBLE, NOT_FOUND, OPEN
from evalrules.model.assessment import Change
from evalrules.model.evidence_paths import EvidencePath, evidence_path
from evalrules.model.refs import cell_of, measure_from
from evalrules.semantics.case import case_of
from evalrules.semantics.changes import is_distance
from tests.support.filled_forms import filled
from tests.support.rewriting import rewritten
from tests.support.selection import seldom

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted(path for path in (ROOT / "examples").glob("*/*.yaml") if path.name != "ruleset.yaml")
HAIR = Decimal("0.001")
REASONS = ("fixed", "open")


def opened(path: Path) -> tuple[evalrules.Ruleset, evalrules.Evidence] | None:
    """The example under the ruleset that it names, or its first comment does; None where it rests on other evidence."""
    text = path.read_text(encoding="utf-8")
    root = YAML(typ="safe", pure=True).load(text)
    if "evidence" in str(root.get("members", "")) or "assessments" in root:
        return None
    named = re.search(r"--ruleset (\S+)", text)
    ruleset = evalrules.load_ruleset(named[1] if named else root["ruleset"])
    return ruleset, evalrules.load_evidence(str(path), ruleset)


def setting(change: Change, ruleset: evalrules.Ruleset, evidence: evalrules.Evidence) -> tuple[str, Any]:
    """What is to be written into the evidence, and where."""
    if change.grade is not None:
        return EvidencePath("grades", change.grade).text, written(change.need)
    own = change.count_of or str(change.measure)
    period = evidence.data.period
    year = period.end.year if period is not None else 0
    place = evidence_path(cell_of(own, change.row) if change.row is not None else measure_from(own), year)
    assert place is not None, own
    if change.count_of is not None:
        scope = case_of(ruleset.data, evidence.data).scope
        if change.row is not None:
            scope = next(one.scope for one in scope.rows.rows(own.split(".")[0], scope) if one.key == change.row)
        return place.text, plain(Decimal(number_text(scope.stated(own)[0])) + Decimal(str(change.how_many)))
    beyond = {">": HAIR, "<": -HAIR}.get(change.op, 0)
    need = written(change.need)
    is_number = isinstance(need, int | Decimal) and not isinstance(need, bool)
    return place.text, plain(need + beyond) if is_number else need


def plain(value: Decimal | int) -> Decimal | int:
    """A whole number as one."""
    return int(value) if value == int(value) else value


def written(need: Any) -> Any:
    """A value as one would write it: yes and no, numbers, texts."""
    if isinstance(need, bool) or need in ("met", "not_met"):
        return need is True or need == "met"
    try:
        return plain(Decimal(str(need)))
    except ArithmeticError:
        return need


Again: TypeAlias = Callable[[dict[str, Any]], evalrules.Evidence]
"""The evidence read again from a file into which values at paths were written."""


def check(path: Path, counts: Counter[str], folder: Path) -> None:
    given = opened(path)
    if given is None:
        counts["of several documents"] += 1
        return
    ruleset, evidence = given

    def again(done: dict[str, Any]) -> evalrules.Evidence:
        root = YAML(pure=True).load(path.read_text(encoding="utf-8"))
        return evalrules.load_evidence(str(rewritten(root, path.parent, done, ruleset.data, folder / path.name)), ruleset)

    walked(str(path), ruleset, evidence, again, counts)


def walked(
    name: str,
    ruleset: evalrules.Ruleset,
    evidence: evalrules.Evidence,
    again: Again,
    counts: Counter[str],
    *,
    plans: bool = True,
) -> None:
    """What leads to a level, written into the file, leads there; of a plan the same."""
    found = evalrules.assess(ruleset, evidence)
    levels = [one.id for one in ruleset.data.levels]
    if found.verdict.level is None:
        counts["open"] += 1
        assert found.missing, name
        return
    counts["decided"] += 1

    def rank(done: dict[str, Any]) -> int:
        if not done:
            return max(map(levels.index, found.verdict.possible))
        counts["files read again"] += 1
        try:
            after = evalrules.assess(ruleset, again(done))
        except evalrules.EvalrulesError:
            return len(levels)  # no evidence that anybody could hand in
        return max(map(levels.index, after.verdict.possible))

    gap = next((one for one in found.gaps if one.kind == "level"), None)
    if gap is None:
        is_best = found.verdict.level == levels[0]
        assert is_best or found.verdict.without_gap in REASONS, name
        counts["at its best" if is_best else "with a reason"] += 1
    elif any(is_distance(one, case_of(ruleset.data, evidence.data).scope) for one in gap.changes):
        counts["distances"] += 1
    else:
        for way in (gap.changes, *gap.alternatives):
            settings = [setting(one, ruleset, evidence) for one in way]
            holds(name, settings, rank, levels.index(gap.to))
            counts["ways"] += 1
    if not plans:
        return
    plan = found.plan()
    counts[f"plan {plan.outcome}"] += 1
    if plan.actions:
        assert plan.outcome in (FOUND, OPEN), (name, plan.outcome)
        holds(name, [(one.place, written(one.need)) for one in plan.actions], rank, levels.index(plan.to))
    else:
        assert plan.outcome in ("reached", FIXED, IMPOSSIBLE, NOT_FOUND, OPEN), (name, plan.outcome)


def holds(name: str, settings: list[tuple[str, Any]], rank: Any, wanted: int) -> None:
    """All of them together reach the level; without any one they do not."""
    assert rank(dict(settings)) <= wanted, (name, settings)
    for at, one in enumerate(settings) if len(settings) > 1 else ():
        less = dict(settings[:at] + settings[at + 1 :])
        if len(less) == len(dict(settings)) - 1:
            assert rank(less) > wanted, (name, "not needed", one)


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch):
    """The comments of examples name rulesets as seen from there."""
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize("name", ["jiangsu-16/failing.yaml", "foshan/july-year1.yaml"])
def test_gaps_of_an_example_do_what_they_say(name: str, tmp_path: Path):
    """Of a county that has grades to mend, and of a city that waits for its districts."""
    counts: Counter[str] = Counter()
    check(ROOT / "examples" / name, counts, tmp_path)
    assert counts["ways"]


@pytest.mark.real
def test_gaps_and_plans_of_every_example_do_what_they_say(capsys, tmp_path):
    """Of all; how many there were of each kind is printed."""
    counts: Counter[str] = Counter()
    for path in EXAMPLES:
        check(path, counts, tmp_path)
    with capsys.disabled():
        print("\nexamples:", ", ".join(f"{own} {number}" for own, number in sorted(counts.items())))
    assert counts["ways"] > 5


FORMS = ("yaml", "csv", "xlsx")


def failing_cases() -> list[Any]:
    """A failing case of each ruleset that has rows or figures, in one form of file after the other."""
    every = sorted((ROOT / "rulesets").glob("*/*/ruleset.yaml"))
    return [
        pytest.param(path.parent, form, id=f"{path.parents[1].name}-{form}") for path in every for form in FORMS
    ]


@pytest.mark.parametrize(("folder", "form"), seldom(failing_cases(), real=4))
def test_gaps_of_failing_cases_do_what_they_say_in_files(folder: Path, form: str, tmp_path: Path):
    """Of one in five failing cases, written as YAML, with rows as CSV, or as a form of a workbook, and read again."""
    counts: Counter[str] = Counter()
    loaded = evalrules.load_ruleset(f"{folder.parent.name}@{folder.name}")
    for case in read_cases(str(folder))[0]:
        ruleset = loaded._replace(data=with_values(loaded.data, case.values))
        text = (folder / "cases" / case.name).read_text(encoding="utf-8")

        def file(done: dict[str, Any], text: str = text, ruleset: evalrules.Ruleset = ruleset) -> Path:
            root = YAML(pure=True).load(text)["evidence"]
            root.setdefault("format", "evidence/1")
            source = rewritten(root, folder, done, ruleset.data, tmp_path / "case.yaml", as_csv=form != "yaml")
            return source if form != "xlsx" else filled(source, ruleset.data, tmp_path / "case.xlsx")

        def again(done: dict[str, Any], case: Any = case, ruleset: evalrules.Ruleset = ruleset) -> evalrules.Evidence:
            return evalrules.load_evidence(str(file(done)), ruleset, as_of=case.as_of)

        evidence, _ = bind_evidence(case.evidence, ruleset.data, as_of=case.as_of)
        if evidence is None or case_of(ruleset.data, evidence).level in (None, ruleset.data.levels[0].id):
            continue
        counts["failing"] += 1
        if counts["failing"] % 5 == 1 and (form != "xlsx" or not {"points", "members"} & {*YAML().load(text)["evidence"]}):
            # The values of a case are put into a ruleset that is built: its points are not bounded by full points set so.
            walked(case.name, ruleset, again({}), again, counts, plans=not case.values)
