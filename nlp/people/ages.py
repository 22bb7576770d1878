"""Ages, school years and dates of birth, as notes write them beside a person.

`after` reads what follows a name or a word for a person ("Leo, 7", "Leo (Y2)", "baby of 6 weeks", "DOB 3.2.15"); `before`
reads what stands in front of one ("4 year old Kai", "13 F").
"""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from nlp.rules.data import read_yaml

ADULT = 18
_TURN = 30
"""Last year of birth in two figures that lies in this century: notes speak of far more children than of people born before 1931."""
_OLDEST_BARE = 60

_DATA: dict[str, Any] = read_yaml("people/ages.yaml")


def _any(words: Iterable[str]) -> str:
    """Return a pattern of `words`, longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_UNITS: list[str] = _DATA["numbers"]
_TENS: dict[str, int] = {word: 10 * number for number, word in enumerate(_DATA["tens"], 2)}
_VALUES = {
    **{word: number for number, word in enumerate(_UNITS, 1)},
    **_TENS,
    **{f"{ten}{join}{unit}": value + number for ten, value in _TENS.items() for number, unit in enumerate(_UNITS[:9], 1) for join in "- "},
}
_NUMBERS = tuple(_VALUES)
_N = rf"(?:\d{{1,2}}(?:\.\d|½)?|{_any(_NUMBERS)})"
_UNIT = (
    r"(?:/(?:7|12|52)\b|\s?-?(?:y/?o\b|years?(?:[ -]old)?\b|yrs?(?:[ -]old)?\b|months?(?:[ -]old)?\b|mo\b|mths?\b"
    r"|weeks?(?:[ -]old)?\b|wks?\b|days?(?:[ -]old)?\b)|\s?[ymwd]\b|[ymw](?=\d)|ish\b)"
)
_VAGUE = rf"(?:(?:{_any(_DATA['vague'])})[\s:]*)*"
_YEAR = rf"(?:(?:Y(?:ea)?r?|YEAR)[ .-]?(?:1[0-3]|\d)|[PS][1-7]|{_any(_DATA['schools'])})\b|\d{{1,2}}[A-Z]{{1,2}}\d?\b"
_DATE = (
    r"\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{1,2}[./](?:19|20)\d\d|\d{1,2}[./]\d{2}(?!\d)"
    r"|(?:19|20)\d\d|\d{1,2} [A-Z][a-z]+ (?:19|20)\d\d"
)
_BIRTH = re.compile(rf"[\s,(\[:–-]*(?:(?i:d\.?o\.?b\.?)|born|b\.)[\s:]*(?:on |in )?(?P<born>{_DATE})")
_AFTER = re.compile(
    rf"(?P<lead>(?:[)'\"”’]?\s*[,(\[/:=–-])?\s*){_VAGUE}"
    rf"(?:(?P<n>{_N})(?P<units>(?i:{_UNIT}))(?:\s?,?(?:and\s)?{_N}(?i:{_UNIT})?)?"
    rf"|(?P<year>{_YEAR})|(?P<bare>{_N})(?P<gest>/40|\+\d)?)"
)
_BEFORE = re.compile(
    rf"(?:^|[\s(,])(?P<n>{_N})(?P<units>\s?-?"
    r"(?:y/?o|m/o|(?:years?|yrs?|months?|weeks?|wks?|days?)[ -]old|y))[\s,]*$"
)
_HEAD = re.compile(rf"(?P<n>{_N})(?P<units>\s?-?(?:y/?o\b|(?:years?|yrs?|months?|mths?|weeks?|wks?)[ -]olds?\b))", re.I)
_FOLLOWS = re.compile(rf"\s*(?:$|[,.;:)\]/&|\n–—-]|(?:{_any(_DATA['follows'])})\b)")
_HEADED = re.compile(rf"\s*(?:$|[,.;:)\]/&|\n–—\"'”’-]|(?:{_any(_DATA['headed'])})\b)")
_ACTING = re.compile(rf"(?:\s*\(|\s+(?:[a-z]{{3,}}(?:ing|ed)|{_any(_DATA['acting'])})\b)")
_BARE_YEARS = rf"(?P<n>\d{{1,2}}|{_any(_NUMBERS)})\b(?P<unit>[ -]?y(?:/?o|ears?|rs?)\b)?(?!\.\d|[/:%\d])"
_PRONOUN = re.compile(rf"(?:he|she)(?:['’]s| is| was) (?:(?:{_any(_DATA['vague'])}) )?{_BARE_YEARS}", re.I)
_IS = re.compile(rf"['’]s (?:(?:only|just|nearly|now) )?{_BARE_YEARS}(?=\s*(?:[.;)\n]|$|, [a-z]))", re.I)
_SPELL = re.compile(rf"\s*(?:{_any(_DATA['spells'])})\b")
_COUNTED = re.compile(rf"\s*(?:[:.]\d|%|am\b|pm\b|/\d|(?:{_any(_DATA['counted'])})\b)")
_LISTED = re.compile(r",\s?\d{1,2}(?!\d|\s?/\s?\d|\s?(?:y|m|w|mths?|wks?)\b)")  # "no reply from Ana (9, 16, 23 July)"
_STARTS = frozenset((*_NUMBERS, *_DATA["vague"], *_DATA["starts"]))
_ENDINGS = frozenset(_DATA["endings"])


class Age(NamedTuple):
    """An age in years (under 1 for a baby), the words that say it, and where they end in the text."""

    years: float
    words: str
    end: int

    @property
    def child(self) -> bool:
        """Whether the person is under 18."""
        return self.years < ADULT


def _number(text: str) -> float:
    return float(_VALUES.get(text.lower()) or text.replace("½", ".5"))


def _years(number: float, units: str) -> float:
    if "52" in units or "w" in units:
        return number / 52
    if "12" in units or "m" in units:
        return number / 12
    if "/7" in units or "d" in units.replace("old", ""):
        return number / 365
    return number


def _born(words: str, latest: int) -> float:
    year = int(re.findall(r"\d+", words)[-1])
    if year < 100:
        year += 2000 if year <= max(latest % 100, _TURN) else 1900
    return float(max(latest - year, 0))


def after(text: str, at: int, *, latest: int, named: bool = False) -> Age | None:
    """Return the age written right after position `at`; `latest` is the newest year that the note speaks of.

    After somebody's name (`named`) a number with a unit is an age whatever follows, and so is a bare one before a word that acts.
    """
    soon = text[at : at + 8]
    birth = _BIRTH.match(text, at, at + 60) if "b" in soon or "B" in soon else None
    if birth:
        return Age(_born(birth["born"], latest), birth["born"], birth.end())
    match = _AFTER.match(text, at, at + 48)
    if match is None or "\n" in match["lead"]:
        return None
    words = text[match.start() + len(match["lead"]) : match.end()].strip(" :")
    if match["units"]:
        plain = not match["lead"].strip() and match.end("lead") == match.start("n")
        ends = named or _FOLLOWS.match(text, match.end()) is not None
        if (plain and not (match["n"].isdigit() and ends)) or _SPELL.match(text, match.end()):
            return None
        return Age(_years(_number(match["n"]), match["units"].lower()), words, match.end())
    marked = match["lead"].strip() or match.end("lead") != match.start("bare")
    if match["year"]:
        code = match["year"][0].isdigit()
        if code and not match["lead"].strip():
            return None
        return Age(10.0, words, match.end())
    if match["gest"] == "/40" or _COUNTED.match(text, match.end()) or ("(" in match["lead"] and _LISTED.match(text, match.end())):
        return None
    young = named and match["bare"].isdigit() and int(match["bare"]) < ADULT
    told = _FOLLOWS.match(text, match.end()) or (young and _ACTING.match(text, match.end()))
    if not told and not words.startswith(("of ", "aged ")):
        return None
    if not match["lead"].strip() and _number(match["bare"]) > _OLDEST_BARE:
        return None  # Jake 96, Rosie 94: attendance
    if match["lead"].strip()[-1:] in (":", "=", "-", "–", "/") or (not marked and not match["bare"].isdigit()):
        return None
    return Age(_number(match["bare"]), words, match.end())


SPELLED = frozenset(_UNITS)
"""Numbers in words."""


def may_start(norm: str) -> bool:
    """Whether an age may begin with a token ("7", "aged", "Y3", "nearly", "DOB")."""
    return norm[0].isdigit() or norm in _STARTS or norm[-1].isdigit()


def may_end(norm: str) -> bool:
    """Whether an age may end with a token ("4 year old", "15yo")."""
    return norm in _ENDINGS or norm[0].isdigit()


def head(text: str, at: int) -> Age | None:
    """Return the age that begins at position `at` and has no word for a person or a thing after it ("3 yr old", "2 yo")."""
    match = _HEAD.match(text, at, at + 40)
    if match is None or not _HEADED.match(text, match.end()):
        return None
    return Age(_years(_number(match["n"]), match["units"].lower()), match[0], match.end())


def of_pronoun(text: str, at: int) -> Age | None:
    """Return the age that a pronoun at position `at` is given ("He's eight.", "she is 6 and"), in years."""
    match = _PRONOUN.match(text, at, at + 40)
    if match is None or not (match["unit"] or _FOLLOWS.match(text, match.end())):
        return None
    return Age(_number(match["n"]), match["n"], match.end())


def of_owner(text: str, at: int) -> Age | None:
    """Return the age told after a name with 's at position `at` ("Rocky's nine."), in years."""
    match = _IS.match(text, at, at + 40)
    return None if match is None else Age(_number(match["n"]), match["n"], match.end())


def before(text: str, at: int) -> Age | None:
    """Return the age written right before position `at` ("4 year old ")."""
    match = _BEFORE.search(text, max(0, at - 20), at)
    if match is None:
        return None
    return Age(_years(_number(match["n"]), match["units"].lower()), match[0].strip(" ,("), at)
