"""The ledger of people for one note: who is in it, under the note's own words."""

import re
from collections.abc import Collection, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from nlp.people import apposition, kinds, unnamed
from nlp.people.advice import SILENT, Advice
from nlp.people.bonds import Bonds, by_initials, by_name, by_role, by_title
from nlp.people.mentions import KIN, NAME, Mention, find
from nlp.people.nicknames import by_nickname
from nlp.people.page import Page, read_page
from nlp.people.pronouns import resolve
from nlp.people.traits import Figure, figures, is_worker
from nlp.people.vocabulary import vocabulary
from nlp.records import Kind, Passage, Person, Span
from nlp.rules.data import read_yaml
from nlp.text.bounds import MOST_NAMES, check
from nlp.text.tokens import Tokens

_YEAR = re.compile(r"\b20[0-4]\d\b")
_LATEST = 2020
_WORKER = frozenset(("worker:before", "worker:after", "title:worker", "place:sign_off"))
_OFTEN = frozenset(("mentions:2", "mentions:many"))
_PERSONAL = ("title:", "pronoun:", "role:", "age:", "after:says", "after:asks", "owns:")


class Survey(NamedTuple):
    """Everybody a note speaks of before it is decided who they are; `roots` is the person of each mention."""

    bonds: Bonds
    roots: Sequence[int]
    figures: Sequence[Figure]


def bind(page: Page, mentions: Sequence[Mention]) -> Bonds:
    """Return the groups of `mentions` that speak of one person each."""
    bonds = Bonds(page, mentions)
    for step in (by_name, by_initials, apposition.join, apposition.join_later, by_title, by_nickname, by_role):
        step(bonds)
    return bonds


def survey(text: str, tokens: Tokens, passages: Sequence[Passage]) -> Survey:
    """Return everybody a note speaks of with their traits. It does not matter who wrote it: the same words give the same people."""
    page = read_page(text, tokens, vocabulary())
    latest = max(map(int, _YEAR.findall(text)), default=_LATEST)
    mentions = find(page, [passage.start for passage in passages], latest=latest)
    check(len({m.names[0] for m in mentions if m.sort == NAME}), MOST_NAMES, "different names")
    bonds = bind(page, mentions)
    roots = bonds.roots()
    return Survey(bonds, roots, figures(bonds, roots, resolve(bonds, roots), passages))


def ledger(text: str, tokens: Tokens, passages: Sequence[Passage]) -> tuple[Person, ...]:
    """Return the people of a note in the order in which they first appear."""
    return listed(survey(text, tokens, passages))


def listed(everybody: Survey, advice: Advice = SILENT) -> tuple[Person, ...]:
    """Return the people whom a note speaks of in the order in which they first appear; `advice` helps to tell who they are."""
    bonds, roots, people = everybody
    found, same = decide(bonds, people, advice)
    by_root = {figure.root: figure for figure in people}
    joined: dict[int, list[Figure]] = {root: [by_root[root]] for root in found}
    for root, other in same.items():
        joined[other].append(by_root[root])
    everyone = [_person(bonds, joined[root], kind) for root, kind in found.items()]
    return tuple(sorted([*everyone, *_workers(bonds, roots)], key=_first))


def _first(person: Person) -> Span:
    return person.mentions[0]


def _workers(bonds: Bonds, roots: Sequence[int]) -> list[Person]:
    """Return the people whom the note calls by their work alone ("HV", "the head teacher")."""
    found: dict[int, list[Mention]] = {}
    for root, m in zip(roots, bonds.mentions, strict=True):
        if is_worker(m):
            found.setdefault(root, []).append(m)
    return [
        Person(
            label=bonds.page.text[group[0].start : group[0].end],
            kind="professional",
            mentions=tuple([Span(m.start, m.end) for m in group]),
        )
        for group in found.values()
    ]


def decide(bonds: Bonds, people: Sequence[Figure], advice: Advice = SILENT) -> tuple[dict[int, Kind], dict[int, int]]:
    """Return the kind of each figure that is reported, in order, and the figures that are another one."""
    named = kinds.named(people, advice)
    known = unnamed.known(bonds, people, named)
    men, same = unnamed.men(known, advice)
    children = unnamed.children(known, advice)
    found: dict[int, Kind] = {}
    for figure in people:
        kind = named.get(figure.root)
        if kind is None:
            kind = "man" if figure.root in men else "child" if figure.root in children else _other(figure)
        if kind is not None and figure.root not in same:
            found[figure.root] = kind
    return found, same


