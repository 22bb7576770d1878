"""What a note tells about each person it speaks of, as named traits: the grounds on which the ledger says who is who.

A trait is a short text: `role:father`, `age:child`, `title:m`, `owns:mother` ("Leo's mum"), `listed:young` ("Leo and Mia
(4)"), `before:speaks_to`, `after:says`, `near:childhood`, `his near:grown` (near a pronoun). `kinds.py` weighs them.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from nlp.people import cues
from nlp.people.bonds import Bonds
from nlp.people.mentions import NAME, PRONOUN, Mention
from nlp.records import Passage
from nlp.rules.data import read_yaml

_LIST = re.compile(r"[)'\"”’]*\s*(?:,|/|&|\+|and|,\s*and|plus|or)\s*['\"“‘(]*|\n[-•*\s]*")
_STOPS = re.compile(r"\s*(?:[,.;:)\]\n(&/]|$|and\b)| (?:for|at|from|with|in|of|on) ")
_ACTS = re.compile(r" [a-z]")
_QUOTE = re.compile(r"[\"“‘']")
_QUOTED = 60
_LONGEST_LIST = 14
_SIBLINGS: frozenset[str] = frozenset(read_yaml("people/kin.yaml")["siblings"])
_FRAMES = frozenset(("heading", "header", "sign_off"))
_UNREAD = frozenset(("professional", "mother", "adult", "unborn"))


class Figure(NamedTuple):
    """One person of the note: the numbers of their mentions and pronouns, whom they are listed with, where, and their traits."""

    root: int
    numbers: tuple[int, ...]
    pronouns: tuple[int, ...]
    beside: Set[int]
    passages: Set[int]
    roles: Set[str]
    traits: Set[str]

    @property
    def named(self) -> bool:
        """Whether the note gives a name."""
        return "named" in self.traits


def is_worker(m: Mention) -> bool:
    """Whether a mention is a word for a worker ("HV"), which makes nobody of the family."""
    return m.word is not None and m.word.kind == "professional"


class _Sheet(NamedTuple):
    """What is being written down about one person."""

    numbers: list[int]
    pronouns: list[int]
    beside: set[int]
    traits: set[str]


class _Reader:
    """The sheets of one note, filled mention by mention."""

    def __init__(self, bonds: Bonds, roots: Sequence[int], spoken_of: Mapping[int, int], passages: Sequence[Passage]) -> None:
        self.bonds, self.roots, self.spoken_of, self.passages = bonds, roots, spoken_of, passages
        self.mentions = bonds.mentions
        self.section = cues.sections(bonds.page, passages)
        text = bonds.page.text
        marks = [match.start() for match in _QUOTE.finditer(text)]
        self.quotes = [at for at in marks if text[at] != "'" or text[at - 1 : at].isspace()]
        self.sheets: dict[int, _Sheet] = {}
        for root, m in zip(roots, self.mentions, strict=True):
            if m.sort != PRONOUN and root not in self.sheets and not is_worker(m):
                self.sheets[root] = _Sheet([], [], set(), set())

    def sheet(self, number: int) -> _Sheet:
        """Return the sheet of a mention's person."""
        return self.sheets[self.roots[number]]

    def read(self) -> None:
        """Write down what every mention says."""
        for number, m in enumerate(self.mentions):
            if m.sort != PRONOUN:
                if is_worker(m):
                    continue
                sheet = self.sheet(number)
                sheet.numbers.append(number)
                self._own(m, sheet.traits)
                if m.owner >= 0:
                    self._owner(number, m, sheet.traits)
            elif number in self.spoken_of:
                sheet = self.sheet(self.spoken_of[number])
                sheet.pronouns.append(number)
                sheet.traits.add("pronoun:" + m.gender)
                cues.after_pronoun(self.bonds.page, m, sheet.traits)
        self._company()
        self._lists()
        self._sums()

    def _own(self, m: Mention, found: set[str]) -> None:
        """Add what a mention says by itself, by where it stands and by the words round it."""
        if m.sort == NAME:
            found.update(("named", "sure") if m.sure else ("named",))
            if m.title:
                found.add("title:" + m.title)
            if len(m.names) > 1:
                found.add("full name")
            if all(len(name) == 1 for name in m.names):
                found.add("initial")
        elif m.word:
            found.add("role:" + m.word.role)
            if m.word.kind in _UNREAD:
                return
            found.add("article:" + (m.article or "none"))
            found.update(["modifier:" + modifier for modifier in m.modifiers])
            if m.counted:
                found.add("counted")
        if m.age is not None:
            found.add("age:child" if m.age.child else "age:adult")
        elif "adult" in m.modifiers:
            found.add("age:adult")
        cues.around(self.bonds.page, m, found)
        if m.passage < len(self.passages):
            self._place(m, self.passages[m.passage], found)

    def _place(self, m: Mention, passage: Passage, found: set[str]) -> None:
        if m.passage == 0:
            found.add("place:first")
        if m.passage == len(self.passages) - 1:
            found.add("place:last")
        if passage.kind in _FRAMES:
            found.add("place:" + passage.kind)
        if self.section[m.passage]:
            found.add(self.section[m.passage])
        if self.quotes:
            at = bisect_left(self.quotes, m.end)
            if at < len(self.quotes) and self.quotes[at] < min(m.end + _QUOTED, passage.end):
                found.add("quoted after")

    def _owner(self, number: int, m: Mention, found: set[str]) -> None:
        """Add whose relative a word speaks of, to both people ("Leo's mum", "his mum")."""
        owner, at = self.mentions[m.owner], m.owner
        if owner.sort == PRONOUN:
            found.add("owner:pronoun")
            at = self.spoken_of.get(m.owner, -1)
        else:
            found.add("owner:" + (owner.word.role if owner.word else "name"))
        if at < 0 or self.roots[at] not in self.sheets:
            return
        sheet, grown = self.sheet(at), self.bonds.grown[self.roots[at]]
        if grown is not None:
            found.add("owner grown" if grown else "owner young")
        if m.word and sheet.traits is not found:
            own = self.bonds.grown[self.roots[number]]
            if own is not None and m.word.role in _SIBLINGS:
                sheet.traits.add("grown sibling" if own else "young sibling")
            sheet.traits.add(("his " if owner.sort == PRONOUN else "owns:") + m.word.role)

    def _company(self) -> None:
        """Add which words for other people stand in the same passage ("with mother")."""
        here: dict[int, list[tuple[int, str]]] = {}
        for number, m in enumerate(self.mentions):
            if m.sort != PRONOUN:
                here.setdefault(m.passage, []).append((self.roots[number], m.word.role if m.word else ""))
        for people in here.values():
            told = [(root, "with " + role) for root, role in people if role]
            for root, role in people if told else ():
                if not role:
                    self.sheets[root].traits.update([trait for other, trait in told if other != root])

    def _lists(self) -> None:
        """Add whom a mention stands beside in a list, and the workers' words beside a name."""
        text, starts, previous = self.bonds.page.text, self.bonds.page.tokens.starts, -1
        for number, m in enumerate(self.mentions):
            if m.sort == PRONOUN:
                continue
            a = self.mentions[previous]
            if previous >= 0 and a.last <= m.lead:
                gap = text[(a.stop if a.stop <= starts[m.lead] else a.end) : starts[m.lead]]
                if len(gap) < _LONGEST_LIST:
                    if _LIST.fullmatch(gap):
                        self._pair(previous, number)
                        self._pair(number, previous)
                    self._worker(previous, number, gap.strip(" \"'"))
            previous = number

    def _pair(self, one: int, other: int) -> None:
        if is_worker(self.mentions[one]):
            return
        sheet, root = self.sheet(one), self.roots[other]
        grown, word = self.bonds.grown[root], self.mentions[other].word
        sheet.beside.add(root)
        if grown is not None:
            sheet.traits.add("listed:grown" if grown else "listed:young")
        if word:
            sheet.traits.add("listed:" + word.kind)
        elif grown is None:
            sheet.traits.add("listed:name")

    def _worker(self, a: int, b: int, gap: str) -> None:
        one, other = self.mentions[a], self.mentions[b]
        text = self.bonds.page.text
        if one.sort == NAME and is_worker(other) and (gap == "(" or (gap in (",", "-", ":") and _STOPS.match(text, other.stop))):
            self.sheet(a).traits.add("worker:after")
        elif other.sort == NAME and is_worker(one) and gap in ("", "(", ",", ":"):
            acts = gap in (",", ":") and (other.owned or _ACTS.match(text, other.stop))  # HV: Robbie's booster done
            if not acts:
                self.sheet(b).traits.add("worker:before")

    def _sums(self) -> None:
        """Add what holds of all mentions of a person together."""
        mentions = self.mentions
        bearers: dict[str, set[int]] = {}
        couples: dict[str, dict[str, set[int]]] = {}
        for number, m in enumerate(mentions):
            if m.sort == NAME and (m.title or len(m.names) > 1) and len(m.names[-1]) > 1:
                bearers.setdefault(m.names[-1], set()).add(self.roots[number])
            if m.sort == NAME and m.title in ("m", "f") and len(m.names[-1]) > 0:
                couples.setdefault(m.names[-1], {}).setdefault(m.title, set()).add(self.roots[number])
        for titles in couples.values():
            if len(titles) > 1:  # Mr and Mrs Prentice
                for title, roots in titles.items():
                    for root in roots:
                        self.sheets[root].traits.add("couple:" + title)
        for roots in bearers.values():
            for root in roots if len(roots) > 1 else ():
                young = any(self.bonds.grown[other] is False for other in roots if other != root)
                self.sheets[root].traits.add("shares a child's surname" if young else "shares a surname")
        for root, sheet in self.sheets.items():
            if len(sheet.numbers) > 1:
                sheet.traits.add("mentions:2" if len(sheet.numbers) == 2 else "mentions:many")
            if self.bonds.gender[root]:
                sheet.traits.add("gender:" + self.bonds.gender[root])
            men = sum(mentions[number].gender == "m" for number in sheet.pronouns)
            if sheet.pronouns and men in (0, len(sheet.pronouns)):
                often = ", often" if len(sheet.pronouns) > 1 else ""
                sheet.traits.add(f"only {'he' if men else 'she'}{often}")


def figures(bonds: Bonds, roots: Sequence[int], spoken_of: Mapping[int, int], passages: Sequence[Passage]) -> list[Figure]:
    """Return the people of a note with their traits, in the order in which they first appear.

    `roots` gives the person of each mention, `spoken_of` the mention that each pronoun speaks of.
    """
    reader = _Reader(bonds, roots, spoken_of, passages)
    reader.read()
    return [
        Figure(
            root,
            tuple(sheet.numbers),
            tuple(sheet.pronouns),
            sheet.beside,
            {bonds.mentions[number].passage for number in sheet.numbers},
            bonds.roles[root],
            sheet.traits,
        )
        for root, sheet in sorted(reader.sheets.items())
    ]
