"""Fields that are made when they are asked for: once, and in no way to be told from fields that were made before."""

from __future__ import annotations

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor
from time import sleep
from typing import Any

import pytest

from evalrules.base.later import Deferred, fields_made_later
from evalrules.base.records import WRONG_FIELDS, NamedTuple


@fields_made_later
class Told(NamedTuple):
    """A type with a field of each kind."""

    level: str
    gaps: tuple[int, ...]
    note: str = ""


def put_off(made: list[str]) -> Told:
    """One whose gaps are not made yet."""
    return Told("pass", Deferred().later(lambda: made.append("gaps") or (1, 2)))


PLAIN = Told("pass", (1, 2))
USES: dict[str, Any] = {
    "a field": lambda one: one.gaps,
    "its items": list,
    "an item": lambda one: (one[1], one[-2], one[0:2]),
    "unpacked": lambda one: (lambda level, gaps, note: (note, gaps, level))(*one),  # noqa: PLC3002 - this is what is tried
    "compared": lambda one: (one == PLAIN, PLAIN == one, one != PLAIN, one == ("pass", (1, 2), ""), one < ("z",)),
    "as a key": lambda one: {PLAIN: "found"}[one],
    "looked through": lambda one: ((1, 2) in one, one.index((1, 2)), one.count((1, 2)), list(reversed(one))),
    "joined": lambda one: one + (3,),  # noqa: RUF005 - this is what is tried
    "as a mapping": lambda one: one._asdict(),
    "shown": repr,
    "pickled": lambda one: pickle.loads(pickle.dumps(one)),
    "copied": lambda one: (copy.copy(one), copy.deepcopy(one)),
    "replaced": lambda one: one._replace(note="x"),
    "matched": lambda one: [gaps for gaps in [one] for level, gaps, _ in [gaps]],
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_it_is_what_it_would_be_if_it_had_been_made(use: Any):
    """Whatever is done with it, nobody meets what stood for the value."""
    made: list[str] = []
    assert use(put_off(made)) == use(PLAIN)
    assert made == ["gaps"] or use is USES["replaced"]


def test_a_field_is_made_when_it_is_asked_for_and_once():
    """What nobody asks for is never made, also after another field was replaced."""
    made: list[str] = []
    one = put_off(made)
    other = one._replace(note="x")
    assert (one.level, other.note, made) == ("pass", "x", [])
    assert [one.gaps, one.gaps, other.gaps] == [(1, 2)] * 3
    assert made == ["gaps"]


def test_several_fields_share_what_they_are_made_from():
    """One finding for both; each may be asked for from inside another."""
    made: list[str] = []
    paper = Deferred()
    found = paper.once(lambda: made.append("found") or (7, 8))
    one = Told(paper.later(lambda: str(found()[0])), paper.later(lambda: (len(one.level), *found())))
    assert (one.gaps, one.level, made) == ((1, 7, 8), "7", ["found"])


def test_threads_make_a_field_once():
    """However many ask at the same time."""
    made: list[str] = []
    one = Told("pass", Deferred().later(lambda: sleep(0.02) or made.append("gaps") or (1, 2)))
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: one.gaps, range(8)))
    assert (found, made) == ([(1, 2)] * 8, ["gaps"])


def test_what_fails_is_tried_again():
    """Nothing is kept of an attempt that was interrupted."""
    attempts = iter((None, (1, 2)))

    def make() -> tuple[int, ...]:
        found = next(attempts)
        if found is None:
            raise KeyboardInterrupt
        return found

    one = Told("pass", Deferred().later(make))
    with pytest.raises(KeyboardInterrupt):
        one.gaps  # noqa: B018 - it is asked for
    assert one.gaps == (1, 2)


def test_an_unknown_field_is_refused():
    """As by any named tuple; Python 3.13 has another error for it."""
    with pytest.raises(WRONG_FIELDS, match="unexpected"):
        put_off([])._replace(nothing=1)
