"""What a stored cell says: exact numbers, percentages, days, and what is refused at the cell."""

from __future__ import annotations

import datetime

import pytest

from evalrules.base.source import Record, Scalar, cell_at
from evalrules.readers.cell_values import Shared, is_percent, number_of, reaches_out, read_cell
from evalrules.readers.sheet_xml import StoredCell, Unusable

PERCENT, DAY, DURATION = 1, 2, 3
EPOCH = datetime.datetime(1899, 12, 30)
SHARED = Shared(
    ("县", " 1,234 ", "　\xa0"), 4, frozenset((PERCENT,)), frozenset((DAY, DURATION)), frozenset((DURATION,)), EPOCH,
    frozenset(), is_uncalculated=False,
)  # fmt: skip
PLACE = cell_at("a.xlsx", "自评表", 4, 3)


def read(value: str | None, kind: str = "n", style: int = 0, formula: str | None = None, shared: Shared = SHARED):
    return read_cell(StoredCell(4, 3, kind, style, value, formula), PLACE, shared)


def text_of(value: str | None, kind: str = "n", style: int = 0, **more) -> str | None:
    """The text of a cell that has nothing to report; None for one that is not there."""
    node, problems = read(value, kind, style, **more)
    assert problems == ()
    assert node is None or (isinstance(node, Scalar) and not node.quoted and node.span == PLACE)
    return node.text if isinstance(node, Scalar) else None


def problem_of(*arguments, **more) -> tuple[str, str, dict[str, str]]:
    """The code, severity and arguments of the one problem of a cell."""
    (problem,) = read(*arguments, **more).problems
    assert problem.place == PLACE
    return problem.code, problem.severity, dict(problem.args)


def test_text_stays_as_written_but_for_the_space_around_it() -> None:
    """Full-width and no-break spaces around it go; 1,234 as text stays text for later stages to refuse."""
    assert [text_of(at, "s") for at in "01"] == ["县", "1,234"]
    assert text_of("\u3000 a  b\xa0\n", "str") == "a  b"
    assert text_of("９８％", "inlineStr", PERCENT) == "９８％"
    assert text_of("98%", "str", PERCENT) == "98%"


def test_a_blank_cell_is_absent() -> None:
    """Space alone is nothing."""
    assert [None] * 4 == [text_of("2", "s"), text_of(" ", "str"), text_of(None), text_of("", "inlineStr")]


def test_escaped_characters_are_those_they_stand_for() -> None:
    """_x000D_ is a carriage return; _x005F_ keeps such text as it is; control characters are named."""
    assert text_of("a_x000D_\nb", "str") == "a\r\nb"
    assert text_of("a_x005F_x000D_", "str") == "a_x000D_"
    assert ("ER107", "error", {"character": "U+0007"}) == problem_of("a_x0007_b", "str")
    assert ("ER107", "error", {"character": "U+FEFF"}) == problem_of("a\ufeffb", "str")


def test_a_string_that_is_not_there_makes_the_file_unusable() -> None:
    """A number beyond the shared strings is no text."""
    for value in ("3", "-1", "x", "9" * 5_000):
        with pytest.raises(Unusable, match="no shared string"):
            read(value, "s")


def test_a_style_that_is_not_there_makes_the_file_unusable() -> None:
    """Nobody could tell whether its number is a percentage or a day."""
    assert "1" == text_of("1", style=0)
    with pytest.raises(Unusable, match="no style 4"):
        read("1", style=4)


@pytest.mark.parametrize(
    ("value", "shown"),
    {
        "95": "95",
        "-3": "-3",
        "007": "7",
        "-0": "0",
        "123456789012345678": "123456789012345678",
        "98.5": "98.5",
        "98.0": "98",
        "0.98499999999999999": "0.985",
        "1E+15": "1000000000000000",
        "1.5e-7": "0.00000015",
        ".5": "0.5",
        "5.": "5",
        "-1.25E2": "-125",
    }.items(),
)
def test_a_number_is_exact_plain_decimal_text(value: str, shown: str) -> None:
    """Whole numbers keep their digits; a double is its shortest decimal text, never with an exponent."""
    assert shown == text_of(value)


