"""Given names that may be one: a nickname of the other or its beginning ("David" and "Dave", "Temitope" and "Temi")."""

from collections.abc import Iterator, Mapping
from functools import cache

from nlp.people.bonds import Bonds
from nlp.people.mentions import NAME
from nlp.rules.data import read_yaml

_SHORTEST = 3


@cache
def _nicknames() -> Mapping[str, frozenset[int]]:
    sets: dict[str, set[int]] = {}
    for number, names in enumerate(read_yaml("case/people.yaml")["nicknames"]):
        for name in names:
            sets.setdefault(name, set()).add(number)
    return {name: frozenset(numbers) for name, numbers in sets.items()}


def same_given(one: str, other: str) -> bool:
    """Whether two given names may be one: the same, a nickname of it, or its beginning ("Temi", "Temitope")."""
    if one == other:
        return True
    if _nicknames().get(one, frozenset()) & _nicknames().get(other, frozenset()):
        return True
    short, long = sorted((one, other), key=len)
    return len(short) >= _SHORTEST and long.startswith(short) and "-" not in long


def _keys(name: str) -> Iterator[str | int]:
    """Yield what two given names that may be one have in common at least once."""
    yield name[:_SHORTEST]
    yield from _nicknames().get(name, ())


def by_nickname(bonds: Bonds) -> None:
    """Join a nickname with the only full name it may be short for ("Robert Dunne", and later "Rob").

    Not where both stand in one passage, which tells of two people: the note that calls somebody by both names does so apart.
    """
    full: dict[str | int, set[int]] = {}
    places: dict[int, set[int]] = {}
    short: dict[int, tuple[int, str]] = {}
    for number, m in enumerate(bonds.mentions):
        if m.sort != NAME or (m.title and len(m.names) == 1):
            continue
        root = bonds.root(number)
        places.setdefault(root, set()).add(m.passage)
        if len(m.names) > 1:
            for key in _keys(m.names[0]):
                full.setdefault(key, set()).add(root)
        elif len(m.names[0]) >= _SHORTEST - 1:
            short.setdefault(root, (number, m.names[0]))
    bearers = {root for roots in full.values() for root in roots}
    for root, (number, name) in short.items():
        if root in bearers:
            continue
        near = {other for key in _keys(name) for other in full.get(key, ())}
        fitting = [other for other in near if any(same_given(name, given) for given in bonds.names[bonds.root(other)])]
        if len(fitting) == 1 and places[fitting[0]].isdisjoint(places[root]) and bonds.may_join(number, fitting[0]):
            bonds.join(number, fitting[0])
