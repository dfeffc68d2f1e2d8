"""What a solver says of whole rulesets: each mistake that is planted is refuted, each county it shows is confirmed."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

pytestmark = pytest.mark.real  # the solver is an extra, which is installed for these
pytest.importorskip("z3", reason="NOT CHECKED: the extra `prove` (z3-solver) is not installed")

from drawn_counties import drawn  # noqa: E402 - needs z3

from evalrules.loading import load_ruleset  # noqa: E402
from evalrules.model.proof import OPEN, PROVEN, REFUTED, Proof  # noqa: E402
from evalrules.model.report import Options  # noqa: E402
from evalrules.pipeline import check  # noqa: E402
from evalrules.proving.prover import Bounds, Proving, prove  # noqa: E402
from evalrules.proving.symbols import Place  # noqa: E402
from evalrules.proving.witness import seen  # noqa: E402


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Nothing is kept outside the folder of a test."""
    monkeypatch.setenv("EVALRULES_CACHE", str(tmp_path / "cache"))


HEAD = """format: ruleset/1
id: sample
edition: "1"
revision: 1
title: {zh: 示例标准, en: sample}
subject: county
sources: {s: {zh: 示例文件, en: sample document, confidence: read}}
grades: [A, B, C]
levels: [{id: pass, zh: 达标, en: reached, required: true}, {id: fail, zh: 未达标, en: not reached}]
choices: {stage: {primary: {zh: 小学, en: primary}, junior: {zh: 初中, en: junior}}}
values:
  limit: {by: stage, primary: 12, junior: 14, zh: 界限, en: limit, source: s 1}
measures:
  rate: {type: percent, better: higher, range: [0, 100], zh: 入学率, en: rate}
  pupils: {type: count, zh: 学生数, en: pupils}
  computers: {type: count, better: higher, zh: 计算机数, en: computers}
  fraud: {type: yesno, better: lower, zh: 弄虚作假, en: fraud}
  theft: {type: yesno, better: lower, zh: 其他违法, en: other offences}
tables:
  schools:
    zh: 学校
    en: schools
    key: [school]
    columns: {school: {type: text, zh: 校名, en: school}, books: {type: count, better: higher, zh: 图书, en: books}}
checks: [computers <= pupils]
"""

REST = """indicators:
  - {id: enrolment, zh: 入学, en: enrolment, bands: {A: rate >= 95, B: rate >= 90, C: otherwise}, source: s 1}
  - {id: machines, zh: 计算机, en: computers, applies: pupils > 0, met: pupils / computers <= limit, source: s 2}
  - {id: order, zh: 规范, en: order, assessed: yesno, source: s 3}
  - {id: library, zh: 图书, en: books, met: 'every(schools, books >= 20)', source: s 4}
  - {id: score, zh: 得分, en: points, points: 10, awarded: rate / 10, source: s 5}
gates:
  - {id: entry, zh: 申报, en: entry, need: pupils >= 10, else: fail, source: s 6}
vetoes:
  - {id: fraud, zh: 弄虚作假, en: fraud, when: fraud, level: fail, source: s 7}
  - {id: theft, zh: 违法, en: offence, when: theft, level: fail, source: s 7}
verdict:
  - {level: pass, when: 'grade("enrolment") != "C" and every(indicators, met or id == "enrolment") and sum(indicators, points) >= 9.2', source: s 8}
  - {level: fail}
"""

GOOD = HEAD + REST

