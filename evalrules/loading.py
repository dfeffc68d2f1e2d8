"""Rulesets by name or path: found, read, merged with their parents, checked, or taken from the cache."""

from __future__ import annotations

import datetime
import os

from evalrules import cache, catalog
from evalrules.base.diagnostics import Diagnostic, error, has_errors, in_order, warning
from evalrules.base.records import NamedTuple
from evalrules.base.shipped import ARCHIVE, shipped_bytes
from evalrules.base.source import Document, Node, Record, Scalar, Span
from evalrules.model.ruleset import Ruleset
from evalrules.model.ruleset_names import ruleset_name_from
from evalrules.plan.memory import plan_of, remembered
from evalrules.readers.files import document_of, read_bytes, read_document
from evalrules.version import SEMANTICS, VERSION

SUFFIXES = (".yaml", ".yml", ".json")
"""The kinds of file that can be a ruleset."""

MAX_OVERLAYS = 20
"""How many rulesets may lie upon one another: a nation, a province, a city, a county and more."""


class Loaded(NamedTuple):
    """A ruleset, or None with the diagnostics that say why there is none."""

    ruleset: Ruleset | None
    diagnostics: tuple[Diagnostic, ...]
    texts: dict[str, str]


def load_ruleset(reference: str, as_of: datetime.date | None = None) -> Loaded:
    """A ruleset by ID, ID@EDITION or path; an id alone takes the edition in force on the date."""
    return _load(reference, as_of, anew=False)


def read_ruleset(reference: str, as_of: datetime.date | None = None) -> Loaded:
    """A ruleset as `load_ruleset` finds it, but read and checked anew: for who must not be deceived."""
    return _load(reference, as_of, anew=True)


def load_named(reference: str, as_of: datetime.date | None = None, *, anew: bool = False) -> Loaded:
    """The same for who may name rulesets but no files of this machine: a path is ER681, whether there is one or not."""
    if is_path(reference):
        return Loaded(None, (error("ER681", None, name=reference),), {})
    return _load(reference, as_of, anew=anew)


def _load(reference: str, as_of: datetime.date | None, *, anew: bool) -> Loaded:
    if is_path(reference):
        path = _ruleset_file(reference)
        return _load_file(path, shown=os.path.basename(path), shipped=False, anew=anew)
    found, problems = catalog.find(reference)
    if problems:
        return Loaded(None, tuple(problems), {})
    loaded = [
        _load_file(entry.path, shown=entry.shown, shipped=entry.is_shipped, name=entry.name, anew=anew)
        for entry in found
    ]
    is_any = not ruleset_name_from(reference).edition
    return loaded[0] if len(loaded) == 1 and is_any and as_of is None else _dated(reference, loaded, as_of)


def ruleset_from_text(text: str, name: str) -> Loaded:
    """A ruleset from its text in YAML, checked as a file of that name would be; nothing is read from a file or kept."""
    return _check_ruleset(document_of(name, text.encode(), name=name), shipped=False, name="")


def ruleset_in_file(path: str) -> Loaded:
    """A ruleset from a file that somebody handed in: read and checked, and nothing of it kept."""
    shown = os.path.basename(path)
    data, problems = read_bytes(path, name=shown)
    if data is None:
        return Loaded(None, tuple(problems), {})
    suffix = os.path.splitext(path)[1].lower()
    if suffix not in SUFFIXES:
        return Loaded(None, (error("ER005", Span(shown, 1, 1, 1, 1), suffix=suffix),), {})
    return _check_ruleset(document_of(path, data, name=shown), shipped=False, name="")


def is_path(reference: str) -> bool:
    """A path has a separator or the suffix of a file; what stands in the working directory does not matter."""
    return os.sep in reference or "/" in reference or reference.endswith((".yaml", ".yml"))


def files_behind(reference: str, loaded: Loaded | None) -> tuple[str, ...]:
    """The files that a reference to a ruleset leads to: all editions of an id, and those that it lies upon.

    Where it did not load it may lie upon any of the rulesets that can be named.
    """
    own = (_ruleset_file(reference),) if is_path(reference) else ()
    ruleset = loaded.ruleset if loaded is not None else None
    if ruleset is None:
        return (*own, *(entry.path for entry in catalog.entries()))
    named = [name for name in (reference, *ruleset.ancestors) if not is_path(name)]
    return (*own, *(entry.path for name in named for entry in catalog.find(name)[0]))


