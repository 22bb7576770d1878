"""Whom "he" and "she" speak of.

A pronoun goes to the nearest person spoken of before it, in the same passage or the one before, whose gender fits; one
that opens a passage goes first to whoever opened the passage before, and somebody whose gender is known comes before
somebody nearer whose gender is not; an earlier pronoun of the passage makes it known. Groups of people and workers named
by their role take no pronoun. The notes' own pronouns are read twice: the first reading tells the gender of names that
nothing else tells.
"""

from collections.abc import Mapping, Sequence

from nlp.people.bonds import Bonds
from nlp.people.mentions import NAME, PRONOUN, Mention

_REACH = 8
_MOST = 3


def _genders(bonds: Bonds, roots: Sequence[int]) -> dict[int, str]:
    """Return the gender of each person as words and titles tell it; a name tells none."""
    return {root: bonds.gender[root] for root, m in zip(roots, bonds.mentions, strict=True) if m.sort != PRONOUN}


def _place(bonds: Bonds, roots: Sequence[int], genders: Mapping[int, str]) -> dict[int, int]:
    """Return the mention that each pronoun speaks of."""
    found: dict[int, int] = {}
    recent: list[int] = []
    leaning: dict[int, str] = {}  # what a pronoun of this passage already said of somebody
    opener, passage, before = -1, -1, -1  # who opens this passage, its number, who opened the one before
    for number, m in enumerate(bonds.mentions):
        if m.passage != passage:
            before = opener if m.passage == passage + 1 else -1
            opener, passage, leaning = (number if m.sort != PRONOUN else -1), m.passage, {}
            if m.sort == PRONOUN and not m.owned and before >= 0 and _fits(bonds.mentions[before], m.gender, genders[roots[before]]):
                found[number] = before
                opener = before
                continue
        if m.sort != PRONOUN:
            recent.append(number)
            if len(recent) > _REACH:
                del recent[0]
            continue
        best = -1
        for at in reversed(recent):
            if bonds.mentions[at].passage < m.passage - 1:
                break
            known = genders[roots[at]] or leaning.get(roots[at], "")
            if _fits(bonds.mentions[at], m.gender, known) and (known or best < 0):
                best = at
                if known:
                    break
        if best >= 0:
            found[number] = best
            leaning.setdefault(roots[best], m.gender)
    return found


def _fits(m: Mention, gender: str, known: str) -> bool:
    """Whether a mention may be meant by a pronoun of a gender; groups and workers named by their role never are."""
    word = m.word
    return known in (gender, "") and (word is None or not (word.many or word.kind == "professional"))


def resolve(bonds: Bonds, roots: Sequence[int]) -> dict[int, int]:
    """Return, for each pronoun that can be placed, the number of the mention it speaks of."""
    genders = _genders(bonds, roots)
    first = _place(bonds, roots, genders)
    votes: dict[int, list[int]] = {}
    for pronoun, at in first.items():
        root = roots[at]
        if not genders[root] and bonds.mentions[at].sort == NAME:
            votes.setdefault(root, [0, 0])[bonds.mentions[pronoun].gender == "f"] += 1
    told = {root: v for root, v in votes.items() if max(v) >= _MOST * min(v) and max(v) > 1}
    for root, (men, women) in told.items():
        genders[root] = "m" if men > women else "f"
    return _place(bonds, roots, genders) if told else first
