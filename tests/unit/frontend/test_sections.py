"""The declaration of the keys of a ruleset and the published schema say the same."""

from __future__ import annotations

import json
from typing import Any

import pytest

from evalrules.frontend import sections
from evalrules.frontend.sections import FILLED, NAMED_BY, RULESET, key_at
from evalrules.schemas import schema_text

SCHEMA = json.loads(schema_text("ruleset"))
_MERGED = {FILLED, NAMED_BY}


ENTRIES = {one.name: one for one in sections.ENTRIES if one.name}


def _described(name: str) -> dict[str, Any]:
    found = SCHEMA["definitions"][name]
    return next((one for one in found.get("anyOf", ()) if "properties" in one), found)


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_each_entry_has_the_keys_that_the_schema_gives_it(name: str):
    """The same keys, and the same of them must be there."""
    described, keys = _described(name), ENTRIES[name].keys
    assert {key.name for key in keys} - _MERGED == set(described["properties"])
    assert {key.name for key in keys if key.must} == set(described.get("required", ()))


def test_the_document_has_the_keys_that_the_schema_gives_it():
    """The same keys, and the same of them must be there, also in mappings that have no definition of their own."""
    assert [key.name for key in RULESET.keys] == list(SCHEMA["properties"])
    assert {key.name for key in RULESET.keys if key.must} == set(SCHEMA["required"])
    for name in ("panel", "in_force"):
        key = key_at((name,))
        assert key is not None
        assert key.kind.entry is not None
        described = SCHEMA["properties"][name]
        assert {one.name for one in key.kind.entry.keys} == set(described["properties"])
        assert {one.name for one in key.kind.entry.keys if one.must} == set(described.get("required", ()))


def test_every_entry_of_the_schema_is_declared():
    """A mapping that the schema describes is declared."""
    assert {name for name in SCHEMA["definitions"] if "properties" in _described(name)} == set(ENTRIES)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (("indicators", "", "bands", "A"), "condition"),
        (("values", "least", "rural"), "number"),
        (("tables", "schools", "columns", "pupils", "round", "digits"), "number"),
        (("indicators", "", "colour"), None),
    ],
)
def test_a_place_is_found_by_its_path(path: tuple[str, ...], kind: str | None):
    """Below names of the author and items of a list stands what is declared of each of them."""
    found = key_at(path)
    assert (None if found is None else found.kind.name) == kind
