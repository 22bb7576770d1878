"""The people of a case: those of its notes, joined where names, titles or roles say that they are one.

Two men are never joined because both are "dad": a bare role joins people of different notes only where the whole case knows of
one person in it. A name joins where nothing speaks against it: another surname, another person of the same note. "Mr Lees" is
Kevin Lees where he is the only Lees who can be meant; "M", "Mum" and "Ms Adeyemi" are one woman where the roles say so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nlp.people.groups import Groups, gender_of, kind_of, owners_of, same_group, sides_of, years_of
from nlp.people.mothers import join_mothers
from nlp.people.nicknames import same_given
from nlp.people.tellings import BRACKET, Told, is_group, read, settings
from nlp.people.vocabulary import clip
from nlp.records import Kind, Person
from nlp.text.tokens import normal


@dataclass(frozen=True, slots=True)
class Joined:
    """One person of a case: the fullest label, all that the notes call them, the age last told, and where they stand.

    `places` are the numbers of notes with the label that the ledger of each gave.
    """

    label: str
    kind: Kind
    aliases: tuple[str, ...]
    age: str
    places: tuple[tuple[int, str], ...]

    @property
    def notes(self) -> tuple[int, ...]:
        """The numbers of the notes that speak of the person, each once, in order of number."""
        return tuple(sorted({number for number, _ in self.places}))


def join(ledgers: Sequence[tuple[int, Sequence[Person]]], texts: Mapping[int, str] | None = None) -> tuple[Joined, ...]:
    """Return the people of a case from the ledgers of its notes in the order of their dates, each under its note's number.

    `texts` are the notes' own words by number; with them, "he" and "she" tell who is a man and who is none.
    """
    words = texts or {}
    figures = [read(number, person, words.get(number, "")) for number, people in ledgers for person in people]
    figures = [f for f in figures if not is_group(f)]
    groups = Groups(figures)
    for step in (_by_name, _by_nickname, _by_surname, _by_initial, join_mothers, _by_role, _by_age):
        step(groups)
    children = [group for group in groups.named() if kind_of(group) == "child"]
    return tuple(_joined(group) for group in groups.all() if _worth(group, children))


def _clash(one: Iterable[Told], other: Iterable[Told]) -> bool:
    """Whether surnames or generations speak against two groups being one."""
    for a in one:
        for b in other:
            if (
                a.surname
                and b.surname
                and a.surname != b.surname
                and not ((a.given and a.given == b.surname) or (b.given and b.given == a.surname))
            ):
                return True
            if a.senior != b.senior and (a.senior or b.senior) and a.surname and b.surname:
                return True
    return False


def _by_name(groups: Groups) -> None:
    """Join people whose given names are one and whose surnames do not differ; the very same name first, titles with surnames too."""
    index: dict[str, list[list[Told]]] = {}
    for group in groups.all():
        figure = group[0]
        key = (
            " " + figure.person.label.casefold()
            if figure.person.kind == "professional"
            else figure.given or (f"{figure.title} {figure.surname}" if figure.title and figure.surname else "")
        )
        if not key:
            continue
        heads = index.setdefault(key, [])
        if not any(not _clash(groups.of(head[0]), group) and groups.join(head, group) for head in heads):
            heads.append(group)
    names = [(given, heads) for given, heads in index.items() if " " not in given]
    for at, (given, heads) in enumerate(names):
        for other, rows in names[at + 1 :]:
            if same_given(given, other):
                for one in heads:
                    for two in rows:
                        a, b = groups.of(one[0]), groups.of(two[0])
                        if not _clash(a, b) and _kinds_fit(a, b):
                            groups.join(a, b)


def _by_nickname(groups: Groups) -> None:
    """Join a full name with the only nickname of it that stands beside it in a note ("David Lunt", and later in it "Dave")."""
    for first in [g[0] for g in groups.named() if any(f.given and f.surname for f in g)]:
        group = groups.of(first)
        given = {f.given for f in group if f.given}
        short = [
            g
            for g in groups.named()
            if not same_group(g, group) and not any(f.surname for f in g) and _kinds_fit(group, g)
            and any(f.given not in given and same_given(f.given, name) for f in g if f.given for name in given)
        ]  # fmt: skip
        if len(short) == 1:
            groups.join(group, short[0], beside=True)


def _kinds_fit(one: Sequence[Told], other: Sequence[Told]) -> bool:
    a, b = kind_of(one), kind_of(other)
    return a == b or "adult" in (a, b)


def _by_surname(groups: Groups) -> None:
    """Join a titled surname with the only adult who bears it: "Mr Lees" with Kevin Lees, "Ms Adeyemi" with Funmi Adeyemi."""
    bearers: dict[str, list[Told]] = {}
    named = groups.named()
    for group in named:
        for surname in {f.surname for f in group if f.surname}:
            bearers.setdefault(surname, []).append(group[0])
    for first in [g[0] for g in named if not any(f.given for f in g) and any(f.title and f.surname for f in g)]:
        group = groups.of(first)
        others = {id(g): g for f in bearers[next(f.surname for f in group if f.surname)] if not same_group(g := groups.of(f), group)}
        fitting = [g for g in others.values() if kind_of(g) != "child" and gender_of(g) in ("", gender_of(group)) and not _clash(g, group)]
        exact = [g for g in fitting if gender_of(g)] or fitting
        if len(exact) == 1:
            groups.join(exact[0], group)


def _by_initial(groups: Groups) -> None:
    """Join bare initials with the only person of the case whom they fit: "T" with Temi, "E-M" with Ellie-Mae."""
    bearers: dict[str, list[Told]] = {}
    for group in groups.named():
        for initial in {i for f in group for i in _initials_of(f)}:
            bearers.setdefault(initial, []).append(group[0])
    first: dict[tuple[str, Kind], Told] = {}
    for figure in [g[0] for g in groups.all() if not any(f.named for f in g) and any(f.initial for f in g)]:
        group = groups.of(figure)
        initial = next(f.initial for f in group if f.initial)
        fitting = {id(g): g for f in bearers.get(initial, ()) if _kinds_fit(g := groups.of(f), group)}
        if len(fitting) == 1:
            groups.join(next(iter(fitting.values())), group)
        elif not fitting:
            groups.join(groups.of(first.setdefault((initial, kind_of(group)), figure)), group)


def _initials_of(figure: Told) -> set[str]:
    """Return the initials that a name may be written by."""
    if not figure.given:
        return set()
    return {figure.given[0], figure.given[0] + figure.surname[:1], "".join(part[:1] for part in figure.given.split("-"))}


def _by_role(groups: Groups) -> None:
    """Join bare roles over notes where the case knows of one person in that role; owners and sides must not differ."""
    data = settings()
    fathers, partners = set(data["fathers"]), set(data["partners"])
    for roles in (*({role} for role in data["one"]), fathers, partners):
        holders = [
            g
            for g in groups.all()
            if any(f.roles & roles for f in g) and not any(f.apart and not f.plain for f in g) and kind_of(g) != "child"
        ]
        named = [g for g in holders if any(f.named for f in g)]
        if roles == fathers and not named:
            named = [g for g in groups.named() if kind_of(g) == "man" and _is_childs_name(g, groups) and not any(f.roles for f in g)]
            named = named or _husband(groups, fathers | partners)
        for kin in _alike([g for g in holders if not any(f.named for f in g)], alone=not named):
            groups.gather(kin)
        bare = [g for g in groups.all() if any(f.roles & roles for f in g) and not any(f.named or (f.apart and not f.plain) for f in g)]
        if len(named) == 1:
            own, others = owners_of(named[0]), {owner for g in bare for owner in owners_of(g)}
            for other in bare:
                sure = owners_of(other) & own or not (owners_of(other) or others - own)  # "Mia's dad" may be another than Leo's
                if sure and (not sides_of(named[0]) or sides_of(named[0]) >= sides_of(other)):
                    groups.join(named[0], other)


def _husband(groups: Groups, couple: set[str]) -> list[list[Told]]:
    """Return the named man whom the notes call husband, where the case names no other man who may be the father."""
    rows = [g for g in groups.named() if kind_of(g) == "man" and any(f.roles & couple for f in g)]
    words = {clip(n) for g in rows for f in g for t in (f.person.label, *f.person.aliases) for n in normal(t or "x")}
    return rows if len(rows) == 1 and not words.isdisjoint(settings()["husbands"]) else []


def _is_childs_name(group: Iterable[Told], groups: Groups) -> bool:
    """Whether somebody bears a child's surname."""
    names = {f.surname for g in groups.all() if kind_of(g) == "child" for f in g if f.surname}
    return any(f.surname in names for f in group if f.surname)


