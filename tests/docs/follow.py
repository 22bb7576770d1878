"""Follows the documents: runs each command in one folder, one after the other, as somebody who types them would.

`secondlook` is run in this process with the rules alone where a line names no profile, so that the whole takes seconds.
What is not run stands with its reason in `snippets.yaml`, and is checked as far as it can be: options, targets, extras, settings.
"""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import typer.main
import yaml
from typer.testing import CliRunner

from api.cli import app
from api.custody import place_of
from api.settings import Settings
from api.settings_file import OTHER_VARIABLES
from api.store import people, tables
from api.store.deciding import Decided, decide
from api.store.reserving import next_item
from api.store.store import open_store
from nlp.context import Assessor
from nlp.rules.check import hit_by
from nlp.rules.loader import build_book, read_rule_file
from tests.conftest import ROOT
from tests.docs.snippets import Block, Command, commands

TOLD: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "snippets.yaml").read_text(encoding="utf-8"))
_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
_TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
_SETTINGS = {f"SECONDLOOK_{setting.name.upper()}" for setting in fields(Settings)} | set(OTHER_VARIABLES)


@dataclass
class Follower:
    """One who follows the documents in a folder of their own, with a server on `port`."""

    folder: Path
    port: int
    done: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)

    def block(self, block: Block) -> None:
        """Do what a block says; raises AssertionError where it does not work."""
        if self._told(block.text.lstrip(), "shown"):
            return
        if block.language in _READ:
            _READ[block.language](self, block.text)
            return
        for command in commands(block.text):
            self.command(command)

    def command(self, command: Command) -> None:
        """Run a command, once in all, or check what can be checked of it."""
        for name in command.variables:
            _known(name)
        program, line = (command.words or [""])[0].removeprefix(".venv/bin/"), " ".join(command.words)
        if not program or line in self.done:
            return
        self.done.add(line)
        not_run = self._told(line.removeprefix(".venv/bin/"), "not_run")
        if program == "secondlook":
            (_parsed if not_run else self._secondlook)(command.words[1:])
        elif program == "curl" or "| curl" in line:
            if not not_run:
                self._shell(command.line)
        elif program == "python":
            assert importlib.util.find_spec(command.words[command.words.index("-m") + 1]), f"no such module: {line}"
            assert not_run, f"say in snippets.yaml why this is not run: {line}"
        elif program == "export":
            for word in command.words[1:]:
                _known(word.partition("=")[0])
        elif "<<" in command.line:
            self._shell(command.line)
        else:
            self._only_read(program, command.words)

    def _only_read(self, program: str, words: list[str]) -> None:
        assert program in TOLD["programs"], f"'{program}' cannot be followed here: say why in snippets.yaml, or see that it is run"
        self.used.add(program)
        if program == "secondlook-admin":
            _parsed(words[1:])
        if program == "make":
            assert words[1].split("=")[0] in _TARGETS, f"the Makefile has no target {words[1]}"
        if program == "pip" and (extra := re.search(r"secondlook\[(\w+)\]", " ".join(words))):
            assert extra[1] in _PROJECT["optional-dependencies"], f"pyproject.toml has no extra {extra[1]}"

    def _secondlook(self, words: list[str]) -> None:
        line = " ".join(["secondlook", *words])
        if told := self._told(line, "before"):
            self._before(*told.split())
        typed: str | bytes | None = self._told(line, "typed") or None
        if "<" in words:
            typed = (self.folder / words[-1]).read_bytes()
            words = words[: words.index("<")]
        words = [name for word in words for name in (sorted(map(str, Path().glob(word))) if "*" in word else [word])]
        if (words[0] in ("scan", "screen") or words[1:2] == ["thresholds"]) and "--profile" not in words:
            words += ["--profile", "rules"]
        if words[0] == "screen":
            words[1:1] = ["--workers", "1"]
        result = CliRunner().invoke(app, words, input=typed)
        failed = result.exception if not isinstance(result.exception, SystemExit) else ""
        assert result.exit_code == 0, f"{line}: exit status {result.exit_code} {failed}\n{result.output[-800:]}"

    def _before(self, what: str, place: str, to: str = "") -> None:
        """Make ready what a command needs: `remove` or `copy` a folder, or `read` the passages of a review as somebody."""
        if what == "read":
            read_all(place)
            return
        old = self.folder / (to or place)
        if old.is_file():
            old.unlink()
        shutil.rmtree(old, ignore_errors=True)
        if what == "copy":
            shutil.copytree(self.folder / place, self.folder / to)

    def _shell(self, line: str) -> None:
        if "curl" in line and not shutil.which("curl"):
            return
        line = line.replace("curl -s", "curl -sS --fail").replace(":8000", f":{self.port}")
        done = subprocess.run(["bash", "-eo", "pipefail", "-c", line], cwd=self.folder, capture_output=True, check=False, timeout=60)
        assert done.returncode == 0, f"{line}: {done.stderr.decode(errors='replace')[-400:]}"

    def _told(self, line: str, how: str) -> str:
        """Return what snippets.yaml says of a line, "" where it says nothing. A beginning that ends in $ is the whole line."""
        for begins, said in TOLD[how].items():
            if f"{line}$" == begins or line.startswith(begins):
                self.used.add(begins)
                return str(said)
        return ""

    def _python(self, text: str) -> None:
        exec(compile(text, "a document", "exec"), {"__name__": "__document__"})  # noqa: S102  # our own documents

    def _rules(self, text: str) -> None:
        file = self.folder / "rules.yaml"
        file.write_text(text, encoding="utf-8")
        checked = read_rule_file(file)
        book, assessor = build_book([(file, checked)]), Assessor.load()
        for rule in checked.rules:
            assert all(hit_by(rule.id, example, book, assessor) for example in rule.examples.match), f"{rule.id} misses an example"
            assert not any(hit_by(rule.id, example, book, assessor) for example in rule.examples.no), f"{rule.id} hits an example"

    def _json(self, text: str) -> None:
        json.loads(text)

    def _toml(self, text: str) -> None:
        for name in tomllib.loads(text):
            _known(f"SECONDLOOK_{name.upper()}")

    def _nothing(self, _: str) -> None:
        pass


