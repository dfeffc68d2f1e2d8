"""The documents that belong together, saved or not, whatever is in them."""

from __future__ import annotations

import contextlib
import random

import pytest
from selection import one_in

from evalrules.editor.desk import CASE, EVIDENCE, OTHER, RULESET
from evalrules.editor.finding import findings
from evalrules.editor.meaning import meaning
from evalrules.editor.mending import mends
from evalrules.editor.offers import offers
from evalrules.editor.renaming import NotRenamed, references, renamed

OVERLAY = """\
format: ruleset/1
extends: r@1
id: office
edition: "1"
revision: 1
title: {zh: 本地, en: ours}
sources: {o: {zh: 本单位, en: our office, confidence: office}}
values: {line: {hills: 91, source: o}}
"""


@pytest.mark.parametrize(("what", "kind"), [("ruleset", RULESET), ("case", CASE), ("evidence", EVIDENCE)])
def test_a_document_is_known_by_what_it_says(what: str, kind: str, opened):
    """And belongs to its ruleset; also while it is no YAML."""
    page = opened.desk.page(opened.paths[what])
    assert (kind, opened.paths["ruleset"]) == (page.kind, opened.desk.ruleset_path(page))
    opened.change(what, page.lines[-1], page.lines[-1] + " [{")
    broken = opened.desk.page(opened.paths[what])
    assert (None, kind, opened.paths["ruleset"]) == (broken.root, broken.kind, opened.desk.ruleset_path(broken))


def test_other_yaml_is_none_of_ours(opened):
    """It has no names."""
    opened.texts["/x.yaml"] = "services: {rate: 1}\n"
    page = opened.desk.page("/x.yaml")
    assert (OTHER, []) == (page.kind, [use for use in opened.desk.uses(page) if use.name in opened.desk.declared(page)])


def test_an_overlay_knows_the_names_of_its_parent(opened, folder):
    """A value that it sets is declared here and there; what only the parent declares is found there and not renamed here."""
    path = folder / "office" / "1" / "ruleset.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(OVERLAY + "gates: [{id: g, need: rate >= 1, else: fail, source: o}]\n", "utf-8")
    opened.paths["overlay"] = str(path)
    place = opened.place("overlay", "need: ra|te")
    use, told = meaning(opened.desk, *place, "zh")
    assert "**入学率** `rate`" in told
    assert opened.paths["ruleset"] == opened.desk.declared(opened.desk.page(str(path)))[use.name].path
    with pytest.raises(NotRenamed, match="rename it there"):
        renamed(opened.desk, *place, "share")


def test_what_is_typed_counts_at_once(opened):
    """A name declared a moment ago is known, in the case, too."""
    before = opened.desk.declared(opened.desk.page(opened.paths["case"]))
    opened.change("ruleset", "  cheated:", "  extra: {type: count, zh: 外加, en: extra}\n  cheated:")
    after = opened.desk.declared(opened.desk.page(opened.paths["case"]))
    assert ["extra"] == [name.id for name in after if name not in before]


@pytest.mark.parametrize("seed", one_in(20, range(200)))
def test_whatever_is_typed_has_an_answer(seed: int, opened):
    """A text cut off, with a sign more, or with a part less: nothing raises, wherever the pointer is."""
    drawn = random.Random(seed)
    for what, path in opened.paths.items():
        text = opened.desk.page(path).text
        start = drawn.randrange(len(text))
        more = drawn.choice("{}[]:,'\"≥（|\n\t #&*!%@`-")
        opened.texts[path] = drawn.choice((text[:start], text[:start] + more + text[start:], text[:start] + text[start + drawn.randrange(200) :]))
        lines = opened.texts[path].split("\n")
        line = drawn.randrange(len(lines)) + 1
        place = (path, line, drawn.randrange(len(lines[line - 1]) + 1) + 1)
        assert all(one.message for one in findings(opened.desk, path, "zh")), what
        assert all(one.edits for one in mends(opened.desk, path, "zh"))
        assert isinstance(offers(opened.desk, *place, "zh"), tuple)
        assert meaning(opened.desk, *place, "zh") is None or references(opened.desk, *place)
        with contextlib.suppress(NotRenamed):
            assert renamed(opened.desk, *place, "another_name")
