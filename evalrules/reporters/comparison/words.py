"""A comparison of two results in words, before it is laid out: what changed about each subject, and what is left."""

from __future__ import annotations

from collections import Counter

from evalrules.base.languages import punctuation
from evalrules.base.numbers import parse_number
from evalrules.base.units import figure_text
from evalrules.model.assessment import Assessment, Finding
from evalrules.model.what_if import Replaced
from evalrules.reporters.comparison.compared import (
    BETTER,
    NOT_COMPARABLE,
    SAME,
    WORSE,
    Amount,
    Comparison,
    IndicatorChange,
    Moved,
    RuleChange,
    Side,
    SubjectChange,
)
from evalrules.reporters.missing_words import MOST_NAMED
from evalrules.reporters.numbered import numbered
from evalrules.reporters.page import BAD, GOOD, OPEN, Page, Writer
from evalrules.reporters.phrases import say
from evalrules.reporters.sections import Section, Table
from evalrules.reporters.tally import tally_of, words_for

_TONES = {BETTER: GOOD, WORSE: BAD, SAME: OPEN, NOT_COMPARABLE: OPEN}
_DECIDED_BY_PEOPLE = ("panel", "capped", "awarded", "cited")


def with_pages(found: Comparison) -> list[SubjectChange]:
    """The subjects that have a page: those that changed, and a single one in any case."""
    return [one for one in found.subjects if not one.is_unchanged or len(found.subjects) == 1]


def subject_page(found: SubjectChange, language: str) -> Page:
    """What changed about one subject; the tone is that of the level."""
    words = _Words(found, language)
    counts, changes = words.counts(), (words.indicators(), words.rules(), words.values())
    if not any(changes):
        counts = counts._replace(lines=(words.say("nothing_changed"),))
    kept = tuple(section for section in (words.replaced(), counts, *changes) if section is not None)
    return Page(words.new.subject(), words.subtitle(), words.verdict(), _TONES[found.direction], (), kept)


def rest_sections(found: Comparison, language: str) -> tuple[Section, ...]:
    """The subjects that have no page of their own, and the inputs that were not evaluated."""
    shown = {id(one) for one in with_pages(found)}
    listed = {
        "unchanged": [_name(one.after, language) for one in found.subjects if id(one) not in shown],
        "only_before": [_name(one, language) for one in found.only_before],
        "only_after": [_name(one, language) for one in found.only_after],
        "unevaluated_before": list(found.not_evaluated_before),
        "unevaluated_after": list(found.not_evaluated_after),
    }
    return tuple(
        Section(say(name, language), tuple(f"- {line}" for line in lines)) for name, lines in listed.items() if lines
    )


def _name(found: Assessment, language: str) -> str:
    writer = Writer(found, language)
    return f"{writer.title()}  {found.ruleset.name}: {writer.verdict()}"


def summary(found: Comparison, language: str) -> str:
    """How many subjects became better, worse, stayed; whether anything got worse; whether the engine changed."""
    counted = Counter(one.direction for one in found.subjects)
    total, other = str(len(found.subjects)), str(counted[NOT_COMPARABLE])
    counts = {word: str(counted[word]) for word in (BETTER, WORSE, SAME)}
    lines = [say("compared", language, total=total, other=other, **counts)]
    lines.append(say("something_worse" if found.got_worse else "nothing_worse", language))
    before, after = (str(engine.semantics) for engine in found.engines)
    lines += [say("semantics_changed", language, before=before, after=after)] if before != after else []
    return punctuation(language).semicolon.join(lines)


def headline(found: Comparison, language: str) -> str:
    """What became of the verdict on a single subject; of several how many became better, worse, stayed."""
    if len(found.subjects) != 1:
        return summary(found, language)
    words = _Words(found.subjects[0], language)
    return f"{words.new.subject()}{punctuation(language).colon}{words.verdict()}"


# -- one subject in words ----------------------------------------------------------------------------------------------


