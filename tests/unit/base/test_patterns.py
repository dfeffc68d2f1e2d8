"""A pattern that is compiled late is the compiled one; and every one of ours can be compiled."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest

import evalrules
from evalrules.base import patterns
from evalrules.base.patterns import pattern


def test_it_finds_what_the_compiled_one_finds():
    """Matches, groups, substitutions, flags and the text of the pattern."""
    late, compiled = pattern("(?P<a>x+)y", re.IGNORECASE), re.compile("(?P<a>x+)y", re.IGNORECASE)
    for text in ("xXy", "y", "axy xxy"):
        assert [one.groupdict() for one in compiled.finditer(text)] == [one.groupdict() for one in late.finditer(text)]
        assert compiled.sub("-", text) == late.sub("-", text)
        assert (compiled.fullmatch(text) is None) == (late.fullmatch(text) is None)
    assert (compiled.pattern, compiled.flags) == (late.pattern, late.flags)


def test_nothing_is_compiled_before_it_is_used(monkeypatch: pytest.MonkeyPatch):
    """Making one costs nothing; the first use compiles it, and what is wrong is told then."""
    wrong = pattern("(")
    with pytest.raises(re.error):
        wrong.match("a")
    monkeypatch.setattr(patterns.re, "compile", lambda *_: pytest.fail("compiled"))
    pattern("a+")


def test_every_pattern_of_ours_can_be_compiled():
    """None waits for a user to find that it is wrong."""
    found = 0
    for module in pkgutil.walk_packages(evalrules.__path__, "evalrules."):
        if module.name.endswith("__main__"):
            continue
        try:
            loaded = importlib.import_module(module.name)
        except ImportError:  # an extra that is not installed
            continue
        for value in list(vars(loaded).values()):
            if isinstance(value, patterns._Late):
                re.compile(*value._arguments)
                found += 1
    assert found > 50
