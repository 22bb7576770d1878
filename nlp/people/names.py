"""Runs of capitalised words that may be somebody's name.

No list of names decides. A run starts at a capitalised word that is no ordinary word, place, service, brand or day; a
title ("Mr D") opens one whatever follows. Ordinary words that are names too (Hope, Mark, Grace) and initials are taken with
a doubt, which only other evidence in the note removes.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from nlp.people.vocabulary import Vocabulary
from nlp.text.tokens import Tokens

_LONGEST = 4
_STEM = 4
_AGED = re.compile(r"(?:,? \(?|\()\d{1,2}(?:\)|, ?| ?(?:y|yrs?|m|mths?|months?|wks?|weeks?)\b)")
_ACRONYM = 5
_SHORTEST_SURNAME = 4


@dataclass(frozen=True, slots=True)
class Run:
    """A name: the token range, its words in small letters, the title's gender, whether the capital alone vouches for it."""

    first: int
    last: int
    words: tuple[str, ...]
    title: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """One note as the ledger reads it: the text, its tokens, and the tokens of lines that are all in capitals."""

    text: str
    tokens: Tokens
    vocabulary: Vocabulary
    shouting: Collection[int]
    quiet: bool = False

    def raw(self, token: int) -> str:
        """Return a token as written, without its possessive ending."""
        raw = self.text[self.tokens.starts[token] : self.tokens.ends[token]]
        return raw[:-2] if raw[-2:-1] in ("'", "’", "‘", "`") and raw[-1:] in "sS" else raw

    def gap(self, token: int) -> str:
        """Return what stands between a token and the next ("" after the last)."""
        starts = self.tokens.starts
        return self.text[self.tokens.ends[token] : starts[token + 1]] if token + 1 < len(starts) else ""

    def norm(self, token: int) -> str:
        """Return the norm of a token, "" past the end."""
        return self.tokens.norms[token] if 0 <= token < len(self.tokens.norms) else ""

    def opens(self, token: int) -> bool:
        """Whether a token stands where a sentence, line or quotation opens, so that its capital says nothing."""
        if token == 0:
            return True
        gap = self.gap(token - 1)
        return self.tokens.norms[token - 1] in (".", "!", "?", ":", "-") or "\n" in gap or gap.strip() not in ("", "(", "/")


def clip(norm: str) -> str:
    """Return a norm without its possessive ending."""
    return norm[:-2] if norm.endswith("'s") else norm


def _capital(page: Page, token: int) -> bool:
    return token < len(page.tokens.starts) and page.text[page.tokens.starts[token]].isupper()


def _letters(raw: str) -> bool:
    return raw.replace("'", "").replace("’", "").isalpha() and not raw.startswith(("I'", "I’"))


def capitals(page: Page, token: int) -> bool:
    """Whether a short word is all in capitals in a line that is not, as abbreviations are."""
    raw = page.raw(token)
    return raw.isupper() and len(raw) <= _ACRONYM and token not in page.shouting


def _abbreviation(page: Page, token: int) -> bool:
    """Whether a token is one that notes write in capitals for something else than a person."""
    raw = page.raw(token)
    norm = clip(page.tokens.norms[token])
    return raw[:-1].isupper() and len(raw) > 1 and (norm in page.vocabulary.abbreviations or norm.rstrip("s") in page.vocabulary.abbreviations)


