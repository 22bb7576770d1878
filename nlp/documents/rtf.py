"""RTF: text in any code page, with tables, notes, text boxes, headers and footers.

Our own reading of the format's specification, since the libraries for it drop headers, footnotes and text boxes, keep
deleted words, and search with patterns that a hostile file can make run for hours. This one looks at each sign once.
"""

from dataclasses import dataclass, replace
from typing import Final

from nlp.documents import rtf_words as words
from nlp.documents.document import Document
from nlp.documents.limits import MOST_CHARACTERS, MOST_LOOSE_DEPTH, MOST_NAME, Clock, too_long
from nlp.documents.lines import BULLET, Lines, label
from nlp.documents.rtf_flow import Flow
from nlp.documents.rtf_tokens import Token, tokens
from nlp.errors import InputError

_CHECK_EVERY: Final = 20_000
_CUT = "the RTF file is broken or cut off; open it in a word processor and save it again"


@dataclass(slots=True)
class _State:
    """What holds inside a group, and is restored at its end."""

    flow: Flow
    role: str = ""
    skipped: bool = False
    codec: str = ""
    symbols: bool = False
    per_unicode: int = 1
    hidden: bool = False
    deleted: bool = False


def read(raw: bytes, clock: Clock) -> Document:
    """Return the text of an RTF file."""
    return _Reading(clock).document(raw[raw.find(b"{\\rtf") :])


