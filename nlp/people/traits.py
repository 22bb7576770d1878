"""What a note tells about each person it speaks of, as named traits: the grounds on which the ledger says who is who.

A trait is a short text: `role:father`, `age:child`, `title:m`, `owns:mother` ("Leo's mum"), `listed:child` ("Leo and Mia
(4)"), `before:told`, `after:said`, `near:nursery`. `kinds.py` weighs them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nlp.people.bonds import Bonds
from nlp.people.mentions import KIN, NAME, PRONOUN, Mention
from nlp.people.names import clip

_LIST = re.compile(r"['\"”’)]*\s*(?:,|/|&|\+|and|,\s*and|plus|or)\s*['\"“‘(]*|\n[-•*\s]*")
_NEAR = 6


@dataclass(frozen=True, slots=True)
class Figure:
    """One person of the note: the numbers of their mentions, pronouns apart, and how often each trait holds."""

    numbers: tuple[int, ...]
    pronouns: tuple[int, ...]
    traits: Mapping[str, float]


def _beside(bonds: Bonds, m: Mention, add: "_Adder") -> None:
    """Add the words before, after and near a mention."""
    norms = bonds.page.tokens.norms
    before = norms[m.lead - 1] if m.lead and "\n" not in bonds.page.gap(m.lead - 1) else "^"
    after = norms[m.last] if m.last < len(norms) and "\n" not in bonds.page.gap(m.last - 1) else "$"
    add("before:" + before)
    add(("owned:" if m.owned else "after:") + clip(after))
    C=_cues()
    for norm in {clip(n) for n in norms[max(0, m.lead - _NEAR) : m.lead] + norms[m.last : m.last + _NEAR]}:
        add("near:" + norm)
        for c in C['near'].get(norm,()): add('NEAR:'+c)
    for c in C['before'].get(before,()): add('BEFORE:'+c)
    if not m.owned:
        for c in C['after'].get(after,()): add('AFTER:'+c)
    else: 
        for c in C['near'].get(clip(after),()): add('OWNED:'+c)


def _cues():
    global _C
    if _C is None:
        from nlp.rules.data import read_yaml
        d=read_yaml('people/cues.yaml'); _C={}
        for sec,cl in d.items():
            t={}
            for c,ws in cl.items():
                for w in ws: t.setdefault(str(w),[]).append(c)
            _C[sec]=t
    return _C
_C=None
class _Adder(dict[str, float]):
    def __call__(self, trait: str, by: float = 1.0) -> None:
        self[trait] = self.get(trait, 0.0) + by


def figures(bonds: Bonds, spoken_of: Mapping[int, int], passage_kinds: Sequence[str]) -> list[Figure]:
    """Return the people of a note with their traits, in the order in which they first appear."""
    mentions = bonds.mentions
    groups: dict[int, list[int]] = {}
    pronouns: dict[int, list[int]] = {}
    for number, m in enumerate(mentions):
        if m.sort != PRONOUN:
            groups.setdefault(bonds.root(number), []).append(number)
        elif number in spoken_of:
            pronouns.setdefault(bonds.root(spoken_of[number]), []).append(number)
    traits = {root: _Adder() for root in groups}
    for number, m in enumerate(mentions):
        if m.sort != PRONOUN:
            _own(bonds, number, m, traits, passage_kinds)
    _lists(bonds, traits)
    for root, numbers in pronouns.items():
        for number in numbers:
            traits[root]("pronoun:" + mentions[number].gender)
            m=mentions[number]; norms=bonds.page.tokens.norms; C=_cues()
            for norm in {clip(n) for n in norms[m.last : m.last + _NEAR]}:
                for c in C['near'].get(norm,()): traits[root]('HE:'+c)
            a=norms[m.last] if m.last<len(norms) else '$'
            if not m.owned:
                for c in C['after'].get(a,()): traits[root]('HE-AFTER:'+c)
    for root, add in traits.items():
        for n in bonds.names[root]:
            h=bonds.page.vocabulary.genders.get(n,'')
            if h: add('hint:'+h)
            else: add('hint:none')
        if bonds.gender[root]: add('gender:'+bonds.gender[root])
    return [Figure(tuple(numbers), tuple(pronouns.get(root, ())), traits[root]) for root, numbers in groups.items()]


def _own(bonds: Bonds, number: int, m: Mention, traits: Mapping[int, _Adder], passage_kinds: Sequence[str]) -> None:
    add = traits[bonds.root(number)]
    add("mentions")
    if m.sort == NAME:
        add("named")
        if m.title:
            add("title:" + m.title)
        if len(m.names) > 1:
            add("full name")
        if m.sure:
            add("sure")
    elif m.word:
        add("role:" + m.word.role)
        add("article:" + (m.article or "none"))
        for modifier in m.modifiers:
            add("modifier:" + modifier)
        if m.number:
            add("counted")
    if m.age is not None:
        add("age:child" if m.age.child else "age:adult")
    if m.owner >= 0:
        owner = bonds.mentions[m.owner]
        if owner.sort == PRONOUN:
            add("owner:" + owner.gender)
        else:
            add("owner:" + (owner.word.role if owner.word else "name"))
            if m.word:
                traits[bonds.root(m.owner)]("owns:" + m.word.role)
    kind = passage_kinds[m.passage] if m.passage < len(passage_kinds) else ""
    if m.passage == 0:
        add("place:first")
    if kind in ("heading", "header", "sign_off"):
        add("place:" + kind)
    if m.passage >= len(passage_kinds) - 1:
        add("place:last")
    _beside(bonds, m, add)


def _lists(bonds: Bonds, traits: Mapping[int, _Adder]) -> None:
    """Add what stands beside a mention in a list."""
    mentions, text, starts = bonds.mentions, bonds.page.text, bonds.page.tokens.starts
    previous = -1
    for number, m in enumerate(mentions):
        if m.sort == PRONOUN:
            continue
        if previous >= 0 and mentions[previous].last <= m.lead:
            a = mentions[previous]
            end = a.age.end if a.age is not None and a.age.end <= starts[m.lead] else a.end
            gap = text[end : starts[m.lead]]
            if len(gap) < 12 and _LIST.fullmatch(gap.lstrip(")")):
                _pair(bonds, previous, number, traits)
            elif a.sort == NAME and m.word and m.word.kind == "professional" and gap.strip() in (",", "(", "-", ":"):
                traits[bonds.root(previous)]("worker:after")
            elif a.word and a.word.kind == "professional" and m.sort == NAME and gap.strip(" \"'") in ("", "(", ",", ":"):
                traits[bonds.root(number)]("worker:before")
        previous = number


def _pair(bonds: Bonds, a: int, b: int, traits: Mapping[int, _Adder]) -> None:
    for one, other in ((a, b), (b, a)):
        m = bonds.mentions[other]
        add = traits[bonds.root(one)]
        grown = bonds.grown[bonds.root(other)]
        if grown is not None:
            add("listed:adult" if grown else "listed:child")
        if m.word:
            add("listed:" + m.word.kind)
        elif grown is None:
            add("listed:name")
