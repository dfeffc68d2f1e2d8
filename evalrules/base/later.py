"""Fields of a frozen type that are made when they are first asked for, and then once.

For a type checker, and for everybody who uses it, such a type is the same named tuple: its fields, its order, what it
is equal to, its copies and what is pickled are those of the values, which are made for it where they were not yet.
"""

from __future__ import annotations

from _thread import RLock  # what threading has, without loading it, as functools does
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar, cast

from evalrules.base.records import WRONG_FIELDS

T = TypeVar("T")


class _Later(Generic[T]):
    """A value that is made when somebody asks for it."""

    __slots__ = ("_lock", "_made", "_make")

    def __init__(self, make: Callable[[], T], lock: RLock) -> None:
        self._make: Callable[[], T] | None = make
        self._lock = lock

    def value(self) -> T:
        """The value, made now where it was not; what it was made from is let go."""
        if self._make is not None:
            with self._lock:
                make = self._make
                if make is not None:
                    self._made = make()
                    self._make = None
        return self._made


class Deferred:
    """Puts off parts of one thing. Threads may share what holds them: one part is made at a time."""

    def __init__(self) -> None:
        self._lock = RLock()

    def later(self, make: Callable[[], T]) -> T:
        """What stands in a field until the field is asked for; the type has to be one with `fields_made_later`."""
        return cast("T", _Later(make, self._lock))

    def once(self, make: Callable[[], T]) -> Callable[[], T]:
        """A function that makes something when it is first called, for several fields."""
        return _Later(make, self._lock).value


def fields_made_later(cls: type[T]) -> type[T]:
    """A named tuple whose fields may hold what `Deferred.later` gives."""
    for at, name in enumerate(cast("Any", cls)._fields):
        setattr(cls, name, property(_reader(at), doc=f"Field {at}."))
    for name in _OF_VALUES:
        setattr(cls, name, _on_values(getattr(tuple, name)))
    more: dict[str, Callable[..., Any]] = {"__iter__": _iterated, "__getnewargs__": _values, "_replace": _replaced}
    for name, method in (*more.items(), ("__replace__", _replaced)):
        setattr(cls, name, method)
    return cls


_OF_VALUES = (
    "__getitem__", "__contains__", "__add__", "__mul__", "__rmul__", "__eq__", "__ne__", "__lt__", "__le__", "__gt__",
    "__ge__", "__hash__", "count", "index",
)  # fmt: skip
"""What a tuple does with its items, and must not do with what only stands for them."""


def _reader(at: int) -> Callable[[Any], Any]:
    def read(self: tuple[Any, ...]) -> Any:  # noqa: ANN401 - the value of any field
        found = tuple.__getitem__(self, at)
        return found.value() if type(found) is _Later else found

    return read


def _iterated(self: tuple[Any, ...]) -> Iterator[Any]:
    for found in tuple.__iter__(self):
        yield found.value() if type(found) is _Later else found


def _values(self: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(self)


def _on_values(method: Callable[..., Any]) -> Callable[..., Any]:
    def on_values(self: tuple[Any, ...], *args: Any) -> Any:  # noqa: ANN401 - what the method of a tuple takes
        return method(tuple(self), *(tuple(arg) if type(arg) is type(self) else arg for arg in args))

    on_values.__doc__ = method.__doc__
    return on_values


def _replaced(self: Any, /, **changes: Any) -> Any:  # noqa: ANN401 - a named tuple, and the value of any field
    """The same with other fields; what was put off stays so."""
    made = self._make(map(changes.pop, self._fields, tuple.__iter__(self)))
    if changes:
        raise WRONG_FIELDS(f"Got unexpected field names: {list(changes)!r}")
    return made
