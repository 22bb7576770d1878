"""What is known of each indicator, for its page: what is in and out, examples, and how often a flag was right."""

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import evaluation
from nlp.indicators import INDICATORS
from nlp.rules.data import parse_yaml

_DEFINITIONS = Path(__file__).parent / "definitions.yaml"
_RESULTS = Path(evaluation.__file__).parent / "results"


class Measured(NamedTuple):
    """Passages of the development notes: marked rightly, marked wrongly, and missed."""

    right: int
    wrong: int
    missed: int

    @property
    def marked(self) -> int:
        """How many passages were marked."""
        return self.right + self.wrong

    @property
    def there(self) -> int:
        """How many passages a reader marked."""
        return self.right + self.missed


@cache
def definitions() -> dict[str, Any]:
    """Return for each indicator what is in, what is out, examples of both, and where the learning comes from."""
    content: dict[str, Any] = parse_yaml(_DEFINITIONS.read_text(encoding="utf-8"), _DEFINITIONS.name)
    return content


@cache
def measures() -> dict[str, Measured]:
    """Return how often flags were right on the development notes, for each indicator that was met there."""
    table = _results()["indicators"]
    return {i: Measured(table[i]["tp"], table[i]["fp"], table[i]["fn"]) for i in INDICATORS if i in table}


def overall() -> Measured:
    """Return the same for all indicators together."""
    return Measured(*(sum(column) for column in zip(*measures().values(), strict=True)))


@cache
def _results() -> dict[str, Any]:
    """Return the results of the profile that the page uses."""
    kept = next(path for name in ("full", "rules") if (path := _RESULTS / f"dev_{name}.json").is_file())
    content: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
    return content
