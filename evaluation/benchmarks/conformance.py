"""Whether the API does what its own description says, tried with thousands of right and wrong requests that schemathesis makes.

    python -m evaluation.benchmarks.conformance --cases 20000

A server of its own is started as a user would start it, once without accounts and once with them (each role in turn, and nobody).
Every operation of /v1/openapi.json gets its share of the cases. An answer is wrong where it is a fault of the server (5xx, but for 503 and
507, which say when to come back), a status or a type that the description does not name, a shape that it does not have, or where an
error gives back text of the request. The result file holds figures and the names of operations, never a request.
"""

import argparse
import contextlib
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evaluation.benchmarks.http import server
from nlp.errors import SecondLookError
from nlp.version import versions

RESULTS = Path(__file__).parent.parent / "results" / "conformance.json"
ROLES = ("practitioner", "quality", "reviewer", "adjudicator", "administrator")
_SHORTEST_ECHO = 8
"""Characters from which a text of the request that stands in an error is no accident."""
_ANSWER_SECONDS = 120
_MOST_FAULTS = 100
_CHECKS = ("status_code_conformance", "content_type_conformance", "response_schema_conformance")


@dataclass(slots=True)
class Tried:
    """How many cases were sent, by operation and by status, and what was wrong: the operation, and why, in our own words."""

    described: str = ""
    """The API's description, whose own words are no text of a request."""
    cases: int = 0
    operations: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the role, and the headers that show it."""

    role: str
    headers: dict[str, str] = field(default_factory=dict)


def main() -> None:
    """Try both servers, write the figures and print them; exit status 1 where anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=20_000, help="of both servers together")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, default=RESULTS)
    given = parser.parse_args()
    found = {
        "without accounts": without_accounts(given.cases // 2, seed=given.seed),
        "with accounts": with_accounts(given.cases - given.cases // 2, seed=given.seed),
    }
    made = {**versions("rules"), "seed": given.seed, **{name: told(tried) for name, tried in found.items()}}
    given.out.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(made, indent=1) + "\n")
    raise SystemExit(1 if any(tried.wrong for tried in found.values()) else 0)


def told(tried: Tried) -> dict[str, Any]:
    """Return the figures of one server."""
    return {
        "cases": tried.cases, "operations": len(tried.operations), "statuses": {str(s): n for s, n in sorted(tried.statuses.items())},
        "wrong": [list(entry) for entry in sorted(set(tried.wrong))],
    }  # fmt: skip


def without_accounts(cases: int, *, seed: int) -> Tried:
    """Try a server on which nobody signs in."""
    with _folder() as environment, server(environment=environment) as port:
        return attempt(port, (Caller("nobody"),), cases, seed=seed)


def with_accounts(cases: int, *, seed: int) -> Tried:
    """Try a server with accounts, and the review of flags turned on, as each role and as nobody."""
    with _folder() as environment:
        environment |= {"SECONDLOOK_ACCOUNTS": "on"}
        passwords = {role: secrets.token_urlsafe(18) for role in ROLES}
        for role, password in passwords.items():
            _add_person(role, password, environment)
        with server("--review", environment=environment) as port:
            callers = [Caller("nobody"), *(_signed_in(port, role, password) for role, password in passwords.items())]
            return attempt(port, callers, cases, seed=seed)


def attempt(port: int, callers: "list[Caller] | tuple[Caller, ...]", cases: int, *, seed: int) -> Tried:
    """Send `cases` requests to the server at `port`, shared out over its operations, callers, and right and wrong requests."""
    import schemathesis

    address = f"http://127.0.0.1:{port}"
    schema = schemathesis.openapi.from_url(f"{address}/v1/openapi.json", headers=dict(callers[-1].headers))
    tried = Tried(described=json.dumps(schema.raw_schema, ensure_ascii=False))
    operations: list[Any] = [found.ok() for found in schema.get_all_operations()]  # type: ignore[union-attr]  # the description is ours
    sorts = [(caller, mode) for caller in callers for mode in schemathesis.GenerationMode]
    last = [one for one in operations if one.label.startswith("DELETE /v1/session")]  # it signs out
    share = cases * len(last) // len(operations)
    _in_rounds([(one, *sort) for one in operations if one not in last for sort in sorts], tried, cases - share, seed=seed)
    _in_rounds([(one, *sort) for one in last for sort in sorts], tried, share, seed=seed)
    return tried


def _in_rounds(sorts: "list[tuple[Any, Caller, Any]]", tried: Tried, cases: int, *, seed: int) -> None:
    """Send about `cases` requests; what one sort lacks, since there are no more different requests of it, the others send."""
    sent, number = 0, 0
    while sorts and sent < cases:
        most, left = -(-(cases - sent) // len(sorts)), []
        for operation, caller, mode in sorts:
            before, number = tried.cases, number + 1
            _try(operation, mode, caller, tried, most=most, seed=seed + number)
            if tried.cases - before >= most:
                left.append((operation, caller, mode))
            sent += tried.cases - before
        sorts = left


def _try(operation: Any, mode: Any, caller: Caller, tried: Tried, *, most: int, seed: int) -> None:
    """Send up to `most` requests of one operation; hypothesis ends sooner where there are no more different ones."""
    import hypothesis
    from hypothesis.errors import HypothesisException, Unsatisfiable

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=most, deadline=None, database=None, suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate], verbosity=hypothesis.Verbosity.quiet,
    )  # fmt: skip
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        tried.wrong += [(operation.label, why) for why in _sent(case, caller, tried)]

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            send()
        except Unsatisfiable:  # nothing can be wrong about a request that takes nothing
            return
        except HypothesisException as error:
            raise SecondLookError(f"no requests could be made for {operation.label} ({type(error).__name__})") from None


