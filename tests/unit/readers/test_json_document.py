"""JSON is read strictly, with exact texts and places."""

from __future__ import annotations

import time

import pytest

from evalrules.base.source import Listing, Node, Pair, Record, Scalar, Span
from evalrules.readers import json_document
from evalrules.readers.json_document import read


def at(line: int, column: int, end_line: int, end_column: int) -> Span:
    return Span("f", line, column, end_line, end_column)


def tree(text: str) -> Node:
    root, problems = read("f", text)
    assert problems == []
    assert root is not None
    return root


def refused(text: str) -> list[tuple[str, str, dict[str, str]]]:
    root, problems = read("f", text)
    assert root is None or problems[0].code in ("ER102", "ER107")
    return [(found.code, str(found.place), dict(found.args)) for found in problems]


def test_a_document_keeps_texts_and_places() -> None:
    """Every value has its source text and the place of its first and after its last character."""
    assert tree('{"昆𠀀": [1.10, "a"],\r\n "b": {}}') == Record(
        (
            Pair(
                Scalar("昆𠀀", True, at(1, 2, 1, 6)),
                Listing((Scalar("1.10", False, at(1, 9, 1, 13)), Scalar("a", True, at(1, 15, 1, 18))), at(1, 8, 1, 19)),
            ),
            Pair(Scalar("b", True, at(2, 2, 2, 5)), Record((), at(2, 7, 2, 9))),
        ),
        at(1, 1, 2, 10),
    )


@pytest.mark.parametrize("text", ["0", "-0", "1.50", "1e400", "-12E-3", "9" * 5000, "true", "false", "null"])
def test_numbers_and_words_keep_their_text(text: str) -> None:
    """No number is computed here: 1.50 keeps its digits and 1e400 is not infinity."""
    root = tree(f" {text} ")
    assert isinstance(root, Scalar)
    assert (root.text, root.quoted) == (text, False)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('""', ""),
        ('"98.5"', "98.5"),
        (r'"\u6606\n\"\\\/"', '昆\n"\\/'),
        (r'"\ud840\udc00"', "𠀀"),
        (r'"\u001b\u202e"', "\x1b\u202e"),
    ],
)
def test_strings_are_quoted(text: str, value: str) -> None:
    """A string is never a number; escaped characters stand for themselves, also control characters."""
    root = tree(text)
    assert isinstance(root, Scalar)
    assert (root.text, root.quoted) == (value, True)


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("", "f:1:1", "empty document"),
        (" \n ", "f:2:2", "empty document"),
        ("[1,]", "f:1:4", "expected a value"),
        ('{"a": 1,}', "f:1:9", "expected a key in double quotes"),
        ("{a: 1}", "f:1:2", "expected a key in double quotes"),
        ('{"a" 1}', "f:1:6", "expected : after the key"),
        ('{"a": 1 "b": 2}', "f:1:9", "expected , or }"),
        ("[1 2]", "f:1:4", "expected , or ]"),
        ("[1}", "f:1:3", "expected , or ]"),
        ("[1", "f:1:3", "expected , or ]"),
        ("[NaN]", "f:1:2", "expected a value"),
        ("[-Infinity]", "f:1:2", "expected a value"),
        ("[01]", "f:1:3", "expected , or ]"),
        ("[+1]", "f:1:2", "expected a value"),
        ("[1.]", "f:1:3", "expected , or ]"),
        ("[.5]", "f:1:2", "expected a value"),
        ("[１]", "f:1:2", "expected a value"),
        ("1 // one", "f:1:3", "nothing may stand after the value"),
        ("['a']", "f:1:2", "expected a value"),
        ('["a', "f:1:2", "unterminated string starting"),
        ('["a\tb"]', "f:1:4", "invalid control character"),
        (r'["\x"]', "f:1:3", "invalid \\escape"),
    ],
)
def test_what_is_no_json_is_refused_where_it_stands(text: str, place: str, message: str) -> None:
    """RFC 8259 and nothing else, with a place and a few words."""
    ((code, where, told),) = refused(text)
    assert (code, where) == ("ER101", place)
    assert told["message"].startswith(message)


