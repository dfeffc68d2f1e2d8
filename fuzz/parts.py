"""Archives as text, so that what a fuzzer changes is what lies inside and never a checksum.

    ==== evidence.yaml
    format: evidence/1
    ==== papers/a.txt method=0 mode=a1ff flags=1
    …

Each part begins with such a line. `method` is how it is packed, `mode` the kind and permissions of Unix (hexadecimal),
`flags` those of the entry; `raw` keeps the bytes of the name without saying that they are UTF-8. In manifests of bags
(`==== manifest-sha256.txt digests`) the first word of each line becomes the digest of the file that follows it.
"""

from __future__ import annotations

import hashlib
import io
import re
import warnings
import zipfile
from typing import NamedTuple

_HEAD = re.compile(
    rb"^==== (?P<name>[^\n]*?)(?P<options>(?: (?:method|mode|flags)=[0-9a-f]{1,4}| raw| digests)*)$", re.MULTILINE
)


class Part(NamedTuple):
    """One entry of an archive: the bytes of its name, its content, and how it is written."""

    name: bytes
    data: bytes
    options: dict[str, str]


class _RawName(zipfile.ZipInfo):
    """An entry whose name is written as the bytes that it is."""

    raw = b""
    extra_flags = 0

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - the name in the standard library
        return self.raw, self.flag_bits | self.extra_flags


def parts_of(data: bytes) -> list[Part]:
    """The parts that a text describes; what stands before the first is passed over."""
    heads = list(_HEAD.finditer(data))
    ends = [*(head.start() for head in heads[1:]), len(data)][: len(heads)]
    found = []
    for head, end in zip(heads, ends, strict=True):
        words = [word.partition("=") for word in head["options"].decode("ascii").split()]
        content = data[head.end() + 1 : end]
        found.append(Part(head["name"], content, {name: value for name, _, value in words}))
    return found


def text_of(parts: dict[str, bytes]) -> bytes:
    """The text of parts without options."""
    return b"".join(b"==== %s\n%s\n" % (name.encode(), data) for name, data in parts.items())


def archive_of(parts: list[Part]) -> bytes:
    """A zip of the parts, in their order, with checksums and digests that are right."""
    known = {part.name: part.data for part in parts if "digests" not in part.options}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name twice is what some inputs are about
        for part in parts:
            if "digests" in part.options:
                known[part.name] = _digested(part, known)
            archive.writestr(_entry(part), known[part.name] if "digests" in part.options else part.data)
    return file.getvalue()


def _entry(part: Part) -> zipfile.ZipInfo:
    def number(option: str) -> int:
        return int(part.options.get(option) or "0", 16)

    info = _RawName("x", (1980, 1, 1, 0, 0, 0))
    info.raw = part.name[:60_000]
    info.extra_flags = number("flags") | (0 if "raw" in part.options else 0x800)
    info.compress_type = zipfile.ZIP_DEFLATED if number("method") in (0, 8) else zipfile.ZIP_STORED
    info.external_attr = number("mode") << 16
    return info


def _digested(part: Part, known: dict[bytes, bytes]) -> bytes:
    """The lines of a manifest, each with the digest of the file that it names, where that is known."""
    algorithm = re.search(rb"-(md5|sha1|sha256|sha512)\.", part.name)
    lines = []
    for line in part.data.split(b"\n"):
        _, _, path = line.strip().partition(b" ")
        named = known.get(path.strip().lstrip(b"*")) if algorithm else None
        if named is None or algorithm is None:
            lines.append(line)
        else:
            lines.append(hashlib.new(algorithm[1].decode(), named).hexdigest().encode() + b"  " + path.strip())
    return b"\n".join(lines)