PLANTED = {
    "comparison reversed": ("pupils / computers <= limit", "pupils / computers >= limit", "direction", "computers"),
    "band that is not monotone": ("A: rate >= 95", "A: rate >= 95 and rate != 97", "direction", "rate"),
    "direction itself wrong": ("better: lower, zh: 弄虚作假", "better: higher, zh: 弄虚作假", "direction", "fraud"),
    "levels in the wrong order": ("&levels", "", "decision_direction", "order"),
    "veto that gives the best level": ("when: theft, level: fail", "when: theft, level: pass", "veto_matters", "theft"),
    "0.9 of a percentage": ("pupils >= 10", "pupils >= 0", "gate_fails", "entry"),
    "share above one": ("every(schools, books >= 20)", "share(schools, books >= 20) >= 90", "outcome_reached", "library"),
    "more than there are": ("sum(indicators, points) >= 9.2", "count(indicators, met) >= 9", "level_reached", "pass"),
    "points above the full ones": ("awarded: rate / 10", "awarded: rate / 5", "points_within", "score"),
    "level that contradicts itself": ("sum(indicators, points) >= 9.2", "rate < 70 and rate > 75", "level_reached", "pass"),
    "veto that never fires": ("when: theft", "when: rate > 100", "veto_holds", "theft"),
    "two equal vetoes": ("when: theft", "when: fraud", "veto_matters", "theft"),
    "gate that always holds": ("need: pupils >= 10", "need: pupils >= 10 or pupils < 10", "gate_fails", "entry"),
    "gate that never holds": ("need: pupils >= 10", "need: pupils >= 10 and pupils < 10", "gate_holds", "entry"),
    "met that never holds": ("met: pupils / computers <= limit", "met: pupils < 0", "outcome_reached", "machines"),
    "met that always holds": ("met: pupils / computers <= limit", "met: pupils >= 0", "outcome_reached", "machines"),
    "applies that never holds": ("applies: pupils > 0", "applies: pupils < 0", "applies", "machines"),
    "checks that contradict": ("[computers <= pupils]", "[computers > pupils, computers < pupils]", "checks_hold", ""),
    "indicator that nobody reads": ('every(indicators, met or id == "enrolment") and ', "", "indicator_matters", "order"),
    "measure without effect": ("when: theft", "when: theft and fraud", "measure_matters", "theft"),
    "ceiling that never binds": (
        "assessed: yesno, source: s 3", "assessed: grade, ceiling: {A: pupils >= 0}, source: s 3", "ceiling_binds", "order",
    ),
}  # fmt: skip


def proof_of(text: str, folder: Path, rows: int = 2) -> Proof:
    """The proof of a ruleset by its text."""
    path = folder / "ruleset.yaml"
    path.write_text(text, encoding="utf-8")
    loaded = load_ruleset(str(path))
    assert loaded.ruleset is not None, [str(one) for one in loaded.diagnostics]
    return prove(loaded.ruleset, Bounds(60, 5, rows))


def planted(mistake: str) -> str:
    """The sample with one mistake."""
    old, new, _, _ = PLANTED[mistake]
    if old == "&levels":
        swapped = "levels: [{id: fail, zh: 未达标, en: not reached}, {id: pass, zh: 达标, en: reached, required: true}]"
        return "".join(f"{swapped}\n" if line.startswith("levels:") else f"{line}\n" for line in GOOD.splitlines())
    assert old in GOOD, mistake
    return GOOD.replace(old, new, 1)


def test_of_a_sound_ruleset_everything_is_proven(tmp_path: Path):
    """No false alarm, nothing left open: bands, points, gates, vetoes, rows, what applies."""
    proof = proof_of(GOOD, tmp_path)
    assert [] == [(one.claim, one.reason) for one in proof.answers if one.outcome != PROVEN]
    assert {"direction", "bands_whole", "measure_matters"} - {"bands_whole"} <= {
        one.claim.kind for one in proof.answers
    }


@pytest.mark.parametrize("mistake", PLANTED)
def test_a_planted_mistake_is_refuted(mistake: str, tmp_path: Path):
    """By the claim that it breaks, of the part in which it stands."""
    _, _, kind, of = PLANTED[mistake]
    refuted = proof_of(planted(mistake), tmp_path).with_outcome(REFUTED)
    assert (kind, of) in {(one.claim.kind, one.claim.of) for one in refuted}


