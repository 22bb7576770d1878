"""Texts that make one regular expression work as hard as it can, made from the expression itself.

For every part that may repeat, the text leads up to it, holds what it repeats many thousand times, and ends so that the whole cannot
match. An expression that backtracks without bounds takes time that grows with the square of such a text, or worse.
"""

import re
import warnings
from collections.abc import Iterator
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from re import _constants as kinds
    from re import _parser as parser

_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
_MANY = 3
_CATEGORIES = {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a", "CATEGORY_NOT_SPACE": "a", "CATEGORY_NOT_DIGIT": "a",
               "CATEGORY_NOT_WORD": "-"}  # fmt: skip


def pumps(pattern: "re.Pattern[Any]", size: int) -> Iterator[str]:
    """Yield texts of about `size` characters for the expression."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = parser.parse(source, pattern.flags & ~re.DEBUG)
    for before, body in _repeats(list(tree), ""):
        for piece in dict.fromkeys((body, body[:1], body + " ", " " + body)):
            if piece:
                many = piece * (size // len(piece) + 1)
                yield before + many[:size] + "\x00"
                yield many[:size]


def _repeats(nodes: list[Any], before: str) -> Iterator[tuple[str, str]]:
    """Yield every part that may repeat more than a few times: an example of what leads to it, and one of what it repeats."""
    for op, argument in nodes:
        name = str(op)
        if name in _REPEATS:
            _, most, body = argument
            if most is kinds.MAXREPEAT or most > _MANY:
                yield before, example(list(body))
            yield from _repeats(list(body), before)
        elif name == "SUBPATTERN":
            yield from _repeats(list(argument[-1]), before)
        elif name == "BRANCH":
            for branch in argument[1]:
                yield from _repeats(list(branch), before)
        elif name in ("ASSERT", "ASSERT_NOT"):
            yield from _repeats(list(argument[1]), before)
        elif name == "ATOMIC_GROUP":
            yield from _repeats(list(argument), before)
        before += example([(op, argument)])


def example(nodes: list[Any]) -> str:
    """Return a short text that the nodes match, nearly always."""
    return "".join(_one(str(op), argument) for op, argument in nodes)


def _one(name: str, argument: Any) -> str:
    match name:
        case "LITERAL":
            return chr(int(argument))
        case "NOT_LITERAL":
            return "b" if argument == ord("a") else "a"
        case "ANY":
            return "a"
        case "IN":
            return _member(list(argument))
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return example(list(argument[2])) * max(1, min(int(argument[0]), 2))
        case "SUBPATTERN":
            return example(list(argument[-1]))
        case "ATOMIC_GROUP":
            return example(list(argument))
        case "BRANCH":
            return example(list(argument[1][0]))
        case _:
            return ""


def _member(members: list[Any]) -> str:
    """Return a character of a class."""
    if str(members[0][0]) == "NEGATE":
        return next(c for c in "a 1-.\"" if not re.match(_class(members[1:]), c))
    op, argument = members[0]
    match str(op):
        case "LITERAL":
            return chr(int(argument))
        case "RANGE":
            return chr(int(argument[0]))
        case _:
            return _CATEGORIES.get(str(argument), "a")


def _class(members: list[Any]) -> str:
    said = {"CATEGORY_DIGIT": r"\d", "CATEGORY_SPACE": r"\s", "CATEGORY_WORD": r"\w", "CATEGORY_NOT_WORD": r"\W",
            "CATEGORY_NOT_DIGIT": r"\D", "CATEGORY_NOT_SPACE": r"\S"}  # fmt: skip
    parts = []
    for op, argument in members:
        if str(op) == "LITERAL":
            parts.append(re.escape(chr(argument)))
        elif str(op) == "RANGE":
            parts.append(f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}")
        else:
            parts.append(said.get(str(argument), ""))
    return f"[{''.join(parts)}]"
