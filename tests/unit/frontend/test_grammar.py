"""The grammar: what is a condition, what is refused, and where."""

from __future__ import annotations

import ast
import time
from collections.abc import Callable

import pytest
from drawing import draws
from hypothesis import example, given
from hypothesis import strategies as st

from evalrules.base.source import Scalar, Span
from evalrules.frontend.grammar import MAX_LENGTH, MAX_NESTING, parse_condition, places_of, source_of

Written = Callable[..., Scalar]


@pytest.mark.parametrize(
    "text",
    [
        "rate >= 95",
        "a and b or not c",
        "1 <= a < b <= 4",
        "4 >= a > b",
        "a == b == c",
        'a in ("x", "y")',
        'a not in ("x",)',
        "all_of(a, b)",
        "(1 if a else 2) * 3 - -4 / +5 >= 0.5",
        "入学率 >= 95",
        "a != 1e-3",
        "  a  ",
        "count(indicators, met)",
        '"全角（）也可" == a',
        "a == '＝'",
    ],
)
def test_every_construct_of_the_language_parses(text: str, written: Written):
    """Each construct that the language has is read without a problem."""
    parsed, problems = parse_condition(written(text))
    assert [] == problems
    assert text == parsed.text


HOSTILE = {
    "().__class__.__bases__[0]": "ER202",
    "rate.real": "ER202",
    "f'{rate}'": "ER202",
    "f'{rate!r:>{n}}'": "ER202",
    "[x for x in y]": "ER202",
    "{x for x in y}": "ER202",
    "{x: x for x in y}": "ER202",
    "(x for x in y)": "ER202",
    "9**9**9**9": "ER202",
    "2**2": "ER202",
    "'a' 'b'": "ER202",
    "b'a'": "ER202",
    "u'a'": "ER202",
    "r'a'": "ER202",
    "...": "ER202",
    "f(*a)": "ER202",
    "f(**a)": "ER202",
    "{1: 2}": "ER202",
    "{1}": "ER202",
    "[1]": "ER202",
    "a @ b": "ER202",
    "a % b": "ER202",
    "a // b": "ER202",
    "a << b": "ER202",
    "a >> b": "ER202",
    "a & b": "ER202",
    "a | b": "ER202",
    "a ^ b": "ER202",
    "~a": "ER202",
    "a is b": "ER202",
    "a is not b": "ER202",
    "lambda: 1": "ER202",
    "(a := 1)": "ER202",
    "a[0]": "ER202",
    "a[1:2]": "ER202",
    "await a": "ER202",
    "(yield)": "ER202",
    "True": "ER202",
    "False": "ER202",
    "None": "ER202",
    "f()()": "ER202",
    "a  # comment": "ER202",
    "a; b": "ER202",
    "a \\\n b": "ER202",
    "a\nb": "ER202",
    "a\x00b": "ER202",
    "a\u00ad": "ER202",
    "a\u200bb": "ER202",
    "'\\x41' == a": "ER202",
    "1 < a > 0": "ER202",
    "a == b in c": "ER202",
    "a in b in c": "ER202",
    "import os": "ER201",
    "a = 1": "ER201",
    "a >=": "ER201",
    "(a": "ER201",
    "a)": "ER201",
    "": "ER201",
    "   ": "ER201",
    "print 1": "ER201",
    "a ! b": "ER201",
    "'a": "ER201",
    "if a: b": "ER201",
    "a, *b =": "ER201",
    "class": "ER201",
    "'''a": "ER201",
    "ｒａｔｅ > 1": "ER206",
    "𝐫𝐚𝐭𝐞 > 1": "ER206",
    "a ≥ 1": "ER206",
    "a ＞ 1": "ER206",
    "（a）": "ER206",
    "a，b": "ER206",
    "９": "ER206",
    "a²": "ER206",
    "ﬁ": "ER206",
    "“a” == b": "ER206",
    "e\u0301 > 1": "ER206",
    "a > 5％": "ER206",
    "0x5F": "ER209",
    "0b1": "ER209",
    "0o7": "ER209",
    "1_000": "ER209",
    "1.": "ER209",
    ".5": "ER209",
    "1e999": "ER209",
    "9" * 101: "ER209",
    "(" * 51 + "a" + ")" * 51: "ER207",
    "a" * 2001: "ER207",
    "not " * 101 + "a": "ER207",
    "+" * 1999 + "a": "ER207",
    "a" + "+a" * 900: "ER207",
    "-" * 1999 + "1": "ER207",
    "a if b else " * 160 + "c": "ER207",
}


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:30]))
def test_hostile_text_is_refused_at_once(text: str, written: Written):
    """What is outside of the language is refused with its code, within a second, and never evaluated."""
    begun = time.process_time()
    parsed, problems = parse_condition(written(text))
    assert time.process_time() - begun < 1
    assert parsed is None
    assert HOSTILE[text] == problems[0].code


@pytest.mark.parametrize("text", ["True", "not False", "True and False"])
def test_the_literal_mode_also_reads_true_and_false(text: str, written: Written):
    """True and False are read only where a public expression suite is run."""
    assert parse_condition(written(text))[0] is None
    assert parse_condition(written(text), literal=True)[0] is not None


