"""A kept result held against its evidence: files by their digests, the pinned ruleset run again, every byte compared.

What is not as the result says is an answer with a code of its own (ER039 to ER043, ER045); what could not be found out
is another (ER044, and whatever keeps evidence from being evaluated). docs/contract.md says which exit code they give.
"""

from __future__ import annotations

import datetime
import posixpath
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from evalrules.base.diagnostics import Diagnostic, error, has_errors
from evalrules.base.records import NamedTuple
from evalrules.base.source import Span
from evalrules.baseline import held_against
from evalrules.bundles.discovery import STDIN, Input, discover
from evalrules.bundles.opening import opened
from evalrules.bundles.storage import File, Sealed
from evalrules.earlier import read_last_year
from evalrules.kept import digest_of, kept_report_from
from evalrules.loading import Loaded, is_path, read_ruleset
from evalrules.model.earlier import Earlier
from evalrules.model.report import Report, Result
from evalrules.model.ruleset_names import ruleset_name_from
from evalrules.pipeline import Load, check_inputs, new_run
from evalrules.reporters.machine import diagnostic_document, document_text, report_document, result_document
from evalrules.results.plain_values import Refused
from evalrules.results.reading import refusal
from evalrules.verification.differences import Difference, differences
from evalrules.verification.matching import matched
from evalrules.verification.statements import Pin, Statement, Statements, statements_in
from evalrules.version import SEMANTICS, VERSION

UNTRUE = ("ER039", "ER040", "ER041", "ER042", "ER043", "ER045")
"""The codes that say that a result is not true; every other error says that it could not be found out."""

FORMAT = "verification/1"

MOST_SAID = 30
"""How many parts of one result are said to differ."""


class Asked(NamedTuple):
    """How to verify: the path of the ruleset where it is not installed, the older result that a baseline was, and the
    path of the data of last year. `read` reads a ruleset anew by its name or path, as far as whoever asks may name it.
    """

    ruleset: str | None = None
    baseline: tuple[str, bytes] | None = None
    last_year: str | None = None
    read: Load = read_ruleset


NOTHING_MORE = Asked()
"""A result that is verified by its evidence alone."""


class Verified(NamedTuple):
    """One entry of a result, or the document as a whole (`path` ""): every problem that was found with it."""

    path: str
    problems: tuple[Diagnostic, ...]

    @property
    def is_true(self) -> bool | None:
        """Whether it is as it says; None where that could not be found out."""
        errors = [one.code for one in self.problems if one.is_error]
        return True if not errors else False if set(errors) <= set(UNTRUE) else None


class Verification(NamedTuple):
    """What became of a result document: of each of its entries, and of the document as a whole."""

    results: tuple[Verified, ...]
    document: Verified

    @property
    def exit_code(self) -> int:
        """0 where all of it is true, 1 where some of it is not, 2 where some of it could not be found out."""
        found = [one.is_true for one in (*self.results, self.document)]
        return 2 if None in found else 1 if False in found else 0


def verify(data: bytes, name: str, paths: Sequence[str], asked: Asked = NOTHING_MORE) -> Verification:
    """The bytes of a result document held against evidence; `name` is how places show the document."""
    try:
        statements = statements_in(data)
    except Refused as refused:
        return Verification((), Verified("", (refusal(refused, name),)))
    inputs, problems = discover(paths)
    load, unloaded = _loader(statements, asked)
    if unloaded or (has_errors(problems) and not inputs):
        return Verification((), Verified("", (*unloaded, *problems)))
    return _Verifier(data, name, statements, load, asked).verified(inputs, problems)


# -- the ruleset -------------------------------------------------------------------------------------------------------


