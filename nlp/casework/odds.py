"""How far the record speaks for a finding about one person: named traits, weighed as log-odds.

A trait is a short text: `child_voice_recorded, inside` (a signal of that target whose words hold the person's name),
`quote after` (words in quotation marks follow the name), `after:says` and `his after:plays` (what a name, or a pronoun for
it, does), `passages:1` (mentioned in one passage only), `stated gap`. The weights are data (`nlp/rules/people/odds.yaml`),
fitted by `training/fit_findings.py`; no trait is a name, and no trait of a signal is a rule's.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from nlp.casework.evidence import Seat
from nlp.casework.heard import Heard
from nlp.detect import Mention, Reading
from nlp.people.cues import NEAR, sides
from nlp.people.kinds import Scale
from nlp.people.vocabulary import vocabulary
from nlp.records import Person, Span
from nlp.rules.data import read_yaml

_QUOTE = re.compile(r"[\"“‘]|(?<![^\s(])'")
_QUOTED = 70
_TRAIL = 2
_STEPS = (-3.0, -2.0, -1.0, 0.0, 1.5)
_MANY = ((6, "6+"), (3, "3-5"), (2, "2"), (1, "1"))


@cache
def scale(name: str) -> Scale:
    """Return the scale of the reasoner `name`; a sum above 0 speaks for a finding."""
    row: dict[str, float] = read_yaml("people/odds.yaml")["scales"][name]
    return Scale(row["bias"], {trait: weight for trait, weight in row.items() if trait != "bias"})


@cache
def _group_words() -> frozenset[str]:
    return frozenset(read_yaml("casework.yaml")["groups"])


def told_of_all(mention: Mention, reading: Reading) -> bool:
    """Whether the passage of a mention speaks of everyone ("the children") rather than of somebody."""
    return not _group_words().isdisjoint(reading.lines[mention.passage].norms)


def _band(count: int) -> str:
    return next((name for least, name in _MANY if count >= least), "0")


class Record:
    """One note as the odds are read from it: who is seated where, what the signals say, where words are quoted."""

    def __init__(
        self, reading: Reading, seats: Seat, signals: Sequence[Mention], gaps: Mapping[int, Sequence[Mention]], *, targets: frozenset[str]
    ) -> None:
        self.reading, self.seats, self.gaps = reading, seats, gaps
        self.heard = Heard(reading, targets)
        self.places: list[list[int]] = [[] for _ in seats.people]
        for at, here in enumerate(seats.by_passage):
            for number in {who for _, who in here}:
                self.places[number].append(at)
        self.signs: list[tuple[Mention, Mapping[int, str]]] = [(signal, seats.bearing(signal)) for signal in signals]
        self.groups = {signal.passage for signal in signals if told_of_all(signal, reading)}

    def signs_of(self, number: int) -> list[Mention]:
        """Return the signals that are about the person, those whose words hold the name first."""
        about = [(bearing[number] != "inside", signal) for signal, bearing in self.signs if number in bearing]
        return [signal for _, signal in sorted(about, key=lambda pair: pair[0])]

    def clear(self, number: int) -> bool:
        """Whether the person is met for sure: by signals in two passages, one of which holds the name in its words."""
        where = {signal.passage for signal, bearing in self.signs if number in bearing}
        return len(where) > 1 and any(bearing.get(number) == "inside" for _, bearing in self.signs)

    def likeliest(self, number: int) -> int | None:
        """Return the passage about the person that sounds most like a signal, or None where none does."""
        best = max(((odds, -at) for at in self.places[number] for odds in self.heard.odds(at)), default=(_STEPS[0], 0))
        return -best[1] if best[0] > _STEPS[1] else None

    def traits(self, number: int) -> set[str]:
        """Return the traits of the person with this number."""
        person, found = self.seats.people[number], set[str]()
        self._who(number, person, found)
        self._signals(number, found)
        self._heard(number, found)
        for span in person.mentions:
            self._words(span, found)
        return found

    def _who(self, number: int, person: Person, found: set[str]) -> None:
        named = any(word[:1].isupper() for word in (person.label, *person.aliases))
        passages = self.places[number]
        found.update((f"mentions:{_band(len(person.mentions))}", f"passages:{_band(len(passages))}"))
        found.update((f"people:{_band(len(self.seats.people))}", f"text:{min(len(self.reading.passages) // 8, 4)}"))
        found.add("age told" if person.age else "no age")
        found.add("named" if named else "unnamed")
        for word in f"{person.label} {' '.join(person.aliases)}".lower().replace("(", " ").replace(")", " ").split():
            if word in vocabulary().lists.people and word not in vocabulary().lists.pronouns:
                found.add("word:" + vocabulary().people_at(word)[-1][1].role)
        if passages and passages[0] == 0:
            found.add("in the first passage")
        if passages and passages[-1] == len(self.reading.passages) - 1:
            found.add("in the last passage")
        counts = [len(other.mentions) for other in self.seats.people]
        if len(counts) > 1 and len(person.mentions) == max(counts):
            found.add("most spoken of")

    def _signals(self, number: int, found: set[str]) -> None:
        strong = dict.fromkeys((signal.rule.target for signal, _ in self.signs), 0)
        for signal, bearing in self.signs:
            target = signal.rule.target
            if number in bearing:
                found.add(f"{target}, {bearing[number]}")
                strong[target] += 1
            else:
                found.add(f"{target}, elsewhere")
                if signal.passage in self.groups:
                    found.add(f"{target}, group")
        for target, count in strong.items():
            if count > 1:
                found.add(f"{target}, often")
        met = sum(count > 0 for count in strong.values())
        if met > 1:
            found.add("signals of two kinds")
        elif not met:
            found.add("no signal")
        if number in self.gaps:
            found.add("stated gap")
            if not met:
                found.add("stated gap, no signal")
            if len({gap.passage for gap in self.gaps[number]}) > 1:
                found.add("stated gap, often")
        elif self.gaps:
            found.add("gap of another")

    def _heard(self, number: int, found: set[str]) -> None:
        """Add how much the passages that mention the person, and those that follow them, sound like each signal."""
        places, own = self.seats.by_passage, self.places[number]
        alone = [at for at in own if all(who == number for _, who in places[at])]
        trail = list[int]()
        for at in own:
            for following in range(at + 1, min(at + 1 + _TRAIL, len(places))):
                if places[following]:
                    break
                trail.append(following)
        for where, group in (("here", own), ("alone", alone), ("after", trail)):
            for at, target in enumerate(self.heard.words.targets) if group else ():
                best = max([self.heard.odds(passage)[at] for passage in group])
                found.update([f"{target} heard {where}, {step:g}" for step in _STEPS if best > step])

    def _words(self, span: Span, found: set[str]) -> None:
        """Add what stands after and near one mention, within its passage."""
        reading, tables = self.reading, sides()
        tokens, norms, text = reading.tokens, reading.tokens.norms, reading.text
        first, last = tokens.between(span.start, span.end)
        if first >= last:
            return
        his = "his " if norms[first] in vocabulary().lists.pronouns else ""
        if last < len(norms) and "\n" not in text[span.end : tokens.starts[last]]:
            found.update(tables["his after" if his else "after"][norms[last]])
            if norms[last] == ":" and not his:
                found.add("colon")
        table = tables["his near" if his else "near"]
        for norm in norms[max(0, first - NEAR) : first] + norms[last : last + NEAR]:
            found.update(table[norm])
        quote = _QUOTE.search(text, span.end, span.end + _QUOTED)
        if quote:
            found.add(("his quote" if his else "quote") + (" after" if "\n" not in text[span.end : quote.start()] else " below"))
