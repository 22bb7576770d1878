"""Cue patterns, written in the project's pattern language, as a network of words.

The language is the one of `nlp/rules/patterns.py`. Rules are long and rare, so there each becomes a regular expression
that is tried when its rarest word is there. Cues are short and made of the commonest words ("no", "said", "if"): here
all of them become one network that a passage is read through word by word. A test holds both ways to the same hits.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from nlp.errors import RuleError
from nlp.rules.inflect import forms
from nlp.text.tokens import normal

START, END, NUMBER = "^", "$", "#"
STOPS = frozenset(".;:?!")
MAX_GAP = 8
_PIECE = re.compile(r"\\\?|\(|\)\??|\||[^\s()|]+")
_PRONOUNS = frozenset({"i", "you", "he", "she", "it", "we", "they", "who", "there", "that"})
_JOINED = ("'s", "'d", "'ve", "'re", "'ll", "'m")
_NONE: frozenset[str] = frozenset()


@dataclass(slots=True, eq=False)
class Node:
    """A place in the network: which word leads where, what any word (but a stop) leads to, which cues end here.

    A set of words beside a step or an end is what the next word must not be.
    """

    words: dict[str, list["Node"]] = field(default_factory=dict)
    any: list[tuple["Node", frozenset[str]]] = field(default_factory=list)
    ends: list[tuple[int, frozenset[str]]] = field(default_factory=list)


def join(*nodes: Node) -> Node:
    """Return a node that does what each of `nodes` does."""
    joined = Node()
    for node in nodes:
        for word, following in node.words.items():
            joined.words.setdefault(word, []).extend(following)
        joined.any += node.any
        joined.ends += node.ends
    return joined


class Grammar:
    """Reads patterns; `lists` are the words that a pattern may name as @list."""

    def __init__(self, lists: Mapping[str, tuple[str, ...]]) -> None:
        self._lists = lists

    def read(self, pattern: str, key: int) -> Node:
        """Return the network of one pattern, at whose ends `key` stands. Raises RuleError for what cannot be read."""
        pieces = _PIECE.findall(pattern)
        tree, rest = _parse(pieces, 0, depth=0)
        if rest != len(pieces):
            raise RuleError(f"pattern '{pattern}': a bracket is closed that was not opened")
        node = self._either(tree, Node(ends=[(key, _NONE)]))
        if node.ends or node.any:
            raise RuleError(f"pattern '{pattern}': must begin with a word that has to be there")
        return node

    def _either(self, options: list["Items"], follow: Node) -> Node:
        nodes = []
        for items in options:
            node = follow
            for item, optional in reversed(items):
                before = self._either(item, node) if isinstance(item, list) else self._item(item, node)
                node = join(before, node) if optional else before
            nodes.append(node)
        return nodes[0] if len(nodes) == 1 else join(*nodes)

    def _item(self, piece: str, follow: Node) -> Node:
        if piece.startswith("..") and (piece[2:].isdigit() or piece == ".."):
            width = int(piece[2:] or 3)
            if not 1 <= width <= MAX_GAP:
                raise RuleError(f"gap '{piece}': a gap is 1 to {MAX_GAP} words")
            node = follow
            for _ in range(width):
                node = join(follow, Node(any=[(node, _NONE)]))
            return node
        if piece.startswith("!"):
            return _without(follow, frozenset(self._first_words(piece[1:])))
        nodes = [self._word(word, follow) for word in piece.split("|")]
        return nodes[0] if len(nodes) == 1 else join(*nodes)

    def _first_words(self, piece: str) -> Iterable[str]:
        for word in piece.split("|"):
            yield from self._word(word, Node()).words

    def _word(self, word: str, follow: Node) -> Node:
        if word in (START, END, NUMBER):
            return Node({word: [follow]})
        if word.startswith("@"):
            name, mark, owner = word[1:].partition("'")
            if name not in self._lists:
                raise RuleError(f"list '@{name}' does not exist; known lists: {', '.join(sorted(self._lists))}")
            return join(*(self._entry(entry, mark + owner, follow) for entry in self._lists[name]))
        if word.startswith("~"):
            return join(*(_literal([form], follow) for form in forms(word[1:])))
        if word == "\\?":
            return _literal(["?"], follow)
        if word.endswith("*"):
            raise RuleError(f"'{word}': a cue's words are written out; '*' is for rules")
        return _literal(normal(word), follow)

    def _entry(self, entry: str, owner: str, follow: Node) -> Node:
        """An entry of a list: plain words may carry 's; anything richer is read as a pattern."""
        if entry.replace(" ", "").isalpha():
            return _literal(normal(entry + owner), follow, clitic="" if owner else "'s")
        tree, _ = _parse(_PIECE.findall(entry + owner), 0, depth=1)
        return self._either(tree, follow)


Items = list[tuple["str | list[Items]", bool]]
"""Words, gaps or bracketed alternatives in a row, each with whether it may be missing."""


def _parse(pieces: list[str], at: int, *, depth: int) -> tuple[list[Items], int]:
    """Read alternatives of items up to a closing bracket or the end."""
    options: list[Items] = [[]]
    while at < len(pieces) and not pieces[at].startswith(")"):
        piece, at = pieces[at], at + 1
        if piece == "|":
            options.append([])
        elif piece == "(":
            inner, at = _parse(pieces, at, depth=depth + 1)
            if at >= len(pieces):
                raise RuleError(f"pattern '{' '.join(pieces)}': a bracket is opened and not closed")
            options[-1].append((inner, pieces[at] == ")?"))
            at += 1
        else:
            while depth == 0 and at + 1 < len(pieces) and pieces[at] == "|":
                piece, at = f"{piece}|{pieces[at + 1]}", at + 2
            optional = piece.endswith("?") and piece != "\\?"
            options[-1].append((piece[:-1] if optional else piece, optional))
    return options, at


def _literal(norms: list[str], follow: Node, *, clitic: str = "") -> Node:
    """Words in a row. Pronouns also stand with what is joined to them (he's, they'd); `clitic` may end the last."""
    if not norms:
        raise RuleError("a word of a pattern holds no letter or digit")
    node = follow
    for place in range(len(norms) - 1, -1, -1):
        norm = norms[place]
        joined = _JOINED if norm in _PRONOUNS else (clitic,) if clitic and place == len(norms) - 1 else ()
        node = Node({word: [node] for word in (norm, *(norm + end for end in joined))})
    return node


def _without(follow: Node, banned: frozenset[str]) -> Node:
    """Return `follow` as it stands when the next word must be none of `banned`."""
    return Node(
        {word: nodes for word, nodes in follow.words.items() if word not in banned},
        [(node, ban | banned) for node, ban in follow.any],
        [(key, ban | banned) for key, ban in follow.ends],
    )
