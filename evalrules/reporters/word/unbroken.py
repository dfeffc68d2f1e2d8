"""Amounts stay on one line: the space before a unit, and behind a sign, is one at which no program breaks."""

from __future__ import annotations

from collections.abc import Iterable

from evalrules.base.patterns import pattern

NO_BREAK = "\u00a0"

_INSIDE = pattern(r"(?<![0-9.])[0-9][0-9,]*(?:\.[0-9]+)? (?=[^\W\d_]{1,8}(?![^\W\d_]))|[≥≤≠<>=▼▲余差共约] (?=-?[0-9])")
"""A number with the space behind it, and a sign; behind 1.1.2, the number of an indicator, a line may end."""

_AMOUNT = pattern(
    rf"[（(]?[≥≤≠<>=▼▲余差共约]?{NO_BREAK}?-?[0-9][0-9.,～/-]*(?:[%‰]|{NO_BREAK}[^\W\d_]{{1,8}}[²³]?)?[）)，,；;]?"
)

DATE_HYPHEN = pattern(
    r"(?<=(?<![0-9-])[0-9]{4})-(?=[0-9]{2}-[0-9]{2}(?![0-9-]))"
    r"|(?<=(?<![0-9-])[0-9]{4}-[0-9]{2})-(?=[0-9]{2}(?![0-9-]))"
)
"""The hyphens of a date, at which office programs would end a line."""

_FIGURE = pattern(r"[≥≤≠<>=▼▲余差共约-]? ?[0-9]|.*[≥≤]")


class Lines(str):  # noqa: SLOT000 - it has lines beside its text
    """Several lines of one cell; a line end that stands in the data is none of them, and is shown as what it is."""

    parts: tuple[str, ...]

    @classmethod
    def of(cls, parts: Iterable[str]) -> Lines:
        """These lines; as one text, with spaces between them."""
        listed = tuple(parts)
        found = cls(" ".join(listed))
        found.parts = listed
        return found


def unbroken(text: str) -> str:
    """A text of figures whose amounts are broken nowhere: `800 元`, `≥ 4.5`, `余 2.06 个百分点`; others as they are.

    Names stay as the standard has them, so that they are found where somebody looks for them.
    """
    return _INSIDE.sub(lambda found: found[0][:-1] + NO_BREAK, text) if _FIGURE.match(text) else text


def amounts_in(text: str) -> list[str]:
    """The amounts of a text, each with its sign and its unit."""
    return [found.group() for found in _AMOUNT.finditer(unbroken(text))]
