"""A form with files, as browsers and curl send it (multipart/form-data), taken apart in memory."""

from __future__ import annotations

from collections.abc import AsyncIterable
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from evalrules.service.messages import Upload

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks


class Damaged(Exception):
    """Why a body is no form."""


class TooMany(Exception):
    """That a form has more parts than it may have."""


async def parts_of(kind: str, body: AsyncIterable[bytes], most: int) -> tuple[Upload, ...]:
    """The parts of a body whose media type is `kind`, at most so many; one that names no file is called as it is.

    Raises Damaged and TooMany. A form that was cut short is damaged, whatever came of it.
    """
    boundary = parse_options_header(kind)[1].get(b"boundary")
    if not boundary:
        raise Damaged("boundary")
    found = _Parts(most)
    try:
        parser = MultipartParser(boundary, found.callbacks)
        async for data in body:
            parser.write(data)
        parser.finalize()
    except FormParserError as problem:
        raise Damaged(str(problem)) from None
    if not found.is_whole:
        raise Damaged("…")
    return tuple(found.every)


class _Parts:
    """The parts as the parser finds them."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.every: list[Upload] = []
        self.is_whole = False
        self.headers: dict[bytes, bytes] = {}
        self.name, self.value, self.data = b"", b"", bytearray()

    @property
    def callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header,
            "on_part_data": self._content,
            "on_part_end": self._end,
            "on_end": self._whole,
        }

    def _begin(self) -> None:
        if len(self.every) >= self.most:
            raise TooMany
        self.headers, self.data = {}, bytearray()

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self.name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self.value += data[start:end]

    def _header(self) -> None:
        self.headers[self.name.lower()] = self.value
        self.name = self.value = b""

    def _content(self, data: bytes, start: int, end: int) -> None:
        self.data += data[start:end]

    def _end(self) -> None:
        options = parse_options_header(self.headers.get(b"content-disposition"))[1]
        role = _text(options.get(b"name", b""))
        self.every.append(Upload(role, _text(options.get(b"filename", b"")) or role, bytes(self.data)))

    def _whole(self) -> None:
        self.is_whole = True


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
