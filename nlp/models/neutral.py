"""Names made neutral before the encoder reads: whoever is called what, the same note gives the same input.

Where the ledger knows a name, the encoder reads one of a few fixed names instead, by who the person is and in which order
they come; initials, kin words and pronouns stay. So no score can depend on a name's heritage or sex, nor on into how many pieces
the tokenizer cuts it. `Neutral.back` leads from the characters of the altered passage to those of the note's own.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from nlp.models.encoder import Scores
from nlp.people.vocabulary import clip, vocabulary
from nlp.records import Passage, Person
from nlp.rules.data import read_yaml
from nlp.text.tokens import Tokens

_SIDES = "m", "f"


class Piece(NamedTuple):
    """A name in a passage: its characters [start, end), and the word that takes its place."""

    start: int
    end: int
    word: str


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


def passages(text: str, tokens: Tokens, bounds: Sequence[Passage], people: Sequence[Person]) -> list[Neutral]:
    """Return the passages of a note with the names of its people made neutral."""
    pieces = sorted(_pieces(text, tokens, people))
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
def _pools() -> Mapping[str, Any]:
    return {key: tuple(words) for key, words in read_yaml("people/neutral.yaml").items()}


@cache
def _words() -> Collection[str]:
    """Return the single words of people: kin, titles, workers, pronouns. They say who somebody is and stay."""
    lists = vocabulary().lists
    more = {word for entries in lists.people.values() for rest, _ in entries for word in rest}
    return {*lists.people, *more, *lists.titles, *lists.pronouns, *lists.modifiers}


def _pieces(text: str, tokens: Tokens, people: Sequence[Person]) -> Iterator[Piece]:
    taken = dict.fromkeys(_pools(), 0)
    for person in people:
        names: list[tuple[int, int, bool, bool]] = []
        for span in person.mentions:
            names += _names(text, tokens, span.start, span.end)
        if not names:
            continue
        pool = person.kind + _side(text, person) if person.kind == "child" else person.kind
        given = _next(pool, taken) if any(not surname for *_, surname, _ in names) else ""
        last = _next("surname", taken) if any(surname or full for *_, surname, full in names) else ""
        for start, end, surname, full in names:
            yield Piece(start, end, last if surname else f"{given} {last}" if full else given)


def _next(pool: str, taken: dict[str, int]) -> str:
    names = _pools()[pool]
    taken[pool] += 1
    return str(names[(taken[pool] - 1) % len(names)])


def _side(text: str, person: Person) -> str:
    """Return m or f as the pronouns that speak of a child have it, empty for neither."""
    pronouns = vocabulary().lists.pronouns
    told = [pronouns.get(text[span.start : span.end].lower(), "") for span in person.mentions]
    men, women = told.count("m"), told.count("f")
    return " m" if men > women else " f" if women > men else ""


def _names(text: str, tokens: Tokens, start: int, end: int) -> Iterator[tuple[int, int, bool, bool]]:
    """Yield the name in a mention [start, end): where, whether it is a surname alone, whether given name and surname."""
    numbers = []
    for number in range(*tokens.between(start, end)):
        word = text[tokens.starts[number] : tokens.ends[number]]
        norm = clip(tokens.norms[number])
        if word[0].isupper() and norm not in _words() and len(norm) > 1:
            numbers.append(number)
    if not numbers:
        return
    first, last = numbers[0], numbers[-1]
    title = clip(tokens.norms[first - (1 if first and tokens.norms[first - 1] != "." else 2)]) if first > 1 or first == 1 else ""
    lists = vocabulary().lists
    words = len(text[tokens.starts[first] : tokens.ends[last]].split())
    titled = lists.titles.get(title, "") in ("m", "f", "worker", "lay")
    yield tokens.starts[first], min(end, tokens.ends[last]), titled and words == 1, words > 1
