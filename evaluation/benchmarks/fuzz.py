"""Hostile inputs, tens of thousands of them, through the cutting of text, the rules, the documents and the API; and two megabytes at once.

    python -m evaluation.benchmarks.fuzz --inputs 50000

Half of the inputs for the library are made by hypothesis, the other half by atheris, which looks for inputs that reach lines of code
that no earlier one reached (`pip install 'secondlook[fuzz]'`; without it hypothesis makes them all, and the result says so). An input is
wrong where it ends in anything but an answer or one of our own errors, where it takes longer than it may, or where an answer contradicts
itself. The result file holds figures and places in the code, never an input; `--show` prints the inputs that went wrong.
"""

import argparse
import http.client
import importlib.util
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evaluation.benchmarks import hostile
from evaluation.benchmarks.http import server
from evaluation.benchmarks.targets import TARGETS, Target
from nlp.errors import SecondLookError, where_failed
from nlp.version import versions

RESULTS = Path(__file__).parent.parent / "results" / "fuzz.json"
SHARES = {"text": 0.35, "rules": 0.35, "documents": 0.2, "api": 0.1}
LONG = 1_000_000
"""Code points of a long text: as many as a note may have, two to four megabytes where they are not plain letters."""
MOST_SECONDS = 5.0
"""Processor time that a long text may take."""
_ANSWER_SECONDS = 30


@dataclass(slots=True)
class Fuzzed:
    """What became of the inputs of one target: how many there were by maker, how they ended, the slowest, and what was wrong."""

    made: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    wrong: Counter[str] = field(default_factory=Counter)
    inputs: list[str] = field(default_factory=list)

    def note(self, maker: str, ended: str, seconds: float, wrong: str, shown: Any) -> None:
        """Note one input."""
        self.made[maker] += 1
        self.ended[ended] += 1
        self.slowest = max(self.slowest, seconds)
        if wrong:
            self.wrong[wrong] += 1
            self.inputs.append(f"{wrong}: {shown!r}")


