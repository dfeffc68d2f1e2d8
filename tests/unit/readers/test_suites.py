"""The readers against two public suites: nst/JSONTestSuite and yaml/yaml-test-suite, every difference named.

The suites are not part of this repository (EVALRULES_SHARED, else ../shared beside it). What they teach
stands in the other files of this folder as cases of our own.
"""

from __future__ import annotations

import os
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.source import Listing, Node, Record, Scalar
from evalrules.readers import json_document, yaml_document
from evalrules.readers.text import decode

SHARED = Path(os.environ.get("EVALRULES_SHARED") or Path(__file__).resolve().parents[3].parent / "shared")
JSON = SHARED / "suites" / "json" / "test_parsing"
YAML = SHARED / "suites" / "yaml" / "src"

needs_json = pytest.mark.skipif(not JSON.is_dir(), reason=f"JSONTestSuite is absent: {JSON}")
needs_yaml = pytest.mark.skipif(not YAML.is_dir(), reason=f"yaml-test-suite is absent: {YAML}")

JSON_DIFFERENCES = {
    "y_object_duplicated_key.json": "ER102",  # a key given twice has no true content
    "y_object_duplicated_key_and_value.json": "ER102",
    "y_object_escaped_null_in_key.json": "ER107",  # no NUL, escaped or not
    "y_string_null_escape.json": "ER107",
    "y_string_unescaped_char_delete.json": "ER107",  # no raw control character, DEL is one
    "y_string_with_del_character.json": "ER107",
}
"""Valid JSON that is refused on purpose, with the code."""

YAML_TOO_LENIENT = {
    "9C9N": "a flow sequence less indented than its block",
    "9JBA": "a comment without a space before it, after a flow sequence",
    "CVW2": "a comment without a space before it, after a comma",
    "DK95/01": "a tab within the indentation of a quoted text",
    "G5U8": "a dash alone within a flow sequence",
    "QB6E": "a quoted text less indented than its block",
    "S98Z": "a block text that begins with a line of more spaces",
    "SU5Z": "a comment without a space before it, after a quoted text",
    "X4QW": "a comment without a space before it, after >",
    "Y79Y/03": "a tab within a flow sequence",
    "YJV2": "a dash alone as an item of a flow sequence",
}
"""Invalid YAML that the C parser takes: layout only, the content is what stands there."""

YAML_OUTCOMES = {
    "read": 167,
    "refused as invalid": 83,
    "invalid but read": 11,
    "ER105": 68,
    "ER101": 48,
    "ER101 ER105": 13,
    "ER103": 9,
    "ER103 ER105": 4,
    "ER107": 2,
    "ER103 ER107": 1,
}
"""How many cases end how. The ER101 of valid cases: libyaml knows YAML 1.1 (tabs, `:` within flow, empty keys)
or the document is empty; ER103: keys that are no text; ER107: keys of several lines."""

YAML_PLACES_DIFFER = {"7W2P", "C2DT", "DFF7", "UKK6/01"}
"""Where the two parsers place an empty value differently."""


class Case(NamedTuple):
    """One case of yaml-test-suite."""

    text: str
    invalid: bool


def written(shown: str) -> str:
    """The text of a case, for which the suite shows special characters as glyphs."""
    shown = re.sub("—*»", "\t", shown.replace("␣", " "))
    shown = shown.replace("↵", "").replace("⇔", "\ufeff").replace("←", "\r")
    return shown.removesuffix("∎\n")


def yaml_cases() -> dict[str, Case]:
    from ruamel.yaml import YAML as Loader

    cases: dict[str, Case] = {}
    for path in sorted(YAML.glob("*.yaml")):
        entries: list[dict[str, Any]] = Loader(typ="safe").load(path.read_text(encoding="utf-8"))
        for number, entry in enumerate(entries):
            name = path.stem if len(entries) == 1 else f"{path.stem}/{number:02}"
            cases[name] = Case(written(entry["yaml"]), bool(entry.get("fail")))
    return cases


@pytest.fixture(scope="module")
def cases() -> dict[str, Case]:
    return yaml_cases()


def read_yaml(text: str) -> tuple[Node | None, list[Diagnostic]]:
    decoded, problems = decode("f", text.encode())
    return (None, problems) if decoded is None else yaml_document.read("f", decoded)


def read_json(data: bytes) -> tuple[Node | None, list[Diagnostic]]:
    decoded, problems = decode("f", data)
    return (None, problems) if decoded is None else json_document.read("f", decoded)


def codes(problems: list[Diagnostic]) -> str:
    return " ".join(sorted({found.code for found in problems}))


def values(node: Node | None) -> Iterator[object]:
    """A tree without its places, flat."""
    if isinstance(node, Scalar):
        yield node.text, node.quoted
    elif isinstance(node, Listing):
        yield "["
        for item in node.items:
            yield from values(item)
        yield "]"
    elif isinstance(node, Record):
        yield "{"
        for pair in node.pairs:
            yield from values(pair.key)
            yield from values(pair.value)
        yield "}"


@needs_json
def test_valid_json_is_read_but_for_named_differences() -> None:
    """Every y_ file is read, or refused for a reason that is ours."""
    refused = {path.name: codes(read_json(path.read_bytes())[1]) for path in sorted(JSON.glob("y_*"))}
    assert len(refused) == 95
    assert {name: code for name, code in refused.items() if code} == JSON_DIFFERENCES


@needs_json
def test_invalid_json_is_refused_with_a_place() -> None:
    """Every n_ file is refused by diagnostics, soon, and never by an exception."""
    files = sorted(JSON.glob("n_*"))
    assert len(files) == 188
    begun = time.process_time()
    for path in files:
        root, problems = read_json(path.read_bytes())
        assert root is None, path.name
        assert problems, path.name
        assert all(found.place is not None and found.args for found in problems), path.name
    assert time.process_time() - begun < 5


@needs_json
def test_undecided_json_is_read_or_refused() -> None:
    """An i_ file may go either way, but one of the two."""
    for path in sorted(JSON.glob("i_*")):
        root, problems = read_json(path.read_bytes())
        assert (root is not None) or problems, path.name


def outcome(case: Case) -> str:
    root, problems = read_yaml(case.text)
    assert root is not None or problems
    if case.invalid:
        return "refused as invalid" if problems else "invalid but read"
    return codes(problems) or "read"


@needs_yaml
def test_every_yaml_case_ends_as_before(cases: dict[str, Case]) -> None:
    """No case raises, and how many end how is counted."""
    outcomes = {name: outcome(case) for name, case in cases.items()}
    assert Counter(outcomes.values()) == YAML_OUTCOMES
    assert {name for name, found in outcomes.items() if found == "invalid but read"} == set(YAML_TOO_LENIENT)


@needs_yaml
def test_both_parsers_read_the_same(cases: dict[str, Case], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where both take a case they give the same tree; the pure one never raises either."""
    by_c = {name: read_yaml(case.text) for name, case in cases.items()}
    monkeypatch.setattr(yaml_document, "CParser", None)
    by_pure = {name: read_yaml(case.text) for name, case in cases.items()}
    both = [name for name in cases if not by_c[name][1] and not by_pure[name][1]]
    assert len(both) > 160
    assert all(list(values(by_c[name][0])) == list(values(by_pure[name][0])) for name in both)
    assert {name for name in both if by_c[name] != by_pure[name]} == YAML_PLACES_DIFFER
