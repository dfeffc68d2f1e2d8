"""What must not hold is said as what must: the same truth, whatever the figures."""

from __future__ import annotations

import pytest

from evalrules.semantics.affirmed import affirmed
from evalrules.semantics.conditions import truth
from evalrules.tree.nodes import Not
from evalrules.tree.walk import walk

TEXTS = (
    "a < 3", "a == 3", "not (a > 2)", "a < 3 and b >= 2", "a < 3 or not has", "not (a < 3 or has) and b > 1",
    "at_least(2, a >= 3, b >= 2, has)", "1 <= a <= 3",
)  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("wanted", [True, False])
def test_it_has_the_same_truth(text: str, wanted: bool, tree, scope):
    """Of every joint value around the limits, and with a figure that is not given; nothing is left to be denied of it."""
    node = tree(text)
    said = affirmed(node, wanted=wanted)
    for a in (None, 0, 2, 3, 4):
        for b in (1, 2):
            for has in (True, False, None):
                at = scope(a=a, b=b, has=has)
                known = truth(node, at)
                assert truth(said, at) is (known if wanted or known is None else not known), (a, b, has)
    assert not any(isinstance(part, Not) and not isinstance(part.item, type(tree("has"))) for part in walk(said))