@cache
def _adults() -> frozenset[str]:
    return frozenset(read_yaml("people/kin.yaml")["adults_without_name"])


def _other(figure: Figure) -> Kind | None:
    """Return the kind of somebody who is neither a child nor a man of the family, or None for nobody to report."""
    if "mother" in figure.roles:
        return "mother"
    if not _WORKER.isdisjoint(figure.traits):
        return "professional"
    if not figure.named:
        return "adult" if not figure.roles.isdisjoint(_adults()) else None
    often = "sure" in figure.traits and not _OFTEN.isdisjoint(figure.traits)
    return "adult" if often or any(trait.startswith(_PERSONAL) for trait in figure.traits) else None


def _telling(bonds: Bonds, number: int) -> str:
    page, m = bonds.page, bonds.mentions[number]
    if m.title and page.norm(m.first) in page.vocabulary.lists.titles and m.last - m.first == 1:
        return f"{page.raw(m.first)} {page.raw(m.first + 3)}"  # Mr and Mrs Prentice
    end = bonds.mentions[bonds.of[number]].end if number in bonds.of else m.end  # father of three older children
    words = page.text[page.tokens.starts[m.lead] : end]
    return " ".join((page.text[m.start : m.end] if '"' in words else words).split())


def _with_age(page: Page, m: Mention) -> str:
    """Return a word for a person with the age that follows it ("girl 7", "boy of 3"), empty for none."""
    if m.sort != KIN or m.age is None or m.age.end <= m.end:
        return ""
    return " ".join(page.text[page.tokens.starts[m.lead] : m.age.end].split())


def _together(page: Page, mentions: Sequence[Mention]) -> list[str]:
    """Return words for a person that stand right before the name, with it ("Uncle Roy", "grandad Tyson")."""
    pairs = [(a, b) for a, b in pairwise(mentions) if a.sort == KIN and b.sort == NAME and a.last == b.first and a.lead == a.first]
    return [page.text[a.start : b.end] for a, b in pairs if page.text[a.end : b.start] == " "]


def _by_initial(mentions: Collection[Mention]) -> bool:
    """Whether a person is named by initials alone ("Mr D", "T")."""
    names = [name for m in mentions if m.sort == NAME for name in m.names]
    return bool(names) and all(len(name) == 1 for name in names)


def told_at(bonds: Bonds, *figures: Figure) -> tuple[Span, ...]:
    """Return where the words and pronouns for a person stand, in order."""
    numbers = [number for figure in figures for number in (*figure.numbers, *figure.pronouns)]
    return tuple(sorted([Span(bonds.mentions[number].start, bonds.mentions[number].end) for number in numbers]))


def _person(bonds: Bonds, figures: Sequence[Figure], kind: Kind) -> Person:
    """Return the person that one figure, or several joined, make."""
    page = bonds.page
    numbers = [number for figure in figures for number in figure.numbers]
    mentions = [bonds.mentions[number] for number in numbers]
    names = list(dict.fromkeys([_telling(bonds, number) for number in numbers if bonds.mentions[number].sort == NAME]))
    words = list(dict.fromkeys([_telling(bonds, number) for number in numbers if bonds.mentions[number].sort != NAME]))
    lettered = _by_initial(mentions)
    if lettered:
        words = []  # "Mr D" stands alone: the note itself takes care not to say more
    age = next((m.age.words for m in mentions if m.age), "")
    more = [*_together(page, mentions), *[told for m in mentions if (told := _with_age(page, m))]]
    infant = any("baby" in figure.roles for figure in figures)  # the word tells the age
    names = [name for name in names if not (name[-1:] == "s" and name[:-1] in names)]  # Yusufs foot
    label = max(names, key=lambda name: len(name.split())) if names else words[0]
    extra = words[0] if names and words else age if kind == "child" and (names or not infant) and not lettered else ""
    extra = "" if extra and extra in label else extra  # her 3 yr old
    return Person(
        label=f"{label} ({extra})" if extra else label,
        kind=kind,
        aliases=tuple([alias for alias in dict.fromkeys((*names, *words, *more)) if alias != label]),
        age=age,
        mentions=told_at(bonds, *figures),
    )
