"""People whom the note gives no name: "a fella on the settee", "his dad", "two older siblings", "the baby".

They count only where they are somebody else than those already known by name: a bare "dad" beside one named man without
a role is that man; "the girls" of a family whose girls are named are nobody new.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from nlp.people.advice import SILENT, Advice, Look, Scale
from nlp.people.bonds import Bonds
from nlp.people.kinds import scale
from nlp.people.traits import Figure
from nlp.people.vocabulary import NOTHING
from nlp.records import Kind
from nlp.rules.data import read_yaml

_INFANT = 2.0
_NAMED_SIBLINGS = 3
_PLACED = frozenset(("modifier:older", "modifier:elder", "modifier:younger"))
_SEVERAL = frozenset(("siblings", "brothers", "sisters"))
_GENERAL = frozenset(("place:heading", "article:a", "article:any", "article:every", "article:no"))
_SCALES: tuple[Scale, Scale] = ("unnamed_child", "unnamed_man")


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


def man_traits(known: Known, figure: Figure, *, alone: bool) -> set[str]:
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


def man_candidates(known: Known) -> list[Figure]:
    """Return the unnamed figures whom a word makes men, whether they are new people or not."""
    wanted = _roles("men_without_name")
    grown = [f for f in known.figures if not f.named and "age:child" not in f.traits and not _told_by(known, f, "young")]
    return [f for f in grown if not f.roles.isdisjoint(wanted)]


def _told_by(known: Known, figure: Figure, key: str) -> bool:
    """Whether one of the words that `key` lists stands in a telling of the figure ("her little brother", "a second man")."""
    norms, words = known.bonds.page.tokens.norms, _roles(key)
    mentions = [known.bonds.mentions[number] for number in figure.numbers]
    return any(not words.isdisjoint(norms[m.lead : m.last]) for m in mentions)


def _of_several(known: Known, figure: Figure) -> bool:
    """Whether a man is told by the children whose father he is ("father of three older children")."""
    words = [known.bonds.mentions[known.bonds.of[number]].word for number in figure.numbers if number in known.bonds.of]
    return any(word is not None and word.many for word in words)


def man_sums(known: Known) -> dict[int, float]:
    """Return what speaks for each candidate being a man of his own, by the number that stands for him."""
    figures, weights = man_candidates(known), scale("unnamed_man")
    return {f.root: weights.weigh(man_traits(known, f, alone=len(figures) == 1)) for f in figures}


def men(known: Known, advice: Advice = SILENT) -> tuple[set[int], dict[int, int]]:
    """Return the unnamed figures that are men of their own, and those that are a named man under another word."""
    couple, figures, sums = _roles("same_man"), man_candidates(known), man_sums(known)
    free = [man for man in known.men if not man.roles]
    found, same = set[int](), dict[int, int]()
    apart = [figure for figure in figures if _told_by(known, figure, "counted_on") or _of_several(known, figure)]
    counted = {role for figure in apart for role in figure.roles}
    for figure in figures:
        alone = len(figures) == 1
        sole = not counted.isdisjoint(figure.roles) or (alone and not known.men and not figure.roles.isdisjoint(couple))
        if sole or figure.roles & _roles("surely_men") or advice.weigh(figure.root, Look(0.0, sums[figure.root]), _SCALES).man > 0:
            found.add(figure.root)
        elif len(free) == 1 and figure.roles <= couple and known.bonds.may_join(free[0].root, figure.root):
            same[figure.root] = free[0].root
    return found, same


def child_candidates(known: Known) -> list[Figure]:
    """Return the unnamed figures whom a word or an age makes children, whether they are new people or not."""
    words, never, found = _roles("children_without_name"), _roles("never_a_child"), list[Figure]()
    for figure in known.figures:
        aged = "age:child" in figure.traits
        lad = "lad" in figure.roles and not aged
        if not (figure.named or lad or figure.roles & never) and (aged or figure.roles & words) and not _title(known, figure):
            found.append(figure)
    return found


def _title(known: Known, figure: Figure) -> bool:
    """Whether a word for a child only begins what something is called ("Baby Massage", "Child Protection")."""
    page, mentions = known.bonds.page, [known.bonds.mentions[number] for number in figure.numbers]
    codes = page.vocabulary.codes
    return all(
        page.capital(m.first) and page.capital(m.last) and page.gap(m.last - 1) == " " and codes[page.norm(m.last)] == NOTHING
        and m.last not in page.shouting for m in mentions
    )  # fmt: skip


def _ages(known: Known, figure: Figure) -> list[float]:
    return [m.age.years for number in figure.numbers if (m := known.bonds.mentions[number]).age]


def child_traits(known: Known, figure: Figure, candidates: Sequence[Figure]) -> set[str]:
    """Return the traits of a child without a name: its own, and those that come from the other children of the note."""
    found, count = set(figure.traits), min(len(known.children), _NAMED_SIBLINGS)
    told = [min(_ages(known, child), default=None) for child in known.children]
    infant = "infant named" if None in told or any(age is not None and age < _INFANT for age in told) else "no infant named"
    found.update((f"{count} named", f"{min(len(candidates) - 1, _NAMED_SIBLINGS)} others", infant))
    for role in figure.roles:
        found.update((f"{role}, {count} named", f"{role}, {infant}"))
        found.update([f"{role}, {trait}" for trait in figure.traits if trait.startswith("article:")])
    own = _ages(known, figure)
    if own:
        found.add("age taken" if any(age is not None and age in own for age in told) else "age of its own")
    first = min(figure.passages)
    if known.children and all(first < min(child.passages) for child in known.children):
        found.add("before the named")
    return found


def child_sums(known: Known) -> dict[int, float]:
    """Return what speaks for each candidate being a child of its own, by the number that stands for it."""
    candidates, weights = child_candidates(known), scale("unnamed_child")
    return {f.root: weights.weigh(child_traits(known, f, candidates)) for f in candidates}


def children(known: Known, advice: Advice = SILENT) -> set[int]:
    """Return the unnamed figures that are children beside those known by name."""
    candidates, numbered = child_candidates(known), _roles("numbered")
    alone = not known.children  # with nobody named, whoever has a child's age is a child to ask about
    surely = {f.root for f in candidates if f.roles & numbered or (alone and "aged" in f.roles) or _siblings(known, f)}
    found = surely | {root for root, own in child_sums(known).items() if advice.weigh(root, Look(own, 0.0), _SCALES).child > 0}
    if not known.children and not found:
        found.update(_subject(known.figures))
    return found


def _siblings(known: Known, figure: Figure) -> bool:
    """Whether a note that names one child counts brothers and sisters beside it ("Baby E had 3 older siblings")."""
    counted = "counted" in figure.traits and not _PLACED.isdisjoint(figure.traits) and not figure.roles.isdisjoint(_SEVERAL)
    return counted and len(known.children) == 1


def _subject(figures: Sequence[Figure]) -> list[int]:
    """Return the figure that is "the child" of a note without any name or other word for a child."""
    for role in ("child", "children"):
        for figure in figures:
            if not figure.named and figure.roles == {role} and figure.traits.isdisjoint(_GENERAL):
                return [figure.root]
    return []
