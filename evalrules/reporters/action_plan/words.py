"""The words of an action plan, in Chinese and English: what is to be done, how much of it, for which indicators."""

from __future__ import annotations

from fractions import Fraction

from evalrules.base.form_terms import nameless
from evalrules.base.languages import punctuation, quoted, spoken
from evalrules.base.numbers import given_number
from evalrules.base.units import figure_text
from evalrules.model.action_plan import (
    DONE,
    FIXED,
    FOUND,
    IMPOSSIBLE,
    NOT_FOUND,
    NOT_YET,
    OPEN,
    PARTLY,
    REACHED,
    UNKNOWN_NOW,
    Action,
    ActionPlan,
    Followed,
)
from evalrules.model.assessment import Missing, Titles, Written
from evalrules.model.outcome import GRADED, outcome_from
from evalrules.model.refs import ColumnRef, MembersRef, cell_from, measure_from
from evalrules.model.ruleset import Citation, Label
from evalrules.reporters.efforts import effort_of
from evalrules.reporters.figures import number_of
from evalrules.reporters.numbered import number_of_indicator, numbered
from evalrules.reporters.phrases import say

_TEXT = {
    "title": ("整改方案：{subject}", "Action plan: {subject}"),
    "to": ("目标结论：{to}（现为{now}）", "to reach: {to} (now: {now})"),
    FOUND: ("需改变 {count} 项", "{count} changes"),
    "one": ("需改变 1 项", "1 change"),
    REACHED: ("已经达到，不需改变", "reached already: nothing is to be changed"),
    IMPOSSIBLE: ("已证明：在可以改变的范围内，没有任何改变能够达到", "proven: no change of what can be changed reaches it"),
    "open_now": ("尚不能确定：{levels}", "undetermined: {levels}"),
    FIXED: ("没有可行的改变：{fixed}无人能够改变", "nothing can be changed: nobody changes {fixed}"),
    OPEN: ("先补齐缺少的材料，才能作出方案", "what is missing must be given first"),
    "first": ("先补齐缺少的材料，才能确定要改变什么", "what is missing must be given first: only then is it certain what is to be changed"),
    "beside": ("照现有材料，{parts}即可达到", "by what is known so far it is reached by {parts}"),
    "regardless": ("不论缺少的是什么，{parts}即可达到", "whatever is missing turns out to be, it is reached by {parts}"),
    "to_find": ("查明 {count} 项", "{count} to be found out"),
    "to_change": ("改变 {count} 项", "{count} to be changed"),
    "known_enough": ("查明后已达到的，不需改变", "nothing is to be changed where it is so already"),
    NOT_FOUND: ("未找到可行的方案", "no plan was found"),
    "lacking": ("缺少：{what}（{cause}）", "missing: {what} ({cause})"),
    "lacking_more": ("另缺 {count} 项", "{count} more are missing"),
    "cost": ("费用合计 {cost}", "cost: {cost}"),
    "unpriced": ("其中 {count} 项没有标价", "{count} of them without a price"),
    "least_first": ("已证明：少于 {count} 项（连同须查明的）不能确保达到", "proven: fewer, those to be found out counted in, do not make sure of it"),
    "least": ("已证明没有更少的改变能够达到", "proven: fewer changes do not reach it"),
    "least_cost": ("已证明没有更省的方案", "proven: no plan costs less"),
    "bound": ("未证明是最少的；任何方案至少 {bound} 项", "not proven to be the fewest; every plan has at least {bound}"),
    "bound_cost": ("未证明是最省的；任何方案至少 {bound}", "not proven to be the cheapest; every plan costs at least {bound}"),
    "not_proven": ("未证明没有更好的方案", "it is not proven that nothing better exists"),
    "moved": ("{title}：{have} → {need}", "{title}: {have} → {need}"),
    "by_panel": ("指标 {title}：{have} → {need}（由评估组评定）", "indicator {title}: {have} → {need} (the assessors decide)"),
    "build": ("再建 {amount}", "build {amount} more"),
    "pay": ("再拨 {amount}", "allot {amount} more"),
    "members": ("再有 {amount} 个达标", "{amount} more hold the title"),
    "more": ("再增加 {amount}", "{amount} more"),
    "points": ("{amount} 个百分点", "{amount} percentage points"),
    "raise": ("提高 {amount}", "raise it by {amount}"),
    "fewer": ("减少 {amount}", "{amount} fewer"),
    "known": ("须查明，应为 {need}", "to be found out, and to be {need}"),
    "decide": ("由评估组评定为 {need}", "the assessors decide {need}"),
    "bring": ("改为“{need}”", "make it “{need}”"),
    "serves": ("关系到指标 {ids}", "for {ids}"),
    "priced": ("费用 {cost}", "cost {cost}"),
    "until": ("{by} 前完成", "by {by}"),
    "unknown": ("未知", "not known"),
    "since": ("上次方案的进展", "what was done of the last plan"),
    DONE: ("已完成", "done"),
    PARTLY: ("完成 {part}", "{part} done"),
    NOT_YET: ("未完成", "not done"),
    UNKNOWN_NOW: ("无数据", "not known"),
    "was": ("{title}：{start} → {target}，现为 {now}：{state}", "{title}: {start} → {target}, now {now}: {state}"),
    "of": ("{done}/{count} 项已完成", "{done} of {count} done"),
    "nothing_before": ("上次的台账没有列出要做的事", "the ledger of the last time lists nothing that was to be done"),
    "tried": ("本方案已由评估引擎复核", "the plan was tried by the engine"),
}  # fmt: skip
YUAN = "元"
MOST_NAMED = 20
"""So many missing things are named; the rest is counted."""
_NAMES = {
    "fact": "measures", "members": "measures", "column": "measures", "table": "tables", "attribute": "attributes",
    "quantity": "quantities", "parameter": "values",
}  # fmt: skip


