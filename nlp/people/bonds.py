"""Which mentions speak of one and the same person.

Names that are written alike are joined, a title with the full name it belongs to, words in apposition ("Darren, mum's
partner", "Dad (Imran)", "Uncle Kyle"), and words for one role ("dad" and "F"). Two people are kept apart when their names,
genders or ages differ, however alike the words for them.
"""

import re
from collections.abc import Sequence

from nlp.people.mentions import KIN, NAME, PRONOUN, Mention
from nlp.people.names import Page

_BESIDE = re.compile(r"[ ]?['\"“‘(\[]?|\s*[(\[]['\"“‘]?")
_CALLED = re.compile(
    r",?\s*['\"(]?\s*(?:who |he |she |they )?(?:is |was |are |be |now )?(?:just |only )?(?:called|named|known as|aka|a\.?k\.?a\.?|nicknamed|street name|goes by(?: the name)?|named as|"
    r"gave (?:the|his|her|a) name(?: as| of)?|identified as|(?:mum|mam|she|he|they) (?:calls?|called) him|introduced (?:himself|herself|to me)?\s?as|=)\s*['\"“‘]?"
)
_IS = re.compile(r"\s*(?:=|,? (?:who )?(?:is|was)|[-–—])\s*['\"“‘]?")
_COLON = re.compile(r"\s*[:=–-]\s*['\"“‘]?")
_COMMA = re.compile(r"['\"”’]?,\s['\"“‘]?")
_ENDS = re.compile(r"['\"”’]?\s*(?:[,.;:)\]\n]|$|[-–—]|\()")
_ADULT_ROLES = frozenset("mother father stepfather stepmother partner boyfriend ex girlfriend grandfather grandmother uncle aunt lodger".split())
_EDGE = frozenset("man lad lodger mate voice boyfriend partner".split())
_NAMING = frozenset("called named name known introduced nickname answers goes".split())


class Bonds:
    """Groups of mentions that speak of one person, as a union-find over their numbers."""

    def __init__(self, page: Page, mentions: Sequence[Mention]) -> None:
        self.page, self.mentions = page, mentions
        self.parent = list(range(len(mentions)))
        self.names: dict[int, set[str]] = {}
        self.gender: dict[int, str] = {}
        self.roles: dict[int, set[str]] = {}
        self.grown: dict[int, bool | None] = {}
        for number, m in enumerate(mentions):
            self.names[number] = set(m.names[:1]) if not (m.title and len(m.names) == 1) else set()
            self.gender[number] = m.gender
            self.roles[number] = {m.word.role} if m.word else set()
            self.grown[number] = None if m.age is None else not m.age.child
            if self.grown[number] is None and m.word and m.word.role in _ADULT_ROLES:
                self.grown[number] = True
            elif self.grown[number] is None and m.word and m.word.kind == "child":
                self.grown[number] = False

    def root(self, number: int) -> int:
        """Return the number that stands for a mention's person."""
        while self.parent[number] != number:
            self.parent[number] = self.parent[self.parent[number]]
            number = self.parent[number]
        return number

    def may_join(self, a: int, b: int) -> bool:
        """Whether nothing known speaks against two mentions being one person."""
        a, b = self.root(a), self.root(b)
        if self.gender[a] and self.gender[b] and self.gender[a] != self.gender[b]:
            return False
        return None in (self.grown[a], self.grown[b]) or self.grown[a] == self.grown[b]

    def join(self, a: int, b: int) -> None:
        """Make two mentions one person."""
        a, b = self.root(a), self.root(b)
        if a == b:
            return
        a, b = min(a, b), max(a, b)
        self.parent[b] = a
        self.names[a] |= self.names.pop(b)
        self.roles[a] |= self.roles.pop(b)
        self.gender[a] = self.gender[a] or self.gender[b]
        if self.grown[a] is None:
            self.grown[a] = self.grown[b]


def _by_name(bonds: Bonds) -> None:
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for number, m in enumerate(bonds.mentions):
        if m.sort != NAME or (m.title and len(m.names) == 1):
            continue
        if m.names[0] in first:
            bonds.join(first[m.names[0]], number)
        else:
            first[m.names[0]] = number
        if len(m.names) > 1 and len(m.names[-1]) > 1:
            last.setdefault(m.names[-1], number)
    titled: dict[tuple[str, str], int] = {}
    for number, m in enumerate(bonds.mentions):
        if m.sort != NAME:
            continue
        if m.title:
            key = (m.names[-1], m.title)
            if key in titled:
                bonds.join(titled[key], number)
            titled.setdefault(key, number)
    alone = {m.names[0] for m in bonds.mentions if m.sort == NAME and len(m.names) == 1 and not m.title}
    for (surname, title), number in titled.items():
        other = last.get(surname)
        if other is not None and bonds.mentions[other].names[0] in alone and not bonds.grown[bonds.root(other)]:
            continue
        if other is not None and bonds.root(other) != bonds.root(number) and title != "worker":
            hint = bonds.page.vocabulary.genders.get(bonds.mentions[other].names[0], "")
            if hint == title and bonds.grown[bonds.root(other)] is not False and bonds.may_join(other, number):
                bonds.join(other, number)
    for number, m in enumerate(bonds.mentions):
        if m.sort == NAME and not m.title and len(m.names) == 1 and m.names[0] in last and first[m.names[0]] == number:
            bonds.join(last[m.names[0]], number)


