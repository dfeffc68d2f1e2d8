"""What an office does to have more of something: it builds area, allots money, raises a rate, or has more of them."""

from __future__ import annotations

from evalrules.model.ruleset import Label

BUILD, PAY, RAISE, MORE = "build", "pay", "raise", "more"
"""The kinds of effort; a phrase `effort_*` says each."""

_KINDS = {"m2": BUILD, "元": PAY, "万元": PAY, "亿元": PAY, "%": RAISE}
_A_HEAD = "均"
_GROUND = ("占地", "用地", "绿地", "绿化", "土地")


def effort_of(unit: str, title: Label | None) -> str:
    """The kind of effort that more of a figure takes, by its unit and by what its Chinese title is about.

    What there is to each head (生均, 平均) is neither built nor allotted, and ground is not built.
    """
    kind = _KINDS.get(unit, MORE)
    zh = "" if title is None else title.zh
    if kind in (BUILD, PAY) and _A_HEAD in zh:
        return RAISE
    return MORE if kind == BUILD and any(one in zh for one in _GROUND) else kind