def test_a_verdict_that_is_never_decided_is_refuted(tmp_path: Path):
    """Every row is left out, so that nothing can be said of all of them; the county that is shown stays open."""
    rest = "indicators:\n  - {id: library, zh: 图书, en: books, met: 'every(schools, books >= 20)', source: s 4}\n"
    rest += "verdict:\n  - {level: pass, when: 'met(\"library\")', source: s}\n  - {level: fail}\n"
    text = (HEAD + rest).replace("key: [school]\n", "key: [school]\n    leave_out: books >= 0\n")
    refuted = {one.claim.kind: one for one in proof_of(text, tmp_path).with_outcome(REFUTED)}
    assert ["pass, fail"] == [one.says for one in refuted["decided"].witnesses]


def test_a_witness_is_confirmed_by_check(tmp_path: Path):
    """The two counties of a reversed comparison, as files: the better one has the worse level."""
    path = tmp_path / "ruleset.yaml"
    proof = proof_of(planted("comparison reversed"), tmp_path)
    found = next(one for one in proof.with_outcome(REFUTED) if one.claim.kind == "direction")
    levels = []
    for witness in found.witnesses:
        (tmp_path / witness.name).write_text(witness.text, encoding="utf-8")
        report = check([str(tmp_path / witness.name)], Options(str(path)))
        assessment = report.results[0].assessment
        assert assessment is not None
        outcome = {one.id: one.outcome for one in assessment.findings}
        levels.append((assessment.verdict.level, outcome["machines"]))
        assert witness.says == ", ".join(assessment.verdict.possible)
    assert len(levels) == 2 and levels[0] != levels[1]


def test_what_the_time_does_not_allow_is_unknown(tmp_path: Path):
    """Nothing is said of what was not asked."""
    path = tmp_path / "ruleset.yaml"
    path.write_text(GOOD, encoding="utf-8")
    ruleset = load_ruleset(str(path)).ruleset
    assert ruleset is not None
    proof = prove(ruleset, Bounds(0, 1))
    assert {(OPEN, "time")} == {(one.outcome, one.reason) for one in proof.answers}


def test_what_hangs_on_a_number_that_no_text_gives_says_so(tmp_path: Path):
    """It is supposed, and named, where the verdict reads it."""
    text = GOOD.replace("values:\n", "values:\n  mark: {value: null, zh: 合格线, en: pass mark}\n").replace(
        ">= 9.2", ">= mark"
    )
    answers = proof_of(text, tmp_path).answers
    reached = next(one for one in answers if one.claim.kind == "level_reached" and one.claim.of == "pass")
    assert reached.outcome == PROVEN and reached.details[0].startswith("mark = ")


@pytest.mark.parametrize("seed", range(3))
def test_what_is_proven_holds_of_counties_at_random(seed: int, tmp_path: Path):
    """No better figure worsens the level or an outcome, in pairs of counties drawn near the limits."""
    assert pairs_worsened("sample", tmp_path, seed, 60) == []


def pairs_worsened(name: str, folder: Path, seed: int, counties: int) -> list[str]:
    """The counties that fare worse with a better figure, among some drawn at random."""
    if name == "sample":
        (folder / "ruleset.yaml").write_text(GOOD, encoding="utf-8")
        name = str(folder / "ruleset.yaml")
    ruleset = load_ruleset(name).ruleset
    assert ruleset is not None
    proving, random = Proving(ruleset, Bounds(rows=2)), Random(seed)
    base = proving.base
    for rank in range(len(ruleset.levels)):
        base.level_is(rank)
    list(base.declared())
    measures = [one for one in ruleset.measures.values() if one.better and one.value is None and one.ref.kind == "own"]
    measures = [one for one in measures if not one.series]
    found = []
    for _ in range(counties if measures else 0):
        one, other = drawn(base, random), drawn(base, random)
        measure = random.choice(measures)
        symbol = base.symbols.fact(measure)
        assert symbol.place == Place("fact", measure.id)
        name = symbol.variable.decl().name()
        if name not in one.values or name not in other.values:
            continue
        other.values = {**one.values, name: other.values[name]}
        looked = [(seen(each.text(base), ruleset), each) for each in (one, other)]
        if any(each is None for each, _ in looked):
            continue
        worse, better = sorted(looked, key=lambda pair: _rank(pair[1].values[name], measure.better))
        levels = [each.case.level for each, _ in (worse, better)]
        if None not in levels and ruleset.level_rank(levels[1]) > ruleset.level_rank(levels[0]):
            found.append(measure.id)
    return found


