"""Which kind of person each named figure of a note is: a child, a man of the family, or neither.

Words for people settle most of it ("her partner Darren", "son Leo, 6"). The others are weighed twice: first each by its
own traits, then among the others of the note, because a name says more beside its neighbours ("Leo and Mia" are
siblings; where all children have ages, a name without one is an adult). The weights are data.
"""

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from math import fsum
from typing import Any, Literal, NamedTuple

from nlp.people.advice import SILENT, Advice, Look
from nlp.people.traits import Figure
from nlp.records import Kind
from nlp.rules.data import read_yaml

FAR = 4.0
"""How far a first look counts for or against a kind at most."""

_PARENTS = frozenset(("mother", "father"))
_WOMAN = frozenset(("gender:f", "only she, often", "title:f"))
_MAN = frozenset(("gender:m", "only he, often", "title:m"))
_WOMEN = frozenset((*_WOMAN, "only she"))
_NEITHER = frozenset(("title:worker", "title:f", "place:sign_off"))
_MALE = frozenset((*_MAN, "only he"))
_TELLING = frozenset(
    (
        "after:says", "after:asks", "after:handles", "after:comes", "after:had", "after:has", "after:plays", "after:is", "after:was",
        "listed:young", "listed:name", "only she", "only he", "only she, often", "only he, often", "mentions:many", "place:first",
        "near:childhood", "near:mothering", "before:speaks_to", "before:and", "full name", "initial",
    )
)  # fmt: skip
"""Traits that say more where the children of a note have ages, and where it has no word for a mother."""
_AGAIN = frozenset(("mentions:2", "mentions:many", "age:child", "age:adult", "title:m", "title:lay", "pronoun:m", "pronoun:f"))
"""Traits beside which a name before a word for a thing is somebody's all the same."""
_FRIENDS = frozenset(("mate", "friend"))

Settled = Literal["", "child", "man", "neither"]


class Scale(NamedTuple):
    """Weights of traits, and the bias they start from; a sum above 0 speaks for the kind."""

    bias: float
    weights: Mapping[str, float]

    def weigh(self, traits: Collection[str]) -> float:
        """Return the sum of the weights of `traits`, exactly rounded: traits come in no order, and sums must not depend on one."""
        weights = self.weights
        return fsum([self.bias, *[weights[trait] for trait in traits if trait in weights]])


class Pair(NamedTuple):
    """Two scales read at once: for a child and for a man."""

    child: float
    man: float
    weights: Mapping[str, tuple[float, float]]

    def weigh(self, traits: Collection[str]) -> tuple[float, float]:
        """Return the sums of the weights of `traits` for a child and for a man."""
        weights = self.weights
        rows = [weights[trait] for trait in traits if trait in weights]
        return fsum([self.child, *[row[0] for row in rows]]), fsum([self.man, *[row[1] for row in rows]])


@cache
def scale(name: str) -> Scale:
    """Return a scale of `weights.yaml`."""
    row: dict[str, float] = read_yaml("people/weights.yaml")["scales"][name]
    return Scale(row["bias"], {trait: weight for trait, weight in row.items() if trait != "bias"})


@cache
def pair(ending: str) -> Pair:
    """Return the scales of `weights.yaml` for a child and for a man, of the first look ("") or the second ("_among")."""
    return paired(scale("child" + ending), scale("man" + ending))


def paired(child: Scale, man: Scale) -> Pair:
    """Return two scales as one that reads both at once."""
    traits = {**child.weights, **man.weights}
    return Pair(child.bias, man.bias, {t: (child.weights.get(t, 0.0), man.weights.get(t, 0.0)) for t in traits})


class Levels(NamedTuple):
    """Sums from which a first look is sure, likely and unlikely."""

    sure: float
    likely: float
    unlikely: float


@cache
def levels() -> Levels:
    return Levels(**read_yaml("people/weights.yaml")["levels"])


@cache
def _settling() -> tuple[frozenset[str], frozenset[str]]:
    data: dict[str, Any] = read_yaml("people/kin.yaml")["settles"]
    return frozenset(data["man"]), frozenset(data["child"])


