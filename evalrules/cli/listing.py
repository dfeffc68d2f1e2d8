"""The list of rulesets that can be named, as a table or JSON."""

from __future__ import annotations

from evalrules.listing import listing_json
from evalrules.loading import Listed

_HEADERS = {
    "zh": ("标准", "名称", "有效期", "提供者"),
    "en": ("ruleset", "title", "in force", "owner"),
}


def listing_text(listed: tuple[Listed, ...], form: str, language: str) -> str:
    """One line a ruleset; titles that do not load show as a dash."""
    if form == "json":
        return listing_json(listed)
    from tabulate import tabulate

    rows = [
        (one.entry.name, one.ruleset.title.in_language(language) if one.ruleset else "—", _in_force(one), _owner(one))
        for one in listed
    ]
    return str(tabulate(rows, headers=_HEADERS[language], tablefmt="simple", disable_numparse=True)) + "\n"


def _in_force(one: Listed) -> str:
    return (one.ruleset.in_force.text if one.ruleset else "") or "—"


def _owner(one: Listed) -> str:
    return f"{one.entry.owner.name} {one.entry.owner.version}".strip()
