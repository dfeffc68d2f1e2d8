"""The two languages that everything is said in: words given in both, and the marks that stand between words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from evalrules.base.records import NamedTuple

ZH, EN = "zh", "en"
LANGUAGES = (ZH, EN)
"""The languages, Chinese first, in the order in which words are given in both."""


def spoken(words: Sequence[str], language: str, /, *values: str, **named: str) -> str:
    """Of words in both languages those of one, with values in their places where there are some."""
    own = words[0] if language == ZH else words[1]
    return own.format(*values, **named) if values or named else own


class Punctuation(NamedTuple):
    """The marks of a language, each with the space that follows it; `pause` stands between words of a list."""

    colon: str
    comma: str
    pause: str
    semicolon: str
    brackets: str

    def bracketed(self, text: str) -> str:
        """A remark in brackets, as it is put behind a word."""
        return self.brackets.format(text)


_PUNCTUATION: Mapping[str, Punctuation] = MappingProxyType(
    {ZH: Punctuation("：", "，", "、", "；", "（{}）"), EN: Punctuation(": ", ", ", ", ", "; ", " ({})")}
)


def punctuation(language: str) -> Punctuation:
    """The punctuation of a language."""
    return _PUNCTUATION[ZH if language == ZH else EN]


def quoted(names: Iterable[str], language: str) -> str:
    """Names in a sentence, one after the other: in quotes where words have no spaces between them."""
    shown = [f"“{one}”" for one in names] if language == ZH else names
    return punctuation(language).pause.join(shown)


def tag_of(language: str) -> str:
    """The tag of a language by BCP 47, as documents carry it."""
    return "zh-CN" if language == ZH else EN
