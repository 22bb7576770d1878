"""People whom the note gives no name: "a fella on the settee", "his dad", "two older siblings", "the baby".

They count only where they are somebody else than those already known by name: a bare "dad" beside one named man without
a role is that man; "the girls" of a family whose girls are named are nobody new.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from nlp.people.bonds import Bonds
from nlp.people.kinds import scales
from nlp.people.traits import Figure
from nlp.records import Kind
from nlp.rules.data import read_yaml

_SAME = frozenset("father partner boyfriend ex".split())
_INFANT = 2.0
_SIBLINGS = frozenset("sibling siblings brother sister brothers sisters".split())
_COUNTABLE = frozenset("children boys girls siblings brothers sisters twins placed_many babies sons daughters".split())


@cache
def _roles(key: str) -> frozenset[str]:
    return frozenset(read_yaml("people/kin.yaml")[key])


@dataclass(frozen=True, slots=True)
class Known:
    """Who is known by name: the figures with their kinds, and the passages that each is spoken of in."""

    bonds: Bonds
    figures: Sequence[Figure]
    kinds: Mapping[int, Kind | None]

    def men(self) -> list[Figure]:
        """Return the named men of the family."""
        return [f for f in self.figures if f.named and self.kinds.get(f.root) == "man"]

    def children(self) -> list[Figure]:
        """Return the named children."""
        return [f for f in self.figures if f.named and self.kinds.get(f.root) == "child"]


def _man_traits(known: Known, figure: Figure, alone: bool) -> set[str]:
    men, roles = known.men(), figure.roles()
    rivals = [f for f in men if not f.roles()]
    found = {t for t in figure.traits if not t.startswith(("gender:", "hint:"))}
    if men:
        found.update(f"role:{role}, men named" for role in roles)
    elif alone:
        found.add("only man")
    if rivals:
        found.add("rival")
    if len(rivals) > 1:
        found.add("rivals")
    if any(figure.passages & f.passages for f in rivals):
        found.add("rival in passage")
    if any(roles & f.roles() for f in men):
        found.add("role taken")
    return found


def men(known: Known) -> tuple[set[int], dict[int, int]]:
    """Return the unnamed figures that are men of their own, and those that are a named man under another word."""
    roles = _roles("men_without_name")
    figures = [f for f in known.figures if not f.named and f.roles() & roles and "age:child" not in f.traits]
    found, same = set[int](), dict[int, int]()
    free = [f for f in known.men() if not f.roles()]
    for figure in figures:
        if scales().unnamed_man.weigh(_man_traits(known, figure, len(figures) == 1)) > 0:
            found.add(figure.root)
        elif len(free) == 1 and figure.roles() <= _SAME and known.bonds.may_join(free[0].root, figure.root):
            same[figure.root] = free[0].root
    return found, same


def _is_child_word(figure: Figure) -> bool:
    roles = figure.roles()
    return bool(roles & _roles("children_without_name")) and not (roles & {"lad"} and "age:child" not in figure.traits)


def children(known: Known) -> set[int]:
    """Return the unnamed figures that are children beside those known by name."""
    named = known.children()
    ages = [min((m.age.years for n in f.numbers if (m := known.bonds.mentions[n]).age), default=None) for f in named]
    found = set[int]()
    for figure in known.figures:
        if figure.named or not (_is_child_word(figure) or "age:child" in figure.traits):
            continue
        if figure.roles() & {"worker", "mother", "father", "carer"}:
            continue
        if _extra(figure, len(named), ages):
            found.add(figure.root)
    if not named and not found:
        found.update(_subject(known))
    return found


def _extra(figure: Figure, named: int, ages: Sequence[float | None]) -> bool:
    """Whether words for a child speak of one who is not among the named children."""
    roles, traits = figure.roles(), figure.traits
    if roles <= {"unborn"}:
        return False
    if not named:
        own = "owner:pronoun" in traits and bool(roles & _SIBLINGS)
        return not own and not (roles & _SIBLINGS and "article:none" not in traits)
    if "age:child" in traits and "role:child" not in traits:
        return True
    if roles & {"baby"}:
        return "modifier:new" in traits or (None not in ages and all(age is not None and age >= _INFANT for age in ages) and "article:a" not in traits)
    if named == 1 and roles & _SIBLINGS:
        return bool(traits & {"article:none", "counted", "modifier:older", "modifier:younger", "modifier:baby", "modifier:half"}) and "owner:mother" not in traits
    return "counted" in traits and bool(roles & {"siblings", "placed_many"}) and named < 3


def _subject(known: Known) -> list[int]:
    """Return the figure that is "the child" of a note without any name or other word for a child."""
    for roles in ({"child"}, {"children"}):
        for figure in known.figures:
            if not figure.named and figure.roles() <= roles and figure.roles() and not figure.traits & {"place:heading", "article:a", "article:any", "article:every", "article:no"}:
                return [figure.root]
    return []