def _letters(m: Mention) -> str:
    """Return the first letters of a name's words: "kc" of "Kerry Coyle", "la" of "Lexi-Ann"."""
    return "".join(part[0] for word in m.names for part in word.split("-") if part)


def _initials(bonds: Bonds) -> None:
    """Join an initial with the one person of the note whose name begins so; "CC" and "K-A" with the name they stand for."""
    shorts = [n for n, m in enumerate(bonds.mentions) if m.sort == NAME and not m.title and _is_short(m)]
    if not shorts:
        return
    full = [n for n, m in enumerate(bonds.mentions) if m.sort == NAME and not m.title and not _is_short(m)]
    for short in shorts:
        letters = _letters(bonds.mentions[short]) if len(bonds.mentions[short].names[0]) == 1 or "-" in bonds.mentions[short].names[0] else bonds.mentions[short].names[0]
        roots = {bonds.root(n) for n in full if _letters(bonds.mentions[n])[: len(letters)] == letters}
        if len(roots) == 1 and bonds.may_join(short, root := roots.pop()):
            bonds.join(short, root)


def _is_short(m: Mention) -> bool:
    return len(m.names) == 1 and (all(len(part) == 1 for part in m.names[0].split("-")) or len(m.names[0]) == 2)


def _before(mentions: Sequence[Mention], number: int) -> int:
    """Return the number of the mention that stands before the whole phrase of `number`, or -1."""
    lead = mentions[number].lead
    number -= 1
    while number >= 0 and (mentions[number].last > lead or (mentions[number].sort == PRONOUN and mentions[number].owned)):
        number -= 1
    return number


def _kin_after(bonds: Bonds, a: Mention, b: Mention, gap: str, listed: bool) -> bool:
    """Whether `b`, a word for a person, stands in apposition to the name `a`."""
    if b.owned:
        return False
    if gap.strip() in ("(", "[") and b.word and not b.word.many:
        return True
    if _COMMA.fullmatch(gap):
        told = b.article in ("'s", "his", "her", "their", "my") or b.owner >= 0
        return (told or not listed) and bool(_ENDS.match(bonds.page.text, b.end)) or told
    return bool(_IS.fullmatch(gap)) and (b.owner >= 0 or gap.strip() == "=" or b.article in ("her", "his", "their", "the"))


def _name_after(bonds: Bonds, a: Mention, b: Mention, gap: str, listed: bool) -> bool:
    """Whether the name `b` stands in apposition to the word for a person `a`."""
    if _BESIDE.fullmatch(gap) or _CALLED.fullmatch(gap):
        return True
    if _COMMA.fullmatch(gap):
        return (a.article in ("'s", "his", "her", "their", "my", "the", "a") or not listed) and bool(_ENDS.match(bonds.page.text, b.age.end if b.age else b.end))
    return bool(_COLON.fullmatch(gap)) and bonds.page.opens(a.lead)


def _nickname(bonds: Bonds, a: Mention, b: Mention, gap: str) -> bool:
    if b.owned:
        return False
    if _CALLED.fullmatch(gap):
        return True
    closing = bonds.page.text[b.end : b.end + 1]
    if gap.strip() in ("(", "('", '("', "(“", "(‘"):
        return b.age is None and closing in ")'\"”’"
    return gap in (" '", ' "', " “", " ‘") and closing in "'\"”’"


def _in_list(bonds: Bonds, a: int, b: int) -> bool:
    """Whether two neighbours stand in a list of people that goes on before or after them."""
    text, mentions, starts = bonds.page.text, bonds.mentions, bonds.page.tokens.starts
    if a > 0 and mentions[a - 1].last <= mentions[a].lead:
        end = mentions[a - 1].age.end if mentions[a - 1].age else mentions[a - 1].end
        if _COMMA.fullmatch(text[end : starts[mentions[a].lead]].lstrip(")")):
            return True
    if b + 1 < len(mentions):
        end = mentions[b].age.end if mentions[b].age else mentions[b].end
        gap = text[end : starts[mentions[b + 1].lead]].lstrip(")")
        return bool(_COMMA.fullmatch(gap)) or gap.strip() in ("and", ", and")
    return False


