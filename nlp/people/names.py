"""Runs of capitalised words that may be somebody's name.

No list of names decides. A run starts at a capitalised word that is no ordinary word, place, service, brand or day; a
title ("Mr D") opens one whatever follows. Ordinary words that are names too (Hope, Mark, Grace), short words all in
capitals and initials are taken with a doubt, which only other evidence in the note removes.
"""

import re
from typing import NamedTuple

from nlp.people.page import Page
from nlp.people.vocabulary import clip

_LONGEST = 4
_SHORTEST_SURNAME = 4
_ACRONYM = 5
_SHORTEST = 3
_CAPITALS = range(3, 5)
_YEARS = frozenset(("yr", "year", "class"))
_AGED = re.compile(r"(?: \(|, )\d{1,2}(?:\)|,| ?(?:y|yrs?|m|mths?|months?|wks?|weeks?)\b)")
_AND = frozenset(("and", "&"))
_BRACKETED = re.compile(r" \(\d{1,2}(?:/(?:12|52))?(?: ?(?:y|yrs?|yo|m|mths?|months?|wks?|weeks?))?\)")
_JOINS = (" ", "-", ". ")
_GLUE = "/-&"


class Run(NamedTuple):
    """A name: the token range, its words in small letters, the title's gender, whether the capital alone vouches for it."""

    first: int
    last: int
    words: tuple[str, ...]
    title: str = ""
    sure: bool = True


def aged(page: Page, number: int) -> Run | None:
    """Return the ordinary word with a capital amid small letters that has its age after it ("Birdie (6)"), or None.

    `number` is the token of the age.
    """
    token, lists = number - 1 - (page.norm(number - 1) == ","), page.vocabulary.lists
    if _placed(page, token):
        return _named(page, token, token + 1)
    if not page.capital(token) or page.opens(token) or page.capital(token - 1) or token in page.shouting:
        return None
    norm, start = page.tokens.norms[token], page.tokens.ends[token]
    if norm not in lists.ordinary or norm in lists.places or _AGED.match(page.text, start) is None:
        return None
    return _named(page, token, token + 1)


def _placed(page: Page, token: int) -> bool:
    """Whether a town or country at `token` is somebody's name: one of its own with an age in brackets after it ("Paisley (5)")."""
    norm, lists = page.norm(token), page.vocabulary.lists
    if not page.capital(token) or page.capital(token - 1) or token in page.shouting or page.norm(token - 1) in lists.place_before:
        return False
    return norm in lists.places and norm not in lists.calendar and _BRACKETED.match(page.text, page.tokens.ends[token]) is not None


def _letters(raw: str) -> bool:
    return raw.replace("'", "").replace("’", "").isalpha() and not raw.startswith(("I'", "I’"))


def _abbreviation(page: Page, token: int) -> bool:
    """Whether a token is one that notes write in capitals for something else than a person."""
    norm, known = clip(page.tokens.norms[token]), page.vocabulary.lists.abbreviations
    return (norm in known or norm.rstrip("s") in known) and len(norm) > 1 and page.raw(token)[:-1].isupper()


def _capitals(page: Page, token: int) -> bool:
    """Whether a short word is all in capitals in a line that is not, as abbreviations are."""
    raw = page.raw(token)
    return raw.isupper() and len(raw) <= _ACRONYM and token not in page.shouting


def _unknown_abbreviation(page: Page, token: int) -> bool:
    """Whether a word of three or four capitals stands alone, with no age, in a note that never writes it as a name ("SVD at 40+1")."""
    raw = page.raw(token)
    if not (raw.isupper() and len(raw) in _CAPITALS and token not in page.shouting) or page.norm(token + 1)[:1].isdigit():
        return False
    return raw.capitalize() not in page.text


def _continues(page: Page, token: int) -> bool:
    """Whether the token after a name belongs to it: a surname, or its initial."""
    if not page.capital(token) or page.tokens.norms[token - 1][-2:] == "'s":
        return False
    gap, raw, lists = page.gap(token - 1), page.raw(token), page.vocabulary.lists
    if gap == "-":
        return raw.isalpha()
    if gap not in _JOINS:
        return False
    if len(raw) == 1:
        return raw != "I"
    norm = clip(page.tokens.norms[token])
    if norm in _YEARS and page.norm(token + 1)[:1].isdigit():
        return False  # Inês Yr 3
    if norm in lists.places or norm in lists.titles or page.vocabulary.people_at(norm) or not _letters(raw):
        return False
    known = norm in lists.ordinary and norm not in lists.also_names
    if raw.isupper() and token not in page.shouting:
        return len(raw) >= _SHORTEST_SURNAME and not known and not _abbreviation(page, token)
    return not known or (token not in page.shouting and not page.opens(token))


def _particle(page: Page, token: int) -> bool:
    """Whether a small word within a surname stands at `token` ("dos Santos", "van der Berg")."""
    small = page.norm(token) in page.vocabulary.lists.particles and not page.capital(token) and page.gap(token) in (" ", "-")
    return small and (page.capital(token + 1) or _particle(page, token + 1))


def _extend(page: Page, last: int) -> int:
    first = last
    while last - first < _LONGEST and last < len(page.tokens.norms):
        if _particle(page, last) and page.gap(last - 1) == " ":
            last += 1
        elif not _continues(page, last):
            break
        last += 1
    return last


