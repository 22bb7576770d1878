"""Runs of capitalised words that may be somebody's name.

No list of names decides. A run starts at a capitalised word that is no ordinary word, place, service, brand or day; a
title ("Mr D") opens one whatever follows. Ordinary words that are names too (Hope, Mark, Grace) are taken with a doubt,
which only other evidence in the note removes.
"""

from dataclasses import dataclass

from nlp.people.vocabulary import Vocabulary
from nlp.text.tokens import Tokens

_LONGEST = 4
_ACRONYM = 5


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
    """One note as the ledger reads it."""

    text: str
    tokens: Tokens
    vocabulary: Vocabulary
    shouting: frozenset[int]

    def raw(self, token: int) -> str:
        """Return a token as written."""
        return self.text[self.tokens.starts[token] : self.tokens.ends[token]]

    def gap(self, token: int) -> str:
        """Return what stands between a token and the next ("" after the last)."""
        starts = self.tokens.starts
        return self.text[self.tokens.ends[token] : starts[token + 1]] if token + 1 < len(starts) else ""

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


def _plain(page: Page, token: int) -> bool:
    """Whether a capitalised token is an ordinary word, a place, a service or an abbreviation, and so no name."""
    words, raw = page.vocabulary, page.raw(token)
    norm = clip(page.tokens.norms[token])
    letters = raw.replace("'s", "").replace("’s", "")
    if not letters.replace("'", "").replace("’", "").isalpha() or norm in words.places or norm in words.titles:
        return True
    if norm in words.ordinary:
        return norm not in words.also_names
    if len(letters) == 1:
        return True
    return letters.isupper() and len(letters) <= _ACRONYM and token not in page.shouting and norm not in words.genders


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
    if norm in words.places or words.starts[norm] or norm in words.titles:
        return False
    if raw.isupper() and len(raw) <= _ACRONYM and token not in page.shouting:
        return not page.raw(token - 1).isupper() and norm not in words.ordinary and len(raw) > 3
    return norm not in words.ordinary or norm in words.also_names or token not in page.shouting


def _extend(page: Page, last: int) -> int:
    first = last
    while last - first < _LONGEST and last < len(page.tokens.norms) and _continues(page, last):
        last += 1
    return last


def _named(page: Page, first: int, last: int, *, title: str = "", sure: bool = True) -> Run:
    words = list[str]()
    for token in range(first, last):
        norm = clip(page.tokens.norms[token])
        if token > first and page.gap(token - 1) == "-":
            words[-1] += "-" + norm
        elif norm[0].isalpha():
            words.append(norm)
    return Run(first, last, tuple(words), title, sure)


def titled(page: Page, token: int) -> Run | None:
    """Return the name that the title at `token` opens ("Mr D", "Ms Khan"), or None."""
    kind = page.vocabulary.titles.get(page.tokens.norms[token], "")
    first = token + 1
    if first < len(page.tokens.norms) and page.tokens.norms[first] == ".":
        first += 1
    gap = page.gap(first - 1)
    if not kind or not _capital(page, token) or not _capital(page, first) or gap not in (" ", "  ", ""):
        return None
    if kind == "worker" and (page.vocabulary.starts[page.tokens.norms[first]] or page.raw(first).isupper() and len(page.raw(first)) > 1 and first not in page.shouting):
        return None
    norm = page.tokens.norms[first]
    if norm in page.vocabulary.places and not page.tokens.norms[first].endswith("'s"):
        return None
    run = _named(page, first, _extend(page, first + 1), title=kind)
    return run


def untitled(page: Page, token: int) -> Run | None:
    """Return the name that starts at the capitalised `token`, or None where there is none."""
    if _plain(page, token):
        return None
    words, norms = page.vocabulary, page.tokens.norms
    last = _extend(page, token + 1)
    following = norms[last] if last < len(norms) else ""
    if _capital(page, last) and page.gap(last - 1) == " " and clip(following) in words.institutions:
        return None
    if clip(norms[last - 1]) in words.institutions and last - token > 1 and clip(norms[last - 1]) in words.ordinary:
        return None
    if norms[token - 1] in words.place_before and token and page.gap(token - 1) in (" ", ". ") and not norms[last - 1].endswith("'s"):
        return None
    doubtful = norms[token] in words.ordinary and (page.opens(token) or token in page.shouting)
    return _named(page, token, last, sure=not doubtful)
