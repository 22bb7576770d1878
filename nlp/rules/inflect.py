"""The forms of an English verb: regular ones by rule, the others from `lexicon/verbs.yaml`."""

from functools import cache

from nlp.rules.data import read_yaml

_VOWELS = "aeiou"


@cache
def forms(verb: str) -> tuple[str, ...]:
    """Return base, -s, -ing and past forms of `verb` ("take": take, takes, taking, took, taken)."""
    irregular: dict[str, list[str]] = read_yaml("lexicon/verbs.yaml")["verbs"]
    past = irregular.get(verb) or [_past(verb)]
    return tuple(dict.fromkeys([verb, _third(verb), _ing(verb), *past]))


def _doubles(verb: str) -> bool:
    """Whether the last consonant doubles: one short vowel before it, in a word of one beat ("hit", "grab")."""
    doubling: list[str] = read_yaml("lexicon/verbs.yaml")["doubling"]
    if verb in doubling:
        return True
    beats = sum(1 for i, c in enumerate(verb) if c in _VOWELS and (i == 0 or verb[i - 1] not in _VOWELS))
    return (len(verb) > 2 and beats == 1 and verb[-1] not in _VOWELS + "wxy" and verb[-2] in _VOWELS
            and verb[-3] not in _VOWELS)


def _third(verb: str) -> str:
    if verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        return verb + "es"
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        return verb[:-1] + "ies"
    return verb + "s"


def _ing(verb: str) -> str:
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        return verb[:-1] + "ing"
    return verb + (verb[-1] if _doubles(verb) else "") + "ing"


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        return verb[:-1] + "ied"
    return verb + (verb[-1] if _doubles(verb) else "") + "ed"