def _named(page: Page, first: int, last: int, *, title: str = "", sure: bool = True) -> Run:
    if last == first + 1:
        return Run(first, last, (page.raw(first).lower().replace("’", "'"),), title, sure)
    words = list[str]()
    for token in range(first, last):
        word = page.raw(token).lower().replace("’", "'")
        if token > first and page.gap(token - 1) == "-":
            words[-1] += "-" + word
        elif word[0].isalpha():
            words.append(word)
    return Run(first, last, tuple(words), title, sure)


def titled(page: Page, token: int) -> Run | None:
    """Return the name that the title at `token` opens ("Mr D", "Ms Khan"), or None."""
    lists = page.vocabulary.lists
    kind = lists.titles.get(page.tokens.norms[token], "")
    if kind == "m" and page.norm(token + 1) in _AND and lists.titles.get(page.norm(token + 2)) == "f" and page.capital(token + 3):
        last = _extend(page, token + 4)  # Mr and Mrs Prentice
        return _named(page, token, token + 1, title=kind)._replace(words=_named(page, token + 3, last).words)
    first = token + 2 if page.norm(token + 1) == "." else token + 1
    if not kind or not (page.capital(first) or _particle(page, first)) or page.gap(first - 1) not in (" ", "  ", ""):
        return None
    norm = page.norm(first)
    if kind == "nickname":
        known = norm in lists.institutions or norm in lists.places or page.vocabulary.people_at(norm)
        return None if known or not _letters(page.raw(first)) else _named(page, first, first + 1, title=kind)
    worker = page.vocabulary.people_at(norm) or norm in lists.ordinary or _abbreviation(page, first)
    if (kind == "worker" and worker) or (norm in lists.places and norm[-2:] != "'s") or not _letters(page.raw(first)):
        return None
    return _named(page, first, _extend(page, first + (not _particle(page, first))), title=kind)


def acts(page: Page, last: int) -> bool:
    """Whether the words up to `last` own something, or do what people do."""
    norm = page.tokens.norms[last - 1]
    return norm[-2:] == "'s" or (page.norm(last) in page.vocabulary.lists.speakers and page.gap(last - 1) == " ")


def initials(page: Page, token: int) -> Run | None:
    """Return the initial or initials at `token` ("T", "K-A"), or None.

    A letter stands for a person for sure only where it owns something or does what people do.
    """
    raw, last = page.raw(token), token + 1
    while page.capital(last) and len(page.raw(last)) == 1 and page.gap(last - 1) == "-" and last - token < _LONGEST:
        last += 1
    one = last == token + 1
    heads = page.norm(token + 1) == ":" and page.opens(token)
    if one and (raw == "I" or heads or clip(page.norm(token - 1)) in page.vocabulary.lists.labelled):
        return None
    if page.gap(last - 1)[:1] in tuple(_GLUE) or (token and page.gap(token - 1)[-1:] in tuple(_GLUE)):
        return None
    acting = acts(page, last)
    if raw == "A" and one and not (page.tokens.norms[token][-2:] == "'s" or (acting and not page.opens(token))):
        return None
    return _named(page, token, last, sure=acting or not one)


def untitled(page: Page, token: int) -> Run | None:
    """Return the name that starts at the capitalised `token`, or None where there is none."""
    lists, norms = page.vocabulary.lists, page.tokens.norms
    head = clip(norms[token])
    if _abbreviation(page, token):
        return None
    if head not in lists.also_names and (page.opens(token) or token in page.shouting) and page.vocabulary.derived(head):
        return None
    following = page.gap(token) == " " and page.norm(token + 1)[:1].isdigit()
    if head in lists.dates and (page.norm(token - 1)[:1].isdigit() or following):
        return None  # 3 May, August 2009
    last = token + 1
    if page.capital(last) or _particle(page, last):
        last = _extend(page, last)
        if page.capital(last) and page.gap(last - 1) == " " and clip(norms[last]) in lists.institutions:
            return None
        tail = clip(norms[last - 1])
        if last - token > 1 and tail in lists.institutions and tail in lists.ordinary and not _stands_alone(page, token):
            return None
    if last == token + 1 and _unknown_abbreviation(page, token):
        return None
    placed = token and norms[token - 1] in lists.place_before and page.gap(token - 1) in (" ", ". ")
    if placed and norms[last - 1][-2:] != "'s":
        return None
    return _named(page, token, last, sure=not _doubtful(page, token, last, head) or acts(page, last))


def _stands_alone(page: Page, token: int) -> bool:
    """Whether the name at `token` stands elsewhere in the note by itself and does what people do ("Darren Hall", and "Darren said")."""
    norm = clip(page.tokens.norms[token])
    return any(clip(other) == norm and at != token and acts(page, at + 1) for at, other in enumerate(page.tokens.norms))


def _doubtful(page: Page, token: int, last: int, head: str) -> bool:
    """Whether a name could as well be an ordinary word, a place or an abbreviation."""
    lists = page.vocabulary.lists
    if head in lists.also_names and (page.opens(token) or token in page.shouting or head in lists.places):
        return last == token + 1
    return last == token + 1 and _capitals(page, token)


def whispered(page: Page, token: int) -> Run | None:
    """Return the name in small letters at `token` of a note that writes everything small, or None."""
    lists, norm = page.vocabulary.lists, clip(page.tokens.norms[token])
    if len(norm) < _SHORTEST or norm in lists.abbreviations or page.vocabulary.derived(norm):
        return None
    following = page.norm(token + 1)
    told = following in lists.speakers or following[:1].isdigit() or page.tokens.norms[token][-2:] == "'s"
    return _named(page, token, token + 1) if told or norm in lists.genders else None
