"""What a report in Word says of one subject: numbered chapters, in the order in which an office reads them.

The words are those of evalrules.reporters.page, so that every format says the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import groupby, takewhile

from evalrules.base.languages import punctuation, spoken
from evalrules.base.records import NamedTuple
from evalrules.model.assessment import Assessment, GateFinding, VetoFinding
from evalrules.reporters.numbered import number_of_indicator
from evalrules.reporters.page import Writer
from evalrules.reporters.sections import Section, Table
from evalrules.reporters.short_page import banded, by_numbers, cut_short, not_met_section, to_mend_section
from evalrules.reporters.tally import counts_of
from evalrules.reporters.word.unbroken import Lines
from evalrules.reporters.word.widths import column_widths

_DENSE_SHARES = (62, 18, 24, 30, 24)
"""How the columns of indicators share the paper where their ids are left out."""
_DIGEST_SHARES = (42, 114)
"""A digest has 64 letters, which stand on one line."""
MOST_DENSE = 80
"""So many rows of indicators are printed of each of many subjects."""
_NARROW, _LONG, _HALF = 3, 12, 78
"""A table of no more columns, and of more rows, stands as two side by side, each on so many millimetres."""
_TENS: tuple[str, ...] = ("", "十", "二十", "三十")
_UNITS: tuple[str, ...] = ("", *"一二三四五六七八九")


class Verdict(NamedTuple):
    """The verdict in words; `tone` is good, bad or open."""

    text: str
    tone: str


class Chapter(NamedTuple):
    """A heading with what stands under it; a section without a title follows without a heading of its own.

    A row of one cell in a table of several columns is a band over all of them. An annex may lie across its pages.
    """

    title: str
    sections: tuple[Section, ...]
    verdict: Verdict | None = None
    is_annex: bool = False


def cover_fields(found: Assessment, language: str) -> tuple[tuple[str, str], ...]:
    """What was assessed, for when, against which standard, and what was asked: names with their values."""
    writer = Writer(found, language)
    named = writer.say("ruleset", title="", name=found.ruleset.name, revision=str(found.ruleset.revision))
    fields = (
        ("subject", writer.subject()),
        ("period_of", found.period or ""),
        ("standard", Lines.of((writer.label(found.ruleset.title), named.strip()))),
        ("document", found.ruleset.document),
        ("assessment", writer.assessment(found.name or "")),
        ("required_level", writer.level(found.required)),
    )
    return tuple((_capital(writer.say(name)), value) for name, value in fields if value)


def chapters_of(found: Assessment, language: str, *, explain: bool = False, short: bool = False) -> tuple[Chapter, ...]:
    """Every chapter on one subject; the first five are always there, and say so where there is nothing to say.

    With `short` only those that a reader of many subjects needs of each.
    """
    writer = Writer(found, language)
    if short:
        return tuple(_numbered(_short(writer), language))
    chapters = [
        _conclusion(writer),
        Chapter(writer.say("rated"), _indicators(writer)),
        Chapter(
            writer.say("remedies"), _stated(writer, _untitled(writer.gaps()), writer.failing(), to_mend_section(writer))
        ),
        Chapter(writer.say("missing"), _stated(writer, _untitled(writer.missing()), writer.stand_ins())),
        Chapter(writer.say("vetoes_and_gates"), _stated(writer, _vetoes(writer), _gates(writer))),
    ]
    others = [
        Chapter(writer.say("settings"), _kept(_untitled(writer.settings()))),
        Chapter(writer.say("assumptions"), _kept(_untitled(writer.assumptions()))),
        Chapter(writer.say("members"), _kept(_untitled(writer.members()))),
        Chapter(writer.say("differences"), _kept(_untitled(writer.beside()))),
        Chapter(writer.say("checks"), _kept(writer.claims(), writer.questions(), writer.notes())),
        Chapter(writer.say("steps"), _kept(_untitled(writer.steps() if explain else None))),
        Chapter(writer.say("given"), tuple(map(side_by_side, _kept(_untitled(writer.given()))))),
        Chapter(writer.say("papers"), _kept(_untitled(writer.papers()))),
        Chapter(writer.say("clauses"), (side_by_side(together(_named(writer.clauses(), writer))),)),
        Chapter(writer.say("sources"), _kept(_untitled(writer.sources()))),
    ]
    numbered = _numbered([*chapters, *(one for one in others if one.sections)], language)
    annexes = (Chapter(one.title, (small(one._replace(title="")),), is_annex=True) for one in writer.row_tables())
    return (*numbered, _annex(writer), *annexes)


def _short(writer: Writer) -> list[Chapter]:
    """The conclusion, the indicators with the figures that tell, and what is to be mended."""
    conclusion = _conclusion(writer)
    chapters = [
        conclusion._replace(sections=tuple(cut_short(one, writer) for one in conclusion.sections)),
        Chapter(writer.say("rated"), tuple(map(_dense, _indicators(writer, full=False)))),
        Chapter(writer.say("problem_list"), _kept(_cut(_untitled(to_mend_section(writer)), writer))),
        Chapter(writer.say("missing"), _kept(_cut(_untitled(_deciding(writer)), writer))),
        Chapter(writer.say("settings"), _kept(_cut(_untitled(writer.settings()), writer))),
    ]
    return [one for one in map(partial(_only_telling, writer), chapters) if one.sections]


def _deciding(writer: Writer) -> Section | None:
    """What is missing, where something of it decides: a count of what changes nothing is no news of many subjects."""
    return writer.missing() if any(one.decides for one in writer.found.missing) else None


def _cut(section: Section | None, writer: Writer) -> Section | None:
    return None if section is None else cut_short(section, writer)


def _dense(section: Section) -> Section:
    """A section whose table is printed small, and without the column of ids where the names say it."""
    table = section.table
    if table is None:
        return section
    if len(table.headers) != len(_DENSE_SHARES) + 1:
        return section._replace(table=table._replace(dense=True))
    rows = tuple(row if len(row) == 1 else row[1:] for row in table.rows)
    return section._replace(table=Table(table.headers[1:], rows, _DENSE_SHARES, dense=True))


def _only_telling(writer: Writer, chapter: Chapter) -> Chapter:
    """A chapter of indicators that would take more than its share of paper, without those that are met."""
    sections = []
    for section in chapter.sections:
        table = section.table
        if chapter.title != writer.say("rated") or table is None or len(table.rows) <= MOST_DENSE:
            sections.append(section)
            continue
        met = writer.say("met")
        rows = tuple(row for row in table.rows if len(row) > 1 and row[1] != met)
        told = writer.say("only_telling", count=str(min(len(rows), MOST_DENSE)), total=str(len(table.rows)))
        sections.append(section._replace(lines=(*section.lines, told), table=table._replace(rows=rows[:MOST_DENSE])))
    return chapter._replace(sections=tuple(sections))


def small(section: Section) -> Section:
    """An annex: its table is printed small."""
    return section if section.table is None else section._replace(table=section.table._replace(dense=True))


def side_by_side(section: Section) -> Section:
    """A long narrow table as two beside one another: half the paper, read down the left one first."""
    table = section.table
    if table is None or len(table.headers) > _NARROW or len(table.rows) <= _LONG:
        return section
    half = -(-len(table.rows) // 2)
    right = [*table.rows[half:], ("",) * len(table.headers)]
    rows = tuple((*one, *other) for one, other in zip(table.rows[:half], right, strict=False))
    shares = [round(one) for one in column_widths(table, _HALF)] * 2 if len(table.headers) < _NARROW else ()
    return section._replace(table=Table((*table.headers, *table.headers), rows, tuple(shares)))


def together(section: Section) -> Section:
    """A table in which neighbours that say the same behind their names stand in one row: `G5～G7`."""
    table = section.table
    if table is None or not table.rows:
        return section
    rows: list[tuple[str, ...]] = []
    for told, alike in groupby(table.rows, key=lambda row: row[1:]):
        first, *others = [row[0] for row in alike]
        rows.append((f"{first}～{others[-1]}" if others else first, *told))
    return section._replace(table=table._replace(rows=tuple(rows)))


def _named(section: Section, writer: Writer) -> Section:
    """The clauses, untitled, with the title of an indicator that has no number; of its options what they share."""
    titles: dict[str, list[str]] = {}
    for finding in writer.found.findings:
        titles.setdefault(writer.for_all_options(finding), []).append(writer.label(finding.title))
    names = {own: number_of_indicator(own) or _shared(every) for own, every in titles.items()}
    table = section.table
    if table is None or all(map(number_of_indicator, titles)):
        return section._replace(title="")
    headers = (writer.say("indicator"), *table.headers[1:])
    rows = tuple((names[own] or own, *told) for own, *told in table.rows)
    return Section("", section.lines, table._replace(headers=headers, rows=rows))


def _shared(titles: Sequence[str]) -> str:
    """What titles begin with alike, without the bracket in which they differ."""
    alike = takewhile(lambda letters: len(set(letters)) == 1, zip(*titles, strict=False))
    return "".join(letters[0] for letters in alike).rstrip("（( ")


def _numbered(chapters: Iterable[Chapter], language: str) -> Iterable[Chapter]:
    for number, chapter in enumerate(chapters):
        shown = spoken((f"{numeral(number + 1)}、", f"{number + 1}. "), language)
        yield chapter._replace(title=shown + chapter.title)


def numeral(number: int) -> str:
    """A number below 40 in Chinese numerals."""
    return _TENS[number // 10] + _UNITS[number % 10]


def _conclusion(writer: Writer) -> Chapter:
    colon = punctuation(writer.language).colon
    words = {True: "reached_yes", False: "reached_no", None: "reached_open"}
    reached = _capital(writer.say(words[writer.found.verdict.meets_required]))
    reasons = tuple(f"{writer.say('why')}{colon}{reason}" for reason in writer.reasons())
    counted = counts_of(writer.found)
    counts = Table(tuple(writer.say(word) for word, _ in counted), (tuple(str(count) for _, count in counted),))
    said = Section("", (reached, *reasons)), Section("", (), counts), not_met_section(writer)
    verdict = Verdict(f"{writer.say('verdict')}{colon}{writer.verdict()}", writer.tone())
    return Chapter(writer.say("conclusion"), _kept(*said, writer.conditions(), writer.waivers()), verdict)


def _indicators(writer: Writer, *, full: bool = True) -> tuple[Section, ...]:
    """The tables of the page: indicators with their figures, points, coefficients; each group as a band."""
    found = [writer.indicators(full=full), writer.scoring(), writer.figures() if full else None]
    told = [
        section._replace(lines=(), table=None if section.table is None else _laid_out(section.table, writer.language))
        for section in found if section is not None
    ]  # fmt: skip
    return tuple(one._replace(title="") if at == 0 else one for at, one in enumerate(told))


def _laid_out(table: Table, language: str) -> Table:
    return by_numbers(banded(table, language), language)


def _vetoes(writer: Writer) -> Section | None:
    words = {True: "fired", False: "not_fired", None: "open"}
    found = [(one, writer.say(words[one.fired])) for one in writer.found.vetoes]
    return _rules(writer, "vetoes", found)


def _gates(writer: Writer) -> Section | None:
    words = {True: "holds", False: "not_held", None: "open"}
    found = [(one, writer.say(words[one.holds])) for one in writer.found.gates]
    return _rules(writer, "gates", found)


def _rules(writer: Writer, title: str, rules: Sequence[tuple[VetoFinding | GateFinding, str]]) -> Section | None:
    """Rules over several indicators: what each says, what came of it, by which indicators and facts, and its clause."""
    if not rules:
        return None
    name = writer.say(title)
    rows = tuple(
        (writer.label(one.title), word, _grounds(writer, one), writer.cited(one.source)) for one, word in rules
    )
    headers = (name, writer.say("status"), writer.say("rests_on"), writer.say("source"))
    return Section(name, (), Table(headers, rows))


def _grounds(writer: Writer, rule: VetoFinding | GateFinding) -> str:
    facts = (f"{writer.measure(use.measure)}{writer.colon}{writer.figure(use)}" for use in rule.facts)
    indicators = (writer.named(own) for own in rule.because)
    return Lines.of((*indicators, *facts)) or "—"


def _annex(writer: Writer) -> Chapter:
    """The digests of all files that were read, of what they say and of the ruleset: whether they are still the same."""
    found = writer.found
    digests = (
        *found.evidence_files,
        (writer.say("evidence_digest"), found.evidence_digest.removeprefix("sha256:")),
        (writer.say("ruleset_digest"), found.ruleset.digest.removeprefix("sha256:")),
    )
    return Chapter(
        writer.say("annex"),
        (Section("", (), Table((writer.say("file"), "SHA-256"), digests, _DIGEST_SHARES, dense=True)),),
    )


def _stated(writer: Writer, *sections: Section | None) -> tuple[Section, ...]:
    return _kept(*sections) or (Section("", (_capital(writer.say("none")),)),)


def _kept(*sections: Section | None) -> tuple[Section, ...]:
    return tuple(section for section in sections if section is not None)


def _untitled(section: Section | None) -> Section | None:
    """A section that is the whole of its chapter."""
    is_empty = section is None or not (section.lines or section.table)
    return None if section is None or is_empty else section._replace(title="")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
