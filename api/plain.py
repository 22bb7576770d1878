"""Text of notes as paper and e-mail can hold it: lines, short names, and nothing that cannot be printed."""

import re

_UNFIT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_SOURCE = " (From: "


def printable(text: str) -> str:
    """Return the text with U+FFFD for each control character that no document can hold, or that turns a line round."""
    return _UNFIT.sub("\N{REPLACEMENT CHARACTER}", text)


def lines(text: str) -> list[str]:
    """Return the lines of a text; the breaks of every system, form feeds and vertical tabs end one."""
    return _BREAK.split(text)


def one_line(text: str) -> str:
    """Return the text with each stretch of white space as one space."""
    return " ".join(text.split())


def clipped(text: str, most: int = 100) -> str:
    """Return a name in one line of at most `most` characters."""
    line = one_line(text)
    return line if len(line) <= most else f"{line[: most - 1]}…"


def person_label(label: str, age: str) -> str:
    """Return how a person is called: the note's own words, with the age where they do not hold it."""
    return f"{label} ({age})" if age and age not in label else label


def split_question(question: str) -> tuple[str, str]:
    """Return a question and where it comes from, which is empty where no source is named."""
    ask, found, source = question.rpartition(_SOURCE)
    return (ask, f"(From: {source}") if found else (question, "")
