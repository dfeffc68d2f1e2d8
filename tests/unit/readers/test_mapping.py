"""Values of another program: the number, the text, null, or a problem that names where it stands; never an exception."""

from __future__ import annotations

import datetime
import enum
import math
from collections import UserDict
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from drawing import draws
from hypothesis import given
from hypothesis import strategies as st

from evalrules.base.source import Listing, Record
from evalrules.readers import assembly, mapping
from evalrules.readers.assembly import MAX_DEPTH, MAX_NODES
from evalrules.readers.mapping import Refusal, Written, read, written_of


class Grade(enum.Enum):
    A = "A"


class Named(str, enum.Enum):  # noqa: UP042 - as programs wrote it before StrEnum
    A = "A"


class Level(enum.IntEnum):
    TWO = 2


class Loud(str):
    __slots__ = ()

    def __str__(self) -> str:
        return "loud"


class Broken:
    @property
    def numerator(self) -> int:
        raise RuntimeError

    def __index__(self) -> int:
        raise RuntimeError


NUMBERS = [
    (98, "98"), (-0, "0"), (2**53, "9007199254740992"), (10**99, "1" + 99 * "0"), (Level.TWO, "2"), (98.0, "98.0"), (0.1, "0.1"),
    (1e-7, "1e-07"), (Decimal("1.10"), "1.10"), (Decimal("9.8E+5"), "9.8E+5"), (Fraction(1, 8), "0.125"), (Fraction(98), "98"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "text"), NUMBERS, ids=repr)
def test_numbers_are_read_from_their_own_digits(value: object, text: str) -> None:
    """A number has no quotes, and the digits that its type shows."""
    assert Written(text) == written_of(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, Written("null")), (True, Written("true")), (False, Written("false")),
        ("98", Written("98", quoted=True)), (Named.A, Written("A", quoted=True)), (Loud("quiet"), Written("quiet", quoted=True)),
        (datetime.date(2007, 9, 1), Written("2007-09-01", quoted=True)),
        (datetime.datetime(2007, 9, 1), Written("2007-09-01", quoted=True)),
        (math.nan, Written("null", nothing="NaN")), (Decimal("sNaN"), Written("null", nothing="NaN")),
    ],
    ids=repr,
)  # fmt: skip
def test_everything_else_that_evidence_has(value: object, expected: Written) -> None:
    """Nothing, yes and no, text as text, days; NaN is no value, and the report can say so."""
    assert expected == written_of(value)


