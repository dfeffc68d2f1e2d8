"""What a result document states, as far as it takes to evaluate anew: of its verdicts nothing is believed."""

from __future__ import annotations

from typing import Any

from evalrules.base.records import NamedTuple
from evalrules.model.report import Engine, Options
from evalrules.model.ruleset_names import RulesetName
from evalrules.results.plain_values import At, parsed
from evalrules.results.reading import check_format, options_from


class Pin(NamedTuple):
    """The ruleset that a result names: id, edition, revision and the digest of its meaning."""

    id: str
    edition: str
    revision: int
    digest: str

    @property
    def name(self) -> str:
        """`id@edition`."""
        return RulesetName(self.id, self.edition).text

    def __str__(self) -> str:
        return f"{self.name} ({self.revision}, {self.digest[:19]}…)"


class Statement(NamedTuple):
    """One entry of `results`: the evidence by its path, every file with its digest, the ruleset, the subject.

    `pin` is None for an input that could not be evaluated; it states just that.
    """

    path: str
    pin: Pin | None
    files: tuple[tuple[str, str], ...]
    subject: tuple[str, str, str]
    document: Any


class Statements(NamedTuple):
    """A result document: its entries, what was asked, what evaluated, the digest of its baseline ("" unknown, None
    where there is none), and the document itself.
    """

    results: tuple[Statement, ...]
    options: Options
    engine: Engine
    baseline: str | None
    document: Any


def statements_in(data: bytes) -> Statements:
    """What the bytes of a result document state; raises Refused where they are none (ER002, ER003, ER101, ER104, ER106,
    ER111).
    """
    at = parsed(data)
    check_format(at)
    engine, results = at.key("engine"), at.key("results").each(_statement)
    return Statements(
        results=results,
        options=options_from(at.key("options"), explained=any(_has_steps(one.document) for one in results)),
        engine=Engine(engine.key("version").text(), engine.key("semantics").whole()),
        baseline=_baseline(at.key("baseline")) if at.has("baseline") else None,
        document=at.value,
    )


def _statement(at: At) -> Statement:
    evidence = at.key("evidence")
    if not at.has("ruleset"):
        return Statement(evidence.key("path").text(), None, (), ("", "", ""), at.value)
    files = evidence.key("files").each(lambda one: (one.key("path").text(), one.key("sha256").text()))
    kind, own, name = (at.key("subject").key(key).text() for key in ("kind", "id", "name"))
    period = at.key("period").maybe(At.text) or ""
    return Statement(evidence.key("path").text(), _pin(at.key("ruleset")), files, (kind, own or name, period), at.value)


def _pin(at: At) -> Pin:
    own, edition, digest = (at.key(name).text() for name in ("id", "edition", "digest"))
    return Pin(own, edition, at.key("revision").whole(), digest)


def _baseline(at: At) -> str:
    return at.key("digest").text() if at.has("digest") else ""


def _has_steps(result: Any) -> bool:  # noqa: ANN401 - any JSON value
    """Whether comparisons were asked for; what is of no known form lists none."""
    listed = [result.get(key) for key in ("indicators", "gates", "vetoes")]
    rules = [rule for part in listed if isinstance(part, list) for rule in part]
    return any(isinstance(rule, dict) and rule.get("steps") for rule in rules)
