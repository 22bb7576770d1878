"""The cues of one passage, found once, and what they make of each span in it."""

from collections.abc import Sequence

from nlp.context.breaks import Breaks
from nlp.context.cues import RANKS, STRONG, Found
from nlp.context.network import Hit
from nlp.context.people import (
    UNKNOWN,
    Mention,
    attribution_of,
    find_mentions,
    source_after,
    speaker_of,
    subject_and_object,
)
from nlp.context.told import People, Told
from nlp.context.words import Words
from nlp.records import Assertion, Context, Cue
from nlp.text.tokens import Tokens

_ASSERTIONS: dict[int, Assertion] = {
    0: "affirmed", RANKS["suspected"]: "suspected", RANKS["historical"]: "historical",
    RANKS["hypothetical"]: "hypothetical", RANKS["affirmed"]: "affirmed", RANKS["negated"]: "negated",
    STRONG: "hypothetical", RANKS["other"]: "other",
}  # fmt: skip
_HISTORICAL, _AFFIRMED, _NEGATED = RANKS["historical"], RANKS["affirmed"], RANKS["negated"]
_BEFORE_VERB = frozenset({",", ".", ";", ":", "-", "and", "but"})
_SAYS = ("speaker", "source")
_BESIDE, _FAR = 3, 6  # words
_WAIVED = frozenset({":", "-"})  # a break right at the cue does not stop it: "DV: no"


class Same:
    """What passages of the same words have in common: the hits of cues, and who is spoken of, once somebody asks."""

    __slots__ = ("hits", "mentions")

    def __init__(self, hits: list[Hit]) -> None:
        self.hits = hits
        self.mentions: list[Mention] | None = None