def test_duplicate_keys_are_refused_with_both_places() -> None:
    """The same key twice, also after NFKC and through escapes, never wins silently."""
    for text in ('{"a": 1,\n "a": 2}', '{"a": 1,\n "ａ": 2}', '{"a": 1,\n "\\u0061": 2}'):
        ((code, place, told),) = refused(text)
        assert (code, place, told["first"]) == ("ER102", "f:2:2", "f:1:2")
    assert read("f", '{"a": 1, "a": 2}')[1][0].related[0].place == at(1, 2, 1, 5)


def test_every_duplicate_is_told_in_one_run() -> None:
    """Reading goes on after a duplicate."""
    assert [code for code, *_ in refused('{"a": 1, "a": 2, "b": {"c": 1, "c": 1}}')] == ["ER102", "ER102"]


def test_the_same_key_in_two_records_is_no_duplicate() -> None:
    """Keys are compared within one record."""
    tree('[{"a": 1}, {"a": {"a": 2}}]')


@pytest.mark.parametrize(
    ("text", "character"), [(r'["\ud800"]', "U+D800"), (r'["\udc00x"]', "U+DC00"), (r'["a\u0000"]', "U+0000")]
)
def test_no_lone_surrogate_and_no_nul_gets_in(text: str, character: str) -> None:
    """They are refused at the string, and the tree does not hold them."""
    ((code, place, told),) = refused(text)
    assert (code, place, told["character"]) == ("ER107", "f:1:2", character)
    assert "\\ud" not in repr(read("f", text)[0])


def test_a_str_with_lone_surrogates_is_refused() -> None:
    """Text of a caller, which no bytes can be, is refused like an escape."""
    assert refused('["\ud800"]') == [("ER107", "f:1:3", {"character": "U+D800"})]


def test_invisible_characters_are_refused_in_keys_only() -> None:
    """A zero-width space in a key would be an unknown key nobody sees; in a value it is text."""
    assert refused('{"a\u200b": 1}') == [("ER107", "f:1:2", {"character": "U+200B"})]
    tree('{"a": "\u200b\u202e"}')


def test_sixty_four_levels_and_no_more() -> None:
    """The depth limit counts lists and records alike."""
    tree("[" * 64 + "]" * 64)
    assert refused("[" * 65 + "]" * 65) == [("ER106", "f:1:65", {"what": "64 levels"})]
    assert refused('{"a":' * 65)[0][:2] == ("ER106", "f:1:321")


@pytest.mark.parametrize("text", ["[" * 10_000, '{"a":' * 10_000, "[" + "[]," * 1_000_000, "[" + "1," * 2_000_000])
@pytest.mark.real
def test_hostile_sizes_are_refused_soon(text: str) -> None:
    """Nesting and size end reading, never the process."""
    begun = time.process_time()
    assert refused(text)[0][0] == "ER106"
    assert time.process_time() - begun < 5


@pytest.mark.real
def test_many_lines_are_read_soon() -> None:
    """50,000 lines take a fraction of a second, and the last one knows its number."""
    text = "[" + ",\n".join(f'{{"rate": 98.{number}}}' for number in range(50_000)) + "]"
    begun = time.process_time()
    root = tree(text)
    assert time.process_time() - begun < 5
    assert isinstance(root, Listing)
    assert root.items[-1].span.line == 50_000


def test_a_fault_of_our_own_is_one_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a parser raises becomes a diagnostic."""

    def broken(*_: object) -> object:
        raise MemoryError

    monkeypatch.setattr(json_document, "scanstring", broken)
    assert refused(r'["\n"]') == [("ER101", "f:1:2", {"message": "MemoryError"})]


def test_reading_json_does_not_load_the_yaml_parser(program) -> None:
    """JSON does not pay for YAML at start-up."""
    code = "import evalrules.readers.files, sys; print([m for m in sys.modules if 'ruamel' in m])"
    told = program.python("-c", code, text=True, check=True)
    assert told.stdout == "[]\n"
