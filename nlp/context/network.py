"""Finds all cues of a passage in one walk over its words.

The network of all patterns (`grammar.py`) is walked from every word on. Sets of nodes that are reached together become
one step, worked out the first time it is needed and kept, so that a passage costs a look-up or two for each word.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from nlp.context.grammar import END, NUMBER, START, STOPS, Node, join

_OTHER = ""
_MEMO_LIMIT = 200_000


class _Step:
    """Nodes reached together: where each class of word leads, the cues that end here whatever follows, and those
    that end here if none of some words follows."""

    __slots__ = ("ends", "next", "nodes", "unless")

    def __init__(self, nodes: tuple[Node, ...]) -> None:
        self.nodes = nodes
        self.next: dict[str, _Step | None] = {}
        ends = {end for node in nodes for end in node.ends}
        self.ends = tuple(sorted(key for key, banned in ends if not banned))
        self.unless = tuple((key, banned) for key, banned in ends if banned)


Found = tuple[int, int, int]
"""A hit: the key of the pattern and the token range [first, last) in the passage."""
_Begun = tuple[tuple[int, ...], _Step | None]
"""What a word begins, given the next: the cues that it is by itself, and the step that both lead to."""


class _Classes(dict[str, str]):
    """Norm to what the network knows it as: itself, a number, or just a word."""

    def __init__(self, known: Iterable[str]) -> None:
        super().__init__()
        self._known = frozenset(known)

    def __missing__(self, norm: str) -> str:
        if len(self) > _MEMO_LIMIT:
            self.clear()
        self[norm] = norm if norm in self._known or norm[0] in STOPS else NUMBER if _is_number(norm) else _OTHER
        return self[norm]


class _Pairs(dict[tuple[str, str], _Begun | None]):
    """Two classes in a row to what begins at the first of them, None if nothing does; worked out once for each pair."""

    def __init__(self, begin: Callable[[str, str], _Begun | None]) -> None:
        super().__init__()
        self._begin = begin

    def __missing__(self, pair: tuple[str, str]) -> _Begun | None:
        if len(self) > _MEMO_LIMIT:
            self.clear()
        begun = self[pair] = self._begin(*pair)
        return begun


class Network:
    """All patterns, ready to be found in passages."""

    def __init__(self, patterns: Iterable[Node]) -> None:
        root = join(*patterns)
        self._steps: dict[frozenset[int], _Step] = {}
        self._root = _Step((root,))
        self._classes = _Classes(_words_of(root))
        self._pairs = _Pairs(self._begin)

    def find(self, norms: Sequence[str]) -> list[Found]:
        """Return the longest hit of each pattern at each place, in order of place; hits of a pattern do not overlap.

        A hit is the pattern's key and the token range [first, last). Most pairs of words begin nothing, so the passage
        is looked through by pairs and only what is left is walked.
        """
        classes = [START, *map(self._classes.__getitem__, norms), END]
        begun = enumerate(map(self._pairs.__getitem__, pairwise(classes)), 1)
        live = [(place, begin) for place, begin in begun if begin]
        hits: list[Found] = []
        free: dict[int, int] = {}
        count = len(norms)
        for place, (ends, step) in live:
            met = dict.fromkeys(ends, place)
            if step:
                self._walk(met, step, classes, place + 1)
            for key, last in met.items():
                if key not in free or free[key] < place:
                    free[key] = last
                    hits.append((key, place - 2 if place > 1 else 0, last - 1 if last <= count else count))
        return hits

    def _begin(self, word: str, following: str) -> _Begun | None:
        """Return the cues that are `word` alone before `following`, and the step that both lead to."""
        step = self._advance(self._root, word) if word else None
        if step is None:
            return None
        ends = (*step.ends, *(key for key, banned in step.unless if following not in banned))
        after = self._advance(step, following)
        return (ends, after) if ends or after else None

    def _walk(self, met: dict[int, int], start: _Step, classes: list[str], place: int) -> None:
        """Follow the words from `place` on; note the key of each cue met and where it ends at the furthest."""
        step: _Step | None = start
        count = len(classes)
        while step is not None:
            for key in step.ends:
                met[key] = place
            if place == count:
                break
            word = classes[place]
            for key, banned in step.unless:
                if word not in banned:
                    met[key] = place
            step = step.next[word] if word in step.next else self._advance(step, word)
            place += 1

    def _advance(self, step: _Step, word: str) -> "_Step | None":
        """Work out where `word` leads from `step`, and keep it."""
        reached: dict[int, Node] = {}
        number = word == NUMBER or (word not in (START, END) and word[:1] != "" and _is_number(word))
        for node in step.nodes:
            nodes = list(node.words.get(word, ()))
            if number and word != NUMBER:
                nodes += node.words.get(NUMBER, ())
            if word not in (START, END) and word[:1] not in STOPS:
                nodes += [following for following, banned in node.any if word not in banned]
            reached.update((id(found), found) for found in nodes)
        following = None
        if reached:
            name = frozenset(reached)
            following = self._steps.get(name) or _Step(tuple(reached.values()))
            self._steps[name] = following
        step.next[word] = following
        return following


def _is_number(norm: str) -> bool:
    return norm.lstrip("£")[:1].isdigit()


def _words_of(root: Node) -> set[str]:
    """Return every word that a step of the network names, those that must not follow included."""
    words: set[str] = set()
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        words.update(node.words)
        for _, banned in (*node.any, *node.ends):
            words |= banned
        for nodes in node.words.values():
            waiting += nodes
        waiting += [following for following, _ in node.any]
    return words - {START, END, NUMBER}