def _alike(bare: Sequence[list[Told]], *, alone: bool) -> list[list[list[Told]]]:
    """Return groups of a bare role that are one person: those of one owner or side, or all where each note has one at most.

    `alone` says that nobody with a name has the role, so that a bare word is not that person either.
    """
    rows: dict[tuple[tuple[str, ...], tuple[str, ...]], list[list[Told]]] = {}
    for group in bare:
        rows.setdefault((tuple(sorted(owners_of(group))), tuple(sorted(sides_of(group)))), []).append(group)
    plain = rows.pop(((), ()), [])
    every = [*plain, *(group for told in rows.values() for group in told)]
    numbers = [f.number for group in every for f in group]
    one = len(rows) < (2 if alone else 1) and len(numbers) == len(set(numbers))
    return [every] if one else list(rows.values())


def _by_age(groups: Groups) -> None:
    """Join a child without a name with the only named child of that age: "girl 7" with Temi (7)."""
    for group in [g for g in groups.all() if kind_of(g) == "child" and not any(f.named or f.initial for f in g)]:
        years = years_of(group)
        if years is None:
            continue
        named = [g for g in groups.named() if kind_of(g) == "child"]
        fitting = [g for g in named if (age := years_of(g)) is not None and abs(age - years) <= 1 and _genders_fit(g, group)]
        if len(fitting) == 1:
            groups.join(fitting[0], group)


