"""Our named tuples are those of typing: whatever can be seen of one is the same of the other."""

from __future__ import annotations

import copy
import inspect
import pickle
import re
import typing
from typing import Any, Generic, TypeVar

import pytest

from evalrules.base import records

T = TypeVar("T")


class Ours(records.NamedTuple):
    """A pair and more."""

    first: int
    second: str | None
    third: tuple[int, ...] = ()
    fourth: bool = False

    @property
    def double(self) -> int:
        """Twice the first."""
        return self.first * 2

    @classmethod
    def empty(cls) -> Ours:
        """One with next to nothing."""
        return cls(0, None)


class Theirs(typing.NamedTuple):
    """A pair and more."""

    first: int
    second: str | None
    third: tuple[int, ...] = ()
    fourth: bool = False

    @property
    def double(self) -> int:
        """Twice the first."""
        return self.first * 2

    @classmethod
    def empty(cls) -> Theirs:
        """One with next to nothing."""
        return cls(0, None)


class OursOfAny(records.NamedTuple, Generic[T]):
    node: T


class NoFields(records.NamedTuple):
    pass


KINDS: tuple[Any, ...] = (Ours, Theirs)
WAYS = {
    "by place": lambda kind: kind(1, "a"),
    "by name": lambda kind: kind(second="a", first=1, fourth=True),
    "of what stands beside": lambda kind: kind.empty(),
    "replaced": lambda kind: kind(1, "a")._replace(third=(1, 2)),
    "made of a list": lambda kind: kind._make([1, "a", (), True]),
    "pickled": lambda kind: pickle.loads(pickle.dumps(kind(1, "a"))),
    "copied": lambda kind: copy.deepcopy(kind(1, None, (3,))),
}
WRONG = {
    "too few": lambda kind: kind(1),
    "too many": lambda kind: kind(1, 2, 3, 4, 5),
    "unknown": lambda kind: kind(1, "a", fifth=5),
    "twice": lambda kind: kind(1, "a", first=2),
    "replaced what is not there": lambda kind: kind(1, "a")._replace(fifth=5),
    "made of too few": lambda kind: kind._make([1]),
    "changed": lambda kind: setattr(kind(1, "a"), "first", 2),
    "added": lambda kind: setattr(kind(1, "a"), "fifth", 2),
}


@pytest.mark.parametrize("way", WAYS)
def test_one_of_ours_is_one_of_theirs(way: str):
    """The same values, fields, text, hash, dictionary and pattern, however it was made."""
    ours, theirs = (WAYS[way](kind) for kind in KINDS)
    assert tuple(theirs) == ours == tuple(ours)
    assert repr(theirs).replace("Theirs", "Ours") == repr(ours)
    assert (hash(theirs), theirs._asdict(), theirs.double) == (hash(ours), ours._asdict(), ours.double)
    assert not hasattr(ours, "__dict__")
    match ours:
        case Ours(first, second, fourth=fourth):
            assert (first, second, fourth) == (theirs.first, theirs.second, theirs.fourth)
        case _:
            pytest.fail("it does not match")


@pytest.mark.parametrize("way", WRONG)
def test_what_is_wrong_with_theirs_is_wrong_with_ours(way: str):
    """The same exception with the same words."""
    said = []
    for kind in KINDS:
        with pytest.raises((TypeError, ValueError, AttributeError)) as refused:
            WRONG[way](kind)
        said.append((refused.type, str(refused.value).replace("Theirs", "Ours")))
    assert said[1] == said[0]


def test_the_types_are_alike():
    """Fields, defaults, annotations, signature, documentation, module and bases that a person can see."""
    for name in ("_fields", "_field_defaults", "__match_args__", "__doc__", "__module__"):
        assert getattr(Theirs, name) == getattr(Ours, name)
    assert typing.get_type_hints(Theirs) == typing.get_type_hints(Ours)
    assert re.sub(r"ForwardRef\(('[^']*')\)", r"\1", str(inspect.signature(Theirs))) == str(inspect.signature(Ours))
    assert (type, True) == (type(Ours), issubclass(Ours, tuple))
    assert inspect.getdoc(Theirs.double) == inspect.getdoc(Ours.double)


def test_a_type_may_hold_any_kind_or_nothing():
    """A type with a parameter, and one without a field."""
    assert 3 == OursOfAny[int](3).node
    assert ((), "NoFields()") == (NoFields(), repr(NoFields()))


def test_a_default_before_a_field_without_one_is_refused():
    """As typing refuses it: the constructor could not be called so."""
    with pytest.raises(TypeError, match="without a default"):
        type(records.NamedTuple)("Wrong", (records.NamedTuple,), {"__annotations__": {"a": "int", "b": "int"}, "a": 1})


@pytest.mark.parametrize("size", range(32))
def test_types_of_any_size_keep_every_value_in_its_field(size: int):
    """However many fields a type has: by place, by name in another order, and too few or too many are refused."""
    names = [f"field_{at}" for at in range(size)]
    body = {"__annotations__": dict.fromkeys(names, "int"), "__module__": __name__}
    kind: Any = type(records.NamedTuple)("Sized", (records.NamedTuple,), body)
    one = kind(*range(size))
    assert [getattr(one, name) for name in names] == list(range(size)) == list(one)
    assert one == kind(**dict(reversed(list(zip(names, range(size), strict=True)))))
    for wrong in (range(size + 1), range(1, size)):
        if len(wrong) != size:
            with pytest.raises(TypeError):
                kind(*wrong)
