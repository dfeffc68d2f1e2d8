"""A ruleset in words, to be read with the printed standard in hand: `show`, `explain ID INDICATOR`, `rulesets`."""

from __future__ import annotations

from evalrules.base.languages import punctuation, spoken
from evalrules.base.units import unit_text
from evalrules.model.refs import column_from, measure_of_option
from evalrules.model.ruleset import (
    Check,
    Citation,
    Gate,
    Indicator,
    Measure,
    MemberGroup,
    Obligation,
    Rule,
    Ruleset,
    Table,
    Veto,
    measures_behind,
)
from evalrules.reporters.page import Page
from evalrules.reporters.phrases import say
from evalrules.reporters.sections import Section
from evalrules.tree.nodes import Condition, Expression, Extreme
from evalrules.tree.walk import parameters_in
from evalrules.words.conditions import Prose
from evalrules.words.dates import span_in_words
from evalrules.words.outlines import outline

_TEXT = {
    "document": ("文件：{}", "document: {}"), "authority": ("制定机关：{}", "issued by: {}"),
    "in_force": ("施行：{}", "in force: {}"), "in_force_unknown": ("施行日期：未见文本", "in force: no text says"),
    "subject": ("评估对象：{}", "subject: {}"), "levels": ("结论（由高到低）：{}", "levels, best first: {}"),
    "required": ("（达标）", " (required)"), "panel": ("专家组表决：{}", "the panel decides by {}"),
    "plurality": ("得票最多者", "plurality"), "majority": ("过半数", "majority"),
    "verdict": ("结论规则", "Verdict"), "when": ("{}：{}", "{}: {}"), "otherwise": ("其余情形", "in every other case"),
    "vetoes": ("一票否决", "Veto "), "gates": ("申报条件", "Gates"), "gate": ("须 {}，否则为“{}”", "{}; else “{}”"),
    "veto": ("{} 时，结论不高于“{}”", "if {}, the level is at best “{}”"), "rule": ("评定", "how it is decided"),
    "award": ("得分：{}（不低于0，不超过满分）", "points: {} (not below none, nor above the full points)"),
    "by_points": ("评审给分", "assessors award the points"), "full": ("满分 {}", "full points: {}"),
    "only": ("只评 {}", "can only be {}"), "must_when": ("{} 时为必达", "must be reached where {}"),
    "each_row": ("{}中每个“{}”为一项指标", "one indicator for each of {}: {}"),
    "tables": ("表格", "Tables"), "table": ("{}（{}）：键为 {}", "{} ({}): one row for each {}"),
    "left_out": ("不计入：{}", "left out: {}"),
    "members": ("下级单位", "Members"),
    "holds": ("{}（{}）：取得 {} 者为达标", "{} ({}): those with {} hold the title"),
    "conditions": ("结论所附条件", "Conditions of a result"),
    "due": ("{}：{} 时，须在 {} 年内完成（{}及以上）", "{}: if {}, to be done within {} years (for {} and better)"),
    "rounded": ("比较时取 {} 位小数，{}", "compared to {} decimals, {}"),
    "printed": ("列出时取 {} 位小数，{}", "listed to {} decimals, {}"),
    "each_option": ("分别计：{}", "each apart: {}"),
    "series": ("按年填写，{} 年", "by year, {} years"),
    "shown": ("只在报告中列出，没有条件用到", "printed in reports, no condition asks for it"),
    "assessments": ("评估次序：{}", "assessments in order: {}"),
    "by_panel": ("专家组评定", "decided by the panel"), "yesno": ("评定是否达标", "decided yes or no"),
    "ceiling": ("评{}须 {}", "{} only if {}"), "applies": ("仅当 {} 时适用", "applies only if {}"),
    "falls": ("标准值待设定，暂由专家组评定", "decided by the panel until the numbers are set"),
    "parameters": ("文本未给出、需自行设定的标准值", "Numbers that no text gives, to be set by the user"),
    "values": ("标准值", "Numbers"), "measures": ("所用数据", "Measures"), "definition": ("口径：{}", "definition: {}"),
    "derived": ("按 {} 计算", "computed as {}"), "note": ("说明：{}", "note: {}"),
    "checks": ("数据之间必须成立的关系", "Relations that must hold"),
    "every_row": ("{}每一行：{}", "every row of {}: {}"), "extends": ("叠加于 {}", "extends {}"),
    "digest": ("规则摘要：{}", "digest: {}"), "revision": ("第{}版编码", "revision {}"),
    "type_yesno": ("是/否", "yes/no"), "type_text": ("文字", "text"), "type_date": ("日期", "date"),
    "type_grade": ("等级", "grade"), "type_percent": ("%", "%"), "type_ratio": ("比", "ratio"),
    "type_count": ("个数", "count"), "type_number": ("数", "number"),
    "must": ("必达", "must be reached"), "must_full": ("必达：须得满分", "must be reached, with full points"),
    "advisory": ("仅供参考", "advisory"),
}  # fmt: skip


