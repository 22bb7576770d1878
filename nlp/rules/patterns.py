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

from nlp.errors import RuleError
from nlp.rules.inflect import forms
from nlp.rules.nodes import NONE, Anchor, Piece, Words, append, either, plain
from nlp.text.tokens import normal

MAX_GAP = 8
MOST_NEEDS = 3  # sets of words that are looked up before an expression is run
NAMED = {
    "<child>": frozenset({"child ", "children ", "boy ", "girl ", "son ", "daughter "}),
    "<man>": frozenset({"dad ", "father ", "partner ", "boyfriend ", "he ", "him ", "them "}),
    "<woman>": frozenset({"mum ", "mother ", "she ", "her ", "them "}),
    "<person>": frozenset({"he ", "she ", "him ", "her ", "them "}),
    "<worker>": frozenset({"worker ", "social worker ", "health visitor ", "teacher ", "midwife "}),
}
"""The marks of named people (`nlp/people/marks.py`), and the words beside which a pattern takes each of them too."""
_PIECE = re.compile(r"\\\?|\(|\)\??|\||[^\s()|]+")
_STOPS = ".;:?!"
_PRONOUNS = frozenset({"i", "you", "he", "she", "it", "we", "they", "who", "there", "that"})
_JOINED = ("'s", "'d", "'ve", "'re", "'ll", "'m")
_GAP_WORD = r"(?:[^.;:?! ]\S* )"


@dataclass(frozen=True, slots=True)
class Compiled:
    """A pattern ready to match: its regular expression, and what must stand in a passage for it to match.

    Of each set of `needs` one must stand: a word, a prefix written `bruis*`, or `#` for a number; the rarest set comes
    first. One of `pairs` must stand where there are any: neighbours written with a space between. A match begins with
    one of `first`, where that is known.
    """

    regex: str
    needs: tuple[Words, ...]
    pairs: Words = NONE
    first: Words = NONE


@dataclass(frozen=True, slots=True)
class Language:
    """What a pattern may refer to: the word lists, and how often a word occurs (per million) to choose anchors by."""

    lists: Mapping[str, tuple[str, ...]]
    frequency: Callable[[str], float]
    _read: dict[str, Piece] = field(default_factory=dict, compare=False, repr=False)

    def compile(self, pattern: str) -> Compiled:
        """Return the compiled pattern; a RuleError says what cannot be read in it."""
        pieces = _PIECE.findall(pattern)
        whole, rest = self._sequence(pieces, 0, depth=0)
        if rest != len(pieces):
            raise RuleError(f"pattern '{pattern}': a bracket is closed that was not opened")
        ranked = sorted(whole.anchors, key=lambda a: a.cost)
        if not ranked:
            raise RuleError(f"pattern '{pattern}': holds no word that must be there; add one")
        needs = tuple(dict.fromkeys(a.words for a in ranked))[:MOST_NEEDS]
        return Compiled(" " + whole.regex, needs, min(whole.pairs, key=len, default=NONE), whole.first or NONE)

    def _sequence(self, pieces: list[str], at: int, *, depth: int) -> tuple[Piece, int]:
        """Read alternatives of item sequences up to a closing bracket or the end."""
        options: list[Piece] = []
        current = Piece("")
        while at < len(pieces):
            piece = pieces[at]
            if piece.startswith(")"):
                break
            if piece == "|":
                options.append(current)
                current, at = Piece(""), at + 1
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
            append(current, item, optional=optional)
        options.append(current)
        return self._either(options), at

    def _either(self, options: list[Piece]) -> Piece:
        if len(options) == 1:
            return options[0]
        said = {text for option in options for text in option.texts}
        marks = [self._literal([mark], clitic="'s") for mark, words in NAMED.items() if not said.isdisjoint(words)]
        return either([*options, *marks])

    def _item(self, piece: str) -> Piece:
        if piece in ("^", "$"):
            return Piece(r"(?<=\A )" if piece == "^" else r"\Z", thin=True)
        if piece.startswith("..") and (piece[2:].isdigit() or piece == ".."):
            width = int(piece[2:] or 3)
            if not 1 <= width <= MAX_GAP:
                raise RuleError(f"gap '{piece}': a gap is 1 to {MAX_GAP} words")
            return Piece(f"{_GAP_WORD}{{0,{width}}}?", first=None, last=None)
        if piece.startswith("!"):
            return Piece(f"(?!{self._either([self._word(w) for w in piece[1:].split('|')]).regex})", thin=True)
        if piece not in self._read:
            self._read[piece] = self._either([self._word(w) for w in piece.split("|")])
        return self._read[piece]

    def _word(self, word: str) -> Piece:
        if word == "#":
            return Piece(r"£?\d\S* ", [Anchor(frozenset({"#"}), self.frequency("#"))], first=None, last=None, open=False)
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
            return Piece(re.escape(stem[0]) + r"\S* ", [anchor], first=None, last=None, open=False)
        return self._literal(normal(word))

    def _entry(self, entry: str, *, owner: str) -> Piece:
        """An entry of a list: plain words may carry 's ("dad's hit him"); anything richer is read as a pattern."""
        if entry.replace(" ", "").isalpha():
            return self._literal(normal(entry + owner), clitic="" if owner else "'s")
        piece, _ = self._sequence(_PIECE.findall(entry + owner), 0, depth=1)
        return piece

    def _literal(self, norms: Iterable[str], *, clitic: str = "") -> Piece:
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
        return plain(texts, anchors)
