"""What every reader gives back."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The text of a file, whole and in order.

    `kind` is the format that was read, whatever the file is called; `date` is ISO 8601 where the format states when
    it was written (an e-mail), else ""; `warnings` say what was left out, for the person who reads the text.
    """

    text: str
    kind: str
    title: str = ""
    date: str = ""
    warnings: tuple[str, ...] = ()
