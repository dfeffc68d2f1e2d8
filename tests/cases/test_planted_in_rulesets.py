"""Silent mistakes planted in every shipped ruleset: `lint` or `prove` names each, and neither says anything of the originals.

The kinds are those that loaded without a word when they were tried. What can be seen in one place is planted in each
shipped ruleset where it applies; what only the whole shows is asked of the solver, which is an extra (marked real).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from selection import one_in

from evalrules.authoring.lint import lint_ruleset
from evalrules.base.source import Listing, Node, Pair, Record, Scalar
from evalrules.loading import load_ruleset
from evalrules.model.ruleset import Ruleset
from evalrules.readers.files import read_document

RULESETS = sorted((Path(__file__).resolve().parents[2] / "rulesets").glob("*/*/ruleset.yaml"))


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Nothing is kept outside the folder of a test."""
    monkeypatch.setenv("EVALRULES_CACHE", str(tmp_path / "cache"))


class Planted(NamedTuple):
    """A ruleset with one mistake in it; `indicator` where the mistake is one of an indicator's measure."""

    text: str
    where: str
    indicator: str = ""


def records(node: Node, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Record]]:
    """Every mapping of a document with the keys that lead to it."""
    if isinstance(node, Record):
        yield path, node
        for pair in node.pairs:
            yield from records(pair.value, (*path, pair.key.text))
    elif isinstance(node, Listing):
        for at, item in enumerate(node.items):
            yield from records(item, (*path, str(at)))


def replaced(text: str, scalar: Scalar, new: str) -> str:
    """The text with another value at a place."""
    lines = text.splitlines(keepends=True)
    line, first, last = scalar.span.line - 1, scalar.span.column - 1, scalar.span.end_column - 1
    assert scalar.span.end_line == scalar.span.line
    lines[line] = lines[line][:first] + new + lines[line][last:]
    return "".join(lines)


def added(section: str, line: str) -> Callable[[str, Record], Planted | None]:
    """A mistake that is one more entry of a section."""

    def plant(text: str, root: Record) -> Planted | None:
        key = root.key(section)
        if key is None or not isinstance(root.get(section), Record) or f"\n{section}:\n" not in text:
            return None
        return Planted(text.replace(f"\n{section}:\n", f"\n{section}:\n  {line}\n", 1), "unheard_of")

    return plant


def id_of(item: Record) -> str:
    """The id that an entry of a list has."""
    own = item.get("id")
    return own.text if isinstance(own, Scalar) else ""


def small_percentage(text: str, root: Record) -> Planted | None:
    """A percentage written as a share."""
    for path, item in records(root):
        unit, value = item.get("unit"), item.get("value")
        is_value = (
            path[:1] == ("values",) and isinstance(unit, Scalar) and unit.text == "%" and isinstance(value, Scalar)
        )
        if is_value and re.fullmatch(r"[0-9.]+", value.text) and 1 < float(value.text) < 100:
            return Planted(replaced(text, value, f"{float(value.text) / 100:.4f}"), path[1])
    return None


def range_of_a_share(text: str, root: Record) -> Planted | None:
    """A percentage that is said to lie between 0 and 1."""
    for path, item in records(root):
        kind, ends = item.get("type"), item.get("range")
        if isinstance(kind, Scalar) and kind.text == "percent" and isinstance(ends, Listing):
            most = ends.items[-1]
            if isinstance(most, Scalar) and most.text == "100":
                return Planted(replaced(text, most, "1"), path[-1])
    return None


def veto_of_the_best(text: str, root: Record) -> Planted | None:
    """A veto that leads to the best level."""
    levels = root.get("levels")
    best = levels.items[0].get("id") if isinstance(levels, Listing) and isinstance(levels.items[0], Record) else None
    for path, item in records(root):
        level = item.get("level")
        if path[:1] == ("vetoes",) and isinstance(level, Scalar) and isinstance(best, Scalar):
            return Planted(replaced(text, level, best.text), "veto")
    return None


def equal_vetoes(text: str, root: Record) -> Planted | None:
    """A veto that stands there twice, under another id."""
    vetoes = root.get("vetoes")
    if not isinstance(vetoes, Listing) or not isinstance(vetoes.items[0], Record):
        return None
    first = vetoes.items[0]
    when, level = first.get("when"), first.get("level")
    if not isinstance(when, Scalar) or not isinstance(level, Scalar) or "\nvetoes:\n" not in text:
        return None
    twin = f"  - {{id: twin, zh: 另立一条, en: one more, when: {json.dumps(when.text, ensure_ascii=False)}, level: {level.text}}}"
    return Planted(text.replace("\nvetoes:\n", f"\nvetoes:\n{twin}\n", 1), "twin")


