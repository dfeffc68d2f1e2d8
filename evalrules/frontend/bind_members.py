"""Lower subjects of the evidence: how many there are, how many hold their title, each cited or evaluated."""

from __future__ import annotations

import unicodedata
from fractions import Fraction
from typing import TypeAlias

from evalrules.base.diagnostics import Diagnostic, Related, error, warning
from evalrules.base.source import Listing, Node, Record, Scalar, Span, is_null
from evalrules.frontend.bind_facts import BoundMembers, Facts
from evalrules.frontend.fields import scalar_of, text_of
from evalrules.frontend.named_files import Evaluated
from evalrules.frontend.opening import unknown_keys
from evalrules.frontend.spellings import says_nothing
from evalrules.model.evidence import Bounds, EvidenceFile, Fact, Member, Period
from evalrules.model.refs import HOLDING, TOTAL, Members, MembersRef
from evalrules.model.ruleset import MemberGroup

CITED, EVALUATED = "cited", "computed"
_KEYS = ("total", "holding", "list")
_MEMBER_KEYS = ("name", "verdict", "evidence")
_VERDICT_KEYS = ("ruleset", "level", "date", "source", "note")


Standing: TypeAlias = dict[tuple[object, ...] | None, Span]
"""Where each member stands, by everything that tells it from the others: its file, its subject, its name."""


def bind_members(node: Node | None, facts: Facts, period: Period | None = None) -> BoundMembers:
    """The section `members`: for each group its total, how many hold the title, or a list of them.

    `period` is that of the evidence: a member of another one is worth a warning.
    """
    if node is None or is_null(node):
        return BoundMembers({}, ())
    if not isinstance(node, Record):
        facts.problems.append(error("ER103", node.span, found="not a mapping", expected="a mapping of groups"))
        return BoundMembers({}, ())
    found: dict[str, Fact] = {}
    listed: list[Member] = []
    files: list[EvidenceFile] = []
    standing: Standing = {}
    groups = facts.ruleset.members
    for pair in node.pairs:
        if pair.key.text not in groups:
            facts.unknown("group of members", pair, groups)
        elif isinstance(pair.value, Record):
            group = _Group(groups[pair.key.text], pair.value, facts, period, standing)
            found |= group.bind()
            listed += group.listed
            files += group.files
        elif not is_null(pair.value):
            expected = "{total, holding} or {total, list}"
            facts.problems.append(error("ER103", pair.value.span, found="not a mapping", expected=expected))
    return BoundMembers(found, tuple(listed), tuple(files))


