"""Raw evidence to evidence bound to a ruleset: every key known, every value of its type, every problem at once.

Enters: the raw document of one subject and the ruleset. Leaves: typed facts and grades with their places
and the digest over their canonical values, or every problem found (ER4xx).
"""

from __future__ import annotations

import datetime

from evalrules.base.diagnostics import Diagnostic, Related, error, has_errors, note, warning
from evalrules.base.numbers import number_text, parse_number
from evalrules.base.source import Document, Node, Pair, Record, Scalar, Span, is_null
from evalrules.base.suggestions import nearest
from evalrules.frontend.bind_values import bind_bounds, bind_value, option_of
from evalrules.frontend.canonical import canonical_values
from evalrules.frontend.digest import digest_of
from evalrules.frontend.fields import scalar_of, text_of
from evalrules.frontend.opening import named_ruleset, read_period, unknown_keys
from evalrules.frontend.spellings import is_spelled_null, says_nothing, yes_or_no
from evalrules.model.assessment import MET, NOT_MET
from evalrules.model.evidence import (
    Assessed,
    Bounds,
    Evidence,
    EvidenceFile,
    Fact,
    FactValue,
    Period,
    Subject,
    Vote,
)
from evalrules.model.ruleset import Indicator, Measure, Ruleset

FORMAT = "evidence/1"
_FULL_WIDTH_QUOTES = ("“", "”", "‘", "’", "＂", "＇", "「", "『")
KEYS = (
    "format", "ruleset", "subject", "period", "facts", "grades", "points", "tables", "members", "assessments",
    "waivers",
)  # fmt: skip
_NOT_TAKEN = ("points", "tables", "members", "assessments", "waivers")
_SUBJECT_KEYS = ("kind", "id", "name", "attributes")
_FACT_KEYS = ("value", "between", "unit", "source", "page", "note")
_GRADE_KEYS = ("grade", "votes", "panel", "source", "page", "note")


def bind_evidence(
    document: Document, ruleset: Ruleset, *, as_of: datetime.date | None = None
) -> tuple[Evidence | None, list[Diagnostic]]:
    """A raw document to evidence for this ruleset; None where a problem makes it unusable. Warnings come along.

    `as_of` is the date of the assessment: a period that begins after it is refused.
    """
    root = document.root
    if not isinstance(root, Record):
        place = root.span if root is not None else Span(document.name, 1, 1, 1, 1)
        return None, [error("ER103", place, found="not a mapping", expected="a mapping with ruleset, facts, grades")]
    binder = _Binder(root, ruleset)
    evidence = binder.bind(document, as_of)
    return (None if has_errors(binder.problems) else evidence), binder.problems


