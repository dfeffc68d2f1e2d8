"""SHA-256 with and without OpenSSL."""

from __future__ import annotations

import hashlib

import pytest

from evalrules.base.hashes import LONG, sha256_of


@pytest.mark.parametrize("size", [0, 1, 55, 56, 64, 1000, LONG - 1, LONG, LONG + 1])
def test_short_and_long_are_hashed_alike(size: int):
    """Whoever hashes, it is what hashlib says."""
    data = bytes(at % 251 for at in range(1000)) * (size // 1000 + 1)
    assert sha256_of(data[:size]) == hashlib.sha256(data[:size]).hexdigest()


@pytest.mark.parametrize("lacking", [(), ("_sha2", "_sha256")])
def test_it_goes_without_what_an_interpreter_was_built_without(program, lacking):
    """Where Python has no module of its own for it, hashlib hashes; where it has one, OpenSSL is not loaded."""
    code = f"import sys; sys.modules.update(dict.fromkeys({lacking!r})); from evalrules.base.hashes import sha256_of; print(sha256_of(b'abc')[:8], '_hashlib' in sys.modules)"
    assert f"ba7816bf {bool(lacking)}" == program.python("-c", code, text=True).stdout.strip()
