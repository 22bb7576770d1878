"""Every place of a note that speaks of a person: names, words for people, pronouns.

One pass over the tokens. A dictionary finds the few tokens where a mention may begin; only round those is anything else
looked at. A word for a person takes in what stands before it ("mum's new partner", "two older boys"): its owner, its
modifiers, its count.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from nlp.people import ages, names, told_by_age, vocabulary
from nlp.people.ages import Age
from nlp.people.names import Run
from nlp.people.page import Page
from nlp.people.vocabulary import Word
from nlp.people.vouched import vouched
from nlp.rules.data import read_yaml
from nlp.text.bounds import MOST_PLACES, PLACES, check

NAME: Final = "name"
KIN: Final = "kin"
PRONOUN: Final = "pronoun"

_NO_AGE_KINDS = frozenset(("professional", "adult", "mother"))
_NO_AGE_ROLES = frozenset(("partner", "ex", "boyfriend", "men", "unborn"))
_LETTERED: frozenset[str] = frozenset(read_yaml("people/kin.yaml")["lettered"])
_SMALL: frozenset[str] = frozenset(read_yaml("people/kin.yaml")["never_capitals"])
_GROWN: frozenset[str] = frozenset(read_yaml("people/kin.yaml")["adult_roles"])
_YOUNGEST = 13
"""Years under which an age beside a word that only grown people have tells a time instead."""
_SEVERAL = frozenset(("the", "both", "two", "three", "all", "other", "these", "no", "of"))
_BEFORE_HEAD = frozenset((" ", "-", " '", ' "', " “"))
_MOST_MODIFIERS = 5
_STOPS = frozenset((",", ":", "-", "is"))
_AND = frozenset(("and", "&"))


def _is_code(raw: str) -> bool:
    """Whether a word may stand for a name: a letter, with or without a figure, or twice ("E", "E1", "EE")."""
    return len(raw) == 1 or (len(raw) == 2 and raw[0].isalpha() and (raw[1].isdigit() or raw[0] == raw[1]))


class Mention(NamedTuple):
    """One mention. `first:last` are the tokens of its head, `lead` the first of the whole phrase; `start:end` code points."""

    sort: str
    first: int
    last: int
    lead: int
    start: int
    end: int
    passage: int
    owned: bool = False
    gender: str = ""
    word: Word | None = None
    names: tuple[str, ...] = ()
    title: str = ""
    sure: bool = True
    owner: int = -1
    modifiers: tuple[str, ...] = ()
    counted: bool = False
    article: str = ""
    age: Age | None = None

    @property
    def stop(self) -> int:
        """Where the mention ends in the text with the age that follows it."""
        return self.age.end if self.age is not None and self.age.end > self.end else self.end


class _Phrase(NamedTuple):
    """What stands before a word for a person."""

    lead: int
    owner: int
    article: str
    modifiers: tuple[str, ...]
    counted: bool


class _Finder:
    """The mentions found so far in one note."""

    def __init__(self, page: Page, passage_starts: Sequence[int], latest: int) -> None:
        self.page = page
        self.norms = page.tokens.norms
        self.passage_starts = passage_starts
        self.latest = latest
        self.found: list[Mention] = []
        self.passage = 0
        self.lettered: dict[str, Word] = {}

    def _passage(self, start: int) -> int:
        """Return the passage that `start` stands in; asked in the order of the text."""
        starts, at = self.passage_starts, self.passage
        while at + 1 < len(starts) and starts[at + 1] <= start:
            at += 1
        self.passage = at
        return at

    def _end(self, last: int) -> tuple[int, bool]:
        """Return where the head ends in the text, without 's, and whether it owns what follows."""
        end, text = self.page.tokens.ends[last - 1], self.page.text
        if self.norms[last - 1][-2:] == "'s":
            return (end - 2 if text[end - 2] in "'’‘`" else end), True
        return end, text[end : end + 1] in ("'", "’") and self.norms[last - 1][-1] == "s"

    def _age(self, first: int, last: int, *, named: bool = False) -> Age | None:
        page, norms, following = self.page, self.norms, last
        if following < len(norms) and norms[following] in _STOPS:
            following += 1
        age = None
        if following < len(norms) and ages.may_start(norms[following]):
            age = ages.after(page.text, page.tokens.ends[last - 1], latest=self.latest, named=named)
        if age is None and first and ages.may_end(self.norms[first - 1]):
            age = ages.before(page.text, page.tokens.starts[first])
        return age

    def pronoun(self, token: int) -> int:
        """Take in the pronoun at `token`."""
        tokens, lists, norm = self.page.tokens, self.page.vocabulary.lists, self.norms[token]
        start = tokens.starts[token]
        place = self._passage(start)
        gender, owned = lists.pronouns[norm], norm in lists.owners
        self.found.append(Mention(PRONOUN, token, token + 1, token, start, tokens.ends[token], place, owned, gender))
        return token + 1

    def _phrase(self, token: int) -> _Phrase:
        """Return the owner, article and modifiers of the word for a person at `token`."""
        page, lists, norms = self.page, self.page.vocabulary.lists, self.norms
        lead, modifiers, counted = token, list[str](), False
        while lead and len(modifiers) < _MOST_MODIFIERS and page.gap(lead - 1) in _BEFORE_HEAD:
            norm = norms[lead - 1]
            if norm in lists.counts:
                counted = True
            elif norm in lists.modifiers:
                modifiers.append(norm)
            else:
                break
            lead -= 1
        owner, article = -1, ""
        if lead and page.gap(lead - 1).strip(" -'\"") == "":
            norm, latest = norms[lead - 1], self.found[-1] if self.found else None
            if norm in lists.owners:
                owner = len(self.found) - 1 if latest is not None and latest.first == lead - 1 else -1
                lead, article = lead - 1, norm
            elif norm in lists.articles:
                lead, article = lead - 1, norm
            elif latest is not None and latest.last == lead and latest.owned and latest.sort != PRONOUN:
                owner, lead, article = len(self.found) - 1, self._pair_lead(), "'s"
        return _Phrase(lead, owner, article, tuple(modifiers), counted)

    def _pair_lead(self) -> int:
        """Return the first token of the owner just found, with the one it is paired with ("Mason and Ivy's dad")."""
        lead, page = self.found[-1].lead, self.page
        if len(self.found) > 1 and lead and self.norms[lead - 1] in _AND:
            other = self.found[-2]
            if other.sort == NAME and other.last == lead - 1 and page.gap(lead - 2) == " ":
                return other.lead
        return lead

    def kin(self, token: int, rest: int, word: Word) -> int:
        """Take in the word for a person that begins at `token` and goes on for `rest` tokens."""
        page, last = self.page, token + 1 + rest
        start = page.tokens.starts[token]
        place, (end, owned) = self._passage(start), self._end(last)
        if word.kind == "professional":  # a label and a place are all that is asked of a worker's word
            self.found.append(Mention(KIN, token, last, token, start, end, place, owned, "", word))
            return last
        lead, owner, article, modifiers, counted = self._phrase(token)
        age = None
        if word.kind not in _NO_AGE_KINDS and word.role not in _NO_AGE_ROLES:
            age = self._age(lead if not modifiers else token, last, named=word.kind == "child" and not word.many)
            if age is not None and age.years < _YOUNGEST and word.role in _GROWN:
                age = None  # stepdad 4 years
        self.found.append(
            Mention(KIN, token, last, lead, start, end, place, owned, word.gender, word, owner=owner,
                    modifiers=modifiers, counted=counted, article=article, age=age)
        )  # fmt: skip
        return last

    def _age_alone(self, token: int) -> int:
        """Take in the child told by the age at `token` alone, if the age belongs to nobody else ("her 3 yr old")."""
        page = self.page
        start = page.tokens.starts[token]
        head = None if self.found and self.found[-1].stop > start else told_by_age.alone(page, token)
        if head is None:
            return token + 1
        place, (end, owned) = self._passage(start), self._end(head.last)
        phrase = self._phrase(token)
        self.found.append(
            Mention(KIN, token, head.last, phrase.lead, start, end, place, owned, "", head.word, owner=phrase.owner,
                    modifiers=phrase.modifiers, article=phrase.article, age=head.age._replace(end=end))
        )  # fmt: skip
        return head.last

    def letter(self, token: int, word: Word, *, lead: int) -> int:
        """Take in the letter that stands for a child's name ("Child F"), from `lead` on; bare, it is the same child later."""
        tokens, norm = self.page.tokens, vocabulary.clip(self.norms[token])
        start = tokens.starts[token]
        end, owned = self._end(token + 1)
        self.lettered[norm] = word
        self.found.append(
            Mention(NAME, token, token + 1, lead, start, end, self._passage(start), owned, word.gender, word, names=(norm,),
                    age=self._age(token, token + 1))
        )  # fmt: skip
        return token + 1

    def _lettered(self, token: int, rest: int, word: Word) -> bool:
        """Whether a capital letter after the word for a child at `token` stands for the child's name ("Pupil M")."""
        page, at = self.page, token + 1 + rest
        if word.many or word.role not in _LETTERED or page.gap(at - 1) != " " or not page.capital(at) or not _is_code(page.raw(at)):
            return False
        surname = page.capital(at + 1) and page.gap(at) in (" ", ". ") and not page.opens(at + 1)
        return page.raw(at) != "I" and page.capital(token) and not surname

    def _letter_again(self, token: int) -> bool:
        """Whether a bare capital letter is the child told by it before; "A" only where it acts or owns, as no article does."""
        page, norm = self.page, vocabulary.clip(self.norms[token])
        if norm not in self.lettered or not page.capital(token):
            return False
        return norm != "a" or names.acts(page, token + 1)

    def name(self, run: Run, lead: int) -> int:
        """Take in a name; `lead` is the token of its title, if it has one."""
        tokens = self.page.tokens
        start = tokens.starts[run.first]
        end, owned = self._end(run.last)
        age = self._age(run.first, run.last, named=True) or (ages.of_owner(self.page.text, end) if owned else None)
        gender, title = run.title if run.title in ("m", "f") else "", run.title
        if title == "nickname":
            gender, title = "m", ""
        self.found.append(
            Mention(NAME, run.first, run.last, lead, start, end, self._passage(start), owned, gender, names=run.words,
                    title=title, sure=run.sure, age=age)
        )  # fmt: skip
        return run.last

    def _sign(self, token: int) -> bool:
        """Whether M or F is part of another abbreviation ("C&F") or of a name ("K-M", "chair M. Okafor")."""
        page = self.page
        if not token or page.tokens.ends[token] - page.tokens.starts[token] > 1:
            return False
        latest = self.found[-1] if self.found else None
        worker = latest is not None and latest.last == token and latest.word is not None and latest.word.kind == "professional"
        if worker and page.norm(token + 1) == "." and page.capital(token + 2):
            return True
        if page.gap(token - 1)[-1:] in ("&", "-") or page.gap(token)[:1] == "&":
            return True
        return self.norms[token - 1] in _AND and token > 1 and len(page.raw(token - 2)) == 1

    def _school(self, token: int) -> bool:
        """Whether S1 to S4 is a school year and not a sibling's number: after an age's place, or after "in"."""
        norm, lists = self.norms[token], self.page.vocabulary.lists
        if len(norm) != 2 or norm[0] != "s" or not norm[1].isdigit():
            return False
        start = self.page.tokens.starts[token]
        told = bool(self.found) and (self.found[-1].stop > start or self.page.gap(token - 1)[-1:] == "(")
        return told or not self.page.capital(token) or self.page.norm(token - 1) in lists.school_before

    def _words_at(self, token: int) -> tuple[int, Word] | None:
        """Return the longest word for a person that starts at `token`: how many more tokens it takes, and what it says."""
        norms = self.norms
        entries = self.page.vocabulary.people_at(norms[token])
        for rest, word in entries:
            if not rest:
                return self._several(token, word)
            there = norms[token + 1 : token + 1 + len(rest)]
            if len(there) == len(rest) and vocabulary.clip(there[-1]) == rest[-1] and tuple(there[:-1]) == rest[:-1]:
                return len(rest), word
        return None

    def _several(self, token: int, word: Word) -> tuple[int, Word]:
        """Read "the dads", which the tokens take for a lost apostrophe, as several people."""
        if word.role == "father" and self.page.raw(token) in ("dads", "Dads") and self.norms[token - 1] in _SEVERAL:
            return 0, self.page.vocabulary.people_at("fathers")[-1][1]
        return 0, word

    def at(self, token: int, code: int) -> int:
        """Take in the mention that begins at `token`, if one does; return the next token to look at."""
        page = self.page
        if code == vocabulary.PRONOUN:
            return self.pronoun(token)
        if self.lettered and self._letter_again(token):
            return self.letter(token, self.lettered[vocabulary.clip(self.norms[token])], lead=token)
        run = None
        if code == vocabulary.NUMBER:
            run = names.aged(page, token)
            return self._age_alone(token) if run is None else max(token + 1, self.name(run, run.first))
        if code == vocabulary.TITLE:
            run = names.titled(page, token) if page.capital(token) else None
        elif code != vocabulary.PERSON:
            run = self._run(token)
            return token + 1 if run is None else self.name(run, token)
        if run is not None:
            return self.name(run, token)
        known = None if self._sign(token) or self._school(token) else self._words_at(token)
        if known is None:
            return token + 1
        young = told_by_age.letter(page, token)
        if young is not None:
            self.kin(token, 0, young.word)
            self.found[-1] = self.found[-1]._replace(age=young.age)
            return token + 1
        if self.norms[token] in _SMALL and page.raw(token).isupper():
            return token + 1
        if known[1].role == "ex" and not known[0] and page.text.startswith("/", page.tokens.ends[token] + 3):
            return token + 1  # ex 34/40
        if known[1].role == "adult" and not known[0] and self._grown_kin(token + 1):
            return token + 1  # "her adult son" is a son
        if self._lettered(token, *known):
            return self.letter(token + 1 + known[0], known[1], lead=token)
        return self.kin(token, *known)

    def _grown_kin(self, token: int) -> bool:
        """Whether a word for a child or a brother stands at `token`, right after "adult"."""
        kin = self.page.vocabulary.people_at(self.page.norm(token)) if self.page.gap(token - 1) == " " else ()
        return any(not rest and word.kind in ("child", "open") for rest, word in kin)

    def _run(self, token: int) -> Run | None:
        if self.page.quiet and not self.page.capital(token):
            return names.whispered(self.page, token)
        return names.initials(self.page, token) if len(self.page.raw(token)) == 1 else names.untitled(self.page, token)


def find(page: Page, passage_starts: Sequence[int], *, latest: int) -> list[Mention]:
    """Return the mentions of a note in the order of the text; `latest` is the newest year that it speaks of.

    Raises TooMuchError at the first place beyond those that a note may hold, so that no time is spent on the rest.
    """
    codes, text, quiet, name = page.vocabulary.codes, page.text, page.quiet, vocabulary.NAME
    spots = [
        (token, code)
        for token, (norm, start) in enumerate(zip(page.tokens.norms, page.tokens.starts, strict=True))
        if (code := codes[norm]) and (code != name or quiet or text[start].isupper())
    ]
    told = vouched(page)
    if told:
        spots = sorted([*spots, *told.items()])
    finder, following = _Finder(page, passage_starts, latest), 0
    for token, code in spots:
        if token >= following:
            following = finder.at(token, code)
            if len(finder.found) > MOST_PLACES:
                check(len(finder.found), MOST_PLACES, PLACES)
    return finder.found
