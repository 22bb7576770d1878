"""Plain text and Markdown, exactly as written."""

from nlp.documents.document import Document
from nlp.documents.limits import Clock
from nlp.errors import InputError
from nlp.text.decode import decode

_SAMPLE = 4_000
_MOSTLY = 0.3
_PLACE = "text"


def read(raw: bytes, clock: Clock) -> Document:
    """Return the text, unchanged; UTF-16 without its mark is known by where its zero bytes lie."""
    clock.check()
    return Document(text=decoded(raw), kind="text")


def decoded(raw: bytes) -> str:
    """Return the text of bytes in UTF-8, UTF-16 or Windows-1252."""
    problem = ""
    try:
        return decode(_marked(raw), where=_PLACE)
    except InputError as error:
        problem = str(error).removeprefix(f"{_PLACE}: ")
    raise InputError(problem)


def _marked(raw: bytes) -> bytes:
    """Return UTF-16 bytes with the mark that says so, and others as they are."""
    sample = raw[:_SAMPLE]
    half = len(sample) / 2
    if half and b"\x00" in sample and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        if sample[1::2].count(0) > half * _MOSTLY and 0 not in sample[::2]:
            return b"\xff\xfe" + raw
        if sample[::2].count(0) > half * _MOSTLY and 0 not in sample[1::2]:
            return b"\xfe\xff" + raw
    return raw