_READ = {
    "python": Follower._python, "yaml": Follower._rules, "json": Follower._json, "toml": Follower._toml, "text": Follower._nothing,
}  # fmt: skip


def _known(variable: str) -> None:
    if variable.startswith("SECONDLOOK_"):
        assert variable in _SETTINGS or variable.removesuffix("_FILE") in _SETTINGS, f"there is no setting {variable}"


def named(words: list[str]) -> tuple[Any, list[str]]:
    """Return the command that words name, and the words after it; a group of commands where they stop there."""
    command: Any = typer.main.get_command(app)
    while words and hasattr(command, "commands"):
        assert words[0] in command.commands, f"there is no command '{' '.join(words)}'"
        command, words = command.commands[words[0]], words[1:]
    return command, words


def _parsed(words: list[str]) -> None:
    """Check that command and options are known, without running anything."""
    command, rest = named(words)
    command.make_context("secondlook", list(rest))


def read_all(name: str) -> None:
    """Let somebody of the review agree with every passage that is there for them."""
    with open_store(place_of(None, None), create=False) as store:
        person = next(person for person in people.everybody(store) if person.name == name)
        with store.reading() as connection:
            queues = [row.name for row in connection.execute(tables.queues.select())]
        for queue in queues:
            while held := next_item(store, queue, person):
                decide(store, held.item, person, Decided(verdict="agree"))


def environment(folder: Path) -> Mapping[str, str]:
    """Return the variables under which documents are followed, so that nothing of this person's is touched."""
    return {**os.environ, "XDG_DATA_HOME": str(folder / "data"), "XDG_CONFIG_HOME": str(folder / "config"), "SECONDLOOK_PROFILE": "rules"}
