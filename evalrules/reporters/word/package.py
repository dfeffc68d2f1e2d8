"""The file of a Word document: its parts, what each of them is, and a zip archive of them, the same to the byte."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from types import MappingProxyType
from xml.sax.saxutils import escape

from evalrules.reporters.office_zip import fixed_date, settled

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
NAMESPACES = f'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="{_OFFICE}"'
"""What the names of elements stand for, in every part of ours."""

FOOT = "rId1"
"""What the pages call the text at their foot."""

_PARTS: Mapping[str, str] = MappingProxyType(
    {"footer1": "footer", **{name: name for name in ("fontTable", "numbering", "settings", "styles")}}
)
"""The parts beside the text, by their names, and what they are of it; the first is FOOT."""


def part(tag: str, content: str) -> str:
    """A part of the document: one element with what is in it."""
    return f"{_HEAD}<w:{tag} {NAMESPACES}>{content}</w:{tag}>"


def packed(text: str, others: Mapping[str, str], properties: Mapping[str, str]) -> bytes:
    """The archive: the text, the other parts by their names, and title, subject and language of the document."""
    files = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(
            {
                "docProps/core.xml": f"{_PACKAGE}/relationships/metadata/core-properties",
                "word/document.xml": f"{_OFFICE}/officeDocument",
            }
        ),
        "docProps/core.xml": _core(properties),
        "word/document.xml": text,
        "word/_rels/document.xml.rels": _relationships(
            {f"{name}.xml": f"{_OFFICE}/{kind}" for name, kind in _PARTS.items()}
        ),
        **{f"word/{name}.xml": others[name] for name in _PARTS},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in files.items():
            made.writestr(name, content.encode())
    return settled(out.getvalue())


def _content_types() -> str:
    every = {"document": "document.main", **_PARTS}
    listed = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}.{kind}+xml"/>' for name, kind in every.items()
    )
    package = "application/vnd.openxmlformats-package"
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{package}.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/docProps/core.xml" ContentType="{package}.core-properties+xml"/>{listed}</Types>'
    )


def _relationships(targets: Mapping[str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{at}" Type="{kind}" Target="{name}"/>'
        for at, (name, kind) in enumerate(targets.items(), start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _core(properties: Mapping[str, str]) -> str:
    title, subject, language = (escape(properties[name]) for name in ("title", "subject", "language"))
    moment = fixed_date().strftime("%Y-%m-%dT%H:%M:%SZ")
    dates = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{moment}</dcterms:{name}>' for name in ("created", "modified")
    )
    names = (
        f'xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    )
    return (
        f"{_HEAD}<cp:coreProperties {names}><dc:title>{title}</dc:title><dc:subject>{subject}</dc:subject>"
        f"<dc:creator>evalrules</dc:creator><cp:lastModifiedBy>evalrules</cp:lastModifiedBy>"
        f"<cp:revision>1</cp:revision>{dates}<dc:language>{language}</dc:language></cp:coreProperties>"
    )
