"""Sample files: JSONL, one `SampleItem` a line. A line that does not fit is named by its number and key, never by its text."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import IO

from pydantic import TypeAdapter, ValidationError

from evaluation.review.rows import SampleItem
from nlp.errors import InputError
from nlp.indicators import INDICATORS


@cache
def _adapter() -> TypeAdapter[SampleItem]:
    return TypeAdapter(SampleItem)


def write_sample(items: Iterable[SampleItem], out: IO[str]) -> int:
    """Write the items, one a line; return how many."""
    count = 0
    for count, item in enumerate(items, 1):  # noqa: B007  # the last number is the count
        out.write(json.dumps(asdict(item), ensure_ascii=False) + "\n")
    return count


def read_sample(path: Path) -> Iterator[SampleItem]:
    """Yield the items of a sample file; an InputError names the line and the key that is wrong."""
    seen: dict[str, int] = {}
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    item = read_item(line, f"{path.name}, line {number}")
                    if item.id in seen:
                        raise InputError(f"{path.name}, line {number}: the id is that of line {seen[item.id]}; each item needs its own")
                    seen[item.id] = number
                    yield item
    except OSError as error:
        raise InputError(f"{path}: the sample cannot be read ({error.strerror}); check the name and your rights") from None
    except UnicodeDecodeError:
        raise InputError(f"{path.name}: the sample is not UTF-8 text; draw it again with 'secondlook review sample'") from None


def read_item(line: str, where: str) -> SampleItem:
    """Return one line as an item."""
    try:
        item = _adapter().validate_json(line)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"]) or "line"
        raise InputError(f"{where}: '{key}': {first['msg'].lower()}; draw the sample again, or mend this line") from None
    if not item.id:
        raise InputError(f"{where}: 'id' is empty; each item needs its own")
    if not 0 < item.inclusion_probability <= 1:
        raise InputError(f"{where}: 'inclusion_probability' must be above 0 and at most 1")
    if item.confidence is not None and not 0 <= item.confidence <= 1:
        raise InputError(f"{where}: 'confidence' must lie between 0 and 1")
    unknown = [i for i in (item.indicator, *item.flags, *item.near) if i is not None and i not in INDICATORS]
    if unknown:
        raise InputError(f"{where}: there is an indicator that does not exist; choose from 'secondlook rules list'")
    return item
