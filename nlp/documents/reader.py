"""The way in: bytes to a Document, with every failure turned into one clear error."""

import importlib
import warnings
from collections.abc import Callable
from typing import Final

from nlp.documents.document import Document
from nlp.documents.kinds import NAMES, kind_of
from nlp.documents.limits import MOST_BYTES, MOST_CHARACTERS, MOST_NAME, Clock, too_long
from nlp.documents.lines import label
from nlp.errors import InputError

Reader = Callable[[bytes, Clock], Document]

_MODULES: Final = {
    "text": "plain",
    "docx": "word",
    "pdf": "pdf",
    "rtf": "rtf",
    "eml": "mail",
    "msg": "outlook",
    "html": "html",
}
"""Which module reads a kind; it is imported, with its libraries, only when such a file comes."""


def read(raw: bytes, *, name: str, where: str | None = None) -> Document:
    """Return the text of a file, by its content first and by the suffix of `name` second.

    `where` names the place in errors and is `name` where left out. Raises InputError and nothing else. The error is
    raised with no other error behind it, since a library's own message may quote the file.
    """
    place = where if where is not None else label(name, MOST_NAME) or "the file"
    result = _attempt(raw, name)
    if isinstance(result, Document):
        return result
    raise InputError(f"{place}: {result}")


def _attempt(raw: bytes, name: str) -> Document | str:
    """Return the Document, or what is wrong and what to do."""
    kind = ""
    try:
        if len(raw) > MOST_BYTES:
            return (
                f"the file has {len(raw) / 1_000_000:,.1f} MB; a file may have up to {MOST_BYTES // 1_000_000} MB. "
                "Save it without pictures, or split it"
            )
        kind = kind_of(raw, name)
        reader: Reader = importlib.import_module(f"nlp.documents.{_MODULES[kind]}").read
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            document = reader(raw, Clock())
        if len(document.text) > MOST_CHARACTERS:
            raise too_long()
    except InputError as error:
        return str(error)
    except ImportError:
        return f"the part that reads {NAMES.get(kind, 'this')} is not installed; run: pip install --upgrade secondlook"
    except MemoryError:
        return "reading it would take too much memory; save it without pictures, or paste the text"
    except RecursionError:
        return "its parts are nested too deeply; save it again from the program that made it, or paste the text"
    except Exception:  # whatever a library raises on a hostile file
        return f"{NAMES.get(kind, 'the file')} is broken or cut off; save it again from the program that made it"
    if not document.text.strip():
        return "there is no text in it; nothing was looked at, and nothing follows from that"
    return document
