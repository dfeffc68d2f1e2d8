"""The changes that reach a level, as they are shown: an action plan and its actions."""

from __future__ import annotations

from collections.abc import Mapping

from evalrules.base.records import NamedTuple
from evalrules.model.assessment import Missing, RulesetReference, Titles, Written
from evalrules.model.evidence import Subject
from evalrules.model.ruleset import Citation, Label

FOUND, REACHED, IMPOSSIBLE, FIXED = "found", "reached", "impossible", "fixed"
OPEN, NOT_FOUND = "open", "not_found"
"""What came of the search: a plan; the level is reached already; no change reaches it, which is proven; only changes of
what nobody changes would (`fixed`); what is missing must be given first; or nothing was found.
"""


class Action(NamedTuple):
    """One change: of a figure (of a row), or of what assessors decide (`indicator`).

    `place` is its path in the evidence. `amount` is how much is added, or taken away where it is below 0; None where
    it is no number or not known so far. `serves` are the indicators that it is for. `cost` is None where nobody
    priced it, `by` the day by which it can be done, "" where none is given.
    """

    place: str
    measure: str | None
    indicator: str | None
    row: tuple[str, ...] | None
    have: Written
    need: Written
    amount: str | None
    unit: str
    serves: tuple[str, ...]
    cost: str | None = None
    by: str = ""


DONE, PARTLY, NOT_YET, UNKNOWN_NOW = "done", "partly", "not_yet", "unknown"
"""What came of an action of an earlier plan: done, some of the way is made, none of it; or nobody says."""


class Followed(NamedTuple):
    """An action of an earlier plan: what its figure was, is to be and is now; `part` is how much of the way is made.

    `who` is the office that answers for it, as the ledger has it.
    """

    place: str
    measure: str | None
    indicator: str | None
    row: tuple[str, ...] | None
    start: Written
    target: Written
    now: Written
    state: str
    part: str
    who: str


class Indicated(NamedTuple):
    """An indicator as a plan mentions it."""

    title: Label
    source: Citation | None


class ActionPlan(NamedTuple):
    """What takes a subject to a level.

    `possible` are the levels that are possible now. `cost` is the sum of what is priced, None without prices.
    `is_least` says that nothing better was left untried: no plan of fewer changes, or of less cost, exists; else
    `bound` is what every plan has at least, "" where that is not known either. `missing` is what is to be given first
    where the outcome is open; the actions beside it are first what is to be found out. `since` is what was done of an
    earlier plan, where one `is_followed`.
    """

    subject: Subject
    period: str
    ruleset: RulesetReference
    evidence_digest: str
    possible: tuple[str, ...]
    to: str
    outcome: str
    actions: tuple[Action, ...] = ()
    cost: str | None = None
    is_least: bool = False
    bound: str = ""
    fixed: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()
    titles: Titles | None = None
    indicators: Mapping[str, Indicated] = {}
    units: Mapping[str, str] = {}
    better: Mapping[str, str] = {}
    since: tuple[Followed, ...] = ()
    is_followed: bool = False

    def __hash__(self) -> int:
        return hash((self.evidence_digest, self.ruleset.digest, self.to, self.outcome, self.actions))

    @property
    def exit_code(self) -> int:
        """0 where there is a plan or the level is reached, 1 where there is none, 3 where something is missing."""
        return _EXIT_CODES.get(self.outcome, 1)


_EXIT_CODES = {"found": 0, "reached": 0, "open": 3}
