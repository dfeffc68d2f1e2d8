"""What is claimed of a whole ruleset, and what became of each claim. Made by evalrules.proving, read by reporters."""

from __future__ import annotations

from collections.abc import Mapping

from evalrules.base.records import NamedTuple
from evalrules.base.source import Span
from evalrules.model.ruleset import Label

PROVEN, REFUTED, OPEN = "proven", "refuted", "unknown"
"""What becomes of a claim."""

TIME, PARAMETER, UNEXPRESSED, UNCONFIRMED = "time", "parameter", "unexpressed", "unconfirmed"
"""Why a claim is left open: the time was up; it hangs on a number that no text gives; a part is not expressed; the
engine did not confirm what was found."""


class Claim(NamedTuple):
    """Something that holds of a sound ruleset: `kind` says what, `of` of which part, `part` of which grade or level.

    `of` is the id of an indicator, a gate, a veto, a level or a measure, `label` its name; `place` where that stands.
    """

    kind: str
    of: str
    part: str
    place: Span
    label: Label = Label("", "")


class Witness(NamedTuple):
    """Evidence, as a file that can be checked; `says` are the levels that the engine gives it."""

    name: str
    text: str
    says: str


class Answer(NamedTuple):
    """What became of a claim. `reason` says why it is left open, `details` what that hangs on.

    `details` of a claim that is not open are what numbers which no text gives were supposed to be.
    """

    claim: Claim
    outcome: str
    witnesses: tuple[Witness, ...] = ()
    reason: str = ""
    details: tuple[str, ...] = ()


class Proof(NamedTuple):
    """Every claim about a ruleset with its answer.

    Claims are about evidence in which nothing is missing: dates up to `day`, in each table so many `rows`; evidence
    that shows something may have one more.
    """

    ruleset: str
    digest: str
    day: str
    rows: Mapping[str, int]
    answers: tuple[Answer, ...]

    def with_outcome(self, outcome: str) -> tuple[Answer, ...]:
        """The answers that came out so."""
        return tuple(one for one in self.answers if one.outcome == outcome)


class Equivalence(NamedTuple):
    """Whether two rulesets give every evidence the same level: proven, or refuted with a file for each, or unknown.

    `reason` and `details` say why it is unknown, or which numbers that no text gives were supposed. `day` and `rows`
    are those of a proof.
    """

    outcome: str
    witnesses: tuple[Witness, ...]
    reason: str
    details: tuple[str, ...]
    day: str
    rows: Mapping[str, int]
