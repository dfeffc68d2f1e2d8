"""What a batch was made of and came to, as JSON: whoever has the tables and the ruleset can make it again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from evalrules.batch.fetching import Source
from evalrules.batch.run import Batch, RowInput
from evalrules.version import NAME, SEMANTICS, VERSION

if TYPE_CHECKING:
    from evalrules.semantics.columns_plan import Unsaid

FORMAT = "batch/1"


def manifest_of(batch: Batch, output: dict[str, Any], unsaid: Sequence[Unsaid] = ()) -> str:
    """The manifest of a batch that is done; `output` says where the result is, beside which it lies, with its digests.

    `unsaid` is what columns cannot say of the ruleset, where they were asked.
    """
    ruleset = batch.ruleset
    found: dict[str, Any] = {
        "format": FORMAT,
        "engine": {"name": NAME, "version": VERSION, "semantics": SEMANTICS, "batch": batch.engine},
        "ruleset": {
            "id": ruleset.id, "edition": ruleset.edition, "revision": ruleset.revision, "digest": ruleset.digest,
        },
        "inputs": [
            {
                "path": one.name, "sha256": one.sha256, "rows": one.rows, "columns": dict(one.columns),
                **({"by_rows": batch.unsaid[at]} if at in batch.unsaid else {}),
                **_source(batch.sources.get(at)),
            }
            for at, one in enumerate(batch.inputs)
        ],
        **({"rows": [_rows(one, batch) for one in batch.row_inputs]} if batch.row_inputs else {}),
        "output": {**output, "columns": list(batch.layout.names)},
        "counts": {
            **{name: batch.counts[name] for name in ("rows", "decided", "undetermined", "refused")},
            "levels": {level.id: batch.levels[level.id] for level in ruleset.levels},
            "required": {
                "level": ruleset.required,
                "reached": batch.standings[True],
                "not_reached": batch.standings[False],
                "open": batch.standings[None],
            },
            "barred": dict(sorted(batch.barred.items())),
            "ways": {name: batch.counts[name] for name in ("columns", "quick", "exact")},
        },
        "nearest": [
            {
                "id": one.assessment.subject.id or None, "name": one.assessment.subject.name or None,
                "period": one.assessment.period or None, "place": one.place, "changes": one.changes,
            }
            for one in batch.below.nearest().rows
        ],
        "unsaid": [{"indicator": one.indicator, "what": one.what} for one in unsaid],
    }  # fmt: skip
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _source(source: Source | None) -> dict[str, Any]:
    """Where a table comes from that was no file, and the digest of what was answered as CSV with a heading."""
    if source is None:
        return {}
    copied = source.fetched
    return {"source": {"address": source.table.address, "query": copied.query, "sha256": copied.sha256}}


def _rows(one: RowInput, batch: Batch) -> dict[str, Any]:
    name, sha256, rows, columns = one.input
    return {"table": one.table, "path": name, "sha256": sha256, "rows": rows, "columns": dict(columns)} | (
        _source(batch.sources.get(one.table))
    )
