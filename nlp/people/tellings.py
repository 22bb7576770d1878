"""What the people of one note are called, read for joining: given name, surname, title, initials, roles, and whose they are."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from nlp.people.vocabulary import clip, vocabulary
from nlp.records import Person
from nlp.rules.data import read_yaml
from nlp.text.tokens import normal

BRACKET = re.compile(r"\(([^)]*)\)")
_INITIALS = re.compile(r"[A-Z](?:-?[A-Z])?$")


@dataclass(slots=True)
class Told:
    """A person of one note, with what their names and words say."""

    number: int
    person: Person
    given: str = ""
    surname: str = ""
    title: str = ""
    senior: str = ""
    initial: str = ""
    roles: set[str] = field(default_factory=set)
    owners: set[str] = field(default_factory=set)
    sides: set[str] = field(default_factory=set)
    apart: bool = False
    plain: bool = False  # called by a role that is nobody else's: "Mum", "the father"
    he: int = 0  # how often the note says "he" of the person
    she: int = 0

    @property
    def named(self) -> bool:
        """Whether a name stands for the person."""
        return bool(self.given or self.surname)


@cache
def settings() -> dict[str, Any]:
    """Return the words of `case/people.yaml`."""
    content: dict[str, Any] = read_yaml("case/people.yaml")
    return {
        **content,
        **{key: frozenset(content[key]) for key in ("apart", "groups", "passing", "possessive", "no_initial", "may_be_mother", "husbands")},
    }


def read(number: int, person: Person, text: str = "") -> Told:
    """Return what a person of note `number` is called; its `text`, where at hand, tells how often it says "he" and "she" of them."""
    figure, data = Told(number, person), settings()
    pronouns = vocabulary().lists.pronouns
    for span in person.mentions if text else ():
        gender = pronouns.get(text[span.start : span.end].lower().replace("’", "'"), "")
        figure.he, figure.she = figure.he + (gender == "m"), figure.she + (gender == "f")
    label = BRACKET.sub(" ", person.label)
    for telling in (label, *BRACKET.findall(person.label), *person.aliases):
        _telling(figure, telling, data)
    return figure


def _telling(figure: Told, telling: str, data: Mapping[str, Any]) -> None:
    """Take in one thing that a person is called: a name, a title with a surname, initials, or a role with its owner."""
    norms = [clip(n) for n in normal(telling)] if telling.strip() else []
    owners = {clip(w.lower().replace("’", "'")) for w in telling.split() if w[:1].isupper() and w.lower().replace("’", "'").endswith("'s")}
    apart = not data["apart"].isdisjoint(norms)
    figure.sides.update(data["sides"][norm] for norm in norms if norm in data["sides"])
    role = _role(norms)
    if role:
        figure.roles.add(role)
        figure.owners |= owners
        figure.apart |= apart
        figure.plain |= not (owners or apart)
    if not owners:
        _name(figure, [w.strip(".,:;'’\"") for w in telling.split()], data)


def _role(norms: Sequence[str]) -> str:
    """Return the role that a telling ends with ("his step dad", "Dad"), empty where it is none."""
    book = vocabulary()
    for at, norm in enumerate(norms):
        for rest, word in book.people_at(norm):
            if tuple(norms[at + 1 :]) == rest or (not rest and at == len(norms) - 1):
                return word.role
    return ""


def _name(figure: Told, raw: Sequence[str], data: Mapping[str, Any]) -> None:
    book, names, title = vocabulary(), list[str](), ""
    for word in raw:
        low = word.lower().replace("’", "'")
        if low in data["titles"]:
            title = low
        elif low in data["senior"]:
            figure.senior = data["senior"][low]
        elif not word[:1].isupper() or low in data["possessive"]:
            continue
        elif _INITIALS.match(word):
            if len(raw) == 1 and low not in data["no_initial"]:
                figure.initial = figure.initial or low.replace("-", "")
        elif word.replace("-", "").replace("'", "").replace("’", "").isalpha() and not book.people_at(low):
            names.append(low)
    if len(names) == 1 and title:
        figure.title, figure.surname = figure.title or title, figure.surname or names[0]
    elif len(names) == 1:
        figure.given = figure.given or names[0]
    elif names:
        figure.title = figure.title or title
        figure.given = names[0] if not figure.given or figure.given == names[-1] else figure.given
        figure.surname = figure.surname or names[-1]
    if figure.given == figure.surname:
        figure.given = ""


def is_group(figure: Told) -> bool:
    """Whether a telling is no single person ("the family", "parents")."""
    words = {clip(n) for n in normal(BRACKET.sub(" ", figure.person.label) or "x")}
    return not figure.named and figure.person.kind == "adult" and not words.isdisjoint(settings()["groups"])
