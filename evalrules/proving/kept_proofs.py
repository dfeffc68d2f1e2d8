"""Proofs kept between runs: what was answered of a ruleset is not asked again, however long it took."""

from __future__ import annotations

import json
from typing import Any

from evalrules.base.source import Span
from evalrules.cache import CHECKING_ROOMS, fetch_text, keep_text, key_of
from evalrules.model.codec import ruleset_to_json
from evalrules.model.proof import TIME, Answer, Claim, Proof, Witness
from evalrules.model.ruleset import Label, Ruleset
from evalrules.proving.prover import Bounds, Progress, prove
from evalrules.version import SEMANTICS, VERSION

_ROOMS = (*CHECKING_ROOMS, "proving")


def proof_of(ruleset: Ruleset, bounds: Bounds, progress: Progress | None = None) -> Proof:
    """Every claim with its answer, from an earlier run with as many rows a table, or found now and kept.

    One in which the time was up is not kept: more time, or another machine, may answer more.
    """
    key = key_of(f"proof of {bounds.rows} rows", ruleset_to_json(ruleset).encode(), f"{VERSION}/{SEMANTICS}", _ROOMS)
    kept = _proof_from(fetch_text(key))
    if kept is not None:
        return kept
    found = prove(ruleset, bounds, progress)
    if all(one.reason != TIME for one in found.answers):
        keep_text(key, json.dumps(found, ensure_ascii=False))
    return found


def _proof_from(text: str | None) -> Proof | None:
    """The proof of a text; None where it is none."""
    try:
        name, digest, day, rows, answers = json.loads(text or "")
        return Proof(name, digest, day, rows, tuple(_answer(*one) for one in answers))
    except (ValueError, TypeError):
        return None


def _answer(claim: list[Any], outcome: str, witnesses: list[list[str]], reason: str, details: list[str]) -> Answer:
    kind, of, part, place, label = claim
    made = Claim(kind, of, part, Span(*place), Label(*label))
    return Answer(made, outcome, tuple(Witness(*one) for one in witnesses), reason, tuple(details))
