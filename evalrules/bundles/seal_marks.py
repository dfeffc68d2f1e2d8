"""What shows of a seal besides whether it holds: that one is gone, and that one is weak."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from evalrules.base.diagnostics import Diagnostic, error, warning
from evalrules.bundles.bag import FETCH, INFO, PAYLOAD
from evalrules.bundles.discovery import evidence_among
from evalrules.bundles.manifest import is_manifest
from evalrules.bundles.storage import file_place

FORGEABLE = ("md5", "sha1")
"""Algorithms for which two files of one digest can be made."""


def unsealed(names: Sequence[str], path: str, shown: str, *, is_demanded: bool) -> list[Diagnostic]:
    """What is to be said of a bundle without a seal: a warning where it had one (ER047), an error where it needs one
    (ER026).
    """
    traces = traces_in(names)
    found = [warning("ER047", file_place(shown), path=path, found=", ".join(traces))] if traces else []
    return [*found, error("ER026", None, path=path)] if is_demanded else found


def traces_in(names: Sequence[str]) -> list[str]:
    """The files of an unsealed bundle that only sealing makes: metadata, tag manifests, evidence below data/."""
    at_root = [name for name in names if name in (*INFO, FETCH) or is_manifest(name)]
    return [*at_root, *(name for name in evidence_among(names) if name.startswith(PAYLOAD))]


def weaknesses(verified: Mapping[str, tuple[str, str]], names: Sequence[str], shown: str) -> list[Diagnostic]:
    """A warning for each weakness of a seal that holds (ER048): forgeable digests, tag files that nothing covers, a
    weaker algorithm for some files than for others. `verified` gives the strongest algorithm of each file.
    """
    return [warning("ER048", file_place(shown), reason=reason) for reason in _reasons(verified, names)]


def _reasons(verified: Mapping[str, tuple[str, str]], names: Sequence[str]) -> Iterator[str]:
    payload = _algorithms(verified, is_payload=True)
    tags = _algorithms(verified, is_payload=False)
    if payload and payload[0] in FORGEABLE:
        yield f"no stronger digests of the payload than {payload[0]}"
    if not any(is_manifest(name) and name.startswith("tag") for name in names):
        yield "no tag manifest, so that manifests and bag-info.txt can be edited"
    every = sorted({*payload, *tags}, key=_strength)
    if every and _strength(every[0]) < _strength(every[-1]):
        yield f"digests of unequal strength: {every[0]}, {every[-1]}"


def _algorithms(verified: Mapping[str, tuple[str, str]], *, is_payload: bool) -> list[str]:
    """The strongest algorithms of files, the weakest of them first."""
    found = {algorithm for name, (algorithm, _) in verified.items() if name.startswith(PAYLOAD) is is_payload}
    return sorted(found, key=_strength)


def _strength(algorithm: str) -> int:
    return hashlib.new(algorithm).digest_size
