"""Many inputs, each let go as soon as its part of every report is made: by one process or by several, in order.

What stays of an input is a brief, and what other inputs have to know of it; its parts wait in a file until the last
input is known, since two inputs of one subject refuse each other, and some formats begin with their counts.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from typing import TypeVar

from evalrules.base.diagnostics import WARNING, Diagnostic
from evalrules.base.records import NamedTuple
from evalrules.bundles.discovery import FOLDER, STDIN, ZIP, Input
from evalrules.model.brief import Brief, Line, Whole
from evalrules.model.earlier import Earlier
from evalrules.model.report import Options, Report, Result, exit_code_of
from evalrules.parts import Parts
from evalrules.pipeline import (
    Progress,
    Run,
    Standing,
    changed_by_others,
    check_input,
    new_run,
    of_no_input,
    report_of,
    standing_of,
)
from evalrules.reporters.formats import View
from evalrules.reporters.overview import brief_of
from evalrules.reporters.ranking import order_of, sorted_whole
from evalrules.reporters.streamed import STREAMED, Streamed

Of = TypeVar("Of")
MOST_SHOWN = 50
"""Of errors and of other problems, how many are kept to be shown; `reporters.problems` shows no more of all."""
MOST_AT_ONCE = 16
"""How many inputs a process gets in one go."""


class JobDied(Exception):
    """A process ended before its work was done: the first and last input that it had, and how it ended."""

    def __init__(self, first: str, last: str, how: str) -> None:
        self.first = first
        self.last = last
        self.how = how
        super().__init__(first, last, how)


class Target(NamedTuple):
    """A format that a run is written in, and for whom."""

    form: str
    view: View


class Asked(NamedTuple):
    """What is asked of every input, and what is made of it.

    `is_strict`: warnings count as errors. `warnings_too`: problems beside a verdict are told, not only those that kept
    an input from being evaluated. `order` is one of reporters.ranking.ORDERS, "" for that of the inputs.
    """

    options: Options
    targets: tuple[Target, ...]
    language: str
    earlier: tuple[Earlier, ...] = ()
    is_strict: bool = False
    warnings_too: bool = False
    order: str = ""


class Problems(NamedTuple):
    """Problems to be told: as many as are shown, the texts that their frames are of, and how many more there are."""

    shown: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    more: int


class Told(NamedTuple):
    """What stays of an input: for others, for the whole, for people; and its part of each target."""

    standing: Standing
    brief: Brief
    line: Line
    problems: Problems
    parts: tuple[str, ...]


class _Done(NamedTuple):
    """What comes of some inputs, and what was read for them: files that evidence names, rulesets by name and date."""

    told: tuple[Told, ...]
    named: frozenset[tuple[str, str]]
    rulesets: frozenset[tuple[str, str]]


class _Evaluated(NamedTuple):
    """The results of some inputs, and what was read for them; `texts` are those of every file."""

    results: tuple[Result, ...]
    named: frozenset[tuple[str, str]]
    rulesets: frozenset[tuple[str, str]]
    texts: dict[str, str]


class Stream(NamedTuple):
    """A run over many inputs: the whole of it, the parts for each target, and the problems to be told."""

    whole: Whole
    targets: tuple[tuple[Target, Parts], ...]
    problems: Problems

    def text(self, at: int) -> Iterator[str]:
        """The report for one of the targets, piece by piece."""
        target, parts = self.targets[at]
        return iter(STREAMED[target.form]().joined(self.whole, parts, target.view))


class Teller:
    """Evaluates inputs and tells what is asked of each; it has a run of its own, and can be sent to another process."""

    def __init__(self, asked: Asked, run: Run) -> None:
        self.asked, self.run = asked, run
        self._formats: tuple[Streamed, ...] = ()
        self._told: set[tuple[str, str]] = set()
        self._same: dict[object, object] = {}

    def __getstate__(self) -> tuple[Asked]:
        return (self.asked,)

    def __setstate__(self, state: tuple[Asked]) -> None:
        (asked,) = state
        self.__init__(asked, new_run(asked.options)._replace(earlier=asked.earlier))  # type: ignore[misc]

    def __call__(self, inputs: tuple[Input, ...]) -> _Done:
        """What comes of some inputs, and what was read for them that was not read before."""
        told = tuple(self._of_input(one) for one in inputs)
        named = frozenset(self.run.named - self._told)
        self._told |= named
        return _Done(told, named, frozenset(self.run.known))

    def _of_input(self, one: Input) -> Told:
        known = set(self.run.texts)
        (result,) = check_input(one, (self.run,))
        standing = standing_of(one, result)
        told = self.told(result.with_warnings_as_errors() if self.asked.is_strict else result, standing)
        self._let_go(one, known)
        return told

    def _let_go(self, one: Input, known: set[str]) -> None:
        """Keep of an input only what another may ask for: evidence that loose files name may be named by several."""
        run = self.run
        run.origins.clear()
        if one.kind in (FOLDER, ZIP):
            run.named.update((key[0], key[2]) for key in run.kept.naming)
            run.kept.naming.clear()
            run.kept.results.clear()
        shared = {key[3] for key, _ in run.kept.results} if run.kept.results else set()
        for name in [name for name in run.texts if name not in known and name not in shared]:
            del run.texts[name]

    def told(self, result: Result, standing: Standing) -> Told:
        """What is asked of one result."""
        asked = self.asked
        if not self._formats:
            self._formats = tuple(STREAMED[target.form]() for target in asked.targets)
        report = Report(asked.options, (), (), {})
        parts = tuple(
            form.part(result, report, target.view) for form, target in zip(self._formats, asked.targets, strict=True)
        )
        line = self._line(result) if any(form.is_in_words for form in self._formats) else Line(())
        return Told(standing, self._alike(brief_of(result)), line, self._problems(result), parts)

    def _line(self, result: Result) -> Line:
        from evalrules.reporters.overview_page import line_of  # words, for the formats that show some

        return line_of(result, self.asked.language)

    def _alike(self, brief: Brief) -> Brief:
        """The brief, of which what equals that of a subject before is the very same."""
        return alike(brief, self._same)

    def _problems(self, result: Result) -> Problems:
        found = list(result.diagnostics)
        if result.assessment is not None and self.asked.warnings_too:
            found += [one for one in result.assessment.diagnostics if one.severity == WARNING]
        shown = worth_showing(found)
        files = {one.place.file for one in shown if one.place is not None}
        texts = {name: self.run.texts[name] for name in files if name in self.run.texts}
        return Problems(shown, texts, len(found) - len(shown))


class Evaluator:
    """Evaluates inputs whose results are all kept; it has a run of its own, and can be sent to another process."""

    def __init__(self, options: Options, earlier: tuple[Earlier, ...]) -> None:
        self.run = new_run(options)._replace(earlier=earlier)

    def __call__(self, inputs: tuple[Input, ...]) -> _Evaluated:
        """The results of some inputs, and what was read for them."""
        run = self.run
        results = tuple(check_input(one, (run,))[0] for one in inputs)
        run.named.update((key[0], key[2]) for key in run.kept.naming)
        done = _Evaluated(results, frozenset(run.named), frozenset(run.known), dict(run.texts))
        run.texts.clear()
        run.origins.clear()
        return done


def check_by_several(
    inputs: Sequence[Input], problems: Sequence[Diagnostic], run: Run, jobs: int, progress: Progress | None = None
) -> Report:
    """Inputs that were found, evaluated by so many processes, all of their results in one report.

    `run` then holds what was read. Raises JobDied.
    """
    results: list[Result] = []
    with closing(_done(Evaluator(run.options, run.earlier), inputs, jobs)) as every:
        for done in every:
            _note(done, run)
            run.texts.update(done.texts)
            if progress is not None:
                progress(len(results), len(inputs))
            results += done.results
    return report_of(inputs, results, problems, run)


def alike(brief: Brief, known: dict[object, object]) -> Brief:
    """A brief of which what equals something known is that very object: thousands of subjects share a ruleset."""
    same = known.setdefault
    indicators, words = same(brief.indicators, brief.indicators), same(brief.words, brief.words)
    return brief._replace(indicators=indicators, words=words)  # type: ignore[arg-type]


def worth_showing(found: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Of errors and of other problems as many as are ever shown, in their order."""
    if len(found) <= MOST_SHOWN:
        return tuple(found)
    room = {True: MOST_SHOWN, False: MOST_SHOWN}
    shown = []
    for one in found:
        if room[one.is_error]:
            room[one.is_error] -= 1
            shown.append(one)
    return tuple(shown)


