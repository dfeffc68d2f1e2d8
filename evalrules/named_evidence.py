"""The evidence that evidence names: of members and of assessments, each file evaluated once, from the bottom up.

So a line of any depth has an end, and a file that a thousand others name costs no more than one. Files in a ring have
no bottom: where they name one another they are refused, whichever of them was handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.records import NamedTuple
from evalrules.base.source import Document, Node
from evalrules.bundles.storage import File, Folder
from evalrules.frontend.opening import named_evidence, named_papers
from evalrules.model.assessment import Assessment, Beside, Difference
from evalrules.model.evidence import Evidence, Reference
from evalrules.model.report import Options, Result

Mark: TypeAlias = tuple[object, ...]
"""What all names of one file have in common (`File.mark`)."""

FileKey: TypeAlias = tuple[str, bool, str, str]
"""Where a file lies, whether it is loose there, its name, and how places show it: all that its result rests on."""

ReadDocument: TypeAlias = tuple[Document, list[Diagnostic]]

MAX_SHOWN = 12
"""How many files of a ring are named."""


class Naming(NamedTuple):
    """The files that evidence names as the evidence of members, and as its assessments."""

    members: tuple[File, ...]
    assessments: tuple[File, ...]


class Kept(NamedTuple):
    """What a run keeps of files that evidence names: what each names in turn, and its result by how it was asked."""

    naming: dict[FileKey, Naming]
    results: dict[tuple[FileKey, Options], Result]


class Below(NamedTuple):
    """What lies below one file of evidence: who names whom, who is in which ring, and the results."""

    needs: Mapping[Mark, tuple[Mark, ...]]
    shown: Mapping[Mark, str]
    rings: Mapping[Mark, int]
    results: Mapping[tuple[Mark, Options], Result]

    def result(self, named: File, options: Options) -> Result | None:
        """The result of a file, asked with these options; None where it is not below, or in a ring."""
        return self.results.get((named.mark, options))

    def ring(self, file: File, named: File) -> str:
        """The way from a file to one that it names and back to itself, for people; "" where there is none."""
        start, via = file.mark, named.mark
        if start not in self.rings or self.rings[start] != self.rings.get(via):
            return ""
        from evalrules.base.rings import ring_through

        names = [self.shown[mark] for mark in ring_through(start, self.needs, via)]
        if len(names) > MAX_SHOWN:
            names[MAX_SHOWN // 2 : -MAX_SHOWN // 2] = ["…"]
        return " -> ".join(names)


NOTHING_BELOW = Below({}, {}, {}, {})

Read: TypeAlias = Callable[[File], ReadDocument]
Check: TypeAlias = Callable[[File, ReadDocument, Options, Below], Result]
"""Evaluates one document whose members and assessments were evaluated before."""


def of_member(options: Options) -> Options:
    """How a member is evaluated: it names its own ruleset, and no level is asked of it."""
    return options._replace(ruleset=None, require=None)


def evaluate_below(file: File, document: Document, options: Options, kept: Kept, read: Read, check: Check) -> Below:
    """Everything that evidence names, directly or through others, evaluated from the bottom up.

    `document` is that of the file, `options` are those it is asked with; what is `kept` is not evaluated again.
    """
    if not any(named_evidence(document.root)):
        return NOTHING_BELOW
    from evalrules.base.rings import in_order_of_need  # most evidence names no other

    naming, files, documents = _all_below(file, document, kept, read)
    needs = {mark: tuple(dict.fromkeys(other.mark for part in naming[mark] for other in part)) for mark in naming}
    order = in_order_of_need(needs)
    rings = {mark: at for at, group in enumerate(order) for mark in group if len(group) > 1 or mark in needs[mark]}
    results: dict[tuple[Mark, Options], Result] = {}
    below = Below(needs, {mark: one.shown for mark, one in files.items()}, rings, results)
    asked = _ways_asked(file.mark, naming, options)
    for mark in (mark for group in order for mark in group if mark != file.mark):
        for theirs in asked[mark]:
            key = (_key(files[mark]), theirs)
            if key not in kept.results:
                kept.results[key] = check(files[mark], documents.get(mark) or read(files[mark]), theirs, below)
            results[mark, theirs] = kept.results[key]
        documents.pop(mark, None)
    return below


def _all_below(
    file: File, document: Document, kept: Kept, read: Read
) -> tuple[dict[Mark, Naming], dict[Mark, File], dict[Mark, ReadDocument]]:
    """Each file below one and itself, what it names, and the documents that were read for that, not yet evaluated."""
    naming: dict[Mark, Naming] = {}
    files: dict[Mark, File] = {}
    documents: dict[Mark, ReadDocument] = {}
    pending = [file]
    while pending:
        one = pending.pop()
        mark, key = one.mark, _key(one)
        if mark in naming:
            continue
        if key not in kept.naming:
            if one is not file:
                documents[mark] = read(one)
            kept.naming[key] = _naming(one, document if one is file else documents[mark][0])
        files[mark], naming[mark] = one, kept.naming[key]
        pending += reversed([*naming[mark].members, *naming[mark].assessments])
    return naming, files, documents


def _naming(file: File, document: Document) -> Naming:
    members, assessments = (
        tuple(found for written in part if (found := file.beside(written)) is not None)
        for part in named_evidence(document.root)
    )
    return Naming(members, assessments)


def _ways_asked(start: Mark, naming: Mapping[Mark, Naming], options: Options) -> dict[Mark, dict[Options, None]]:
    """The options with which each file is asked: an assessment with those of the evidence, a member with its own."""
    asked: dict[Mark, dict[Options, None]] = {start: {options: None}}
    pending = [(start, options)]
    while pending:
        mark, own = pending.pop()
        wanted = [(one.mark, of_member(own)) for one in naming[mark].members]
        wanted += [(one.mark, own) for one in naming[mark].assessments]
        for other, theirs in wanted:
            if theirs not in asked.setdefault(other, {}):
                asked[other][theirs] = None
                pending.append((other, theirs))
    return asked


def _key(file: File) -> FileKey:
    storage = file.storage
    is_loose = isinstance(storage, Folder) and storage.is_loose
    return (storage.identity if storage is not None else "", is_loose, file.name, file.shown)


def other_subject(reference: Reference, evidence: Evidence | None, found: Assessment) -> list[Diagnostic]:
    """A problem where an assessment is of another subject or period than the evidence that names it."""
    if evidence is None:
        return []
    period = evidence.period.text if evidence.period is not None else ""
    wanted = [evidence.subject.id, evidence.subject.name, period]
    given = [found.subject.id, found.subject.name, found.period or ""]
    if all(one == other or not one for one, other in zip(wanted, given, strict=True)):
        return []
    args = {"name": reference.name, "found": " ".join(given).strip(), "expected": " ".join(wanted).strip()}
    return [error("ER432", reference.place, **args)]


def beside_of(found: Assessment, name: str, other: Assessment) -> Beside:
    """Another assessment with every indicator on which it differs."""
    theirs = {finding.id: finding.in_one_word for finding in other.findings}
    differences = [
        Difference(finding.id, finding.in_one_word, theirs[finding.id])
        for finding in found.findings
        if finding.id in theirs and theirs[finding.id] != finding.in_one_word
    ]
    return Beside(name, other.evidence_path, other.verdict.level, other.verdict.possible, tuple(differences))


def papers_beside(file: File, root: Node | None) -> set[tuple[str, str]]:
    """The identities of the papers and rows that a document of evidence names and that are there, read or not."""
    written = {path for text in named_papers(root) for path in (text, text.partition("!")[0])}
    return {found.identity for found in map(file.beside, sorted(written)) if found is not None}
