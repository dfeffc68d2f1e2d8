"""What an expression names, found once for each: conditions of a ruleset are asked for it over and over."""

from __future__ import annotations

from evalrules.base.records import NamedTuple
from evalrules.base.remembered import Remembered
from evalrules.tree.nodes import Attribute, Expression, Parameter
from evalrules.tree.walk import columns_choosing_rows, facts_in, walk


class Named(NamedTuple):
    """The names in an expression, each once and in reading order.

    `measures` are columns too, those by whose options rows are chosen last; `values` are the numbers of the standard
    that nothing in the expression picks by option.
    """

    measures: tuple[str, ...]
    attributes: tuple[str, ...]
    values: tuple[str, ...]


def _named(node: Expression) -> Named:
    parts = list(walk(node))
    attributes = dict.fromkeys(part.name for part in parts if isinstance(part, Attribute))
    values = dict.fromkeys(part.value for part in parts if isinstance(part, Parameter) and part.key is None)
    measures = dict.fromkeys((*facts_in(node), *columns_choosing_rows(node)))
    return Named(tuple(measures), tuple(attributes), tuple(values))


MOST = 8192
"""Of how many expressions it is remembered: those of the largest standard, and of many mutants of it."""

_NAMED = Remembered(_named, MOST)


def named_in(node: Expression) -> Named:
    """What an expression names itself; not what stands behind derived measures."""
    return _NAMED.of(node)
