"""The cues of one passage, found once, and what they make of each span in it."""

from collections.abc import Sequence
from typing import NamedTuple

from nlp.context.breaks import Breaks
from nlp.context.cues import RANKS, STRONG, CueGroup
from nlp.context.people import (
    Mention,
    attribution_of,
    find_mentions,
    source_after,
    speaker_of,
    subject_and_object,
)
from nlp.context.words import Words
from nlp.records import Assertion, Attribution, Context, Cue
from nlp.text.tokens import Tokens

_ASSERTIONS: dict[int, Assertion] = {
    RANKS["suspected"]: "suspected", RANKS["historical"]: "historical", RANKS["hypothetical"]: "hypothetical",
    RANKS["affirmed"]: "affirmed", RANKS["negated"]: "negated", STRONG: "hypothetical", RANKS["other"]: "other",
}  # fmt: skip
_NEGATED = RANKS["negated"]
_BEFORE_VERB = frozenset({",", ".", ";", ":", "-", "and", "but"})
_BESIDE, _FAR = 3, 6  # words
_WAIVED = frozenset({":", "-"})  # a break right at the cue does not stop it: "DV: no"



class Found(NamedTuple):
    """A cue in the passage: its token range [first, last), counted from the passage's first token."""

    first: int
    last: int
    group: CueGroup
    within: tuple[int, int] | None = None
    """A cue that a mask stands over ("no referral") still reaches what lies in the mask itself."""


class Reading:
    """One passage as the context engine reads it."""

    __slots__ = ("_base", "_breaks", "_cues", "_mentions", "_norms", "_speech", "_tokens", "_words")

    def __init__(
        self, tokens: Tokens, norms: Sequence[str], cues: Sequence[Found], breaks: Breaks, words: Words
    ) -> None:
        self._tokens, self._base, self._norms, self._breaks = tokens, breaks.base, norms, breaks
        self._cues = [c for c in cues if c.group.rank]
        self._speech = [c for c in cues if c.group.is_speech]
        self._words = words
        self._mentions: list[Mention] = find_mentions(norms, words)
        for cue in cues:
            if cue.group.effect == "ends":
                breaks.add(cue.first, cue.group.reach)

    def assess(self, first: int, last: int, *, own_negation: bool = False) -> Context:
        """Say how the span of tokens [first, last) of the note is meant.

        `own_negation`: the wording is negative itself ("was not seen"), so negation cues in it or right beside it are
        part of it, and a denial further out turns it round ("no missed appointments").
        """
        first, last = first - self._base, last - self._base
        rank, deciding, known = 0, list[Found](), self._is_known(first)
        for cue in self._cues:
            group = cue.group
            if group.rank < rank or not self._reaches(cue, first, last):
                continue
            if own_negation and (group.thing or (group.rank == _NEGATED and self._is_own(cue, first, last))):
                continue
            if known and group.loose and cue.last < first:
                continue
            if group.yields and self._is_alleged(first):
                continue
            if group.rank > rank:
                rank, deciding = group.rank, []
            deciding.append(cue)
        assertion = _ASSERTIONS[rank] if rank else "affirmed"
        attribution, subject, victim, speech = self._people(first, last)
        cues = [self._cue(c) for c in deciding]
        if speech:
            cues.append(self._cue(speech))
        return Context(
            assertion=assertion, attribution=attribution, subject=subject, object=victim, cues=tuple(cues)
        )  # fmt: skip

    def _reaches(self, cue: Found, first: int, last: int) -> bool:
        """Whether the span lies in the direction and reach of the cue."""
        group, within = cue.group, cue.within
        if within and not (within[0] < last and first < within[1]):
            return False
        if cue.last <= first:
            if not group.forward or first - cue.last > group.words:
                return False
            start, end = cue.last, first + 1
            if self._norms[start] in _WAIVED:
                start += 1
        elif cue.first >= last:
            if not group.backward or cue.first - last > group.words:
                return False
            start, end = last, cue.first
            if start < end and (self._norms[end - 1] in _WAIVED or self._norms[end - 1] == ","):
                end -= 1
        else:
            return group.doubles or _overlaps(cue, first, last)
        return start >= end or self._breaks.level(start, end) < group.reach

    def _is_own(self, cue: Found, first: int, last: int) -> bool:
        """Whether a negation belongs to a wording that is negative itself, and is no second one that turns it round."""
        if cue.last > first and cue.first < last:
            return True
        norms, words = self._norms, self._words
        wording = norms[first:last]
        start, end = (cue.last, first) if cue.last <= first else (last, cue.first)
        beside = end - start < _BESIDE
        if cue.group.doubles:
            if beside and words.negatives.isdisjoint(wording) and words.negators.isdisjoint(wording):
                return True
        elif not beside or cue.last > first or words.negatives.isdisjoint(wording):
            return True
        return end - start > _FAR or "and" in norms[start:end] or self._breaks.level(start, end) > 0

    def _is_known(self, first: int) -> bool:
        """Whether the span is told as something known: "the bruise", "his recent drinking", "Dad's temper"."""
        norms, words = self._norms, self._words
        for place in range(first - 1, max(first - 3, -1), -1):
            if norms[place] in words.definite or words.is_owner(norms[place]):
                return True
            if norms[place] in words.links:
                return False
        return False

    def _is_alleged(self, first: int) -> bool:
        return any(
            c.group.effect == "alleged" and c.last <= first and self._reaches(c, first, first + 1) for c in self._speech
        )

    def _people(self, first: int, last: int) -> tuple[Attribution, str, str, Found | None]:
        speech = self._speech_for(first, last)
        speaker: Mention | None = None
        if speech:
            if speech.group.effect == "speaker":
                speaker = speaker_of(self._mentions, speech.first)
            else:
                speaker = source_after(self._mentions, speech.last)
        subject, victim = "unknown", "unknown"
        if self._mentions:
            place = speaker.place if speaker else -1
            subject, victim = subject_and_object(self._mentions, self._norms, first, last, place)
        if speaker:
            return attribution_of(speaker.who, subject, victim), subject, victim, speech
        unsaid = speech and speech.group.effect == "speaker" and self._begins(speech.first)
        return "self-report" if unsaid else "unknown", subject, victim, speech

    def _begins(self, place: int) -> bool:
        """Whether a verb of saying stands first, so that who says it is left out ("Denies ...", ", says ...")."""
        return place == 0 or self._norms[place - 1] in _BEFORE_VERB

    def _speech_for(self, first: int, last: int) -> Found | None:
        """The nearest words of saying before the span, else the nearest after it."""
        after: Found | None = None
        best: Found | None = None
        for cue in self._speech:
            if cue.group.effect == "alleged" or not self._reaches(cue, first, last):
                continue
            if cue.last <= first:
                best = cue
            elif after is None:
                after = cue
        return best or after

    def _cue(self, cue: Found) -> Cue:
        last = cue.last
        while last - 1 > cue.first and self._norms[last - 1] in ".,;:?!":
            last -= 1
        words = " ".join(self._tokens.norms[self._base + cue.first : self._base + last])
        tokens, base = self._tokens, self._base
        return Cue(
            start=tokens.starts[base + cue.first], end=tokens.ends[base + last - 1], says=f"{cue.group.says}: '{words}'"
        )


def _overlaps(cue: Found, first: int, last: int) -> bool:
    """Whether a cue that shares words with the span says something of it, and is no part of what it was found by."""
    if cue.first < first:
        return cue.group.forward or cue.last > last
    return cue.first > first and cue.last != last and (cue.last < last or cue.group.backward)
