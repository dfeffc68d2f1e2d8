"""SHA-256 of what was read, of small texts without OpenSSL: loading that takes longer than hashing a megabyte.

Python's own module is what `random` of the standard library takes for the same reason; where an interpreter was built
without it, and for what is long, hashlib hashes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

LONG = 1 << 20
"""From so many bytes on OpenSSL is worth loading, which hashes several times as fast."""

if TYPE_CHECKING:
    from hashlib import sha256 as _small
else:
    try:
        from _sha2 import sha256 as _small  # of Python 3.12 and later
    except ImportError:
        try:
            from _sha256 import sha256 as _small
        except ImportError:
            from hashlib import sha256 as _small


def sha256_of(data: bytes) -> str:
    """The SHA-256 of some bytes, as hexadecimal digits."""
    if len(data) < LONG:
        return _small(data).hexdigest()
    from hashlib import sha256

    return sha256(data).hexdigest()
