"""The text of indicators, for who has many subjects: that of their plain data (reporters.document_parts).

What an indicator says of every subject that stands alike is joined once, in a function of its own between whose texts
only the facts, their places and the distances are put. Distances are those of whole numbers: no decimal is made for
one. What cites a paper, hangs on rows, or is no plain figure where one is asked for, is written the whole way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from json.encoder import encode_basestring as quoted
from typing import Any, TypeAlias

from evalrules.base.records import NamedTuple
from evalrules.model.assessment import FactUse, Finding, Requirement, Titles
from evalrules.model.result_shapes import FACT, FINDING
from evalrules.reporters.document_parts import figure_text, requirement_text
from evalrules.reporters.figures import AT_LEAST, AT_MOST, Compared, Scaled, compared, scaled_of
from evalrules.reporters.json_text import quoted_plain
from evalrules.reporters.shaped import listed_text, record_text

MOST_DIGITS = 20
"""Distances of figures with more decimals are found the whole way."""

Function: TypeAlias = Callable[..., str]


_FACTS, _PLACE = Finding._fields.index("facts"), Finding._fields.index("place")


class _About(NamedTuple):
    """A fact of an indicator: its text about its value and its place, and of which type a requirement wants it.

    `asked` is int for a number, bool for yes or no, None where nothing is asked of it.
    """

    measure: str
    unit: str
    before: str
    between: str
    after: str
    asked: type | None


class FindingText:
    """An indicator but for its facts and its place, and what writes it with these."""

    def __init__(self, one: Finding, titles: Titles, margin: str) -> None:
        self._head, self._middle, self._tail = one[:_FACTS], one[_FACTS + 1 : _PLACE], one[_PLACE + 1 :]
        self._rounds = titles.roundings
        self._inner = margin + " "
        asked = compared(one, titles)
        self._is_plain = all(_is_plain(each, titles) for each in asked)
        types = {each.requirement.measure: bool if type(each.need) is bool else int for each in asked}
        self._facts = tuple(_about(use, self._inner + " ", types.get(use.measure)) for use in one.facts)
        self._each = tuple((about.measure, about.unit, about.asked) for about in self._facts)
        self._value_margin = self._inner + "  "
        self._is_plain &= types.keys() <= {use.measure for use in one.facts}
        self._asked = asked
        self._digits = max([number[1] for each in asked if (number := _limit(each)) is not None], default=0)
        told = record_text(FINDING, one._replace(facts=(), place=""), margin)
        self._before, rest = told.split(f'{self._inner}"facts": []')
        self._between, self._after = rest.split(f'{self._inner}"place": ""')
        self._margin = margin
        self._functions: dict[int, Function] = {}

    def is_of(self, one: Finding, titles: Titles) -> bool:
        """Whether a finding says the same but for its facts and its place."""
        is_same = one[:_FACTS] == self._head and one[_PLACE + 1 :] == self._tail
        return is_same and one[_FACTS + 1 : _PLACE] == self._middle and titles.roundings == self._rounds

    def text(self, one: Finding) -> str | None:
        """The text with the facts of a finding; None where it has to be written the whole way."""
        if not self._is_plain or len(one.facts) != len(self._facts):
            return None
        digits = self._digits
        numbers: list[Any] = []
        texts: list[str] = []
        for use, (measure, unit, asked) in zip(one.facts, self._each, strict=True):
            own, value, own_unit, place, attachment, page = use
            if own != measure or own_unit != unit or attachment or page:
                return None
            if asked is int and value is not None:
                number = scaled_of(value) if value.__class__ is str else None
                if number is None:
                    return None
                numbers.append(number)
                digits = max(digits, number[1])
                texts.append(f'"{value}"')
            elif asked is bool and value is not None and value.__class__ is not bool:
                return None
            else:
                numbers.append(value)
                texts.append(figure_text(value, self._value_margin))
            texts.append(quoted(place) if place.isprintable() else quoted_plain(place))
        if digits > MOST_DIGITS:
            return None
        function = self._functions.get(digits) or self._written(digits)
        wholes = [
            (one[0] if one[1] == digits else one[0] * 10 ** (digits - one[1])) if one.__class__ is tuple else one
            for one in numbers
        ]
        return function(*wholes, *texts, quoted_plain(one.place))

    def _written(self, digits: int) -> Function:
        """The function for figures of so many decimals: of numbers, texts and places of facts, and the place."""
        names = [f"n{at}" for at in range(len(self._facts))]
        names += [name for at in range(len(self._facts)) for name in (f"v{at}", f"p{at}")]
        lines = [f"def text({', '.join((*names, 'place'))}):"]
        for at, about in enumerate(self._facts):
            lines += _lines_of(self._asked, at, about, digits, self._inner + " ")
        space: dict[str, Any] = {}
        exec("\n".join([*lines, f" return f{self._told()!r}"]), space)  # noqa: S102 - no word from outside but in constants
        function: Function = space["text"]
        self._functions[digits] = function
        return function

    def _told(self) -> str:
        """The whole text, with names for what is put in."""
        inner = self._inner
        facts = [
            f"{_literal(one.before)}{{v{at}}}{_literal(one.between)}{{p{at}}}{_literal(one.after)}"
            for at, one in enumerate(self._facts)
        ]
        before, between = f'{self._before}{inner}"facts": ', f'{self._between}{inner}"place": '
        told = f"{_literal(before)}{listed_text(facts, inner)}{_literal(between)}{{place}}"
        if not self._asked:
            return told + _literal(self._after)
        asked = listed_text([f"{{x{at}}}" for at in range(len(self._asked))], inner)
        after = self._after[: -len(self._margin) - 1]
        return f'{told}{_literal(after)},{inner}"requirements": {asked}{self._margin}}}}}'


def _about(use: FactUse, margin: str, asked: type | None) -> _About:
    inner = margin + " "
    told = record_text(FACT, use._replace(value="", place="", attachment="", page=""), margin)
    before, rest = told.split(f'{inner}"value": ""')
    between, after = rest.split(f'{inner}"place": ""')
    return _About(use.measure, use.unit, f'{before}{inner}"value": ', f'{between}{inner}"place": ', after, asked)


def _literal(text: str) -> str:
    """A text as it stands in a formatted one."""
    return text.replace("{", "{{").replace("}", "}}")


# -- what is asked for -------------------------------------------------------------------------------------------------


def _limit(asked: Compared) -> Scaled | None:
    """A limit that is a plain number."""
    return scaled_of(asked.need) if type(asked.need) is str else None


def _is_plain(asked: Compared, titles: Titles) -> bool:
    """Whether a figure is held against a number, or yes or no is asked for, of a measure that is as it is stated."""
    one: Requirement = asked.requirement
    if one.have is not None or not one.measure or one.measure in titles.roundings:
        return False
    if type(asked.need) is bool:
        return one.op == "=="
    limit = _limit(asked)
    return limit is not None and limit[1] <= MOST_DIGITS and one.op in AT_LEAST + AT_MOST


_PUT_IN = "\x01put in\x01"
"""Stands for what there is, and for a distance: no name in a ruleset holds it."""


def _lines_of(asked: tuple[Compared, ...], at: int, about: _About, digits: int, margin: str) -> Iterator[str]:
    """The lines that make the texts of what is asked of one fact."""
    mine = [(number, one) for number, one in enumerate(asked) if one.requirement.measure == about.measure]
    if not mine:
        return
    yield f" if n{at} is None:"
    for number, one in mine:
        yield f"  x{number} = {requirement_text(one._replace(have=None, holds=None, lacks=None, spare=None), margin)!r}"
    yield " else:"
    for number, one in mine:
        yield from (
            _yes_or_no(one, number, at, margin) if about.asked is bool else _distance(one, number, at, digits, margin)
        )


def _yes_or_no(one: Compared, number: int, at: int, margin: str) -> Iterator[str]:
    texts = [
        requirement_text(one._replace(have=have, holds=have == one.need, lacks=None, spare=None), margin)
        for have in (True, False)
    ]
    yield f"  x{number} = {texts[0]!r} if n{at} else {texts[1]!r}"


def _distance(one: Compared, number: int, at: int, digits: int, margin: str) -> Iterator[str]:
    whole, more = _limit(one) or (0, 0)
    yield f"  d = n{at} - {whole * 10 ** (digits - more)}"
    apart = "d if d >= 0 else -d"
    if digits:
        yield f"  q, r = divmod({apart}, {10**digits})"
        shown = 'f"{q}.{r}"' if digits == 1 else f'f"{{q}}.{{r:0{digits}d}}".rstrip("0")'
        yield f"  e = {shown} if r else q"
    else:
        yield f"  e = {apart}"
    known = one._replace(have=_PUT_IN)
    reached = _between(requirement_text(known._replace(holds=True, spare=_PUT_IN, lacks=None), margin), at)
    lacking = _between(requirement_text(known._replace(holds=False, spare=None, lacks=_PUT_IN), margin), at)
    yield f"  x{number} = {reached} if d {one.requirement.op} 0 else {lacking}"


def _between(told: str, at: int) -> str:
    """The expression of a text in which what there is, and a distance, are put."""
    before, between, after = told.split(quoted(_PUT_IN))
    whole = f'{_literal(before)}{{v{at}}}{_literal(between)}"{{e}}"{_literal(after)}'
    return f"f{whole!r}"
