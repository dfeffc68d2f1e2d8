"""P40, P41, P53 on generated rulesets: random completions never contradict what was certain.

Rulesets over the whole language (ceilings, rows, points, members, series, curves, rounding, votes, …) are drawn and
read by the real frontend; evidence is thinned out and completed again by every kind of legal value. `EVALRULES_SOAK=1`
makes at least 50,000 completions and prints how many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product

import pytest

from evalrules.semantics.claims import claims_of

from .drawn_evidence import Document
from .drawn_ruleset import text_of
from .draws import KNOWN_SEED, SEED, SOAK, Drawn, drawn_rulesets, report
from .refining import EXCUSED, Illegal, Judged, contradiction, derived_values, judged, loaded
from .shrinking import Documents

COMPLETIONS = 60_000 if SOAK else 300
EACH = 4

"""Of these draws it is known how many say something; of others, a few at a time, chance alone would tell."""


def pairs_of(drawn: Drawn, at: int, counts: Counter[str]) -> Iterator[tuple[Document, Document]]:
    """Evidence with less in it beside evidence with more: thinned beside whole, thinner beside thin, thin beside completed."""
    draw = drawn.evidence(at)
    whole = draw.whole()
    known = judged(drawn.ruleset, whole)
    if isinstance(known, Illegal):
        return
    part = draw.thinned(whole, derived_values(known))
    yield part, whole
    yield draw.thinned(part), part
    for _ in range(EACH):
        counts["completions"] += 1
        yield part, draw.completed(part)


def problem_of(drawn: Drawn, less: Document, more: Document, counts: Counter[str]) -> str:
    """What is certain of the one and not of the other; "" where nothing is."""
    first, second = judged(drawn.ruleset, less), judged(drawn.ruleset, more)
    if isinstance(first, Illegal) or isinstance(second, Illegal) or contradicts_itself(second):
        counts["contradictory"] += 1
        return ""
    counts["pairs"] += 1
    counts["decided"] += first.case.level is not None
    found = contradiction(first, second)
    counts["against the panel"] += found == EXCUSED
    return "" if found == EXCUSED else found


def contradicts_itself(judged: Judged) -> bool:
    """Whether a derived figure that is stated is not what its inputs give, once these are known: then they count."""
    return any(one.code == "ER413" for one in claims_of(judged.case, judged.evidence)[1])


def still_fails(documents: Documents) -> bool:
    """Whether a ruleset with two documents of evidence still shows a contradiction."""
    ruleset, _ = loaded(text_of(documents[0]), shape=False)
    if ruleset is None:
        return False
    first, second = judged(ruleset, documents[1]), judged(ruleset, documents[2])
    if not (isinstance(first, Judged) and isinstance(second, Judged)) or contradicts_itself(second):
        return False
    return contradiction(first, second) not in ("", EXCUSED)


def test_completions_never_contradict_what_was_certain(capsys):
    """P40, P41, P53: levels, outcomes, points, gates, vetoes and waivers that were certain stay so, whatever comes.

    The one exception is a completion that breaks a ceiling over a panel's grade (docs/decisions/0007).
    """
    counts = held(SEED, COMPLETIONS)
    if SOAK:
        with capsys.disabled():
            print(f"\nseed {SEED}: {dict(counts)}")


@pytest.mark.real
def test_what_is_drawn_says_something():
    """Most rulesets are accepted, little evidence contradicts itself, and a good part of the verdicts is decided."""
    counts = held(KNOWN_SEED, 100)
    assert counts["refused"] * 10 < counts["rulesets"], counts
    assert counts["contradictory"] * 5 < counts["pairs"], counts
    assert counts["against the panel"] * 10 < counts["pairs"], counts
    assert counts["decided"] * 3 > counts["pairs"], counts


def held(seed: int, completions: int) -> Counter[str]:
    """What was met while so many completions of rulesets from a seed on were held against what was certain."""
    counts: Counter[str] = Counter()
    for drawn in drawn_rulesets(counts, first=seed):
        for at in range(2):
            for less, more in pairs_of(drawn, at, counts):
                found = problem_of(drawn, less, more, counts)
                assert not found, report(found, (drawn.document, less, more), still_fails)
        if counts["completions"] >= completions:
            break
    return counts


class Small:
    """A ruleset whose indicators are independent of one another, each over facts of its own with few values."""

    def __init__(self, drawn: Drawn) -> None:
        self.drawn = drawn
        self.draw = drawn.evidence()
        self.open: list[tuple[str, str, tuple[object, ...]]] = []
        """What is not known: its section, its id, and everything it may be."""
        self.facts: Document = {}
        self.grades: Document = {}

    def evidence(self, chosen: tuple[object, ...] = ()) -> Document:
        """The evidence with the values chosen for what is open."""
        document: Document = {"facts": dict(self.facts), "grades": dict(self.grades), "subject": {}}
        for (section, own, _), value in zip(self.open, chosen, strict=False):
            document[section][own] = value
        return document

    def leave_open(self, limit: int) -> None:
        """Some facts and grades known, the others open, with no more completions than the limit."""
        number = 1
        domains = [("facts", one.id, (True, False) if one.type == "yesno" else (0, 1, 2, 3)) for one in self.drawn.ruleset.facts]
        domains += [("grades", one.id, one.grades) for one in self.drawn.ruleset.indicators if one.assessed]
        self.draw.random.shuffle(domains)
        for section, own, values in domains:
            if number * len(values) <= limit and self.draw.chance(0.7):
                number *= len(values)
                self.open.append((section, own, values))
            else:
                (self.facts if section == "facts" else self.grades)[own] = self.draw.random.choice(values)


def test_what_is_possible_is_what_the_completions_give():
    """P40: where indicators rest on facts of their own, the levels possible are just those of all completions."""
    counts: Counter[str] = Counter()
    wanted, limit = (400, 256) if SOAK else (12, 32)
    for drawn in drawn_rulesets(counts, salt=1, shape="independent"):
        small = Small(drawn)
        small.leave_open(limit)
        before = judged(drawn.ruleset, small.evidence())
        assert isinstance(before, Judged)
        levels: set[str] = set()
        outcomes: dict[str, set[str]] = {}
        for chosen in product(*(values for _, _, values in small.open)):
            after = judged(drawn.ruleset, small.evidence(chosen))
            assert isinstance(after, Judged)
            levels |= set(after.case.possible_levels)
            for standing in after.case.standings:
                outcomes.setdefault(standing.indicator.id, set()).update(standing.possible)
        assert set(before.case.possible_levels) == levels, f"EVALRULES_SEED={SEED}\n{drawn.text}\n{small.evidence()}"
        assert {one.indicator.id: set(one.possible) for one in before.case.standings} == outcomes
        counts["equal"] += 1
        if counts["equal"] >= wanted:
            break