def _ruleset_file(path: str) -> str:
    return os.path.join(path, catalog.FILE) if os.path.isdir(path) else path


def _dated(reference: str, loaded: list[Loaded], as_of: datetime.date | None) -> Loaded:
    """The edition in force on the date; a named edition is always taken, with a warning outside its dates."""
    broken = [one for one in loaded if one.ruleset is None]
    if broken:
        return broken[0]
    named = [one for one in loaded if one.ruleset is not None]
    if "@" in reference:
        return _warned(named[0], as_of)
    fitting = [one for one in named if one.ruleset and _in_force(one.ruleset, as_of)]
    if len(fitting) == 1:
        return fitting[0]
    listed = ", ".join(_dated_name(one.ruleset) for one in named if one.ruleset)
    shown = as_of.isoformat() if as_of else "?"
    return Loaded(
        None, (error("ER503", None, name=reference, date=shown, editions=listed, count=str(len(fitting))),), {}
    )


def _in_force(ruleset: Ruleset, as_of: datetime.date | None) -> bool:
    return as_of is None or ruleset.in_force.holds_on(as_of)


def _dated_name(ruleset: Ruleset) -> str:
    return f"{ruleset.name} ({ruleset.in_force.text or '?'})"


def _warned(loaded: Loaded, as_of: datetime.date | None) -> Loaded:
    ruleset = loaded.ruleset
    found = () if ruleset is None or as_of is None else out_of_force(ruleset, as_of)
    return loaded._replace(diagnostics=(*loaded.diagnostics, *found)) if found else loaded


def out_of_force(ruleset: Ruleset, day: datetime.date) -> tuple[Diagnostic, ...]:
    """A warning (ER504) where an edition was not in force on a day."""
    if _in_force(ruleset, day):
        return ()
    return (warning("ER504", None, name=ruleset.name, date=day.isoformat(), in_force=ruleset.in_force.text),)


def _load_file(path: str, *, shown: str, shipped: bool, name: str = "", anew: bool = False) -> Loaded:
    """One ruleset file with its parents, checked, or taken from the cache where nothing has changed, unless `anew`."""
    data, problems = _bytes_of(path, shown=shown, shipped=shipped)
    if data is None:
        return Loaded(None, tuple(problems), {})
    suffix = os.path.splitext(path)[1].lower()
    if suffix not in SUFFIXES:
        return Loaded(None, (error("ER005", Span(shown, 1, 1, 1, 1), suffix=suffix),), {})
    key = cache.key_of(shown, data, f"{VERSION}/{SEMANTICS}")
    kept = None if anew else cache.fetch(key)
    if kept is not None and all(_digest_of_parent(parent) == digest for parent, digest in kept.parents):
        return Loaded(remembered(kept.plan).ruleset, (), {})
    loaded = _check_ruleset(document_of(path, data, name=shown), shipped=shipped, name=name)
    if loaded.ruleset is not None and not loaded.diagnostics:
        parents = tuple((parent, _digest_of_parent(parent)) for parent in loaded.ruleset.ancestors)
        cache.keep(key, cache.Kept(plan_of(loaded.ruleset), parents))
    return loaded


def _bytes_of(path: str, *, shown: str, shipped: bool) -> tuple[bytes | None, list[Diagnostic]]:
    """The bytes of a ruleset; one that came with the program may lie in the zip that the program runs from."""
    if shipped and ARCHIVE:
        return shipped_bytes(path), []
    return read_bytes(path, name=shown)


def _digest_of_parent(parent: str) -> str:
    found, _ = catalog.find(parent)
    data, _ = _bytes_of(found[0].path, shown=found[0].shown, shipped=found[0].is_shipped) if found else (None, [])
    return cache.key_of(parent, data, "") if data is not None else ""


def _check_ruleset(read: tuple[Document, list[Diagnostic]], *, shipped: bool, name: str) -> Loaded:
    from evalrules.frontend.build import build_ruleset  # all this is needed only for a ruleset not seen before
    from evalrules.semantics.coverage import check_bands
    from evalrules.semantics.sense import check_sense

    texts: dict[str, str] = {}
    root, ancestors, problems = _merged(read, texts, shipped=shipped)
    if root is None or has_errors(problems):
        return Loaded(None, in_order(problems), texts)
    ruleset, found = build_ruleset(root, ancestors)
    problems += found
    if ruleset is not None:
        senseless = check_sense(ruleset)
        problems += senseless or check_bands(ruleset)
        if name and ruleset.name != name:
            problems.append(error("ER505", root.span, name=ruleset.name, folder=name))
    return Loaded(None if has_errors(problems) else ruleset, in_order(problems), texts)


