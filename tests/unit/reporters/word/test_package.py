"""The file of a Word document: its parts are named, typed and led to, and it is the same to the byte."""

from __future__ import annotations

import io
import posixpath
import xml.etree.ElementTree as ET
import zipfile

from evalrules.reporters.word.package import packed, part
from evalrules.reporters.word.style import parts_of

TEXT = part("document", "<w:body/>")
PROPERTIES = {"title": "题 <&>", "subject": "", "language": "zh-CN"}


def test_every_part_has_a_type_and_is_led_to():
    """What is in the archive stands in its list of types, and some other part leads there."""
    data = packed(TEXT, parts_of("zh"), PROPERTIES)
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        trees = {name: ET.fromstring(made.read(name)) for name in made.namelist()}
    typed = {one.get("PartName")[1:] for one in trees["[Content_Types].xml"] if one.get("PartName")}
    led = {
        posixpath.join(name.partition("_rels/")[0], one.get("Target"))
        for name, tree in trees.items() if name.endswith(".rels") for one in tree
    }  # fmt: skip
    content = {name for name in trees if not name.endswith(".rels") and name != "[Content_Types].xml"}
    assert content == typed == led
    assert [one.text for one in trees["docProps/core.xml"] if one.tag.endswith("title")] == ["题 <&>"]


def test_the_same_content_is_the_same_file(monkeypatch):
    """Byte by byte; the date is the one that is given from outside."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    first = packed(TEXT, parts_of("zh"), PROPERTIES)
    assert first == packed(TEXT, parts_of("zh"), PROPERTIES)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1190000000")
    assert first != packed(TEXT, parts_of("zh"), PROPERTIES)
