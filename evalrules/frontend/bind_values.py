"""One written value to a typed fact: exactly as written, or refused with a hint; never guessed."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from fractions import Fraction

from evalrules.base.diagnostics import Diagnostic, error, warning
from evalrules.base.form_terms import NO_UNIT
from evalrules.base.numbers import MAX_DIGITS, is_oversized, looks_numeric, number_text, parse_number, plainer_spelling
from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple
from evalrules.base.source import Listing, Node, Record, Scalar
from evalrules.base.suggestions import nearest
from evalrules.base.units import figure_in, written_factor
from evalrules.frontend.names import KIND_OF_TYPE, NUMBER
from evalrules.frontend.spellings import yes_or_no
from evalrules.model.evidence import Bounds, FactValue
from evalrules.model.ruleset import Choice, Indicator, Label, Measure, Ruleset, Value
from evalrules.tree.nodes import Number, Parameter

_RATIO = pattern(r"([0-9]+(?:\.[0-9]+)?)[:：]([0-9]+(?:\.[0-9]+)?)", re.ASCII)
_DAY = pattern(
    r"(?P<year>[0-9]{4})(?:-(?P<m1>[0-9]{1,2})-(?P<d1>[0-9]{1,2})|/(?P<m2>[0-9]{1,2})/(?P<d2>[0-9]{1,2})"
    r"|\.(?P<m3>[0-9]{1,2})\.(?P<d3>[0-9]{1,2})|年(?P<m4>[0-9]{1,2})月(?P<d4>[0-9]{1,2})[日号])",
    re.ASCII,
)
"""A day as offices write it: 2014-12-31, 2014/1/5, 2014.12.31, 2014年12月31日."""


class Bound(NamedTuple):
    """A value that was read, or the problem that it is."""

    value: FactValue
    problem: Diagnostic | None


def bind_value(node: Node, measure: Measure, ruleset: Ruleset, unit: Scalar | None) -> Bound:
    """A written value to the type of its measure, in the measure's unit."""
    if not isinstance(node, Scalar):
        return _refused("ER402", node, measure, expected=_expected(measure), found=_kind_of(node))
    kind = measure.type
    if KIND_OF_TYPE.get(kind) == NUMBER:
        return _asked(_number(node, measure, unit), node, measure, unit)
    if kind == "yesno":
        answer = yes_or_no(node)
        return _wrong(node, measure) if answer is None else Bound(answer, None)
    if kind == "date":
        return _date(node, measure)
    if kind == "text":
        return Bound(node.text, None)
    return _option(node, measure, ruleset)


def bind_bounds(node: Node, measure: Measure, unit: Scalar | None) -> Bound:
    """`between: [low, high]` to bounds in the measure's unit."""
    if KIND_OF_TYPE.get(measure.type) != NUMBER:
        return _refused("ER402", node, measure, expected=_expected(measure), found="between")
    if (
        not isinstance(node, Listing)
        or len(node.items) != 2
        or not all(isinstance(item, Scalar) for item in node.items)
    ):
        return _refused("ER402", node, measure, expected="between: [low, high]", found=_kind_of(node))
    ends = [_number(item, measure, unit) for item in node.items if isinstance(item, Scalar)]
    for end in ends:
        if end.problem is not None:
            return end
    low, high = (end.value.low for end in ends if isinstance(end.value, Bounds))
    if low is not None and high is not None and low > high:
        return _refused(
            "ER403", node, measure, found=f"{number_text(low)} > {number_text(high)}", expected="low <= high"
        )
    return Bound(Bounds(low, high), None)


def full_points(one: Indicator, values: Mapping[str, Value], attributes: Mapping[str, str]) -> Fraction | None:
    """The full points of an indicator for a subject with these attributes, the most of them where the option is open.

    None where a number that could be them is not known.
    """
    if not isinstance(one.full, Parameter):
        return one.full.value if isinstance(one.full, Number) else None
    value = values[one.full.value]
    option = attributes.get(value.by, "")
    numbers = [value.branches[option]] if option in value.branches else list(value.branches.values())
    known = [number for number in numbers if number is not None]
    return max(known) if len(known) == len(numbers) else None


def option_of(choice: Choice, written: str) -> str | None:
    """The option that an id or a label stands for."""
    if written in choice.options:
        return written
    return next((option for option, label in choice.options.items() if written in (label.zh, label.en)), None)


def _number(node: Scalar, measure: Measure, unit: Scalar | None) -> Bound:
    value = None if node.quoted else parse_number(node.text)
    if value is None and measure.type == "ratio":
        value = _ratio(node.text)
    if value is None:
        return _not_a_number(node, measure)
    if unit is None:
        return _in_range(value, node, measure)
    factor = written_factor(unit.text, measure.unit)
    if factor is None:
        return _refused("ER415", unit, measure, found=unit.text, expected=measure.unit or NO_UNIT)
    return _in_range(value * factor, node, measure)


