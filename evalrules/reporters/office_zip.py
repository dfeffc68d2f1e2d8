"""Files of office programs, which are zip archives, made the same to the byte for the same content."""

from __future__ import annotations

import datetime
import io
import os
import re
import zipfile

_FIRST = ("mimetype", "[Content_Types].xml", "_rels/.rels")
"""What readers expect before anything else; the rest follows by name."""

_CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_EARLIEST = datetime.datetime(1980, 1, 1)  # noqa: DTZ001 - zip knows no zones; the date is UTC by agreement


def fixed_date() -> datetime.datetime:
    """The date that every file carries: SOURCE_DATE_EPOCH where it is set, else 1980-01-01. UTC, without a zone."""
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not (stated.isascii() and stated.isdigit()) or len(stated) > 11:
        return _EARLIEST
    moment = datetime.datetime.fromtimestamp(int(stated), datetime.UTC).replace(tzinfo=None)
    return max(moment, _EARLIEST)


def settled(data: bytes) -> bytes:
    """The same archive with its entries in a fixed order, each of the fixed date, the day of its last change too."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in sorted(old.namelist(), key=_place):
            content = old.read(name)
            new.writestr(_entry(name), _dated(content) if name == _CORE else content, compresslevel=6)
    return out.getvalue()


def _place(name: str) -> tuple[int, str]:
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST), name)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, fixed_date().timetuple()[:6])
    entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
    entry.create_system = 3  # else the system that made it would show
    entry.external_attr = 0o644 << 16
    return entry


def _dated(core: bytes) -> bytes:
    date = fixed_date().strftime("%Y-%m-%dT%H:%M:%SZ").encode("ascii")
    return _MODIFIED.sub(lambda match: match[1] + date + match[2], core)
