"""Which signal speaks of which person: the ground that the reasoners over children and men share."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nlp.detect import Mention, Reading
from nlp.records import Evidence, Person, Span

_BACK = 2  # passages a signal without a name may look back for whom it is about


@dataclass(frozen=True, slots=True)
class Seat:
    """Where the people of one kind are mentioned, passage by passage, in the order of the text."""

    people: tuple[Person, ...]
    by_passage: tuple[tuple[tuple[Span, int], ...], ...]

    def about(self, mention: Mention) -> set[int]:
        """Return the numbers of the people whom a signal is about.

        Those mentioned inside the words of the signal; else the nearest mentioned in its passage, before it rather than
        after; else the last mentioned in the passages just before; else the only person there is.
        """
        return set(self.bearing(mention))

    def bearing(self, mention: Mention) -> dict[int, str]:
        """Return the numbers of the people whom a signal is about, each with where they are mentioned.

        `inside` its words, `before` or `after` them in its passage, in an earlier passage (`back`), or nowhere near (`only`).
        """
        here = self.by_passage[mention.passage]
        inside = {who: "inside" for span, who in here if span.start < mention.end and span.end > mention.start}
        if inside:
            return inside
        if here:
            before = [(span, who) for span, who in here if span.end <= mention.start]
            nearest = before[-1] if before else here[0]
            return {who: "before" if before else "after" for span, who in here if span == nearest[0]}
        for back in range(mention.passage - 1, max(-1, mention.passage - 1 - _BACK), -1):
            earlier = self.by_passage[back]
            if earlier:
                return {who: "back" for span, who in earlier if span == earlier[-1][0]}
        return {0: "only"} if len(self.people) == 1 else {}


def seat(people: Iterable[Person], reading: Reading) -> Seat:
    """Place the mentions of `people` in the passages of the reading."""
    everyone = tuple(people)
    starts = [p.start for p in reading.passages]
    places: list[list[tuple[Span, int]]] = [[] for _ in starts]
    for number, person in enumerate(everyone):
        for span in person.mentions:
            at = bisect_right(starts, span.start) - 1
            if at >= 0:
                places[at].append((span, number))
    return Seat(everyone, tuple(tuple(sorted(p)) for p in places))


def evidence_of(mention: Mention, text: str) -> Evidence:
    """Return a signal as the evidence of a finding."""
    return Evidence(source=mention.rule.reference, start=mention.start, end=mention.end,
                    quote=text[mention.start : mention.end], why=mention.rule.why, cues=mention.context.cues)  # fmt: skip


def quote_of(passages: Sequence[int], reading: Reading, *, most: int = 140) -> str:
    """Return the words of the first of `passages`, on one line and cut at a word; empty where there is none."""
    if not passages:
        return ""
    passage = reading.passages[passages[0]]
    words = " ".join(reading.text[passage.start : passage.end].split())
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0] + " …"
