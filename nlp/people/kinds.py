"""Which kind of person each figure of a note is: child, mother, man of the family, other adult, professional.

Named people are weighed twice: first each by their own traits, then among the others of the note, because a name says
more beside its neighbours ("Leo and Mia" are siblings; where all children have ages, a name without one is an adult).
People without a name follow from the words for them and from who is already known by name. The weights are data.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from nlp.people.traits import Figure
from nlp.records import Kind
from nlp.rules.data import read_yaml

_FURTHEST = 4.0
_PARENTS = frozenset(("mother", "father"))
_SHOWS = {
    "f": frozenset(("gender:f", "hint:f", "only she, often", "title:f")),
    "m": frozenset(("gender:m", "hint:m", "only he, often", "title:m")),
}
_NEITHER = frozenset(("title:worker", "title:f"))


@dataclass(frozen=True, slots=True)
class Scale:
    """Weights of traits, and the bias they start from; a sum above 0 speaks for the kind."""

    bias: float
    weights: Mapping[str, float]

    def weigh(self, traits: Iterable[str]) -> float:
        """Return the sum of the weights of `traits`."""
        weights = self.weights
        return self.bias + sum([weights[trait] for trait in traits if trait in weights])


@dataclass(frozen=True, slots=True)
class Scales:
    """Every scale of `weights.yaml`, and how far apart "sure", "likely" and "unlikely" lie."""

    child: Scale
    man: Scale
    child_among: Scale
    man_among: Scale
    unnamed_man: Scale
    sure: float
    likely: float
    unlikely: float


@cache
def scales() -> Scales:
    """Return the shipped weights."""
    data = read_yaml("people/weights.yaml")
    read = {name: Scale(float(row.pop("bias", 0.0)), row) for name, row in ((n, dict(r)) for n, r in data["scales"].items())}
    levels = data["levels"]
    return Scales(
        read["child"], read["man"], read["child_among"], read["man_among"], read["unnamed_man"],
        sure=levels["sure"], likely=levels["likely"], unlikely=levels["unlikely"],
    )


@cache
def _settling() -> Mapping[str, frozenset[str]]:
    return {kind: frozenset(roles) for kind, roles in read_yaml("people/kin.yaml")["settles"].items()}


def settled(traits: Collection[str]) -> str:
    """Return what words for a named person settle: child, man, neither, or "" where they settle nothing."""
    if not _NEITHER.isdisjoint(traits):
        return "neither"
    roles = {trait[5:] for trait in traits if trait.startswith("role:")}
    if not roles or "mother" in roles:
        return "neither" if roles else ""
    if roles & _settling()["man"] and "age:child" not in traits:
        woman = "gender:f" in traits or ("pronoun:f" in traits and "pronoun:m" not in traits) or "hint:f" in traits
        return "neither" if woman else "man"
    if roles & _settling()["child"] and "age:adult" not in traits and not roles & {"mate", "friend"}:
        return "child"
    return ""


@dataclass(frozen=True, slots=True)
class Look:
    """How much a named figure looks like a child and like a man of the family, by its own traits."""

    child: float
    man: float


@dataclass(frozen=True, slots=True)
class Circle:
    """The named people of a note: their looks, their figures, and the parents whom the note gives no name."""

    looks: Mapping[int, Look]
    known: Mapping[int, Figure]
    parents: Collection[str]


def _gender(figure: Figure) -> str:
    for gender, traits in _SHOWS.items():
        if not traits.isdisjoint(figure.traits):
            return gender
    return ""


def _count(number: int) -> str:
    return "none" if not number else "one" if number == 1 else "more"


def _names(number: int) -> str:
    return str(number) if number < 3 else "3-4" if number < 5 else "5-7" if number < 8 else "many"


def _among(figure: Figure, circle: Circle) -> set[str]:
    """Return the traits of a named figure that come from the other named people of the note."""
    levels, own = scales(), circle.looks[figure.root]
    others = [circle.known[root] for root in circle.looks if root != figure.root]
    looks = [circle.looks[other.root] for other in others]
    found = {
        "children:" + _count(sum(look.child > levels.sure for look in looks)),
        "men:" + _count(sum(look.man > levels.sure for look in looks)),
        "names:" + _names(len(others) + 1),
    }
    if own.man >= max((look.man for look in looks), default=own.man):
        found.add("likeliest man")
    if own.child >= max((look.child for look in looks), default=own.child):
        found.add("likeliest child")
    if "age:child" not in figure.traits and any("age:child" in other.traits for other in others):
        found.add("others aged")
    if all(other.root > figure.root for other in others):
        found.add("first named")
    most = max((len(other.numbers) for other in others), default=0)
    if len(figure.numbers) != most:
        found.add("most spoken of" if len(figure.numbers) > most else "less spoken of")
    found |= _company(figure, circle, others)
    gender = _gender(figure)
    if gender and not any(_gender(other) == gender and circle.looks[other.root].child < 0 for other in others):
        found.add("only woman" if gender == "f" else "only man there")
    found.update(f"{parent} without a name{' ' * bool(gender)}{gender}" for parent in circle.parents)
    return found


def _company(figure: Figure, circle: Circle, others: Sequence[Figure]) -> set[str]:
    """Return whom a figure is listed beside, and with whom it shares a passage."""
    levels, looks, found = scales(), circle.looks, set[str]()
    beside = [looks[root] for root in figure.beside if root in looks and root != figure.root]
    with_ = [looks[other.root] for other in others if other.passages & figure.passages]
    for word, group in (("beside", beside), ("with", with_)):
        if any(look.child > levels.likely for look in group):
            found.add(word + " a child")
        if any(look.man > levels.likely for look in group):
            found.add(word + " a man")
    if any(look.child < levels.unlikely for look in beside):
        found.add("beside no child")
    return found


def _clamp(value: float) -> float:
    return max(-_FURTHEST, min(_FURTHEST, value))


def _look(figure: Figure) -> Look:
    word, far = settled(figure.traits), _FURTHEST
    if word:
        return Look(far if word == "child" else -far, far if word == "man" else -far)
    return Look(_clamp(scales().child.weigh(figure.traits)), _clamp(scales().man.weigh(figure.traits)))


def named(figures: Sequence[Figure]) -> dict[int, Kind | None]:
    """Return, for each figure with a name, child, man, or None where it is neither."""
    scale = scales()
    known = {figure.root: figure for figure in figures if figure.named}
    parents = {role for f in figures if not f.named for role in f.roles() & _PARENTS}
    circle = Circle({root: _look(f) for root, f in known.items()}, known, parents)
    found: dict[int, Kind | None] = {}
    for root, figure in known.items():
        word = settled(figure.traits)
        if word:
            found[root] = "child" if word == "child" else "man" if word == "man" else None
            continue
        traits, own = _among(figure, circle), circle.looks[root]
        child, man = (
            s.weigh(traits) + s.weights["child"] * own.child + s.weights["man"] * own.man for s in (scale.child_among, scale.man_among)
        )
        found[root] = None if max(child, man) <= 0 else "child" if child > man else "man"
    return found