def _made_of(norm: str, ordinary: Collection[str]) -> bool:
    """Whether a word is an inflection of ordinary words or two of them written as one ("worktops", "keywork")."""
    for ending, put in (("s", ""), ("es", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("ly", ""), ("er", "")):
        if norm.endswith(ending) and len(norm) - len(ending) >= _STEM and norm[: -len(ending)] + put in ordinary:
            return True
    if len(norm) < 2 * _STEM:
        return False
    stem = norm.removesuffix("s")
    return any(stem[:cut] in ordinary and stem[cut:] in ordinary for cut in range(3, len(stem) - 3))


def _aged(page: Page, token: int) -> bool:
    """Whether an ordinary word with a capital amid small letters has an age after it, as only a name has ("Birdie (6)")."""
    if page.opens(token) or token in page.shouting or _capital(page, token - 1):
        return False
    end = page.tokens.ends[token]
    return _AGED.match(page.text, end, end + 12) is not None


def _plain(page: Page, token: int) -> bool:
    """Whether a capitalised token is an ordinary word, a place, a service or an abbreviation, and so no name."""
    words, raw = page.vocabulary, page.raw(token)
    norm = clip(page.tokens.norms[token])
    if len(raw) == 1 or not _letters(raw) or norm in words.titles:
        return True
    if norm not in words.also_names and (norm in words.ordinary or norm in words.places or norm.endswith(("n't", "nae"))):
        return not _aged(page, token)
    if page.opens(token) and norm not in words.genders and _made_of(norm, words.ordinary):
        return True
    return _abbreviation(page, token)


def _continues(page: Page, token: int) -> bool:
    """Whether the token after a name belongs to it: a surname, or its initial."""
    if not _capital(page, token) or page.gap(token - 1) not in (" ", "-", ". "):
        return False
    if page.tokens.norms[token - 1].endswith("'s"):
        return False
    raw, norm, words = page.raw(token), clip(page.tokens.norms[token]), page.vocabulary
    if page.gap(token - 1) == "-":
        return raw.isalpha()
    if len(raw) == 1:
        return raw != "I"
    if norm in words.places or words.starts[norm] or norm in words.titles or _abbreviation(page, token) or not _letters(raw):
        return False
    if raw.isupper() and token not in page.shouting:
        return len(raw) >= _SHORTEST_SURNAME and (norm not in words.ordinary or norm in words.also_names)
    return norm not in words.ordinary or norm in words.also_names or (token not in page.shouting and not page.opens(token))


def _extend(page: Page, last: int) -> int:
    first = last
    while last - first < _LONGEST and last < len(page.tokens.norms) and _continues(page, last):
        last += 1
    return last


def _named(page: Page, first: int, last: int, *, title: str = "", sure: bool = True) -> Run:
    words = list[str]()
    for token in range(first, last):
        norm = page.raw(token).lower().replace("’", "'")
        if token > first and page.gap(token - 1) == "-":
            words[-1] += "-" + norm
        elif norm[0].isalpha():
            words.append(norm)
    return Run(first, last, tuple(words), title, sure)


def titled(page: Page, token: int) -> Run | None:
    """Return the name that the title at `token` opens ("Mr D", "Ms Khan"), or None."""
    kind = page.vocabulary.titles.get(page.tokens.norms[token], "")
    first = token + 1
    if page.norm(first) == ".":
        first += 1
    if not kind or not _capital(page, token) or not _capital(page, first) or page.gap(first - 1) not in (" ", "  ", ""):
        return None
    norm, raw = page.norm(first), page.raw(first)
    if kind == "worker" and (page.vocabulary.starts[norm] or _abbreviation(page, first) or norm in page.vocabulary.ordinary):
        return None
    if norm in page.vocabulary.places and not norm.endswith("'s") or not _letters(raw):
        return None
    return _named(page, first, _extend(page, first + 1), title=kind)


def initials(page: Page, token: int, speakers: Collection[str]) -> Run | None:
    """Return the initial or initials at `token` ("T", "K-A"), or None.

    A letter stands for a person for sure only where it owns something or does what people do (`speakers` are such verbs).
    """
    raw = page.raw(token)
    last = token + 1
    while _capital(page, last) and len(page.raw(last)) == 1 and page.gap(last - 1) == "-" and last - token < _LONGEST:
        last += 1
    if last == token + 1 and (raw == "I" or clip(page.norm(token - 1)) in page.vocabulary.labelled or page.norm(token + 1) == ":" and page.opens(token)):
        return None
    if page.gap(last - 1)[:1] in ("/", "-", "&") or (token and page.gap(token - 1)[-1:] in ("/", "-", "&")):
        return None
    owns = page.norm(last - 1).endswith("'s")
    acts = page.norm(last) in speakers and page.gap(last - 1) == " "
    if raw == "A" and last == token + 1 and not owns and not (acts and not page.opens(token)):
        return None
    return _named(page, token, last, sure=owns or acts or last > token + 1)


def untitled(page: Page, token: int) -> Run | None:
    """Return the name that starts at the capitalised `token`, or None where there is none."""
    if _plain(page, token):
        return None
    words, norms = page.vocabulary, page.tokens.norms
    last = _extend(page, token + 1)
    following = page.norm(last)
    if _capital(page, last) and page.gap(last - 1) == " " and clip(following) in words.institutions:
        return None
    if clip(norms[last - 1]) in words.institutions and last - token > 1 and clip(norms[last - 1]) in words.ordinary:
        return None
    if token and norms[token - 1] in words.place_before and page.gap(token - 1) in (" ", ". ") and not norms[last - 1].endswith("'s"):
        return None
    head = clip(norms[token])
    acts = norms[last - 1].endswith("'s") or (following in words.speakers and page.gap(last - 1) == " ")
    doubtful = head in words.also_names and not acts and (page.opens(token) or token in page.shouting or head in words.places)
    if last == token + 1 and capitals(page, token) and head not in words.genders:
        doubtful = not acts
    return _named(page, token, last, sure=not doubtful)


def whispered(page: Page, token: int) -> Run | None:
    """Return the name in small letters at `token` of a note that writes everything small, or None."""
    words, norm = page.vocabulary, clip(page.tokens.norms[token])
    if len(norm) < 3 or not norm.isalpha() or norm in words.ordinary or norm in words.places or norm in words.abbreviations:
        return None
    following = page.norm(token + 1)
    told = following in words.speakers or following[:1].isdigit() or page.norm(token).endswith("'s")
    if not told and norm not in words.genders or _made_of(norm, words.ordinary):
        return None
    return _named(page, token, token + 1)
