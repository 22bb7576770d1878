"""Whose relative a word speaks of where that is told after it: "father of Child 3", "the dad of her older two".

What stands before a word ("Mia's dad") is read with the word itself, in `mentions.py`.
"""

from collections.abc import Sequence

from nlp.people.mentions import KIN, PRONOUN, Mention
from nlp.people.page import Page

_OF = frozenset(("of", "to"))
_KINDS = frozenset(("child", "open"))


def told_after(page: Page, mentions: Sequence[Mention]) -> dict[int, int]:
    """Return, for each word for one relative that "of" and a child follow, the number of the child's mention."""
    norms, found = page.tokens.norms, dict[int, int]()
    for number, m in enumerate(mentions):
        if m.sort != KIN or m.owned or m.owner >= 0 or m.word is None or m.word.many or m.word.kind not in ("man", "adult", "mother"):
            continue
        if page.norm(m.last) not in _OF or page.gap(m.last - 1) != " " or norms[m.last] not in _OF:
            continue
        at = number + 1
        while at < len(mentions) and mentions[at].sort == PRONOUN and mentions[at].owned:
            at += 1
        if at < len(mentions) and mentions[at].lead == m.last + 1 and _child(mentions[at]):
            found[number] = at
    return found


def _child(m: Mention) -> bool:
    """Whether a mention may be the child that somebody is the father of: a name, or a word for a child."""
    return m.sort != PRONOUN and (m.word is None or m.word.kind in _KINDS)
