"""The words of `nlp/rules/case/` behind one matcher: which kinds of event a passage of a case names, and where."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from nlp.rules.data import read_yaml
from nlp.rules.matcher import Line, Matcher


class Cue(NamedTuple):
    """Words of a passage, tokens [first, last), that name `kind`; `sort` is the list of the kind in which they stand."""

    kind: str
    sort: str
    first: int
    last: int


class Cues:
    """The patterns of one file, by kind and sort."""

    def __init__(self, kinds: dict[str, dict[str, list[str]]]) -> None:
        from nlp.rules.frequency import frequency  # what compiles patterns takes time to load, and only a case needs it
        from nlp.rules.loader import shared_lists
        from nlp.rules.patterns import Language

        language = Language(shared_lists(), frequency)
        rows = [(kind, sort, text) for kind, sorts in kinds.items() for sort, texts in sorts.items() for text in texts]
        self._keys = [(kind, sort) for kind, sort, _ in rows]
        self._matcher = Matcher([(number, language.compile(text)) for number, (_, _, text) in enumerate(rows)])

    def find(self, line: Line) -> list[Cue]:
        """Return the cues of a passage; a kind whose `but` words stand in it is left out."""
        found = [Cue(*self._keys[hit.key], hit.first, hit.last) for hit in self._matcher.find(line)]
        barred = {cue.kind for cue in found if cue.sort == "but"}
        return [cue for cue in found if cue.kind not in barred]


@cache
def cues(name: str) -> Cues:
    """Return the cues of `nlp/rules/case/<name>.yaml`."""
    data: dict[str, Any] = read_yaml(f"case/{name}.yaml")
    return Cues(data[name])


def hits(name: str, lines: Sequence[Line]) -> Iterator[tuple[int, Cue]]:
    """Yield each cue of `name` with the number of its passage."""
    book = cues(name)
    for number, line in enumerate(lines):
        for cue in book.find(line):
            yield number, cue
