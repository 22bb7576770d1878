"""Which mentions speak of one and the same person.

Names that are written alike are joined, a title with the full name it belongs to, initials with the name they stand for,
words in apposition (`apposition.py`), and words for one role ("dad" and "F"). Two people are kept apart when their
names, genders or ages differ, however alike the words for them.
"""

from collections.abc import Sequence
from functools import cache

from nlp.people.belonging import told_after
from nlp.people.mentions import KIN, NAME, PRONOUN, Mention
from nlp.people.page import Page
from nlp.people.vocabulary import clip
from nlp.rules.data import read_yaml

_OTHERS = frozenset(("other", "second", "third", "another"))
_MARRIED = frozenset(("partner", "ex"))
_PARTNERS = {"boyfriend": "partner", "mothers_partner": "partner"}
_SHORT = 2
_OFFSPRING = frozenset(("son", "daughter"))
_OLDER = frozenset(("older", "elder", "eldest", "younger", "youngest", "other"))


@cache
def adult_roles() -> frozenset[str]:
    """Return the roles that only grown people have."""
    return frozenset(read_yaml("people/kin.yaml")["adult_roles"])


@cache
def numbered_roles() -> frozenset[str]:
    """Return the roles of children told by a number ("Child 3")."""
    return frozenset(read_yaml("people/kin.yaml")["numbered"])


class Bonds:
    """Groups of mentions that speak of one person, as a union-find over their numbers, with what is known of each."""

    def __init__(self, page: Page, mentions: Sequence[Mention]) -> None:
        self.page, self.mentions = page, mentions
        self.parent = list(range(len(mentions)))
        self.of = told_after(page, mentions)
        self.names: list[set[str]] = []
        self.roles: list[set[str]] = []
        self.gender = [m.gender for m in mentions]
        self.grown: list[bool | None] = []
        for m in mentions:
            self.names.append(set(m.names[:1]) if m.names and not (m.title and len(m.names) == 1) else set())
            self.roles.append({m.word.role} if m.word else set())
            self.grown.append(_grown(m))

    def root(self, number: int) -> int:
        """Return the number that stands for a mention's person."""
        parent = self.parent
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    def roots(self) -> list[int]:
        """Return the root of every mention; for use once all are joined."""
        return [self.root(number) for number in range(len(self.parent))]

    def may_join(self, a: int, b: int) -> bool:
        """Whether nothing known speaks against two mentions being one person."""
        a, b = self.root(a), self.root(b)
        if self.gender[a] and self.gender[b] and self.gender[a] != self.gender[b]:
            return False
        alike = None in (self.grown[a], self.grown[b]) or self.grown[a] == self.grown[b]
        return alike or self._offspring(a) or self._offspring(b)

    def _offspring(self, root: int) -> bool:
        """Whether all that makes somebody a child is being a son or a daughter, as grown people are too ("son Jordan (23)")."""
        return bool(self.roles[root]) and self.roles[root] <= _OFFSPRING and not self.names[root] and self.mentions[root].age is None

    def join(self, a: int, b: int) -> None:
        """Make two mentions one person."""
        a, b = self.root(a), self.root(b)
        if a == b:
            return
        a, b = min(a, b), max(a, b)
        self.parent[b] = a
        self.names[a] |= self.names[b]
        self.roles[a] |= self.roles[b]
        self.gender[a] = self.gender[a] or self.gender[b]
        if self.grown[a] is None or (self.grown[b] and self.roles[a] <= _OFFSPRING):
            self.grown[a] = self.grown[b]


def _grown(m: Mention) -> bool | None:
    """Whether a mention says that the person is grown up: yes, no, or nothing."""
    if m.age is not None:
        return not m.age.child
    if m.word is None:
        return None
    if "adult" in m.modifiers:
        return True
    return True if m.word.role in adult_roles() else False if m.word.kind == "child" else None


