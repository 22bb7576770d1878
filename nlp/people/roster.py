"""The ledger of people for one note: who is in it, under the note's own words."""

import re
from collections.abc import Sequence

from nlp.people.bonds import Bonds, bind
from nlp.people.mentions import NAME, PRONOUN, Mention, find
from nlp.people.names import Page
from nlp.people.vocabulary import vocabulary
from nlp.records import Kind, Passage, Person, Span
from nlp.text.tokens import Tokens

_SHORT_LINE = 12
_YEAR = re.compile(r"\b20[0-4]\d\b")


def _page(text: str, tokens: Tokens) -> Page:
    shouting: set[int] = set()
    at = 0
    for line in text.splitlines(keepends=True):
        if line.isupper() and len(line) > _SHORT_LINE:
            shouting.update(range(*tokens.between(at, at + len(line))))
        at += len(line)
    capitals = sum(1 for start in tokens.starts if text[start].isupper())
    return Page(text, tokens, vocabulary(), shouting, quiet=capitals * 50 < len(tokens.starts))


def _kind(bonds: Bonds, root: int, group: list[int]) -> Kind | None:
    roles = bonds.roles[root]
    ms = [bonds.mentions[i] for i in group]
    named = any(m.sort == NAME for m in ms)
    if any(m.age and m.age.child for m in ms):
        return "child"
    for m in ms:
        if m.word and m.word.kind in ("mother", "man", "child", "professional"):
            return m.word.kind
        if m.word and m.word.kind == "adult":
            return "adult"
    if named:
        if any(m.title == "m" for m in ms):
            return "man"
        if any(m.title for m in ms):
            return "adult"
        if bonds.grown[root] is not True and all(m.sure for m in ms):
            return "child"
    return None


def ledger(text: str, tokens: Tokens, passages: Sequence[Passage], *, role: str = "") -> tuple[Person, ...]:
    """Return the people of a note. `role` is who wrote it, as the note's own field says it."""
    page = _page(text, tokens)
    years = [int(y) for y in _YEAR.findall(text)]
    mentions = find(page, [p.start for p in passages], latest=max(years, default=2015))
    bonds = bind(page, mentions)
    groups: dict[int, list[int]] = {}
    for number, m in enumerate(mentions):
        if m.sort != PRONOUN:
            groups.setdefault(bonds.root(number), []).append(number)
    people = []
    for root, group in groups.items():
        kind = _kind(bonds, root, group)
        if kind is not None:
            people.append(_person(page, [mentions[i] for i in group], kind))
    return tuple(people)


def _person(page: Page, group: list[Mention], kind: Kind) -> Person:
    tellings = list(dict.fromkeys(page.text[page.tokens.starts[m.lead] : m.end] for m in group))
    age = next((m.age.words for m in group if m.age), "")
    return Person(label=tellings[0], kind=kind, aliases=tuple(tellings[1:]), age=age, mentions=tuple(Span(m.start, m.end) for m in group))
