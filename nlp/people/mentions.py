"""Every place of a note that speaks of a person: names, words for people, pronouns.

One pass over the tokens. A dictionary finds the few tokens where a mention may begin; only round those is anything else
looked at. A word for a person takes in what stands before it ("mum's new partner", "two older boys"): its owner, its
modifiers, its count.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.people import ages, names
from nlp.people.names import Page, Run, clip
from nlp.people.vocabulary import Word

_NO_AGE = frozenset(("partner", "ex", "boyfriend", "men", "unborn"))
_SEVERAL = frozenset(("the", "both", "two", "three", "all", "other", "these", "no", "of"))
NAME, KIN, PRONOUN = "name", "kin", "pronoun"


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention. `first:last` are the tokens of its head, `lead` the first token of the whole phrase; `start:end` code points."""

    sort: str
    first: int
    last: int
    lead: int
    start: int
    end: int
    passage: int
    owned: bool = False
    word: Word | None = None
    names: tuple[str, ...] = ()
    title: str = ""
    gender: str = ""
    sure: bool = True
    owner: int = -1
    modifiers: tuple[str, ...] = ()
    number: str = ""
    article: str = ""
    age: ages.Age | None = None


class _Finder:
    def __init__(self, page: Page, passage_starts: Sequence[int], latest: int) -> None:
        self.page = page
        self.norms = page.tokens.norms
        self.passage_starts = passage_starts
        self.latest = latest
        self.found: list[Mention] = []

    def _place(self, start: int) -> int:
        return max(0, bisect_right(self.passage_starts, start) - 1)

    def _end(self, last: int) -> tuple[int, bool]:
        """Return where the head ends in the text, without 's, and whether it owns what follows."""
        end = self.page.tokens.ends[last - 1]
        if self.norms[last - 1].endswith("'s"):
            raw = self.page.text[end - 2 : end]
            return (end - 2 if raw[0] in "'’‘`" else end), True
        return end, self.page.text[end : end + 1] in ("'", "’") and self.norms[last - 1].endswith("s")

    def pronoun(self, token: int, gender: str) -> int:
        tokens = self.page.tokens
        start = tokens.starts[token]
        self.found.append(
            Mention(PRONOUN, token, token + 1, token, start, tokens.ends[token], self._place(start), gender=gender,
                    owned=self.norms[token] in self.page.vocabulary.owners)
        )
        return token + 1

    def kin(self, token: int, rest: int, word: Word) -> int:
        page, last = self.page, token + 1 + rest
        start = page.tokens.starts[token]
        end, owned = self._end(last)
        lead, modifiers, number = token, list[str](), ""
        while lead and page.gap(lead - 1) in (" ", "-", "-", " '", ' "', " “") and len(modifiers) < 5:
            norm = self.norms[lead - 1]
            if norm in page.vocabulary.counts:
                number = norm
            elif norm in page.vocabulary.modifiers:
                modifiers.append(norm)
            else:
                break
            lead -= 1
        owner, article = -1, ""
        if lead and page.gap(lead - 1).strip(" -'\"") == "":
            norm = self.norms[lead - 1]
            if norm in page.vocabulary.owners:
                if self.found and self.found[-1].first == lead - 1:
                    owner = len(self.found) - 1
                lead, article = lead - 1, norm
            elif norm in page.vocabulary.articles:
                lead, article = lead - 1, norm
            elif self.found and self.found[-1].last == lead and self.found[-1].owned and self.found[-1].sort != PRONOUN:
                owner, lead, article = len(self.found) - 1, self._pair_lead(), "'s"
        age = None
        if word.kind not in ("professional", "adult", "mother") and word.role not in _NO_AGE:
            age = ages.after(page.text, page.tokens.ends[last - 1], latest=self.latest)
            age = age or ages.before(page.text, page.tokens.starts[lead if lead < token and not modifiers else token])
        self.found.append(
            Mention(KIN, token, last, lead, start, end, self._place(start), owned, word, gender=word.gender, owner=owner,
                    modifiers=tuple(modifiers), number=number, article=article, age=age)
        )
        return last

    def _pair_lead(self) -> int:
        """Return the first token of the owner just found, with the one it is paired with ("Mason and Ivy's dad")."""
        lead, page = self.found[-1].lead, self.page
        if len(self.found) > 1 and self.norms[lead - 1] in ("and", "&") and self.found[-2].last == lead - 1 and self.found[-2].sort == NAME:
            return self.found[-2].lead if page.gap(lead - 2) == " " else lead
        return lead

    def name(self, run: Run, at: int) -> int:
        page = self.page
        start = page.tokens.starts[run.first]
        end, owned = self._end(run.last)
        age = ages.after(page.text, page.tokens.ends[run.last - 1], latest=self.latest) or ages.before(page.text, start)
        gender = run.title if run.title in ("m", "f") else ""
        self.found.append(
            Mention(NAME, run.first, run.last, at, start, end, self._place(start), owned, names=run.words, title=run.title, gender=gender,
                    sure=run.sure, age=age)
        )
        return run.last

    def _sign(self, token: int) -> bool:
        """Whether M or F is a sex after an age ("13 F"), part of another abbreviation ("C&F") or of a name ("K-M")."""
        page = self.page
        if len(page.raw(token)) > 1 or not token:
            return False
        return page.gap(token - 1)[-1:] in ("&", "-") or page.gap(token)[:1] == "&" or (page.norm(token - 1) in ("&", "and") and len(page.raw(token - 2)) == 1)

    def _words_of(self, norm: str) -> tuple[int, Word] | None:
        return next(((0, word) for rest, word in self.page.vocabulary.starts[norm] if not rest), None)

    def _words_at(self, token: int) -> tuple[int, Word] | None:
        """Return the longest word for a person that starts at `token`: how many more tokens it takes, and what it says."""
        norms = self.norms
        for rest, word in self.page.vocabulary.starts[norms[token]]:
            if not rest:
                return 0, word
            if norms[token].endswith("'s") and not norms[token] in self.page.vocabulary.starts:
                continue
            there = norms[token + 1 : token + 1 + len(rest)]
            if len(there) == len(rest) and tuple(there[:-1]) == rest[:-1] and there[-1] in (rest[-1], rest[-1] + "'s"):
                return len(rest), word
        return None

    def at(self, token: int) -> int:
        """Take in the mention that begins at `token`, if one does; return the next token to look at."""
        page, norm = self.page, self.norms[token]
        gender = page.vocabulary.pronouns.get(norm)
        if gender is not None:
            return self.pronoun(token, gender)
        capital = page.text[page.tokens.starts[token]].isupper()
        if capital and clip(norm) in page.vocabulary.titles:
            run = names.titled(page, token)
            if run is not None:
                return self.name(run, token)
        known = self._words_at(token)
        if known is not None and page.raw(token) in ("dads", "Dads") and self.norms[token - 1] in _SEVERAL:
            known = self._words_of("fathers")
        if known is not None and not self._sign(token):
            return self.kin(token, *known)
        run = self._run(token, capital)
        return self.name(run, token) if run is not None else token + 1

    def _run(self, token: int, capital: bool) -> Run | None:
        page = self.page
        if not capital:
            return names.whispered(page, token)
        if len(page.raw(token)) == 1:
            return names.initials(page, token, page.vocabulary.speakers)
        return names.untitled(page, token)


def find(page: Page, passage_starts: Sequence[int], *, latest: int) -> list[Mention]:
    """Return the mentions of a note in the order of the text."""
    starts, pronouns, text = page.vocabulary.starts, page.vocabulary.pronouns, page.text
    quiet, ordinary = page.quiet, page.vocabulary.ordinary
    spots = [
        token
        for token, (norm, start) in enumerate(zip(page.tokens.norms, page.tokens.starts, strict=True))
        if text[start].isupper() or norm in pronouns or starts[norm] or (quiet and norm not in ordinary)
    ]
    finder, following = _Finder(page, passage_starts, latest), 0
    for token in spots:
        if token >= following:
            following = finder.at(token)
    return finder.found