def by_name(bonds: Bonds) -> None:
    """Join names that are written alike, and a bare surname with its bearer."""
    first: dict[str, int] = {}
    surnames: dict[str, int] = {}
    titled: dict[tuple[str, str], int] = {}
    for number, m in enumerate(bonds.mentions):
        if m.sort != NAME:
            continue
        if m.title:
            bonds.join(titled.setdefault((m.names[-1], m.title), number), number)
        if not m.title or len(m.names) > 1:
            bonds.join(first.setdefault(m.names[0], number), number)
            if len(m.names) > 1 and len(m.names[-1]) > 1:
                surnames.setdefault(m.names[-1], number)
    for name, number in first.items():
        if name in surnames and len(bonds.mentions[number].names) == 1:
            bonds.join(surnames[name], number)
        elif name[-1:] == "s" and len(name) > _SHORT + 1 and name[:-1] in first and _lost_apostrophe(bonds, number):
            bonds.join(first[name[:-1]], number)


def _lost_apostrophe(bonds: Bonds, number: int) -> bool:
    """Whether a name in -s stands before a word in small letters, as one whose apostrophe is left out ("Yusufs foot")."""
    page, m = bonds.page, bonds.mentions[number]
    owns = page.gap(m.last - 1) == " " and not page.capital(m.last) and page.norm(m.last) not in page.vocabulary.lists.speakers
    return len(m.names) == 1 and m.last < len(page.tokens.norms) and owns


def by_title(bonds: Bonds) -> None:
    """Join a title and a surname with the only full name it may belong to; words beside the name have told by now who is a man."""
    titled: dict[tuple[str, str], int] = {}
    bearers: dict[str, dict[str, int]] = {}
    alone = set[str]()
    for number, m in enumerate(bonds.mentions):
        if m.sort != NAME:
            continue
        if m.title:
            titled.setdefault((m.names[-1], m.title), number)
        elif len(m.names) == 1:
            alone.add(m.names[0])
        if len(m.names) > 1 and len(m.names[-1]) > 1:
            bearers.setdefault(m.names[-1], {}).setdefault(m.names[0], number)
    for (surname, title), number in titled.items():
        if len(surname) == 1:  # Mr W
            rows = {bonds.root(n) for (full, other), n in titled.items() if other == title and len(full) > 1 and full[0] == surname}
            if len(rows) == 1:
                bonds.join(rows.pop(), number)
        elif title != "worker":
            likely = {bonds.root(n): n for n in bearers.get(surname, {}).values() if _titled_so(bonds, n, title, alone)}
            own = bonds.names[bonds.root(number)]  # Mr Lees (Kevin) is not Donna Lees
            fitting = [n for n in likely.values() if bonds.may_join(n, number) and (not own or own & bonds.names[bonds.root(n)])]
            told = [n for n in fitting if bonds.gender[bonds.root(n)] == title] or fitting
            if len(told) == 1:  # "Mr Lees" beside Kevin and Donna Lees may be either
                bonds.join(told[0], number)


def _titled_so(bonds: Bonds, number: int, title: str, alone: set[str]) -> bool:
    """Whether a full name may stand behind a title: not a child's, who is called by the first name elsewhere."""
    name, root = bonds.mentions[number].names[0], bonds.root(number)
    grown = bonds.grown[root]
    return bonds.gender[root] in ("", title) and bool(grown or (grown is None and name not in alone))


def _letters(m: Mention) -> str:
    """Return the first letters of a name's words: "kc" of "Kerry Coyle", "la" of "Lexi-Ann"."""
    return "".join(part[0] for word in m.names for part in word.split("-") if part)


def _is_short(name: str) -> bool:
    return len(name) <= _SHORT or ("-" in name and all(len(part) == 1 for part in name.split("-")))


