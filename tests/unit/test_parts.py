"""Parts of a report, kept until all of them are known."""

from __future__ import annotations

import tempfile

import pytest

from evalrules import parts as room
from evalrules.parts import NotKept, Parts


def test_parts_are_read_as_often_as_they_are_asked_for() -> None:
    """In their order, with half characters, and with others in the place of some."""
    parts = Parts()
    for part in ("一", "", "\ud800b", "c"):
        parts.add(part)
    parts.put(0, "longer")
    parts.put(3, None)
    assert list(parts) == list(parts) == ["longer", "", "\ud800b"]
    assert len(parts) == 3
    assert "longer" in parts
    assert "c" not in parts
    parts.close()


def test_parts_come_in_another_order_once_they_are_sorted() -> None:
    """The order counts only those that are there."""
    parts = Parts()
    for part in ("a", "b", "c", "d"):
        parts.add(part)
    parts.put(1, None)
    parts.sort([2, 0, 1])
    assert list(parts) == list(parts) == ["d", "a", "c"]
    parts.close()


def test_many_go_to_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are the same there, and a place without room for them is told as what it is."""
    monkeypatch.setattr(room, "IN_MEMORY", 10)
    parts = Parts()
    for part in ("一二三", "四五六", "七"):
        parts.add(part)
    assert list(parts) == ["一二三", "四五六", "七"]
    parts.close()
    full = Parts()
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda: open("/dev/full", "w+b", buffering=0))  # noqa: SIM115
    with pytest.raises(NotKept, match="No space left"):
        full.add("一二三四五六")
    full.close()
