"""One order of ids: numbers inside count as numbers."""

from __future__ import annotations

from evalrules.base.ordering import natural_key


def test_numbers_inside_a_text_are_numbers():
    """Also where the text begins or ends with one; figures in full width are letters, for no id has them."""
    written = ["10a", "第１校", "s2b", "", "s10:junior", "10", "第12校", "2", "s2:junior", "1.9", "s", "第3校"]
    assert sorted(written, key=natural_key) == ["", "1.9", "2", "10", "10a", "s", "s2:junior", "s2b", "s10:junior", "第3校", "第12校", "第１校"]
    assert natural_key("s010x") == ((1, 0, "s"), (0, 10, ""), (1, 0, "x"))