def settled(roles: Collection[str], traits: Collection[str], *, mothered: bool = False) -> Settled:
    """Return what titles and words for a named person settle, or "" where they settle nothing.

    `mothered` says that the note has a word for a mother, who may then be the "she" that seems to be a partner.
    """
    nurse = "title:worker" in traits and "age:child" in traits  # "Sister Demi, 3" is a sister
    if (not _NEITHER.isdisjoint(traits) and not nurse) or "mother" in roles or ("title:m" in traits and "worker:after" in traits):
        return "neither"
    if "couple:m" in traits and "worker:before" not in traits and "worker:after" not in traits:
        return "man"
    if "age:adult" in traits and _WOMAN.isdisjoint(traits) and not _MALE.isdisjoint(traits):
        return "man"
    if "age:adult" in traits and "age:child" not in traits and not roles and not _WOMEN.isdisjoint(traits):
        return "neither"
    if "title:lay" in traits and _WOMAN.isdisjoint(traits) and "only she" not in traits:
        return "man"
    men, children = _settling()
    if not men.isdisjoint(roles) and "age:child" not in traits:
        hers = "owner:mother" in traits or (mothered and "only she, often" not in traits)  # "she" may be the mother as well
        woman = "gender:f" in traits or (not hers and "pronoun:f" in traits and "pronoun:m" not in traits)
        return "neither" if woman else "man"
    if nurse:
        return "child"
    if "after:thing" in traits and not roles and _AGAIN.isdisjoint(traits):
        return "neither"  # Moses basket
    if "young sibling" in traits and not roles and "age:adult" not in traits:
        return "child"
    if not children.isdisjoint(roles) and "age:adult" not in traits and _FRIENDS.isdisjoint(roles):
        return "child"
    return ""


class Seen(NamedTuple):
    """A named figure with what is known of it before the others are looked at."""

    figure: Figure
    word: Settled
    look: Look
    gender: str


class Circle(NamedTuple):
    """The named people of a note, and what is asked of all of them together."""

    everyone: Sequence[Seen]
    parents: Collection[str]
    looks: Mapping[int, Look]
    children: Sequence[float]
    men: Sequence[float]
    sizes: Sequence[int]
    here: Mapping[int, Sequence[Seen]]
    aged: bool
    mothered: bool


def _see(figure: Figure, first: Pair, *, mothered: bool) -> Seen:
    traits, word = figure.traits, settled(figure.roles, figure.traits, mothered=mothered)
    if word:
        look = Look(FAR if word == "child" else -FAR, FAR if word == "man" else -FAR)
    else:
        child, man = first.weigh(traits)
        look = Look(max(-FAR, min(FAR, child)), max(-FAR, min(FAR, man)))
    gender = "f" if not _WOMAN.isdisjoint(traits) else "m" if not _MAN.isdisjoint(traits) else ""
    return Seen(figure, word, look, gender)


def circle_of(figures: Sequence[Figure], first: Pair) -> Circle:
    """Return the named people of a note, seen with the weights of a first look."""
    mothered = any("mother" in figure.roles for figure in figures)
    everyone = [_see(figure, first, mothered=mothered) for figure in figures if "named" in figure.traits]
    here: dict[int, list[Seen]] = {}
    for seen in everyone:
        for passage in seen.figure.passages:
            here.setdefault(passage, []).append(seen)
    return Circle(
        everyone,
        {role for figure in figures if "named" not in figure.traits for role in figure.roles & _PARENTS},
        {seen.figure.root: seen.look for seen in everyone},
        sorted(seen.look.child for seen in everyone),
        sorted(seen.look.man for seen in everyone),
        sorted(len(seen.figure.numbers) for seen in everyone),
        here,
        any("age:child" in seen.figure.traits for seen in everyone),
        mothered,
    )


def _count(number: int) -> str:
    return "none" if number <= 0 else "one" if number == 1 else "more"


