"""One part of the library under atheris, a fuzzer that is guided by which lines of code an input reaches.

    python -m evaluation.benchmarks.guided rules 1000 7

Started by `evaluation.benchmarks.fuzz`. libFuzzer ends the process itself, so the figures are written when the last input was tried.
"""

import json
import os
import sys
import time
from collections import Counter
from typing import Any

import atheris

with atheris.instrument_imports(include=["nlp"]):
    from evaluation.benchmarks import hostile
    from evaluation.benchmarks.targets import TARGETS
    from nlp.errors import SecondLookError, where_failed

_LONGEST = 2_000
_SHOWN = 20


def main() -> None:
    """Try so many inputs and write the figures as one line of JSON."""
    name, inputs, seed = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    target, made, began = TARGETS[name], Counter[str](), time.monotonic()
    wrong, shown, slowest, tried = Counter[str](), list[str](), 0.0, 0
    whole = sorted(hostile.whole_files().items())
    target.ready()

    def one(raw: bytes) -> None:
        nonlocal slowest, tried
        given, ended, fault = _input(name, raw, whole), "answered", ""
        start = time.process_time()
        try:
            fault = target.run(given)
        except SecondLookError:
            ended = "refused"
        except Exception as error:
            ended, fault = "failed", where_failed(error)
        seconds = time.process_time() - start
        slowest, tried = max(slowest, seconds), tried + 1
        made[ended] += 1
        if seconds > target.most_seconds:
            fault = fault or f"took more than {target.most_seconds:g} seconds"
        if fault:
            wrong[fault] += 1
            shown.append(f"{fault}: {given!r}")
        if tried == inputs:
            _end(
                {
                    "inputs": tried,
                    "ended": made,
                    "wrong": wrong,
                    "shown": shown[:_SHOWN],
                    "slowest": slowest,
                    "seconds": time.monotonic() - began,
                }
            )

    atheris.Setup([sys.argv[0], f"-max_len={_LONGEST}", f"-seed={seed}", "-verbosity=0", "-len_control=0"], one)
    atheris.Fuzz()


def _input(name: str, raw: bytes, whole: list[tuple[str, bytes]]) -> Any:
    """Return the bytes as a text, or as a file: one of our own, broken in places that the bytes name, or the bytes alone."""
    if name != "documents":
        data = atheris.FuzzedDataProvider(raw)
        pieces = []
        while data.remaining_bytes():
            known = data.ConsumeBool()
            pieces.append(data.PickValueInList(list(hostile.PIECES)) if known else data.ConsumeUnicode(8))
        return "".join(pieces)
    data = atheris.FuzzedDataProvider(raw)
    title, content = data.PickValueInList(whole)
    if data.ConsumeBool():
        return title, data.ConsumeBytes(data.remaining_bytes())
    changes = []
    for _ in range(data.ConsumeIntInRange(1, 5)):
        how = data.PickValueInList(["put", "over", "cut", "twice"])
        changes.append((data.ConsumeProbability(), how, data.ConsumeBytes(12)))
    return title, hostile.broken(content, changes)


def _end(figures: dict[str, Any]) -> None:
    sys.stdout.write("\n" + json.dumps(figures) + "\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
