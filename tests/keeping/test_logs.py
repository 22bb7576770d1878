"""The log: every event is a constant of the code, every key is known, and no text gets in from anywhere."""

import ast
import json
import logging
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from api import logs
from api.logs import KEYS, LEVELS, Lines
from api.settings import SettingsError, settings_from
from tests.conftest import ROOT
from tests.keeping.watched import CANARY

SOURCES = sorted(path for folder in ("api", "evaluation") for path in (ROOT / folder).rglob("*.py"))


def calls(tree: ast.AST) -> list[ast.Call]:
    """The calls of our own logger in a module."""
    return [
        node for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name) and node.func.value.id == "_log"
        and node.func.attr in (*LEVELS, "critical", "exception", "log")
    ]  # fmt: skip


def wrong(call: ast.Call) -> str:
    """What is wrong with a call; empty where nothing is."""
    if len(call.args) != 1 or not (isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)):
        return "the event must be a constant: no f-string, no values"
    if any(k.arg != "extra" for k in call.keywords):
        return "only 'extra' may be given: an exception could hold text"
    for keyword in call.keywords:
        if not isinstance(keyword.value, ast.Dict):
            return "'extra' must be written out"
        unknown = {k.value for k in keyword.value.keys if isinstance(k, ast.Constant)} - KEYS
        if unknown:
            return f"keys that are not in api/logs.py: {sorted(map(str, unknown))}"
    return ""


def test_every_line_of_our_own_is_an_event_with_known_keys() -> None:
    found = [(path, call) for path in SOURCES for call in calls(ast.parse(path.read_text(encoding="utf-8")))]
    assert len(found) >= 8
    assert [f"{path.relative_to(ROOT)}:{call.lineno}: {wrong(call)}" for path, call in found if wrong(call)] == []


@pytest.mark.parametrize("line", ['_log.info(f"read {text}")', '_log.info("read %s", text)', '_log.error("failed", exc_info=True)',
                                  '_log.info("read", extra={"text": text})', '_log.info("read", extra=told)'])  # fmt: skip
def test_the_check_of_lines_finds_what_is_wrong(line: str) -> None:
    (call,) = calls(ast.parse(line))
    assert wrong(call)


def test_no_other_module_writes_a_log_of_its_own() -> None:
    for path in SOURCES:
        content = path.read_text(encoding="utf-8")
        if path.is_relative_to(ROOT / "api") and "getLogger(" in content and path.name != "logs.py":
            assert 'getLogger("secondlook")' in content, path


def written(make: str) -> str:
    """What a process says on standard error, with logging set up at debug level, when it does `make`."""
    script = f"import logging, warnings, threading, asyncio\nfrom api import logs\nlogs.set_up('debug')\ntext = {CANARY!r}\n{make}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, env=environment, timeout=60).stderr


MAKE = """
logging.getLogger("secondlook").info("read %s", text)
logging.getLogger("secondlook").info("read", extra={"ms": 1, "text": text})
logging.getLogger("some.library").debug("saw %s", text)
logging.getLogger("some.library").warning(text)
try:
    {}[text]
except KeyError:
    logging.getLogger("some.library").exception(text)
    logging.getLogger("secondlook").exception("failed")
warnings.warn(text)
def die(): raise ValueError(text)
thread = threading.Thread(target=die); thread.start(); thread.join()
class Bad:
    def __del__(self): raise ValueError(text)
Bad()
async def main():
    task = asyncio.get_running_loop().call_soon(die)
    await asyncio.sleep(0.01)
asyncio.run(main())
die()
"""


def test_nothing_that_is_logged_warned_of_or_raised_brings_text_in() -> None:
    said = written(MAKE)
    assert CANARY not in said.lower()
    lines = [json.loads(line) for line in said.splitlines()]
    own = [line["event"] for line in lines if line["event"] != "library"]
    assert own == ["event without a name", "read", "failed", "fault", "fault", "ended by a fault"]
    assert {line["library"] for line in lines if line["event"] == "library"} >= {"some.library", "py.warnings", "asyncio"}
    assert lines[1]["ms"] == 1
    assert all(line["version"] and line["time"].endswith("Z") and line["level"] in (*LEVELS, "critical") for line in lines)
    assert sum("where" in line and "ValueError at" in line["where"] for line in lines) == 4


def test_levels_are_checked() -> None:
    with pytest.raises(SettingsError, match="SECONDLOOK_LOG_LEVEL must be one of: debug"):
        settings_from({"SECONDLOOK_LOG_LEVEL": "all"})


def test_lines_of_a_request_carry_its_id() -> None:
    record = logging.LogRecord("secondlook", logging.INFO, "a.py", 1, "request", None, None)
    token = logs.request_id.set("abc")
    try:
        assert json.loads(Lines().format(record))["request"] == "abc"
    finally:
        logs.request_id.reset(token)
    assert "request" not in json.loads(Lines().format(record))


PRIVATE = """
import os, resource, sys, tempfile, time
from pathlib import Path
from api import private
private.no_core_dumps(); private.own_files_only()
folder = private.own_temporary_folder()
Path(tempfile.gettempdir(), "note").write_text("x")
Path("written").write_text("x")
print(folder, resource.getrlimit(resource.RLIMIT_CORE), os.environ["TMPDIR"] == str(folder), oct(folder.stat().st_mode), flush=True)
if sys.argv[1] == "die":
    os.kill(os.getpid(), 9)
if sys.argv[1] == "stay":
    sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits are those of Unix")
def test_temporary_files_are_private_and_go_also_after_a_kill(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    foreign = tmp_path / "tmp" / "secondlook-of-somebody"
    foreign.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path / "tmp")}

    def start(how: str) -> "subprocess.Popen[str]":
        return subprocess.Popen([sys.executable, "-c", PRIVATE, how], env=environment, cwd=tmp_path, text=True,
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip

    with start("stay") as staying:
        assert staying.stdout
        here = staying.stdout.readline()
        with start("die") as dying:
            assert dying.stdout
            left = dying.stdout.read()
        assert Path(left.split()[0]).is_dir(), "a kill leaves it behind"
        with start("end") as ending:
            assert ending.wait(30) == 0
        assert not Path(left.split()[0]).exists(), "the next start removes it"
        assert Path(here.split()[0]).is_dir(), "that of a process that lives stays"
        assert "(0, 0) True 0o40700" in here
        staying.communicate("")
    assert list((tmp_path / "tmp").iterdir()) == [foreign]
    assert stat.S_IMODE((tmp_path / "written").stat().st_mode) == 0o600
