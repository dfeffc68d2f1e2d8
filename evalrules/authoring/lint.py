"""A ruleset looked through for what loads without a word and is probably not meant; and its papers beside it."""

from __future__ import annotations

import os
import re

from evalrules.authoring.accepted import Accepted, accepted_in
from evalrules.authoring.cases import FOLDER
from evalrules.authoring.doubts import doubts
from evalrules.authoring.unused import left_out, unused
from evalrules.base.diagnostics import ERROR, NOTE, WARNING, Diagnostic, in_order, note, warning
from evalrules.base.records import NamedTuple
from evalrules.base.source import Document, Record, Span
from evalrules.loading import Loaded, load_ruleset
from evalrules.model.ruleset import Ruleset
from evalrules.readers.files import read_document

CHANGELOG, SOURCES = "CHANGELOG.md", "SOURCES.md"


class Linted(NamedTuple):
    """What was found in one ruleset, the file at `path`; `texts` are those of its files.

    `accepted` is what its author lets stand.
    """

    name: str
    diagnostics: tuple[Diagnostic, ...]
    texts: dict[str, str]
    accepted: tuple[Accepted, ...] = ()
    path: str = ""

    def is_clean(self, *, strict: bool) -> bool:
        """Whether nothing was found; without `strict` what only needs care counts for nothing."""
        grave = (ERROR, WARNING, NOTE) if strict else (ERROR, WARNING)
        return not any(one.severity in grave for one in self.diagnostics)


def lint_ruleset(path: str) -> Linted:
    """Everything about a ruleset that its author should look at, with what loading it says."""
    document, _ = read_document(path, name=os.path.basename(path))
    return lint_document(path, document, load_ruleset(path))


def lint_document(path: str, document: Document, loaded: Loaded) -> Linted:
    """The same of a document that was read and loaded already, and that need not be what lies in the file."""
    ruleset, root = loaded.ruleset, document.root
    if ruleset is None or not isinstance(root, Record):
        return Linted(path, loaded.diagnostics, loaded.texts, (), path)
    found = [*loaded.diagnostics, *unused(root, ruleset), *left_out(root, ruleset), *doubts(ruleset)]
    found += _papers(os.path.dirname(path), ruleset, root.span)
    left, accepted = accepted_in(found, document.name, document.text)
    return Linted(ruleset.name, in_order(left), {document.name: document.text, **loaded.texts}, accepted, path)


def _papers(folder: str, ruleset: Ruleset, place: Span) -> list[Diagnostic]:
    """ER659: a revision that its changelog does not hold; ER660: no cases, sources or changelog beside the ruleset."""
    found = []
    path = os.path.join(folder, CHANGELOG)
    lacking = [name for name in (SOURCES, FOLDER) if not os.path.exists(os.path.join(folder, name))]
    if os.path.isfile(path):
        with open(path, encoding="utf-8") as file:
            parts = re.split(r"^## Revision ", file.read(), flags=re.MULTILINE)
        own = next((part for part in parts if re.match(rf"{ruleset.revision}\b", part)), "")
        if f"`{ruleset.digest}`" not in own:
            found.append(warning("ER659", place, revision=str(ruleset.revision), digest=ruleset.digest))
    else:
        lacking.append(CHANGELOG)
    if lacking:
        found.append(note("ER660", place, what=", ".join(lacking)))
    return found