class _Words:
    def __init__(self, found: SubjectChange, language: str) -> None:
        self.found, self.language = found, language
        self.old, self.new = Writer(found.before, language), Writer(found.after, language)

    def say(self, phrase: str, /, **values: str) -> str:
        return say(phrase, self.language, **values)

    def subtitle(self) -> str:
        if self.found.replaced:
            return self._origin(self.found.after)
        return self.say("moved", before=self._origin(self.found.before), after=self._origin(self.found.after))

    def _origin(self, found: Assessment) -> str:
        period = self.say("period", period=found.period) if found.period else ""
        parts = (found.ruleset.name, period, found.name or "", found.evidence_path)
        return " ".join(part for part in parts if part)

    def verdict(self) -> str:
        before, after = self.old.verdict(), self.new.verdict()
        shown = self.say("moved", before=before, after=after) if before != after else after
        return f"{shown}{self._direction(self.found.direction)}"

    def _direction(self, direction: str) -> str:
        return punctuation(self.language).bracketed(self.say(direction))

    def replaced(self) -> Section | None:
        """The values that were put into the evidence, each with the one whose place it took."""
        lines = tuple(
            self.say("moved_fact", title=self._title(one), before=before, after=after)
            for one in self.found.replaced
            for before, after in [map(self._written, (one.before, one.after), one.units)]
        )
        return Section(self.say("what_if"), lines) if lines else None

    def _title(self, one: Replaced) -> str:
        title = one.title.in_language(self.language)
        return one.path if title == one.path else f"{title}{self._bracketed(one.path)}"

    def _written(self, value: str, unit: str) -> str:
        """A value as it was written; a number with its unit."""
        flags = {"true": "yes", "false": "no", "是": "yes", "否": "no", "": "not_given"}
        shown = figure_text(value, unit, self.language) if parse_number(value) is not None else value
        return self.say(flags[value]) if value in flags else shown

    def counts(self) -> Section:
        sides = {"before": self.found.before, "after": self.found.after}
        words = words_for(sides.values())
        rows = tuple(
            (self.say(name), *(str(getattr(tally_of(found), word)) for word in words)) for name, found in sides.items()
        )
        return Section(self.say("counted"), (), Table(("", *(self.say(word) for word in words)), rows))

    def indicators(self) -> Section | None:
        lines = [line for one in self.found.indicators for line in self._indicator(one)]
        return Section(self.say("changed_indicators"), tuple(lines)) if lines else None

    def _indicator(self, change: IndicatorChange) -> list[str]:
        title = numbered(change.id, change.title.in_language(self.language))
        before, after = self._outcome(change.before, self.old), self._outcome(change.after, self.new)
        moved = self.say("moved_fact", title=title, before=before, after=after) + self._direction(change.direction)
        return [moved, *(f"- {line}" for line in self._reasons(change))]

    def _outcome(self, side: Side | None, writer: Writer) -> str:
        if side is None:
            return self.say("not_given")
        shown, word = writer.outcome(side.finding), self.say(side.standing)
        return shown if word == shown or writer.is_open(side.finding) else f"{shown}{self._bracketed(word)}"

    def _bracketed(self, text: str) -> str:
        return punctuation(self.language).bracketed(text)

    def _reasons(self, change: IndicatorChange) -> list[str]:
        """What both results state and that differs: facts, values, rows, who decided, a waiver."""
        if change.before is None or change.after is None:
            return []
        return [
            *(self._fact(moved) for moved in change.facts),
            *(self._moved("moved_value", moved, moved.id) for moved in change.values),
            *self._rows(change.before, change.after),
            *self._basis(change.before, change.after),
            *self._waiver(change.before, change.after),
        ]

    def _fact(self, moved: Moved) -> str:
        writer = self.new if moved.id in self.new.found.titles.measures else self.old
        known = moved.id in writer.found.titles.measures
        return self._moved("moved_fact", moved, writer.measure(moved.id) if known else moved.id)

    def _moved(self, phrase: str, moved: Moved, title: str) -> str:
        before, after = self._amount(moved, moved.before, moved.after), self._amount(moved, moved.after, moved.before)
        return self.say(phrase, title=title, before=before, after=after)

    def _amount(self, moved: Moved, amount: Amount | None, beside: Amount | None) -> str:
        if amount is None:
            return self.say("not_given")
        other = beside.value if beside is not None else None
        writer = self.new if moved.id in self.new.found.titles.measures else self.old
        return figure_text(writer.of_measure(amount.value, moved.id, other), amount.unit, writer.language)

    def _rows(self, before: Side, after: Side) -> list[str]:
        old, new = (str(side.finding.failing_rows_total) for side in (before, after))
        counted = [self.say("moved_rows", before=old, after=new)] if old != new else []
        return counted + self._named_rows(before.finding, after.finding)

    def _named_rows(self, before: Finding, after: Finding) -> list[str]:
        """Which rows fail no longer, and which fail now; nothing where a result lists only the first of them."""
        if any(len(one.failing_rows) < one.failing_rows_total for one in (before, after)):
            return []
        old, new = ({(row.table, row.key): None for row in one.failing_rows} for one in (before, after))
        mended = [self.old.row(*row) for row in old if row not in new]
        failing = [self.new.row(*row) for row in new if row not in old]
        told = (("rows_mended", mended), ("rows_failing", failing))
        return [self.say(name, rows=self._listed(rows)) for name, rows in told if rows]

    def _listed(self, rows: list[str]) -> str:
        listed = punctuation(self.language).pause.join(rows[:MOST_NAMED])
        return listed if len(rows) <= MOST_NAMED else self.say("and_more", listed=listed, count=str(len(rows)))

    def _basis(self, before: Side, after: Side) -> list[str]:
        old, new = (side.finding.basis for side in (before, after))
        if old != new:
            shown = [self.say(basis) if basis else self.say("not_given") for basis in (old, new)]
            return [self.say("moved_basis", before=shown[0], after=shown[1])]
        is_new = before.finding.possible != after.finding.possible or before.finding.points != after.finding.points
        return [self.say("decided_again", basis=self.say(new))] if new in _DECIDED_BY_PEOPLE and is_new else []

    def _waiver(self, before: Side, after: Side) -> list[str]:
        old, new = before.waiver, after.waiver
        if new is not None and old is None:
            return [self.say("waiver_began", until=new.until, reason=new.reason, approver=new.approver)]
        return [self.say("waiver_ended", until=old.until)] if old is not None and new is None else []

    def rules(self) -> Section | None:
        lines = [line for one in self.found.rules for line in self._rule(one)]
        return Section(self.say("changed_rules"), tuple(lines)) if lines else None

    def _rule(self, change: RuleChange) -> list[str]:
        before, after = (self.say(word or "not_given") for word in (change.before, change.after))
        kind, title = self.say(change.kind), change.title.in_language(self.language)
        direction = self.say(change.direction)
        line = self.say("changed_rule", kind=kind, title=title, before=before, after=after, direction=direction)
        return [line, *(f"- {self._fact(moved)}" for moved in change.facts)]

    def values(self) -> Section | None:
        lines = tuple(f"- {self._moved('moved_fact', moved, moved.id)}" for moved in self.found.values)
        return Section(self.say("changed_values"), lines) if lines else None
