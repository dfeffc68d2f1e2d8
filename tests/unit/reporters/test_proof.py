"""What was proven is told in both languages, and as data."""

from __future__ import annotations

import json

from evalrules.base.source import Span
from evalrules.model.proof import OPEN, PROVEN, REFUTED, Answer, Claim, Proof, Witness
from evalrules.model.ruleset import Label
from evalrules.reporters.proof import render_proofs_json, render_proofs_text

PLACE = Span("ruleset.yaml", 12, 5, 12, 20)
PROOF = Proof(
    "sample@1",
    "sha256:0",
    "2020-12-31",
    {"schools": 2},
    (
        Answer(Claim("level_reached", "pass", "", PLACE, Label("达标", "reached")), PROVEN, details=("mark = 85",)),
        Answer(
            Claim("direction", "rate", "higher", PLACE, Label("入学率", "enrolment rate")),
            REFUTED,
            (Witness("a.yaml", "x: 1\n", "pass"), Witness("b.yaml", "x: 2\n", "fail")),
        ),
        Answer(Claim("veto_holds", "v", "", PLACE, Label("否决", "veto")), REFUTED),
        Answer(Claim("measure_matters", "m", "", PLACE), OPEN, reason="parameter", details=("a", "b", "c", "d", "e")),
    ),
)


def test_a_proof_in_words():
    """What is refuted has its place, its code and its evidence; what is open has its reason."""
    text = render_proofs_text([PROOF], "en")
    assert "sample@1: 1 proven, 2 refuted, 1 unknown" in text
    assert "ruleset.yaml:12:5: ER650 refuted: a higher 'enrolment rate' (rate) worsens no level" in text
    assert "evidence: a.yaml, b.yaml" in text
    assert "the veto 'veto' (v) can fire; no evidence does that" in text
    assert "it hangs on numbers that no text gives: a, b, c, d and 1 more" in text
    assert "2 rows of schools" in text and "mark = 85" not in text


def test_a_proof_in_chinese():
    """No English sentence is left; with `are_all` what holds is told, too."""
    text = render_proofs_text([PROOF], "zh", are_all=True)
    assert "成立 1 项，不成立 2 项，未能确定 1 项" in text
    assert "“入学率”(rate) 提高，结论和各项结果不会变差" in text
    assert "设 mark = 85" in text
    assert "没有这样的数据" in text


def test_a_proof_as_data():
    """Every claim in both languages, and the evidence of what is refuted."""
    claims = json.loads(render_proofs_json([PROOF]))["proofs"][0]["claims"]
    assert ["proven", "refuted", "refuted", "unknown"] == [one["answer"] for one in claims]
    assert ["x: 1\n", "x: 2\n"] == [one["evidence"] for one in claims[1]["witnesses"]]
    assert claims[3]["reason"] == "parameter" and claims[3]["claim"]["en"].startswith("m makes")
