"""What an author meant by a slip that nobody can read: an operator of another language, a name, a number, a comma."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from evalrules.base.numbers import number_text, parse_number
from evalrules.base.patterns import pattern
from evalrules.base.source import Pair, Record, Scalar, is_null
from evalrules.model.ruleset import Label

_SIGNS = {
    "&&": "write and for &&", "||": "write or for ||", "=>": "write >= for =>", "=<": "write <= for =<",
    "<>": "write != for <>",
}  # fmt: skip
_OTHER_SIGNS = {"=": "a single = compares nothing; write ==", "!": "write not for !"}
A_PERCENT_SIGN = "a number stands without %: its unit is that of the measure"

_AT_LEAST = ("不低于", "不少于", "不小于", "不得低于", "不得少于", "达到", "至少")
_AT_MOST = ("不高于", "不超过", "不多于", "不大于", "不得超过", "至多")
_BEFORE = {
    **dict.fromkeys(_AT_LEAST, ">="), **dict.fromkeys(_AT_MOST, "<="),
    "大于": ">", "高于": ">", "超过": ">", "多于": ">", "小于": "<", "低于": "<", "少于": "<", "等于": "==",
}  # fmt: skip
_AFTER = {"及以上": ">=", "以上": ">=", "及以下": "<=", "以下": "<="}
_WORDS_BEFORE = pattern(f"(.*?)({'|'.join(sorted(_BEFORE, key=len, reverse=True))})\\s*(\\d[\\d.]*)")
_WORDS_AFTER = pattern(f"(.*?)(\\d[\\d.]*)\\s*%?\\s*({'|'.join(sorted(_AFTER, key=len, reverse=True))})")
_MANY = {"万": 10_000, "亿": 100_000_000}


def sign_meant(text: str, offset: int) -> str:
    """What to write for a sign that no condition knows, where one stands at a place of the text; "" where none does."""
    near = text[max(0, offset - 1) : offset + 2]
    for sign, words in _SIGNS.items():
        if sign in near:
            return words
    if pattern(r"\d\s*%\s*($|[^\s\w(])|\d\s*%\s*(and|or|else|if)\b").search(text):
        return A_PERCENT_SIGN
    return _OTHER_SIGNS.get(text[offset : offset + 1], "")


def comparison_meant(text: str, names: Mapping[str, str]) -> str:
    """A comparison that stands in words (入学率90%以上), by the ids of what the `names` call so; "" where none does."""
    before, after = _WORDS_BEFORE.match(text.strip()), _WORDS_AFTER.match(text.strip())
    if before is not None:
        named, sign, number = before[1], _BEFORE[before[2]], before[3]
    elif after is not None:
        named, sign, number = after[1], _AFTER[after[3]], after[2]
    else:
        return ""
    return f"{names.get(named.strip(), named.strip()) or '…'} {sign} {number}"


def ids_by_label(labels: Iterable[tuple[str, Label]]) -> dict[str, str]:
    """The id of each label that only one thing has."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for own, label in labels:
        for text in {label.zh, label.en} - {""}:
            if found.setdefault(text, own) != own:
                twice.add(text)
    return {text: own for text, own in found.items() if text not in twice}


def number_meant(text: str) -> str:
    """A number that is written as people write it: full-width, quoted, with % or 万 or the sign of a unit behind it."""
    folded = unicodedata.normalize("NFKC", text).strip().replace(",", "").removesuffix("%").strip()
    many = _MANY.get(folded[-1:], 1)
    found = parse_number(folded.removesuffix(folded[-1:]) if many > 1 else folded)
    return "" if found is None else number_text(found * many)


def rejoined(record: Record, at: int, known: Sequence[str]) -> tuple[str, int]:
    """The value that commas without quotes have cut up to the entry at a place, and how many entries they made of it.

    `{met: percent(a, b) >= 90}` is two entries, of which the second is called `b) >= 90` and is nothing.
    """
    first = record.pairs[at - 1] if at else None
    if first is None or not isinstance(first.value, Scalar) or first.value.quoted:
        return "", 0
    taken = 0
    for pair in record.pairs[at:]:
        if pair.key.text in known or not _is_nothing(pair):
            break
        taken += 1
    pieces = [first.value.text, *(pair.key.text for pair in record.pairs[at : at + taken])]
    if taken and all(piece.isdigit() for piece in pieces):
        return f"{first.key.text}: {''.join(pieces)}", taken
    whole = ", ".join(pieces)
    is_whole = (
        taken and whole.count("(") == whole.count(")") and first.value.text.count("(") > first.value.text.count(")")
    )
    return (f"{first.key.text}: '{whole}'", taken) if is_whole else ("", 0)


def _is_nothing(pair: Pair) -> bool:
    return isinstance(pair.value, Scalar) and is_null(pair.value)
