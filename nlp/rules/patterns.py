"""The pattern language of the rules, compiled to linear regular expressions over normal tokens.

    walk* on eggshells          words; `*` ends a word that may go on
    ~take her bank card         `~verb`: the verb in all its forms
    ~take ..3 (bank card|wages) `..3`: up to three words between, never over a stop; `..` is three
    smelt? of (weed|skunk)      `?`: may be missing; `(a b|c)`: one of these
    @father ~shout at @child    `@list`: any entry of a list of `lexicon/`; `@father's`: with 's
    joint !visit|call           `!`: the next word is none of these
    ^ dna                       `^`, `$`: the start and the end of the passage
    attendance # %?             `#`: a number.  `\\?`: a question mark that stands in the text

The regular expression runs over a passage as one string of norms, a space before and after each; it starts with the
space before its first word, which lets the engine skip to the starts of words. Gaps are bounded, so
time is linear in the text. Each pattern also names its anchor: a set of words one of which must stand in the passage,
the rarest that the pattern offers, so that only few patterns are ever tried.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nlp.errors import RuleError
from nlp.rules.inflect import forms
from nlp.text.tokens import normal

MAX_GAP = 8
_MOST_TEXTS = 200
_PIECE = re.compile(r"\\\?|\(|\)\??|\||[^\s()|]+")
_STOPS = ".;:?!"
NAMED = {
    "<child>": frozenset({"child ", "children ", "boy ", "girl ", "son ", "daughter "}),
    "<man>": frozenset({"dad ", "father ", "partner ", "boyfriend ", "he ", "him ", "them "}),
    "<woman>": frozenset({"mum ", "mother ", "she ", "her ", "them "}),
    "<person>": frozenset({"he ", "she ", "him ", "her ", "them ", "nan ", "uncle "}),
    "<worker>": frozenset({"worker ", "social worker ", "health visitor ", "teacher ", "midwife "}),
}
"""The marks of named people (`nlp/people/marks.py`), and the words beside which a pattern takes each of them too."""
_PRONOUNS = frozenset({"i", "you", "he", "she", "it", "we", "they", "who", "there", "that"})
_JOINED = ("'s", "'d", "'ve", "'re", "'ll", "'m")
_GAP_WORD = r"(?:[^.;:?! ]\S* )"


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words (exact, or a prefix written `bruis*`, or `#` for a number) of which one must be in the passage."""

    words: frozenset[str]
    cost: float


@dataclass(frozen=True, slots=True)
class Compiled:
    """A pattern ready to match: its regular expression, and the words that must stand for it to match.

    One of `anchor` must stand in the passage, and one of `second` and of `third` where these are not empty.
    """

    regex: str
    anchor: frozenset[str]
    second: frozenset[str] = frozenset()
    third: frozenset[str] = frozenset()
    first: frozenset[str] | None = None  # the words that a match may begin with, where they can be listed


@dataclass(slots=True)
class _Node:
    """A piece of a pattern: its expression, what may anchor it, its whole texts where it is nothing but words, and the
    words it may begin with (None where they cannot be listed; `open` says that it may also be passed over)."""

    regex: str
    anchors: list[Anchor] = field(default_factory=list)
    texts: tuple[str, ...] = ()
    first: frozenset[str] | None = frozenset()
    open: bool = True


def _append(sequence: _Node, item: _Node, *, optional: bool) -> None:
    """Put `item` behind what `sequence` holds; few plain texts stay plain texts."""
    longer = tuple(a + b for a in sequence.texts or ("",) for b in (*item.texts, *([""] if optional else [])))
    plain = bool(item.texts) and (bool(sequence.texts) or not sequence.regex) and len(longer) <= _MOST_TEXTS
    sequence.texts = longer if plain else ()
    sequence.regex += f"(?:{item.regex})?" if optional else item.regex
    if sequence.open:
        known = sequence.first is not None and item.first is not None
        sequence.first = (sequence.first or frozenset()) | (item.first or frozenset()) if known else None
        sequence.open = optional or item.open
    if not optional:
        sequence.anchors += item.anchors