@pytest.mark.parametrize(
    ("value", "stored", "shown"),
    [
        ("0.30000000000000004", "0.30000000000000004", "0.3"),
        ("0.6666666666666666", "0.6666666666666666", "0.666666666666667"),
        ("1.2345678901234567E+20", "123456789012345670000", "123456789012346000000"),
        ("94.99999999999999", "94.99999999999999", "95"),
    ],
)
def test_more_than_15_digits_are_read_as_the_spreadsheet_shows_them(value: str, stored: str, shown: str) -> None:
    """What the person saw counts, and a note says what was stored."""
    node, (problem,) = read(value)
    assert node == Scalar(shown, False, PLACE)
    assert ("ER445", "note", (("stored", stored), ("value", shown))) == (problem.code, problem.severity, problem.args)


@pytest.mark.parametrize("value", ["1e999", "-1e999", "nan", "inf", "1_000", "0x10", "1e+300", "1e-300", "9" * 101, "１"])
def test_what_is_no_number_to_handle_stays_text(value: str) -> None:
    """Later stages refuse it where a number is needed."""
    from evalrules.base.numbers import parse_number

    shown, stored = number_of(value)
    assert shown == stored
    assert parse_number(shown) is None


@pytest.mark.parametrize(
    ("value", "percent"), {"0.985": "98.5", "0.98499999999999999": "98.5", "1": "100", "0.58": "58", "0": "0", "-0.07": "-7"}.items()
)
def test_a_percent_cell_is_a_hundred_times_its_number(value: str, percent: str) -> None:
    """Exactly that, with its unit and a note that says so."""
    node, (problem,) = read(value, style=PERCENT)
    assert isinstance(node, Record)
    assert {"value": percent, "unit": "%"} == {pair.key.text: pair.value.text for pair in node.pairs}
    assert ("ER444", "note") == (problem.code, problem.severity)
    assert percent == dict(problem.args)["value"]


def test_a_percent_cell_of_many_digits_tells_both() -> None:
    """Two thirds: the 15 digits, and those times a hundred."""
    node, problems = read("0.66666666666666663", style=PERCENT)
    assert ["ER445", "ER444"] == [problem.code for problem in problems]
    assert "66.6666666666667" == node.get("value").text


def test_percent_formats() -> None:
    """A % counts where it is neither quoted, escaped, padding nor part of a currency."""
    for code in ("0%", "0.00%", "0.0%;[Red]-0.0%", '0.0"约"%', "#,##0%"):
        assert is_percent(code)
    for code in ("General", '0.0"%"', r"0.0\%", "0_%", "0*%", "[$%-409]0", "0.0％", "", '0"%', "0\\"):
        assert not is_percent(code)


def test_truth_is_true_or_false() -> None:
    """As YAML writes it."""
    assert ["true", "false"] == [text_of(value, "b") for value in "10"]


def test_days_and_times_are_iso() -> None:
    """A day at midnight is just the day."""
    assert "2007-09-01" == text_of("39326", style=DAY)
    assert "2007-09-01T08:30:00" == text_of("39326.354166666664", style=DAY)
    assert "01:19:00" == text_of("0.0548611111111111", style=DAY)
    assert "25:19:00" == text_of("1.0548611111111111", style=DURATION)
    assert "2007-09-01" == text_of("2007-09-01T00:00:00Z", "d")
    assert "1900-02-28" == text_of("59", style=DAY)


def test_the_calendar_from_1904_is_heeded() -> None:
    """The same number is another day."""
    mac = SHARED._replace(epoch=datetime.datetime(1904, 1, 1))
    assert "2011-09-02" == text_of("39326", style=DAY, shared=mac)


@pytest.mark.parametrize(("value", "kind"), [("99999999", "n"), ("-99999999", "n"), ("1e308", "n"), ("soon", "d"), ("2007-02-31", "d")])
def test_a_day_outside_the_calendar_is_an_error(value: str, kind: str) -> None:
    """A spreadsheet shows it as #####."""
    assert ("ER441", "error", {"value": "#####"}) == problem_of(value, kind, DAY)


