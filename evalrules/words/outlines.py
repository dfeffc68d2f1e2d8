"""Conditions and formulas as lines to be read aloud: what joins others above them, each of them numbered below it."""

from __future__ import annotations

from collections.abc import Iterator

from evalrules.base.languages import LANGUAGES
from evalrules.tree.nodes import AllOf, AnyOf, Arithmetic, AtLeast, Choose, Expression, Parameter, RowTally, Score
from evalrules.tree.walk import children
from evalrules.words.conditions import Prose, rows_in_words
from evalrules.words.formulas import is_chain

_NAMES = ("甲乙丙丁戊己庚辛", "ABCDEFGH")
"""What the choices in one sentence are called; so many of them are told below it."""


def outline(prose: Prose, node: Expression, number: str = "") -> list[str]:
    """The lines of a condition or a formula; what belongs to the item of a number is numbered below that."""
    head, items = _joining(prose, node)
    if len(items) < 2:
        return _sentence(prose, node, number)
    lines = [head]
    for at, item in enumerate(items, start=1):
        own = f"{number}.{at}" if number else str(at)
        first, *more = outline(prose, item, own)
        lines += [f"({own}) {first}", *more]
    return lines


def _joining(prose: Prose, node: Expression) -> tuple[str, tuple[Expression, ...]]:
    """The words above conditions that are joined, and these; no conditions where it joins none."""
    if isinstance(node, RowTally) and node.op == "every":
        inner, items = _joining(prose, node.body)
        return prose.words("each_row", t=rows_in_words(prose, node), w=inner), items
    if isinstance(node, AllOf | AnyOf) and not is_chain(node):
        return prose.words("all" if isinstance(node, AllOf) else "any", "").rstrip(), node.items
    if isinstance(node, AtLeast):
        return prose.words("at_least", "", n=str(node.needed)).rstrip(), node.items
    return "", ()


def _sentence(prose: Prose, node: Expression, number: str) -> list[str]:
    """One sentence; the choices in it that are long are called by a name there, and told below."""
    if isinstance(node, Choose):
        if _is_short(node):
            return [prose.condition(node)]
        return [prose.words("cases"), *_cases(prose, node, f"{number}." if number else "")]
    chosen = list(_choices(node))
    names = _NAMES[LANGUAGES.index(prose.language)]
    if not chosen or len(chosen) > len(names):
        return [prose.condition(node)]
    named = dict(zip(map(id, chosen), names, strict=False))
    lines = [prose.naming(named).condition(node)]
    for one in chosen:
        name = named[id(one)]
        if _is_short(one):
            lines.append(prose.words("named_choice", name, prose.condition(one)))
        else:
            lines += [prose.words("named_cases", name), *_cases(prose, one, name)]
    return lines


def _choices(node: Expression) -> Iterator[Choose]:
    """The choices that are said in an expression and are in no other one: not those behind points and limits."""
    if isinstance(node, Choose):
        yield node
        return
    if isinstance(node, Score | Parameter):
        return
    for child in children(node):
        yield from _choices(child)


def _cases(prose: Prose, node: Choose, above: str) -> list[str]:
    """What a choice comes to, case by case; the first that holds counts."""
    lines: list[str] = []
    at, rest = 1, node
    while True:
        own, value = f"{above}{at}", prose.condition(rest.yes)
        if _is_breath(rest.condition):
            lines.append(f"({own}) {prose.words('case', c=prose.condition(rest.condition), x=value)}")
        else:
            when, *more = outline(prose, rest.condition, own)
            lines += [f"({own}) {prose.words('case_below', c=when.rstrip('：: '), x=value)}", *more]
        at += 1
        if not isinstance(rest.no, Choose):
            return [*lines, f"({above}{at}) {prose.words('case_else', x=prose.condition(rest.no))}"]
        rest = rest.no


def _is_short(node: Choose) -> bool:
    """Whether a choice is one sentence: two cases without a formula, and a condition that joins nothing."""
    is_joined = isinstance(node.condition, AllOf | AnyOf | AtLeast)
    return not is_joined and not any(isinstance(one, Choose | Arithmetic) for one in (node.yes, node.no))


def _is_breath(node: Expression) -> bool:
    """Whether a condition is said in one breath: it joins nothing, or two that join nothing."""
    if not isinstance(node, AllOf | AnyOf):
        return not isinstance(node, AtLeast)
    return len(node.items) < 3 and not any(isinstance(item, AllOf | AnyOf | AtLeast) for item in node.items)