def _asked(found: Bound, node: Scalar, measure: Measure, unit: Scalar | None) -> Bound:
    """The number with a question where it is a percentage of at most 1: a formula may have left 0.4 for 40 %."""
    if measure.type != "percent":
        return found
    value = found.value.exact if isinstance(found.value, Bounds) else None
    is_doubtful = value is not None and 0 < value <= 1
    if value is None or not is_doubtful or found.problem is not None or _carries_percent(node, unit):
        return found
    named = named_measure(measure)
    shown = {"found": number_text(value), "percent": number_text(value * 100)}
    return found._replace(problem=warning("ER494", node.span, **named, **shown))


def _carries_percent(node: Scalar, unit: Scalar | None) -> bool:
    """Whether the author says % of this figure: as its unit, in a workbook by the format of the very cell.

    The column of units of a workbook is printed with the form and says nothing of one figure.
    """
    return unit is not None and (not node.span.sheet or unit.span == node.span)


def _ratio(text: str) -> Fraction | None:
    match = _RATIO.fullmatch(text.strip())
    if match is None:
        return None
    first, second = parse_number(match[1]), parse_number(match[2])
    return None if first is None or not second else first / second


def _not_a_number(node: Scalar, measure: Measure) -> Bound:
    if is_oversized(node.text):
        expected = f"at most {MAX_DIGITS} digits and an exponent within ±100"
        return _refused("ER403", node, measure, found=_short(node.text), expected=expected)
    if node.quoted and parse_number(node.text) is not None:
        return _refused("ER419", node, measure, text=node.text)
    plainer = plainer_spelling(node.text) or figure_in(node.text, measure.unit)
    if plainer:
        return _refused("ER420", node, measure, text=node.text, suggestion=plainer)
    if looks_numeric(node.text):
        return _refused("ER420", node, measure, text=_short(node.text), suggestion="")
    return _wrong(node, measure)


def _in_range(value: Fraction, node: Scalar, measure: Measure) -> Bound:
    if measure.type == "count" and (value.denominator != 1 or value.numerator < 0):
        return _refused("ER403", node, measure, found=node.text, expected="a whole number from 0")
    low, high = measure.low, measure.high
    if (low is not None and value < low) or (high is not None and value > high):
        ends = ["" if end is None else number_text(end) for end in (low, high)]
        return _refused("ER403", node, measure, found=node.text, expected="..".join(ends))
    return Bound(Bounds(value, value), None)


def _date(node: Scalar, measure: Measure) -> Bound:
    written = _DAY.fullmatch("".join(node.text.split()))
    if written is None:
        return _wrong(node, measure)
    month, day = (next(part for at in range(1, 5) if (part := written[f"{key}{at}"])) for key in "md")
    try:
        return Bound(datetime.date(int(written["year"]), int(month), int(day)), None)
    except ValueError:
        return _refused("ER403", node, measure, found=node.text, expected="a day of the calendar")


def _option(node: Scalar, measure: Measure, ruleset: Ruleset) -> Bound:
    if measure.type == "grade":
        labels = ruleset.grade_labels
        names = [(grade, (grade, label.zh, label.en)) for grade, label in labels.items()]
        found = next((grade for grade, named in names if node.text in named), None)
    else:
        choice = ruleset.choices[measure.type]
        labels = choice.options
        found = option_of(choice, node.text)
    if found is not None:
        return Bound(found, None)
    return _refused("ER421", node, measure, found=_short(node.text), **offered(labels, node.text))


def offered(labels: Mapping[str, Label], written: str) -> dict[str, str]:
    """The options that there are, in both languages, and the one that a written text comes nearest to."""
    from evalrules.base.table_words import squeezed  # only who wrote what is none of them pays for it

    folded = {squeezed(name): name for option, label in labels.items() for name in (label.zh, option)}
    known = [name for option, label in labels.items() for name in (option, label.zh)]
    in_english = [option if label.en in ("", option) else f"{option} ({label.en})" for option, label in labels.items()]
    return {
        "expected_zh": "、".join(label.zh or option for option, label in labels.items()),
        "expected_en": ", ".join(in_english),
        "suggestion": folded.get(squeezed(written)) or nearest(written, known),
    }


def _wrong(node: Scalar, measure: Measure) -> Bound:
    return _refused("ER402", node, measure, expected=_expected(measure), found=_short(node.text))


def _refused(code: str, node: Node, measure: Measure, **args: str) -> Bound:
    return Bound(None, error(code, node.span, **named_measure(measure), **args))


def named_measure(measure: Measure) -> dict[str, str]:
    """What sentences about a measure take: its id, its labels and its unit."""
    return {"measure": measure.id, "zh": measure.label.zh, "en": measure.label.en, "unit": measure.unit}


_EXPECTED = {
    "yesno": "是/否 or true/false", "date": "a day such as 2007-09-01", "count": "a whole number from 0",
    "ratio": "a number or 1:19", "text": "text",
}  # fmt: skip


def _expected(measure: Measure) -> str:
    return _EXPECTED.get(measure.type, "a number" if KIND_OF_TYPE.get(measure.type) == NUMBER else "an option")


def _kind_of(node: Node) -> str:
    if isinstance(node, Record):
        years = all(re.fullmatch("[0-9]{4}", pair.key.text) for pair in node.pairs)
        return "a series of years" if node.pairs and years else "a mapping"
    return "a list" if isinstance(node, Listing) else _short(node.text)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}… ({len(text)} characters)"