class _Group:
    def __init__(
        self, group: MemberGroup, node: Record, facts: Facts, period: Period | None, standing: Standing
    ) -> None:
        self.group = group
        self.node = node
        self.facts = facts
        self.period = period
        self.listed: list[Member] = []
        self.files: list[EvidenceFile] = []
        self.standing = standing
        self.holding = self.open = 0

    def bind(self) -> dict[str, Fact]:
        """The facts `group:total` and `group:holding`."""
        self.facts.problems.extend(unknown_keys(self.node, _KEYS))
        self._bind_list(self.node.get("list"))
        total = self._stated(TOTAL)
        holding = self._counted(total) if self._is_counted() else self._stated(HOLDING)
        self._check(total, holding)
        return {fact.measure: fact for fact in (total, holding) if fact is not None}

    def _is_counted(self) -> bool:
        """Whether nobody says how many hold the title, or a form leaves it open beside a list."""
        written = self.node.get("holding")
        return written is None or (says_nothing(written) and not is_null(self.node.get("list")))

    def _stated(self, what: Members) -> Fact | None:
        node = self.node.get(what)
        return (
            None
            if node is None
            else self.facts.bind(node, self.facts.ruleset.measures[MembersRef(self.group.id, what).text])
        )

    def _counted(self, total: Fact | None) -> Fact | None:
        """How many of the listed hold the title; whoever is not listed, or has no verdict, may or may not."""
        node = self.node.get("list")
        if node is None or is_null(node):
            return self._at_most(total)
        every = total.value.high if total is not None and isinstance(total.value, Bounds) else None
        not_holding = len(self.listed) - self.holding - self.open
        most = None if every is None else max(Fraction(self.holding + self.open), every - not_holding)
        value = Bounds(Fraction(self.holding), most)
        cause = "" if value.exact is not None else "bounds"
        return Fact(MembersRef(self.group.id, HOLDING).text, value, "", cause, node.span, "", "", "")

    def _at_most(self, total: Fact | None) -> Fact | None:
        """Nobody says who holds the title: at most all of them do."""
        if total is None or not isinstance(total.value, Bounds) or total.value.high is None:
            return None
        value = Bounds(Fraction(0), total.value.high)
        return Fact(MembersRef(self.group.id, HOLDING).text, value, "", "absent", total.place, "", "", "")

    def _check(self, total: Fact | None, holding: Fact | None) -> None:
        """No more can hold the title, nor be listed, than there are."""
        if total is None or not isinstance(total.value, Bounds) or total.value.high is None:
            return
        most = total.value.high
        if len(self.listed) > most:
            self._refuse(self.node.span, f"{len(self.listed)}", most, total)
        elif holding is not None and isinstance(holding.value, Bounds) and (holding.value.low or 0) > most:
            self._refuse(holding.place, str(holding.value.low), most, total)

    def _refuse(self, place: Span, found: str, most: Fraction, total: Fact) -> None:
        related = Related("fact", total.place)
        self.facts.problems.append(error("ER427", place, related, group=self.group.id, found=found, total=str(most)))

    # -- the list ----------------------------------------------------------------------------------------------

    def _bind_list(self, node: Node | None) -> None:
        if node is None or is_null(node):
            return
        if not isinstance(node, Listing):
            expected = "a list of {name, verdict} or {evidence}"
            self.facts.problems.append(error("ER103", node.span, found="not a list", expected=expected))
            return
        for item in node.items:
            if isinstance(item, Record):
                self._bind_member(item)
            else:
                expected = "{name, verdict} or {evidence}"
                self.facts.problems.append(error("ER103", item.span, found="not a mapping", expected=expected))

    def _bind_member(self, item: Record) -> None:
        self.facts.problems.extend(unknown_keys(item, _MEMBER_KEYS))
        name = self.facts.text(item, "name")
        evidence = scalar_of(item, "evidence")
        if evidence is not None:
            self._evaluated(name, evidence, item)
            return
        self._stands_once(item, name, ("name", self.group.id, folded(name)) if name else None)
        verdict = item.get("verdict")
        level, ruleset = "", ""
        if isinstance(verdict, Record):
            self.facts.problems.extend(unknown_keys(verdict, _VERDICT_KEYS))
            level, ruleset = text_of(verdict, "level"), text_of(verdict, "ruleset")
            self.facts.text(verdict, "source")
        elif verdict is not None and not is_null(verdict):
            self.facts.problems.append(error("ER103", verdict.span, found="not a mapping", expected="{ruleset, level}"))
        if level and not name:
            expected = "the name of the member that has this verdict"
            self.facts.problems.append(error("ER103", item.span, found="no name", expected=expected))
        self._count(holds=level in self.group.holds, never=level not in ("", *self.group.holds))
        self.listed.append(Member(self.group.id, name, level or None, CITED, ruleset))

    def _stands_once(self, item: Record, shown: str, *keys: tuple[object, ...] | None) -> None:
        """One file, one subject and one name count once; a second time is an error that names both places."""
        known = [self.standing[key] for key in keys if key in self.standing]
        if known:
            first = Related("first", known[0])
            self.facts.problems.append(error("ER465", item.span, first, member=shown, first=str(known[0])))
        self.standing.update((key, item.span) for key in keys if key is not None and key not in self.standing)

    def _evaluated(self, name: str, evidence: Scalar, item: Record) -> None:
        found = self.facts.files.member(evidence)
        if isinstance(found, Diagnostic):
            self.facts.problems.append(found)
            return
        own = (found.name, found.id)
        if name and any(own) and folded(name) not in map(folded, filter(None, own)):
            args = {"member": name, "path": evidence.text, "found": " ".join(filter(None, own))}
            self.facts.problems.append(error("ER466", (item.get("name") or item).span, **args))
        shown = name or found.name or found.id
        subject = found.id or folded(found.name)
        self._stands_once(
            item,
            evidence.text if not shown else f"{shown} ({evidence.text})",
            ("file", found.mark) if found.mark else None,
            ("bytes", found.digest) if found.digest else None,
            ("subject", found.kind, subject) if subject else None,
            *(("name", self.group.id, folded(called)) for called in {shown, found.name, found.id} if called),
        )
        self.files += found.files
        self._check_period(found, evidence)
        certain = all(level in self.group.holds for level in found.possible)
        never = not any(level in self.group.holds for level in found.possible)
        self._count(holds=certain, never=never)
        level = found.possible[0] if len(found.possible) == 1 else None
        self.listed.append(Member(self.group.id, shown, level, EVALUATED, found.ruleset))

    def _check_period(self, found: Evaluated, evidence: Scalar) -> None:
        """The verdict on a member is of its own period; another one is said, for it may be stale."""
        own = self.period.text if self.period is not None else ""
        if own and found.period and found.period != own:
            args = {"path": evidence.text, "found": found.period, "period": own}
            self.facts.problems.append(warning("ER437", evidence.span, **args))

    def _count(self, *, holds: bool, never: bool) -> None:
        self.holding += holds
        self.open += not holds and not never


def folded(name: str) -> str:
    """A name as it is compared: whatever its width and its spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).split())
