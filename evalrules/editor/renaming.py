"""A name changed everywhere in a ruleset and its cases at once, or not at all."""

from __future__ import annotations

import os

from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple
from evalrules.base.source import Span
from evalrules.editor.desk import Desk, Page
from evalrules.editor.names import GRADE, INDICATOR, OPTION, Name, at
from evalrules.loading import ruleset_from_text

_IN_CONDITIONS = pattern(r"[^\W\d]\w*")
_ANYWHERE = pattern(r"[\w.:-]+")
_RESERVED = frozenset(
    ("and", "or", "not", "in", "if", "else", "true", "false", "null", "indicators", "met", "grade", "points")
)


class Edit(NamedTuple):
    """A text in the place of what stands in a file."""

    path: str
    span: Span
    text: str


class NotRenamed(Exception):
    """Why a name stays as it is, in "zh" and "en"."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh = zh
        self.en = en
        super().__init__(en)


def references(desk: Desk, path: str, line: int, column: int) -> tuple[Edit, ...]:
    """Every place where the name at a place is written, the declaration among them, in the ruleset and its cases."""
    page = desk.readable(path)
    use = at(desk.uses(page), line, column)
    return () if use is None else tuple(_written(desk, page, use.name))


def _written(desk: Desk, page: Page, name: Name) -> list[Edit]:
    return [
        Edit(one.path, use.span, name.id)
        for one in desk.family(page)
        for use in dict.fromkeys(desk.uses(one))
        if use.name == name
    ]


def renamed(desk: Desk, path: str, line: int, column: int, new: str) -> tuple[Edit, ...]:
    """The edits that give the name at a place another; raises NotRenamed with the reason."""
    page = desk.page(path)
    use = at(desk.uses(page), line, column)
    found = None if use is None else desk.declared(page).get(use.name)
    if use is None or found is None:
        raise NotRenamed("这里没有可以改名的名称", "there is no name here that can be changed")
    ruleset = desk.ruleset_path(page)
    if (
        found.path != ruleset
        or all(one.path != page.path for one in desk.family(page))
        or page.path not in _own(desk, ruleset)
    ):
        raise NotRenamed(
            f"{use.name.id} 在 {os.path.basename(found.path)} 中声明，请在那里改名",
            f"{use.name.id} is declared in {os.path.basename(found.path)}: rename it there",
        )
    _refuse_taken(desk, page, use.name, new)
    for one in desk.family(page):
        if desk.page(one.path).root is None:  # where its names stand is not known any more
            own = os.path.basename(one.path)
            raise NotRenamed(f"{own} 现在无法读取，请先改正", f"{own} cannot be read as it is: mend it first")
    edits = tuple(edit._replace(text=new) for edit in _written(desk, page, use.name))
    _refuse_broken(desk, ruleset, edits)
    return edits


def _own(desk: Desk, ruleset: str) -> set[str]:
    return {one.path for one in desk.family(desk.page(ruleset))}


def _refuse_taken(desk: Desk, page: Page, name: Name, new: str) -> None:
    is_free_text = name.kind in (INDICATOR, OPTION, GRADE, "level", "group", "gate", "veto", "condition", "source")
    if (_ANYWHERE if is_free_text else _IN_CONDITIONS).fullmatch(new) is None or new in _RESERVED:
        raise NotRenamed(f"“{new}”不能用作名称", f"{new!r} cannot be a name")
    if name._replace(id=new) in desk.declared(page):
        raise NotRenamed(f"已有名称 {new}", f"{new} is there already")


def _refuse_broken(desk: Desk, ruleset: str, edits: tuple[Edit, ...]) -> None:
    """What loads has to load afterwards, and each of its parts has to have its own place in it."""
    page = desk.page(ruleset)
    name = os.path.basename(ruleset)
    before = ruleset_from_text(page.text, name).ruleset
    changed = edited(page.text, [one for one in edits if one.path == ruleset])
    if before is not None and (after := ruleset_from_text(changed, name)).ruleset is None:
        problem = next(one for one in after.diagnostics if one.is_error)
        raise NotRenamed(
            f"改名后标准无法读取：{problem.sentence('zh')}", f"the ruleset would not load: {problem.sentence()}"
        )


def edited(text: str, edits: list[Edit]) -> str:
    """A text with every edit made; each lies within one line."""
    lines = text.splitlines(keepends=True)
    for one in sorted(edits, key=lambda edit: (edit.span.line, edit.span.column), reverse=True):
        line = lines[one.span.line - 1]
        lines[one.span.line - 1] = line[: one.span.column - 1] + one.text + line[one.span.end_column - 1 :]
    return "".join(lines)
