"""Some county is found beside one that reaches the best level: nearly all of it stays as it is."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.real  # the solver is an extra, which is installed for these
pytest.importorskip("z3", reason="NOT CHECKED: the extra `prove` (z3-solver) is not installed")

from evalrules.loading import load_ruleset  # noqa: E402 - after the check for z3
from evalrules.model.proof import PROVEN  # noqa: E402
from evalrules.proving.nearby import beside  # noqa: E402
from evalrules.proving.prover import Bounds, Proving  # noqa: E402

NAME = "national-quality-balance@2017"
"""Products, rows and coefficients of variation: asked as a whole, the solver takes minutes for one of these."""
HARD = (("gate_matters", "entry"), ("indicator_matters", "cv-r1:primary"), ("measure_matters", "units.above_degree"))


@pytest.fixture
def proving() -> Proving:
    """One of its own for each test: what was asked of it before would be among what the next question rests on."""
    ruleset = load_ruleset(NAME).ruleset
    assert ruleset is not None
    return Proving(ruleset, Bounds())


@pytest.mark.parametrize("claim", HARD)
def test_a_county_of_many_rows_and_products_is_found_beside_one_that_passes(proving: Proving, claim: tuple[str, str]):
    """In the time of one question; the engine confirms each."""
    asked = {(one.kind, one.of): (one, ask) for one, ask in proving.claims.questions()}[claim]
    assert proving.answer(*asked, 5).outcome == PROVEN


def test_what_a_claim_is_about_is_left_open_and_the_rest_kept(proving: Proving):
    """At first all of the known county is kept, then all but the measure, then all but what is seen with it."""
    [known] = proving.counties()
    claim, ask = next((one, ask) for one, ask in proving.claims.questions() if one.of == "trained" and "matters" in one.kind)
    kept = [{own for own, variable, _ in known if any(variable.eq(one) for one, _ in given)} for given in beside(proving.base, claim, ask(), known)]
    assert "trained" in kept[0] and "trained" not in kept[1] and "teachers" in kept[1] and "teachers" not in kept[2]
    assert "recognition" in kept[2]


def test_what_was_asked_before_changes_nothing_of_what_is_found(proving: Proving):
    """The solver numbers its terms as they are made; neither the names of variables nor their order may follow that."""
    ruleset = load_ruleset("jiangsu-16").ruleset
    assert ruleset is not None
    other = Proving(ruleset, Bounds())
    for claim, ask in [*other.claims.questions()][:5]:
        other.answer(claim, ask, 1)
    [found] = Proving(proving.ruleset, Bounds()).counties()
    [known] = proving.counties()
    assert [(own, str(value)) for own, _, value in found] == [(own, str(value)) for own, _, value in known]
