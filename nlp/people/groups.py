"""Tellings of a case in groups that are one person each, and what a group says of its person: kind, gender, age, owners, sides.

`nlp/people/joining.py` decides which groups are one.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

from nlp.people.tellings import Told, settings
from nlp.records import Kind
from nlp.rules.data import read_yaml

_AGE = re.compile(r"(?<![\d/])(\d{1,2})(?:\s?/\s?(52|12))?(?![\d/.])")
_SURE: tuple[Kind, ...] = ("child", "mother", "man")
_OFTEN, _AGREE = 2, 3  # pronouns of one gender that tell it: so many, and so many times the others
_GROWN = 20  # years from which an age is no child's


class Groups:
    """Figures in groups that are one person each; figures of one note stay apart unless told otherwise."""

    def __init__(self, figures: Sequence[Told]) -> None:
        self._members = {number: [figure] for number, figure in enumerate(figures)}
        self._of = {id(figure): number for number, figure in enumerate(figures)}
        self._notes = {number: {figure.number} for number, figure in enumerate(figures)}

    def all(self) -> list[list[Told]]:
        """Return the groups in the order in which they first appear."""
        return list(self._members.values())

    def named(self) -> list[list[Told]]:
        """Return the groups that a name stands for."""
        return [group for group in self._members.values() if any(f.named for f in group)]

    def of(self, figure: Told) -> list[Told]:
        """Return the group of a figure."""
        return self._members[self._of[id(figure)]]

    def join(self, one: Sequence[Told], other: Sequence[Told], *, beside: bool = False) -> bool:
        """Make two groups one, unless they stand beside each other as two people in one note."""
        to, old = sorted((self._of[id(one[0])], self._of[id(other[0])]))
        if to == old or (not beside and not self._notes[to].isdisjoint(self._notes[old])):
            return False
        for figure in self._members[old]:
            self._of[id(figure)] = to
        self._members[to] += self._members.pop(old)
        self._notes[to] |= self._notes.pop(old)
        return True

    def gather(self, rows: Sequence[Sequence[Told]], *, beside: bool = False) -> None:
        """Join all of `rows` with the first."""
        for other in rows[1:]:
            self.join(rows[0], other, beside=beside)


def same_group(one: Sequence[Told], other: Sequence[Told]) -> bool:
    """Whether two lists are one group."""
    return one[0] is other[0]


def gender_of(group: Sequence[Told]) -> str:
    """Return m or f where titles, the pronouns of all notes or kinds tell it."""
    for f in group:
        told = settings()["titles"].get(f.title, "")
        if told:
            return str(told)
    by_role = {_genders()[role] for f in group for role in f.roles if _genders().get(role)}
    if len(by_role) == 1:
        return by_role.pop()
    spoken = _spoken(group)
    if spoken:
        return spoken
    kinds = {f.person.kind for f in group}
    return "f" if "mother" in kinds else "m" if "man" in kinds else ""


@cache
def _genders() -> dict[str, str]:
    """Return the gender that each role tells, empty for none."""
    return {role: str(row["gender"]) for role, row in read_yaml("people/kin.yaml")["roles"].items()}


def _spoken(group: Iterable[Told]) -> str:
    """Return the gender of the pronouns that the notes use of somebody, where nearly all agree."""
    he, she = sum(f.he for f in group), sum(f.she for f in group)
    if max(he, she) < _OFTEN or max(he, she) < _AGREE * min(he, she):
        return ""
    return "m" if he > she else "f"


def owners_of(group: Iterable[Told]) -> set[str]:
    """Return the people by whom somebody is named ("Mia's dad"): Mia."""
    return {owner for f in group for owner in f.owners}


def sides_of(group: Iterable[Told]) -> set[str]:
    """Return the sides of the family that are told."""
    return {side for f in group for side in f.sides}


def years_of(group: Iterable[Told]) -> float | None:
    """Return the age first told, in years."""
    for f in group:
        found = _AGE.search(f.person.age)
        if found:
            number = int(found[1])
            return number / 52 if found[2] == "52" else number / 12 if found[2] == "12" else float(number)
    return None


def kind_of(group: Sequence[Told]) -> Kind:
    """Return the kind that most notes speak for; an age settles child or adult, and a kind of the family outweighs "adult"."""
    kinds = {f.person.kind for f in group}
    if "mother" in kinds and not any(f.plain for f in group if f.person.kind == "mother"):
        kinds = {"adult" if k == "mother" else k for k in kinds}  # somebody else's mother ("her own mother")
    years = years_of(group)
    if (years is None or years >= _GROWN) and any("mother" in f.roles and f.plain for f in group):
        return "mother"
    if years is not None and "child" in kinds:
        if years < _GROWN:
            return "child"
        kinds.discard("child")
    if "man" in kinds and _spoken(group) == "f" and not any(settings()["titles"].get(f.title) == "m" for f in group):
        kinds = kinds - {"man"}
    votes: Counter[Kind] = Counter(k if (k := f.person.kind) in kinds else "adult" for f in group)
    if "man" in votes and "adult" in votes and "mother" not in votes:
        votes["man"] += votes.pop("adult")  # a man whom one note does not know as of the family
    if "mother" in votes:
        votes["mother"] += votes.pop("adult", 0)
    return max(votes, key=lambda k: (votes[k], k in _SURE)) if votes else "adult"
