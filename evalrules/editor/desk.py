"""The documents that belong together: a ruleset with its cases, what it extends, and evidence that names it.

What an editor holds open and has not saved counts before what lies in the file.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from evalrules import catalog
from evalrules.authoring.cases import FOLDER, PROPOSED, names_of_cases
from evalrules.base.records import NamedTuple
from evalrules.base.source import Record, Scalar
from evalrules.editor.in_conditions import Known
from evalrules.editor.in_evidence import uses_in_case, uses_in_evidence
from evalrules.editor.in_rulesets import declared_in, known_in, uses_in_ruleset
from evalrules.editor.names import INDICATOR, Name, Use, declarations
from evalrules.readers.files import document_of
from evalrules.readers.text import decode

RULESET, CASE, EVIDENCE, OTHER = "ruleset", "case", "evidence", "other"

Read = Callable[[str], "str | None"]
"""The text of a file as an editor has it, else as it lies there; None for none."""

_KEPT = 512
"""How many texts are remembered as they were read."""


class Page(NamedTuple):
    """One document: its path, its text, what was read of it (None: nothing), and what it is."""

    path: str
    text: str
    root: Record | None
    kind: str

    @property
    def lines(self) -> list[str]:
        """The lines of its text."""
        return self.text.splitlines()


class Found(NamedTuple):
    """A use of a name with the file that it stands in."""

    path: str
    use: Use


class _World(NamedTuple):
    """A ruleset with those that it extends, and what they declare."""

    line: tuple[Page, ...]
    declared: Mapping[Name, Found]
    known: Known


def _world_of(line: tuple[Page, ...]) -> _World:
    found: dict[Name, Found] = {}
    for one in line:
        for name, use in declarations(declared_in(one.root) if one.root is not None else ()).items():
            found.setdefault(name, Found(one.path, use))
    return _World(line, found, known_in(one.use for one in found.values()))


class Desk:
    """Everything that an editor asks about, by the paths of files.

    Of a text that cannot be read while somebody types, the last that could be is taken for its names.
    """

    def __init__(self, read: Read) -> None:
        self._read = read
        self._good: dict[str, Page] = {}
        self._worlds: dict[str, _World] = {}

    def page(self, path: str) -> Page:
        """A document as it is now."""
        text = self._read(path) or ""
        root = _root(os.path.basename(path), text)
        page = Page(path, text, root, kind_of(path, root, text))
        if root is not None:
            self._good[path] = page
        return page

    def is_saved(self, path: str) -> bool:
        """Whether a file holds what the editor shows."""
        return self._read(path) == text_in_file(path)

    def readable(self, path: str) -> Page:
        """A document as it is now, or as it last could be read."""
        page = self.page(path)
        return page if page.root is not None else self._good.get(path, page)

    def ruleset_path(self, page: Page) -> str:
        """The file of the ruleset that a document is or belongs to; "" where none is known."""
        if page.kind == RULESET:
            return page.path
        if page.kind == CASE:
            return ruleset_beside(page.path)
        root = page.root or self._good.get(page.path, page).root
        written = root.get("ruleset") if root is not None else None
        entries = catalog.find(written.text)[0] if isinstance(written, Scalar) and written.text else ()
        return entries[-1].path if entries else ""

    def line_of(self, path: str) -> Iterator[Page]:
        """A ruleset and those that it extends, nearest first."""
        seen: set[str] = set()
        while path and path not in seen:
            seen.add(path)
            page = self.readable(path)
            yield page
            extends = page.root.get("extends") if page.root is not None else None
            entries = catalog.find(extends.text)[0] if isinstance(extends, Scalar) and extends.text else ()
            path = entries[0].path if entries else ""

    def declared(self, page: Page) -> Mapping[Name, Found]:
        """What the ruleset of a document declares, also what that one extends."""
        return self._world(page).declared

    def known(self, page: Page) -> Known:
        """What a condition in the ruleset of a document may name."""
        return self._world(page).known

    def _world(self, page: Page) -> _World:
        path = self.ruleset_path(page)
        line = tuple(self.line_of(path))
        kept = self._worlds.get(path)
        if kept is None or kept.line != line:
            kept = self._worlds[path] = _world_of(line)
        return kept

    def uses(self, page: Page) -> list[Use]:
        """Every name that a document declares or uses."""
        if page.root is None:
            return []
        known = self.known(page)
        if page.kind == RULESET:
            found = uses_in_ruleset(page.root, page.lines, known)
        else:
            found = (uses_in_case if page.kind == CASE else uses_in_evidence)(page.root, known)
        return [_of_pattern(one, known) for one in found]

    def family(self, page: Page) -> Iterator[Page]:
        """The ruleset of a document with its cases, and the document itself."""
        path = self.ruleset_path(page)
        yield from (self.readable(one) for one in dict.fromkeys((path, *cases_beside(path), page.path)) if one)


def _of_pattern(use: Use, known: Known) -> Use:
    """Of an indicator that was made for an option or a row (`C2:junior`) the part that was declared."""
    own = use.name.id.partition(":")[0]
    if use.name.kind != INDICATOR or use.name.id in known.indicators or own not in known.indicators:
        return use
    return Use(Name(INDICATOR, own), use.span._replace(end_column=use.span.column + len(own)), use.node)


def kind_of(path: str, root: Record | None, text: str = "") -> str:
    """What a document is, by what it says of itself and where it lies."""
    if root is None:
        says = next((line for line in text.splitlines() if line.startswith("format:")), "")
        is_case = bool(ruleset_beside(path)) and os.path.basename(path) != catalog.FILE
        return RULESET if "ruleset/" in says else CASE if is_case else EVIDENCE if "evidence/" in says else OTHER
    form = root.get("format")
    if isinstance(form, Scalar) and form.text.startswith("ruleset/"):
        return RULESET
    if root.get("evidence") is not None and (root.get("expect") is not None or ruleset_beside(path)):
        return CASE
    is_evidence = root.get("facts") is not None or root.get("ruleset") is not None or root.get("tables") is not None
    return EVIDENCE if is_evidence else OTHER


def ruleset_beside(path: str) -> str:
    """The ruleset whose folder of cases a file lies in; "" for none."""
    home = os.path.dirname(path)
    home = os.path.dirname(home) if os.path.basename(home) == PROPOSED else home
    found = os.path.join(os.path.dirname(home), catalog.FILE)
    return found if os.path.basename(home) == FOLDER and os.path.isfile(found) else ""


def cases_beside(ruleset: str) -> Iterator[str]:
    """The files of the cases of a ruleset, those that wait to be confirmed among them."""
    folder = os.path.dirname(ruleset)
    for below in ("", PROPOSED) if ruleset else ():
        yield from (os.path.join(folder, FOLDER, below, name) for name in names_of_cases(folder, below))


def text_in_file(path: str) -> str | None:
    """The text that lies in a file; None where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return decode(os.path.basename(path), file.read())[0]
    except OSError:
        return None


@lru_cache(_KEPT)
def _root(name: str, text: str) -> Record | None:
    document, _ = document_of(
        name if name.endswith((".yaml", ".yml", ".json")) else f"{name}.yaml", text.encode(), name=name
    )
    return document.root if isinstance(document.root, Record) else None