def _sent(case: Any, caller: Caller, tried: Tried) -> list[str]:
    """Send one request and return what was wrong with its answer."""
    import requests
    from schemathesis.checks import CHECKS
    from schemathesis.core.failures import FailureGroup

    tried.cases += 1
    tried.operations[case.operation.label] += 1
    try:
        answer = case.call(headers=caller.headers, timeout=_ANSWER_SECONDS)
    except (requests.RequestException, UnicodeError) as error:
        return [] if _unsendable(error) else [f"no answer ({type(error).__name__})"]
    tried.statuses[answer.status_code] += 1
    names = _CHECKS if answer.status_code in (503, 507) else ("not_a_server_error", *_CHECKS)
    wrong = []
    try:
        case.validate_response(answer, checks=CHECKS.get_by_names(list(names)))
    except FailureGroup as failures:
        wrong = [f"{one.title.lower()}: status {answer.status_code}" for one in failures.exceptions]
    if answer.status_code >= 400 and any(text in answer.text and text not in tried.described for text in _texts(case)):
        wrong.append(f"text of the request in the answer: status {answer.status_code}")
    return wrong[:_MOST_FAULTS]


def _unsendable(error: Exception) -> bool:
    """Whether a request never left, since no HTTP client can write it (a header with a line break)."""
    return isinstance(error, UnicodeError) or type(error).__name__ in ("InvalidHeader", "InvalidURL", "LocationParseError")


def _texts(case: Any) -> Iterator[str]:
    """Yield the longer texts that a request carries."""
    waiting: list[Any] = [case.body, case.query, case.path_parameters]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str) and len(part) >= _SHORTEST_ECHO and not part.isspace():
            yield part
        elif isinstance(part, dict):
            waiting += [*part.keys(), *part.values()]
        elif isinstance(part, list):
            waiting += part


@contextlib.contextmanager
def _folder() -> Iterator[dict[str, str]]:
    """The environment of a server that keeps what it is sent in a folder of its own, removed at the end."""
    with tempfile.TemporaryDirectory(prefix="secondlook-conformance-") as folder:
        place = Path(folder)
        yield {
            **os.environ, "SECONDLOOK_PROFILE": "rules", "SECONDLOOK_WORKERS": "1", "SECONDLOOK_SCREENINGS": str(place / "screenings"),
            "SECONDLOOK_REVIEW_KEYS": str(place / "keys.json"), "XDG_DATA_HOME": folder,
        }  # fmt: skip


def _add_person(role: str, password: str, environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "api.cli", "users", "add", f"conformance-{role}", "--role", role, "--password-stdin"]
    done = subprocess.run(command, input=password, env=environment, text=True, capture_output=True, check=False)  # noqa: S603  # our own command
    if done.returncode:
        raise SecondLookError(f"nobody with the role {role} could be added; run 'secondlook users add' to see why")


def _signed_in(port: int, role: str, password: str) -> Caller:
    import requests

    address, who = f"http://127.0.0.1:{port}/v1/session", {"name": f"conformance-{role}", "password": password}
    answer = requests.post(address, json=who, timeout=_ANSWER_SECONDS)
    if answer.status_code != requests.codes.ok:
        raise SecondLookError(f"nobody with the role {role} could sign in: status {answer.status_code}")
    cookies = "; ".join(f"{name}={value}" for name, value in answer.cookies.items())
    return Caller(role, {"Cookie": cookies, "X-CSRF-Token": answer.json()["token"]})


if __name__ == "__main__":
    began = time.monotonic()
    try:
        main()
    except SecondLookError as error:
        sys.exit(f"conformance: {error} (after {time.monotonic() - began:.0f} seconds)")
