"""Ordinary words and places that are somebody's name in this note: "her son Gift", "Dex, her boyfriend", "Esi, Kofi and Mercy".

No list can hold all words that are names somewhere. Where the note itself calls somebody by such a word, the word is a name
throughout the note, wherever it has a capital; at the head of a sentence only if the note never writes it small.
"""

from collections.abc import Mapping
from functools import cache

from nlp.people.page import Page
from nlp.people.vocabulary import NAME, NOTHING, clip
from nlp.rules.data import read_yaml

_AND = frozenset(("and", "&"))
_BESIDE = frozenset((",", "(", "-"))
_SHORTEST = 3


@cache
def _single() -> frozenset[str]:
    """Return the roles of one person of a family, by which a name is told."""
    return frozenset(read_yaml("people/kin.yaml")["vouching"])


def _kin(page: Page, token: int) -> bool:
    """Whether a word in small letters for one person of a family stands at `token`."""
    if not 0 <= token < len(page.tokens.norms) or page.capital(token) or page.tokens.norms[token][-2:] == "'s":
        return False
    return any(not rest and word.role in _single() for rest, word in page.vocabulary.people_at(page.tokens.norms[token]))


def _told(page: Page, token: int) -> bool:
    """Whether the words beside `token` say that it is somebody's name."""
    lists, codes, norms = page.vocabulary.lists, page.vocabulary.codes, page.tokens.norms
    if _kin(page, token - 1) and page.gap(token - 1) == " " and not page.capital(token + 1):
        return True  # her son Gift
    if page.norm(token + 1) in _BESIDE and page.norm(token + 2) in lists.owners:
        at = token + 3 + (page.norm(token + 3) in lists.modifiers)
        return _kin(page, at)  # Dex, her boyfriend
    listed = token > 1 and norms[token - 1] in _AND and page.gap(token - 2) == page.gap(token - 1) == " "
    beside = listed and page.capital(token - 2) and codes[norms[token - 2]] == NAME and not page.opens(token - 2)
    return beside and not page.capital(token + 1) and len(page.raw(token - 2)) > 1  # Esi, Kofi and Mercy


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
        if norm in words or not raw[1:].islower() or not raw.isalpha() or norm in lists.institutions or norm in lists.calendar:
            continue
        if token not in page.shouting and _told(page, token):
            words.add(norm)
    if not words:
        return {}
    small = {clip(norm) for norm, start in zip(norms, page.tokens.starts, strict=True) if not text[start].isupper()} & words
    return {t: NAME for t in spots if (norm := clip(norms[t])) in words and not (norm in small and page.opens(t))}
