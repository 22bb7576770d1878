"""Ages, school years and dates of birth, as notes write them beside a person.

`after` reads what follows a name or a word for a person ("Leo, 7", "Leo (Y2)", "baby of 6 weeks", "DOB 3.2.15"); `before`
reads what stands in front of one ("4 year old Kai", "13 F").
"""

import re
from dataclasses import dataclass

ADULT = 18
_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
).split()
_VALUES = {word: number for number, word in enumerate(_NUMBERS, 1)}
_N = rf"(?:\d{{1,2}}(?:\.\d|½)?|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_UNIT = (
    r"(?:/(?:7|12|52)\b|\s?-?(?:y/?o\b|years?(?:[ -]old)?\b|yrs?(?:[ -]old)?\b|months?(?:[ -]old)?\b|mo\b|mths?\b"
    r"|weeks?(?:[ -]old)?\b|wks?\b|days?(?:[ -]old)?\b)|\s?[ymwd]\b|[ymw](?=\d)|ish\b)"
)
_VAGUE = r"(?:(?:aged?|nearly|almost|about|approx\.?|approximately|around|roughly|just|only|now|is|of|turned|turns|under|over|who|c\.|a|an|\?|~)[\s:]*)*"
_YEAR = r"(?:(?:Y(?:ea)?r?|YEAR)[ .-]?(?:1[0-3]|\d)|[PS][1-7]|Reception|Nursery|Foundation)\b|\d{1,2}[A-Z]{1,2}\d?\b"
_DATE = r"\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{1,2}[./]\d{2}|(?:19|20)\d\d|\d{1,2} [A-Z][a-z]+ (?:19|20)\d\d"
_BIRTH = re.compile(rf"[\s,(\[:–-]*(?:(?i:d\.?o\.?b\.?)|born|b\.)[\s:]*(?:on |in )?(?P<born>{_DATE})")
_AFTER = re.compile(
    rf"(?P<lead>(?:\s*[,(\[/:=–-])?\s*){_VAGUE}"
    rf"(?:(?P<n>{_N})(?P<units>{_UNIT})(?:\s?,?(?:and\s)?{_N}(?:{_UNIT})?)?|(?P<year>{_YEAR})|(?P<bare>{_N})(?P<gest>/40|\+\d)?)"
)
_BEFORE = re.compile(rf"(?:^|[\s(,])(?P<n>{_N})(?P<units>\s?-?(?:y/?o|years?[ -]old|yrs?[ -]old|months?[ -]old|m/o|weeks?[ -]old|wks?[ -]old|days?[ -]old|y))[\s,]*$")
_AFTER_BARE = re.compile(r"\s*(?:$|[,.;:)\]/&|\n–—-]|(?:and|or|in|at|was|is|has|had|with|who|on|yrs|seen|asleep|not|plus|said|says)\b)")
_SPELL = re.compile(r"\s*(?:ago|later|late|off|without|since|before|after|sober|clean|into|left|apart|early|overdue|pregnant|gestation)\b")
_WHERE = re.compile(r"\s*(?:[:.]\d|%|am\b|pm\b|/\d|(?:times|days|weeks|months|hours|hrs|mins|visits|out of|x)\b)")


@dataclass(frozen=True, slots=True)
class Age:
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
        year += 2000 if year <= latest % 100 else 1900
    return float(max(latest - year, 0))


def after(text: str, at: int, *, latest: int) -> Age | None:
    """Return the age written right after position `at`; `latest` is the newest year that the note speaks of."""
    birth = _BIRTH.match(text, at, at + 60)
    if birth:
        return Age(_born(birth["born"], latest), birth["born"], birth.end())
    match = _AFTER.match(text, at, at + 48)
    if match is None or "\n" in match["lead"]:
        return None
    words = text[match.start() + len(match["lead"]) : match.end()].strip(" :")
    if match["units"]:
        plain = not match["lead"].strip() and match.end("lead") == match.start("n")
        if plain and not (match["n"].isdigit() and _AFTER_BARE.match(text, match.end())) or _SPELL.match(text, match.end()):
            return None
        return Age(_years(_number(match["n"]), match["units"].lower()), words, match.end())
    marked = match["lead"].strip() or match.end("lead") != match.start("bare")
    if match["year"]:
        code = match["year"][0].isdigit()
        if code and not match["lead"].strip():
            return None
        return Age(10.0, words, match.end())
    if match["gest"] == "/40" or _WHERE.match(text, match.end()) or not _AFTER_BARE.match(text, match.end()):
        return None
    if match["lead"].strip() in (":", "=", "-", "–", "/") or (not marked and not match["bare"].isdigit()):
        return None
    return Age(_number(match["bare"]), words, match.end())


def before(text: str, at: int) -> Age | None:
    """Return the age written right before position `at` ("4 year old ")."""
    match = _BEFORE.search(text, max(0, at - 20), at)
    if match is None:
        return None
    return Age(_years(_number(match["n"]), match["units"].lower()), match[0].strip(" ,("), at)
