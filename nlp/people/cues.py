"""What the words round a mention say: the cue classes of `cues.yaml`, and the section that a passage stands in."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from nlp.people import ages
from nlp.people.mentions import Mention
from nlp.people.page import Page
from nlp.people.vocabulary import clip
from nlp.records import Passage
from nlp.rules.data import read_yaml

NEAR = 6
"""Tokens on either side of a mention that count as near."""

_MEMO_LIMIT = 200_000
_MARKS = frozenset((".", "-", ":", "(", ")"))
_LONGEST_HEAD = 3
_LONGEST_HEADING = 40


class Side(dict[str, tuple[str, ...]]):
    """Norm to the traits that it gives on one side of a mention; possessive forms count as their word."""

    def __init__(self, classes: Mapping[str, Iterable[object]], prefix: str, other: tuple[str, ...] = ()) -> None:
        found: dict[str, tuple[str, ...]] = {}
        for name, words in classes.items():
            for word in map(str, words):
                found[word] = (*found.get(word, ()), prefix + name)
        super().__init__(found)
        self._other = other

    def __missing__(self, norm: str) -> tuple[str, ...]:
        if len(self) > _MEMO_LIMIT:
            return self._other
        bare = clip(norm)
        traits = self[bare] if bare != norm and bare in self else () if norm[0].isdigit() else self._other
        self[norm] = traits
        return traits


@cache
def sides() -> Mapping[str, Side]:
    """Return the tables of cues: before, after, near, has (after 's), and near or after a pronoun."""
    data = read_yaml("people/cues.yaml")
    return {
        "before": Side(data["before"], "before:", ("before:word",)),
        "after": Side(data["after"], "after:", ("after:word",)),
        "near": Side(data["near"], "near:"),
        "has": Side(data["near"], "has near:", ("has word",)),
        "his near": Side(data["near"], "his near:"),
        "his after": Side(data["after"], "his after:"),
        "section": Side(data["section"], "section:"),
    }


def around(page: Page, m: Mention, found: set[str]) -> None:
    """Add to `found` what the words before, after and near a mention say."""
    norms, tables = page.tokens.norms, sides()
    if m.lead and "\n" not in page.gap(m.lead - 1):
        found.update(tables["before"][norms[m.lead - 1]])
    else:
        found.add("before:nothing")
    if m.last < len(norms) and "\n" not in page.gap(m.last - 1):
        found.update(tables["has" if m.owned else "after"][norms[m.last]])
    else:
        found.add("after:nothing")
    _near(tables["near"], norms[max(0, m.lead - NEAR) : m.lead] + norms[m.last : m.last + NEAR], found)


def after_pronoun(page: Page, m: Mention, found: set[str]) -> None:
    """Add to `found` what stands after a pronoun that speaks of the person."""
    norms, tables = page.tokens.norms, sides()
    age = ages.of_pronoun(page.text, page.tokens.starts[m.first])
    if age is not None:
        found.add("age:child" if age.child else "age:adult")
    if not m.owned and m.last < len(norms):
        found.update(tables["his after"][norms[m.last]])
    _near(tables["his near"], norms[m.last : m.last + NEAR], found)


def _near(table: Side, norms: Sequence[str], found: set[str]) -> None:
    for norm in norms:
        traits = table[norm]
        if traits:
            found.update(traits)


def sections(page: Page, passages: Sequence[Passage]) -> list[str]:
    """Return, for each passage, the trait of the section it stands in ("section:children"), or ""."""
    norms, words, found, current = page.tokens.norms, sides()["section"], list[str](), ""
    for passage in passages:
        if passage.end - passage.start > _LONGEST_HEADING and ":" not in page.text[passage.start : passage.start + _LONGEST_HEADING]:
            found.append(current)
            continue
        first, last = page.tokens.between(passage.start, passage.end)
        while first < last and (norms[first] in _MARKS or norms[first][0].isdigit()):
            first += 1
        head = norms[first : min(last, first + _LONGEST_HEAD + 1)]
        size = next((at for at, norm in enumerate(head) if at and norm in _MARKS), len(head))
        if 0 < size <= _LONGEST_HEAD:
            hit = words.get(" ".join(head[:size])) or words.get(head[0])
            if hit and (first + size >= last or head[size] == ":"):
                current = hit[0]
            elif passage.kind == "heading":
                current = ""
        found.append(current)
    return found
