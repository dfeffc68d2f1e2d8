"""An order of need, and rings."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from evalrules.base.rings import in_order_of_need, ring_through

GRAPHS = st.integers(1, 7).flatmap(
    lambda count: st.fixed_dictionaries(
        {key: st.lists(st.integers(0, count - 1), max_size=4) for key in range(count)}
    )
)


def reached(start: int, needs: dict[int, list[int]]) -> set[int]:
    """All that a key needs, directly or through others."""
    found: set[int] = set()
    pending = [*needs[start]]
    while pending:
        key = pending.pop()
        if key not in found:
            found.add(key)
            pending += needs[key]
    return found


@given(GRAPHS)
def test_everything_comes_after_what_it_needs(needs: dict[int, list[int]]) -> None:
    """Each key once; together are just those that need one another; all else that is needed came before."""
    order = in_order_of_need(needs)
    assert sorted(needs) == sorted(key for together in order for key in together)
    before: set[int] = set()
    for together in order:
        for key in together:
            beyond = reached(key, needs)
            assert {key, *(other for other in beyond if key in reached(other, needs))} == set(together)
            assert beyond <= before | set(together)
        before |= set(together)


@given(GRAPHS)
def test_a_ring_leads_back(needs: dict[int, list[int]]) -> None:
    """There is one just where what is needed needs the key in the end, and each step of it is a need."""
    for key, others in needs.items():
        for via in others:
            ring = ring_through(key, needs, via)
            assert bool(ring) == (key == via or key in reached(via, needs))
            if ring:
                assert (key, via, key) == (ring[0], ring[1], ring[-1])
                assert all(after in needs[one] for one, after in itertools.pairwise(ring))
                assert len(set(ring)) == len(ring) - 1


def test_the_shortest_ring_is_taken() -> None:
    """Itself, then two, then three."""
    needs = {1: [1, 2, 3], 2: [4, 1], 3: [4], 4: [1]}
    assert [(1, 1), (1, 2, 1), (1, 3, 4, 1)] == [ring_through(1, needs, via) for via in needs[1]]


def test_any_depth_will_do() -> None:
    """A line of 50,000 is put in order without recursion."""
    needs: dict[int, list[int]] = {at: [at + 1] for at in range(50_000)}
    assert [(at,) for at in range(50_000, -1, -1)] == in_order_of_need({**needs, 50_000: []})
    assert 50_002 == len(ring_through(0, {**needs, 50_000: [0]}, 1))
