"""Where the rule data lies, and how a YAML file of it is read."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from nlp.errors import RuleError

ROOT = Path(__file__).parent
_Base: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]  # the base is chosen at run time
    """Reads `no`, `on` and `off` as the words they are; only true and false are truth values. A key that is there twice is refused."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Return the mapping; YAML would keep the last of two like keys and say nothing."""
        seen: set[str] = set()
        for key, _ in node.value:
            name = str(key.value)
            if name in seen:
                raise yaml.constructor.ConstructorError(None, None, f"the key '{name}' is there twice", key.start_mark)
            seen.add(name)
        made: dict[Any, Any] = super().construct_mapping(node, deep)
        return made


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regex) for tag, regex in resolvers if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
    for first, resolvers in _Base.yaml_implicit_resolvers.items()
}


@cache
def read_yaml(name: str) -> Any:
    """Return the parsed content of `nlp/rules/<name>`; a syntax error is a RuleError with file and line."""
    return parse_yaml((ROOT / name).read_text(encoding="utf-8"), name)


def parse_yaml(text: str, name: str) -> Any:
    """Return the content of a YAML text; `name` is what an error calls it."""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506  # a safe loader, see above
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        problem = getattr(error, "problem", None) or "cannot be read"
        raise RuleError(f"{name}:{line}: not valid YAML: {problem}; quote texts that hold ': ' or ' #'") from None


def compose_yaml(text: str, name: str) -> Any:
    """Return the node tree of a YAML text, in which every node knows its line."""
    try:
        return yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError:
        raise RuleError(f"{name}: not valid YAML") from None