def can_stream(forms: Collection[str]) -> bool:
    """Whether every one of these formats can be written without all results at hand."""
    return all(form in STREAMED for form in forms)


@contextmanager
def stream(
    inputs: Sequence[Input],
    problems: Sequence[Diagnostic],
    run: Run,
    asked: Asked,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Iterator[Stream]:
    """Inputs that were found, evaluated by so many processes, the same whatever their number; its parts end with it.

    `run` then holds what was read. Raises JobDied and evalrules.parts.NotKept.
    """
    teller = Teller(asked, run)
    with ExitStack() as until_told:
        kept = tuple(until_told.enter_context(closing(Parts())) for _ in asked.targets)
        seen = _Seen()
        with closing(_done(teller, inputs, jobs)) as every:
            for done in every:
                _note(done, run)
                for told in done.told:
                    if progress is not None:
                        progress(len(seen.standing), len(inputs))
                    seen.add(told)
                    for parts, part in zip(kept, told.parts, strict=True):
                        parts.add(part)
        for at, result in changed_by_others(seen.standing, run).items():
            told_anew = None if result is None else teller.told(result, seen.standing[at])
            seen.put(at, told_anew)
            for number, parts in enumerate(kept):
                parts.put(at, None if told_anew is None else told_anew.parts[number])
        found = of_no_input(problems, run)
        found = tuple(one.as_error() for one in found) if asked.is_strict else found
        whole = seen.whole(Report(asked.options, (), found, {}))
        if asked.order:
            order = order_of(whole.briefs, asked.order)
            whole = sorted_whole(whole, order)
            for parts in kept:
                parts.sort(order)
        yield Stream(whole, tuple(zip(asked.targets, kept, strict=True)), seen.problems(found))


def _note(done: _Done | _Evaluated, run: Run) -> None:
    """What was read, wherever that was; a ruleset is loaded here too."""
    run.named.update(done.named)
    for key in done.rulesets - run.known.keys():
        run.known[key] = run.load(key[0], datetime.date.fromisoformat(key[1]) if key[1] else None)


class _Seen:
    """What stays of the inputs so far, in their order."""

    def __init__(self) -> None:
        self.standing: list[Standing] = []
        self._briefs: list[Brief | None] = []
        self._lines: list[Line | None] = []
        self._problems: dict[int, Problems] = {}
        self._same: dict[object, object] = {}
        self._room = {True: MOST_SHOWN, False: MOST_SHOWN}

    def add(self, told: Told) -> None:
        self.standing.append(told.standing)
        self._briefs.append(alike(told.brief, self._same))
        self._lines.append(told.line)
        self._keep(len(self._briefs) - 1, told.problems)

    def put(self, at: int, told: Told | None) -> None:
        """What is told of an input in the place of what was, or nothing."""
        self._problems.pop(at, None)
        self._briefs[at] = None if told is None else alike(told.brief, self._same)
        self._lines[at] = None if told is None else told.line
        if told is not None:
            self._keep(at, told.problems)

    def _keep(self, at: int, found: Problems) -> None:
        """Keep the problems of an input, and the texts of their frames, as long as they may be shown."""
        shown = []
        for one in found.shown:
            if self._room[one.is_error] > 0:
                self._room[one.is_error] -= 1
                shown.append(one)
        if found.shown:
            more = found.more + len(found.shown) - len(shown)
            self._problems[at] = Problems(tuple(shown), found.texts if shown else {}, more)

    def whole(self, report: Report) -> Whole:
        briefs = tuple(one for one in self._briefs if one is not None)
        accepted = [one.accepted for one in briefs if one.is_evaluated]
        lines = tuple(one for one in self._lines if one is not None)
        return Whole(report, briefs, exit_code_of(report.diagnostics, accepted, len(briefs)), lines)

    def problems(self, of_no_input: Sequence[Diagnostic]) -> Problems:
        every = [self._problems[at] for at in sorted(self._problems)]
        texts: dict[str, str] = {}
        for one in every:
            texts |= one.texts
        shown = (*of_no_input, *(problem for one in every for problem in one.shown))
        return Problems(shown, texts, sum(one.more for one in every))


def _done(work: Callable[[tuple[Input, ...]], Of], inputs: Sequence[Input], jobs: int) -> Generator[Of, None, None]:
    """What comes of the inputs, lot by lot, in their order."""
    if jobs <= 1 or len(inputs) <= 1:
        for one in inputs:
            yield work((one,))
        return
    from evalrules import processes  # one process needs nothing of it

    pieces = list(_pieces(inputs, max(1, min(MOST_AT_ONCE, len(inputs) // (2 * jobs)))))
    here = frozenset(at for at, piece in enumerate(pieces) if _is_read_here(piece[0]))
    try:
        with closing(processes.in_order(work, pieces, min(jobs, len(pieces)), here)) as every:
            yield from every
    except processes.ProcessDied as death:
        piece = pieces[death.at]
        raise JobDied(piece[0].shown, piece[-1].shown, death.how) from None


def _pieces(inputs: Sequence[Input], size: int) -> Iterator[tuple[Input, ...]]:
    """The inputs in lots; one that only this process can read is a lot of its own."""
    lot: list[Input] = []
    for one in inputs:
        if lot and (len(lot) >= size or _is_read_here(one) or _is_read_here(lot[0])):
            yield tuple(lot)
            lot = []
        lot.append(one)
    if lot:
        yield tuple(lot)


def _is_read_here(one: Input) -> bool:
    """Whether only this process can read an input: standard input, and what is no file on disk, such as a pipe."""
    return one.kind == STDIN or (one.kind != FOLDER and not os.path.isfile(one.path))