class PlanWords:
    """Puts an action plan into words, in "zh" or "en"."""

    def __init__(self, plan: ActionPlan, language: str) -> None:
        self.plan = plan
        self.language = language
        self.titles: Titles | None = plan.titles

    def text(self, name: str, /, **values: str) -> str:
        """A phrase of plans."""
        return spoken(_TEXT[name], self.language, **values)

    def title(self) -> str:
        """Whose plan it is."""
        subject = self.plan.subject
        called = subject.name or subject.id or nameless(subject.kind, self.language)
        period = say("period", self.language, period=self.plan.period) if self.plan.period else ""
        return self.text("title", subject=f"{called} {period}".strip())

    def standard(self) -> str:
        """By which standard."""
        one = self.plan.ruleset
        title = one.title.in_language(self.language)
        return say("ruleset", self.language, title=title, name=one.name, revision=str(one.revision))

    def aim(self) -> str:
        """What is to be reached, and what it is now."""
        levels = [self._titled("levels", level) for level in self.plan.possible]
        now = spoken((" / ", " or "), self.language).join(levels)
        now = now if len(levels) == 1 else self.text("open_now", levels=now)
        return self.text("to", to=self._titled("levels", self.plan.to), now=now)

    def summary(self) -> list[str]:
        """What came of it: how many changes, at what cost, and what is proven."""
        plan = self.plan
        fixed = quoted((self._titled("measures", own) for own in plan.fixed), self.language)
        if not plan.actions:
            return [self.text(plan.outcome, fixed=fixed), *self._missing()]
        count = len(plan.actions)
        if plan.outcome == OPEN:
            lines = [self.text("first"), *self._missing(), self._beside()]
        else:
            lines = [self.text("one") if count == 1 else self.text(FOUND, count=str(count))]
        if plan.cost is not None:
            lines.append(self.text("cost", cost=self.money(plan.cost)))
            free = sum(one.cost is None for one in plan.actions)
            lines += [self.text("unpriced", count=str(free))] if free else []
        is_plain = plan.outcome == OPEN and plan.is_least and count == 1  # less than one is nothing at all
        return [*lines, *([] if is_plain else [self._proof()]), self.text("tried")]

    def _beside(self) -> str:
        """What a plan that waits asks for: to be found out, and to be changed."""
        actions = self.plan.actions
        asked = sum(one.have is None for one in actions)
        counts = {"to_find": asked, "to_change": len(actions) - asked}
        parts = [self.text(name, count=str(number)) for name, number in counts.items() if number]
        return self.text("beside" if asked else "regardless", parts=spoken(("、", " and "), self.language).join(parts))

    def _missing(self) -> list[str]:
        """What is to be given first, by name, each with its cause; of many the first."""
        lines = [
            self.text("lacking", what=self.lacking(one), cause=say(one.cause, self.language))
            for one in self.plan.missing[:MOST_NAMED]
        ]
        more = sum(one.how_many for one in self.plan.missing[MOST_NAMED:])
        return [*lines, self.text("lacking_more", count=str(more))] if more else lines

    def lacking(self, item: Missing) -> str:
        """Something missing, by its name."""
        if item.kind in ("grade", "points"):
            return numbered(item.id, self.indicator(item.id))
        if item.kind == "cell":
            cell = cell_from(item.id)
            action = Action(item.id, cell.measure.text, None, cell.key, None, "", None, "", ())
            return self.thing(action)
        names = _NAMES.get(item.kind)
        return item.id if names is None else self._titled(names, item.id)

    def _proof(self) -> str:
        plan, priced = self.plan, self.plan.cost is not None
        if plan.is_least and plan.outcome == OPEN and not priced:
            return self.text("least_first", count=str(len(plan.actions)))
        if plan.is_least:
            return self.text("least_cost" if priced else "least")
        if not plan.bound:
            return self.text("not_proven")
        return self.text("bound_cost" if priced else "bound", bound=self.money(plan.bound) if priced else plan.bound)

    def money(self, amount: str) -> str:
        """So many yuan."""
        return figure_text(given_number(Fraction(amount)), YUAN, self.language)

    def since(self) -> list[str]:
        """What was done of an earlier plan: how many of its actions, and each of them."""
        if not self.plan.since:
            return [self.text("nothing_before")] if self.plan.is_followed else []
        done = sum(one.state == DONE for one in self.plan.since)
        count = self.text("of", done=str(done), count=str(len(self.plan.since)))
        return [f"{self.text('since')}{self._colon()}{count}", *map(self._followed, self.plan.since)]

    def _colon(self) -> str:
        return punctuation(self.language).colon

    def _followed(self, one: Followed) -> str:
        unit = self.plan.units.get(one.measure or "", "")
        as_action = Action(one.place, one.measure, one.indicator, one.row, one.start, one.target, None, unit, ())
        title = self.thing(as_action) if one.measure or one.indicator else one.place
        values = (self.text("unknown") if value is None else self.value(as_action, value)
                  for value in (one.start, one.target, one.now))  # fmt: skip
        start, target, now = values
        part = f"{int(Fraction(one.part or '0') * 100)}%"
        state = self.text(one.state, part=part)
        line = self.text("was", title=title, start=start, target=target, now=now, state=state)
        return line + punctuation(self.language).bracketed(one.who) if one.who else line

    # -- one action ------------------------------------------------------------------------------------------------

    def thing(self, action: Action) -> str:
        """What is changed: the row and the figure, or the indicator."""
        if action.indicator is not None:
            return f"{action.indicator} {self.indicator(action.indicator)}"
        title = self._titled("measures", action.measure or "")
        return f"{self.row(action)} {title}" if action.row is not None else title

    def row(self, action: Action) -> str:
        """The row of a cell, options by their names."""
        ref = measure_from(action.measure or "")
        keys = self.titles.keys.get(ref.table, ()) if self.titles is not None and isinstance(ref, ColumnRef) else ()
        named = zip(action.row or (), (*keys, *("",) * len(action.row or ())), strict=False)
        return " ".join(self._option(part, column) for part, column in named)

    def have(self, action: Action) -> str:
        """What it is now."""
        return self.text("unknown") if action.have is None else self.value(action, action.have)

    def need(self, action: Action) -> str:
        """What it is to be; of a number that is not known so far, from where on."""
        need, relation = self.value(action, action.need), self.relation(action)
        return f"{relation} {need}" if relation else need

    def relation(self, action: Action) -> str:
        """How a number that is not known so far is held against what it is to be; "" for every other action."""
        is_number = isinstance(action.need, str) and number_of(action.need) is not None
        if action.have is not None or action.indicator is not None or not is_number:
            return ""
        return {"higher": "≥", "lower": "≤"}.get(self.plan.better.get(action.measure or "", ""), "")

    def gap(self, action: Action) -> str:
        """How far it is from that, as an amount; "" where it is none."""
        if action.amount is None:
            return ""
        amount = given_number(abs(Fraction(action.amount)))
        return (
            self.text("points", amount=amount)
            if action.unit == "%"
            else figure_text(amount, action.unit, self.language)
        )

    def measure(self, action: Action) -> str:
        """What is to be done, in the words of an office."""
        if action.amount is None:
            name = "decide" if action.indicator else "known" if action.have is None else "bring"
            return self.text(name, need=self.need(action))
        amount = self.gap(action)
        if Fraction(action.amount) < 0:
            return self.text("fewer", amount=amount)
        if isinstance(measure_from(action.measure or ""), MembersRef):
            return self.text("members", amount=amount)
        label = None if self.titles is None else self.titles.measures.get(action.measure or "")
        return self.text(effort_of(action.unit, label), amount=amount)

    def line(self, action: Action) -> str:
        """One action in one line."""
        have, need = self.have(action), self.need(action)
        parts = [
            self.text(
                "moved" if action.indicator is None else "by_panel", title=self.thing(action), have=have, need=need
            )
        ]
        parts += [self.measure(action)] if action.amount is not None else []
        parts += [self.text("known_enough")] if action.have is None and action.indicator is None else []
        if action.serves and action.indicator is None:
            names = (number_of_indicator(own) or self.indicator(own) for own in action.serves)
            parts.append(self.text("serves", ids=punctuation(self.language).pause.join(names)))
        parts += [self.text("priced", cost=self.money(action.cost))] if action.cost is not None else []
        parts += [self.text("until", by=action.by)] if action.by else []
        return punctuation(self.language).semicolon.join(parts)

    def basis(self, action: Action) -> str:
        """The indicators that it is for, each with what the standard cites for it."""
        found = (self.plan.indicators.get(own) for own in action.serves)
        cited = dict.fromkeys(self.cited(one.source) for one in found if one is not None and one.source is not None)
        return "\n".join(cited)

    def problem(self, action: Action) -> str:
        """What is wrong: the indicators that are not met so far."""
        return "\n".join(numbered(own, self.indicator(own)) for own in action.serves)

    def indicator(self, own: str) -> str:
        """The name of an indicator."""
        found = self.plan.indicators.get(own)
        return own if found is None else found.title.in_language(self.language)

    def cited(self, source: Citation) -> str:
        """A source by its title, with the clause."""
        return f"{self._titled('sources', source.cite)} {source.clause}".rstrip()

    def value(self, action: Action, value: Written) -> str:
        """A value in words: with its unit, or an option by its name."""
        if action.indicator is not None:
            return self._outcome(str(value))
        if isinstance(value, bool):
            return say("yes" if value else "no", self.language)
        if self.titles is not None and (action.measure or "") in self.titles.choices:
            return self._option(str(value), action.measure or "")
        return figure_text(given_number(Fraction(str(value))), action.unit, self.language)

    def _outcome(self, text: str) -> str:
        found = outcome_from(text)
        return self._titled("grades", found.grade) if found.kind == GRADED else say(found.kind, self.language)

    def _option(self, option: str, measure: str) -> str:
        choice = self.titles.choices.get(measure, "") if self.titles is not None else ""
        label = self.titles.options.get(choice, {}).get(option) if self.titles is not None else None
        if label is None and self.titles is not None:
            label = self.titles.grades.get(option)
        return option if label is None else label.in_language(self.language)

    def _titled(self, names: str, own: str) -> str:
        label: Label | None = None if self.titles is None else getattr(self.titles, names).get(own)
        return own if label is None else label.in_language(self.language)
