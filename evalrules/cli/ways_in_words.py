"""What a batch did not do in columns but row by row, in words for people; the manifest keeps those of programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from evalrules.base.languages import spoken
from evalrules.batch.resuming import Nothing
from evalrules.model.ruleset import Ruleset
from evalrules.reporters.numbered import numbered

if TYPE_CHECKING:
    from evalrules.semantics.columns_plan import Unsaid

_BEGUN_ANEW = (
    "保留的部分出自别的表格或标准，已重新开始", "What was kept is of other tables or another ruleset; begun anew",
)  # fmt: skip
_GONE_ON = ("接着上次：{} 行已有结论", "Gone on: {} rows were known from before")

_WHY = {
    "a value in each row": "每行只有一个数值，先转成一行一个对象",
    "a heading that is not the first line alone": "表头不是只占第一行",
    "a heading of several lines": "表头有多行",
    "a path that would be a pattern": "路径中有通配符号",
    "a CSV file that is not UTF-8": "文件不是 UTF-8 编码",
    "a grade that a formula names": "算式中用到评定等级",
    "a ceiling over what is computed": "计算的指标另有封顶",
    "a comparison of truths": "比较两个是否成立的条件",
    "a quotient that is no side of a comparison": "算式中有不直接比较的商",
    "a verdict that compares facts with indicators": "结论同时比较数据与指标",
    "points": "计分",
    "whether it must be reached depends on the subject": "是否必达因对象而异",
    "whether a panel decides depends on the subject": "是否由专家组评定因对象而异",
    "whether a ceiling counts depends on the subject": "是否封顶因对象而异",
}
"""Reasons that columns give, in Chinese; every other is quoted as what a library or the engine says."""


def ways_in_words(
    counts: Mapping[str, int], unsaid: Sequence[Unsaid], by_table: Mapping[int, str], ruleset: Ruleset, language: str
) -> str:
    """How many rows went in columns and how many by themselves, and why some did: a line each."""
    in_columns, by_rows = counts["columns"], counts["quick"] + counts["exact"]
    counted = (f"按列 {in_columns} 行，逐行 {by_rows} 行", f"{in_columns} rows in columns, {by_rows} by themselves")
    lines = [spoken(counted, language)]
    for one in unsaid:
        named = _named(one.indicator, ruleset, language) or spoken(("结论", "the verdict"), language)
        told = (f"不能按列：{named}（{_why(one.what)}）", f"not in columns: {named} ({one.what})")
        lines.append(spoken(told, language))
    for at, why in by_table.items():
        row_by_row = (f"第 {at + 1} 个表逐行评估：{_why(why)}", f"table {at + 1} row by row: {why}")
        lines.append(spoken(row_by_row, language))
    return "".join(f"{line}\n" for line in lines)


def _named(own: str, ruleset: Ruleset, language: str) -> str:
    """An indicator by its number and title; as it is where the ruleset has none of that id."""
    titles = (one.label.in_language(language) for one in ruleset.indicators if one.id == own)
    return next((numbered(own, title) for title in titles), own)


def _why(what: str) -> str:
    return _WHY.get(what) or f"有按列还不能算的地方，原话：“{what}”"


def gone_on_in_words(kept: Nothing, language: str) -> str:
    """That rows were known from before, or why none was."""
    if kept.is_anew:
        return spoken(_BEGUN_ANEW, language) + "\n"
    return spoken(_GONE_ON, language, str(kept.taken)) + "\n" if kept.taken else ""
