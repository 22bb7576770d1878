"""From the YAML files of `nlp/rules/` to a rule book; a mistake is reported with file, line and key."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from yaml.nodes import MappingNode, Node, SequenceNode

from nlp.errors import RuleError
from nlp.rules.book import Rule, RuleBook
from nlp.rules.data import ROOT, compose_yaml, parse_yaml
from nlp.rules.frequency import frequency
from nlp.rules.matcher import AnyOf
from nlp.rules.patterns import Compiled, Language
from nlp.rules.schema import ListFile, RuleFile, RuleSpec

FOLDERS = ("indicators", "signals")
Model = TypeVar("Model", RuleFile, ListFile)


@cache
def shared_lists() -> dict[str, tuple[str, ...]]:
    """Return the word lists of `lexicon/` that any pattern may use as @name."""
    lists: dict[str, tuple[str, ...]] = {}
    for path in sorted((ROOT / "lexicon").glob("*.yaml")):
        if path.name != "verbs.yaml":
            content = parse_yaml(path.read_text(encoding="utf-8"), path.name)
            checked = _checked(ListFile, content, path, None)
            lists.update({name: tuple(entries) for name, entries in checked.lists.items()})
    return lists


def rule_files(root: Path = ROOT) -> list[Path]:
    """Return every rule file, in a fixed order."""
    return [path for folder in FOLDERS for path in sorted((root / folder).glob("*.yaml"))]


def read_rule_file(path: Path) -> RuleFile:
    """Read and check one rule file. Raises RuleError naming file, line and key."""
    text = path.read_text(encoding="utf-8")
    content = parse_yaml(text, path.name)
    checked = _checked(RuleFile, content, path, text)
    if (checked.indicator is None) == (checked.signal is None):
        raise RuleError(f"{path.name}:1: give one of 'indicator' and 'signal'")
    return checked


def build_book(files: Sequence[tuple[Path, RuleFile]]) -> RuleBook:
    """Compile checked rule files. Raises RuleError where a pattern cannot be read or an id stands twice."""
    rules: list[Rule] = []
    masks: list[tuple[str, Compiled]] = []
    unless: list[tuple[str, Compiled]] = []
    seen: dict[str, str] = {}
    for path, file in files:
        target = file.indicator or file.signal or ""
        compile_ = _compiler(path, {**shared_lists(), **{k: tuple(v) for k, v in file.lists.items()}})
        masks += [(target, compile_("masks", p)) for p in file.masks]
        unless += [(target, compile_("unless", p)) for p in file.unless]
        for spec in file.rules:
            if spec.id in seen:
                raise RuleError(f"{path.name}: rule {spec.id}: this id also stands in {seen[spec.id]}")
            seen[spec.id] = path.name
            rules.append(_rule(spec, target, file.signal is not None, compile_))
    return RuleBook(rules, masks, unless)


def _compiler(path: Path, lists: dict[str, tuple[str, ...]]) -> Callable[[str, str], Compiled]:
    language = Language(lists, frequency)

    def compile_(key: str, pattern: str) -> Compiled:
        try:
            return language.compile(pattern)
        except RuleError as error:
            line = _line_holding(path, pattern)
            raise RuleError(f"{path.name}:{line}: {key}: {error}") from None

    return compile_


def _rule(spec: RuleSpec, target: str, is_signal: bool, compile_: Callable[[str, str], Compiled]) -> Rule:
    def patterns(key: str, texts: Sequence[str]) -> AnyOf:
        return AnyOf(compile_(f"{spec.id}.{key}", text) for text in texts)

    return Rule(
        id=spec.id, target=target, is_signal=is_signal, title=spec.title, why=spec.why, source=tuple(spec.source),
        owner=spec.owner, match=tuple(compile_(f"{spec.id}.match", text) for text in spec.match),
        also=patterns("also", spec.also), unless=patterns("unless", spec.unless),
        before=patterns("before", spec.before), near=patterns("near", spec.near),
        with_=frozenset(spec.with_), after=frozenset(spec.after),
        subject=frozenset(spec.subject), not_subject=frozenset(spec.not_subject),
        assertion=spec.assertion, own_negation=spec.negation == "own",
    )  # fmt: skip


def _checked(model: type[Model], content: Any, path: Path, text: str | None) -> Model:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        every = error.errors(include_input=False, include_url=False)
        first = min(every, key=lambda e: e["type"] != "extra_forbidden")  # a misspelt key explains the one that is missing
        place = first["loc"]
        key = ".".join(str(part) for part in place) or "(the whole file)"
        hint = ""
        if first["type"] == "extra_forbidden":
            hint = "; a key that does not exist, see nlp/rules/schema.py for those that do"
        line = _line_of(text if text is not None else path.read_text(encoding="utf-8"), path.name, place)
        raise RuleError(f"{path.name}:{line}: {key}: {first['msg'].lower()}{hint}") from None


def _line_of(text: str, name: str, place: Sequence[str | int]) -> int:
    """Return the line on which the value at `place` (keys and positions) stands, or its nearest parent."""
    node: Node | None = compose_yaml(text, name)
    line = 1
    for part in place:
        child = None
        for candidate in _children(node, part):
            child = candidate
        if child is None:
            break
        node, line = child, child.start_mark.line + 1
    return line


def _children(node: Node | None, part: str | int) -> Iterator[Node]:
    if isinstance(node, MappingNode):
        yield from (value for key, value in node.value if key.value == part)
    elif isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
        yield node.value[part]


def _line_holding(path: Path, pattern: str) -> int:
    """Return the first line of the file that holds the pattern's text, 0 where it cannot be told."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if pattern in line:
            return number
    return 0
