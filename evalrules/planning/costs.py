"""What changes cost, and which can be made: the document of `plan --costs`."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping
from fractions import Fraction
from math import floor
from types import MappingProxyType

from evalrules.base.diagnostics import Diagnostic, error, has_errors
from evalrules.base.numbers import parse_number
from evalrules.base.records import NamedTuple
from evalrules.base.source import Node, Record, Scalar
from evalrules.base.suggestions import nearest
from evalrules.model.evidence_paths import EvidencePath, evidence_path_from
from evalrules.model.refs import OptionRef, OwnRef, YearRef, column_from
from evalrules.model.ruleset import Ruleset
from evalrules.planning.levers import Lever
from evalrules.readers.files import read_document

FORMAT = "costs/1"
_KEYS = ("format", "costs", "others")
_TERMS = ("each", "fixed", "most", "changeable", "by")
OTHERS = ("free", "unchangeable")


class Price(NamedTuple):
    """What changing one thing costs, in yuan: `each` unit of it, `fixed` once; by how much it can change at most."""

    each: Fraction | None = None
    fixed: Fraction | None = None
    most: Fraction | None = None
    changeable: bool = True
    by: str = ""


class Costs(NamedTuple):
    """Prices by the path of what they are for; a column without a row is for all its rows, which their own come before.

    `others` says whether what is not named costs nothing, or cannot be changed.
    """

    prices: Mapping[str, Price] = MappingProxyType({})
    others: str = "free"
    is_given: bool = False

    def of(self, place: str) -> Price | None:
        """The price of what stands at a path; None where nobody gave one."""
        if place in self.prices:
            return self.prices[place]
        path = evidence_path_from(place) if self.prices else None
        return self.prices.get(path._replace(row=()).text) if path is not None and path.row else None

    def limited(self, lever: Lever, place: str) -> Lever | None:
        """A lever as far as it may be moved; None where it may not."""
        price = self.of(place)
        if price is None:
            return lever if self.others == "free" else None
        if not price.changeable:
            return None
        if price.most is None or not lever.is_number or lever.have is None:
            return lever
        steps = floor(price.most / lever.step)
        low, high = max(lever.low, lever.have - steps), min(lever.high, lever.have + steps)
        return lever._replace(low=low, high=high) if low < high else None


def read_costs(path: str, ruleset: Ruleset) -> tuple[Costs, tuple[Diagnostic, ...]]:
    """The prices of a file, with everything that is wrong with it (ER620 to ER622, or what reading finds)."""
    document, problems = read_document(path, name=os.path.basename(path))
    found = list(problems)
    root = document.root
    if root is None or has_errors(found):
        return Costs(), tuple(found)
    if not isinstance(root, Record):
        return Costs(), (*found, error("ER620", root.span, key="", expected=", ".join(_KEYS)))
    found += [_unknown(pair.key, _KEYS) for pair in root.pairs if pair.key.text not in _KEYS]
    others = _text(root.get("others")) or "free"
    if others not in OTHERS:
        found.append(error("ER620", root.get("others").span, key=others, expected=" | ".join(OTHERS)))  # type: ignore[union-attr]
    prices: dict[str, Price] = {}
    listed = root.get("costs")
    if listed is not None and not isinstance(listed, Record):
        found.append(error("ER620", listed.span, key=_text(listed), expected="PATH: {each: …}"))
    for pair in listed.pairs if isinstance(listed, Record) else ():
        place = _place(pair.key, ruleset, found)
        price = _price(pair.value, found)
        if place and price is not None:
            prices[place] = price
    return Costs(prices, others, is_given=True), tuple(found)


def _unknown(key: Scalar, known: tuple[str, ...]) -> Diagnostic:
    return error("ER620", key.span, key=key.text, expected=nearest(key.text, known) or ", ".join(known))


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, Scalar) else ""


def _place(key: Scalar, ruleset: Ruleset, found: list[Diagnostic]) -> str:
    """The path that a price is for, as the ruleset names it; ER621 where it leads to nothing of it."""
    path = _path(key.text)
    named = None if path is None else _named(path, ruleset)
    if named is None:
        found.append(error("ER621", key.span, path=key.text, ruleset=ruleset.name))
        return ""
    return named.text


_OF_FACTS = (OwnRef, OptionRef, YearRef)


def _path(text: str) -> EvidencePath | None:
    """A path of evidence, or a column of all rows (`tables.units.computers`), which no value of evidence has."""
    try:
        return evidence_path_from(text)
    except ValueError:
        section, *names = text.split(".")
        return EvidencePath("tables", names[0], names[1]) if section == "tables" and len(names) == 2 else None


def _named(path: EvidencePath, ruleset: Ruleset) -> EvidencePath | None:
    if path.section in ("grades", "points"):
        return path if any(one.id == path.name for one in ruleset.indicators) else None
    if path.section == "tables":
        table = next((one for one in ruleset.tables.values() if path.name in (one.id, one.label.zh)), None)
        columns = () if table is None else (ruleset.measures[own] for own in table.columns)
        column = next((one for one in columns if path.part in (column_from(one.id).column, one.label.zh)), None)
        if table is None or column is None:
            return None
        return path._replace(name=table.id, part=column_from(column.id).column)
    if path.section == "members":
        return path if path.name in ruleset.members else None
    if path.section != "facts":
        return None
    stated = ((one.ref, one.label.zh) for one in ruleset.measures.values() if isinstance(one.ref, _OF_FACTS))
    own = next((ref.measure for ref, label in stated if path.name in (ref.measure, label)), None)
    return None if own is None else path._replace(name=own)


def _price(node: Node, found: list[Diagnostic]) -> Price | None:
    if not isinstance(node, Record):
        found.append(error("ER620", node.span, key=_text(node), expected=", ".join(_TERMS)))
        return None
    before = len(found)
    found += [_unknown(pair.key, _TERMS) for pair in node.pairs if pair.key.text not in _TERMS]
    each, fixed, most = (_amount(node.get(key), key, found) for key in ("each", "fixed", "most"))
    changeable = _text(node.get("changeable")) or "true"
    if changeable not in ("true", "false", "是", "否"):
        found.append(error("ER622", node.get("changeable").span, key="changeable", found=changeable))  # type: ignore[union-attr]
    by = _text(node.get("by"))
    if by and not _is_day(by):
        found.append(error("ER622", node.get("by").span, key="by", found=by))  # type: ignore[union-attr]
    return Price(each, fixed, most, changeable in ("true", "是"), by) if len(found) == before else None


def _amount(node: Node | None, key: str, found: list[Diagnostic]) -> Fraction | None:
    if node is None:
        return None
    value = parse_number(_text(node)) if _text(node) else None
    if value is None or value < 0:
        found.append(error("ER622", node.span, key=key, found=_text(node)))
        return None
    return value


def _is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True
