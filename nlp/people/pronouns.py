"""Whom "he" and "she" speak of.

A pronoun goes to the nearest person spoken of before it, in the same passage or the one before, whose gender fits; one
that opens a passage goes first to whoever opened the passage before. A gender that is only guessed never outweighs one
that a kin word or a title tells, and groups of people and workers named by their role take no pronoun. The notes' own
pronouns are read twice: the first reading tells the gender of names that nothing else tells.
"""

from collections.abc import Mapping

from nlp.people.bonds import Bonds
from nlp.people.mentions import NAME, PRONOUN, Mention

_REACH = 8
_MOST = 3


def _genders(bonds: Bonds) -> dict[int, str]:
    """Return the gender of each person as words and titles tell it, or as the given name leans."""
    hints = bonds.page.vocabulary.genders
    found: dict[int, str] = {}
    for number, m in enumerate(bonds.mentions):
        if m.sort != PRONOUN:
            root = bonds.root(number)
            if root not in found:
                leans = {hints.get(name, "") for name in bonds.names[root]} - {""}
                found[root] = bonds.gender[root] or (leans.pop() if len(leans) == 1 else "")
    return found


def _takes(m: Mention) -> bool:
    return m.word is None or not (m.word.many or m.word.kind == "professional")


def _place(bonds: Bonds, genders: Mapping[int, str]) -> dict[int, int]:
    """Return the mention that each pronoun speaks of."""
    found: dict[int, int] = {}
    recent: list[int] = []
    opener, passage, before = -1, -1, -1  # who opens this passage, its number, who opened the one before
    for number, m in enumerate(bonds.mentions):
        if m.passage != passage:
            before = opener if m.passage == passage + 1 else -1
            opener, passage = (number if m.sort != PRONOUN else -1), m.passage
            if m.sort == PRONOUN and not m.owned and before >= 0 and _fits(bonds, before, m.gender, genders):
                found[number] = before
                opener = before
                continue
        if m.sort != PRONOUN:
            recent.append(number)
            if len(recent) > _REACH:
                del recent[0]
            continue
        for at in reversed(recent):
            if bonds.mentions[at].passage < m.passage - 1:
                break
            if _fits(bonds, at, m.gender, genders):
                found[number] = at
                break
    return found


def _fits(bonds: Bonds, at: int, gender: str, genders: Mapping[int, str]) -> bool:
    return _takes(bonds.mentions[at]) and genders[bonds.root(at)] in (gender, "")


def resolve(bonds: Bonds) -> dict[int, int]:
    """Return, for each pronoun that can be placed, the number of the mention it speaks of."""
    genders = _genders(bonds)
    first = _place(bonds, genders)
    votes: dict[int, list[int]] = {}
    for pronoun, at in first.items():
        root = bonds.root(at)
        if not genders[root] and bonds.mentions[at].sort == NAME:
            votes.setdefault(root, [0, 0])[bonds.mentions[pronoun].gender == "f"] += 1
    for root, (men, women) in votes.items():
        if max(men, women) >= _MOST * min(men, women) and max(men, women) > 1:
            genders[root] = "m" if men > women else "f"
    return _place(bonds, genders)
