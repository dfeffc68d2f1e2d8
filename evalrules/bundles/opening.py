"""An input opened: the evidence in a loose file, a folder or an archive, for as long as it is read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from evalrules.base.diagnostics import Diagnostic, EvalrulesError, error, has_errors, in_order
from evalrules.bundles.discovery import FOLDER, LOOSE, ZIP, Input, discover, evidence_among
from evalrules.bundles.storage import File, Folder, Sealed, Storage, scan
from evalrules.readers.files import STANDARD_INPUT


def loose_file(one: Input) -> File:
    """The file that a loose input is; the folder that holds it is its boundary."""
    path = os.path.abspath(one.path)
    return File(Folder(os.path.dirname(path), is_loose=True), os.path.basename(path), one.shown)


@contextmanager
def opened(one: Input, *, sealed: bool = False) -> Iterator[tuple[File | None, list[Diagnostic]]]:
    """The evidence of an input, for as long as its bundle is open; None where there is none, with the reasons.

    A sealed bundle is verified before anything in it is read as evidence. With `sealed` one without a seal is an error
    (ER026), and so is what can have none (ER046).
    """
    if one.kind == ZIP:
        from evalrules.bundles.archive import open_archive  # only zips pay for zipfile

        archive, problems = open_archive(one.path, shown=one.shown)
        if archive is None:
            yield None, problems
            return
        with archive:
            yield _evidence_in(archive, one, problems, sealed=sealed)
    elif one.kind == FOLDER:
        folder = Folder(os.path.abspath(one.path))
        yield _evidence_in(folder, one, scan(folder, _bundle_name(one)), sealed=sealed)
    else:
        problems = [error("ER046", None, path=one.shown)] if sealed else []
        yield loose_file(one) if one.kind == LOOSE else File(None, STANDARD_INPUT, one.shown), problems


@contextmanager
def opened_alone(path: str) -> Iterator[tuple[File, list[Diagnostic]]]:
    """The one evidence behind a path, with the warnings met on the way; EvalrulesError where there is no single one."""
    found, problems = discover([path])
    if len(found) != 1:
        raise EvalrulesError(in_order(problems or [error("ER019", None, path=path, reason="several subjects")]))
    with opened(found[0]) as (file, more):
        if file is None or has_errors([*problems, *more]):
            raise EvalrulesError(in_order([*problems, *more]))
        yield file, [*problems, *more]


def _bundle_name(one: Input) -> str:
    """How places name the bundle itself: what stands before the evidence in it, "" where it is the only one."""
    return one.shown.removesuffix(one.inside).rstrip("/") if one.inside else one.shown


def _evidence_in(
    storage: Storage, one: Input, problems: list[Diagnostic], *, sealed: bool
) -> tuple[File | None, list[Diagnostic]]:
    from evalrules.bundles.bag import is_bag, verify_bag  # only bundles can be sealed
    from evalrules.bundles.seal_marks import unsealed, weaknesses

    names = storage.names()
    inside = evidence_among(names)
    if len(inside) != 1:
        problems = [*problems, _no_single_evidence(one, inside)]
    if is_bag(storage):
        expected, found = verify_bag(storage, shown=_bundle_name(one))
        weak = [] if has_errors(found) else weaknesses(expected, names, _bundle_name(one))
        problems = [*problems, *found, *weak]
        storage = Sealed(storage, expected)
    else:
        name = _bundle_name(one)
        problems = [*problems, *unsealed(names, name or one.shown, name, is_demanded=sealed)]
    return (File(storage, inside[0], one.shown) if len(inside) == 1 else None), problems


def _no_single_evidence(one: Input, inside: list[str]) -> Diagnostic:
    if inside:
        return error("ER010", None, folder=one.shown, found=", ".join(inside))
    return error("ER019", None, path=one.shown, reason="no evidence in it")
