"""What a name means, as an editor shows it beside the pointer: its words, its value, its condition, its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evalrules.base.languages import punctuation, spoken
from evalrules.base.source import Listing, Node, Record, Scalar
from evalrules.editor.desk import Desk, Found
from evalrules.editor.names import SOURCE, Name, Use, at
from evalrules.frontend.fields import label_from, record_of, scalar_of, text_of
from evalrules.frontend.sections import ENTRIES
from evalrules.tree.functions import FUNCTIONS

_KINDS = {
    "value": ("标准中的数", "number of the standard"), "measure": ("指标量", "measure"), "choice": ("选项", "choice"),
    "table": ("表格", "table"), "members": ("下级单位", "members"), "source": ("依据", "source"),
    "column": ("表格的列", "column of a table"), "option": ("选项之一", "option"), "level": ("结论", "level"),
    "group": ("板块", "group"), "indicator": ("指标", "indicator"), "gate": ("门槛", "gate"), "veto": ("否决", "veto"),
    "condition": ("附带条件", "condition"), "grade": ("等级", "grade"),
}  # fmt: skip
_CODE = frozenset(key.name for entry in ENTRIES for key in entry.keys if key.is_condition) - {"value"}
_FIELDS = {
    "value": ("数值", "value"), "unit": ("单位", "unit"), "type": ("类型", "type"), "range": ("范围", "range"),
    "better": ("以何为好", "better"), "by": ("分别按", "by"), "points": ("分值", "points"), "group": ("板块", "group"),
    "level": ("结论", "level"), "else": ("否则", "else"), "within": ("年限", "within"),
    "document": ("文号", "document"),
    "key": ("每行由什么区分", "key"), "each": ("分别对", "for each"), "assessed": ("评估组认定", "assessed"),
    "met": ("达到的条件", "met"), "applies": ("适用", "applies"), "awarded": ("得分", "awarded"),
    "must": ("必达", "must"), "need": ("须有", "need"), "when": ("何时", "when"), "leave_out": ("不计入", "leave out"),
    "grade": ("等级", "grade"), "confidence": ("依据的程度", "confidence"),
}  # fmt: skip
_WORDS = {
    "higher": "高", "lower": "低", "null": "文本没有给出", "read": "读到", "partial": "部分读到", "assumed": "推定",
    "office": "本单位设定", "yesno": "是或否", "percent": "百分比", "count": "个数", "number": "数", "ratio": "比",
    "text": "文字", "date": "日期",
}  # fmt: skip


def meaning(desk: Desk, path: str, line: int, column: int, language: str) -> tuple[Use, str] | None:
    """What stands at a place of a document, and what it means in Markdown; None where nothing is known of it."""
    page = desk.readable(path)
    use = at(desk.uses(page), line, column)
    declared = desk.declared(page) if use is not None else {}
    if use is None or use.name not in declared:
        return None
    return use, meaning_of(declared, declared[use.name], language)


def meaning_of(declared: Mapping[Name, Found], found: Found, language: str) -> str:
    """What one of the declared names means, in Markdown."""
    name, _, node = found.use
    kind = f"{_said(_KINDS[name.kind], language)}{_within(name, language)}"
    told = [f"**{_called(name, node, language)}** `{name.id}`{_colon(language)}{kind}"]
    if isinstance(node, Record):
        told += [f"- {line}" for line in _fields(node, language)]
        told += [f"- {line}" for line in _source(declared, node, language)]
        told += [f"> {line}" for line in _notes(node, language)]
    return "\n".join(told)


def function_meaning(name: str, language: str) -> str:
    """What a function of the language gives; "" where there is none of that name."""
    found = FUNCTIONS.get(name)
    if found is None:
        return ""
    return f"`{found.signature}`: {spoken((found.zh, found.en), language)}\n\n`{found.example}`"


def _said(pair: tuple[str, str], language: str) -> str:
    return spoken(pair, language)


def _within(name: Name, language: str) -> str:
    if not name.within:
        return ""
    return punctuation(language).bracketed(name.within)


def _called(name: Name, node: Node | None, language: str) -> str:
    label = label_from(node)
    if label is None or (name.kind == SOURCE and not (label.zh or label.en)):
        return name.id
    return label.in_language(language) or name.id


def _fields(node: Record, language: str) -> Iterator[str]:
    for pair in node.pairs:
        key = pair.key.text
        if key in _FIELDS:
            shown = _shown(pair.value, language, is_code=key in _CODE)
            yield f"{_said(_FIELDS[key], language)}{_colon(language)}{shown}"
        elif key in ("bands", "ceiling", "columns") and isinstance(pair.value, Record):
            inner = [
                f"{own.key.text} `{own.value.text}`" if isinstance(own.value, Scalar) else own.key.text
                for own in pair.value.pairs
            ]
            words = {"bands": ("各等级", "bands"), "ceiling": ("上限", "ceiling"), "columns": ("列", "columns")}
            yield f"{_said(words[key], language)}{_colon(language)}{', '.join(inner)}"
        elif text_of(node, "by") and isinstance(pair.value, Scalar) and key not in ("zh", "en", "source", "note"):
            yield f"{key}{_colon(language)}{_shown(pair.value, language)}"


def _colon(language: str) -> str:
    return punctuation(language).colon


def _shown(node: Node, language: str, *, is_code: bool = False) -> str:
    if isinstance(node, Listing):
        return " – ".join(_shown(item, language) for item in node.items)
    if not isinstance(node, Scalar):
        return "…"
    if is_code:
        return f"`{node.text}`"
    return spoken((_WORDS.get(node.text, node.text), node.text.replace("null", "no text gives it")), language)


def _source(declared: Mapping[Name, Found], node: Record, language: str) -> Iterator[str]:
    cited = scalar_of(node, "source")
    if cited is None:
        return
    own, _, clause = cited.text.partition(" ")
    found = declared.get(Name(SOURCE, own))
    title = "" if found is None else _called(found.use.name, found.use.node, language)
    of = found.use.node if found is not None else None
    confidence = text_of(of, "confidence") if isinstance(of, Record) else ""
    if confidence:
        title += punctuation(language).bracketed(spoken((_WORDS.get(confidence, confidence), confidence), language))
    yield f"{spoken(('依据：', 'source: '), language)}{title or own}{' ' + clause if clause else ''}"


def _notes(node: Record, language: str) -> Iterator[str]:
    for key in ("definition", "note"):
        label = label_from(record_of(node, key) or scalar_of(node, key))
        if label is not None and label.in_language(language):
            yield label.in_language(language)
