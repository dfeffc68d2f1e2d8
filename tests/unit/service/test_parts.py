"""Forms with files: taken apart however the bytes come, and damaged where they are not whole."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from asking import form_of

from evalrules.service.messages import Upload
from evalrules.service.parts import Damaged, TooMany, parts_of

FILES = [("file", "县/一小.csv", "校,1\r\n".encode()), ("costs", "c.yaml", b"--\r\n--a\r\n"), ("file", "empty", b"")]


def parts(kind: str, body: bytes, step: int = 10_000, most: int = 10) -> tuple[Upload, ...]:
    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(body), step):
            yield body[at : at + step]

    return asyncio.run(parts_of(kind, pieces(), most))


@pytest.mark.parametrize("step", [1, 7, 10_000])
def test_parts_are_found_however_they_come(step: int):
    """With their names in any script and every byte that they hold."""
    assert parts(*form_of(FILES), step) == tuple(Upload(*one) for one in FILES)


def test_a_part_without_the_name_of_a_file_is_called_as_it_is():
    """As `curl -F result=<file` sends it."""
    body = b'--b\r\nContent-Disposition: form-data; name="result"\r\n\r\n{}\r\n--b--\r\n'
    assert parts("multipart/form-data; boundary=b", body) == (Upload("result", "result", b"{}"),)


def test_there_are_at_most_so_many():
    """More are not read."""
    with pytest.raises(TooMany):
        parts(*form_of(FILES), most=2)


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_what_was_cut_short_is_damaged(cut: int):
    """Wherever it ends."""
    kind, body = form_of(FILES)
    with pytest.raises(Damaged):
        parts(kind, body[:-cut - 4])


def test_a_kind_without_boundary_is_damaged():
    """And so is one that is too long for any."""
    for kind in ("multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=" + "x" * 1000):
        with pytest.raises(Damaged):
            parts(kind, b"--x--")