def without_zh(text: str, root: Record) -> Planted | None:
    """An indicator without its Chinese name."""
    for path, item in records(root):
        zh = item.key("zh")
        if path[:1] == ("indicators",) and len(path) == 2 and zh is not None and item.get("en") is not None:
            value = item.get("zh")
            lines = text.splitlines(keepends=True)
            line = lines[zh.span.line - 1]
            if isinstance(value, Scalar) and ", zh: " in line and value.span.end_line == zh.span.line:
                lines[zh.span.line - 1] = line[: zh.span.column - 1] + line[value.span.end_column + 1 :]
                return Planted("".join(lines), path[1])
    return None


def reversed_comparison(text: str, root: Record) -> Planted | None:
    """A comparison turned round, of a measure that declares which way is better; not where it decides nothing."""
    measures = root.get("measures")
    better = {
        pair.key.text: getattr(pair.value.get("better"), "text", "")
        for pair in (measures.pairs if isinstance(measures, Record) else ())
        if isinstance(pair.value, Record)
    }
    for path, item in records(root):
        met = item.get("met")
        is_advisory = item.get("advisory") is not None
        if (
            path[:1] == ("indicators",)
            and not is_advisory
            and isinstance(met, Scalar)
            and met.span.line == met.span.end_line
        ):
            match = re.fullmatch(r"(\w+) (>=|<=) [\w.]+", met.text)
            if match and better.get(match[1]):
                turned = met.text.replace(match[2], "<=" if match[2] == ">=" else ">=")
                return Planted(replaced(text, met, f'"{turned}"'), match[1], id_of(item))
    return None


def must_that_nobody_reads(text: str, root: Record) -> Planted | None:
    """An indicator marked as one that must be met, in a standard that never asks for that."""
    indicators = root.get("indicators")
    if " must" in text or not isinstance(indicators, Listing):
        return None
    for item in indicators.items:
        own = item.get("id") if isinstance(item, Record) else None
        line = text.splitlines(keepends=True)[item.span.line - 1]
        if (
            isinstance(own, Scalar)
            and "points" not in line
            and isinstance(item, Record)
            and item.get("points") is None
            and ", zh: " in line
        ):
            return Planted(text.replace(line, line.replace(", zh: ", ", must: true, zh: ", 1), 1), "must")
    return None


def impossible_count(text: str, root: Record) -> Planted | None:
    """A line of the verdict that asks for more indicators than there are."""
    for path, item in records(root):
        when = item.get("when")
        is_open = " by " in text  # rows make as many indicators as there are
        if (
            path[:1] == ("verdict",)
            and isinstance(when, Scalar)
            and when.span.line == when.span.end_line
            and not is_open
        ):
            return Planted(replaced(text, when, '"count(indicators, met) >= 900"'), "900")
    return None


def changed_in_place(text: str, root: Record) -> Planted | None:
    """A released revision with another number."""
    for path, item in records(root):
        value = item.get("value")
        if path[:1] == ("values",) and isinstance(value, Scalar) and re.fullmatch(r"[1-9][0-9]*", value.text):
            return Planted(replaced(text, value, f"{int(value.text) + 1}"), "revision")
    return None


def equal_labels(text: str, root: Record) -> Planted | None:
    """A value with the name of the one before it, as a line that was copied has it."""
    values = [(pair.key.text, pair.value) for pair in values_of(root)]
    for (_, one), (own, other) in pairwise(values):
        if isinstance(one, Record) and isinstance(other, Record):
            known, label = one.get("zh"), other.get("zh")
            if (
                isinstance(known, Scalar)
                and isinstance(label, Scalar)
                and not known.quoted
                and label.span.line == label.span.end_line
            ):
                return Planted(replaced(text, label, known.text), own)
    return None


def values_of(root: Record) -> list[Pair]:
    """What stands under `values`."""
    values = root.get("values")
    return list(values.pairs) if isinstance(values, Record) else []


def without_group(text: str, root: Record) -> Planted | None:
    """An indicator that is in none of the groups."""
    for path, item in records(root):
        group = item.get("group")
        if path[:1] == ("indicators",) and len(path) == 2 and isinstance(group, Scalar):
            lines = text.splitlines(keepends=True)
            line = group.span.line - 1
            left = lines[line].replace(f" group: {group.text},", "", 1)
            if left != lines[line]:
                return Planted("".join([*lines[:line], left, *lines[line + 1 :]]), path[1])
    return None