def _loader(statements: Statements, asked: Asked) -> tuple[Load, tuple[Diagnostic, ...]]:
    """What finds rulesets for the run: the one given by its path, else those that the results name."""
    given = asked.read(asked.ruleset, None) if asked.ruleset is not None else None
    if given is not None and given.ruleset is None:
        return asked.read, given.diagnostics
    pins = {statement.pin.name: statement.pin for statement in statements.results if statement.pin is not None}

    def load(reference: str, as_of: datetime.date | None) -> Loaded:
        is_file = is_path(reference)  # of which a result keeps the last part alone
        own = ruleset_name_from(reference).id
        if given is not None and given.ruleset is not None and (is_file or own == given.ruleset.id):
            return asked.read(asked.ruleset or "", as_of)
        found = None if is_file else asked.read(reference, as_of)
        if found is not None and found.ruleset is not None and found.ruleset.name in pins:
            return found
        named = [name for name, pin in pins.items() if is_file or pin.id == own]
        return asked.read(named[0], as_of) if len(named) == 1 else found or asked.read(reference, as_of)

    return load, ()


# -- the document ------------------------------------------------------------------------------------------------------


class _Verifier:
    """One document on its way through the questions."""

    def __init__(self, data: bytes, name: str, statements: Statements, load: Load, asked: Asked) -> None:
        self.data, self.name, self.statements, self.load, self.asked = data, name, statements, load, asked
        self.place = Span(name, 1, 1, 1, 2)

    def verified(self, inputs: Sequence[Input], problems: list[Diagnostic]) -> Verification:
        """Every result with what is wrong with it, and the document."""
        statements, options = self.statements, self.statements.options
        matches = matched(statements.results, inputs, new_run(options, self.load))
        wrong = [*self._engine(), *(self._problem("ER043", path=one.shown) for one in matches.others)]
        changed = [list(self._files(*pair)) for pair in zip(statements.results, matches.inputs, strict=True)]
        if statements.engine.semantics != SEMANTICS:
            return self._all([one or self._engine() for one in changed], wrong)
        there = [one for one in matches.inputs if one is not None]
        earlier, unread = self._earlier([one.path for one in there])
        if unread:
            return self._all([one or unread for one in changed], wrong)
        run = new_run(options, self.load)._replace(earlier=earlier)
        again = check_inputs(there, list(problems), run)._replace(engine=statements.engine)
        again, unheld = self._held(again)
        runs = {one.path: one for one in again.results}
        found = [
            changed[at] or list(self._result(at, statement, runs.get(statement.path)))
            for at, statement in enumerate(statements.results)
        ]
        wrong += unheld
        if not (any(found) or unheld or matches.others):
            wrong += self._whole(again, may_be_reformatted=not wrong)
        return self._all(found, wrong)

    def _all(self, found: Sequence[Sequence[Diagnostic]], wrong: Sequence[Diagnostic]) -> Verification:
        pairs = zip(self.statements.results, found, strict=True)
        results = tuple(Verified(statement.path, tuple(problems)) for statement, problems in pairs)
        return Verification(results, Verified("", tuple(wrong)))

    def _problem(self, code: str, **args: str) -> Diagnostic:
        return error(code, self.place, **args)

    def _engine(self) -> list[Diagnostic]:
        """Another version of the semantics may judge otherwise; another version of the program may write otherwise."""
        stated = self.statements.engine
        if (stated.version, stated.semantics) == (VERSION, SEMANTICS):
            return []
        written = f"{stated.version} ({stated.semantics})"
        return [self._problem("ER041", stated=written, found=f"{VERSION} ({SEMANTICS})")]

    def _held(self, again: Report) -> tuple[Report, list[Diagnostic]]:
        """The report against the baseline that the result met; without that nobody can tell what it tolerated."""
        if self.statements.baseline is None:
            return again, []
        if self.asked.baseline is None:
            reason = "the older result of --baseline is not given"
            return again, [self._problem("ER044", path=self.name, reason=reason)]
        name, data = self.asked.baseline
        old, problems = kept_report_from(data, name)
        return (again, problems) if old is None else (held_against(again, old, digest_of(data)), [])

    def _earlier(self, inputs: Sequence[str]) -> tuple[tuple[Earlier, ...], list[Diagnostic]]:
        """What the result was held against; without that nobody can tell what was asked about."""
        stated = self.statements.options.last_year
        if not stated:
            return (), []
        if self.asked.last_year is None:
            return (), [self._problem("ER044", path=self.name, reason="the data of --last-year are not given")]
        found = read_last_year(self.asked.last_year, self.statements.options, inputs)
        if not found.diagnostics and found.digest != stated:
            return (), [self._problem("ER039", path=self.asked.last_year, stated=stated, found=found.digest)]
        return found.found, list(found.diagnostics)

    # -- one result

    def _files(self, statement: Statement, one: Input | None) -> Iterator[Diagnostic]:
        """Every file that the result was made from: changed, or no longer at hand."""
        if one is None or one.kind == STDIN:
            return
        with opened(one) as (file, _):
            for path, stated in statement.files:
                found = None if file is None else _digest_of(file, path, statement)
                if file is not None and found is None:
                    yield self._problem("ER044", path=path, reason="it is not at hand")
                elif stated and found is not None and found != stated:
                    yield self._problem("ER039", path=path, stated=stated, found=found)

    def _result(self, at: int, statement: Statement, again: Result | None) -> Iterator[Diagnostic]:
        """What is wrong with one result whose files are those that it was made from."""
        if again is None:
            yield self._problem("ER044", path=statement.path, reason="no evidence for it among what is given")
        elif statement.pin is not None and again.assessment is None:
            yield from (one for one in again.diagnostics if one.is_error)
            yield self._problem("ER044", path=statement.path, reason="it cannot be evaluated")
        elif statement.pin is not None and again.assessment and Pin(*again.assessment.ruleset[:4]) != statement.pin:
            used = Pin(*again.assessment.ruleset[:4])
            yield self._problem("ER040", path=statement.path, stated=str(statement.pin), found=str(used))
        else:
            document = result_document(again, explain=self.statements.options.explain)
            yield from self._differing(statement.path, differences(statement.document, document, f"$.results[{at}]"))

    def _differing(self, path: str, found: Iterable[Difference]) -> Iterator[Diagnostic]:
        for one in islice(found, MOST_SAID):
            own = f" {one.id}" if one.id else ""
            values = {"at": one.at, "stated": one.stated, "found": one.found}
            yield self._problem("ER042", path=path, what=one.what, id=own, **values)

    # -- the document as a whole

    def _whole(self, again: Report, *, may_be_reformatted: bool) -> Iterator[Diagnostic]:
        """What differs outside of the results; where nothing does, whether the bytes are those that were written."""
        stated, made = self.statements.document, report_document(again)
        if _codes(stated.get("diagnostics")) == _codes(made["diagnostics"]):
            made["diagnostics"] = stated["diagnostics"]  # they name paths as somebody typed them
        wrong = list(self._differing(self.name, differences(stated, made, "$")))
        yield from wrong
        if may_be_reformatted and not wrong and document_text(made).encode() != self.data:
            yield self._problem("ER045", path=self.name)


