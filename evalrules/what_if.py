"""What if: inputs assessed as they are and with other values, both from one reading of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.source import Record, Scalar, Span
from evalrules.bundles.discovery import Input
from evalrules.frontend.set_values import SetValue, set_value
from evalrules.model.evidence_paths import evidence_path_from
from evalrules.model.what_if import WhatIf
from evalrules.pipeline import Progress, Run, check_for_each
from evalrules.readers import yaml_document

_OF_SEVERAL_PARTS = ("{", "[", '"', "'")


def set_value_from(written: str) -> SetValue:
    """`PATH=VALUE` as a value to put in the place of another; ValueError where it is not written so.

    The value is text as evidence has it (`95`, `是`, `2007-12-31`), nothing at all to take a value out, or YAML where
    it has several parts (`{between: [80, 90]}`, `{votes: {A: 6, B: 1}, panel: 7}`).
    """
    left, equals, right = _parted(written)
    if not equals:
        raise ValueError(written)
    path = evidence_path_from(left)
    if (path.section in ("members", "tables") and not path.part) or (path.section == "tables" and not path.row):
        raise ValueError(written)
    text = right.strip()
    if not text.startswith(_OF_SEVERAL_PARTS):
        return set_value(path, Scalar(text, quoted=False, span=Span("", 0, 1, 0, 1)))
    root, problems = yaml_document.read("--set", f"value: {text}")
    if problems or not isinstance(root, Record) or len(root.pairs) != 1:
        raise ValueError(written)
    return set_value(path, root.pairs[0].value)


def _parted(written: str) -> tuple[str, str, str]:
    """A path and a value at the first equals sign outside of quotes and brackets."""
    is_quoted, depth = False, 0
    for at, mark in enumerate(written):
        if mark == '"' and written[at - 1 : at] != "\\":
            is_quoted = not is_quoted
        elif not is_quoted and mark in "[]":
            depth += 1 if mark == "[" else -1
        elif not is_quoted and depth == 0 and mark == "=":
            return written[:at], mark, written[at + 1 :]
    return written, "", ""


def what_if(
    inputs: Sequence[Input],
    problems: list[Diagnostic],
    run: Run,
    values: Iterable[SetValue],
    progress: Progress | None = None,
) -> WhatIf:
    """Inputs that were found, assessed as they are and with the values in the place of their own."""
    changed = run._replace(set_values=tuple(values), replaced={})
    before, after = check_for_each(inputs, problems, (run, changed), progress)
    return WhatIf(before, after, {path: tuple(found) for path, found in changed.replaced.items()})
