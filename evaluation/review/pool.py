"""What can be drawn: passages of a screening without their texts, with pasted copies joined."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from evaluation.review.rows import Queue

_LEAST_WORDS = 5  # shorter passages are alike by chance, not because they were pasted


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A passage that may be drawn: for one indicator (shown or nearly shown), or, with `indicator` None, as a passage.

    `id` names it in the screening. `same` is its `text_key`. `shown` says whether the software flagged it for `indicator`.
    `flags` are the indicators shown on the passage, `near` those that just missed, `rules` what fired.
    """

    id: str
    case_id: str
    same: str
    indicator: str | None = None
    shown: bool = False
    confidence: float | None = None
    flags: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A candidate that was drawn: an id of its own that tells nothing, and how it was drawn."""

    id: str
    candidate: Candidate
    queue: Queue
    stratum: str
    inclusion_probability: float
    seed: int
    copies: int = 1


def text_key(text: str, *, place: str) -> str:
    """Return a key that pasted copies of a passage share; `place` (note and offset) keeps short passages apart."""
    words = text.casefold().split()
    held = " ".join(words) if len(words) >= _LEAST_WORDS else f"{place}\0{text}"
    return hashlib.blake2b(held.encode(), digest_size=12).hexdigest()


def distinct(candidates: Iterable[Candidate]) -> list[tuple[Candidate, int]]:
    """Return the first of each set of copies with the size of the set. Copies for another indicator are another set.

    A passage with other indicators shown on it is another set too: whether something was missed may then differ.
    """
    sets: dict[tuple[str, str | None, bool, tuple[str, ...]], list[Candidate]] = {}
    for c in candidates:
        beside = c.flags if c.indicator is None else ()
        sets.setdefault((c.same, c.indicator, c.shown, beside), []).append(c)
    return [(members[0], len(members)) for members in sets.values()]


def drawn_id(candidate: Candidate, stratum: str, seed: int) -> str:
    """Return an opaque id, the same for the same draw."""
    return hashlib.blake2b(f"{candidate.id}\0{candidate.indicator}\0{stratum}\0{seed}".encode(), digest_size=10).hexdigest()
