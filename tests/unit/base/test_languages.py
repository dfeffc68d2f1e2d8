"""Words in both languages: chosen in one place, with the marks of the language between them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import evalrules
from evalrules.base.languages import LANGUAGES, punctuation, spoken, tag_of

HOUSE = Path(evalrules.__file__).parent
CHOOSES = {"base/languages.py": "here", "base/pages.py": "a page may have no Chinese half"}
"""Who may choose between two values by the language at hand, and why."""


@pytest.mark.parametrize(("language", "said"), [("zh", "共2项（甲）"), ("en", "2 in all (甲)")])
def test_words_are_said_in_one_language(language: str, said: str):
    """With values by place and by name, and a remark in the brackets of the language."""
    assert said == spoken(("共{}项", "{} in all"), language, "2") + punctuation(language).bracketed("甲")
    assert said[:-3].strip(" (") in spoken(("共{n}项（", "{n} in all ("), language, n="2")


def test_without_values_words_are_said_as_they_are():
    """Braces of a text that takes no values stay."""
    assert "{a}" == spoken(("{a}", "b"), "zh")


def test_documents_name_the_language_as_the_standard_does():
    """As BCP 47 has it."""
    assert ["zh-CN", "en"] == [tag_of(language) for language in LANGUAGES]


def _choices(source: str) -> int:
    """How often one of two values is chosen by the language: `a if language == "zh" else b`, `pair[language != "zh"]`."""
    tests = [one.test if isinstance(one, ast.IfExp) else one.slice for one in ast.walk(ast.parse(source)) if isinstance(one, ast.IfExp | ast.Subscript)]
    return sum(
        isinstance(one, ast.Compare) and any(ast.unparse(side) in ("'zh'", "'en'", "ZH", "EN") for side in one.comparators)
        for one in tests
    )


def test_the_language_is_chosen_in_one_place():
    """Nowhere else is one of two words picked; where a whole sentence is built otherwise, it is a branch of its own."""
    assert 2 == _choices('f(a if language == "zh" else b, c[language != ZH], d if e == "f" else g)')
    found = {path.relative_to(HOUSE).as_posix() for path in HOUSE.rglob("*.py") if _choices(path.read_text("utf-8"))}
    assert found <= set(CHOOSES)
