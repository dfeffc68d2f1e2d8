"""Raw evidence to evidence bound to a ruleset: every key known, every value of its type, every problem at once.

Enters: the raw document of one subject and its ruleset. Leaves: typed facts with their places, or all problems (ER4xx).
"""

from __future__ import annotations

import datetime
from functools import cached_property

from evalrules.base.collector import collector_paused
from evalrules.base.diagnostics import Diagnostic, Related, error, has_errors, warning
from evalrules.base.form_terms import kind_named
from evalrules.base.source import Document, Node, Pair, Record, Scalar, Span, is_null
from evalrules.base.suggestions import nearest
from evalrules.frontend.bind_dated import dated_subject
from evalrules.frontend.bind_facts import Facts, is_fields
from evalrules.frontend.bind_grades import bind_grades
from evalrules.frontend.bind_values import full_points, named_measure, offered, option_of
from evalrules.frontend.canonical import evidence_digest
from evalrules.frontend.fields import scalar_of, text_of
from evalrules.frontend.named_files import NO_FILES, NamedFiles
from evalrules.frontend.opening import first_in_full_width, named_ruleset, read_period, unknown_keys
from evalrules.frontend.seldom import bind_confirmed, bind_members, bind_tables, bind_waivers
from evalrules.frontend.spellings import says_nothing
from evalrules.model.evidence import (
    Evidence,
    EvidenceFile,
    Fact,
    Period,
    Reference,
    Subject,
)
from evalrules.model.refs import POINTS, OwnRef, PointsRef, measure_of_option, measure_of_year
from evalrules.model.ruleset import Measure, Ruleset
from evalrules.model.ruleset_names import ruleset_name_from

FORMAT = "evidence/1"
KEYS = (
    "format", "ruleset", "form", "subject", "period", "facts", "grades", "points", "tables", "members", "assessments",
    "waivers", "confirmed",
)  # fmt: skip
_SUBJECT_KEYS = ("kind", "id", "name", "attributes")


def bind_evidence(
    document: Document, ruleset: Ruleset, *, as_of: datetime.date | None = None, files: NamedFiles = NO_FILES
) -> tuple[Evidence | None, list[Diagnostic]]:
    """A raw document to evidence for this ruleset; None where a problem makes it unusable. Warnings come along.

    `as_of` is the date of the assessment: a period that begins after it is refused. `files` gives what stands in the
    files that the evidence names.
    """
    evidence, problems = bind_as_far_as_possible(document, ruleset, as_of=as_of, files=files)
    return (None if has_errors(problems) else evidence), problems


def bind_as_far_as_possible(
    document: Document, ruleset: Ruleset, *, as_of: datetime.date | None = None, files: NamedFiles = NO_FILES
) -> tuple[Evidence | None, list[Diagnostic]]:
    """The same, but what could be bound in spite of errors comes along: to be questioned, and never to be judged."""
    root = document.root
    if not isinstance(root, Record):
        place = root.span if root is not None else Span(document.name, 1, 1, 1, 1)
        return None, [error("ER103", place, found="not a mapping", expected="a mapping with ruleset, facts, grades")]
    binder = _Binder(root, ruleset, files)
    with collector_paused():
        return binder.bind(document, as_of), binder.problems


