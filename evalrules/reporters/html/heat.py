"""Grades of many subjects at once: a table of indicators by subjects, each cell a sign and its colour."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple
from evalrules.model.assessment import Finding
from evalrules.model.report import Report
from evalrules.reporters.html.markup import NOTHING, Html, element, joined, paragraph, shown
from evalrules.reporters.html.words import word
from evalrules.reporters.page import Writer
from evalrules.reporters.phrases import say
from evalrules.reporters.tally import LOOKS, Standing, standings_of

MOST_ACROSS = 30
"""So many subjects stand beside one another, which A4 has room for; the next ones stand in a table below."""
MOST_SUBJECTS = 120
"""So many subjects are shown; a workbook has all of them."""
_LONGEST_MARK = 3
"""A grade or a number of points no longer than this stands in its cell, everything else as its sign."""


_CHINESE = pattern(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef0-9]+")
"""A name in Chinese, perhaps with a number."""


class _Subject(NamedTuple):
    """A subject: its place in the results, its writer, how its indicators stand."""

    at: int
    writer: Writer
    standings: dict[str, Standing]


def heat_tables(report: Report, language: str, link: Callable[[int], str]) -> Html:
    """A table for each ruleset that several subjects share; nothing where there is none."""
    subjects = [
        _Subject(at, Writer(one.assessment, language), standings_of(one.assessment))
        for at, one in enumerate(report.results)
        if one.assessment is not None
    ]
    by_ruleset: dict[str, list[_Subject]] = {}
    for one in subjects:
        by_ruleset.setdefault(one.writer.found.ruleset.name, []).append(one)
    shared = [every for every in by_ruleset.values() if len(every) > 1]
    if not shared:
        return NOTHING
    return joined([_legend(shared, language), *(part for every in shared for part in _tables(every, language, link))])


def _legend(shared: Sequence[Sequence[_Subject]], language: str) -> Html:
    """The signs that occur, each with its word; those below are links to the subjects."""
    there = {one.word for every in shared for subject in every for one in subject.standings.values()}
    items = (
        element("li", _sign(LOOKS[name].sign), shown(word(name, language)), class_=LOOKS[name].tone)
        for name in LOOKS
        if name in there
    )
    return element("ul", *items, class_="counts legend")


def _sign(sign: str) -> Html:
    return element("span", shown(sign), class_="sign", aria_hidden="true")


def _tables(every: Sequence[_Subject], language: str, link: Callable[[int], str]) -> Iterator[Html]:
    if len(every) > MOST_SUBJECTS:
        yield paragraph(word("heat_cut", language, most=str(MOST_SUBJECTS), total=str(len(every))), "quiet")
    ruleset = every[0].writer.found.ruleset
    for start in range(0, min(len(every), MOST_SUBJECTS), MOST_ACROSS):
        across = every[start : min(start + MOST_ACROSS, MOST_SUBJECTS)]
        title = f"{every[0].writer.label(ruleset.title)} {ruleset.name}"
        yield element("div", _table(title, across, language, link), class_="frame", tabindex="0", role="group",
                      aria_label=f"{title} {start + 1}")  # fmt: skip


def _table(caption: str, across: Sequence[_Subject], language: str, link: Callable[[int], str]) -> Html:
    names = (_head(one.writer.subject_name(), link(one.at)) for one in across)
    head = element("thead", element("tr", element("th", shown(say("indicator", language)), scope="col"), *names))
    findings = {finding.id: finding for one in across for finding in one.writer.found.findings}
    groups = groupby(findings.values(), key=across[0].writer.group_of)
    bodies = (_group(name, list(listed), across, language) for name, listed in groups)
    return element("table", element("caption", shown(caption)), head, *bodies, class_="heat")


def _head(name: str, target: str) -> Html:
    """A name above its column, lying on its side; a Chinese one stands, sign below sign.

    Some Chinese fonts have no heights for vertical lines: their signs would lie on one another.
    """
    class_ = "upright" if _CHINESE.fullmatch(name) else ""
    return element("th", element("a", shown(name), href=f"#{target}"), scope="col", class_=class_)


def _group(name: str, findings: list[Finding], across: Sequence[_Subject], language: str) -> Html:
    columns = str(len(across) + 1)
    head = element("tr", element("th", shown(name), class_="group-name", colspan=columns, scope="rowgroup"))
    rows = (
        element("tr", element("th", shown(across[0].writer.label(finding.title)), scope="row"),
                *(_cell(one, finding.id, language) for one in across))
        for finding in findings
    )  # fmt: skip
    return element("tbody", head if name else NOTHING, *rows)


def _cell(one: _Subject, own: str, language: str) -> Html:
    standing, finding = one.standings.get(own), one.writer.by_id.get(own)
    if standing is None or finding is None:
        return element("td", NOTHING)
    told, outcome = word(standing.word, language), one.writer.outcome(finding)
    mark = outcome if finding.grade is not None else (finding.points.value or "") if finding.points is not None else ""
    if not mark or len(mark) > _LONGEST_MARK:
        return element("td", _sign(standing.look.sign), element("span", shown(told), class_="unseen"),
                       class_=standing.look.tone)  # fmt: skip
    unseen = element("span", shown(f" {told}"), class_="unseen")
    return element("td", shown(mark), unseen, class_=standing.look.tone)
