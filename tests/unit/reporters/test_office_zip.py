"""Archives that are the same to the byte for the same content."""

from __future__ import annotations

import datetime
import io
import zipfile

import pytest

from evalrules.reporters.office_zip import fixed_date, settled

CORE = b'<c><dcterms:modified xsi:type="dcterms:W3CDTF">2031-05-06T07:08:09Z</dcterms:modified></c>'


def archive(names, date=(2020, 1, 2, 3, 4, 6)):
    """An archive of these entries, in this order, of this date."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(zipfile.ZipInfo(name, date), CORE if name == "docProps/core.xml" else name.encode())
    return out.getvalue()


def test_order_and_dates_of_an_archive_do_not_matter(monkeypatch):
    """The same entries give the same bytes, whatever their order and age."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    names = ["xl/b.xml", "[Content_Types].xml", "docProps/core.xml", "xl/a.xml", "_rels/.rels"]
    first = settled(archive(names))
    assert first == settled(archive(reversed(names), (1999, 12, 31, 23, 59, 58))) == settled(first)
    with zipfile.ZipFile(io.BytesIO(first)) as made:
        assert ["[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "xl/a.xml", "xl/b.xml"] == made.namelist()
        assert {(1980, 1, 1, 0, 0, 0)} == {entry.date_time for entry in made.infolist()}
        assert b"1980-01-01T00:00:00Z" in made.read("docProps/core.xml")


def test_other_content_gives_other_bytes():
    """Nothing of the content is lost."""
    assert settled(archive(["a"])) != settled(archive(["b"]))


def test_the_type_of_an_open_document_stays_first_and_unpacked():
    """`mimetype` is found by its place and is not compressed."""
    with zipfile.ZipFile(io.BytesIO(settled(archive(["content.xml", "mimetype"])))) as made:
        assert "mimetype" == made.infolist()[0].filename
        assert zipfile.ZIP_STORED == made.infolist()[0].compress_type


@pytest.mark.parametrize(
    ("stated", "expected"),
    [("1190000000", datetime.datetime(2007, 9, 17, 3, 33, 20)), ("0", datetime.datetime(1980, 1, 1)),
     ("yesterday", datetime.datetime(1980, 1, 1)), ("-5", datetime.datetime(1980, 1, 1)), ("", datetime.datetime(1980, 1, 1)),
     ("9" * 30, datetime.datetime(1980, 1, 1))],
)  # fmt: skip
def test_the_date_is_that_of_the_source(stated, expected, monkeypatch):
    """SOURCE_DATE_EPOCH counts where it is a date that an archive can hold."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", stated)
    assert expected == fixed_date()
    settled(archive(["a"]))
