"""What a solver has proven of every county is held to counties drawn at random; what it has not proven is found broken."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.real  # the solver is an extra, which is installed for these
pytest.importorskip("z3", reason="NOT CHECKED: the extra `prove` (z3-solver) is not installed")

from evalrules.loading import load_ruleset  # noqa: E402 - after the check for z3

from ..properties.draws import KNOWN_SEED, SEED  # noqa: E402
from .proofs_drawn import SHIPPED, holding_of, tried  # noqa: E402

SAMPLE = """format: ruleset/1
id: sample
edition: "1"
revision: 1
title: {zh: 示例标准, en: sample}
subject: county
sources: {s: {zh: 示例文件, en: sample document, confidence: read}}
grades: [A, B, C]
levels: [{id: pass, zh: 达标, en: reached, required: true}, {id: fail, zh: 未达标, en: not reached}]
measures:
  rate: {type: percent, better: higher, range: [0, 100], zh: 入学率, en: rate}
  books: {type: count, better: higher, zh: 图书, en: books}
indicators:
  - {id: enrolment, zh: 入学, en: enrolment, bands: {A: rate >= 95, B: rate >= 90, C: otherwise}, source: s 1}
  - {id: score, zh: 得分, en: points, points: 10, awarded: books / 10, source: s 5}
verdict:
  - {level: pass, when: 'grade("enrolment") != "C" and sum(indicators, points) >= 9', source: s 8}
  - {level: fail}
"""
FALSE = {
    "direction": ("bands: {A: rate >= 95,", "bands: {A: rate >= 95 and rate != 97,", ("direction", "rate", "higher")),
    "bands_whole": ("C: otherwise", "C: rate * books < 8500", ("bands_whole", "enrolment", "")),
    "bands_apart": ("B: rate >= 90, C: otherwise", "B: rate >= 90, C: rate * books < 5000", ("bands_apart", "enrolment", "A, C")),
    "points_within": ("", "", ("points_within", "score", "")),
}


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Nothing is kept outside the folder of a test."""
    monkeypatch.setenv("EVALRULES_CACHE", str(tmp_path / "cache"))


@pytest.mark.parametrize("name", [one for one in SHIPPED if one.startswith(("shanghai", "hebei", "district-education-index"))])
def test_no_county_breaks_what_is_proven_of_all(name: str):
    """Better figures and decisions worsen nothing, bands have no hole and no overlap, points stay within the full ones."""
    told = tried(name, 2000, SEED)
    assert not told.broken
    assert told.asked["evidence"] >= 2000 and told.asked["direction"]


@pytest.mark.parametrize("kind", FALSE)
def test_a_claim_that_is_false_is_broken(kind: str, tmp_path: Path):
    """A claim taken for proven that is not: some county among a few hundred shows it."""
    old, new, claim = FALSE[kind]
    path = tmp_path / "ruleset.yaml"
    path.write_text(SAMPLE.replace(old, new, 1) if old else SAMPLE, encoding="utf-8")
    ruleset = load_ruleset(str(path)).ruleset
    assert ruleset is not None
    broken = next(holding_of(ruleset, {claim}, KNOWN_SEED).broken(2000), "")
    assert f"{kind} {claim[1]}" in broken  # and the files of it are read and break it, too
