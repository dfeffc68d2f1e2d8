"""What an indicator lacks for its next better outcome, as text in columns, as far as it can be read off.

Every other row is left: whose gap is searched for on the case, and whose outcome is certain though not everything of it
is known.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction

from sqlglot import exp

from evalrules.base.numbers import number_text
from evalrules.semantics.columns_numbers import Digits, NotInColumns, Quotient, cast_to, literal, sides, total
from evalrules.semantics.columns_plan import IndicatorColumns
from evalrules.semantics.columns_truth import Reader, Tree, is_null, joined, when
from evalrules.semantics.shortfalls import Bound, Shortfalls

_MOST_LISTED = 6
"""Of so many facts every combination has a text of its own."""

_CONTRARY = {">=": exp.LT, ">": exp.LTE, "<=": exp.GT, "<": exp.GTE}


def gap_in_columns(one: IndicatorColumns, reader: Reader, column: Tree) -> Tree | None:
    """The gap of an indicator as `{…}`, NULL in a row that has none; None: never any. `column` holds its bits."""
    shortfalls = Shortfalls(one.plan, reader.nobody)
    if one.is_by_panel:
        return _of_panel(one, shortfalls, reader, column)
    arms = []
    for rank, outcome in enumerate(one.plan.every):
        if rank:
            is_it = one.is_at(rank, column)
            asked = shortfalls.asked.get(outcome.text)
            text = None if asked is None else _of_bounds(one.plan.indicator.id, outcome.text, *asked, is_it, reader)
            if text is None:
                reader.leave(is_it)
            else:
                _leave_unknown(one, is_it, reader)
                arms.append((is_it, text))
    return when(arms, exp.Null()) if arms else None


def _leave_unknown(one: IndicatorColumns, is_it: Tree, reader: Reader) -> None:
    """Leave a row whose outcome is certain though a fact of the indicator is not known."""
    facts = dict.fromkeys(own for guard in one.plan.guards for own in reader.facts(guard.root))
    unknown = [is_null(reader.held[own].tree) if own in reader.held else exp.true() for own in facts]
    if unknown:
        reader.leave(joined(exp.And, [is_it, joined(exp.Or, unknown)]))


def _of_panel(one: IndicatorColumns, shortfalls: Shortfalls, reader: Reader, column: Tree) -> Tree | None:
    """What a ceiling asks for that lowers a panel's grade."""
    if not one.plan.caps:
        return None
    (start, to), flags = shortfalls.flags
    last = len(one.plan.every) - 1
    for rank in sorted({cap.limit for cap in one.plan.caps}):
        lowered = one.is_at(rank, column)
        if rank == last:
            reader.leave(lowered if one.said is None else joined(exp.And, [lowered, is_null(one.said)]))
        better = _said_better(one, rank)
        if better is not None and not (flags and rank == 1):
            reader.leave(joined(exp.And, [lowered, better]))
    better = _said_better(one, 1)
    if not flags or better is None:
        return None
    held = [flag for flag in flags if flag in reader.held]
    if not held:
        return None
    is_it, own = joined(exp.And, [one.is_at(1, column), better]), one.plan.indicator.id
    if len(held) > _MOST_LISTED:
        changes = [
            when(((is_false, exp.Literal.string(_of_flag(flag))),), exp.Null())
            for flag, is_false in ((flag, _is_false(reader, flag)) for flag in held)
        ]
        return when(((is_it, _gap(own, start, to, changes)),), exp.Null())
    return when(((is_it, _listed_gap(own, start, to, held, reader)),), exp.Null())


def _listed_gap(own: str, start: str, to: str, flags: Sequence[str], reader: Reader) -> Tree:
    """The gap as a text of a list that has one for whatever facts do not hold: pieces would be joined in every row."""
    head, texts = _head(own, start, to), []
    for number in range(1 << len(flags)):
        changes = ",".join(_of_flag(flag) for at, flag in enumerate(flags) if number >> at & 1)
        texts.append(exp.Literal.string(f"{head}{changes}]}}"))
    place: Tree = exp.Literal.number(1)
    for at, flag in enumerate(flags):
        digit = when(((_is_false(reader, flag), exp.Literal.number(1 << at)),), exp.Literal.number(0))
        place = exp.Add(this=place, expression=digit)
    return exp.Anonymous(this="list_extract", expressions=[exp.Array(expressions=texts), place])


