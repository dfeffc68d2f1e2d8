"""Kept results opened: read, held against themselves, and counted again.

`counts`, `scores` and `summary` of a document stand in no report: they follow from the rest, and every format counts
them anew. So one that was written by this version must hold what this version counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from evalrules.base.diagnostics import Diagnostic
from evalrules.model.report import Report
from evalrules.reporters.machine import counted_parts
from evalrules.results.consistency import Contradiction
from evalrules.results.reading import report_from
from evalrules.version import VERSION


def kept_report_from(data: bytes, name: str) -> tuple[Report | None, list[Diagnostic]]:
    """The report behind the bytes of a result document; None with the reasons where it is none, or contradicts itself.

    Problems: those of `evalrules.results.reading.report_from`.
    """
    return report_from(data, name, _recounted)


def digest_of(data: bytes) -> str:
    """The digest of a document by its bytes, `sha256:…`."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _recounted(report: Report, document: Any) -> Iterator[Contradiction]:  # noqa: ANN401 - any JSON value
    if report.engine.version != VERSION:
        return
    for path, value in counted_parts(report):
        stated = document
        for key in path:
            stated = stated.get(key) if isinstance(stated, dict) else stated[key]
        if stated is not None and stated != value:
            yield (
                "$" + "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path),
                ("it is not what the rest of the result gives"),
            )
