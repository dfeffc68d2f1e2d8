"""P58 and design 3.11 on generated rulesets: what a result advises is carried out on the evidence, and comes true.

The values that are said to decide do decide, for the level that is said; the changes of a gap, made together, reach
its grade or level.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from evalrules.model.assessment import Gap
from evalrules.model.ruleset import Ruleset

from .carried_out import carried_out, deciding
from .drawn_evidence import Document
from .drawn_ruleset import text_of
from .draws import KNOWN_SEED, SEED, SOAK, drawn_rulesets, report
from .refining import Illegal, Judged, derived_values, judged, loaded
from .shrinking import Documents

WANTED = 20_000 if SOAK else 40


def untrue(ruleset: Ruleset, document: Document, given: Judged, counts: Counter[str]) -> Iterator[str]:
    """Every piece of advice that does not come true."""
    found = given.assessment
    for missing in found.missing:
        if missing.decides is not bool(missing.needed or missing.narrows or missing.together or missing.leads):
            yield f"{missing} decides without a value, or has one and does not"
        if missing.kind == "parameter":
            continue
        for level, changed in deciding(document, given.case, missing):
            after = judged(ruleset, changed)
            counts["values tried"] += isinstance(after, Judged)
            if isinstance(after, Judged) and after.case.level != level:
                yield f"{missing} does not decide: {after.case.possible_levels}"
    for gap in found.gaps:
        yield from _not_reached(ruleset, document, gap, counts)


def _not_reached(ruleset: Ruleset, document: Document, gap: Gap, counts: Counter[str]) -> Iterator[str]:
    for way in (gap.changes, *gap.alternatives):
        changed = carried_out(document, ruleset, way)
        after = judged(ruleset, changed) if changed is not None else None
        if after is None or isinstance(after, Illegal):
            counts["gaps that evidence cannot carry out"] += 1
            continue
        counts["gaps carried out"] += 1
        if gap.kind == "level":
            reached = [ruleset.level_rank(level) <= ruleset.level_rank(gap.to) for level in after.case.possible_levels]
        else:
            standing = after.case.standing_of(gap.id)
            every = standing.indicator.grades if standing.indicator.kind == "graded" else ("met", "not_met")
            found = [one.text for one in standing.possible]
            reached = [one in every and every.index(one) <= every.index(gap.to) for one in found]
        if not all(reached):
            yield f"{way} does not lead {gap.id} from {gap.start} to {gap.to}"


def still_fails(documents: Documents) -> bool:
    """Whether the evidence under the ruleset still gets advice that is not true."""
    ruleset, _ = loaded(text_of(documents[0]), shape=False)
    if ruleset is None:
        return False
    given = judged(ruleset, documents[1])
    return isinstance(given, Judged) and bool(list(untrue(ruleset, documents[1], given, Counter())))


def test_advice_that_is_carried_out_comes_true(capsys):
    """P58: the values that decide do, and every gap that evidence can carry out leads where it says."""
    counts = held(SEED, WANTED)
    if SOAK:
        with capsys.disabled():
            print(f"\nseed {SEED}: {dict(counts)}")


def test_most_advice_can_be_carried_out():
    """Of draws that are always the same, most gaps are in figures and grades that evidence states."""
    counts = held(KNOWN_SEED, 60)
    assert counts["gaps carried out"] > counts["gaps that evidence cannot carry out"], counts
    assert counts["values tried"] > 10, counts


def held(seed: int, wanted: int) -> Counter[str]:
    """What was met while so much advice to rulesets from a seed on was carried out."""
    counts: Counter[str] = Counter()
    for drawn in drawn_rulesets(counts, salt=3, first=seed):
        draw = drawn.evidence()
        whole = draw.whole()
        known = judged(drawn.ruleset, whole)
        if isinstance(known, Illegal):
            continue
        part = draw.thinned(whole, derived_values(known))
        for document in (whole, part):
            given = judged(drawn.ruleset, document)
            found = list(untrue(drawn.ruleset, document, given, counts)) if isinstance(given, Judged) else []
            assert not found, report("\n".join(found), (drawn.document, document), still_fails)
        if counts["gaps carried out"] + counts["values tried"] >= wanted:
            break
    return counts
