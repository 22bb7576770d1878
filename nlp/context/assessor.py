"""The cues of `nlp/rules/context/`, joined into one network and looked for in passages."""

from collections.abc import Sequence
from functools import cache

from nlp.context.breaks import is_query
from nlp.context.cues import CueGroup, Found, load_groups
from nlp.context.network import Hit, Network
from nlp.context.reading import Reading, Same
from nlp.context.words import Words, load_words
from nlp.context.years import YEARS, latest, year_before
from nlp.text.tokens import Tokens

_LONG_NOTE = 60  # tokens: the latest year in so long a text is taken for the year it was written in
Seen = dict[tuple[str, ...], Same]
_CLOSES = frozenset({".", ",", ";", ":", "!", "-"})


class Assessor:
    """Reads passages for cues. Holds rule data only; one serves any number of notes."""

    def __init__(self, groups: Sequence[CueGroup], words: Words) -> None:
        self._groups, self._words = list(groups), words
        self._network = Network(pattern for group in groups for pattern in group.patterns)
        self._marks = {group.mark: group for group in groups if group.mark}

    @classmethod
    def load(cls) -> "Assessor":
        """Return the assessor of the cues that ship with the package."""
        return _shipped()

    def read(self, tokens: Tokens, first: int, last: int, *, year: int | None = None, seen: Seen | None = None) -> Reading:
        """Find the cues of the passage, the tokens [first, last) of the note.

        `year` is the year of the note, by which a date is old; without it, the latest year in the note is taken.
        `seen` keeps what passages of the same words share; it belongs to one note and goes with it.
        """
        norms = tokens.norms[first:last]
        words = tuple(norms)
        same = seen.get(words) if seen is not None else None
        if same is None:
            same = Same(self._network.find(norms))
            if seen is not None:
                seen[words] = same
        hits = same.hits
        cues = self._kept(hits, norms, tokens, year) if hits else []
        if "?" in norms:
            cues += self._asking(tokens, first, norms)
        return Reading(tokens, first, norms, cues, self._words, same)

    def _kept(self, hits: Sequence[Hit], norms: Sequence[str], tokens: Tokens, year: int | None) -> list[Found]:
        """Drop a cue that lies within a longer one that takes its place, and years not long past."""
        groups, cues, plain = self._groups, list[Found](), True
        for key, first, last in hits:
            group = groups[key]
            if group.mark == "year" and not self._is_past(norms[first], tokens, year):
                continue
            if last - first > 1 or group.effect == "mask":
                plain = False
            cues.append(Found(first, last, group))
        if plain or len(cues) == 1:  # a single word is no longer than another
            return cues
        kept = []
        for cue in cues:
            outer = _outer(cue, cues)
            if outer is None:
                kept.append(cue)
            elif outer.group.keeps:
                kept.append(cue._replace(within=(outer.first, outer.last)))
        return kept

    def _asking(self, tokens: Tokens, first: int, norms: Sequence[str]) -> list[Found]:
        """What question marks say: a query before a word ("?DV"), a question, and a bare no right after it."""
        found = list[Found]()
        for place, norm in enumerate(norms):
            if norm != "?":
                continue
            if is_query(tokens, first + place):
                found += self._mark("query", place)
                continue
            found += self._mark("question", place)
            if self._is_answer(tokens, first + place + 1):
                found += self._mark("answer", place + 1)
        return found

    def _mark(self, mark: str, place: int) -> list[Found]:
        group = self._marks.get(mark)
        return [Found(place, place + 1, group)] if group else []

    def _is_answer(self, tokens: Tokens, number: int) -> bool:
        """Whether the token is a no that stands alone."""
        norms = tokens.norms
        if number >= len(norms) or norms[number] not in self._words.answers:
            return False
        return number + 1 == len(norms) or norms[number + 1] in _CLOSES

    def _is_past(self, norm: str, tokens: Tokens, year: int | None) -> bool:
        """Whether a number is a year more than one before the note's."""
        then = YEARS[norm] or (year_before(norm, year) if year else 0)
        if not then:
            return False
        if year is None and len(tokens.norms) >= _LONG_NOTE:
            year = tokens.once(latest)
        return then < (year - 1 if year else self._words.recent)


def _outer(cue: Found, cues: Sequence[Found]) -> Found | None:
    """Return the first cue round this one that takes its place: a mask, or one that reaches wherever this one does."""
    first, last, group, _ = cue
    if group.effect == "mask":
        return None
    for other in cues:
        start, end, outer, _ = other
        if start > first or end < last or outer.is_speech != group.is_speech:
            continue
        longer = end - start > last - first
        if outer.effect == "mask":
            if longer or (group.effect == "negated" and not group.backward):
                return other
        elif longer and outer.forward >= group.forward and outer.backward >= group.backward:
            return other
    return None


@cache
def _shipped() -> Assessor:
    return Assessor(load_groups(), load_words())
