"""How values may be written in evidence: null spellings, yes and no. See docs/contract.md."""

from __future__ import annotations

from evalrules.base.source import Node, Scalar, is_null

_NULLS = frozenset(("", "null", "~", "/", "n/a", "x", "x%", "无数据"))
_DASHES = frozenset("-－—―–‐‑‒−─﹣")
"""What stands for a dash: alone or several, in whatever width, it says that there is no figure."""

_YES = frozenset(("true", "True", "TRUE"))
_NO = frozenset(("false", "False", "FALSE"))


def says_nothing(node: Node | None) -> bool:
    """Whether a value is null or one of the spellings of null."""
    return is_null(node) or (isinstance(node, Scalar) and _is_null_text(node.text))


def is_spelled_null(node: Node | None) -> bool:
    """Whether a value is a spelling of null that deserves a word in the report (`x%`, `—`, `N/A`)."""
    if not isinstance(node, Scalar) or is_null(node) or node.text.strip().lower() in ("", "null", "~"):
        return False
    return _is_null_text(node.text)


def _is_null_text(text: str) -> bool:
    bare = text.strip().lower()
    return bare in _NULLS or (bare != "" and _DASHES.issuperset(bare))


def yes_or_no(node: Scalar) -> bool | None:
    """是/否 or true/false; None for everything else, `NO`, `有` and 1 included."""
    text = node.text.strip()
    if text in ("是", "否"):
        return text == "是"
    if node.quoted or text not in _YES | _NO:
        return None
    return text in _YES