def share_of_a_hundred(text: str, root: Record) -> Planted | None:
    """A share, which is at most 1, held against 90."""
    match = re.search(r"(?<!100 \* )share\(\w+, \w+\) >= ([\w.]+)", text)
    return None if match is None else Planted(text[: match.start(1)] + "90" + text[match.end(1) :], "share")


def better_is_wrong(text: str, root: Record) -> Planted | None:
    """A measure that declares the wrong way to be better."""
    turned = reversed_comparison(text, root)
    measures = root.get("measures")
    measure = measures.get(turned.where) if turned is not None and isinstance(measures, Record) else None
    better = measure.get("better") if isinstance(measure, Record) else None
    if turned is None or not isinstance(better, Scalar):
        return None
    return Planted(replaced(text, better, "lower" if better.text == "higher" else "higher"), turned.where)


KINDS: dict[str, tuple[str, Callable[[str, Record], Planted | None]]] = {
    "unused source": ("ER651", added("sources", "unheard_of: {zh: 没有用到, en: never used, confidence: read}")),
    "unused value": ("ER651", added("values", "unheard_of: {value: 1, zh: 没有用到, en: never used}")),
    "unused measure": ("ER651", added("measures", "unheard_of: {type: yesno, zh: 没有用到, en: never used}")),
    "unused choice": (
        "ER651",
        added("choices", "unheard_of: {one: {zh: 一种没用到, en: one}, two: {zh: 另一种没用到, en: two}}"),
    ),
    "missing zh": ("ER652", without_zh),
    "a share with unit %": ("ER654", small_percentage),
    "a percentage from 0 to 1": ("ER654", range_of_a_share),
    "more than there can be": ("ER655", impossible_count),
    "veto of the best level": ("ER656", veto_of_the_best),
    "two equal vetoes": ("ER656", equal_vetoes),
    "must that nothing reads": ("ER656", must_that_nobody_reads),
    "comparison reversed": ("ER657", reversed_comparison),
    "better itself wrong": ("ER657", better_is_wrong),
    "a share held against a percentage": ("ER655", share_of_a_hundred),
    "equal labels": ("ER662", equal_labels),
    "an indicator without its group": ("ER653", without_group),
    "released edition changed": ("ER659", changed_in_place),
}


def copied(path: Path, folder: Path, text: str) -> Path:
    """A ruleset with its papers, in another text."""
    home = folder / path.parent.parent.name / path.parent.name
    (home / "cases").mkdir(parents=True)
    for name in ("SOURCES.md", "CHANGELOG.md"):
        (home / name).write_bytes((path.parent / name).read_bytes())
    (home / "ruleset.yaml").write_text(text, encoding="utf-8")
    return home / "ruleset.yaml"


@pytest.mark.parametrize("path", one_in(6, RULESETS, real=2), ids=lambda path: path.parent.parent.name)
def test_lint_says_nothing_of_a_shipped_ruleset(path: Path):
    """No false alarm on the originals; what stands has its reason beside it."""
    assert lint_ruleset(str(path)).diagnostics == ()


