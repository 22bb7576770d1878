"""Bytes to lines of text, in the encodings that exports are made in, never holding more than one line in memory.

UTF-8 is tried byte by byte: what is not UTF-8 is read as Windows-1252, so that a file of either kind, or one glued together
from both, reads right, and a lone old byte in the last of a million rows changes nothing before it.
"""

import codecs
import re
from collections.abc import Iterator
from typing import IO, Final

from nlp.errors import InputError
from nlp.screening.reading.limits import MOST_LINE, SAMPLE_BYTES

_PIECE: Final = 1 << 18
_MOST_CONTROL: Final = 0.02
_MOSTLY: Final = 0.3
_FALL_BACK: Final = "secondlook-cp1252"
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_FIRST: Final = "\ufeff"
_TURN = re.compile('"|\r\n|\n|\r')


class TooLong:
    """Stands for a line that is longer than any row may be; it was passed over without being held."""


TOO_LONG: Final = TooLong()


def _old(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", "replace"), error.end


codecs.register_error(_FALL_BACK, _old)


def encoding_of(sample: bytes) -> str:
    """Return "utf-8", "utf-16-le" or "utf-16-be"; raises InputError where the bytes are not text."""
    encoding = next((name for mark, name in _MARKS if sample.startswith(mark)), "") or _by_zeros(sample)
    text = decoded(sample, encoding)
    control = sum(1 for c in text if c < " " and c not in "\t\n\r\f\v\x1c\x1d\x1e\x1f\x01")
    if control > len(text) * _MOST_CONTROL or "\x00" in text:
        raise InputError("it is not text (it holds binary data); export it again as CSV in UTF-8")
    return encoding


def _by_zeros(sample: bytes) -> str:
    """Return the kind of UTF-16 that zero bytes show, and UTF-8 where there is none."""
    half = len(sample) / 2
    if half and b"\x00" in sample:
        if sample[1::2].count(0) > half * _MOSTLY and 0 not in sample[::2]:
            return "utf-16-le"
        if sample[::2].count(0) > half * _MOSTLY and 0 not in sample[1::2]:
            return "utf-16-be"
    return "utf-8"


def decoded(sample: bytes, encoding: str) -> str:
    """Return the text of the first bytes of a file, without a character that is cut in two at their end."""
    return _decoder(encoding).decode(sample).removeprefix(_FIRST)


def spoken(sample: bytes, encoding: str) -> str:
    """Return what to call the encoding."""
    if encoding != "utf-8":
        return "UTF-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return "Windows-1252"
    return "UTF-8"


def _decoder(encoding: str) -> codecs.IncrementalDecoder:
    return codecs.getincrementaldecoder(encoding)(_FALL_BACK if encoding == "utf-8" else "replace")


def lines_of(stream: IO[bytes], encoding: str, *, end: str = "\n", most: int = MOST_LINE) -> Iterator[str | TooLong]:
    """Yield the lines of a stream with their ends, and close it; TOO_LONG stands where one has more than `most` characters."""
    with stream:
        held, skipping = "", False
        for text in _pieces(stream, encoding):
            first, *rest = text.split(end)
            if not rest:
                skipping = skipping or len(held) + len(first) > most
                held = "" if skipping else held + first
                continue
            yield TOO_LONG if skipping or len(held) + len(first) > most else held + first + end
            last, skipping = rest.pop(), False
            for line in rest:
                yield line + end if len(line) <= most else TOO_LONG
            held = last
        if held or skipping:
            yield TOO_LONG if skipping else held


def _pieces(stream: IO[bytes], encoding: str) -> Iterator[str]:
    """Yield the text of a stream a piece at a time, without its mark."""
    decoder = _decoder(encoding)
    first = True
    while raw := stream.read(_PIECE):
        text = decoder.decode(raw)
        if first:
            text, first = text.removeprefix(_FIRST), False
        yield text
    yield decoder.decode(b"", final=True)


def line_end(text: str) -> str:
    """Return what ends the first line, line breaks within quotation marks apart: old Macs wrote a carriage return alone."""
    at, quoted = 0, False
    while found := _TURN.search(text, at):
        at = found.end()
        if found[0] == '"':
            quoted = not quoted
        elif not quoted:
            return found[0][-1]
    return "\n"


def sample_of(stream: IO[bytes]) -> bytes:
    """Return the first bytes of a stream."""
    return stream.read(SAMPLE_BYTES)
