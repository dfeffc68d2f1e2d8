"""What a service gives one request, and how many it answers at once."""

from __future__ import annotations

from evalrules.base.records import NamedTuple

MOST_FILES = 1000
"""How many files one request may bring: a county of that many schools, each with its form."""


class Limits(NamedTuple):
    """`size` is that of a request in bytes, `seconds` what reading it, and what assessing it, may take.

    `workers` is how many processes assess. `waiting` is how many requests for each of them may be under way; more are
    told that the service is busy.
    """

    size: int = 32_000_000
    seconds: int = 60
    workers: int = 1
    waiting: int = 32
