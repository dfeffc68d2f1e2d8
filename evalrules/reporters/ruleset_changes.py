"""What is different between two rulesets, in words and as data: `diff`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from evalrules.base.languages import punctuation, spoken
from evalrules.model.proof import OPEN, PARAMETER, PROVEN, REFUTED, TIME, UNCONFIRMED, UNEXPRESSED, Equivalence
from evalrules.model.ruleset import Indicator, Label, Rule, Ruleset
from evalrules.model.ruleset_changes import (
    ADDED,
    CHANGED,
    CITED,
    LOOSENED,
    REMOVED,
    RENAMED,
    TIGHTENED,
    Part,
    PartChange,
    RulesetChanges,
)
from evalrules.reporters.page import Page
from evalrules.reporters.phrases import say
from evalrules.reporters.sections import Section
from evalrules.reporters.standard import StandardWords
from evalrules.words.dates import span_in_words

FORMAT = "ruleset-changes/1"

_PARTS: Mapping[Part, tuple[str, str]] = {
    "standard": ("标准本身", "The standard itself"), "gate": ("申报条件", "Gates"), "veto": ("一票否决", "Vetoes"),
    "verdict": ("结论规则", "Verdict"), "indicator": ("指标", "Indicators"), "value": ("标准值", "Numbers"),
    "measure": ("所用数据", "Measures"), "table": ("表格", "Tables"), "members": ("下级单位", "Members"),
    "level": ("结论", "Levels"), "grade": ("等级", "Grades"), "group": ("板块", "Groups"),
    "choice": ("选项", "Choices"), "condition": ("结论所附条件", "Conditions of a result"),
    "check": ("数据之间必须成立的关系", "Relations that must hold"), "source": ("来源", "Sources"),
}  # fmt: skip
"""The parts in the order in which they are told: what decides first."""

_CHANGES: Mapping[str, tuple[str, str]] = {
    ADDED: ("新增", "added"), REMOVED: ("删去", "removed"), TIGHTENED: ("改严", "tightened"),
    LOOSENED: ("放宽", "loosened"), CHANGED: ("改动", "changed"), RENAMED: ("改名", "renamed"),
    CITED: ("来源改动", "source changed"),
}  # fmt: skip

_FIELDS: Mapping[str, tuple[str, str]] = {
    "edition": ("版本", "edition"), "title": ("名称", "title"), "document": ("文件", "document"),
    "authority": ("制定机关", "authority"), "in_force": ("施行", "in force"), "subject": ("评估对象", "subject"),
    "panel": ("专家组表决", "panel"), "assessments": ("评估次序", "assessments"), "note": ("说明", "note"),
}  # fmt: skip

_WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("{} 与 {} 的不同", "{} and {}: what is different"),
    "same": ("没有不同", "nothing is different"),
    "line": ("{label}：{change}", "{label}: {change}"),
    "by": ("{change}（{names}）", "{change} (by {names})"),
    "before": ("原：{}", "was: {}"), "now": ("现：{}", "is: {}"),
    "none": ("（无）", "(none)"),
    PROVEN: ("已证明：数据齐全时，两个标准的结论都相同", "proven: whoever lacks nothing gets the same level from both"),
    REFUTED: ("有数据在两个标准下结论不同：{} → {}{reason}", "some evidence gets two levels: {} → {}{reason}"),
    OPEN: ("未能确定结论是否总相同{reason}", "whether the level is always the same is unknown{reason}"),
    "supposing": ("前提：{}", "for: {}"), "rows": ("{table} {count} 行", "{count} rows of {table}"),
}  # fmt: skip


def changes_page(found: RulesetChanges, language: str, proof: Equivalence | None = None) -> Page:
    """The differences in words: how many of each kind, then part by part what it was and what it is.

    With `proof` also whether some evidence gets another level.
    """
    telling = _Telling(found, language)
    named = [found.before.title.in_language(language), found.after.title.in_language(language)]
    sections = tuple(telling.sections())
    counted = telling.summary() or telling.word("same")
    names = f"{_named(found.before)} → {_named(found.after)}"
    proven = () if proof is None else tuple(telling.proven(proof))
    return Page(telling.word("title", *named), names, "", "", (counted, *proven), sections)


def render_changes_json(found: RulesetChanges, proof: Equivalence | None = None) -> str:
    """The differences as data, with the words in both languages, and what was proven of them."""
    told = {language: _Telling(found, language) for language in ("zh", "en")}
    document = {
        "format": FORMAT,
        "before": _reference(found.before),
        "after": _reference(found.after),
        "counts": dict(sorted(Counter(one.change for one in found.changes).items())),
        "changes": [_document(one, told) for one in found.changes],
    }
    if proof is not None:
        document["proof"] = _proof_document(proof)
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _document(one: PartChange, told: Mapping[str, _Telling]) -> dict[str, Any]:
    label = {language: telling.label(one) for language, telling in told.items()}
    sides = {
        side: {language: list(telling.lines(one, side)) for language, telling in told.items()}
        for side in ("before", "after")
    }
    return {
        "part": one.part, "id": one.id, "change": one.change, "title": label, "through": list(one.through), **sides,
    }  # fmt: skip


def _proof_document(proof: Equivalence) -> dict[str, Any]:
    return {
        "same_level": proof.outcome, "reason": proof.reason or None, "details": list(proof.details), "day": proof.day,
        "rows": dict(proof.rows),
        "witnesses": [{"name": one.name, "level": one.says, "evidence": one.text} for one in proof.witnesses],
    }  # fmt: skip


def _reference(ruleset: Ruleset) -> dict[str, Any]:
    return {
        "id": ruleset.id,
        "edition": ruleset.edition,
        "revision": ruleset.revision,
        "digest": ruleset.digest,
        "title": {"zh": ruleset.title.zh, "en": ruleset.title.en},
    }


def _named(ruleset: Ruleset) -> str:
    return f"{ruleset.name} ({ruleset.revision})"


_REASONS: Mapping[str, tuple[str, str]] = {
    TIME: ("：时间用完", ": the time was up"),
    PARAMETER: ("（假设了文本没有给出的数：{details}）", " (supposing numbers that no text gives: {details})"),
    UNEXPRESSED: ("：其中有求解器不能表达，或两个标准理解不同的部分：{details}",
                  ": it rests on what the solver cannot express, or what both read otherwise: {details}"),
    UNCONFIRMED: ("：求解器找到的数据未得到评估引擎确认", ": the engine did not confirm what the solver found"),
}  # fmt: skip

_FEW = 4


class _Telling:
    def __init__(self, found: RulesetChanges, language: str) -> None:
        self.found = found
        self.language = language
        self.words = {"before": StandardWords(found.before, language), "after": StandardWords(found.after, language)}

    def word(self, name: str, *values: str, **named: str) -> str:
        zh, en = _WORDS[name]
        return spoken((zh, en), self.language, *values, **named)

    def change(self, change: str) -> str:
        zh, en = _CHANGES[change]
        return spoken((zh, en), self.language)

    def summary(self) -> str:
        """How many parts are different in each way."""
        counted = Counter(one.change for one in self.found.changes)
        comma = punctuation(self.language).comma
        told = ((change, counted[change]) for change in _CHANGES if counted[change])
        if self.language == "zh":
            return comma.join(f"{self.change(change)} {count} 项" for change, count in told)
        return comma.join(f"{count} {self.change(change)}" for change, count in told)

    def proven(self, proof: Equivalence) -> Iterator[str]:
        """Whether every evidence gets the same level from both, in words; and of what evidence that is said."""
        comma = punctuation(self.language).comma
        rows = [self.word("rows", table=self._name(own), count=str(count)) for own, count in proof.rows.items()]
        levels = [
            next(level.label.in_language(self.language) for level in ruleset.levels if level.id == one.says)
            for one, ruleset in zip(proof.witnesses, (self.found.before, self.found.after), strict=False)
        ]
        details = punctuation(self.language).pause.join(proof.details[:_FEW])
        reason = proof.reason if proof.reason in _REASONS else ""
        yield self.word(proof.outcome, *levels, reason=self._reason(reason, details))
        yield self.word("supposing", comma.join((proof.day, *rows)))

    def _reason(self, reason: str, details: str) -> str:
        if not reason:
            return ""
        zh, en = _REASONS[reason]
        return spoken((zh, en), self.language, details=details)

    def sections(self) -> Iterator[Section]:
        for part, (zh, en) in _PARTS.items():
            lines = [line for one in self.found.changes if one.part == part for line in self.part(one)]
            if lines:
                yield Section(spoken((zh, en), self.language), tuple(lines))

    def part(self, one: PartChange) -> Iterator[str]:
        """A part that is different: how, then what it was and what it is."""
        change = self.change(one.change)
        if one.through:
            names = [self._name(own) for own in one.through]
            change = self.word("by", change=change, names=punctuation(self.language).pause.join(names))
        yield self.word("line", label=self.label(one), change=change)
        before, after = (list(self.lines(one, side)) for side in ("before", "after"))
        if one.change in (ADDED, REMOVED):
            yield from (f"- {line}" for line in (after if one.change == ADDED else before))
            return
        for name, lines, others in (("before", before, after), ("now", after, before)):
            shown = [line for line in lines if line not in others] or ([] if lines == others else [self.word("none")])
            yield from (f"- {self.word(name, line)}" for line in shown)

    def _name(self, own: str) -> str:
        """The name of a number, a measure or a table."""
        after = self.found.after
        found = after.values.get(own) or after.measures.get(own) or after.tables.get(own)
        return own if found is None else found.label.in_language(self.language)

    def label(self, one: PartChange) -> str:
        """The name of a part, with its id where it has one."""
        if one.part == "standard":
            zh, en = _FIELDS[one.id]
            return spoken((zh, en), self.language)
        for side in ("after", "before"):
            found = _label_of(one, getattr(self.found, side))
            if found is not None:
                name = found.in_language(self.language)
                shows_id = one.part in ("indicator", "value", "measure", "table", "source", "choice") and name != one.id
                return f"{one.id} {name}" if shows_id else name
        return one.id

    def lines(self, one: PartChange, side: str) -> Iterable[str]:
        """What a part says in one of the two rulesets; nothing where that does not have it."""
        words = self.words[side]
        if one.part == "indicator":
            found = _found(words.ruleset, "indicator", one.id)
            return [] if found is None else _indicator(words, found, one.change)
        return _LINES[one.part](words, one.id)


# -- what each part says ---------------------------------------------------------------------------------------------


def _label_of(one: PartChange, ruleset: Ruleset) -> Label | None:
    if one.part in ("verdict", "level"):
        own = one.id.partition(" ")[0]
        return next((level.label for level in ruleset.levels if level.id == own), None)
    if one.part == "check":
        return Label(one.id, one.id)
    if one.part == "grade":
        return ruleset.grade_labels.get(one.id) or Label(" > ".join(ruleset.grades), " > ".join(ruleset.grades))
    found = _found(ruleset, one.part, one.id)
    label = getattr(found, "label", None)
    return label if isinstance(label, Label) else None


def _found(ruleset: Ruleset, part: Part, own: str) -> Any:  # noqa: ANN401 - any part
    """The part of a ruleset with an id; None where it has none."""
    listed: Mapping[Part, Iterable[Any]] = {
        "gate": ruleset.gates, "veto": ruleset.vetoes, "indicator": ruleset.indicators, "group": ruleset.groups,
        "condition": ruleset.obligations, "value": ruleset.values.values(), "measure": ruleset.measures.values(),
        "table": ruleset.tables.values(), "members": ruleset.members.values(), "source": ruleset.sources.values(),
        "choice": ruleset.choices.values(), "level": ruleset.levels,
    }  # fmt: skip
    return next((one for one in listed.get(part, ()) if one.id == own), None)


def _of(part: Part, told: Callable[[StandardWords, Any], Iterable[str]]) -> Callable[[StandardWords, str], list[str]]:
    def lines(words: StandardWords, own: str) -> list[str]:
        found = _found(words.ruleset, part, own)
        return [] if found is None else list(told(words, found))

    return lines


def _standard(words: StandardWords, field: str) -> list[str]:
    """What is said of a standard as a whole."""
    ruleset, language = words.ruleset, words.language
    found = getattr(ruleset, field)
    if isinstance(found, Label):
        return [found.in_language(language)]
    if field == "in_force":
        return [span_in_words(found.text, words.language) or words.text("in_force_unknown")]
    if field == "panel":
        return [f"{words.text('panel', words.text(found.decides))} ({say(found.confidence, language)})"]
    if field == "assessments":
        return [" → ".join(label.in_language(language) for label in found.values())]
    return [str(found)] if found else []


def _verdict(words: StandardWords, own: str) -> list[str]:
    found: dict[str, Rule] = {}
    for rule in words.ruleset.verdict:
        found[rule.level if rule.level not in found else f"{rule.level} {len(found) + 1}"] = rule
    return words.rule(found[own]) if own in found else []


def _grade(words: StandardWords, own: str) -> list[str]:
    if own:
        return [words.prose.grade(own)] if own in words.ruleset.grade_labels else []
    return [" > ".join(map(words.prose.grade, words.ruleset.grades))]


def _check(words: StandardWords, own: str) -> list[str]:
    ruleset = words.ruleset
    every = [(check.condition.text, words.check(check)) for check in ruleset.checks]
    every += [
        (f"{table.id}: {check.condition.text}",
         words.text("every_row", table.label.in_language(words.language), words.check(check)))
        for table in ruleset.tables.values()
        for check in table.checks
    ]  # fmt: skip
    return [told for text, told in every if text == own]


def _source(words: StandardWords, found: Any) -> list[str]:  # noqa: ANN401 - a source
    label, sure = found.label.in_language(words.language), say(found.confidence, words.language)
    return [f"{label} {found.document} ({sure})"]


def _choice(words: StandardWords, found: Any) -> list[str]:  # noqa: ANN401 - a choice
    return ["/".join(label.in_language(words.language) for label in found.options.values())]


def _indicator(words: StandardWords, found: Indicator, change: str) -> list[str]:
    """What is different of an indicator: its source, its name, or how it is decided."""
    cited, named = words.cited(found.source).strip(), found.label.in_language(words.language)
    if change in (RENAMED, CITED):
        return [cited] if change == CITED else [named, *words.how(found)]
    return [*words.how(found), *([cited] if cited and change in (ADDED, REMOVED) else [])]


_LINES: Mapping[Part, Callable[[StandardWords, str], Iterable[str]]] = {
    "standard": _standard, "verdict": _verdict, "grade": _grade, "check": _check,
    "gate": _of("gate", lambda words, one: words.gate(one)),
    "veto": _of("veto", lambda words, one: words.veto(one)),
    "value": _of("value", lambda words, one: [words.prose.value(one) + words.cited(one.source)]),
    "measure": _of("measure", lambda words, one: [line.removeprefix("- ").strip() for line in words.measure(one)]),
    "table": _of("table", lambda words, one: words.table(one)),
    "members": _of("members", lambda words, one: [words.members(one)]),
    "condition": _of("condition", lambda words, one: words.due(one)),
    "choice": _of("choice", _choice),
    "level": _of("level", lambda words, one: [one.label.in_language(words.language)
                                              + (words.text("required") if one.required else "")]),
    "group": _of("group", lambda words, one: [one.label.in_language(words.language)]),
    "source": _of("source", _source),
}  # fmt: skip
