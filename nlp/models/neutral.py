"""Names made neutral before the encoder reads: whoever is called what, the same note gives the same input.

Where the ledger sees a name, whether it lists the person or not, the encoder reads one of a few fixed names instead, in the order in
which they come; they are names of either sex and any age. Initials, kin words and pronouns stay. So no score can depend on a name's
heritage or sex, nor on into how many pieces the tokenizer cuts it. `Neutral.back` leads from the characters of the altered passage
to those of the note's own.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import cycle
from typing import NamedTuple

from nlp.models.encoder import Scores
from nlp.people import Survey
from nlp.people.mentions import NAME, Mention
from nlp.people.vocabulary import clip, vocabulary
from nlp.records import Passage, Person, Span
from nlp.rules.data import read_yaml
from nlp.text.tokens import Tokens


class Piece(NamedTuple):
    """A name in a passage: its characters [start, end), and the word that takes its place."""

    start: int
    end: int
    word: str


class _Name(NamedTuple):
    """A name in a note: its characters [start, end), the given name and the surname in small letters, empty for none."""

    start: int
    end: int
    given: str
    surname: str


class Neutral(NamedTuple):
    """A passage as the encoder reads it, and its names: for each where the word stands in `text`, and the piece of the original."""

    text: str
    starts: Sequence[int]
    pieces: Sequence[Piece]

    def back(self, at: int, *, end: bool = False) -> int:
        """Return the place in the original of place `at` of `text`; inside a name its start, or with `end` its end."""
        number = bisect_right(self.starts, at - end) - 1
        if number < 0:
            return at
        piece, start = self.pieces[number], self.starts[number]
        past = at - start - len(piece.word)
        return piece.end + past if past >= 0 else piece.end if end else piece.start

    def forth(self, at: int, *, end: bool = False) -> int:
        """Return the place in `text` of place `at` of the original; inside a name its start, or with `end` its end."""
        moved = at
        for piece, start in zip(self.pieces, self.starts, strict=True):
            if at < piece.start + end:
                break
            past = at - piece.end
            moved = start + len(piece.word) + past if past >= 0 else start + len(piece.word) * end
        return moved


def passages(text: str, tokens: Tokens, bounds: Sequence[Passage], everybody: Survey, people: Sequence[Person]) -> list[Neutral]:
    """Return the passages of a note with all names made neutral that stand for the `people` listed or for somebody else it speaks of."""
    others = [Span(m.start, m.end) for m in everybody.bonds.mentions if _is_name(text, m)]
    pieces = sorted(_pieces(text, tokens, {*others, *[span for person in people for span in person.mentions]}))
    found, at = list[Neutral](), 0
    for passage in bounds:
        here = list[Piece]()
        while at < len(pieces) and pieces[at].start < passage.end:
            piece = pieces[at]
            if piece.start >= passage.start and piece.end <= passage.end and (not here or piece.start >= here[-1].end + passage.start):
                here.append(Piece(piece.start - passage.start, piece.end - passage.start, piece.word))
            at += 1
        found.append(_put(text[passage.start : passage.end], here))
    return found


def _is_name(text: str, m: Mention) -> bool:
    """Whether a mention that nobody may be listed for is a name all the same: not a code in capitals, nor a word that may be another."""
    return m.sort == NAME and m.sure and not text[m.start : m.end].isupper()


def in_original(scores: Scores, read: Sequence[Neutral]) -> Scores:
    """Return scores of neutral passages with the characters of each token led back to the original."""
    told = [
        one and replace(one, offsets=[(passage.back(a), passage.back(b, end=True)) for a, b in one.offsets])
        for one, passage in zip(scores.told, read, strict=True)
    ]
    return Scores(scores.logits, told)


def _put(text: str, pieces: Sequence[Piece]) -> Neutral:
    parts, starts, size, at = list[str](), list[int](), 0, 0
    for piece in pieces:
        parts += [text[at : piece.start], piece.word]
        starts.append(size + piece.start - at)
        size, at = starts[-1] + len(piece.word), piece.end
    return Neutral("".join((*parts, text[at:])), starts, pieces)


@cache
def _pools() -> tuple[Sequence[str], Sequence[str]]:
    """Return the given names and the surnames that stand for a note's own."""
    data = read_yaml("people/neutral.yaml")
    return data["given"], data["surnames"]


@cache
def _words() -> Collection[str]:
    """Return the single words of people: kin, titles, workers, pronouns. They say who somebody is and stay."""
    lists = vocabulary().lists
    more = {word for entries in lists.people.values() for rest, _ in entries for word in rest}
    return {*lists.people, *more, *lists.titles, *lists.pronouns, *lists.modifiers}


def _pieces(text: str, tokens: Tokens, mentions: Iterable[Span]) -> Iterator[Piece]:
    """Yield the names of a note: in the order of the text each takes the next neutral one, and has it wherever it stands again."""
    names = sorted(name for span in mentions for name in _names(text, tokens, span.start, span.end))
    givens, surnames = map(cycle, _pools())
    given, last = dict[str, str](), dict[str, str]()
    for name in names:
        if name.surname and name.surname not in last:
            last[name.surname] = next(surnames)
        if name.given not in ("", *last, *given):
            given[name.given] = next(givens)
    for name in names:
        first = given.get(name.given) or last.get(name.given, "")
        yield Piece(name.start, name.end, " ".join(filter(None, (first, last.get(name.surname, "")))))


def _names(text: str, tokens: Tokens, start: int, end: int) -> Iterator[_Name]:
    """Yield the name in a mention [start, end), if it holds one."""
    numbers = list[int]()
    for number in range(*tokens.between(start, end)):
        word = text[tokens.starts[number] : tokens.ends[number]]
        norm = clip(tokens.norms[number])
        if word[0].isupper() and norm not in _words() and len(norm) > 1:
            numbers.append(number)
    if not numbers:
        return
    first, last = numbers[0], numbers[-1]
    before = first - 1 - (first > 1 and tokens.norms[first - 1] == ".")
    titled = before >= 0 and vocabulary().lists.titles.get(tokens.norms[before], "nickname") != "nickname"
    start, end = tokens.starts[first], min(end, tokens.ends[last])
    words = text[start:end].lower().split()
    yield _Name(start, end, "" if titled and len(words) == 1 else words[0], words[-1] if titled or len(words) > 1 else "")
