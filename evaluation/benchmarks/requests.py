"""The mixed requests of `secondlook bench --load`: what people and programs send, right and wrong, each with another text."""

import io
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from evaluation.authored import authored

Make = Callable[["Source"], "Request"]
_JSON = {"Content-Type": "application/json"}
_BOUNDARY = "second-look-load"
_FORM = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}", "Accept": "text/html"}


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `leaves` says that the client goes away while it sends, or after it has sent, without an answer."""

    kind: str
    method: str
    address: str
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    leaves: Literal["", "while", "after"] = ""


class Source:
    """Texts of any length out of the authored corpus, at places that `dice` chooses."""

    def __init__(self, profile: str, dice: random.Random) -> None:
        self.profile = profile
        self.dice = dice
        self._pieces = [piece for item in authored("all") for piece in re.findall(r"\S+\s*", item.text + "\n")]

    def text(self, words: int) -> str:
        """Return so many words in a row."""
        at = self.dice.randrange(len(self._pieces) - words) if words < len(self._pieces) else 0
        return "".join(self._pieces[at : at + words])

    def note(self, words: int) -> dict[str, str]:
        """Return a note as the API takes it."""
        return {"text": self.text(words), "id": str(self.dice.randrange(10**6)), "date": "2024-03-14", "role": "health visitor"}

    def words(self) -> int:
        """Return a length such as notes have: mostly short, now and then a page."""
        return self.dice.choice((15, 40, 80, 150, 300, 500, 800))


def requests(profile: str, dice: random.Random) -> Iterator[Request]:
    """Yield requests of all kinds without end, each as often as its weight says."""
    source = Source(profile, dice)
    names, weights = list(_MADE), [weight for weight, _ in _MADE.values()]
    while True:
        kind = dice.choices(names, weights)[0]
        yield _MADE[kind][1](source)


def _note(source: Source) -> Request:
    return _json("note", {**source.note(source.words()), "profile": source.profile})


def _long_note(source: Source) -> Request:
    return _json("long note", {**source.note(source.dice.randrange(5_000, 20_000)), "profile": source.profile})


def _case(source: Source) -> Request:
    notes = [source.note(source.words()) for _ in range(source.dice.randrange(2, 25))]
    return _json("case", {"notes": notes, "profile": source.profile})


def _wrong_json(source: Source) -> Request:
    text = source.text(60)
    bodies = (
        json.dumps({"text": text})[:-1].encode(), json.dumps({"text": text, "key": 1}).encode(), json.dumps({"text": [text]}).encode(),
        json.dumps({"notes": []}).encode(), json.dumps([text]).encode(), b'{"text": "\xff"}', b"[" * 30_000, b"",
        json.dumps({"text": text * 4_000}).encode(),
    )  # fmt: skip
    return Request("wrong body", "POST", "/v1/reviews", source.dice.choice(bodies), _JSON)


def _wrong_request(source: Source) -> Request:
    method, address, body, headers = source.dice.choice((
        ("GET", "/v1/reviews", None, {}), ("GET", "/v1/none", None, {}), ("GET", "/v1/rules?page=x", None, {}),
        ("POST", "/v1/reviews", b"text", {"Content-Type": "text/plain"}), ("GET", "/v1/about", None, {"Host": "example.org"}),
        ("POST", "/look", b"x", {**_FORM}), ("GET", "/none", None, {"Accept": "text/html"}),
    ))  # fmt: skip
    return Request("wrong request", method, address, body, dict(headers))


def _read(source: Source) -> Request:
    pages = ("/", "/indicators", "/about", "/help")
    others = ("/v1/about", "/v1/indicators", "/v1/rules?size=100", "/health/ready", "/v1/openapi.json")
    return Request("page or catalogue", "GET", source.dice.choice(pages + others), None, {"Accept": "text/html"})


def _pasted(source: Source) -> Request:
    return Request("pasted on the page", "POST", "/look", _form(source, ("text", "", source.text(source.words()).encode())), _FORM)


def _uploaded(source: Source) -> Request:
    parts = [("files", *_file(source)) for _ in range(source.dice.choice((1, 1, 1, 4)))]
    return Request("files on the page", "POST", "/look", _form(source, *parts), _FORM)


def _large_file(source: Source) -> Request:
    page = f"<html><p>{source.text(300)}</p><!-- {'x' * 2_000_000} --></html>".encode()
    return Request("large file on the page", "POST", "/look", _form(source, ("files", "large.html", page)), _FORM)


def _broken_file(source: Source) -> Request:
    name, raw = _file(source)
    raw = source.dice.choice((raw[: len(raw) // 2], bytes(source.dice.randbytes(5_000)), b""))
    return Request("broken file on the page", "POST", "/look", _form(source, ("files", name, raw)), _FORM)


def _download(source: Source) -> Request:
    notes = json.dumps([source.note(source.words()) for _ in range(source.dice.choice((1, 1, 3)))]).encode()
    return Request("download", "POST", f"/download/{source.dice.choice(('word', 'html'))}", _form(source, ("notes", "", notes)), _FORM)


def _left_while(source: Source) -> Request:
    made = source.dice.choice((_long_note, _large_file))(source)
    return Request("left while it was sent", made.method, made.address, made.body, made.headers, leaves="while")


def _left_after(source: Source) -> Request:
    made = source.dice.choice((_long_note, _case, _uploaded))(source)
    return Request("left before the answer", made.method, made.address, made.body, made.headers, leaves="after")


_MADE: dict[str, tuple[int, Make]] = {
    "note": (40, _note), "long note": (2, _long_note), "case": (6, _case), "wrong body": (8, _wrong_json),
    "wrong request": (6, _wrong_request), "page or catalogue": (10, _read), "pasted on the page": (10, _pasted),
    "files on the page": (8, _uploaded), "large file on the page": (1, _large_file), "broken file on the page": (4, _broken_file),
    "download": (4, _download), "left while it was sent": (1, _left_while), "left before the answer": (1, _left_after),
}  # fmt: skip
KINDS = tuple(_MADE)


def _json(kind: str, body: dict[str, object]) -> Request:
    return Request(kind, "POST", "/v1/reviews", json.dumps(body).encode(), _JSON)


def _form(source: Source, *parts: tuple[str, str, bytes]) -> bytes:
    """The parts (field, file name or "", content) as a browser sends them, with a role as the form has one."""
    out = bytearray()
    for name, file, content in (*parts, ("role", "", source.dice.choice((b"", b"health visitor", b"school")))):
        named = f'; filename="{file}"' if file else ""
        out += f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode() + content + b"\r\n"
    return bytes(out) + f"--{_BOUNDARY}--\r\n".encode()


def _file(source: Source) -> tuple[str, bytes]:
    """A note as a file of one of the formats that need no program to write."""
    text = source.text(source.words())
    form = source.dice.choice(("txt", "md", "html", "rtf", "eml", "docx"))
    if form == "docx":
        return "visit.docx", _word(text)
    around = {
        "html": "<html><body><p>{}</p></body></html>", "rtf": "{{\\rtf1\\ansi {}}}",
        "eml": "From: a@example.org\nTo: b@example.org\nSubject: Visit\nContent-Type: text/plain; charset=utf-8\n\n{}",
    }  # fmt: skip
    return f"visit.{form}", around.get(form, "{}").format(text).encode("ascii" if form == "rtf" else "utf-8", "replace")


def _word(text: str) -> bytes:
    import docx

    document, out = docx.Document(), io.BytesIO()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()
