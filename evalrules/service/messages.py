"""What goes to a worker and what comes back: plain values, which travel between processes of this service alone."""

from __future__ import annotations

from collections.abc import Mapping

from evalrules.base.records import NamedTuple


class Upload(NamedTuple):
    """A file of a request: the part that it plays ("file" for evidence), its name with slashes, and its bytes."""

    role: str
    name: str
    data: bytes


class Asked(NamedTuple):
    """A request as a worker gets it: the operation, the values of its parameters, its files and its language."""

    operation: str
    values: Mapping[str, tuple[str, ...]]
    files: tuple[Upload, ...]
    language: str

    def value(self, name: str) -> str | None:
        """The only value of a parameter, None where it is not given."""
        return next(iter(self.values.get(name, ())), None)

    def is_on(self, name: str) -> bool:
        """Whether a parameter that is true or false is given and true."""
        return self.value(name) == "true"

    def of(self, role: str) -> tuple[Upload, ...]:
        """The files that play a part."""
        return tuple(one for one in self.files if one.role == role)


class Answer(NamedTuple):
    """An answer: status, type and bytes.

    `name` is what a file of it is called, "" for what is no file. `exit_code` is what the command would end with,
    None where there is no such command.
    """

    status: int
    type: str
    body: bytes
    name: str = ""
    exit_code: int | None = None
