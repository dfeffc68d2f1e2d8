"""What bytes are, told before any of them is parsed."""

from __future__ import annotations

import io
import zipfile

import pytest

from evalrules.base.diagnostics import error
from evalrules.base.sentences import sentence
from evalrules.readers.workbook_archive import kind_of, refusal

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TYPES = {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}


def zipped(parts: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def twice() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in (*TYPES, "xl/a.xml", "xl/A.xml"):
            archive.writestr(name, TYPES.get(name, ""))
    return file.getvalue()


def locked() -> bytes:
    """The first flag of each entry of the directory says that it is encrypted."""
    data = bytearray(zipped(TYPES))
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


GOOD = zipped(TYPES)
DOCTYPE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'

REFUSED = {
    "empty": (b"", "not an xlsx file"),
    "text": ("自评表\n".encode(), "not an xlsx file"),
    "html": (b"\n<html><table><tr><td>98", "HTML saved under the name of a workbook"),
    "html-comment": (b"\xef\xbb\xbf<!-- a --> <!-- b --><!DOCTYPE HTML>", "HTML saved under the name of a workbook"),
    "html-16": ("<HTML>".encode("utf-16"), "HTML saved under the name of a workbook"),
    "xhtml": (b'<?xml version="1.0"?><html xmlns="x">', "HTML saved under the name of a workbook"),
    "mht": (b"MIME-Version: 1.0\n", "a web archive saved under the name of a workbook"),
    "xml-2003": (b'<?xml?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "XML Spreadsheet 2003"),
    "ole-encrypted": (OLE + "EncryptedPackage".encode("utf-16-le"), "an encrypted workbook"),
    "ole-old": (OLE + "Workbook\0".encode("utf-16-le"), "a workbook of the old format (.xls)"),
    "ole-other": (OLE + "WordDocument\0".encode("utf-16-le"), "a file of an old office format (OLE)"),
    "cut-short": (GOOD[:-30], "the zip is damaged or cut short"),
    "start-only": (b"PK\x03\x04", "the zip is damaged or cut short"),
    "no-workbook": (zipped({"a.txt": "a"}), "a zip without a workbook inside"),
    "docx": (zipped({"[Content_Types].xml": "", "word/document.xml": ""}), "a zip without a workbook inside"),
    "macros": (zipped({**TYPES, "xl/vbaProject.bin": b"x"}), "a workbook with macros"),
    "old-macros": (zipped({**TYPES, "xl/macrosheets/sheet1.xml": "<x/>"}), "a workbook with macros"),
    "xlsb": (zipped({"[Content_Types].xml": "", "xl/workbook.bin": b"x"}), "a binary workbook (.xlsb)"),
    "ods": (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "an OpenDocument spreadsheet (.ods)"),
    "numbers": (zipped({"Index/Document.iwa": b"x"}), "an Apple Numbers document"),
    "locked": (locked(), "an encrypted zip"),
    "method": (zipped(TYPES, zipfile.ZIP_LZMA), "a zip packed by a method that workbooks do not use"),
    "bomb": (zipped({**TYPES, "xl/a.xml": b"\0" * 100_000_001}), "more than 100 MB when unpacked"),
    "crowd": (zipped({f"xl/{at}": "" for at in range(2_001)}), "more than 2000 parts"),
    "twice": (twice(), "two parts of one name"),
    "doctype": (zipped({**TYPES, "xl/worksheets/sheet1.xml": DOCTYPE}), "XML with a document type declaration"),
    "doctype-16": (zipped({**TYPES, "a.rels": DOCTYPE.encode("utf-16")}), "XML with a document type declaration"),
    "strict": (
        zipped({**TYPES, "xl/workbook.xml": '<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>'}),
        "Strict Open XML",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("data", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_workbook_is_refused_with_what_it_is(data: bytes, reason: str) -> None:
    """The reason says what the file is, in Chinese as well."""
    assert reason == refusal(data)
    words = sentence(error("ER017", None, reason=reason), "zh").partition("：")[2]
    assert words != reason


def test_a_workbook_is_not_refused() -> None:
    """Nor for a picture or for text that looks like a document type inside an element."""
    assert refusal(GOOD) == ""
    harmless = {"xl/media/image1.png": b"\x89PNG\r\n", "xl/a.xml": "<a><![CDATA[<!DOCTYPE x>]]></a>"}
    assert refusal(zipped({**TYPES, **harmless})) == ""


def test_any_byte_may_be_wrong() -> None:
    """A workbook with one byte turned over is refused or looked at, and never makes a mess."""
    for at in range(len(GOOD)):
        refusal(GOOD[:at] + bytes([GOOD[at] ^ 0xFF]) + GOOD[at + 1 :])
        refusal(GOOD[:at])


def test_the_kind_of_a_zip_is_told_by_its_parts() -> None:
    """An ordinary workbook is of no other kind."""
    assert kind_of(GOOD) == ""
    assert kind_of(REFUSED["xlsb"][0]) == "a binary workbook (.xlsb)"
    assert kind_of(b"PK") == "the zip is damaged or cut short"
    assert kind_of("普通文本".encode()) == ""


def test_comments_before_a_page_take_no_time() -> None:
    """However many there are, and whether or not a page follows."""
    assert kind_of(b"<!-- x -->" * 6_000 + b"<b>") == ""
