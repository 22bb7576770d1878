"""Whom "he" and "she" speak of.

A pronoun goes to the nearest person spoken of before it, in the same passage or the one before, whose gender fits. A gender
that is only guessed from a given name never outweighs one that a kin word or a title tells; several people, workers
named by their role and people of no known gender come last.
"""

from collections.abc import Sequence

from nlp.people.bonds import Bonds
from nlp.people.mentions import NAME, PRONOUN, Mention

_REACH = 8


def _fits(bonds: Bonds, number: int, gender: str, hints: dict[str, str]) -> int:
    """Say how well a mention fits a pronoun's gender: 2 known, 1 guessed from the name, 0 open, -1 not at all."""
    m = bonds.mentions[number]
    if m.word is not None and (m.word.many or m.word.kind == "professional"):
        return -1
    known = bonds.gender[bonds.root(number)]
    if known:
        return 2 if known == gender else -1
    if m.sort == NAME:
        hint = hints.get(m.names[0], "")
        return 0 if not hint else 1 if hint == gender else -1
    return 0


def resolve(bonds: Bonds) -> dict[int, int]:
    """Return, for each pronoun that can be placed, the number of the mention it speaks of."""
    found: dict[int, int] = {}
    mentions: Sequence[Mention] = bonds.mentions
    hints = dict(bonds.page.vocabulary.genders)
    recent: list[int] = []
    for number, m in enumerate(mentions):
        if m.sort != PRONOUN:
            recent.append(number)
            if len(recent) > _REACH:
                del recent[0]
            continue
        for at in reversed(recent):
            if mentions[at].passage < m.passage - 1:
                break
            if _fits(bonds, at, m.gender, hints) >= 0:
                found[number] = at
                break
    return found