def _names(number: int) -> str:
    return str(number) if number < 3 else "3-4" if number < 5 else "5-7" if number < 8 else "many"


def among(seen: Seen, circle: Circle, limits: Levels) -> set[str]:
    """Return the traits of a named figure that come from the other named people of the note."""
    figure, own = seen.figure, seen.look
    sure_children = len(circle.children) - bisect_right(circle.children, limits.sure) - (own.child > limits.sure)
    sure_men = len(circle.men) - bisect_right(circle.men, limits.sure) - (own.man > limits.sure)
    found = {
        "children:" + _count(sure_children),
        "men:" + _count(sure_men),
        "names:" + _names(len(circle.everyone)),
    }
    if own.man >= circle.men[-1]:
        found.add("likeliest man")
    if own.child >= circle.children[-1]:
        found.add("likeliest child")
    if circle.aged and "age:child" not in figure.traits:
        found.add("others aged")
        found.update(["others aged, " + trait for trait in figure.traits & _TELLING])
    if not circle.mothered:  # where no word speaks of a mother, a name may be hers
        found.add("no mother")
        found.update(["no mother, " + trait for trait in figure.traits & _TELLING])
    if figure is circle.everyone[0].figure:
        found.add("first named")
    size, alone = len(figure.numbers), len(circle.everyone) == 1
    if size < circle.sizes[-1]:
        found.add("less spoken of")
    elif alone or circle.sizes[-2] < size:
        found.add("most spoken of")
    if seen.gender and not any(o.gender == seen.gender and o.look.child < 0 and o is not seen for o in circle.everyone):
        found.add("only woman" if seen.gender == "f" else "only man there")
    found.update([f"{parent} without a name" for parent in circle.parents])
    found.update([f"{parent} without a name {seen.gender}" for parent in circle.parents if seen.gender])
    return found | _company(seen, circle, limits)


def _company(seen: Seen, circle: Circle, limits: Levels) -> set[str]:
    """Return whom a figure is listed beside, and with whom it shares a passage."""
    beside = [circle.looks[root] for root in seen.figure.beside if root in circle.looks and root != seen.figure.root]
    together = [o.look for passage in seen.figure.passages for o in circle.here[passage] if o is not seen]
    found = set[str]()
    for word, looks in (("beside", beside), ("with", together)):
        for look in looks:
            if look.child > limits.likely:
                found.add(word + " a child")
            if look.man > limits.likely:
                found.add(word + " a man")
    if beside and min(look.child for look in beside) < limits.unlikely:
        found.add("beside no child")
    return found


class Sums(NamedTuple):
    """What speaks for a named figure being a child or a man once all is weighed, and what words settle, "" for nothing."""

    word: Settled
    look: Look


def sums(figures: Sequence[Figure]) -> dict[int, Sums]:
    """Return for each figure with a name what the ledger makes of it, by the number that stands for it."""
    circle, second, limits = circle_of(figures, pair("")), pair("_among"), levels()
    found: dict[int, Sums] = {}
    for seen in circle.everyone:
        child, man = second.weigh(among(seen, circle, limits)) if not seen.word else (0.0, 0.0)
        for look, both in ((seen.look.child, second.weights["child"]), (seen.look.man, second.weights["man"])):
            child, man = child + look * both[0], man + look * both[1]
        found[seen.figure.root] = Sums(seen.word, Look(child, man))
    return found


def named(figures: Sequence[Figure], advice: Advice = SILENT) -> dict[int, Kind | None]:
    """Return, for each figure with a name, child, man, or None where it is neither; `advice` is weighed where no word settles it."""
    found: dict[int, Kind | None] = {}
    traits = {figure.root: figure.traits for figure in figures}
    for root, (word, own) in sums(figures).items():
        if word:
            found[root] = None if word == "neither" else word
            continue
        child, man = advice.weigh(root, own)
        if "age:adult" in traits[root] and "age:child" not in traits[root]:
            child = -FAR
        found[root] = None if max(child, man) <= 0 else "child" if child > man else "man"
    return found
