"""Who needs whom: an order in which everything comes after what it needs, and the rings that have no such order."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def in_order_of_need(needs: Mapping[T, Sequence[T]]) -> list[tuple[T, ...]]:
    """Every key, after all that it needs; those that need one another come together. Of any depth.

    `needs` holds for each key what it needs, each of which is a key too. (Tarjan's strongly connected components.)
    """
    found: list[tuple[T, ...]] = []
    number: dict[T, int] = {}
    lowest: dict[T, int] = {}
    open_keys: dict[T, None] = {}
    for start in needs:
        if start in number:
            continue
        path = [(start, iter(needs[start]))]
        number[start] = lowest[start] = len(number)
        open_keys[start] = None
        while path:
            key, rest = path[-1]
            for other in rest:
                if other not in number:
                    number[other] = lowest[other] = len(number)
                    open_keys[other] = None
                    path.append((other, iter(needs[other])))
                    break
                if other in open_keys:
                    lowest[key] = min(lowest[key], number[other])
            else:
                path.pop()
                if path:
                    lowest[path[-1][0]] = min(lowest[path[-1][0]], lowest[key])
                if lowest[key] == number[key]:
                    found.append(_closed(open_keys, key))
    return found


def _closed(open_keys: dict[T, None], key: T) -> tuple[T, ...]:
    """The keys that need one another with this one, which was opened first of them."""
    together = []
    while True:
        last, _ = open_keys.popitem()
        together.append(last)
        if last == key:
            return tuple(reversed(together))


def ring_through(key: T, needs: Mapping[T, Sequence[T]], via: T) -> tuple[T, ...]:
    """The shortest way from a key to one that it needs and back to itself, both ends included; empty for none."""
    reached: dict[T, T] = {via: key}
    pending = deque([via])
    while pending:
        here = pending.popleft()
        if here == key:
            way = [key]
            while len(way) == 1 or way[-1] != key:
                way.append(reached[way[-1]])
            return tuple(reversed(way))
        for other in needs[here]:
            if other not in reached:
                reached[other] = here
                pending.append(other)
    return ()