@pytest.mark.parametrize(
    "value",
    [
        math.inf, -math.inf, Decimal("-Infinity"), Fraction(1, 3), Fraction(1, 2**5000), 10**700, 1j, b"98", bytearray(b"1"), {1}, frozenset(),
        range(3), iter([1]), object(), object, Grade.A, Broken(), lambda: 1, datetime.datetime(2007, 9, 1, 8), datetime.time(8),
        datetime.datetime(2007, 9, 1, tzinfo=datetime.UTC), datetime.timedelta(1),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_what_evidence_cannot_hold_is_refused(value: object) -> None:
    """Infinities, endless fractions, moments, bytes, sets and foreign objects: ER461 at the path of the value."""
    assert isinstance(written_of(value), Refusal)
    root, problems = read("m", {"facts": {"rate": value, "other": 1}})
    assert isinstance(root, Record)
    assert [("ER461", "m#facts.rate")] == [(one.code, str(one.place)) for one in problems]
    assert problems[0].sentence("zh") != problems[0].sentence("en")


def test_the_scalars_of_numpy_and_pandas_are_what_they_stand_for() -> None:
    """Numbers, truths, texts and days of a data frame; NA, NaT and masked are null; arrays and spans are refused."""
    numpy, pandas = pytest.importorskip("numpy"), pytest.importorskip("pandas")
    frame = pandas.DataFrame({"a": [1, 2], "b": [0.1, math.nan], "c": [True, False], "d": ["A", None]})
    frame["e"] = pandas.array([1, None], dtype="Int64")
    frame["f"] = pandas.to_datetime(["2007-09-01", None])
    expected = {
        "a": ("1", "2"), "b": ("0.1", "null"), "c": ("true", "false"), "d": ("A", "null"), "e": ("1", "null"),
        "f": ("2007-09-01", "null"),
    }  # fmt: skip
    assert expected == {name: tuple(written_of(value).text for value in frame[name]) for name in frame}
    for kind in (numpy.int8, numpy.uint64, numpy.int64):
        assert Written("9") == written_of(kind(9))
    for kind in (numpy.float16, numpy.float32, numpy.float64, numpy.longdouble):
        assert Written("0.1") == written_of(kind("0.1"))
    assert Written("7") == written_of(numpy.array(7))
    assert Written("true") == written_of(numpy.bool_(1))
    assert Written("甲", quoted=True) == written_of(numpy.array("甲"))
    assert Written("2007-09-01", quoted=True) == written_of(numpy.datetime64("2007-09-01", "ns"))
    for nothing in (pandas.NA, pandas.NaT, numpy.datetime64("NaT", "ns"), numpy.float32("nan"), numpy.ma.masked):
        assert "null" == written_of(nothing).text
        assert written_of(nothing).nothing
    refused = [
        numpy.array([1]), numpy.float64("inf"), numpy.complex64(1), numpy.timedelta64(1, "D"), numpy.bytes_(b"1"), numpy.void(b"1"),
        numpy.datetime64("2007-09-01T08"), pandas.Timestamp("2007-09-01 08:00"), pandas.Timestamp("2007-09-01", tz="UTC"),
        pandas.Timedelta(1), pandas.Period("2007"), frame, frame["a"], pandas.Interval(0, 1), numpy.array(object()),
    ]  # fmt: skip
    assert [] == [one for one in refused if not isinstance(written_of(one), Refusal)]


def test_neither_numpy_nor_pandas_is_imported(program) -> None:
    """Reading a mapping imports nothing of them."""
    code = "import sys, evalrules.readers.mapping as m; m.read('m', {'a': object()}); print({'numpy', 'pandas'} & set(sys.modules))"
    ran = program.python("-c", code, text=True, check=True)
    assert "set()\n" == ran.stdout


# -- mappings and lists ------------------------------------------------------------------------------------------------


def plain(node: Any) -> Any:
    """A tree as Python has it."""
    if isinstance(node, Record):
        return {pair.key.text: plain(pair.value) for pair in node.pairs}
    return [plain(item) for item in node.items] if isinstance(node, Listing) else node.text


def test_each_value_has_its_path() -> None:
    """Keys, numbers of items and keys in quotes lead to each value."""
    value = {"facts": {"rate": 1, 2007: 2}, "tables": {"units": [{"a": 3}, (4,)]}, "grades": {"1.1": "A", '一 "小"': None}}
    root, problems = read("m", value)
    assert [] == problems
    found = {}

    def walk(node: Any) -> None:
        found[str(node.span)] = node
        for child in [pair.value for pair in node.pairs] if isinstance(node, Record) else getattr(node, "items", ()):
            walk(child)

    walk(root)
    assert [
        "m:1:1", "m#facts", "m#facts.rate", "m#facts.2007", "m#tables", "m#tables.units", "m#tables.units[0]", "m#tables.units[0].a",
        "m#tables.units[1]", "m#tables.units[1][0]", "m#grades", 'm#grades["1.1"]', 'm#grades["一 \\"小\\""]',
    ] == list(found)  # fmt: skip
    assert {"rate": "1", "2007": "2"} == plain(root)["facts"]


def test_places_are_in_the_order_of_the_mapping() -> None:
    """Problems sort as the values stand."""
    _, problems = read("m", {"z": b"", "a": b"", "b": [b"", b""]})
    assert ["z", "a", "b[0]", "b[1]"] == [one.path for one in sorted(problems, key=lambda one: one.place or ())]


def circle() -> dict[str, Any]:
    own: dict[str, Any] = {"facts": {}}
    own["facts"]["rate"] = [own]
    return own


def knot() -> list[Any]:
    own: list[Any] = []
    own += [own, own, own]
    return own


def test_what_contains_itself_is_said() -> None:
    """A mapping and a list inside themselves: ER462 once for each place, and no endless walk."""
    _, problems = read("m", circle())
    assert [("ER462", "m#facts.rate[0]", "m")] == [(one.code, str(one.place), dict(one.args)["first"]) for one in problems]
    assert 3 == len(read("m", knot())[1])


def test_one_value_at_two_places_is_no_circle() -> None:
    """A row used twice is two rows."""
    row = {"a": 1}
    assert ([{"a": "1"}, {"a": "1"}], []) == (plain(read("m", [row, row])[0]), read("m", [row, row])[1])


@pytest.mark.real
def test_depth_and_size_are_bounded() -> None:
    """As for files: ER106, and no tree."""
    deep: Any = 1
    for _ in range(MAX_DEPTH + 1):
        deep = [deep]
    wide = [[[0] * 1000] * 1000] * 1000
    for value in (deep, wide, {"a": [0] * (MAX_NODES + 1)}):
        root, problems = read("m", value)
        assert (None, ["ER106"]) == (root, [one.code for one in problems])


@pytest.mark.parametrize(
    ("key", "code"),
    [
        (1.5, "ER103"), (None, "ER103"), (True, "ER103"), (("a",), "ER103"), (b"a", "ER103"), (math.nan, "ER103"), (Grade.A, "ER103"),
        ("a\u200bb", "ER107"), ("a\0", "ER107"), ("\ud800", "ER107"), ("ｒate", "ER102"), (7, None), (Decimal(7), None), (Named.A, None),
    ],
)  # fmt: skip
def test_keys_are_text_or_whole_numbers(key: object, code: str | None) -> None:
    """A year may be an int; any other key is a problem, and so are invisible characters and twins."""
    _, problems = read("m", {"facts": {"rate": 1, key: 2}})
    assert [code] * (code is not None) == list(dict.fromkeys(one.code for one in problems))
    assert all(one.path.startswith("facts") for one in problems)


keys = st.sampled_from(("rate", "ｒate", "学校", "a b", "", "a\u200bb", "a\0", "2007", 7, 1.5, True, Named.A, "ﬁ", "fi", "é", "e\u0301"))
values = st.sampled_from(
    (1, -0, 2**2001, True, None, 0.1, math.nan, math.inf, Decimal("1.10"), Decimal("NaN"), Fraction(1, 3), "一小", "", "a\0", "\n", b"a",
     datetime.date(2014, 1, 5), Grade.A, Loud("quiet"), set())
)  # fmt: skip
nested = st.recursive(
    values, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(keys, inner, max_size=5), max_leaves=12
)


@draws(15)
@given(st.dictionaries(keys, nested, max_size=6), st.integers(3, 30))
def test_a_plain_pair_is_read_as_any_other(value: dict[Any, Any], most: int) -> None:
    """The same tree, the same places, and the same problems in the same order, also where there are too many values."""
    for limit in (MAX_NODES, most):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(assembly, "MAX_NODES", limit)
            patched.setattr(mapping, "MAX_NODES", limit)
            found = read("m", value)
            patched.setattr(mapping._Reading, "_plain_pair", lambda *_: False)
            assert found == read("m", value)


def test_a_pair_of_every_day_is_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """What programs hand in is read at once, and what there is something to say of is not."""
    taken = []
    plain_pair = mapping._Reading._plain_pair
    monkeypatch.setattr(mapping._Reading, "_plain_pair", lambda *pair: taken.append(plain_pair(*pair)) or taken[-1])
    read("m", {"rate": 98.5, "学校": "一小", "n": 3, "has": True, "none": None, "x": Decimal("1.10")})
    assert taken == [True] * 6
    read("m", {"a b": 1, "n": math.nan, "t": "a\0", "big": 2**2001})
    assert taken[6:] == [False] * 4


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_text_that_no_result_may_hold_is_refused(text: str) -> None:
    """NUL and lone surrogates: ER107 at the path."""
    _, problems = read("m", {"subject": {"name": text}})
    assert [("ER107", "subject.name")] == [(one.code, one.path) for one in problems]


def test_any_mapping_will_do() -> None:
    """What is a Mapping is one, and one that fails to give its items is a problem of the evidence."""

    class Failing(Mapping[str, int]):
        def __getitem__(self, key: str) -> int:
            raise OSError(key)

        def __iter__(self):
            return iter(["a"])

        def __len__(self) -> int:
            return 1

    assert {"a": "1"} == plain(read("m", UserDict(a=1))[0])
    assert ["ER461"] == [one.code for one in read("m", Failing())[1]]
    assert ["ER461"] == [one.code for one in read("m", 1j)[1]]
