"""What rulesets are called: an id, and an edition of it; the one way to text and back."""

from __future__ import annotations

from evalrules.base.records import NamedTuple


class RulesetName(NamedTuple):
    """An edition of a ruleset, or, with "" for the edition, whichever is meant."""

    id: str
    edition: str = ""

    @property
    def text(self) -> str:
        """`ID@EDITION`, or the id alone."""
        return f"{self.id}@{self.edition}" if self.edition else self.id


def ruleset_name_from(text: str) -> RulesetName:
    """What was written as `ID` or `ID@EDITION`."""
    own, _, edition = text.partition("@")
    return RulesetName(own, edition)