class _Reading:
    """One RTF file as it is read."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._body = Flow()
        self._state = _State(self._body)
        self._stack: list[_State] = []
        self._page = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._bytes = bytearray()
        self._skip = 0
        self._star = False
        self._size = 0
        self._frame: dict[str, dict[str, None]] = {"header": {}, "footer": {}}
        self._title = ""
        self._author = ""
        self._pictures = False

    def document(self, raw: bytes) -> Document:
        """Read all tokens and put the text together."""
        ended = False
        for count, token in enumerate(tokens(raw)):
            if count % _CHECK_EVERY == 0:
                self._clock.check()
            if token.brace == b"{":
                self._open()
            elif token.brace == b"}":
                self._close()
                ended = not self._stack
                if ended:
                    break
            else:
                self._take(token)
        if not ended:
            raise InputError(_CUT)
        lines = Lines(self._clock)
        lines.extend(self._frame["header"])
        lines.gap()
        lines.extend(self._body.finish())
        lines.gap()
        lines.extend(self._frame["footer"])
        warnings = ("it holds pictures; words in a picture were not read",) if self._pictures else ()
        return Document(text=lines.text(), kind="rtf", title=label(self._title, MOST_NAME), warnings=warnings)

    def _open(self) -> None:
        self._flush()
        self._skip = 0
        self._star = False
        self._stack.append(self._state)
        self._state = replace(self._state, role="")
        if len(self._stack) > MOST_LOOSE_DEPTH:
            raise InputError("its parts are nested too deeply; paste the text instead")

    def _close(self) -> None:
        self._flush()
        self._skip = 0
        ended, self._state = self._state, self._stack.pop()
        if ended.role:
            self._finish(ended)

    def _finish(self, ended: _State) -> None:
        """Put the text of a note, box, header or title that has ended where it belongs."""
        lines = [line for line in ended.flow.finish() if line.strip()]
        outer = self._state.flow
        if ended.role == "title":
            self._title = " ".join(lines)
        elif ended.role == "author":
            self._author = label(" ".join(lines), MOST_NAME)
        elif ended.role == "mark":
            outer.current.append(_mark("".join(lines)))
        elif ended.role in self._frame:
            self._frame[ended.role].update(dict.fromkeys(lines))
        elif lines and ended.role in ("Footnote", "Comment"):
            by = f" by {self._author}" if ended.role == "Comment" and self._author else ""
            outer.hanging += [f"{ended.role}{by}: {lines[0].strip()}", *lines[1:]]
        else:
            outer.hanging += lines

    def _take(self, token: Token) -> None:
        if token.word == "'":
            self._byte(token.data)
        elif token.word:
            self._flush()
            self._word(token.word, token.number)
        else:
            data = token.data
            if self._skip:
                dropped = min(self._skip, len(data))
                self._skip -= dropped
                data = data[dropped:]
            if data and not self._state.skipped:
                self._bytes += data
                if len(self._bytes) > 4 * MOST_CHARACTERS:
                    raise too_long()

    def _byte(self, data: bytes) -> None:
        if self._skip:
            self._skip -= 1
        elif not self._state.skipped:
            self._bytes += data

    def _flush(self) -> None:
        """Turn the bytes that have gathered into text, by the code page of the font."""
        data, self._bytes = self._bytes, bytearray()
        if not data:
            return
        if self._state.symbols and len(data) == 1:
            self._write("•")
        else:
            self._write(data.decode(self._state.codec or self._page, "replace"))

    def _write(self, text: str) -> None:
        state = self._state
        if state.skipped or state.hidden or state.deleted:
            return
        self._size += len(text)
        if self._size > 2 * MOST_CHARACTERS:
            raise too_long()
        state.flow.current.append(text)

    def _word(self, word: str, number: int | None) -> None:
        """Do what a control word says."""
        star, self._star = self._star, word == "*"
        if word == "u":
            self._unicode(number or 0)
        elif word in words.CHARACTERS:
            self._write(words.CHARACTERS[word])
        elif word in words.ROLES or word in words.SKIPPED or (star and word not in words.KEPT):
            self._destination(word)
        elif word in words.BREAKS and not self._state.skipped:
            self._break(word)
        else:
            self._setting(word, number)

    def _destination(self, word: str) -> None:
        if word in ("pict", "shppict"):
            self._pictures = True
        role = words.ROLES.get(word, "")
        if role and (not self._state.skipped or role == "title"):
            self._state.flow, self._state.role, self._state.skipped = Flow(), role, False
        elif not role:
            self._state.skipped = True

    def _break(self, word: str) -> None:
        flow = self._state.flow
        if word in ("cell", "nestcell"):
            flow.end_cell(nested=word == "nestcell")
        elif word in ("row", "nestrow"):
            flow.end_row(nested=word == "nestrow")
        elif not self._state.deleted:
            flow.paragraph()

    def _setting(self, word: str, number: int | None) -> None:
        state = self._state
        on = number is None or number != 0
        if word == "uc":
            state.per_unicode = min(max(number or 0, 0), 16)
        elif word == "ansicpg" and number:
            self._page = words.codec(f"cp{number}", self._page)
        elif word in words.PAGES:
            self._page = words.PAGES[word]
        elif word in ("f", "fcharset", "cpg"):
            self._set_font(word, number or 0)
        elif word in ("v", "deleted"):
            setattr(state, "hidden" if word == "v" else "deleted", on)
        elif word == "plain":
            state.hidden = state.deleted = False
        elif word in ("upr", "ud"):  # the same words twice, of which the second are in Unicode
            state.skipped = word == "upr"
        elif word == "pard":
            state.flow.in_table = False
        elif word == "intbl":
            state.flow.in_table = True

    def _set_font(self, word: str, number: int) -> None:
        if word == "f":
            self._font = number
            font = self._fonts.get(number, "")
            self._state.symbols = font == words.SYMBOL
            self._state.codec = "" if font == words.SYMBOL else font
        elif word == "cpg":
            self._fonts[self._font] = words.codec(f"cp{number}", self._page)
        elif number in words.CHARSETS:
            self._fonts.setdefault(self._font, words.CHARSETS[number])

    def _unicode(self, number: int) -> None:
        self._skip = self._state.per_unicode
        code = number + 0x10000 if number < 0 else number
        if self._state.symbols or 0xF000 <= code <= 0xF0FF:
            self._write("•")
        elif 0 <= code <= 0x10FFFF:
            self._write(chr(code))


def _mark(text: str) -> str:
    """Return what stands before an item of a list: its number, or "- " for any sign."""
    text = text.strip()
    return f"{text} " if any(map(str.isalnum, text)) and text != "o" else BULLET
