"""Finds all cues of a passage in one walk over its words.

The network of all patterns (`grammar.py`) is walked from every word on. Sets of nodes that are reached together become
one step, worked out the first time it is needed and kept, so that a passage costs a look-up or two for each word.
"""

from collections.abc import Iterable, Mapping, Sequence

from nlp.context.anchors import calls_of
from nlp.context.grammar import END, NUMBER, START, STOPS, Node, join

_OTHER = ""
_FROM_START = frozenset({START})
_MEMO_LIMIT = 200_000


class _Step(dict[str, "_Step | None"]):
    """Nodes reached together: the class of the next word to where it leads, worked out when first needed.

    `ends` are the cues that end here whatever follows, `unless` those that end here if none of some words follows.
    """

    __slots__ = ("_known", "ends", "nodes", "silent", "unless")

    def __init__(self, nodes: tuple[Node, ...], known: dict[frozenset[int], "_Step"]) -> None:
        super().__init__()
        self.nodes, self._known = nodes, known
        ends = {end for node in nodes for end in node.ends}
        self.ends = tuple(sorted(key for key, banned in ends if not banned))
        self.unless = tuple((key, banned) for key, banned in ends if banned)
        self.silent = not ends

    def __missing__(self, word: str) -> "_Step | None":
        reached: dict[int, Node] = {}
        number = word == NUMBER or (word not in (START, END) and word[:1] != "" and _is_number(word))
        for node in self.nodes:
            nodes = list(node.words.get(word, ()))
            if number and word != NUMBER:
                nodes += node.words.get(NUMBER, ())
            if word not in (START, END) and word[:1] not in STOPS:
                nodes += [following for following, banned in node.any if word not in banned]
            reached.update((id(found), found) for found in nodes)
        following = None
        if reached:
            name = frozenset(reached)
            following = self._known.get(name)
            if following is None:
                following = self._known[name] = _Step(tuple(reached.values()), self._known)
        self[word] = following
        return following


Hit = tuple[int, int, int]
"""A hit: the key of the pattern and the token range [first, last) in the passage."""


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


class _Calls(dict[str, frozenset[str] | None]):
    """Norm to the words from which the network must be walked because it stands in the passage; None for most."""

    def __init__(self, calls: Mapping[str, Iterable[str]]) -> None:
        super().__init__()
        self._known = {word: frozenset(firsts) for word, firsts in calls.items()}

    def __missing__(self, norm: str) -> frozenset[str] | None:
        if len(self) > _MEMO_LIMIT:
            self.clear()
        names = (norm, NUMBER) if _is_number(norm) else (norm,)
        self[norm] = frozenset().union(*(self._known.get(name, ()) for name in names)) or None
        return self[norm]


class Network:
    """All patterns, ready to be found in passages."""

    def __init__(self, patterns: Iterable[Node]) -> None:
        patterns = list(patterns)
        root = join(*patterns)
        self._root = _Step((root,), {})
        words = _words_of(root)
        self._classes = _Classes(words)
        calls = calls_of(patterns, filter(_is_number, words))
        self._calls, self._openers = _Calls(calls.firsts), calls.openers

    def find(self, norms: Sequence[str]) -> list[Hit]:
        """Return the longest hit of each pattern at each place, in order of place; hits of a pattern do not overlap.

        A hit is the pattern's key and the token range [first, last). Most words call for no walk at all.
        """
        called = [*filter(None, map(self._calls.__getitem__, norms))]
        if norms and self._classes[norms[0]] in self._openers:
            called.append(_FROM_START)
        if not called:
            return []
        firsts = called[0] if len(called) == 1 else called[0].union(*called)
        classes = [START, *map(self._classes.__getitem__, norms), END]
        root, hits, free, count = self._root, list[Hit](), dict[int, int](), len(norms)
        for place in [place for place, word in enumerate(classes) if word in firsts]:
            step = root[classes[place]]
            if step is None or (step.silent and step[classes[place + 1]] is None):
                continue
            for key, last in _walk(step, classes, place + 1).items():
                if key not in free or free[key] <= place:
                    free[key] = last
                    hits.append((key, place - 1 if place else 0, last - 1 if last <= count else count))
        return hits


def _walk(step: _Step | None, classes: list[str], place: int) -> dict[int, int]:
    """Follow the words from `place` on; return the key of each cue met and where it ends at the furthest."""
    met: dict[int, int] = {}
    count = len(classes)
    while step is not None:
        if step.ends:
            for key in step.ends:
                met[key] = place
        if place == count:
            break
        word = classes[place]
        if step.unless:
            for key, banned in step.unless:
                if word not in banned:
                    met[key] = place
        step = step[word]
        place += 1
    return met


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