class Reading:
    """One passage as the context engine reads it. What only some spans ask for is worked out when one does."""

    __slots__ = ("_base", "_breaks", "_cues", "_found", "_norms", "_same", "_tokens", "_words")

    def __init__(self, tokens: Tokens, base: int, norms: Sequence[str], found: Sequence[Found], words: Words, same: Same) -> None:
        self._tokens, self._base, self._norms, self._words, self._found, self._same = tokens, base, norms, words, found, same
        self._cues = [cue for cue in found if cue.group.rank] if found else found
        self._breaks: Breaks | None = None

    def assess(self, first: int, last: int, *, own_negation: bool = False) -> Context:
        """Say how the span of tokens [first, last) of the note is meant.

        `own_negation`: the wording is negative itself ("was not seen"), so negation cues in it or right beside it are
        part of it, and a denial further out turns it round ("no missed appointments").
        """
        first, last = first - self._base, last - self._base
        if not self._cues:
            return Told(self, first, last, "affirmed", ())
        rank, deciding = self._decide(first, last, own_negation)
        return Told(self, first, last, _ASSERTIONS[rank], deciding)

    def _decide(self, first: int, last: int, own_negation: bool) -> tuple[int, Sequence[Found]]:
        """Return the rank that wins over the span [first, last) of the passage, and the cues of that rank."""
        rank, deciding, past = 0, list[Found](), list[Found]()
        for cue in self._cues:
            start, end, group, _ = cue
            if group.rank < rank and (group.rank != _HISTORICAL or rank != _AFFIRMED):
                continue
            if end <= first:
                if first - end > group.ahead:
                    continue
            elif start >= last and start - last > group.behind:
                continue
            if not self._reaches(cue, first, last):
                continue
            if own_negation and self._is_waived(cue, first, last):
                continue
            if group.loose and end < first and self._is_known(first):
                continue
            if group.yields and self._is_alleged(first):
                continue
            if group.rank == _HISTORICAL:
                past.append(cue)
            if group.rank > rank:
                rank, deciding = group.rank, []
            if group.rank == rank:
                deciding.append(cue)
        return (_HISTORICAL, past) if rank == _AFFIRMED and past else (rank, deciding)

    def _reaches(self, cue: Found, first: int, last: int) -> bool:
        """Whether the span lies in the direction and reach of the cue."""
        cue_first, cue_last, group, within = cue
        if within and not (within[0] < last and first < within[1]):
            return False
        if cue_last <= first:
            if first - cue_last > group.ahead:
                return False
            start, end = cue_last, first + 1
            if self._norms[start] in _WAIVED:
                start += 1
        elif cue_first >= last:
            if cue_first - last > group.behind:
                return False
            start, end = last, cue_first
            if start < end and (self._norms[end - 1] in _WAIVED or self._norms[end - 1] == ","):
                end -= 1
        else:
            return group.doubles or group.mark == "year" or _overlaps(cue, first, last)
        return start >= end or self._level(start, end) < group.reach

    def _level(self, first: int, last: int) -> int:
        """Return the highest level of break among the tokens [first, last) of the passage."""
        if self._breaks is None:
            extra = [(cue.first, cue.group.reach) for cue in self._found if cue.group.effect == "ends"]
            self._breaks = Breaks(self._tokens, self._base, self._norms, self._words, extra)
        return self._breaks.level(first, last)

    def _is_waived(self, cue: Found, first: int, last: int) -> bool:
        """Whether a cue says nothing of a wording that is negative itself, being part of it or making a thing of it."""
        if cue.group.effect == "hypothetical":
            return cue.group.thing or (cue.last > first and cue.first < last)
        if cue.group.effect == "suspected":
            return cue.last > first and cue.first < last
        return cue.group.rank == _NEGATED and self._is_own(cue, first, last)

    def _is_own(self, cue: Found, first: int, last: int) -> bool:
        """Whether a negation belongs to a wording that is negative itself, and is no second one that turns it round."""
        if cue.last > first and cue.first < last:
            return True
        norms, words = self._norms, self._words
        wording = norms[first:last]
        if cue.group.mark == "answer" and words.negatives.isdisjoint(wording) and words.negators.isdisjoint(wording):
            return False
        start, end = (cue.last, first) if cue.last <= first else (last, cue.first)
        beside = end - start < _BESIDE
        if cue.group.doubles:
            if beside and words.negatives.isdisjoint(wording) and words.negators.isdisjoint(wording):
                return True
        elif not beside or cue.last > first or words.negatives.isdisjoint(wording):
            return True
        return end - start > _FAR or "and" in norms[start:end] or self._level(start, end) > 0

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
        return any(c.group.effect == "alleged" and c.last <= first and self._reaches(c, first, first + 1) for c in self._found)

    def people(self, first: int, last: int) -> People:
        """Return whose word the span is, who did it and to whom."""
        mentions = self._same.mentions
        if mentions is None:
            mentions = self._same.mentions = find_mentions(self._norms, self._words)
        speech = self.speech_for(first, last)
        speaker: Mention | None = None
        if speech:
            said = speech.group.effect == "speaker"
            speaker = speaker_of(mentions, speech.first) if said else source_after(mentions, speech.last)
        subject, victim = UNKNOWN, UNKNOWN
        if mentions:
            subject, victim = subject_and_object(mentions, self._norms, first, last, speaker.place if speaker else -1)
        if speaker:
            return attribution_of(speaker.who, subject, victim), subject, victim
        unsaid = speech and speech.group.effect == "speaker" and self._begins(speech.first)
        return "self-report" if unsaid else "unknown", subject, victim

    def _begins(self, place: int) -> bool:
        """Whether a verb of saying stands first, so that who says it is left out ("Denies ...", ", says ...")."""
        return place == 0 or self._norms[place - 1] in _BEFORE_VERB

    def speech_for(self, first: int, last: int) -> Found | None:
        """Return the nearest words of saying before the span, else the nearest after it."""
        after: Found | None = None
        best: Found | None = None
        for cue in self._found:
            if cue.group.effect not in _SAYS or not self._reaches(cue, first, last):
                continue
            if cue.last <= first:
                best = cue
            elif after is None:
                after = cue
        return best or after

    def cue_of(self, found: Found) -> Cue:
        """Return a cue as a record, in the code points of the note."""
        tokens, first, last = self._tokens, self._base + found.first, self._base + found.last
        while last - 1 > first and tokens.norms[last - 1] in ".,;:?!":
            last -= 1
        words = " ".join(tokens.norms[first:last])
        return Cue(start=tokens.starts[first], end=tokens.ends[last - 1], says=f"{found.group.says}: '{words}'")


def _overlaps(cue: Found, first: int, last: int) -> bool:
    """Whether a cue that shares words with the span says something of it, and is no part of what it was found by."""
    if cue.first < first:
        return cue.group.forward or cue.last > last
    return cue.first > first and cue.last != last and (cue.last < last or cue.group.backward)
