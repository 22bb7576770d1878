"""The clients of the soak: they send notes and cases with an API key or a session, decide on passages, and judge every answer.

A second look is right when it equals the one that this process made of the same note beforehand. An answer that is no success must be
one that asks to come back (429 or 503) and say when (`Retry-After`); the client then waits so long and sends the same again.
"""

import hashlib
import http.client
import json
import random
import secrets
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import nlp
from evaluation.benchmarks.requests import Source
from evaluation.benchmarks.review_server import PASSWORD
from nlp.records import Json
from nlp.wire import finding_to, note_from, review_to

_ANSWER_SECONDS = 120
_KEPT = 2.0  # seconds for which a connection without a request is kept; the server closes it after five
_COME_BACK = (429, 503)
_TWICE = 0.1  # share of decisions that are sent a second time on purpose, as after a lost connection
_NOTES_A_CASE = 6  # for so many notes one case is made


@dataclass(frozen=True, slots=True)
class Expected:
    """A request body, and the digest of what must come back."""

    kind: str
    body: bytes
    digest: str


@dataclass(slots=True)
class Tally:
    """What became of all requests."""

    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    seconds: dict[str, list[float]] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    confirmed: list[str] = field(default_factory=list)
    compared: int = 0
    sent_twice: int = 0
    wrong: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answered(self, kind: str, status: int, seconds: float) -> None:
        """Note one answer."""
        with self.lock:
            self.statuses[kind, status] += 1
            self.seconds.setdefault(kind, []).append(seconds)

    def fault(self, words: str) -> None:
        """Note what should not have happened, in words without text of a note."""
        with self.lock:
            self.wrong.append(words)


def expected(seed: int, *, profile: str, notes: int) -> list[Expected]:
    """Return so many notes, and some cases, with what this process reads in them; the same ones for the same seed."""
    source, pipeline = Source(profile, random.Random(seed)), nlp.load(profile=profile, threads=1)  # noqa: S311
    made = []
    for _ in range(notes):
        note = source.note(source.words())
        answer = review_to(pipeline.review(note_from(note)))
        made.append(Expected("note", json.dumps({**note, "profile": profile}).encode(), digest(answer)))
    for _ in range(max(1, notes // _NOTES_A_CASE)):
        case = [source.note(source.words()) for _ in range(source.dice.randrange(2, 9))]
        reviews, together = pipeline.review_together([note_from(note) for note in case])
        answer = {"reviews": [review_to(r) for r in reviews], "findings": [finding_to(f) for f in together.findings]}
        made.append(Expected("case", json.dumps({"notes": case, "profile": profile}).encode(), digest(answer)))
    return made


def digest(answer: Json) -> str:
    """Return a digest of a review, or of the reviews and findings of a case."""
    kept = {key: answer[key] for key in ("reviews", "findings")} if "reviews" in answer else answer
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


class Client:
    """One client: a connection that is kept, and how it says who it is."""

    def __init__(self, port: int, number: int, tally: Tally) -> None:
        self.port = port
        self.dice = random.Random(number)  # noqa: S311  # which note comes next, and pauses
        self.tally = tally
        self.headers = {"Content-Type": "application/json"}
        self._used = time.monotonic()
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_ANSWER_SECONDS)

    def with_key(self, key: str) -> "Client":
        """Send an API key with everything."""
        self.headers["Authorization"] = f"Bearer {key}"
        return self

    def sign_in(self, name: str) -> "Client":
        """Sign in, and send cookie and token with everything."""
        status, answer, headers = self._once("POST", "/v1/session", json.dumps({"name": name, "password": PASSWORD}).encode())
        if status != 200:
            self.tally.fault(f"{name} could not sign in (status {status})")
            return self
        self.headers |= {"X-CSRF-Token": answer["token"], "Cookie": headers["Set-Cookie"].partition(";")[0]}
        return self

    def look(self, texts: list[Expected], end: float) -> None:
        """Send notes and cases until the time is over, and compare each answer."""
        while time.monotonic() < end:
            self.look_once(self.dice.choice(texts))

    def look_once(self, asked: Expected) -> None:
        """Send one note or case, and compare the answer."""
        status, answer = self.ask(asked.kind, "POST", "/v1/reviews", asked.body)
        if status != 200:
            return
        with self.tally.lock:
            self.tally.compared += 1
        if digest(answer) != asked.digest:
            self.tally.fault(f"the answer for a {asked.kind} is not what was read before")

    def decide(self, queue: str, end: float) -> None:
        """Read passages and decide until the time is over or nothing is left; some decisions are sent twice."""
        while time.monotonic() < end:
            status, answer = self.ask("next passage", "GET", f"/v1/queues/{queue}/next", None)
            if status != 200 or answer["item"] is None:
                return
            time.sleep(self.dice.uniform(0.5, 1.5))
            name, place = secrets.token_hex(8), f"/v1/items/{answer['item']['id']}/decisions"
            body = json.dumps({"verdict": self.dice.choice(("agree", "disagree")), "request": name}).encode()
            status, first = self.ask("decision", "POST", place, body)
            if status != 201:
                self.tally.fault(f"a decision was answered with status {status}")
                continue
            with self.tally.lock:
                self.tally.confirmed.append(name)
            if self.dice.random() < _TWICE:
                self._again(place, body, first)

    def ask(self, kind: str, method: str, path: str, body: bytes | None) -> tuple[int, Any]:
        """Send a request until it is answered otherwise than by asking to come back; return status and answer."""
        until = time.monotonic() + _ANSWER_SECONDS
        while True:
            began = time.perf_counter()
            try:
                status, answer, headers = self._once(method, path, body)
            except (OSError, http.client.HTTPException, ValueError) as error:
                self._connection.close()
                self.tally.fault(f"a {kind} had no answer ({type(error).__name__})")
                return 0, None
            self.tally.answered(kind, status, time.perf_counter() - began)
            if status in (200, 201):
                return status, answer
            wait = headers.get("Retry-After", "")
            with self.tally.lock:
                self.tally.refused[f"{status} {str(answer.get('type', '')).rpartition('/')[2]}"] += 1
            if status not in _COME_BACK or not wait.isdecimal():
                self.tally.fault(f"a {kind} was answered with status {status}, Retry-After: {wait or 'none'}")
                return status, answer
            if time.monotonic() > until:
                self.tally.fault(f"a {kind} was told to come back for {_ANSWER_SECONDS} seconds")
                return status, answer
            time.sleep(int(wait))

    def _again(self, place: str, body: bytes, first: Any) -> None:
        status, again = self.ask("decision sent twice", "POST", place, body)
        with self.tally.lock:
            self.tally.sent_twice += 1
        if status != 200 or again["decision"] != first["decision"]:
            self.tally.fault(f"a decision that was sent twice was answered with status {status}")

    def _once(self, method: str, path: str, body: bytes | None) -> tuple[int, Any, http.client.HTTPMessage]:
        if time.monotonic() - self._used > _KEPT:
            self._connection.close()  # the next request opens it again
        self._connection.request(method, path, body, self.headers)
        answer = self._connection.getresponse()
        content = json.loads(answer.read())
        self._used = time.monotonic()
        return answer.status, content, answer.headers

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
