"""What an organisation has set for itself: other thresholds, and rules switched off, each with who did it, when and why.

The file is the one that SECONDLOOK_LOCAL names, else `local.yaml` in this user's settings folder, else none. It is part of
the version of the rules: what was flagged under other settings does not look as if it were flagged under the same.
`secondlook review thresholds --apply` and `secondlook review switch-off` write it.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from platformdirs import user_config_path

from nlp.errors import RuleError
from nlp.indicators import INDICATORS

VARIABLE = "SECONDLOOK_LOCAL"
PROFILES = ("full", "rules", "large")


@dataclass(frozen=True, slots=True)
class Local:
    """The settings: thresholds by profile and indicator, ids of rules that are off, and the bytes they were read from."""

    thresholds: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    rules_off: frozenset[str] = frozenset()
    written: bytes = b""


def place() -> Path | None:
    """Return where the file lies, or would lie; None where SECONDLOOK_LOCAL is set to nothing."""
    named = os.environ.get(VARIABLE)
    if named is None:
        return user_config_path("secondlook", appauthor=False) / "local.yaml"
    return Path(named) if named else None


@cache
def local() -> Local:
    """Return the settings of this process; raises RuleError where the file cannot be read."""
    path = place()
    if path is None:
        return Local()
    try:
        written = path.read_bytes()
    except FileNotFoundError:
        return Local()
    except OSError as error:
        raise RuleError(f"{path}: the local settings cannot be read ({error.strerror}); check your rights") from None
    return parse(written, str(path))


def parse(written: bytes, name: str) -> Local:
    """Return the settings in a file's bytes; an error names the key that is wrong."""
    from nlp.rules.data import parse_yaml

    try:
        data = parse_yaml(written.decode("utf-8"), name) or {}
    except UnicodeDecodeError:
        raise RuleError(f"{name}: not UTF-8 text; write the file again") from None
    if not isinstance(data, dict) or set(data) - {"thresholds", "rules_off"}:
        raise RuleError(f"{name}: only the keys 'thresholds' and 'rules_off' are known")
    return Local(
        _thresholds(data.get("thresholds") or {}, name), frozenset(_entries(data.get("rules_off") or {}, f"{name}: rules_off")), written
    )


def _thresholds(data: Any, name: str) -> dict[str, dict[str, float]]:
    out: dict[str, dict[str, float]] = {}
    for profile, entries in _dictionary(data, f"{name}: thresholds").items():
        if profile not in PROFILES:
            raise RuleError(f"{name}: thresholds: there is no profile '{profile}'; choose one of: {', '.join(PROFILES)}")
        for indicator, entry in _entries(entries, f"{name}: thresholds: {profile}").items():
            value = entry.get("value")
            if indicator not in INDICATORS:
                raise RuleError(f"{name}: thresholds: there is no indicator '{indicator}'")
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
                raise RuleError(f"{name}: thresholds: {profile}: {indicator}: 'value' must be a number between 0 and 1")
            out.setdefault(profile, {})[indicator] = float(value)
    return out


def _entries(data: Any, where: str) -> dict[str, dict[str, Any]]:
    for key, entry in _dictionary(data, where).items():
        if not isinstance(entry, dict) or not str(entry.get("by", "")).strip():
            raise RuleError(f"{where}: {key}: each entry says 'by' whom it was set")
    return dict(data)


def _dictionary(data: Any, where: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise RuleError(f"{where}: must hold names and their entries")
    return data
