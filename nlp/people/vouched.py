"""Ordinary words and places that are somebody's name in this note: "her son Gift", "Dex, her boyfriend", "Esi, Kofi and Mercy".

No list can hold all words that are names somewhere. Where the note itself calls somebody by such a word, the word is a name
throughout the note, wherever it has a capital; at the head of a sentence only if the note never writes it small.
"""

import re
from collections.abc import Mapping
from functools import cache

from nlp.people.page import Page
from nlp.people.vocabulary import NAME, NOTHING, clip
from nlp.rules.data import read_yaml

_AND = frozenset(("and", "&"))
_BESIDE = frozenset((",", "-"))
_SHORTEST = 3
_AGED = re.compile(r" \(\d{1,2}(?:/(?:7|12|52)| ?(?:y|yrs?|years|m|mths?|months?|wks?|weeks))(?: old)?\)")

_YEARS = re.compile(r" \(\d{1,2}\)")


@cache
def _single() -> frozenset[str]:
    """Return the roles of one person of a family, by which a name is told."""
    return frozenset(read_yaml("people/kin.yaml")["vouching"])


def _kin(page: Page, token: int) -> bool:
    """Whether a word in small letters for one person of a family stands at `token`."""
    if not 0 <= token < len(page.tokens.norms) or page.capital(token) or page.tokens.norms[token][-2:] == "'s":
        return False
    return any(not rest and word.role in _single() for rest, word in page.vocabulary.people_at(page.tokens.norms[token]))


def _apposed(page: Page, token: int) -> bool:
    """Whether a word for one person of a family tells who `token` is ("Dex, her boyfriend", "Gift (her husband)")."""
    lists, after = page.vocabulary.lists, token + 1
    if page.gap(token).strip() != "(":
        if page.norm(after) not in _BESIDE:
            return False
        after += 1
    return page.norm(after) in lists.owners and _kin(page, after + 1 + (page.norm(after + 1) in lists.modifiers))


def _small(page: Page, token: int) -> bool:
    """Whether "Baby" stands before a word that acts or has an age, as before a name ("Baby Rue was in the bouncer")."""
    if page.norm(token - 1) != "baby" or page.gap(token - 1) != " " or page.capital(token + 1):
        return False
    acting = page.tokens.norms[token][-2:] == "'s" or (page.norm(token + 1) in page.vocabulary.lists.speakers and page.gap(token) == " ")
    return acting or _AGED.match(page.text, page.tokens.ends[token]) is not None


def _told(page: Page, token: int) -> bool:
    """Whether the words beside `token` say that it is somebody's name."""
    codes, norms = page.vocabulary.codes, page.tokens.norms
    if _kin(page, token - 1) and page.gap(token - 1) == " " and not page.capital(token + 1):
        return True  # her son Gift
    if _small(page, token) or _apposed(page, token):
        return True
    listed = token > 1 and norms[token - 1] in _AND and page.gap(token - 2) == page.gap(token - 1) == " "
    beside = listed and page.capital(token - 2) and codes[norms[token - 2]] == NAME and not page.opens(token - 2)
    return beside and not page.capital(token + 1) and len(page.raw(token - 2)) > 1  # Esi, Kofi and Mercy


def _acts(page: Page, token: int, norm: str) -> bool:
    """Whether a town, a month or a day does what only people do ("Washington said"), or has a child's age ("Sunday (4 months)")."""
    lists = page.vocabulary.lists
    if norm not in lists.places or page.norm(token - 1) in lists.place_before:
        return False
    aged = _AGED.match(page.text, page.tokens.ends[token]) is not None
    if norm in lists.calendar and norm not in lists.dates:
        bare = _YEARS.match(page.text, page.tokens.ends[token]) is not None
        return (aged or bare) and norm in lists.services  # Rio (6)
    if page.tokens.norms[token][-2:] == "'s" and _kin(page, token + 1):
        return True  # Jun's brother
    return aged or (page.norm(token + 1) in lists.tellers and page.gap(token) == " ")


def _dated(page: Page, token: int, norm: str) -> bool:
    """Whether a month or a day may be just that: after "on", beside a number, or a day after a person ("her dad Sunday")."""
    lists = page.vocabulary.lists
    if norm not in lists.dates:
        return False
    beside = page.norm(token - 1)[:1].isdigit() or page.norm(token + 1)[:1].isdigit()
    return beside or page.norm(token - 1) in lists.dated_by or not _apposed(page, token)


def vouched(page: Page) -> Mapping[int, int]:
    """Return the tokens that are names by what the note says beside them, with the code that a mention begins with."""
    lists, codes, text, norms = page.vocabulary.lists, page.vocabulary.codes, page.text, page.tokens.norms
    spots = [
        token
        for token, (norm, start) in enumerate(zip(norms, page.tokens.starts, strict=True))
        if text[start].isupper() and codes[norm] == NOTHING and len(norm) >= _SHORTEST
    ]
    words = set[str]()
    for token in spots:
        norm, raw = clip(norms[token]), page.raw(token)
        if norm in words or not raw[1:].islower() or not raw.isalpha() or norm in lists.institutions or token in page.shouting:
            continue
        listed = norm in lists.calendar and norm not in lists.dates
        if _acts(page, token, norm) or (not listed and not _dated(page, token, norm) and _told(page, token)):
            words.add(norm)
    if not words:
        return {}
    small = {clip(norm) for norm, start in zip(norms, page.tokens.starts, strict=True) if not text[start].isupper()} & words
    return {t: NAME for t in spots if (norm := clip(norms[t])) in words and not (norm in small and page.opens(t))}
