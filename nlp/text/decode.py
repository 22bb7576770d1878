"""From bytes to text, in the encodings that notes are saved in; anything else is refused with a reason."""

from nlp.errors import InputError

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_MOST_CONTROL = 0.02


def decode(raw: bytes, *, where: str) -> str:
    """Return the text of `raw`: UTF-8, UTF-16 with its mark, or Windows-1252. `where` names the place in errors."""
    encoding = next((name for mark, name in _BOMS if raw.startswith(mark)), None)
    if encoding is None and b"\x00" in raw:
        raise InputError(f"{where}: this is not text (it holds binary data); save the note as .txt, .md or .jsonl")
    for name in [encoding] if encoding else ["utf-8", "cp1252"]:
        try:
            text = raw.decode(name)
        except UnicodeDecodeError:
            continue
        if _looks_like_text(text):
            return text
    raise InputError(f"{where}: this cannot be read as text; save the note as UTF-8 text (.txt, .md or .jsonl)")


def _looks_like_text(text: str) -> bool:
    control = sum(1 for c in text if c < " " and c not in "\t\n\r\f\v")
    return control <= len(text) * _MOST_CONTROL