def _apposed(bonds: Bonds) -> None:
    text, mentions = bonds.page.text, bonds.mentions
    for number, b in enumerate(mentions):
        if b.sort == PRONOUN:
            continue
        before = _before(mentions, number)
        if before < 0 or mentions[before].sort == PRONOUN or (mentions[before].owned and b.owner == before):
            continue
        a = mentions[before]
        start = bonds.page.tokens.starts[b.lead]
        gap = text[a.end : start]
        if a.age is not None and a.age.end <= start:
            gap = text[a.age.end : start].lstrip(")]") or " "
        if len(gap) > 40 or "\n" in gap:
            continue
        listed = _in_list(bonds, before, number)
        worker = "professional" in (a.word.kind if a.word else "", b.word.kind if b.word else "")
        many = (a.word is not None and a.word.many) or (b.word is not None and b.word.many)
        if worker or many or not bonds.may_join(before, number):
            continue
        if (
            (a.sort == NAME and b.sort == KIN and not a.owned and _kin_after(bonds, a, b, gap, listed))
            or (a.sort == KIN and b.sort == NAME and not a.owned and _name_after(bonds, a, b, gap, listed))
            or (a.sort == NAME and b.sort == NAME and not a.owned and _nickname(bonds, a, b, gap))
            or (a.sort == KIN and b.sort == KIN and not a.owned and gap.strip() == "(")
        ):
            bonds.join(before, number)


def _named_later(bonds: Bonds) -> None:
    """Join a man without a name with the name that the same passage or the next gives him ("a fella ... called him Daz")."""
    norms = bonds.page.tokens.norms
    for number, m in enumerate(bonds.mentions):
        if m.sort != NAME or m.age is not None or bonds.roles[bonds.root(number)] or _NAMING.isdisjoint(norms[max(0, m.lead - 4) : m.lead]):
            continue
        for at in range(number - 1, max(-1, number - 8), -1):
            other = bonds.mentions[at]
            if other.passage < m.passage - 1:
                break
            if other.sort == KIN and other.word and other.word.role in _EDGE and not bonds.names[bonds.root(at)] and bonds.may_join(at, number):
                bonds.join(at, number)
                break


def _owner_key(bonds: Bonds, m: Mention) -> str:
    """Say whose relative a word speaks of: a named person, an adult by role, or nobody in particular ("")."""
    if m.owner < 0 or bonds.mentions[m.owner].sort == PRONOUN:
        return ""
    root = bonds.root(m.owner)
    roles = bonds.roles[root]
    if roles & _ADULT_ROLES:
        return "/".join(sorted(roles & _ADULT_ROLES)[:1])
    if bonds.names[root]:
        return f"#{root}"
    return ""


def _by_role(bonds: Bonds) -> None:
    """Join words for one role. "Leo's dad" and "Mia's dad" stay two men; a bare "dad" is the one spoken of last."""
    known: dict[str, list[tuple[str, int]]] = {}
    workers: dict[str, int] = {}
    for number, m in enumerate(bonds.mentions):
        if m.sort != KIN or m.word is None:
            continue
        if m.word.kind == "professional":
            said = " ".join(bonds.page.tokens.norms[m.first : m.last]).removesuffix("'s")
            bonds.join(workers.setdefault(said, number), number)
            continue
        key, role = _owner_key(bonds, m), m.word.role
        if role == "boyfriend":
            role = "partner"
        if role in ("partner", "ex") and (key in ("mother", "girlfriend") or key.startswith("#")):
            key = ""
        rows = known.setdefault(role, [])
        distinct = {"other", "second", "third", "another"} & {*m.modifiers, m.article} and not bonds.names[bonds.root(number)]
        match = None
        if not distinct:
            for old, at in reversed(rows):
                mine, other = bonds.names[bonds.root(number)], bonds.names[bonds.root(at)]
                if mine and other and not mine & other:
                    continue
                if (old == key or "" in (old, key) and not {old, key} & _ADULT_ROLES) and bonds.may_join(at, number):
                    match = at
                    break
        if match is not None:
            bonds.join(match, number)
        rows.append((key, number))


def bind(page: Page, mentions: Sequence[Mention]) -> Bonds:
    """Return the groups of `mentions` that speak of one person each."""
    bonds = Bonds(page, mentions)
    _by_name(bonds)
    _initials(bonds)
    _apposed(bonds)
    _named_later(bonds)
    _by_role(bonds)
    return bonds
