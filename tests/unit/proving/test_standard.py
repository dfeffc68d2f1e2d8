"""The meaning of a ruleset for the solver is that of the engine: in counties at random, and in those it finds."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

pytestmark = pytest.mark.real  # the solver is an extra, which is installed for these
z3 = pytest.importorskip("z3", reason="NOT CHECKED: the extra `prove` (z3-solver) is not installed")

from drawn_counties import drawn  # noqa: E402 - needs z3

from evalrules.catalog import entries  # noqa: E402
from evalrules.loading import load_ruleset  # noqa: E402
from evalrules.proving.prover import Bounds, Proving  # noqa: E402
from evalrules.proving.witness import seen  # noqa: E402

SHIPPED = [entry.name for entry in entries()]
QUICK = ["shanghai-kindergarten@undated", "fujian-model-kindergarten@2023", "building-safety@2016"]


def agreeing(name: str, seed: int, counties: int) -> int:
    """How many counties at random the engine accepts and decides as the solver's meaning says; all of them must."""
    ruleset = load_ruleset(name).ruleset
    assert ruleset is not None
    proving, random, compared = Proving(ruleset, Bounds(rows=2)), Random(seed), 0
    base = proving.base
    levels = [base.level_is(rank) for rank in range(len(ruleset.levels))]
    outcomes = {one.indicator.id: dict(base.outcomes(one.indicator.id)) for one in proving.plan.indicators}
    points = {one.indicator.id: base.points(one) for one in proving.plan.indicators}
    declared = [one for one in base.declared() if one is not True]
    if base.unexpressed or base.not_given:
        return -1
    for _ in range(counties):
        county = drawn(base, random)
        found = seen(county.text(base), ruleset)
        solver = z3.Solver()
        solver.add([*county.fixed(base), *(one for one in base.definitions if one is not True)])
        if found is None:
            solver.add([*declared, *base.symbols.bounds])
            assert solver.check() == z3.unsat, county.text(base)  # what the engine refuses is none for the solver
            continue
        compared += 1
        assert solver.check() == z3.sat
        model = solver.model()

        def holds(term: object, model: z3.ModelRef = model) -> bool:
            return term if isinstance(term, bool) else z3.is_true(model.eval(term, model_completion=True))

        for rank, level in enumerate(ruleset.levels):
            if holds(levels[rank].yes):
                assert found.case.possible_levels == (level.id,), county.text(base)
            if holds(levels[rank].no):
                assert found.case.possible_levels != (level.id,), county.text(base)
        for own, ways in outcomes.items():
            possible = found.case.standing_of(own).possible
            for outcome, when in ways.items():
                assert not holds(when.yes) or possible == (outcome,), (own, county.text(base))
                assert not holds(when.no) or possible != (outcome,), (own, county.text(base))
        for own, amount in points.items():
            if amount is not None and holds(amount.defined):
                value = model.eval(amount.above, model_completion=True) if z3.is_expr(amount.above) else amount.above
                low, high = found.case.standing_of(own).points or (None, None)
                assert low == high == Fraction(str(value)), (own, county.text(base))
    return compared


@pytest.mark.parametrize("name", QUICK)
def test_the_solver_means_what_the_engine_says(name: str):
    """Level, outcomes and points of counties at random, near the limits."""
    assert agreeing(name, seed=1, counties=40) != 0


@pytest.mark.parametrize("name", [name for name in SHIPPED if name not in QUICK])
def test_it_does_so_for_every_shipped_ruleset(name: str):
    """Level, outcomes and points of counties at random, near the limits."""
    agreeing(name, seed=2, counties=12)


MEANS = """format: ruleset/1
id: means
edition: "1"
revision: 1
title: {zh: 示例标准, en: sample}
subject: county
sources: {s: {zh: 示例文件, en: sample document, confidence: read}}
levels: [{id: pass, zh: 达标, en: reached, required: true}, {id: fail, zh: 未达标, en: not reached}]
choices: {stage: {primary: {zh: 小学, en: primary}, junior: {zh: 初中, en: junior}}}
tables:
  schools:
    zh: 学校
    en: schools
    key: [school]
    columns:
      school: {type: text, zh: 校名, en: school}
      stage: {type: stage, zh: 学段, en: stage}
      area: {type: number, range: [0, 20], better: higher, zh: 面积, en: area}
      closing: {type: yesno, zh: 撤并, en: closing}
      tier: {type: number, zh: 档次, en: tier, value: '1 if area >= 10 else 0.6 if area >= 8 else 0'}
    leave_out: closing
indicators:
  - {id: space, zh: 校舍, en: space, points: 20, awarded: '20 * mean(schools, tier)', source: s 1}
  - {id: small, zh: 小学, en: primary, met: 'mean(schools, area, where=stage == "primary") >= 8', source: s 2}
verdict: [{level: pass, when: 'sum(indicators, points) >= 12 and met("small")'}, {level: fail}]
"""


def test_a_mean_over_rows_is_that_of_the_rows_that_count(tmp_path):
    """Also of those that are left out and of one option alone: as many of them as there are."""
    path = tmp_path / "ruleset.yaml"
    path.write_text(MEANS, encoding="utf-8")
    assert agreeing(str(path), 3, 60) > 20


@pytest.mark.parametrize(
    "met",
    [
        'mean(schools, area, where=tier > 0 and stage != "junior") >= 8',
        "sum(schools, area, where=area / tier >= 12) >= 9",
        'share(schools, area >= 10, where=not (stage == "junior" and tier == 1)) >= 0.5',
        'every(schools, area >= 9, where=stage == "primary" or area > 12)',
        "greatest(schools, area, where=area < 9) >= 8",
    ],
)
def test_a_look_at_some_rows_is_at_those_for_which_the_condition_holds(met: str, tmp_path):
    """Whatever is asked of them; where that is not known of a row, what is looked for is not known, either."""
    path = tmp_path / "ruleset.yaml"
    asked = """'mean(schools, area, where=stage == "primary") >= 8'"""
    path.write_text(MEANS.replace(asked, f"'{met}'"), encoding="utf-8")
    assert agreeing(str(path), 3, 60) > 20
