"""Dates in words."""

from __future__ import annotations

import pytest

from evalrules.words.dates import span_in_words


@pytest.mark.parametrize(
    ("written", "zh", "en"),
    [
        ("2017..", "2017年起", "from 2017"),
        ("2014-11..", "2014年11月起", "from 2014-11"),
        ("2009-04-08..2016", "2009年4月8日起，2016年前", "from 2009-04-08 and before 2016"),
        ("..2018-01", "2018年1月前", "before 2018-01"),
        ("", "", ""),
    ],
)
def test_a_span_can_be_read_aloud(written: str, zh: str, en: str):
    """Its beginning is included, its end is not; what is not known is not said."""
    assert (span_in_words(written, "zh"), span_in_words(written, "en")) == (zh, en)