def test_an_error_value_is_named() -> None:
    """Whether it is stored as an error or was pasted as text; text that only holds one is text."""
    for value in ("#DIV/0!", "#REF!", "#N/A", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"):
        assert ("ER441", "error", {"value": value}) == problem_of(value, "e")
        assert ("ER441", "error", {"value": value}) == problem_of(value, "str", 0, "A1/B1")
    assert "see #N/A" == text_of("see #N/A", "str")


def test_a_formula_is_its_value() -> None:
    """Nothing is calculated here; an empty text is an empty cell."""
    assert "7" == text_of("7", formula="3+4")
    assert None is text_of("", "str", formula='""')


def test_a_formula_without_a_value_is_an_error() -> None:
    """It is not taken for a value that is missing."""
    assert ("ER440", "error", {}) == problem_of(None, formula="3+4")
    assert ("ER440", "error", {}) == problem_of("", formula="3+4")


def test_a_zero_of_a_workbook_that_asks_to_be_calculated_is_no_value() -> None:
    """Some libraries write 0 under every formula; a 0 that an office program left is a 0."""
    waiting = SHARED._replace(is_uncalculated=True)
    assert ("ER440", "error", {}) == problem_of("0", formula="3+4", shared=waiting)
    assert "0" == text_of("0", formula="3-3")
    assert "0" == text_of("0", shared=waiting)
    assert "7" == text_of("7", formula="3+4", shared=waiting)


OUTSIDE = (
    "[1]Sheet1!A1", "SUM([1]自评表!$A$1:$A$9)", "'[1]Sheet 1'!A1", r"'C:\\data\\[b.xlsx]S'!A1", "[1]!rate", "1+[2]S!B2*2",
    "cmd|'/C calc'!A0", "'cmd'|'/C calc'!A0", 'WEBSERVICE("http://example.org")', '_xlfn.WEBSERVICE ("x")', 'RTD("a",,"b")',
    'HYPERLINK("file:///etc/passwd","x")', "HYPERLINK(A1)", 'INDIRECT("[b.xlsx]S!A1")', "'file:///tmp/b.xlsx'#$S.A1",
    'image("http://example.org/a.png")', 'DDE("soffice","b","c")',
)  # fmt: skip
INSIDE = (
    "A1+B1", "自评表!A1", "'Sheet 1'!A1", "Table1[rate]", "SUM(Table1[[#This Row],[a]])", "Table1[a]+Sheet2!B1",
    '"[1]S!A1"', '"a|b"', "'a|b'!A1", 'HYPERLINK("#自评表!A1","x")', 'IF(A1="WEBSERVICE(",1,2)', 'INDIRECT("B"&1)', "'O''Brien'!A1",
    "MYIMAGE(1)", "{1,2;3,4}",
)  # fmt: skip


@pytest.mark.parametrize("formula", OUTSIDE)
def test_a_formula_that_reaches_out_is_refused(formula: str) -> None:
    """Other workbooks, other programs and the network, whatever value was stored."""
    assert ("ER446", "error", {"formula": f"={formula}"}) == problem_of("7", formula=formula)


@pytest.mark.parametrize("formula", INSIDE)
def test_a_formula_within_the_workbook_is_not(formula: str) -> None:
    """Tables, sheets with odd names and text that looks like a link are fine."""
    assert "7" == text_of("7", formula=formula)


def test_a_name_for_something_outside_is_outside() -> None:
    """A defined name hides the reference, not the fact."""
    named = SHARED._replace(foreign_names=frozenset(("rate_2006",)))
    assert "ER446" == problem_of("7", formula="Rate_2006*2", shared=named)[0]
    assert "7" == text_of("7", formula="Rate_2007*2", shared=named)


def test_a_long_formula_is_shown_in_part_and_read_at_once() -> None:
    """Whatever quotes and brackets it holds."""
    _, _, args = problem_of("7", formula="[1]S!A1+" * 100)
    assert args["formula"].endswith("…")
    for text in ("'", '"', "'[", "[", "''", "[a]", "a'", '"a'):
        reaches_out(text * 200_000)
