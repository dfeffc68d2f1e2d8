"""A ruleset on trial: its cases run, and every single-token mutant shown to them (P80)."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from evalrules import catalog
from evalrules.authoring.cases import (
    EQUIVALENT,
    FOLDER,
    PROPOSED,
    CaseFile,
    Disagreement,
    disagreements,
    names_of_cases,
    plain,
    read_cases,
)
from evalrules.authoring.mutants import Mutant, mutants_of
from evalrules.authoring.noticing import Noticing
from evalrules.authoring.rule_coverage import RuleCoverage, rule_coverage
from evalrules.base.diagnostics import Diagnostic, error, has_errors
from evalrules.base.records import NamedTuple
from evalrules.base.source import Record
from evalrules.bundles.storage import walk
from evalrules.loading import load_ruleset, merged_document
from evalrules.model.ruleset import Ruleset
from evalrules.readers.files import read_document


class FailedCase(NamedTuple):
    """A case that does not hold, with everything it expects otherwise."""

    name: str
    disagreements: tuple[Disagreement, ...]


NEW, KEPT, ALIKE, NOT_FOUND = "new", "kept", "alike", "not_found"
"""A case is proposed; one that is proposed already notices the change; it changes nothing where nothing is missing;
none was found."""


class Proposal(NamedTuple):
    """What was found for one survivor; `file` and `text` of the case that notices it, below the folder of the ruleset.

    Made by evalrules.authoring.proposals.
    """

    mutant: str
    outcome: str
    file: str = ""
    text: str = ""


class Trial(NamedTuple):
    """What the trial of one ruleset found.

    `survivors` are mutants that no case notices; `equivalent` those listed as changing nothing; `stale` entries of
    that list whose mutant does not survive, or does not exist. `coverage` is what of the rules the cases show, where
    that was asked; `names` are those of the cases. `surviving` are the mutants behind `survivors`, in the file whose
    text is in `texts`; `proposed` are files of cases that nobody has confirmed, `proposals` what was found for each.
    """

    ruleset: str
    cases: int
    failed: tuple[FailedCase, ...]
    mutants: int
    survivors: tuple[str, ...]
    equivalent: tuple[str, ...]
    stale: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]
    coverage: RuleCoverage | None = None
    names: tuple[str, ...] = ()
    surviving: tuple[Mutant, ...] = ()
    texts: Mapping[str, str] = MappingProxyType({})
    proposed: tuple[str, ...] = ()
    proposals: tuple[Proposal, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether every case holds and every mutant is noticed."""
        return not (self.failed or self.survivors or self.stale or not self.cases)


Progress = Callable[[str, int, int], None]
"""Told the ruleset, how many mutants were tried, and of how many."""


def find_rulesets(paths: Sequence[str]) -> tuple[tuple[str, ...], list[Diagnostic]]:
    """The files of the rulesets that are meant: an ID, a file, a folder of one, or a folder that holds several."""
    found: list[str] = []
    problems: list[Diagnostic] = []
    for path in paths:
        if os.path.isfile(path):
            found.append(path)
        elif os.path.isdir(path):
            inside = sorted(_below(path))
            found += inside
            problems += [] if inside else [error("ER501", None, name=path, suggestion="", editions="")]
        else:
            entries, missing = catalog.find(path)
            found += [entry.path for entry in entries]
            problems += missing
    return tuple(dict.fromkeys(found)), problems


def _below(folder: str) -> list[str]:
    return [os.path.join(home, catalog.FILE) for home, _, names in walk(folder) if catalog.FILE in names]


def try_ruleset(
    path: str, *, with_mutants: bool = True, with_coverage: bool = False, progress: Progress | None = None
) -> Trial:
    """Run the cases beside a ruleset, then show them every mutant of it; of an overlay, of what it adds."""
    folder = os.path.dirname(path)
    trial = _tried(path, with_mutants=with_mutants, progress=progress)._replace(
        names=tuple(case.name for case in read_cases(folder)[0]),
        proposed=tuple(f"{FOLDER}/{PROPOSED}/{name}" for name in names_of_cases(folder, PROPOSED)),
    )
    return trial._replace(coverage=_coverage(path)) if with_coverage else trial


def _coverage(path: str) -> RuleCoverage | None:
    """What of the rules that a file writes its cases show; None where it is no ruleset."""
    ruleset, (root, _) = load_ruleset(path).ruleset, merged_document(path)
    if ruleset is None or root is None:
        return None
    cases, _ = read_cases(os.path.dirname(path))
    return rule_coverage(cases, ruleset, root.span.file if ruleset.extends else "")


def _tried(path: str, *, with_mutants: bool, progress: Progress | None) -> Trial:
    loaded = load_ruleset(path)
    name = loaded.ruleset.name if loaded.ruleset is not None else path
    cases, problems = read_cases(os.path.dirname(path))
    problems = [*loaded.diagnostics, *problems]
    if loaded.ruleset is None:
        return Trial(name, len(cases), (), 0, (), (), (), tuple(problems), texts={})
    failed = _failed(cases, loaded.ruleset)
    if failed or not with_mutants or has_errors(problems):
        return Trial(name, len(cases), failed, 0, (), (), (), tuple(problems), texts={})
    root, _ = merged_document(path)
    mutants = _own_mutants(root) if root is not None else []
    survivors = _survivors(name, mutants, Noticing(root, loaded.ruleset, cases), progress) if root is not None else []
    listed, more = _listed_equivalent(os.path.dirname(path))
    survived = {one.name for one in survivors}
    document, _ = read_document(path, name=os.path.basename(path))
    return Trial(
        ruleset=name,
        cases=len(cases),
        failed=(),
        mutants=len(mutants),
        survivors=tuple(own.name for own in survivors if own.name not in listed),
        equivalent=tuple(own.name for own in survivors if own.name in listed),
        stale=tuple(own for own in listed if own not in survived),
        diagnostics=(*problems, *more),
        surviving=tuple(own for own in survivors if own.name not in listed),
        texts={document.name: document.text},
    )


def _own_mutants(root: Record) -> list[Mutant]:
    """The changes of what the ruleset itself writes; those of what an overlay extends are tried with its parent."""
    return [mutant for mutant in mutants_of(root) if mutant.place.file == root.span.file]


def _failed(cases: Sequence[CaseFile], ruleset: Ruleset) -> tuple[FailedCase, ...]:
    tried = [FailedCase(case.name, tuple(disagreements(case, ruleset))) for case in cases]
    return tuple(case for case in tried if case.disagreements)


def _survivors(name: str, mutants: Sequence[Mutant], noticing: Noticing, progress: Progress | None) -> list[Mutant]:
    found: list[Mutant] = []
    for at, mutant in enumerate(mutants):
        if progress is not None:
            progress(name, at, len(mutants))
        if not noticing.notices(mutant):
            found.append(mutant)
    return found


def _listed_equivalent(folder: str) -> tuple[tuple[str, ...], list[Diagnostic]]:
    """The mutants that are listed as changing nothing, each with a reason."""
    path = os.path.join(folder, FOLDER, EQUIVALENT)
    if not os.path.isfile(path):
        return (), []
    document, problems = read_document(path, name=f"{FOLDER}/{EQUIVALENT}")
    items = plain(document.root) if document.root is not None else []
    listed = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    for item in listed:
        if not item.get("reason"):
            place = document.root.span if isinstance(document.root, Record) else None
            problems.append(error("ER109", place, key=f"reason ({item.get('mutant')})"))
    return tuple(str(item.get("mutant")) for item in listed), problems
