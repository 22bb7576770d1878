"""What a note tells about each person it speaks of, as named traits: the grounds on which the ledger says who is who.

A trait is a short text: `role:father`, `age:child`, `title:m`, `owns:mother` ("Leo's mum"), `listed:child` ("Leo and Mia
(4)"), `before:speaks_to`, `after:says`, `near:childhood`, `his near:grown` (near a pronoun). `kinds.py` weighs them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from nlp.people.bonds import Bonds
from nlp.people.mentions import NAME, PRONOUN, Mention
from nlp.people.names import Page, clip
from nlp.records import Passage
from nlp.rules.data import read_yaml

_LIST = re.compile(r"[)'\"”’]*\s*(?:,|/|&|\+|and|,\s*and|plus|or)\s*['\"“‘(]*|\n[-•*\s]*")
_LONGEST_LIST = 14
_NEAR = 6
_OTHER_BEFORE, _OTHER_AFTER, _OTHER_HAS, _NUMBER_AFTER = ("before:word",), ("after:word",), ("has word",), ()
_MARKS = frozenset((".", "-", ":", "(", ")"))
_QUOTED = re.compile(r"[^\"“‘\n]{0,60}?[\"“‘]|[^\"“‘\n]{0,60}? '\w")
_FRAMES = frozenset(("heading", "header", "sign_off"))

Cues = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Figure:
    """One person of the note: the numbers of their mentions and pronouns, whom they are listed with, and their traits."""

    root: int
    numbers: tuple[int, ...]
    pronouns: tuple[int, ...]
    beside: frozenset[int]
    passages: frozenset[int]
    traits: frozenset[str]

    @property
    def named(self) -> bool:
        """Whether the note gives a name."""
        return "named" in self.traits

    def roles(self) -> set[str]:
        """Return the roles that words for this person tell."""
        return {trait[5:] for trait in self.traits if trait.startswith("role:")}


@cache
def _cues() -> dict[str, Cues]:
    """Return, for each side of a mention, the traits that a word there gives."""
    found: dict[str, dict[str, list[str]]] = {}
    for side, classes in read_yaml("people/cues.yaml").items():
        for name, words in classes.items():
            for word in words:
                found.setdefault(side, {}).setdefault(str(word), []).append(f"{side}:{name}")
    found["has"] = {word: ["has " + trait for trait in traits] for word, traits in found["near"].items()}
    for side in ("near", "after"):
        found["his " + side] = {word: ["his " + trait for trait in traits] for word, traits in found[side].items()}
    return {side: {word: tuple(traits) for word, traits in words.items()} for side, words in found.items()}


def figures(bonds: Bonds, spoken_of: Mapping[int, int], passages: Sequence[Passage]) -> list[Figure]:
    """Return the people of a note with their traits, in the order in which they first appear."""
    mentions = bonds.mentions
    passage_kinds = [passage.kind for passage in passages]
    section = sections(bonds.page, passages)
    groups: dict[int, list[int]] = {}
    pronouns: dict[int, list[int]] = {}
    traits: dict[int, set[str]] = {}
    for number, m in enumerate(mentions):
        if m.sort != PRONOUN:
            root = bonds.root(number)
            groups.setdefault(root, []).append(number)
            _own(m, traits.setdefault(root, set()), passage_kinds)
            _around(bonds, m, traits[root])
            if section and section[m.passage]:
                traits[root].add(section[m.passage])
            if passages and _QUOTED.match(bonds.page.text, m.end, passages[m.passage].end):
                traits[root].add("quoted after")
            if m.owner >= 0:
                _owner(bonds, m, traits[root], traits, spoken_of)
        elif number in spoken_of:
            root = bonds.root(spoken_of[number])
            pronouns.setdefault(root, []).append(number)
            _pronoun(bonds, m, traits[root])
    _company(bonds, traits)
    beside = _lists(bonds, traits)
    for root in _shared(bonds):
        traits[root].add("shares a surname")
    for root, numbers in pronouns.items():
        men = sum(mentions[number].gender == "m" for number in numbers)
        if not men or men == len(numbers):
            traits[root].add(f"only {'he' if men else 'she'}{', often' if len(numbers) > 1 else ''}")
    for root, found in traits.items():
        _sum(bonds, root, len(groups[root]), found)
    return [
        Figure(
            root,
            tuple(numbers),
            tuple(pronouns.get(root, ())),
            frozenset(beside.get(root, ())),
            frozenset(mentions[number].passage for number in numbers),
            frozenset(traits[root]),
        )
        for root, numbers in groups.items()
    ]


def sections(page: Page, passages: Sequence[Passage]) -> list[str]:
    """Return, for each passage, the trait of the section it stands in ("section:children"), or ""."""
    norms, words, found, current = page.tokens.norms, _cues()["section"], list[str](), ""
    for passage in passages:
        first, last = page.tokens.between(passage.start, passage.end)
        while first < last and (norms[first] in _MARKS or norms[first][0].isdigit()):
            first += 1
        stop = next((at for at in range(first + 1, min(first + 4, last)) if norms[at] in (":", "-", ".")), last)
        if stop - first > 3:
            found.append(current)
            continue
        hit = words.get(" ".join(norms[first:stop])) or words.get(norms[first] if first < last else "")
        if hit and (stop == last or norms[stop] == ":"):
            current = hit[0]
        elif passage.kind == "heading":
            current = ""
        found.append(current)
    return found


def _own(m: Mention, found: set[str], passage_kinds: Sequence[str]) -> None:
    """Add what a mention says by itself and by where it stands."""
    if m.sort == NAME:
        found.add("named")
        if m.title:
            found.add("title:" + m.title)
        if len(m.names) > 1:
            found.add("full name")
        if m.sure:
            found.add("sure")
        if all(len(name) == 1 for name in m.names):
            found.add("initial")
    elif m.word:
        found.add("role:" + m.word.role)
        found.add("article:" + (m.article or "none"))
        found.update("modifier:" + modifier for modifier in m.modifiers)
        if m.number:
            found.add("counted")
    if m.age is not None:
        found.add("age:child" if m.age.child else "age:adult")
    if m.passage == 0:
        found.add("place:first")
    if m.passage >= len(passage_kinds) - 1:
        found.add("place:last")
    if passage_kinds and passage_kinds[m.passage] in _FRAMES:
        found.add("place:" + passage_kinds[m.passage])


def _owner(bonds: Bonds, m: Mention, found: set[str], traits: Mapping[int, set[str]], spoken_of: Mapping[int, int]) -> None:
    """Add whose relative a word speaks of, to both people ("Leo's mum", "his mum")."""
    owner = bonds.mentions[m.owner]
    if owner.sort == PRONOUN:
        found.add("owner:pronoun")
        of = spoken_of.get(m.owner)
        if of is not None and bonds.grown[bonds.root(of)] is not None:
            found.add("owner grown" if bonds.grown[bonds.root(of)] else "owner young")
        if of is not None and m.word and bonds.root(of) in traits and traits[bonds.root(of)] is not found:
            traits[bonds.root(of)].add("his " + m.word.role)
        return
    found.add("owner:" + (owner.word.role if owner.word else "name"))
    if bonds.grown[bonds.root(m.owner)] is not None:
        found.add("owner grown" if bonds.grown[bonds.root(m.owner)] else "owner young")
    if m.word:
        traits[bonds.root(m.owner)].add("owns:" + m.word.role)


def _around(bonds: Bonds, m: Mention, found: set[str]) -> None:
    """Add what the words before, after and near a mention say."""
    norms, cues = bonds.page.tokens.norms, _cues()
    if m.lead and "\n" not in bonds.page.gap(m.lead - 1):
        found.update(cues["before"].get(norms[m.lead - 1], _OTHER_BEFORE))
    else:
        found.add("before:nothing")
    if m.last < len(norms) and "\n" not in bonds.page.gap(m.last - 1):
        norm = clip(norms[m.last])
        side, other = ("has", _OTHER_HAS) if m.owned else ("after", _NUMBER_AFTER if norm[0].isdigit() else _OTHER_AFTER)
        found.update(cues[side].get(norm, other))
    else:
        found.add("after:nothing")
    near = cues["near"]
    for norm in norms[max(0, m.lead - _NEAR) : m.lead] + norms[m.last : m.last + _NEAR]:
        found.update(near.get(clip(norm), ()))
def _company(bonds: Bonds, traits: Mapping[int, set[str]]) -> None:
    """Add which words for other people stand in the same passage ("with mother")."""
    here: dict[int, list[tuple[int, str]]] = {}
    for number, m in enumerate(bonds.mentions):
        if m.sort != PRONOUN:
            here.setdefault(m.passage, []).append((bonds.root(number), m.word.role if m.word else ""))
    for people in here.values():
        if len(people) > 1:
            for root, _ in people:
                traits[root].update("with " + role for other, role in people if role and other != root)


def _pronoun(bonds: Bonds, m: Mention, found: set[str]) -> None:
    """Add what stands after a pronoun that speaks of the person."""
    norms, cues = bonds.page.tokens.norms, _cues()
    found.add("pronoun:" + m.gender)
    if not m.owned and m.last < len(norms):
        found.update(cues["his after"].get(norms[m.last], ()))
    near = cues["his near"]
    for norm in norms[m.last : m.last + _NEAR]:
        found.update(near.get(clip(norm), ()))


def _lists(bonds: Bonds, traits: Mapping[int, set[str]]) -> dict[int, set[int]]:
    """Add what stands beside a mention in a list; return who is listed beside whom."""
    mentions, text, starts = bonds.mentions, bonds.page.text, bonds.page.tokens.starts
    beside: dict[int, set[int]] = {}
    previous = -1
    for number, m in enumerate(mentions):
        if m.sort == PRONOUN:
            continue
        if previous >= 0 and mentions[previous].last <= m.lead:
            a = mentions[previous]
            end = a.age.end if a.age is not None and a.end < a.age.end <= starts[m.lead] else a.end
            gap = text[end : starts[m.lead]]
            if len(gap) < _LONGEST_LIST and _LIST.fullmatch(gap):
                for one, other in ((previous, number), (number, previous)):
                    beside.setdefault(bonds.root(one), set()).add(bonds.root(other))
                    _listed(bonds, other, traits[bonds.root(one)])
            if a.sort == NAME and m.word and m.word.kind == "professional" and gap.strip() in (",", "(", "-", ":"):
                traits[bonds.root(previous)].add("worker:after")
            elif a.word and a.word.kind == "professional" and m.sort == NAME and gap.strip(" \"'") in ("", "(", ",", ":"):
                traits[bonds.root(number)].add("worker:before")
        previous = number
    return beside


def _listed(bonds: Bonds, other: int, found: set[str]) -> None:
    grown, word = bonds.grown[bonds.root(other)], bonds.mentions[other].word
    if grown is not None:
        found.add("listed:grown" if grown else "listed:young")
    if word:
        found.add("listed:" + word.kind)
    elif grown is None:
        found.add("listed:name")


def _shared(bonds: Bonds) -> set[int]:
    """Return who bears, after a title, the surname of somebody else in the note ("Mr Bell", "Struan Bell")."""
    bearers: dict[str, set[int]] = {}
    for number, m in enumerate(bonds.mentions):
        if m.sort == NAME and (m.title or len(m.names) > 1) and len(m.names[-1]) > 1:
            bearers.setdefault(m.names[-1], set()).add(bonds.root(number))
    return {root for roots in bearers.values() if len(roots) > 1 for root in roots}


def _sum(bonds: Bonds, root: int, count: int, found: set[str]) -> None:
    """Add what holds of all mentions together."""
    if count > 1:
        found.add("mentions:2" if count == 2 else "mentions:many")
    if bonds.gender[root]:
        found.add("gender:" + bonds.gender[root])
    for name in bonds.names[root]:
        found.add("hint:" + (bonds.page.vocabulary.genders.get(name) or "none"))
