"""RTF as control words, bytes and braces."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(rb"\\([a-zA-Z]{1,40})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)", re.S)


class Token(NamedTuple):
    """One of them: a control word and its number, or bytes of text, or a brace."""

    word: str
    number: int | None
    data: bytes
    brace: bytes


def tokens(raw: bytes) -> Iterator[Token]:
    """Yield control words, bytes and braces; the data of \\bin is stepped over."""
    at = 0
    while match := _TOKEN.search(raw, at):
        at = match.end()
        word, number, hexed, sign, brace, text = match.groups()
        if word == b"bin":
            at += max(0, int(number or 0))
        elif hexed:
            yield Token("'", None, bytes.fromhex(hexed.decode("ascii")), b"")
        elif word or sign:
            name = (word or sign).decode("latin-1")
            if name in "{}\\":
                yield Token("", None, sign, b"")
            else:
                yield Token(name, int(number) if number else None, b"", b"")
        else:
            yield Token("", None, text or b"", brace or b"")
