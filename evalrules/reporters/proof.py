"""What was proven of a ruleset, as text for its author and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from evalrules.base.languages import punctuation, spoken
from evalrules.model.proof import OPEN, PROVEN, REFUTED, Answer, Claim, Proof

FORMAT = "proof/1"

_CLAIMS: Mapping[str, tuple[str, str]] = {
    "checks_hold": ("checks 的各项可以同时成立", "all checks can hold together"),
    "applies": ("{of} 有适用的情形", "{of} applies to somebody"),
    "outcome_reached": ("{of} 可以是 {part}", "{of} can be {part}"),
    "bands_whole": ("{of} 的各档没有遗漏", "the bands of {of} leave no hole"),
    "bands_apart": ("{of} 的 {part} 两档不重叠", "the bands {part} of {of} do not overlap"),
    "ceiling_binds": ("{of} 的 {part} 上限可以起作用", "the ceiling of {of} for {part} can bind"),
    "points_within": ("{of} 的计分公式不超过满分", "the formula of {of} gives no more than the full points"),
    "gate_holds": ("门槛 {of} 可以达到", "the gate {of} can hold"),
    "gate_fails": ("门槛 {of} 可以达不到", "the gate {of} can fail"),
    "gate_matters": ("门槛 {of} 影响结论", "the gate {of} makes a difference to the level"),
    "veto_holds": ("一票否决 {of} 可以触发", "the veto {of} can fire"),
    "veto_fails": ("一票否决 {of} 可以不触发", "the veto {of} can stay away"),
    "veto_matters": ("一票否决 {of} 影响结论", "the veto {of} makes a difference to the level"),
    "level_reached": ("可以得到结论 {of}", "the level {of} can be reached"),
    "decided": ("数据齐全时可以得出结论", "some county of which everything is known has a level"),
    "direction": ("{of} {way}，结论和各项结果不会变差", "{way} {of} worsens no level and no outcome"),
    "decision_direction": ("{of} 评得更好，结论不会变差", "a better decision on {of} worsens no level"),
    "indicator_matters": ("指标 {of} 影响结论", "the indicator {of} makes a difference to the level"),
    "measure_matters": ("{of} 影响结论", "{of} makes a difference to the level"),
}
"""Each claim in both languages."""

_WAYS = {"higher": ("提高", "a higher"), "lower": ("降低", "a lower")}

_OUTCOMES = {"met": ("达到", "met"), "not_met": ("达不到", "not met"), "not_applicable": ("不适用", "not applicable")}

_REASONS: Mapping[str, tuple[str, str]] = {
    "time": ("时间用完", "the time was up"),
    "parameter": ("取决于文本没有给出的数：{details}", "it hangs on numbers that no text gives: {details}"),
    "unexpressed": ("其中有求解器不能表达的部分：{details}", "it rests on what the solver cannot express: {details}"),
    "unconfirmed": (
        "求解器找到的数据未得到评估引擎确认",
        "the engine did not confirm the evidence that the solver found",
    ),
}

_WORDS: Mapping[str, tuple[str, str]] = {
    "summary": ("{ruleset}：成立 {proven} 项，不成立 {refuted} 项，未能确定 {open} 项",
                "{ruleset}: {proven} proven, {refuted} refuted, {open} unknown"),
    "of": ("前提：数据齐全，评估日期 {day}{rows}", "for evidence in which nothing is missing, on {day}{rows}"),
    "rows": ("，{table} 表 {count} 行", ", {count} rows of {table}"),
    REFUTED: ("不成立", "refuted"),
    OPEN: ("未能确定", "unknown"),
    PROVEN: ("成立", "proven"),
    "nobody": ("没有这样的数据", "no evidence does that"),
    "supposing": ("设 {details}", "supposing {details}"),
    "witness": ("数据：{names}", "evidence: {names}"),
    "more": ("等 {count} 项", "and {count} more"),
}  # fmt: skip

_FEW = 4


def render_proofs_text(proofs: Sequence[Proof], language: str, *, are_all: bool = False) -> str:
    """Every proof in words: what does not hold, what is open and why; with `are_all` what holds, too."""
    return "".join(f"{line}\n" for proof in proofs for line in _lines(proof, language, are_all=are_all))


def render_proofs_json(proofs: Sequence[Proof]) -> str:
    """Every proof as data, with the evidence that shows what is refuted."""
    return (
        json.dumps({"format": FORMAT, "proofs": [_document(one) for one in proofs]}, ensure_ascii=False, indent=1)
        + "\n"
    )


def claim_text(claim: Claim, language: str) -> str:
    """A claim in words."""
    name = claim.label.in_language(language)
    of = f"“{name}”({claim.of})" if name and name != claim.of else claim.of
    of = spoken((of, f"{name!r} ({claim.of})" if name else of), language)
    return _say(_CLAIMS[claim.kind], language, of=of, part=_part(claim, language), way=_part(claim, language))


def _part(claim: Claim, language: str) -> str:
    words = _WAYS if claim.kind == "direction" else _OUTCOMES if claim.kind == "outcome_reached" else {}
    pair = words.get(claim.part)
    return claim.part if pair is None else spoken(pair, language)


def _say(pair: tuple[str, str], language: str, **values: str) -> str:
    return spoken(pair, language, **values)


def _lines(proof: Proof, language: str, *, are_all: bool) -> Iterator[str]:
    counts = {"proven": PROVEN, "refuted": REFUTED, "open": OPEN}
    numbers = {word: str(len(proof.with_outcome(outcome))) for word, outcome in counts.items()}
    yield _say(_WORDS["summary"], language, ruleset=proof.ruleset, **numbers)
    rows = "".join(_say(_WORDS["rows"], language, table=own, count=str(count)) for own, count in proof.rows.items())
    yield "  " + _say(_WORDS["of"], language, day=proof.day, rows=rows)
    for outcome in (REFUTED, OPEN, *((PROVEN,) if are_all else ())):
        for answer in proof.with_outcome(outcome):
            yield "  " + _line(answer, language)


def _line(answer: Answer, language: str) -> str:
    place = f"{answer.claim.place}: " if answer.claim.place.file and answer.outcome == REFUTED else ""
    mark = _say(_WORDS[answer.outcome], language)
    code = "ER650 " if answer.outcome == REFUTED else ""
    colon, stop = punctuation(language).colon, punctuation(language).semicolon
    return f"{place}{code}{mark}{colon}{claim_text(answer.claim, language)}" + "".join(
        f"{stop}{part}" for part in _because(answer, language)
    )


def _because(answer: Answer, language: str) -> Iterator[str]:
    shown = ", ".join(answer.details[:_FEW])
    if len(answer.details) > _FEW:
        shown += " " + _say(_WORDS["more"], language, count=str(len(answer.details) - _FEW))
    if answer.outcome == OPEN:
        yield _say(_REASONS[answer.reason], language, details=shown)
        return
    if answer.details:
        yield _say(_WORDS["supposing"], language, details=shown)
    if answer.witnesses:
        yield _say(_WORDS["witness"], language, names=", ".join(one.name for one in answer.witnesses))
    elif answer.outcome == REFUTED:
        yield _say(_WORDS["nobody"], language)


def _document(proof: Proof) -> dict[str, object]:
    return {
        "ruleset": proof.ruleset,
        "digest": proof.digest,
        "day": proof.day,
        "rows": dict(proof.rows),
        "claims": [_claim(answer) for answer in proof.answers],
    }


def _claim(answer: Answer) -> dict[str, object]:
    claim = answer.claim
    return {
        "kind": claim.kind,
        "of": claim.of,
        "part": claim.part,
        "place": str(claim.place) if claim.place.file else None,
        "claim": {"zh": claim_text(claim, "zh"), "en": claim_text(claim, "en")},
        "answer": answer.outcome,
        "reason": answer.reason or None,
        "details": list(answer.details),
        "witnesses": [
            {"name": one.name, "level": one.says, **({"evidence": one.text} if answer.outcome == REFUTED else {})}
            for one in answer.witnesses
        ],
    }
