"""Thresholds and rules changed by a named person: written to the local settings, and recorded with the review."""

import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from api.store.store import Store
from evaluation.review.curve import Proposal
from evaluation.review.switch import Switched
from nlp.errors import InputError
from nlp.local import VARIABLE, parse, place
from nlp.rules.data import parse_yaml

_HEAD = "# Written by Second Look. Each entry says who set it, when and why; take an entry out to go back to what was shipped.\n"


def apply_threshold(store: Store, proposal: Proposal, *, profile: str, by: str) -> Path:
    """Set the proposed threshold and record who did it; raises InputError where nothing was proposed or nobody is named."""
    if proposal.threshold is None or proposal.point is None:
        raise InputError(f"there is no threshold to apply for {proposal.indicator}: {proposal.why}")
    entry = _entry(by, f"share right at least {proposal.wanted:.2f}; measured {proposal.point.precision}") | {"value": proposal.threshold}
    path = _change(lambda data: data.setdefault("thresholds", {}).setdefault(profile, {}).update({proposal.indicator: entry}))
    with store.writing() as writing:
        writing.event(
            by.strip(),
            "threshold applied",
            indicator=proposal.indicator,
            profile=profile,
            threshold=proposal.threshold,
            wanted=proposal.wanted,
        )
    return path


def switch_off(store: Store, measured: Switched, *, by: str) -> Path:
    """Switch a rule off and record who did it, with what past decisions said."""
    if not measured.fired:
        raise InputError(f"nobody has read a passage that {measured.rule} found; read some first")
    name = measured.rule.removeprefix("rule:")
    if name.startswith("model:"):
        raise InputError(f"{measured.rule} is no rule; a model cannot be switched off here, use --profile rules")
    why = f"of {measured.alone} passages that only it found, {measured.alone_right} were right"
    path = _change(lambda data: data.setdefault("rules_off", {}).update({name: _entry(by, why)}))
    with store.writing() as writing:
        writing.event(
            by.strip(), "rule switched off", rule=name, fired=measured.fired, alone=measured.alone, alone_right=measured.alone_right
        )
    return path


def _entry(by: str, why: str) -> dict[str, Any]:
    if not by.strip():
        raise InputError("say who changes it: --by NAME")
    return {"by": by.strip(), "at": datetime.now(UTC).isoformat(timespec="seconds"), "why": why}


def _change(change: Callable[[dict[str, Any]], object]) -> Path:
    """Change the local settings in one step; what is in the file stays."""
    path = place()
    if path is None:
        raise InputError(f"there is no place for local settings: {VARIABLE} is set to nothing; set it to a file, or unset it")
    data: dict[str, Any] = {}
    if path.exists():
        parse(path.read_bytes(), str(path))
        data = parse_yaml(path.read_text(encoding="utf-8"), str(path)) or {}
    change(data)
    written = _HEAD + yaml.safe_dump(data, allow_unicode=True, sort_keys=True)
    parse(written.encode(), str(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".local-")
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(written)
        Path(name).replace(path)
    except OSError as error:
        raise InputError(f"{path}: the local settings cannot be written ({error.strerror}); check your rights") from None
    return path
