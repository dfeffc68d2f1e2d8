"""YAML is read as plain data with exact texts and places; everything else of it is refused."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from evalrules.base.source import Listing, Node, Pair, Record, Scalar, Span
from evalrules.readers import yaml_document
from evalrules.readers.yaml_document import read


@pytest.fixture(params=["C", "pure"], autouse=True)
def _parser(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every promise holds for both parsers."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "pure":
            patch.setattr(yaml_document, "CParser", None)
        yield


def at(line: int, column: int, end_line: int, end_column: int) -> Span:
    return Span("f", line, column, end_line, end_column)


def tree(text: str) -> Node:
    root, problems = read("f", text)
    assert problems == []
    assert root is not None
    return root


def refused(text: str) -> list[tuple[str, str, str]]:
    """Each problem with its place and its first argument."""
    return [(found.code, str(found.place), found.args[0][1]) for found in read("f", text)[1]]


def only(node: Node) -> Node:
    assert isinstance(node, Record)
    return node.pairs[0].value


def test_a_document_keeps_texts_and_places() -> None:
    """Every value has its source text and its place, in characters from 1, also after astral characters."""
    assert tree('昆𠀀: {x𠀀: 1.10, y: "a"}\r\nb:\n- 是\n\nc: 1\n') == Record(
        (
            Pair(
                Scalar("昆𠀀", False, at(1, 1, 1, 3)),
                Record(
                    (
                        Pair(Scalar("x𠀀", False, at(1, 6, 1, 8)), Scalar("1.10", False, at(1, 10, 1, 14))),
                        Pair(Scalar("y", False, at(1, 16, 1, 17)), Scalar("a", True, at(1, 19, 1, 22))),
                    ),
                    at(1, 5, 1, 23),
                ),
            ),
            Pair(
                Scalar("b", False, at(2, 1, 2, 2)),
                Listing((Scalar("是", False, at(3, 3, 3, 4)),), at(3, 1, 3, 4)),
            ),
            Pair(Scalar("c", False, at(5, 1, 5, 2)), Scalar("1", False, at(5, 4, 5, 5))),
        ),
        at(1, 1, 5, 5),
    )


@pytest.mark.parametrize("text", ["1.10", "0o17", "1_000", "NO", "2024-01-02", ".inf", "~", "=", "９８％", "“是”", "1e400"])
def test_plain_scalars_are_not_resolved(text: str) -> None:
    """No YAML type is guessed: what is written is what is read."""
    value = only(tree(f"a: {text}"))
    assert isinstance(value, Scalar)
    assert (value.text, value.quoted) == (text, False)


@pytest.mark.parametrize(
    ("text", "value"), [("'98.5'", "98.5"), ('"\\u6606\\x1b"', "昆\x1b"), ("|\n  98\n", "98\n"), (">-\n  a\n  b\n", "a b")]
)
def test_every_other_style_is_quoted(text: str, value: str) -> None:
    """Quotes and block styles make text; escaped control characters are left to the outputs."""
    found = only(tree(f"a: {text}"))
    assert isinstance(found, Scalar)
    assert (found.text, found.quoted, found.span[1:3]) == (value, True, (1, 4))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_counts_once(end: str) -> None:
    """LF, CRLF and CR number the lines alike."""
    assert str(only(only(tree(f"a:{end}  b:{end}    c"))).span) == "f:3:5"


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "--- # nothing\n...\n"])
def test_an_empty_document_is_refused(text: str) -> None:
    """Nothing to read is said, not read as null."""
    assert read("f", text)[0] is None
    assert refused(text) == [("ER101", "f:1:1", "empty document")]


def test_an_explicit_start_and_an_empty_value_are_fine() -> None:
    """`---` may stand before the one document; a key without a value has the empty text."""
    value = only(tree("---\na:\n"))
    assert isinstance(value, Scalar)
    assert (value.text, value.quoted) == ("", False)


@pytest.mark.parametrize(
    ("text", "place"),
    [("a: [1, 2\n", "f:2:1"), ("a: b: c", "f:1:5"), ("a: 1\n\tb: 2", "f:2:1"), ("a: @x", "f:1:4"), ("a: 'x", "f:1:6")],
)
def test_syntax_errors_have_the_place_of_the_parser(text: str, place: str) -> None:
    """One problem in a few words, where the parser stopped."""
    ((code, where, message),) = refused(text)
    assert (code, where) == ("ER101", place)
    assert message
    assert "\n" not in message


@pytest.mark.parametrize("text", ["a: 1\nb {c", "[1", "a: 1\r\n{", "{a: 1"])
def test_a_syntax_error_at_the_end_stands_in_the_file(text: str) -> None:
    """What lacks at the end is missed in the last line, also where a parser counts one line more."""
    ((code, where, _),) = refused(text)
    line, column = map(int, where.split(":")[1:])
    lines = text.replace("\r\n", "\n").split("\n")
    assert (code, line <= len(lines)) == ("ER101", True)
    assert column <= len(lines[line - 1]) + 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x 1\nb: *x", [("ER105", "f:1:4", "anchor &x"), ("ER105", "f:2:4", "alias *x")]),
        ("&x [*x, *x]", [("ER105", "f:1:1", "anchor &x"), *[("ER105", f"f:1:{n}", "alias *x") for n in (5, 9)]]),
        ("<<: {a: 1}", [("ER105", "f:1:1", "merge key <<")]),
        ("a: !!str 1", [("ER105", "f:1:4", "tag tag:yaml.org,2002:str")]),
        ("a: ! 1", [("ER105", "f:1:4", "tag !")]),
        ("!x {a: !!python/name:os.system 1}", [("ER105", "f:1:1", "tag !x"), ("ER105", "f:1:8", "tag tag:yaml.org,2002:python/name:os.system")]),
        ("# c\n\n%YAML 1.2\n---\na: 1", [("ER105", "f:3:1", "directive %YAML")]),
        ("%TAG ! tag:x\n---\na: 1", [("ER105", "f:1:1", "directive %TAG")]),
        ("a: 1\n---\nb: 2", [("ER105", "f:2:1", "second document ---")]),
    ],
)  # fmt: skip
def test_what_hides_the_content_is_refused(text: str, expected: list[tuple[str, str, str]]) -> None:
    """Anchors, aliases, merges, tags, directives and further documents are refused, each where it stands."""
    assert refused(text) == expected


@pytest.mark.parametrize("text", ['"<<": 1', "a: <<", "- <<", "a: '*x'", "a: 50%", "a: 1\nb: |\n  %YAML\n", "a: |\n  ---\n"])
def test_what_only_looks_like_it_is_text(text: str) -> None:
    """Quoted, or where it means nothing, the same characters are content."""
    tree(text)


@pytest.mark.parametrize("text", ["é: 1\ne\u0301: 2", "a: 1\nａ: 2", "a: 1\n'a': 2", 'a: 1\n"\\x61": 2'])
def test_duplicate_keys_are_refused_with_both_places(text: str) -> None:
    """The same key twice, also after NFKC and whatever its quotes, never wins silently."""
    ((found,),) = (read("f", text)[1],)
    assert (found.code, str(found.place), dict(found.args)["first"]) == ("ER102", "f:2:1", "f:1:1")
    assert str(found.related[0].place) == "f:1:1"


@pytest.mark.parametrize("text", ["[a]: 1", "{a: 1}: 1", "? - a\n: 1"])
def test_keys_are_text(text: str) -> None:
    """A list or a mapping is no key."""
    assert [code for code, *_ in refused(text)] == ["ER103"]


@pytest.mark.parametrize("text", ["ra\u200bte: 1", '"ra\\u200bte": 1', "{ra\u200bte: 1}"])
def test_invisible_characters_are_refused_in_keys_only(text: str) -> None:
    """A zero-width space in a key is an unknown key nobody sees; in a value it is text."""
    assert [(code, character) for code, _, character in refused(text)] == [("ER107", "U+200B")]
    tree("rate: a\u200b\u202eb")


def test_an_escaped_nul_is_refused() -> None:
    """No NUL gets into the tree."""
    assert refused('a: "b\\0"') == [("ER107", "f:1:4", "U+0000")]
    assert "\0" not in str(read("f", 'a: "b\\0"')[0])


@pytest.mark.parametrize("text", ['a: "\\ud800"', "a: \ud800"])
def test_no_lone_surrogate_gets_in(text: str) -> None:
    """Half a character is refused, escaped or not."""
    assert [code for code, *_ in refused(text)] in (["ER101"], ["ER107"])
    assert "\\ud800" not in repr(read("f", text)[0])


@pytest.mark.parametrize("character", ["\x85", "\u2028", "\u2029"])
def test_disputed_line_ends_are_refused(character: str) -> None:
    """What ends a line for one YAML parser and not for another could hide a key."""
    assert refused(f"a: 1{character}b: 2") == [("ER107", "f:1:5", f"U+{ord(character):04X}")]


def test_every_problem_is_told_in_one_run() -> None:
    """Reading goes on after a refused feature or key, in the order of the text."""
    found = refused("a: &x 1\na: 2\n[b]: 3\n<<: 4\nc: !t 5\n")
    assert [code for code, *_ in found] == ["ER105", "ER102", "ER103", "ER105", "ER105"]


def test_sixty_four_levels_and_no_more() -> None:
    """The limit is the same for brackets and for indentation."""
    tree("[" * 64 + "]" * 64)
    tree("- " * 64 + "x")
    assert refused("[" * 65 + "]" * 65) == [("ER106", "f:1:65", "64 levels")]
    assert refused("- " * 65 + "x") == [("ER106", "f:1:129", "64 levels")]


@pytest.mark.parametrize("text", [f"a: '{'[' * 5000}'", f"a: |\n  {'[{' * 5000}\n", f"a: 1 # {'[' * 5000}", f"a: b{'[' * 5000}"])
def test_brackets_in_texts_are_no_nesting(text: str) -> None:
    """Only real nesting counts, not brackets within quotes, blocks, comments or plain text."""
    tree(text)


DEEP = {
    "lists": "[" * 10_000,
    "mappings": "{a: " * 10_000,
    "lists over lines": "[\n" * 10_000,
    "dashes": "- " * 10_000,
    "questions": "? " * 10_000,
    "indents": "".join(" " * depth + "a:\n" for depth in range(1000)),
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_deep_nesting_is_refused_soon(text: str) -> None:
    """10,000 levels end reading at the 65th, never the process."""
    begun = time.process_time()
    assert [code for code, *_ in refused(text)] == ["ER106"]
    assert time.process_time() - begun < 5


def test_bombs_are_refused_soon() -> None:
    """Aliases and merges are never followed, so they cannot grow."""
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}" for n in range(1, 40))]
    begun = time.process_time()
    assert {code for code, *_ in refused("\n".join(lines))} == {"ER105"}
    assert time.process_time() - begun < 5


def test_a_fault_of_the_parser_is_one_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a parser raises becomes a diagnostic."""

    def broken(_: str) -> object:
        raise NotImplementedError

    monkeypatch.setattr(yaml_document, "_events", broken)
    assert refused("a: 1") == [("ER101", "f:1:1", "NotImplementedError")]


def test_the_c_parser_may_be_missing(program) -> None:
    """Where no wheel of it exists, the pure parser reads."""
    code = (
        "import sys; sys.modules['_ruamel_yaml'] = None\n"
        "from evalrules.readers import yaml_document\n"
        "print(yaml_document.CParser, yaml_document.read('f', 'a: 1')[0].pairs[0].value.text)"
    )
    told = program.python("-c", code, text=True, check=True)
    assert told.stdout == "None 1\n"


@pytest.mark.real
def test_many_values_are_refused_soon(request: pytest.FixtureRequest) -> None:
    """200,000 nodes are the limit, empty lists included."""
    if "pure" in request.node.name:
        pytest.skip("twenty times slower, and the limit is counted in the same place")
    for text in ("[" + "[]," * 300_000 + "]", "- a\n" * 300_000):
        begun = time.process_time()
        root, problems = read("f", text)
        assert (None, ["ER106"]) == (root, [found.code for found in problems])
        assert time.process_time() - begun < 5