def by_initials(bonds: Bonds) -> None:
    """Join an initial with the one person of the note whose name begins so; "CC" and "K-A" with the name they stand for."""
    bare = [(n, m) for n, m in enumerate(bonds.mentions) if m.sort == NAME and not m.title]
    short = [(n, m) for n, m in bare if len(m.names) == 1 and _is_short(m.names[0])]
    full = [(n, _letters(m)) for n, m in bare if not _is_short(m.names[0]) or len(m.names) > 1] if short else []
    for number, m in short:
        wanted = m.names[0] if "-" not in m.names[0] else _letters(m)
        roots = {bonds.root(n) for n, letters in full if letters.startswith(wanted)}
        if len(roots) == 1 and bonds.may_join(number, root := roots.pop()):
            bonds.join(number, root)


_GROUP = "group:"


def _owner_key(bonds: Bonds, number: int) -> str:
    """Say whose relative a word speaks of: a named person, children by a word, an adult by role, or nobody in particular ("")."""
    m = bonds.mentions[number]
    owner = m.owner if m.owner >= 0 else bonds.of.get(number, -1)
    if owner < 0 or bonds.mentions[owner].sort == PRONOUN:
        return ""
    root, told = bonds.root(owner), bonds.mentions[owner]
    adult = bonds.roles[root] & adult_roles()
    if adult:
        return min(adult)
    if bonds.names[root] or (told.word and told.word.role in numbered_roles()):
        return f"#{root}"
    apart = _OLDER & {*bonds.page.tokens.norms[told.lead : told.last]} if told.word is not None and told.word.many else ()
    return _GROUP + min(apart) if apart else ""


def _strict(key: str) -> bool:
    """Whether a word without an owner is not the person that a key speaks of ("Mum's dad", "the father of the older three")."""
    return key.startswith(_GROUP) or key in adult_roles()


class _Tellings:
    """The words for one role told so far, latest last, with whose relative each person is."""

    def __init__(self, bonds: Bonds) -> None:
        self.bonds, self.rows = bonds, list[tuple[str, int]]()
        self.owners: dict[int, set[str]] = {}  # by the root of a person

    def before(self, number: int, key: str) -> int | None:
        """Return the latest mention of the same role that may be the same person."""
        bonds = self.bonds
        mine, own = bonds.names[bonds.root(number)], bonds.mentions[number].age
        for old, at in reversed(self.rows):
            other, age = bonds.names[bonds.root(at)], bonds.mentions[at].age
            if (mine and other and mine.isdisjoint(other)) or (own and age and abs(own.years - age.years) >= 1):
                continue  # boy 10, boy 3
            same = old == key or ("" in (old, key) and not (_strict(old) or _strict(key)))
            owners = self.owners.get(bonds.root(at))
            if same and (not key or not owners or key in owners) and bonds.may_join(at, number):
                return at
        return None

    def add(self, number: int, key: str, match: int | None) -> None:
        """Take in a word, joined with the person of `match`."""
        owners = {key} - {""} | self.owners.pop(self.bonds.root(number), set())
        if match is not None:
            owners |= self.owners.pop(self.bonds.root(match), set())
            self.bonds.join(match, number)
        self.owners[self.bonds.root(number)] = owners
        self.rows.append((key, number))


def by_role(bonds: Bonds) -> None:
    """Join words for one role. "Leo's dad" and "Mia's dad" stay two men; a bare "dad" is the one spoken of last."""
    known: dict[str, _Tellings] = {}
    workers: dict[str, int] = {}
    for number, m in enumerate(bonds.mentions):
        if m.sort != KIN or m.word is None:
            continue
        if m.word.kind == "professional":
            said = " ".join(map(clip, bonds.page.tokens.norms[m.first : m.last]))
            bonds.join(workers.setdefault(said, number), number)
            continue
        key, role = _owner_key(bonds, number), _PARTNERS.get(m.word.role, m.word.role)
        if role in _MARRIED and (key in ("mother", "girlfriend") or key.startswith("#")):
            key = ""
        rows = known.setdefault(role, _Tellings(bonds))
        said_apart = (*m.modifiers, m.article, *bonds.page.tokens.norms[m.first : m.last])
        apart = not _OTHERS.isdisjoint(said_apart) and not bonds.names[bonds.root(number)]
        rows.add(number, key, None if apart else rows.before(number, key))
