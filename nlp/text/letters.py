"""The frame of pasted letters and e-mails: header fields and salutations above, closings and signatures below."""

import re
from functools import cache
from typing import Final

from nlp.rules.data import read_yaml

LONGEST: Final = 160
"""Code points beyond which no line is looked at as part of a letter's frame."""
_MOST_WORDS: Final = 8
_MOST_FIELD_WORDS: Final = 20

_STOP_INSIDE = re.compile(r"[.!?]\s+(?=\w)")
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_NAMED = re.compile(r"\w\s*[,(–-]|\b[A-Z]\b(?![’'])")
"""What tells a name with its post from a terse line ("Seen GP"): a mark between the two, or an initial."""
_DIGIT_SIGN = re.compile(r"[%£?]|\d{3}")


@cache
def _listed(key: str) -> frozenset[str]:
    """Return one list of `letters.yaml` as a set."""
    return frozenset(read_yaml("text/letters.yaml")[key])


def _any(key: str) -> str:
    """Return one list of `letters.yaml` as an alternation, longest first so that none hides another."""
    return "|".join(re.escape(words).replace(r"\ ", r"\s+") for words in sorted(_listed(key), key=len, reverse=True))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of the first words of a letter's head and of its foot."""
    head = re.compile(
        rf"\A(?:>\s?)*(?:(?P<field>{_any('fields')})\s*:|(?P<subject>{_any('subjects')})\s*:|(?P<salutation>{_any('salutations')})\b"
        rf"|(?P<pasted>{_any('pasted')}))",
        re.IGNORECASE,
    )
    foot = re.compile(rf"\A(?:(?:{_any('closings')})(?:\s*/\s*)?)+(?=[\s,.!:-]|$)", re.IGNORECASE)
    return head, foot


def is_header(line: str) -> bool:
    """Say whether a line is a header field ("Sent: ...") or a salutation; a subject that may state a fact is not."""
    found = _patterns()[0].match(line)
    if found is None:
        return False
    rest = line[found.end() :].strip(" :,")
    if found["pasted"]:
        return True
    if found["field"]:
        return (
            len(rest.split()) <= _MOST_FIELD_WORDS
            and not _STOP_INSIDE.search(rest)
            and not rest.endswith((".", "!", "?"))
        )
    small = {word for word in _WORD.findall(rest) if word[0].islower()}
    if found["subject"]:
        return small <= _listed("neutral") and not _DIGIT_SIGN.search(rest) and not _STOP_INSIDE.search(rest)
    return len(rest.split()) <= _MOST_WORDS and small <= _listed("addressed") and not rest.endswith((".", "?"))


def is_closing(line: str) -> bool:
    """Say whether a line closes a letter ("Kind regards", "Thanks, Jo"); thanks that go on to say something do not."""
    found = _patterns()[1].match(line)
    return found is not None and _is_name(line[found.end() :])


def is_signature(line: str, *, closed: bool) -> bool:
    """Say whether a line is a name with its post ("J. Smith, HV").

    `closed` says that a closing stands right above, in which case a bare name will do.
    """
    words = _WORD.findall(line)
    if not words or ":" in line or not _is_name(line):
        return False
    if closed:
        return True
    posted = any(word.lower().rstrip(".") in _listed("posts") for word in words)
    return posted and len(words) > 1 and not line.isupper() and _NAMED.search(line) is not None


def _is_name(text: str) -> bool:
    """Say whether a text holds nothing but names, posts and the small words that join them."""
    words = _WORD.findall(text)
    small = {word.lower().rstrip(".") for word in words if word[0].islower()}
    return (
        len(words) <= _MOST_WORDS
        and small <= _listed("posts") | _listed("beside")
        and not _DIGIT_SIGN.search(text)
        and not _STOP_INSIDE.search(text.replace(". ", " ", 1))
    )
