"""How values may be written in evidence: null spellings, yes and no. See docs/contract.md."""

from __future__ import annotations

from evalrules.base.source import Node, Scalar, is_null

_NULLS = frozenset(("", "null", "~", "-", "—", "——", "/", "n/a", "x", "x%", "无数据"))
_YES = frozenset(("true", "True", "TRUE"))
_NO = frozenset(("false", "False", "FALSE"))


def says_nothing(node: Node | None) -> bool:
    """Whether a value is null or one of the spellings of null."""
    return is_null(node) or (isinstance(node, Scalar) and node.text.strip().lower() in _NULLS)


def is_spelled_null(node: Node | None) -> bool:
    """Whether a value is a spelling of null that deserves a word in the report (`x%`, `—`, `N/A`)."""
    return isinstance(node, Scalar) and not is_null(node) and node.text.strip().lower() in _NULLS - {"", "null", "~"}


def yes_or_no(node: Scalar) -> bool | None:
    """是/否 or true/false; None for everything else, `NO`, `有` and 1 included."""
    text = node.text.strip()
    if text in ("是", "否"):
        return text == "是"
    if node.quoted or text not in _YES | _NO:
        return None
    return text in _YES
