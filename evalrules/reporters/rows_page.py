"""How the rows of a batch stand, as one HTML file: in all, by period, by province and city, by indicator.

What is counted here stands in the result, so that everybody can count it again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from evalrules.base.languages import LANGUAGES
from evalrules.base.numbers import Rounding, number_text, rounded
from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple
from evalrules.model.assessment import Assessment
from evalrules.model.outcome import MET, NOT_APPLICABLE, NOT_MET, SCORED, outcome_from, outcomes_graded
from evalrules.model.ruleset import Indicator, Ruleset
from evalrules.reporters.html.plain_page import page_of_sections
from evalrules.reporters.page import Writer
from evalrules.reporters.phrases import say
from evalrules.reporters.provinces import PROVINCES
from evalrules.reporters.ranking import OF_CODE
from evalrules.reporters.sections import Section, Table

REACHED, NOT_REACHED, OPEN, REFUSED = STANDS = ("yes_count", "no_count", "open_count", "not_evaluated")
"""How a row stands to the level that is asked for, by the phrase that says so."""

_GRADE = "grade."
_CODE = pattern(r"[0-9]{6}([0-9]{3})?([0-9]{3})?")
_SHARE = Rounding(1, "half_up")
MOST_REGIONS = 400


class Counted(NamedTuple):
    """The rows of a result, counted by how they stand: by period, by province and by city (of
    the first two and four digits of their codes); of each indicator the rows by what it came to, "" where it is open.
    """

    periods: dict[str, Counter[str]]
    provinces: dict[str, Counter[str]]
    cities: dict[str, Counter[str]]
    indicators: dict[str, Counter[str]]


def counted(names: Sequence[str], rows: Iterable[Sequence[str | None]], ruleset: Ruleset) -> Counted:
    """The rows of a result under its column names, counted as they come."""
    at = {name: number for number, name in enumerate(names)}
    own, period, status, possible = (at[name] for name in ("id", "period", "status", "possible"))
    grades = [(name.removeprefix(_GRADE), number) for name, number in at.items() if name.startswith(_GRADE)]
    lower = frozenset(level.id for level in ruleset.levels[ruleset.level_rank(ruleset.required) + 1 :])
    found = Counted({}, {}, {}, {name: Counter() for name, _ in grades})
    for row in rows:
        stand = _stand(row[status], row[possible] or "", lower)
        found.periods.setdefault(row[period] or "", Counter())[stand] += 1
        code = (row[own] or "").removeprefix("'")
        if _CODE.fullmatch(code):
            found.provinces.setdefault(code[:2], Counter())[stand] += 1
            found.cities.setdefault(code[:4], Counter())[stand] += 1
        if stand != REFUSED:
            for name, number in grades:
                grade = row[number] or ""
                found.indicators[name]["" if "," in grade else grade] += 1
    return found


def _stand(status: str | None, possible: str, lower: frozenset[str]) -> str:
    if status == "refused":
        return REFUSED
    levels = {level in lower for level in possible.split(",")}
    return OPEN if len(levels) > 1 else NOT_REACHED if True in levels else REACHED


def overview_of_rows(
    found: Counted, ruleset: Ruleset, nobody: Assessment, lines: Sequence[str], nearest: Section | None, language: str
) -> str:
    """The page: `lines` say how all stand and what bars how many; `nobody` is an assessment, for the names in it."""
    writer = Writer(nobody, language)
    name = f"{writer.label(nobody.ruleset.title)} · {say('overview', language)}"
    parts = (
        Section(say("in_all", language), tuple(lines)),
        _stands("by_period", "period_of", found.periods, language),
        _stands("by_province", "province", _named(found.provinces, language), language),
        _stands("by_region", OF_CODE, found.cities, language),
        _indicators(found, ruleset, writer),
        nearest,
    )
    return page_of_sections(name, [one for one in parts if one is not None], language)


def _named(found: Mapping[str, Counter[str]], language: str) -> dict[str, Counter[str]]:
    at = LANGUAGES.index(language)
    return {" ".join(filter(None, (code, PROVINCES.get(code, ("", ""))[at]))): one for code, one in found.items()}


def _stands(title: str, by: str, found: Mapping[str, Counter[str]], language: str) -> Section | None:
    """How rows stand, apart by something; None where there is nothing to tell apart."""
    if len(found) < 2:
        return None
    headers = tuple(say(one, language) for one in (by, "of_all", *STANDS, "reached_share"))
    listed = sorted(found)[:MOST_REGIONS]
    rows = tuple((own or say("not_known", language), *_counts(found[own])) for own in listed)
    is_cut = len(found) > len(listed)
    more = (say("first_listed", language, most=str(len(listed)), total=str(len(found))),) if is_cut else ()
    return Section(say(title, language), more, Table(headers, rows))


def _counts(found: Counter[str]) -> tuple[str, ...]:
    total = sum(found.values())
    share = f"{number_text(rounded(Fraction(100 * found[REACHED], total), _SHARE))}%"
    return (str(total), *(str(found[one]) for one in STANDS), share)


def _indicators(found: Counted, ruleset: Ruleset, writer: Writer) -> Section | None:
    """What each indicator came to, those that fail most first; points are told row by row."""
    listed = [one for one in ruleset.indicators if one.kind != SCORED.kind and one.id in found.indicators]
    if not listed:
        return None
    outcomes = list(dict.fromkeys(text for one in listed for text in _outcomes(one)))
    others = sorted({text for one in listed for text in found.indicators[one.id] if text} - set(outcomes))
    outcomes += others
    headers = (
        writer.say("indicator"),
        *(writer.possible(outcome_from(one)) for one in outcomes),
        writer.say("unknown"),
    )
    ordered = sorted(listed, key=lambda one: -_below(one, found.indicators[one.id]))
    rows = tuple(
        (writer.numbered(one.id), *(str(found.indicators[one.id][text] or "") for text in (*outcomes, "")))
        for one in ordered
    )
    return Section(writer.say("weakest"), (), Table(headers, rows))


def _outcomes(one: Indicator) -> tuple[str, ...]:
    return tuple(own.text for own in outcomes_graded(one.grades)) or (MET.text, NOT_MET.text)


def _below(one: Indicator, counts: Counter[str]) -> int:
    """How many rows are certainly not at the best outcome."""
    best = _outcomes(one)[0]
    return sum(count for text, count in counts.items() if text not in (best, "", NOT_APPLICABLE.text))
