"""The list of rulesets that can be named, as a table or JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from evalrules.base.table_words import squeezed
from evalrules.loading import Listed

_HEADERS = {
    "zh": ("标准", "名称", "有效期", "提供者"),
    "en": ("ruleset", "title", "in force", "owner"),
}


def with_words(listed: tuple[Listed, ...], words: Sequence[str]) -> tuple[Listed, ...]:
    """Those that have every word in their id, names, document or note, in either language."""
    wanted = [squeezed(word) for word in words]
    return tuple(one for one in listed if all(word in _searched(one) for word in wanted))


def titled(listed: tuple[Listed, ...], words: Sequence[str]) -> tuple[Listed, ...]:
    """Those that have every word in their title, in either language."""
    wanted = [squeezed(word) for word in words]
    titles = [(one, squeezed("\n".join(one.ruleset.title))) for one in listed if one.ruleset is not None]
    return tuple(one for one, title in titles if wanted and all(word in title for word in wanted))


def _searched(one: Listed) -> str:
    found = one.ruleset
    labels = [found.title, found.note] if found is not None else []
    texts = [text for label in labels if label is not None for text in (label.zh, label.en)]
    return squeezed("\n".join((one.entry.name, found.document if found is not None else "", *texts)))


def listing_text(listed: tuple[Listed, ...], form: str, language: str) -> str:
    """One line a ruleset; titles that do not load show as a dash."""
    if form == "json":
        return json.dumps([_document(one) for one in listed], ensure_ascii=False, indent=1) + "\n"
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


def _document(one: Listed) -> dict[str, object]:
    found = one.ruleset
    return {
        "id": one.entry.id,
        "edition": one.entry.edition,
        "title": {"zh": found.title.zh, "en": found.title.en} if found else None,
        "in_force": {
            "from": found.in_force.start.isoformat() if found and found.in_force.start else None,
            "until": found.in_force.until.isoformat() if found and found.in_force.until else None,
        },
        "owner": {"name": one.entry.owner.name, "version": one.entry.owner.version},
        "digest": found.digest if found else None,
    }