def ruleset_page(ruleset: Ruleset, language: str) -> Page:
    """The standard in words: what is judged, by which numbers, from which sources, and what no text gives."""
    writer = StandardWords(ruleset, language)
    sections = (
        Section(writer.text("verdict"), tuple(writer.verdict_lines())),
        writer.indicator_section(),
        Section(writer.text("values"), tuple(writer.value_lines(given=True))),
        Section(writer.text("parameters"), tuple(writer.value_lines(given=False))),
        Section(writer.text("measures"), tuple(line for one in ruleset.facts for line in writer.measure(one))),
        Section(writer.text("tables"), tuple(writer.table_lines())),
        Section(writer.text("members"), tuple(writer.member_lines())),
        Section(writer.text("conditions"), tuple(writer.condition_lines())),
        Section(writer.text("checks"), tuple(writer.check_lines())),
        Section(say("sources", language), tuple(writer.source_lines())),
    )
    kept = tuple(section for section in sections if section.lines or section.table)
    title = ruleset.title.in_language(language)
    return Page(
        title, f"{ruleset.name} {writer.text('revision', str(ruleset.revision))}", "", "", tuple(writer.head()), kept
    )


def indicator_page(ruleset: Ruleset, indicator: Indicator, language: str) -> Page:
    """One indicator in words: how it is decided, what it measures, its numbers and its sources."""
    writer = StandardWords(ruleset, language)
    conditions = [band.condition for band in (*indicator.bands, *indicator.ceiling)] + [
        indicator.met,
        indicator.grade,
        indicator.awarded,
        indicator.must_when,
        indicator.applies,
    ]
    roots = [condition.root for condition in conditions if condition is not None]
    measures = dict.fromkeys(measure for root in roots for measure in measures_behind(root, ruleset.measures))
    values = dict.fromkeys(value for root in roots for value in parameters_in(root))
    sections = (
        Section(writer.text("rule"), tuple(f"- {line}" for line in writer.how(indicator))),
        Section(
            writer.text("measures"), tuple(line for own in measures for line in writer.measure(ruleset.measures[own]))
        ),
        Section(writer.text("values"), tuple(writer.value_line(own) for own in values)),
        Section(say("sources", language), tuple(f"- {line}" for line in writer.citations(indicator))),
    )
    title = f"{indicator.id}  {indicator.label.in_language(language)}"
    kept = tuple(section for section in sections if section.lines)
    return Page(title, f"{ruleset.name}  {ruleset.title.in_language(language)}", "", "", (), kept)


def _before_limits(root: Expression) -> Expression:
    """The points as the standard computes them, before they are kept between none and the full points."""
    inner = root.items[1] if isinstance(root, Extreme) and len(root.items) == 2 else root
    return inner.items[0] if isinstance(inner, Extreme) else root


