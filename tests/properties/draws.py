"""Fresh draws for the properties over generated rulesets: their seed, how many, and a failure made small.

`EVALRULES_SEED=n` repeats a run; `EVALRULES_SOAK=1` makes it long. A failure prints its seed and the smallest ruleset
and evidence that still fail.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, NamedTuple

from evalrules.model.ruleset import Ruleset

from .drawn_evidence import Evidence
from .drawn_ruleset import drawn_ruleset, text_of
from .evidence_forms import as_json
from .refining import loaded
from .shrinking import Documents, shrunk

SOAK = bool(os.environ.get("EVALRULES_SOAK"))
SEED = int(os.environ.get("EVALRULES_SEED") or random.SystemRandom().randrange(10**9))

KNOWN_SEED = 2007
"""Of draws that are always the same: how often something is met among a few is asked of these; of fresh ones chance
alone would tell.
"""


class Drawn(NamedTuple):
    """A ruleset of a seed, as written and as loaded."""

    seed: int
    document: dict[str, Any]
    text: str
    ruleset: Ruleset

    def evidence(self, at: int = 0) -> Evidence:
        """Draws evidence for it, always the same for a number."""
        return Evidence(self.ruleset, self.text, f"{self.seed}/{at}")


def drawn_rulesets(
    counts: Counter[str], *, salt: int = 0, shape: str = "whole", first: int = SEED
) -> Iterator[Drawn]:
    """Rulesets without end, one a seed; `counts` learns how many there were, and how many the frontend refused."""
    for seed in count(first * 10**6 + salt * 10**18):
        document = drawn_ruleset(seed, shape)
        text = text_of(document)
        ruleset, found = loaded(text, shape=seed % 10 == 0)
        counts["rulesets"] += 1
        if ruleset is None:
            no_grade = {one.code for one in found} == {"ER316"}  # a count of grades over indicators that have none
            counts["no grade to count" if no_grade else "refused"] += 1
            continue
        yield Drawn(seed, document, text, ruleset)


def report(problem: str, documents: Documents, fails: Callable[[Documents], bool]) -> str:
    """What went wrong, with the smallest documents that still go wrong."""
    smallest = shrunk(documents, fails, limit=800) if fails(documents) else documents
    shown = "\n".join(as_json(one) for one in smallest)
    return f"{problem}\nEVALRULES_SEED={SEED}\n{shown}"
