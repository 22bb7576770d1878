"""People whom the note gives no name: "a fella on the settee", "his dad", "two older siblings", "the baby".

They count only where they are somebody else than those already known by name: a bare "dad" beside one named man without
a role is that man; "the girls" of a family whose girls are named are nobody new.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from nlp.people.bonds import Bonds
from nlp.people.kinds import scale
from nlp.people.traits import Figure
from nlp.records import Kind
from nlp.rules.data import read_yaml

_INFANT = 2.0
_NAMED_SIBLINGS = 3
_GENERAL = frozenset(("place:heading", "article:a", "article:any", "article:every", "article:no"))
_OWN_SIBLING = frozenset(("article:none", "counted", "modifier:older", "modifier:younger", "modifier:baby", "modifier:half"))


@cache
def _roles(key: str) -> frozenset[str]:
    return frozenset(read_yaml("people/kin.yaml")[key])


class Known(NamedTuple):
    """Who is known by name."""

    bonds: Bonds
    figures: Sequence[Figure]
    men: Sequence[Figure]
    children: Sequence[Figure]


def known(bonds: Bonds, figures: Sequence[Figure], kinds: Mapping[int, Kind | None]) -> Known:
    """Return who is known by name, given the kind of each named figure."""
    men = [figure for figure in figures if kinds.get(figure.root) == "man"]
    return Known(bonds, figures, men, [figure for figure in figures if kinds.get(figure.root) == "child"])


def _man_traits(known: Known, figure: Figure, *, alone: bool) -> set[str]:
    """Return the traits of a man without a name: his own, and those that come from the named men."""
    rivals = [man for man in known.men if not man.roles]
    found = set(figure.traits)
    if known.men:
        found.update([f"role:{role}, men named" for role in figure.roles])
    elif alone:
        found.add("only man")
    if rivals:
        found.add("rival")
    if len(rivals) > 1:
        found.add("rivals")
    if any(not figure.passages.isdisjoint(man.passages) for man in rivals):
        found.add("rival in passage")
    if any(not figure.roles.isdisjoint(man.roles) for man in known.men):
        found.add("role taken")
    return found


def men(known: Known) -> tuple[set[int], dict[int, int]]:
    """Return the unnamed figures that are men of their own, and those that are a named man under another word."""
    wanted, couple = _roles("men_without_name"), _roles("same_man")
    figures = [f for f in known.figures if not f.named and not f.roles.isdisjoint(wanted) and "age:child" not in f.traits]
    free = [man for man in known.men if not man.roles]
    found, same = set[int](), dict[int, int]()
    for figure in figures:
        alone = len(figures) == 1
        sole = alone and not known.men and not figure.roles.isdisjoint(couple)
        if sole or figure.roles & _roles("surely_men") or scale("unnamed_man").weigh(_man_traits(known, figure, alone=alone)) > 0:
            found.add(figure.root)
        elif len(free) == 1 and figure.roles <= couple and known.bonds.may_join(free[0].root, figure.root):
            same[figure.root] = free[0].root
    return found, same


def children(known: Known) -> set[int]:
    """Return the unnamed figures that are children beside those known by name."""
    mentions, words, never = known.bonds.mentions, _roles("children_without_name"), _roles("never_a_child")
    ages = [min((m.age.years for n in f.numbers if (m := mentions[n]).age), default=None) for f in known.children]
    infants = None in ages or any(age is not None and age < _INFANT for age in ages)
    found = set[int]()
    for figure in known.figures:
        aged = "age:child" in figure.traits
        lad = "lad" in figure.roles and not aged
        if figure.named or lad or not (aged or figure.roles & words) or figure.roles & never:
            continue
        if _extra(figure, len(known.children), infants=infants):
            found.add(figure.root)
    if not known.children and not found:
        found.update(_subject(known.figures))
    return found


def _extra(figure: Figure, named: int, *, infants: bool) -> bool:
    """Whether words for a child speak of one who is not among the `named` children; `infants`: one of those may be a baby."""
    roles, traits = figure.roles, figure.traits
    sibling = not roles.isdisjoint(_roles("siblings"))
    if roles & _roles("numbered"):
        return True
    if not named:
        return not sibling or ("owner:pronoun" not in traits and "article:none" in traits)
    if "age:child" in traits and "role:child" not in traits:
        return True
    if "baby" in roles:
        return "modifier:new" in traits or (not infants and "article:a" not in traits)
    if named == 1 and sibling:
        return not traits.isdisjoint(_OWN_SIBLING) and "owner:mother" not in traits
    return "counted" in traits and not roles.isdisjoint(("siblings", "placed_many")) and named < _NAMED_SIBLINGS


def _subject(figures: Sequence[Figure]) -> list[int]:
    """Return the figure that is "the child" of a note without any name or other word for a child."""
    for role in ("child", "children"):
        for figure in figures:
            if not figure.named and figure.roles == {role} and figure.traits.isdisjoint(_GENERAL):
                return [figure.root]
    return []
