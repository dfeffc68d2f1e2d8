"""The names of a result as text are their plain data, whatever was written before."""

from __future__ import annotations

import json

from evalrules.model.assessment import Titles
from evalrules.model.ruleset import Label
from evalrules.reporters.title_text import TitlesText, titles_document

NAMES = {"rate": Label("入学率", "rate")}
TITLES = Titles({}, {}, NAMES, {"stage": NAMES}, {}, {}, {}, {}, {"rate": "stage"}, {"units": ("a",)}, {}, {}, {})


def told(titles: Titles) -> object:
    """What the text of names says."""
    return json.loads(TitlesText(titles).text("\n"))


def test_the_names_of_quantities_belong_to_one_result():
    """All others are written once; with other ones of the same ruleset the text is another."""
    for titles in (TITLES, TITLES._replace(quantities={"a/b": Label("甲/乙", "a/b")}), TITLES._replace(quantities={})):
        assert told(titles) == titles_document(titles)
        assert list(json.loads(TitlesText(titles).text("\n"))) == list(titles_document(titles))


def test_names_that_share_those_of_measures_are_not_taken_for_each_other():
    """The same names of measures with other levels, as one ruleset has them for two periods."""
    assert told(TITLES) == titles_document(TITLES)
    other = TITLES._replace(levels={"pass": Label("通过", "passed")})
    assert told(other) == titles_document(other)
    assert told(TITLES) == titles_document(TITLES)