class _Binder:
    def __init__(self, root: Record, ruleset: Ruleset, files: NamedFiles) -> None:
        self.root = root
        self.ruleset = ruleset
        self.problems: list[Diagnostic] = []
        self.facts = Facts(ruleset, self.problems, files)
        self.period: Period | None = None

    def bind(self, document: Document, as_of: datetime.date | None) -> Evidence:
        self.problems.extend(unknown_keys(self.root, KEYS))
        self._check_format()
        self._check_quotes()
        self._check_ruleset()
        form = self._other_form()
        self.facts.is_of_another_form = form is not None
        self._check_sections()
        subject = self._subject()
        self.period = period = self._period(as_of)
        members = bind_members(self._taken("members"), self.facts, period)
        given = self._facts() | (self._points(subject) if self._taken("points") else {}) | members.facts
        facts = {own: given[own] for own in self.ruleset.measures if own in given}
        grades, tables = (
            bind_grades(self._section("grades"), self.facts),
            bind_tables(self._taken("tables"), self.ruleset, self.facts),
        )
        waivers = bind_waivers(self.root.get("waivers"), self.facts)
        confirmed = bind_confirmed(self.root.get("confirmed"), self.facts, period)
        if form is not None:
            self._say_form(form)
        day = as_of or (period.end if period else None)
        return Evidence(
            path=document.name,
            ruleset=text_of(self.root, "ruleset"),
            subject=dated_subject(subject, self.ruleset, day, self.root, self.problems),
            period=period,
            facts=facts,
            grades=grades,
            tables=tables,
            members=members.listed,
            assessments=self._assessments(),
            as_of=day,
            digest=evidence_digest(subject, period, facts, grades, tables, waivers),
            files=self._files(document, members.files),
            waivers=waivers,
            confirmed=confirmed,
            origins=dict(document.origins),
        )

    def _files(self, document: Document, others: tuple[EvidenceFile, ...]) -> tuple[EvidenceFile, ...]:
        """What was read: the evidence itself, then everything that it names, each once, in the order of names."""
        named = {file.path: file for file in (*others, *self.facts.attached.values())}
        return (EvidenceFile(document.name, document.sha256), *(named[path] for path in sorted(named)))

    def _other_form(self) -> Scalar | None:
        """What a form says that was made for another revision of the ruleset; an overlay is another ruleset."""
        written = scalar_of(self.root, "form")
        is_other = written is not None and written.text != self.ruleset.digest and self._is_own_form()
        return written if is_other else None

    def _say_form(self, form: Scalar) -> None:
        """The form of another revision is noticed, with all that it asked and this revision does not have."""
        left_out = self.facts.left_out
        if left_out:
            place, names = next(iter(left_out.values())), list(left_out)
            args = {"names_zh": "、".join(names), "names_en": ", ".join(names)}
            self.problems.append(warning("ER591", place, **args))
        else:
            self.problems.append(warning("ER436", form.span, name=self.ruleset.name))

    def _is_own_form(self) -> bool:
        return text_of(self.root, "ruleset") in ("", self.ruleset.name)

    def _check_format(self) -> None:
        written = self.root.get("format")
        if written is None:
            self.problems.append(warning("ER109", self.root.span, key="format"))
        elif not isinstance(written, Scalar) or written.text != FORMAT:
            found = written.text if isinstance(written, Scalar) else "a mapping or a list"
            self.problems.append(error("ER104", written.span, found=found, expected=FORMAT))

    def _check_quotes(self) -> None:
        """Full-width quotes do not quote: a warning at the first text that begins with one."""
        found = first_in_full_width(self.root)
        if found is not None:
            self.problems.append(warning("ER110", found.span, text=found.text))

    def _check_ruleset(self) -> None:
        written, problems = named_ruleset(self.root)
        self.problems.extend(problems)
        if written is not None and not names(written.text, self.ruleset):
            self.problems.append(error("ER406", written.span, found=written.text, used=self.ruleset.name))

    def _check_sections(self) -> None:
        for key in self._not_taken:
            node = self.root.get(key)
            if node is not None and not is_null(node) and (isinstance(node, Scalar) or len(node[0]) > 0):
                place = (self.root.key(key) or node).span
                self.problems.append(error("ER417", place, section=key, ruleset=self.ruleset.name))

    def _taken(self, section: str) -> Node | None:
        """A section, where the ruleset has something for it; elsewhere it is refused as a whole."""
        return None if section in self._not_taken else self.root.get(section)

    @cached_property
    def _not_taken(self) -> list[str]:
        """The sections that this ruleset has nothing for."""
        ruleset = self.ruleset
        taken = {
            "points": any(measure.ref.kind == POINTS for measure in ruleset.measures.values()),
            "tables": bool(ruleset.tables), "members": bool(ruleset.members), "assessments": bool(ruleset.assessments),
        }  # fmt: skip
        return [section for section, is_taken in taken.items() if not is_taken]

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
            self.facts.need_scalar(node, key)
        kind = scalar_of(node, "kind")
        if kind is not None and kind_named(kind.text) != self.ruleset.subject:
            self.problems.append(error("ER418", kind.span, found=kind.text, expected=self.ruleset.subject))
        return Subject(self.ruleset.subject, text_of(node, "id"), text_of(node, "name"), self._attributes(node))

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
            args = {"attribute": pair.key.text, "found": pair.value.text, **offered(choice.options, pair.value.text)}
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
        known = {measure.ref.measure: measure.id for measure in self.ruleset.facts if isinstance(measure.ref, OwnRef)}
        by_label = {measure.label.zh: measure.id for measure in self.ruleset.facts}
        found: dict[str, Fact] = {}
        keys: dict[str, Span] = {}
        for pair in self._section("facts"):
            own = known.get(pair.key.text) or by_label.get(pair.key.text)
            if own is None:
                self.facts.unknown("fact", pair, [*known, *by_label])
            elif own in keys:
                first = Related("first", keys[own])
                self.problems.append(
                    error(
                        "ER404", pair.key.span, first, **named_measure(self.ruleset.measures[own]), first=str(keys[own])
                    )
                )
            else:
                keys[own] = pair.key.span
                found |= self._several(pair.value, self.ruleset.measures[own])
        return found

    def _several(self, node: Node, measure: Measure) -> dict[str, Fact]:
        """The facts behind one entry: of a series one a year, of a measure by option one for each, else the one."""
        if measure.series:
            return self._of_years(node, measure)
        if measure.each:
            return self._of_options(node, measure)
        return {measure.id: self.facts.bind(self._of_period(node, measure), measure)}

    def _of_years(self, node: Node, measure: Measure) -> dict[str, Fact]:
        """The values of the year in which the period ends and of those before it."""
        found: dict[str, Fact] = {}
        if says_nothing(node):
            self.facts.note_null(node, measure.id)
            return found
        if not isinstance(node, Record) or is_fields(node):
            self._refuse_form(node, measure, "a value for each year, such as {2005: 99.1, 2006: 99.4}")
            return found
        last = self.period.end.year if self.period is not None else None
        for pair in node.pairs:
            back = None if last is None else last - int(pair.key.text)
            if back is None or back < 0:
                shown = self.period.text if self.period is not None else "?"
                self.problems.append(error("ER429", pair.key.span, year=pair.key.text, period=shown))
            elif back < measure.series:
                own = measure_of_year(measure.id, back)
                found[own] = self.facts.bind(pair.value, self.ruleset.measures[own])
            elif not says_nothing(pair.value):
                self.problems.append(warning("ER434", pair.key.span, **named_measure(measure), year=pair.key.text))
        return found

    def _of_period(self, node: Node, measure: Measure) -> Node:
        """A value that names its year, as tables of offices do: that of the period, or a stale one (ER433)."""
        if not isinstance(node, Record) or is_fields(node) or len(node.pairs) != 1:
            return node
        written = node.pairs[0]
        year = self.period.end.year if self.period is not None else None
        if written.key.text == str(year) or says_nothing(written.value):
            return written.value
        args = {**named_measure(measure), "year": written.key.text}
        shown = self.period.text if self.period is not None else "?"
        self.problems.append(error("ER433", written.key.span, **args, period=shown))
        return Scalar("", False, written.value.span)

    def _of_options(self, node: Node, measure: Measure) -> dict[str, Fact]:
        found: dict[str, Fact] = {}
        choice = self.ruleset.choices[measure.each]
        if says_nothing(node):
            self.facts.note_null(node, measure.id)
            return found
        if not isinstance(node, Record):
            self._refuse_form(node, measure, f"a value for each of {', '.join(choice.options)}")
            return found
        for pair in node.pairs:
            option = option_of(choice, pair.key.text)
            if option is None:
                self.facts.unknown(f"option of {choice.id}", pair, list(choice.options))
            else:
                own = measure_of_option(measure.id, option)
                found[own] = self.facts.bind(pair.value, self.ruleset.measures[own])
        return found

    def _refuse_form(self, node: Node, measure: Measure, expected: str) -> None:
        named = named_measure(measure)
        found = node.text if isinstance(node, Scalar) else "a mapping" if isinstance(node, Record) else "a list"
        self.problems.append(error("ER402", node.span, **named, expected=expected, found=found))

    def _points(self, subject: Subject) -> dict[str, Fact]:
        """What assessors awarded, by the measures of those points."""
        by_indicator = {
            measure.ref.indicator: measure
            for measure in self.ruleset.measures.values()
            if isinstance(measure.ref, PointsRef)
        }
        found: dict[str, Fact] = {}
        for pair in self._section("points"):
            measure = by_indicator.get(pair.key.text)
            group = pair.key.text if measure is None and self._has_points(pair.key.text) else ""
            if group:
                indicators = ", ".join(one.id for one in self.ruleset.indicators if one.group == group)
                self.problems.append(error("ER495", pair.key.span, id=group, indicators=indicators))
            elif measure is None:
                self.facts.unknown("indicator with points", pair, list(by_indicator))
            else:
                most = full_points(self.ruleset.indicator(pair.key.text), self.ruleset.values, subject.attributes)
                found[measure.id] = self.facts.bind(pair.value, measure._replace(high=most))
        return found

    def _has_points(self, group: str) -> bool:
        """Whether a name is that of a group whose indicators have points."""
        return any(one.group == group and one.kind == "scored" for one in self.ruleset.indicators)

    def _assessments(self) -> tuple[Reference, ...]:
        """The files of several assessments, in the order of the ruleset; beside them stands nothing else."""
        if self._taken("assessments") is None:
            return ()
        found: dict[str, Reference] = {}
        for pair in self._section("assessments"):
            if pair.key.text not in self.ruleset.assessments:
                self.facts.unknown("assessment", pair, list(self.ruleset.assessments))
            elif isinstance(pair.value, Scalar) and not is_null(pair.value):
                found[pair.key.text] = Reference(pair.key.text, pair.value.text, pair.value.span)
            elif not is_null(pair.value):
                self.problems.append(error("ER103", pair.value.span, found="not a path", expected="the path of a file"))
        for section in ("facts", "grades", "points", "tables", "members") if found else ():
            if self._section_is_filled(section):
                self.problems.append(error("ER431", (self.root.key(section) or self.root).span, section=section))
        return tuple(found[name] for name in self.ruleset.assessments if name in found)

    def _section_is_filled(self, section: str) -> bool:
        node = self.root.get(section)
        return isinstance(node, Record) and bool(node.pairs)


def names(written: str, ruleset: Ruleset) -> bool:
    """Whether a written ID or ID@EDITION means this ruleset or one that it extends."""
    return any(written in (name, ruleset_name_from(name).id) for name in (ruleset.name, *ruleset.ancestors))


def _kind_of(node: Node) -> str:
    """What stands where a mapping belongs."""
    return node.text if isinstance(node, Scalar) else "a list"