def _rank(value: object, better: str) -> float:
    number = float(str(value).replace("True", "1").replace("False", "0")) if "/" not in str(value) else eval(str(value))
    return number if better == "higher" else -number


SPREADS = """indicators:
  - {id: spread, each: stage, zh: 综合差异系数, en: composite, met: spread <= 0.8, source: s 1}
verdict: [{level: pass, when: 'every(indicators, met)', source: s 2}, {level: fail}]
"""


SCHOOLS = """measures:
  spread: {type: number, each: stage, value: "(cv(schools, each_area, weight=pupils) + cv(schools, area)) / 2", zh: 系数, en: spread}
tables:
  schools:
    zh: 学校
    en: schools
    key: [school, stage]
    columns:
      school: {type: text, zh: 校名, en: school}
      stage: {type: stage, zh: 学段, en: stage}
      pupils: {type: count, zh: 学生数, en: pupils}
      area: {type: number, range: [0, null], zh: 面积, en: area}
      each_area: {type: number, value: area / pupils, zh: 生均面积, en: area a pupil}
"""


def test_a_spread_of_each_stage_is_shown_with_a_row_more(tmp_path: Path):
    """Two rows are one of each stage, among which there is no spread: pupils, stage and area matter all the same."""
    head = HEAD[: HEAD.index("values:")] + SCHOOLS
    proof = proof_of(head + SPREADS, tmp_path)
    assert [] == [(one.claim, one.reason) for one in proof.answers if one.outcome != PROVEN]
    shown = [one for one in proof.answers if one.claim.kind == "measure_matters"]
    assert {"schools.pupils", "schools.stage", "schools.area"} == {one.claim.of for one in shown}
    assert any("甲3" in witness.text for one in shown for witness in one.witnesses)


def test_a_level_that_contradicts_itself_is_refuted_beside_a_spread(tmp_path: Path):
    """What is not expressed is something in any evidence, and no level is given for which nothing is enough.

    A share of no pupils at all is unknown, which the solver cannot tell from a level that may be given.
    """
    share = "  - {id: share, zh: 占比, en: share, met: 'percent(given, all) >= 90', source: s 1}\n"
    counts = "measures:\n  given: {type: count, zh: 达标数, en: given}\n  all: {type: count, zh: 总数, en: all}\n"
    ruleset = SPREADS.replace("indicators:\n", f"indicators:\n{share}")
    ruleset = ruleset.replace("'every(indicators, met)'", "'every(indicators, met) and not every(indicators, met)'")
    head = HEAD[: HEAD.index("values:")] + SCHOOLS.replace("measures:\n", counts)
    path = tmp_path / "ruleset.yaml"
    path.write_text(head + ruleset, encoding="utf-8")
    loaded = load_ruleset(str(path)).ruleset
    assert loaded is not None
    proving = Proving(loaded, Bounds())
    levels = [(own, ask) for own, ask in proving.claims.questions() if own.kind == "level_reached"]
    assert {own.of: proving.answer(own, ask, 5).outcome for own, ask in levels} == {"pass": REFUTED, "fail": PROVEN}


@pytest.mark.parametrize(
    "name", ["shanghai-kindergarten@undated", "hebei-school-conditions@2014", "zhejiang-kindergarten@2008"]
)
def test_directions_hold_at_random(name: str, tmp_path: Path):
    """What is proven of directions, in counties drawn near the limits."""
    assert pairs_worsened(name, tmp_path, 5, 300) == []
