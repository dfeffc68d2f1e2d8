"""The queries of a table for other databases than the one that they are made for: the same trees, printed for each.

Whatever means something else there is rewritten by a table; a function that stands in no table is not said, so that
nothing is ever guessed. Verdicts, which are lists here, are joined there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import sqlglot
from sqlglot import exp

from evalrules.base.records import NamedTuple
from evalrules.batch.conclusion import Layout
from evalrules.batch.duckdb_query import VERDICTS, TableQuery
from evalrules.semantics.columns_numbers import NotInColumns

Tree: TypeAlias = exp.Expr
Twin: TypeAlias = Callable[[Any], Tree]

SOURCE, ROW = "source", "row_at"
"""The table that is read, and the number of a row of it from 0."""

_END = "(?![^a]|a)"
"""The end of a text and nothing else, in every dialect of patterns, without a backslash."""


class Dialect(NamedTuple):
    """How a database differs: its name in sqlglot, how nodes are said there, whether queries within are kept apart.

    Where they are not, a database may put what is worked out once in all the places where it is used.
    """

    name: str
    twins: Mapping[type, Twin]
    is_kept_apart: bool


# -- what is said in another way ---------------------------------------------------------------------------------------


def _matches(text: Tree, expression: str) -> Tree:
    return exp.RegexpLike(this=text, expression=exp.Literal.string(expression))


def _full_match(node: Any) -> Tree:  # noqa: ANN401 - a node of the kind in the table
    """A pattern that the whole text has."""
    return exp.paren(_matches(node.this, f"^(?:{node.expression.name}){_END}"))


def _any_match(node: Any) -> Tree:  # noqa: ANN401 - as above
    """A pattern that is somewhere in the text."""
    return exp.paren(_matches(node.this, node.expression.name))


def _tried(node: Any) -> Tree:  # noqa: ANN401 - as above
    """A number where plain digits stand, fewer than its type holds; others may try more, and less."""
    whole, places = 18, 0
    if node.to.expressions:
        width, places = (int(one.name) for one in node.to.expressions)
        whole = width - places
    digits = f"-?[0-9]{{1,{whole}}}" + (f"([.][0-9]{{1,{places}}})?" if places else "")
    is_it = _matches(node.this.copy(), f"^{digits}{_END}")
    return exp.Case(ifs=[exp.If(this=is_it, true=exp.Cast(this=node.this, to=node.to))], default=exp.Null())


def _joined_texts(node: Any) -> Tree:  # noqa: ANN401 - as above
    """Texts one after the other, in which what is not known is nothing."""
    texts = [one if one.is_string else exp.cast(one, "VARCHAR", dialect="duckdb") for one in node.expressions]
    return exp.Anonymous(this="concat_ws", expressions=[exp.Literal.string(""), *texts])


def _joined_by(node: Any) -> Tree:  # noqa: ANN401 - as above
    first, *others = node.expressions
    texts = [exp.cast(one, "VARCHAR", dialect="duckdb") for one in others]
    return exp.Anonymous(this="concat_ws", expressions=[first, *texts])


def _by_bytes(node: Any) -> Tree:  # noqa: ANN401 - as above
    """Between two texts by their bytes, not by the order of a language."""
    if node.args["low"].is_string:
        node.set("this", exp.Collate(this=exp.paren(node.this), expression=exp.to_identifier("C", quoted=True)))
    return exp.paren(node)


def _in_array(place: Tree, words: Sequence[str | None]) -> Tree:
    """What stands at a place, from 1 on: as arms, which every database has."""
    ifs = [
        exp.If(this=exp.Literal.number(at), true=exp.Literal.string(word))
        for at, word in enumerate(words, 1)
        if word is not None
    ]
    return exp.Case(this=place, ifs=ifs, default=exp.Null()) if ifs else exp.Null()


def _of_several(node: Any) -> Tree:  # noqa: ANN401 - as above
    """The least or the greatest of several; of one, that."""
    found: Tree = node if node.expressions else node.this
    return found


_EVERYWHERE: Mapping[type, Twin] = {
    exp.RegexpFullMatch: _full_match,
    exp.RegexpLike: _any_match,
    exp.TryCast: _tried,
    exp.Concat: _joined_texts,
    exp.ConcatWs: _joined_by,
    exp.Greatest: _of_several,
    exp.Least: _of_several,
}

POSTGRES = Dialect("postgres", {**_EVERYWHERE, exp.Between: _by_bytes}, is_kept_apart=True)

SPARK = Dialect("spark", _EVERYWHERE, is_kept_apart=False)

SAME: tuple[type, ...] = (
    exp.Abs, exp.Case, exp.Cast, exp.Coalesce, exp.Greatest, exp.If, exp.Least, exp.Nullif, exp.Round,
    exp.RegexpLike, exp.Substring, exp.Trim, exp.And, exp.Or, exp.Min, exp.Collate,
)  # fmt: skip
"""The functions that mean the same everywhere: least and greatest pass over what is not known."""

_LISTED = "list_extract"
_VARIABLE = "getvariable"


def _refuse_unknown(tree: Tree, dialect: Dialect) -> None:
    """Raises NotInColumns for a function of which it is not known what it means elsewhere."""
    for node in tree.find_all(exp.Func):
        if isinstance(node, exp.Anonymous) and node.name == "concat_ws":
            continue
        if not isinstance(node, SAME):
            raise NotInColumns(f"{type(node).__name__} in {dialect.name}")


def _rewritten(tree: Tree, dialect: Dialect, lists: Mapping[str, Sequence[str | None]]) -> Tree:
    """A query in which everything is said as the dialect has it, from the inside out."""
    for node in reversed(list(tree.walk())):
        found: Tree | None = None
        if isinstance(node, exp.Anonymous) and node.name.lower() == _LISTED:
            found = _looked_up(node, lists)
        elif type(node) in dialect.twins:
            found = dialect.twins[type(node)](node.copy())
        if found is not None:
            node.replace(found)
    _refuse_unknown(tree, dialect)
    if dialect.is_kept_apart:
        for at, one in enumerate(tree.find_all(exp.Subquery)):
            one.this.set("offset", exp.Offset(expression=exp.Literal.number(0)))
            if not one.alias:
                one.set("alias", exp.TableAlias(this=exp.to_identifier(f"q{at}")))
    return tree


def _looked_up(node: Any, lists: Mapping[str, Sequence[str | None]]) -> Tree:  # noqa: ANN401 - as above
    """What stands in a list: of verdicts the column of the table that is joined, of others the text at the place."""
    variable, place = node.expressions
    if isinstance(variable, exp.Array):
        return _in_array(place.copy(), [one.name for one in variable.expressions])
    name = variable.expressions[0].name
    if name == "codes":
        return exp.Null()
    if name.startswith(f"{VERDICTS}_"):
        return exp.column(name.removeprefix(f"{VERDICTS}_"), table="v")
    return _in_array(place.copy(), lists[name])


def lists_in(query: TableQuery, layout: Layout) -> list[str]:
    """The names of the lists in which a query looks texts up."""
    tree = _parsed(query.rows(layout))
    names = {one.expressions[0].name for one in tree.find_all(exp.Anonymous) if one.name.lower() == _VARIABLE}
    return sorted(name for name in names if name != "codes" and not name.startswith(f"{VERDICTS}_"))


def _parsed(text: str) -> exp.Select:
    found = sqlglot.parse_one(text, read="duckdb")
    if not isinstance(found, exp.Select):
        raise NotInColumns(type(found).__name__)
    return found


# -- the queries -------------------------------------------------------------------------------------------------------


def keys_elsewhere(query: TableQuery, dialect: Dialect) -> str:
    """Each key that occurs, with the number of the first row that has it."""
    tree = _parsed(query.keys())
    tree.set("expressions", [exp.column("own"), exp.alias_(exp.Min(this=exp.column("n")), "first")])
    tree.set("where", exp.Where(this=exp.Not(this=exp.column("is_left"))))
    return _rewritten(tree, dialect, {}).sql(dialect.name)


def rows_elsewhere(
    query: TableQuery, layout: Layout, dialect: Dialect, lists: Mapping[str, Sequence[str | None]]
) -> str:
    """The rows of the result with their numbers (`n`), in no order; verdicts are joined, a table of that name."""
    tree = _parsed(query.rows(layout))
    tree.set("order", None)
    source = tree.args["from_"].this
    source.set("alias", exp.TableAlias(this=exp.to_identifier("t")))
    if not tree.args.get("joins"):
        tree = tree.join(VERDICTS, on="t.own = v.own", join_type="left", join_alias="v", dialect="duckdb")
    tree = tree.select(exp.column("n", table="t"))
    return _rewritten(tree, dialect, lists).sql(dialect.name)
