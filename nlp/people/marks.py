"""Names written as what they stand for, so that a rule which says "he" or "the child" also meets "Darren" or "Skye".

Where the ledger knows a name, the norm that rules read is a mark: `<child>`, `<man>`, `<woman>`, `<person>` or
`<worker>`. Kin words and pronouns stay as they are. A surname such as Weed, or a child called Bud, is then no false
friend either. Patterns get the marks by themselves wherever they list people of that kind (`nlp/rules/patterns.py`).
"""

from collections.abc import Sequence
from functools import cache

from nlp.records import Person
from nlp.rules.data import read_yaml
from nlp.text.slips import is_rule_word
from nlp.text.tokens import Tokens

MARKS = {"child": "<child>", "man": "<man>", "mother": "<woman>", "adult": "<person>", "professional": "<worker>"}


@cache
def _kin_words() -> frozenset[str]:
    """Every single word of the people lists: these say more than a mark would."""
    lists: dict[str, list[str]] = read_yaml("lexicon/people.yaml")["lists"]
    return frozenset(word for entries in lists.values() for entry in entries for word in entry.lower().split())


def marked_norms(text: str, tokens: Tokens, people: Sequence[Person]) -> list[str]:
    """Return the norms of `tokens` with the names of `people` replaced by their marks; same length, same order.

    A worker's role ("Manager", "CPN") is no name and stays.
    """
    norms, kin = list(tokens.norms), _kin_words()
    for person in people:
        mark = MARKS[person.kind]
        for span in person.mentions:
            for number in range(*tokens.between(span.start, span.end)):
                norm = tokens.norms[number]
                word = text[tokens.starts[number] : tokens.ends[number]]
                if not word[0].isupper() or norm.removesuffix("'s") in kin:
                    continue
                if not (person.kind == "professional" and (word.isupper() or is_rule_word(norm.removesuffix("'s")))):
                    norms[number] = mark + "'s" if norm.endswith("'s") else mark
    return norms