def any_of(texts: Iterable[str]) -> str:
    """Return an expression for one of `texts`, letter by letter: long lists then cost no more than short ones."""
    tree: dict[str, Any] = {}
    for text in texts:
        node = tree
        for letter in text:
            node = node.setdefault(letter, {})
        node[""] = {}
    return _branches(tree)


def _branches(tree: dict[str, Any]) -> str:
    ends = "" in tree
    options = []
    for letter, below in tree.items():
        run = letter
        while len(below) == 1 and "" not in below and letter:  # a stretch without a fork stays one literal
            letter, below = next(iter(below.items()))
            run += letter
        if letter:
            options.append(re.escape(run).replace("\\ ", " ") + _branches(below))
    if not options:
        return ""
    if len(options) == 1 and not ends:
        return options[0]
    return f"(?:{'|'.join(options)})" + ("?" if ends else "")


@dataclass(frozen=True, slots=True)
class Language:
    """What a pattern may refer to: the word lists, and how often a word occurs (per million) to choose anchors by."""

    lists: Mapping[str, tuple[str, ...]]
    frequency: Callable[[str], float]
    _read: dict[str, _Node] = field(default_factory=dict, compare=False, repr=False)

    def compile(self, pattern: str) -> Compiled:
        """Return the compiled pattern; a RuleError says what cannot be read in it."""
        pieces = _PIECE.findall(pattern)
        node, rest = self._sequence(pieces, 0, depth=0)
        if rest != len(pieces):
            raise RuleError(f"pattern '{pattern}': a bracket is closed that was not opened")
        ranked = sorted(node.anchors, key=lambda a: a.cost)
        if not ranked:
            raise RuleError(f"pattern '{pattern}': holds no word that must be there; add one")
        whole = [a.words for a in ranked[1:] if not any(w.endswith("*") or w == "#" for w in a.words)]
        second, third = [*whole, frozenset[str](), frozenset[str]()][:2]
        return Compiled(" " + node.regex, ranked[0].words, second, third, node.first)

    def _sequence(self, pieces: list[str], at: int, *, depth: int) -> tuple[_Node, int]:
        """Read alternatives of item sequences up to a closing bracket or the end."""
        options: list[_Node] = []
        current = _Node("")
        while at < len(pieces):
            piece = pieces[at]
            if piece.startswith(")"):
                break
            if piece == "|":
                options.append(current)
                current, at = _Node(""), at + 1
                continue
            if piece == "(":
                item, at = self._sequence(pieces, at + 1, depth=depth + 1)
                if at >= len(pieces):
                    raise RuleError(f"pattern '{' '.join(pieces)}': a bracket is opened and not closed")
                optional = pieces[at] == ")?"
                at += 1
            else:
                at += 1
                # `a|b` written without spaces is one item of alternatives
                while depth == 0 and at + 1 < len(pieces) and pieces[at] == "|":
                    piece, at = f"{piece}|{pieces[at + 1]}", at + 2
                optional = piece.endswith("?") and piece not in ("?", "\\?")
                item = self._item(piece[:-1] if optional else piece)
            _append(current, item, optional=optional)
        options.append(current)
        return self._either(options), at

    def _either(self, options: list[_Node]) -> _Node:
        if len(options) == 1:
            return options[0]
        said = {text for option in options for text in option.texts}
        options = options + [self._literal([mark], clitic="'s") for mark, words in NAMED.items() if not said.isdisjoint(words)]
        best = [min(o.anchors, key=lambda a: a.cost, default=None) for o in options]
        anchors = []
        if all(b is not None for b in best):
            known = [b for b in best if b is not None]
            anchors = [Anchor(frozenset().union(*(b.words for b in known)), sum(b.cost for b in known))]
        firsts = [o.first for o in options if o.first is not None]
        first = frozenset[str]().union(*firsts) if len(firsts) == len(options) else None
        may_pass = any(o.open for o in options)
        if all(o.texts for o in options):
            texts = tuple(dict.fromkeys(t for o in options for t in o.texts))
            return _Node(any_of(texts), anchors, texts, first, may_pass)
        rich = [o.regex for o in options if not o.texts]
        plain = [t for o in options for t in o.texts]
        return _Node("(?:" + "|".join(dict.fromkeys([*([any_of(plain)] if plain else []), *rich])) + ")", anchors, (), first, may_pass)

    def _item(self, piece: str) -> _Node:
        if piece in ("^", "$"):
            return _Node(r"(?<=\A )") if piece == "^" else _Node(r"\Z", first=None)
        if piece.startswith("..") and (piece[2:].isdigit() or piece == ".."):
            width = int(piece[2:] or 3)
            if not 1 <= width <= MAX_GAP:
                raise RuleError(f"gap '{piece}': a gap is 1 to {MAX_GAP} words")
            return _Node(f"{_GAP_WORD}{{0,{width}}}?", first=None)
        if piece.startswith("!"):
            return _Node(f"(?!{self._either([self._word(w) for w in piece[1:].split('|')]).regex})")
        if piece not in self._read:
            self._read[piece] = self._either([self._word(w) for w in piece.split("|")])
        return self._read[piece]

    def _word(self, word: str) -> _Node:
        if word == "#":
            return _Node(r"£?\d\S* ", [Anchor(frozenset({"#"}), self.frequency("#"))], (), None, False)
        if word.startswith("@"):
            name, mark, owner = word[1:].partition("'")
            if name not in self.lists:
                raise RuleError(f"list '@{name}' does not exist; known lists: {', '.join(sorted(self.lists))}")
            return self._either([self._entry(entry, owner=mark + owner) for entry in self.lists[name]])
        if word.startswith("~"):
            return self._either([self._literal([form]) for form in forms(word[1:])])
        if word in NAMED:
            return self._literal([word], clitic="'s")
        if word == "\\?":
            return self._literal(["?"])
        if word.endswith("*"):
            stem = normal(word[:-1])
            if len(stem) != 1 or len(stem[0]) < 3:
                raise RuleError(f"'{word}': a '*' needs one word of at least three letters before it")
            anchor = Anchor(frozenset({stem[0] + "*"}), self.frequency(stem[0] + "*"))
            return _Node(re.escape(stem[0]) + r"\S* ", [anchor], (), None, False)
        return self._literal(normal(word))

    def _entry(self, entry: str, *, owner: str) -> _Node:
        """An entry of a list: plain words may carry 's ("dad's hit him"); anything richer is read as a pattern."""
        if entry.replace(" ", "").isalpha():
            return self._literal(normal(entry + owner), clitic="" if owner else "'s")
        node, _ = self._sequence(_PIECE.findall(entry + owner), 0, depth=1)
        return node

    def _literal(self, norms: Iterable[str], *, clitic: str = "") -> _Node:
        """Words in a row. Pronouns also stand with what is joined to them (he's, they'd); `clitic` may end the last."""
        norms = list(norms)
        if not norms:
            raise RuleError("a word of a pattern holds no letter or digit")
        texts, anchors = [""], []
        for place, norm in enumerate(norms):
            ends = _JOINED if norm in _PRONOUNS else (clitic,) if clitic and place == len(norms) - 1 else ()
            words = frozenset({norm, *(norm + e for e in ends)})
            texts = [f"{text}{word} " for text in texts for word in sorted(words)]
            if norm not in _STOPS and norm != ",":
                anchors.append(Anchor(words, sum(self.frequency(w) for w in words)))
        return _Node(any_of(texts), anchors, tuple(texts), frozenset(t.split(" ")[0] for t in texts), False)
