"""Proofs are kept between runs, and only what they were found for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.real  # the solver is an extra, which is installed for these
pytest.importorskip("z3", reason="NOT CHECKED: the extra `prove` (z3-solver) is not installed")

from evalrules.loading import load_ruleset  # noqa: E402 - after the check for z3
from evalrules.model.proof import OPEN, TIME, Proof  # noqa: E402
from evalrules.model.ruleset import Ruleset  # noqa: E402
from evalrules.proving import kept_proofs  # noqa: E402
from evalrules.proving.kept_proofs import proof_of  # noqa: E402
from evalrules.proving.prover import Bounds, prove  # noqa: E402

LONG = Bounds(60)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the test's own, where proofs are kept."""
    monkeypatch.setenv("EVALRULES_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The rulesets that were really proven."""
    names: list[str] = []

    def proving(ruleset: Ruleset, *more: object) -> Proof:
        names.append(ruleset.name)
        return prove(ruleset, *more)

    monkeypatch.setattr(kept_proofs, "prove", proving)
    return names


def shipped(name: str) -> Ruleset:
    found = load_ruleset(name).ruleset
    assert found is not None
    return found


def test_a_proof_is_made_once_and_stays_the_same(asked: list[str]) -> None:
    """With its places, labels, evidence and reasons."""
    ruleset = shipped("jiangsu-16@2007")
    assert proof_of(ruleset, LONG) == proof_of(ruleset, LONG._replace(seconds=0.1))
    assert asked == ["jiangsu-16@2007"]


def test_another_ruleset_and_other_rows_are_another_proof(asked: list[str]) -> None:
    """One character of a label is another ruleset, also where its digest is the same."""
    ruleset = shipped("building-safety@2016")
    title = ruleset.title._replace(en="another")
    for one, bounds in ((ruleset, LONG), (ruleset, LONG._replace(rows=3)), (ruleset._replace(title=title), LONG)):
        proof_of(one, bounds)
    assert len(asked) == 3


def test_what_ran_out_of_time_is_asked_again(asked: list[str]) -> None:
    """A claim that time left open may be answered the next time."""
    ruleset = shipped("building-safety@2016")
    short = proof_of(ruleset, Bounds(1e-9))
    assert {(one.outcome, one.reason) for one in short.answers} == {(OPEN, TIME)}
    assert not proof_of(ruleset, LONG).with_outcome(OPEN)
    assert len(asked) == 2


@pytest.mark.parametrize("damage", [lambda text: text[:-3], lambda text: text.replace('"proven"', '"refuted"'), lambda _: "[]"])
def test_an_entry_that_is_not_what_was_kept_is_none(damage: Callable[[str], str], cache: Path, asked: list[str]) -> None:
    """Cut off, edited, or something else: it is proven again, with the same answers."""
    ruleset = shipped("building-safety@2016")
    before = proof_of(ruleset, LONG)
    (entry,) = [one for one in cache.iterdir() if "proven" in one.read_text(encoding="utf-8")]
    entry.write_text(damage(entry.read_text(encoding="utf-8")), encoding="utf-8")
    assert [one.outcome for one in proof_of(ruleset, LONG).answers] == [one.outcome for one in before.answers]
    assert len(asked) == 2
