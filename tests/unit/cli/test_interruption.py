"""Signals that would end the program at once let it put things right first."""

from __future__ import annotations

import signal
import sys
import threading

import pytest

from evalrules.cli.interruption import ended_cleanly

PROGRAM = """
import os, signal
from evalrules.cli.interruption import ended_cleanly
try:
    with ended_cleanly():
        os.kill(os.getpid(), signal.SIGTERM)
except KeyboardInterrupt:
    print("put right", flush=True)
os.kill(os.getpid(), signal.SIGTERM)
print("never")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without asking")
def test_a_request_to_end_is_an_interruption_within(program):
    """Within it is KeyboardInterrupt, afterwards the signal ends the program as before."""
    done = program.python("-c", PROGRAM, text=True)
    assert (-signal.SIGTERM, "put right\n") == (done.returncode, done.stdout)


def test_another_thread_is_left_alone():
    """Where no handler can be set the work is done all the same."""
    done = []

    def work() -> None:
        with ended_cleanly():
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert [True] == done
