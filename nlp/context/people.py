"""Who is spoken of in a passage: who did it, to whom, and who says so, by the words near a span."""

from collections.abc import Sequence
from typing import NamedTuple

from nlp.context.words import Who, Words
from nlp.records import Attribution

UNKNOWN = "unknown"
_NEAR = 4  # words after a span in which the one it was done to stands
_BY = 6  # words after a span in which "by" names who did it


class Mention(NamedTuple):
    """A word for somebody: its token in the passage, and who, pronouns resolved as far as the passage allows."""

    place: int
    who: Who


def find_mentions(norms: Sequence[str], words: Words) -> list[Mention]:
    """Return the mentions of a passage in order; an owner before another person ("mum's partner") is left out."""
    people = words.people
    found: list[Mention] = []
    named: dict[str, list[Who]] = {"m": [], "f": []}  # by gender, the latest last
    for place, norm in [(p, norm) for p, norm in enumerate(norms) if norm in people]:
        who = people[norm]
        if not who.role:
            who = _meant(who, named, is_object=norm in words.objects)
        else:
            if who.role != "professional":
                for gender in who.gender or "mf":
                    named[gender].append(who)
            if found and found[-1].place == place - 1 and words.is_owner(norms[place - 1]):
                found.pop()
        found.append(Mention(place, who))
    return found


def _meant(who: Who, named: dict[str, list[Who]], *, is_object: bool) -> Who:
    """Whom a pronoun stands for: the latest of its gender; "him" and "her" are rather the one before ("he hit him")."""
    fitting = named.get(who.gender)
    if not fitting:
        return who
    if is_object:
        return next((other for other in reversed(fitting) if other != fitting[-1]), fitting[-1])
    return fitting[-1]


def subject_and_object(
    mentions: Sequence[Mention], norms: Sequence[str], first: int, last: int, speaker: int
) -> tuple[str, str]:
    """Return who did what the span [first, last) tells, and to whom, as roles; `speaker` is who only reports it."""
    before, inside, after = list[Mention](), list[Mention](), list[Mention]()
    for mention in mentions:
        place = mention.place
        if not mention.who.role:
            continue
        if first <= place < last:
            inside.append(mention)
        elif place < last + _NEAR and place != speaker:
            (before if place < first else after).append(mention)
    doer = _after_by(mentions, norms, first)
    if doer:
        victim = [*before, *inside][-1:] if doer.place >= last else before[-1:]
        return doer.who.role, victim[0].who.role if victim and victim[0] != doer else UNKNOWN
    if len(inside) > 1:
        return inside[0].who.role, inside[-1].who.role
    if inside and inside[0].place == first:
        return inside[0].who.role, after[0].who.role if after else UNKNOWN
    if inside:
        return before[-1].who.role if before else UNKNOWN, inside[0].who.role
    if before:
        return before[-1].who.role, after[0].who.role if after else UNKNOWN
    reporter = next((m for m in mentions if m.place == speaker and m.who.role and m.who.role != "professional"), None)
    if reporter:
        return reporter.who.role, after[0].who.role if after else UNKNOWN
    return after[0].who.role if after else UNKNOWN, UNKNOWN


def _after_by(mentions: Sequence[Mention], norms: Sequence[str], first: int) -> Mention | None:
    """The person whom a "by" after the span's start names: "was hit by her father"."""
    near = norms[first : first + _BY]
    if "by" not in near:
        return None
    place = first + near.index("by")
    return next((m for m in mentions if place < m.place <= place + 3 and m.who.role), None)


def speaker_of(mentions: Sequence[Mention], verb: int) -> Mention | None:
    """Return who says what a verb of saying at token `verb` introduces: the nearest person up to five words before."""
    return next((m for m in reversed(mentions) if verb - 5 <= m.place < verb), None)


def source_after(mentions: Sequence[Mention], place: int) -> Mention | None:
    """Return the person named within three words from `place` on ("according to the nursery")."""
    return next((m for m in mentions if place <= m.place < place + 3), None)


def attribution_of(who: Who, subject: str, victim: str) -> Attribution:
    """Return whose word it is; an adult of the family who tells of what they did or suffered reports on themselves."""
    if who.voice != "adult":
        return who.voice
    if who.role in ("", UNKNOWN, subject, victim) or subject == UNKNOWN:
        return "self-report"
    return "family"