def _merged(
    read: tuple[Document, list[Diagnostic]], texts: dict[str, str], *, shipped: bool
) -> tuple[Record | None, tuple[str, ...], list[Diagnostic]]:
    """A ruleset document with its parents merged in, and their names, nearest first."""
    line, problems = _line_of(read, texts, shipped=shipped)
    if not line or has_errors(problems):
        return None, (), problems
    if len(line) == 1:
        return line[0], (), problems
    from evalrules.frontend.overlay import merge_overlay

    merged = line[-1]
    for overlay in reversed(line[:-1]):
        merged, refused = merge_overlay(merged, overlay)
        problems += refused
    return merged, tuple(_text(overlay, "extends") for overlay in line[:-1]), problems


def _line_of(
    read: tuple[Document, list[Diagnostic]], texts: dict[str, str], *, shipped: bool
) -> tuple[list[Record], list[Diagnostic]]:
    """The documents from a ruleset up to the one that extends no other; problems say where the way ends early."""
    line: list[Record] = []
    walked: list[str] = []
    every: list[Diagnostic] = []
    while True:
        document, problems = read
        texts[document.name] = document.text
        every += problems
        root = document.root
        if root is not None and not shipped and not has_errors(problems):
            every += _check_shape(root)
        if not isinstance(root, Record) or has_errors(every):
            return line, every
        line.append(root)
        extends = root.get("extends")
        if not isinstance(extends, Scalar):
            return line, every
        walked = walked or ["@".join(_text(root, key) for key in ("id", "edition"))]
        entry, found = _parent_of(extends, walked)
        every += found
        if entry is None:
            return line, every
        walked = [*walked, extends.text]
        read, shipped = _read_entry(entry), entry.is_shipped


def _parent_of(extends: Scalar, walked: list[str]) -> tuple[catalog.Entry | None, list[Diagnostic]]:
    """The ruleset that an overlay extends; none for a circle, and where overlays lie upon overlays without end."""
    way = " -> ".join((*walked, extends.text))
    if extends.text in walked:
        return None, [error("ER309", extends.span, path=way)]
    if len(walked) > MAX_OVERLAYS:
        return None, [error("ER507", extends.span, limit=str(MAX_OVERLAYS), path=way)]
    found, missing = catalog.find(extends.text)
    return (found[0] if found else None), [one._replace(place=extends.span) for one in missing]


def _read_entry(entry: catalog.Entry) -> tuple[Document, list[Diagnostic]]:
    data, problems = _bytes_of(entry.path, shown=entry.shown, shipped=entry.is_shipped)
    if data is None:
        return Document(entry.shown, "", "", None), problems
    return document_of(entry.path, data, name=entry.shown)


def _text(root: Record, key: str) -> str:
    node = root.get(key)
    return node.text if isinstance(node, Scalar) else ""


def _check_shape(root: Node) -> list[Diagnostic]:
    from evalrules.frontend.shape import check_shape
    from evalrules.schemas import schema_text

    return check_shape(root, schema_text("ruleset"))


def merged_document(path: str) -> tuple[Record | None, list[Diagnostic]]:
    """The document of a ruleset file with its parents merged in, before it is understood."""
    root, _, problems = _merged(read_document(path, name=os.path.basename(path)), {}, shipped=False)
    return root, problems


class Listed(NamedTuple):
    """One line of `evalrules rulesets`: where it comes from, and the ruleset itself where it loads."""

    entry: catalog.Entry
    ruleset: Ruleset | None


def list_rulesets() -> tuple[tuple[Listed, ...], tuple[Diagnostic, ...]]:
    """Every ruleset that can be named; one that does not load, or has two owners, is listed with its problem."""
    listed: list[Listed] = []
    problems: list[Diagnostic] = []
    for entry in catalog.entries():
        _, rivals = catalog.find(entry.name)
        if entry.owner.lacking:
            problems += rivals
            listed.append(Listed(entry, None))
            continue
        loaded = _load_file(entry.path, shown=entry.shown, shipped=entry.is_shipped, name=entry.name)
        problems += [*rivals, *(one for one in loaded.diagnostics if one.is_error)]
        listed.append(Listed(entry, loaded.ruleset))
    return tuple(listed), in_order(problems)
