"""How often a word stands in notes: to choose the rarest word of a pattern, and to tell English from other text."""

from functools import cache

from nlp.rules.data import read_yaml


@cache
def frequency_table() -> dict[str, float]:
    """Return how often the commonest words stand in notes, per million words."""
    table: dict[str, float] = read_yaml("text/frequencies.yaml")["per_million"]
    return table


@cache
def frequency(word: str) -> float:
    """Return the frequency of a norm per million, of `#` for any number, of a prefix `bruis*` as its words' sum."""
    table = frequency_table()
    if word.endswith("*"):
        stem = word[:-1]
        return sum(value for other, value in table.items() if other.startswith(stem)) or 1.0
    return table.get(word, 1.0)
