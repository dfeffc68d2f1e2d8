"""Why a subject stands where it stands, in so few words that many subjects can be read one below the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evalrules.base.languages import punctuation
from evalrules.base.sentences import sentence
from evalrules.model.report import Result
from evalrules.reporters.figures import scored, total_of
from evalrules.reporters.page import Writer
from evalrules.reporters.tally import not_met_of

MOST_NAMED = 3
"""So many indicators, or missing things, are named; the rest is counted."""


def short_reason(result: Result, language: str) -> str:
    """The points there are, each veto and gate that speaks against it, the first indicators that are not met.

    Of a subject that is still open what is missing first; of an input that could not be evaluated its first error.
    """
    if result.assessment is None:
        wrong = [one for one in result.diagnostics if one.is_error]
        return sentence(wrong[0], language) if wrong else ""
    stop = punctuation(language).semicolon
    return stop.join(_reasons(Writer(result.assessment, language)))


def _reasons(writer: Writer) -> Iterator[str]:
    found = writer.found
    yield from _points(writer)
    if found.verdict.meets_required:
        return
    for veto in (one for one in found.vetoes if one.fired):
        because = first_named([writer.label(writer.by_id[own].title) for own in veto.because], writer)
        name = "reason_veto" if because else "reason_veto_facts"
        yield writer.say(name, title=writer.label(veto.title), because=because)
    for gate in (one for one in found.gates if one.holds is False):
        yield writer.say("reason_gate", title=writer.label(gate.title))
    named = {own for one in found.vetoes if one.fired for own in one.because}
    not_met = [own for own in not_met_of(found) if own not in named]
    if not_met:
        titles = [writer.label(writer.by_id[own].title) for own in not_met]
        yield writer.say("so_many_not_met", count=str(len(not_met)), titles=first_named(titles, writer))
    missing = [writer.missing_title(one) for one in found.missing if one.decides]
    if missing and found.verdict.meets_required is None:
        yield writer.say("lacks_what_decides", count=str(len(missing)), what=first_named(missing, writer))
    undefined = [writer.missing_title(one) for one in found.missing if one.is_undefined]
    if undefined and not missing and found.verdict.meets_required is None:
        yield writer.say("lacks_a_value", count=str(len(undefined)), what=first_named(undefined, writer))


def _points(writer: Writer) -> Iterator[str]:
    groups = scored(writer.found)
    total = total_of(one.total for one in groups)
    if groups and total.awarded is not None and total.full is not None:
        yield writer.say("points_of", awarded=writer.number(total.awarded), full=writer.number(total.full))


def first_named(names: Sequence[str], writer: Writer) -> str:
    """The first of several names, and that there are others."""
    between = punctuation(writer.language).pause
    more = writer.say("and_so_many_more") if len(names) > MOST_NAMED else ""
    return between.join(dict.fromkeys(names[:MOST_NAMED])) + more
