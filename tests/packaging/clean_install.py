"""`make wheel`: builds the wheel twice, installs it and the locked libraries into a fresh environment, and does what the README says.

Needs a network, and some minutes. Exit status 0 when all went well; the first thing that did not is told.
"""

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import EXAMPLES, ROOT
from tests.packaging.wheel import built, clean, copied, locked_down

LOCK = ROOT / "requirements-server.lock"
PASSWORD = "seven small words"
_WAITS = "secondlook review report"  # a report on decisions, which nobody has made here
EXPORT = "case_id,note_id,note_date,author_role,narrative\n" + "".join(
    f'case {n // 3},note {n},2024-03-{n % 27 + 1:02},health visitor,"Strong smell of cannabis in the hall. Mum was tired, visit {n}."\n'
    for n in range(30)
)


def main() -> None:
    """Do it all."""
    folder = Path(tempfile.mkdtemp(prefix="secondlook-wheel-"))
    try:
        wheel = _same_twice(folder)
        binaries = _installed(folder, wheel)
        work = _work(folder)
        prefix = locked_down(work)
        if prefix:
            _server(binaries, work, prefix)
        else:
            _say("not tried on a read-only file system: this computer does not let us make one")
            _server(binaries, work, [])
        _commands(binaries, work)
        kept = ROOT / "dist" / wheel.name
        kept.parent.mkdir(exist_ok=True)
        shutil.copyfile(wheel, kept)
        _say(f"kept as dist/{wheel.name}")
    finally:
        shutil.rmtree(folder)


def _same_twice(folder: Path) -> Path:
    wheels, digests = [], []
    for name in ("one", "two"):
        tree = copied(folder / name / "tree")
        wheels.append(built(tree, folder / name / "dist"))
        shutil.rmtree(tree)
        digests.append(hashlib.sha256(wheels[-1].read_bytes()).hexdigest())
    if digests[0] != digests[1]:
        raise SystemExit(f"two builds of the same source differ: {digests}")
    _say(f"{wheels[0].name}: {wheels[0].stat().st_size:,} bytes, the same twice, sha256 {digests[0]}")
    return wheels[0]


def _installed(folder: Path, wheel: Path) -> Path:
    venv.create(folder / "environment", with_pip=True, symlinks=True)
    binaries = folder / "environment" / "bin"
    for options in (["--require-hashes", "-r", str(LOCK)], ["--no-index", "--no-deps", str(wheel)]):
        subprocess.run([binaries / "pip", "install", "--quiet", "--disable-pip-version-check", *options], check=True, env=clean())
    _say(f"installed with {LOCK.name}, every hash checked")
    return binaries


def _work(folder: Path) -> Path:
    """Make a folder with the files that the README's commands name."""
    work = folder / "work"
    work.mkdir()
    shutil.copyfile(sorted(EXAMPLES.glob("*.txt"))[0], work / "visit.txt")
    shutil.copyfile(EXAMPLES / "case_harbour.jsonl", work / "notes.jsonl")
    (work / "export.csv").write_text(EXPORT, encoding="utf-8")
    return work


def readme_commands() -> list[str]:
    """Return the commands of the README that need no source and do not wait for a person: one a line, without remarks."""
    blocks = re.findall(r"```\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.splitlines() if line.strip().startswith("secondlook ")]
    return [command for line in lines if not (command := re.sub(r"\s+#.*", "", line)).startswith("secondlook serve")]


def _commands(binaries: Path, work: Path) -> None:
    variables = clean(PATH=f"{binaries}{os.pathsep}{os.environ['PATH']}", XDG_DATA_HOME=str(work / "data"))
    for command in readme_commands():
        asks = command.startswith("secondlook users add")
        began = time.monotonic()
        done = subprocess.run(
            ["bash", "-c", f"{command} --password-stdin" if asks else command], cwd=work, env=variables, capture_output=True, text=True,
            input=f"{PASSWORD}\n" if asks else "", check=False,
        )  # fmt: skip
        waits = command.startswith(_WAITS) and done.returncode == 2 and "nobody has decided" in done.stderr
        if done.returncode != 0 and not waits:
            raise SystemExit(f"{command}\nended with {done.returncode}:\n{done.stderr[-2000:]}")
        _say(f"{command}  ({time.monotonic() - began:.1f} s{', and it waits for people who read' if waits else ''})")


@contextmanager
def _served(binaries: Path, work: Path, prefix: list[str]) -> Iterator[str]:
    variables = clean(XDG_DATA_HOME=str(work / "data"), MPLCONFIGDIR=str(work / "data" / "matplotlib"), TMPDIR=str(work / "data"))
    command = [*prefix, str(binaries / "secondlook"), "serve", "--no-open", "--port", "0"]
    with subprocess.Popen(command, cwd=work, env=variables, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout
            found = re.search(r"http://\S+/", process.stdout.readline())
            if not found:
                raise SystemExit("the server did not start")
            yield found.group().rstrip("/")
            process.send_signal(signal.SIGTERM)
            if process.wait(60) != 0:
                raise SystemExit(f"the server ended with {process.returncode}")
        finally:
            process.kill()


def _server(binaries: Path, work: Path, prefix: list[str]) -> None:
    with _served(binaries, work, prefix) as url:
        end = time.monotonic() + 300
        while subprocess.run([binaries / "secondlook", "health", "--url", url], capture_output=True, check=False, env=clean()).returncode:
            if time.monotonic() > end:
                raise SystemExit("the server did not become ready")
        review = ["-H", "content-type: application/json", "-d", '{"text": "Dad smokes weed in the shed."}', f"{url}/v1/reviews"]
        told = json.loads(_curl("-X", "POST", *review))
        if [flag["indicator"] for flag in told["flags"]] != ["cannabis_use"] or told["versions"]["profile"] != "full":
            raise SystemExit("the server answered something else")
        begun = json.loads(_curl("-F", f"file=@{work / 'export.csv'}", f"{url}/v1/screenings"))
        while (state := json.loads(_curl(f"{url}/v1/screenings/{begun['id']}"))["state"]) != "done":
            if state not in ("queued", "running") or time.monotonic() > end:
                raise SystemExit(f"the screening stands at '{state}'")
            time.sleep(0.2)
        _curl("-X", "DELETE", f"{url}/v1/screenings/{begun['id']}")
    _say(f"secondlook serve: a review and a screening over HTTP, and a clean stop{' (locked down)' if prefix else ''}")


def _curl(*arguments: str) -> str:
    done = subprocess.run(["curl", "-sS", "--fail", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"curl {arguments[-1]}: {done.stderr}")
    return done.stdout


def _say(what: str) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
