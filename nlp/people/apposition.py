"""People told twice side by side: "Darren, mum's partner", "Dad (Imran)", "Uncle Kyle", "Ray = MP", "Big Dave" as a nickname."""

import re
from collections.abc import Sequence
from typing import Any

from nlp.people.bonds import Bonds
from nlp.people.mentions import KIN, NAME, PRONOUN, Mention
from nlp.rules.data import read_yaml

_KIN: dict[str, Any] = read_yaml("people/kin.yaml")
_QUOTES = "'\"“‘"
_BESIDE = re.compile(rf"[ ]{{0,3}}[{_QUOTES}(\[]?|\s*[(\[][{_QUOTES}]?")
_CALLED = re.compile(
    r",?\s*+['\"(]?\s*+(?:who |he |she |they )?(?:is |was |are |be |now )?(?:just |only )?"
    rf"(?:{'|'.join(map(re.escape, sorted(_KIN['called'], key=len, reverse=True)))}|=)\s*[{_QUOTES}]?"
)
_IS = re.compile(rf"\s*(?:=|,? (?:who )?(?:is|was)|[-–—])\s*[{_QUOTES}]?")
_NAMES = re.compile(r" (?:is|was) ")
_COLON = re.compile(rf"\s*[:=–-]\s*[{_QUOTES}]?")
_COMMA = re.compile(rf"['\"”’]?,\s[{_QUOTES}]?")
_ENDS = re.compile(r"['\"”’]?\s*(?:[,.;:)\]\n]|$|[-–—]|\()")
_SPEAKS = re.compile(r"(?:['’]s\b| [a-z])")
_OF = re.compile(r" (?:to|of) (?!be\b)")
_OPENING = frozenset(("(", "('", '("', "(“", "(‘"))
_CLOSING = frozenset(("' ", '" ', "” ", "’ "))
_OWNED = frozenset(("'s", "his", "her", "their", "my"))
_TOLD = frozenset((*_OWNED, "the", "a"))
_NAMING = frozenset(_KIN["naming"])
_BARE = frozenset(_KIN["bare"])
_EDGE = frozenset(_KIN["named_later"])
_FARTHEST = 40
_REACH = 8


def _before(mentions: Sequence[Mention], number: int) -> int:
    """Return the number of the mention that stands before the whole phrase of `number`, or -1."""
    lead = mentions[number].lead
    number -= 1
    while number >= 0 and (mentions[number].last > lead or (mentions[number].sort == PRONOUN and mentions[number].owned)):
        number -= 1
    return number


def _in_list(bonds: Bonds, a: int, b: int) -> bool:
    """Whether two neighbours stand in a list of people that goes on before or after them."""
    text, mentions, starts = bonds.page.text, bonds.mentions, bonds.page.tokens.starts
    if a > 0 and mentions[a - 1].last <= mentions[a].lead:
        gap = text[mentions[a - 1].stop : starts[mentions[a].lead]].lstrip(")")
        if len(gap) < _REACH and _COMMA.fullmatch(gap):
            return True
    if b + 1 < len(mentions):
        gap = text[mentions[b].stop : starts[mentions[b + 1].lead]].lstrip(")")
        return len(gap) < _REACH and (bool(_COMMA.fullmatch(gap)) or gap.strip() in ("and", ", and"))
    return False


def _names_next(bonds: Bonds, number: int) -> bool:
    """Whether a name follows a word for a person at once, as in a list of people ("Jordan, her mum Lorraine, grandad Tyson")."""
    if number + 1 >= len(bonds.mentions) or bonds.mentions[number + 1].sort != NAME:
        return False
    return bonds.page.text[bonds.mentions[number].end : bonds.mentions[number + 1].start] == " "


def _kin_after(bonds: Bonds, a: int, b: int, gap: str) -> bool:
    """Whether `b`, a word for a person, stands in apposition to the name `a`."""
    m = bonds.mentions[b]
    if m.owned:
        return False
    if gap.strip() in ("(", "["):
        return True
    told = m.article in _OWNED or m.owner >= 0
    if _COMMA.fullmatch(gap):
        if _names_next(bonds, b):
            return False
        ends = _ENDS.match(bonds.page.text, m.stop) or (not m.article and _OF.match(bonds.page.text, m.stop))  # Dean, dad to both
        return told or (not _in_list(bonds, a, b) and bool(ends))
    if gap.strip() in (":", "|"):  # "Wayne: partner, 34", "| Mark | mum's partner |"
        heads = m.word is not None and m.word.role in _BARE and bonds.page.opens(bonds.mentions[a].lead)
        return heads and (told or _ENDS.match(bonds.page.text, m.stop) is not None)
    said = told or gap.strip() == "=" or m.article == "the" or (not m.article and m.word is not None and m.word.role in _BARE)
    return bool(_IS.fullmatch(gap)) and said


