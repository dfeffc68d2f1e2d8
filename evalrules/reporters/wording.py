"""The words for the parts of one assessment: names, outcomes, values, rows and changes, in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from evalrules.base.form_terms import nameless
from evalrules.base.languages import punctuation
from evalrules.base.numbers import given_number, number_text, rounded
from evalrules.base.patterns import pattern
from evalrules.base.surds import Real, root
from evalrules.base.units import figure_text, unit_text
from evalrules.model.assessment import (
    NOT_MET,
    Assessment,
    Change,
    Difference,
    FactUse,
    FailingRow,
    Finding,
    Gap,
    Irrational,
    Points,
    Written,
)
from evalrules.model.outcome import GRADED, Outcome, graded, outcome_from
from evalrules.model.refs import ColumnRef, measure_from
from evalrules.model.ruleset import GRADES, Citation, Label
from evalrules.reporters.digits import Digits
from evalrules.reporters.efforts import BUILD, PAY, effort_of
from evalrules.reporters.figures import number_of
from evalrules.reporters.numbered import numbered
from evalrules.reporters.phrases import say
from evalrules.reporters.tally import LOOKS, Standing, counts_of

_NUMBER = pattern(r"-?[0-9]{1,4000}(\.[0-9]{1,4000}|/[1-9][0-9]{0,3999})?", re.ASCII)
"""A number as results write it: a text beside it may be 1/0 or 1e999999999."""


_RELATIONS = {"<=": "≤", ">=": "≥", "==": "=", "!=": "≠"}


def _exact(written: Written) -> Real | None:
    """A written number as itself; None where it is none, or a sum of several roots."""
    if isinstance(written, Irrational):
        return root(Fraction(written.square)) if written.square else None
    return Fraction(written) if isinstance(written, str) and _NUMBER.fullmatch(written) else None


def relation(op: str) -> str:
    """A relation as papers print it."""
    return _RELATIONS.get(op, op)


class Wording:
    """Puts the parts of one assessment into words, in "zh" or "en"."""

    def __init__(self, found: Assessment, language: str, digits: Digits | None = None) -> None:
        self.found = found
        self.digits = Digits(found) if digits is None else digits
        self.language = language

    @cached_property
    def by_id(self) -> Mapping[str, Finding]:
        """The findings by their ids; who words a verdict alone asks for none."""
        return {finding.id: finding for finding in self.found.findings}

    def say(self, phrase: str, /, **values: str) -> str:
        return say(phrase, self.language, **values)

    def percentage_points(self, number: str) -> str:
        """A distance between two percentages."""
        return self.say("percentage_point" if number == "1" else "percentage_points", value=number)

    def label(self, label: Label) -> str:
        return label.in_language(self.language)

    def level(self, level: str) -> str:
        return self._titled(self.found.titles.levels, level)

    def measure(self, measure: str) -> str:
        return self._titled(self.found.titles.measures, measure)

    def _titled(self, titles: Mapping[str, Label], own: str) -> str:
        """The name of something; its id where a result that was kept and edited has none."""
        label = titles.get(own)
        return own if label is None else self.label(label)

    def quantity(self, text: str) -> str:
        """The name of an expression of the standard that stands for no measure."""
        return self._titled(self.found.titles.quantities, text)

    def assessment(self, name: str) -> str:
        """The name of one of several assessments."""
        return self._titled(self.found.titles.assessments, name)

    def group_of_members(self, group: str) -> str:
        """The name of a group of lower subjects."""
        return self._titled(self.found.titles.members, group)

    def named(self, indicator: str) -> str:
        """`9 园（校）整体创优第9条（C）`."""
        return f"{self.numbered(indicator)}{self._bracketed(self.outcome(self.by_id[indicator]))}"

    def numbered(self, indicator: str) -> str:
        """`9 园（校）整体创优第9条`; the title alone where the standard has no numbers."""
        return numbered(indicator, self.label(self.by_id[indicator].title))

    def _bracketed(self, text: str) -> str:
        return punctuation(self.language).bracketed(text)

    def title(self) -> str:
        return self.subject() + (f"  {self.say('period', period=self.found.period)}" if self.found.period else "")

    def subject(self) -> str:
        subject = self.found.subject
        name = self.subject_name()
        return name + (self._bracketed(subject.id) if subject.id and subject.id != name else "")

    def subject_name(self) -> str:
        """The subject by its name alone, else by what else there is of it."""
        subject = self.found.subject
        return subject.name or subject.id or nameless(subject.kind, self.language)

    def subtitle(self) -> str:
        ruleset = self.found.ruleset
        return self.say("ruleset", title=self.label(ruleset.title), name=ruleset.name, revision=str(ruleset.revision))

    def verdict(self) -> str:
        verdict = self.found.verdict
        if verdict.level is not None:
            return self.level(verdict.level)
        levels = " / ".join(self.level(level) for level in verdict.possible)
        return f"{self.say('undetermined')}{self._bracketed(self.say('possible', levels=levels))}"

    def outcome(self, finding: Finding) -> str:
        if finding.points is not None and finding.outcome in ("scored", "unknown"):
            return self._points(finding.points)
        if finding.grade is not None:
            return self.possible(graded(finding.grade))
        if not self.is_open(finding):
            return self.say(finding.outcome)
        if all(outcome.kind != GRADED for outcome in finding.possible):
            return self.say("open")
        return self.say("open_grades", grades="/".join(map(self.possible, finding.possible)))

    def is_open(self, finding: Finding) -> bool:
        """Whether it is not known what an indicator came to."""
        if finding.points is not None and finding.outcome in ("scored", "unknown"):
            return finding.points.value is None
        return finding.grade is None and finding.outcome == "unknown"

    def possible(self, outcome: Outcome) -> str:
        """An outcome in words: a grade by its name."""
        if outcome.kind != GRADED:
            return self.say(outcome.kind)
        label = self.found.titles.grades.get(outcome.grade)
        return outcome.grade if label is None else self.label(label)

    def difference(self, one: Difference) -> tuple[str, str]:
        """What an indicator is in the other assessment, and in this one."""
        finding = self.by_id[one.indicator]
        return self.word(finding, one.other), self.word(finding, one.here)

    def word(self, finding: Finding | None, text: str) -> str:
        """What an indicator came to in one word (`Finding.in_one_word`), as a report says it."""
        if text in ("unknown", "scored"):
            return self.say(text)
        return text if finding is not None and finding.points is not None else self.possible(outcome_from(text))

    def _points(self, points: Points) -> str:
        full = "?" if points.full is None else self.number(Fraction(points.full))
        if points.value is not None:
            return self.say("points", value=self.number(Fraction(points.value)), full=full)
        if points.low is None or points.high is None:
            return self.say("open")
        low, high = (self.number(Fraction(end)) for end in (points.low, points.high))
        return self.say("open_points", low=low, high=high, full=full)

    def cited(self, source: Citation | None, above: Citation | None = None) -> str:
        """A source by its title, with the clause and how sure it is; the title only where `above` is of another one."""
        if source is None:
            return "—"
        title = self.cited_title(source)
        is_same = above is not None and above.cite == source.cite and bool(source.clause)
        shown = source.clause if is_same else f"{title} {source.clause}".rstrip()
        return shown + self._bracketed(self.say(source.confidence))

    def cited_title(self, source: Citation) -> str:
        """The title of what is cited."""
        named = self.found.titles.sources.get(source.cite)
        return source.cite if named is None else self.label(named)

    def counts(self) -> str:
        """How many indicators are counted under each word."""
        counted = (self.say(f"count_{word}", count=str(count)) for word, count in counts_of(self.found))
        return punctuation(self.language).comma.join(counted)

    def counted_as(self, standing: Standing) -> str:
        """The word that an indicator is counted under; with points that it must have in full and has not, so told."""
        is_broken = standing.word != NOT_MET and standing.look == LOOKS[NOT_MET]
        return self.say(standing.word) + (self._bracketed(self.say("must_be_full")) if is_broken else "")

    def row(self, table: str, key: Sequence[str]) -> str:
        """A row by its key, options by their names."""
        return " ".join(self._key(table, key))

    def row_of(self, measure: str | None, key: Sequence[str]) -> str:
        """The row that a column stands in."""
        ref = None if measure is None else measure_from(measure)
        return self.row(ref.table if isinstance(ref, ColumnRef) else "", key)

    def _key(self, table: str, key: Sequence[str]) -> list[str]:
        columns = self.found.titles.keys.get(table, ())
        known = (*columns, *("",) * len(key))
        return [self.value(part, self._choice(column)) for part, column in zip(key, known, strict=False)]

    def failing_row(self, row: FailingRow) -> str:
        gaps = punctuation(self.language).semicolon.join(self.change(change._replace(row=None)) for change in row.gaps)
        name = self.row(row.table, row.key)
        return self.say("failing_row", row=name, gaps=gaps) if gaps else name

    def gap_title(self, gap: Gap) -> str:
        if gap.kind == "level":
            return self.say("gap_level", to=self.level(gap.to))
        finding = self.by_id[gap.id]
        start, to = (self.possible(outcome_from(end)) for end in (gap.start, gap.to))
        if finding.points is not None:
            start, to = self.outcome(finding), self.say("full_points")
        return self.say("gap_indicator", named=self.numbered(gap.id), start=start, to=to)

    def change(self, change: Change) -> str:
        text = self._change(change)
        if change.gives is None:
            return text
        return self.say("change_gives", change=text, points=self.number(Fraction(change.gives)))

    def _change(self, change: Change) -> str:
        if change.grade is not None:
            named = self.numbered(change.grade)
            need = self.possible(outcome_from(str(change.need)))
            if change.have is None:
                return self.say("change_open_grade", named=named, need=need)
            have = self.possible(outcome_from(str(change.have)))
            return self.say("change_grade", named=named, have=have, need=need)
        title = self.measure(change.measure) if change.measure is not None else self.quantity(str(change.quantity))
        if change.row is not None:
            title = f"{self.row_of(change.measure, change.row)} {title}"
        if change.fixed:
            is_number = change.op != "==" and isinstance(change.need, str)
            need = self.value(change.need, self._choice(change.measure or ""))
            need = self._number(change.need, change.unit) if is_number else need
            return self.say("change_fixed", title=title, op=relation(change.op), need=need)
        if change.short is None and isinstance(change.need, str) and change.op != "==":
            need = self._number(change.need, change.unit)
            if change.have is not None:
                return self.say("change_bounds", title=title, have=str(change.have), op=relation(change.op), need=need)
            return self.say("change_unknown", title=title, op=relation(change.op), need=need)
        if change.short is None:
            choice = self._choice(change.measure or "")
            have, need = self.value(change.have, choice), self.value(change.need, choice)
            return self.say("change_other", title=title, have=have, need=need)
        return self._change_number(title, change)

    def _change_number(self, title: str, change: Change) -> str:
        stated, change = change, self.as_the_standard_writes(change)
        need = self._number(change.need, change.unit)
        if change is not stated:
            edge = self._plain_number(stated.need, change.unit)
            need = self.say("unrounded", need=need, op=relation(stated.op), edge=edge)
        short = self._number(change.short or "0", "" if change.unit == "%" else change.unit)
        short = self.percentage_points(short) if change.unit == "%" else short
        if change.op in ("<", ">"):
            short = self.say("more_than", short=short)
        effort = effort_of(change.unit, self._label_of(change.measure))
        is_done = change.how_many is None and change.op in (">=", ">") and effort in (BUILD, PAY)
        text = self.say(
            f"change_{effort}" if is_done else "change_number",
            title=title,
            have=self._number(change.have, change.unit),
            op=relation(change.op),
            need=need,
            short=short,
        )
        return text if change.how_many is None else f"{text}{punctuation(self.language).comma}{self._counted(change)}"

    def _counted(self, change: Change) -> str:
        """How many more (or fewer) of what stands behind a figure do it, in what an office does."""
        more = Fraction(str(change.how_many))
        effort = effort_of(change.count_unit, self._label_of(change.count_of))
        count = figure_text(self.number(abs(more)), change.count_unit, self.language)
        return self.say(
            f"count_{effort}" if more > 0 else "count_less", title=self.measure(change.count_of or ""), count=count
        )

    def _label_of(self, measure: str | None) -> Label | None:
        return self.found.titles.measures.get(measure or "")

    def _plain_number(self, text: Written, unit: str) -> str:
        """A number with all its digits, where none of them may be left out: the edge that is rounded to a limit."""
        number = number_of(text)
        return self.value(text) if number is None else figure_text(given_number(number), unit, self.language)

    def as_the_standard_writes(self, change: Change) -> Change:
        """A change of what the standard rounds: against its limit, not against the edge that is rounded to it."""
        rounding = self.found.titles.roundings.get(change.measure or "")
        have, edge = (_exact(one) for one in (change.have, change.need))
        if rounding is None or have is None or not isinstance(edge, Fraction):
            return change
        half = Fraction(1, 2 * 10**rounding.digits)
        limit = edge + half if change.op in (">=", ">") else edge - half
        if (limit / (2 * half)).denominator != 1:
            return change  # the limit is no number of so many digits: it was not rounded
        have = rounded(have, rounding) if isinstance(have, Fraction) else have.rounded(rounding.digits)
        op = ">=" if change.op in (">=", ">") else "<="
        return change._replace(
            have=number_text(have), op=op, need=number_text(limit), short=number_text(abs(limit - have))
        )

    def _number(self, text: Written, unit: str) -> str:
        number = number_of(text)
        if number is None:
            return self.value(text)
        return figure_text(self.number(number), unit, self.language)

    def number(self, value: Fraction, *beside: Fraction, padded: int | None = None) -> str:
        """A number as every part of a report prints it (`Digits.text`)."""
        return self.digits.text(value, *beside, padded=padded)

    def _choice(self, measure: str) -> str:
        """The choice that the values of a measure are options of; "" where they are none."""
        return self.found.titles.choices.get(measure, "")

    def of_measure(self, value: Written, measure: str, beside: Written = None) -> str:
        """A value of a measure in words; `beside` is one of another assessment that it has to be told from."""
        return self.side(value, beside, self._choice(measure))

    def figure(self, use: FactUse) -> str:
        """The value of a fact with its unit."""
        return figure_text(self.of_measure(use.value, use.measure), use.unit, self.language)

    def unit(self, unit: str) -> str:
        """A unit by itself, as a heading names it."""
        return unit_text(unit, self.language).strip(" （）()")

    def value(self, value: Written, choice: str = "") -> str:
        """A value in words; an option by its name in its choice, a grade (`GRADES`) by its own."""
        if value is None:
            return "?"
        if isinstance(value, Irrational):
            return self.number(Fraction(value.shown))
        if isinstance(value, bool):
            return self.say("yes" if value else "no")
        titles = self.found.titles
        return self._titled(titles.grades if choice == GRADES else titles.options.get(choice, {}), value)

    def side(self, side: Written, beside: Written = None, choice: str = "") -> str:
        if choice and isinstance(side, str):
            return "/".join(self.value(one, choice) for one in side.split(", "))
        if isinstance(side, str) and ".." in side:
            return "..".join(self.side(end) for end in side.split(".."))
        number, other = number_of(side), number_of(beside)
        return self.value(side) if number is None else self.number(number, *(() if other is None else (other,)))
