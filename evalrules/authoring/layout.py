"""The layout of the files of an author: `evalrules fmt`. See evalrules/readers/yaml_layout.py for what is set anew."""

from __future__ import annotations

import os
from collections.abc import Sequence

from evalrules.authoring.cases import FOLDER
from evalrules.authoring.trial import find_rulesets
from evalrules.base.diagnostics import Diagnostic, error, has_errors
from evalrules.base.records import NamedTuple
from evalrules.readers.files import STANDARD_INPUT, document_of, read_bytes
from evalrules.readers.yaml_layout import NotLaidOutError, laid_out

_ENDINGS = (".yaml", ".yml")


class Layout(NamedTuple):
    """One file: its text as it is and as it should be; the same where `diagnostics` say why it was left as it is."""

    path: str
    before: str
    after: str
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def is_changed(self) -> bool:
        """Whether the file would be written anew."""
        return self.before != self.after


def layout_of(path: str) -> Layout:
    """The layout of one file of YAML, `-` for standard input.

    Errors of reading it are those of any file of YAML; ER663 where it cannot be laid out without a risk.
    """
    name = "<stdin>" if path == STANDARD_INPUT else path
    data, problems = read_bytes(path, name=name)
    if data is None:
        return Layout(name, "", "", tuple(problems))
    document, problems = document_of(path, data, name=name)
    if document.root is None or has_errors(problems):
        return Layout(name, document.text, document.text, tuple(problems))
    before = data.decode()  # with the line ends and the mark of bytes that reading takes away
    try:
        return Layout(name, before, laid_out(name, before))
    except NotLaidOutError:
        return Layout(name, before, before, (error("ER663", document.root.span),))


def files_of(paths: Sequence[str]) -> tuple[tuple[str, ...], list[Diagnostic]]:
    """The files that are meant: a file of YAML itself; of a ruleset, or a folder of them, those with their cases."""
    found: list[str] = []
    problems: list[Diagnostic] = []
    for path in paths:
        if path == STANDARD_INPUT or (os.path.isfile(path) and path.endswith(_ENDINGS)):
            found.append(path)
            continue
        rulesets, unknown = find_rulesets([path])
        problems += unknown
        for one in rulesets:
            found += [one, *_cases_beside(one)]
    return tuple(dict.fromkeys(found)), problems


def _cases_beside(ruleset: str) -> list[str]:
    folder = os.path.join(os.path.dirname(ruleset), FOLDER)
    if not os.path.isdir(folder):
        return []
    return [os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.endswith(_ENDINGS)]