def _codes(diagnostics: Any) -> list[str] | None:  # noqa: ANN401 - any JSON value
    """The codes of the diagnostics of a document; None where it holds none that could be read."""
    if not isinstance(diagnostics, list) or not all(isinstance(one, dict) for one in diagnostics):
        return None
    return sorted(str(one.get("code")) for one in diagnostics)


def _digest_of(file: File, path: str, statement: Statement) -> str | None:
    """The digest of a file that a result names, whatever a seal says of it; None where it cannot be read."""
    folder = posixpath.dirname(statement.path)
    named = file if path == statement.path else file.beside(posixpath.relpath(path, folder or "."))
    if named is None:
        return None
    if isinstance(named.storage, Sealed):
        named = named._replace(storage=named.storage.inner)
    try:
        return named.sha256()
    except OSError:
        return None


def verification_document(found: Verification) -> dict[str, Any]:
    """What became of a result document as plain data."""
    return {
        "format": FORMAT,
        "true": {0: True, 1: False, 2: None}[found.exit_code],
        "results": [{"path": one.path, **_plain(one)} for one in found.results],
        "document": _plain(found.document),
    }


def _plain(one: Verified) -> dict[str, Any]:
    return {"true": one.is_true, "diagnostics": [diagnostic_document(problem) for problem in one.problems]}
