"""`NamedTuple` of typing, created ten times as fast.

A check loads some two hundred frozen types, and creating them was two fifths of its start: `typing.NamedTuple` compiles
every annotation, and every type has its constructor compiled from source. Here annotations stay texts, and a
constructor is one that is written here for as many fields, or that of another named tuple, under the names of these
(docs/decisions/0002-named-tuples.md; `python benchmarks/frozen_types.py` measures it). For a type checker, and for
everybody who uses one, a type is the same named tuple; `tests/unit/base/test_records.py` holds the two to each other.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

WRONG_FIELDS: type[Exception] = TypeError if sys.version_info >= (3, 13) else ValueError
"""What a named tuple of this Python raises for fields that it does not have."""

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple  # noqa: PLC0414 - said again, so that it may be imported from here
else:
    from collections import namedtuple
    from collections.abc import Callable, Iterable
    from functools import cache
    from operator import itemgetter
    from types import FunctionType
    from typing import Any, Self

    try:
        from _collections import _tuplegetter as _getter  # as collections does
    except ImportError:

        def _getter(at: int, doc: str) -> property:
            return property(itemgetter(at), doc=doc)

    class _Record(tuple):
        """What all named tuples have alike."""

        __slots__ = ()

        @classmethod
        def _make(cls, iterable: Iterable[Any]) -> Self:
            made = tuple.__new__(cls, iterable)
            if len(made) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
            return made

        def _replace(self, /, **changes: Any) -> Self:  # noqa: ANN401 - the value of any field
            made = self._make(map(changes.pop, self._fields, self))
            if changes:
                raise WRONG_FIELDS(f"Got unexpected field names: {list(changes)!r}")
            return made

        __replace__ = _replace

        def _asdict(self) -> dict[str, Any]:
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self) -> str:
            fields = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({fields})"

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

    _new = tuple.__new__
    _WRITTEN: tuple[Callable[..., Any], ...] = (
        lambda _cls: _new(_cls, ()),
        lambda _cls, a: _new(_cls, (a,)),
        lambda _cls, a, b: _new(_cls, (a, b)),
        lambda _cls, a, b, c: _new(_cls, (a, b, c)),
        lambda _cls, a, b, c, d: _new(_cls, (a, b, c, d)),
        lambda _cls, a, b, c, d, e: _new(_cls, (a, b, c, d, e)),
        lambda _cls, a, b, c, d, e, f: _new(_cls, (a, b, c, d, e, f)),
        lambda _cls, a, b, c, d, e, f, g: _new(_cls, (a, b, c, d, e, f, g)),
        lambda _cls, a, b, c, d, e, f, g, h: _new(_cls, (a, b, c, d, e, f, g, h)),
        lambda _cls, a, b, c, d, e, f, g, h, i: _new(_cls, (a, b, c, d, e, f, g, h, i)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j: _new(_cls, (a, b, c, d, e, f, g, h, i, j)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k: _new(_cls, (a, b, c, d, e, f, g, h, i, j, k)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m: _new(_cls, (a, b, c, d, e, f, g, h, i, j, k, m)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m, n: _new(_cls, (a, b, c, d, e, f, g, h, i, j, k, m, n)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m, n, p: _new(_cls, (a, b, c, d, e, f, g, h, i, j, k, m, n, p)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m, n, p, q: _new(
            _cls, (a, b, c, d, e, f, g, h, i, j, k, m, n, p, q)
        ),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m, n, p, q, r: _new(
            _cls, (a, b, c, d, e, f, g, h, i, j, k, m, n, p, q, r)
        ),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m, n, p, q, r, s: _new(
            _cls, (a, b, c, d, e, f, g, h, i, j, k, m, n, p, q, r, s)
        ),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m, n, p, q, r, s, t: _new(
            _cls, (a, b, c, d, e, f, g, h, i, j, k, m, n, p, q, r, s, t)
        ),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m, n, p, q, r, s, t, u: _new(
            _cls, (a, b, c, d, e, f, g, h, i, j, k, m, n, p, q, r, s, t, u)
        ),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m, n, p, q, r, s, t, u, v: _new(
            _cls, (a, b, c, d, e, f, g, h, i, j, k, m, n, p, q, r, s, t, u, v)
        ),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m, n, p, q, r, s, t, u, v, w: _new(
            _cls, (a, b, c, d, e, f, g, h, i, j, k, m, n, p, q, r, s, t, u, v, w)
        ),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m, n, p, q, r, s, t, u, v, w, x: _new(
            _cls, (a, b, c, d, e, f, g, h, i, j, k, m, n, p, q, r, s, t, u, v, w, x)
        ),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m, n, p, q, r, s, t, u, v, w, x, y: _new(
            _cls, (a, b, c, d, e, f, g, h, i, j, k, m, n, p, q, r, s, t, u, v, w, x, y)
        ),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, m, n, p, q, r, s, t, u, v, w, x, y, z: _new(
            _cls, (a, b, c, d, e, f, g, h, i, j, k, m, n, p, q, r, s, t, u, v, w, x, y, z)
        ),
    )
    """Constructors by the number of fields, as those of a named tuple are; most types have so few."""

    @cache
    def _of_size(size: int) -> tuple[Callable[..., Any], list[Any]]:
        """The constructor of a named tuple with so many fields, and what reads each of them."""
        while len(_GETTERS) < size:
            _GETTERS.append(_getter(len(_GETTERS), f"Alias for field number {len(_GETTERS)}"))
        if size < len(_WRITTEN):
            return _WRITTEN[size], _GETTERS[:size]
        return namedtuple("_", [f"field_{at}" for at in range(size)]).__new__, _GETTERS[:size]  # noqa: PYI024

    _GETTERS: list[Any] = []
    """What reads a field, by its place in a tuple of any type."""

    class _CreatesRecords(type):
        """Turns the body of a class into a named tuple."""

        def __new__(mcs, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            fields = tuple(body.get("__annotations__", ()))
            constructor, getters = _of_size(len(fields))
            defaults = {field: body.pop(field) for field in fields if field in body}
            if defaults and tuple(defaults) != fields[len(fields) - len(defaults) :]:
                raise TypeError(f"{name}: a field without a default follows one with a default")
            code = constructor.__code__.replace(co_varnames=("_cls", *fields))
            new = FunctionType(code, constructor.__globals__, "__new__", tuple(defaults.values()))
            new.__qualname__, new.__annotations__ = f"{name}.__new__", body.get("__annotations__", {})
            made = dict(zip(fields, getters, strict=True))
            made |= {"__slots__": (), "__new__": new, "__match_args__": fields}
            made |= {"_fields": fields, "_field_defaults": defaults, "__doc__": f"{name}({', '.join(fields)})"}
            kept = [one for one in bases if one is not NamedTuple]
            return type(name, (_Record, *kept), made | body)

    NamedTuple = type.__new__(_CreatesRecords, "NamedTuple", (), {"__doc__": "What a frozen type is derived from."})
