"""The ledger of people for one note: who is in it, under the note's own words."""

import re
from collections.abc import Mapping, Sequence

from nlp.people import kinds, unnamed
from nlp.people.bonds import Bonds, bind
from nlp.people.mentions import NAME, PRONOUN, Mention, find
from nlp.people.names import Page
from nlp.people.pronouns import resolve
from nlp.people.traits import Figure, figures
from nlp.people.vocabulary import vocabulary
from nlp.records import Kind, Passage, Person, Span
from nlp.text.tokens import Tokens

_YEAR = re.compile(r"\b20[0-4]\d\b")
_SHORT_LINE = 12
_LATEST = 2020
_QUIET = 50
_ALWAYS = frozenset("mother girlfriend grandmother grandparents aunt woman carer parents neighbour stepmother adult landlord friend friends mate mates".split())


def _page(text: str, tokens: Tokens) -> Page:
    shouting: set[int] = set()
    at = 0
    for line in text.splitlines(keepends=True):
        if line.isupper() and len(line) > _SHORT_LINE:
            shouting.update(range(*tokens.between(at, at + len(line))))
        at += len(line)
    capitals = sum(1 for start in tokens.starts if text[start].isupper())
    return Page(text, tokens, vocabulary(), shouting, quiet=capitals * _QUIET < len(tokens.starts))


def ledger(text: str, tokens: Tokens, passages: Sequence[Passage], *, role: str = "") -> tuple[Person, ...]:
    """Return the people of a note. `role` is who wrote it, as the note's own field says it."""
    page = _page(text, tokens)
    latest = max((int(year) for year in _YEAR.findall(text)), default=_LATEST)
    mentions = find(page, [p.start for p in passages], latest=latest)
    bonds = bind(page, mentions)
    people = figures(bonds, resolve(bonds), passages)
    found, same = _decide(bonds, people)
    by_root = {figure.root: figure for figure in people}
    joined: dict[int, list[int]] = {}
    for root, of in same.items():
        joined.setdefault(of, []).append(root)
    return tuple(
        _person(bonds, [by_root[root], *(by_root[other] for other in joined.get(root, ()))], kind)
        for root, kind in found.items()
    )


def _decide(bonds: Bonds, people: Sequence[Figure]) -> tuple[dict[int, Kind], dict[int, int]]:
    """Return the kind of each figure that is reported, in order, and the figures that are another one."""
    named = kinds.named(people)
    known = unnamed.Known(bonds, people, named)
    men, same = unnamed.men(known)
    children = unnamed.children(known)
    found: dict[int, Kind] = {}
    for figure in people:
        if figure.root in same:
            continue
        kind = named.get(figure.root)
        if kind is None:
            kind = "man" if figure.root in men else "child" if figure.root in children else _other(figure)
        if kind is not None:
            found[figure.root] = kind
    return found, same


def _other(figure: Figure) -> Kind | None:
    """Return the kind of somebody who is neither a child nor a man of the family, or None for nobody to report."""
    roles, traits = figure.roles(), figure.traits
    if "mother" in roles:
        return "mother"
    if "worker" in roles or traits & {"worker:before", "worker:after", "title:worker", "place:sign_off"}:
        return "professional"
    if not figure.named:
        return "adult" if roles & _ALWAYS else None
    person = any(t.startswith(("title:", "pronoun:", "role:", "age:", "after:says", "after:moves", "owns:", "full name")) for t in traits)
    return "adult" if person else None


def _telling(page: Page, m: Mention) -> str:
    return " ".join(page.text[page.tokens.starts[m.lead] : m.end].split())


def _person(bonds: Bonds, figures: Sequence[Figure], kind: Kind) -> Person:
    """Return the person that one figure, or several joined, make."""
    mentions = [bonds.mentions[number] for figure in figures for number in figure.numbers]
    spans = sorted(
        Span(m.start, m.end) for f in figures for m in (bonds.mentions[n] for n in (*f.numbers, *f.pronouns))
    )
    names = list(dict.fromkeys(_telling(bonds.page, m) for m in mentions if m.sort == NAME))
    words = list(dict.fromkeys(_telling(bonds.page, m) for m in mentions if m.sort != NAME))
    age = next((m.age.words for m in mentions if m.age), "")
    if all(all(len(word) == 1 for word in m.names) for m in mentions if m.sort == NAME) and names:
        words = []  # "Mr D" is told by the initial alone: any word beside it would say more than the note does
    label = max(names, key=len) if names else words[0]
    extra = words[0] if names and words else age if kind == "child" else ""
    aliases = [alias for alias in (*names, *words) if alias != label]
    return Person(
        label=f"{label} ({extra})" if extra else label,
        kind=kind,
        aliases=tuple(aliases),
        age=age,
        mentions=tuple(spans),
    )
