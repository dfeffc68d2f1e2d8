"""A key says by which field it is known, when it is written, and what is read where it is absent."""

from __future__ import annotations

from evalrules.model.shapes import FLAG, TEXT, Key


def test_a_key_is_of_the_field_of_its_name_unless_it_says_another():
    """Both ways."""
    assert Key("unit", TEXT).field == "unit"
    assert Key("else", TEXT, of="otherwise").field == "otherwise"


def test_a_key_that_may_be_left_out_is_read_as_what_it_was_left_out_for():
    """One that is always written must be there, unless earlier versions lack it."""
    assert not Key("fixed", FLAG, left_out=False).is_always_written
    assert Key("fixed", FLAG, left_out=False).if_absent is False
    assert Key("page", TEXT).is_always_written
    assert Key("page", TEXT).if_absent is ...
    assert Key("page", TEXT, absent="").if_absent == ""