@pytest.mark.parametrize("paths", [RULESETS[::28], pytest.param(RULESETS, marks=pytest.mark.real)], ids=["some", "all"])
def test_lint_names_every_mistake(paths: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Kinds × rulesets: planted where it applies, and named by its code. The table is printed."""
    missed, applied = [], dict.fromkeys(KINDS, 0)
    for path in paths:
        text = path.read_text("utf-8")
        root = read_document(str(path), name="ruleset.yaml")[0].root
        assert isinstance(root, Record)
        before = {one.args for one in lint_ruleset(str(path)).diagnostics}
        for kind, (code, plant) in KINDS.items():
            found = plant(text, root)
            if found is None:
                continue
            own = copied(path, tmp_path / kind / path.parent.name, found.text)
            if load_ruleset(str(own)).ruleset is None:
                continue  # refused anyway: not silent in this ruleset
            applied[kind] += 1
            said = [one for one in lint_ruleset(str(own)).diagnostics if one.args not in before]
            if code not in {one.code for one in said}:
                missed.append((kind, path.parent.parent.name, found.where))
    with capsys.disabled():
        print(
            "\n" + "\n".join(f"{kind:34} {KINDS[kind][0]} named in {count} rulesets" for kind, count in applied.items())
        )
    assert missed == []
    assert paths != RULESETS or min(applied.values()) > 0


# -- what only the whole ruleset shows ---------------------------------------------------------------------------------


def wrapped(section: str, key: str, form: str) -> Callable[[str, Record], Planted | None]:
    """A condition made one that always or never holds."""

    def plant(text: str, root: Record) -> Planted | None:
        for path, item in records(root):
            written = item.get(key)
            if path[:1] == (section,) and isinstance(written, Scalar) and written.span.line == written.span.end_line:
                own = item.get("id") or item.get("level")
                condition = form.format(written.text)
                where = own.text if isinstance(own, Scalar) else ""
                return Planted(replaced(text, written, json.dumps(condition, ensure_ascii=False)), where)
        return None

    return plant


def points_above_full(text: str, root: Record) -> Planted | None:
    """A formula that gives more points than there are."""
    for path, item in records(root):
        formula, own = item.get("awarded"), item.get("id")
        is_formula = path[:1] == ("indicators",) and isinstance(formula, Scalar) and formula.text != "assessor"
        if (
            is_formula
            and isinstance(formula, Scalar)
            and isinstance(own, Scalar)
            and formula.span.line == formula.span.end_line
        ):
            return Planted(
                replaced(text, formula, json.dumps(f"({formula.text}) + 1000", ensure_ascii=False)), own.text
            )
    return None


def ceiling_that_never_binds(text: str, root: Record) -> Planted | None:
    """A ceiling whose condition always holds."""
    for path, item in records(root):
        ceiling, own = item.get("ceiling"), item.get("id")
        if path[:1] == ("indicators",) and isinstance(ceiling, Record) and isinstance(own, Scalar):
            condition = ceiling.pairs[0].value
            if isinstance(condition, Scalar):
                return Planted(replaced(text, condition, json.dumps(ALWAYS.format(condition.text))), own.text)
    return None


def checks_that_contradict(text: str, root: Record) -> Planted | None:
    """Two checks that no evidence keeps."""
    checks = root.get("checks")
    for one in checks.items if isinstance(checks, Listing) else ():
        match = re.fullmatch(r"(\w+) <= (\w+)", one.text) if isinstance(one, Scalar) else None
        if match is not None and "\nchecks:\n" in text:
            return Planted(text.replace("\nchecks:\n", f"\nchecks:\n  - {match[1]} >= {match[2]} + 1\n", 1), "")
    return None


def band_with_a_gap_in_it(text: str, root: Record) -> Planted | None:
    """A band, or what is to be met, that one better figure does not reach."""
    measures = root.get("measures")
    for path, item in records(root):
        parts = (
            [*(pair.value for pair in bands.pairs)]
            if isinstance(bands := item.get("bands"), Record)
            else [item.get("met")]
        )
        if path[:1] != ("indicators",) or item.get("advisory") is not None or not isinstance(parts[0], Scalar):
            continue
        match = re.fullmatch(r"(\w+) >= ([\w.]+)", parts[0].text)
        measure = measures.get(match[1]) if match is not None and isinstance(measures, Record) else None
        if match is None or not isinstance(measure, Record) or getattr(measure.get("better"), "text", "") != "higher":
            continue
        is_percent = getattr(measure.get("type"), "text", "") == "percent"
        if getattr(measure.get("type"), "text", "") == "count":
            continue  # of so many kinds of rooms there may be no more than are asked for
        hole = f"{match[1]} != " + (f"({match[2]} + 100) / 2" if is_percent else f"{match[2]} + 1")
        return Planted(replaced(text, parts[0], json.dumps(f"{parts[0].text} and {hole}")), match[1], id_of(item))
    return None


def levels_swapped(text: str, root: Record) -> Planted | None:
    """The best level and the one below it in the wrong order."""
    levels = root.get("levels")
    if not isinstance(levels, Listing) or len(levels.items) < 3:
        return None
    one, other = (item.get("id") for item in levels.items[:2] if isinstance(item, Record))
    if not isinstance(one, Scalar) or not isinstance(other, Scalar) or one.span.line == other.span.line:
        return None
    return Planted(replaced(replaced(text, one, other.text), other, one.text), "")


ALWAYS, NEVER = "({0}) or not ({0})", "({0}) and not ({0})"
WHOLE: dict[str, tuple[tuple[str, ...], Callable[[str, Record], Planted | None]]] = {
    "gate that always holds": (("gate_fails",), wrapped("gates", "need", ALWAYS)),
    "gate that never holds": (("gate_holds",), wrapped("gates", "need", NEVER)),
    "veto that never fires": (("veto_holds",), wrapped("vetoes", "when", NEVER)),
    "met that never holds": (("outcome_reached",), wrapped("indicators", "met", NEVER)),
    "met that always holds": (("outcome_reached",), wrapped("indicators", "met", ALWAYS)),
    "applies that never holds": (("applies",), wrapped("indicators", "applies", NEVER)),
    "level that contradicts itself": (("level_reached",), wrapped("verdict", "when", NEVER)),
    "comparison reversed": (("direction", "outcome_reached"), reversed_comparison),
    "band with a gap in it": (("direction", "outcome_reached"), band_with_a_gap_in_it),
    "level order swapped": (("direction",), levels_swapped),
    "points above the full ones": (("points_within",), points_above_full),
    "ceiling that never binds": (("ceiling_binds",), ceiling_that_never_binds),
    "checks that contradict": (("checks_hold",), checks_that_contradict),
}
"""Each kind with the claims that it breaks: a limit of 100 % turned round is one that always holds."""

DIRECTIONS = ("direction", "decision_direction")
"""A measure may follow from others, and a level from decisions: the direction that breaks is then that of these."""
_NOT_ASKED = "no text gives its limit, so assessors decide and the condition is never asked"
OPEN = {
    (
        "level order swapped",
        "hubei-kindergarten@2016",
    ): "an office sets the mark of each level, so no order of them is wrong by itself",
    ("band with a gap in it", "jiangsu-16@2007"): _NOT_ASKED,
    ("met that never holds", "standard-school-share@undated"): _NOT_ASKED,
    ("met that always holds", "standard-school-share@undated"): _NOT_ASKED,
}
"""What is planted and refuted by no claim about it, with the reason."""


def answers(ruleset: Ruleset, claims: tuple[str, ...], found: Planted) -> dict[str, set[str]]:
    """The outcomes of the claims about one part, as `prove` has them, by what they are of; until one is refuted."""
    from evalrules.proving.prover import Bounds, Proving

    proving, said = Proving(ruleset, Bounds(20, 5, 2)), dict[str, set[str]]()
    is_of_any = "direction" in claims
    for own, ask in proving.claims.questions():
        is_direction = is_of_any and own.kind in DIRECTIONS
        if is_direction or (own.kind in claims and own.of.split(":")[0] == (found.indicator or found.where)):
            said.setdefault(own.of, set()).add(proving.answer(own, ask, 5).outcome)
            if "refuted" in said[own.of]:
                break
    return said


@pytest.mark.real  # the solver is an extra, which is installed for these
@pytest.mark.parametrize(
    "paths",
    [
        pytest.param(RULESETS[at::4], id=name, marks=[pytest.mark.long] if at in (1, 2) else [])
        for at, name in enumerate(("first", "second", "third", "fourth"))
    ],
)
def test_prove_names_what_only_the_whole_shows(paths: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Kinds × rulesets, by the claim that the mistake breaks, of the part in which it stands. The table is printed."""
    pytest.importorskip("z3", reason="NOT CHECKED: the extra `prove` (z3-solver) is not installed")
    applied, missed = dict.fromkeys(WHOLE, 0), {}
    for path in paths:
        text, name = path.read_text("utf-8"), f"{path.parent.parent.name}@{path.parent.name}"
        root = read_document(str(path), name="ruleset.yaml")[0].root
        assert isinstance(root, Record)
        for kind, (claims, plant) in WHOLE.items():
            found = plant(text, root)
            ruleset = None if found is None else load_ruleset(str(copied(path, tmp_path / kind, found.text))).ruleset
            if found is None or ruleset is None:
                continue  # it does not apply, or is refused anyway
            applied[kind] += 1
            outcomes = answers(ruleset, claims, found)
            if not any("refuted" in own for own in outcomes.values()):
                missed[kind, name] = outcomes
    with capsys.disabled():
        print(
            "\n"
            + "\n".join(
                f"{kind:34} {' or '.join(WHOLE[kind][0])} refuted in {count} rulesets"
                for kind, count in applied.items()
            )
        )
    assert missed.keys() == {
        (kind, name)
        for kind, name in OPEN
        if any(name.startswith(f"{path.parent.parent.name}@{path.parent.name}") for path in paths)
    }, missed
