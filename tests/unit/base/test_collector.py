"""The garbage collector stays out while trees are built."""

from __future__ import annotations

import gc

import pytest

from evalrules.base.collector import collector_paused


def test_the_collector_is_restored() -> None:
    """After reading, also after a failure, the garbage collector works as before."""
    with collector_paused():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(KeyError), collector_paused():
        raise KeyError
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    """Whoever switched it off keeps it off."""
    gc.disable()
    try:
        with collector_paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