def test_what_is_inside_a_text_is_not_looked_at(written: Written):
    """Full-width characters are refused outside of texts and kept inside them."""
    parsed, problems = parse_condition(written('a == "第１条（甲）≥"'))
    assert [] == problems
    assert "第１条（甲）≥" == parsed.root.comparators[0].value


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("rate = 95", (10, 11)),
        ("率 = 95", (7, 8)),
        ("a ≥ 1", (7, 8)),
        ("a and b.c", (11, 14)),
        ("苏 and b.c", (11, 14)),
        ("  b.c", (7, 10)),
        ("苏 and 0x1", (11, 14)),
        ("a # b", (7, 8)),
        ("𝐫 > 1", (5, 6)),
    ],
)
def test_a_refusal_points_at_its_characters(text: str, place: tuple[int, int], written: Written):
    """The place of a refusal counts characters, not bytes, from the start of the scalar."""
    found = parse_condition(written(text))[1][0].place
    assert place == (found.column, found.end_column)


def test_quotes_of_the_document_shift_the_place(written: Written):
    """In a quoted scalar the first character stands one column further right."""
    found = parse_condition(written("a ≥ 1", quoted=True))[1][0].place
    assert (3, 8) == (found.line, found.column)


@pytest.mark.parametrize("text", ["a and b % 2 == 1", "a and b is 1", "a and ~b == 1", "a and b ** 2 > 1"])
def test_a_refused_operator_is_placed_where_it_is_used(text: str, written: Written):
    """An operator outside of the language is reported at its own expression, not at the whole condition."""
    found = parse_condition(written(text))[1][0].place
    assert 11 == found.column


def test_a_folded_scalar_is_one_place():
    """Where the document folded the text, the place of every problem is the scalar."""
    span = Span("t.yaml", 3, 5, 5, 1)
    found = parse_condition(Scalar("rate >= 95 and a.b", False, span))[1][0]
    assert span == found.place
    assert not places_of(Scalar("a", False, span)).exact


def test_every_problem_is_found_not_only_the_first(written: Written):
    """Two constructs outside of the language are two problems."""
    problems = parse_condition(written("a.b and [1] == c and 0x1 > 2"))[1]
    assert ["ER202", "ER202", "ER209"] == sorted(found.code for found in problems)


def test_the_limits_themselves_are_allowed(written: Written):
    """The longest and the most deeply nested condition that the limits name still load."""
    deepest = "(" * MAX_NESTING + "a" + ")" * MAX_NESTING
    longest = "a" * MAX_LENGTH
    assert parse_condition(written(deepest))[0] is not None
    assert parse_condition(written(longest))[0] is not None
    assert parse_condition(written(longest + "a"))[0] is None


def test_a_number_keeps_its_digits(written: Written):
    """The source of a number is its own text, whatever a binary float would make of it."""
    parsed, _ = parse_condition(written("率 >= 0.1000000000000000055511151231257827"))
    assert "0.1000000000000000055511151231257827" == source_of(parsed.root.comparators[0], parsed.places)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("not a == b", "not (a == b)"),
        ("a or b and c", "a or (b and c)"),
        ("-a * b", "(-a) * b"),
        ("a < b < c", "a < b < c"),
    ],
)
def test_precedence_is_that_of_python(text: str, same: str, written: Written):
    """`not a == b` is not (a == b), and the other traps of precedence (P77)."""
    assert ast.dump(parse_condition(written(same))[0].root) == ast.dump(
        parse_condition(written(text))[0].root
    )


@pytest.mark.parametrize(
    ("character", "twin"), [("≥", ">="), ("＝", "=="), ("（", "("), ("９", "9"), ("ｒ", "r")]
)
def test_a_full_width_character_names_its_twin(character: str, twin: str, written: Written):
    """The refusal of a full-width character says what to write instead."""
    found = parse_condition(written(f"a > b {character}"))[1][0]
    assert {"text": character, "twin": twin} == dict(found.args)


def test_a_full_width_percent_sign_has_a_hint_that_says_something(written: Written):
    """The refusal of ％ does not tell the author to write nothing."""
    found = parse_condition(written("rate >= 95％"))[1][0]
    assert "" != dict(found.args)["twin"]


def test_no_name_of_python_leaks_into_a_refusal(written: Written):
    """A refused construct has a name that an author knows, not the class name of Python's parser."""
    for text in ("a << b", "a >> b", "(yield from a)", "a[1:2]"):
        for found in parse_condition(written(text))[1]:
            assert dict(found.args)["what"] not in dir(ast)


@given(st.text(max_size=60))
@example("\ud800")
@example("'\x00'")
@example("'\ud800'")
@draws(80)
def test_any_text_is_read_or_refused_with_a_place(text: str):
    """Whatever the text, it is read or refused: never an exception, and the place is inside the scalar."""
    span = Span("t.yaml", 3, 5, 3, 5 + len(text))
    parsed, problems = parse_condition(Scalar(text, False, span))
    assert (parsed is None) == bool(problems)
    for found in problems:
        assert found.code in ("ER201", "ER202", "ER206", "ER207", "ER209")
        assert (
            span.column
            <= found.place.column
            <= found.place.end_column
            <= max(span.end_column, span.column + 1)
        )


TOKENS = [
    "a",
    "b",
    "1",
    "0.5",
    "(",
    ")",
    "and",
    "or",
    "not",
    ">=",
    "==",
    "<",
    "+",
    "-",
    "*",
    "/",
    "if",
    "else",
    "in",
    ",",
    '"x"',
    "met",
    "[",
    "]",
    ".",
    "**",
    "率",
    "lambda",
    ":",
    "for",
    "=",
]


@given(st.lists(st.sampled_from(TOKENS), max_size=14))
@draws(80)
def test_any_row_of_words_is_read_or_refused(words: list[str]):
    """Words of the language in any order never raise."""
    text = " ".join(words)
    parsed, problems = parse_condition(Scalar(text, False, Span("t.yaml", 1, 1, 1, 1 + len(text))))
    assert (parsed is None) == bool(problems)
