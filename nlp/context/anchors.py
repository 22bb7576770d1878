"""Which words of a passage make it worth looking for a cue: of each pattern, the rarest words that one of must stand.

"in his childhood" begins with a word of nearly every passage; it is looked for where "childhood" stands.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum

from nlp.context.grammar import END, NUMBER, START, STOPS, Node, join
from nlp.rules.frequency import frequency

_DEEPEST = 4  # words into a pattern
_COMMON = 50_000.0  # per million: a stop
_ALWAYS = 1e9
_DISCOUNT = 0.1


@dataclass(frozen=True, slots=True)
class Calls:
    """What makes it worth walking the network: anchor word to the words to walk from, and openers to the passage's start."""

    firsts: dict[str, set[str]]
    openers: frozenset[str]


def calls_of(patterns: Sequence[Node], numbers: Iterable[str]) -> Calls:
    """Return the calls of `patterns`; `numbers` are their words that are numbers themselves."""
    firsts: dict[str, set[str]] = {}
    openers, every = set[str](), {NUMBER, *numbers}
    starts = [_starts(node, openers) for node in patterns]
    sure = {word for row in starts for start in row for word in start.words if _is_whole(start)}
    for row in starts:
        known: Known = {}
        cuts = [(start.words, _rarest(start, sure, known)) for start in row]
        whole = join(*row)
        shared = _rarest(whole, sure, known) if row else set()
        if _cost(shared, sure) < _cost({word for _, cut in cuts for word in cut}, sure):
            cuts = [(whole.words, shared)]
        for begins, cut in cuts:
            for word in cut:
                firsts.setdefault(word, set()).update(every if NUMBER in begins else (), begins)
    return Calls(firsts, frozenset(openers))


def _starts(node: Node, openers: set[str]) -> list[Node]:
    """Return a node for each first word; what follows the passage's start at once goes to `openers` instead."""
    starts = []
    for word, nodes in node.words.items():
        if word == START:
            for following in nodes:
                openers.update(following.words)
            nodes = [following for following in nodes if following.any]
        if nodes:
            starts.append(Node({word: nodes}))
    return starts


def _is_whole(start: Node) -> bool:
    """Whether the first word may be the whole cue."""
    return any(following.ends for nodes in start.words.values() for following in nodes)


def _rarest(node: Node, sure: set[str], known: "Known") -> set[str]:
    """Return the rarest set of words of which one stands wherever a pattern hits from `node` on."""
    return min((_cut(node, depth, known)[0] for depth in range(1, _DEEPEST + 1)), key=lambda cut: _cost(cut, sure))


Known = dict[tuple[int, int], tuple[set[str], bool]]


def _cut(node: Node, depth: int, known: Known) -> tuple[set[str], bool]:
    """Return the words that come as number `depth` on the ways from `node`, and whether a way ends before one does.

    A way that ends early is stood for by its last word.
    """
    name = (id(node), depth)
    if name in known:
        return known[name]
    words, ends = set[str](), bool(node.ends)
    for following, _ in node.any:
        more, early = _cut(following, depth, known)
        words |= more
        ends = ends or early
    for word, nodes in node.words.items():
        if depth == 1:
            words.add(word)
            continue
        for following in nodes:
            more, early = _cut(following, depth - 1, known)
            words |= more
            if early:
                words.add(word)
    known[name] = words, ends
    return known[name]


def _cost(words: Iterable[str], sure: set[str]) -> float:
    """How often one of `words` stands in notes; those that are cues by themselves are looked for anyway."""
    return fsum(_frequency(word) * (_DISCOUNT if word in sure else 1.0) for word in words)


def _frequency(word: str) -> float:
    if word in (START, END):
        return _ALWAYS
    return _COMMON if word in STOPS or word in ",-" else frequency(word)