class StandardWords:
    """The parts of one standard in words."""

    def __init__(self, ruleset: Ruleset, language: str) -> None:
        self.ruleset = ruleset
        self.language = language
        self.prose = Prose(ruleset, language)

    def text(self, name: str, *values: str) -> str:
        """One of the fixed turns of phrase."""
        zh, en = _TEXT[name]
        return spoken((zh, en), self.language, *values)

    def level(self, own: str) -> str:
        """A level by its name."""
        return next(level.label.in_language(self.language) for level in self.ruleset.levels if level.id == own)

    def cited(self, source: Citation | None) -> str:
        """Where something stands and how sure that is, in brackets; nothing without a source."""
        if source is None:
            return ""
        named = self.ruleset.sources.get(source.cite)
        title = source.cite if named is None else named.label.in_language(self.language)
        shown = f"{title} {source.clause}".strip()
        return spoken(("〔{}，{}〕", " [{}, {}]"), self.language, shown, say(source.confidence, self.language))

    def head(self) -> list[str]:
        """What the standard is: document, dates, levels, panel."""
        ruleset = self.ruleset
        lines = [self.text("document", ruleset.document)] if ruleset.document else []
        if ruleset.authority is not None:
            lines.append(self.text("authority", ruleset.authority.in_language(self.language)))
        if ruleset.extends:
            lines.append(self.text("extends", ruleset.extends))
        span = span_in_words(ruleset.in_force.text, self.language)
        lines.append(self.text("in_force", span) if span else self.text("in_force_unknown"))
        levels = [self.level(level.id) + (self.text("required") if level.required else "") for level in ruleset.levels]
        lines.append(self.text("levels", " > ".join(levels)))
        panel = ruleset.panel
        if panel.source is not None or panel.confidence != "assumed":  # else no text speaks of a panel
            sure = say(panel.confidence, self.language)
            bracketed = punctuation(self.language).bracketed(sure)
            lines.append(self.text("panel", self.text(panel.decides) + bracketed))
        if ruleset.assessments:
            named = (label.in_language(self.language) for label in ruleset.assessments.values())
            lines.append(self.text("assessments", " → ".join(named)))
        if ruleset.note is not None:
            lines.append(self.text("note", ruleset.note.in_language(self.language)))
        lines.append(self.text("digest", ruleset.digest))
        return lines

    def verdict_lines(self) -> list[str]:
        """The gates, the vetoes, then the levels best first."""
        lines = [f"- {line}" for one in self.ruleset.gates for line in self.gate(one)]
        lines += [f"- {line}" for one in self.ruleset.vetoes for line in self.veto(one)]
        return lines + [f"- {line}" for one in self.ruleset.verdict for line in self.rule(one)]

    def gate(self, gate: Gate) -> list[str]:
        """A gate, and what is given where it does not hold."""
        need, *more = self._headed(gate.need.root)
        return [self._ruled("gates", gate, self.text("gate", need, self.level(gate.otherwise))), *more]

    def veto(self, veto: Veto) -> list[str]:
        """A veto, and the best level that it leaves."""
        when, *more = self._headed(veto.when.root)
        return [self._ruled("vetoes", veto, self.text("veto", when, self.level(veto.level))), *more]

    def _ruled(self, kind: str, one: Gate | Veto, rule: str) -> str:
        return f"{self.text(kind)}“{one.label.in_language(self.language)}”: {rule}{self.cited(one.source)}"

    def _headed(self, root: Expression) -> list[str]:
        """The lines of a condition of which the first stands in a sentence of its own."""
        first, *more = outline(self.prose, root)
        return [first.rstrip("：: "), *more]

    def rule(self, rule: Rule) -> list[str]:
        """A level, and when it is given."""
        when, *more = outline(self.prose, rule.when.root) if rule.when else [self.text("otherwise")]
        return [f"{self.text('when', self.level(rule.level), when)}{self.cited(rule.source)}", *more]

    def indicator_section(self) -> Section:
        """Every indicator by group, with how it is decided below it."""
        groups = {group.id: group.label.in_language(self.language) for group in self.ruleset.groups}
        lines: list[str] = []
        before = None
        for indicator in self.ruleset.indicators:
            if indicator.group in groups and indicator.group != before:
                lines.append(f"[{groups[indicator.group]}]")
            lines.append(f"{indicator.id}  {indicator.label.in_language(self.language)}{self.cited(indicator.source)}")
            lines += [f"- {line}" for line in self.how(indicator)]
            before = indicator.group
        return Section(say("indicators", self.language), tuple(lines))

    def how(self, indicator: Indicator) -> list[str]:
        """How an indicator is decided, a line for each criterion, ceiling and condition."""
        lines = self._kind_lines(indicator)
        for band in indicator.bands:
            when = self.prose.condition(band.condition.root) if band.condition else self.text("otherwise")
            lines.append(self.text("when", self.prose.grade(band.grade), when))
        if indicator.kind != "scored":
            told = (outline(self.prose, one.root) for one in (indicator.met, indicator.grade) if one is not None)
            lines += [line for one in told for line in one]
        if indicator.awarded is not None and not indicator.assessed:
            award, *more = self._headed(_before_limits(indicator.awarded.root))
            lines += [self.text("award", award), *more]
        if any(self._waits(band.condition.root) for band in indicator.bands if band.condition):
            lines.append(self.text("falls"))
        for band in indicator.ceiling:
            if band.condition is not None:
                rule = self.text("ceiling", self.prose.grade(band.grade), self.prose.condition(band.condition.root))
                lines.append(rule + self.cited(indicator.ceiling_source))
        if indicator.applies is not None:
            lines.append(self.text("applies", self.prose.condition(indicator.applies.root)))
        must = "must" if indicator.full is None else "must_full"
        lines += [self.text(name) for name, on in ((must, indicator.must), ("advisory", indicator.advisory)) if on]
        if indicator.note is not None:
            lines.append(self.text("note", indicator.note.in_language(self.language)))
        return lines

    def _kind_lines(self, indicator: Indicator) -> list[str]:
        """Who decides an indicator, what it can be, and what it is made from."""
        lines = [self.text(self._way(indicator))] if indicator.assessed else []
        if indicator.full is not None:
            lines.append(self.text("full", self.prose.condition(indicator.full)))
        if indicator.kind == "graded" and indicator.grades != self.ruleset.grades:
            lines.append(self.text("only", " / ".join(map(self.prose.grade, indicator.grades))))
        if indicator.each_row:
            column = self.ruleset.measures[indicator.each_row]
            table = self.ruleset.tables[column_from(indicator.each_row).table].label.in_language(self.language)
            lines.append(self.text("each_row", table, column.label.in_language(self.language)))
        if indicator.must_when is not None:
            lines.append(self.text("must_when", self.prose.condition(indicator.must_when.root)))
        return lines

    def _way(self, indicator: Indicator) -> str:
        return {"graded": "by_panel", "scored": "by_points"}.get(indicator.kind, "yesno")

    def _waits(self, root: Expression) -> bool:
        return any(self.ruleset.values[value].is_parameter for value in parameters_in(root))

    def value_lines(self, *, given: bool) -> list[str]:
        """The numbers that texts give, or those that none gives."""
        return [self.value_line(own) for own, value in self.ruleset.values.items() if value.is_parameter is not given]

    def value_line(self, own: str) -> str:
        """A number of the standard."""
        value = self.ruleset.values[own]
        label = value.label.in_language(self.language)
        if value.is_parameter and not value.by:
            return f"- {own}: {label}{f' ({self._unit(value.unit)})' if value.unit else ''}{self.cited(value.source)}"
        return f"- {own}: {label} = {self.prose.value(value)}{self.cited(value.source)}"

    def measure(self, measure: Measure) -> list[str]:
        """One measure: its name, how it is computed, what counts."""
        kind = self._kind(measure)
        lines = [f"- {measure.id}: {measure.label.in_language(self.language)} ({kind}){self.cited(measure.source)}"]
        colon = "  "
        value = self._formula(measure)
        if measure.each:
            lines.append(f"- {colon}{self.text('each_option', self._options(measure.each))}")
        if value is not None:
            lines += [f"- {colon}{line}" for line in self._derived(measure, value)]
        if measure.series:
            lines.append(f"- {colon}{self.text('series', str(measure.series))}")
        if measure.rounding is not None:
            digits, mode = str(measure.rounding.digits), self.prose.words(measure.rounding.mode)
            said = self.text("printed" if measure.is_shown else "rounded", digits, mode) + self.cited(
                measure.rounding_source
            )
            lines.append(f"- {colon}{said}")
        if measure.is_shown:
            lines.append(f"- {colon}{self.text('shown')}")
        if measure.definition is not None:
            lines.append(f"- {colon}{self.text('definition', measure.definition.in_language(self.language))}")
        if measure.none_for is not None:
            lines.append(f"- {colon}{self.prose.none_for(measure.none_for)}")
        return lines

    def _derived(self, measure: Measure, value: Condition) -> list[str]:
        """How a measure is computed; what has a value for each option is said without the option."""
        prose = self.prose
        if measure.each:
            prose = prose.of_each(measure.each, next(iter(self.ruleset.choices[measure.each].options)))
        formula, *more = outline(prose, value.root)
        return [self.text("derived", formula.rstrip("：: ")), *more]

    def _options(self, choice: str) -> str:
        labels = (label.in_language(self.language) for label in self.ruleset.choices[choice].options.values())
        return punctuation(self.language).pause.join(labels)

    def _kind(self, measure: Measure) -> str:
        """What a value is, in words: a number of a unit, yes or no, one of the options of a choice."""
        choice = self.ruleset.choices.get(measure.type)
        if choice is not None:
            return "/".join(label.in_language(self.language) for label in choice.options.values())
        return self._unit(measure.unit) if measure.unit else self.text(f"type_{measure.type}")

    def _unit(self, unit: str) -> str:
        """A unit by itself, where no figure stands before it."""
        return unit_text(unit, self.language).strip("（） ") or unit

    def _formula(self, measure: Measure) -> Condition | None:
        """The formula of a derived measure; of one that has a value for each option that of the first."""
        if not measure.each:
            return measure.value
        options = tuple(self.ruleset.choices[measure.each].options)
        return self.ruleset.measures[measure_of_option(measure.id, options[0])].value

    def table_lines(self) -> list[str]:
        """Every table with its columns."""
        lines = []
        for table in self.ruleset.tables.values():
            first, *more = self.table(table)
            lines += [f"- {first}", *(f"-   {line}" for line in more)]
            lines += [f"-   {line[2:]}" for own in table.columns for line in self.measure(self.ruleset.measures[own])]
        return lines

    def table(self, table: Table) -> list[str]:
        """A table without its columns: what a row of it is, how many there are, which are left out."""
        key = " + ".join(self.ruleset.measures[own].label.in_language(self.language) for own in table.key)
        title = table.label.in_language(self.language)
        lines = [f"{self.text('table', title, table.id, key)}{self.cited(table.source)}"]
        if table.expected is not None:
            lines.append(self.prose.row_count(table.expected))
        if table.leave_out is not None:
            lines.append(self.text("left_out", self.prose.condition(table.leave_out.root)))
        return lines

    def check_lines(self) -> list[str]:
        """What must hold in all evidence: between facts, then in every row of the tables."""
        tables = self.ruleset.tables.values()
        lines = [f"- {self.check(check)}" for check in self.ruleset.checks]
        return lines + [
            f"- {self.text('every_row', table.label.in_language(self.language), self.check(check))}"
            for table in tables
            for check in table.checks
        ]

    def check(self, check: Check) -> str:
        """A relation in words, its own where it has some."""
        if check.label is not None:
            return check.label.in_language(self.language)
        return self.prose.condition(check.condition.root)

    def member_lines(self) -> list[str]:
        """The lower subjects, and which of their levels count."""
        return [f"- {self.members(group)}" for group in self.ruleset.members.values()]

    def members(self, group: MemberGroup) -> str:
        """A group of lower subjects, and which of their levels count."""
        held = self.text("holds", group.label.in_language(self.language), group.id, " / ".join(group.holds))
        return held + self.cited(group.source)

    def condition_lines(self) -> list[str]:
        """The conditions that a result carries."""
        return [f"- {line}" for one in self.ruleset.obligations for line in self.due(one)]

    def due(self, one: Obligation) -> list[str]:
        """A condition that a result carries, and until when."""
        label, (when, *more) = one.label.in_language(self.language), self._headed(one.when.root)
        within = "?" if one.within is None else str(one.within)
        return [self.text("due", label, when, within, self.level(one.level)) + self.cited(one.source), *more]

    def citations(self, indicator: Indicator) -> list[str]:
        """Where an indicator stands."""
        cited = [indicator.source, indicator.ceiling_source]
        return [self.cited(citation).strip() for citation in cited if citation is not None]

    def source_lines(self) -> list[str]:
        """The documents, with how sure each is."""
        return [
            f"- {source.id}: {source.label.in_language(self.language)} {source.document} "
            f"({say(source.confidence, self.language)})"
            for source in self.ruleset.sources.values()
        ]
