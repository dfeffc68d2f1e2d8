"""What assessors decided: grades, yes and no, votes of a panel; every one that cannot be is said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evalrules.base.diagnostics import error
from evalrules.base.numbers import number_text, parse_number
from evalrules.base.source import Node, Pair, Record, Scalar, is_null
from evalrules.base.suggestions import nearest
from evalrules.frontend.bind_facts import Facts
from evalrules.frontend.opening import unknown_keys
from evalrules.frontend.spellings import says_nothing, yes_or_no
from evalrules.model.evidence import Assessed, Vote
from evalrules.model.outcome import MET, NOT_MET, Outcome, graded, outcomes_graded
from evalrules.model.ruleset import Indicator, Label

_GRADE_KEYS = ("grade", "votes", "panel", "source", "page", "note")


def bind_grades(pairs: Iterable[Pair], facts: Facts) -> dict[str, Assessed]:
    """The section `grades`: what was decided on each indicator (ER401, ER407, ER408, ER409, ER423)."""
    return _Grades(facts).bind(pairs)


class _Grades:
    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.ruleset = facts.ruleset
        self.problems = facts.problems

    def bind(self, pairs: Iterable[Pair]) -> dict[str, Assessed]:
        """Each grade by its indicator, in the order of the ruleset."""
        known = {indicator.id: indicator for indicator in self.ruleset.indicators}
        found: dict[str, Assessed] = {}
        for pair in pairs:
            indicator = known.get(pair.key.text)
            if indicator is None:
                self.facts.unknown("indicator", pair, known)
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
        texts = [self.facts.text(node, key) for key in ("source", "page", "note")]
        assessed = Assessed(indicator.id, grade, votes, panel, node.span, texts[0], texts[1], texts[2])
        self._check_agreement(assessed, node)
        return assessed

    def _grade(self, node: Node | None, indicator: Indicator) -> Outcome | None:
        """A stated grade, or met / not_met for yes and no; None where it says nothing or is refused."""
        if node is None or says_nothing(node):
            self.facts.note_null(node, indicator.id)
            return None
        outcome = self._outcome(node, indicator)
        if outcome is None:
            allowed = indicator.grades if indicator.kind == "graded" else ()
            found = node.text if isinstance(node, Scalar) else "a list"
            self.problems.append(
                error(
                    "ER407", node.span, indicator=indicator.id, found=found, **self._named_grades(allowed),
                    suggestion=nearest(found.strip().upper(), allowed) if found.strip().upper() in allowed else "",
                )
            )  # fmt: skip
        return outcome

    def _vote_grade(self, key: Scalar, indicator: Indicator) -> Outcome | None:
        """A vote is for a grade; a spelling of null is none."""
        if self._outcome(key, indicator) is None and says_nothing(key):
            args = {"indicator": indicator.id, "found": key.text, "suggestion": ""}
            self.problems.append(error("ER407", key.span, **args, **self._named_grades(self.ruleset.grades)))
            return None
        return self._grade(key, indicator)

    def _named_grades(self, allowed: Sequence[str]) -> dict[str, str]:
        """The grades that may be written, by their names; without any, yes and no."""
        labels = [self.ruleset.grade_labels[grade] for grade in allowed] or [Label("是", "true"), Label("否", "false")]
        zh, en = "、".join(one.zh for one in labels), ", ".join(one.en for one in labels)
        return {"expected_zh": zh, "expected_en": en}

    def _outcome(self, node: Node, indicator: Indicator) -> Outcome | None:
        if not isinstance(node, Scalar):
            return None
        if indicator.kind == "graded":
            return self._grade_named(node.text, indicator)
        answer = yes_or_no(node)
        return None if answer is None else MET if answer else NOT_MET

    def _grade_named(self, written: str, indicator: Indicator) -> Outcome | None:
        """The grade of that id or name, where the indicator can have it."""
        labels = self.ruleset.grade_labels
        named = [grade for grade in indicator.grades if written in (grade, labels[grade].zh, labels[grade].en)]
        return graded(named[0]) if named else None

    def _votes(self, node: Node | None, indicator: Indicator) -> tuple[Vote, ...]:
        if node is None or is_null(node):
            return ()
        if not isinstance(node, Record):
            self.problems.append(error("ER408", node.span, indicator=indicator.id, found="not a mapping"))
            return ()
        votes: dict[Outcome, Vote] = {}
        for pair in node.pairs:
            grade = self._vote_grade(pair.key, indicator)
            count = parse_number(pair.value.text) if isinstance(pair.value, Scalar) and not pair.value.quoted else None
            if count is None or count < 0 or count.denominator != 1:
                found = pair.value.text if isinstance(pair.value, Scalar) else "not a number"
                self.problems.append(error("ER408", pair.value.span, indicator=indicator.id, found=found))
            elif grade is not None:
                votes[grade] = Vote(grade, int(count))
        every = outcomes_graded(indicator.grades) if indicator.kind == "graded" else (MET, NOT_MET)
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
            shown = ", ".join(f"{grade.text} {count}" for grade, count in votes.items())
            place = (node.get("grade") or node).span
            self.problems.append(
                error("ER409", place, indicator=assessed.indicator, grade=assessed.grade.text, votes=shown)
            )