def main() -> None:
    """Try everything, write the figures and print them; exit status 1 where anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", action="store_true", help="print the inputs that went wrong")
    parser.add_argument("--out", type=Path, default=RESULTS)
    given = parser.parse_args()
    found = {name: library(name, round(SHARES[name] * given.inputs), seed=given.seed) for name in TARGETS}
    found["api"] = api(round(SHARES["api"] * given.inputs), seed=given.seed)
    long = long_texts(LONG)
    made = {
        **versions("rules"), "seed": given.seed, "inputs": sum(sum(f.made.values()) for f in found.values()),
        "targets": {name: told(fuzzed) for name, fuzzed in found.items()},
        "long": {"code_points": LONG, "most_seconds": MOST_SECONDS, "texts": long},
    }  # fmt: skip
    given.out.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(made, indent=1, ensure_ascii=False) + "\n")
    if given.show:
        sys.stdout.writelines(line + "\n" for fuzzed in found.values() for line in fuzzed.inputs)
    late = [title for title, one in long.items() if one["seconds"] > MOST_SECONDS]
    raise SystemExit(1 if late or any(fuzzed.wrong for fuzzed in found.values()) else 0)


def told(fuzzed: Fuzzed) -> dict[str, Any]:
    """Return the figures of one target."""
    return {
        "made_by": dict(sorted(fuzzed.made.items())), "ended": dict(sorted(fuzzed.ended.items())),
        "slowest_seconds": round(fuzzed.slowest, 2), "wrong": dict(sorted(fuzzed.wrong.items())),
    }  # fmt: skip


def library(name: str, inputs: int, *, seed: int) -> Fuzzed:
    """Give `inputs` inputs to one part of the library."""
    fuzzed = Fuzzed()
    TARGETS[name].ready()
    guided = inputs // 2 if importlib.util.find_spec("atheris") else 0
    _each(
        hostile.documents() if name == "documents" else hostile.texts(),
        inputs - guided,
        seed,
        lambda made: _tried(TARGETS[name], made, fuzzed),
    )
    if guided:
        _guided(name, guided, seed, fuzzed)
    return fuzzed


def api(inputs: int, *, seed: int) -> Fuzzed:
    """Send `inputs` bodies to a server of its own."""
    from hypothesis import strategies as st

    fuzzed, raw = Fuzzed(), st.binary(max_size=60) | hostile.documents().map(lambda one: one[1][:2_000])
    sent = st.tuples(hostile.bodies().map(lambda body: json.dumps(body).encode("utf-8", "surrogatepass")) | raw,
                     st.sampled_from(("application/json", "application/json; charset=utf-8", "text/plain",
                     "multipart/form-data; boundary=b", ""))
                     | st.just("application/json"))  # fmt: skip
    with server() as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_ANSWER_SECONDS)
        _each(sent, inputs, seed, lambda one: _posted(connection, one, fuzzed))
        connection.close()
    return fuzzed


def long_texts(size: int) -> dict[str, dict[str, Any]]:
    """Review texts of `size` code points with the rules; return for each the processor time and whether it was read or refused."""
    found = {}
    TARGETS["rules"].ready()
    for title, text in hostile.long_texts(size):
        began = time.process_time()
        try:
            TARGETS["rules"].run(text)
            ended = "read"
        except SecondLookError:
            ended = "refused"
        found[title] = {"seconds": round(time.process_time() - began, 2), "ended": ended}
    return found


def _each(strategy: Any, inputs: int, seed: int, give: Callable[[Any], None]) -> None:
    import hypothesis

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=inputs, deadline=None, database=None, suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.generate],
    )  # fmt: skip
    @hypothesis.given(strategy)
    def one(made: Any) -> None:
        give(made)

    one()


def _tried(target: Target, made: Any, fuzzed: Fuzzed) -> None:
    began, ended, wrong = time.process_time(), "answered", ""
    try:
        wrong = target.run(made)
    except SecondLookError:
        ended = "refused"
    except Exception as error:
        ended, wrong = "failed", where_failed(error)
    seconds = time.process_time() - began
    if seconds > target.most_seconds:
        wrong = wrong or f"took more than {target.most_seconds:g} seconds"
    fuzzed.note("hypothesis", ended, seconds, wrong, made)


def _answer(connection: http.client.HTTPConnection, sent: tuple[bytes, str]) -> tuple[int, bytes]:
    """Return status and body of the answer to one request."""
    body, kind = sent
    connection.request("POST", "/v1/reviews", body, {"Content-Type": kind} if kind else {})
    answer = connection.getresponse()
    return answer.status, answer.read()


def _posted(connection: http.client.HTTPConnection, sent: tuple[bytes, str], fuzzed: Fuzzed) -> None:
    began, wrong = time.monotonic(), ""
    try:
        try:
            status, said = _answer(connection, sent)
        except ConnectionError:  # a connection that was idle for long is closed by the server: any client asks again on a fresh one
            connection.close()
            status, said = _answer(connection, sent)
    except (OSError, http.client.HTTPException) as error:
        connection.close()
        fuzzed.note("hypothesis", "no answer", time.monotonic() - began, type(error).__name__, sent)
        return
    if status not in (200, 400, 413, 415, 422, 429, 503):
        wrong = f"status {status}"
    elif status != http.client.OK and json.loads(said)["status"] != status:
        wrong = "an error that is no problem document"
    fuzzed.note("hypothesis", f"status {status}", time.monotonic() - began, wrong, sent)


def _guided(name: str, inputs: int, seed: int, fuzzed: Fuzzed) -> None:
    """Let atheris try; it ends its process itself, so it has one of its own, which writes a line at the end."""
    command = [sys.executable, "-m", "evaluation.benchmarks.guided", name, str(inputs), str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603  # our own command
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines:
        raise SecondLookError(
            f"atheris did not end as it should for {name} (status {done.returncode}); run {' '.join(command[1:])} to see why"
        )
    last = json.loads(lines[-1])
    fuzzed.made["atheris"] += last["inputs"]
    fuzzed.ended.update(last["ended"])
    fuzzed.wrong.update(last["wrong"])
    fuzzed.inputs += last["shown"]
    fuzzed.slowest = max(fuzzed.slowest, last["slowest"])


if __name__ == "__main__":
    main()
