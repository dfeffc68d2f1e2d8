"""What the bytes of a workbook are, and what is refused before any part of them is parsed."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from io import BytesIO
from typing import IO
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

MAX_PARTS = 2_000
MAX_SIZE = 100_000_000
"""How many bytes all parts may have once they are unpacked: two million cells take about as much."""

WITHOUT_WORKBOOK = "a zip without a workbook inside"
DAMAGED = "the zip is damaged or cut short"
DAMAGES = (BadZipFile, EOFError, zlib.error)
"""What reading a damaged archive raises."""

_CHUNK = 1 << 16
_IS_ENCRYPTED = 1
_METHODS = (ZIP_STORED, ZIP_DEFLATED)
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(
    rb"\s*(?:(?><!--.*?-->)\s*)*+<(?:!doctype\s+html|html|head|body|table|meta|style|div)\b", re.IGNORECASE | re.DOTALL
)
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_NAMED_INSIDE = (
    (re.compile(r"vbaProject\.bin$|^xl/macrosheets/", re.IGNORECASE), "a workbook with macros"),
    (re.compile(r"^xl/workbook\d*\.bin$"), "a binary workbook (.xlsb)"),
    (re.compile(r"^Index/.*\.iwa$|^index\.apxl$"), "an Apple Numbers document"),
)
_MANIFEST = "META-INF/manifest.xml"
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"


def refusal(data: bytes) -> str:
    """Why these bytes are no workbook that is read, "" for one that may be; no part of it is parsed for that.

    Other kinds of file, damaged and encrypted archives, bombs, macros, and XML with a document type of its own.
    """
    if not data.startswith(b"PK"):
        return kind_of(data) or "not an xlsx file"
    try:
        with ZipFile(BytesIO(data)) as archive:
            return _unfit_archive(archive) or kind_inside(archive) or _unfit_parts(archive)
    except (*DAMAGES, OSError, ValueError, RuntimeError):
        return DAMAGED


def refusal_of_old(data: bytes) -> str:
    """Why these bytes are no workbook of the old format (.xls), "" for what may be one; no record is read for that."""
    if not data.startswith(_OLE):
        is_renamed = data.startswith(b"PK") and not kind_of(data)
        return "an .xlsx workbook under the name of .xls" if is_renamed else kind_of(data) or "not an xls file"
    if _is_named_in(data, "EncryptedPackage"):
        return "an encrypted workbook"
    return "a workbook with macros" if _is_named_in(data, "_VBA_PROJECT_CUR") else ""


def refusal_of_open(data: bytes) -> str:
    """Why these bytes are no OpenDocument spreadsheet (.ods), "" for what may be one; no part is parsed for that."""
    if not data.startswith(b"PK"):
        return kind_of(data) or "not an ods file"
    try:
        with ZipFile(BytesIO(data)) as archive:
            return _unfit_archive(archive) or _unfit_open_document(archive)
    except (*DAMAGES, OSError, ValueError, RuntimeError):
        return DAMAGED


def _unfit_open_document(archive: ZipFile) -> str:
    names, kind = archive.namelist(), kind_inside(archive)
    if kind != "an OpenDocument spreadsheet (.ods)":
        return kind or "an .xlsx workbook under the name of .ods"
    if any(name.startswith(("Basic/", "Scripts/")) for name in names):
        return "a workbook with macros"
    if _MANIFEST in names:
        with archive.open(_MANIFEST) as part:
            if b"encryption-data" in part.read(_CHUNK * 16):
                return "an encrypted workbook"
    return ""


def kind_of(data: bytes) -> str:
    """What other kind of table these bytes are, of a zip by its parts; "" where that is none of those known here."""
    if data.startswith(_OLE):
        return _kind_of_ole(data)
    if data.startswith(b"PK"):
        return _kind_of_zip(data)
    return _kind_of_text(data)


def _kind_of_ole(data: bytes) -> str:
    """The streams of an OLE container tell what it holds; their names are UTF-16."""
    if _is_named_in(data, "EncryptedPackage"):
        return "an encrypted workbook"
    is_workbook = any(_is_named_in(data, f"{name}\0") for name in ("Workbook", "Book"))
    return "a workbook of the old format (.xls)" if is_workbook else "a file of an old office format (OLE)"


def _is_named_in(data: bytes, name: str) -> bool:
    return name.encode("utf-16-le") in data


def _kind_of_zip(data: bytes) -> str:
    try:
        with ZipFile(BytesIO(data)) as archive:
            return kind_inside(archive)
    except (*DAMAGES, OSError, ValueError, RuntimeError):
        return DAMAGED


def _kind_of_text(data: bytes) -> str:
    head = data[:_CHUNK]
    for mark in _BYTE_ORDER_MARKS:
        head = head.removeprefix(mark)
    head = head.replace(b"\0", b"")  # UTF-16 then reads as ASCII
    if _HTML.match(head) or (head.lstrip().startswith(b"<?xml") and b"<html" in head[:1000].lower()):
        return "HTML saved under the name of a workbook"
    if head.startswith(b"MIME-Version:"):
        return "a web archive saved under the name of a workbook"
    return "XML Spreadsheet 2003" if b"urn:schemas-microsoft-com:office:spreadsheet" in head else ""


def kind_inside(archive: ZipFile) -> str:
    """What other kind of workbook an archive is, by the names of its parts; "" for an ordinary .xlsx."""
    names = archive.namelist()
    for pattern, kind in _NAMED_INSIDE:
        if any(pattern.search(name) for name in names):
            return kind
    if "mimetype" in names:
        with archive.open("mimetype") as part:
            if part.read(len(_OPEN_DOCUMENT)) == _OPEN_DOCUMENT:
                return "an OpenDocument spreadsheet (.ods)"
    has_workbook = "[Content_Types].xml" in names and any(name.startswith("xl/workbook") for name in names)
    return "" if has_workbook else WITHOUT_WORKBOOK


def _unfit_archive(archive: ZipFile) -> str:
    """A bomb, a locked archive, or one whose parts are ambiguous."""
    parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        return f"more than {MAX_PARTS} parts"
    if sum(part.file_size for part in parts) > MAX_SIZE:
        return f"more than {MAX_SIZE // 1_000_000} MB when unpacked"
    if any(part.flag_bits & _IS_ENCRYPTED for part in parts):
        return "an encrypted zip"
    if any(part.compress_type not in _METHODS for part in parts):
        return "a zip packed by a method that workbooks do not use"
    return "two parts of one name" if len({part.filename.lower() for part in parts}) < len(parts) else ""


def _unfit_parts(archive: ZipFile) -> str:
    """What the first tag of each part gives away."""
    for part in archive.infolist():
        with archive.open(part) as stream:
            found = _told_by_prolog(stream)
        if found:
            return found
    return ""


class _Told(Exception):
    """What the beginning of a part says; it ends the parser there."""


def _told_by_prolog(stream: IO[bytes]) -> str:
    """A document type is told where it begins, so that no entity is ever declared; strict XML by its namespace."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _document_type
    parser.StartElementHandler = _first_tag
    try:
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)
    except _Told as told:
        return str(told)
    except (expat.ExpatError, ValueError):  # a picture, or XML that the reader of the part will refuse
        return ""
    return ""


def _document_type(name: str, system: str | None, public: str | None, has_subset: bool) -> None:  # noqa: FBT001
    del name, system, public, has_subset
    raise _Told("XML with a document type declaration")


def _first_tag(tag: str, attributes: Mapping[str, str]) -> None:
    del attributes
    raise _Told("Strict Open XML" if tag.startswith(_STRICT) else "")
