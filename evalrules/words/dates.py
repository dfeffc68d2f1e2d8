"""Days, and from when until when something holds, as people say them."""

from __future__ import annotations


def day_in_words(written: str, language: str) -> str:
    """A year, a month or a day: 2009-04-08 is 2009年4月8日 in Chinese, and stays as written in English."""
    if language != "zh":
        return written
    parts = zip(written.split("-"), "年月日", strict=False)
    return "".join(f"{part.lstrip('0')}{word}" for part, word in parts)


def span_in_words(written: str, language: str) -> str:
    """From when (included) until when (excluded): `2007..2018-01` is 2007年起，2018年1月前."""
    start, _, until = written.partition("..")
    first, last = (day_in_words(day, language) if day else "" for day in (start, until))
    if language == "zh":
        return "，".join(filter(None, (first and f"{first}起", last and f"{last}前")))
    return " and ".join(filter(None, (first and f"from {first}", last and f"before {last}")))
