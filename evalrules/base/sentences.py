"""What a diagnostic says and what to do about it, in Chinese and English."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from evalrules.base.codes import CODES
from evalrules.base.form_terms import in_form_terms
from evalrules.base.languages import spoken
from evalrules.base.questions import Confirmation
from evalrules.base.source import Span, is_in_table

_SUGGESTION = {"zh": "是否想写“{}”？", "en": "did you mean {!r}?"}
_TRY = {"zh": "可写作 {}{in_unit}", "en": "write {}{in_unit}"}


class Said(Protocol):
    """What a sentence is made of: a code and the arguments of the diagnostic, by name."""

    @property
    def code(self) -> str:
        """The code, such as "ER402"."""

    @property
    def args(self) -> Sequence[tuple[str, str]]:
        """What the sentence needs to know."""

    @property
    def place(self) -> Span | None:
        """Where it is; None where it has no place."""

    @property
    def confirmed(self) -> Confirmation | None:
        """The answer to a question; None where there is none."""


def sentence(found: Said, language: str) -> str:
    """What a diagnostic says, in "zh" or "en"."""
    code = CODES[found.code]
    both = code.said_in_table if _is_in_table(found) and all(code.said_in_table) else (code.zh, code.en)
    said = spoken(both, language).format_map(_arguments(found, language))
    return said if found.confirmed is None else said + _answer(found.confirmed, language)


def _answer(confirmed: Confirmation, language: str) -> str:
    """Who confirms what was asked about, and why."""
    note = confirmed.note
    if language == "zh":
        return f"；{confirmed.by}已核实属实" + (f"：{note}" if note else "")
    return f"; confirmed by {confirmed.by}" + (f": {note}" if note else "")


def hint(found: Said, language: str) -> str:
    """What to do about it: the nearest known name or spelling where there is one, else the code's hint.

    Nothing ("") about a question that is answered.
    """
    if found.confirmed is not None:
        return ""
    arguments = _arguments(found, language)
    suggestion = arguments.get("suggestion", "")
    if suggestion:
        pattern = (_TRY if found.code == "ER420" else _SUGGESTION)[language]
        return pattern.format(suggestion, **arguments)
    code = CODES[found.code]
    hints = (code.hint_zh, code.hint_en)
    if _is_in_table(found) and all(code.in_table):
        hints = code.in_table
    return spoken(hints, language).format_map(arguments)


def _arguments(found: Said, language: str) -> _Arguments:
    """The arguments as the reader's language says them: words of ours are translated, words of the file are not."""
    is_table = _is_in_table(found)
    terms = in_form_terms(dict(found.args), language, is_in_table=is_table) | {"own_place": str(found.place)}
    if language != "zh":
        return _Arguments(dict(found.args) | terms)
    from evalrules.base.words_of_ours import in_chinese, is_ours  # an English sentence takes them as they are

    said = {
        name: in_chinese(value, is_table=is_table) if is_ours(found.code, name, value) else value
        for name, value in found.args
    }
    return _Arguments(said | terms)


def _is_in_table(found: Said) -> bool:
    return found.place is not None and is_in_table(found.place)


class _Quoted(str):
    """A text that a sentence quotes: as Python writes it, but what is written as an escape already stays as it is.

    A kept result holds a visible escape in place of a character that no text can hold, and must read the same.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        mark = '"' if "'" in self and '"' not in self else "'"
        inner = "".join(one if one in "\\\"'" else repr(one)[1:-1] for one in self)
        return mark + (inner.replace("'", "\\'") if mark == "'" else inner) + mark


class _Arguments(dict[str, str]):
    """The arguments of a diagnostic; one that is absent shows as its name instead of raising."""

    def __getitem__(self, key: str) -> str:
        return _Quoted(super().__getitem__(key))

    def __missing__(self, key: str) -> str:
        return f"<{key}>"
