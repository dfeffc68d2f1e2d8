"""The sections of evidence that few give: each is read by rooms that are imported where somebody gives it.

Most evidence is facts and grades, and loading what reads tables of schools took a tenth of its whole check
(docs/decisions/0003).
"""

from __future__ import annotations

from evalrules.base.source import Node, is_null
from evalrules.frontend.bind_facts import BoundMembers, Facts
from evalrules.model.evidence import Confirmed, Period, Rows, Waiver
from evalrules.model.ruleset import Ruleset

NO_MEMBERS = BoundMembers({}, ())


def bind_members(node: Node | None, facts: Facts, period: Period | None) -> BoundMembers:
    """The section `members`; `period` is that of the evidence."""
    if node is None or is_null(node):
        return NO_MEMBERS
    from evalrules.frontend import bind_members as section

    return section.bind_members(node, facts, period)


def bind_tables(node: Node | None, ruleset: Ruleset, facts: Facts) -> dict[str, Rows]:
    """The section `tables`."""
    if node is None or is_null(node):
        return {}
    from evalrules.frontend import bind_tables as section

    return section.bind_tables(node, ruleset, facts)


def bind_waivers(node: Node | None, facts: Facts) -> tuple[Waiver, ...]:
    """The section `waivers`."""
    if node is None or is_null(node):
        return ()
    from evalrules.frontend import bind_waivers as section

    return section.bind_waivers(node, facts)


def bind_confirmed(node: Node | None, facts: Facts, period: Period | None) -> tuple[Confirmed, ...]:
    """The section `confirmed`, with what rows of tables say of themselves."""
    if node is None and not facts.confirmed:
        return ()
    from evalrules.frontend import bind_confirmed as section

    return section.bind_confirmed(node, facts, period)