def _is_false(reader: Reader, flag: str) -> Tree:
    return exp.Not(this=exp.Coalesce(this=reader.held[flag].tree.copy(), expressions=[exp.true()]))


def _of_flag(flag: str) -> str:
    """A yes/no fact that does not hold as JSON."""
    return f'{{"measure":{_json(flag)},"have":false,"op":"==","need":true,"short":null}}'


def _said_better(one: IndicatorColumns, rank: int) -> Tree | None:
    """That the panel states an outcome better than that of a rank."""
    if one.said is None:
        return None
    return exp.LT(this=one.said.copy(), expression=exp.Literal.number(rank))


def _of_bounds(own: str, start: str, to: str, bounds: tuple[Bound, ...], is_it: Tree, reader: Reader) -> Tree | None:
    """The comparisons that the next better outcome fails; None where columns cannot write one of them."""
    changes: list[Tree] = []
    for bound in bounds:
        measure, op, limit = bound.threshold
        if bound.share is not None:
            _leave_share(bound, is_it, reader)
            continue
        if measure not in reader.held:
            return None
        have, edge = reader.held[measure], literal(Fraction(limit)).above
        short = total("-", literal(Fraction(bound.need)).above, have)
        text = _change(measure, _text(have), bound.op, json.dumps(number_text(Fraction(bound.need))),
                       _text(short._replace(tree=exp.Abs(this=short.tree))))  # fmt: skip
        one, other = sides(Quotient(have, None), Quotient(edge, None))
        changes.append(when(((_CONTRARY[op](this=one, expression=other), text),), exp.Null()))
    return _gap(own, start, to, changes) if changes else exp.Null()


def _leave_share(bound: Bound, is_it: Tree, reader: Reader) -> None:
    """Leave a row that lacks something of a share: what it has, and lacks, is a fraction."""
    measure, op, limit = bound.threshold
    formula = reader.ruleset.measures[measure].value
    if formula is None:
        raise NotInColumns(f"the share {measure}")
    if all(name in reader.held for name in reader.facts(formula.root)):
        one, other = sides(reader.number(formula.root), literal(Fraction(limit)))
        reader.leave(joined(exp.And, [is_it, _CONTRARY[op](this=one, expression=other)]))


def _gap(own: str, start: str, to: str, changes: Sequence[Tree]) -> Tree:
    return concat(_head(own, start, to), with_commas(changes), "]}")


def _head(own: str, start: str, to: str) -> str:
    return f'{{"indicator":{_json(own)},"from":{_json(start)},"to":{_json(to)},"changes":['


def _change(measure: str, have: Tree, op: str, need: str, short: Tree) -> Tree:
    """One comparison as JSON."""
    head, middle = f'{{"measure":{_json(measure)},"have":"', f'","op":{_json(op)},"need":{need},"short":"'
    return concat(head, have, middle, short, '"}')


def _text(value: Digits) -> Tree:
    """A number as results write it: without zeros at its end."""
    found: Tree = cast_to(value.tree.copy(), "VARCHAR")
    if value.places:
        for end in ("0", "."):
            found = exp.Anonymous(this="rtrim", expressions=[found, exp.Literal.string(end)])
    return found


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def with_commas(texts: Sequence[Tree]) -> Tree:
    """Texts with commas between them, of which some may be NULL."""
    return exp.Anonymous(this="concat_ws", expressions=[exp.Literal.string(","), *(one.copy() for one in texts)])


def concat(*parts: Tree | str) -> Tree:
    """Texts one after the other."""
    listed = [exp.Literal.string(one) if isinstance(one, str) else one.copy() for one in parts]
    return exp.Anonymous(this="concat", expressions=listed)
