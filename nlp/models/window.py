"""Windows: a note cut into runs of neighbouring passages that an encoder reads at once.

Every passage is read with what stands around it, and every token is read about once: a note of ten passages is one
window, not ten passages with two neighbours each. Windows of a long note overlap, and each passage is taken from the
window in which it stands furthest from an edge.

    [CLS] role [SEP] passage [SEP] passage [SEP] ... passage [SEP]
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

MOST_TOKENS = 256
BEFORE = 192
"""The length of windows of a model whose manifest names none."""
MOST_OF_PASSAGE = 96
MOST_OF_ROLE = 8
OVERLAP = 24  # tokens of context that a passage in the middle of a long note has on each side, where it can be had


class Place(NamedTuple):
    """Where passage number `passage` stands in a window: its tokens [start, end), its closing mark included."""

    passage: int
    start: int
    end: int


class Window(NamedTuple):
    """Token ids, and the passages whose outputs are taken from this window."""

    ids: list[int]
    places: list[Place]


class Marks(NamedTuple):
    """The ids of the tokenizer's opening and closing marks."""

    opening: int
    closing: int


def windows(
    role: Sequence[int], passages: Sequence[Sequence[int]], marks: Marks, *, most: int = MOST_TOKENS, shift: int = 0
) -> list[Window]:
    """Return the windows of one note; `passages` holds the token ids of each passage, without marks.

    `most` is the length of a window in tokens. `shift` moves the first cut by so many tokens; both differ only in training, so
    that a passage is seen in other company.
    """
    head = [marks.opening, *role[:MOST_OF_ROLE], marks.closing]
    bodies = [[*p[:MOST_OF_PASSAGE], marks.closing] for p in passages]
    room = most - len(head)
    out: list[Window] = []
    taken = 0  # passages before this one have their place
    while taken < len(bodies):
        first = _back(bodies, taken, OVERLAP) if taken else 0
        budget = room - shift if not out and shift else room
        while first < taken and sum(map(len, bodies[first : taken + 1])) > budget:
            first += 1
        last, size = first, 0
        while last < len(bodies) and (size + len(bodies[last]) <= budget or last <= taken):
            size += len(bodies[last])
            last += 1
        upto = last if last == len(bodies) else max(taken + 1, _back(bodies, last, OVERLAP))
        out.append(_window(head, bodies, first, last, taken, upto))
        taken = upto
    return out


def around(sizes: Sequence[int], wanted: Collection[int]) -> list[int]:
    """Return the passages to read for the `wanted` ones: these, and as much before and after each as stands around a window's middle."""
    kept = set(wanted)
    for step in (-1, 1):
        room = 0  # tokens that may still be read for the last wanted passage
        for number in range(len(sizes))[::step]:
            if number in wanted:
                room = OVERLAP
            elif room > 0:
                kept.add(number)
                room -= sizes[number] + 1
    return sorted(kept)


def _back(bodies: Sequence[Sequence[int]], at: int, tokens: int) -> int:
    """Return the passage from which about `tokens` tokens stand before passage `at`."""
    size = 0
    while at > 0 and size < tokens:
        at -= 1
        size += len(bodies[at])
    return at


def _window(head: list[int], bodies: Sequence[Sequence[int]], first: int, last: int, taken: int, upto: int) -> Window:
    ids, places = list(head), []
    for number in range(first, last):
        start = len(ids)
        ids.extend(bodies[number])
        if taken <= number < upto:
            places.append(Place(number, start, len(ids)))
    return Window(ids, places)
