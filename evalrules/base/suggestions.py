"""Did you mean: the nearest known names to a name that is not known."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name most like `name`, or "" where none is near. One name in, one name out."""
    from difflib import get_close_matches  # costs half a millisecond, needed only for mistakes

    candidates = list(dict.fromkeys(known))
    folded = {candidate.casefold().replace("-", "_"): candidate for candidate in candidates}
    exact = folded.get(name.casefold().replace("-", "_"))
    if exact is not None:
        return exact
    found = get_close_matches(name, candidates, n=1, cutoff=0.6)
    return found[0] if found else ""
