"""Derived measures may rest on one another, but not in a circle and not without end."""

from __future__ import annotations

import pytest

from evalrules.frontend.derivations import MAX_DERIVATIONS


def row(length: int) -> str:
    """Derived measures, each computed from the one before."""
    lines = ["  m0: {type: number}"] + [f"  m{at}: {{type: number, value: m{at - 1} + 1}}" for at in range(1, length + 1)]
    return "measures:\n" + "\n".join(lines) + '\nindicators: [{id: "1", met: m0 >= 1, source: s}]\n'


def test_a_row_of_the_longest_length_loads_and_is_computed(ruleset_from, assess):
    """Fifty derived measures in a row are fine."""
    text = row(MAX_DERIVATIONS).replace("met: m0 >= 1", f"met: m{MAX_DERIVATIONS} >= {MAX_DERIVATIONS}")

    assert "pass" == assess(text, {"facts": {"m0": 0}}).verdict.level


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (row(MAX_DERIVATIONS + 1), "ER207"),
        (row(3).replace("m1: {type: number, value: m0 + 1}", "m1: {type: number, value: m3 + 1}"), "ER313"),
    ],
    ids=["too-long", "circle"],
)
def test_a_longer_row_and_a_circle_are_refused(ruleset_from, text: str, code: str):
    """One problem each, not one for every measure behind it."""
    import evalrules

    with pytest.raises(evalrules.EvalrulesError) as raised:
        ruleset_from(text)

    assert [code] == [found.code for found in raised.value.diagnostics]
