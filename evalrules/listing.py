"""The rulesets that can be named, found by words and told as plain data."""

from __future__ import annotations

import json
from collections.abc import Sequence

from evalrules.base.table_words import squeezed
from evalrules.loading import Listed


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


def listing_json(listed: Sequence[Listed]) -> str:
    """The rulesets as JSON; what a ruleset that does not load would say is null."""
    return json.dumps([_document(one) for one in listed], ensure_ascii=False, indent=1) + "\n"


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
