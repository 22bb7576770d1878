"""The cues of `nlp/rules/context/`, compiled into one matcher and run over passages."""

from collections.abc import Sequence
from functools import cache

from nlp.context.breaks import Breaks, find_breaks
from nlp.context.cues import CueGroup, load_groups
from nlp.context.reading import Found, Reading
from nlp.context.words import Words, load_words
from nlp.rules.matcher import Line, Matcher
from nlp.text.tokens import Tokens

_SPEECH = ("speaker", "source", "alleged")
_LONG_NOTE = 60  # tokens: the latest year in so long a text is taken for the year it was written in


class Assessor:
    """Reads passages for cues. Holds rule data only; one serves any number of notes."""

    def __init__(self, groups: Sequence[CueGroup], words: Words) -> None:
        self._groups, self._words = list(groups), words
        self._matcher = Matcher((key, pattern) for key, group in enumerate(groups) for pattern in group.patterns)
        self._marks = {group.mark: group for group in groups if group.mark}

    @classmethod
    def load(cls) -> "Assessor":
        """Return the assessor of the cues that ship with the package."""
        return _shipped()

    def read(
        self, tokens: Tokens, first: int, last: int, *, line: Line | None = None, year: int | None = None
    ) -> Reading:
        """Find the cues of the passage, the tokens [first, last) of the note.

        `line` is the passage as the rules' matcher read it, where there is one; `year` the year of the note, by which
        a date is old (without it, the latest year in the note is taken).
        """
        norms = tokens.norms[first:last]
        line = line or Line(norms)
        kinds = [*map(self._words.kinds.get, norms)]
        breaks = find_breaks(norms, kinds, tokens, first, self._words)
        groups = self._groups
        cues = [Found(hit.first, hit.last, groups[hit.key]) for hit in self._matcher.find(line)]
        for cue in cues:
            if cue.group.effect == "ends":
                breaks.at.append((cue.first, cue.group.reach))
        cues += self._marked(tokens, first, last, norms, breaks, year)
        return Reading(tokens, first, norms, breaks, _longest(cues), self._words)

    def _marked(
        self, tokens: Tokens, first: int, last: int, norms: Sequence[str], breaks: Breaks, year: int | None
    ) -> list[Found]:
        """Cues that no word pattern can say."""
        marks, found = self._marks, list[Found]()
        if "query" in marks:
            found += [Found(place, place + 1, marks["query"]) for place in breaks.queries]
        if "question" in marks:
            found += [Found(place, place + 1, marks["question"]) for place in breaks.questions]
        if "answer" in marks and last < len(tokens.norms) and norms and self._answered(tokens, last):
            found.append(Found(last - first, last - first + 1, marks["answer"]))
        if "year" in marks:
            for place, norm in enumerate(norms):
                if norm[-1].isdigit() and (then := year_of(norm)):
                    if then < (year - 1 if year else self._recent(tokens)):
                        found.append(Found(place, place + 1, marks["year"]))
        return found

    def _answered(self, tokens: Tokens, last: int) -> bool:
        """Whether the passage asks and the next one begins with a bare no: "Any drugs? None."."""
        norms = tokens.norms
        if norms[last - 1] != "?" or norms[last] not in self._words.answers:
            return False
        return last + 1 == len(norms) or norms[last + 1] in ".,;:!-"

    def _recent(self, tokens: Tokens) -> int:
        if len(tokens.norms) < _LONG_NOTE:
            return self._words.recent
        latest = max((year_of(norm) for norm in tokens.norms if norm[-1].isdigit()), default=0)
        return latest - 1 if latest else self._words.recent


def year_of(norm: str) -> int:
    """Return the year that a norm tells ("2015", "12/03/2015"), 0 if none."""
    tail = norm[-4:]
    if len(tail) == 4 and tail.isdigit() and tail[:2] in ("19", "20") and (len(norm) == 4 or norm[-5] in "/.:"):
        return int(tail)
    return 0


def _longest(cues: list[Found]) -> list[Found]:
    """Drop a cue that lies within a longer one of its kind, and with them all masks."""
    kept = []
    for cue in cues:
        group = cue.group
        if not any(
            other.first <= cue.first and cue.last <= other.last and other.last - other.first > cue.last - cue.first
            and _rivals(other.group, group)
            for other in cues
        ):  # fmt: skip
            kept.append(cue)
    return kept


def _rivals(longer: CueGroup, shorter: CueGroup) -> bool:
    """Whether the longer cue takes the shorter one's place: it is a mask, or it says the same or more, and where."""
    if (longer.effect in _SPEECH) != (shorter.effect in _SPEECH):
        return False
    if longer.effect == "mask":
        return True
    return shorter.effect != "mask" and longer.forward >= shorter.forward and longer.backward >= shorter.backward


@cache
def _shipped() -> Assessor:
    return Assessor(load_groups(), load_words())
