"""What a ruleset says must hold in every evidence: `checks`, of its own and below its tables."""

from __future__ import annotations

from evalrules.base.diagnostics import error
from evalrules.base.source import Listing, Node, Record, Scalar
from evalrules.frontend.draft import Draft
from evalrules.frontend.fields import label_of, scalar_of
from evalrules.model.refs import ColumnRef, measure_from
from evalrules.model.ruleset import Check, Label
from evalrules.tree.nodes import Agrees, Expression, Fact, Listed, Matched
from evalrules.tree.walk import walk


def checks_of(draft: Draft, record: Record, table: str = "") -> tuple[Check, ...]:
    """The checks of a ruleset or, with `table`, of that table: conditions, alone or with the words that say them."""
    listed = record.get("checks")
    found = [_check(draft, item, table) for item in (listed.items if isinstance(listed, Listing) else ())]
    return tuple(check for check in found if check is not None)


def _check(draft: Draft, item: Node, table: str) -> Check | None:
    written = scalar_of(item, "need") if isinstance(item, Record) else item
    if not isinstance(written, Scalar):
        return None
    condition = draft.condition(written, table=table, is_check=bool(table))
    if condition is None:
        return None
    if table and not any(_is_of_row(node, table) for node in walk(condition.root)):
        draft.problems.append(error("ER332", written.span, text=condition.text, table=table))
        return None
    words = label_of(item, "") if isinstance(item, Record) else Label("", "")
    return Check(condition, words if words.zh else None)


def _is_of_row(node: Expression, table: str) -> bool:
    """Whether a part of a condition looks at the row at hand."""
    if isinstance(node, Matched | Listed | Agrees):
        return True
    ref = measure_from(node.measure) if isinstance(node, Fact) else None
    return isinstance(ref, ColumnRef) and ref.table == table
