"""What a solver says of every shipped ruleset: nothing is refuted, and what stays unknown is on a list with its reason.

`EVALRULES_UPDATE=1 python -m pytest -q -m "real or not real" tests/cases/test_shipped_proofs.py` writes unproven.csv anew.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import NamedTuple

import pytest
from selection import seldom

pytestmark = pytest.mark.real  # the solver is an extra, which is installed for these
pytest.importorskip("z3", reason="NOT CHECKED: the extra `prove` (z3-solver) is not installed")

from evalrules.catalog import entries  # noqa: E402 - after the check for z3
from evalrules.loading import load_ruleset  # noqa: E402
from evalrules.model.proof import OPEN, REFUTED, Proof  # noqa: E402
from evalrules.model.report import Options  # noqa: E402
from evalrules.pipeline import check  # noqa: E402
from evalrules.proving.prover import Bounds, prove  # noqa: E402

LIST = Path(__file__).with_name("unproven.csv")
NAMES = [entry.name for entry in entries()]
LONG = ("national-quality-balance@2017", "national-quality-balance-newer@undated")
"""These take more than a minute each, of which a last claim or two hangs on the order of the solver's terms."""
AT_MOST = 20
"""How many claims of one of these may stay open."""


class Unproven(NamedTuple):
    """A claim that is left open, and why."""

    ruleset: str
    kind: str
    of: str
    part: str
    reason: str
    details: str


def listed() -> list[Unproven]:
    """The claims that are known to stay open."""
    with LIST.open(encoding="utf-8", newline="") as file:
        return [Unproven(*row) for row in list(csv.reader(file))[1:]]


def unproven(proof: Proof) -> list[Unproven]:
    """What a proof leaves open."""
    claims = [(one.claim, one.reason, "; ".join(one.details)) for one in proof.with_outcome(OPEN)]
    return sorted(Unproven(proof.ruleset, own.kind, own.of, own.part, *more) for own, *more in claims)


def written(name: str, found: list[Unproven]) -> None:
    """The list with what one ruleset leaves open now."""
    others = [one for one in listed() if one.ruleset != name and one.ruleset in NAMES] if LIST.exists() else []
    with LIST.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([Unproven._fields, *sorted([*others, *found])])


@pytest.mark.parametrize("name", seldom(NAMES, real=3, long=LONG))
def test_nothing_shipped_is_refuted_and_what_is_unknown_is_listed(name: str, tmp_path: Path):
    """Each ruleset is proven anew; all evidence that is shown gets by `check` the level that is said of it.

    The time is counted in steps of the solver, so what it is too short for hangs on no machine.
    """
    ruleset = load_ruleset(name).ruleset
    assert ruleset is not None
    proof = prove(ruleset, Bounds())
    found, known = unproven(proof), [one for one in (listed() if LIST.exists() else []) if one.ruleset == name]
    if os.environ.get("EVALRULES_UPDATE"):
        written(name, found)
        known = found

    assert [one.claim for one in proof.with_outcome(REFUTED)] == []
    if name in LONG:
        assert len(found) <= AT_MOST
    else:
        assert found == known
    said, levels = told_and_checked(proof, tmp_path)
    assert said == levels


def told_and_checked(proof: Proof, folder: Path) -> tuple[list[str], list[str | None]]:
    """What the proof says of every county that it shows, and what `check` does; where no number had to be supposed."""
    shown = [witness for one in proof.answers if not one.details for witness in one.witnesses]
    levels = []
    for at, one in enumerate(shown):
        path = folder / f"{at}.yaml"
        path.write_text(one.text, encoding="utf-8")
        assessment = check([str(path)], Options()).results[0].assessment
        levels.append(assessment and ", ".join(assessment.verdict.possible))
    return [one.says for one in shown], levels


def test_the_list_names_what_is_shipped():
    """No claim of a ruleset that is no longer there, none twice, and a reason for each."""
    known = listed()
    assert {one.ruleset for one in known} <= set(NAMES)
    assert len({one[:4] for one in known}) == len(known)
    assert all(one.reason for one in known)