def _genders_fit(one: Sequence[Told], other: Sequence[Told]) -> bool:
    a, b = gender_of(one), gender_of(other)
    return not a or not b or a == b


def _worth(group: Sequence[Told], children: Sequence[Sequence[Told]]) -> bool:
    """Whether a group is listed: the family and professionals; other adults where they are named and stand out, or are kin.

    A child without a name may be any of those that have one, unless the age says otherwise; a name read once, with no age and
    no word for a child, may be a worker's or none.
    """
    kind = kind_of(group)
    if kind == "child":
        return _worth_child(group, [g for g in children if not same_group(g, group)])
    if kind != "adult":
        return True
    words = {clip(n) for f in group for n in normal(BRACKET.sub(" ", f.person.label) or "x")}
    if not any(f.named for f in group):
        return bool({role for f in group for role in f.roles}) and words.isdisjoint(settings()["passing"])
    return len({f.number for f in group}) > 1 or any(f.roles or f.title for f in group) or sum(len(f.person.mentions) for f in group) > 1


def _worth_child(group: Sequence[Told], named: Sequence[Sequence[Told]]) -> bool:
    if not named:
        return True
    if any(f.named for f in group):
        return len(group) > 1 or any(f.roles or f.person.age or len(f.person.mentions) > 1 for f in group)
    years = years_of(group)
    ages = [years_of(g) for g in named]
    return years is not None and all(age is not None and abs(age - years) > 1 for age in ages)


def _joined(group: Sequence[Told]) -> Joined:
    plain = [BRACKET.sub(" ", f.person.label).strip() for f in group]
    named = [name for name, f in zip(plain, group, strict=True) if f.named]
    label = max(named or plain, key=lambda name: (len(name.split()), -plain.index(name)))
    tellings = [t for f in group for t in (BRACKET.sub(" ", f.person.label).strip(), *BRACKET.findall(f.person.label), *f.person.aliases)]
    ages = {f.person.age for f in group}
    aliases: dict[str, str] = {}
    for telling in map(" ".join, map(str.split, tellings)):
        if telling and telling.casefold() != label.casefold() and telling not in ages:
            aliases.setdefault(telling.casefold(), telling)
    age = next((f.person.age for f in reversed(group) if f.person.age), "")
    return Joined(label, kind_of(group), tuple(aliases.values()), age, tuple((f.number, f.person.label) for f in group))