class _Binder:
    def __init__(self, root: Record, ruleset: Ruleset) -> None:
        self.root = root
        self.ruleset = ruleset
        self.problems: list[Diagnostic] = []

    def bind(self, document: Document, as_of: datetime.date | None) -> Evidence:
        self.problems.extend(unknown_keys(self.root, KEYS))
        self._check_format()
        self._check_quotes()
        self._check_ruleset()
        self._check_sections()
        subject, period = self._subject(), self._period(as_of)
        facts, grades = self._facts(), self._grades()
        return Evidence(
            path=document.name,
            ruleset=text_of(self.root, "ruleset"),
            subject=subject,
            period=period,
            facts=facts,
            grades=grades,
            digest=digest_of(canonical_values(subject, period, facts, grades)),
            files=(EvidenceFile(document.name, document.sha256),),
        )

    def _check_format(self) -> None:
        written = self.root.get("format")
        if written is None:
            self.problems.append(warning("ER109", self.root.span, key="format"))
        elif not isinstance(written, Scalar) or written.text != FORMAT:
            found = written.text if isinstance(written, Scalar) else "a mapping or a list"
            self.problems.append(error("ER104", written.span, found=found, expected=FORMAT))

    def _check_quotes(self) -> None:
        """Full-width quotes do not quote: a warning at the first text that begins with one."""
        pending: list[Node] = [self.root]
        while pending:
            node = pending.pop()
            if isinstance(node, Scalar):
                if not node.quoted and node.text.startswith(_FULL_WIDTH_QUOTES):
                    self.problems.append(warning("ER110", node.span, text=node.text))
                    return
            else:
                values = [pair.value for pair in node.pairs] if isinstance(node, Record) else list(node.items)
                pending.extend(reversed(values))

    def _check_ruleset(self) -> None:
        written, problems = named_ruleset(self.root)
        self.problems.extend(problems)
        if written is not None and not names(written.text, self.ruleset):
            self.problems.append(error("ER406", written.span, found=written.text, used=self.ruleset.name))

    def _check_sections(self) -> None:
        for key in _NOT_TAKEN:
            node = self.root.get(key)
            if node is not None and not is_null(node) and (isinstance(node, Scalar) or len(node[0]) > 0):
                place = (self.root.key(key) or node).span
                self.problems.append(error("ER417", place, section=key, ruleset=self.ruleset.name))

    # -- subject and period ------------------------------------------------------------------------------------

    def _subject(self) -> Subject:
        node = self.root.get("subject")
        if node is None or is_null(node):
            return Subject(self.ruleset.subject, "", "", {})
        if not isinstance(node, Record):
            self.problems.append(
                error("ER103", node.span, found="not a mapping", expected="{kind, id, name, attributes}")
            )
            return Subject(self.ruleset.subject, "", "", {})
        self.problems.extend(unknown_keys(node, _SUBJECT_KEYS))
        for key in ("kind", "id", "name"):
            self._need_scalar(node, key)
        kind = scalar_of(node, "kind")
        if kind is not None and kind.text != self.ruleset.subject:
            self.problems.append(error("ER418", kind.span, found=kind.text, expected=self.ruleset.subject))
        return Subject(self.ruleset.subject, text_of(node, "id"), text_of(node, "name"), self._attributes(node))

    def _need_scalar(self, record: Record, key: str) -> None:
        node = record.get(key)
        if node is not None and not isinstance(node, Scalar):
            self.problems.append(error("ER103", node.span, found="a mapping or a list", expected="text"))

    def _attributes(self, subject: Record) -> dict[str, str]:
        node = subject.get("attributes")
        found: dict[str, str] = {}
        if node is None or is_null(node):
            return found
        if not isinstance(node, Record):
            self.problems.append(error("ER103", node.span, found="not a mapping", expected="a mapping of attributes"))
            return found
        for pair in node.pairs:
            value = self._attribute(pair)
            if value is not None:
                found[pair.key.text] = value
        return found

    def _attribute(self, pair: Pair) -> str | None:
        if not isinstance(pair.value, Scalar):
            self.problems.append(error("ER103", pair.value.span, found="a mapping or a list", expected="text"))
            return None
        if says_nothing(pair.value):
            return None
        choice = self.ruleset.choices.get(pair.key.text)
        if choice is None:
            self._warn_near_attribute(pair.key)
            return pair.value.text
        option = option_of(choice, pair.value.text)
        if option is None:
            known = ", ".join(f"{name} ({label.zh})" for name, label in choice.options.items())
            args = {"attribute": pair.key.text, "found": pair.value.text, "expected": known}
            self.problems.append(error("ER416", pair.value.span, **args))
        return option

    def _warn_near_attribute(self, key: Scalar) -> None:
        suggestion = nearest(key.text, self.ruleset.choices) if self.ruleset.choices else ""
        if suggestion:
            self.problems.append(warning("ER108", key.span, key=key.text, suggestion=suggestion))

    def _period(self, as_of: datetime.date | None) -> Period | None:
        period, problems = read_period(self.root)
        self.problems.extend(problems)
        node = self.root.get("period")
        if period is not None and node is not None and as_of is not None and period.start > as_of:
            self.problems.append(error("ER422", node.span, period=period.text, as_of=as_of.isoformat()))
        return period

    # -- facts -------------------------------------------------------------------------------------------------

    def _section(self, key: str) -> tuple[Pair, ...]:
        node = self.root.get(key)
        if node is None or is_null(node):
            return ()
        if not isinstance(node, Record):
            self.problems.append(error("ER103", node.span, found=_kind_of(node), expected=f"a mapping of {key}"))
            return ()
        return node.pairs

    def _facts(self) -> dict[str, Fact]:
        by_label = {measure.label.zh: measure.id for measure in self.ruleset.measures.values()}
        found: dict[str, Fact] = {}
        keys: dict[str, Span] = {}
        for pair in self._section("facts"):
            own = pair.key.text if pair.key.text in self.ruleset.measures else by_label.get(pair.key.text)
            if own is None:
                self._unknown("fact", pair.key, [*self.ruleset.measures, *by_label])
            elif own in keys:
                first = Related("first", keys[own])
                self.problems.append(error("ER404", pair.key.span, first, measure=own, first=str(keys[own])))
            else:
                keys[own] = pair.key.span
                found[own] = self._fact(pair, self.ruleset.measures[own])
        return {own: found[own] for own in self.ruleset.measures if own in found}

    def _unknown(self, what: str, key: Scalar, known: list[str]) -> None:
        suggestion = nearest(key.text, known)
        self.problems.append(error("ER401", key.span, what=what, id=key.text, suggestion=suggestion))

    def _fact(self, pair: Pair, measure: Measure) -> Fact:
        node = pair.value
        fields = node if isinstance(node, Record) and _is_fields(node) else None
        if fields is not None:
            self.problems.extend(unknown_keys(fields, _FACT_KEYS))
        value = self._fact_value(node if fields is None else fields.get("value"), fields, measure)
        written = fields.get("value") if fields is not None else node
        return Fact(
            measure=measure.id,
            value=value,
            written=written.text if isinstance(written, Scalar) else "",
            cause=_cause_of(value),
            place=(written if isinstance(written, Scalar) else node).span,
            source=self._text(fields, "source"),
            page=self._text(fields, "page"),
            note=self._text(fields, "note"),
        )

    def _fact_value(self, node: Node | None, fields: Record | None, measure: Measure) -> FactValue:
        between = fields.get("between") if fields is not None else None
        unit = scalar_of(fields, "unit") if fields is not None else None
        if fields is not None:
            self._need_scalar(fields, "unit")
        if between is not None and node is not None:
            place = (fields or node).span
            self.problems.append(error("ER404", place, measure=measure.id, first="value"))
            return None
        if between is not None:
            bound = bind_bounds(between, measure, unit)
        elif node is None or says_nothing(node):
            self._note_null(node, measure.id)
            return None
        else:
            bound = bind_value(node, measure, self.ruleset, unit)
        if bound.problem is not None:
            self.problems.append(bound.problem)
        return bound.value

    def _note_null(self, node: Node | None, own: str) -> None:
        if isinstance(node, Scalar) and is_spelled_null(node):
            self.problems.append(note("ER411", node.span, id=own, text=node.text))

    def _text(self, fields: Record | None, key: str) -> str:
        if fields is None:
            return ""
        self._need_scalar(fields, key)
        return text_of(fields, key)

    # -- grades ------------------------------------------------------------------------------------------------

    def _grades(self) -> dict[str, Assessed]:
        known = {indicator.id: indicator for indicator in self.ruleset.indicators}
        found: dict[str, Assessed] = {}
        for pair in self._section("grades"):
            indicator = known.get(pair.key.text)
            if indicator is None:
                self._unknown("indicator", pair.key, list(known))
            else:
                found[indicator.id] = self._assessed(pair, indicator)
        return {own: found[own] for own in known if own in found}

    def _assessed(self, pair: Pair, indicator: Indicator) -> Assessed:
        node = pair.value
        if isinstance(node, Record):
            return self._voted(node, indicator)
        grade = self._grade(node, indicator)
        return Assessed(indicator.id, grade, (), None, node.span, "", "", "")

    def _voted(self, node: Record, indicator: Indicator) -> Assessed:
        self.problems.extend(unknown_keys(node, _GRADE_KEYS))
        written = node.get("grade")
        grade = self._grade(written, indicator) if written is not None else None
        votes = self._votes(node.get("votes"), indicator)
        panel = self._panel(node, votes)
        texts = [self._text(node, key) for key in ("source", "page", "note")]
        assessed = Assessed(indicator.id, grade, votes, panel, node.span, texts[0], texts[1], texts[2])
        self._check_agreement(assessed, node)
        return assessed

    def _grade(self, node: Node | None, indicator: Indicator) -> str | None:
        """A stated grade, or met / not_met for yes and no; None where it says nothing or is refused."""
        if node is None or says_nothing(node):
            self._note_null(node, indicator.id)
            return None
        outcome = self._outcome(node, indicator)
        if outcome is None:
            allowed = self.ruleset.grades if indicator.kind == "graded" else ("是", "否", "true", "false")
            found = node.text if isinstance(node, Scalar) else "a list"
            self.problems.append(
                error(
                    "ER407", node.span, indicator=indicator.id, found=found, expected=", ".join(allowed),
                    suggestion=nearest(found.strip().upper(), allowed) if found.strip().upper() in allowed else "",
                )
            )  # fmt: skip
        return outcome

    def _vote_grade(self, key: Scalar, indicator: Indicator) -> str | None:
        """A vote is for a grade; a spelling of null is none."""
        if self._outcome(key, indicator) is None and says_nothing(key):
            allowed = ", ".join(self.ruleset.grades)
            args = {"indicator": indicator.id, "found": key.text, "expected": allowed, "suggestion": ""}
            self.problems.append(error("ER407", key.span, **args))
            return None
        return self._grade(key, indicator)

    def _outcome(self, node: Node, indicator: Indicator) -> str | None:
        if not isinstance(node, Scalar):
            return None
        if indicator.kind == "graded":
            return node.text if node.text in self.ruleset.grades else None
        answer = yes_or_no(node)
        return None if answer is None else MET if answer else NOT_MET

    def _votes(self, node: Node | None, indicator: Indicator) -> tuple[Vote, ...]:
        if node is None or is_null(node):
            return ()
        if not isinstance(node, Record):
            self.problems.append(error("ER408", node.span, indicator=indicator.id, found="not a mapping"))
            return ()
        votes: dict[str, Vote] = {}
        for pair in node.pairs:
            grade = self._vote_grade(pair.key, indicator)
            count = parse_number(pair.value.text) if isinstance(pair.value, Scalar) and not pair.value.quoted else None
            if count is None or count < 0 or count.denominator != 1:
                found = pair.value.text if isinstance(pair.value, Scalar) else "not a number"
                self.problems.append(error("ER408", pair.value.span, indicator=indicator.id, found=found))
            elif grade is not None:
                votes[grade] = Vote(grade, int(count))
        every = self.ruleset.grades if indicator.kind == "graded" else (MET, NOT_MET)
        return tuple(votes[grade] for grade in every if grade in votes)

    def _panel(self, node: Record, votes: tuple[Vote, ...]) -> int | None:
        written = node.get("panel")
        if written is None or is_null(written):
            return None
        size = parse_number(written.text) if isinstance(written, Scalar) and not written.quoted else None
        if size is None or size < 1 or size.denominator != 1:
            found = written.text if isinstance(written, Scalar) else "not a number"
            self.problems.append(error("ER103", written.span, found=found, expected="a whole number from 1"))
            return None
        cast = sum(vote.number for vote in votes)
        if cast > size:
            self.problems.append(error("ER423", written.span, cast=str(cast), panel=number_text(size)))
        return int(size)

    def _check_agreement(self, assessed: Assessed, node: Record) -> None:
        """A stated grade must be one that the votes can still give."""
        votes = {vote.grade: vote.number for vote in assessed.votes}
        if assessed.grade is None or sum(votes.values()) == 0:
            return
        outstanding = max(0, (assessed.panel or 0) - sum(votes.values()))
        if votes.get(assessed.grade, 0) + outstanding < max(votes.values()):
            shown = ", ".join(f"{grade} {count}" for grade, count in votes.items())
            place = (node.get("grade") or node).span
            self.problems.append(error("ER409", place, indicator=assessed.indicator, grade=assessed.grade, votes=shown))


def names(written: str, ruleset: Ruleset) -> bool:
    """Whether a written ID or ID@EDITION means this ruleset or one that it extends."""
    return any(written in (name, name.partition("@")[0]) for name in (ruleset.name, *ruleset.ancestors))


def _kind_of(node: Node) -> str:
    """What stands where a mapping belongs."""
    return node.text if isinstance(node, Scalar) else "a list"


def _is_fields(node: Record) -> bool:
    """Whether a mapping describes one fact, and not a series of years."""
    return any(not (pair.key.text.isdigit() and len(pair.key.text) == 4) for pair in node.pairs) or not node.pairs


def _cause_of(value: FactValue) -> str:
    if value is None:
        return "null"
    return "bounds" if isinstance(value, Bounds) and value.exact is None else ""