def _name_after(bonds: Bonds, a: int, b: int, gap: str) -> bool:
    """Whether the name `b` stands in apposition to the word for a person `a`."""
    if "(" in gap and bonds.mentions[b].owned:
        return False  # Ex (Levi's dad)
    if _BESIDE.fullmatch(gap) or _CALLED.fullmatch(gap):
        return True
    kin = bonds.mentions[a]
    if _COMMA.fullmatch(gap):
        ends = _ENDS.match(bonds.page.text, bonds.mentions[b].stop)
        return ends is not None and (kin.article in _TOLD or not _in_list(bonds, a, b))
    if _NAMES.fullmatch(gap):  # her partner is Gary, and works nights
        told = (kin.article in _TOLD and kin.article != "a") or (not kin.article and bonds.page.opens(kin.lead))  # Baby's father is Marlon
        return told and _ENDS.match(bonds.page.text, bonds.mentions[b].stop) is not None
    speaks = ":" in gap and _SPEAKS.match(bonds.page.text, bonds.mentions[b].stop)  # M: Frankie gets asthma at weekends
    return bool(_COLON.fullmatch(gap)) and bonds.page.opens(kin.lead) and not speaks


def _nickname(bonds: Bonds, b: int, gap: str) -> bool:
    """Whether the name `b` is another name of the one before it ("Darren Coyle (Daz)", "known as T")."""
    m = bonds.mentions[b]
    if m.owned:
        return False
    if _CALLED.fullmatch(gap):
        return True
    text, before = bonds.page.text, bonds.mentions[b - 1]
    if gap in _CLOSING and text[before.start - 1 : before.start] in tuple(_QUOTES):
        return True  # Darren 'Daz' Coyle
    closing = text[m.end : m.end + 1]
    if gap.strip() in _OPENING:
        return closing in tuple(")'\"”’")
    return gap in (" '", ' "', " “", " ‘") and closing in tuple("'\"”’")


def _apposed(bonds: Bonds, a: int, b: int, gap: str) -> bool:
    one, other = bonds.mentions[a], bonds.mentions[b]
    for m in (one, other):
        if m.word is not None and (m.word.many or m.word.kind == "professional"):
            return False
    if one.sort == NAME:
        return _kin_after(bonds, a, b, gap) if other.sort == KIN else _nickname(bonds, b, gap)
    return _name_after(bonds, a, b, gap) if other.sort == NAME else gap.strip() == "("


def join(bonds: Bonds) -> None:
    """Join the people who are told twice side by side."""
    text, mentions, starts = bonds.page.text, bonds.mentions, bonds.page.tokens.starts
    for number, m in enumerate(mentions):
        if m.sort == PRONOUN:
            continue
        before = _before(mentions, number)
        if before < 0 or mentions[before].sort == PRONOUN or mentions[before].owned:
            continue
        start, a = starts[m.lead], mentions[before]
        gap = text[a.end : start] if a.stop == a.end or a.stop > start else text[a.stop : start].lstrip(")]") or " "
        if len(gap) <= _FARTHEST and "\n" not in gap and _apposed(bonds, before, number, gap) and bonds.may_join(before, number):
            bonds.join(before, number)


def join_later(bonds: Bonds) -> None:
    """Join a man without a name with the name that the same passage or the next gives him ("a fella ... called him Daz")."""
    norms, mentions = bonds.page.tokens.norms, bonds.mentions
    for number, m in enumerate(mentions):
        if m.sort != NAME or m.age is not None or _NAMING.isdisjoint(norms[max(0, m.lead - 4) : m.lead]):
            continue
        if bonds.roles[bonds.root(number)]:
            continue
        for at in range(number - 1, max(-1, number - _REACH), -1):
            other = mentions[at]
            if other.passage < m.passage - 1:
                break
            edge = other.word is not None and other.word.role in _EDGE
            if edge and not bonds.names[bonds.root(at)] and bonds.may_join(at, number):
                bonds.join(at, number)
                break
